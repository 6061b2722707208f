"""Stored text and how it is printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text import HYPHEN_MARK, plain, printed, stored, tidy, view
from corpus.types import Page, Span

RAW = st.text(st.sampled_from(" \n\r\t-aeBst.,'’ﬁ\u00ad\u200b\ufffe\x00\x07\u2028é1"), max_size=60)


def page(text: str, number: int = 1) -> Page:
    return Page(number, str(number), 595.0, 842.0, text, "pdfium 7000")


def span(start: int, end: int, number: int = 1) -> Span:
    return Span(number, str(number), (0.0, 0.0, 1.0, 1.0), start, end)


@pytest.mark.parametrize(
    ("at_line_end", "as_printed"),
    [
        ("co-\nordination", "coordination"),
        ("assess-\nment", "assessment"),
        ("self-\nassessment", "self-assessment"),
        ("multi-\nagency", "multi-agency"),
        ("north-\nWest", "north-West"),
        ("2017-\n18", "2017-18"),
        ("Com\u00ad\nmissioning", "Commissioning"),
        ("first - \nsecond", "first - second"),
    ],
)
def test_a_hyphen_at_a_line_end_goes_only_when_it_broke_a_word(at_line_end: str, as_printed: str) -> None:
    assert tidy(at_line_end) == as_printed


def test_the_engines_hyphen_mark_is_stored_as_hyphen_and_line_end() -> None:
    assert stored(f"assess{HYPHEN_MARK}ment\r\nof need\rhere") == "assess-\nment\nof need\nhere"


def test_what_cannot_be_printed_is_left_out() -> None:
    assert tidy("\ufeffa\x00b\u200bc\u202ed\x1b[31m e\ud800f\uffff\u2028g") == "abcd[31m ef g"


def test_several_spans_that_run_on_are_one_text() -> None:
    pages = {3: page("There were few oppor-", 3), 4: page("tunities to meet. Next.", 4)}
    assert printed([span(0, 21, 3), span(0, 17, 4)], pages) == "There were few opportunities to meet."


def test_a_row_is_printed_with_the_header_before_each_cell() -> None:
    text = "Who\nWhat\nThe trust\nmust act"
    spans = [span(0, 3), span(9, 18), span(4, 8), span(19, 27)]
    assert printed(spans, {1: page(text)}) == "Who: The trust; What: must act"


def test_a_span_on_no_stored_page_is_refused() -> None:
    with pytest.raises(KeyError):
        printed([span(0, 1, 7)], {1: page("text")})


@given(RAW)
def test_tidying_twice_changes_nothing_more(raw: str) -> None:
    assert tidy(tidy(raw)) == tidy(raw)


@given(RAW)
def test_storing_twice_changes_nothing_more(raw: str) -> None:
    assert stored(stored(raw)) == stored(raw)


@given(RAW)
def test_the_view_of_a_page_and_of_its_print_meet(raw: str) -> None:
    assert view(tidy(stored(raw))).text.replace(" ", "") == view(stored(raw)).text.replace(" ", "")


@given(RAW, st.data())
def test_a_place_in_the_view_leads_back_into_the_text(raw: str, data: st.DataObject) -> None:
    seen = view(raw)
    assert len(seen.offsets) == len(seen.text) + 1
    start = data.draw(st.integers(0, len(seen.text)))
    end = data.draw(st.integers(start, len(seen.text)))
    first, last = seen.span(start, end)
    assert 0 <= first <= last <= len(raw)


def test_words_are_found_on_the_page_however_they_are_set() -> None:
    raw = "The “ofﬁce”  had\nco-\nordination problems"
    seen = view(raw)
    at = seen.text.index('"office" had coordination')
    first, last = seen.span(at, at + len('"office" had coordination'))
    assert raw[first:last] == "“ofﬁce”  had\nco-\nordination"


def test_the_plain_form_has_straight_quotes_and_lower_case() -> None:
    assert plain("People’s “Voice” – ﬁrst") == 'people\'s "voice" - first'
