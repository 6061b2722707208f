"""Numbers from outside beside the findings: where areas stand, what goes with what, whom to review next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress, product
from typing import Literal

import numpy as np

from analyse.agreement import Interval
from analyse.ranks import Draws, RankCorrelation, correlations, ranks
from analyse.statistics import FALSE_DISCOVERIES, benjamini_hochberg
from corpus.errors import WrongUsage
from corpus.indicators import Figure, read
from corpus.types import MatrixRow, Results

__all__ = ["Figure", "associations", "beside", "read", "shortlist"]

Direction = Literal["high", "low"]
WIDE = 0.5  # of the scale from -1 to 1: an interval that goes from a loose link to a close one
FEW = 30  # areas; the warning says that so few show little

METHOD = (
    "Each area's latest figure of an indicator stands beside its cells, or that of the period asked for; where the "
    "latest of some areas is older than that of others, the periods are given with the areas of each. Median and "
    "quartiles are over all areas in the files, reviewed or not (linear interpolation); distance is the figure less "
    "its target. Net valence of a theme and an indicator are set against each other over areas of one programme by "
    "Spearman's rho, with a percentile bootstrap interval over areas, 95 per cent, and a two-sided permutation p; "
    f"Benjamini-Hochberg at {FALSE_DISCOVERIES:.0%} over all pairs of a theme and an indicator."
)
SHORTLIST_METHOD = (
    "For each indicator chosen, all areas with a figure are ranked, the most worrying first; the ranks are added, and "
    "an area without a figure takes the middle rank. Areas not yet reviewed stand first, by that sum; those reviewed "
    "follow, longest ago first, with no rank among them. It says whom the numbers would pick, not whose services are "
    "worse."
)


@dataclass(frozen=True, slots=True)
class Spread:
    """One indicator over all areas in the files. `national` is England's own figure, where a file gives it."""

    indicator: str
    unit: str
    periods: tuple[str, ...]
    areas: int
    low: float  # lower quartile
    median: float
    high: float  # upper quartile
    national: float | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One area's figure. `quarter` is 1 among the lowest quarter of areas to 4 among the highest."""

    area: str
    area_code: str
    programme: str
    indicator: str
    period: str
    value: float
    unit: str
    quarter: int
    target: float | None
    source: str

    @property
    def distance(self) -> float | None:
        """The figure less its target."""
        return None if self.target is None else self.value - self.target


@dataclass(frozen=True, slots=True)
class Point:
    """An area in an association: its net on the theme, its figure, and the findings that the net counts."""

    area: str
    area_code: str
    net: float
    value: float
    period: str
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Association:
    """How a theme's net goes with an indicator over the areas of a programme; `q` is p adjusted for all pairs."""

    programme: str
    theme: str
    indicator: str
    correlation: RankCorrelation
    q: float
    points: tuple[Point, ...]

    @property
    def periods(self) -> tuple[tuple[str, int], ...]:
        """The periods of its figures with the areas of each, the latest first."""
        counted = Counter(point.period for point in self.points)
        return tuple(sorted(counted.items(), reverse=True))

    @property
    def beyond_chance(self) -> bool:
        return self.q <= FALSE_DISCOVERIES


@dataclass(frozen=True, slots=True)
class Candidate:
    """An area that could be reviewed next. `total` is None for one reviewed already."""

    area: str
    area_code: str
    reviewed: str  # date of its latest review, "" where there is none
    total: float | None
    ranks: tuple[tuple[str, float], ...]  # by indicator, 1 the most worrying
    missing: tuple[str, ...]  # indicators without a figure


def warning(areas: int, interval: Interval | None = None) -> str:
    """What must stand beside every association: by its interval where there is one, else by the number of areas."""
    said = f"This shows what goes together in {areas} areas. It does not show that one brings about the other."
    if interval is None:
        return said + (f" Of {areas} areas, one or two can make or unmake it." if areas < FEW else "")
    if interval.low <= 0 <= interval.high:
        return f"{said} The interval includes 0: these areas do not show that the two go together."
    if interval.high - interval.low > WIDE:
        few = f", as one of only {areas} areas must be" if areas < FEW else ""
        return f"{said} The interval is wide{few}: the two go together, how closely cannot be told."
    return f"{said} The interval is narrow: it does not hang on one or two of the areas."


def mixed_periods(found: Iterable[Association]) -> str:
    """What must be said where areas' figures of one indicator are of several periods; "" where none are."""
    mixed = list(dict.fromkeys(a.indicator for a in found if len(a.periods) > 1))
    if not mixed:
        return ""
    names = ", ".join(mixed)
    return f"Figures of different periods stand side by side for {names}: each area's latest. --period takes one."


def chosen(figures: Sequence[Figure], indicators: Iterable[str] | None = None, period: str = "") -> tuple[Figure, ...]:
    """Each area's latest figure of each indicator, or that of `period`; only `indicators` where they are named.

    Raises WrongUsage for an indicator or period that no file has.
    """
    known = list(dict.fromkeys(f.indicator for f in figures))
    wanted = list(indicators or known)
    if unknown := [name for name in wanted if name not in known]:
        raise WrongUsage(f"No file has the indicator “{unknown[0]}”.", f"There are: {', '.join(known) or 'none'}.")
    if period and period not in {f.period for f in figures}:
        periods = ", ".join(sorted({f.period for f in figures}))
        raise WrongUsage(f"No figure is of {period}.", f"There are: {periods or 'none'}.")
    latest: dict[tuple[str, str], Figure] = {}
    for figure in sorted(figures, key=lambda f: f.period):
        if figure.indicator in wanted and period in ("", figure.period):
            latest[figure.indicator, figure.area_code] = figure
    order = {name: i for i, name in enumerate(wanted)}
    return tuple(sorted(latest.values(), key=lambda f: (order[f.indicator], f.area.casefold(), f.area_code)))


def spreads(figures: Sequence[Figure]) -> tuple[Spread, ...]:
    """Median and quartiles of each indicator over the areas of `figures`, which are `chosen`."""
    found: list[Spread] = []
    for name in dict.fromkeys(f.indicator for f in figures):
        its = [f for f in figures if f.indicator == name]
        local = [f for f in its if not f.national]
        if not local:
            continue
        low, median, high = np.quantile([f.value for f in local], [0.25, 0.5, 0.75])
        national = next((f.value for f in its if f.national), None)
        periods = tuple(sorted({f.period for f in local}))
        found.append(Spread(name, local[0].unit, periods, len(local), float(low), float(median), float(high), national))
    return tuple(found)


def beside(results: Results, figures: Sequence[Figure]) -> tuple[Standing, ...]:
    """The figures of the areas of the matrix, in its order; `figures` are `chosen`."""
    spread = {s.indicator: s for s in spreads(figures)}
    by_area: dict[str, list[Figure]] = {}
    for figure in figures:
        if not figure.national:
            by_area.setdefault(figure.area_code, []).append(figure)
    return tuple(
        Standing(
            area=row.area,
            area_code=row.area_code,
            programme=row.programme,
            indicator=f.indicator,
            period=f.period,
            value=f.value,
            unit=f.unit,
            quarter=1 + sum(f.value > edge for edge in _edges(spread[f.indicator])),
            target=f.target,
            source=f.source,
        )
        for row in results.matrix.rows
        for f in by_area.get(row.area_code, [])
    )


def _edges(spread: Spread) -> tuple[float, float, float]:
    return spread.low, spread.median, spread.high


def associations(results: Results, figures: Sequence[Figure]) -> tuple[Association, ...]:
    """Every pair of a theme and an indicator with enough areas, by programme, the smallest q first.

    `figures` are `chosen`. Themes are the codebook's that have no parent: a sub-theme's findings are its parent's too.
    """
    themes = [t for t in results.matrix.themes if t.origin == "codebook" and t.parent is None]
    by_name: dict[str, dict[str, Figure]] = {}
    for figure in figures:
        if not figure.national:
            by_name.setdefault(figure.indicator, {})[figure.area_code] = figure
    draws = Draws()
    found: list[tuple[str, str, str, RankCorrelation, tuple[Point, ...]]] = []
    for programme, theme in product(sorted({row.programme for row in results.matrix.rows}), themes):
        its = [
            (row, net, cell.findings)
            for row in results.matrix.rows
            if row.programme == programme and (net := (cell := results.matrix.cell(row, theme)).net) is not None
        ]
        # Indicators that have figures of the same areas are set against the theme's nets in one go.
        over: dict[tuple[bool, ...], list[str]] = {}
        for name, values in by_name.items():
            over.setdefault(tuple(row.area_code in values for row, _, _ in its), []).append(name)
        for there, names in over.items():
            kept = list(compress(its, there))
            together = correlations(
                [net for _, net, _ in kept],
                [[by_name[name][row.area_code].value for row, _, _ in kept] for name in names],
                draws,
            )
            found += [
                (programme, theme.id, name, pair, _points(kept, by_name[name]))
                for name, pair in zip(names, together, strict=True)
                if pair is not None
            ]
    if not found:
        return ()
    adjusted = benjamini_hochberg([together.p for _, _, _, together, _ in found])
    made = [Association(*pair[:4], float(q), pair[4]) for pair, q in zip(found, adjusted, strict=True)]
    return tuple(sorted(made, key=lambda a: (a.q, -abs(a.correlation.rho), a.programme, a.theme, a.indicator)))


def _points(its: Sequence[tuple[MatrixRow, float, tuple[str, ...]]], values: dict[str, Figure]) -> tuple[Point, ...]:
    return tuple(
        Point(row.area, row.area_code, net, (figure := values[row.area_code]).value, figure.period, findings)
        for row, net, findings in its
    )


def shortlist(
    results: Results, figures: Sequence[Figure], directions: Sequence[tuple[str, Direction]], most: int
) -> tuple[Candidate, ...]:
    """At most `most` areas to review next, by (indicator, which end worries); `figures` are `chosen`.

    See `SHORTLIST_METHOD`; ranks summed are how review programmes chose from a dashboard (docs/decisions/078).
    """
    codes = {f.area_code: f.area for f in figures if not f.national}
    places: dict[str, dict[str, float]] = {code: {} for code in codes}
    middle: dict[str, float] = {}
    for name, end in directions:
        its = [f for f in figures if f.indicator == name and not f.national]
        heights = np.array([f.value if end == "low" else -f.value for f in its])
        middle[name] = (len(its) + 1) / 2
        for figure, place in zip(its, ranks(heights[None, :])[0].tolist() if its else [], strict=True):
            places[figure.area_code][name] = place
    reviewed: dict[str, str] = {}
    for review in results.reviews:
        reviewed[review.area_code] = max(reviewed.get(review.area_code, ""), str(review.date or "?"))
    candidates = [
        Candidate(
            area=area,
            area_code=code,
            reviewed=reviewed.get(code, ""),
            total=None if code in reviewed else sum(places[code].get(name, middle[name]) for name, _ in directions),
            # No league table: areas reviewed already are listed, not ranked.
            ranks=()
            if code in reviewed
            else tuple((name, places[code][name]) for name, _ in directions if name in places[code]),
            missing=tuple(name for name, _ in directions if name not in places[code]),
        )
        for code, area in codes.items()
    ]
    candidates.sort(key=lambda c: (c.total is None, c.total or 0.0, c.reviewed, c.area.casefold(), c.area_code))
    return tuple(candidates[:most])
