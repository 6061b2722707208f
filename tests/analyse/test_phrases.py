"""Phrases of the codebook match in any of their forms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyse.phrases import Phrases, words

WORD = st.sampled_from("care delay team share their story plan not another one".split())


def found(phrase: str, text: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in Phrases({"theme": [phrase]}).find(words(text))]


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("delay", "Delays were common; it was DELAYED.", ["Delays", "DELAYED"]),
        ("waiting time|list", "Waiting lists grew, waiting times too.", ["Waiting lists", "waiting times"]),
        (
            "repeat|retell ... story",
            "They retold it; had to repeat all of their stories",
            ["repeat all of their stories"],
        ),
        ("passed ... to another", "passed from one big busy noisy team to another", []),
        ("joined-up", "care was joined up, joined-up and joined‑up", ["joined up", "joined-up", "joined‑up"]),
        ("care", "careful carers care", ["care"]),
        ("co-production", "co-production matters", ["co-production"]),
        ("don't know", "people don’t know whom to ask", ["don’t know"]),
        ("...", "anything at all", []),
        ("", "anything at all", []),
    ],
)
def test_a_phrase_is_found_in_its_forms_and_nowhere_else(phrase: str, text: str, expected: list[str]) -> None:
    assert found(phrase, text) == expected


@given(st.lists(WORD, min_size=1, max_size=4), st.lists(WORD, max_size=6), st.lists(WORD, max_size=6))
def test_a_phrase_is_always_found_where_it_stands(phrase: list[str], before: list[str], after: list[str]) -> None:
    text = " ".join([*before, *phrase, *after])
    starts = {hit.start for hit in Phrases({"t": [" ".join(phrase)]}).find(words(text))}
    assert len(" ".join([*before, ""]) if before else "") in starts


@given(st.lists(WORD, min_size=1, max_size=8), st.integers(0, 5))
def test_a_gap_spans_at_most_three_words(between: list[str], count: int) -> None:
    text = " ".join(["alpha", *["x"] * count, "omega"])
    assert bool(found("alpha ... omega", text)) == (count <= 3)


def test_each_hit_tells_whose_phrase_it_is() -> None:
    hits = Phrases({"a": ["shared record"], "b": ["record"]}).find(words("Shared records"))
    assert [(hit.name, hit.phrase, hit.words) for hit in hits] == [("a", "shared record", 2), ("b", "record", 1)]
