"""Areas by their names, over the years, with those a workspace adds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import areas
from corpus.errors import AnalyseError

ENGLISH = areas.load()
NAMED = st.sampled_from(sorted({area.name for area in ENGLISH.areas if area.end is None}))


@given(
    NAMED, st.sampled_from([str.upper, str.lower, str.title, lambda n: n.replace(" and ", " & "), lambda n: f" {n} "])
)
def test_a_name_is_found_however_it_is_written(name: str, written: object) -> None:
    assert callable(written)
    found = ENGLISH.resolve(written(name))
    assert found is not None
    assert found.name == name


@given(NAMED)
def test_every_area_is_found_by_its_code(name: str) -> None:
    area = ENGLISH.resolve(name)
    assert area is not None
    assert ENGLISH.resolve(area.code) == area == ENGLISH.by_code(area.code)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Stockton on Tees Borough Council", "Stockton-on-Tees"),
        ("City of York", "York"),
        ("Royal Borough of Greenwich", "Greenwich"),
        ("Durham County Council", "Durham"),
        ("London Borough of Haringey", "Haringey"),
    ],
)
def test_an_area_is_found_by_its_councils_name(written: str, name: str) -> None:
    found = ENGLISH.resolve(written)
    assert found is not None
    assert found.name == name


def test_a_name_that_two_authorities_bore_means_the_one_of_the_date() -> None:
    book = areas.Gazetteer(
        areas.parse(
            "code,name,start,end,successors\nO1,Westmarch,1996-04-01,2019-03-31,N1\nN1,Westmarch,2019-04-01,,\n",
            "areas.csv",
        )
    )
    assert [getattr(book.resolve("Westmarch", day), "code", None) for day in (date(2018, 1, 1), date(2022, 1, 1))] == [
        "O1",
        "N1",
    ]
    assert getattr(book.resolve("Westmarch"), "code", None) == "N1"


def test_past_authorities_are_known_with_those_that_replaced_them() -> None:
    past = [area for area in ENGLISH.areas if area.end is not None and area.successors]
    assert any(area.name == "Northamptonshire" for area in past)
    for area in past:
        for code in area.successors:
            successor = ENGLISH.by_code(code)
            assert successor is not None, f"{area.name} -> {code}"
            assert successor.code != area.code


def test_dorset_is_another_authority_before_and_after_2019() -> None:
    before, after = ENGLISH.resolve("Dorset", date(2018, 6, 1)), ENGLISH.resolve("Dorset", date(2024, 3, 15))
    assert before is not None
    assert after is not None
    assert before.code != after.code
    assert after.code in before.successors


def test_a_name_that_fits_no_area_is_not_guessed_but_like_names_are_offered() -> None:
    assert ENGLISH.resolve("Westfarthing") is None
    assert ENGLISH.resolve("") is None
    assert ENGLISH.resolve("County Council") is None
    assert "Lincolnshire" in ENGLISH.nearest("Lincolnshyre")


def test_a_workspaces_areas_add_to_the_english_and_win_over_one_of_the_same_code(tmp_path: Path) -> None:
    file = tmp_path / "areas.csv"
    file.write_text(
        "\ufeffcode,name,other_names,deprivation\nE06000001,Renamed,Old Name;Older,9\nX1,Ashmere,,3\n", "utf-8"
    )
    book = areas.load(file)
    renamed = book.resolve("older")
    assert renamed is not None
    assert (renamed.name, renamed.attributes) == ("Renamed", (("deprivation", "9"),))
    assert book.resolve("Hartlepool") is None
    assert getattr(book.resolve("Ashmere"), "code", None) == "X1"
    assert book.resolve("Leeds") is not None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("area,region\nAshmere,North\n", ["areas.csv", "code or name", "area, region", "known are code, name"]),
        ("", ["areas.csv", "nothing"]),
        ("code,name,start\nX1,Ashmere,1 April 2019\n", ["areas.csv, line 2", "1 April 2019", "YYYY-MM-DD"]),
        ("code,name\nX1,Ashmere\nX1,Calder\n", ["areas.csv", "X1", "more than once"]),
        ("code,name\nX1,Ashmere\n,Calder\n", ["areas.csv, line 3", "code or name is empty"]),
    ],
)
def test_a_wrong_table_is_refused_with_place_and_remedy(tmp_path: Path, text: str, says: list[str]) -> None:
    file = tmp_path / "areas.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(AnalyseError) as refused:
        areas.load(file)
    assert "\n" not in str(refused.value)
    assert [part for part in says if part not in str(refused.value)] == []
    assert refused.value.remedy


def test_a_table_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "areas.csv").write_bytes("code,name\nX1,Ménage\n".encode("latin-1"))
    with pytest.raises(AnalyseError, match=r"areas.csv is not UTF-8"):
        areas.load(tmp_path / "areas.csv")


@pytest.mark.parametrize(
    ("code", "region"),
    [("E10000007", "East Midlands"), ("E10000019", "East Midlands"), ("E10000021", "East Midlands")],
)
def test_regions_are_those_of_the_department_for_education(code: str, region: str) -> None:
    area = areas.load().by_code(code)
    assert area is not None
    assert area.region == region
