"""Text as writers may use it. Reports come from anywhere: nothing in them may act, hide or break a file."""

from __future__ import annotations

import re

# What text files, XML and terminals take for a line break or page break: kept apart as a space.
_BREAKS = re.compile("[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
# Controls, soft hyphen, zero-width space, direction marks, overrides and isolates, invisible operators, byte order
# marks (U+FEFF, and U+FFFE and U+FFFF, which XML forbids) and lone surrogates. All of them are among what
# `corpus.text.tidy` takes out, so cleaning never alters a quote. Joiners stay: emoji and some scripts need them.
_UNSAFE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
# What Excel, LibreOffice or Google Sheets may read as the start of a formula, after any white space they trim;
# the last four signs are the full-width forms that Excel folds. Apostrophes before it are counted so that
# guarding twice and taking off twice is exact.
_FORMULA = re.compile(r"'*(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\n])")


def text(raw: str) -> str:
    """`raw` without what could break a file or mislead its reader; line ends become LF.

    >>> text("a\\x0cb\\u202ec\\ufffe")
    'a bc'
    """
    if raw.isascii() and raw.isprintable():
        return raw
    raw = raw.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSAFE.sub("", _BREAKS.sub(" ", raw))


def line(raw: str) -> str:
    """`text` on one line, for titles and labels."""
    return " ".join(text(raw).split())


def csv_cell(raw: str) -> str:
    """`text` as a CSV cell that no spreadsheet takes for a formula: an apostrophe goes before one that looks like it.

    The apostrophe is what people who use spreadsheets know as "this is text". Excel and LibreOffice show it, pandas
    keeps it; a tab or a space instead would not show, and some imports trim them and run the formula after all.
    `from_csv_cell` takes it off again.
    """
    cleaned = text(raw)
    return "'" + cleaned if _FORMULA.match(cleaned) else cleaned


def from_csv_cell(cell: str) -> str:
    """The text that `csv_cell` was given, after cleaning."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
