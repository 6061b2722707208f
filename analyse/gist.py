"""A cell in its reports' own words: which quotes to show first, and a line made of their sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from analyse import carrying
from analyse.carrying import Quoted, Quotes
from corpus.types import Cell, Finding, Valence

READABLE = (60, 400)  # letters of a quote one reads at a glance and that still says enough


@dataclass(frozen=True, slots=True)
class Said:
    """What a finding says, as a slice of its report."""

    finding: str
    valence: Valence
    text: str
    sure: bool


def order(strengths: int, concerns: int) -> tuple[Valence, ...]:
    """Valences as a cell of these counts shows them: the side it leans to first."""
    if strengths > concerns:
        return ("strength", "concern", "mixed", "neutral")
    return ("concern", "strength", "mixed", "neutral")


def strongest(findings: Iterable[Finding], sides: Iterable[Valence]) -> tuple[Finding, ...]:
    """Findings of `sides`, in the order of the sides; of each side first what a person has read, then those likely on
    their theme, whose reasons name the words that judge, or else the heading, and that one can read at a glance."""
    rank = {side: place for place, side in enumerate(sides)}
    chosen = [f for f in findings if f.valence in rank]
    return tuple(
        sorted(
            chosen,
            key=lambda f: (
                rank[f.valence],
                f.origin != "person" and f.status != "accepted",
                f.score < carrying.LIKELY,
                _judged_by(f),
                not READABLE[0] <= len(f.quote) <= READABLE[1],
                -f.score,
                f.spans[0].page,
                f.spans[0].start,
                f.id,
            ),
        )
    )


def _judged_by(finding: Finding) -> int:
    """Words before a heading: praise may stand under what needs to be done better."""
    if f"{finding.valence} from " in finding.why:
        return 0
    return 1 if f"under a heading of {finding.valence}" in finding.why else 2


def shown(cell: Cell, quotes: Quotes, most: int) -> tuple[Quoted, ...]:
    """What to quote for a cell, at most so many: what is sure evidence first, else what comes nearest to it.

    Nothing that stands for a side and speaks for none or for the other.
    """
    return tuple(quoted for quoted in quotes.best(cell.findings, most) if quoted.speaks)


def line(cell: Cell, quotes: Quotes) -> tuple[Said, ...]:
    """What a cell says: the sentences of its best concern and of its best strength, the side it leans to first.

    Where there is neither, of a mixed finding; where there is no judgement, nothing. Extractive: every word stands in
    the report.
    """
    judged = {quotes.findings[i].valence for i in cell.findings} & {"strength", "concern"} or {"mixed"}
    sides = (side for side in order(cell.strengths, cell.concerns) if side in judged)
    best = (quoted for side in sides for quoted in quotes.best(cell.findings, sides=(side,)) if quoted.speaks)
    return tuple(Said(quoted.finding.id, quoted.finding.valence, quoted.text, quoted.sure) for quoted in best)


def told(said: Iterable[Said]) -> str:
    """A cell's line in one string, with "?" before what is no sure evidence."""
    return " ".join(one.text if one.sure else f"? {one.text}" for one in said)
