"""A text as numbers: weighted terms, phrases of the codebook, an embedding. The same for training and for use."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from analyse.phrases import Hit, Word

PHRASE_WEIGHT = 0.3  # against terms, whose vector has length 1 (chosen by cross-validation)

_UNKNOWN = -1  # the column of a term that was never learned

Array = NDArray[np.float32]


def ngrams(tokens: Sequence[str], longest: int) -> list[str]:
    """Runs of one to `longest` tokens, with spaces between."""
    runs = (zip(*(tokens[i:] for i in range(n)), strict=False) for n in range(1, longest + 1))
    return [" ".join(run) for its in runs for run in its]


def stems(found: Sequence[Word]) -> list[str]:
    return [word.stem for word in found]


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

    def weigh(self, terms: Iterable[str]) -> tuple[list[int], Array]:
        """Columns and their weights: (1 + ln tf) idf, the whole of length 1."""
        counts = Counter(map(self.index.get, terms, repeat(_UNKNOWN)))
        del counts[_UNKNOWN]
        columns = sorted(counts)
        values = np.array([1 + math.log(counts[column]) for column in columns], dtype=np.float32)
        if not columns:
            return [], values
        values *= self.idf[columns]
        return columns, values / np.float32(np.linalg.norm(values))


def phrase_counts(hits: Iterable[Hit], names: Mapping[str, int]) -> Array:
    """ln(1 + hits) of each name, weighted against the terms."""
    counts = np.zeros(len(names), dtype=np.float32)
    for hit in hits:
        if hit.name in names:
            counts[names[hit.name]] += 1
    return np.log1p(counts) * np.float32(PHRASE_WEIGHT)
