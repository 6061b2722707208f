"""Pictures show every page, with a mark where a passage stands."""

from __future__ import annotations

import io

from PIL import Image

from extract import debug, report
from extract.read import document
from tests.extract.conftest import SAMPLE


def test_every_page_has_its_picture_with_boxes_in_the_colour_of_their_kind() -> None:
    data = (SAMPLE / "ashmere-follow-up.pdf").read_bytes()
    read = document(data)
    pictures = dict(debug.pictures(data, read))
    assert sorted(pictures) == [page.number for page in read.pages]
    bullet = next(passage for passage in read.passages if passage.kind == "bullet")
    picture = Image.open(io.BytesIO(pictures[bullet.spans[0].page]))
    x0, top, _, _ = bullet.spans[0].bbox
    corner = picture.getpixel((round(x0 * debug.SCALE - 2), round(top * debug.SCALE + 4)))
    assert corner == debug.COLOURS["bullet"]


def test_the_report_counts_what_was_read_and_is_sorted_by_file() -> None:
    files = ["wyrecombe.pdf", "ashmere.pdf"]
    rows = report.table((file, document((SAMPLE / file).read_bytes())) for file in files)
    assert [row.file for row in rows] == sorted(files)
    ashmere = rows[0]
    assert (ashmere.area, ashmere.pages, ashmere.status) == ("Ashmere", 13, "ok")
    assert ashmere.headings > 20
    assert ashmere.furniture > ashmere.pages
    assert 0.8 < ashmere.kept <= 1
