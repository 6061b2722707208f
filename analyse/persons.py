"""Whom sentences are about, by grammar: read off the sentences themselves, so that no list of groups is kept.

A word is a person's where "who" follows it again and again ("leavers who"). With the words right before it
("unaccompanied asylum-seeking children") it says whom a sentence is about, and not what.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from models.language import is_stop, stem

_WORD = re.compile(r"[^\W_]+(?:['’](?!s\b)[^\W_]+)*|[,;:.!?()“”\n]")
_WHO = frozenset({"who", "whose", "whom"})
_FEWEST, _RATE = 3, 0.015  # times, and of all times it stands, that "who" follows a word that is a person's
_UNSEEN = 33  # uses of a noun in which nothing is known of it: half of those in which one "who" is expected
_FEW = 2  # times more that a stem is taken to stand elsewhere: of one seen once nothing is known
_ACTS_TOO = 0.07  # share of a noun's uses: half of what makes it an actor by itself
_AGENT = re.compile(r"(\w{3,})[eo]rs?")
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


def nouns(texts: Iterable[str], acting: Mapping[str, float]) -> frozenset[str]:
    """Stems of the nouns that name persons: "who" follows often, or now and then one that acts, or that is made of a
    verb ("visitors" of "visited").

    `acting` gives how often each noun names who acts, bodies as well as persons.
    """
    words = _WORD.findall("\n".join(texts).lower())
    every = frozenset(words)
    count = Counter(map(stem, words))
    followed = Counter(
        stem(word)
        for before, word, *after in zip(words, words[1:], words[2:], words[3:], strict=False)
        if _who(after) and (before != "with" or word.endswith("s"))  # "people with autism who"
    )
    made = {stem(word) for word in every if _of_a_verb(word, every)}
    found = set()
    for its in followed.keys() | made:
        rate, acts = followed[its] / (count[its] + _UNSEEN), acting.get(its, 0.0)
        if rate >= _RATE or (its in made and (rate or acts)) or (rate >= _RATE / 2 and acts >= _ACTS_TOO):
            found.add(its)
    return frozenset(found)


def _who(after: Sequence[str]) -> bool:
    return after[0] in _WHO or (after[0] == "," and after[1] in _WHO)


def _of_a_verb(word: str, every: Collection[str]) -> bool:
    match = _AGENT.fullmatch(word)
    return match is not None and any(match[1] + ending in every for ending in ("ing", "ed"))


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
