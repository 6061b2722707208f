"""Which sentences a passage is cut into, and which of them are quoted."""

from __future__ import annotations

import pytest

from analyse import evidence


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("He waited. “It took weeks.” (Husband of a woman with dementia)", 2),
        ("“It took weeks.” (District nurse, Kilnside). Others agreed.", 2),
        ("(A first line in brackets.) Then another.", 2),
    ],
)
def test_an_aside_in_brackets_belongs_to_the_sentence_before(text: str, sentences: int) -> None:
    ranges = evidence.ranges(text)
    assert len(ranges) == sentences
    assert not any(text[start] == "(" for start, _ in ranges[1:])
    assert ranges[-1][1] == len(text)


def test_an_opening_mark_goes_with_the_sentence_it_opens() -> None:
    text = "She had a stroke. “Nobody came.” We were told."
    assert [text[a:b] for a, b in evidence.ranges(text)][1].startswith("“Nobody")


def test_the_strongest_run_of_sentences_is_quoted() -> None:
    ranges = [(0, 5), (6, 10), (11, 15), (16, 20)]
    assert evidence.window(evidence.strongest([-1.0, 2.0, 1.0, -2.0]), ranges) == (6, 15)


def test_a_sentence_begins_after_the_number_of_its_paragraph() -> None:
    text = "39.Leaders know their services. They act on it."
    assert [text[a:b] for a, b in evidence.ranges(text)] == ["Leaders know their services.", "They act on it."]
    assert evidence.ranges("3.5 days were lost.") == ((0, 19),)
