"""Official grades, where a report gives them, and how far what it says of its themes goes with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from analyse.ranks import RankCorrelation, correlate
from corpus.types import MatrixRow, Results, Review

_FOUR = ("outstanding", "good", "requires improvement", "inadequate")
# Each programme's grades, the best first.
SCALES: Mapping[str, tuple[str, ...]] = {
    "ilacs": _FOUR,
    "sif": _FOUR,
    "area-send": ("typically positive", "inconsistent", "widespread or systemic failings"),
}
_OVERALL = {"ilacs": "overall effectiveness", "sif": "overall effectiveness", "area-send": "outcome"}
# Area SEND outcomes are sentences of the framework (Ofsted and CQC, Area SEND inspections, 2023).
_SENTENCES = (
    (re.compile(r"\btypically lead to positive\b", re.IGNORECASE), "typically positive"),
    (re.compile(r"\binconsistent experiences\b", re.IGNORECASE), "inconsistent"),
    (re.compile(r"\bwidespread and/or systemic failings\b", re.IGNORECASE), "widespread or systemic failings"),
)
_OVERALL_SIF = re.compile(r"\boverall\b|\bchildren.s services in\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The grade of a review as a whole. `place` counts from the best, 1; `of` is how many grades there are."""

    name: str
    grade: str
    place: int
    of: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far net valence over all themes rises with the grade, among the areas of a programme that have one."""

    programme: str
    correlation: RankCorrelation | None
    points: tuple[tuple[str, str, float], ...]  # area, grade, net


def of(review: Review) -> tuple[tuple[str, str], ...]:
    """Every grade the report gives, as (what is judged, grade in the words of the scale), in its order."""
    return tuple((" ".join(name.split()).rstrip("."), g) for name, said in review.facts if (g := _grade(review, said)))


def overall(review: Review) -> Outcome | None:
    """The grade of the whole; None where the report gives none, or none we know."""
    scale = SCALES.get(review.programme, ())
    wanted = _OVERALL.get(review.programme, "")
    for name, grade in of(review):
        if name.casefold() == wanted or (review.programme == "sif" and _OVERALL_SIF.search(name)):
            return Outcome(name, grade, scale.index(grade) + 1, len(scale))
    return None


def _grade(review: Review, said: str) -> str:
    if review.programme == "area-send":
        return next((grade for pattern, grade in _SENTENCES if pattern.search(said)), "")
    words = " ".join(said.casefold().split()).rstrip(".").removesuffix(" to be good")
    return words if words in SCALES.get(review.programme, ()) else ""


def by_row(results: Results) -> dict[MatrixRow, Outcome]:
    """The grade of each row of the matrix: of its latest review that has one."""
    reviews = {r.id: r for r in results.reviews}
    found: dict[MatrixRow, Outcome] = {}
    for row in results.matrix.rows:
        its = [reviews[i] for i in row.reviews if i in reviews]
        for review in sorted(its, key=lambda r: (str(r.date or ""), r.id), reverse=True):
            if outcome := overall(review):
                found[row] = outcome
                break
    return found


def grades(results: Results) -> dict[MatrixRow, str] | None:
    """The grade of each row in words; None where no report gives one, so that no empty column is shown."""
    return {row: outcome.grade for row, outcome in by_row(results).items()} or None


def agreement(results: Results) -> tuple[Agreement, ...]:
    """By programme, the rank correlation of net valence with the grade: 1 where better grades always have more net."""
    graded = by_row(results)
    found: list[Agreement] = []
    for programme in sorted({row.programme for row in graded}):
        points: list[tuple[str, str, float]] = []
        heights: list[float] = []
        for row in results.matrix.rows:
            outcome = graded.get(row)
            if row.programme == programme and outcome is not None and (value := net(results, row)) is not None:
                points.append((row.area, outcome.grade, value))
                heights.append(-outcome.place)
        found.append(Agreement(programme, correlate([p[2] for p in points], heights), tuple(points)))
    return tuple(found)


def net(results: Results, row: MatrixRow) -> float | None:
    """Net of an area over the codebook's themes that have no parent; None where nothing is judged."""
    cells = [
        results.matrix.cell(row, theme)
        for theme in results.matrix.themes
        if theme.origin == "codebook" and theme.parent is None
    ]
    strengths, concerns = sum(c.strengths for c in cells), sum(c.concerns for c in cells)
    return (strengths - concerns) / (strengths + concerns) if strengths + concerns else None
