"""Reads quotes back from what was written, as a reader of the files would find them."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from report import clean, qda

_LONGEST_CELL = 10_000_000  # characters; Python's csv stops at 131,072 unless told
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PLACE = re.compile(r"(\d+):(\d+)-(\d+)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_AT_PAGE = re.compile(r"#page=(\d+)$")

Place = tuple[int, int, int]  # page, start, end


class Unreadable(Exception):
    """An output is not what was written: its text says why."""


@dataclass(frozen=True, slots=True)
class Written:
    """One quote as an output has it."""

    where: str  # "row 12", "quote 3"
    review: str
    page: int
    places: tuple[Place, ...]
    quote: str
    held_as: Callable[[str], str] = str  # what the output's own format makes of a text


def table(path: Path) -> Iterator[Written]:
    """The quotes of findings.csv."""
    csv.field_size_limit(_LONGEST_CELL)
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines, strict=True), start=2):
            try:
                spans = json.loads(clean.from_csv_cell(row["spans"]))
                places = tuple((span["page"], span["start"], span["end"]) for span in spans)
                quote = clean.from_csv_cell(row["quote"])
                yield Written(f"row {number}", clean.from_csv_cell(row["review"]), int(row["page"]), places, quote)
            except (KeyError, TypeError, ValueError) as error:
                raise Unreadable(f"row {number} cannot be read ({type(error).__name__}: {error})") from error


def records(path: Path) -> Iterator[Written]:
    """The quotes of findings.json or findings.parquet."""
    try:
        for number, row in enumerate(_rows(path), start=1):
            places = tuple((span["page"], span["start"], span["end"]) for span in row["spans"])
            yield Written(f"record {number}", row["review"], row["page"], places, row["quote"])
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"cannot be read ({type(error).__name__}: {error})") from error


def examples(path: Path) -> Iterator[tuple[str, str]]:
    """The quotes of themes.csv, themes.json or themes.parquet: each theme's id and a quote of it."""
    try:
        if path.suffix == ".csv":
            csv.field_size_limit(_LONGEST_CELL)
            with path.open(encoding="utf-8-sig", newline="") as lines:
                for row in csv.DictReader(lines, strict=True):
                    yield from ((row["id"], quote) for quote in json.loads(clean.from_csv_cell(row["quotes"])))
        else:
            for row in _rows(path):
                yield from ((row["id"], quote) for quote in row["quotes"])
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"cannot be read ({type(error).__name__}: {error})") from error


def _rows(path: Path) -> list[dict[str, Any]]:
    """The records of a JSON or Parquet file. Raises ValueError."""
    if path.suffix == ".json":
        found = json.loads(path.read_text(encoding="utf-8"))
        return list(found)
    import duckdb

    try:
        with duckdb.connect() as database:
            table = database.read_parquet(str(path))
            return [dict(zip(table.columns, row, strict=True)) for row in table.fetchall()]
    except duckdb.Error as error:
        raise ValueError(str(error).partition("\n")[0]) from error


def workbook(path: Path) -> Iterator[Written]:
    """The quotes of matrix.xlsx: of every sheet whose table says where they stand."""
    try:
        sheets = list(_sheets(path))
    except (KeyError, ValueError, zipfile.BadZipFile, ElementTree.ParseError) as error:
        raise Unreadable(f"is no workbook that can be read ({error})") from error
    quoted = 0
    for sheet, rows in sheets:
        header: dict[str, str] = {}
        for number, cells in rows:
            if not header:
                named = {text: column for column, text in cells.items()}
                header = named if {"Quote", "Page", "Review", "Place"} <= named.keys() else {}
                quoted += bool(header)
                continue
            row = {name: cells.get(column, "") for name, column in header.items()}
            for before in ("", "later "):  # the sheet Progress quotes two reviews a row
                review, page, place, quote = (
                    row.get((before + name).capitalize(), "") for name in ("review", "page", "place", "quote")
                )
                if review:
                    yield Written(f"{sheet}, row {number}", review, _whole(page), _places(place), quote)
    if not quoted:
        raise Unreadable("has no table of quotes")


def page(path: Path) -> Iterator[Written]:
    """The quotes of report.html, each with the page its link opens."""
    parser = _Quotes()
    parser.feed(path.read_text(encoding="utf-8"))
    parser.close()
    for number, (attributes, quote, opens) in enumerate(parser.quotes, start=1):
        yield Written(f"quote {number}", attributes["data-review"], opens, _places(attributes["data-place"]), quote)


def project(path: Path) -> Iterator[Written]:
    """The selections of project.qdpx, each as its source has it."""
    space = {"q": "urn:QDA-XML:project:1.0"}
    try:
        with zipfile.ZipFile(path) as held:
            root = _xml(held, "project.qde")
            for source in root.iterfind("q:Sources/q:TextSource", space):
                text = held.read(f"sources/{source.get('plainTextPath', '').removeprefix('internal://')}").decode(
                    "utf-8"
                )
                for selection in source.iterfind("q:PlainTextSelection", space):
                    review, page, places = qda.place_in(selection.findtext("q:Description", "", space))
                    quote = text[int(selection.get("startPosition", "")) : int(selection.get("endPosition", ""))]
                    where = f"{source.get('name')}, selection {selection.get('guid')}"
                    yield Written(where, review, page, _places(places), quote, qda.text)
    except (KeyError, ValueError, zipfile.BadZipFile, ElementTree.ParseError) as error:
        raise Unreadable(f"is no project that can be read ({error})") from error


class _Quotes(HTMLParser):
    """Collects block quotes with the page of the first PDF link after each."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.quotes: list[tuple[dict[str, str], str, int]] = []
        self._open: dict[str, str] | None = None
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "blockquote":
            self._open, self._text = {"data-review": "", "data-place": ""} | attributes, []
        elif tag == "a" and self.quotes and self.quotes[-1][2] == 0:
            found = _AT_PAGE.search(attributes.get("href", ""))
            if found:
                self.quotes[-1] = (*self.quotes[-1][:2], int(found[1]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote" and self._open is not None:
            self.quotes.append((self._open, "".join(self._text), 0))
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._text.append(data)


def _places(text: str) -> tuple[Place, ...]:
    return tuple((int(page), int(start), int(end)) for page, start, end in _PLACE.findall(text))


def _whole(text: str) -> int:
    return int(float(text)) if text.replace(".", "", 1).isdigit() else 0


def _sheets(path: Path) -> Iterator[tuple[str, list[tuple[int, Mapping[str, str]]]]]:
    """Each sheet's name, and its row numbers with cells by column letters."""
    with zipfile.ZipFile(path) as book:
        targets = {link.get("Id"): link.get("Target", "") for link in _xml(book, "xl/_rels/workbook.xml.rels")}
        shared = [_string(item) for item in _xml(book, "xl/sharedStrings.xml").iter(f"{_MAIN}si")]
        for sheet in _xml(book, "xl/workbook.xml").iter(f"{_MAIN}sheet"):
            target = targets[sheet.get(_LINK, "")].lstrip("/").removeprefix("xl/")
            rows = _xml(book, f"xl/{target}").iter(f"{_MAIN}row")
            cells: list[tuple[int, Mapping[str, str]]] = [
                (int(row.get("r", "0")), {_column(cell): _value(cell, shared) for cell in row}) for row in rows
            ]
            yield sheet.get("name", ""), cells


def _xml(book: zipfile.ZipFile, name: str) -> ElementTree.Element:
    content = book.read(name)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise ValueError(f"{name} declares a document type")
    return ElementTree.fromstring(content)  # noqa: S314 - without a document type there is nothing to expand


def _column(cell: ElementTree.Element) -> str:
    return cell.get("r", "").rstrip("0123456789")


def _value(cell: ElementTree.Element, shared: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return _string(cell)
    value = cell.findtext(f"{_MAIN}v") or ""
    return shared[int(value)] if cell.get("t") == "s" and value else value


def _string(item: ElementTree.Element) -> str:
    """A string's text; `_x0041_` in it stands for a character by number."""
    text = "".join(part.text or "" for part in item.iter(f"{_MAIN}t"))
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
