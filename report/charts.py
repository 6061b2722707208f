"""Charts of themes and areas: strengths against concerns by theme, area by area, and from one review to the next."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from math import ceil
from typing import Any

from matplotlib.figure import Figure

from analyse import progress, shifts
from analyse.matrix import counted
from corpus.types import MatrixRow, Results, Review, Theme
from report import clean, headlines
from report.drawing import CONCERN, GREY, INK, PALE, STRENGTH, Picture, boxes, label, legend, sheet, short, titled
from report.order import arranged
from report.shorthand import count

_WIDTH = 6.5  # inches: the text of an A4 page
_ROW = 0.27  # inches a line of a chart
_ACROSS = 3  # small charts side by side
_MOST_AREAS = 60  # small charts in one picture
_MOST_SLOPES = 12
_LINE, _HALF = 0.17, 0.76  # inches: a line of a small chart, and each of its sides


def dumbbell(results: Results) -> Picture:
    """Strengths against concerns by theme, in the order of the matrix."""
    found = [s for s in headlines.spreads(results) if s.theme.origin == "codebook" and s.theme.parent is None]
    found.sort(key=lambda s: (s.strengths - s.concerns, s.theme.id))
    more = sum(s.concerns > s.strengths for s in found)
    title = f"{more} of {count(len(found), 'theme')} have more concerns than strengths"
    rows = tuple((s.theme.id, s.label, s.strengths, s.concerns, s.looked) for s in found)
    told = "; ".join(f"{s.label}: {count(s.strengths, 'strength')}, {count(s.concerns, 'concern')}" for s in found)
    alternative = f"Dumbbell chart of the number of strengths and concerns by theme. {told}."

    def draw() -> Figure:
        return _dumbbell(found, title, headlines.summary(results))

    keys = ("theme", "theme_label", "strengths", "concerns", "areas_looked_in")
    return Picture("themes", title, clean.line(alternative), draw, keys, rows)


def _dumbbell(found: list[headlines.Spread], title: str, subtitle: str) -> Figure:
    body = _ROW * max(1, len(found)) + 0.75
    figure, height = titled(title, subtitle, _WIDTH, body)
    axes = figure.add_axes((0.36, 0.5 / height, 0.58, (body - 0.75) / height))
    most = max([max(s.strengths, s.concerns) for s in found] or [1]) or 1
    for place, spread in enumerate(found):
        low, high = sorted((spread.strengths, spread.concerns))
        axes.plot([low, high], [place, place], color=PALE, linewidth=2.5, zorder=1)
        axes.plot([spread.strengths], [place], "o", color=STRENGTH, markersize=6, zorder=2)
        axes.plot([spread.concerns], [place], "D", color=CONCERN, markersize=5.5, zorder=2)
        first, last = ("left", "right") if spread.strengths > spread.concerns else ("right", "left")
        nudge = most * 0.022
        axes.text(spread.concerns + (-nudge if first == "left" else nudge), place, f"{spread.concerns}",
                  ha=last, va="center", fontsize=7, color=INK)  # fmt: skip
        axes.text(spread.strengths + (nudge if first == "left" else -nudge), place, f"{spread.strengths}",
                  ha=first, va="center", fontsize=7, color=INK)  # fmt: skip
    axes.set_yticks(range(len(found)), [label(s.label, 36, 52) for s in found], fontsize=7.5)
    axes.set_ylim(-0.7, max(0.7, len(found) - 0.3))
    axes.set_xlim(-most * 0.07, most * 1.08)
    axes.set_xlabel("findings that the matrix counts", fontsize=7.5)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    entries = (("o", STRENGTH, "strengths"), ("D", CONCERN, "concerns"))
    legend(axes, entries, (0.0, 1 + 0.12 / max(0.4, body - 0.75)))
    return figure


def areas(results: Results) -> Picture:
    """A small chart an area: concerns to the left, strengths to the right, by group of themes."""
    groups = _groups(results)
    rows = results.matrix.rows[:_MOST_AREAS]
    several = len({row.programme for row in rows}) > 1
    table = []
    for row in rows:
        for group, themes in groups.items():
            cells = [results.matrix.cell(row, theme) for theme in themes]
            sides = sum(c.strengths for c in cells), sum(c.concerns for c in cells)
            table.append((row.area, row.area_code, row.programme, group, *sides))
    leaning = [sum(line[4] - line[5] for line in table if line[:3] == _key(row)) for row in rows]
    what = "areas" if not several else "reports on areas"
    title = f"Concerns outnumber strengths in {sum(side < 0 for side in leaning)} of {len(rows)} {what}"
    title += ", but in each some themes are the other way round" if _both_ways(table, rows) else ""
    told = "; ".join(f"{a}, {g}: {s} strengths, {c} concerns" for a, _, _, g, s, c in table)
    alternative = f"Small charts, one an area, of strengths and concerns by group of themes. {told}."

    def draw() -> Figure:
        return _areas(rows, list(groups), table, title, len(results.matrix.rows), several=several)

    keys = ("area", "area_code", "programme", "group", "strengths", "concerns")
    return Picture("areas", title, clean.line(alternative), draw, keys, tuple(table))


def _areas(
    rows: tuple[MatrixRow, ...], groups: list[str], table: list[tuple[Any, ...]], title: str, of: int, *, several: bool
) -> Figure:
    down = max(1, ceil(len(rows) / _ACROSS))
    each = 0.5 + _LINE * max(1, len(groups))
    subtitle = "Findings that the matrix counts, by group of themes: concerns to the left, strengths to the right."
    subtitle += f" The first {len(rows)} of {of} in order of name." if len(rows) < of else ""
    figure, height = titled(title, subtitle, _WIDTH, each * down + 0.2)
    most = max([max(line[4], line[5]) for line in table] or [1]) or 1
    unit = _HALF / (most * 1.2)  # inches a finding
    axes = sheet(figure)
    good: list[tuple[float, float, float, float]] = []
    bad: list[tuple[float, float, float, float]] = []
    mine: dict[tuple[str, str, str], list[tuple[Any, ...]]] = {}
    for line in table:
        mine.setdefault(line[:3], []).append(line)
    for place, row in enumerate(rows):
        middle = 1.53 + (place % _ACROSS) * 1.67 + _HALF
        top = height - each * (down - place // _ACROSS) + 0.3
        name = f"{row.area} ({row.programme})" if several else row.area
        axes.text(middle - _HALF, top - 0.1, short(clean.line(name), 30), fontsize=7.5, weight="bold")
        for number, (*_, strengths, concerns) in enumerate(mine.get(_key(row), ())):
            at = top + (number + 0.5) * _LINE
            good.append((middle, at - 0.06, strengths * unit, 0.12))
            bad.append((middle - concerns * unit, at - 0.06, concerns * unit, 0.12))
            if strengths:
                axes.text(middle + strengths * unit + 0.02, at, f"{strengths}", va="center", fontsize=5.5)
            if concerns:
                axes.text(middle - concerns * unit - 0.02, at, f"{concerns}", va="center", ha="right", fontsize=5.5)
            if place % _ACROSS == 0:
                axes.text(1.48, at, short(groups[number], 30), va="center", ha="right", fontsize=6)
        axes.plot([middle, middle], [top, top + _LINE * len(groups)], color=INK, linewidth=0.6)
    boxes(axes, good, STRENGTH)
    boxes(axes, bad, CONCERN, hatch="////")
    return figure


def slopes(results: Results) -> Picture | None:
    """Net of each theme in a first review and the one that followed it; None where there is no such pair."""
    followed = progress.pairs(results.reviews)[:_MOST_SLOPES]
    if not followed:
        return None
    findings = counted(results.findings)
    labels = {theme.id: clean.line(theme.label) for theme in results.themes}
    main = {theme.id for theme in results.themes if theme.parent is None and theme.origin == "codebook"}
    lines = [
        (_pair(first, later), labels[s.theme], s.first.net, s.later.net, s.first.findings, s.later.findings)
        for first, later, _ in followed
        for s in shifts.between(results.themes, findings, first.id, later.id)
        if s.theme in main and s.change is not None
    ]
    nets = [(first, later) for _, _, first, later, *_ in lines if first is not None and later is not None]
    title = _moved(nets, len({later.area for _, later, _ in followed}))
    told = "; ".join(f"{area}, {theme}: net {first:+.2f} to {later:+.2f}" for area, theme, first, later, *_ in lines)
    alternative = f"Slopes of net valence from the first review to the later one, by area. {told}."
    rows = tuple((area, theme, first, later, len(a), len(b)) for area, theme, first, later, a, b in lines)

    def draw() -> Figure:
        return _slopes([_pair(first, later) for first, later, _ in followed], rows, title)

    keys = ("area", "theme_label", "net_first", "net_later", "findings_first", "findings_later")
    return Picture("progress", title, clean.line(alternative), draw, keys, rows)


def _moved(nets: Sequence[tuple[float, float]], areas_: int) -> str:
    """How many themes moved which way; where several areas are shown, each has its own themes."""
    better, worse = sum(later > first for first, later in nets), sum(later < first for first, later in nets)
    once = " (a theme counts once in each area)" if areas_ > 1 else ""
    return (
        f"In {count(areas_, 'area')} reviewed more than once, {better} of {count(len(nets), 'theme')} moved towards "
        f"strength and {worse} towards concern{once}"
    )


def _slopes(names: list[str], rows: tuple[tuple[Any, ...], ...], title: str) -> Figure:
    down = ceil(len(names) / 2)
    each = 3.4
    subtitle = (
        "Net: strengths less concerns over both; +1 is strengths only, −1 concerns only. Few findings move it far."
    )
    figure, height = titled(title, subtitle, _WIDTH, each * down + 0.2)
    for place, name in enumerate(names):
        left, bottom = 0.06 + 0.49 * (place % 2), (each * (down - 1 - place // 2) + 0.35) / height
        axes = figure.add_axes((left, bottom, 0.17, (each - 0.75) / height))
        mine = sorted((row for row in rows if row[0] == name), key=lambda row: (row[3], row[1]))
        axes.set_title(short(clean.line(name), 34), fontsize=8, loc="left", weight="bold")
        axes.set_xlim(0, 1)
        axes.set_ylim(-1.1, 1.1)
        axes.set_xticks([0, 1], ["first", "later"], fontsize=7)
        axes.set_yticks([-1, 0, 1], ["−1", "0", "+1"], fontsize=7)
        axes.axhline(0, color=PALE, linewidth=0.8, zorder=0)
        heights = _apart([row[3] for row in mine], 2.16 / max(15, len(mine) - 1))
        for (_, theme, first, later, *_), at in zip(mine, heights, strict=True):
            colour = STRENGTH if later > first else CONCERN if later < first else GREY
            style = "-" if later > first else "--" if later < first else ":"
            axes.plot(
                [0, 1], [first, later], style, color=colour, linewidth=1.2, marker="o", markersize=3, clip_on=False
            )
            axes.plot([1.02, 1.1], [later, at], color=PALE, linewidth=0.6, clip_on=False)
            axes.text(1.13, at, short(theme, 34), fontsize=6, va="center", color=INK, clip_on=False)
    return figure


def _pair(first: Review, later: Review) -> str:
    return f"{later.area}, {first.date:%Y} to {later.date:%Y}" if first.date and later.date else later.area


def _apart(heights: list[float], gap: float, low: float = -1.08, high: float = 1.08) -> list[float]:
    """Places for labels at rising `heights`, none nearer than `gap`, all between `low` and `high` where they fit."""
    placed: list[float] = []
    for at in heights:
        placed.append(max(at, placed[-1] + gap if placed else low))
    for place in range(len(placed) - 1, -1, -1):
        placed[place] = min(placed[place], placed[place + 1] - gap if place + 1 < len(placed) else high)
    return placed


def _groups(results: Results) -> dict[str, list[Theme]]:
    """Codebook themes that are nobody's sub-theme, by their group."""
    shown = [t for t in arranged(results.matrix.themes) if t.origin == "codebook" and t.parent is None]
    return {clean.line(group) or "Themes": list(members) for group, members in groupby(shown, key=lambda t: t.group)}


def _key(row: MatrixRow) -> tuple[str, str, str]:
    return row.area, row.area_code, row.programme


def _both_ways(table: list[tuple[Any, ...]], rows: tuple[MatrixRow, ...]) -> bool:
    """Whether every area has a group that leans to strengths and one that leans to concerns."""
    sides = {
        _key(row): {line[4] > line[5] for line in table if line[:3] == _key(row) and line[4] != line[5]} for row in rows
    }
    return all(len(side) == 2 for side in sides.values())
