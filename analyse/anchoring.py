"""Where a decision's text stands now: in the passage it was made on, or where reading anew has put it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from corpus.decisions import Anchor
from corpus.quotes import cut
from corpus.text import View, plain, tidy, view
from corpus.types import Document, Finding, Page, Passage, Review, Span
from models.language import sentences

CONTEXT = 64  # characters kept before and after a quote
# How much of a quote's letters must stand in their order, `2 * same / (letters + letters)`. In 600 sentences of 20 real
# reports with a letter wrong in each fifth word, 99 of 100 are nearer to themselves than 0.93; to a passage that does
# not say the same, 99 of 100 come no nearer than 0.77 (`benchmarks/anchoring.py`).
ALIKE = 0.88
SOME_WORDS = 0.4  # of its words whole and in order: only then are letters compared, which takes ten times as long
APART = 0.05  # by how much the best of several places alike must lead, or else its context must


@dataclass(frozen=True, slots=True)
class Place:
    """The passage a decision holds for, and which characters of its text are the quote."""

    review: str
    passage: Passage
    start: int
    end: int

    def cut(self, pages: Mapping[int, Page]) -> tuple[str, tuple[Span, ...]]:
        return cut(self.passage, self.start, self.end, pages)


@dataclass(frozen=True, slots=True)
class Lost:
    """A text that is not found again, and why."""

    reason: str


def place_of(review: Review) -> str:
    """An area's code, or its name where it has none: what an anchor knows the area by."""
    return review.area_code or review.area


def anchor(finding: Finding, review: Review, pages: Mapping[int, Page]) -> Anchor:
    """What finds this finding's text again."""
    prefix, suffix = _around(finding.spans, pages)
    return Anchor(
        theme=finding.theme,
        passage=finding.passage,
        sha256=review.sha256,
        area=place_of(review),
        programme=review.programme,
        date=review.date.isoformat() if review.date else "",
        page=finding.spans[0].page,
        exact=finding.quote,
        prefix=prefix,
        suffix=suffix,
        valence=finding.valence,
    )


def _around(spans: Sequence[Span], pages: Mapping[int, Page]) -> tuple[str, str]:
    first, last = spans[0], spans[-1]
    before, after = pages[first.page].text, pages[last.page].text
    return tidy(before[max(0, first.start - CONTEXT) : first.start]), tidy(after[last.end : last.end + CONTEXT])


class Reports:
    """The reports of a workspace, in which texts are looked up."""

    def __init__(self, reviews: Iterable[Review], documents: Mapping[str, Document]) -> None:
        self._reviews = {review.sha256: review for review in reviews}
        self._documents = documents
        self._by_id = {p.id: p for d in documents.values() for p in d.passages}
        self._views: dict[str, View] = {}
        self._page_views: dict[tuple[str, int], View] = {}
        self.pages = {id_: {page.number: page for page in d.pages} for id_, d in documents.items()}

    def find(self, sought: Anchor) -> Place | Lost:
        """The same passage; else the same words in this report or in the one that replaced it; else words alike."""
        if (same := self._by_id.get(sought.passage)) is not None:
            return self._in_passage(same, sought)
        reviews = self._candidates(sought)
        if not reviews:
            return Lost("the report is not here, nor another of this area, programme and date")
        passages = [p for r in reviews for p in self._documents[r.id].passages if p.kind != "heading"]
        found = (
            self._exact(passages, sought) or self._across(reviews, passages, sought) or self._alike(passages, sought)
        )
        if not found:
            return Lost("the report does not say this any more")
        return self._only(found, sought)

    def _candidates(self, sought: Anchor) -> list[Review]:
        if sought.sha256 in self._reviews:
            return [self._reviews[sought.sha256]]
        return [
            review
            for review in self._reviews.values()
            if sought.area
            and place_of(review) == sought.area
            and review.programme == sought.programme
            and (review.date.isoformat() if review.date else "") == sought.date
        ]

    def _in_passage(self, passage: Passage, sought: Anchor) -> Place:
        found = self._exact([passage], sought)
        return found[0][1] if found else Place(passage.review, passage, 0, len(passage.text))

    def _exact(self, passages: Iterable[Passage], sought: Anchor) -> list[tuple[float, Place]]:
        words = view(sought.exact).text
        found: list[tuple[float, Place]] = []
        for passage in passages:
            seen = self._view(passage)
            if (at := seen.text.find(words)) >= 0:
                start, end = seen.span(at, at + len(words))
                found.append((1.0, Place(passage.review, passage, start, end)))
        return found

    def _view(self, passage: Passage) -> View:
        if passage.id not in self._views:
            self._views[passage.id] = view(passage.text)
        return self._views[passage.id]

    def _page_view(self, review: str, page: Page) -> View:
        if (review, page.number) not in self._page_views:
            self._page_views[review, page.number] = view(page.text)
        return self._page_views[review, page.number]

    def _across(
        self, reviews: Iterable[Review], passages: Iterable[Passage], sought: Anchor
    ) -> list[tuple[float, Place]]:
        """Where the words stand on a page, but not in one passage: the passage that has most of them, whole."""
        words = view(sought.exact).text
        found: list[tuple[float, Place]] = []
        for review in reviews:
            for number, page in self.pages[review.id].items():
                seen = self._page_view(review.id, page)
                if (at := seen.text.find(words)) < 0:
                    continue
                start, end = seen.span(at, at + len(words))
                shared = [
                    (sum(_overlap(span, start, end) for span in p.spans if span.page == number), p)
                    for p in passages
                    if p.review == review.id
                ]
                most, passage = max(shared, key=lambda pair: pair[0], default=(0, None))
                if passage is not None and 2 * most >= end - start:
                    found.append((1.0, Place(review.id, passage, 0, len(passage.text))))
        return found

    def _alike(self, passages: Iterable[Passage], sought: Anchor) -> list[tuple[float, Place]]:
        """Passages in which nearly these words stand in nearly this order."""
        quote = view(sought.exact).text.split()
        known = set(quote)
        found: list[tuple[float, Place]] = []
        for passage in passages:
            seen = self._view(passage)
            words = seen.text.split()
            if len(known.intersection(words)) < SOME_WORDS * len(known):
                continue  # comparing them in order would take a hundred times as long
            score, first, last = nearest(quote, words)
            if not score:
                continue
            at = len(" ".join(words[:first])) + bool(first)
            start, end = _whole(passage.text, *seen.span(at, at + len(" ".join(words[first:last]))))
            # Where words were read as two, so many words are not the same stretch of text; whole sentences are.
            score = max(score, _likeness(" ".join(quote), view(passage.text[start:end]).text))
            if score >= ALIKE:
                found.append((score, Place(passage.review, passage, start, end)))
        return found

    def _only(self, found: Sequence[tuple[float, Place]], sought: Anchor) -> Place | Lost:
        """The one place meant: the likest, and of several as like the one in the same context, on the same page."""
        best = max(score for score, _ in found)
        near = [place for score, place in found if score > best - APART]
        if len(near) == 1:
            return near[0]
        ranked = sorted(near, key=lambda place: self._fit(place, sought), reverse=True)
        if self._fit(ranked[0], sought) == self._fit(ranked[1], sought):
            return Lost(f"the report says this in {len(near)} places")
        return ranked[0]

    def _fit(self, place: Place, sought: Anchor) -> tuple[float, bool]:
        pages = self.pages[place.review]
        _, spans = place.cut(pages)
        prefix, suffix = _around(spans, pages)
        context = _likeness(plain(prefix), plain(sought.prefix)) + _likeness(plain(suffix), plain(sought.suffix))
        return round(context, 3), spans[0].page == sought.page


def _overlap(span: Span, start: int, end: int) -> int:
    return max(0, min(span.end, end) - max(span.start, start))


def _likeness(left: Sequence[str], right: Sequence[str]) -> float:
    return SequenceMatcher(None, left, right, autojunk=False).ratio() if left or right else 1.0


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentences that lie for the most part between two places: words read anew may be more or fewer."""
    most = [(a, b) for a, b in sentences(text) if 2 * (min(b, end) - max(a, start)) > b - a]
    return (most[0][0], most[-1][1]) if most else (start, end)


def nearest(quote: Sequence[str], words: Sequence[str]) -> tuple[float, int, int]:
    """How like the quote the likest run of as many words is, letter by letter, and where the run stands."""
    longest = SequenceMatcher(None, quote, words, autojunk=False).find_longest_match()
    first = min(max(0, longest.b - longest.a), max(0, len(words) - len(quote)))
    last = min(len(words), first + len(quote))
    if _likeness(quote, words[first:last]) < SOME_WORDS:
        return 0.0, first, last
    return _likeness(" ".join(quote), " ".join(words[first:last])), first, last
