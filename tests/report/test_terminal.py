from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from rich.console import Console

from corpus.types import Results
from report import terminal

Make = Callable[..., Results]


def printed(results: Results, width: int = 80, what: str = "matrix", *, colour: bool = False) -> str:
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n")
    console = Console(file=out, width=width, force_terminal=colour, color_system="standard" if colour else None)
    getattr(terminal, f"print_{what}")(results, console)
    out.seek(0)
    return out.read()


def many(make_results: Make, areas: int) -> Results:
    return make_results([(f"Area {n:02d} shire", "workforce", "concern", f"Vacancies in {n}.") for n in range(areas)])


@pytest.mark.parametrize("areas", [1, 10, 35])
@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_matrix_keeps_to_the_width_and_shows_every_area(make_results: Make, areas: int, width: int) -> None:
    text = printed(many(make_results, areas), width)
    assert max(map(len, text.splitlines())) <= width
    assert [n for n in range(areas) if f"Area {n:02d} shire" not in text] == []
    assert text.count(" -1") >= areas


def test_counts_and_kinds_of_nothing_are_told_apart(results: Results) -> None:
    row = results.matrix.rows[1]
    key = (row.area_code, row.programme, "coordination")
    cells = {**results.matrix.cells, key: replace(results.matrix.cells[key], state="not-reviewed")}
    text = printed(replace(results, matrix=replace(results.matrix, cells=cells)))
    rows = {line.split()[0]: line.split()[1:] for line in text.splitlines() if line.strip()}
    assert rows["workforce"] == ["+2-1", "-2", "·", "+2-3"]
    assert rows["coordination"][1:] == ["n/r", "+2", "+4-2"]


def test_without_a_terminal_there_are_no_escape_codes_and_with_one_colour_adds_nothing(results: Results) -> None:
    plain, coloured = printed(results), printed(results, colour=True)
    assert "\x1b" not in plain
    assert "\x1b[" in coloured
    assert Console(width=80, file=io.StringIO()).render_str(plain).plain == plain


def test_themes_come_with_areas_counts_words_and_quotes(results: Results) -> None:
    text = printed(results, 100, "themes")
    assert "Winter pressure (emergent-winter)  1 of 3 areas  +0 -1 of 1" in text
    assert "  - “Winter beds were full.” (Brackenford, page 3)" in text
    assert text.index("Themes of the codebook") < text.index("Themes the reports brought up")


def test_markup_in_a_report_stays_text(make_results: Make) -> None:
    text = printed(make_results([("[red]A[/red]", "workforce", "concern", "[bold]No[/bold] [link=x]y")]), what="themes")
    assert "[bold]No[/bold] [link=x]y" in text


def test_no_reviews_are_said_in_words(make_results: Make) -> None:
    assert "No reviews" in printed(make_results([]))
