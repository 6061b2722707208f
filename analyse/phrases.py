"""Phrases of the codebook, found in any of their forms.

A phrase is a few words: each matches in all its inflections, `a|b` is either word, `...` up to three words in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from models import language

GAP_WORDS = 3  # what "..." may span: "passed from one team to another"

_GAP = frozenset({"..."})


class Word(NamedTuple):
    """A tuple, because a report makes tens of thousands of them."""

    stem: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: what it speaks for, the phrase as its owner wrote it, and where it stands in the text."""

    name: str
    phrase: str
    start: int
    end: int
    words: int  # words of the phrase, gaps aside


Pattern = tuple[frozenset[str], ...]


def words(text: str) -> list[Word]:
    """The words of a text with their stems; punctuation is left out, so "joined-up" is "joined up"."""
    return [Word(stem, at + a, at + b) for at, run in language.runs(text) for stem, a, b in run.words]


def compile_phrase(phrase: str) -> Pattern:
    """One set of stems a word, `_GAP` for "..."."""
    pattern: list[frozenset[str]] = []
    for part in phrase.split():
        if part in ("...", "…"):
            pattern.append(_GAP)
            continue
        alternatives = [[w.stem for w in words(choice)] for choice in part.split("|") if choice]
        if len(alternatives) == 1:
            pattern += (frozenset({stem}) for stem in alternatives[0])
        else:
            pattern.append(frozenset("".join(stems) for stems in alternatives))
    while pattern and pattern[-1] is _GAP:
        pattern.pop()
    while pattern and pattern[0] is _GAP:
        pattern.pop(0)
    return tuple(pattern)


class Phrases:
    """Many phrases at once, looked up by their first word."""

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        """`phrases` gives for each name (a theme, a cue) what speaks for it."""
        self._by_first: dict[str, list[tuple[str, str, int, Pattern]]] = {}  # without the first word
        for name, its in phrases.items():
            for phrase in its:
                if pattern := compile_phrase(phrase):
                    size = sum(part is not _GAP for part in pattern)
                    for stem in sorted(pattern[0]):
                        self._by_first.setdefault(stem, []).append((name, phrase, size, pattern[1:]))

    def find(self, found: list[Word]) -> list[Hit]:
        """Hits in order of place; a phrase is found once at a place."""
        hits: list[Hit] = []
        stems = [*(word.stem for word in found), ""]
        for index, word in enumerate(found):
            for name, phrase, size, rest in self._by_first.get(word.stem, ()):
                if rest and rest[0] is not _GAP and stems[index + 1] not in rest[0]:
                    continue  # most end here
                last = _follow(found, index + 1, rest)
                if last is not None:
                    hits.append(Hit(name, phrase, word.start, found[last].end, size))
        return hits


def _follow(found: list[Word], at: int, pattern: Pattern) -> int | None:
    """Index of the word that ends the pattern when it goes on at `at`; None when it does not."""
    for step, part in enumerate(pattern):
        if part is _GAP:
            for skipped in range(GAP_WORDS + 1):
                last = _follow(found, at + skipped, pattern[step + 1 :])
                if last is not None:
                    return last
            return None
        if at >= len(found) or found[at].stem not in part:
            return None
        at += 1
    return at - 1
