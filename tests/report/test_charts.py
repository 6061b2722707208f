"""Each picture says a finding, tells it to those who do not see it, and has its data beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from corpus.types import Matrix, Results
from report import charts, drawing, heatmap, pictures, tilemap

SVG = "{http://www.w3.org/2000/svg}"
PLYMOUTH, HERTS, OLD_NORTHANTS = "E06000026", "E10000015", "E10000021"


def texts(made: bytes) -> list[str]:
    root = ElementTree.fromstring(made)  # noqa: S314 - our own file
    return ["".join(text.itertext()).strip() for text in root.iter(f"{SVG}text")]


def placed(results: Results, *codes: str) -> Results:
    """The results with real codes, so that the areas stand on the map."""
    rows = [replace(row, area_code=code) for row, code in zip(results.matrix.rows, codes, strict=True)]
    cells = {
        (new.area_code, new.programme, theme.id): replace(results.matrix.cell(old, theme), area_code=new.area_code)
        for old, new in zip(results.matrix.rows, rows, strict=True)
        for theme in results.themes
    }
    return replace(results, matrix=Matrix(tuple(rows), results.matrix.themes, cells))


def test_every_picture_stands_with_its_alternative_text_and_its_data(sample_results: Results) -> None:
    written = drawing.svg(pictures.of(sample_results))
    names = {name.removesuffix(".svg") for name in written if name.endswith(".svg")}
    assert {"matrix", "themes", "areas", "progress"} <= names
    for picture in pictures.of(sample_results):
        assert set(picture.title.split()) <= set(" ".join(texts(written[f"{picture.name}.svg"])).split())
        assert picture.title in written[f"{picture.name}-alt.txt"].decode()
        data = list(csv.DictReader(io.StringIO(written[f"{picture.name}-data.csv"].decode())))
        assert len(data) == len(picture.rows) > 0


def test_the_dumbbell_counts_what_the_matrix_counts(results: Results) -> None:
    rows = {row[0]: row[2:4] for row in charts.dumbbell(results).rows}
    cells = results.matrix.cells.values()
    for theme, sides in rows.items():
        its = [cell for cell in cells if cell.theme == theme]
        assert sides == (sum(c.strengths for c in its), sum(c.concerns for c in its))
    assert "rivalry" not in rows  # a sub-theme is counted in its theme


def test_areas_on_the_map_stand_on_their_tiles_and_old_ones_on_those_that_replaced_them(results: Results) -> None:
    made = {p.name: p for p in tilemap.pictures(placed(results, PLYMOUTH, HERTS, OLD_NORTHANTS))}
    assert made
    tiles = {row[0] for row in next(iter(made.values())).rows}
    assert tiles == {PLYMOUTH, HERTS, "E06000061", "E06000062"}
    assert "WeNo" in texts(drawing.svg(made.values())[f"{next(iter(made))}.svg"])


def test_every_present_authority_has_a_tile_of_its_own() -> None:
    assert len(tilemap.grid()) == len(set(tilemap.grid().values())) == 153


def test_invented_areas_give_no_map(results: Results) -> None:
    assert tilemap.pictures(results) == ()


def test_one_review_an_area_gives_no_slopes(results: Results) -> None:
    assert charts.slopes(results) == ()


def test_areas_with_like_findings_stand_together(make_results: Callable[..., Results]) -> None:
    said = [
        (area, theme, valence, f"{area} {theme} {number}.")
        for area, valence in (("Ash", "concern"), ("Birch", "strength"), ("Cedar", "concern"), ("Dale", "strength"))
        for theme in ("workforce", "coordination")
        for number in range(3)
    ]
    names = [row.area for row in heatmap.clustered(make_results(said).matrix)]
    assert {frozenset(names[:2]), frozenset(names[2:])} == {frozenset({"Ash", "Cedar"}), frozenset({"Birch", "Dale"})}


@pytest.mark.parametrize(("heights", "gap"), [([1.0] * 10, 0.1), ([-1.0] * 10, 0.1), ([-1.0, 0.0, 0.0, 1.0], 0.2)])
def test_labels_keep_apart_and_within_the_chart(heights: list[float], gap: float) -> None:
    placed_at = charts._apart(heights, gap)
    assert all(b - a >= gap - 1e-9 for a, b in pairwise(placed_at))
    assert -1.1 <= placed_at[0] <= placed_at[-1] <= 1.1


def test_the_same_results_give_the_same_map(results: Results) -> None:
    there = placed(results, PLYMOUTH, HERTS, OLD_NORTHANTS)
    assert pictures.svg(there) == pictures.svg(there)
