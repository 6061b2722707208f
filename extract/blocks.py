"""Lines -> blocks: the paragraphs, list items, table rows, headings and footnotes of a page, in reading order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.types import PassageKind
from extract import tables
from extract.lines import Line, body_size

Box = tuple[float, float, float, float]

SIDE_BY_SIDE = 20.0  # points that two blocks share in height when they stand in columns
BOX_HEIGHT = 40.0  # points: less is the ground of one line or of a table's cell
RAGGED = 5.0  # em; measured on tagged reports: 99% of wrapped lines leave less, few ended ones do
SURE_RUN = 4  # lines that begin at one place, from which the right margin can be told
# A stop, then perhaps a closing quote and a footnote's mark; "18.2" ends no sentence.
_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’)\]]*$|(?<!\d)[.!?:;…][\"'”’)\]]*\d{1,2}$")
_FULL_STOP = re.compile(r"[.!?…][\"'”’)\]]*$|(?<!\d)[.!?…][\"'”’)\]]*\d{1,2}$")
_NAME = re.compile(r"(?:[A-Z][\w’'.-]*\s+){1,5}[A-Z][\w’'-]*(?:\s+[A-Z]{2,5})*,\s")
_POST = re.compile(_NAME.pattern + r"(?=[A-Z])")  # "Jo Smith, Director of ..."
_CAPTION = re.compile(r"(?:figure|chart|table|graph|exhibit|source)\s*(?:\d+[a-z]?)?\s*[:.–-]", re.IGNORECASE)


@dataclass(slots=True)
class Block:
    """Lines that belong together. `cells` are set for a table's row only."""

    kind: PassageKind
    lines: list[Line]
    cells: list[list[Line]] = field(default_factory=list)
    headers: list[list[Line]] = field(default_factory=list)  # of its table, one a cell
    box: int = 0  # number of the box it stands in, 0 for none

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def last(self) -> Line:
        return self.lines[-1]

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Style:
    """What is ordinary in this report: letters' size, the step from line to line by size, and raggedness.

    `ragged` is the room in em that its wrapped lines leave after the word that did not fit; more room than
    that means that the line was ended on purpose.
    """

    size: float
    steps: dict[float, float]
    ragged: float

    def step(self, size: float) -> float:
        return self.steps.get(round(size * 2) / 2, 1.2 * size)


def style_of(pages: Sequence[Sequence[Line]]) -> Style:
    """The report's ordinary size, line steps and raggedness."""
    lines = [line for page in pages for line in page]
    steps: dict[float, Counter[float]] = {}
    rooms: list[float] = []
    for page in pages:
        edges = _right_edges(page)
        for above, below, edge in zip(page, page[1:], edges, strict=False):
            step = below.base - above.base
            if abs(above.size - below.size) < 0.3 and 0.9 * above.size < step < 2.2 * above.size and not below.label:
                steps.setdefault(round(above.size * 2) / 2, Counter())[round(step * 2) / 2] += 1
                if step < 1.7 * above.size and below.text[0].islower() and not _SENTENCE_END.search(above.text):
                    rooms.append(_room(above, below, edge))
    usual = {}
    for size, counts in steps.items():
        total = sum(counts.values())
        # The tightest step that is common: wider ones are gaps between paragraphs.
        usual[size] = min(step for step, count in counts.items() if count >= 0.2 * total)
    ragged = RAGGED
    if len(rooms) >= 40:
        rooms.sort()
        ragged = min(max(rooms[int(0.99 * len(rooms))], 0.5), RAGGED) + 0.5
    return Style(body_size(lines), usual, ragged)


def _room(before: Line, line: Line, right: float) -> float:
    """How many em of the line `before` stay free after the first word of `line`, had it stood there."""
    return (right - before.x1 - 0.25 * line.size - line.first_width) / max(line.size, 1.0)


def _right_edges(lines: Sequence[Line], page: Sequence[Line] = ()) -> list[float]:
    """The right margin at each line: the furthest that any line of its run, all beginning at one place, reaches.

    A short run borrows the widest line's margin, unless another column of the `page` stands beside it.
    """
    if not lines:
        return []
    widest = max(line.x1 for line in lines)
    edges: list[float] = []
    start = 0
    for number in range(1, len(lines) + 1):
        if (
            number == len(lines)
            or abs(lines[number].x0 - lines[start].x0) > 2
            or lines[number].base < lines[number - 1].base
        ):
            run = lines[start:number]
            edge = max(line.x1 for line in run)
            sure = len(run) >= SURE_RUN or (len(run) > 1 and _has_neighbour(run, page))
            edges += [edge if sure else max(edge, widest)] * len(run)
            start = number
    return edges


def _has_neighbour(run: Sequence[Line], page: Sequence[Line]) -> bool:
    """Whether lines of another column stand to the right of every line of `run`."""
    return all(any(other.left > line.x1 and abs(other.base - line.base) < line.size for other in page) for line in run)


def of_page(lines: Sequence[Line], style: Style, rules: Sequence[Box], width: float) -> list[Block]:
    """The blocks of one page, from lines without furniture."""
    blocks: list[Block] = []
    for flows in tables.side_by_side(lines, width, style.step(style.size)):
        if len(flows) == 1:
            blocks += _paragraphs(flows[0], style, rules, lines)
        else:
            blocks.append(Block("row", [line for cell in flows for line in cell], flows))
    blocks = _in_reading_order(blocks)
    number_boxes(blocks, rules, width)
    return blocks


def _in_reading_order(blocks: list[Block]) -> list[Block]:
    """Blocks from top to bottom where the page has one column; engines draw floats and charts last."""
    places = [
        (
            min(line.left for line in block.lines),
            min(line.top for line in block.lines),
            max(line.x1 for line in block.lines),
            max(line.bottom for line in block.lines),
        )
        for block in blocks
    ]
    for number, (x0, top, x1, bottom) in enumerate(places):
        for left, upper, right, lower in places[number + 1 :]:
            if (right < x0 or x1 < left) and min(bottom, lower) - max(top, upper) > SIDE_BY_SIDE:
                return blocks
    order = sorted(range(len(blocks)), key=lambda number: places[number][1])
    return [blocks[number] for number in order]


def number_boxes(blocks: Sequence[Block], rules: Sequence[Box], width: float) -> None:
    """Marks what stands in a drawn box, such as a case study; a box is drawn around lines, not behind one."""
    drawn = [rule for rule in rules if rule[2] - rule[0] > 0.2 * width and rule[3] - rule[1] > BOX_HEIGHT]
    for number, (x0, top, x1, bottom) in enumerate(drawn, start=1):
        inside = [
            block
            for block in blocks
            if all(
                x0 - 1 <= line.left and line.x1 <= x1 + 1 and top - 1 <= line.base <= bottom + 1 for line in block.lines
            )
        ]
        if sum(len(block.lines) for block in inside) > 1 and len(inside) < 0.9 * len(blocks):
            for block in inside:
                block.box = number
                if block.kind == "paragraph":
                    block.kind = "box"


def _paragraphs(lines: list[Line], style: Style, rules: Sequence[Box], page: Sequence[Line]) -> list[Block]:
    right = _right_edges(lines, page)
    ruled = [rule for rule in rules if rule[3] - rule[1] < 2.5 and rule[2] - rule[0] > 60]
    blocks: list[Block] = []
    for number, line in enumerate(lines):
        if blocks and not _parts(blocks[-1], line, lines, number, right[number - 1], style, ruled):
            blocks[-1].lines.append(line)
        else:
            blocks.append(Block(kind_of(line, style), [line]))
    return blocks


def kind_of(line: Line, style: Style) -> PassageKind:
    """The kind of the block that begins with `line`, as far as that line tells."""
    small = line.size < (0.95 if line.small_start else 0.9) * style.size
    if small and re.match(r"\d", line.label or (line.text if line.small_start else "")):
        return "footnote"
    if line.label:
        return "bullet" if not line.label[0].isdigit() else "paragraph"
    return "caption" if _CAPTION.match(line.text) else "paragraph"


def _between(above: Line, rule: Box, below: Line) -> bool:
    """Whether a rule parts two lines; one that underlines words is no wider than they are."""
    x0, top, x1, _ = rule
    wide = x0 < min(above.left, below.left) - 1.5 and x1 > max(above.x1, below.x1) + 1.5
    return wide and above.base < top < below.base - 0.6 * below.size


def _is_name(text: str) -> bool:
    return _NAME.match(text) is not None


def _parts(
    block: Block, line: Line, lines: list[Line], number: int, right: float, style: Style, ruled: Sequence[Box]
) -> bool:
    """Whether `line` begins a new block after `block`."""
    before = lines[number - 1]
    flows_on = (line.text[0].islower() or line.text[0] == "(") and not _FULL_STOP.search(before.text)
    if (
        line.label
        or abs(line.size - before.size) > 0.08 * max(line.size, before.size)
        or _is_gap(block, line, style, flows_on)
        or any(_between(before, rule, line) for rule in ruled)
        or (line.small_start and block.kind == "footnote")
    ):
        return True
    capitals = not any(above.text[0].islower() for above in block.lines)
    if capitals and _is_name(line.text) and _is_name(block.first.text) and not _FULL_STOP.search(before.text):
        return True  # people and their posts, one a line
    open_ended = not (line.bold or _SENTENCE_END.search(before.text) or _POST.match(block.first.text))
    open_ended = open_ended and abs(line.x0 - before.x0) < 2
    room = _room(before, line, right) > (RAGGED if open_ended else style.ragged)
    if line.bold != before.bold and not (block.first.lead_bold and not block.first.bold):
        # Only a bold sentence that opens its paragraph and fills its line goes on in plain letters.
        return line.bold or len(block.lines) > 2 or (room and not flows_on)
    return room and not flows_on


def _is_gap(block: Block, line: Line, style: Style, flows_on: bool) -> bool:
    """Whether more than the ordinary step lies above `line`."""
    before = block.last
    step, usual = line.base - before.base, style.step(line.size)
    if len(block.lines) > 1 and before.base > block.lines[-2].base:
        usual = min(usual, before.base - block.lines[-2].base)
    elif block.kind == "footnote" and len(block.lines) == 1 and step < 2.2 * line.size:
        usual = step  # its raised mark pushes the second line down
    return step > (1.3 if flows_on else 1.22) * max(usual, 1.05 * line.size)
