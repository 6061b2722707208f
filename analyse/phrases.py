"""Phrases of the codebook, found in any of their forms.

A phrase is a few words: each matches in all its inflections, `a|b` is either word, `...` up to three words in between.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from models import language

GAP_WORDS = 3  # what "..." may span: "passed from one team to another"

_GAP = frozenset({"..."})
_LONE = re.compile("[\ud800-\udfff]")  # half of a character, which the tokenizer cannot take
_HYPHENS = {0x2010: "-", 0x2011: "-"}  # the tokenizer splits words at "-" alone


@dataclass(frozen=True, slots=True)
class Word:
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
    doc: Any = language.blank().make_doc(_LONE.sub("\ufffd", text.translate(_HYPHENS)))
    return [Word(t.norm_, t.idx, t.idx + len(t)) for t in doc if t.text[0].isalnum()]


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
        self._by_first: dict[str, list[tuple[str, str, Pattern]]] = {}
        for name, its in phrases.items():
            for phrase in its:
                if pattern := compile_phrase(phrase):
                    for stem in sorted(pattern[0]):
                        self._by_first.setdefault(stem, []).append((name, phrase, pattern))

    def find(self, found: list[Word]) -> list[Hit]:
        """Hits in order of place; a phrase is found once at a place."""
        hits: list[Hit] = []
        for index, word in enumerate(found):
            for name, phrase, pattern in self._by_first.get(word.stem, ()):
                last = _follow(found, index + 1, pattern[1:])
                if last is not None:
                    size = sum(1 for part in pattern if part is not _GAP)
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
