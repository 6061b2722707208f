"""Which themes go together: in the passages of the reports, and in the areas that struggle or do well."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from analyse import compare, regroup
from analyse.coding import codable
from analyse.statistics import FALSE_DISCOVERIES, Association, association, benjamini_hochberg
from corpus.types import Finding, MatrixRow, Results, Theme

Over = Literal["passages", "concern", "strength"]

METHOD = (
    "Two themes of the codebook (no sub-themes) go together in passages when more codable passages of the body speak "
    "to both than chance would bring together, and in areas when more areas lean to concern (or to strength) on both. "
    "Phi is from -1 to 1; p is exact and two-sided with the margins held, Benjamini-Hochberg at "
    f"{FALSE_DISCOVERIES:.0%} over all pairs of one kind. Where some areas do badly at nearly everything, nearly all "
    "themes go together over areas: that says there are such areas, not that one theme brings about another."
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two themes in units (`over`: passages, or areas that lean to concern, or to strength)."""

    programme: str
    over: Over
    first: Theme
    second: Theme
    both: int
    first_count: int
    second_count: int
    of: int
    association: Association
    q: float
    areas: tuple[str, ...]  # where both are so
    findings: tuple[str, ...]  # ids of the findings on the two themes in those units

    @property
    def beyond_chance(self) -> bool:
        return self.q <= FALSE_DISCOVERIES


def together(results: Results, *, programmes: regroup.Programmes = "apart") -> tuple[Pair, ...]:
    """All pairs, of each programme and kind the most closely tied first."""
    found = regroup.together(results) if programmes == "together" else results
    names = sorted({row.programme for row in found.matrix.rows})
    pairs: list[Pair] = []
    for name in names:
        rows = [row for row in found.matrix.rows if row.programme == name]
        pairs += _over_passages(found, name, rows)
        pairs += _over_areas(found, name, rows, "concern")
        pairs += _over_areas(found, name, rows, "strength")
    return tuple(pairs)


def of_themes(found: Iterable[Pair], themes: Collection[str]) -> tuple[Pair, ...]:
    """Pairs with at least one of the themes."""
    return tuple(pair for pair in found if pair.first.id in themes or pair.second.id in themes)


def _themes(results: Results) -> list[Theme]:
    # What the reports brought up was looked for where the codebook is silent: of course it seldom meets its themes.
    return [t for t in results.matrix.themes if t.parent is None and t.origin == "codebook"]


def _over_passages(results: Results, programme: str, rows: Sequence[MatrixRow]) -> list[Pair]:
    places = {review: row.area for row in rows for review in row.reviews}
    body = {
        p.id: places[review]
        for review in places
        for p in results.passages.get(review, ())
        if codable(p) and p.section_role == "body"
    }
    by_theme: dict[str, dict[str, Finding]] = {}
    for finding in results.findings:
        if finding.passage in body and finding.status != "rejected":
            by_theme.setdefault(finding.theme, {})[finding.passage] = finding
    units = {theme: set(its) for theme, its in by_theme.items()}

    def evidence(first: Theme, second: Theme, passages: set[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        ordered = sorted(passages, key=lambda p: (body[p].casefold(), p))
        ids = tuple(by_theme[t.id][p].id for p in ordered for t in (first, second))
        return tuple(dict.fromkeys(body[p] for p in ordered)), ids

    return _pairs(programme, "passages", _themes(results), units, len(body), evidence)


def _over_areas(results: Results, programme: str, rows: Sequence[MatrixRow], side: compare.Side) -> list[Pair]:
    cells = {(row, theme.id): results.matrix.cell(row, theme) for row in rows for theme in _themes(results)}
    by_name = {row.area_code or row.area: row for row in rows}
    units: dict[str, set[str]] = {}
    for (row, theme_id), cell in cells.items():
        if compare.leaning(cell, side):
            units.setdefault(theme_id, set()).add(row.area_code or row.area)
    valences = {f.id: f.valence for f in results.findings}

    def evidence(first: Theme, second: Theme, names: set[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        ordered = sorted((by_name[name] for name in names), key=lambda r: (r.area.casefold(), r.area_code))
        ids = (i for row in ordered for t in (first, second) for i in cells[row, t.id].findings if valences[i] == side)
        return tuple(row.area for row in ordered), tuple(ids)

    return _pairs(programme, side, _themes(results), units, len(rows), evidence)


def _pairs(
    programme: str,
    over: Over,
    themes: Sequence[Theme],
    units: Mapping[str, set[str]],
    of: int,
    evidence: Callable[[Theme, Theme, set[str]], tuple[tuple[str, ...], tuple[str, ...]]],
) -> list[Pair]:
    tied: list[tuple[Theme, Theme, set[str], Association]] = []
    for first, second in combinations(themes, 2):
        a, b = units.get(first.id, set()), units.get(second.id, set())
        found = association(len(a & b), len(a), len(b), of)
        if found is not None:
            tied.append((first, second, a & b, found))
    adjusted = benjamini_hochberg([found.p for *_, found in tied])
    pairs = [
        Pair(
            *(programme, over, first, second, len(both), len(units[first.id]), len(units[second.id]), of),
            *(found, float(q), *evidence(first, second, both)),
        )
        for (first, second, both, found), q in zip(tied, adjusted, strict=True)
    ]
    return sorted(pairs, key=lambda p: (-p.association.phi, p.first.id, p.second.id))
