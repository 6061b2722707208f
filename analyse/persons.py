"""Whom sentences are about, by grammar: read off the sentences themselves, so that no list of groups is kept.

A word is a person's where "who" follows it again and again ("leavers who"). With the words right before it
("unaccompanied asylum-seeking children") it says whom a sentence is about, and not what.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from models.language import is_stop, stem

_WORD = re.compile(r"[^\W_]+(?:['’](?!s\b)[^\W_]+)*|[,;:.!?()“”\n]")
_WHO = frozenset({"who", "whose", "whom"})
_FEWEST, _RATE = 3, 0.015  # times, and of all times it stands, that "who" follows a word that is a person's
_FEW = 2  # times more that a stem is taken to stand elsewhere: of one seen once nothing is known
_BEFORE = 4  # words before a person's that may belong to it


def shares(texts: Iterable[str]) -> dict[str, float]:
    """Of each stem that ever stands in the name of persons, how much of the times it does so."""
    return _shares("\n".join(texts))


@lru_cache(1)  # one folder's sentences are asked about several times
def _shares(told: str) -> dict[str, float]:
    words = _WORD.findall(told.lower())
    count = Counter(words)
    followed = Counter(word for word, after in pairwise(words) if after in _WHO)
    persons = frozenset(
        word
        for word, times in followed.items()
        if times >= max(_FEWEST, _RATE * count[word]) and not _says_nothing(word)
    )
    naming = Counter(_naming(words, persons))
    stems = {stem(word) for word in naming}
    whole: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for word, times in count.items():
        if (its := stem(word)) in stems:
            whole[its] += times
            named[its] += naming[word]
    return {its: times / (whole[its] + _FEW) for its, times in named.items()}


def _naming(words: Sequence[str], persons: frozenset[str]) -> Iterator[str]:
    """Each word that is a person's, and those right before it, as often as they stand so."""
    until = 0
    for at, word in enumerate(words):
        if word in persons:
            first = at
            while first > max(until, at - _BEFORE) and not _says_nothing(words[first - 1]):
                first -= 1
            yield from words[first : at + 1]
            until = at + 1


@cache
def _says_nothing(word: str) -> bool:
    return not word[0].isalnum() or is_stop(word)
