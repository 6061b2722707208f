"""How far codings agree: Cohen's kappa, Krippendorff's alpha, F1, and intervals that respect how texts hang together.

Every figure is None where it is not defined (nothing coded, or one label throughout), so that "too little to tell" is
never shown as a number. An interval takes a statistic of row numbers:

    interval(lambda rows: kappa([a[i] for i in rows], [b[i] for i in rows]), areas)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DRAWS = 1000  # enough for the ends of a 95 % percentile interval (Efron & Tibshirani 1993, section 14.3)
SEED = 20
TELLING = 0.9  # share of draws in which a statistic must be defined; below it, its interval would flatter


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Score:
    """One code in two codings: texts that `said` gave it, that `true` gave it, that both did."""

    both: int
    said: int
    true: int

    @property
    def precision(self) -> float | None:
        return self.both / self.said if self.said else None

    @property
    def recall(self) -> float | None:
        return self.both / self.true if self.true else None

    @property
    def f1(self) -> float | None:
        total = self.said + self.true
        return 2 * self.both / total if total else None


def kappa(a: Sequence[Hashable], b: Sequence[Hashable]) -> float | None:
    """Cohen's kappa of two coders' labels for the same texts: agreement beyond chance, 1 at best, 0 as by chance.

    Cohen (1960), A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20:37-46.
    Raises ValueError if the sequences differ in length.
    """
    return kappa_of(_counts(zip(a, b, strict=True)))


def kappa_of(table: NDArray[np.int64]) -> float | None:
    """The same from a square table of how often each label of one coder met each of the other."""
    total = table.sum()
    if not total:
        return None
    by_chance = float(table.sum(axis=0) @ table.sum(axis=1)) / total**2
    return float((np.trace(table) / total - by_chance) / (1 - by_chance)) if by_chance < 1 else None


def alpha(units: Sequence[Sequence[Hashable | None]]) -> float | None:
    """Krippendorff's alpha for nominal labels; `units` holds each text's labels, None where a coder gave none.

    Any number of coders; texts with fewer than two labels say nothing and are left out. Krippendorff (2011), Computing
    Krippendorff's alpha-reliability, section C: one less observed over expected disagreement in the coincidences.
    """
    labels: dict[Hashable, int] = {}
    kept = [[labels.setdefault(x, len(labels)) for x in unit if x is not None] for unit in units]
    counts = np.array([np.bincount(u, minlength=len(labels)) for u in kept if len(u) > 1], dtype=np.float64)
    if not counts.size:
        return None
    sizes = counts.sum(axis=1)
    observed = float(((sizes**2 - (counts**2).sum(axis=1)) / (sizes - 1)).sum())
    total, margins = float(sizes.sum()), counts.sum(axis=0)
    expected = float(total**2 - (margins**2).sum()) / (total - 1)
    return 1 - observed / expected if expected else None


def scores(said: Sequence[Collection[str]], true: Sequence[Collection[str]]) -> dict[str, Score]:
    """Each code that stands in either coding, in alphabetical order. F1 is the same whichever coder is called true."""
    pairs = list(zip(said, true, strict=True))
    return {
        code: Score(
            sum(code in a and code in b for a, b in pairs),
            sum(code in a for a, _ in pairs),
            sum(code in b for _, b in pairs),
        )
        for code in sorted({code for pair in pairs for codes in pair for code in codes})
    }


def micro_f1(said: Sequence[Collection[str]], true: Sequence[Collection[str]]) -> float | None:
    """F1 over all codes of all texts together: a frequent code weighs more. No text's code may stand in it twice."""
    both = sum(len(set(a) & set(b)) for a, b in zip(said, true, strict=True))
    return Score(both, sum(map(len, said)), sum(map(len, true))).f1


def macro_f1(
    said: Sequence[Collection[str]], true: Sequence[Collection[str]], codes: Iterable[str] | None = None
) -> float | None:
    """The mean of the codes' F1: each weighs the same. `codes` names which count, such as those with enough positives.

    Name them when you take an interval too, so that every draw is the mean of the same codes.
    """
    found = scores(said, true)
    values = [v for code in (found if codes is None else codes) if code in found and (v := found[code].f1) is not None]
    return float(np.mean(values)) if values else None


def interval(
    statistic: Callable[[Sequence[int]], float | None],
    groups: Sequence[Hashable],
    *,
    draws: int = DRAWS,
    level: float = 0.95,
    seed: int = SEED,
) -> Interval | None:
    """Percentile bootstrap interval of a statistic of row numbers, drawing whole groups (areas, reports) anew.

    `groups` names each row's group. Passages of one report resemble one another; drawing them one by one would make the
    interval too narrow (Field & Welsh 2007, Bootstrapping clustered data, J. R. Stat. Soc. B 69:369-390). The same
    seed gives the same interval. None with fewer than two groups, or where the statistic is too often undefined.
    """
    members: dict[Hashable, list[int]] = {}
    for row, group in enumerate(groups):
        members.setdefault(group, []).append(row)
    clusters = list(members.values())
    if len(clusters) < 2:
        return None
    random = np.random.default_rng(seed)
    found = []
    for _ in range(draws):
        chosen = random.integers(len(clusters), size=len(clusters))
        if (value := statistic([row for c in chosen for row in clusters[c]])) is not None:
            found.append(value)
    if len(found) < TELLING * draws:
        return None
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high))


def _counts(pairs: Iterable[tuple[Hashable, Hashable]]) -> NDArray[np.int64]:
    """Square table of how often each label met each other (label by label, in order of first appearance)."""
    labels: dict[Hashable, int] = {}
    met = [(labels.setdefault(x, len(labels)), labels.setdefault(y, len(labels))) for x, y in pairs]
    size = len(labels)
    return np.bincount([x * size + y for x, y in met], minlength=size * size).reshape(size, size)
