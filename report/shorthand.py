"""A cell of the matrix in few signs, in words, and as a shade: one place, so that every output says the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, cast, get_args

from corpus.errors import WrongUsage
from corpus.types import Cell, Span

Shade = Literal[
    "strengths",
    "more-strengths",
    "even",
    "more-concerns",
    "concerns",
    "unjudged",
    "none",
    "not-reviewed",
    "not-processed",
]

By = Literal["concern", "strength", "net", "share", "presence"]

NOTHING: Final = {"none": "·", "not-reviewed": "n/r", "not-processed": "n/p"}
NOTHING_WORDS: Final = {"none": "none found", "not-reviewed": "not reviewed", "not-processed": "not processed"}

# Blue and orange of the UK Analysis Function's palette with tints of them: told apart by all common kinds of colour
# blindness and in grey. Text on each has a contrast of at least 4.5 (WCAG 2.2, 1.4.3); a test works it out.
DARK: Final = "#0b0c0c"
LIGHT: Final = "#ffffff"
BACKGROUND: Final[dict[Shade, str]] = {
    "strengths": "#12436D",
    "more-strengths": "#A6CBEE",
    "even": "#E3E3E3",
    "more-concerns": "#FBC4A6",
    "concerns": "#F46A25",
    "unjudged": "#F3F3F3",
    "none": "#ffffff",
    "not-reviewed": "#ffffff",
    "not-processed": "#ffffff",
}
FOREGROUND: Final[dict[Shade, str]] = {shade: LIGHT if shade == "strengths" else DARK for shade in BACKGROUND}
MEANING: Final[dict[Shade, str]] = {
    "strengths": "mostly strengths: at least twice as many as concerns, and two or more",
    "more-strengths": "more strengths than concerns",
    "even": "as many strengths as concerns",
    "more-concerns": "more concerns than strengths",
    "concerns": "mostly concerns: at least twice as many as strengths, and two or more",
    "unjudged": "only mixed or neutral findings",
    "none": "looked for, none found",
    "not-reviewed": "not reviewed: out of the scope of the review, or it has no text",
    "not-processed": "not processed: the report could not be read",
}
BRIEFLY: Final[dict[Shade, str]] = {
    "strengths": "mostly strengths",
    "more-strengths": "more strengths",
    "even": "as many of each",
    "more-concerns": "more concerns",
    "concerns": "mostly concerns",
    "unjudged": "mixed or neutral",
    "none": "none found",
}
_PLURALS: Final = {"strength": "strengths", "concern": "concerns"}


def shade(cell: Cell) -> Shade:
    """How the cell is coloured: which side outweighs, and whether by a lot."""
    if cell.state != "found":
        return cell.state
    more, less = max(cell.strengths, cell.concerns), min(cell.strengths, cell.concerns)
    if more == 0:
        return "unjudged"
    if more == less:
        return "even"
    by_a_lot = more >= 2 and more >= 2 * less
    if cell.strengths > cell.concerns:
        return "strengths" if by_a_lot else "more-strengths"
    return "concerns" if by_a_lot else "more-concerns"


def signs(cell: Cell, *, minus: str = "−", gap: str = " ") -> str:
    """`+3 −5`: strengths and concerns, noughts left out; `~1` mixed and `○2` neutral only where there is neither."""
    if cell.state != "found":
        return NOTHING[cell.state]
    if cell.strengths or cell.concerns:
        sides = (("+", cell.strengths), (minus, cell.concerns))
        return gap.join(f"{sign}{number}" for sign, number in sides if number)
    return f"~{cell.mixed}" if cell.mixed else f"○{cell.neutral}"


def by(text: str) -> By:
    """Raises WrongUsage for what is none of them."""
    for known in get_args(By):
        if text == known:
            return cast(By, known)
    raise WrongUsage(f"--by {text} is not a choice.", f"Choose from {', '.join(get_args(By))}.")


def value(cell: Cell, by: By) -> float | int | None:
    """One number of a cell: findings, net from -1 to 1, share of passages, or 1 where there is any; None where nobody
    looked."""
    if cell.state in ("not-reviewed", "not-processed"):
        return None
    match by:
        case "concern":
            return cell.concerns
        case "strength":
            return cell.strengths
        case "net":
            return cell.net
        case "share":
            return round(cell.share, 4)
        case "presence":
            return int(cell.state == "found")


def number(cell: Cell, by: By) -> str:
    """That number in few signs; `~` where there are findings and no strength or concern to set against each other."""
    found = value(cell, by)
    if cell.state != "found":
        return NOTHING[cell.state]
    match by:
        case "net":
            return "~" if found is None else f"{found:+.2f}"
        case "share":
            return f"{found:.0%}"
        case "presence":
            return "x"
        case _:
            return f"{found}"


def words(cell: Cell) -> str:
    """`3 strengths, 5 concerns, 1 mixed`, leaving out what there is none of."""
    if cell.state != "found":
        return NOTHING_WORDS[cell.state]
    counts = {"strength": cell.strengths, "concern": cell.concerns, "mixed": cell.mixed, "neutral": cell.neutral}
    return ", ".join(count(number, valence) for valence, number in counts.items() if number) or "none counted"


def count(number: int, noun: str) -> str:
    """`1 strength`, `1,204 concerns`; mixed and neutral have no plural."""
    plural = _PLURALS.get(noun, noun) if noun in ("strength", "concern", "mixed", "neutral") else noun + "s"
    return f"{number:,} {noun if number == 1 else plural}"


def pages(spans: Sequence[Span]) -> str:
    """`4`, or `4-5` where what stands there runs on to another page."""
    first, last = min(span.page for span in spans), max(span.page for span in spans)
    return f"{first}" if first == last else f"{first}-{last}"


def on_pages(spans: Sequence[Span]) -> str:
    """`page 4`, `pages 4-5`."""
    found = pages(spans)
    return f"pages {found}" if "-" in found else f"page {found}"
