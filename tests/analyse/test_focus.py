"""Whether two requests want the same changed: by what they govern, its aspects and its objects."""

from __future__ import annotations

import pytest

from analyse import focus


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("improve the timeliness of care plans", "improve the quality of care plans"),
        ("The pace of enquiries after a referral.", "The quality of referrals and enquiries."),
        ("Training for staff in the investigation of fraud.", "The quality and effectiveness of fraud investigations."),
        ("The oversight of foster homes.", "The recruitment of foster homes."),
        ("ensure that mothers receive a visit from a midwife", "ensure that mothers receive a letter from a midwife"),
        ("The take-up of advice, including on debt.", "The oversight of debt."),
    ],
)
def test_requests_about_one_object_that_want_another_thing_changed_are_held_apart(one: str, other: str) -> None:
    assert focus.apart([one, other], [(0, 1)], {}) == [(0, 1)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "improve the quality and timeliness of care plans",
            "continue to work to improve the timeliness of care plans",
        ),
        ("Story work for all children.", "The quality of story work for children in care."),
        ("take action to reduce waiting times for wheelchairs", "reduce the delays in access to wheelchairs"),
        ("The recording of visits.", "The quality of the recording of visits."),
        ("", "The quality of case audits."),
    ],
)
def test_requests_that_want_the_same_changed_stand_together(one: str, other: str) -> None:
    assert focus.apart([one, other], [(0, 1)], {}) == []


def test_persons_are_not_what_is_to_be_changed() -> None:
    texts = ["The housing of care leavers.", "The health of care leavers."]
    assert focus.apart(["support care leavers", "visit care leavers"], [(0, 1)], {}) == []
    assert focus.apart(texts, [(0, 1)], {"car": 1.0, "leaver": 1.0}) == [(0, 1)]


def test_only_the_pairs_asked_about_are_read() -> None:
    texts = ["The oversight of plans.", "The timeliness of plans.", "The cost of plans."]
    assert focus.apart(texts, [(2, 0)], {}) == [(2, 0)]
    assert focus.apart(texts, [], {}) == []
