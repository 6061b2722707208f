"""Which quotes to print: those that stand alone, of the right valence, of different areas, none twice in a section."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from math import log2

from analyse import carrying
from analyse.evidence import ranges, whole
from corpus.quotes import cut
from corpus.types import Finding, Page, Passage, Results, Review, Span, Theme
from extract import layouts
from report import alone, clean
from report.headlines import month
from report.word.quoted import Excerpt

_IN_BRACKETS = re.compile(r"\(([a-z]+(?:-[a-z]+)*)\)")
_LOOKED = 5  # sure quotes of a report that are looked through for one that stands alone
_ENOUGH = 1  # quotes, beside which none is wanted that leans on what stood round it
_RAREST = 6  # words of a text, by which it is told how particular it is
_BRIEF = 200  # letters of a quote in a table
_ALIKE = 0.65  # share of all their words, from which two quotes say the same: reports of sister areas do
_NAMED = 0.5  # probability, above which the sentences by themselves name the theme's matter


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
    _held: Counter[str] = field(default_factory=Counter)  # words, in how many passages

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

    def rarity(self, text: str) -> float:
        """How particular a text is: in how many passages to one its rarest words stand, in doublings, on average."""
        if not self._held:
            for passage in self.passages.values():
                self._held.update(_words(passage.text))
        rare = sorted(-log2(max(1, self._held[word]) / max(1, len(self.passages))) for word in _words(text))
        return sum(rare[-_RAREST:]) / _RAREST

    def pages(self, review: str) -> Mapping[int, Page]:
        if review not in self._pages:
            self._pages[review] = {page.number: page for page in self.results.pages.get(review, ())}
        return self._pages[review]


@dataclass(slots=True)
class Quotes:
    """Excerpts for one document; remembers which passages it has given."""

    evidence: Evidence
    naming_area: bool = True  # whether a source names the area: in a brief on one area it need not
    own: str = ""  # the one review a brief is about: of its quotes the page is enough
    _used: set[str] = field(default_factory=set)
    _said: dict[str, frozenset[str]] = field(default_factory=dict)  # passages of the section with their words

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

    def section(self) -> None:
        """From here on a quote may stand again that an earlier section had."""
        self._said.clear()

    def best(self, findings: Iterable[Finding], most: int, *, areas: bool = True) -> list[Excerpt]:
        """At most so many, in order of area and page; with `areas` one from each area before a second from any.

        Only those whose sentences say for sure what their finding judges, and none that the section has already; one
        that another section has only where there is no other.
        """
        ranked = self.standing(findings)
        fresh = [finding for finding in ranked if not self.used(finding)]
        most, ranked = (most, fresh) if fresh else (_ENOUGH, ranked)
        firsts = {finding.review: finding for finding in reversed(ranked)} if areas else {}
        leans = {finding.id: self.slips(finding) > 1 for finding in ranked}
        order = sorted(ranked, key=lambda f: (leans[f.id], bool(areas) and firsts[f.review] is not f))
        chosen: list[Finding] = []
        for finding in order:
            if len(chosen) < (_ENOUGH if leans[finding.id] else most) and not self.said(finding):
                chosen.append(self.take(finding))
        return sorted(
            (self.excerpt(f) for f in chosen), key=lambda e: (e.area.casefold(), e.review, e.page, e.spans[0].start)
        )

    def take(self, finding: Finding) -> Finding:
        """Notes that the section quotes it."""
        self._used.add(finding.passage)
        self._said[finding.passage] = _words(self.text(finding))
        return finding

    def shortest(self, findings: Iterable[Finding]) -> tuple[Excerpt, bool] | None:
        """The best quote for a line of a table, and whether it says for sure what its finding judges.

        One that the document does not have yet and that is not long, where there is such a one; none where no sentence
        speaks for the side that its finding stands for.
        """
        its = sorted(findings, key=self._rank)
        sure = self.standing(its)
        for finding in sorted(sure, key=lambda f: (self.used(f), self.slips(f) > 1, len(self.text(f)) > _BRIEF)):
            return self.excerpt(self.take(finding)), True
        rest = [f for f in its if self.evidence.quoted.of(f.id).speaks]
        for finding in sorted(rest, key=lambda f: (self.used(f), not carrying.of(f).whole, self.slips(f))):
            return self.excerpt(self.take(finding)), False
        return None

    def used(self, finding: Finding) -> bool:
        """Whether the document quotes the passage."""
        return finding.passage in self._used

    def printed(self, finding: Finding) -> bool:
        """Whether the section quotes the very sentences of the finding."""
        return self._said.get(finding.passage) == _words(self.text(finding))

    def where(self, findings: Iterable[Finding], most: int = 3) -> str:
        """The places to read first: where sentences come nearest to saying it, one a report."""
        best: dict[str, Finding] = {}
        for finding in sorted(findings, key=lambda f: (carrying.of(f).rank, f.score, f.id), reverse=True):
            best.setdefault(finding.review, finding)
        its = list(best.values())[:most]
        return "; ".join(f"{self.source(f.review)}, {on_pages([f])}" for f in its)

    def said(self, finding: Finding) -> bool:
        """Whether the section quotes the passage, or another in hardly other words."""
        return finding.passage in self._said or self._repeats(self.text(finding))

    def _repeats(self, text: str) -> bool:
        mine = _words(text)
        return any(len(mine & its) >= _ALIKE * len(mine | its) for its in self._said.values())

    def standing(self, findings: Iterable[Finding]) -> list[Finding]:
        """Those whose sentences say for sure what they judge, at most `_LOOKED` a report; first what stands alone."""
        looked: Counter[str] = Counter()
        sure: list[Finding] = []
        for finding in sorted(findings, key=self._rank):
            if looked[finding.review] < _LOOKED and self.evidence.reads_so(finding):
                looked[finding.review] += 1
                sure.append(finding)
        return sorted(sure, key=lambda f: (self._first(f), self.slips(f), self._rank(f)))

    def slips(self, finding: Finding) -> int:
        """How far what would be printed falls short of saying it alone, on the matter, and clearly."""
        part = carrying.of(finding)
        unclear = (part.theme < _NAMED) + 2 * (part.wording < carrying.WORDING)
        return alone.slips(self.text(finding)) + unclear

    def text(self, finding: Finding) -> str:
        """The sentences of a finding that would be printed."""
        part = carrying.of(finding)
        return finding.quote[part.start : part.end]

    def excerpt(self, finding: Finding) -> Excerpt:
        """The sentences of a finding's quote that say it most clearly."""
        its = self.evidence.quoted.of(finding.id)
        return self.slice(its.text, its.spans, finding.review, finding.id)

    def sentence(self, id_: str, text: str) -> Excerpt:
        """One sentence of a finding, which the section then has: of a pair the one that is about its matter."""
        its = self.evidence.quoted.at(id_, text)
        self.take(its.finding)
        return self.slice(its.text, its.spans, its.finding.review, id_)

    def around(self, finding: Finding, text: str) -> Excerpt | None:
        """The sentence of a finding's quote that holds a text, such as the clause that names a barrier.

        None where the sentence cannot be read alone, the section has it, or it does not stand on the page so.
        """
        within = finding.quote.find(text)
        if within < 0 or not text or self.said(finding):
            return None
        start, end = next(r for r in ranges(finding.quote) if r[0] <= within < r[1])
        sentence = finding.quote[start:end]
        if text not in sentence or not whole(sentence) or alone.slips(sentence) or self._repeats(sentence):
            return None
        try:
            held = Passage(finding.passage, finding.review, (), "body", "paragraph", finding.quote, finding.spans)
            quote, spans = cut(held, start, end, self.evidence.pages(finding.review))
        except (ValueError, IndexError, KeyError):  # the passage's text is not that of its pages letter by letter
            return None
        if quote != sentence:
            return None
        self._said[finding.passage] = _words(quote)
        self._used.add(finding.passage)
        return replace(self.slice(quote, spans, finding.review, finding.id), stressed=text)

    def slice(self, quote: str, spans: tuple[Span, ...], review: str, finding: str = "") -> Excerpt:
        source = "" if review == self.own else self.source(review)
        return Excerpt(quote, spans, review, finding, self.area(review), source)

    def source(self, review: str) -> str:
        """Area, kind and month of a review, as a reader cites it; the table of reports names its file."""
        its = self.evidence.reviews[review]
        kind = "follow-up" if its.kind == "follow-up" else "review"
        if len({r.programme for r in self.results.reviews}) > 1:
            kind = f"{programme(its.programme, short=True)}{' (follow-up)' if its.kind == 'follow-up' else ''}"
        when = f" of {month(its.date)}" if its.date else ""
        return f"{self.area(review)}, {kind}{when}" if self.naming_area else f"{kind}{when}"

    def _first(self, finding: Finding) -> tuple[bool, ...]:
        return (
            finding.origin != "person" and finding.status != "accepted",  # what a person has read goes first
            finding.passage in self._used,
            finding.passage in self.evidence.asked,
        )

    def _rank(self, finding: Finding) -> tuple[object, ...]:
        return (
            self._first(finding),
            -finding.score,
            finding.review,
            finding.spans[0].page,
            finding.spans[0].start,
            finding.id,
        )


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))


def programme(name: str, *, short: bool = False) -> str:
    """A programme as a reader knows it: its label with a small first letter, unless that is a name's."""
    label = next((layout.label for layout in layouts.load() if layout.name == name), name)
    label = label.partition(" of ")[0] if short else label
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def day(when: date | None) -> str:
    """`8 June 2018`."""
    return f"{when.day} {month(when)}" if when else "no date"


def on_pages(findings: Iterable[Finding]) -> str:
    """`pages 4 and 6`: where findings of one report begin."""
    its = [str(page) for page in sorted({f.spans[0].page for f in findings})]
    listed = f"{', '.join(its[:-1])} and {its[-1]}" if len(its) > 1 else "".join(its)
    return f"{'page' if len(its) == 1 else 'pages'} {listed}"


def names(areas: Sequence[str], most: int = 12) -> str:
    """`A, B and C` in alphabetical order; of many, how many more."""
    ordered = sorted({clean.line(area) for area in areas}, key=str.casefold)
    if len(ordered) > most:
        shown, last = ordered[: most - 1], f"{len(ordered) - most + 1} others"
    else:
        shown, last = ordered[:-1], ordered[-1] if ordered else "none"
    return f"{', '.join(shown)} and {last}" if shown else last


def in_labels(definition: str, themes: Sequence[Theme]) -> str:
    """A definition that points to other themes by their ids, with their labels instead."""
    labels = {theme.id: theme.label for theme in themes}
    return _IN_BRACKETS.sub(lambda m: f"({labels.get(m[1], m[1])})", definition)
