from __future__ import annotations

import pytest

from report.alone import slips


@pytest.mark.parametrize(
    "text",
    [
        "Case records sat in five systems that could not exchange data with each other.",
        "A paramedic with long experience thought the shared record the best thing to have happened in her career.",
        "Newly qualified nurses had protected caseloads and met a supervisor every fortnight.",
    ],
)
def test_a_sentence_that_names_its_matter_stands_alone(text: str) -> None:
    assert slips(text) == 0


@pytest.mark.parametrize(
    "text",
    [
        "Outside the towns, matters were different.",
        "However, the plans of most schools were clear about who was to do what.",
        "For example, nurses in the north visited every care home once a week.",
        "The service is meeting the demand for support from parents and carers.",
        "In many homes this lack of oversight put older people at risk of harm.",
        "On the second day the coordinator telephoned his wife to ask how he managed.",
        "Carers were thought of when there was an emergency at home as well.",
        "The board was chaired with authority.",
    ],
)
def test_a_sentence_that_leans_on_another_does_not(text: str) -> None:
    assert slips(text) > 0
