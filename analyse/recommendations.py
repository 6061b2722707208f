"""What the reports ask areas to do: each recommendation, its themes, who is to act, and what many areas are asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

from analyse import alike, asked, focus, matching, persons
from analyse.coding import codable
from corpus.quotes import cut
from corpus.types import Finding, Page, Passage, Results, Review, Span

SAME = 0.48  # likeness of what any two are asked; read off the recommendations of the area SEND and ILACS reports
FEWEST_STEMS = 2  # of what is asked: "improve" alone is asked of everybody
AT_LEAST = (
    "What all are asked stands in the words of one; each of the others asks for much the same in its own, or for less "
    "where a ? marks it. The number of areas is the least: what asks for the same in quite other words is not counted "
    "with it."
)
# What something is to be done for is another's matter.
_PURPOSE = re.compile(
    r",?\s+(?:so that|in order (?:to|that)|because|to (?:ensure|make sure|avoid)|this (?:is|will|should))\b.*",
    re.IGNORECASE | re.DOTALL,
)
_INSTANCES = re.compile(r",?\s+(?:including|especially|particularly|such as|for example)\b[^,]*$")
_BOTH = re.compile(r"\b(?:both|between)\b", re.IGNORECASE)  # what follows is of two parts at least
FEWEST_WORDS = 3  # "Board" is a cell's rest, no recommendation; an item that its lead-in completes may be shorter


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What one report asks an area to do. `id` is its passage's; `quote` is a slice of the pages at `spans`."""

    id: str
    review: str
    area: str
    area_code: str
    programme: str
    quote: str
    spans: tuple[Span, ...]
    lead: str  # the words of the lead-in that an item completes; "" where it stands by itself
    bodies: tuple[str, ...]  # who is to act; none where nobody is named and the programme addresses nobody
    named: bool  # whether the report names them; otherwise it is whom the programme's reports are addressed to
    themes: tuple[str, ...]  # the surest first; none where no theme of the codebook fits
    findings: tuple[str, ...]  # ids, one a theme


@dataclass(frozen=True, slots=True)
class SharedRecommendation:
    """Recommendations to several areas that ask for the same. `label` is what one asks, in its words.

    `areas` are those for which that is sure: more may be asked the same in other words.
    """

    label: str
    recommendations: tuple[Recommendation, ...]  # the most central first

    @property
    def areas(self) -> tuple[str, ...]:
        return tuple(sorted({r.area for r in self.recommendations}, key=str.casefold))

    def sure(self, its: Recommendation) -> bool:
        """Whether a recommendation, and one to another area, says all that the label does: others may ask for less."""
        said = matching.content(self.label)
        all_of_it = [r for r in self.recommendations if said <= matching.content(f"{r.lead} {r.quote}")]
        return its in all_of_it and len({r.area for r in all_of_it}) > 1

    @property
    def themes(self) -> tuple[tuple[str, int], ...]:
        """Ids of themes with the recommendations on them, the most first."""
        return _most(theme for r in self.recommendations for theme in r.themes)

    @property
    def bodies(self) -> tuple[tuple[str, int], ...]:
        """Who is asked, with how many of the recommendations ask them, the most first."""
        return _most(body for r in self.recommendations for body in r.bodies)

    @property
    def findings(self) -> tuple[str, ...]:
        return tuple(finding for r in self.recommendations for finding in r.findings)


def shared(results: Results, *, fewest_areas: int = 2) -> tuple[SharedRecommendation, ...]:
    """Recommendations made to at least so many areas, those to the most areas first. With 1, every recommendation."""
    its = made(results)
    texts = [asked_for(asked.completed(r.quote, r.lead)) for r in its]
    told = sorted({finding.quote for finding in results.findings})

    def apart(near: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Nor does one report make a recommendation twice."""
        pairs = list(near)
        of_two = [(a, b) for a, b in pairs if its[a].review != its[b].review]
        return [*set(pairs).difference(of_two), *focus.apart(texts, of_two, persons.shares(told))]

    groups = alike.clusters(texts, least=SAME, told=told, apart=apart)
    labels = _labels(its, texts, groups)
    found = [
        SharedRecommendation(label, tuple(its[i] for i in members))
        for label, members in _joined(its, texts, groups, labels, persons.shares(told))
    ]
    kept = [s for s in found if len(s.areas) >= fewest_areas]
    return tuple(sorted(kept, key=lambda s: (-len(s.areas), -len(s.recommendations), s.label)))


def _joined(
    its: Sequence[Recommendation],
    texts: Sequence[str],
    groups: Sequence[Sequence[int]],
    labels: Sequence[str],
    persons: Mapping[str, float],
) -> Iterator[tuple[str, Sequence[int]]]:
    """The groups, less those of which every member asks in so many words for what the label of another asks, and more:
    these are with the other, with that which asks for most if there are several.
    """
    of = [list(members) for members in groups]
    said = [matching.content(text) for text in texts]
    told = [matching.content(label) for label in labels]
    able = [a for a, members in enumerate(of) if len(members) > 1 and len(told[a]) > FEWEST_STEMS]

    def asks_all(group: Sequence[int], stems: frozenset[str]) -> bool:
        return all(stems <= said[i] for i in group)

    pairs = [(a, b) for a in able for b in range(len(of)) if a != b and asks_all(of[b], told[a])]
    for a, b in sorted(focus.within(labels, pairs, persons), key=lambda pair: (-len(told[pair[0]]), pair)):
        once = {its[i].review for i in of[a]}.isdisjoint(its[i].review for i in of[b])
        if of[a] and of[b] and once and asks_all(of[b], told[a]):
            of[a] += of[b]
            of[b] = []
    return ((label, members) for label, members in zip(labels, of, strict=True) if members)


def _labels(its: Sequence[Recommendation], texts: Sequence[str], groups: Iterable[Sequence[int]]) -> list[str]:
    """Of each group what one of it asks, without whom: that which asks least, and least that is rare, that the others
    do not.
    """
    said = [matching.content(text) for text in texts]
    times = Counter(stem for stems in said for stem in stems)

    def label(members: Sequence[int]) -> str:
        held = Counter(stem for i in members for stem in said[i])

        def candidate(i: int) -> tuple[float, int, str]:
            whole = asked_for(asked.completed(its[i].quote, its[i].lead, whole=True))
            text = _shared_start(whole, held - Counter(said[i]))
            rare = (
                log((1 + len(texts)) / (1 + times[stem])) * (len(members) - max(1, held[stem]))
                for stem in sorted(matching.content(text))
            )
            return round(sum(rare), 6), len(text), text

        return min(map(candidate, members))[-1]

    return [label(members) for members in groups]


def _shared_start(text: str, others: Collection[str]) -> str:
    """A request without its end, from a comma, of which no other says a word, and without the instances it ends in."""
    text = asked.ends(text).removesuffix(".")
    if not others:
        return text
    for comma in re.finditer(", ", text):
        before, after = text[: comma.start()], matching.content(text[comma.end() :])
        if after.isdisjoint(others) and len(matching.content(before)) >= FEWEST_STEMS and not _BOTH.search(before):
            text = before
            break
    return _INSTANCES.sub("", text)


def asked_for(quote: str) -> str:
    """What is to be done: the first sentence without those who should do it, and without what it is to bring about."""
    action = asked.action(quote)
    done = _PURPOSE.sub("", action)
    return done if len(matching.content(done)) >= FEWEST_STEMS else action


def chosen(found: Iterable[SharedRecommendation], results: Results) -> tuple[SharedRecommendation, ...]:
    """Those made to an area, on a theme, of `results`, whole; those without a theme go with every theme."""
    themes = {theme.id for theme in results.themes if not theme.apart}
    areas = {row.area for row in results.matrix.rows}
    return tuple(
        s
        for s in found
        if any(r.area in areas and (not r.themes or themes.intersection(r.themes)) for r in s.recommendations)
    )


def made(results: Results) -> tuple[Recommendation, ...]:
    """Every recommendation of the reviews the matrix counts, in the order of its rows and the pages."""
    reviews = {review.id: review for review in results.reviews}
    findings: dict[str, list[Finding]] = {}
    themes = {theme.id for theme in results.themes if not theme.apart}
    for finding in results.findings:
        if finding.status != "rejected" and finding.theme in themes:
            findings.setdefault(finding.passage, []).append(finding)
    found: list[Recommendation] = []
    for row in results.matrix.rows:
        for review in (reviews[i] for i in row.reviews):
            pages = {page.number: page for page in results.pages.get(review.id, ())}
            found += _of_review(review, row.programme, results.passages.get(review.id, ()), pages, findings)
    return tuple(found)


def _of_review(
    review: Review,
    programme: str,
    passages: Sequence[Passage],
    pages: Mapping[int, Page],
    findings: Mapping[str, Sequence[Finding]],
) -> Iterator[Recommendation]:
    listed = {a.passage.id: a for a in asked.of(asked.section(passages), review.programme)}
    for passage in passages:
        its = listed.get(passage.id) or _in_prose(passage)
        if its is None:
            continue
        start, end = its.place
        quote, spans = cut(passage, start, start + len(asked.ends(passage.text[start:end])), pages)
        if len(quote.split()) < FEWEST_WORDS and not its.lead:
            continue
        told = sorted(findings.get(passage.id, ()), key=lambda f: (-f.score, f.theme))
        yield Recommendation(
            id=passage.id,
            review=review.id,
            area=review.area or review.file,
            area_code=review.area_code,
            programme=programme,
            quote=quote,
            spans=spans,
            lead=its.lead,
            bodies=its.bodies,
            named=its.named,
            themes=tuple(f.theme for f in told),
            findings=tuple(f.id for f in told),
        )


def _in_prose(passage: Passage) -> asked.Asked | None:
    """What a passage outside the recommendations recommends."""
    if not codable(passage) or passage.section_role == "recommendation":
        return None
    place = asked.recommending(passage.text)
    if place is None:
        return None
    return asked.Asked(passage, place, "", asked.bodies(passage.text[slice(*place)]), named=True)


def _most(counted: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(counted).items(), key=lambda pair: (-pair[1], pair[0])))
