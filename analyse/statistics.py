"""What tells a difference between areas from chance: intervals, residuals, exact tests, false discoveries.

Counts are passages. A table of `counts` (areas,) out of `of` (areas,) is the 2 x k table of passages that say something
and passages that do not; every test here holds its margins as they are, so no area is punished for a short report.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln

from analyse.agreement import Interval

LEVEL = 0.95  # of intervals
FALSE_DISCOVERIES = 0.05  # of what is said to stand out, at most this share by chance (Benjamini-Hochberg)
DRAWS = 999  # permutations: the smallest p they can give is 0.001
SEED = 20
_PLAINLY = 15  # tables drawn by chance that are as uneven as the one found: p is far above any level
_AS_FAR = 1e-7  # two tables as far from expected as each other, but for rounding

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Homogeneity:
    """How far areas differ: Pearson's X² on `df`, its p by permutation, and I², the share of X² beyond chance."""

    chi_squared: float
    df: int
    p: float

    @property
    def i_squared(self) -> float:
        """0 to 1. Higgins & Thompson (2002), Quantifying heterogeneity in a meta-analysis, Stat. Med. 21:1539."""
        return max(0.0, 1 - self.df / self.chi_squared) if self.chi_squared > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Association:
    """Two things that are so of some units: phi from -1 to 1, odds ratio, exact two-sided p."""

    phi: float
    odds_ratio: float
    p: float


@lru_cache(4096)
def wilson(count: int, of: int, level: float = LEVEL) -> Interval | None:
    """Score interval of a share; None of nothing. Wilson (1927), J. Am. Stat. Assoc. 22:209-212; recommended for small
    numbers by Newcombe (1998), Two-sided confidence intervals for the single proportion, Stat. Med. 17:857-872."""
    if of == 0:
        return None
    z2 = NormalDist().inv_cdf((1 + level) / 2) ** 2
    middle = (count + z2 / 2) / (of + z2)
    half = math.sqrt(z2 * (count * (of - count) / of + z2 / 4)) / (of + z2)
    # At none and at all the end is exact; rounding must not put it past what can be.
    return Interval(0.0 if count == 0 else middle - half, 1.0 if count == of else middle + half)


def benjamini_hochberg(p: ArrayLike) -> Numbers:
    """Each p adjusted for how many were looked at: what is at most q is a discovery at false discovery rate q.

    Benjamini & Hochberg (1995), Controlling the false discovery rate, J. R. Stat. Soc. B 57:289-300. Any shape.
    """
    values = np.asarray(p, dtype=np.float64)
    order = np.argsort(values, axis=None, kind="stable")
    stepped = values.ravel()[order] * values.size / np.arange(1, values.size + 1)
    adjusted = np.empty(values.size)
    adjusted[order] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1.0)
    return adjusted.reshape(values.shape)


def adjusted_residuals(table: ArrayLike) -> Numbers:
    """Of an r x c table of counts, each cell's distance from independence in standard errors; 0 where a margin is empty
    or full. Haberman (1973), Biometrics 29:205-220; Agresti (2007), Categorical data analysis, section 2.4.5."""
    counts = np.asarray(table, dtype=np.float64)
    total = counts.sum()
    rows, columns = counts.sum(axis=1, keepdims=True), counts.sum(axis=0, keepdims=True)
    if not total:
        return np.zeros_like(counts)
    expected = rows * columns / total
    variance = expected * (1 - rows / total) * (1 - columns / total)
    found: Numbers = np.divide(counts - expected, np.sqrt(variance), out=np.zeros_like(counts), where=variance > 0)
    return found


def residuals(counts: ArrayLike, of: ArrayLike) -> Numbers:
    """Adjusted residuals of areas' counts out of their passages: above 0 more than the others, below 0 less."""
    said, passages = np.asarray(counts, dtype=np.float64), np.asarray(of, dtype=np.float64)
    first: Numbers = adjusted_residuals(np.vstack([said, passages - said]))[0]
    return first


def exact(count: int, drawn: int, marked: int, total: int) -> float:
    """Two-sided p of `count` marked among `drawn` of `total` passages of which `marked` are: the chance of a count at
    least as far from the expected one, which is to say of an adjusted residual at least as large, with margins fixed.

    It is the residual's own distribution rather than the normal one, which says too much of counts as small as ours.
    """
    low, high = max(0, drawn + marked - total), min(drawn, marked)
    if low >= high:
        return 1.0
    possible = np.arange(low, high + 1)
    log = _log_choose(marked, possible) + _log_choose(total - marked, drawn - possible) - _log_choose(total, drawn)
    expected = drawn * marked / total
    far = np.abs(possible - expected) >= abs(count - expected) - _AS_FAR
    return float(min(1.0, np.exp(log[far]).sum()))


def each_against_the_rest(counts: ArrayLike, of: ArrayLike) -> Numbers:
    """`exact` p of each area's count against the others', all at once."""
    said, passages = np.asarray(counts, dtype=np.int64), np.asarray(of, dtype=np.int64)
    marked, total = int(said.sum()), int(passages.sum())
    possible, drawn = np.arange(marked + 1), passages[:, np.newaxis]
    may = (possible >= drawn + marked - total) & (possible <= drawn)
    log = (
        _log_choose(marked, possible)
        + _log_choose(total - marked, np.clip(drawn - possible, 0, total - marked))
        - _log_choose(total, drawn)
    )
    expected = drawn * marked / max(1, total)
    far = np.abs(possible - expected) >= np.abs(said[:, np.newaxis] - expected) - _AS_FAR
    chance = np.minimum(1.0, np.exp(np.where(may & far, log, -np.inf)).sum(axis=1))
    return np.where(may.sum(axis=1) < 2, 1.0, chance)


def homogeneity(counts: ArrayLike, of: ArrayLike, *, draws: int = DRAWS, seed: int = SEED) -> Homogeneity | None:
    """Whether areas differ at all: X² of the 2 x k table against tables drawn with the same margins.

    None with fewer than two areas, or where no passage or every passage is counted. The same seed gives the same p.
    """
    return homogeneities([(counts, of)], draws=draws, seed=seed)[0]


def homogeneities(
    tables: Iterable[tuple[ArrayLike, ArrayLike]], *, draws: int = DRAWS, seed: int = SEED
) -> tuple[Homogeneity | None, ...]:
    """`homogeneity` of each. Tables with the same margins are set against the same draws, which are made once."""
    chance: dict[tuple[bytes, int], _Chance] = {}
    found: list[Homogeneity | None] = []
    for counts, of in tables:
        said, passages = np.asarray(counts, dtype=np.int64), np.asarray(of, dtype=np.int64)
        said, passages = said[passages > 0], passages[passages > 0]
        total, marked = int(passages.sum()), int(said.sum())
        if len(passages) < 2 or marked in (0, total):
            found.append(None)
            continue
        if (margins := (passages.tobytes(), marked)) not in chance:
            chance[margins] = _Chance(passages, marked, seed)
        its = chance[margins]
        observed = float(its.chi_squared(said))
        beyond = done = 0
        # What is plainly chance is so after a tenth of the draws (Besag & Clifford 1991, Biometrika 78:301-304).
        for stage, size in enumerate((draws // 10, draws - draws // 10)):
            beyond += int((its.drawn(stage, size) >= observed - _AS_FAR).sum())
            done += size
            if beyond >= _PLAINLY:
                break
        found.append(Homogeneity(observed, len(passages) - 1, (1 + beyond) / (1 + done)))
    return tuple(found)


class _Chance:
    """X² of tables drawn with these margins, kept stage by stage."""

    def __init__(self, passages: NDArray[np.int64], marked: int, seed: int) -> None:
        self._passages, self._marked, self._share = passages, marked, marked / int(passages.sum())
        self._random = np.random.default_rng(seed)
        self._stages: list[Numbers] = []

    def chi_squared(self, tables: NDArray[np.int64]) -> Numbers:
        far = tables - self._share * self._passages
        far *= far
        far /= self._passages
        return np.asarray(far.sum(axis=-1) / (self._share * (1 - self._share)), dtype=np.float64)

    def drawn(self, stage: int, size: int) -> Numbers:
        if stage == len(self._stages):
            tables = self._random.multivariate_hypergeometric(
                self._passages, self._marked, size=size, method="marginals"
            )
            self._stages.append(self.chi_squared(tables))
        return self._stages[stage]


def association(both: int, first: int, second: int, total: int) -> Association | None:
    """Of `total` units, how far those that are `first` are also `second`. None where one is so of none or of all.

    The odds ratio has a half added to each cell, so that it stands where a cell is empty (Haldane 1956; Anscombe 1956).
    """
    if not 0 < first < total or not 0 < second < total:
        return None
    a, b, c = both, first - both, second - both
    d = total - both - b - c
    phi = (a * d - b * c) / float(np.sqrt(float(first) * second * (total - first) * (total - second)))
    odds = (a + 0.5) * (d + 0.5) / ((b + 0.5) * (c + 0.5))
    return Association(phi, odds, exact(both, first, second, total))


def _log_choose(n: int, k: NDArray[np.int64] | int) -> Numbers:
    factorials = _log_factorials(n)
    return np.asarray(factorials[n] - factorials[k] - factorials[n - k], dtype=np.float64)


def _log_factorials(most: int) -> Numbers:
    """Logarithms of 0!, 1!, ... `most`! or beyond: asked for a hundred times a table, so worked out by the thousand."""
    return _table(-(-(most + 1) // 1000) * 1000)


@cache
def _table(size: int) -> Numbers:
    return np.asarray(gammaln(np.arange(1, size + 1)), dtype=np.float64)
