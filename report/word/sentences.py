"""What was found, in sentences made of counts by fixed rules. Nothing is said that is not counted."""

from __future__ import annotations

from collections.abc import Sequence

from analyse import compare
from analyse.compare import Difference, Rate, ThemeVariation
from corpus.types import Cell
from report.headlines import Spread
from report.shorthand import count
from report.word.evidence import names

FEWEST = 5  # areas, below which a word such as "most" hides more than it says
RULE = (
    "Words for shares of areas are used by rule: all; almost all, 90 per cent or more; most, 75 per cent or more; more "
    "than half; half; some, 25 per cent or more; a few, less. The numbers stand beside them. Where fewer than "
    f"{FEWEST} areas are compared, only the numbers are given."
)


def share(number: int, of: int) -> str:
    """`most areas (9 of 12)`; the word by `RULE`."""
    if of < FEWEST:
        return f"{number} of {count(of, 'area')}"
    part = number / of
    if number == 0:
        word = "no area"
    elif number == of:
        return f"all {of} areas"
    elif number == 1:
        word = "one area"
    elif part >= 0.9:
        word = "almost all areas"
    elif part >= 0.75:
        word = "most areas"
    elif part > 0.5:
        word = "more than half of areas"
    elif part == 0.5:
        word = "half of areas"
    elif part >= 0.25:
        word = "some areas"
    else:
        word = "a few areas"
    return f"{word} ({number} of {of})"


def prevalence(spread: Spread) -> str:
    """How many areas' reports speak of a theme, and how its findings divide."""
    if not spread.found:
        return f"The reports on {count(spread.looked, 'area')} were searched for this theme and none speaks of it."
    parts = [count(spread.strengths, "strength"), count(spread.concerns, "concern")]
    parts += [f"{number} {word}" for number, word in ((spread.mixed, "mixed"), (spread.neutral, "neutral")) if number]
    return (
        f"The reports on {share(spread.found, spread.looked)} speak of this theme, in "
        f"{count(spread.findings, 'finding')}: {_listed(parts)}."
    )


def leaning(spread: Spread) -> str:
    """In how many areas concerns outnumber strengths, and the other way round."""
    sides = [
        (spread.mostly_concerns, "Concerns outnumber strengths", "concerns outnumber strengths"),
        (spread.mostly_strengths, "Strengths outnumber concerns", "strengths outnumber concerns"),
    ]
    if spread.mostly_strengths > spread.mostly_concerns:
        sides.reverse()
    said = [(number, text) for number, *text in sides if number]
    if not said:
        return "In no area does one outnumber the other." if spread.found else ""
    first = f"{said[0][1][0]} in {share(said[0][0], spread.looked)}"
    if len(said) == 1:
        return first + "; in none is it the other way round."
    return f"{first} and {said[1][1][1]} in {share(said[1][0], spread.looked)}."


def prevailing(cells: Sequence[Cell]) -> tuple[tuple[str, str], ...]:
    """In which areas strengths prevail, in which concerns, and the rest: leads and the areas by name, all of them."""
    sides = (
        ("Strengths prevail", [c for c in cells if compare.leaning(c, "strength")]),
        ("Concerns prevail", [c for c in cells if compare.leaning(c, "concern")]),
        ("As many of each", [c for c in cells if c.strengths == c.concerns > 0]),
        ("Only mixed or neutral findings", [c for c in cells if c.state == "found" and not c.strengths + c.concerns]),
        ("Looked for and not found", [c for c in cells if c.state == "none"]),
        ("Not reviewed", [c for c in cells if c.state == "not-reviewed"]),
        ("Not processed", [c for c in cells if c.state == "not-processed"]),
    )
    return tuple(
        (f"{lead} in {count(len(its), 'area')}:" if its else f"{lead} in no area.", _all(its))
        for number, (lead, its) in enumerate(sides)
        if its or number < 2
    )


def _all(cells: Sequence[Cell]) -> str:
    areas = [cell.area for cell in cells]
    return f"{names(areas, most=len(areas))}." if areas else ""


def variation(found: ThemeVariation) -> str:
    """Whether areas differ by more than chance, and which stand out."""
    tested = [d for d in (found.difference("concern"), found.difference("strength")) if d is not None]
    if not tested:
        return ""
    beyond = [d for d in tested if d.beyond_chance]
    if beyond:
        said = " and ".join(_named(d) for d in beyond)
        text = f"How often the reports {said} differs between areas by more than chance."
    else:
        text = (
            "Differences between areas in how often the reports raise it as a concern or tell of it as a strength are "
            "no larger than chance alone would bring."
        )
    out = [rate for rate in found.standing_out if rate.measure != "said"]
    return " ".join([text, *(_stands_out(rate) for rate in out)])


def _named(difference: Difference) -> str:
    what = "raise it as a concern" if difference.measure == "concern" else "tell of it as a strength"
    q = "below 0.001" if difference.q < 0.001 else f"{difference.q:.3f}"
    return f"{what} (adjusted p {q})"


def _stands_out(rate: Rate) -> str:
    how = "raises it as a concern" if rate.measure == "concern" else "tells of it as a strength"
    return (
        f"The report on {names([rate.area])} {how} {'more' if rate.residual > 0 else 'less'} often than the others do "
        f"({rate.count} of {count(rate.of, 'passage')})."
    )


def _listed(parts: Sequence[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)
