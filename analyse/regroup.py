"""The rows of the matrix another way: programmes together, areas by region or by any column of the areas CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Literal, cast, get_args

from analyse.gist import order
from corpus.areas import Gazetteer
from corpus.errors import WrongUsage
from corpus.types import Cell, Matrix, MatrixRow, Results, Theme, Valence

Programmes = Literal["apart", "together"]
UNKNOWN = "not known"  # the group of areas for which the column is empty
_OWN_COLUMNS = ("region", "name", "code")


def choice(text: str) -> Programmes:
    """Raises WrongUsage for what is neither."""
    for known in get_args(Programmes):
        if text == known:
            return cast(Programmes, known)
    raise WrongUsage(f"--programmes {text} is not a choice.", f"Choose from {', '.join(get_args(Programmes))}.")


def together(results: Results) -> Results:
    """One row an area, whatever the programmes its reviews are of."""
    return _regrouped(results, lambda row: (row.area, row.area_code, row.region, ""))


def by_column(results: Results, column: str, gazetteer: Gazetteer) -> Results:
    """One row a group of areas, in each programme: `region`, or any other column of the areas CSV.

    Raises WrongUsage for a column no area has.
    """
    columns = sorted({name for area in gazetteer.areas for name, _ in area.attributes} | set(_OWN_COLUMNS))
    if column not in columns:
        raise WrongUsage(f"The areas have no column “{column}”.", f"Choose from {', '.join(columns)}.")

    def group(row: MatrixRow) -> tuple[str, str, str, str]:
        area = gazetteer.by_code(row.area_code) if row.area_code else None
        own = {"region": row.region, "name": row.area, "code": row.area_code}
        value = own.get(column) or (dict(area.attributes).get(column, "") if area else "")
        return value or UNKNOWN, "", value if column == "region" else "", row.programme

    return _regrouped(results, group)


def _regrouped(results: Results, group: Callable[[MatrixRow], tuple[str, str, str, str]]) -> Results:
    """Rows of the same (name, code, region, programme) as one; a programme of "" names those that came together."""
    groups: dict[tuple[str, str, str, str], list[MatrixRow]] = {}
    for row in results.matrix.rows:
        groups.setdefault(group(row), []).append(row)
    passages = {review.id: review.passages for review in results.reviews}
    valences = {finding.id: finding.valence for finding in results.findings}
    rows: list[MatrixRow] = []
    cells: dict[tuple[str, str, str], Cell] = {}
    for (area, code, region, programme), members in groups.items():
        joined = programme or " + ".join(sorted({row.programme for row in members}))
        row = MatrixRow(area, code, region, joined, tuple(r for member in members for r in member.reviews))
        rows.append(row)
        codable = sum(passages.get(review, 0) for review in row.reviews)
        for theme in results.matrix.themes:
            cells[code or area, joined, theme.id] = _joined(results, row, theme, members, codable, valences)
    rows.sort(key=lambda r: (r.programme, r.area.casefold(), r.area_code))
    return replace(results, matrix=Matrix(tuple(rows), results.matrix.themes, cells))


def _joined(
    results: Results,
    row: MatrixRow,
    theme: Theme,
    members: Sequence[MatrixRow],
    codable: int,
    valences: Mapping[str, Valence],
) -> Cell:
    cells = [results.matrix.cell(member, theme) for member in members]
    passages = sum(cell.passages for cell in cells)
    strengths, concerns = sum(c.strengths for c in cells), sum(c.concerns for c in cells)
    rank = {valence: place for place, valence in enumerate(order(strengths, concerns))}
    found = [finding for cell in cells for finding in cell.findings]
    states = {cell.state for cell in cells}
    return Cell(
        area=row.area,
        area_code=row.area_code,
        programme=row.programme,
        reviews=row.reviews,
        theme=theme.id,
        strengths=strengths,
        concerns=concerns,
        mixed=sum(c.mixed for c in cells),
        neutral=sum(c.neutral for c in cells),
        passages=passages,
        share=passages / codable if codable else 0.0,
        state=next(s for s in ("found", "none", "not-reviewed", "not-processed") if s in states),
        findings=tuple(sorted(found, key=lambda i: rank[valences[i]])),
    )
