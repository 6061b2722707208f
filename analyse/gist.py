"""A cell in its reports' own words: which quotes to show first, and a line made of whole sentences of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analyse import carrying
from corpus.types import Cell, Finding, Valence

READABLE = (60, 400)  # letters of a quote one reads at a glance and that still says enough


@dataclass(frozen=True, slots=True)
class Said:
    """A whole sentence of a finding's quote: a slice of it."""

    finding: str
    valence: Valence
    text: str


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
                f.score < carrying.SCORE,
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


def shown(cell: Cell, by_id: Mapping[str, Finding], most: int) -> tuple[tuple[Finding, bool], ...]:
    """The findings to quote for a cell, at most so many, those that are sure evidence first, and whether each is."""
    looked_at = [by_id[i] for i in cell.findings[: carrying.LOOKED_AT + most if most else 0]]
    marked = [(finding, carrying.sure(finding)) for finding in looked_at]
    return tuple(sorted(marked, key=lambda pair: not pair[1])[:most])


def line(cell: Cell, by_id: Mapping[str, Finding]) -> tuple[Said, ...]:
    """What a cell says: a sentence of its best concern and of its best strength, the side it leans to first.

    Where there is neither, of a mixed finding; where there is no judgement, nothing. Extractive: every word stands in
    the finding's quote.
    """
    ranked = strongest((by_id[i] for i in cell.findings), order(cell.strengths, cell.concerns))
    sides = [f for f in ranked if f.valence in ("strength", "concern")] or [f for f in ranked if f.valence == "mixed"]
    first: dict[Valence, Finding] = {}
    for finding in sides:
        first.setdefault(finding.valence, finding)
    for side in first:
        its = [f for f in sides if f.valence == side][: carrying.LOOKED_AT]
        first[side] = next((f for f in its if carrying.of(f).sure), its[0])
    return tuple(sentence(f) for f in first.values())


def sentence(finding: Finding) -> Said:
    """The sentence of a finding's quote that says most clearly what the finding judges."""
    part = carrying.of(finding)
    return Said(finding.id, finding.valence, finding.quote[part.start : part.end])
