"""Where a sentence belongs: one score against every anchor, for the fit and for whatever comes later.

The score mixes nearness of meaning (cosine to the anchor's vector) with the anchor's own words that stand in the
sentence. Both are fixed when a theme is adopted, so a sentence's score never depends on what else is in the corpus.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analyse.segments import Segment, content_stem

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

NEAR = 0.32  # score from which a sentence belongs to a theme (benchmarks/themes.py: placed against sharpness)
WORDS_WEIGHT = 0.4  # of the anchor's words, against the cosine
TERMS = 25  # words an anchor keeps
FULL = 3  # so many of its heaviest words are all its words
LEAST_HOLDERS, COMMONEST = 4, 0.10  # a stem in fewer sentences is an accident, in a larger share the genre's
FEW = 30  # sentences: in a small corpus so many are no large share
LEAST_SHARED, SHARE_SHARED = 6, 0.3  # members that share a word of the anchor; of a small group such a share
SUBJECT = 0.80  # quantile of likeness from which a stem fully names a subject
MEAN_WEIGHT = 200  # sentences: a small programme's mean leans on the mean of all


@dataclass(frozen=True, slots=True)
class Anchor:
    """What draws sentences to a theme: a unit vector (4 decimals) and weighted stems."""

    vector: tuple[float, ...]
    terms: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Space:
    """The mean direction of each programme's genre, taken out of every vector; fixed when first met."""

    embedder: str
    means: Mapping[str, tuple[float, ...]] = field(default_factory=dict)

    def widened(self, segments: Sequence[Segment], vectors: Array) -> Space:
        """With the means of programmes that were not met before."""
        new = sorted({s.programme for s in segments} - set(self.means))
        if not new or not len(vectors):
            return self
        every = vectors.mean(axis=0)
        means = dict(self.means)
        for programme in new:
            its = vectors[[i for i, s in enumerate(segments) if s.programme == programme]]
            mean = (its.sum(axis=0) + MEAN_WEIGHT * every) / (len(its) + MEAN_WEIGHT)
            means[programme] = tuple(float(x) for x in np.round(mean, 4))
        return Space(self.embedder, dict(sorted(means.items())))

    def centred(self, segments: Sequence[Segment], vectors: Array) -> Array:
        """Unit vectors without what every text of their programme shares."""
        if not len(vectors):
            return vectors
        means = {p: np.array(m) for p, m in self.means.items()}
        return unit(vectors - np.array([means[s.programme] for s in segments]))


@dataclass(frozen=True, slots=True)
class Bags:
    """Which stems stand in which segments, as a 0/1 matrix (segments, names)."""

    names: tuple[str, ...]
    matrix: sparse.csr_matrix

    @classmethod
    def of(cls, segments: Sequence[Segment]) -> Bags:
        names = tuple(sorted({stem for s in segments for stem in s.stems}))
        column = {name: i for i, name in enumerate(names)}
        rows = [sorted(column[stem] for stem in s.stems) for s in segments]
        ends = np.cumsum([0, *map(len, rows)])
        columns = np.array([c for row in rows for c in row], dtype=np.int64)
        values = np.ones(len(columns))
        return cls(names, sparse.csr_matrix((values, columns, ends), shape=(len(rows), len(names))))

    def rows(self, which: Sequence[int] | Indices) -> Bags:
        return Bags(self.names, self.matrix[np.asarray(which, dtype=np.int64)])


@dataclass(frozen=True, slots=True)
class Stems:
    """What each stem tells, measured on the sentences that may found themes.

    `base` is the share of sentences it stands in. `telling` is how much alike the sentences are that hold it, from 0
    to 1: those with "neurodevelopmental" speak of one subject, those with "impact" of anything. So the genre's stock
    words are known by the company they keep, whatever the genre.
    """

    base: Array
    telling: Array

    @classmethod
    def of(cls, vectors: Array, bags: Bags) -> Stems:
        count = bags.matrix.shape[0]
        holders = np.asarray(bags.matrix.sum(axis=0)).ravel()
        if not count:
            return cls(np.ones(len(bags.names)), np.zeros(len(bags.names)))
        sums = bags.matrix.T @ vectors
        pairs = np.maximum(holders * (holders - 1), 1)
        alike = ((sums**2).sum(axis=1) - holders) / pairs  # mean cosine of two different sentences that hold the stem
        held = holders >= min(LEAST_HOLDERS, 2 + count // 100)
        full = max(float(np.quantile(alike[held], SUBJECT)), 1e-9) if held.any() else 1.0
        own = genre()
        held &= np.array([name not in own for name in bags.names], dtype=bool)
        telling = np.where(held & (holders <= max(COMMONEST * count, FEW)), np.clip(alike / full, 0, 1), 0.0)
        return cls(holders / count, np.round(telling, 6).astype(np.float64))


@cache
def genre() -> frozenset[str]:
    """Stems of the words by which a report speaks of itself."""
    lines = (files("corpus") / "data" / "genre.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(content_stem(line) for line in lines if line and not line.startswith("#"))


def unit(rows: Array) -> Array:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9), dtype=np.float64)


def scores(vectors: Array, bags: Bags, anchors: Sequence[Anchor]) -> Array:
    """Array (segments, anchors), about 0 to 1, rounded so that no machine's last bit decides."""
    if not anchors or not len(vectors):
        return np.zeros((len(vectors), len(anchors)))
    column = {name: i for i, name in enumerate(bags.names)}
    weights = sparse.lil_matrix((len(bags.names), len(anchors)))
    for j, anchor in enumerate(anchors):
        for stem, weight in anchor.terms.items():
            if stem in column:
                weights[column[stem], j] = weight
    said = np.minimum(1.0, (bags.matrix @ weights.tocsr()).toarray())
    near = vectors @ np.array([a.vector for a in anchors], dtype=np.float64).T
    return np.asarray(np.round((1 - WORDS_WEIGHT) * near + WORDS_WEIGHT * said, 6))


def nearest(vectors: Array, bags: Bags, anchors: Sequence[Anchor]) -> tuple[Indices, Array]:
    """For each segment its best anchor (-1 where none is near enough) and the score."""
    if not anchors or not len(vectors):
        return np.full(len(vectors), -1, dtype=np.int64), np.zeros(len(vectors))
    every = scores(vectors, bags, anchors)
    best = every.argmax(axis=1)
    top = every[np.arange(len(best)), best]
    return np.where(top >= NEAR, best, -1), top


def learn(vectors: Array, bags: Bags, members: Indices, stems: Stems) -> tuple[Anchor, float]:
    """The anchor of a group, and how much its words tell."""
    vector = np.round(unit(vectors[members].mean(axis=0)), 4)
    holders = np.asarray(bags.matrix[members].sum(axis=0)).ravel()
    least = min(LEAST_SHARED, math.ceil(SHARE_SHARED * len(members)))
    share = np.where(holders >= least, holders, 0) / (len(members) + 3)  # 3: few members prove little
    with np.errstate(divide="ignore", invalid="ignore"):
        lift = np.where(share > stems.base, np.log(share / np.maximum(stems.base, 1e-9)), 0.0)
    gain = share * lift * stems.telling
    top = np.argsort(-np.round(gain, 9), kind="stable")[:TERMS]
    whole = float(gain[top[:FULL]].sum())
    terms = {bags.names[i]: round(float(gain[i] / max(whole, 1e-9)), 3) for i in top}
    return Anchor(tuple(float(x) for x in vector), {t: w for t, w in terms.items() if w >= 0.01}), whole


def likeness(one: Anchor, other: Anchor) -> float:
    """How near two anchors are: as `scores` mixes it, meaning and shared words."""
    shared = sum(min(weight, other.terms.get(stem, 0.0)) for stem, weight in one.terms.items())
    least = min(sum(one.terms.values()), sum(other.terms.values()))
    near = float(np.dot(one.vector, other.vector))
    return round((1 - WORDS_WEIGHT) * near + WORDS_WEIGHT * shared / max(least, 1e-9), 6)
