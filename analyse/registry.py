"""From documents to reviews: which area, which date, which follows which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date as Day

from corpus.areas import Gazetteer
from corpus.types import Document, Review

ID_DIGITS = 16


def review_id(sha256: str) -> str:
    return sha256[:ID_DIGITS]


def register(file: str, document: Document, gazetteer: Gazetteer, given: Mapping[str, str], codable: int) -> Review:
    """The review of a document; what a person gave wins over what the text says.

    What could not be read stays empty, with a warning that names the option that sets it.
    """
    date = _day(given.get("date")) or document.date
    name = given.get("area") or document.area_text
    area = gazetteer.resolve(name, date) if name else None
    warnings = list(document.warnings)
    if not name:
        warnings.append("The report does not say which area it is about: set it with `analyse add FILE --area NAME`.")
    elif area is None:
        near = gazetteer.nearest(name)
        hint = f" (like {', '.join(near)}?)" if near else ""
        warnings.append(
            f"“{name}” is no area we know{hint}: set it with `analyse add FILE --area NAME`, or add it to areas.csv."
        )
    if date is None:
        warnings.append(
            "The report does not say when the review took place: set it with `analyse add FILE --date YYYY-MM-DD`."
        )
    status = document.status
    return Review(
        id=review_id(document.sha256),
        file=file,
        sha256=document.sha256,
        programme=document.programme,
        area=area.name if area else name,
        area_code=area.code if area else "",
        region=area.region if area else "",
        date=date,
        kind="follow-up" if (given.get("kind") or document.kind) == "follow-up" else "review",
        pages=len(document.pages),
        passages=codable,
        status=status,
        date_from=document.date_from,
        published=_day(given.get("published")),
        follows=given.get("follows") or None,
        reason=document.reason,
        warnings=tuple(warnings),
        facts=document.facts,
    )


def _day(text: str | None) -> Day | None:
    return Day.fromisoformat(text) if text else None


def link(reviews: Iterable[Review]) -> tuple[Review, ...]:
    """Reviews in order of area, programme and date; each follow-up tied to the latest review before it."""
    ordered = sorted(reviews, key=lambda r: (r.area.casefold(), r.programme, r.date or Day.min, r.id))
    return tuple(
        _linked(review, [r for r in ordered if r is not review and _place(r) == _place(review)]) for review in ordered
    )


def _linked(review: Review, siblings: Sequence[Review]) -> Review:
    """`siblings` are the other reviews of the same area and programme, oldest first."""
    before = [r for r in siblings if review.date and r.date and r.date < review.date]
    if review.kind == "follow-up" and review.area and review.follows is None and before:
        review = replace(review, follows=before[-1].id)
    same_day = [r.file for r in siblings if review.area and r.date and r.date == review.date]
    if not same_day:
        return review
    doubt = (
        f"{', '.join(same_day)} is another report on {review.area} of the same date: both are kept; "
        "take one out, or set its date with `analyse add FILE --date YYYY-MM-DD`."
    )
    return replace(review, warnings=(*review.warnings, doubt))


def _place(review: Review) -> tuple[str, str]:
    return review.area_code or review.area, review.programme
