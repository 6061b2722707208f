"""What stands in the way, and what helps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyse import clauses


def phrase(text: str, clause: str) -> clauses.Phrase | None:
    return clauses.phrase(clauses.parsed([text])[text], clause)


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
        ("Helped by a promise to be ‘open, kind and quick’.", "enabler", "a promise to be ‘open, kind and quick’"),
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
        "New plans to enable staff to meet were made.",  # what they are for, not what they did
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
        (
            "Proof of progress as a result of audit is limited in the hospital.",
            "audit is limited in the hospital",
            False,
        ),
        (
            "Progress was held back by the records not being kept up to date.",
            "the records not being kept up to date",
            True,
        ),
        ("Nurses ran on grants due to end in March 2019.", "end in March 2019", False),
        ("Leaders have enabled staff to meet.", "Leaders have", False),
        ("Staff met daily as a result of attending this course.", "attending this course", False),
        ("The new course was liked because nurses ran this course well.", "nurses ran this course well", True),
        ("Their pain may be attributed to old age and poor diet.", "old age and poor diet", False),
        ("Progress was hampered by a lack of shared records.", "not in it", False),
        ("This leads to most residents being supported by careful plans.", "careful plans", False),  # what came of it
        ("Leaders made sure that the rota is underpinned by careful plans.", "careful plans", True),
        ("This led to delays due to a lack of nurses.", "a lack of nurses", True),
    ],
)
def test_a_parse_tells_a_whole_phrase_from_a_bad_cut(text: str, clause: str, whole: bool) -> None:
    assert (phrase(text, clause) is not None) is whole


@pytest.mark.parametrize(
    ("text", "clause", "whole"),
    [
        (
            "People waited due to a lack of joint work across housing, health and social care.",
            "a lack of joint work across housing",
            "a lack of joint work across housing, health and social care",
        ),
        (
            "Progress was hampered by poor systems, including slow computers.",
            "poor systems",
            "poor systems, including slow computers",
        ),
        ("Staff are helped by old records, which they like.", "old records", "old records, which they like"),
        ("Staff are helped by a portal, which they like.", "a portal", "a portal"),
    ],
)
def test_a_clause_goes_on_to_the_end_of_its_list_or_with_what_tells_of_a_bare_noun(
    text: str, clause: str, whole: str
) -> None:
    found = phrase(text, clause)
    assert found is not None
    assert found.text == whole


def test_a_phrase_says_what_it_is_about_and_what_it_is_the_cause_of() -> None:
    found = phrase("Progress was hampered by old systems and a lack of nurses.", "old systems and a lack of nurses")
    assert found is not None
    assert found.about == (("systems",), ("lack", "nurses"))
    assert [(h.word, h.told, h.kind) for h in found.heads] == [("systems", False, "old"), ("lack", True, "")]
    assert found.caused == found.rest == ""
    found = phrase("Leaders met the delays resulting from a lack of nurses.", "a lack of nurses")
    assert found is not None
    assert (found.caused, found.rest) == ("the delays", "Leaders met the delays.")


@pytest.mark.parametrize(("text", "of_this"), [("Often, this is due to {}.", True), ("It was late due to {}.", False)])
def test_a_cause_is_of_this_where_its_sentence_says_no_more_of_what_it_is_the_cause_of(
    text: str, *, of_this: bool
) -> None:
    found = phrase(text.format("a lack of nurses"), "a lack of nurses")
    assert found is not None
    assert found.of_this is of_this


@pytest.mark.parametrize(
    ("text", "aside"),
    [("Claims are apt and supported by tidy papers.", True), ("Claims are well supported by tidy papers.", False)],
)
def test_what_something_comes_with_is_said_aside(text: str, *, aside: bool) -> None:
    found = phrase(text, "tidy papers")
    assert found is not None
    assert found.aside is aside


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
