"""Where support is needed: areas and themes with a concern and no strength, with the evidence. Ranks no area."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from analyse import carrying, gist
from analyse.carrying import Quotes
from analyse.evidence import ranges
from analyse.matching import content
from corpus.types import Finding, MatrixRow, Results, Theme

FEWEST = 2  # passages that raise a concern, for it to be sure; or one, and a recommendation
MANY = 4  # passages that raise a concern, beside whose number praise in one of them is no doubt


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
    sure: bool  # sentences raise the concern by themselves (`analyse.carrying`), more than once, and no praise is near


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
        area = _Area(results, row, by_id)
        for theme in results.matrix.themes:
            if theme.apart:
                continue
            cell = results.matrix.cell(row, theme)
            if not cell.concerns or cell.strengths:
                continue
            recommended = [f for review in row.reviews for f in asked.get((review, theme.id), ())]
            ranked = gist.strongest((by_id[i] for i in cell.findings), ("concern", "mixed"))
            raised = {f.passage for f in ranked if f.valence == "concern"}
            sure = {f.passage for f in ranked if f.valence == "concern" and quotes.sure(f.id)}
            stands = len(raised) >= FEWEST or bool(recommended)
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
                    sure=bool(sure) and stands and not cell.mixed and not area.praises(theme, raised),
                )
            )
    return tuple(needs)


class _Area:
    """What the reports on an area say well of, by passage and by theme."""

    def __init__(self, results: Results, row: MatrixRow, by_id: Mapping[str, Finding]) -> None:
        cells = [(theme, results.matrix.cell(row, theme)) for theme in results.matrix.themes]
        told = [(theme, by_id[i]) for theme, cell in cells for i in cell.findings]
        praise = [f for _, f in told if f.valence in ("strength", "mixed")]
        self._praised = {f.passage for f in praise}
        self._told = sorted({f.quote for f in praise})
        self._said = [content(quote) for quote in self._told]
        self._without = {theme.id for theme, cell in cells if cell.concerns and not cell.strengths}
        self._about: dict[str, Finding] = {}  # of each passage its surest finding on a theme of the codebook
        for theme, finding in told:
            best = self._about.get(finding.passage)
            if theme.origin == "codebook" and (best is None or finding.score > best.score):
                self._about[finding.passage] = finding

    def praises(self, theme: Theme, concerns: Set[str]) -> bool:
        """Whether praise is near a concern that these passages raise: in one of few, or of what they are about.

        Of a codebook theme it is near where a sentence of a strength speaks to it, whatever it was counted for. What a
        theme found in the reports takes in is open: there it is near where it names the theme, and unless a codebook
        theme that the passages speak to has none near either.
        """
        if len(concerns) < MANY and not self._praised.isdisjoint(concerns):
            return True
        if theme.origin == "codebook":
            return self._speak_to(theme.id)
        words = content(theme.label)
        about = sorted({self._about[passage].theme for passage in concerns if passage in self._about})
        named = bool(words) and any(words <= said for said in self._said)
        return named or (bool(about) and all(at not in self._without or self._speak_to(at) for at in about))

    def _speak_to(self, theme: str) -> bool:
        sentences = (quote[start:end] for quote in self._told for start, end in ranges(quote))
        return any(carrying.praises(text, theme) for text in sentences)
