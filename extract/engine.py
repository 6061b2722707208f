"""Pages as the engine gives them: stored text, its words with their boxes and fonts, and drawn rules.

pdfium's bare text is fast; what stands where costs a C call each. So a word costs three calls (origin of
its first letter, box of its last, its text object) and a text object's font is asked once.
"""

from __future__ import annotations

import ctypes
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium
from pypdfium2.version import PDFIUM_INFO

from corpus import text as corpus_text
from extract import drawn
from extract.errors import Unreadable

ENGINE = f"pdfium {PDFIUM_INFO.build}"
MAX_PAGES = 20_000  # far beyond any report; more is a bomb
TEXT_LAYER = 0.9  # share of invisible words on a page with a picture above which they are the text of a scan
MAX_CHARS_A_PAGE = 2_000_000  # a dense A4 page has under 10,000; beyond this boxes are not worth their time

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_WORD = re.compile("[^\\s\ufffe]+\ufffe?|\ufffe")  # a hyphen mark ends a word: what follows stands on the next line
_BREAK = re.compile("\r\n?|\ufffe(?:\r\n?|\n)?")
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_NO_PAGES, _A_PAGE = re.compile(rb"/Count\s+0\b"), re.compile(rb"/Type\s*/Page\b")
_ITALIC = re.compile(r"italic|oblique", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one page in the engine's order; coordinates from the top left of the page as displayed."""

    start: Ints  # character range in the stored text
    end: Ints
    x0: Floats
    x1: Floats
    top: Floats
    bottom: Floats
    base: Floats  # baseline
    size: Floats  # points
    bold: Bools
    italic: Bools
    hidden: Bools  # drawn invisibly, or white on white
    turned: Bools  # not in the page's main writing direction
    colour: Ints  # fill as 0xRRGGBB
    mark: Ints | None = None  # number of the marked content it belongs to, which tags name; below 0 for none

    def __len__(self) -> int:
        return len(self.start)


@dataclass(frozen=True, slots=True)
class RawPage:
    """One page before anything is understood of it."""

    number: int
    width: float
    height: float
    text: str
    engine: str
    words: Words
    boxes: tuple[tuple[float, float, float, float], ...] = ()  # filled or stroked rectangles, thin ones are rules
    images: int = 0
    upright: bool = True  # False: the text runs along the page's height and boxes are turned with it
    warning: str = ""


@dataclass(slots=True)
class _Style:
    size: float
    bold: bool
    italic: bool
    hidden: bool
    angle: int
    colour: int
    mark: int = -1


@dataclass(slots=True)
class _Buffers:
    """C memory used over and over while a page is read."""

    rect: Any = field(default_factory=pdfium.FS_RECTF)
    matrix: Any = field(default_factory=pdfium.FS_MATRIX)
    x: Any = field(default_factory=ctypes.c_double)
    y: Any = field(default_factory=ctypes.c_double)
    size: Any = field(default_factory=ctypes.c_float)
    red: Any = field(default_factory=ctypes.c_uint)
    green: Any = field(default_factory=ctypes.c_uint)
    blue: Any = field(default_factory=ctypes.c_uint)
    alpha: Any = field(default_factory=ctypes.c_uint)


def no_words() -> Words:
    """A page without words."""
    floats, ints, bools = np.empty(0), np.empty(0, dtype=np.int64), np.empty(0, dtype=bool)
    return Words(ints, ints, floats, floats, floats, floats, floats, floats, bools, bools, bools, bools, ints)


def pages(data: bytes, *, max_seconds_a_page: float) -> Iterator[RawPage]:
    """Every page of the PDF in `data`. Raises `Unreadable` when pdfium refuses the file."""
    if not data:
        raise Unreadable("the file is empty", "copy it again from where it came")
    pdfium.FPDF_InitLibrary()  # does nothing from the second time on
    handle = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not handle:
        raise _refusal(data, pdfium.FPDF_GetLastError())
    try:
        count = pdfium.FPDF_GetPageCount(handle)
        if count > MAX_PAGES:
            raise Unreadable(f"the file says it has {count} pages", "split it: no review has so many")
        for index in range(count):
            yield _page(handle, index, max_seconds_a_page)
    finally:
        pdfium.FPDF_CloseDocument(handle)


def _refusal(data: bytes, code: int) -> Unreadable:
    if code == pdfium.FPDF_ERR_PASSWORD:
        return Unreadable("the PDF is encrypted", "save a copy without a password and add that")
    if code == pdfium.FPDF_ERR_SECURITY:
        return Unreadable("the PDF is encrypted in a way that cannot be read", "print it to a new PDF and add that")
    if b"%PDF-" not in data[:1024]:
        return Unreadable("the file is not a PDF", "open it to see what it is; save or print it as PDF")
    if _NO_PAGES.search(data) and not _A_PAGE.search(data):
        return Unreadable("the PDF has no pages", "copy or download it again")
    if b"%%EOF" not in data[-2048:]:
        return Unreadable("the PDF is cut short (its end is missing)", "copy or download it again")
    return Unreadable("the PDF is damaged", "open it in a PDF viewer, print it to a new PDF and add that")


def _page(document: Any, index: int, seconds: float) -> RawPage:
    deadline = time.monotonic() + seconds
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        return RawPage(index + 1, 0.0, 0.0, "", ENGINE, no_words(), warning="the page is damaged")
    try:
        raw, quarter = _read(page, index + 1, deadline)
        if not raw.upright:  # lines that run up or down the page come in any order until it is turned
            pdfium.FPDFPage_SetRotation(page, quarter)
            raw = replace(_read(page, index + 1, deadline)[0], upright=False)
        return raw
    finally:
        pdfium.FPDF_ClosePage(page)


def _text(textpage: Any) -> tuple[str, int]:
    count = pdfium.FPDFText_CountChars(textpage)
    if count <= 0:
        return "", 0
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(textpage, 0, count, buffer)
    raw = bytes(buffer)[: max(written - 1, 0) * 2]
    return raw.decode("utf-16-le", errors="surrogatepass"), count


def _read(page: Any, number: int, deadline: float) -> tuple[RawPage, int]:
    """The page, and the quarter turns clockwise that bring its text upright."""
    textpage = pdfium.FPDFText_LoadPage(page)
    if not textpage:
        return RawPage(number, 0.0, 0.0, "", ENGINE, no_words(), warning="the page's text is damaged"), 0
    try:
        return _read_text(page, textpage, number, deadline)
    finally:
        pdfium.FPDFText_ClosePage(textpage)


def _read_text(page: Any, textpage: Any, number: int, deadline: float) -> tuple[RawPage, int]:
    engine_text, count = _text(textpage)
    turn = pdfium.FPDFPage_GetRotation(page)
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    boxes, images = drawn.rectangles(page, turn, height)
    clean = engine_text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    stored, moved = _store(clean)
    found = [match.span() for match in _WORD.finditer(clean)]
    if not found or len(clean) > MAX_CHARS_A_PAGE:
        warning = "more characters than a page can hold: left out" if found else ""
        kept = "" if found else stored
        return RawPage(number, width, height, kept, ENGINE, no_words(), boxes, images, True, warning), turn
    to_char = _indices(clean, count)
    words, main, late = _words(page, textpage, clean, found, to_char, moved, deadline, turn)
    if images and words.hidden.sum() > TEXT_LAYER * len(words):
        words = replace(words, hidden=np.zeros(len(words), dtype=bool))
    if main == 0 and turn == 0 and (words.colour >= 0xF0F0F0).any():
        words = _without_white(words, drawn.grounds(page, height))
    if main % 2:
        width, height = height, width
    warning = "reading took too long: the rest of the page is left out" if late else ""
    boxes = () if main else boxes
    read = RawPage(number, width, height, stored, ENGINE, words, boxes, images, main == 0, warning)
    return read, (turn + main) % 4


def _store(engine_text: str) -> tuple[str, Ints | None]:
    """The text as kept, and where each of the engine's characters went (None: nowhere else)."""
    moved: Ints | None = None
    if "\r" in engine_text or "\ufffe" in engine_text:
        steps = np.zeros(len(engine_text) + 1, dtype=np.int64)
        for match in _BREAK.finditer(engine_text):
            after = 2 if match.group()[0] == "\ufffe" else 1
            steps[match.end()] += after - len(match.group())
        moved = np.arange(len(engine_text) + 1) + np.cumsum(steps)
    return corpus_text.stored(engine_text), moved


def _indices(engine_text: str, count: int) -> Ints | None:
    """The engine's own character number of each code point; None when they are the same."""
    if len(engine_text) == count:
        return None
    units = np.fromiter((1 + (ord(c) > 0xFFFF) for c in engine_text), dtype=np.int64, count=len(engine_text))
    return np.concatenate(([0], np.cumsum(units)))


def _words(
    page: Any,
    textpage: Any,
    engine_text: str,
    found: list[tuple[int, int]],
    to_char: Ints | None,
    moved: Ints | None,
    deadline: float,
    turn: int,
) -> tuple[Words, int, bool]:
    buffers = _Buffers()
    rect, x, y = buffers.rect, buffers.x, buffers.y
    rect_at, x_at, y_at = ctypes.byref(rect), ctypes.byref(x), ctypes.byref(y)
    origin, loose, object_of = (
        pdfium.FPDFText_GetCharOrigin,
        pdfium.FPDFText_GetLooseCharBox,
        pdfium.FPDFText_GetTextObject,
    )
    styles: dict[int, _Style] = {}
    fonts: dict[int, tuple[bool, bool]] = {}
    rows: list[tuple[float, float, float, float, float, float]] = []
    kept: list[_Style] = []
    late = False
    for number, (start, end) in enumerate(found):
        if not number % 512 and time.monotonic() > deadline:
            found, late = found[:number], True
            break
        last = end - 1
        if engine_text[last] == "\ufffe" and last > start:
            last -= 1
        first_char = start if to_char is None else int(to_char[start])
        last_char = last if to_char is None else int(to_char[last])
        origin(textpage, first_char, x_at, y_at)
        loose(textpage, last_char, rect_at)
        handle = object_of(textpage, first_char)
        address = ctypes.addressof(handle.contents) if handle else 0
        style = styles.get(address)
        if style is None:
            style = styles[address] = _style(textpage, handle, first_char, buffers, fonts)
        x0, y0, left, right, top, bottom = x.value, y.value, rect.left, rect.right, rect.top, rect.bottom
        if style.angle:
            loose(textpage, first_char, rect_at)
            left, right = min(left, rect.left), max(right, rect.right)
            top, bottom = max(top, rect.top), min(bottom, rect.bottom)
        elif x0 > right and right > left and RIGHT_TO_LEFT.match(engine_text[start]):
            loose(textpage, first_char, rect_at)
            x0, right = left, rect.right
        elif x0 > right or right - x0 > 5000:  # an empty last box: letters without outlines
            right = x0 + style.size * 0.5 * (end - start)
        rows.append((x0, y0, left, right, top, bottom))
        kept.append(style)
    spans = np.array(found, dtype=np.int64).reshape(-1, 2)
    if moved is not None:
        spans = np.stack([moved[spans[:, 0]], moved[spans[:, 1]]], axis=1)
        for row, (_, end) in enumerate(found):
            if engine_text[end - 1] == "\ufffe":
                spans[row, 1] -= 1  # the line feed after the hyphen is no part of the word
    return *_placed(page, np.array(rows).reshape(-1, 6), kept, spans, turn), late


def _placed(page: Any, rows: Floats, styles: list[_Style], spans: Ints, turn: int) -> tuple[Words, int]:
    """Words as if the page were turned so that its main text runs to the right, and how it ran: quarter turns."""
    angles = np.array([style.angle for style in styles], dtype=np.int64)
    lengths = spans[:, 1] - spans[:, 0]
    shown = (angles - turn) % 4  # quarter turns anticlockwise of the writing as displayed
    weight = np.bincount(shown, weights=lengths, minlength=4)
    main = int(weight.argmax())
    x0, y0, left, right, top, bottom = rows.T
    box = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(box)):
        box.left, box.bottom, box.right, box.top = 0, 0, 612, 792
    quarter = (turn + main) % 4  # clockwise turns that bring the user space upright for reading

    def place(px: Floats, py: Floats) -> tuple[Floats, Floats]:
        if quarter == 0:
            return px - box.left, box.top - py
        if quarter == 1:
            return py - box.bottom, px - box.left
        if quarter == 2:
            return box.right - px, py - box.bottom
        return box.top - py, box.right - px

    ax, ay = place(left, bottom)
    bx, by = place(right, top)
    base_x, base = place(x0, y0)
    straight = shown == main
    lefts = np.where(straight & (angles == 0) & (quarter == 0), base_x, np.minimum(ax, bx))
    words = Words(
        start=spans[:, 0],
        end=spans[:, 1],
        x0=lefts,
        x1=np.maximum(np.maximum(ax, bx), lefts),
        top=np.minimum(ay, by),
        bottom=np.maximum(ay, by),
        base=base,
        size=np.array([style.size for style in styles]),
        bold=np.array([style.bold for style in styles], dtype=bool),
        italic=np.array([style.italic for style in styles], dtype=bool),
        hidden=np.array([style.hidden for style in styles], dtype=bool),
        turned=~straight,
        colour=np.array([style.colour for style in styles], dtype=np.int64),
        mark=np.array([style.mark for style in styles], dtype=np.int64),
    )
    return words, main


def _style(textpage: Any, handle: Any, char: int, buffers: _Buffers, fonts: dict[int, tuple[bool, bool]]) -> _Style:
    if not handle:
        return _Style(10.0, False, False, False, 0, 0)
    matrix = buffers.matrix
    scale, angle = 1.0, 0
    if pdfium.FPDFText_GetMatrix(textpage, char, ctypes.byref(matrix)):
        scale = (matrix.c**2 + matrix.d**2) ** 0.5
        if abs(matrix.b) > abs(matrix.a):
            angle = 1 if matrix.b > 0 else 3
        elif matrix.a < 0:
            angle = 2
    size = 10.0
    if pdfium.FPDFTextObj_GetFontSize(handle, ctypes.byref(buffers.size)):
        size = abs(buffers.size.value) * scale or 10.0
    font = pdfium.FPDFTextObj_GetFont(handle)
    key = ctypes.addressof(font.contents) if font else 0
    if key not in fonts:
        fonts[key] = _font(font)
    bold, italic = fonts[key]
    mode = pdfium.FPDFTextObj_GetTextRenderMode(handle)
    b = buffers
    colour, alpha = 0, 255
    if pdfium.FPDFPageObj_GetFillColor(
        handle, ctypes.byref(b.red), ctypes.byref(b.green), ctypes.byref(b.blue), ctypes.byref(b.alpha)
    ):
        colour, alpha = b.red.value << 16 | b.green.value << 8 | b.blue.value, b.alpha.value
    bold = bold or mode == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE  # an outline drawn to look bold
    hidden = mode in (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP) or alpha == 0
    return _Style(size, bold, italic, hidden, angle, colour, pdfium.FPDFPageObj_GetMarkedContentID(handle))


def _font(font: Any) -> tuple[bool, bool]:
    if not font:
        return False, False
    length = pdfium.FPDFFont_GetBaseFontName(font, None, 0)
    buffer = ctypes.create_string_buffer(max(int(length), 1))
    pdfium.FPDFFont_GetBaseFontName(font, buffer, length)
    name = buffer.value.decode("utf-8", "replace")
    return bool(_BOLD.search(name)) or pdfium.FPDFFont_GetWeight(font) >= 600, bool(_ITALIC.search(name))


def _without_white(words: Words, grounds: list[tuple[float, float, float, float]]) -> Words:
    """Marks white words as hidden, unless they stand on a coloured ground or a picture."""
    red, green, blue = words.colour >> 16, words.colour >> 8 & 255, words.colour & 255
    white = (red >= 0xF0) & (green >= 0xF0) & (blue >= 0xF0)
    middle_x, middle_y = (words.x0 + words.x1) / 2, (words.top + words.bottom) / 2
    for x0, top, x1, bottom in grounds:
        white &= ~((x0 <= middle_x) & (middle_x <= x1) & (top <= middle_y) & (middle_y <= bottom))
    return replace(words, hidden=words.hidden | white)
