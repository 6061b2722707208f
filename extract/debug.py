"""Pictures of what was understood: each page with its passages boxed by kind and numbered in reading order."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pypdfium2
from PIL import Image, ImageDraw

from corpus.types import Document, PassageKind, Span

SCALE = 1.4  # pixels a point: a page is some 830 by 1180, its body text readable
COLOURS: dict[PassageKind, tuple[int, int, int]] = {
    "paragraph": (0, 90, 200),
    "bullet": (0, 140, 70),
    "row": (150, 60, 180),
    "box": (200, 110, 0),
    "caption": (0, 150, 160),
    "footnote": (120, 120, 0),
    "heading": (210, 0, 60),
}
FURNITURE = (150, 150, 150)


def pictures(data: bytes, document: Document) -> Iterator[tuple[int, bytes]]:
    """Page number and PNG of each page of `document`, which was read from `data`.

    Passages are boxed, numbered through the report and named by their kind in the margin, each kind in a colour of its
    own; furniture is grey and crossed out.
    """
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return  # read by pdfminer: there is nothing to draw it with
    try:
        for page in document.pages:
            if page.number > len(pdf):
                return
            picture = pdf[page.number - 1].render(scale=SCALE).to_pil().convert("RGB")
            drawing = ImageDraw.Draw(picture)
            for span in document.furniture:
                if span.page == page.number:
                    box = _box(span)
                    drawing.rectangle(box, outline=FURNITURE)
                    drawing.line(box, fill=FURNITURE)
            for order, passage in enumerate(document.passages, start=1):
                for span in passage.spans:
                    if span.page == page.number:
                        _mark(drawing, span, passage.kind, order, picture.width)
            yield page.number, _png(picture)
    finally:
        pdf.close()


def _mark(drawing: ImageDraw.ImageDraw, span: Span, kind: PassageKind, order: int, width: int) -> None:
    x0, top, x1, bottom = _box(span)
    drawing.rectangle((x0 - 2, top - 1, x1 + 2, bottom + 1), outline=COLOURS[kind], width=2)
    name = f"{order} {kind}"
    left = x0 < 0.45 * width  # the right half's names stand in the right margin
    drawing.text((2 if left else width - 2 - drawing.textlength(name), top), name, fill=COLOURS[kind])


def _box(span: Span) -> tuple[float, float, float, float]:
    x0, top, x1, bottom = (edge * SCALE for edge in span.bbox)
    return x0, top, max(x0, x1), max(top, bottom)


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, format="PNG")
    return out.getvalue()
