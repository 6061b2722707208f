"""matrix.xlsx: by the UK Analysis Function's rules for statistics in spreadsheets, so that everybody can read it.

One table a sheet, marked up as a table; no merged cells, filters or frozen panes; text wrapped; shorthand explained
above the table that uses it. Nothing in a report's text can become a formula, a number or a link.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from math import ceil
from typing import Any

import xlsxwriter

from corpus.types import Results
from report import clean, sheets_across, shorthand
from report.sheets import Shaded, Sheet, Value, contents, cover, notes, tables

FILE = "matrix.xlsx"
TITLE = "Findings matrix of local area reviews"
MOST_IN_A_CELL = 32_767  # UTF-16 units; XlsxWriter drops a longer text silently
CUT_MARK = " [cut here: {more} more characters, which findings.csv has]"
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_date_format": "yyyy-mm-dd",
}
# A clock would make two runs differ; this day says nothing about the reviews.
_CREATED = datetime(2000, 1, 1)
_ZIPPED = (1980, 1, 1, 0, 0, 0)
_FITS_A_PAGE = 200  # characters across a printed page that can still be read
_LINE_HEIGHT = 15.0  # points
_TALLEST_ROW = 409.0  # points; a spreadsheet has no taller
_SENTENCES = re.compile(r"(?<=[.;]) (?=[A-Z\[])")
_COVER_WIDTH = 100  # characters
_MOST_IN_A_HEADER = 200  # a table's header may have 255


def workbook(results: Results, _pdf_href: object = None) -> Mapping[str, bytes]:
    """The workbook's name and bytes: the same bytes for the same results."""
    data = list(tables(results))
    after = next(place for place, sheet in enumerate(data, start=1) if sheet.name == "Themes")
    data[after:after] = sheets_across.tables(results)
    cut = sum(not _fits(_text(value)) for sheet in data for row in sheet.rows for value in row)
    front = cover(results, TITLE), notes(cut)
    sheets = (front[0], contents((*front, *data)), front[1], *data)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    book.set_properties({"title": TITLE, "subject": "Matrix of areas and themes", "created": _CREATED})
    formats = _Formats(book)
    for sheet in sheets:
        if sheet.columns:
            _write_table(book, sheet, formats)
        else:
            _write_cover(book, sheet, formats)
    book.close()
    return {FILE: _finished(out.getvalue())}


def cut_to_fit(text: str) -> str:
    """`text`, cut visibly where a cell cannot hold it."""
    if _fits(text):
        return text
    room = MOST_IN_A_CELL - len(CUT_MARK) - 10
    kept = text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore")
    return kept + CUT_MARK.format(more=f"{len(text) - len(kept):,}")


# What `cut_to_fit` leaves of a cut text, for those who check it.
CUT = re.compile(re.escape(CUT_MARK).replace(re.escape("{more}"), r"[\d,]+") + r"\Z")


class _Formats:
    """The few cell formats, made once each."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, str], Any] = {}
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.heading = book.add_format({"bold": True, "font_size": 13})
        self.line = book.add_format({"text_wrap": False})
        self.paragraph = book.add_format({"text_wrap": True, "valign": "top"})
        self.header = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.link = book.get_default_url_format()

    def cell(self, number_format: str, shade: str = "") -> Any:
        key = number_format, shade
        if key not in self._made:
            options: dict[str, Any] = {"text_wrap": True, "valign": "top"}
            if number_format:
                options["num_format"] = number_format
            if shade:
                options["bg_color"] = shorthand.BACKGROUND[shade]  # type: ignore[index]
                options["font_color"] = shorthand.FOREGROUND[shade]  # type: ignore[index]
                options["border"], options["border_color"] = 1, "#BFBFBF"
            self._made[key] = self._book.add_format(options)
        return self._made[key]


def _write_cover(book: Any, sheet: Sheet, formats: _Formats) -> None:
    page = book.add_worksheet(sheet.name)
    page.hide_gridlines(2)
    page.set_column(0, 0, _COVER_WIDTH)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.write_string(0, 0, sheet.title, formats.title)
    for number, line in enumerate(sheet.lines, start=1):
        heading = not line.endswith(".")
        page.set_row(number, _height([(line, _COVER_WIDTH * 0.8)]))
        page.write_string(number, 0, clean.line(line), formats.heading if heading else formats.paragraph)


def _write_table(book: Any, sheet: Sheet, formats: _Formats) -> None:
    page = book.add_worksheet(sheet.name)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(ceil(sum(column.width for column in sheet.columns) / _FITS_A_PAGE), 0)
    page.write_string(0, 0, sheet.title, formats.title)
    lines = [sentence for line in sheet.lines for sentence in _SENTENCES.split(line)]  # a printed page cuts longer ones
    for number, line in enumerate(lines, start=1):
        page.write_string(number, 0, line, formats.line)
    top = len(lines) + 1
    page.repeat_rows(top)
    rows = sheet.rows or (("None", *("",) * (len(sheet.columns) - 1)),)
    headers = _headers(sheet)
    page.add_table(
        top,
        0,
        top + len(rows),
        len(sheet.columns) - 1,
        {
            "name": f"{sheet.name}_table",
            "autofilter": False,
            "style": "Table Style Light 1",
            "banded_rows": False,
            "columns": [{"header": header, "header_format": formats.header} for header in headers],
        },
    )
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
    page.set_row(top, _height([(header, column.width) for header, column in zip(headers, sheet.columns, strict=True)]))
    for number, row in enumerate(rows, start=top + 1):
        page.set_row(number, _height([(_text(value), c.width) for value, c in zip(row, sheet.columns, strict=True)]))
        for place, (value, column) in enumerate(zip(row, sheet.columns, strict=True)):
            _write_value(page, (number, place), value, formats, column.number_format)
    if sheet.name == "Contents":
        for number, row in enumerate(rows, start=top + 1):
            page.write_url(number, 0, f"internal:'{row[0]}'!A1", formats.link, str(row[0]))


def _height(cells: Iterable[tuple[str, float]]) -> float:
    """The height that shows every line of wrapped text: not every program works it out when it opens the file."""
    lines = max(sum(ceil(len(line) / width) or 1 for line in text.split("\n")) for text, width in cells)
    return min(_TALLEST_ROW, _LINE_HEIGHT * lines)


def _headers(sheet: Sheet) -> list[str]:
    """Column names: unique in any case, as a table must have them."""
    seen: set[str] = set()
    headers = []
    for column in sheet.columns:
        name = clean.line(column.header)[:_MOST_IN_A_HEADER] or "Column"
        number, header = 1, name
        while header.lower() in seen:
            number += 1
            header = f"{name} ({number})"
        seen.add(header.lower())
        headers.append(header)
    return headers


def _write_value(page: Any, at: tuple[int, int], value: Value, formats: _Formats, number_format: str) -> None:
    match value:
        case None | "":
            page.write_blank(*at, None, formats.cell(""))
        case date():
            page.write_datetime(*at, value, formats.cell("yyyy-mm-dd"))
        case int() | float():
            page.write_number(*at, value, formats.cell(number_format))
        case Shaded():
            page.write_string(*at, cut_to_fit(_text(value)), formats.cell("", value.shade))
        case _:
            page.write_string(*at, cut_to_fit(_text(value)), formats.cell(""))


def _text(value: Value) -> str:
    text = value.text if isinstance(value, Shaded) else value
    return clean.text(text) if isinstance(text, str) else ""


def _fits(text: str) -> bool:
    """Whether a cell can hold it. A character takes one UTF-16 unit or two, so few texts need counting."""
    return 2 * len(text) <= MOST_IN_A_CELL or len(text.encode("utf-16-le")) // 2 <= MOST_IN_A_CELL


def _finished(made: bytes) -> bytes:
    """The same workbook with its language set, which XlsxWriter cannot do."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = content.replace(
                    b"</cp:coreProperties>", b"<dc:language>en-GB</dc:language></cp:coreProperties>"
                )
            entry = zipfile.ZipInfo(name, _ZIPPED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return out.getvalue()
