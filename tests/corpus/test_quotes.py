"""A quote is a slice of a passage and of its pages."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from corpus.quotes import cut
from corpus.text import printed, stored
from corpus.types import Page, Passage, Span
from models.language import sentences

WORDS = st.lists(
    st.sampled_from(
        "care-\nfully self-\nassessment multi-agency co-\noperate was poor. Good! i.e. Dr. Smith's plan\x07 “works”. "
        "wait\u200b ﬁrst - \u00ad\n \n\n \t a\u2028b 10-\n12 Staff… e-\nmail, No-\none No.".split(" ")
    ),
    min_size=1,
    max_size=40,
)
TEXT = st.tuples(WORDS.map(" ".join), st.sampled_from(["", "-", " ", "\n", "\u00ad"])).map("".join)
BOX = (0.0, 0.0, 1.0, 1.0)


def passage(texts: list[str], lead: int) -> tuple[Passage, dict[int, Page]]:
    """A passage that runs over as many pages as there are texts, each after some other text."""
    pages = {n: Page(n, "", 1.0, 1.0, "x" * lead + stored(text) + " tail", "e") for n, text in enumerate(texts, 1)}
    spans = tuple(Span(n, "", BOX, lead, len(p.text) - len(" tail")) for n, p in pages.items())
    return Passage("p", "r", (), "body", "paragraph", printed(spans, pages), spans), pages


@given(st.lists(TEXT, min_size=1, max_size=3), st.integers(0, 5), st.data())
def test_any_run_of_sentences_is_a_slice_that_prints_from_its_spans(
    texts: list[str], lead: int, data: st.DataObject
) -> None:
    whole, pages = passage(texts, lead)
    ranges = sentences(whole.text)
    assume(ranges)
    first = data.draw(st.integers(0, len(ranges) - 1))
    last = data.draw(st.integers(first, len(ranges) - 1))
    start, end = ranges[first][0], ranges[last][1]
    quote, spans = cut(whole, start, end, pages)
    assert quote == whole.text[start:end]
    assert printed(spans, pages) == quote
    assert all(any(o.page == s.page and o.start <= s.start < s.end <= o.end for o in whole.spans) for s in spans)


def test_a_quote_stands_only_on_the_pages_it_comes_from() -> None:
    whole, pages = passage(["First sentence. Second on-", "page two ends. Third."], 2)
    quote, spans = cut(whole, 0, len("First sentence."), pages)
    assert (quote, [s.page for s in spans]) == ("First sentence.", [1])
    quote, spans = cut(whole, whole.text.index("Third"), len(whole.text), pages)
    assert (quote, [s.page for s in spans]) == ("Third.", [2])


def test_a_word_broken_over_a_page_is_whole_in_a_quote_that_runs_over_it() -> None:
    whole, pages = passage(["First. They met the stand-", "ard of five. Last."], 2)
    start = whole.text.index("They")
    quote, spans = cut(whole, start, whole.text.index(" Last"), pages)
    assert quote == "They met the standard of five." == printed(spans, pages)


def test_the_whole_passage_keeps_its_own_spans() -> None:
    whole, pages = passage(["All of it."], 0)
    assert cut(whole, 0, len(whole.text), pages) == (whole.text, whole.spans)


def test_of_a_row_the_longest_cell_is_quoted() -> None:
    text = "Who\nWhat\nThe trust\nMust act. Must act soon. Must act now."
    page = Page(1, "", 1.0, 1.0, text, "e")
    places = [(0, 3), (9, 18), (4, 8), (19, len(text))]
    spans = tuple(Span(1, "", BOX, start, end) for start, end in places)
    row = Passage("p", "r", (), "body", "row", printed(spans, {1: page}), spans)
    quote, cut_spans = cut(row, row.text.index("Must act soon"), len(row.text), {1: page})
    assert quote == "Must act. Must act soon. Must act now."
    assert printed(cut_spans, {1: page}) == quote


def test_a_passage_that_does_not_stand_on_its_pages_is_refused() -> None:
    whole, pages = passage(["Short. Text."], 0)
    with pytest.raises(ValueError, match="does not stand on its pages"):
        cut(replace(whole, text="Quite other. Text."), 0, 5, pages)
