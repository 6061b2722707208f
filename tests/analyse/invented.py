"""Invented reviews of areas: each passage's theme and valence given, so that a test can say what must come out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date as Day
from hashlib import sha256

from analyse import matrix
from corpus.types import Finding, Page, Passage, Results, Review, SectionRole, Span, Theme, Valence

THEMES = (Theme("access", "Access"), Theme("voice", "Voice"), Theme("doors", "Front doors", parent="access"))
Said = tuple[str, Valence]  # theme, valence; a passage each
# Words that say what they are given for by themselves; "{}" is the area and a number.
WORDS: Mapping[Said, str] = {
    ("access", "concern"): "In {} people waited far too long for appointments, and access to services was poor.",
    (
        "access",
        "strength",
    ): "In {} access to services was very good: people were seen promptly, and appointments came soon.",
    ("voice", "concern"): "In {} the views of people and families were not heard, and co-production was weak.",
    ("voice", "strength"): "In {} people’s views were heard very well, and co-production with families was excellent.",
}


def concern(theme: str, times: int = 1) -> list[Said]:
    return [(theme, "concern")] * times


def strength(theme: str, times: int = 1) -> list[Said]:
    return [(theme, "strength")] * times


def review(area: str, *, programme: str = "jtai", day: Day | None = Day(2020, 1, 1), region: str = "North") -> Review:
    name = sha256(f"{area}{programme}{day}".encode()).hexdigest()
    return Review(
        *(name[:16], f"{area}-{programme}-{day}.pdf", name, programme, area, f"X-{area}", region, day, "review", 1, 0),
        status="ok",
    )


def results(
    areas: Mapping[str, Sequence[Said]],
    *,
    passages: int = 40,
    programme: str = "jtai",
    themes: Sequence[Theme] = THEMES,
    texts: Mapping[str, str] | None = None,
) -> Results:
    """One review an area; what is said takes a passage each, the rest of its passages of the body say nothing."""
    return joined([(review(area, programme=programme), said) for area, said in areas.items()], passages, themes, texts)


def joined(
    reviews: Sequence[tuple[Review, Sequence[Said]]],
    passages: int = 40,
    themes: Sequence[Theme] = THEMES,
    texts: Mapping[str, str] | None = None,
) -> Results:
    """`texts` gives the words of a passage by "area/number"; others have words of their own."""
    found: list[Finding] = []
    of_review: dict[str, tuple[Passage, ...]] = {}
    pages: dict[str, tuple[Page, ...]] = {}
    for one, said in reviews:
        lines = [
            (texts or {}).get(
                f"{one.area}/{i}",
                (WORDS.get(said[i], "{}.") if i < len(said) else "{}.").format(f"{one.area} sentence {i}"),
            )
            for i in range(passages)
        ]
        page = Page(1, "1", 595.0, 842.0, "\n".join(lines), "pdfium 7000")
        its = [_passage(one.id, i, line, page) for i, line in enumerate(lines)]
        found += [_finding(its[i], theme, valence, score=0.99 - i / 1000) for i, (theme, valence) in enumerate(said)]
        of_review[one.id], pages[one.id] = tuple(its), (page,)
    listed = tuple(replace(one, passages=passages) for one, _ in reviews)
    built = matrix.build(listed, themes, found, codable={one.id: passages for one in listed})
    return Results(listed, tuple(themes), tuple(found), built, (), pages, (), of_review, {"reviews": "latest"})


def _passage(of: str, number: int, line: str, page: Page, role: SectionRole = "body") -> Passage:
    start = page.text.index(line)
    span = Span(1, "1", (0.0, 0.0, 1.0, 1.0), start, start + len(line))
    return Passage(f"{of}-{number}", of, ("Findings",), role, "paragraph", line, (span,))


def _finding(passage: Passage, theme: str, valence: Valence, score: float) -> Finding:
    return Finding(
        *(f"{passage.id}-{theme}", passage.review, passage.id, theme, passage.text, passage.spans, valence, score),
        *("why", passage.section, passage.section_role),
    )
