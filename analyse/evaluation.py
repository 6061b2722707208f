"""One coding against another: precision, recall, F1, kappa and alpha with intervals, and the texts that differ.

Figures may be weighted: a text that was drawn with chance p for checking stands for 1/p texts (Horvitz & Thompson 1952,
J. Am. Stat. Assoc. 47:663-685). Unweighted they equal those of `analyse.agreement`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyse import agreement
from corpus.types import VALENCES, Valence

FEW = 20  # positives; with fewer the interval of an F1 spans a third of the scale or more

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pair:
    """A text with two codings. `valence` None: not given. `weight` is 1 / chance of having been drawn."""

    id: str
    text: str
    gold: frozenset[str]
    said: frozenset[str]
    gold_valence: Valence | None = None
    said_valence: Valence | None = None
    group: str = ""  # area or report: what the interval resamples; "" stands alone
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A statistic with its 95 % bootstrap interval; None where it is not defined."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """One code: texts that have it in the gold coding, in the other, in both (weighted), and the figures by name."""

    code: str
    positives: float
    said: float
    both: float
    figures: tuple[tuple[str, Figure], ...]  # precision, recall, f1, kappa, alpha
    note: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """A text on which the codings differ: codes of the gold coding that are missed, codes that are added."""

    id: str
    text: str
    missed: tuple[str, ...]
    added: tuple[str, ...]
    gold_valence: str
    said_valence: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    texts: int
    weighted: bool
    groups: int
    overall: tuple[tuple[str, Figure], ...]
    codes: tuple[Agreement, ...]
    differences: tuple[Difference, ...]
    notes: tuple[str, ...]


def evaluate(pairs: Sequence[Pair], codes: Sequence[str] = ()) -> Evaluation:
    """`codes` are those to be measured; by default all that stand in the gold coding or the other."""
    names = tuple(codes) or tuple(sorted({c for p in pairs for c in p.gold | p.said}))
    gold = np.array([[c in p.gold for c in names] for p in pairs], dtype=np.float64).reshape(len(pairs), len(names))
    said = np.array([[c in p.said for c in names] for p in pairs], dtype=np.float64).reshape(len(pairs), len(names))
    weights = np.array([p.weight for p in pairs], dtype=np.float64)
    weights = weights / weights.mean() if len(pairs) else weights
    groups = [p.group or f"\0{i}" for i, p in enumerate(pairs)]
    drawn = _drawn(groups, weights)
    one, many = _Counts.of(weights[None], gold, said), _Counts.of(drawn, gold, said)
    seen = gold.sum(axis=0)  # texts, whatever their weight
    enough = np.flatnonzero(seen >= FEW)
    listed = []
    for at, code in enumerate(names):
        figures = tuple(
            (name, _figure(getattr(one, name)[0, at], getattr(many, name)[:, at]))
            for name in ("precision", "recall", "f1", "kappa", "alpha")
        )
        note = f"too few to tell ({seen[at]:.0f} texts)" if seen[at] < FEW else ""
        listed.append(Agreement(code, one.true[0, at], one.said[0, at], one.both[0, at], figures, note))
    overall = [
        ("micro F1", _figure(one.pooled.f1[0, 0], many.pooled.f1[:, 0])),
        (f"macro F1, {len(names)} codes", _figure(_mean(one.f1)[0], _mean(many.f1))),
        (f"macro F1, {len(enough)} codes of {FEW}+", _figure(_mean(one.f1[:, enough])[0], _mean(many.f1[:, enough]))),
        ("kappa, all codes", _figure(one.pooled.kappa[0, 0], many.pooled.kappa[:, 0])),
        ("Krippendorff's alpha", _figure(one.pooled.alpha[0, 0], many.pooled.alpha[:, 0])),
    ]
    notes = _notes(len(pairs), len(set(groups)), names, seen)
    judged = [i for i, p in enumerate(pairs) if p.gold_valence and p.said_valence]
    if judged:
        table = _valences([pairs[i] for i in judged])
        overall.append(
            (
                "valence kappa, four ways",
                _figure(_kappa(weights[None, judged], table)[0], _kappa(drawn[:, judged], table)),
            )
        )
        if len(judged) < FEW:
            notes.append(f"{len(judged)} texts have a valence in both codings: too few to tell.")
    weighted = bool(len(pairs) and np.ptp(weights) > 0)
    return Evaluation(
        len(pairs), weighted, len(set(groups)), tuple(overall), tuple(listed), _differences(pairs, names), tuple(notes)
    )


@dataclass(frozen=True, slots=True)
class _Counts:
    """Weighted numbers of texts; a row a draw, a column a code."""

    both: Numbers
    said: Numbers
    true: Numbers
    total: Numbers  # (draws, 1)

    @classmethod
    def of(cls, weights: Numbers, gold: Numbers, said: Numbers) -> _Counts:
        return cls(weights @ (gold * said), weights @ said, weights @ gold, weights.sum(axis=1, keepdims=True))

    @property
    def pooled(self) -> _Counts:
        """Every text with every code as one choice."""
        both, said, true = (x.sum(axis=1, keepdims=True) for x in (self.both, self.said, self.true))
        return _Counts(both, said, true, self.total * self.both.shape[1])

    @property
    def precision(self) -> Numbers:
        return _ratio(self.both, self.said)

    @property
    def recall(self) -> Numbers:
        return _ratio(self.both, self.true)

    @property
    def f1(self) -> Numbers:
        return _ratio(2 * self.both, self.said + self.true)

    @property
    def kappa(self) -> Numbers:
        observed = 1 - (self.said + self.true - 2 * self.both) / self.total
        a, b = self.said / self.total, self.true / self.total
        chance = a * b + (1 - a) * (1 - b)
        return _ratio(observed - chance, 1 - chance)

    @property
    def alpha(self) -> Numbers:
        """Krippendorff's, for two coders and two labels: with and without the code."""
        values = 2 * self.total
        ones = self.said + self.true
        expected = 2 * ones * (values - ones) / values / (values - 1)
        disagreement = (self.said + self.true - 2 * self.both) / self.total
        return np.where(expected > 0, 1 - _ratio(disagreement, expected), np.nan)


def _ratio(above: Numbers, below: Numbers) -> Numbers:
    defined = below > 1e-12
    return np.where(defined, above / np.where(defined, below, 1), np.nan)


def _mean(values: Numbers) -> Numbers:
    """Of each row, without what is not defined."""
    known = ~np.isnan(values)
    return _ratio(np.where(known, values, 0).sum(axis=1), known.sum(axis=1).astype(np.float64))


def _drawn(groups: Sequence[str], weights: Numbers) -> Numbers:
    """Weights of the texts in each bootstrap draw of whole groups: the draws of `agreement.interval`."""
    members: dict[str, list[int]] = {}
    for row, group in enumerate(groups):
        members.setdefault(group, []).append(row)
    clusters = list(members.values())
    if len(clusters) < 2:
        return np.zeros((0, len(groups)))
    random = np.random.default_rng(agreement.SEED)
    drawn = np.zeros((agreement.DRAWS, len(groups)))
    for draw in drawn:
        times = np.bincount(random.integers(len(clusters), size=len(clusters)), minlength=len(clusters))
        for cluster, n in zip(clusters, times, strict=True):
            draw[cluster] = n
    return drawn * weights


def _figure(value: float, drawn: Numbers) -> Figure:
    if np.isnan(value):
        return Figure(None)
    known = drawn[~np.isnan(drawn)]
    if not len(drawn) or len(known) < agreement.TELLING * len(drawn):
        return Figure(float(value))
    low, high = np.quantile(known, [0.025, 0.975])
    return Figure(float(value), float(low), float(high))


def _valences(pairs: Sequence[Pair]) -> Numbers:
    """(texts, 4, 4): which valence each text has in the gold coding and in the other."""
    table = np.zeros((len(pairs), len(VALENCES), len(VALENCES)))
    for row, pair in enumerate(pairs):
        if pair.gold_valence and pair.said_valence:
            table[row, VALENCES.index(pair.gold_valence), VALENCES.index(pair.said_valence)] = 1
    return table


def _kappa(weights: Numbers, table: Numbers) -> Numbers:
    counts = np.einsum("dt,tab->dab", weights, table)
    total = counts.sum(axis=(1, 2))
    observed = _ratio(np.trace(counts, axis1=1, axis2=2), total)
    chance = _ratio((counts.sum(axis=1) * counts.sum(axis=2)).sum(axis=1), total**2)
    return _ratio(observed - chance, 1 - chance)


def _notes(texts: int, groups: int, names: Sequence[str], seen: Numbers) -> list[str]:
    few = [name for name, n in zip(names, seen, strict=True) if n < FEW]
    notes = []
    if texts < 100:
        notes.append(f"{texts} texts tell little: code some 200 or more before you rely on these figures.")
    if groups < 10 < texts:
        notes.append(f"All texts come from {groups} groups: intervals from so few are too narrow.")
    if few:
        notes.append(f"Too few texts to tell (under {FEW}): {', '.join(few)}.")
    return notes


def _differences(pairs: Sequence[Pair], names: Sequence[str]) -> tuple[Difference, ...]:
    known = set(names)
    found = []
    for p in pairs:
        missed, added = sorted((p.gold - p.said) & known), sorted((p.said - p.gold) & known)
        judged = bool(p.gold_valence and p.said_valence)
        if missed or added or (judged and p.gold_valence != p.said_valence):
            valences = (p.gold_valence or "", p.said_valence or "") if judged else ("", "")
            found.append(Difference(p.id, p.text, tuple(missed), tuple(added), *valences))
    return tuple(found)
