"""Phrases of the codebook, found in any of their forms.

A phrase is a few words: each matches in all its inflections, `a|b` is either word, `...` up to three words in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from models import language
from models.language import Keys

GAP_WORDS = 3  # what "..." may span: "passed from one team to another"

_GAP = frozenset({"..."})


class Words(NamedTuple):
    """The words of a text side by side: a report has tens of thousands, and an object for each takes time."""

    stems: list[str]
    starts: list[int]
    ends: list[int]
    keys: Keys  # of the stems


class Hit(NamedTuple):
    """A phrase found: what it speaks for, the phrase as its owner wrote it, and where it stands in the text."""

    name: str
    phrase: str
    start: int
    end: int
    words: int  # words of the phrase, gaps aside


Pattern = tuple[frozenset[str], ...]
_Sought = tuple[int, str, str, int, Pattern]  # rank, name, phrase, words, pattern without its first word
_ANY = " "  # no word's stem


@lru_cache(language.RECENT)
def words(text: str) -> Words:
    """The words of a text with their stems; punctuation is left out, so "joined-up" is "joined up"."""
    runs = language.runs(text)
    return Words(
        [stem for _, run in runs for stem, _, _ in run.words],
        [at + start for at, run in runs for _, start, _ in run.words],
        [at + end for at, run in runs for _, _, end in run.words],
        language.stem_keys(text),
    )


def compile_phrase(phrase: str) -> Pattern:
    """One set of stems a word, `_GAP` for "..."."""
    pattern: list[frozenset[str]] = []
    for part in phrase.split():
        if part in ("...", "…"):
            pattern.append(_GAP)
            continue
        alternatives = [words(choice).stems for choice in part.split("|") if choice]
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
    """Many phrases at once, looked up by their first word, and by their second where it follows at once."""

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        """`phrases` gives for each name (a theme, a cue) what speaks for it."""
        self.phrases = tuple((name, *its) for name, its in phrases.items())
        # After a first word: by the second, or under `_ANY` what is a single word or goes on after a gap.
        self._by_first: dict[str, dict[str, list[_Sought]]] = {}
        order = 0
        for name, *its in self.phrases:
            for phrase in its:
                if pattern := compile_phrase(phrase):
                    size = sum(part is not _GAP for part in pattern)
                    order += 1
                    sought = (order, name, phrase, size, pattern[1:])
                    seconds = sorted(pattern[1]) if len(pattern) > 1 and pattern[1] is not _GAP else [_ANY]
                    for stem in sorted(pattern[0]):
                        for second in seconds:
                            self._by_first.setdefault(stem, {}).setdefault(second, []).append(sought)

    def find(self, found: Words) -> list[Hit]:
        """Hits in order of place; a phrase is found once at a place."""
        hits: list[Hit] = []
        stems = found.stems
        for index, seconds in enumerate(map(self._by_first.get, stems)):
            if seconds is None:
                continue
            sought = seconds.get(_ANY, [])
            if index + 1 < len(stems) and (after := seconds.get(stems[index + 1])):
                sought = sorted(sought + after)
            for _, name, phrase, size, rest in sought:
                last = _follow(stems, index + 1, rest) if rest else index
                if last is not None:
                    hits.append(Hit(name, phrase, found.starts[index], found.ends[last], size))
        return hits


def within(hits: Sequence[Hit], start: int, end: int) -> list[Hit]:
    """Those of a text's hits that stand in its characters from `start` to `end`."""
    return [hit for hit in hits if start <= hit.start and hit.end <= end]


def _follow(stems: list[str], at: int, pattern: Pattern) -> int | None:
    """Index of the word that ends the pattern when it goes on at `at`; None when it does not."""
    for step, part in enumerate(pattern):
        if part is _GAP:
            after = pattern[step + 1]
            for index in range(at, min(at + GAP_WORDS + 1, len(stems))):
                if after is _GAP or stems[index] in after:
                    last = _follow(stems, index, pattern[step + 1 :])
                    if last is not None:
                        return last
            return None
        if at >= len(stems) or stems[at] not in part:
            return None
        at += 1
    return at - 1
