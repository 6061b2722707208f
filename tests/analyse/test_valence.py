"""Strength or concern, from wording and section."""

from __future__ import annotations

import pytest

from analyse.valence import judge
from corpus.types import Valence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Joint working between teams was strong and effective.", "strength"),
        ("Leaders had a clear and ambitious shared vision.", "strength"),
        ("Support was timely and staff were skilled.", "strength"),
        ("Care was fragmented and delays were too long.", "concern"),
        ("There was a lack of oversight and records were poor.", "concern"),
        ("Partners should agree a plan for the workforce.", "concern"),
        ("Information was not shared effectively.", "concern"),
        ("Outcomes were rarely good.", "concern"),
        ("The board meets on Tuesdays in the town hall.", "neutral"),
        ("", "neutral"),
    ],
)
def test_each_kind_of_wording_is_judged_as_a_reader_judges_it(text: str, expected: Valence) -> None:
    judged = judge(text)
    assert judged.valence == expected
    assert (judged.score > 0) == (expected == "strength")
    assert (judged.score < 0) == (expected == "concern")


def test_two_judgements_of_their_own_are_mixed() -> None:
    text = (
        "Discharge planning was excellent, effective and well coordinated. "
        "However, the care market was fragile, with poor quality and serious shortages."
    )
    assert judge(text).valence == "mixed"


def test_the_words_that_weighed_are_named() -> None:
    judged = judge("Care was fragmented and delays were long.")
    assert "fragmented" in judged.reasons()
    assert all(cue in "Care was fragmented and delays were long." for cue in judged.reasons())


def test_the_reasons_named_agree_with_the_judgement() -> None:
    judged = judge("The response was weak, slow and poor, though staff were kind.")
    assert judged.valence == "concern"
    assert "kind" not in judged.reasons(most=9)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("The hospital trust and the council met often.", False),
        ("Relations with Brackenford NHS Foundation Trust were settled.", False),
        ("Partners had not visited the trust.", False),
        ("She said that her trust had asked her to leave.", False),
        ("Staff trust one another.", True),
        ("There was mutual trust between leaders.", True),
    ],
)
def test_a_body_called_a_trust_is_no_reason(text: str, named: bool) -> None:
    assert any("trust" in cue.casefold() for cue in judge(text).reasons(9)) == named


@pytest.mark.parametrize("section", ["strength", "concern"])
def test_a_heading_judges_what_its_bullets_leave_open(section: Valence) -> None:
    assert judge("The arrangements for housing.", section).valence == section


def test_a_heading_moves_the_score_to_its_side() -> None:
    text = "The partnership reviews its arrangements for transport."
    assert judge(text, "concern").score < judge(text).score < judge(text, "strength").score


def test_a_score_stays_between_minus_one_and_one() -> None:
    assert -1 <= judge("poor " * 200).score < 0 < judge("excellent " * 200).score <= 1
