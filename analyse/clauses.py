"""What a passage says stands in the way, or helps: a clause of it that can be read alone.

The words that tell of it ("hampered by", "because") are found by pattern, and the clause is cut at punctuation: coding
has no time for a parser. `phrase` looks at a cut with one, where few are left to look at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from models.language import is_stop, stem, tagged

Side = Literal["barrier", "enabler"]

# These give a cause, whether of something good or bad.
_CAUSE = r"because of|because|due to|owing to|as a result of|as a consequence of|caused by|resulting from|attributed to"
# "Supported by" may tell who was there; "hindered by" says what it says.
_IN_PASSING = re.compile(rf"\b(?:{_CAUSE}|supported by|underpinned by|driven by)[\s“‘(]*$", re.IGNORECASE)
_GIVES_A_CAUSE = re.compile(rf"\b({_CAUSE})[\s“‘(]*$", re.IGNORECASE)
# What follows the words is the clause; for those of the second kind, what stands before them.
_AFTER: tuple[tuple[Side | None, str], ...] = (
    (
        "barrier",
        r"(?:hampered|hindered|inhibited|impeded|undermined|held back|limited|constrained|delayed) by",
    ),
    # "Barriers to joint working" names no barrier; "barriers to joint working, such as separate budgets" does.
    (
        "barrier",
        r"(?:barriers?|obstacles?)(?: to [^.;:,]{3,60})?"
        r"(?:,? such as|,? including| included?| (?:was|were|is|are)(?! \w+ed\b))",
    ),
    ("enabler", r"enabled by|supported by|helped by|facilitated by|underpinned by|driven by|strengthened by|thanks to"),
    (None, _CAUSE),
)
_OBJECT = (
    r"(?=\s+(?:the|a|an|any|some|all|many|most|more|no|this|that|these|those|their|its|his|her|our|them|it|us|people|"
    r"children|staff|progress)\b)"
)
_BEFORE: tuple[tuple[Side, str], ...] = (
    # "limited support" is no verb: what limits something limits the, their, any ...
    (
        "barrier",
        rf"(?:hamper|hinder|inhibit|impede|undermine|limit|constrain)(?:s|ed)?{_OBJECT}|prevent(?:s|ed)?(?! by)\b|"
        r"(?:was|is|were|are) (?:a|the main) barriers?\b",
    ),
    (
        "enabler",
        r"(?:enable|facilitate)(?:s|d)?(?! by)\b|(?:has|had|have) (?:helped|enabled|allowed)\b|allow(?:s|ed)\b",
    ),
)
_STOP = r"[.;:!?](?=[\s”’\")]|$)"
_CLAUSE_END = re.compile(rf"{_STOP}|, (?:and|but|so|which|while|although|who|where|when|as|since|despite)\b|$")
_CLAUSE_START = re.compile(rf"(?:^|{_STOP}[”’\")]*\s|, (?:and|but|so|which|while|although)\s)")
_WORDS = re.compile(r"[^\W_][\w’'-]*")
_CONNECTIVE = re.compile(
    r"(?:\w+ly|(?:in|at|for|by|during|on|with|as|since|after|before|while|when|also|often|overall|however|therefore)"
    r"(?: [\w’-]+){0,4}), ",
    re.IGNORECASE,
)
_WHO_IS = re.compile(r"\b(?:who|that|which) (?:is|are|was|were|be) $")
_AUXILIARY = frozenset(
    "will would can could may might shall should must has have had do does did not also still often already sometimes "
    "that which who further".split()
)
_BE = frozenset("is are was were be been being very too so more less".split())
_OPEN_END = frozenset(
    "and or but that which who to of for with a an the is are was were be been have has had do does did not in on at "
    "by from as remain remains this these those it they he she we such what".split()
)
_POINTS_BACK = re.compile(r"\W(?:this|these|such(?! as)) ([\w’'-]+)", re.IGNORECASE)
_QUOTE_OPEN = re.compile(r"‘(?!.*’(?!\w))")
_SUPPOSED = frozenset({"may", "might"})
_NOUNS = ("NOUN", "PROPN", "NUM")
_BRING = frozenset("lead leads led leading result results resulted resulting".split())  # to, or in, what comes of it
_OF_THIS = re.compile(r"\b(?:this|that|it) (?:is|was|has been)(?: \w+ly)?\W*$", re.IGNORECASE)
_POINTING = frozenset("this that these those it they he she we i you which who what such".split())
# After "due to" these can begin what something is due to; "due to end in March" says when, not why.
_NAMES_A_CAUSE = re.compile(
    r"(?:the|a|an|this|these|their|its|his|her|our|no|some|any|all|how|what|poor|lack|not|\w+(?:ing|s|ness|[ts]ion|"
    r"ment|ity|age|nce|cy|al|ed|ive|ous|ic|ful|ant|ent|able))\b",
    re.IGNORECASE,
)
_WHEN = re.compile(r"[“‘(]?(?:where|when|if|although|though|while|despite|unless)\b", re.IGNORECASE)
MIN_LETTERS, MOST_WORDS = 8, 35  # less is no clause ("because of it"); more is a story
FEWEST_WORDS = 2  # words that mean something: "this" and "leaders" name nothing that hinders or helps


@dataclass(frozen=True, slots=True)
class Clause:
    """Where in the text the clause stands, and whether it hinders or helps."""

    side: Side
    start: int
    end: int


def find(text: str, *, concern: bool) -> Clause | None:
    """The first clause that says why; words that only give a cause ("because") follow the judgement."""
    return min(_all(text, concern=concern), key=lambda c: (c.start, c.end), default=None)


def _all(text: str, *, concern: bool) -> Iterator[Clause]:
    for side, said in _AFTER:
        for match in re.finditer(rf"\b(?:{said})\b\s*", text, re.IGNORECASE):
            if side is None and _conditional(text, match.start()):
                continue
            if match[0].lower().startswith("due") and (
                _WHO_IS.search(text, 0, match.start()) or not _NAMES_A_CAUSE.match(text, match.end())
            ):
                continue
            yield from _cut(side or ("barrier" if concern else "enabler"), text, match.end(), _end(text, match))
    for side, said in _BEFORE:
        for match in re.finditer(rf"\b(?:{said})", text, re.IGNORECASE):
            starts = [m.end() for m in _CLAUSE_START.finditer(text, 0, match.start())]
            yield from _subject(side, text, max(starts, default=0), match.start())


def _conditional(text: str, at: int) -> bool:
    """Whether a cause stands in a clause that only says when: "where children are at risk because of abuse, ..."."""
    start = max((m.end() for m in _CLAUSE_START.finditer(text, 0, at)), default=0)
    return _WHEN.match(text, start) is not None


def _end(text: str, match: re.Match[str]) -> int:
    """Where what follows some words ends: a clause where the next begins, a name at the first comma that leaves enough.

    A clause that opens its sentence ("Because ..., ...") ends at its comma too.
    """
    found = _CLAUSE_END.search(text, match.end())
    end = found.start() if found else len(text)
    if match[0].strip().lower() == "because" and not match[0][0].isupper():
        return end
    commas = (at.start() for at in re.finditer(", ", text[:end]) if at.start() > match.end())
    return next((at for at in commas if reads_alone(text[match.end() : at])), end)


def _subject(side: Side, text: str, start: int, end: int) -> Iterator[Clause]:
    """What hinders or helps, before the verb, without its auxiliaries; nothing where it is hindered itself."""
    while (words := list(_WORDS.finditer(text, start, end))) and words[-1][0].lower() in _AUXILIARY:
        end = words[-1].start()
    if words and words[-1][0].lower() not in _BE:
        lead = _CONNECTIVE.match(text, start, end)
        yield from _cut(side, text, lead.end() if lead else start, end)


def _cut(side: Side, text: str, start: int, end: int) -> Iterator[Clause]:
    body = text[start:end]
    start += len(body) - len(body.lstrip(" ,“‘("))
    end -= len(body) - len(body.rstrip(" ,"))
    if reads_alone(text[start:end]):
        yield Clause(side, start, end)


def reads_alone(clause: str) -> bool:
    """Whether a clause names something, neither points back nor stops in the middle, and closes what it opens."""
    words = [word.lower() for word in _WORDS.findall(clause)]
    return (
        len(clause) >= MIN_LETTERS
        and len(words) <= MOST_WORDS
        and words[0] not in _POINTING
        and words[-1] not in _OPEN_END
        and sum(not is_stop(part) for word in words for part in word.split("-")) >= FEWEST_WORDS
        and clause.count("(") == clause.count(")")
        and clause.count("“") == clause.count("”")
        and not _QUOTE_OPEN.search(clause)
    )


@dataclass(frozen=True, slots=True)
class Head:
    """A noun that a clause is about."""

    word: str
    told: bool  # whether the clause says of it what it is or does: "nurses who visit", "a nurse"
    kind: str  # the word before it that says which: "district" nurses; "" where none does


@dataclass(frozen=True, slots=True)
class Phrase:
    """A clause as a parse sees it."""

    text: str  # the clause, to the end of its lists
    heads: tuple[Head, ...]  # none of a clause with a verb of its own
    about: tuple[tuple[str, ...], ...]  # each of these nouns, or the subject of the verb, with that of which it is
    caused: str  # where it is no more than a cause: what it is the cause of
    rest: str  # and its sentence without it
    outright: bool  # whether its sentence says with words of its own that it hinders or helps
    aside: bool  # whether all it says is how something is: "claims are apt and supported by papers"

    @property
    def of_this(self) -> bool:
        """Whether what it is the cause of stands before its sentence: "This is because"."""
        return _OF_THIS.search(self.caused) is not None


def parsed(texts: Iterable[str]) -> dict[str, Any]:
    """The parse of each; together they take half the time."""
    its = list(dict.fromkeys(texts))
    return dict(zip(its, tagged().pipe(its), strict=True))


def phrase(doc: Any, clause: str) -> Phrase | None:
    """A clause of a sentence that is `parsed`; None where it is no whole phrase, not read alone, or only supposed.

    None, too, of what helps what comes of something else: "this leads to people supported by good plans".

    A whole phrase hangs together, and its head is a noun; after "because" also a verb with its subject.
    """
    text = doc.text
    start = text.find(clause)
    span = doc.char_span(start, start + len(clause), alignment_mode="expand") if start >= 0 else None
    if span is None or _unresolved(text, start, clause):
        return None
    heads = [t for t in span if not t.is_punct and (t.dep_ == "ROOT" or t.head not in span)]
    if len(heads) != 1:
        return None
    (head,) = heads
    lead = _GIVES_A_CAUSE.search(text, 0, start)
    passing = _IN_PASSING.search(text, 0, start) is not None
    if passing and lead is None and any(_comes_of_it(t) for t in head.ancestors):
        return None
    subjects = [c for c in head.lefts if c.dep_ in ("nsubj", "nsubjpass", "expl") and c in span]
    if head.pos_ in _NOUNS or (head.tag_ == "VBG" and not subjects):
        subjects = []
    elif not subjects or not (_gerund(head) or (head.pos_ in ("VERB", "AUX") and _follows(lead, "because"))):
        return None
    last = _extended(span, lists=True)
    if (cut := _CLAUSE_END.search(text, start + len(clause))) is not None and cut.start() < doc[last].idx:
        last = max(t.i for t in doc if t.idx < cut.start())
    nouns = [] if subjects else _with_conjuncts(head, last)
    if nouns and not any(_told(noun, last) for noun in nouns):
        last = _extended(span, lists=False)
    whole = text[start : doc[last].idx + len(doc[last])]
    if not reads_alone(whole):
        whole, last = clause, span[-1].i
    above = _above(head, lead.start() if lead else start, start)
    if any(c.tag_ == "MD" and c.lower_ in _SUPPOSED for verb in above for c in verb.lefts):
        return None
    return Phrase(
        whole,
        tuple(Head(n.text, _told(n, last), _kind(n)) for n in nouns),
        tuple(
            (n.text, *(c.text for of in n.rights if of.lower_ == "of" for c in of.rights)) for n in nouns or subjects
        ),
        _without(text, *_place(_largest(above[-1])), lead.start(), start + len(whole)) if lead and above else "",
        _without(text, 0, len(text), lead.start(), start + len(whole)) if lead else "",
        not passing,
        passing and lead is None and above[-1].dep_ == "conj" and above[-1].head.pos_ == "ADJ",
    )


def _comes_of_it(token: Any) -> bool:
    return token.lower_ in ("to", "in") and token.dep_ == "prep" and token.head.lower_ in _BRING


def _kind(noun: Any) -> str:
    before = [c.text for c in noun.lefts if c.dep_ in ("compound", "amod", "nmod") and not c.is_stop]
    return before[-1] if before else ""


def _gerund(verb: Any) -> bool:
    """Whether a verb stands as a noun does: "staff not being trained"."""
    tags = {verb.tag_, *(c.tag_ for c in verb.lefts if c.dep_ in ("aux", "auxpass"))}
    return "VBG" in tags and not tags & {"VBZ", "VBP", "VBD", "MD"}


def _follows(lead: re.Match[str] | None, word: str) -> bool:
    return lead is not None and lead[1].lower() == word


def _unresolved(text: str, start: int, clause: str) -> bool:
    """Whether a clause points back within itself to what its sentence has not named before it."""
    named = {stem(word) for word in _WORDS.findall(text[:start])}
    return any(stem(match[1]) not in named for match in _POINTS_BACK.finditer(clause))


def _extended(span: Any, *, lists: bool) -> int:
    """The last token of a clause with what is listed after its comma; else with what is said there of its nouns."""
    last = span[-1].i
    for token in span:
        for after in token.rights:
            listed = after.dep_ in ("conj", "appos") and after.pos_ in (*_NOUNS, "ADJ") and token.pos_ != "VERB"
            listed = listed or (after.dep_ == "prep" and (after.tag_ == "VBG" or after.lower_ == "such"))
            if after.i > span[-1].i and (listed if lists else token.pos_ in _NOUNS and after.dep_ in ("relcl", "acl")):
                last = max(last, after.right_edge.i)
    return int(last)


def _with_conjuncts(head: Any, last: int) -> list[Any]:
    """The nouns a clause is about: "training staff" may have been read as what is done to staff."""
    nouns = [c for c in head.rights if c.dep_ == "dobj"] if head.tag_ == "VBG" else [head]
    return [n for noun in nouns or [head] for n in (noun, *noun.conjuncts) if n.i <= last]


def _told(noun: Any, last: int) -> bool:
    return any(c.lower_ in ("a", "an") for c in noun.lefts) or any(
        t.i <= last and (t.dep_ in ("relcl", "acl") or (t.dep_ == "prep" and t.tag_ == "VBG")) for t in noun.subtree
    )


def _above(head: Any, first: int, until: int) -> list[Any]:
    """What a clause hangs on: the words that lead it, and the first beyond them."""
    above = []
    while head.dep_ != "ROOT":
        head = head.head
        above.append(head)
        if not first <= head.idx < until and head.pos_ != "ADP":
            break
    return above


def _largest(token: Any) -> Any:
    """The largest clause about a token that no noun stands over."""
    while token.dep_ not in ("ROOT", "relcl", "acl") and token.pos_ not in _NOUNS:
        token = token.head
    return token


def _place(token: Any) -> tuple[int, int]:
    return token.left_edge.idx, token.right_edge.idx + len(token.right_edge)


def _without(text: str, start: int, end: int, first: int, last: int) -> str:
    """Characters `start` to `end` of a text without those of `first` to `last`."""
    before, after = text[start : max(start, min(first, end))], text[min(end, max(last, start)) : end]
    return (before.rstrip(" ,") + after).strip(" ,")
