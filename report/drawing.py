"""What all pictures share: one look, SVG and PNG with the same bytes every time, alternative text and a data file."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from report import clean, records

# The UK Analysis Function's categorical and sequential palettes.
BLUE, TEAL, CLARET, ORANGE, GREY, LILAC = "#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1"
SEQUENTIAL = ("#12436D", "#2073BC", "#6BACE6")
STRENGTH, CONCERN = BLUE, ORANGE
INK, PALE = "#0b0c0c", "#D9D9D9"
_DPI = 300
_PACKED = 3  # zlib's level: half of the time of 6 for files as large
_KEPT = 40  # pictures: folder, page and Word documents show the same ones
_MARGIN = 0.15  # inches
_TITLE_INCH = 0.1  # of a character of the title
_FONTS = b"'DejaVu Sans', Verdana, sans-serif"  # Verdana is as wide: what most machines without the first have
_SETTINGS = {
    "font.family": "DejaVu Sans",  # comes with matplotlib, so every machine has it
    "font.size": 8,
    "svg.fonttype": "none",  # text stays text: it can be searched and read aloud
    "svg.hashsalt": "analyse",
    "text.usetex": False,
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
    "axes.spines.top": False,
    "axes.spines.right": False,
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that can be drawn: its file name without ending, what it says, and the figures behind it."""

    name: str
    title: str  # the finding
    alternative: str  # for those who do not see it
    draw: Callable[[], Figure]
    keys: tuple[str, ...]  # columns of the data file
    rows: tuple[tuple[Any, ...], ...]


def svg(pictures: Iterable[Picture]) -> Mapping[str, bytes]:
    """Each picture as SVG, with its alternative text and its data."""
    written: dict[str, bytes] = {}
    for picture in pictures:
        written[f"{picture.name}.svg"] = vector(picture)
        written |= _beside(picture)
    return written


def png(pictures: Iterable[Picture]) -> Mapping[str, bytes]:
    """Each picture as PNG at 300 dots an inch, with its alternative text and its data."""
    written: dict[str, bytes] = {}
    for picture in pictures:
        written[f"{picture.name}.png"] = bitmap(picture)
        written |= _beside(picture)
    return written


@lru_cache(_KEPT)
def vector(picture: Picture) -> bytes:
    """One picture as SVG."""
    out = io.BytesIO()
    with rc_context(_SETTINGS):
        described = {"Title": picture.title, "Description": picture.alternative, "Date": None, "Creator": "analyse"}
        FigureCanvasSVG(picture.draw()).print_svg(out, metadata=described)
    made = out.getvalue().replace(b"<svg ", b'<svg role="img" ', 1)
    return made.replace(b"'DejaVu Sans'", _FONTS)


@lru_cache(_KEPT)
def bitmap(picture: Picture) -> bytes:
    """One picture as PNG."""
    out = io.BytesIO()
    with rc_context(_SETTINGS):
        described = {"Title": picture.title, "Description": picture.alternative, "Software": "analyse"}
        figure = picture.draw()
        figure.set_dpi(_DPI)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
    noted = PngInfo()
    for key, text in described.items():
        noted.add_text(key, _latin(text))
    drawn = Image.frombuffer("RGBA", canvas.get_width_height(physical=True), canvas.buffer_rgba()).convert("RGB")
    drawn.save(out, "PNG", dpi=(_DPI, _DPI), pnginfo=noted, compress_level=_PACKED)
    return out.getvalue()


def titled(title: str, subtitle: str, width: float, body: float) -> tuple[Figure, float]:
    """A figure `width` inches wide with its title above `body` inches of room; and the whole height."""
    heading = textwrap.wrap(title, int(width / _TITLE_INCH)) or [""]
    under = textwrap.wrap(subtitle, int(width / 0.068)) if subtitle else []
    above = 0.3 + 0.19 * len(heading) + 0.14 * len(under)
    height = above + body
    figure = Figure(figsize=(width, height), facecolor="white")
    left = _MARGIN / width
    figure.text(left, 1 - 0.12 / height, "\n".join(heading), va="top", ha="left", fontsize=11, weight="bold", color=INK)
    if under:
        below = 1 - (0.18 + 0.19 * len(heading)) / height
        figure.text(left, below, "\n".join(under), va="top", ha="left", fontsize=8, color=GREY)
    return figure, height


def headed(figure: Figure, title: str, subtitle: str = "") -> Figure:
    """The same figure with room made above it for its title."""
    width, height = figure.get_size_inches()
    lines = textwrap.wrap(title, int(width / _TITLE_INCH)) or [""]
    under = textwrap.wrap(subtitle, int(width / 0.068)) if subtitle else []
    above = 0.25 + 0.19 * len(lines) + 0.14 * len(under)
    figure.set_size_inches(width, height + above)
    for axes in figure.axes:
        box = axes.get_position()
        scale = height / (height + above)
        axes.set_position((box.x0, box.y0 * scale, box.width, box.height * scale))
    left, top = _MARGIN / width, 1 - 0.12 / (height + above)
    figure.text(left, top, "\n".join(lines), va="top", fontsize=11, weight="bold", color=INK)
    if under:
        below = 1 - (0.18 + 0.19 * len(lines)) / (height + above)
        figure.text(left, below, "\n".join(under), va="top", fontsize=8, color=GREY)
    return figure


def sheet(figure: Figure) -> Any:
    """Axes over the whole figure, in inches from its top left.

    Small charts drawn on one sheet cost a tenth of as many axes.
    """
    width, height = figure.get_size_inches()
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    axes.axis("off")
    return axes


def boxes(axes: Any, places: Sequence[tuple[float, float, float, float]], colour: Any, hatch: str = "") -> None:
    """Rectangles (x, y, width, height) as one collection. `colour` is one for all or one for each."""
    corners = [((x, y), (x + w, y), (x + w, y + h), (x, y + h)) for x, y, w, h in places]
    edge = "white" if hatch else "none"
    axes.add_collection(
        PolyCollection(corners, facecolors=colour, edgecolors=edge, linewidths=0, hatch=hatch or None), autolim=False
    )


def short(text: str, most: int) -> str:
    """`text`, cut with an ellipsis where it is longer than `most` characters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def label(text: str, width: int, most: int = 60) -> str:
    """A label on lines of at most `width` characters."""
    return "\n".join(textwrap.wrap(short(clean.line(text), most), width))


def _beside(picture: Picture) -> Mapping[str, bytes]:
    records_ = (dict(zip(picture.keys, row, strict=True)) for row in picture.rows)
    return {
        f"{picture.name}-alt.txt": f"{picture.title}\n\n{picture.alternative}\n".encode(),
        f"{picture.name}-data.csv": records.as_csv(records_, picture.keys).encode("utf-8"),
    }


def _latin(text: str) -> str:
    """PNG's text fields are Latin-1."""
    return text.encode("latin-1", "replace").decode("latin-1")


def legend(axes: Any, entries: Sequence[tuple[str, str, str]], at: tuple[float, float]) -> None:
    """Markers with words: (marker, colour, words) in one line, from `at` in parts of the axes."""
    x, y = at
    for marker, colour, words in entries:
        axes.plot([x], [y], marker, color=colour, transform=axes.transAxes, clip_on=False, markersize=6)
        axes.text(x + 0.018, y, words, transform=axes.transAxes, va="center", ha="left", fontsize=7.5, color=INK)
        x += 0.06 + 0.019 * len(words)
