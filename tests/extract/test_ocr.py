"""Scanned pages: what tesseract's table of words becomes, and tesseract at work where it is installed."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from corpus.types import Document
from extract import engine, lines, ocr, pool
from extract.read import document
from tests.extract.conftest import SAMPLE

BLANK = engine.RawPage(3, 595, 842, "", engine.ENGINE, engine.no_words(), images=1)
HEAD = "level page_num block_num par_num line_num word_num left top width height conf text".replace(" ", "\t")


def row(line: int, left: int, top: int, text: str, sure: float = 96.0) -> str:
    return "\t".join(map(str, [5, 1, 1, 1, line, 1, left, top, 200, 40, sure, text]))


def test_words_become_lines_marked_with_the_engine() -> None:
    table = "\n".join([HEAD, row(1, 300, 300, "Leaders"), row(1, 520, 302, "agree"), row(2, 300, 360, "today.")])
    page = ocr.of_tsv(table, BLANK, "tesseract 5.3")
    assert page is not None
    assert (page.text, page.engine, page.number) == ("Leaders agree\ntoday.", "tesseract 5.3", 3)
    assert [line.text for line in lines.of_page(page)] == ["Leaders agree", "today."]
    assert page.words.x0[0] == 72.0


def test_specks_are_no_words() -> None:
    assert ocr.of_tsv("\n".join([HEAD, row(1, 300, 300, "~", 8.0)]), BLANK, "tesseract 5.3") is None


def scan(data: bytes, numbers: list[int], dpi: int = 150) -> bytes:
    """A PDF of pictures only, of some pages of another."""
    pdf = pypdfium2.PdfDocument(data)
    pictures = [pdf[number].render(scale=dpi / 72, grayscale=True).to_pil() for number in numbers]
    out = io.BytesIO()
    pictures[0].save(out, format="PDF", save_all=True, append_images=pictures[1:], resolution=dpi)
    return out.getvalue()


def with_scans_after(data: bytes, scanned: bytes) -> bytes:
    pdf = pypdfium2.PdfDocument(data)
    pdf.import_pages(pypdfium2.PdfDocument(scanned))
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


SOURCE = (SAMPLE / "ashmere-follow-up.pdf").read_bytes()


@pytest.mark.skipif(not ocr.engine(), reason="tesseract is not installed")
def test_a_scanned_page_of_the_sample_is_read_and_marked(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(scan(SOURCE, [4]))
    (_, read), *others = pool.documents([("scan.pdf", tmp_path / "scan.pdf")], workers=1)  # under a worker's limits
    assert not others
    assert isinstance(read, Document), read
    assert (read.status, read.pages[0].engine) == ("ok", ocr.engine())
    assert read.pages[0].engine.startswith("tesseract ")
    wanted = [p for p in document(SOURCE).passages if {span.page for span in p.spans} == {5}]
    got = {passage.text for passage in read.passages}
    assert len(wanted) > 5
    assert sum(passage.text in got for passage in wanted) > 0.6 * len(wanted)  # to the letter; the rest has a slip
    assert {"heading", "paragraph"} <= {passage.kind for passage in read.passages}


def test_without_tesseract_scanned_pages_make_the_review_partial_and_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    ocr.engine.cache_clear()
    try:
        read = document(with_scans_after(SOURCE, scan(SOURCE, [1, 2], dpi=40)))
    finally:
        ocr.engine.cache_clear()
    last = len(read.pages)
    assert read.status == "partial"
    assert read.reason == f"no text on pages {last - 1}, {last} (scanned: install the extra [ocr])"


@pytest.mark.skipif(not ocr.engine(), reason="tesseract is not installed")
def test_scanned_pages_for_which_no_time_is_left_are_named() -> None:
    read = document(with_scans_after(SOURCE, scan(SOURCE, [1], dpi=40)), max_seconds_ocr=-1.0)
    assert read.status == "partial"
    assert f"no time was left to read page {len(read.pages)} by OCR: set seconds_a_file higher" in read.warnings


def test_the_invisible_text_of_a_searchable_scan_is_read() -> None:
    pdf = pypdfium2.PdfDocument(SOURCE)
    page = pdf[4]
    for item in page.get_objects():
        if item.type == pdfium.FPDF_PAGEOBJ_TEXT:
            pdfium.FPDFTextObj_SetTextRenderMode(item.raw, pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)
    picture = pypdfium2.PdfImage.new(pdf)
    picture.set_bitmap(page.render(scale=1))
    picture.set_matrix(pypdfium2.PdfMatrix().scale(*page.get_size()))
    page.insert_obj(picture)
    page.gen_content()
    out = io.BytesIO()
    pdf.save(out)
    read, plain = document(out.getvalue()), document(SOURCE)
    assert [p.text for p in read.passages if p.spans[0].page == 5] == [
        p.text for p in plain.passages if p.spans[0].page == 5
    ]
    assert read.pages[4].engine.startswith("pdfium")


@pytest.mark.skipif(not ocr.engine(), reason="tesseract is not installed")
def test_a_scan_is_read_anew_once_tesseract_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from analyse import run
    from corpus.workspace import Workspace

    (tmp_path / "scan.pdf").write_bytes(scan(SOURCE, [0]))
    space = Workspace.open(tmp_path)
    with monkeypatch.context() as without:
        without.setenv("PATH", "")
        ocr.engine.cache_clear()
        (failure,) = run.read(space).failures
    ocr.engine.cache_clear()
    assert failure.reason == "no page has text: the PDF is a scan"
    (document,) = run.read(space).documents.values()
    assert document.pages[0].engine == ocr.engine()
