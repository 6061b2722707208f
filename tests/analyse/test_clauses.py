"""What stands in the way, and what helps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyse import clauses


@pytest.mark.parametrize(
    ("text", "side", "said"),
    [
        ("Progress was hampered by a lack of shared records.", "barrier", "a lack of shared records"),
        ("Teams were enabled by pooled budgets, and grew.", "enabler", "pooled budgets"),
        ("Barriers to joint working, such as separate budgets, remained.", "barrier", "separate budgets"),
        ("Separate systems prevented staff from sharing records.", "barrier", "Separate systems"),
        ("Co-location enabled teams to meet daily.", "enabler", "Co-location"),
        ("Thanks to daily huddles; discharge was quicker.", "enabler", "daily huddles"),
        ("Because there were so few staff, people waited.", "barrier", "there were so few staff"),
        ("The lack of one shared record will limit the work.", "barrier", "The lack of one shared record"),
        ("However, the shared record has enabled staff to meet.", "enabler", "the shared record"),
        ("They were hampered by a deficit of £8.6 million.", "barrier", "a deficit of £8.6 million"),
    ],
)
def test_the_clause_that_hinders_or_helps_is_found(text: str, side: str, said: str) -> None:
    found = clauses.find(text, concern=side == "barrier")
    assert found is not None
    assert found.side == side
    assert text[found.start : found.end].startswith(said)


@pytest.mark.parametrize("word", ["because of", "due to", "owing to", "as a result of"])
def test_a_mere_cause_takes_the_side_of_the_judgement(word: str) -> None:
    text = f"Waits changed {word} the new discharge team."
    for concern, side in ((True, "barrier"), (False, "enabler")):
        found = clauses.find(text, concern=concern)
        assert found is not None
        assert (found.side, text[found.start : found.end]) == (side, "the new discharge team")


@pytest.mark.parametrize(
    "text",
    [
        "Staff met daily.",
        "Because of it.",
        "",
        "Leaders have enabled staff to meet.",  # who did it is not what helps
        "The nurses ran on grants due to end in March 2019.",  # says when, not why
        "Young people who are due to transfer wait.",
        "Access to the service is limited.",  # what is limited hinders nothing
        "The service offers limited support.",
        "Barriers to joint working remained.",  # names none
        "Barriers were removed by the team.",
        "Where families are at risk because of domestic abuse, the hub responds well.",
        "People gave up because they were not told.",  # points back
    ],
)
def test_no_clause_is_made_up(text: str) -> None:
    assert clauses.find(text, concern=True) is None


@pytest.mark.parametrize(
    ("text", "clause", "whole"),
    [
        ("Progress was hampered by a lack of shared records.", "a lack of shared records", True),
        ("People waited because there were too few nurses.", "there were too few nurses", True),
        ("People waited because there were too few nurses.", "too few nurses", True),
        ("Nurses ran on grants due to end in March 2019.", "end in March 2019", False),
        ("Leaders have enabled staff to meet.", "Leaders have", False),
        ("Progress was hampered by a lack of shared records.", "not in it", False),
    ],
)
def test_a_parse_tells_a_whole_phrase_from_a_bad_cut(text: str, clause: str, whole: bool) -> None:
    assert clauses.constituent(text, clause) is whole


@given(
    st.lists(
        st.sampled_from("because hampered by enabled prevents it, and the. team; a budget was".split()), max_size=12
    )
)
def test_a_clause_is_a_piece_of_the_text_without_white_space_at_its_ends(parts: list[str]) -> None:
    text = " ".join(parts)
    found = clauses.find(text, concern=True)
    if found is not None:
        assert 0 <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == text[found.start : found.end].strip(" ,")
