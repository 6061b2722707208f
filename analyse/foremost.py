"""Which emergent themes come first, and which are no findings across areas and are shown apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analyse.emergent import Emergent, Placement, slug
from analyse.placing import Array
from analyse.segments import Segment, content_stem, words_of

LEAST_AREAS = 3
MOSTLY = 0.6  # of the passages in one area
UNDER_ONE_HEADING, HEADING_LIFT = 0.8, 3.0
STOCK_WORDS, STOCK_PHRASE = 8, 0.4  # a run of so many words in such a share of the sentences
ADDRESSES, FIGURES = 0.3, 0.5  # share of the sentences that print an address, or several figures
# Below this mean cosine sentences share little but the genre: themes that a reader could not name lie under it
# (area SEND and joint targeted area inspections).
LOOSE = 0.18
# Those who provide or inspect, by which any matter may be told: a label of nothing else names no matter.
_PROVIDERS = frozenset(map(content_stem, "education health social care services agencies partners providers".split()))
COUNTED = 0.4  # share of the sentences with a number right before the label's one word: a unit ("weeks"), no matter
_NUMBER = r"(?:\d[\d,.]*|half|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty)[ -]+(?:and [\w-]+ )?"
_ADDRESS = re.compile(r"\bwww\.|https?:|@\w+\.|\b\w+\.(?:gov|nhs|org|co)\.uk\b|\b0\d{2,4}[ -]?\d{3}[ -]?\d{3,4}\b")
_FIGURE = re.compile(r"(?<![\w.])\d[\d,.]*%?")


@dataclass(frozen=True, slots=True)
class Standing:
    """`alike` is the mean cosine of two of a theme's sentences, `spread` its share of all areas."""

    alike: float
    spread: float
    apart: str = ""  # why it is no finding across areas

    @property
    def worth(self) -> float:
        """Coherence and spread together: the widest themes are the vaguest."""
        return round(self.alike * self.spread, 4)


def standings(
    themes: Sequence[Emergent],
    its: Mapping[str, Sequence[Placement]],
    segments: Sequence[Segment],
    vectors: Array,
) -> dict[str, Standing]:
    """`its` gives the sentences of each theme, `vectors` (unit length) are the rows of `segments`."""
    row = {(s.passage, s.start): i for i, s in enumerate(segments)}
    headings = Counter(s.heading for s in segments)
    shares = {h: n / len(segments) for h, n in headings.items()} if segments else {}
    areas = len({s.area for s in segments})
    found: dict[str, Standing] = {}
    for theme in themes:
        placed = its.get(theme.id, ())
        if not placed:
            continue
        alike = _alike(vectors[sorted(row[p.segment.passage, p.segment.start] for p in placed)])
        reason = _no_matter(theme, placed) or apart(placed, areas, shares)
        if not reason and alike < LOOSE:
            reason = "words: its sentences share the words of such reports, not a subject"
        found[theme.id] = Standing(alike, round(len({p.segment.area for p in placed}) / areas, 3), reason)
    return found


def ordered(themes: Sequence[Emergent], standing: Mapping[str, Standing]) -> tuple[Emergent, ...]:
    """The themes that hold together best in most areas first; those shown apart last."""
    return tuple(
        sorted(
            (t for t in themes if t.id in standing),
            key=lambda t: (bool(standing[t.id].apart), -standing[t.id].worth, t.id),
        )
    )


def _no_matter(theme: Emergent, placements: Sequence[Placement]) -> str:
    """Why a theme has no matter: it is about people or bodies, or counts in a unit; else ""."""
    if theme.who:
        return f"people: it tells of {theme.who}, not of one matter"
    if not theme.id.startswith(slug(theme.label)):
        return ""  # a person has said what it is about
    label = words_of(theme.label)
    stems = {stem for word in label if (stem := content_stem(word))}
    if stems and stems <= _PROVIDERS:
        return "bodies: it tells who works, not on what"
    if len(label) == 1:
        unit = re.compile(rf"\b{_NUMBER}{re.escape(label[0].lower().removesuffix('s'))}s?\b", re.IGNORECASE)
        if (times := sum(unit.search(p.segment.text) is not None for p in placements)) > COUNTED * len(placements):
            return f"unit: {times} of {len(placements)} sentences count in it"
    return ""


def _alike(rows: Array) -> float:
    count = len(rows)
    if count < 2:
        return 1.0
    total = rows.sum(axis=0)
    return round(float((total @ total - count) / (count * (count - 1))), 3)


def apart(placements: Sequence[Placement], areas: int, headings: Mapping[str, float]) -> str:
    """Why a theme is no finding across areas: it lives in one area, under one heading, in one phrase, in addresses or
    in figures; else "".

    `headings` gives the share of all sentences under each heading.
    """
    passages = {p.segment.passage: p.segment for p in placements}
    if not passages:
        return ""
    by_area = Counter(s.area for s in passages.values())
    top_area, most = min(by_area.items(), key=lambda item: (-item[1], item[0]))
    if areas >= LEAST_AREAS and (len(by_area) < LEAST_AREAS or most > MOSTLY * len(passages)):
        return f"area: {most} of {len(passages)} passages are {top_area}'s"
    heading, under = min(Counter(s.heading for s in passages.values()).items(), key=lambda item: (-item[1], item[0]))
    share = under / len(passages)
    if heading and share >= UNDER_ONE_HEADING and share >= HEADING_LIFT * headings.get(heading, 0.0):
        return f"heading: {under} of {len(passages)} passages stand under “{heading}”"
    said = [p.segment.masked for p in placements]
    if (times := sum(_ADDRESS.search(text) is not None for text in said)) > ADDRESSES * len(said):
        return f"addresses: {times} of {len(said)} sentences print one"
    if (times := sum(len(_FIGURE.findall(text)) > 1 for text in said)) > FIGURES * len(said):
        return f"figures: {times} of {len(said)} sentences list several"
    return _stock(said)


def _stock(said: Sequence[str]) -> str:
    runs: Counter[tuple[str, ...]] = Counter()
    for text in said:
        words = re.findall(r"\w+", text.lower())
        runs.update({tuple(words[i : i + STOCK_WORDS]) for i in range(len(words) - STOCK_WORDS + 1)})
    if runs:
        phrase, times = min(runs.items(), key=lambda item: (-item[1], item[0]))
        if times >= 3 and times > STOCK_PHRASE * len(said):
            return f"phrase: {times} of {len(said)} sentences say “{' '.join(phrase)}”"
    return ""


def leaning(strengths: int, concerns: int) -> str:
    """Which way a theme leans, as its definition says it; "" where nothing was judged."""
    if not strengths + concerns:
        return ""
    if max(strengths, concerns) >= 2 * min(strengths, concerns):
        return "Mostly a strength" if strengths > concerns else "Mostly a concern"
    return "A strength in some places, a concern in others"
