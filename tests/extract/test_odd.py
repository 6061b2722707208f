"""Odd but honest files: other scripts, other directions, turned pages, very many pages, very full ones."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.extract_odd import full_page, many_pages
from corpus.text import printed
from corpus.types import Document
from extract import pool
from extract.errors import Unreadable
from extract.read import document
from tests.extract.conftest import SAMPLE
from tests.extract.test_read import LONG

Pdf = Callable[..., bytes]


def holds(read: Document) -> None:
    """Every passage is the printed slices of its pages, and nothing in it cannot be printed."""
    pages = {page.number: page for page in read.pages}
    for passage in read.passages:
        assert passage.text == printed(passage.spans, pages)
        assert all(char.isprintable() for char in passage.text)
        assert all(0 <= span.start < span.end <= len(pages[span.page].text) for span in passage.spans)


def test_bidirectional_text_stands_among_the_rest(pdf: Pdf) -> None:
    read = document(pdf(f"<p>{LONG}</p><p>They told us \u05e9\u05dc\u05d5\u05dd and went on. {LONG}</p><p>{LONG}</p>"))
    holds(read)
    assert len(read.passages) == 3
    middle = read.passages[1].text
    assert middle.startswith("They told us ")
    assert middle.endswith(LONG.strip())
    assert sorted(char for char in middle if "\u0590" < char < "\u05ff") == sorted("\u05e9\u05dc\u05d5\u05dd")


def test_direction_marks_and_zero_width_letters_are_not_printed(pdf: Pdf) -> None:
    read = document(pdf(f"<p>Care\u200b homes \u202eand\u202c the coun\u200dcil\ufeff agree. {LONG}</p>"))
    holds(read)
    assert not {"\u200b", "\u200d", "\u202e", "\u202c", "\ufeff"} & set(read.passages[0].text)
    assert read.passages[0].text.endswith(LONG.strip())


def test_characters_beyond_the_first_plane_move_no_span(pdf: Pdf) -> None:
    read = document(pdf(f"<p>Before \U0001d400\U0001d401 and \U0001f600 after. {LONG}</p><h2>Next</h2><p>{LONG}</p>"))
    holds(read)
    assert [passage.text for passage in read.passages[1:]] == ["Next", LONG.strip()]
    assert read.passages[0].text.endswith(f"after. {LONG}".strip())


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_reads_like_an_upright_one(turn: int, pdf: Pdf) -> None:
    data = pdf(f"<h2>Findings</h2><p>{LONG * 2}</p><p>{LONG}</p><ul><li>{LONG}</li></ul>")
    turned = pypdfium2.PdfDocument(data)
    turned[0].set_rotation(turn)
    out = io.BytesIO()
    turned.save(out)
    read, upright = document(out.getvalue()), document(data)
    assert [(p.kind, p.text, p.section) for p in read.passages] == [
        (p.kind, p.text, p.section) for p in upright.passages
    ]


def test_a_file_of_very_many_pages_is_read_to_its_end() -> None:
    read = document(many_pages(400))
    assert len(read.pages) == 400
    assert [passage.text for passage in read.passages][-1] == "Page 400 of this report says what it says of care there."


def test_a_very_full_page_is_read_whole() -> None:
    read = document(full_page(60_000))
    assert read.status == "ok"
    assert sum(map(len, (passage.text for passage in read.passages))) > 55_000


def test_a_page_that_outlasts_its_limit_is_left_out_and_told() -> None:
    with pytest.raises(Unreadable, match="page 1: reading took too long: the rest of the page is left out"):
        document(full_page(5_000), max_seconds_a_page=-1.0)


def test_a_file_may_have_any_name_and_a_path_upwards_is_only_a_path(tmp_path: Path) -> None:
    names = ["two\nlines.pdf", "-rf.pdf", "--help.pdf", "..pdf", "a;b $(c) `d`.pdf", "é\u202e.pdf"]
    here = tmp_path / "here"
    here.mkdir()
    for name in (*names, "../up.pdf"):
        (here / name).write_bytes((SAMPLE / "ashmere-follow-up.pdf").read_bytes())
    found = list(pool.documents([(name, here / name) for name in (*names, "../up.pdf")], workers=1))
    assert sorted(name for name, _ in found) == sorted([*names, "../up.pdf"])
    assert [name for name, read in found if not isinstance(read, Document)] == []
    assert sorted(path.name for path in here.iterdir()) == sorted(names)


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n"
        b"trailer<</Root 1 0 R/Size 3>>\n%%EOF\n",
        None,  # as pdfium writes it, which it can read
    ],
)
def test_a_pdf_without_pages_says_so(data: bytes | None) -> None:
    if data is None:
        out = io.BytesIO()
        pypdfium2.PdfDocument.new().save(out)
        data = out.getvalue()
    with pytest.raises(Unreadable, match="the PDF has no pages"):
        document(data)


def streams(data: bytes) -> list[tuple[int, int]]:
    """Where the streams' bytes stand in a PDF."""
    found, at = [], 0
    while (start := data.find(b"stream\n", at)) >= 0 and (end := data.find(b"\nendstream", start)) >= 0:
        found.append((start + 7, end))
        at = end + 10
    return found


SOURCES = [(SAMPLE / name).read_bytes() for name in ("ashmere-follow-up.pdf", "garstone.pdf", "wyrecombe.pdf")]


@settings(max_examples=25, deadline=None)
@given(
    source=st.sampled_from(SOURCES), which=st.floats(0, 0.999), other=st.floats(0, 0.999), noise=st.binary(max_size=99)
)
def test_a_report_with_a_stream_replaced_is_read_or_refused(
    source: bytes, which: float, other: float, noise: bytes
) -> None:
    places = streams(source)
    start, end = places[int(which * len(places))]
    left, right = places[int(other * len(places))]
    data = source[:start] + (noise or source[left:right]) + source[end:]
    try:
        read = document(data, max_seconds_a_page=10)
    except Unreadable as refusal:
        assert refusal.reason
        assert "\n" not in refusal.reason
    else:
        holds(read)
