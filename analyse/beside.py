"""Two to four areas side by side, theme by theme."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analyse import compare
from analyse.compare import Difference, Rate, ThemeVariation, Variation
from analyse.statistics import benjamini_hochberg, homogeneity
from corpus import areas as area_names
from corpus.errors import WrongUsage
from corpus.types import Cell, MatrixRow, Results, Theme

FEWEST, MOST = 2, 4  # areas: more than four columns cannot be read side by side

METHOD = (
    "Rates are those of the areas among all of their programme. Whether the areas side by side differ is Pearson's "
    "chi-squared of these areas alone with a permutation p, Benjamini-Hochberg over the themes of one measure: with "
    "two reports of thirty passages only large differences can be told from chance."
)


@dataclass(frozen=True, slots=True)
class Column:
    """One area on one theme: its cell, which lists the findings, and its rates of strengths and of concerns."""

    row: MatrixRow
    cell: Cell
    strength: Rate | None  # None where the theme was not looked for
    concern: Rate | None


@dataclass(frozen=True, slots=True)
class Line:
    """One theme across the areas; `differences` by strength and by concern, where they can be tested."""

    theme: Theme
    columns: tuple[Column, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Areas of one programme, in order of name."""

    programme: str
    areas: tuple[str, ...]
    lines: tuple[Line, ...]
    method: str = METHOD


def of(results: Results, areas: Sequence[str], found: Iterable[Variation] | None = None) -> tuple[SideBySide, ...]:
    """The areas named, in each programme that reviewed at least two of them.

    `found` is `compare.variation(results)`, if it is at hand. Raises WrongUsage for a name that no review is about, for
    fewer than two areas or more than four, and for areas that no programme has in common.
    """
    wanted = list(dict.fromkeys(area_names.key(name) for name in areas))
    if not FEWEST <= len(wanted) <= MOST:
        raise WrongUsage(f"{len(wanted)} areas are named.", f"Name {FEWEST} to {MOST} with --area, each with its own.")
    for name, key in zip(dict.fromkeys(areas), wanted, strict=False):
        if not any(key in _keys(row) for row in results.matrix.rows):
            known = ", ".join(sorted({row.area for row in results.matrix.rows}))
            raise WrongUsage(f"No review is about “{name}”.", f"Here are: {known}.")
    sides = []
    for variation in compare.variation(results) if found is None else found:
        rows = [r for r in results.matrix.rows if r.programme == variation.programme and _keys(r) & set(wanted)]
        if len(rows) >= FEWEST:
            sides.append(_within(results, variation, rows))
    if not sides:
        raise WrongUsage(
            "No programme reviewed two of these areas.",
            "Add --programmes together to set reviews of any kind side by side.",
        )
    return tuple(sides)


def _keys(row: MatrixRow) -> set[str]:
    return {area_names.key(row.area), area_names.key(row.area_code)} - {""}


def _within(results: Results, variation: Variation, rows: Sequence[MatrixRow]) -> SideBySide:
    lines = [Line(t.theme, tuple(_column(results, row, t) for row in rows), ()) for t in variation.themes]
    lines = [line for line in lines if any(c.cell.state in ("found", "none") for c in line.columns)]
    tests: dict[tuple[str, compare.Measure], Difference] = {}
    for measure in ("strength", "concern"):
        its = {}
        for line in lines:
            rates = [r for c in line.columns if (r := c.strength if measure == "strength" else c.concern) is not None]
            if (test := homogeneity([r.count for r in rates], [r.of for r in rates])) is not None:
                its[line.theme.id] = test
        adjusted = benjamini_hochberg([test.p for test in its.values()])
        for (theme, test), q in zip(its.items(), adjusted, strict=True):
            tests[theme, measure] = Difference(measure, test, float(q))
    return SideBySide(
        variation.programme,
        tuple(row.area for row in rows),
        tuple(
            Line(line.theme, line.columns, tuple(d for (theme, _), d in tests.items() if theme == line.theme.id))
            for line in lines
        ),
    )


def _column(results: Results, row: MatrixRow, found: ThemeVariation) -> Column:
    its = {r.measure: r for r in found.rates if (r.area_code or r.area) == (row.area_code or row.area)}
    return Column(row, results.matrix.cell(row, found.theme), its.get("strength"), its.get("concern"))
