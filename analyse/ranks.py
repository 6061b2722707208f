"""Whether two numbers of the same areas rise together: rank correlations, their intervals, their chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyse.agreement import TELLING, Interval
from analyse.statistics import DRAWS, SEED

Numbers = NDArray[np.float64]
FEWEST = 5  # areas: with fewer, no arrangement of ranks is rare enough to tell from chance
_AS_FAR = 1e-9  # two correlations as large as each other, but for rounding


@dataclass(frozen=True, slots=True)
class RankCorrelation:
    """Spearman's rho with a bootstrap interval and a two-sided permutation p; Kendall's tau-b beside it."""

    n: int
    rho: float
    tau: float
    interval: Interval | None  # of rho, 95 per cent; None where too many draws are all one value
    p: float


class Draws:
    """Arrangements of so many areas and samples of them, drawn once for every correlation over as many areas."""

    def __init__(self, draws: int = DRAWS, seed: int = SEED) -> None:
        self.draws, self._seed = draws, seed
        self._of: dict[int, tuple[NDArray[np.int64], Numbers]] = {}

    def of(self, n: int) -> tuple[NDArray[np.int64], Numbers]:
        """Arrangements (draws, n), each turned round: where each place came from; and how often each area is in each
        sample (n, draws)."""
        if n not in self._of:
            random = np.random.default_rng(self._seed)
            order = random.permuted(np.tile(np.arange(n), (self.draws, 1)), axis=1)
            drawn = random.integers(n, size=(self.draws, n)) + n * np.arange(self.draws)[:, None]
            times = np.bincount(drawn.ravel(), minlength=n * self.draws).reshape(self.draws, n)
            self._of[n] = np.argsort(order, axis=1), np.ascontiguousarray(times.T, dtype=np.float64)
        return self._of[n]


def correlate(
    x: Sequence[float], y: Sequence[float], *, draws: int = DRAWS, seed: int = SEED
) -> RankCorrelation | None:
    """None with fewer than `FEWEST` pairs, or where either is all one value. The same seed gives the same figures.

    Interval: percentile bootstrap over areas (Efron & Tibshirani 1993). p: the share of arrangements, the one found
    among them, with a rho as far from nought (Good 2005, Permutation tests, 3rd ed.).
    """
    return correlations(x, [y], Draws(draws, seed))[0]


def correlations(x: Sequence[float], ys: Sequence[Sequence[float]], draws: Draws) -> tuple[RankCorrelation | None, ...]:
    """`correlate` of x and each of `ys`. What x is in each draw is worked out once for all of them.

    Ranks less their mean are whole or half numbers, so every sum of their products is exact in whatever order.
    """
    a, n = np.asarray(x, dtype=np.float64), len(x)
    told = [i for i, y in enumerate(ys) if n >= FEWEST and min(len(set(x)), len(set(y))) > 1]
    if not told:
        return (None,) * len(ys)
    bs = np.array([ys[i] for i in told], dtype=np.float64)
    came_from, times = draws.of(n)
    first, others = ranks(a[None, :])[0] - (n + 1) / 2, ranks(bs) - (n + 1) / 2
    below = np.sqrt((first**2).sum() * (others**2).sum(axis=1))
    rho = others @ first / below
    # An arrangement of y beside x is x, arranged the other way round, beside y.
    beyond = (np.abs(first[came_from] @ others.T / below) >= np.abs(rho) - _AS_FAR).sum(axis=0)
    its, spread = _drawn(a, times)
    its *= times
    again = np.full((len(bs), draws.draws), np.nan)
    for row, b in zip(again, bs, strict=True):
        other, its_spread = _drawn(b, times)
        under = np.sqrt(spread * its_spread)
        np.divide(np.einsum("ij,ij->j", its, other), under, out=row, where=under > 0)
    found: list[RankCorrelation | None] = [None] * len(ys)
    each = zip(told, rho.tolist(), bs, _intervals(again), beyond.tolist(), strict=True)
    for at, its_rho, b, interval, many in each:
        found[at] = RankCorrelation(n, its_rho, kendall(a, b), interval, (1 + many) / (1 + draws.draws))
    return tuple(found)


def ranks(values: Numbers) -> Numbers:
    """Ranks along the last axis from 1; equals share the mean of theirs."""
    from scipy.stats import rankdata

    return np.asarray(rankdata(values, axis=-1), dtype=np.float64)


def _drawn(values: Numbers, times: Numbers) -> tuple[Numbers, Numbers]:
    """Of samples that hold each value so many `times` (n, draws), its rank in each less their mean, which says nothing
    where it is not drawn; and the sum of the squares of those drawn. Sorted once for all draws, then counted."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    kinds = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    counts = times[order]
    if len(kinds) < len(values):
        counts = np.add.reduceat(counts, kinds, axis=0)
    away = counts.cumsum(axis=0)
    away -= (counts - 1) / 2 + (len(values) + 1) / 2
    place = np.empty(len(values), dtype=np.int64)
    place[order] = np.searchsorted(kinds, np.arange(len(values)), side="right") - 1
    return away[place], np.einsum("ij,ij,ij->j", counts, away, away)


def _intervals(again: Numbers) -> list[Interval | None]:
    """Of each row's draws; None where too many are all one value."""
    found: list[Interval | None] = [None] * len(again)
    defined = ~np.isnan(again)
    for many in set((its := defined.sum(axis=1)).tolist()):
        if many >= TELLING * again.shape[1]:
            rows = np.flatnonzero(its == many)
            ends = np.quantile(again[rows][defined[rows]].reshape(-1, many), [0.025, 0.975], axis=1)
            for row, low, high in zip(rows.tolist(), *ends.tolist(), strict=True):
                found[row] = Interval(low, high)
    return found


def kendall(x: Numbers, y: Numbers) -> float:
    """Tau-b: pairs in the same order less pairs in the other, over those not tied in x and those not tied in y.

    Kendall (1945), The treatment of ties in ranking problems, Biometrika 33:239-251.
    """
    a, b = np.sign(x[:, None] - x[None, :]), np.sign(y[:, None] - y[None, :])
    return float((a * b).sum() / np.sqrt((a**2).sum() * (b**2).sum()))
