"""What the matrix says in sentences: where concerns or strengths are widespread, and where areas differ."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from analyse.progress import STATES, Progress, State
from corpus.types import Results, Theme
from report import clean
from report.shorthand import count


@dataclass(frozen=True, slots=True)
class Spread:
    """One theme over the areas in which it was looked for. An area in two programmes counts once."""

    theme: Theme
    looked: int  # areas in which the theme was looked for
    found: int
    mostly_strengths: int  # areas with more strengths than concerns
    mostly_concerns: int
    strengths: int
    concerns: int
    mixed: int
    neutral: int

    @property
    def label(self) -> str:
        return clean.line(self.theme.label)

    @property
    def findings(self) -> int:
        return self.strengths + self.concerns + self.mixed + self.neutral

    @property
    def lead(self) -> int:
        """Areas that lean to strengths less those that lean to concerns."""
        return self.mostly_strengths - self.mostly_concerns

    def sentence(self) -> str:
        """How widespread it is and which way it leans, with the numbers."""
        if not self.found:
            return f"Found in none of {count(self.looked, 'area')}."
        text = f"Found in {self.found} of {count(self.looked, 'area')}: {count(self.strengths, 'strength')} and "
        text += f"{count(self.concerns, 'concern')}"
        lean = []
        if self.mostly_strengths:
            lean.append(f"strengths outnumber concerns in {self.mostly_strengths}")
        if self.mostly_concerns:
            lean.append(f"concerns outnumber strengths in {self.mostly_concerns}")
        return text + ("; " + ", ".join(lean) if lean else "") + "."


def spreads(results: Results) -> tuple[Spread, ...]:
    """The spread of every theme, in the order of the matrix."""
    return tuple(_spread(results, theme) for theme in results.matrix.themes)


def _spread(results: Results, theme: Theme) -> Spread:
    areas: dict[str, Counter[str]] = defaultdict(Counter)
    for row in results.matrix.rows:
        cell = results.matrix.cell(row, theme)
        if cell.state in ("found", "none"):
            areas[row.area_code or row.area].update(
                strength=cell.strengths, concern=cell.concerns, mixed=cell.mixed, neutral=cell.neutral
            )
    total: Counter[str] = Counter()
    for counts in areas.values():
        total.update(counts)
    return Spread(
        theme=theme,
        looked=len(areas),
        found=sum(1 for counts in areas.values() if counts.total()),
        mostly_strengths=sum(1 for counts in areas.values() if counts["strength"] > counts["concern"]),
        mostly_concerns=sum(1 for counts in areas.values() if counts["concern"] > counts["strength"]),
        strengths=total["strength"],
        concerns=total["concern"],
        mixed=total["mixed"],
        neutral=total["neutral"],
    )


def _main(found: Iterable[Spread]) -> list[Spread]:
    """Codebook themes that are nobody's sub-theme: what people set out to look for."""
    return [spread for spread in found if spread.theme.origin == "codebook" and spread.theme.parent is None]


def widespread_concerns(found: Iterable[Spread], most: int = 3) -> tuple[Spread, ...]:
    """Themes that lean to concerns in at least as many areas as to strengths, the most areas first."""
    chosen = [spread for spread in _main(found) if spread.mostly_concerns and spread.lead <= 0]
    return tuple(sorted(chosen, key=lambda s: (-s.mostly_concerns, s.lead, -s.concerns, s.theme.id))[:most])


def widespread_strengths(found: Iterable[Spread], most: int = 3) -> tuple[Spread, ...]:
    """Themes that lean to strengths in at least as many areas as to concerns, the most areas first."""
    chosen = [spread for spread in _main(found) if spread.mostly_strengths and spread.lead >= 0]
    return tuple(sorted(chosen, key=lambda s: (-s.mostly_strengths, -s.lead, -s.strengths, s.theme.id))[:most])


def divided(found: Iterable[Spread], most: int = 3) -> tuple[Spread, ...]:
    """Themes that are a strength in some areas and a concern in others, the most evenly split first."""
    chosen = [spread for spread in _main(found) if min(spread.mostly_strengths, spread.mostly_concerns) >= 2]
    return tuple(
        sorted(chosen, key=lambda s: (-min(s.mostly_strengths, s.mostly_concerns), -s.findings, s.theme.id))[:most]
    )


def sections(found: Sequence[Spread]) -> tuple[tuple[str, tuple[Spread, ...]], ...]:
    """Headings with the themes under them; headings with none are left out."""
    named = (
        ("The most widespread concerns", widespread_concerns(found)),
        ("The most widespread strengths", widespread_strengths(found)),
        ("A strength in some areas, a concern in others", divided(found)),
    )
    return tuple((heading, chosen) for heading, chosen in named if chosen)


def summary(results: Results) -> str:
    """How much of what this is made from, how much of it the matrix counts, and how it divides between the themes of
    the codebook and those found in the reports, which stand on the same passages."""
    counted = {id_ for cell in results.matrix.cells.values() for id_ in cell.findings}
    kept = [finding for finding in results.findings if finding.status != "rejected"]
    matrix = f"The matrix counts {len(counted):,} of them"
    emergent = {theme.id for theme in results.themes if theme.origin == "emergent"}
    found = [finding for finding in kept if finding.theme in emergent]
    if not found:
        return f"{count(len(kept), 'finding')} from {source(results)}. {matrix}."
    book = {(finding.review, finding.passage) for finding in kept if finding.theme not in emergent}
    shared = sum((finding.review, finding.passage) in book for finding in found)
    inside = sum(finding.id in counted for finding in found)
    return (
        f"{count(len(kept), 'finding')} from {source(results)}: {len(kept) - len(found):,} on themes of the codebook, "
        f"and {len(found):,} on themes found in the reports, {shared:,} of which stand in passages that themes of the "
        f"codebook have too. {matrix}: {len(counted) - inside:,} and {inside:,}."
    )


def source(results: Results) -> str:
    """`29 reviews of 29 areas, February 2023 to January 2025`."""
    areas = len({row.area_code or row.area for row in results.matrix.rows})
    days = sorted(review.date for review in results.reviews if review.date)
    months = list(dict.fromkeys(month(day) for day in (days[0], days[-1]))) if days else []
    between = f", {' to '.join(months)}" if months else ""
    return f"{count(len(results.reviews), 'review')} of {count(areas, 'area')}{between}"


def emergent(results: Results) -> str:
    """How many themes were found in the reports, and how many of them are findings across areas."""
    its = [theme for theme in results.matrix.themes if theme.origin == "emergent"]
    apart = sum(theme.apart for theme in its)
    if not apart:
        return f"Found in the reports: {count(len(its), 'theme')}."
    across = f"Of {count(len(its), 'theme')} found in the reports {len(its) - apart} hold across areas"
    return f"{across}; {apart} stand apart, in the workbook."


def main_emergent(results: Results, most: int) -> tuple[Theme, ...]:
    """The first emergent themes that were found, which hold together best in most areas: what there is room for."""
    found = [spread for spread in spreads(results) if spread.theme.origin == "emergent"]
    return tuple(spread.theme for spread in found if spread.found)[:most]


def title(results: Results) -> str:
    """The finding to put above a picture of the matrix."""
    found = spreads(results)
    parts = [
        f"{spread.label} is more of a concern than a strength in {spread.mostly_concerns} of "
        f"{count(spread.looked, 'area')}"
        for spread in widespread_concerns(found, 1)
    ]
    parts += [
        f"{spread.label} is more of a strength than a concern in {spread.mostly_strengths} of "
        f"{count(spread.looked, 'area')}"
        for spread in widespread_strengths(found, 1)
    ]
    return "; ".join(parts) or "No strengths or concerns were found"


NO_CHANGE = "No area here was reviewed twice, so nothing can be said on change."

STATE_WORDS: dict[State, str] = {
    "addressed": "addressed",
    "partly": "partly addressed",
    "not-addressed": "not addressed",
    "not-mentioned": "not mentioned",
}


def became(its: Progress) -> str:
    """What became of what an earlier review asked, or of its concerns where it asked nothing."""
    kind = "recommendation" if any(m.kind == "recommendation" for m in its.matters) else "concern"
    states = Counter(m.state for m in its.matters if m.kind == kind)
    said = ", ".join(f"{states[state]} {STATE_WORDS[state]}" for state in STATES if states[state])
    return f"of {count(states.total(), kind)}, {said or 'none followed'}."


def month(day: date) -> str:
    """`June 2018`."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


# Not strftime: that speaks the language of the machine's locale.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
