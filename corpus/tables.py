"""CSV files as people and spreadsheets save them: any usual encoding and delimiter, cells of any size, row by row."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import AnalyseError, WrongUsage

DELIMITERS = (",", ";", "\t", "|")  # the first of those that split the header into most columns
_LARGEST_CELL = 2**31 - 1  # what the csv module takes on every system; its default of 128 KiB stops at long texts
_CHUNK = 1 << 20  # bytes
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_FALLBACK = "cp1252"  # what Excel on Windows writes when it is not asked for UTF-8

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file that has been looked through once: it decodes, and has `columns` and `rows` rows."""

    path: Path
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    rows: int
    notes: tuple[str, ...] = ()  # what a person should know of how it was read

    def column(self, name: str) -> str:
        """The column called `name`, whatever its case and the spaces around it; WrongUsage names those there are."""
        for same in (lambda c: c == name, lambda c: _folded(c) == _folded(name)):
            if found := next((c for c in self.columns if same(c)), None):
                return found
        shown = ", ".join(self.columns[:30]) + (", …" if len(self.columns) > 30 else "")
        raise WrongUsage(f"{self.path.name} has no column “{name}”.", f"Its columns are: {shown}.")

    def has(self, name: str) -> bool:
        return any(_folded(c) == _folded(name) for c in self.columns)

    def __iter__(self) -> Iterator[Row]:
        """Rows as {column: cell}; lines that hold nothing are passed over, missing cells are empty."""
        for cells in _records(self.path, self.encoding, self.delimiter, skip=1):
            yield dict(zip(self.columns, [*cells, *[""] * (len(self.columns) - len(cells))], strict=False))


def look(path: Path, encoding: str = "") -> Table:
    """Looks a CSV file through: its encoding, delimiter, columns and number of rows. Holds one row at a time.

    Raises WrongUsage where there is no such file, AnalyseError where it is no table that can be read.
    """
    if not path.is_file():
        what = "is a folder, not a file" if path.is_dir() else "does not exist"
        raise WrongUsage(f"{path} {what}.", "Name a CSV file.")
    try:
        with path.open("rb") as file:
            start = file.read(_CHUNK)
        notes: list[str] = []
        if not encoding:
            encoding = _encoding(path, start)
            if encoding == _FALLBACK:
                notes.append(
                    f"{path.name} is not UTF-8: it was read as Windows-1252. "
                    "If letters look wrong, name its encoding with --encoding."
                )
        delimiter, columns = _header(path, encoding)
        longer = total = 0
        for cells in _records(path, encoding, delimiter, skip=1):
            total += 1
            longer += len(cells) > len(columns)
    except OSError as error:
        raise AnalyseError(f"{path} cannot be read: {error.strerror or error}.", "Check the file.") from None
    except LookupError:
        raise WrongUsage(f"--encoding {encoding} is not known.", "Try utf-8, cp1252, latin-1 or utf-16.") from None
    except UnicodeError:
        raise AnalyseError(f"{path.name} is not text in {encoding}.", "Name its encoding with --encoding.") from None
    except csv.Error as error:
        raise AnalyseError(f"{path.name} is no CSV file that can be read: {error}.", "Save it as CSV again.") from None
    if longer:
        notes.append(f"{path.name}: rows with more cells than the header: {longer}; what is beyond it was left out.")
    return Table(path, encoding, delimiter, columns, total, tuple(notes))


def _encoding(path: Path, start: bytes) -> str:
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise AnalyseError(f"{path.name} is an Excel workbook, not a CSV file.", "Save the sheet as “CSV UTF-8”.")
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _FALLBACK
    return "utf-8"


def _header(path: Path, encoding: str) -> tuple[str, tuple[str, ...]]:
    best: tuple[str, Sequence[str]] = (",", ())
    for delimiter in DELIMITERS:
        cells = next(_records(path, encoding, delimiter), ())
        if len(cells) > len(best[1]):
            best = delimiter, cells
    columns = tuple(" ".join(cell.split()) for cell in best[1])
    if not any(columns):
        raise AnalyseError(f"{path.name} is empty.", "Its first line should name the columns.")
    twice = sorted({c for c in columns if c and columns.count(c) > 1})
    if twice:
        raise AnalyseError(f"{path.name} has two columns called “{twice[0]}”.", "Rename one of them.")
    return best[0], columns


def _records(path: Path, encoding: str, delimiter: str, skip: int = 0) -> Iterator[list[str]]:
    """Records with anything in them, after the first `skip`."""
    csv.field_size_limit(_LARGEST_CELL)
    # cp1252 leaves five bytes without a meaning; one of them must not stop the whole file.
    errors = "replace" if encoding == _FALLBACK else "strict"
    with path.open(encoding=encoding, errors=errors, newline="") as file:
        for cells in csv.reader(file, delimiter=delimiter):
            if not any(cell.strip() for cell in cells):
                continue
            if skip:
                skip -= 1
                continue
            yield cells


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
