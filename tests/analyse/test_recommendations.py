"""What several areas are asked: what is compared, what is held apart, and in which words it is shown."""

from __future__ import annotations

import pytest

from analyse import alike, asked, recommendations
from corpus.types import PassageKind, SectionRole
from tests.analyse.test_across import asking

OTHERS: tuple[tuple[str, str, SectionRole, PassageKind], ...] = tuple(
    ("D", f"Leaders should {matter}.", "recommendation", "bullet")
    for matter in ("publish a budget", "open more beds", "train new drivers", "mend the road", "hire two nurses")
)


def test_an_item_is_compared_and_shown_with_a_lead_in_that_is_one_phrase_with_it() -> None:
    results = asking(
        ("A", "The quality of the oversight of:", "recommendation", "bullet"),
        ("A", "private fostering, and", "recommendation", "bullet"),
        ("B", "The oversight and timeliness of work:", "recommendation", "bullet"),
        ("B", "in private fostering;", "recommendation", "bullet"),
        ("C", "The cost of private fostering.", "recommendation", "bullet"),
        *OTHERS,
    )
    (shared,) = recommendations.shared(results)
    assert shared.areas == ("A", "B")
    assert shared.label == "The quality of the oversight of private fostering"


def test_one_report_asks_nothing_twice_and_the_shortest_that_stands_by_itself_is_shown() -> None:
    results = asking(
        ("A", "Leaders should improve annual reviews of care plans.", "recommendation", "bullet"),
        ("A", "Leaders should improve the annual reviews of care plans of schools.", "recommendation", "bullet"),
        ("B", "The council should improve annual reviews of care plans in full.", "recommendation", "bullet"),
        ("C", "The council needs to improve annual reviews of care plans, and", "recommendation", "bullet"),
        *OTHERS,
    )
    (shared,) = recommendations.shared(results)
    assert [r.area for r in sorted(shared.recommendations, key=lambda r: r.area)] == ["A", "B", "C"]
    assert shared.label == "Leaders should improve annual reviews of care plans."


@pytest.mark.parametrize(
    ("lead", "item", "whole"),
    [
        ("Work was slow. The oversight of:", "case audits", "The oversight of case audits"),
        ("The response to children:", "in care", "The response to children in care"),
        ("Areas for improvement:", "the quality of plans", "the quality of plans"),
        ("Leaders should work on:", "case audits", "case audits"),
        ("This includes the oversight of:", "case audits", "case audits"),
        ("", "Case audits", "Case audits"),
    ],
)
def test_a_lead_in_completes_an_item_where_the_two_are_one_phrase(lead: str, item: str, whole: str) -> None:
    assert asked.completed(item, lead) == whole


def test_those_held_apart_stand_in_no_cluster_whatever_their_likeness() -> None:
    texts = ["late plans", "late plans", "late plans"]
    assert len(alike.clusters(texts, least=0.4)) == 1
    found = alike.clusters(texts, least=0.4, apart=lambda pairs: [pair for pair in pairs if set(pair) == {0, 2}])
    assert not any({0, 2} <= set(its) for its in found)
