"""The pictures of the documents, as PNG with alternative text: each theme by area, and all themes at once."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from corpus.types import Results, Theme
from report import clean, shorthand
from report.headlines import Spread

_DPI = 150
_WIDTH = 6.4  # inches: the text of a page
_STRENGTH, _CONCERN = "#12436D", "#F46A25"  # of the UK Analysis Function's palette
_SETTINGS = {
    "font.family": "DejaVu Sans",  # comes with matplotlib, so every machine has it
    "font.size": 8.5,
    "text.usetex": False,
    "text.parse_math": False,
}
_ROW = 0.21  # inches a line takes
_LONGEST_LABEL = 42  # characters
_MANY = 16  # lines, above which they stand closer

Line = tuple[str, int, int, str]  # label, on the left, on the right, remark where there is neither


def by_area(results: Results, theme: Theme) -> tuple[bytes, str]:
    """Strengths and concerns of one theme, area by area in order of name; and what the picture shows."""
    several = len({row.programme for row in results.matrix.rows}) > 1
    lines: list[Line] = []
    for row in results.matrix.rows:
        cell = results.matrix.cell(row, theme)
        name = f"{row.area} ({row.programme})" if several else row.area
        none = "" if cell.strengths or cell.concerns else shorthand.words(cell)
        lines.append((clean.line(name), cell.concerns, cell.strengths, none))
    said = "; ".join(
        f"{name}: {none}" if none else f"{name}: {shorthand.count(bad, 'concern')}, {shorthand.count(good, 'strength')}"
        for name, bad, good, none in lines
    )
    return _png(lines, ("Concerns", "Strengths")), (
        f"Bar chart of {clean.line(theme.label)} by area, concerns to the left and strengths to the right. {said}."
    )


def by_theme(spreads: Sequence[Spread]) -> tuple[bytes, str]:
    """In how many areas each theme leans which way; and what the picture shows."""
    lines: list[Line] = [(s.label, s.mostly_concerns, s.mostly_strengths, "") for s in spreads]
    said = "; ".join(
        f"{name}: concerns outnumber strengths in {shorthand.count(bad, 'area')}, strengths concerns in {good}"
        for name, bad, good, _ in lines
    )
    sides = ("More concerns", "More strengths")
    return _png(lines, sides), f"Bar chart of themes. {said}."


def _png(lines: Sequence[Line], sides: tuple[str, str]) -> bytes:
    row = _ROW * (0.8 if len(lines) > _MANY else 1)
    height = 0.42 + row * max(1, len(lines))
    most = max([1, *(max(left, right) for _, left, right, _ in lines)])
    longest = max([4, *(min(len(name), _LONGEST_LABEL) for name, *_ in lines)])
    room = (0.2 + 0.066 * longest) / _WIDTH
    with rc_context(_SETTINGS):
        figure = Figure(figsize=(_WIDTH, height), facecolor="white")
        axes = figure.add_axes((room, 0.02, 1 - room - 0.01, 1 - 0.02 - 0.34 / height))
        axes.set_xlim(-most * 1.12, most * 1.12)
        axes.set_ylim(max(1, len(lines)) - 0.5, -0.5)
        axes.axis("off")
        places = range(len(lines))
        axes.barh(places, [-left for _, left, _, _ in lines], height=0.72, color=_CONCERN, linewidth=0)
        axes.barh(places, [right for _, _, right, _ in lines], height=0.72, color=_STRENGTH, linewidth=0)
        for at, line in enumerate(lines):
            _label(axes, at, line, most)
        axes.plot([0, 0], [-0.5, len(lines) - 0.5], color=shorthand.DARK, linewidth=0.8)
        above = -0.62
        axes.text(-most * 0.02, above, sides[0], ha="right", va="bottom", weight="bold", color="#A8400C")
        axes.text(most * 0.02, above, sides[1], ha="left", va="bottom", weight="bold", color=_STRENGTH)
        out = io.BytesIO()
        figure.set_dpi(_DPI)
        FigureCanvasAgg(figure).print_png(out, metadata={"Software": "analyse"})
    return out.getvalue()


def _label(axes: Any, at: int, line: Line, most: int) -> None:
    name, left, right, remark = line
    label = name if len(name) <= _LONGEST_LABEL else name[: _LONGEST_LABEL - 1] + "…"
    axes.text(-most * 1.14, at, label, ha="right", va="center")
    if left:
        axes.text(-left - most * 0.015, at, str(left), ha="right", va="center")
    if right:
        axes.text(right + most * 0.015, at, str(right), ha="left", va="center")
    if remark:
        axes.text(most * 0.02, at, remark, ha="left", va="center", color="#4D4D4D")
