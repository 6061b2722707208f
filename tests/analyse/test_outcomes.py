"""Official grades: read as the publisher lists them, and how net valence goes with them."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from analyse import outcomes
from corpus.types import Review
from extract import read
from tests.analyse.invented import joined, review

GRADES = ("Outstanding", "Good", "Requires improvement to be good", "Inadequate")


def graded(area: str, grade: str) -> Review:
    return replace(review(area, programme="ilacs"), facts=(("Overall effectiveness", grade),))


def test_a_grade_is_given_in_the_words_of_its_scale() -> None:
    facts = (("The impact of leaders.", "Requires Improvement to be good"), ("previous inspections", "May 2019"))
    assert outcomes.of(replace(review("Ash", programme="ilacs"), facts=facts)) == (
        ("The impact of leaders", "requires improvement"),
    )


def test_the_outcome_of_a_send_inspection_is_read_from_its_sentence() -> None:
    words = "There are widespread and/or systemic failings leading to significant concerns."
    outcome = outcomes.overall(replace(review("Ash", programme="area-send"), facts=(("outcome", words),)))
    assert outcome == outcomes.Outcome("outcome", "widespread or systemic failings", 3, 3)


def test_a_programme_without_grades_has_no_outcome() -> None:
    assert outcomes.overall(replace(review("Ash"), facts=(("Overall effectiveness", "Good"),))) is None


def test_net_that_rises_with_the_grade_agrees_with_it() -> None:
    found = joined(
        [
            (
                graded(f"{grade} {i}", grade),
                [("access", "strength")] * (4 - place) + [("access", "concern")] * (place + i),
            )
            for place, grade in enumerate(GRADES)
            for i in (0, 1)
        ]
    )
    (agreement,) = outcomes.agreement(found)
    assert agreement.correlation is not None
    assert agreement.correlation.rho > 0.9
    assert outcomes.grades(found) is not None


def test_where_no_report_gives_a_grade_there_is_no_column() -> None:
    assert outcomes.grades(joined([(review("Ash"), [("access", "strength")])])) is None


def test_outcomes_of_the_real_reports_are_those_the_publisher_lists(shared: Path) -> None:
    with (shared / "reviews" / "outcomes.csv").open(encoding="utf-8", newline="") as stream:
        listed = {row["sha256"]: row["outcome"] for row in csv.DictReader(stream)}
    with (shared / "reviews" / "manifest.csv").open(encoding="utf-8", newline="") as stream:
        files = {row["sha256"]: row["file"] for row in csv.DictReader(stream) if row["sha256"] in listed}
    chosen = sorted(files)[::5]  # nine of 43
    for sha256 in chosen:
        document = read.document((shared / "reviews" / files[sha256]).read_bytes())
        outcome = outcomes.overall(replace(review("Ash", programme=document.programme), facts=document.facts))
        assert outcome is not None, files[sha256]
        if document.programme == "area-send":
            assert outcome.place == float(listed[sha256]), files[sha256]
        else:
            assert outcome.grade == listed[sha256], files[sha256]
    assert len(chosen) >= 8


@pytest.mark.parametrize("programme", sorted(outcomes.SCALES))
def test_every_scale_has_its_grades_once(programme: str) -> None:
    assert len(set(outcomes.SCALES[programme])) == len(outcomes.SCALES[programme])
