"""The decisions as a file: out as CSV or JSON, and in again from CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from datetime import date as Day
from typing import get_args

from analyse.decided import Logged
from corpus.decisions import Anchor, Decision
from corpus.errors import AnalyseError
from corpus.types import VALENCES, FindingStatus
from report import clean
from report.records import Record, as_csv

_SAID = ("at", "who", "kind", "subject", "what", "before", "after", "note")
_ANCHOR = tuple(f.name for f in fields(Anchor))
COLUMNS = (*_SAID, *_ANCHOR)
KEYS = (*COLUMNS, "standing", "reason", "finding")  # the last three tell, and are not taken in
_NEEDED = ("subject", "what", "after")
_MOST_SHOWN = 10  # mistakes of a file named in one message
_OF_REVIEWS = ("area", "date", "published", "kind", "programme", "follows")
_AFTER: Mapping[str, Sequence[str]] = {"status": get_args(FindingStatus), "valence": VALENCES, "added": VALENCES}


def records(log: Iterable[Logged]) -> Iterator[Record]:
    """One record a decision, in the order they were made."""
    for entry in log:
        said, anchor = entry.decision, entry.decision.anchor
        yield {
            "at": said.at.astimezone(UTC).isoformat() if said.at else "",
            **{name: clean.text(getattr(said, name)) for name in _SAID[1:]},
            **{name: getattr(anchor, name) if anchor else None for name in _ANCHOR},
            "standing": entry.standing,
            "reason": entry.reason,
            "finding": entry.finding,
        }


def table(log: Iterable[Logged]) -> str:
    """The decisions as CSV, which `read` takes in again."""
    return as_csv(records(log), KEYS)


def read(data: bytes, name: str, finish: Callable[[Decision], Decision | None]) -> tuple[Decision, ...]:
    """The decisions of a CSV file. `finish` gives a decision on a finding the anchor that a row without one lacks.

    Raises AnalyseError that names every row that is wrong and why; then nothing is taken in.
    """
    rows = _rows(data, name)
    made: list[Decision] = []
    wrong: list[str] = []
    for number, row in rows:
        try:
            decision = _decision(row)
            if decision.kind == "finding" and decision.anchor is None:
                finished = finish(decision)
                if finished is None:
                    raise ValueError(f"no finding here has the id “{decision.subject}”, and the row has no exact text")
                decision = finished
            made.append(decision)
        except ValueError as error:
            wrong.append(f"row {number}: {error}")
    if wrong:
        more = f"; and {len(wrong) - _MOST_SHOWN} rows more" if len(wrong) > _MOST_SHOWN else ""
        raise AnalyseError(
            f"{name}: {'; '.join(wrong[:_MOST_SHOWN])}{more}.",
            "Nothing was taken in. Mend the rows, counted with the header as row 1, and try again.",
        )
    return tuple(made)


def new(read_in: Iterable[Decision], known: Iterable[Decision]) -> tuple[Decision, ...]:
    """Those that are not known yet: taking a file in twice adds nothing.

    A row is known by all it says; one without a moment by who decided what on which subject, in the same words.
    """
    seen = {key for decision in known for key in (_whole(decision), _gist(decision))}
    chosen: list[Decision] = []
    for decision in read_in:
        if (_whole(decision) if decision.at else _gist(decision)) not in seen:
            chosen.append(decision)
            seen.update((_whole(decision), _gist(decision)))
    return tuple(chosen)


def _whole(decision: Decision) -> tuple[object, ...]:
    (record,) = records([Logged(decision, "stands")])
    return tuple(record[name] or "" for name in COLUMNS)


def _gist(decision: Decision) -> tuple[object, ...]:
    return decision.who, decision.kind, decision.subject, decision.what, decision.after, clean.text(decision.note)


def _rows(data: bytes, name: str) -> list[tuple[int, dict[str, str]]]:
    """Each row with its number in the file, the header being row 1, and its cells by column."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise AnalyseError(f"{name} is not UTF-8.", "Save it as “CSV UTF-8”.") from None
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","  # as Excel writes it in half of Europe
    try:
        header, *rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)) or [[]]
    except csv.Error as error:
        raise AnalyseError(f"{name} cannot be read as CSV: {error}.", "Save it as “CSV UTF-8”.") from None
    header = [column.strip() for column in header]
    if missing := [column for column in _NEEDED if column not in header]:
        raise AnalyseError(f"{name} has no column {', '.join(missing)}.", f"Columns are: {', '.join(COLUMNS)}.")
    if unknown := [column for column in header if column not in KEYS or header.count(column) > 1]:
        raise AnalyseError(
            f"{name}: column “{unknown[0]}” is not one of ours, or there twice.", f"Columns are: {', '.join(COLUMNS)}."
        )
    if long := [number for number, row in enumerate(rows, start=2) if len(row) > len(header)]:
        raise AnalyseError(f"{name}: row {long[0]} has more cells than the header.", "Mend it: nothing was taken in.")
    return [
        (number, dict(zip(header, map(clean.from_csv_cell, row), strict=False)))
        for number, row in enumerate(rows, start=2)
        if any(cell.strip() for cell in row)
    ]


def _decision(row: Mapping[str, str]) -> Decision:
    """Raises ValueError with what is wrong."""
    kind, what, after = row.get("kind") or "finding", row["what"], row["after"]
    if not row["subject"]:
        raise ValueError("no subject: the id of a finding, or a PDF's SHA-256")
    if kind == "finding":
        _choice("what", what, list(_AFTER))
        _choice(f"after ({what})", after, _AFTER[what])
    elif kind == "review":
        _choice("what", what, _OF_REVIEWS)
        if what in ("date", "published"):
            _day(what, after)
    else:
        _choice("kind", kind, ("finding", "review", "theme"))
    return Decision(
        kind=kind,
        subject=row["subject"],
        what=what,
        after=after,
        before=row.get("before", ""),
        who=row.get("who", ""),
        note=row.get("note", ""),
        at=_moment(row.get("at", "")),
        anchor=_anchor(row) if row.get("exact") else None,
    )


def _anchor(row: Mapping[str, str]) -> Anchor:
    if not row.get("theme"):
        raise ValueError("no theme")
    if row.get("date"):
        _day("date", row["date"])
    _choice("valence", row.get("valence") or "neutral", VALENCES)
    page = row.get("page") or "0"
    if not page.isdecimal():
        raise ValueError(f"page “{page}” is no number")
    said = {name: row.get(name, "") for name in _ANCHOR}
    return Anchor(**{**said, "page": int(page), "valence": said["valence"] or "neutral"})  # type: ignore[arg-type]


def _choice(name: str, given: str, known: Sequence[str]) -> None:
    if given not in known:
        raise ValueError(f"{name} “{given}” is none of {', '.join(known)}")


def _day(name: str, given: str) -> None:
    try:
        Day.fromisoformat(given)
    except ValueError:
        raise ValueError(f"{name} “{given}” is no date: write YYYY-MM-DD") from None


def _moment(given: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(given) if given else None
    except ValueError:
        raise ValueError(f"at “{given}” is no moment: write 2026-11-22T10:30:00+00:00") from None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
