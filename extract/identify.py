"""What review this is, read from the report's own first pages: programme, area, dates, follow-up or not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.types import ReviewKind
from extract.layouts import GENERIC, Layout

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
TITLE_LENGTH = 400  # letters: a report says that it is a follow-up in its title, not in its prose
_FORMS_BEFORE = re.compile(
    r"(?:the )?(?:(?:royal|london|metropolitan|city|county) )*(?:borough|district|county)(?: council)? of (?:the )?",
    re.IGNORECASE,
)
_FORMS_AFTER = re.compile(
    r"(?: (?:metropolitan|city|county|borough|district|local|unitary|and|&))*"
    r" (?:council|borough|local authority|local area|safeguarding (?:children )?partnership|"
    r"health and wellbeing board)$",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"(?<![\d.])(\d{1,2})(?:st|nd|rd|th)?(?:\s+(?:of\s+)?([A-Za-z]{3,9})\.?)?(?:,?\s+(\d{4}))?(?![\d/])", re.IGNORECASE
)
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")


@dataclass(frozen=True, slots=True)
class Identity:
    """What the report says of itself."""

    programme: str
    area: str
    date_from: date | None
    date: date | None
    kind: ReviewKind


def layout_of(opening: str, layouts: Sequence[Layout]) -> Layout:
    """The layout whose signs are found in the first pages' text; generic where none fits."""
    best: tuple[float, str] | None = None
    chosen = next(layout for layout in layouts if layout.name == GENERIC)
    for layout in layouts:
        hits = sum(1 for pattern in layout.recognise if pattern.search(opening))
        if not layout.recognise or hits < max(layout.needed, 1):
            continue
        rank = (-hits / len(layout.recognise), layout.name)
        if best is None or rank < best:
            best, chosen = rank, layout
    return chosen


def identity(layout: Layout, opening: str) -> Identity:
    """Area, dates and kind from the text of the first pages. What is not found stays empty."""
    days = next((days for pattern in layout.dates if (days := _days(pattern, opening))), [])
    area = next((area for pattern in layout.area if (area := _area(pattern, opening))), "")
    follow_up = any(pattern.search(opening[:TITLE_LENGTH]) for pattern in layout.follow_up)
    return Identity(
        layout.name,
        area,
        min(days) if days else None,
        max(days) if days else None,
        "follow-up" if follow_up else "review",
    )


def _days(pattern: re.Pattern[str], opening: str) -> list[date]:
    found = pattern.search(opening)
    return days_in(found["dates"]) if found else []


def _area(pattern: re.Pattern[str], opening: str) -> str:
    found = pattern.search(opening)
    if not found:
        return ""
    area = re.sub(r"\s+", " ", found["area"]).strip(" ,.:;–-")
    area = re.sub(r"(?<=[a-z])\d+$", "", area)  # a footnote's mark
    area = _FORMS_AFTER.sub("", _FORMS_BEFORE.sub("", area, count=1) if _FORMS_BEFORE.match(area) else area)
    area = re.sub(r"^the (?=[A-Z])", "", area)
    return area if len(area) <= 80 else ""


def days_in(text: str) -> list[date]:
    """Every day a phrase names: "24 to 28 June 2024" is two, the first borrowing month and year from the second."""
    days: list[date] = []
    for day, month, year in _SLASHED.findall(text):
        days += _day(int(year), int(month), int(day))
    named: list[tuple[int, int, int]] = []
    month_after, year_after = 0, 0
    for found in reversed(list(_DAY.finditer(text))):
        day, word, year = int(found[1]), (found[2] or "").lower(), found[3]
        if word in _MONTHS:
            month_after = _MONTHS[word]
        year_after = int(year) if year else year_after
        if month_after and year_after:
            own_year = year_after
            if named and not year and month_after > named[-1][1]:
                own_year = named[-1][0] - 1  # "29 December to 5 January 2018"
            named.append((own_year, month_after, day))
    for own_year, month, day in reversed(named):
        days += _day(own_year, month, day)
    return days


def _day(year: int, month: int, day: int) -> list[date]:
    try:
        return [date(year, month, day)]
    except ValueError:
        return []
