"""The pictures of the documents, as PNG with alternative text: each theme by area, and all themes at once."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from matplotlib import get_data_path
from PIL import Image, ImageDraw, ImageFont

from corpus.types import Results, Theme
from report import clean, shorthand
from report.headlines import Spread

_DPI = 160
_WIDTH = 6.4  # inches: the text of a page
_STRENGTH, _CONCERN = "#12436D", "#F46A25"  # of the UK Analysis Function's palette
_POINTS, _SMALL = 8, 7.2  # of the labels
_PIXELS = round(_WIDTH * _DPI)
_GAP = 6  # pixels beside a label
_ROW = 0.21  # inches a line takes
_LOW = 0.17  # inches, where there are many
_MANY, _VERY_MANY = 18, 80  # lines, above which they stand in two columns, and in three
_NARROW = 3  # columns, from which they have no room for words above them
_LABEL = 0.5  # most of a column that labels take

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
    """Bars to the left and right of a middle line, many lines in two or three columns, all on one scale.

    Drawn pixel by pixel: a pack has dozens of them.
    """
    columns = 3 if len(lines) > _VERY_MANY else 2 if len(lines) > _MANY else 1
    down = max(1, -(-len(lines) // columns))
    row, top = round((_ROW if columns == 1 else _LOW) * _DPI), round(0.34 * _DPI)
    picture = Image.new("RGB", (_PIXELS, top + row * down + round(0.06 * _DPI)), "white")
    wide = _PIXELS // columns
    scale = _scaled(lines, wide - 2 * _GAP, row, narrow=columns >= _NARROW)
    for column in range(columns):
        at, its = (column * wide, top), lines[column * down :][:down]
        _column(ImageDraw.Draw(picture), its, sides if columns < _NARROW else None, at, scale)
    if columns >= _NARROW:
        _key(ImageDraw.Draw(picture), sides)
    out = io.BytesIO()
    picture.save(out, "PNG", dpi=(_DPI, _DPI))
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class _Scale:
    """What all columns have in common, in pixels."""

    room: int  # that labels take
    middle: int  # from a column's left
    unit: float  # of one area, or finding
    row: int
    text: ImageFont.FreeTypeFont


def _scaled(lines: Sequence[Line], wide: int, row: int, *, narrow: bool) -> _Scale:
    """The longest of all labels, bars with their numbers, and remarks find room in a column."""
    text = _font("DejaVuSans.ttf", small=narrow)
    labels = max([text.getlength(_fitting(name, text, int(wide * _LABEL))) for name, *_ in lines] or [0])
    room, most = round(labels) + _GAP, max([1, *(max(left, right) for _, left, right, _ in lines)])
    numbers = text.getlength(str(most)) + 2 * _GAP
    remarks = max([text.getlength(remark) + _GAP for *_, remark in lines if remark] or [0])
    right = max((wide - room) / 2, min(remarks, wide - room - numbers - _GAP))
    return _Scale(room, round(wide - right), max(0.0, wide - right - room - numbers) / most, row, text)


def _column(
    draw: ImageDraw.ImageDraw,
    lines: Sequence[Line],
    sides: tuple[str, str] | None,
    at: tuple[int, int],
    scale: _Scale,
) -> None:
    """One column of bars from its top left."""
    (left, top), row, unit, text = at, scale.row, scale.unit, scale.text
    bold, labels = _font("DejaVuSans-Bold.ttf"), [_fitting(name, text, scale.room - _GAP) for name, *_ in lines]
    room, middle = left + scale.room, left + scale.middle
    if sides is not None:
        draw.text((middle - _GAP, top - _GAP), sides[0], "#A8400C", bold, anchor="rs")
        draw.text((middle + _GAP, top - _GAP), sides[1], _STRENGTH, bold, anchor="ls")
    for place, (label, (_, concerns, strengths, remark)) in enumerate(zip(labels, lines, strict=True)):
        centre, high = top + row * place + row // 2, round(row * 0.36)
        draw.text((room - _GAP, centre), label, shorthand.DARK, text, anchor="rm")
        if concerns:
            end = middle - round(concerns * unit)
            draw.rectangle((end, centre - high, middle - 1, centre + high), _CONCERN)
            draw.text((end - _GAP, centre), str(concerns), shorthand.DARK, text, anchor="rm")
        if strengths:
            end = middle + round(strengths * unit)
            draw.rectangle((middle + 1, centre - high, end, centre + high), _STRENGTH)
            draw.text((end + _GAP, centre), str(strengths), shorthand.DARK, text, anchor="lm")
        if remark:
            draw.text((middle + _GAP, centre), remark, "#4D4D4D", text, anchor="lm")
    draw.line((middle, top, middle, top + row * len(lines)), shorthand.DARK, 1)


def _key(draw: ImageDraw.ImageDraw, sides: tuple[str, str]) -> None:
    """What the sides are, once above all columns that are too narrow to head."""
    bold, middle, at = _font("DejaVuSans-Bold.ttf"), _PIXELS // 2, round(0.14 * _DPI)
    draw.text((middle - 2 * _GAP, at), f"{sides[0]} to the left", "#A8400C", bold, anchor="rm")
    draw.text((middle + 2 * _GAP, at), f"{sides[1]} to the right", _STRENGTH, bold, anchor="lm")


def _fitting(label: str, text: ImageFont.FreeTypeFont, most: int) -> str:
    """A label of at most so many pixels; what is longer ends in an ellipsis."""
    if text.getlength(label) <= most:
        return label
    while label and text.getlength(f"{label}…") > most:
        label = label[:-1]
    return f"{label.rstrip()}…"


@cache
def _font(name: str, *, small: bool = False) -> ImageFont.FreeTypeFont:
    """DejaVu Sans, which comes with matplotlib, so that every machine has it; laid out alike everywhere."""
    path = Path(get_data_path()) / "fonts" / "ttf" / name
    return ImageFont.truetype(
        str(path), (_SMALL if small else _POINTS) * _DPI / 72, layout_engine=ImageFont.Layout.BASIC
    )
