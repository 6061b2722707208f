"""The view that matching works on, and rows that a page cuts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.text import plain, printed, tidy, view
from corpus.types import Page, Span


def page(text: str, number: int = 1) -> Page:
    return Page(number, "", 595, 842, text, "test")


def span(start: int, end: int, number: int = 1) -> Span:
    return Span(number, "", (0, 0, 1, 1), start, end)


def test_a_row_cut_by_a_page_keeps_its_cells_together() -> None:
    pages = {1: page("Body Action The council Publish"), 2: page("and trust a plan.", 2)}
    spans = [span(0, 4), span(12, 23), span(0, 9, 2), span(5, 11), span(24, 31), span(10, 17, 2)]
    assert printed(spans, pages) == "Body: The council and trust; Action: Publish a plan."


def test_the_view_undoes_hyphens_ligatures_quotes_and_case() -> None:
    text = "The “pub-\nlished” re\u00adport:\nthe ofﬁce of self-\nassessment "
    assert view(text).text == 'the "published" report: the office of self-assessment'


def test_a_match_in_the_view_is_found_in_the_text() -> None:
    text = "It was pub-\nlished by the ofﬁce."
    seen = view(text)
    start = seen.text.index("published")
    assert text[slice(*seen.span(start, start + 9))] == "pub-\nlished"
    start = seen.text.index("office")
    assert text[slice(*seen.span(start, start + 6))] == "ofﬁce"


@given(st.text())
def test_the_view_maps_every_letter_to_a_place_in_order(text: str) -> None:
    seen = view(text)
    assert len(seen.offsets) == len(seen.text) + 1
    assert list(seen.offsets) == sorted(seen.offsets)
    assert seen.offsets[-1] == len(text)


@given(st.text(alphabet=st.sampled_from("ab C-\n\u00ad“ﬁ.,é"), max_size=60))
def test_a_printed_quote_has_the_view_of_its_page(text: str) -> None:
    assert view(tidy(text)).text == view(text).text or "\u00ad" in text


def test_plain_and_view_agree_on_ordinary_text() -> None:
    text = "‘Home First’ – a city-wide plan"
    assert plain(text) == view(text).text
