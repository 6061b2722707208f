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


def correlate(
    x: Sequence[float], y: Sequence[float], *, draws: int = DRAWS, seed: int = SEED
) -> RankCorrelation | None:
    """None with fewer than `FEWEST` pairs, or where either is all one value. The same seed gives the same figures.

    Interval: percentile bootstrap over areas (Efron & Tibshirani 1993). p: the share of arrangements of y, the one
    found among them, with a rho as far from nought (Good 2005, Permutation tests, 3rd ed.).
    """
    a, b = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if len(a) < FEWEST or len(set(a.tolist())) < 2 or len(set(b.tolist())) < 2:
        return None
    random = np.random.default_rng(seed)
    first, second = ranks(a[None, :]), ranks(b[None, :])
    rho = float(_pearson(first, second)[0])
    order = random.permuted(np.tile(np.arange(len(a)), (draws, 1)), axis=1)
    by_chance = _pearson(np.broadcast_to(first, order.shape), second[0][order])
    beyond = int((np.abs(by_chance) >= abs(rho) - _AS_FAR).sum())
    drawn = random.integers(len(a), size=(draws, len(a)))
    again = _pearson(_ranks_drawn(a, drawn), _ranks_drawn(b, drawn))
    defined = again[~np.isnan(again)]
    interval = None
    if len(defined) >= TELLING * draws:
        low, high = np.quantile(defined, [0.025, 0.975])
        interval = Interval(float(low), float(high))
    return RankCorrelation(len(a), rho, kendall(a, b), interval, (1 + beyond) / (1 + draws))


def ranks(values: Numbers) -> Numbers:
    """Ranks along the last axis from 1; equals share the mean of theirs."""
    from scipy.stats import rankdata

    return np.asarray(rankdata(values, axis=-1), dtype=np.float64)


def _ranks_drawn(values: Numbers, drawn: NDArray[np.int64]) -> Numbers:
    """`ranks` of `values[drawn]`, row by row: counted, as the values are sorted once for all draws."""
    kinds, place = np.unique(values, return_inverse=True)
    its = place[drawn]
    rows = np.arange(len(drawn))[:, None]
    counts = np.bincount((rows * len(kinds) + its).ravel(), minlength=len(drawn) * len(kinds)).reshape(-1, len(kinds))
    middle = counts.cumsum(axis=1) - (counts - 1) / 2
    return np.asarray(middle[rows, its], dtype=np.float64)


def kendall(x: Numbers, y: Numbers) -> float:
    """Tau-b: pairs in the same order less pairs in the other, over those not tied in x and those not tied in y.

    Kendall (1945), The treatment of ties in ranking problems, Biometrika 33:239-251.
    """
    a, b = np.sign(x[:, None] - x[None, :]), np.sign(y[:, None] - y[None, :])
    return float((a * b).sum() / np.sqrt((a**2).sum() * (b**2).sum()))


def _pearson(x: Numbers, y: Numbers) -> Numbers:
    """Row by row; not a number where a row is all one value."""
    a, b = x - x.mean(axis=-1, keepdims=True), y - y.mean(axis=-1, keepdims=True)
    below = np.sqrt((a**2).sum(axis=-1) * (b**2).sum(axis=-1))
    above = (a * b).sum(axis=-1)
    found: Numbers = np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)
    return found
