"""Lines side by side: the cells of a table's row, or columns of prose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extract.lines import Line


@dataclass(slots=True)
class _Flow:
    """Lines that follow each other downwards without jumping aside."""

    lines: list[Line]

    @property
    def top(self) -> float:
        return min(line.top for line in self.lines)

    @property
    def bottom(self) -> float:
        return max(line.bottom for line in self.lines)

    @property
    def x0(self) -> float:
        return min(line.left for line in self.lines)

    @property
    def x1(self) -> float:
        return max(line.x1 for line in self.lines)


def side_by_side(lines: Sequence[Line], width: float, step: float = 0.0) -> list[list[list[Line]]]:
    """Groups of flows: a group of one is prose, of several the cells of one row from left to right.

    `step` is the report's ordinary step from line to line, in points: lines that far apart may be of one cell.
    """
    groups: list[list[_Flow]] = []
    waiting = _flows(lines)[::-1]
    while waiting:
        flow = waiting.pop()
        beside = _row_with(groups[-1], flow, width, step) if groups else None
        if beside is None:
            groups.append([flow])
            continue
        above, cells, below = beside
        groups[-1:] = [[above], cells] if above else [cells]
        if below:
            waiting.append(below)
    return [[flow.lines for flow in sorted(group, key=lambda flow: flow.x0)] for group in groups]


def _flows(lines: Sequence[Line]) -> list[_Flow]:
    flows: list[_Flow] = []
    for line in lines:
        before = flows[-1].lines[-1] if flows else None
        if (
            before is None
            or line.base < before.base + 0.4 * min(line.size, before.size)
            or line.left > before.x1 + 1
            or line.x1 < before.left - 1
        ):
            flows.append(_Flow([line]))
        else:
            flows[-1].lines.append(line)
    return flows


def _row_with(
    group: list[_Flow], flow: _Flow, width: float, step: float
) -> tuple[_Flow | None, list[_Flow], _Flow | None] | None:
    """What stands above the row that `flow` makes with the end of `group`, its cells, and what follows below it."""
    above: _Flow | None = None
    last = group[-1]
    if len(group) == 1:
        if _columns(last, flow, width):
            return None
        above, tail = _tail(last, flow, step)
        if tail is None:
            return None
        last = tail
    head, below = _head(flow, last, step)
    if head is None or not _beside(last, head) or _columns(last, head, width):
        return None
    return above, [*group[:-1], last, head], below


def _beside(a: _Flow, b: _Flow) -> bool:
    over = min(a.bottom, b.bottom) - max(a.top, b.top)
    return over > 2 and (a.x1 <= b.x0 + 2 or b.x1 <= a.x0 + 2)


def _head(flow: _Flow, cell: _Flow, step: float) -> tuple[_Flow | None, _Flow | None]:
    """`flow` cut in two: the lines beside `cell`, and what goes on under both."""
    cut = 0
    for line in flow.lines:
        if not (line.left >= cell.x1 - 2 or line.x1 <= cell.x0 + 2):
            break
        if cut and line.top > cell.bottom + 2 and not _tight(flow.lines[cut - 1], line, step):
            break
        cut += 1
    head, rest = flow.lines[:cut], flow.lines[cut:]
    return (_Flow(head) if head else None), (_Flow(rest) if rest else None)


def _tail(above: _Flow, flow: _Flow, step: float) -> tuple[_Flow | None, _Flow | None]:
    """`above` cut in two: what stands over `flow`, and the lines that stand beside it."""
    lines = above.lines
    top = flow.lines[0].top
    cut = len(lines)
    while cut and lines[cut - 1].bottom > top + 2:
        cut -= 1
    if cut == len(lines):
        return above, None
    while cut > 0 and _tight(lines[cut - 1], lines[cut], step):
        cut -= 1
    return (_Flow(lines[:cut]) if cut else None), _Flow(lines[cut:])


def _tight(above: Line, below: Line, step: float) -> bool:
    return (
        below.base - above.base < max(1.35 * max(above.size, below.size), step + 0.5)
        and above.bold == below.bold
        and abs(above.size - below.size) < 0.5
        and abs(above.x0 - below.x0) < 2
        and not below.label
    )


def _columns(left: _Flow, right: _Flow, width: float) -> bool:
    """Whether two flows side by side are columns of prose rather than two cells."""
    if min(_usual_width(left), _usual_width(right)) < 0.25 * width:
        return False
    if left.lines[-1].text[-1] not in ".!?:;" and right.lines[0].text[0].islower():
        return len(left.lines) > 1  # the sentence goes on at the top of the next column
    lengths = sorted((len(left.lines), len(right.lines)))
    return lengths[0] >= 4 and lengths[1] >= 8


def _usual_width(flow: _Flow) -> float:
    widths = sorted(line.x1 - line.x0 for line in flow.lines)
    return widths[len(widths) // 2]


def headers(row: Sequence[Sequence[Line]], head: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The header over each cell of `row`, or nothing when a cell has none."""
    found = []
    for cell in row:
        x0, x1 = min(line.left for line in cell), max(line.x1 for line in cell)
        over = [
            list(top)
            for top in head
            if min(x1, max(line.x1 for line in top)) - max(x0, min(line.left for line in top)) > 2
            or abs(x0 - min(line.left for line in top)) < 12
        ]
        if not over:
            return []
        found.append(min(over, key=lambda top: abs(x0 - min(line.left for line in top))))
    return found if len({id(top[0]) for top in found}) == len(found) else []


def is_header(row: Sequence[Sequence[Line]]) -> bool:
    """Whether a table's first row names its columns: all of it is bold."""
    return all(line.bold for cell in row for line in cell)
