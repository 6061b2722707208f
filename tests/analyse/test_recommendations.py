"""What several areas are asked: what is compared, what is held apart, and in which words it is shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyse import alike, asked, focus, recommendations
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


def test_one_report_asks_nothing_twice_and_what_all_are_asked_is_shown() -> None:
    results = asking(
        ("A", "Leaders should improve annual reviews of care plans.", "recommendation", "bullet"),
        ("A", "Leaders should improve the annual reviews of care plans of schools.", "recommendation", "bullet"),
        ("B", "The council should improve annual reviews of care plans in full.", "recommendation", "bullet"),
        ("C", "The council needs to improve annual reviews of care plans, and", "recommendation", "bullet"),
        *OTHERS,
    )
    (shared,) = recommendations.shared(results)
    assert [r.area for r in sorted(shared.recommendations, key=lambda r: r.area)] == ["A", "B", "C"]
    assert shared.label == "improve annual reviews of care plans"


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


def test_a_label_asks_what_the_others_are_asked_and_says_neither_whom_nor_what_for() -> None:
    results = asking(
        ("A", "Northshire Trust should shorten waits for autism tests, chairs and hoists.", "recommendation", "bullet"),
        ("B", "Eastshire Trust should have a board and shorten waits for autism tests.", "recommendation", "bullet"),
        ("C", "The council should shorten waits for road permits, to ensure trade.", "recommendation", "bullet"),
        *OTHERS,
    )
    found = next(s for s in recommendations.shared(results) if s.areas == ("A", "B"))
    assert found.label == "shorten waits for autism tests"


def test_who_asks_for_what_a_label_says_and_more_is_counted_with_it() -> None:
    results = asking(
        ("A", "Leaders should improve the quality of care plans.", "recommendation", "bullet"),
        ("B", "The board should improve the quality of care plans.", "recommendation", "bullet"),
        (
            "C",
            "The council should improve the quality of care plans and hold kitchens, gardens, libraries and swimming "
            "pools to a timetable of repairs.",
            "recommendation",
            "bullet",
        ),
        *OTHERS,
    )
    (shared,) = recommendations.shared(results)
    assert shared.areas == ("A", "B", "C")
    assert shared.label == "improve the quality of care plans"
    assert all(shared.sure(its) for its in shared.recommendations)
    more = replace(shared, label="improve the quality and cost of care plans")
    assert not any(more.sure(its) for its in shared.recommendations)
    one = replace(shared, label="improve the quality of care plans and swimming pools")  # as one area alone is asked
    assert not any(one.sure(its) for its in shared.recommendations)
    assert not focus.within([shared.label, "publish the cost of the quality of care plans"], [(0, 1)], {})


@pytest.mark.parametrize(
    ("one", "other", "are_apart"),
    [
        ("Oversight of cases in court", "Timeliness of cases in court and hearings", True),
        ("The quality of plans and visits", "The quality of plans", False),
        ("ensuring that tenants with a dog are entered in a register", "ensuring that tenants are given a dog", True),
    ],
)
def test_requests_are_apart_unless_what_one_changes_is_said_by_the_other(one: str, other: str, are_apart: bool) -> None:
    assert bool(focus.apart([one, other], [(0, 1)], {"tenant": 1.0})) is are_apart


def test_a_quote_does_not_end_in_what_leads_on_to_the_next_item() -> None:
    results = asking(
        ("A", "Leaders should:", "recommendation", "paragraph"),
        ("A", "publish one plan; and", "recommendation", "bullet"),
        ("A", "hire two nurses.", "recommendation", "bullet"),
    )
    assert [r.quote for r in recommendations.made(results)] == ["publish one plan", "hire two nurses."]
