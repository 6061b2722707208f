"""Coded texts in a table of any make: codes as a list in one column, or a column a code; valence, group, weight."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus.errors import AnalyseError, WrongUsage
from corpus.tables import Table
from corpus.types import VALENCES, Valence

TEXT_COLUMNS = ("text", "comment", "answer", "passage", "sentence")
CODES_COLUMNS = ("codes", "labels", "code", "label", "themes", "theme")
WEIGHT_COLUMN = "inclusion_weight"  # what `analyse evaluate FOLDER --sample` writes
NONE = frozenset({"none", "-"})  # what a coder writes who read a text and found no code in it

_YES, _NO = frozenset({"1", "1.0", "true", "yes", "y", "x"}), frozenset({"", "0", "0.0", "false", "no", "n", "nan"})
_SEPARATORS = re.compile(r"[;|\n]")
_SHORT = {"+": "strength", "-": "concern", "positive": "strength", "negative": "concern"}
_PROBED = 200  # rows that tell whether columns hold yes and no

Plain = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class CodedRow:
    """A row: `coded` is False where the cells for codes are empty, which may mean that nobody has coded it yet."""

    id: str
    text: str
    codes: frozenset[str]
    coded: bool
    valence: Valence | None
    group: str
    weight: float


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns hold what. `codes` is one list column, or several columns a code each."""

    id: str | None
    text: str | None
    codes: tuple[str, ...]
    valence: str | None = None
    group: str | None = None
    weight: str | None = None


def columns(
    table: Table,
    *,
    id_column: str = "",
    text_column: str = "",
    codes_columns: Sequence[str] = (),
    valence_column: str = "",
    group_column: str = "",
    text_needed: bool = True,
) -> Columns:
    """The columns named, or those with the usual names. Raises WrongUsage that names the columns there are."""

    def named(name: str) -> str | None:
        return table.column(name) if name else None

    text = named(text_column) or next((table.column(c) for c in TEXT_COLUMNS if table.has(c)), None)
    if text is None and text_needed:
        table.column(TEXT_COLUMNS[0])  # says which columns there are
    its_id, valence, group = named(id_column), named(valence_column), named(group_column)
    if id_column == "" and table.has("id"):
        its_id = table.column("id")
    weight = table.column(WEIGHT_COLUMN) if table.has(WEIGHT_COLUMN) else None
    chosen = tuple(table.column(c) for c in codes_columns)
    if not chosen:
        chosen = tuple(table.column(c) for c in CODES_COLUMNS if table.has(c))[:1]
    if not chosen:
        chosen = _flags(table, {text, its_id, valence, group, weight})
    if not chosen:
        shown = ", ".join(table.columns[:30])
        raise WrongUsage(
            f"{table.path.name} has no column “codes”, and no columns of 0 and 1.",
            f"Name it with --codes-column. Its columns are: {shown}.",
        )
    return Columns(its_id, text, chosen, valence, group, weight)


def _flags(table: Table, taken: set[str | None]) -> tuple[str, ...]:
    """Columns that hold nothing but yes and no, and a yes somewhere."""
    possible = {c: False for c in table.columns if c and c not in taken}
    for row in table:
        for column in list(possible):
            value = row[column].strip().casefold()
            if value not in _YES | _NO:
                del possible[column]
            elif value in _YES:
                possible[column] = True
    return tuple(c for c, said in possible.items() if said)


def rows(table: Table, its: Columns, plain: Plain) -> Iterator[CodedRow]:
    """Every row; `plain` takes off what guards a cell against spreadsheets. Raises AnalyseError naming a bad row."""
    flags = len(its.codes) > 1 or _is_flag(table, its.codes[0])
    for number, row in enumerate(table, start=1):
        cells = [plain(row[c]).strip() for c in its.codes]
        if flags:
            codes = frozenset(c for c, cell in zip(its.codes, cells, strict=True) if _yes(cell, c, number, table))
        else:
            codes = frozenset(name for part in _SEPARATORS.split(cells[0]) if (name := _name(part)))
        yield CodedRow(
            id=plain(row[its.id]).strip() if its.id else str(number),
            text=plain(row[its.text]) if its.text else "",
            codes=codes,
            coded=any(cells),
            valence=_valence(row[its.valence], number, table) if its.valence else None,
            group=row[its.group].strip() if its.group else "",
            weight=_weight(row[its.weight], number, table) if its.weight else 1.0,
        )


def _is_flag(table: Table, column: str) -> bool:
    if column.casefold() in CODES_COLUMNS:
        return False
    values = {row[column].strip().casefold() for _, row in zip(range(_PROBED), table, strict=False)}
    return bool(values & _YES) and values <= _YES | _NO


def _yes(cell: str, column: str, number: int, table: Table) -> bool:
    value = cell.casefold()
    if value in _YES | _NO:
        return value in _YES
    raise AnalyseError(
        f"{table.path.name}, row {number}: “{cell}” in the column “{column}” is neither yes nor no.",
        "Of several columns each is one code, with 1 or 0; a list of codes stands in one column.",
    )


def _name(part: str) -> str:
    """A code of a list; "access=concern" is the code access."""
    name = " ".join(part.split())
    code, equals, valence = name.rpartition("=")
    if equals and valence.strip().casefold() in VALENCES:
        name = code.strip()
    return "" if name.casefold() in NONE else name


def _valence(cell: str, number: int, table: Table) -> Valence | None:
    value = cell.strip().casefold()
    value = _SHORT.get(value, value)
    if not value:
        return None
    for valence in VALENCES:
        if value == valence:
            return valence
    raise AnalyseError(
        f"{table.path.name}, row {number}: “{cell.strip()}” is no valence.", f"Write one of {', '.join(VALENCES)}."
    )


def _weight(cell: str, number: int, table: Table) -> float:
    try:
        weight = float(cell)
    except ValueError:
        weight = -1.0
    if not 0 < weight < float("inf"):
        raise AnalyseError(
            f"{table.path.name}, row {number}: {WEIGHT_COLUMN} is “{cell}”.", "It should be the number that was there."
        )
    return weight
