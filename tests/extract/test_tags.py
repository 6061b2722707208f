"""Tags are used on request, where they hold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app
from corpus.text import printed
from extract import engine, lines, tags
from extract.blocks import style_of
from extract.read import document
from tests.extract.conftest import SAMPLE
from tests.extract.test_read import LONG

HTML = (
    f"<h2>Findings</h2><p>{LONG}</p><p>Not parted by space. {LONG}</p><ul><li>{LONG}</li><li>Two. {LONG}</li></ul>"
    f"<table><tr><th>Body</th><th>Action</th></tr><tr><td>The council</td><td>{LONG}</td></tr></table>"
)


@pytest.fixture(scope="module")
def tagged() -> bytes:
    import weasyprint

    written = weasyprint.HTML(string="<title>Review</title><style>p { margin: 0 }</style>" + HTML).write_pdf(
        pdf_variant="pdf/ua-1"
    )
    assert isinstance(written, bytes)
    return written


def test_tags_name_paragraphs_items_headings_and_rows(tagged: bytes) -> None:
    read = document(tagged, use_tags=True)
    assert [passage.kind for passage in read.passages] == ["heading", *["paragraph"] * 2, *["bullet"] * 2, "row"]
    assert read.passages[2].text == f"Not parted by space. {LONG}".strip()
    assert read.passages[-1].text == f"Body: The council; Action: {LONG}".strip()


def test_passages_by_tags_are_slices_of_the_stored_text(tagged: bytes) -> None:
    read = document(tagged, use_tags=True)
    pages = {page.number: page for page in read.pages}
    assert [page.text for page in read.pages] == [page.text for page in document(tagged).pages]
    for passage in read.passages:
        assert passage.text == printed(passage.spans, pages)


def test_a_pdf_without_tags_is_read_as_ever() -> None:
    data = (SAMPLE / "ashmere.pdf").read_bytes()
    assert not any(tags.of_document(data))
    assert document(data, use_tags=True) == document(data)


def test_tags_that_name_too_little_or_tear_sentences_are_not_used(pdf: Callable[..., bytes]) -> None:
    raw = next(engine.pages(pdf(f"<p>{LONG * 6}</p>"), max_seconds_a_page=20))
    page = lines.of_page(raw)
    style = style_of([page])
    marked = [lines.replace(line, mark=number) for number, line in enumerate(page)]
    whole = [tags.Tag("P", marks=list(range(len(page))))]
    assert tags.blocks_of(marked, whole, style) is not None
    assert tags.blocks_of(marked, [tags.Tag("P", marks=[0])], style) is None
    assert tags.blocks_of(marked, [tags.Tag("P", marks=[number]) for number in range(len(page))], style) is None


def test_the_option_and_the_setting_ask_for_tags(tmp_path: Path, tagged: bytes) -> None:
    (tmp_path / "review.pdf").write_bytes(tagged)
    kept = []
    for options in (["--tags"], []):
        done = CliRunner().invoke(app, ["extract", str(tmp_path), *options])
        assert done.exit_code == 0, done.output
        kept.append([path.name for path in (tmp_path / ".analyse" / "passages").iterdir()])
    assert kept[0] != kept[1]  # two readings, each under its own key
    (tmp_path / "analyse.toml").write_text("tags = 1\n", encoding="utf-8")
    assert "tags should be bool" in CliRunner().invoke(app, ["extract", str(tmp_path)]).output
