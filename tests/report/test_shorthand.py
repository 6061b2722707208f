from __future__ import annotations

import pytest

from corpus.types import Cell, CellState, Span
from report import shorthand


def cell(strengths: int = 0, concerns: int = 0, mixed: int = 0, neutral: int = 0, state: CellState = "found") -> Cell:
    counts = strengths, concerns, mixed, neutral
    return Cell("A", "X1", "generic", ("r",), "t", *counts, sum(counts), 0.1, state)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("shade", shorthand.BACKGROUND)
def test_text_on_every_shade_can_be_read(shade: shorthand.Shade) -> None:
    light, dark = sorted((luminance(shorthand.BACKGROUND[shade]), luminance(shorthand.FOREGROUND[shade])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.parametrize(
    ("counted", "signs", "words", "shade"),
    [
        (cell(3, 5), "+3 −5", "3 strengths, 5 concerns", "more-concerns"),
        (cell(1, 0), "+1", "1 strength", "more-strengths"),
        (cell(0, 2), "−2", "2 concerns", "concerns"),
        (cell(4, 2, mixed=1), "+4 −2", "4 strengths, 2 concerns, 1 mixed", "strengths"),
        (cell(2, 2), "+2 −2", "2 strengths, 2 concerns", "even"),
        (cell(mixed=1, neutral=2), "~1", "1 mixed, 2 neutral", "unjudged"),
        (cell(neutral=2), "○2", "2 neutral", "unjudged"),
        (cell(state="none"), "·", "none found", "none"),
        (cell(state="not-reviewed"), "n/r", "not reviewed", "not-reviewed"),
        (cell(state="not-processed"), "n/p", "not processed", "not-processed"),
    ],
)
def test_signs_words_and_shade_agree(counted: Cell, signs: str, words: str, shade: str) -> None:
    assert (shorthand.signs(counted), shorthand.words(counted), shorthand.shade(counted)) == (signs, words, shade)


def test_every_shade_has_a_meaning() -> None:
    assert shorthand.MEANING.keys() == shorthand.BACKGROUND.keys()


def test_numbers_and_nouns_agree() -> None:
    assert shorthand.count(1, "area") == "1 area"
    assert shorthand.count(1204, "concern") == "1,204 concerns"
    assert shorthand.count(2, "neutral") == "2 neutral"


def test_a_place_that_runs_over_a_page_gives_both_pages() -> None:
    def span(page: int) -> Span:
        return Span(page, "", (0.0, 0.0, 1.0, 1.0), 0, 1)

    assert (shorthand.pages((span(4),)), shorthand.on_pages((span(4),))) == ("4", "page 4")
    assert (shorthand.pages((span(4), span(5))), shorthand.on_pages((span(4), span(5)))) == ("4-5", "pages 4-5")
