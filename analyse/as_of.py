"""The results as they stood on a day: the interim report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date as Day
from typing import Literal

from analyse import matrix
from corpus.errors import WrongUsage
from corpus.types import Results, Review
from extract import layouts

Basis = Literal["published", "date", "unknown"]


@dataclass(frozen=True, slots=True)
class Dated:
    """The day from which a review counts, and what it is: of publication, where given, else the last on site."""

    review: str
    file: str
    area: str
    day: Day | None
    basis: Basis
    counts: bool  # on or before the day asked for

    def said(self) -> str:
        what = {"published": "published", "date": "last day on site, as no date of publication is given", "unknown": ""}
        return f"{self.day} ({what[self.basis]})" if self.day else "no date is known"


def dated(review: Review, day: Day) -> Dated:
    basis: Basis = "published" if review.published else "date" if review.date else "unknown"
    known = review.published or review.date
    return Dated(review.id, review.file, review.area or review.file, known, basis, known is not None and known <= day)


def results(found: Results, day: Day) -> tuple[Results, tuple[Dated, ...]]:
    """Results with only the reviews known by the end of `day`, the matrix made anew; and what each was dated by.

    A review without a date is left out, since nobody can say that it was known. Emergent themes are those of today.
    """
    days = tuple(dated(review, day) for review in found.reviews)
    kept = {d.review for d in days if d.counts}
    reviews = tuple(r for r in found.reviews if r.id in kept)
    findings = tuple(f for f in found.findings if f.review in kept)
    built = matrix.build(
        reviews,
        found.themes,
        findings,
        codable={r.id: r.passages for r in reviews},
        out_of_scope={layout.name: frozenset(layout.out_of_scope) for layout in layouts.load()},
        which=_which(found.settings.get("reviews", "latest")),
    )
    counted = {r for row in built.rows for r in row.reviews}
    areas = {r.id: r.area_code or r.area or r.file for r in reviews}
    words = {s.theme.id: s.words for s in found.summaries}
    summaries = matrix.summaries(found.themes, (f for f in findings if f.review in counted), areas, words)
    return replace(found, reviews=reviews, findings=findings, matrix=built, summaries=summaries), days


def remarks(day: Day, days: Iterable[Dated]) -> list[str]:
    """One line a review, those that count first: by which date."""
    ordered = sorted(days, key=lambda d: (not d.counts, d.area.casefold(), d.day or Day.min, d.file))
    lines = [f"{d.area} ({d.file}): {'' if d.counts else 'left out: '}{d.said()}" for d in ordered]
    return [f"as of {day}, {sum(d.counts for d in ordered)} of {len(ordered)} reviews count", *lines]


def day(text: str, option: str) -> Day:
    """Raises WrongUsage for what is no date."""
    try:
        return Day.fromisoformat(text)
    except ValueError:
        raise WrongUsage(f"{option} {text} is no date.", "Write YYYY-MM-DD.") from None


def _which(text: str) -> matrix.Which:
    return "first" if text == "first" else "all" if text == "all" else "latest"
