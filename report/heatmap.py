"""The matrix as a picture: colour and numbers, areas with like findings together, a title that states the finding."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import groupby
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
from scipy.spatial.distance import pdist

from corpus.types import Matrix, MatrixRow, Results, Theme
from report import clean, headlines, shorthand, shown
from report.drawing import Picture, boxes, short

_MOST_EMERGENT = 8
_CELL = (0.56, 0.27)  # inches
_LABEL_INCH = 0.066  # of a character at the size of the labels
_SHOWN: tuple[shorthand.Shade, ...] = (
    *("strengths", "more-strengths", "even", "more-concerns", "concerns", "unjudged"),
)


def picture(results: Results) -> Picture:
    """The heat map; its data are the cells it shows, areas in the order of the picture."""
    rows = tuple(
        (
            row.area,
            row.area_code,
            row.programme,
            theme.id,
            theme.label,
            c.strengths,
            c.concerns,
            c.mixed,
            c.neutral,
            c.state,
        )
        for row in clustered(results.matrix)
        for theme in _shown_themes(results)
        for c in (results.matrix.cell(row, theme),)
    )
    keys = (
        "area",
        "area_code",
        "programme",
        "theme",
        "theme_label",
        "strengths",
        "concerns",
        "mixed",
        "neutral",
        "state",
    )
    return Picture("matrix", title(results), alternative(results), lambda: _figure(results), keys, rows)


def clustered(matrix: Matrix) -> tuple[MatrixRow, ...]:
    """Rows so that areas with like findings stand together, programme by programme: no ranking.

    Average linkage over the leaning of each theme, leaves in the order that puts the likest side by side (Bar-Joseph,
    Gifford and Jaakkola 2001, Fast optimal leaf ordering for hierarchical clustering).
    """
    ordered: list[MatrixRow] = []
    for _, members in groupby(matrix.rows, key=lambda row: row.programme):
        its = list(members)
        if len(its) > 2:
            cells = [[matrix.cell(row, theme) for theme in matrix.themes if theme.origin == "codebook"] for row in its]
            leaning = np.array(
                [[(c.strengths - c.concerns) / (c.strengths + c.concerns + 1) for c in row] for row in cells]
            )
            apart = pdist(leaning) if leaning.size else np.zeros(len(its) * (len(its) - 1) // 2)
            its = [its[leaf] for leaf in leaves_list(optimal_leaf_ordering(linkage(apart, "average"), apart))]
            if its[0].area.casefold() > its[-1].area.casefold():
                its.reverse()
        ordered += its
    return tuple(ordered)


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
    emergent = sum(theme.origin == "emergent" for theme in shown.themes(results))
    more = f" {_MOST_EMERGENT} of {emergent} emergent themes are shown." if emergent > _MOST_EMERGENT else ""
    return f"{headlines.summary(results)}{more} Areas with like findings stand together; they are not ranked."


def _figure(results: Results) -> Figure:
    rows, themes = clustered(results.matrix), _shown_themes(results)
    several = len({row.programme for row in rows}) > 1
    names = [short(_row_name(row, several=several), 34) for row in rows]
    labels = [textwrap.wrap(short(clean.line(theme.label), 46), 26) or [theme.id] for theme in themes]
    left = 0.25 + _LABEL_INCH * max([len(name) for name in names] or [4])
    above = 0.35 + _LABEL_INCH * 0.75 * max([len(line) for label in labels for line in label] or [4])
    wide, high = _CELL[0] * len(themes), _CELL[1] * len(rows)
    width = max(left + wide + 0.7, 6.5)
    heading = textwrap.wrap(title(results), int(width / 0.1))
    told = textwrap.wrap(_subtitle(results), int(width / 0.072))
    top = 0.36 + 0.19 * len(heading) + 0.14 * len(told) + above
    height = top + high + 0.55
    figure = Figure(figsize=(width, height), facecolor="white")
    axes = figure.add_axes((left / width, 0.55 / height, wide / width, high / height))
    axes.set_xlim(0, max(1, len(themes)))
    axes.set_ylim(max(1, len(rows)), 0)
    axes.axis("off")
    figure.text(0.15 / width, 1 - 0.15 / height, "\n".join(heading), va="top", ha="left", fontsize=11, weight="bold")
    below = 1 - (0.2 + 0.19 * len(heading)) / height
    figure.text(0.15 / width, below, "\n".join(told), va="top", ha="left", fontsize=8)
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
    places, faces = [], []
    for down, row in enumerate(rows):
        for across, theme in enumerate(themes):
            cell = results.matrix.cell(row, theme)
            shade = shorthand.shade(cell)
            places.append((across + 0.03, down + 0.05, 0.94, 0.9))
            faces.append(shorthand.BACKGROUND[shade])
            signs, colour = shorthand.signs(cell), shorthand.FOREGROUND[shade]
            axes.text(across + 0.5, down + 0.52, signs, ha="center", va="center", color=colour, fontsize=7)
    boxes(axes, places, faces)


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
        figure.text((at + 0.24) / width, 0.32 / height, shorthand.BRIEFLY[shade], va="center", fontsize=7)
        at += 0.42 + 0.062 * len(shorthand.BRIEFLY[shade])
    themes = _shown_themes(results)
    states = {results.matrix.cell(row, theme).state for row in results.matrix.rows for theme in themes}
    signs = ["+ strengths", "− concerns", "where there is neither: ~ mixed, ○ neutral"]
    signs += [
        f"{sign} {shorthand.NOTHING_WORDS[state]}" for state, sign in shorthand.NOTHING.items() if state in states
    ]
    figure.text(0.15 / width, 0.1 / height, "   ".join(signs), va="center", fontsize=7)


def _shown_themes(results: Results) -> list[Theme]:
    """Themes and the main emergent ones. Sub-themes, counted in theirs, would make the picture too wide."""
    themes = shown.themes(results)
    codebook = [theme for theme in themes if theme.origin == "codebook" and theme.parent is None]
    emergent = headlines.main_emergent(results, len(results.matrix.themes))
    return [*codebook, *[theme for theme in emergent if theme in themes][:_MOST_EMERGENT]]


def _row_name(row: MatrixRow, *, several: bool) -> str:
    return clean.line(f"{row.area} ({row.programme})" if several else row.area)
