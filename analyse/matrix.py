"""The findings matrix: areas by themes, every cell with the findings it counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date as Day
from typing import Literal

from analyse import gist
from analyse.segments import stems_of
from corpus.types import Cell, CellState, Finding, Matrix, MatrixRow, Review, Theme, ThemeSummary

Which = Literal["latest", "first", "all"]
BEST_QUOTES = 3


def counted_reviews(reviews: Iterable[Review], which: Which = "latest") -> tuple[Review, ...]:
    """The reviews that count: of each area in each programme the latest, the first, or all."""
    ordered = sorted(reviews, key=lambda r: (r.area.casefold(), r.programme, r.date or Day.min, r.id))
    if which == "all":
        return tuple(ordered)
    groups: dict[tuple[str, str], list[Review]] = {}
    for review in ordered:
        # A review whose area is not known stands alone: it must not replace another.
        groups.setdefault((review.area_code or review.area or review.file, review.programme), []).append(review)
    chosen: list[Review] = []
    for group in groups.values():
        day = (group[-1] if which == "latest" else group[0]).date
        chosen += [r for r in group if r.date == day]
    return tuple(chosen)


def counted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each point once: the body's findings of a review on a theme, the summary's where the body has none."""
    kept = [f for f in findings if f.status != "rejected"]
    in_body = {(f.review, f.theme) for f in kept if f.section_role == "body"}
    return tuple(
        f
        for f in kept
        if f.section_role == "body" or (f.section_role == "summary" and (f.review, f.theme) not in in_body)
    )


def rolled_up(findings: Iterable[Finding], themes: Sequence[Theme]) -> Iterator[tuple[str, Finding]]:
    """What counts, with the theme it counts for: its own, and every parent that has no finding in the same passage.

    Coding finds the parents too; a finding that a person added to a sub-theme alone counts for them here. What a
    person rejected of the parent stays rejected.
    """
    everything = tuple(findings)
    parents = {theme.id: theme.parent for theme in themes}
    known = {(f.passage, f.theme) for f in everything}
    for finding in counted(everything):
        yield finding.theme, finding
        parent = parents.get(finding.theme)
        while parent is not None and (finding.passage, parent) not in known:
            known.add((finding.passage, parent))
            yield parent, finding
            parent = parents.get(parent)


def build(
    reviews: Sequence[Review],
    themes: Sequence[Theme],
    findings: Iterable[Finding],
    *,
    codable: Mapping[str, int],
    out_of_scope: Mapping[str, frozenset[str]] | None = None,
    which: Which = "latest",
) -> Matrix:
    """`codable` gives each review's number of codable passages; `out_of_scope` theme ids by programme."""
    scope = out_of_scope or {}
    chosen = counted_reviews(reviews, which)
    groups: dict[tuple[str, str], list[Review]] = {}
    for review in chosen:
        groups.setdefault((review.area_code or review.area or review.file, review.programme), []).append(review)
    by_cell: dict[tuple[str, str], list[Finding]] = {}
    for theme_id, finding in rolled_up(findings, themes):
        by_cell.setdefault((finding.review, theme_id), []).append(finding)
    rows: list[MatrixRow] = []
    cells: dict[tuple[str, str, str], Cell] = {}
    for (place, programme), its in groups.items():
        last = its[-1]
        ids = tuple(r.id for r in its)
        row = MatrixRow(last.area or last.file, last.area_code, last.region, programme, ids)
        rows.append(row)
        passages = sum(codable.get(i, 0) for i in ids)
        for theme in themes:
            of_cell = [f for i in ids for f in by_cell.get((i, theme.id), [])]
            state = _state(its, theme.id in scope.get(programme, frozenset()), bool(of_cell))
            cells[place, programme, theme.id] = _cell(row, theme, of_cell, passages, state)
    rows.sort(key=lambda r: (r.programme, r.area.casefold(), r.area_code))
    return Matrix(tuple(rows), tuple(themes), cells)


def _state(reviews: Sequence[Review], out_of_scope: bool, found: bool) -> CellState:
    if found:
        return "found"
    if all(r.status == "failed" for r in reviews):
        return "not-processed"
    if out_of_scope or not any(r.passages for r in reviews):
        return "not-reviewed"
    return "none"


def _cell(row: MatrixRow, theme: Theme, findings: Sequence[Finding], codable: int, state: CellState) -> Cell:
    strengths, concerns = (sum(f.valence == side for f in findings) for side in ("strength", "concern"))
    passages = len({f.passage for f in findings})
    return Cell(
        area=row.area,
        area_code=row.area_code,
        programme=row.programme,
        reviews=row.reviews,
        theme=theme.id,
        strengths=strengths,
        concerns=concerns,
        mixed=sum(f.valence == "mixed" for f in findings),
        neutral=sum(f.valence == "neutral" for f in findings),
        passages=passages,
        share=passages / codable if codable else 0.0,
        state=state,
        findings=tuple(f.id for f in gist.strongest(findings, gist.order(strengths, concerns))),
    )


def summaries(
    themes: Sequence[Theme], findings: Iterable[Finding], areas: Mapping[str, str], words: Mapping[str, tuple[str, ...]]
) -> tuple[ThemeSummary, ...]:
    """Each theme across the corpus. `areas` gives the area of each review, `words` the key phrases of a theme."""
    by_theme: dict[str, list[Finding]] = {}
    for theme_id, finding in rolled_up(findings, themes):
        by_theme.setdefault(theme_id, []).append(finding)
    result: list[ThemeSummary] = []
    for theme in themes:
        its = by_theme.get(theme.id, [])
        result.append(
            ThemeSummary(
                theme=theme,
                areas=len({areas[f.review] for f in its}),
                findings=len(its),
                strengths=sum(f.valence == "strength" for f in its),
                concerns=sum(f.valence == "concern" for f in its),
                words=theme.words or words.get(theme.id, ()),
                quotes=_best(its, areas, stems_of(theme.label) if theme.origin == "emergent" else frozenset()),
            )
        )
    return tuple(result)


def _best(findings: Sequence[Finding], areas: Mapping[str, str], label: frozenset[str]) -> tuple[str, ...]:
    """Ids of the best quotes, each from another area: sure of theme and valence, and of a length one can read.

    Those that say all words of `label` (stems) come first: a theme that was named by them is shown by them.
    """
    ranked = sorted(
        findings,
        key=lambda f: (
            f.valence == "neutral",
            not 60 <= len(f.quote) <= 400,
            bool(label) and not label <= stems_of(f.quote),
            -f.score,
            f.id,
        ),
    )
    # The best of each side first, so that a theme with strengths and concerns shows both.
    sides = [next((f for f in ranked if f.valence == side), None) for side in ("strength", "concern")]
    chosen: dict[str, str] = {}
    for finding in (*(f for f in sides if f is not None), *ranked):
        chosen.setdefault(areas[finding.review], finding.id)
        if len(chosen) == BEST_QUOTES:
            break
    return tuple(chosen.values())
