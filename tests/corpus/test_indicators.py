"""Indicator files: what is read, and how errors are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import areas, indicators
from corpus.errors import AnalyseError
from corpus.workspace import Workspace

HEADER = "area,indicator,period,value,unit,target\n"


def parse(rows: str, header: str = HEADER) -> tuple[indicators.Figure, ...]:
    return indicators.parse(header + rows, "beds.csv", areas.load())


def test_a_figure_is_tied_to_its_area_by_name_or_code_and_knows_its_line() -> None:
    by_name, by_code = parse('Leeds City Council,delays,2017/18,8.9,days,9.4\nE06000001,delays,2017/18,"1,250",days,\n')
    assert (by_name.area, by_name.area_code, by_name.value, by_name.target) == ("Leeds", "E08000035", 8.9, 9.4)
    assert (by_code.area, by_code.value, by_code.target, by_code.source) == (
        "Hartlepool",
        1250,
        None,
        "beds.csv, line 3",
    )


def test_england_as_a_whole_is_no_area() -> None:
    (england,) = parse("England,delays,2017/18,13.4,days,\n")
    assert england.national
    assert england.area_code == ""


@pytest.mark.parametrize("missing", ["", "*", "..", "c", "N/A"])
def test_cells_that_official_tables_leave_out_are_left_out(missing: str) -> None:
    assert parse(f"Leeds,delays,2017/18,{missing},days,\n") == ()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Leeds,delays,2017/18,12%,,\n", "line 2: value “12%” is no number"),
        ("Leeds,delays,2017/18,nan,,\n", "line 2: value “nan” is no number"),
        ("Leeds,delays,2017/18,12,,soon\n", "line 2: target “soon” is no number"),
        ("Leeds,delays,,12,,\n", "line 2: period is empty"),
        ("Leads,delays,2017/18,12,,\n", "line 2: “Leads” is no area we know (like Leeds?)"),
        ("\n\nLeeds,,2017/18,12,,\n", "line 4: indicator is empty"),
    ],
)
def test_an_error_tells_file_line_and_what_is_wrong(row: str, said: str) -> None:
    with pytest.raises(AnalyseError) as error:
        parse(row)
    assert str(error.value).startswith("beds.csv: ")
    assert said in str(error.value)


def test_several_problems_are_told_at_once() -> None:
    with pytest.raises(AnalyseError) as error:
        parse("Leeds,delays,2017/18,many,,\n" * 7)
    assert "line 2" in str(error.value)
    assert "and 2 more" in str(error.value)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(
        AnalyseError, match=r"beds.csv: the header has no column period \(it has: area, indicator, value"
    ):
        parse("", "area,indicator,value\n")


def test_a_figure_given_twice_with_other_values_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "indicators").mkdir()
    text = HEADER + "Leeds,delays,2017/18,8.9,days,\nE08000035,delays,2017/18,9.1,days,\n"
    (tmp_path / "indicators" / "beds.csv").write_text(text, encoding="utf-8")
    with pytest.raises(AnalyseError, match=r"line 3: delays of Leeds in 2017/18 is 9.1, and 8.9 in beds.csv, line 2"):
        indicators.read(Workspace.open(tmp_path))


def test_an_indicator_has_one_unit_over_all_files(tmp_path: Path) -> None:
    (tmp_path / "indicators").mkdir()
    for name, unit in (("a", "days"), ("b", "hours")):
        (tmp_path / "indicators" / f"{name}.csv").write_text(
            f"{HEADER}Leeds,delays,{name},8.9,{unit},\n", encoding="utf-8"
        )
    with pytest.raises(AnalyseError, match=r"b.csv, line 2: delays is in “hours”, and in “days” in a.csv, line 2"):
        indicators.read(Workspace.open(tmp_path))


def test_a_workspace_without_indicators_has_no_figures(tmp_path: Path) -> None:
    assert indicators.read(Workspace.open(tmp_path)) == ()
