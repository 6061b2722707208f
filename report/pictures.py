"""The matrix as a picture, SVG and PNG: colour and numbers, a title that states the finding, and alternative text."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from corpus.types import MatrixRow, Results, Theme
from report import clean, headlines, shorthand
from report.order import arranged

PNG_FILE, SVG_FILE, TEXT_FILE = "matrix.png", "matrix.svg", "matrix-alt.txt"
_DPI = 300
_MOST_EMERGENT = 8
_CELL = (0.56, 0.27)  # inches
_LABEL_INCH = 0.066  # of a character at the size of the labels
_SHOWN: tuple[shorthand.Shade, ...] = ("strengths", "more-strengths", "even", "more-concerns", "concerns")
_SHORT = {
    "strengths": "mostly strengths",
    "more-strengths": "more strengths",
    "even": "as many of each",
    "more-concerns": "more concerns",
    "concerns": "mostly concerns",
}
_SETTINGS = {
    "font.family": "DejaVu Sans",  # comes with matplotlib, so every machine has it
    "font.size": 8,
    "svg.fonttype": "none",  # text stays text: it can be searched and read aloud
    "svg.hashsalt": "analyse",
    "text.usetex": False,
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
}


def svg(results: Results, _pdf_href: object = None) -> Mapping[str, bytes]:
    """The picture as SVG, and its alternative text."""
    with rc_context(_SETTINGS):
        out = io.BytesIO()
        metadata = {"Title": title(results), "Description": alternative(results), "Date": None, "Creator": "analyse"}
        FigureCanvasSVG(_figure(results)).print_svg(out, metadata=metadata)
    described = out.getvalue().replace(b"<svg ", b'<svg role="img" ', 1)
    return {SVG_FILE: described, TEXT_FILE: _text(results)}


def png(results: Results, _pdf_href: object = None) -> Mapping[str, bytes]:
    """The picture as PNG at 300 dots an inch, and its alternative text."""
    with rc_context(_SETTINGS):
        out = io.BytesIO()
        metadata = {"Title": title(results), "Description": alternative(results), "Software": "analyse"}
        figure = _figure(results)
        figure.set_dpi(_DPI)
        FigureCanvasAgg(figure).print_png(out, metadata={key: _latin(text) for key, text in metadata.items()})
    return {PNG_FILE: out.getvalue(), TEXT_FILE: _text(results)}


def title(results: Results) -> str:
    return clean.line(headlines.title(results))


def alternative(results: Results) -> str:
    """What the picture shows, for those who do not see it."""
    sentences = [
        f"{spread.label}: {spread.sentence()}"
        for spread in headlines.spreads(results)
        if spread.found and spread.theme.parent is None
    ]
    lead = f"Heat map of {shorthand.count(len(results.matrix.rows), 'row')} of areas by "
    lead += f"{shorthand.count(len(_shown_themes(results)), 'theme')}, with the number of strengths and concerns. "
    return clean.line(lead + headlines.summary(results) + " " + " ".join(sentences))


def _subtitle(results: Results) -> str:
    emergent = sum(theme.origin == "emergent" for theme in results.matrix.themes)
    more = f" {_MOST_EMERGENT} of {emergent} emergent themes are shown." if emergent > _MOST_EMERGENT else ""
    return headlines.summary(results) + more


def _text(results: Results) -> bytes:
    return f"{title(results)}\n\n{alternative(results)}\n".encode()


def _latin(text: str) -> str:
    """PNG's text fields are Latin-1."""
    return text.encode("latin-1", "replace").decode("latin-1")


def _figure(results: Results) -> Figure:
    rows, themes = results.matrix.rows, _shown_themes(results)
    several = len({row.programme for row in rows}) > 1
    names = [_short(_row_name(row, several=several), 34) for row in rows]
    labels = [textwrap.wrap(_short(clean.line(theme.label), 46), 26) or [theme.id] for theme in themes]
    left = 0.25 + _LABEL_INCH * max([len(name) for name in names] or [4])
    above = 0.35 + _LABEL_INCH * 0.75 * max([len(line) for label in labels for line in label] or [4])
    wide, high = _CELL[0] * len(themes), _CELL[1] * len(rows)
    width = max(left + wide + 0.7, 6.5)
    heading = textwrap.wrap(title(results), int(width / 0.1))
    top = 0.5 + 0.19 * len(heading) + above
    height = top + high + 0.55
    figure = Figure(figsize=(width, height), facecolor="white")
    axes = figure.add_axes((left / width, 0.55 / height, wide / width, high / height))
    axes.set_xlim(0, max(1, len(themes)))
    axes.set_ylim(max(1, len(rows)), 0)
    axes.axis("off")
    figure.text(0.15 / width, 1 - 0.15 / height, "\n".join(heading), va="top", ha="left", fontsize=11, weight="bold")
    below = 1 - (0.2 + 0.19 * len(heading)) / height
    figure.text(0.15 / width, below, _subtitle(results), va="top", ha="left", fontsize=8)
    _draw_cells(axes, results, rows, themes)
    for number, name in enumerate(names):
        axes.text(-0.12, number + 0.5, name, ha="right", va="center")
    for number, lines in enumerate(labels):
        axes.text(
            number + 0.5,
            -0.2,
            "\n".join(lines),
            ha="left",
            va="bottom",
            rotation=60,
            rotation_mode="anchor",
            fontsize=7,
        )
    _draw_groups(axes, themes, len(rows))
    _draw_legend(figure, results, width, height)
    return figure


def _draw_cells(axes: Any, results: Results, rows: Sequence[MatrixRow], themes: Sequence[Theme]) -> None:
    for down, row in enumerate(rows):
        for across, theme in enumerate(themes):
            cell = results.matrix.cell(row, theme)
            shade = shorthand.shade(cell)
            axes.add_patch(
                Rectangle((across + 0.03, down + 0.05), 0.94, 0.9, facecolor=shorthand.BACKGROUND[shade], linewidth=0)
            )
            colour = shorthand.FOREGROUND[shade]
            axes.text(
                across + 0.5, down + 0.52, shorthand.signs(cell), ha="center", va="center", color=colour, fontsize=7
            )


def _draw_groups(axes: Any, themes: Sequence[Theme], depth: int) -> None:
    """A line between groups of themes; a heavier one before the emergent ones."""
    start = 0
    for (origin, _), members in groupby(themes, key=lambda theme: (theme.origin, theme.group)):
        if start:
            heavy = origin == "emergent" and themes[start - 1].origin == "codebook"
            axes.plot([start, start], [0, depth], color=shorthand.DARK, linewidth=1.6 if heavy else 0.5, clip_on=False)
        start += len(list(members))


def _draw_legend(figure: Figure, results: Results, width: float, height: float) -> None:
    at = 0.15
    for shade in _SHOWN:
        figure.patches.append(
            Rectangle(
                (at / width, 0.24 / height),
                0.18 / width,
                0.16 / height,
                transform=figure.transFigure,
                facecolor=shorthand.BACKGROUND[shade],
                linewidth=0,
            )
        )
        figure.text((at + 0.24) / width, 0.32 / height, _SHORT[shade], va="center", fontsize=7)
        at += 0.42 + 0.062 * len(_SHORT[shade])
    states = {cell.state for cell in results.matrix.cells.values()} - {"found"}
    signs = ["+ strengths", "− concerns", "~ mixed", "○ neutral"]
    signs += [
        f"{sign} {shorthand.NOTHING_WORDS[state]}" for state, sign in shorthand.NOTHING.items() if state in states
    ]
    figure.text(0.15 / width, 0.1 / height, "   ".join(signs), va="center", fontsize=7)


def _shown_themes(results: Results) -> list[Theme]:
    """Themes and the main emergent ones. Sub-themes, counted in theirs, would make the picture too wide."""
    themes = arranged(results.matrix.themes)
    codebook = [theme for theme in themes if theme.origin == "codebook" and theme.parent is None]
    return [*codebook, *headlines.main_emergent(results, _MOST_EMERGENT)]


def _row_name(row: MatrixRow, *, several: bool) -> str:
    return clean.line(f"{row.area} ({row.programme})" if several else row.area)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
