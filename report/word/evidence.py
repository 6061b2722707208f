"""Which quotes to print: short, of the right valence, from different areas, and none twice if it can be helped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from analyse import carrying
from corpus.quotes import cut
from corpus.types import Finding, Page, Passage, Results, Review, Span, Theme
from extract import layouts
from report import clean
from report.headlines import month
from report.word.quoted import Excerpt


@dataclass(frozen=True, slots=True)
class Evidence:
    """The findings of `results` by what they are asked for; made once for all documents on the same results."""

    results: Results
    reviews: Mapping[str, Review]
    findings: Mapping[str, Finding]
    passages: Mapping[str, Passage]
    asked: frozenset[str]  # passages that recommend: they say what to do, not what is
    quoted: carrying.Quotes
    _pages: dict[str, Mapping[int, Page]] = field(default_factory=dict)

    @classmethod
    def of(cls, results: Results, asked: Iterable[str]) -> Evidence:
        return cls(
            results,
            {review.id: review for review in results.reviews},
            {finding.id: finding for finding in results.findings},
            {p.id: p for its in results.passages.values() for p in its},
            frozenset(asked),
            carrying.Quotes(results),
        )

    def reads_so(self, finding: Finding) -> bool:
        """Whether sentences of the quote, read alone, say for sure what the finding judges."""
        return self.quoted.sure(finding.id)

    def pages(self, review: str) -> Mapping[int, Page]:
        if review not in self._pages:
            self._pages[review] = {page.number: page for page in self.results.pages.get(review, ())}
        return self._pages[review]


@dataclass(slots=True)
class Quotes:
    """Excerpts for one document; remembers which passages it has given."""

    evidence: Evidence
    naming_area: bool = True  # whether a source names the area: in a brief on one area it need not
    _used: set[str] = field(default_factory=set)

    @property
    def results(self) -> Results:
        return self.evidence.results

    def finding(self, id_: str) -> Finding:
        return self.evidence.findings[id_]

    def area(self, review: str) -> str:
        its = self.evidence.reviews[review]
        return clean.line(its.area or its.file)

    def behind(self, theme: Theme) -> list[Finding]:
        """The findings that the matrix counts for a theme."""
        matrix = self.results.matrix
        ids = (id_ for row in matrix.rows for id_ in matrix.cell(row, theme).findings)
        return [self.evidence.findings[id_] for id_ in ids if id_ in self.evidence.findings]

    def best(self, findings: Iterable[Finding], most: int, *, areas: bool = True) -> list[Excerpt]:
        """At most so many, in order of area and page; with `areas` one from each area before a second from any.

        Only those whose sentences say for sure what their finding judges.
        """
        ranked = self.ranked(findings)
        order = [*self._firsts(ranked), *ranked] if areas else ranked
        chosen: list[Finding] = []
        for finding in order:
            if len(chosen) >= most:
                break
            taken = {f.passage for f in chosen} | {f.quote for f in chosen}
            if not taken & {finding.passage, finding.quote} and self.evidence.reads_so(finding):
                chosen.append(finding)
        self._used.update(f.passage for f in chosen)
        return sorted(
            (self.excerpt(f) for f in chosen), key=lambda e: (e.area.casefold(), e.review, e.page, e.spans[0].start)
        )

    def _firsts(self, ranked: Sequence[Finding]) -> list[Finding]:
        """The first of each area that reads as it is judged."""
        firsts: dict[str, Finding] = {}
        for finding in ranked:
            if finding.review not in firsts and self.evidence.reads_so(finding):
                firsts[finding.review] = finding
        place = {finding.id: number for number, finding in enumerate(ranked)}
        return sorted(firsts.values(), key=lambda f: place[f.id])

    def ranked(self, findings: Iterable[Finding]) -> list[Finding]:
        """Those to print first, first."""
        return sorted(findings, key=self._rank)

    def excerpt(self, finding: Finding) -> Excerpt:
        """The sentences of a finding's quote that say it most clearly."""
        its = self.evidence.quoted.of(finding.id)
        return self.slice(its.text, its.spans, finding.review, finding.id)

    def part(self, finding: Finding, text: str) -> Excerpt:
        """A part of a finding's quote, such as a sentence or the clause that names a barrier."""
        passage = self.evidence.passages.get(finding.passage)
        whole = self.slice(finding.quote, finding.spans, finding.review, finding.id)
        at = passage.text.find(finding.quote) if passage else -1
        within = finding.quote.find(text)
        if passage is None or at < 0 or within < 0 or not text:
            return whole
        try:
            quote, spans = cut(passage, at + within, at + within + len(text), self.evidence.pages(finding.review))
        except (ValueError, IndexError, KeyError):  # the passage's text is not that of its pages letter by letter
            return whole
        return self.slice(quote, spans, finding.review, finding.id) if quote == text else whole

    def slice(self, quote: str, spans: tuple[Span, ...], review: str, finding: str = "") -> Excerpt:
        return Excerpt(quote, spans, review, finding, self.area(review), self.source(review))

    def source(self, review: str) -> str:
        """Area, kind and month of a review, as a reader cites it; the table of reports names its file."""
        its = self.evidence.reviews[review]
        kind = "follow-up" if its.kind == "follow-up" else "review"
        if len({r.programme for r in self.results.reviews}) > 1:
            kind = f"{programme(its.programme, short=True)}{' (follow-up)' if its.kind == 'follow-up' else ''}"
        when = f" of {month(its.date)}" if its.date else ""
        return f"{self.area(review)}, {kind}{when}" if self.naming_area else f"{kind}{when}"

    def _rank(self, finding: Finding) -> tuple[object, ...]:
        return (
            finding.origin != "person" and finding.status != "accepted",  # what a person has read goes first
            finding.passage in self._used,
            finding.passage in self.evidence.asked,
            -finding.score,
            finding.review,
            finding.spans[0].page,
            finding.spans[0].start,
            finding.id,
        )


def programme(name: str, *, short: bool = False) -> str:
    """A programme as a reader knows it: its label with a small first letter, unless that is a name's."""
    label = next((layout.label for layout in layouts.load() if layout.name == name), name)
    label = label.partition(" of ")[0] if short else label
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def day(when: date | None) -> str:
    """`8 June 2018`."""
    return f"{when.day} {month(when)}" if when else "no date"


def names(areas: Sequence[str], most: int = 12) -> str:
    """`A, B and C` in alphabetical order; of many, how many more."""
    ordered = sorted({clean.line(area) for area in areas}, key=str.casefold)
    if len(ordered) > most:
        shown, last = ordered[: most - 1], f"{len(ordered) - most + 1} others"
    else:
        shown, last = ordered[:-1], ordered[-1] if ordered else "none"
    return f"{', '.join(shown)} and {last}" if shown else last
