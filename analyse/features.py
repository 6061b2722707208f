"""A text as numbers: weighted terms, phrases of the codebook, an embedding. The same for training and for use."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyse.phrases import Hit
from models import language
from models.language import Keys

PHRASE_WEIGHT = 0.3  # against terms, whose vector has length 1 (chosen by cross-validation)

_DAMPED = np.array([0, *(1 + math.log(count) for count in range(1, 1 << 10))], dtype=np.float32)  # of a term's count
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 by the golden ratio (Knuth 1998, 6.4)
_BETWEEN = np.array([~np.uint64(0)])  # no word; not 0, or a run that begins with it would be the run without it
_TINY = np.float32(1e-12)  # in place of the length of a text without a known term

Array = NDArray[np.float32]
Columns = NDArray[np.intp]


def ngrams(tokens: Sequence[str], longest: int) -> list[str]:
    """Runs of one to `longest` tokens, with spaces between; the shorter runs first, each length in order of place."""
    runs = list(tokens)
    for n in range(2, longest + 1):
        runs += map(" ".join, zip(*(tokens[i:] for i in range(n)), strict=False))
    return runs


class _Keyed:
    """A vocabulary whose terms are told by a number that the keys of their words make (`language.keys`).

    So all runs of words of a text are looked up at once, without a string for each.
    """

    def __init__(self, names: Sequence[str]) -> None:
        runs = [name.split(" ") for name in names]
        self.longest = max(map(len, runs), default=1)
        words = sorted(set(chain.from_iterable(runs)))
        key = dict(zip(words, language.keys(words), strict=True))
        with np.errstate(over="ignore"):
            keys = np.array([reduce(_after, map(key.__getitem__, run)) for run in runs], dtype=np.uint64)
        self._columns = keys.argsort()
        self._keys = np.append(keys[self._columns], np.uint64(0))

    def find(self, words: Keys) -> tuple[Columns, Columns]:
        """Of every run of words that is a term, the shorter ones first: its number among all runs, and its column."""
        runs = [words]
        for size in range(1, self.longest):
            runs.append(_after(runs[-1][:-1], words[size:]))
        sought = np.concatenate(runs)
        at = self._keys[:-1].searchsorted(sought)
        (places,) = (self._keys.take(at) == sought).nonzero()
        return places, self._columns.take(at.take(places))


def _after(run: Any, word: Any) -> Any:
    """The number of a run of words and one more; that two runs share one is as likely as that two words share a key."""
    return run * _SPREAD + word


@dataclass(frozen=True)
class Terms:
    """A vocabulary with its inverse document frequencies (smoothed, as scikit-learn's TfidfVectorizer)."""

    names: tuple[str, ...]
    index: Mapping[str, int]  # of each name, its column
    idf: Array

    @classmethod
    def learn(cls, documents: Iterable[Sequence[str]], *, least: int, most: float) -> Terms:
        """Terms that stand in at least `least` documents and in at most the share `most` of them."""
        counts: Counter[str] = Counter()
        total = 0
        for terms in documents:
            counts.update(set(terms))
            total += 1
        kept = sorted(term for term, n in counts.items() if least <= n <= most * total)
        idf = np.array([math.log((1 + total) / (1 + counts[term])) + 1 for term in kept], dtype=np.float32)
        return cls(tuple(kept), {term: i for i, term in enumerate(kept)}, idf)

    @cached_property
    def _keyed(self) -> _Keyed:
        return _Keyed(self.names)

    def weigh_all(self, texts: Sequence[Keys]) -> tuple[Columns, Array]:
        """Columns of the terms in any of some texts, given as keys of words, and their weights in each (texts,
        columns): as `weigh` of the texts' runs of words.
        """
        keyed = self._keyed
        apart = np.concatenate([part for text in texts for part in (text, _BETWEEN)])  # no term spans two texts
        places, every = keyed.find(apart)
        ordered = np.sort(every)
        columns = np.concatenate([ordered[:1], ordered[1:][ordered[1:] != ordered[:-1]]])
        cells = columns.searchsorted(every)
        if len(texts) > 1:
            owners = np.repeat(np.arange(len(texts)) * len(columns), [len(text) + 1 for text in texts])
            cells += np.concatenate([owners[size:] for size in range(keyed.longest)]).take(places)
        counts = np.bincount(cells, minlength=len(texts) * len(columns)).reshape(len(texts), len(columns))
        values = _DAMPED.take(counts, mode="clip") * self.idf.take(columns)
        lengths: Array = np.sqrt(np.maximum((values * values).sum(axis=1, keepdims=True), _TINY))
        return columns, values / lengths

    def weigh(self, terms: Iterable[str]) -> tuple[list[int], Array]:
        """Columns and their weights: (1 + ln tf) idf, the whole of length 1."""
        counts = Counter([column for column in map(self.index.get, terms) if column is not None])
        columns = sorted(counts)
        if not columns:
            return [], np.zeros(0, dtype=np.float32)
        values = _DAMPED.take([counts[column] for column in columns], mode="clip") * self.idf.take(columns)
        return columns, values / np.float32(math.sqrt(values.dot(values)))


def phrase_counts(hits: Iterable[Hit], names: Mapping[str, int]) -> Array:
    """ln(1 + hits) of each name, weighted against the terms."""
    counts = np.zeros(len(names), dtype=np.float32)
    for hit in hits:
        if hit.name in names:
            counts[names[hit.name]] += 1
    return np.log1p(counts) * np.float32(PHRASE_WEIGHT)
