"""Where a decision's text stands after the report was read anew, replaced or changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analyse.anchoring import Lost, Place, Reports, anchor
from corpus.decisions import Anchor
from corpus.text import plain, printed
from corpus.types import Document, Finding, Page, Passage, Review, Span
from models.language import sentences

BOX = (72.0, 72.0, 500.0, 100.0)
LINES = (
    "Staff told us that people waited too long for a care package at home.",
    "The council and the trust had not agreed who would pay for it.",
    "Carers were well supported by the voluntary sector across the city.",
    "Leaders met every week and trusted each other.",
)


def review(document: Document, area: str = "X1", day: date | None = date(2018, 3, 9)) -> Review:
    sha = document.sha256
    return Review(sha[:16], "a.pdf", sha, "generic", area, area, "", day, "review", len(document.pages), 9, "ok")


def report(sha: str, *cuts: tuple[tuple[int, int], ...], text: str) -> Document:
    """One page a cut list's text: each cut is a passage, given as characters of the page."""
    page = Page(1, "1", 595.0, 842.0, text, "pdfium 7000")
    passages = []
    for number, cut in enumerate(cuts):
        spans = tuple(Span(1, "1", BOX, start, end) for start, end in cut)
        words = printed(spans, {1: page})
        passages.append(
            Passage(f"{sha[:4]}-{number}-{len(words)}", sha[:16], ("S",), "body", "paragraph", words, spans)
        )
    return Document(sha, "generic", "Ashmere", None, None, "review", (page,), tuple(passages))


def lines(*which: str) -> tuple[str, tuple[tuple[tuple[int, int], ...], ...]]:
    """The text of a page, and each line of it as a passage."""
    text, cuts = "", []
    for line in which:
        cuts.append(((len(text), len(text) + len(line)),))
        text += line + "\n"
    return text, tuple(cuts)


def made_on(document: Document, number: int, its: Review | None = None) -> Anchor:
    """The anchor of a decision on a whole passage."""
    passage = document.passages[number]
    finding = Finding(
        *("f", passage.review, passage.id, "workforce", passage.text, passage.spans, "concern", 0.9, ""),
        *(passage.section, passage.section_role),
    )
    return anchor(finding, its or review(document), {page.number: page for page in document.pages})


def sought(now: Document, mark: Anchor, its: Review | None = None) -> Place | Lost:
    return Reports([its or review(now)], {now.sha256[:16]: now}).find(mark)


def quoted(place: Place | Lost, document: Document) -> str:
    assert isinstance(place, Place), place
    return place.cut({page.number: page for page in document.pages})[0]


def test_an_anchor_keeps_the_words_around_the_quote() -> None:
    text, cuts = lines(*LINES)
    mark = made_on(report("a" * 64, *cuts, text=text), 1)
    assert mark.exact == LINES[1]
    assert LINES[0].endswith(mark.prefix)
    assert mark.prefix
    assert LINES[2].startswith(mark.suffix)
    assert (mark.page, mark.area, mark.programme, mark.date, mark.valence) == (
        1,
        "X1",
        "generic",
        "2018-03-09",
        "concern",
    )


def test_the_same_passage_is_found_at_once() -> None:
    text, cuts = lines(*LINES)
    document = report("a" * 64, *cuts, text=text)
    place = sought(document, made_on(document, 2))
    assert isinstance(place, Place)
    assert place.passage == document.passages[2]
    assert quoted(place, document) == LINES[2]


def test_words_that_now_stand_in_a_longer_passage_are_quoted_from_it() -> None:
    text, cuts = lines(*LINES)
    mark = made_on(report("a" * 64, *cuts, text=text), 1)
    now = report("a" * 64, ((0, len(text) - 1),), text=text)
    assert quoted(sought(now, mark), now) == LINES[1]


def test_words_that_now_stand_in_two_passages_go_to_the_one_that_has_most_of_them() -> None:
    text, cuts = lines(*LINES)
    mark = made_on(report("a" * 64, *cuts, text=text), 0)
    short = len("Staff told us")
    now = report("a" * 64, ((0, short),), ((short + 1, len(LINES[0])),), *cuts[1:], text=text)
    place = sought(now, mark)
    assert isinstance(place, Place)
    assert place.passage == now.passages[1]


def test_line_breaks_hyphens_and_curly_quotes_are_no_other_words() -> None:
    text, cuts = lines("The trust's multi-agency team knew people’s needs.")
    mark = made_on(report("a" * 64, *cuts, text=text), 0)
    text, cuts = lines("The trust’s multi-\nagency team knew peo-\nple's needs.")
    now = report("a" * 64, ((0, len(text) - 1),), text=text)
    assert plain(quoted(sought(now, mark), now)) == plain(mark.exact)


def test_a_corrected_pdf_of_the_same_review_takes_the_decision_over() -> None:
    text, cuts = lines(*LINES)
    mark = made_on(report("a" * 64, *cuts, text=text), 1)
    corrected = (LINES[0], LINES[1].replace("trust", "hospital trust").replace("would", "wuold"), *LINES[2:])
    text, cuts = lines(*corrected)
    now = report("b" * 64, *cuts, text=text)
    place = sought(now, mark)
    assert isinstance(place, Place)
    assert place.passage == now.passages[1]


def test_of_words_read_otherwise_whole_sentences_are_quoted() -> None:
    text, cuts = lines(" ".join(LINES))
    first = report(
        "a" * 64, ((0, len(LINES[0])),), ((len(LINES[0]) + 1, len(LINES[0]) + 1 + len(LINES[1])),), text=text
    )
    mark = made_on(first, 1)
    text, cuts = lines(" ".join(LINES).replace("the trust had", "the tru st had").replace("agreed", "agr eed"))
    now = report("a" * 64, *cuts, text=text)
    assert quoted(sought(now, mark), now) == "The council and the tru st had not agr eed who would pay for it."


@pytest.mark.parametrize("other", [{"area": "X2"}, {"day": date(2019, 3, 9)}, {"day": None}])
def test_another_review_does_not_take_it_over(other: dict[str, object]) -> None:
    text, cuts = lines(*LINES)
    mark = made_on(report("a" * 64, *cuts, text=text), 1)
    now = report("b" * 64, *cuts, text=text)
    assert sought(now, mark, review(now, **other)) == Lost(  # type: ignore[arg-type]
        "the report is not here, nor another of this area, programme and date"
    )


def test_text_that_is_gone_is_lost_and_not_put_on_what_is_near() -> None:
    text, cuts = lines(*LINES)
    mark = made_on(report("a" * 64, *cuts, text=text), 1)
    text, cuts = lines(LINES[0], "The council and the trust had agreed a pooled budget for the year.", *LINES[2:])
    assert sought(report("b" * 64, *cuts, text=text), mark) == Lost("the report does not say this any more")


def test_words_said_twice_are_told_apart_by_what_stands_around_them() -> None:
    said = (LINES[0], LINES[3], LINES[1], LINES[2], LINES[3], LINES[0])
    text, cuts = lines(*said)
    before = report("a" * 64, *cuts, text=text)
    now = report("b" * 64, *cuts, text=text)
    for number in (1, 4):
        place = sought(now, made_on(before, number))
        assert isinstance(place, Place)
        assert place.passage == now.passages[number]


def test_words_said_twice_in_the_same_surroundings_are_lost_rather_than_guessed() -> None:
    text, cuts = lines(*[LINES[3]] * 7)
    mark = made_on(report("a" * 64, *cuts, text=text), 3)
    now = report("b" * 64, *cuts, text=text)
    assert sought(now, mark) == Lost("the report says this in 7 places")


def test_a_heading_takes_no_decision() -> None:
    text, cuts = lines(*LINES)
    mark = made_on(report("a" * 64, *cuts, text=text), 3)
    now = report("b" * 64, *cuts, text=text)
    now = replace(now, passages=(*now.passages[:3], replace(now.passages[3], kind="heading")))
    assert isinstance(sought(now, mark), Lost)


@settings(max_examples=60)
@given(st.data())
def test_every_sentence_is_found_however_the_page_is_cut(data: st.DataObject) -> None:
    text, cuts = lines(*data.draw(st.permutations(LINES)))
    before = report("a" * 64, *cuts, text=text)
    mark = made_on(before, data.draw(st.integers(0, 3)))
    breaks = sorted({0, *data.draw(st.lists(st.sampled_from([end for ((_, end),) in cuts]))), len(text) - 1})
    now = report("b" * 64, *(((a, b),) for a, b in pairwise(breaks)), text=text)
    assume(all(passage.text for passage in now.passages))
    assert plain(quoted(sought(now, mark), now)) == plain(mark.exact)
    assert len(sentences(mark.exact)) == 1
