"""The tags of a tagged PDF: which lines its author's program marked as one paragraph, item, heading or cell.

Used on request only (`tags = true`): see docs/decisions/015. Pages whose tags do not hold are left to our own reader.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

from extract.blocks import Block, Style, kind_of
from extract.lines import Line

MOST_ELEMENTS = 20_000  # of one page; an ordinary one has under 300
DEEPEST = 60  # levels of tags; real reports have 12
COVERED = 0.9  # share of a page's letters that its tags must name: below it they were lost on the way
TORN = 0.15  # share of blocks cut in mid-sentence above which each line was tagged by itself

_BLOCKS = frozenset(
    {"P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "LI", "Caption", "Note", "FENote", "TD", "TH", "Lbl"}
)


@dataclass(slots=True)
class Tag:
    """One block of a page: the numbers of its marked content, and the table's cell it stands in (0 for none)."""

    kind: str
    row: int = 0
    cell: int = 0
    marks: list[int] = field(default_factory=list)


def of_document(data: bytes) -> list[list[Tag]]:
    """The tags of each page in their order; an empty list for a page without."""
    handle = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not handle:
        return []
    try:
        return [_of_page(handle, number) for number in range(pdfium.FPDF_GetPageCount(handle))]
    finally:
        pdfium.FPDF_CloseDocument(handle)


def _of_page(document: Any, number: int) -> list[Tag]:
    page = pdfium.FPDF_LoadPage(document, number)
    if not page:
        return []
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    try:
        walk = _Walk()
        for child in range(max(pdfium.FPDF_StructTree_CountChildren(tree), 0) if tree else 0):
            walk.into(pdfium.FPDF_StructTree_GetChildAtIndex(tree, child), Tag("P"), 0)
        return [tag for tag in walk.found if tag.marks]
    finally:
        if tree:
            pdfium.FPDF_StructTree_Close(tree)
        pdfium.FPDF_ClosePage(page)


@dataclass(slots=True)
class _Walk:
    """A walk down one page's tree."""

    found: list[Tag] = field(default_factory=list)
    seen: int = 0
    rows: int = 0
    cells: int = 0

    def into(self, element: Any, above: Tag, depth: int) -> None:
        """Adds the blocks of `element`; what is no block of its own belongs to the one `above` it."""
        self.seen += 1
        if not element or depth > DEEPEST or self.seen > MOST_ELEMENTS:
            return
        name = _type(element)
        tag = above
        if name == "TR":
            self.rows += 1
            tag = Tag("TR", self.rows)
        elif name in ("TD", "TH"):
            self.cells += 1
            tag = Tag(name, above.row, self.cells)
        elif name in _BLOCKS and not (above.kind == "LI" and name == "P" and not above.marks):
            tag = Tag(name, above.row, above.cell)  # an item's own paragraph is the item
        if tag is not above:
            self.found.append(tag)
        for child in range(max(pdfium.FPDF_StructElement_CountChildren(element), 0)):
            mark = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, child)
            if mark >= 0:
                tag.marks.append(mark)
            else:
                self.into(pdfium.FPDF_StructElement_GetChildAtIndex(element, child), tag, depth + 1)


def _type(element: Any) -> str:
    length = pdfium.FPDF_StructElement_GetType(element, None, 0)
    buffer = ctypes.create_string_buffer(max(int(length), 2))
    pdfium.FPDF_StructElement_GetType(element, buffer, length)
    return buffer.raw[: max(int(length) - 2, 0)].decode("utf-16-le", "replace")


def blocks_of(lines: Sequence[Line], tags: Sequence[Tag], style: Style) -> tuple[list[Block], list[Line]] | None:
    """A page's blocks as its tags have them, and the lines that no tag names; None where the tags do not hold."""
    owner = {mark: number for number, tag in enumerate(tags) for mark in tag.marks}
    named: dict[int, list[Line]] = {}
    unnamed: list[Line] = []
    for line in lines:
        number = owner.get(line.mark)
        if number is None:
            unnamed.append(line)
        else:
            named.setdefault(number, []).append(line)
    letters = sum(len(line.text) for line in lines)
    if not letters or sum(len(line.text) for line in unnamed) > (1 - COVERED) * letters:
        return None
    found = _blocks([(tags[number], named[number]) for number in sorted(named)], style)
    prose = [block for block in found if block.kind in ("paragraph", "bullet")]
    torn = sum(
        below.first.text[0].islower() and above.last.text[-1].isalnum() and not below.first.label
        for above, below in pairwise(prose)
    )
    return None if torn > max(1.0, TORN * len(prose)) else (found, unnamed)


def _blocks(tagged: Sequence[tuple[Tag, list[Line]]], style: Style) -> list[Block]:
    cells: dict[int, dict[int, list[Line]]] = {}
    for tag, its in tagged:
        if tag.row:
            cells.setdefault(tag.row, {}).setdefault(tag.cell, []).extend(its)
    blocks: list[Block] = []
    done: set[int] = set()
    for tag, its in tagged:
        row = cells.get(tag.row, {})
        if len(row) > 1:
            if tag.row not in done:
                done.add(tag.row)
                filled = list(row.values())
                blocks.append(Block("row", [line for cell in filled for line in cell], filled))
        else:
            blocks.append(_block(tag, its, style))
    return blocks


def _block(tag: Tag, its: list[Line], style: Style) -> Block:
    if tag.kind.startswith("H"):
        return Block("heading", its)
    if tag.kind in ("Note", "FENote"):
        return Block("footnote", its)
    if tag.kind == "Caption":
        return Block("caption", its)
    kind = kind_of(its[0], style)
    return Block("bullet" if tag.kind == "LI" and not its[0].label[:1].isdigit() else kind, its)
