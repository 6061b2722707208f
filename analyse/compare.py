"""How areas differ, theme by theme, and by more than chance.

Reports differ in length and style, so areas are compared by rates: of the codable passages of a report's body, those
that the matrix counts for a theme as a strength, as a concern, or at all. Each programme is compared within itself,
unless asked otherwise: what is looked for differs between them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby, product
from typing import Literal, NamedTuple, get_args

import numpy as np

from analyse import carrying, gist, regroup, select
from analyse.agreement import Interval
from analyse.coding import codable
from analyse.statistics import (
    FALSE_DISCOVERIES,
    Homogeneity,
    benjamini_hochberg,
    each_against_the_rest,
    homogeneities,
    residuals,
    wilson,
)
from corpus.types import Cell, Finding, MatrixRow, Results, Theme, ThemeOrigin

Measure = Literal["said", "strength", "concern"]
Side = Literal["strength", "concern"]
MEASURES: tuple[Measure, ...] = get_args(Measure)
NEEDED = 3  # areas; of fewer one cannot say that one stands out from the rest

METHOD = (
    "A rate is the passages of the report's body that the matrix counts for the theme (said at all, as a strength, or "
    "as a concern), over the codable passages of the body; its interval is Wilson's, 95 per cent. An area stands out "
    "when the adjusted standardised residual of its count against the other areas of the programme is beyond chance: "
    "exact two-sided p with the margins of the table held, Benjamini-Hochberg at "
    f"{FALSE_DISCOVERIES:.0%} over all areas and themes of one measure, those of the codebook and those the reports "
    "brought up apart. That areas differ at all on a theme is tested by Pearson's chi-squared with a permutation p, "
    "Benjamini-Hochberg over the themes; I-squared is the share of the spread beyond chance. Passages of one report "
    "hang together: what stands out is what a report says more of, with the evidence to read; it is no measurement of "
    "the area. Areas are in order of name; nothing here ranks them."
)


@dataclass(frozen=True, slots=True)
class Rate:
    """One area's passages on one theme. `residual` is above 0 where it has more of them than the other areas."""

    area: str
    area_code: str
    programme: str
    theme: str
    measure: Measure
    count: int
    of: int
    interval: Interval | None
    residual: float = 0.0
    p: float | None = None  # None where there is too little to compare with
    q: float | None = None  # p adjusted for all areas, and all themes of the same origin, of the measure
    findings: tuple[str, ...] = ()  # ids, the strongest first

    @property
    def value(self) -> float | None:
        return self.count / self.of if self.of else None

    @property
    def stands_out(self) -> bool:
        return self.q is not None and self.q <= FALSE_DISCOVERIES


@dataclass(frozen=True, slots=True)
class Difference:
    """How far areas differ on a theme by one measure; `q` is p adjusted for all themes of its origin."""

    measure: Measure
    test: Homogeneity
    q: float

    @property
    def beyond_chance(self) -> bool:
        return self.q <= FALSE_DISCOVERIES


@dataclass(frozen=True, slots=True)
class Evidence:
    """An area with its findings (ids), the strongest first. `leans`: it tells against the many.

    More of its findings are on this side than on the other, also of those alone whose own wording says so, and where
    this is the side of strengths, with what the report recommends on the theme counted among the concerns.
    """

    area: str
    area_code: str
    programme: str
    leans: bool
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CounterExamples:
    """Most areas (over half) lean to `side`; `against` are those that do not, or that also show the other side."""

    side: Side
    areas: tuple[str, ...]  # those that lean to `side`
    of: int  # areas with a judgement on the theme
    against: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class ThemeVariation:
    """One theme across the areas of a programme. Every area in which it was looked for is in one of five lists."""

    theme: Theme
    strength: tuple[str, ...]  # areas with strengths and no concern
    concern: tuple[str, ...]  # areas with concerns and no strength
    mixed: tuple[str, ...]  # areas with both, or with a mixed finding
    neutral: tuple[str, ...]  # areas where it is only described
    silent: tuple[str, ...]  # areas where it was looked for and not found
    rates: tuple[Rate, ...]  # every area by every measure
    differences: tuple[Difference, ...]  # none where there is too little to compare
    counter_examples: CounterExamples | None  # None where no side has most areas

    @property
    def standing_out(self) -> tuple[Rate, ...]:
        return tuple(rate for rate in self.rates if rate.stands_out)

    def difference(self, measure: Measure) -> Difference | None:
        return next((d for d in self.differences if d.measure == measure), None)


@dataclass(frozen=True, slots=True)
class Variation:
    """All themes across the areas of one programme (or of several together, joined by " + ")."""

    programme: str
    areas: tuple[str, ...]
    themes: tuple[ThemeVariation, ...]
    method: str = METHOD


def variation(results: Results, *, programmes: regroup.Programmes = "apart") -> tuple[Variation, ...]:
    """How areas differ, one value a programme, or one for all where `programmes` is "together"."""
    found = regroup.together(results) if programmes == "together" else results
    names = sorted({row.programme for row in found.matrix.rows})
    return tuple(_within(found, [row for row in found.matrix.rows if row.programme == name]) for name in names)


def chosen(
    results: Results, found: Iterable[Variation], *, themes: select.Names = None, areas: select.Names = None
) -> tuple[Variation, ...]:
    """What was compared, with only the themes named, and the rates of only the areas named.

    What is said of all areas stays so. Raises WrongUsage for a name that is none of them.
    """
    kept = select.results(results, themes=themes, areas=areas)
    ids = {theme.id for theme in kept.themes}
    rows = {(row.programme, row.area_code or row.area) for row in kept.matrix.rows}
    return tuple(
        replace(
            variation,
            themes=tuple(
                replace(its, rates=tuple(r for r in its.rates if (r.programme, r.area_code or r.area) in rows))
                for its in variation.themes
                if its.theme.id in ids
            ),
        )
        for variation in found
        if any(programme == variation.programme for programme, _ in rows)
    )


def exposure(results: Results, reviews: Iterable[str]) -> int:
    """Codable passages of the body of `reviews`: what a finding of the matrix could stand in."""
    passages = [p for review in reviews for p in results.passages.get(review, ()) if codable(p)]
    return sum(p.section_role == "body" for p in passages)


class _Said(NamedTuple):
    """What the reports on an area say on a theme, by one measure."""

    row: MatrixRow
    passages: int  # of the body, on the theme
    of: int  # passages of the body
    findings: tuple[str, ...]  # the strongest first


_Counted = dict[tuple[str, Measure], list[_Said]]  # by theme and measure


def _within(results: Results, rows: Sequence[MatrixRow]) -> Variation:
    by_id = {f.id: f for f in results.findings}
    of = [(row, exposure(results, row.reviews)) for row in rows]
    across = [theme for theme in results.matrix.themes if not theme.apart]
    said = {(theme.id, measure): its for theme in across for measure, its in _said(results, theme, of, by_id).items()}
    families = [*_families(said, {theme.id: theme.origin for theme in across})]
    rates, differences = _rates(said, families), _differences(families)
    recommended = Counter(
        (f.review, f.theme) for f in results.findings if f.section_role == "recommendation" and f.status != "rejected"
    )

    def looked_for(theme: Theme) -> Iterator[_Looked]:
        for row in rows:
            if (cell := results.matrix.cell(row, theme)).state in ("found", "none"):
                asked = sum(recommended[review, theme.id] for review in row.reviews)
                yield _Looked(cell, tuple(by_id[i] for i in cell.findings), asked)

    themes = tuple(
        _theme(theme, [*looked_for(theme)], {m: rates[theme.id, m] for m in MEASURES}, differences.get(theme.id, ()))
        for theme in across
    )
    return Variation(rows[0].programme, tuple(dict.fromkeys(row.area for row in rows)), themes)


def _said(
    results: Results, theme: Theme, of: Iterable[tuple[MatrixRow, int]], by_id: Mapping[str, Finding]
) -> dict[Measure, list[_Said]]:
    said: dict[Measure, list[_Said]] = {measure: [] for measure in MEASURES}
    for row, passages in of:
        cell = results.matrix.cell(row, theme)
        if cell.state not in ("found", "none"):
            continue
        ranked = gist.strongest((by_id[i] for i in cell.findings), gist.order(cell.strengths, cell.concerns))
        for measure in MEASURES:
            its = [f for f in ranked if measure in ("said", f.valence)]
            # What only the summary says is in the cell, yet not in a passage of the body.
            count = len({f.passage for f in its if f.section_role == "body"})
            said[measure].append(_Said(row, count, passages, tuple([f.id for f in its])))
    return said


def _families(said: _Counted, origins: Mapping[str, ThemeOrigin]) -> Iterator[_Counted]:
    """What is tested together: one measure, over the codebook's themes or over those the reports brought up.

    The more there are of these, the less would be beyond chance among those a researcher set out to look for.
    """
    for measure, origin in product(MEASURES, get_args(ThemeOrigin)):
        yield {
            (theme, of): its
            for (theme, of), its in said.items()
            if of == measure and origins[theme] == origin and len(its) >= NEEDED
        }


def _rates(said: _Counted, families: Iterable[_Counted]) -> dict[tuple[str, Measure], tuple[Rate, ...]]:
    """Every area by theme and measure, with residual, p and q where there is something to compare with."""
    tested: dict[tuple[str, Measure], Iterable[tuple[float, float | None, float | None]]] = {}
    for family in families:
        tables = {
            key: ([s.passages for s in its], [s.of for s in its])
            for key, its in family.items()
            if any(s.passages for s in its)
        }
        if tables:
            p = [each_against_the_rest(*table) for table in tables.values()]
            adjusted = np.split(benjamini_hochberg(np.concatenate(p)), np.cumsum([len(chance) for chance in p[:-1]]))
            for (key, table), chance, q in zip(tables.items(), p, adjusted, strict=True):
                tested[key] = zip(residuals(*table).tolist(), chance.tolist(), q.tolist(), strict=True)
    made: dict[tuple[str, Measure], tuple[Rate, ...]] = {}
    for (theme, measure), its in said.items():
        made[theme, measure] = tuple(
            Rate(
                s.row.area,
                s.row.area_code,
                s.row.programme,
                theme,
                measure,
                s.passages,
                s.of,
                wilson(s.passages, s.of),
                *test,
                s.findings,
            )
            for s, test in zip(its, tested.get((theme, measure), [(0.0, None, None)] * len(its)), strict=True)
        )
    return made


def _differences(families: Iterable[_Counted]) -> dict[str, tuple[Difference, ...]]:
    keyed = [(at, key, its) for at, family in enumerate(families) for key, its in family.items()]
    tests = homogeneities(([s.passages for s in its], [s.of for s in its]) for _, _, its in keyed)
    found: dict[str, tuple[Difference, ...]] = {}
    told = [(at, key, test) for (at, key, _), test in zip(keyed, tests, strict=True) if test is not None]
    for _, family in groupby(told, key=lambda each: each[0]):
        its = list(family)
        adjusted = benjamini_hochberg([test.p for _, _, test in its]).tolist()
        for (_, (theme, measure), test), q in zip(its, adjusted, strict=True):
            found[theme] = (*found.get(theme, ()), Difference(measure, test, q))
    return found


class _Looked(NamedTuple):
    """A cell in which a theme was looked for, its findings, and how many recommendations its reports make on it."""

    cell: Cell
    findings: tuple[Finding, ...]
    asked: int


def _theme(
    theme: Theme,
    looked: Sequence[_Looked],
    rates: Mapping[Measure, Sequence[Rate]],
    differences: tuple[Difference, ...],
) -> ThemeVariation:
    lists: dict[str, list[str]] = {name: [] for name in ("strength", "concern", "mixed", "neutral", "silent")}
    for each in looked:
        lists[_kind(each.cell)].append(each.cell.area)
    return ThemeVariation(
        theme=theme,
        **{name: tuple(areas) for name, areas in lists.items()},
        rates=tuple(chain.from_iterable(rates.values())),
        differences=differences,
        counter_examples=_counter_examples(looked, rates),
    )


def _kind(cell: Cell) -> str:
    if cell.mixed or (cell.strengths and cell.concerns):
        return "mixed"
    if cell.strengths or cell.concerns:
        return "strength" if cell.strengths else "concern"
    return "neutral" if cell.neutral else "silent"


def leaning(cell: Cell, side: Side) -> bool:
    """Whether a cell has more findings on this side than on the other."""
    lead = cell.strengths - cell.concerns
    return lead > 0 if side == "strength" else lead < 0


def _counter_examples(looked: Sequence[_Looked], rates: Mapping[Measure, Sequence[Rate]]) -> CounterExamples | None:
    cells = [each.cell for each in looked]
    good, bad = ([c for c in cells if leaning(c, "strength")], [c for c in cells if leaning(c, "concern")])
    judged = sum(bool(c.strengths or c.concerns or c.mixed) for c in cells)
    side: Side = "concern" if len(bad) > len(good) else "strength"
    other: Side = "strength" if side == "concern" else "concern"
    many = bad if side == "concern" else good
    if len(many) * 2 <= judged:
        return None
    against = [
        Evidence(each.cell.area, each.cell.area_code, each.cell.programme, _tells_against(each, other), rate.findings)
        for each, rate in zip(looked, rates[other], strict=True)
        if rate.findings
    ]
    against.sort(key=lambda e: (not e.leans, e.area.casefold(), e.area_code))
    return CounterExamples(side, tuple(c.area for c in many), judged, tuple(against))


def _tells_against(each: _Looked, side: Side) -> bool:
    """Whether an area leans to a side, also by what speaks for it in its own words; see `Evidence`."""
    if not leaning(each.cell, side):
        return False
    sides = Counter(
        f.valence for f in each.findings if f.origin == "person" or carrying.wording(f.quote, f.valence) >= 0
    )
    lead = sides["strength"] - sides["concern"] - (each.asked if side == "strength" else 0)
    return lead > 0 if side == "strength" else lead < 0
