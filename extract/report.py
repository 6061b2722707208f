"""What was read of each file, for `analyse extract FOLDER --report`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.types import Document, Status


@dataclass(frozen=True, slots=True)
class Row:
    """One review's reading."""

    file: str
    programme: str
    area: str
    pages: int
    passages: int
    headings: int
    furniture: int  # pieces of furniture taken out
    pages_without_text: int
    pages_by_ocr: int
    kept: float  # share of the pages' letters and digits that stand in passages or headings, 0 to 1
    status: Status
    warnings: tuple[str, ...]


def table(documents: Iterable[tuple[str, Document]]) -> tuple[Row, ...]:
    """A row for each (file, document), sorted by file."""
    return tuple(sorted((_row(file, document) for file, document in documents), key=lambda row: row.file))


def _row(file: str, document: Document) -> Row:
    return Row(
        file=file,
        programme=document.programme,
        area=document.area_text,
        pages=len(document.pages),
        passages=sum(passage.kind != "heading" for passage in document.passages),
        headings=sum(passage.kind == "heading" for passage in document.passages),
        furniture=len(document.furniture),
        pages_without_text=sum(not page.text.strip() for page in document.pages),
        pages_by_ocr=sum(page.engine.startswith("tesseract") for page in document.pages),
        kept=share_kept(document),
        status=document.status,
        warnings=document.warnings,
    )


def share_kept(document: Document) -> float:
    """Share of all letters and digits that stand in passages; a header's row printed twice counts once."""
    total = sum(map(str.isalnum, "".join(page.text for page in document.pages)))
    text = {page.number: page.text for page in document.pages}
    spans = {(span.page, span.start, span.end) for passage in document.passages for span in passage.spans}
    kept = sum(sum(map(str.isalnum, text[page][start:end])) for page, start, end in spans)
    return kept / total if total else 0.0
