"""Choosing from results: by theme, area, programme, valence, section, date, words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date as Day
from typing import get_args

from corpus import areas as area_names
from corpus import codebook
from corpus.errors import WrongUsage
from corpus.text import plain
from corpus.types import Finding, FindingStatus, Results, SectionRole, ThemeOrigin, Valence

Names = Iterable[str] | None


def results(
    found: Results, *, themes: Names = None, areas: Names = None, programmes: Names = None, origin: str = ""
) -> Results:
    """Results with only the themes, areas and programmes named; nothing named leaves all.

    Raises WrongUsage for a name that is none of them.
    """
    _known("--origin", [origin] if origin else [], get_args(ThemeOrigin))
    ids = _themes(found, themes)
    reviews = _reviews(found, areas, programmes)
    kept = tuple(t for t in found.themes if (ids is None or t.id in ids) and origin in ("", t.origin))
    names = {t.id for t in kept}
    rows = tuple(row for row in found.matrix.rows if reviews.intersection(row.reviews))
    return replace(
        found,
        reviews=tuple(r for r in found.reviews if r.id in reviews),
        themes=kept,
        findings=tuple(f for f in found.findings if f.theme in names and f.review in reviews),
        matrix=replace(found.matrix, rows=rows, themes=kept),
        summaries=tuple(s for s in found.summaries if s.theme.id in names),
    )


def across(found: Results) -> Results:
    """Results whose matrix leaves out the themes that are no finding across areas; their findings stay."""
    kept = tuple(theme for theme in found.matrix.themes if not theme.apart)
    return replace(found, matrix=replace(found.matrix, themes=kept))


def findings(
    found: Results,
    *,
    themes: Names = None,
    areas: Names = None,
    programmes: Names = None,
    valences: Names = None,
    origin: str = "",
    section: str = "",
    status: str = "",
    since: str = "",
    search: str = "",
    counted: bool = False,
) -> tuple[Finding, ...]:
    """The findings that fit everything asked for, in the order of reviews and pages.

    `counted` leaves only those that the matrix counts.
    """
    in_matrix = in_cells(found)
    wanted = _known("--valence", list(valences or ()), get_args(Valence))
    _known("--section", [section] if section else [], get_args(SectionRole))
    _known("--status", [status] if status else [], get_args(FindingStatus))
    first = _day(since)
    dates = {r.id: r.date for r in found.reviews}
    words = plain(search)
    chosen = results(found, themes=themes, areas=areas, programmes=programmes, origin=origin).findings
    return tuple(
        f
        for f in chosen
        if (not wanted or f.valence in wanted)
        and section in ("", f.section_role)
        and status in ("", f.status)
        and (first is None or ((day := dates[f.review]) is not None and day >= first))
        and (not words or words in plain(f.quote))
        and (not counted or f.id in in_matrix)
    )


def in_cells(found: Results) -> frozenset[str]:
    """Ids of the findings that the matrix counts."""
    return frozenset(finding for cell in found.matrix.cells.values() for finding in cell.findings)


def _themes(found: Results, names: Names) -> set[str] | None:
    asked = list(names or ())
    return {t for name in asked for t in codebook.resolve(name, found.themes)} if asked else None


def _reviews(found: Results, areas: Names, programmes: Names) -> set[str]:
    kept = list(found.reviews)
    if asked := list(programmes or ()):
        _known("--programme", asked, sorted({r.programme for r in found.reviews}))
        kept = [r for r in kept if r.programme in asked]
    if places := list(areas or ()):
        keys = {area_names.key(name) for name in places}
        here = {key for r in found.reviews for key in (area_names.key(r.area), area_names.key(r.area_code))}
        if missing := [name for name in places if area_names.key(name) not in here]:
            known = ", ".join(sorted({r.area for r in found.reviews if r.area}))
            raise WrongUsage(f"No review is about “{missing[0]}”.", f"Here are: {known}.")
        kept = [r for r in kept if keys & {area_names.key(r.area), area_names.key(r.area_code)}]
    return {r.id for r in kept}


def _known(option: str, given: Sequence[str], known: Sequence[str]) -> Sequence[str]:
    for name in given:
        if name not in known:
            raise WrongUsage(f"{option} {name} is not a choice.", f"Choose from {', '.join(known)}.")
    return given


def _day(text: str) -> Day | None:
    try:
        return Day.fromisoformat(text) if text else None
    except ValueError:
        raise WrongUsage(f"--since {text} is no date.", "Write YYYY-MM-DD.") from None
