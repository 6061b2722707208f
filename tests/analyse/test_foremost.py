"""Which emergent themes come first, and which are shown apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from analyse import foremost
from analyse.emergent import Emergent, Placement
from analyse.foremost import Standing
from analyse.segments import Segment
from tests.analyse.test_hierarchy import theme


def placed(passage: str, area: str, heading: str = "", text: str = "some words of a report that go on") -> Placement:
    return Placement(Segment(passage, 0, len(text), area, "", heading, text, text, frozenset(), True), "t", "t", 0.8)


def test_a_theme_of_one_area_one_heading_or_one_phrase_is_told_apart() -> None:
    spread = [
        placed(f"p{n}", f"area {n}", text=f"{'abcde'[n]} tells of it in words {'vwxyz'[n]} of its own")
        for n in range(5)
    ]
    assert foremost.apart(spread, 5, {}) == ""
    assert foremost.apart([placed(f"p{n}", "one") for n in range(5)], 5, {}).startswith("area: 5 of 5")
    headed = [placed(f"p{n}", f"area {n}", "Annex", f"{'abcde'[n]} says things") for n in range(5)]
    assert foremost.apart(headed, 5, {"Annex": 0.05}).startswith("heading: 5 of 5")
    assert foremost.apart(headed, 5, {"Annex": 0.9}) == ""
    stock = [placed(f"p{n}", f"area {n}", text="we thank all of the staff who have met us today") for n in range(5)]
    assert foremost.apart(stock, 5, {}).startswith("phrase: 5 of 5")


def test_addresses_and_lists_of_figures_are_no_finding() -> None:
    where = [placed(f"p{n}", f"area {n}", text=f"write to {'abcde'[n]}{n}@council.gov.uk or ring") for n in range(5)]
    assert foremost.apart(where, 5, {}).startswith("addresses: 5 of 5")
    counted = [
        placed(f"p{n}", f"area {n}", text=f"it was {n * 7}% {'vwxyz'[n]} against {n * 5}% before") for n in range(5)
    ]
    assert foremost.apart(counted, 5, {}).startswith("figures: 5 of 5")
    waits = [placed(f"p{n}", f"area {n}", text=f"some {'abcde'[n]} wait {n + 12} weeks to be seen") for n in range(5)]
    assert foremost.apart(waits, 5, {}) == ""


def test_what_holds_together_in_many_areas_comes_before_what_is_wide_and_vague() -> None:
    themes = [theme("vague"), theme("sharp"), theme("people"), theme("narrow")]
    standing = {
        "vague": Standing(0.2, 1.0),
        "sharp": Standing(0.5, 0.8),
        "people": Standing(0.5, 1.0, "people: leaders"),
        "narrow": Standing(0.6, 0.1),
    }
    assert [t.id for t in foremost.ordered(themes, standing)] == ["sharp", "vague", "narrow", "people"]


def test_a_theme_of_people_and_one_whose_sentences_share_no_subject_are_told_apart() -> None:
    its = [placed(f"p{n}", f"area {n}", text=f"{'uvwxyz'[n]} says a thing of {'abcdef'[n]}") for n in range(6)]
    segments = [p.segment for p in its]
    near, far = np.tile([1.0, 0.0], (6, 1)), np.eye(6)
    sharp, who = theme("sharp"), replace(theme("who"), who="leaders")
    found = foremost.standings([sharp, who], {"sharp": its, "who": its}, segments, near)
    assert (found["sharp"].alike, found["sharp"].spread, found["sharp"].apart) == (1.0, 1.0, "")
    assert found["who"].apart.startswith("people: it tells of leaders")
    assert foremost.standings([sharp], {"sharp": its}, segments, far)["sharp"].apart.startswith("words:")


def test_which_way_a_theme_leans_is_said_in_words() -> None:
    assert foremost.leaning(0, 0) == ""
    assert foremost.leaning(2, 9) == "Mostly a concern"
    assert foremost.leaning(9, 2) == "Mostly a strength"
    assert foremost.leaning(5, 4) == "A strength in some places, a concern in others"


def test_a_label_of_bodies_or_of_a_unit_names_no_matter() -> None:
    its = [
        placed(f"p{n}", f"area {n}", text=f"{'uvwxyz'[n]} waited {n + 12} weeks for {'abcdef'[n]}") for n in range(6)
    ]
    segments, near = [p.segment for p in its], np.tile([1.0, 0.0], (6, 1))
    bodies, unit, named = (
        replace(theme("x"), id=f"{i}-1", label=label)
        for i, label in (
            ("education-and-social-care", "Education and social care"),
            ("weeks", "Weeks"),
            ("weeks", "Education and social care"),
        )
    )

    def reason(of: Emergent) -> str:
        return foremost.standings([of], {of.id: its}, segments, near)[of.id].apart

    assert reason(bodies).startswith("bodies")
    assert reason(unit).startswith("unit: 6 of 6")
    assert reason(named) == ""  # a person called it so
