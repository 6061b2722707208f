"""How far a theme can be trusted."""

from __future__ import annotations

import math

import pytest

from analyse import trust
from analyse.emergent import Placement
from analyse.segments import Segment


def placed(passage: str, area: str, heading: str = "", text: str = "some words of a report that go on") -> Placement:
    return Placement(Segment(passage, 0, len(text), area, "", heading, text, text, frozenset(), True), "t", "t", 0.8)


def test_words_that_always_meet_cohere_and_words_that_never_meet_do_not() -> None:
    documents = [frozenset("ab"), frozenset("ab"), frozenset("c"), frozenset("c")]
    assert trust.npmi(["a", "b"], documents) == pytest.approx(1.0)
    assert trust.npmi(["a", "c"], documents) == -1.0
    assert math.isnan(trust.npmi(["a"], documents))


def test_words_that_meet_by_chance_neither_cohere_nor_repel() -> None:
    assert trust.npmi(["a", "b"], [frozenset("ab"), frozenset("a"), frozenset("b"), frozenset()]) == pytest.approx(0.0)


def test_a_theme_of_one_area_one_heading_or_one_phrase_is_told_apart() -> None:
    spread = [
        placed(f"p{n}", f"area {n}", text=f"{n} tells of it in words {n * 7} of its own, as {n * 3} do")
        for n in range(5)
    ]
    assert trust.apart(spread, 5, {}) == ""
    assert trust.apart([placed(f"p{n}", "one") for n in range(5)], 5, {}).startswith("area: 5 of 5")
    headed = [placed(f"p{n}", f"area {n}", "Annex", f"{n} says {n * 5} things") for n in range(5)]
    assert trust.apart(headed, 5, {"Annex": 0.05}).startswith("heading: 5 of 5")
    assert trust.apart(headed, 5, {"Annex": 0.9}) == ""
    stock = [placed(f"p{n}", f"area {n}", text="we thank all of the staff who have met us today") for n in range(5)]
    assert trust.apart(stock, 5, {}).startswith("phrase: 5 of 5")


def test_resamples_are_the_same_every_time_and_leave_areas_out() -> None:
    areas = [f"area {n}" for n in range(30)]
    drawn = trust.resamples(areas)
    assert drawn == trust.resamples(reversed(areas))
    assert len({frozenset(d) for d in drawn}) > 1
    assert all(10 < len(d) < 30 for d in drawn)
