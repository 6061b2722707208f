"""What has changed since an earlier run: findings that are new, gone or judged otherwise, and the cells they moved."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date as Day
from pathlib import Path
from typing import Any, Literal

from corpus import files
from corpus.errors import WrongUsage
from corpus.types import Results, Theme

FOLDER = "history"
LAST = "last"
Kind = Literal["new", "gone", "changed"]
Counts = tuple[int, int, int, int]  # strengths, concerns, mixed, neutral


class NothingYet(WrongUsage):
    """No earlier run found anything else than there is now."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What an earlier run found, as `history/` keeps it."""

    name: str
    finished: str  # ISO, "" of runs that did not note it
    reviews: Mapping[str, Mapping[str, str]]  # by id: file, area, date
    findings: Mapping[str, tuple[str, ...]]  # by id: theme, valence, and of later runs review, page, quote
    cells: Mapping[tuple[str, str, str], tuple[str, Counts]]  # by area code or area, programme, theme: area, counts
    labels: Mapping[str, str] = field(default_factory=dict)  # of its themes; earlier runs did not keep them


@dataclass(frozen=True, slots=True)
class FindingChange:
    """`before` and `after` are valences; "" where there was or is none."""

    kind: Kind
    finding: str
    area: str
    theme: str
    before: str
    after: str
    page: int | None
    quote: str  # "" where the earlier run did not keep it


@dataclass(frozen=True, slots=True)
class CellChange:
    """None where the area, or the theme, was not there."""

    area: str
    programme: str
    theme: str
    before: Counts | None
    after: Counts | None


@dataclass(frozen=True, slots=True)
class Changes:
    """Since the run of that name: reviews (files) and findings that are new or gone, and cells that count otherwise."""

    since: str
    finished: str
    reviews_new: tuple[str, ...]
    reviews_gone: tuple[str, ...]
    findings: tuple[FindingChange, ...]
    cells: tuple[CellChange, ...]


def body(results: Results) -> str:
    """What a run keeps of its results, as JSON: the same for the same results."""
    matrix = results.matrix
    cells = [
        [c.area, c.area_code, c.programme, c.theme, c.strengths, c.concerns, c.mixed, c.neutral, c.state]
        for c in (matrix.cell(row, theme) for row in matrix.rows for theme in matrix.themes)
    ]
    reviews = [{"id": r.id, "file": r.file, "area": r.area, "date": str(r.date or "")} for r in results.reviews]
    findings = [
        [f.id, f.theme, f.valence, f.review, str(f.spans[0].page), f.quote]
        for f in results.findings
        if f.status != "rejected"
    ]
    kept = {"reviews": reviews, "settings": dict(results.settings), "findings": findings, "cells": cells}
    return json.dumps(kept, ensure_ascii=False)


def keep(root: Path, results: Results, finished: str) -> None:
    """Keeps what a run found in `history/`, unless the run before found the same."""
    found, folder = body(results), root / FOLDER
    earlier = _kept(root)
    name = files.key(found)[:8]  # of what was found, without the clock
    if not earlier or not earlier[-1].stem.endswith(f"-{name}"):
        labels = json.dumps({t.id: t.label for t in results.themes}, ensure_ascii=False)
        text = f'{{"finished": {json.dumps(finished)}, "labels": {labels}, {found[1:]}'
        files.write(folder / f"{len(earlier) + 1:04d}-{name}.json", text)


def draft(root: Path, since: str, now: Results) -> Draft:
    """The run that `since` names: its name, its number, a day (the last run of that day or before), or "last": the last
    that found something else than `now`. Raises WrongUsage with the runs there are, NothingYet where "last" is none."""
    kept = _kept(root)
    if since == LAST:
        name = files.key(body(now))[:8]
        others = [path for path in kept if not path.stem.endswith(f"-{name}")]
        if not others:
            raise NothingYet(
                "There is nothing to compare with yet: no run kept in history/ found anything else.",
                "`analyse run` keeps what it finds.",
            )
        return _read(others[-1])
    if not kept:
        raise WrongUsage("No run is kept yet.", "`analyse run` keeps what it found in history/.")
    for path in kept:
        if since in (path.stem, path.name) or (since.isdigit() and int(since) == int(path.stem.split("-")[0])):
            return _read(path)
    try:
        day = Day.fromisoformat(since)
    except ValueError:
        raise WrongUsage(f"--since {since} names no run and no day.", _there_are(kept)) from None
    by_then = [found for path in kept if (found := _read(path)).finished and found.finished[:10] <= day.isoformat()]
    if not by_then:
        raise WrongUsage(f"No run is known to have finished by {since}.", _there_are(kept))
    return by_then[-1]


def changes(results: Results, before: Draft) -> Changes:
    """What is otherwise now, in the order of the results; what is gone after what is there."""
    reviews = {r.id: r for r in results.reviews}
    found: list[FindingChange] = []
    now = [f for f in results.findings if f.status != "rejected"]
    for f in now:
        was = before.findings.get(f.id)
        if was is None or was[1] != f.valence:
            area = reviews[f.review].area or reviews[f.review].file
            kind: Kind = "new" if was is None else "changed"
            page = f.spans[0].page
            found.append(FindingChange(kind, f.id, area, f.theme, was[1] if was else "", f.valence, page, f.quote))
    here = {f.id for f in now}
    for id_, (theme, valence, *rest) in before.findings.items():
        if id_ not in here:
            review, on_page, quote = rest or ("", "", "")
            area = before.reviews.get(review, {}).get("area", "")
            place = int(on_page) if on_page else None
            found.append(FindingChange("gone", id_, area, theme, valence, "", place, quote))
    files_now, files_then = {r.file for r in results.reviews}, {r["file"] for r in before.reviews.values()}
    return Changes(
        since=before.name,
        finished=before.finished,
        reviews_new=tuple(sorted(files_now - files_then)),
        reviews_gone=tuple(sorted(files_then - files_now)),
        findings=tuple(found),
        cells=_cells(results, before),
    )


def _cells(results: Results, before: Draft) -> tuple[CellChange, ...]:
    found: list[CellChange] = []
    now: set[tuple[str, str, str]] = set()
    for row in results.matrix.rows:
        for theme in results.matrix.themes:
            cell = results.matrix.cell(row, theme)
            key = (row.area_code or row.area, row.programme, theme.id)
            now.add(key)
            counts = (cell.strengths, cell.concerns, cell.mixed, cell.neutral)
            was = before.cells.get(key)
            if (was[1] if was else (0, 0, 0, 0)) != counts:
                found.append(CellChange(row.area, row.programme, theme.id, was[1] if was else None, counts))
    gone = [(key, was) for key, was in before.cells.items() if key not in now and any(was[1])]
    return (*found, *(CellChange(area, key[1], key[2], counts, None) for key, (area, counts) in gone))


def gone(found: Changes, before: Draft, results: Results, known: Mapping[str, str]) -> tuple[Theme, ...]:
    """The themes of changes that are there no more, with the label each had last: in that run, else in `known`."""
    here = {theme.id for theme in results.themes}
    ids = sorted(({c.theme for c in found.cells} | {f.theme for f in found.findings}) - here)
    return tuple(Theme(id_, before.labels.get(id_) or known.get(id_) or id_) for id_ in ids)


def chosen(found: Changes, *, themes: Collection[str] | None, areas: Collection[str] | None) -> Changes:
    """Only the changes on these themes and areas; None leaves all."""

    def here(change: FindingChange | CellChange) -> bool:
        return (themes is None or change.theme in themes) and (areas is None or change.area in areas)

    return replace(
        found, findings=tuple(c for c in found.findings if here(c)), cells=tuple(c for c in found.cells if here(c))
    )


def moved(found: Changes, measure: str) -> Changes:
    """Only the cells that moved by a measure: concern, strength, net or presence."""

    def value(counts: Counts | None) -> float | None:
        strengths, concerns, *_ = counts or (0, 0, 0, 0)
        if measure == "net":
            return (strengths - concerns) / (strengths + concerns) if strengths + concerns else None
        return {"strength": strengths, "concern": concerns}.get(measure, float(any(counts or ())))

    return replace(found, cells=tuple(c for c in found.cells if value(c.before) != value(c.after)))


def _kept(root: Path) -> list[Path]:
    folder = root / FOLDER
    return sorted(folder.glob("[0-9][0-9][0-9][0-9]-*.json")) if folder.is_dir() else []


def _read(path: Path) -> Draft:
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return Draft(
        name=path.stem,
        finished=kept.get("finished", ""),
        reviews={r["id"]: r for r in kept["reviews"]},
        findings={id_: tuple(rest) for id_, *rest in kept["findings"]},
        cells={
            (code or area, programme, theme): (area, tuple(counts))
            for area, code, programme, theme, *counts, _ in kept["cells"]
        },
        labels=kept.get("labels", {}),
    )


def _there_are(kept: list[Path]) -> str:
    named = ", ".join(f"{path.stem} ({_read(path).finished[:10] or 'day not known'})" for path in kept[-5:])
    return f"Name a run or a day YYYY-MM-DD. The last runs: {named}."
