"""England as tiles, one for each upper-tier or unitary authority: what the reviewed ones say of a theme.

The grid is that of Open Innovations (odileeds/hexmaps, MIT) for the 153 present authorities, rows counted from the
south, odd rows shifted right by half a tile. West Northamptonshire was moved between Warwickshire and North
Northamptonshire, and Warwickshire and Herefordshire one place west, so that it stands among its neighbours.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from math import cos, pi, sin

from matplotlib.figure import Figure
from matplotlib.patches import Polygon

from corpus import areas
from corpus.types import Cell, Results, Theme
from report import clean, headlines, shorthand
from report.drawing import GREY, INK, Picture, titled

_WIDTH, _BODY = 6.5, 6.3  # inches
_ROW = 0.5 * 3**0.5  # distance of rows where tiles are one apart
_SHOWN: tuple[shorthand.Shade, ...] = (
    *("strengths", "more-strengths", "even", "more-concerns", "concerns", "unjudged", "none"),
)
_KEYS = ("tile", "area", "area_code", "strengths", "concerns", "mixed", "neutral", "state")
_SKIPPED = frozenset({"and", "of", "on", "upon", "the", "city", "county", "royal", "borough", "district", "council"})


@cache
def grid() -> Mapping[str, tuple[float, float]]:
    """Centre of each authority's tile by its ONS code, tiles one apart."""
    text = (files("corpus") / "data" / "tiles.csv").read_text(encoding="utf-8")
    places = ((line["code"], int(line["column"]), int(line["row"])) for line in csv.DictReader(text.splitlines()))
    return {code: (column + (0.5 if row % 2 else 0.0), row * _ROW) for code, column, row in places}


def tiles_of(code: str) -> tuple[str, ...]:
    """Codes of the tiles an area stands on: its own, or those of the authorities that replaced it."""
    if code in grid():
        return (code,)
    area = areas.load().by_code(code)
    return tuple(tile for successor in (area.successors if area else ()) for tile in tiles_of(successor))


def pictures(results: Results) -> tuple[Picture, ...]:
    """A map of each theme that is a widespread concern or strength; none where no area is on the map."""
    if not any(tiles_of(row.area_code) for row in results.matrix.rows):
        return ()
    found = headlines.spreads(results)
    chosen = (*headlines.widespread_concerns(found), *headlines.widespread_strengths(found))
    return tuple(picture(results, theme) for theme in dict.fromkeys(spread.theme for spread in chosen))


def picture(results: Results, theme: Theme) -> Picture:
    """What reviewed areas say of one theme, on the map."""
    cells: dict[str, Cell] = {}
    for row in results.matrix.rows:
        for tile in tiles_of(row.area_code):
            if tile not in cells or cells[tile].state != "found":
                cells[tile] = results.matrix.cell(row, theme)
    spread = next(s for s in headlines.spreads(results) if s.theme.id == theme.id)
    name = clean.line(theme.label)
    rows = tuple(
        (tile, c.area, c.area_code, c.strengths, c.concerns, c.mixed, c.neutral, c.state)
        for tile, c in sorted(cells.items())
    )
    elsewhere = sorted({row.area for row in results.matrix.rows if not tiles_of(row.area_code)})
    apart = f" Not on the map: {', '.join(elsewhere)}." if elsewhere else ""
    said = f"{name}: {spread.sentence()}"
    alternative = clean.line(f"Map of England in tiles, one an authority. {said} {_in_words(cells)}{apart}")
    return Picture(
        f"map-{theme.id}", clean.line(_title(spread)), alternative, lambda: _figure(cells, spread, apart), _KEYS, rows
    )


def _title(spread: headlines.Spread) -> str:
    if spread.mostly_concerns >= spread.mostly_strengths:
        lean = f"more of a concern than a strength in {spread.mostly_concerns} of {spread.looked} areas"
    else:
        lean = f"more of a strength than a concern in {spread.mostly_strengths} of {spread.looked} areas"
    return f"{spread.label} is {lean}"


def _in_words(cells: Mapping[str, Cell]) -> str:
    by_shade = {shade: sorted({c.area for c in cells.values() if shorthand.shade(c) == shade}) for shade in _SHOWN}
    lines = (
        f"{shorthand.MEANING[shade].partition(':')[0]}: {', '.join(its)}." for shade, its in by_shade.items() if its
    )
    return " ".join(line[0].upper() + line[1:] for line in lines)


def _figure(cells: Mapping[str, Cell], spread: headlines.Spread, apart: str) -> Figure:
    under = "One tile an authority; grey letters: not reviewed here. + strengths, − concerns; where there is neither: "
    under += f"~ mixed, ○ neutral.{apart}"
    figure, height = titled(clean.line(_title(spread)), under, _WIDTH, _BODY)
    axes = figure.add_axes((0.01, 0.05, 0.98, (_BODY - 0.35) / height), anchor="N")
    axes.set_aspect("equal")
    axes.axis("off")
    for code, (x, y) in grid().items():
        cell = cells.get(code)
        shade = shorthand.shade(cell) if cell is not None else None
        face = shorthand.BACKGROUND[shade] if shade else "#ffffff"
        ink = shorthand.FOREGROUND[shade] if shade else "#767676"
        corners = [(x + 0.56 * cos(pi / 6 + k * pi / 3), y + 0.56 * sin(pi / 6 + k * pi / 3)) for k in range(6)]
        axes.add_patch(Polygon(corners, facecolor=face, edgecolor=GREY if shade else "#D9D9D9", linewidth=0.6))
        axes.text(x, y + (0.14 if cell else 0), letters()[code], ha="center", va="center", fontsize=5.5, color=ink)
        if cell is not None:
            signs = shorthand.signs(cell, gap="")
            axes.text(x, y - 0.2, signs, ha="center", va="center", fontsize=5.5, weight="bold", color=ink)
    axes.set_xlim(-0.7, max(x for x, _ in grid().values()) + 0.7)
    axes.set_ylim(-0.7, max(y for _, y in grid().values()) + 0.7)
    at, up = 0.02, 0.038
    for shade in _SHOWN:
        words = shorthand.BRIEFLY[shade]
        if at + 0.025 + 0.0083 * len(words) > 1:
            at, up = 0.02, 0.014
        figure.text(at, up, "⬢", color=shorthand.BACKGROUND[shade], fontsize=10, va="center")
        figure.text(at, up, "⬡", color=GREY, fontsize=10, va="center")
        figure.text(at + 0.025, up, words, fontsize=6.5, va="center", color=INK)
        at += 0.045 + 0.0083 * len(words)
    return figure


@cache
def letters() -> Mapping[str, str]:
    """Four or five letters that stand for an authority, no two alike, by its code.

    Names that begin alike get the letter by which they differ, or, where one ends there, its last: Notts and Nottm.
    """
    known = {code: area.name if (area := areas.load().by_code(code)) else code for code in grid()}
    begun = {code: _beginning(name) for code, name in known.items()}
    made = dict(begun)
    for code, name in known.items():
        alike = [known[other] for other in known if other != code and begun[other] == begun[code]]
        if alike:
            same = max(sum(name.startswith(other[:end]) for end in range(1, len(other) + 1)) for other in alike)
            made[code] += name[same] if same < len(name) else name[-1]
    return made


def _beginning(name: str) -> str:
    words = [word for word in name.replace("-", " ").split() if word.lower() not in _SKIPPED]
    if len(words) > 1:
        return (words[0][:2] + words[1][:2]) if len(words) == 2 else "".join(word[0] for word in words)[:4]
    return words[0][:4] if words else name[-4:]
