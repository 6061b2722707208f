"""Which quotes to print: short, of the right valence, from different areas, and none twice if it can be helped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from analyse import gist, valence
from corpus.quotes import cut
from corpus.types import Finding, Page, Passage, Results, Review, Span, Theme
from extract import layouts
from report import clean
from report.headlines import month
from report.word.quoted import Excerpt

SHORT, LONG = 50, 350  # characters: shorter says little, longer is not read
_LONGEST = 700  # what is printed where there is nothing shorter


@dataclass(slots=True)
class Quotes:
    """Excerpts of the findings of `results`; remembers which passages it has given."""

    results: Results
    naming_area: bool = True  # whether a source names the area: in a brief on one area it need not
    asked: frozenset[str] = frozenset()  # passages that recommend: they say what to do, not what is
    _used: set[str] = field(default_factory=set)
    _reviews: Mapping[str, Review] = field(init=False)
    _findings: Mapping[str, Finding] = field(init=False)
    _passages: Mapping[str, Passage] = field(init=False)
    _pages: dict[str, Mapping[int, Page]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._reviews = {review.id: review for review in self.results.reviews}
        self._findings = {finding.id: finding for finding in self.results.findings}
        self._passages = {p.id: p for its in self.results.passages.values() for p in its}

    def finding(self, id_: str) -> Finding:
        return self._findings[id_]

    def area(self, review: str) -> str:
        its = self._reviews[review]
        return clean.line(its.area or its.file)

    def behind(self, theme: Theme, areas: Iterable[str] | None = None) -> list[Finding]:
        """The findings that the matrix counts for a theme."""
        wanted = None if areas is None else set(areas)
        return [
            self._findings[id_]
            for row in self.results.matrix.rows
            if wanted is None or row.area in wanted
            for id_ in self.results.matrix.cell(row, theme).findings
            if id_ in self._findings
        ]

    def best(self, findings: Iterable[Finding], most: int, *, one_an_area: bool = True) -> list[Excerpt]:
        """At most so many, first one from each area, in order of area and page."""
        ranked = self.ranked(findings)
        firsts: dict[str, Finding] = {}
        for finding in ranked:
            firsts.setdefault(self.area(finding.review), finding)
        order = [*firsts.values()] if one_an_area else []
        order += [f for f in ranked if f not in order]
        chosen: list[Excerpt] = []
        words: set[str] = set()
        for finding in order:
            excerpt = self.excerpt(finding)
            if len(chosen) < most and excerpt.quote not in words and len(excerpt.quote) <= _LONGEST:
                chosen.append(excerpt)
                words.add(excerpt.quote)
                self._used.add(finding.passage)
        return sorted(chosen, key=lambda e: (e.area.casefold(), e.review, e.page, e.spans[0].start))

    def ranked(self, findings: Iterable[Finding]) -> list[Finding]:
        """Those to print first, first."""
        return sorted(findings, key=self._rank)

    def excerpt(self, finding: Finding) -> Excerpt:
        """A finding's quote, or of a long one the sentence that says it most clearly."""
        if len(finding.quote) > LONG:
            said = gist.sentence(finding).text.rstrip(" “‘")  # a sentence may be cut behind the next one's opening
            if SHORT <= len(said) < len(finding.quote):
                return self.part(finding, said)
        return self.slice(finding.quote, finding.spans, finding.review, finding.id)

    def part(self, finding: Finding, text: str) -> Excerpt:
        """A part of a finding's quote, such as a sentence or the clause that names a barrier."""
        passage = self._passages.get(finding.passage)
        whole = self.slice(finding.quote, finding.spans, finding.review, finding.id)
        at = passage.text.find(finding.quote) if passage else -1
        within = finding.quote.find(text)
        if passage is None or at < 0 or within < 0 or not text:
            return whole
        try:
            quote, spans = cut(passage, at + within, at + within + len(text), self._pages_of(finding.review))
        except (ValueError, IndexError):  # the passage's text is not that of its pages letter by letter
            return whole
        return self.slice(quote, spans, finding.review, finding.id) if quote == text else whole

    def slice(self, quote: str, spans: tuple[Span, ...], review: str, finding: str = "") -> Excerpt:
        return Excerpt(quote, spans, review, finding, self.area(review), self.source(review))

    def source(self, review: str) -> str:
        """Area, kind and month of a review, as a reader cites it; the table of reports names its file."""
        its = self._reviews[review]
        kind = "follow-up" if its.kind == "follow-up" else "review"
        if len({r.programme for r in self.results.reviews}) > 1:
            kind = f"{programme(its.programme, short=True)}{' (follow-up)' if its.kind == 'follow-up' else ''}"
        when = f" of {month(its.date)}" if its.date else ""
        return f"{self.area(review)}, {kind}{when}" if self.naming_area else f"{kind}{when}"

    def _pages_of(self, review: str) -> Mapping[int, Page]:
        if review not in self._pages:
            self._pages[review] = {page.number: page for page in self.results.pages.get(review, ())}
        return self._pages[review]

    def _rank(self, finding: Finding) -> tuple[object, ...]:
        wording = valence.judge(finding.quote).valence
        agrees = 0 if wording == finding.valence else 1 if wording in ("neutral", "mixed") else 2
        return (
            finding.origin != "person" and finding.status != "accepted",  # what a person has read goes first
            finding.passage in self._used,
            finding.passage in self.asked,
            not SHORT <= len(finding.quote) <= LONG,
            not stands_alone(finding.quote),
            agrees,
            -finding.score,
            finding.review,
            finding.spans[0].page,
            finding.spans[0].start,
            finding.id,
        )


_POINTING = re.compile(
    r"(?:he|she|it|they|this|these|that|those|such|here|there|others?|his|her|their|its|however|but|and|also|so)\b",
    re.IGNORECASE,
)


def stands_alone(quote: str) -> bool:
    """Whether it can be read without what stands before it: a whole sentence that does not point back."""
    whole = quote[:1].isupper() and quote.rstrip("”’'\")")[-1:] in (".", "!", "?")
    return whole and not _POINTING.match(quote) and quote.count("“") == quote.count("”")


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
