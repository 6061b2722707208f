"""Programme, area, dates and kind are read from the report's own words."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from extract import identify
from extract.layouts import by_name, load
from extract.read import document
from tests.extract.conftest import SAMPLE, shared


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("24 to 28 June 2024", [date(2024, 6, 24), date(2024, 6, 28)]),
        ("29 January 2024 to 2 February 2024", [date(2024, 1, 29), date(2024, 2, 2)]),
        ("29 October to 2 November 2018", [date(2018, 10, 29), date(2018, 11, 2)]),
        ("30 December to 5 January 2018", [date(2017, 12, 30), date(2018, 1, 5)]),
        ("19–23 February 2018", [date(2018, 2, 19), date(2018, 2, 23)]),
        ("the 3rd of May 2019", [date(2019, 5, 3)]),
        ("03/05/2019", [date(2019, 5, 3)]),
        ("31 February 2020", []),
        ("no day at all", []),
    ],
)
def test_days_borrow_month_and_year_from_what_follows(text: str, days: list[date]) -> None:
    assert identify.days_in(text) == days


@pytest.mark.parametrize(
    ("programme", "opening", "area"),
    [
        (
            "area-send",
            "Area SEND inspection of Ashmere Local Area Partnership Inspection dates: 1 to 5 May 2023",
            "Ashmere",
        ),
        (
            "jtai",
            "Dear partners Joint targeted area inspection of London Borough of Fenbrook This letter sums up",
            "Fenbrook",
        ),
        ("ilacs", "Garstone Metropolitan Borough Council Inspection of children’s social care services", "Garstone"),
        (
            "local-system-review",
            "Local system review report Fenbrook Health and Wellbeing Board Date of review",
            "Fenbrook",
        ),
        ("area-send", "Area SEND monitoring inspection of Larkshire Local Area Partnership", "Larkshire"),
        ("ilacs", "Dear Ms Lee Monitoring visit to Garstone children’s services This letter", "Garstone"),
        ("ilacs", "Inspection of the Isle of Lark local authority children’s services", "Isle of Lark"),
    ],
)
def test_the_area_is_named_without_the_councils_form(programme: str, opening: str, area: str) -> None:
    assert identify.identity(by_name(programme), opening).area == area


def test_what_no_layout_knows_is_generic() -> None:
    assert identify.layout_of("A paper on something else entirely.", load()).name == "generic"


def test_the_sample_says_what_it_is() -> None:
    read = {path.stem: document(path.read_bytes()) for path in sorted(SAMPLE.glob("*.pdf"))}
    assert {review.programme for review in read.values()} == {"local-system-review"}
    assert {stem for stem, review in read.items() if review.kind == "follow-up"} == {
        stem for stem in read if stem.endswith("follow-up")
    }
    assert all(review.area_text.lower() == stem.removesuffix("-follow-up") for stem, review in read.items())
    assert read["ashmere"].date == date(2017, 10, 20)


def test_every_real_report_gives_its_programme_area_and_date() -> None:
    """Those on area SEND are held to the same list in tests/test_reviews.py, which reads them all."""
    folder = shared("reviews")
    wrong = []
    with (folder / "manifest.csv").open(encoding="utf-8") as file:
        for row in (row for row in csv.DictReader(file) if row["programme"] != "area-send"):
            read = document((folder / row["file"]).read_bytes())
            area = " ".join(read.area_text.lower().replace("&", "and").split())
            found = (read.programme, area, str(read.date))
            if found != (row["programme"], row["area"].lower(), row["inspected_to"]):
                wrong.append((row["file"], *found))
    assert wrong == []
