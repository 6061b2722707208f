"""Blocks -> the report's stream: paragraphs joined over pages, headings with their levels, sections and roles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.text import tidy
from corpus.types import SectionRole, Valence
from extract import tables
from extract.blocks import Block, Style
from extract.layouts import Layout
from extract.lines import Line

_OPEN_END = re.compile(r"[.!?:;…][\"'”’)\]]*$|(?<!\d)[.!?:;…][\"'”’)\]]*\d{1,2}$")
FULL_LINE = 0.8  # share of the widest line: a sentence cut by the page fills its last line
_FULL_STOP = re.compile(r"[.!?…][\"'”’)\]]*$|(?<!\d)[.!?…][\"'”’)\]]*\d{1,2}$")
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}\.?")
_LEADING_NUMBER = re.compile(r"^\d{1,2}(?:\.\d{1,2})*\.?\s+(?=[A-Z])")
_CHART = re.compile(r"(?:figure|chart|graph|exhibit)\b", re.IGNORECASE)
BY_LOOKS = 9.0  # headings that the layout gives no level stand below those it does
LONGEST_SCRAP = 60  # letters of a chart's label; the rows of a table below a chart are longer or have more cells
LONGEST_LINK = 10  # letters of a word between two titles, such as "and"
LONGEST_HEADING = 220  # letters; the longest real heading met is under 160


@dataclass(slots=True)
class Item:
    """A block in the report's stream, with where it stands in the report."""

    block: Block
    section: tuple[str, ...] = ()
    role: SectionRole = "body"
    valence: Valence | None = None


@dataclass(frozen=True, slots=True)
class Stream:
    """The report's blocks in reading order, and what was cut: charts' labels and the closing boilerplate."""

    items: list[Item]
    boilerplate: list[Block]


def stream(pages: Sequence[Sequence[Block]], style: Style, layout: Layout) -> Stream:
    """Joins, names and places the blocks of all pages."""
    told = [_charts(page) for page in pages]
    scraps = [block for _, labels in told for block in labels]
    blocks, boilerplate = _without_closing(_joined([kept for kept, _ in told]), layout)
    for block in blocks:
        if block.kind in ("paragraph", "box") and _is_heading(block, style, layout):
            block.kind = "heading"
    return Stream(_placed(_merged(_under_headers(blocks, layout), layout), layout, style), scraps + boilerplate)


def _joined(pages: Sequence[Sequence[Block]]) -> list[Block]:
    """All blocks in one list; a block cut by the page's end is one block again."""
    blocks: list[Block] = []
    for page in pages:
        page_blocks = list(page)
        notes = [block for block in page_blocks if block.kind == "footnote"]
        body = [block for block in page_blocks if block.kind != "footnote"]
        body = _over_columns(body)
        tail = _cut(blocks, body[0]) if body else None
        if tail is not None and body and _row_goes_on(tail, body[0]):
            tail.cells = [cell + rest for cell, rest in zip(tail.cells, body[0].cells, strict=True)]
            tail.lines += body[0].lines
            body = body[1:]
        elif tail is not None and body and (cell := _cell_that_goes_on(tail, body[0])) is not None:
            cell += body[0].lines
            tail.lines += body[0].lines
            body = body[1:]
        elif tail is not None and body and _goes_on(tail, body[0]):
            tail.lines += body[0].lines
            body = body[1:]
        blocks += body + notes
    return blocks


def _cut(blocks: Sequence[Block], below: Block) -> Block | None:
    """The block of the page before that may go on in `below`: its last, or one that a float was drawn after."""
    page = [block for block in blocks if block.kind != "footnote" and block.last.page == below.first.page - 1]
    if not page or not below.first.text[0].islower():
        return page[-1] if page else None
    open_ended = [block for block in page if block.kind in ("paragraph", "bullet", "box") and _goes_on(block, below)]
    lowest = open_ended[-1] if open_ended else None
    return lowest if lowest is not None and len(lowest.text) > LONGEST_SCRAP else page[-1]


def _over_columns(body: list[Block]) -> list[Block]:
    """A page's blocks with those joined that a column's end cut."""
    joined: list[Block] = []
    for block in body:
        above = joined[-1] if joined else None
        beside = above is not None and block.first.base < above.last.base and block.first.left > above.last.x1
        if above is not None and beside and _goes_on(above, block):
            above.lines += block.lines
        else:
            joined.append(block)
    return joined


def _goes_on(above: Block, below: Block) -> bool:
    """Whether a block cut by the end of a page or column goes on in the next."""
    first, last = below.first, above.last
    if "row" in (above.kind, below.kind) or first.label:
        return False
    if abs(first.size - last.size) > 0.1 * last.size or (first.bold != last.bold and first.text[0].isupper()):
        return False
    if first.text[0].islower():
        return not _FULL_STOP.search(last.text)
    if len(above.lines) < 2 or first.bold or _OPEN_END.search(last.text) or last.text[-1] in ")”":
        return False  # a heading, a caption or an attribution, each whole without a full stop
    if above.kind == "bullet" and abs(first.x0 - last.x0) > 2:
        return False
    widest = max(line.x1 - line.x0 for line in [*above.lines, *below.lines])
    return last.x1 - last.x0 > FULL_LINE * widest and len(below.text) > LONGEST_SCRAP


def _row_goes_on(above: Block, below: Block) -> bool:
    """Whether a table's row was cut by the page's end: the same columns, and a cell in mid-sentence."""
    if above.kind != "row" or below.kind != "row" or len(above.cells) != len(below.cells):
        return False
    pairs = list(zip(above.cells, below.cells, strict=True))
    if any(abs(upper[0].left - lower[0].left) > 8 for upper, lower in pairs):
        return False
    return any(lower[0].text[0].islower() and not _OPEN_END.search(upper[-1].text) for upper, lower in pairs)


def _cell_that_goes_on(above: Block, below: Block) -> list[Line] | None:
    """The one cell of a row that was cut by the page's end in mid-sentence, its neighbours being done."""
    if above.kind != "row" or below.kind not in ("paragraph", "box") or not below.first.text[0].islower():
        return None
    under = (cell for cell in above.cells if abs(cell[0].left - below.first.left) < 8)
    return next((cell for cell in under if not _OPEN_END.search(cell[-1].text)), None)


def _under_headers(blocks: Sequence[Block], layout: Layout) -> list[Block]:
    """Gives the rows of each table their headers; a header's row is then no block of its own."""
    kept: list[Block] = []
    head: Block | None = None
    for number, block in enumerate(blocks):
        if block.kind != "row":
            head = None if block.kind == "heading" else head  # items inside a cell end no table
            kept.append(block)
            continue
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        under = following is not None and following.kind == "row" and tables.headers(following.cells, block.cells)
        if under and tables.is_header(block.cells) and not _is_grade(block, layout):
            head = block
            continue
        if head is not None:
            block.headers = tables.headers(block.cells, head.cells)
        kept.append(block)
    return kept


def _is_grade(row: Block, layout: Layout) -> bool:
    """Whether a row ends in a judgement, which may be bold and yet heads nothing."""
    last = tidy("\n".join(line.text for line in row.cells[-1]))
    return layout.grades is not None and layout.grades.fullmatch(last) is not None


def _is_heading(block: Block, style: Style, layout: Layout) -> bool:
    text = _title(block)
    if len(text) > LONGEST_HEADING or not any(letter.isalpha() for letter in text):
        return False
    bold, larger = all(line.bold for line in block.lines), block.first.size >= 1.12 * style.size
    if layout.section(text) is not None and len(text) < 120 and (bold or larger or len(block.lines) == 1):
        known = layout.section(text)
        if known is not None and (bold or larger or known.heading.fullmatch(text.rstrip(" ?:0123456789"))):
            return True
    if text.endswith((".", ";", ",")) and not larger:
        return False
    if block.first.label and not _NUMBERED.fullmatch(block.first.label):
        return False
    return (bold or larger) and len(block.lines) <= 4


def _merged(blocks: Iterable[Block], layout: Layout) -> list[Block]:
    """Headings broken over lines of one look are one heading, unless each is known by itself."""
    merged: list[Block] = []
    for block in blocks:
        before = merged[-1] if merged else None
        if (
            before is not None
            and before.kind == "heading"
            and (block.kind == "heading" or (block.text[0].islower() and len(block.text) < LONGEST_LINK))
            and before.last.page == block.first.page
            and abs(before.last.size - block.first.size) < 0.3
            and (before.last.bold == block.first.bold or block.text[0].islower())
            and not block.first.label
            and (block.text[0].islower() or block.first.base - before.last.base < 1.3 * block.first.size)
            and layout.section(_title(block)) is None
            and not before.text.rstrip().endswith(("?", ".", ":"))
        ):
            before.lines += block.lines
        else:
            merged.append(block)
    return merged


def _without_closing(blocks: list[Block], layout: Layout) -> tuple[list[Block], list[Block]]:
    boilerplate: list[Block] = []
    kept = blocks
    for number in range(len(blocks)):
        if number < 0.4 * len(blocks):
            continue
        text = tidy(blocks[number].text)
        if any(pattern.match(text) for pattern in layout.closing):
            kept, boilerplate = blocks[:number], blocks[number:]
            break
    dropped = [block for block in kept if any(pattern.match(tidy(block.text)) for pattern in layout.dropped)]
    gone = {id(block) for block in dropped}
    return [block for block in kept if id(block) not in gone], dropped + boilerplate


def _rank(block: Block) -> tuple[float, int]:
    """Smaller is further out: by size, then bold before plain, then italics last."""
    first = block.first
    look = (0 if first.bold else 1) + (2 if first.italic else 0)
    return -round(first.size), look


def _title(block: Block) -> str:
    """A heading's words without its number."""
    return _LEADING_NUMBER.sub("", block.text.strip(), count=1)


def _front(blocks: Sequence[Block], layout: Layout, style: Style) -> set[int]:
    """Headings that are the report's title: before its first prose, unknown as sections, unlike any later heading."""
    prose = [number for number, block in enumerate(blocks) if block.kind != "heading"]
    first = next((number for number in prose if len(blocks[number].text) > 100), prose[0] if prose else 0)
    later = {_rank(block) for block in blocks[first:] if block.kind == "heading"}
    front = set()
    for number, block in enumerate(blocks[:first]):
        if block.kind != "heading" or layout.section(_title(block)) is not None:
            continue
        if number < first - 1 or (_rank(block) not in later and block.first.size > 1.3 * style.size):
            front.add(number)
    return front


def _charts(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Parts a chart's labels from the prose: short scraps that follow its caption on its page."""
    kept: list[Block] = []
    labels: list[Block] = []
    chart: Block | None = None
    for block in blocks:
        if block.kind == "caption" and _CHART.match(block.text):
            chart = block
            kept.append(block)
        elif chart is not None and block.first.page == chart.first.page and _is_scrap(block):
            labels.append(block)
        else:
            chart = None
            kept.append(block)
    return kept, labels


def _is_scrap(block: Block) -> bool:
    if block.kind not in ("paragraph", "row", "box") or block.first.bold or block.first.label:
        return False
    return len(block.text) < LONGEST_SCRAP and not _OPEN_END.search(block.text)


@dataclass(frozen=True, slots=True)
class _Heading:
    """An open section: `rank` is its level where the layout says one (`BY_LOOKS` where not), then its looks."""

    rank: tuple[float, float, int]
    title: str
    role: SectionRole | None
    valence: Valence | None


def _placed(blocks: Sequence[Block], layout: Layout, style: Style) -> list[Item]:
    items: list[Item] = []
    path: list[_Heading] = []
    started, before_box, box = False, list(path), 0
    front = _front(blocks, layout, style)
    for number, block in enumerate(blocks):
        if block.box != box:  # headings in a box hold for the box only
            path, before_box = (list(before_box), before_box) if not block.box else (list(path), list(path))
            box = block.box
        if block.kind != "heading":
            section, role, valence = _inherited(path)
            items.append(
                Item(block, section, role or (layout.default_role if started else layout.opening_role), valence)
            )
            continue
        title = tidy(_title(block))
        if number in front or any(pattern.match(title) for pattern in layout.titles):
            items.append(Item(block, (), layout.opening_role))
            continue
        known = layout.section(title)
        size, look = _rank(block)
        depth = block.first.label.rstrip(".").count(".") if _NUMBERED.fullmatch(block.first.label or " ") else 0
        level = known.level if known is not None and known.level is not None else 0
        rank = (float(level) if level else BY_LOOKS, size if not level else -1000.0, look + 10 * depth)
        if level:
            path = [heading for heading in path if heading.rank[0] < level]
        else:
            path = [heading for heading in path if heading.rank < rank]
        started = True
        path.append(_Heading(rank, title, known.role if known else None, known.valence if known else None))
        section, role, valence = _inherited(path)
        items.append(Item(block, section, role or layout.default_role, valence))
    return items


def _inherited(path: Sequence[_Heading]) -> tuple[tuple[str, ...], SectionRole | None, Valence | None]:
    """The section path, and the role and valence of the nearest heading that has one."""
    role = next((heading.role for heading in reversed(path) if heading.role), None)
    valence = next((heading.valence for heading in reversed(path) if heading.valence), None)
    return tuple(heading.title for heading in path), role, valence
