"""What the reports ask areas to do: each recommendation, its themes, who is to act, and what many areas are asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from analyse import alike
from analyse.coding import codable
from corpus.quotes import cut
from corpus.types import Finding, Page, Passage, Results, Review, Span
from models.language import sentences

APART = 0.6  # cosine distance; read off the recommendations of the area SEND, ILACS and sample reports
FEWEST_WORDS = 3  # "Board" is a cell's rest, no recommendation
LONGEST_BODY = 16  # words before "should" that can still be a name or a list of names

# A table's row is printed as "Responsible body: ...; Area for priority action: ...".
_ROW = re.compile(
    r"^(?:responsible|lead) (?:bod(?:y|ies)|agenc(?:y|ies)|organisations?|partners?): (?P<names>.+?); "
    r"[A-Z][^:;]{2,60}: ",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\s+(?:should|must|needs? to|will need to|(?:is|are) (?:required|asked) to)\b")
_ARTICLE = re.compile(r"^(?:the|all|both)\s+", re.IGNORECASE)
# Those whom reports ask, so that "children should be seen" is no recommendation to children.
_ACTOR = re.compile(
    r"\b(?:leaders?|managers?|partners?|partnerships?|system|commissioners?|councils?|authorit(?:y|ies)|boards?|trusts?|"
    r"ccgs?|icbs?|nhs|police|force|probation|services?|teams?|agenc(?:y|ies)|providers?|hospitals?|schools?|"
    r"settings|practices|gps|care|officers?|members|organisations?|forum|panel|cafcass|constabulary)\b",
    re.IGNORECASE,
)
_OUTRIGHT = re.compile(
    r"\b(?:we|inspectors|reviewers) recommend|\bit is recommended\b|\bour recommendation\b", re.IGNORECASE
)
_LED_BY = re.compile(r"^(?:however|in addition|also|to|as|in|by|when|where|while|although)\b[^,]*,\s+", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|has|have|had|do|does|did|that|which|who|what|whether|about)\b", re.IGNORECASE
)
_HANGING = re.compile(r"\b(?:that|which|who|whom|this|it|they|people|there)$", re.IGNORECASE)
# Two names stand either side of "and" where the first is complete: "NHS Derby and Derbyshire ..." is one.
_COMPLETE = re.compile(
    r"((?:Council|Board|Trust|Partnership|Authority|ICB|CCG|Group|Police|Constabulary|Services?|Commissioner)\)?)"
    r"\s+and\s+(?:the\s+)?(?=[A-Z])"
)
_LISTED = re.compile(r"\s*;\s*|\s*\n\s*|,\s+(?:and\s+)?")


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
    bodies: tuple[str, ...]  # who is to act, as the report names them; none where it names none
    themes: tuple[str, ...]  # the surest first; none where no theme of the codebook fits
    findings: tuple[str, ...]  # ids, one a theme


@dataclass(frozen=True, slots=True)
class SharedRecommendation:
    """Recommendations to several areas that ask for the same. `label` is the most central one's own words."""

    label: str
    recommendations: tuple[Recommendation, ...]  # the most central first

    @property
    def areas(self) -> tuple[str, ...]:
        return tuple(sorted({r.area for r in self.recommendations}, key=str.casefold))

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
    found = [
        SharedRecommendation(its[members[0]].quote, tuple(its[i] for i in members))
        for members in alike.clusters([r.quote for r in its], apart=APART)
    ]
    kept = [s for s in found if len(s.areas) >= fewest_areas]
    return tuple(sorted(kept, key=lambda s: (-len(s.areas), -len(s.recommendations), s.label)))


def chosen(found: Iterable[SharedRecommendation], results: Results) -> tuple[SharedRecommendation, ...]:
    """Those made to an area, on a theme, of `results`, whole; those without a theme go with every theme."""
    themes = {theme.id for theme in results.themes}
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
    themes = {theme.id for theme in results.themes}
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
    lead: tuple[str, ...] = ()  # who a list of bullets asks: "Leaders should:"
    section: tuple[str, ...] = ()
    for passage in passages:
        if not codable(passage):
            continue
        if passage.section != section or passage.kind != "bullet":
            lead, section = (), passage.section
        asked = passage.section_role == "recommendation"
        if asked and passage.kind != "bullet" and passage.text.rstrip().endswith(":"):
            lead = bodies(passage.text)
            continue
        place = (0, len(passage.text)) if asked else _recommending(passage.text)
        if place is None:
            continue
        quote, spans = cut(passage, *place, pages)
        if len(quote.split()) < FEWEST_WORDS:
            continue
        its = sorted(findings.get(passage.id, ()), key=lambda f: (-f.score, f.theme))
        yield Recommendation(
            id=passage.id,
            review=review.id,
            area=review.area or review.file,
            area_code=review.area_code,
            programme=programme,
            quote=quote,
            spans=spans,
            bodies=(bodies(passage.text) if asked else bodies(quote)) or lead,
            themes=tuple(f.theme for f in its),
            findings=tuple(f.id for f in its),
        )


def _recommending(text: str) -> tuple[int, int] | None:
    """The sentences of prose outside the recommendations that recommend: outright, or by saying who should act."""
    if " should " not in text and not _OUTRIGHT.search(text):
        return None  # reading sentences costs time, and few passages recommend
    found = [(a, b) for a, b in sentences(text) if _OUTRIGHT.search(text[a:b]) or _asked(text[a:b], only="should")]
    return (found[0][0], found[-1][1]) if found else None


def bodies(text: str) -> tuple[str, ...]:
    """Who a recommendation asks to act, as it names them: in a column of their own, or as those who should do it."""
    if (row := _ROW.match(text)) is not None:
        return names(row["names"])
    subjects = (_asked(text[start:end]) for start, end in sentences(text))
    return tuple(dict.fromkeys(subject for subject in subjects if subject))


def _asked(sentence: str, only: str = "") -> str:
    asks = _ASKS.search(sentence)
    if asks is None or (only and asks.group(0).strip() != only):
        return ""
    subject = _LED_BY.sub("", sentence[: asks.start()].lstrip("•-–− "))
    if not _ACTOR.search(subject) or len(subject.split()) > LONGEST_BODY or _HANGING.search(subject):
        return ""
    if only and (_VERB.search(subject) or len(subject.split()) > LONGEST_BODY // 2):
        return ""
    return _ARTICLE.sub("", subject.strip())


def names(text: str) -> tuple[str, ...]:
    """The bodies in a table's list of them: "Northshire Council, NHS North Integrated Care Board and the police"."""
    parts = _LISTED.split(_COMPLETE.sub(r"\1; ", text))
    return tuple(dict.fromkeys(name for part in parts if len(name := _ARTICLE.sub("", part.strip(" .:"))) > 1))


def _most(counted: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(counted).items(), key=lambda pair: (-pair[1], pair[0])))
