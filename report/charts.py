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
_SLOPES_A_PICTURE = 2  # areas: with more it no longer fits a page
_LABEL = 0.15  # inches a label of a slope takes
_LINE, _HALF = 0.17, 0.76  # inches: a line of a small chart, and each of its sides

_Slope = tuple[str, str, float, float, int, int]  # area, theme, net first and later, findings first and later


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
        return _dumbbell(found, title, f"{_drawn(found)}, of {headlines.source(results)}.")

    keys = ("theme", "theme_label", "strengths", "concerns", "areas_looked_in")
    return Picture("themes", title, clean.line(alternative), draw, keys, rows)


def _drawn(found: list[headlines.Spread]) -> str:
    """What the dumbbells count."""
    sides = f"{sum(s.strengths for s in found):,} strengths and {sum(s.concerns for s in found):,} concerns"
    return f"On themes of the codebook the matrix counts {sides}"


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


def slopes(results: Results) -> tuple[Picture, ...]:
    """Net of each theme in a first review and the one that followed it, two areas a picture."""
    followed = progress.pairs(results.reviews)
    findings = counted(results.findings)
    labels = {theme.id: clean.line(theme.label) for theme in results.themes}
    main = {theme.id for theme in results.themes if theme.parent is None and theme.origin == "codebook"}
    pictures = []
    for number, at in enumerate(range(0, len(followed), _SLOPES_A_PICTURE), start=1):
        pairs = followed[at : at + _SLOPES_A_PICTURE]
        rows: tuple[_Slope, ...] = tuple(
            (
                _pair(first, later),
                labels[s.theme],
                s.first.net,
                s.later.net,
                len(s.first.findings),
                len(s.later.findings),
            )
            for first, later, _ in pairs
            for s in shifts.between(results.themes, findings, first.id, later.id)
            if s.theme in main and s.first.net is not None and s.later.net is not None
        )
        pictures.append(_slopes_picture("progress" if number == 1 else f"progress-{number}", pairs, rows))
    return tuple(pictures)


def _slopes_picture(name: str, pairs: Sequence[tuple[Review, Review, Any]], rows: tuple[_Slope, ...]) -> Picture:
    title = _moved([(first, later) for _, _, first, later, *_ in rows], sorted({later.area for _, later, _ in pairs}))
    told = "; ".join(f"{area}, {theme}: net {first:+.2f} to {later:+.2f}" for area, theme, first, later, *_ in rows)
    alternative = f"Slopes of net valence from the first review to the later one, by area. {told}."

    def draw() -> Figure:
        return _slopes([_pair(first, later) for first, later, _ in pairs], rows, title)

    keys = ("area", "theme_label", "net_first", "net_later", "findings_first", "findings_later")
    return Picture(name, title, clean.line(alternative), draw, keys, rows)


def _moved(nets: Sequence[tuple[float, float]], areas_: Sequence[str]) -> str:
    """How many themes moved which way; where several areas are shown, each has its own themes."""
    better, worse = sum(later > first for first, later in nets), sum(later < first for first, later in nets)
    once = " (a theme counts once in each area)" if len(areas_) > 1 else ""
    return (
        f"In {clean.line(' and '.join(areas_))}, {better} of {count(len(nets), 'theme')} moved towards strength and "
        f"{worse} towards concern{once}"
    )


def _slopes(names: list[str], rows: tuple[_Slope, ...], title: str) -> Figure:
    subtitle = (
        "Net: strengths less concerns over both; +1 is strengths only, −1 concerns only. Few findings move it far. "
        "Solid blue lines rise, dashed orange ones fall, dotted grey ones stay."
    )
    most = max([sum(row[0] == name for row in rows) for name in names] or [1])
    high = _LABEL * max(6, most) + 0.85
    figure, height = titled(title, subtitle, _WIDTH, high * len(names) + 0.1)
    for place, name in enumerate(names):
        bottom = high * (len(names) - 1 - place) + 0.4
        tall = high - 0.85
        axes = figure.add_axes((0.385, bottom / height, 0.23, tall / height))
        figure.text(
            0.5, (bottom + tall + 0.22) / height, short(clean.line(name), 60), fontsize=9, ha="center", weight="bold"
        )
        axes.set_xlim(0, 1)
        axes.set_ylim(-1.08, 1.08)
        axes.set_xticks([0, 1], ["first review", "later review"], fontsize=7)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.tick_params(axis="x", length=0)
        axes.axhline(0, color=PALE, linewidth=0.8, zorder=0)
        _labelled(axes, [row for row in rows if row[0] == name], 2.16 / max(6, most))
    return figure


def _labelled(axes: Any, mine: Sequence[_Slope], gap: float) -> None:
    """A line a theme, with its name and figure at both ends."""
    for end, side, back in ((0, -1, 3), (1, 1, 2)):
        ordered = sorted(mine, key=lambda row: (row[2 + end], row[back], row[1]))
        heights = _apart([(row[2], row[3])[end] for row in ordered], gap)
        for (_, theme, first, later, *_), at in zip(ordered, heights, strict=True):
            value, x = (first, later)[end], (0, 1)[end]
            colour, style = _direction(first, later)
            if end:
                axes.plot([0, 1], [first, later], style, color=colour, linewidth=1.3, marker="o", markersize=3.2,
                          clip_on=False)  # fmt: skip
            axes.plot([x + side * 0.03, x + side * 0.12], [value, at], color=GREY, linewidth=0.4, clip_on=False)
            words = (f"{short(theme, 44)}  {_net(value)}", f"{_net(value)}  {short(theme, 44)}")[end]
            axes.text(x + side * 0.14, at, words, fontsize=6.5, va="center", ha=("right", "left")[end], color=INK)


def _direction(first: float, later: float) -> tuple[str, str]:
    """Colour and line of a theme that moved so."""
    if later > first:
        return STRENGTH, "-"
    return (CONCERN, "--") if later < first else (GREY, ":")


def _net(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−") if round(value, 2) else "0"


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
