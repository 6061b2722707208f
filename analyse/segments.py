"""What emergent themes are made of: the sentences of passages, with their stems and what stands in many reports."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from analyse import evidence
from corpus.areas import key as plain_name
from models.language import is_stop, stem

SHORTEST = 40  # letters of a sentence: less is a heading or a fragment
SHINGLE = 5  # words; as Broder (1997) for near-duplicates
STOCK_AREAS = 3  # reports of so many areas share the words of a stock phrase
STOCK_SHARE = 0.5  # a sentence of which so much is stock founds nothing
# "co-production" is one word, "short-break" two: a prefix does not stand by itself.
_PREFIXES = frozenset("anti co cross de e ex inter mid multi non over post pre re self semi sub trans under".split())
_WORD = re.compile(r"[^\W\d_]+(?:[-‐‑’'][^\W\d_]+)*")
# "Ann Other, Director of Children’s Services": whom a letter is written to, not a sentence.
_SIGNATURE = re.compile(r"(?:[A-Z][\w’'.-]*\s+){1,3}[A-Z][\w’'-]*,\s+[^.!?]*$")
_AND = frozenset({"and", "of", "the", "upon", "with"})


@dataclass(frozen=True, slots=True)
class Text:
    """A passage as it is clustered: where it comes from, under which heading, whether it may found a theme."""

    id: str
    area: str
    text: str
    programme: str = ""
    heading: str = ""
    founding: bool = True


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence of a passage. `masked` is its text without the area's own name; `stock` what many reports print."""

    passage: str
    start: int
    end: int
    area: str
    programme: str
    heading: str
    text: str
    masked: str
    stems: frozenset[str]
    founding: bool
    stock: bool = False


@cache
def stems_of(text: str) -> frozenset[str]:
    """The stems of the words that say something."""
    return frozenset(s for s in map(content_stem, words_of(text)) if s)


def words_of(text: str) -> list[str]:
    """Words as they stand; of a compound its parts, unless the first is a prefix."""
    found: list[str] = []
    for word in _WORD.findall(text):
        parts = re.split(r"[-‐‑]", word)
        found += parts if len(parts) > 1 and parts[0].lower() not in _PREFIXES else ["-".join(parts)]
    return found


def said_as(text: str, stems: Sequence[str]) -> list[str]:
    """The words of the text that have these stems, as they stand."""
    said = {content_stem(word): word for word in reversed(words_of(text))}
    return [said[stem] for stem in stems if stem in said]


@cache
def content_stem(word: str) -> str:
    """The stem of a word that says something by itself; "" of any other."""
    if len(word) < 3 or is_stop(word):
        return ""
    found = stem(word)
    return found if len(found) > 2 and not is_stop(found) else ""


def split(texts: Iterable[Text], names: Mapping[str, str]) -> tuple[Segment, ...]:
    """The sentences of the texts in order of passage id and place.

    `names` gives the name of each area, which is taken out of its own reports' sentences.
    """
    made: list[Segment] = []
    for text in sorted(texts, key=lambda t: t.id):
        mask = _masker(names.get(text.area, ""))
        ranges = [r for r in evidence.ranges(text.text) if r[1] - r[0] >= SHORTEST] or [(0, len(text.text))]
        for start, end in ranges:
            said = text.text[start:end]
            masked = mask(said)
            made.append(
                Segment(
                    text.id,
                    start,
                    end,
                    text.area,
                    text.programme,
                    text.heading,
                    said,
                    masked,
                    stems_of(masked),
                    text.founding,
                    stock=_SIGNATURE.match(said) is not None,
                )
            )
    return _stock_marked(made)


@cache
def _masker(name: str) -> Callable[[str], str]:
    own = sorted({w for w in plain_name(name).split() if w not in _AND and len(w) > 2})
    if not own:
        return str
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, own))})\b", re.IGNORECASE)
    return lambda text: pattern.sub(" ", text)


def _stock_marked(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    areas: dict[tuple[str, ...], set[str]] = {}
    shingles = [_shingles(s.masked) for s in segments]
    for segment, its in zip(segments, shingles, strict=True):
        for shingle in its:
            areas.setdefault(shingle, set()).add(segment.area)
    return tuple(
        replace(segment, stock=True)
        if its and sum(len(areas[s]) >= STOCK_AREAS for s in its) >= STOCK_SHARE * len(its)
        else segment
        for segment, its in zip(segments, shingles, strict=True)
    )


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = [w.lower() for w in _WORD.findall(text)]
    return {tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)}
