"""Which sentences of a passage carry a point, and what to quote of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from models.language import sentences, stem

KEPT = 20_000  # texts whose reading is remembered
QUOTE_SENTENCES = 3  # the longest run of sentences quoted from a longer passage
SHORT = 2  # a passage of so few sentences is quoted whole

Range = tuple[int, int]
_FEWEST_LETTERS, _MOST_LETTERS = 40, 420  # of sentences that say something and that one reads at a glance
# What an earlier visit found is no evidence of what is found now.
_EARLIER = re.compile(
    r"\b(?:previous|last|earlier|initial|first|monitoring|\d{4})(?: [\w’-]+){0,2} (?:inspections?|visits?|reviews?)"
    r"(?: in \d{4})?,? (?:\w+ )?(?:found|noted|identified|highlighted|reported|raised|criticised|said)\b",
    re.IGNORECASE,
)
# "Most plans do not help with this." leaves open with what, unless it has said so itself.
_LEAVES_OPEN = re.compile(
    r"(?:(?!, | and | that | but )[^.!?])*\b(?:(?:this|these|it|them)[.!?]|"
    r"(?:this|these) (?:has|have|had|is|are|was|were|will|can)\b)",
    re.IGNORECASE,
)
_OPENED, _CLOSED = "“([", "”)]"
_OPENING = "“‘(["
_WORDS = re.compile(r"[\w’'-]+")
_ASIDE = re.compile(r"[^.!?…]\)\.?$")
_THOSE = r"those(?! (?:[\w’'-]+ ){0,3}(?:who|whom|whose|that|with|in|at)\b)"  # "those who wait" are told of at once
# A sentence that opens so says nothing without the one before it; a lead may stand before ("However, this is ...").
_POINTS_BACK = re.compile(
    r"(?:(?!(?:when|where|while|if|once|although|though|since|because|after|before|unless|until|whether)\b)"
    r"[\w’'-]+(?: [\w’'-]+){0,3}, )?"
    rf"(?:(?:he|she|it|they|this|these|that|{_THOSE}|such|here|another|others?|his|her|their|its|both)\b|"
    # "Some are too long": some of what stands before; "some children" are somebody.
    r"(?:some|many|most|all|few|several|none|each|one|neither) (?:are|is|were|was|have|has|had|do|does|did)\b|"
    rf"[a-z]+(?: (?:this|these|{_THOSE}|such(?! as))| of (?:this|these|{_THOSE}|such|them|their))\b|"
    r"(?:as a result|because of this|for this reason|in contrast|similarly),)",
    re.IGNORECASE,
)
MOST_BEFORE = 2  # sentences that what points back takes with it
# "39.Leaders know": a paragraph's number that its sentence was set against.
_NUMBER = re.compile(r"\d{1,3}\.(?=[“‘(]?[A-Z])")
_SHORT_FORM_ENDS = re.compile(r"\.(?<=[a-z][A-Z]\.)(\s+)(?=[“‘(]?[A-Z])")  # a point first: it is found at once


# "The oversight of these placements is strong": which, another sentence says, unless a word before it in its own has.
_NAMED_BEFORE = re.compile(
    r"\b(?:of|in|for|to|with|by|on|at|about|from|across|within|around|into|between) "
    r"(?:this|these|such) (?!(?:is|are|was|were|has|have|had|do|does|did|will|can|could|would|should|may|might|as|to|"
    r"and|or|but|by|in|on|at|for|of|that|which|who|because|when|while|not)\b)(?:([\w’'-]+) )?([\w’'-]+)",
    re.IGNORECASE,
)
_THESE = (" this ", " these ", " such ")
_NOW_AND_HERE = re.compile(r"(?:inspection|visit|review|report|time|year|way|reason|point|stage)s?\b", re.IGNORECASE)
_TURNS = re.compile(r"(?:however|but|nevertheless|nonetheless|yet|that said)\b", re.IGNORECASE)
_CONCEDES = re.compile(r"(?:despite|although|though)\b", re.IGNORECASE)
# What is said of some, or only meant or needed, is praise of nothing that is there.
_OF_SOME = re.compile(r"(?:there (?:are|were) )?(?:some|a few|examples)\b", re.IGNORECASE)
_MEANT = re.compile(
    r"\b(?:intends?|hopes?) (?:for \w+ )?to\b|\bneeds? for (?:further|more|better)\b|"
    r"\b(?:identified|recognised) (?:a|the) need\b",
    re.IGNORECASE,
)
_NOW = re.compile(r"\b(?:now|since then|(?:have|has) since)\b", re.IGNORECASE)
# Whom a sentence is about, where it opens with no more than the noun: "Children are ...", "Care leavers do not ...".
_BARE = re.compile(
    r"(?:Most |Some |Many |All |Few )?(?:[A-Za-z]+ ){0,2}?([A-Za-z]+) "
    r"(?:are|were|do|did|have|had|can|could|will|also|rarely|often|sometimes|generally|typically|usually|mostly|always)\b",
)


def ranges(text: str) -> tuple[Range, ...]:
    """Characters of the sentences of a text, without its number: all of it where it holds no sentence."""
    found = _with_brackets(text, _from_opening(text, _apart(text, sentences(text)))) or ((0, len(text)),)
    number = _NUMBER.match(text)
    return found if number is None else tuple((max(a, number.end()), b) for a, b in found if b > number.end())


def points_back(text: str) -> bool:
    """Whether a sentence cannot be read without what stands before it."""
    return _POINTS_BACK.match(text) is not None


@lru_cache(KEPT)
def hangs(text: str) -> bool:
    """Whether a sentence opens so, or is about something that only what stands before it names: "of these homes"."""
    return points_back(text) or _names_no(text)


def _names_no(text: str) -> bool:
    if not any(word in text for word in _THESE) or not _NAMED_BEFORE.search(text):  # the words first: they are rare
        return False
    first = text[slice(*ranges(text)[0])]
    for found in _NAMED_BEFORE.finditer(first):
        named = [word for word in found.groups() if word]
        before = {stem(word) for word in _WORDS.findall(first[: found.start()])}
        if before.isdisjoint(map(stem, named)) and not any(map(_NOW_AND_HERE.fullmatch, named)):
            return True
    return False


def whole(text: str) -> bool:
    """Whether it is one or more whole sentences that can be read without what stands before them."""
    body = text.rstrip("”’'\")]")
    return (
        _FEWEST_LETTERS <= len(text) <= _MOST_LETTERS
        and (text[0].isupper() or text[0].isdigit() or text[0] in "“‘£")
        and body[-1:] in (".", "!", "?")
        and all(text.count(a) == text.count(b) for a, b in zip(_OPENED, _CLOSED, strict=True))
        and not hangs(text)
        and not _LEAVES_OPEN.match(text)
        and not _EARLIER.search(text)
    )


def opening(text: str, start: int, back: Callable[[str], bool] = points_back) -> int:
    """Where to begin the quote of a sentence: with what it points `back` to, two sentences before it at most."""
    before = [a for a, b in ranges(text) if b <= start][-MOST_BEFORE:]
    while before and back(text[start:]):
        start = before.pop()
    return start


def sentence(text: str, at: int) -> str:
    """The sentence of a text that holds a character; all of it where none does."""
    return next((text[a:b] for a, b in ranges(text) if a <= at < b), text)


def before(text: str, said: str) -> str:
    """The sentence of a text before another; "" before the first."""
    start = text.find(said)
    return next((text[a:b] for a, b in reversed(ranges(text)) if b <= start), "")


def _with_brackets(text: str, found: Iterable[Range]) -> tuple[Range, ...]:
    """The same, with what stands in brackets but is no sentence, as who said it, given to the sentence before it."""
    joined: list[Range] = []
    for start, end in found:
        if joined and text[start] == "(" and _ASIDE.search(text, start, end):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)


def _apart(text: str, found: Iterable[Range]) -> Iterable[Range]:
    """The same, divided also after a short form that ends in a capital: "support into PfA. They"."""
    for start, end in found:
        gaps = [match.span(1) for match in _SHORT_FORM_ENDS.finditer(text, start, end)]
        yield from zip([start, *(b for _, b in gaps)], [*(a for a, _ in gaps), end], strict=True)


def _from_opening(text: str, found: Iterable[Range]) -> tuple[Range, ...]:
    """The same, with a quotation mark or bracket that opens at a sentence's end given to the next sentence."""
    moved: list[Range] = []
    opening: int | None = None  # where the next sentence begins
    for start, end in found:
        first = start if opening is None else opening
        body = text[first:end]
        kept = body.rstrip(_OPENING + " ") if body[-1:] in _OPENING else body
        opening = first + len(body) - len(body[len(kept) :].lstrip()) if len(kept) < len(body) else None
        if kept:
            moved.append((first, first + len(kept)))
    return tuple(moved)


def window(evidence: Sequence[int], ranges: Sequence[Range]) -> Range:
    """Characters of the run of whole sentences to quote: the densest in evidence, at most `QUOTE_SENTENCES` long."""
    if len(ranges) <= SHORT or not evidence:
        return ranges[0][0], ranges[-1][1]
    best = max(
        (tuple(e for e in evidence if first <= e < first + QUOTE_SENTENCES) for first in evidence),
        key=lambda run: (len(run), -run[0]),
    )
    return ranges[best[0]][0], ranges[best[-1]][1]


def strongest(strength: Sequence[float]) -> tuple[int, ...]:
    """The sentence that speaks most, and its neighbours that speak for the theme too (log-odds above zero)."""
    best = strength.index(max(strength))
    before = (best - 1,) if best and strength[best - 1] > 0 else ()
    after = (best + 1,) if best + 1 < len(strength) and strength[best + 1] > 0 else ()
    return *before, best, *after


def quote(text: str, ranges: Sequence[Range], strength: Sequence[float]) -> str:
    """The sentences to quote, given how strongly each speaks."""
    start, end = window(strongest(strength), ranges)
    return text[start:end]


def taken_back(after: str) -> bool:
    """Whether what follows praise opens by taking it back: "However, not all are"."""
    return turned(after) or _CONCEDES.match(after) is not None


def turned(after: str) -> bool:
    """Whether what follows a sentence opens by saying the other of it; "Although leaders know this" goes on."""
    return _TURNS.match(after) is not None


def limited(text: str) -> bool:
    """Whether praise is of some, or of what is only meant or needed: "Some plans are good"."""
    return _OF_SOME.match(text) is not None or _MEANT.search(text) is not None


def over(after: str) -> bool:
    """Whether what follows a sentence tells that it is over: "They are now seen weekly"."""
    return _NOW.search(after) is not None


def narrowed(text: str, before: str) -> bool:
    """Whether what stands before a sentence says of whom it is: "16-year-olds who ... . Children are not"."""
    opens = _BARE.match(text)
    if opens is None:
        return False
    noun = re.escape(opens[1])
    told = rf"\b{noun} (?:who|whose|with|aged|living|placed|subject|in|at|from)\b|-\w+ {noun}\b"
    return re.search(told, before, re.IGNORECASE) is not None
