"""A text as numbers: weighted terms, phrases of the codebook, an embedding. The same for training and for use."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, repeat

import numpy as np
from numpy.typing import NDArray

from analyse.phrases import Hit, Words

PHRASE_WEIGHT = 0.3  # against terms, whose vector has length 1 (chosen by cross-validation)

_TINY = np.float32(1e-12)  # in place of the length of a text without a known term

Array = NDArray[np.float32]
Columns = NDArray[np.intp]


def ngrams(tokens: Sequence[str], longest: int) -> list[str]:
    """Runs of one to `longest` tokens, with spaces between; the shorter runs first, each length in order of place."""
    runs = list(tokens)
    for n in range(2, longest + 1):
        runs += map(" ".join, zip(*(tokens[i:] for i in range(n)), strict=False))
    return runs


def stems(found: Words) -> list[str]:
    return found.stems


@cache
def _damped(count: int) -> float:
    return 1 + math.log(count)


@dataclass(frozen=True, slots=True)
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

    def weigh_all(self, texts: Sequence[Sequence[str]]) -> tuple[Columns, Array]:
        """Columns that stand in any of some texts, and their weights in each (texts, columns), as of `weigh`."""
        sizes, unknown = [len(text) for text in texts], len(self.names)
        found = map(self.index.get, chain.from_iterable(texts), repeat(unknown))
        every = np.fromiter(found, np.intp, sum(sizes))
        ordered = np.sort(every)
        columns = np.concatenate([ordered[:1], ordered[1:][ordered[1:] != ordered[:-1]]])
        rows = np.repeat(np.arange(len(texts)) * len(columns), sizes)
        counts = np.bincount(rows + columns.searchsorted(every), minlength=len(texts) * len(columns))
        known = columns.searchsorted(unknown)
        counts, columns = counts.reshape(len(texts), len(columns))[:, :known], columns[:known]
        values = ((counts > 0) + np.log(np.maximum(counts, 1))).astype(np.float32) * self.idf.take(columns)
        return columns, values / np.sqrt(np.maximum((values * values).sum(axis=1, keepdims=True), _TINY))

    def weigh(self, terms: Iterable[str]) -> tuple[list[int], Array]:
        """Columns and their weights: (1 + ln tf) idf, the whole of length 1."""
        counts = Counter([column for column in map(self.index.get, terms) if column is not None])
        columns = sorted(counts)
        values = np.array([_damped(counts[column]) for column in columns], dtype=np.float32)
        if not columns:
            return [], values
        values *= self.idf.take(columns)
        return columns, values / np.float32(math.sqrt(values.dot(values)))


def phrase_counts(hits: Iterable[Hit], names: Mapping[str, int]) -> Array:
    """ln(1 + hits) of each name, weighted against the terms."""
    counts = np.zeros(len(names), dtype=np.float32)
    for hit in hits:
        if hit.name in names:
            counts[names[hit.name]] += 1
    return np.log1p(counts) * np.float32(PHRASE_WEIGHT)
