"""Who is asked, and in which words: the grammar of recommendations.

A list is led in by a sentence that its items complete ("The partnership should make sure that:"): that sentence asks
nothing by itself. Whom it names is asked by every item; where neither item nor lead-in names anyone, the whole list is
addressed to those the programme reports to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from analyse.coding import codable
from analyse.evidence import Range, ranges
from corpus.types import Passage
from models.language import tagged

LONGEST_BODY = 16  # words before "should" that can still be a name or a list of names
# To whom a report of the programme is addressed where it names nobody: what it inspects is theirs to run.
ADDRESSED: Mapping[str, str] = {"ilacs": "local authority", "sif": "local authority", "jtai": "local partnership"}

# A table's row is printed as "Responsible body: ...; Area for priority action: ...".
_ROW = re.compile(
    r"^(?:responsible|lead) (?:bod(?:y|ies)|agenc(?:y|ies)|organisations?|partners?): (?P<names>.+?); "
    r"[A-Z][^:;]{2,60}: ",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\s+(?:should|must|needs? to|will need to|(?:is|are) (?:required|asked) to)\b")
# "Commissioners need a plan": the body is all that stands before.
_NEEDS = re.compile(r"(?P<who>[^,;:]{3,80}?) needs? (?=(?:a|an|the|one|more|better|clear\w*)\b)")
_ARTICLE = re.compile(r"^(?:the|all|both|these|those)\s+", re.IGNORECASE)
# Those whom reports ask, so that "children should be seen" is no recommendation to children.
_ACTOR = re.compile(
    r"\b(?:leaders?|managers?|partners?|partnerships?|system|commissioners?|councils?|authorit(?:y|ies)|boards?|trusts?|"
    r"ccgs?|icbs?|nhs|police|force|probation|services?|teams?|agenc(?:y|ies)|providers?|hospitals?|schools?|"
    r"settings|practices|gps|care|officers?|members|organisations?|forum|panel|cafcass|constabulary)\b",
    re.IGNORECASE,
)
OUTRIGHT = re.compile(
    r"\b(?:we|inspectors|reviewers) recommend|\bit is recommended\b|\bour recommendation\b", re.IGNORECASE
)
_LED_BY = re.compile(
    r"^(?:however|in addition|also|to|as|in|by|across|when|where|while|although)\b[^,]*,\s+", re.IGNORECASE
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|has|have|had|do|does|did|that|which|who|what|whether|about)\b", re.IGNORECASE
)
_HANGING = re.compile(r"\b(?:that|which|who|whom|this|it|they|people|there)$", re.IGNORECASE)
# Two names stand either side of "and" where the first is complete: "NHS Derby and Derbyshire ..." is one.
_COMPLETE = re.compile(
    r"((?:Council|Board|Trust|Partnership|Authority|ICB|CCG|Group|Police|Constabulary|Services?|Commissioner)\)?)"
    r"\s+and\s+(?:the\s+)?(?=[A-Z])"
)
_LISTED = re.compile(r"\s*;\s*|\s*\n\s*|,\s+(?:and\s+)?")
_POINTS_ON = re.compile(r"\b(?:following|follows|below)\b", re.IGNORECASE)
_POINTS_BACK = re.compile(r"\b(?:this|these|they|it)\b", re.IGNORECASE)
_DEMANDS = re.compile(r"\b(?:should|must|needs?|required|recommend\w*|to be)\b", re.IGNORECASE)
_SAYS_WHAT_SHOULD = re.compile(r"^(?:\W*[\w’'-]+\W+){1,12}?(?:should|must|needs? to|will need to)\b", re.IGNORECASE)
_REMAINS = re.compile(r"\b(?:remains to be done|next steps|needs? to improve|areas? for)\b", re.IGNORECASE)
_BULLET = "•-–−▪o "
# A sentence that ends so, or goes on so, is one with what stands on the other side of the colon.
_HANGS = re.compile(r"(?:about|around|at|by|for|from|in|into|of|on|to|who|whose|with|within)", re.IGNORECASE)
_ENDLESS = re.compile(r"(?:[\s,;]|\b(?:and|or))+$")


@dataclass(frozen=True, slots=True)
class Asked:
    """A passage that asks: which characters of it, the words that lead it in, and who is to act.

    `lead` is "" where the passage is a sentence of its own. `named` says whether item or lead-in names the bodies.
    """

    passage: Passage
    place: Range
    lead: str
    bodies: tuple[str, ...]
    named: bool


@dataclass(frozen=True, slots=True)
class _Lead:
    """A sentence that leads a list in."""

    text: str
    bodies: tuple[str, ...]


_NOBODY = _Lead("", ())


def section(passages: Iterable[Passage]) -> list[Passage]:
    """The passages of a report that stand among its recommendations."""
    return [p for p in passages if codable(p) and p.section_role == "recommendation" and p.kind != "footnote"]


def of(passages: Sequence[Passage], programme: str) -> Iterator[Asked]:
    """What the passages of a report's recommendations ask, in their order. Lead-ins are given to their items."""
    outer = inner = _NOBODY
    section: tuple[str, ...] = ()
    for at, passage in enumerate(passages):
        after = passages[at + 1] if at + 1 < len(passages) else None
        if passage.section != section:
            outer, inner, section = _NOBODY, _NOBODY, passage.section
        item = passage.kind == "bullet"
        goes_on = item and not passage.text.strip(_BULLET)[:1].isupper()
        if not item:
            outer = inner = _NOBODY
        elif not goes_on:
            inner = _NOBODY  # a list within an item goes on in small letters
        above = inner if inner.text else outer
        leading = leads_in(passage, after)
        said = bodies(passage.text) or (above.bodies if goes_on or above.text else ())
        place = _asking(passage, leading)
        if place is not None:
            to = (ADDRESSED[programme],) if programme in ADDRESSED else ()
            yield Asked(passage, place, above.text if goes_on else "", said or to, bool(said))
        if item:
            inner = _Lead(passage.text[slice(*leading)], said) if leading else inner
        elif leading:
            outer = _Lead(passage.text[slice(*leading)], said or _addressed(passage.text))
        else:
            outer = _Lead("", said)


def leads_in(passage: Passage, after: Passage | None) -> Range | None:
    """Characters of what leads in the list after a passage: its last sentence, and the one it points back to."""
    text = passage.text.rstrip()
    cell = match.end() if (match := _ROW.match(text)) is not None else 0
    parts = [(max(a, cell), b) for a, b in ranges(text) if b > cell]
    start, end = parts[-1]
    followed = after is not None and after.kind == "bullet" and after.section == passage.section
    if not text.endswith(":"):
        if not followed or passage.kind == "bullet":
            return None
        last = text[start:end]
        # "This includes: one thing," has its first item in its own line.
        colon = last.rfind(":")
        if colon >= 0 and not last.endswith((".", "!", "?")):
            end = start + colon + 1
        elif not (_POINTS_ON.search(last) and last.endswith(".")):
            return None
    if len(parts) > 1 and _POINTS_BACK.search(text[start:end]):
        start = parts[-2][0]
    return start, end


def _asking(passage: Passage, leading: Range | None) -> Range | None:
    """The sentences of a passage among the recommendations that ask for something; None where none does."""
    text = passage.text
    if leading is None:
        return (0, len(text)) if passage.kind in ("bullet", "row", "box") or asks(text) else None
    if leading[1] < len(text.rstrip()) or (passage.kind == "row" and _POINTS_BACK.search(text[slice(*leading)])):
        return 0, len(text)  # its first item stands in its own line; of a row the cell is quoted whole
    before = [(a, b) for a, b in ranges(text) if b < leading[1] and _ASKS.search(text[a:b])]
    return (before[0][0], before[-1][1]) if before else None


def action(text: str) -> str:
    """What the first sentence of a recommendation asks for, without whom it asks; whole where it says what is to be
    done to its subject ("Visits should be made").
    """
    cell = match.end() if (match := _ROW.match(text)) is not None else 0
    start, end = ranges(text[cell:])[0]
    sentence = text[cell + start : cell + end]
    found = _ASKS.search(sentence)
    if found is None:
        found = _NEEDS.match(sentence) if _subject(sentence) else None
    elif _HANGING.search(before := sentence[: found.start()]) and " " in before:
        found = None  # "the facts that they need to decide"
    done = sentence[found.end() :].lstrip() if found is not None else ""
    return sentence if not done or done.startswith("be ") else done


def is_actor(noun: str) -> bool:
    """Whether a noun, as it stands, names those whom reports ask."""
    return _ACTOR.fullmatch(noun) is not None


def completed(item: str, lead: str, *, whole: bool = False) -> str:
    """An item with the end of its lead-in before it where the two are one phrase: "The oversight of:", "case audits".

    Not where the lead-in asks ("Leaders should:"), or points back ("This includes:"): the item then says what is asked.
    With `whole` also where it asks.
    """
    if not lead:
        return item
    last = lead[slice(*ranges(lead)[-1])].rstrip(" :")
    if (_DEMANDS.search(last) and not whole) or _POINTS_BACK.search(last):
        return item
    words, its = last.split(), item.split()
    one = words and its and (_HANGS.fullmatch(words[-1]) or _HANGS.fullmatch(its[0]))
    return f"{last} {item}" if one else item


def ends(text: str) -> str:
    """An item of a list without the mark or the word that leads on to the next."""
    return _ENDLESS.sub("", text)


def asks(text: str) -> bool:
    """Whether a paragraph asks for something: it says what should be, or it is an order ("Ensure that ...")."""
    return _DEMANDS.search(text) is not None or _orders(text)


def asks_again(passage: Passage) -> bool:
    """Whether a passage outside the recommendations says what remains to be done, under a heading that says so."""
    under = " ".join(passage.section)
    asked = _REMAINS.search(under) is not None and _SAYS_WHAT_SHOULD.match(passage.text) is not None
    return asked and passage.section_role != "summary"


def _orders(text: str) -> bool:
    """Whether a sentence's main verb is an imperative."""
    root = next(iter(tagged()(text[: slice(*ranges(text)[0]).stop]).sents)).root
    return root.tag_ in ("VB", "VBP") and not any(child.dep_ in ("nsubj", "nsubjpass", "expl") for child in root.lefts)


def recommending(text: str) -> Range | None:
    """The sentences of prose outside the recommendations that recommend: outright, or by saying who should act."""
    if " should " not in text and not OUTRIGHT.search(text):
        return None  # reading sentences costs time, and few passages recommend
    found = [(a, b) for a, b in ranges(text) if OUTRIGHT.search(text[a:b]) or _subject(text[a:b], only="should")]
    return (found[0][0], found[-1][1]) if found else None


def bodies(text: str) -> tuple[str, ...]:
    """Who a recommendation asks to act, as it names them: in a column of their own, or as those who should do it."""
    if (row := _ROW.match(text)) is not None:
        return names(row["names"])
    subjects = (_subject(text[start:end]) for start, end in ranges(text))
    return tuple(dict.fromkeys(subject for subject in subjects if subject))


def _addressed(text: str) -> tuple[str, ...]:
    """Whom a lead-in speaks to without saying what they should do: "we suggest that the system gives priority to"."""
    start, end = ranges(text)[-1]
    chunks = tagged()(text[start:end]).noun_chunks
    found = (c.text for c in chunks if c.root.dep_ in ("nsubj", "pobj", "dobj") and _ACTOR.fullmatch(c.root.text))
    return tuple(_ARTICLE.sub("", name) for name in list(found)[:1])


def _subject(sentence: str, only: str = "") -> str:
    asks = _ASKS.search(sentence)
    if asks is None and not only and (needs := _NEEDS.match(sentence.lstrip(_BULLET))) is not None:
        who = needs["who"]
        return _ARTICLE.sub("", who) if _ACTOR.search(who) and not _VERB.search(who) else ""
    if asks is None or (only and asks.group(0).strip() != only):
        return ""
    subject = _LED_BY.sub("", sentence[: asks.start()].lstrip(_BULLET))
    if not _ACTOR.search(subject) or len(subject.split()) > LONGEST_BODY or _HANGING.search(subject):
        return ""
    if only and (_VERB.search(subject) or len(subject.split()) > LONGEST_BODY // 2):
        return ""
    return _ARTICLE.sub("", subject.strip(" ,;"))


def names(text: str) -> tuple[str, ...]:
    """The bodies in a table's list of them: "Northshire Council, NHS North Integrated Care Board and the police"."""
    parts = _LISTED.split(_COMPLETE.sub(r"\1; ", text))
    return tuple(dict.fromkeys(name for part in parts if len(name := _ARTICLE.sub("", part.strip(" .:"))) > 1))
