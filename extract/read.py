"""PDF bytes -> a review's document. A pure function of the bytes: no clock, no disk, no names."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.text import printed, tidy
from corpus.types import Document, Page, Passage, Span
from extract import blocks, engine, fallback, furniture, hyphens, identify, lines, ocr, structure, tags
from extract.errors import NO_OCR, Unreadable
from extract.layouts import Layout, by_name, load

SECONDS_A_PAGE = 20.0  # a dense page takes 0.02 s; a thousandfold is a hostile one
SECONDS_OCR = 600.0  # of one file's scanned pages, 3 s each; the pool allows less
COLUMN = 20.0  # points: a line so much higher than the one before it stands in the next column
TITLE_PAGES = 3  # programme, area and dates stand on the first pages


def document(
    data: bytes,
    programme: str | None = None,
    *,
    max_seconds_a_page: float = SECONDS_A_PAGE,
    max_seconds_ocr: float = SECONDS_OCR,
    layouts: Path | None = None,
    use_tags: bool = False,
) -> Document:
    """The document in `data`, read by the layout of `programme` or of the one its text shows.

    With `use_tags`, pages of a tagged PDF are read by their tags where these hold.

    Raises `Unreadable` when nothing can be read, and KeyError for an unknown programme.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    raw, warnings = _raw_pages(data, max_seconds_a_page, max_seconds_ocr)
    page_lines = [lines.of_page(page) for page in raw]
    if not any(page.text.strip() for page in raw):
        raise _no_text(raw)
    kept = furniture.sort(page_lines, [page.height for page in raw])
    style = blocks.style_of([page.prose for page in kept])
    page_tags = tags.of_document(data) if use_tags else []
    page_blocks: list[list[blocks.Block]] = []
    for number, (page, raw_page) in enumerate(zip(kept, raw, strict=True)):
        tagged = tags.blocks_of(page.prose, page_tags[number], style) if number < len(page_tags) else None
        if tagged is None:
            page_blocks.append(blocks.of_page(page.prose, style, raw_page.boxes, raw_page.width))
            continue
        page_blocks.append(tagged[0])
        blocks.number_boxes(tagged[0], raw_page.boxes, raw_page.width)
        page.furniture.extend(tagged[1])
    opening = _opening([page.prose for page in kept])
    layout = by_name(programme, layouts) if programme else identify.layout_of(opening, load(layouts))
    pages = tuple(
        Page(page.number, told.label, round(page.width, 2), round(page.height, 2), page.text, page.engine)
        for page, told in zip(raw, kept, strict=True)
    )
    read = structure.stream(page_blocks, style, layout)
    labels = {page.number: page.label for page in pages}
    passages = _passages(read.items, sha256[:16], {page.number: page for page in pages}, labels)
    furniture_lines = [line for told in kept for line in told.furniture]
    furniture_lines += [line for block in read.boilerplate for line in block.lines]
    identity = identify.identity(layout, opening)
    without = [page.number for page in raw if not page.text.strip()]
    if without:
        warnings.append(
            f"no text on {_pages_named(without)}"
            + (f" (scanned: {'OCR finds none' if ocr.engine() else NO_OCR})" if _scanned(raw, without) else "")
        )
    if not passages:
        late = "; ".join(f"page {page.number}: {page.warning}" for page in raw if page.warning)
        raise Unreadable(late or "the PDF has text but no passage of prose", "check that it is a report")
    return Document(
        sha256=sha256,
        programme=layout.name,
        area_text=identity.area,
        date_from=identity.date_from,
        date=identity.date,
        kind=identity.kind,
        pages=pages,
        passages=passages,
        facts=_facts(layout, read.items, opening),
        status="partial" if warnings else "ok",
        reason="; ".join(warnings),
        warnings=tuple(warnings),
        furniture=tuple(_span([line], labels) for line in furniture_lines),
    )


def _raw_pages(data: bytes, seconds: float, ocr_seconds: float) -> tuple[list[engine.RawPage], list[str]]:
    try:
        raw = list(engine.pages(data, max_seconds_a_page=seconds))
    except Unreadable as refusal:
        raw = fallback.pages(data, refusal)
    if not raw:
        raise Unreadable("the PDF has no pages", "copy or download it again")
    warnings = [f"page {page.number}: {page.warning}" for page in raw if page.warning]
    scans = [page for page in raw if page.images and not page.text.strip()] if ocr.engine() else []
    end = time.monotonic() + ocr_seconds
    for done, page in enumerate(scans):
        if time.monotonic() > end:
            late = [left.number for left in scans[done:]]
            warnings.append(f"no time was left to read {_pages_named(late)} by OCR: set seconds_a_file higher")
            break
        raw[page.number - 1] = ocr.page(data, page) or page
    texts = hyphens.settled([page.text for page in raw])
    return [replace(page, text=text) for page, text in zip(raw, texts, strict=True)], warnings


def _scanned(raw: Sequence[engine.RawPage], numbers: Sequence[int]) -> bool:
    return any(page.images for page in raw if page.number in numbers)


def _no_text(raw: Sequence[engine.RawPage]) -> Unreadable:
    if any(page.images for page in raw):
        if ocr.engine():
            return Unreadable(
                "no page has text: the PDF is a scan, and OCR finds no words", "scan it anew, more finely"
            )
        return Unreadable(
            "no page has text: the PDF is a scan",
            f"{NO_OCR} with ocrmypdf or tesseract, or give a PDF with text",
        )
    return Unreadable("no page has text", "open it to see what it is; give the report as a PDF with text")


def _pages_named(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:12])) + (f" and {len(numbers) - 12} more" if len(numbers) > 12 else "")
    return f"page {shown}" if len(numbers) == 1 else f"pages {shown}"


def _opening(page_lines: Sequence[Sequence[lines.Line]]) -> str:
    return tidy("\n".join(line.text for page in page_lines[:TITLE_PAGES] for line in page if not line.turned))


def _span(run: Sequence[lines.Line], labels: Mapping[int, str]) -> Span:
    box = (
        round(min(line.x0 for line in run), 1),
        round(min(line.top for line in run), 1),
        round(max(line.x1 for line in run), 1),
        round(max(line.bottom for line in run), 1),
    )
    page = run[0].page
    return Span(page, labels[page], box, min(line.start for line in run), max(line.end for line in run))


def _spans(run: Sequence[lines.Line], pages: Mapping[int, Page], labels: Mapping[int, str]) -> list[Span]:
    """One span for each stretch of lines that follow each other in the stored text and down one column."""
    stretches: list[list[lines.Line]] = []
    for line in run:
        before = stretches[-1][-1] if stretches else None
        if (
            before is not None
            and before.page == line.page
            and before.end <= line.start
            and line.top > before.top - COLUMN
        ):
            between = pages[line.page].text[before.end : line.start]
            if not between.strip():
                stretches[-1].append(line)
                continue
        stretches.append([line])
    return [_span(stretch, labels) for stretch in stretches]


def _item_spans(block: blocks.Block, pages: Mapping[int, Page], labels: Mapping[int, str]) -> list[Span]:
    """A row's spans run header, cell, header, cell: `printed` knows them by their jumping back.

    A heading keeps its number, by which people cite it; other passages go without their bullet or number.
    """
    first = block.first
    after = first.label_start + len(first.label)
    leads = after <= first.start and not pages[first.page].text[after : first.start].strip()
    if block.kind == "heading" and first.label and leads:
        numbered = replace(first, start=first.label_start, x0=first.label_x)
        return _spans([numbered, *block.lines[1:]], pages, labels)
    if not block.headers:
        return [span for run in block.cells or (block.lines,) for span in _spans(run, pages, labels)]
    pairs = zip(block.headers, block.cells, strict=True)
    return [span for head, cell in pairs for run in (head, cell) for span in _spans(run, pages, labels)]


def _passages(
    items: Iterable[structure.Item], review: str, pages: Mapping[int, Page], labels: Mapping[int, str]
) -> tuple[Passage, ...]:
    passages = []
    seen: set[str] = set()
    for item in items:
        spans = tuple(_item_spans(item.block, pages, labels))
        text = printed(spans, pages)
        if not any(letter.isalnum() for letter in text):
            continue
        key = f"{review}\n{spans[0].page}\n{spans[0].start}\n{text}"
        identifier = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        if identifier in seen:  # two rows of one table that say the same begin with the same header
            key = f"{key}\n{spans[-1].page}\n{spans[-1].start}"
            identifier = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        if identifier in seen:
            continue
        seen.add(identifier)
        passages.append(
            Passage(identifier, review, item.section, item.role, item.block.kind, text, spans, item.valence)
        )
    return tuple(passages)


def _facts(layout: Layout, items: Sequence[structure.Item], opening: str) -> tuple[tuple[str, str], ...]:
    facts: list[tuple[str, str]] = []
    for item in items:
        cells = item.block.cells
        if layout.grades is not None and len(cells) >= 2:
            grade = tidy("\n".join(line.text for line in cells[-1]))
            if layout.grades.fullmatch(grade):
                facts.append((tidy("\n".join(line.text for cell in cells[:-1] for line in cell)), grade))
    for fact in layout.facts:
        if fact.under is None:
            found = fact.pattern.search(opening)
        else:
            under = next(
                (
                    tidy(item.block.text)
                    for item in items
                    if item.block.kind != "heading" and item.section and fact.under.match(item.section[-1])
                ),
                "",
            )
            found = fact.pattern.search(under)
        if found:
            facts.append((fact.name, found["fact"].strip()))
    return tuple(facts)
