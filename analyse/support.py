"""Where support is needed: areas and themes with a concern and no strength, with the evidence. Ranks no area."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analyse import gist
from analyse.carrying import Quotes
from analyse.matching import content
from corpus.types import Finding, MatrixRow, Results, Theme


@dataclass(frozen=True, slots=True)
class Need:
    """A theme on which the reports on an area raise concerns and tell of no strength."""

    area: str
    area_code: str
    programme: str
    theme: Theme
    concerns: int
    mixed: int
    findings: tuple[str, ...]  # ids, the strongest first: the concerns that are sure, the others, the mixed
    recommendations: tuple[str, ...]  # ids of findings on the theme among what the reports ask the area to do
    sure: bool  # whether sentences raise the concern by themselves (`analyse.carrying`), and no praise is near


def needed(results: Results) -> tuple[Need, ...]:
    """In the order of programmes, names of areas and themes of the matrix, the codebook's before emergent ones."""
    quotes = Quotes(results)
    by_id = {f.id: f for f in results.findings}
    asked: dict[tuple[str, str], list[Finding]] = {}
    for finding in results.findings:
        if finding.section_role == "recommendation" and finding.status != "rejected":
            asked.setdefault((finding.review, finding.theme), []).append(finding)
    needs: list[Need] = []
    for row in results.matrix.rows:
        praised = _praised(results, row, by_id)
        for theme in results.matrix.themes:
            if theme.apart:
                continue
            cell = results.matrix.cell(row, theme)
            if not cell.concerns or cell.strengths:
                continue
            recommended = [f for review in row.reviews for f in asked.get((review, theme.id), ())]
            ranked = gist.strongest((by_id[i] for i in cell.findings), ("concern", "mixed"))
            sure = {f.passage for f in ranked if f.valence == "concern" and quotes.sure(f.id)}
            needs.append(
                Need(
                    area=row.area,
                    area_code=row.area_code,
                    programme=row.programme,
                    theme=theme,
                    concerns=cell.concerns,
                    mixed=cell.mixed,
                    findings=tuple(f.id for f in sorted(ranked, key=lambda f: f.passage not in sure)),
                    recommendations=tuple(f.id for f in recommended),
                    sure=bool(sure) and not cell.mixed and not _named(theme, praised),
                )
            )
    return tuple(needs)


def _praised(results: Results, row: MatrixRow, by_id: Mapping[str, Finding]) -> tuple[frozenset[str], ...]:
    """The words, as stems, of each passage that tells of a strength or of both."""
    told = (by_id[i] for theme in results.matrix.themes for i in results.matrix.cell(row, theme).findings)
    quotes = sorted({f.quote for f in told if f.valence in ("strength", "mixed")})
    return tuple(map(content, quotes))


def _named(theme: Theme, praised: Iterable[frozenset[str]]) -> bool:
    """Whether praise names a theme found in the reports, whatever theme it was counted for."""
    words = content(theme.label)
    return theme.origin != "codebook" and bool(words) and any(words <= told for told in praised)
