"""What tesseract's table of words becomes; tesseract itself need not be there."""

from __future__ import annotations

from extract import engine, lines, ocr

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
