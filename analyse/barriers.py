"""What is said to stand in the way, or to help: clauses clustered by meaning, counted by theme and area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from analyse import alike, carrying, valence
from analyse.clauses import constituent, reads_alone
from analyse.evidence import points_back, ranges
from corpus.types import Finding, Results

Side = Literal["barrier", "enabler"]

ALIKE = 0.45  # any two clauses of a cluster; read off those of the area SEND and ILACS reports: rather few and right
BEFORE = 5  # words before a clause that say what it is the cause of


@dataclass(frozen=True, slots=True)
class Clause:
    """What a passage says hinders or helps: a slice of the quotes of its findings (one a theme it speaks to)."""

    text: str
    area: str
    area_code: str
    programme: str
    themes: tuple[str, ...]
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Clauses that say the same. `label` is the most central that stands by itself, in its report's words."""

    side: Side
    label: str
    clauses: tuple[Clause, ...]  # the most central first

    @property
    def areas(self) -> tuple[str, ...]:
        return tuple(sorted({c.area for c in self.clauses}, key=str.casefold))

    @property
    def themes(self) -> tuple[tuple[str, int], ...]:
        """Ids of themes with the clauses on them, the most first."""
        counted = Counter(theme for c in self.clauses for theme in c.themes)
        return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))

    @property
    def findings(self) -> tuple[str, ...]:
        return tuple(finding for c in self.clauses for finding in c.findings)


def clusters(results: Results) -> tuple[Cluster, ...]:
    """Barriers, then enablers; of each those told of most first, single ones last. Counts what the matrix counts."""
    found: list[Cluster] = []
    told = sorted({finding.quote for finding in results.findings})
    for side in ("barrier", "enabler"):
        its = clauses(results, side)
        found += [
            Cluster(side, _label([its[i].text for i in members]), tuple(its[i] for i in members))
            for members in alike.clusters([c.text for c in its], least=ALIKE, told=told)
        ]
    return tuple(found)


def _label(texts: Sequence[str]) -> str:
    """The most central clause that can stand by itself: "their social workers" says nothing of whose."""
    return next((text for text in texts if not points_back(text)), texts[0])


def chosen(found: Iterable[Cluster], results: Results) -> tuple[Cluster, ...]:
    """Clusters told of in the areas and on the themes of `results`, whole."""
    themes = {theme.id for theme in results.themes}
    areas = {row.area for row in results.matrix.rows}
    return tuple(c for c in found if any(x.area in areas and themes.intersection(x.themes) for x in c.clauses))


def clauses(results: Results, side: Side) -> tuple[Clause, ...]:
    """Each passage's clause once, with the findings it stands in, in the order of the matrix and the pages."""
    matrix = results.matrix
    counted = {i for row in matrix.rows for theme in matrix.themes for i in matrix.cell(row, theme).findings}
    reviews = {review.id: review for review in results.reviews}
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in results.findings:
        text = finding.barrier if side == "barrier" else finding.enabler
        if finding.id in counted and _meant(text, finding, side):
            groups.setdefault((finding.passage, text), []).append(finding)
    return tuple(
        Clause(
            text=text,
            area=reviews[its[0].review].area or reviews[its[0].review].file,
            area_code=reviews[its[0].review].area_code,
            programme=reviews[its[0].review].programme,
            themes=tuple(f.theme for f in its),
            findings=tuple(f.id for f in its),
        )
        for (_, text), its in groups.items()
    )


def _meant(text: str, finding: Finding, side: Side) -> bool:
    """Whether a clause names something that hinders or helps, and can be read alone.

    What "prevents" in a strength is no barrier, as what "allowed" in a concern is no help; and the clause's own words
    must not say the opposite.
    """
    fits = ("concern", "mixed") if side == "barrier" else ("strength", "mixed")
    return (
        finding.valence in fits
        and finding.score >= carrying.LIKELY
        and reads_alone(text)
        and valence.judge(text).valence != ("strength" if side == "barrier" else "concern")
        and _told_so(text, finding, side)
        and not (side == "enabler" and _of_trouble(text, finding.quote))
        and constituent(finding.quote, text)
    )


def _told_so(text: str, finding: Finding, side: Side) -> bool:
    """Whether the sentence of the clause does not itself judge otherwise: a cause of waits is no help to anybody."""
    at = finding.quote.find(text)
    said = next((finding.quote[a:b] for a, b in ranges(finding.quote) if a <= at < b), finding.quote)
    return carrying.wording(said, "concern" if side == "barrier" else "strength") >= 0


def _of_trouble(text: str, quote: str) -> bool:
    """Whether a clause is the cause of something bad, whatever is praised: "the challenges resulting from ..."."""
    return valence.judge(" ".join(quote[: quote.find(text)].split()[-BEFORE:])).valence == "concern"


def of_themes(found: Iterable[Cluster]) -> tuple[tuple[str, int, int], ...]:
    """Each theme with the barriers and the enablers told of it (clauses)."""
    sides: dict[Side, Counter[str]] = {"barrier": Counter(), "enabler": Counter()}
    for cluster in found:
        sides[cluster.side].update(theme for c in cluster.clauses for theme in c.themes)
    names = sorted(sides["barrier"].keys() | sides["enabler"].keys())
    return tuple((name, sides["barrier"][name], sides["enabler"][name]) for name in names)
