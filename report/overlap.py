"""How far an emergent theme says what themes of the codebook say too, and how far it holds together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.types import Finding, Results, Theme
from report import clean
from report.shorthand import count

_TOLD = 0.2  # share of a theme's findings, from which a theme of the codebook is named beside it
_MOST = 2  # themes named
# NPMI of a theme's words, 0 where they meet by chance only: below it they hardly ever stand in one passage.
LOOSE = 0.1
WHAT = (
    "These were not looked for: their words recur across areas. They were found among all sentences of the reports, so "
    "many of their findings stand under a theme of the codebook too; how many, and under which, is said of each. Their "
    "names are words of the reports."
)


@dataclass(frozen=True, slots=True)
class Overlap:
    """The counted findings of an emergent theme, and on how many of their sentences codebook themes are found too."""

    findings: int
    shared: tuple[tuple[str, int], ...]  # label and findings, the most first
    outside: int  # findings on sentences that no theme of the codebook has

    def sentence(self) -> str:
        """`Of its 9 findings 5 (56%) stand under Workforce too; 2 (22%) stand under no theme of the codebook.`"""
        if not self.findings:
            return ""
        told = [(label, number) for label, number in self.shared if number >= _TOLD * self.findings][:_MOST]
        named = " and ".join(f"{number} ({self._part(number)}) stand under {label} too" for label, number in told)
        outside = f"{self.outside} ({self._part(self.outside)}) stand under no theme of the codebook"
        if told:
            return f"Of its {count(self.findings, 'finding')} {named}; {outside}."
        others = ", the others under several" if self.outside < self.findings else ""
        return f"Of its {count(self.findings, 'finding')} {outside}{others}."

    def _part(self, number: int) -> str:
        return f"{number / self.findings:.0%}"


def of(results: Results) -> Mapping[str, Overlap]:
    """By the id of each emergent theme."""
    counted = {id_ for cell in results.matrix.cells.values() for id_ in cell.findings}
    themes = {theme.id: theme for theme in results.themes}
    parents = {theme.id: theme.parent or theme.id for theme in results.themes}
    book: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    emergent: dict[str, list[Finding]] = {theme.id: [] for theme in results.themes if theme.origin == "emergent"}
    for finding in results.findings:
        if finding.status == "rejected" or finding.theme not in themes:
            continue
        if themes[finding.theme].origin == "codebook":
            book[finding.review, finding.passage].append(finding)
        elif finding.id in counted:
            emergent[finding.theme].append(finding)
    return {theme: _overlap(its, book, themes, parents) for theme, its in emergent.items()}


def _overlap(
    its: list[Finding],
    book: Mapping[tuple[str, str], list[Finding]],
    themes: Mapping[str, Theme],
    parents: Mapping[str, str],
) -> Overlap:
    numbers: Counter[str] = Counter()
    outside = 0
    for finding in its:
        beside = book.get((finding.review, finding.passage), ())
        also = {parents[other.theme] for other in beside if _meet(finding, other)}
        numbers.update(also)
        outside += not also
    shared = sorted(((clean.line(themes[t].label), n) for t, n in numbers.items() if t in themes), key=_most)
    return Overlap(len(its), tuple(shared), outside)


def _most(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


def _meet(one: Finding, other: Finding) -> bool:
    """Whether two findings of one passage have text in common."""
    return any(a.page == b.page and a.start < b.end and b.start < a.end for a in one.spans for b in other.spans)


def cautions(results: Results) -> Mapping[str, str]:
    """What must be said of emergent themes that hardly hold together, by theme."""
    return {
        node.id: f"Caution: a loose theme. Its words seldom stand in one passage (coherence {node.coherence:.2f}; 1 is "
        "always, 0 no more than by chance). Read its quotes before it is told of as one matter."
        for node in results.tree
        if node.coherence is not None and round(node.coherence, 2) < LOOSE  # as it is printed
    }
