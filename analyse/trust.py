"""How far an emergent theme can be trusted: where it lives, coherence, distinctness, coverage, stability."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analyse import emergent, placing
from analyse.emergent import Emergent, Known, Named, Placement
from analyse.placing import Anchor
from analyse.segments import Segment
from models.embed import Vectors

WORDS = 10  # of a theme, for coherence (Lau, Newman & Baldwin 2014)
OWN = 1 / 3  # of the most that a word weighs in any theme
RESAMPLES = 10  # of the areas; the mean over ten differs from that over thirty by less than 0.03


@dataclass(frozen=True, slots=True)
class Trust:
    """Figures of one theme. `stability` is None until measured; `apart` says why it is no finding across areas."""

    coherence: float | None  # mean NPMI of its words over the passages, -1 to 1; None for fewer than two words
    distinctness: float  # 1 less the likeness of the nearest other theme
    coverage: float  # share of the passages
    stability: float | None = None  # mean Jaccard with its best match over resamples of the areas
    apart: str = ""
    alike: float = 0.0  # mean cosine of two of its sentences
    spread: float = 0.0  # share of all areas


def npmi(words: Sequence[str], documents: Sequence[frozenset[str]]) -> float:
    """Mean normalised pointwise mutual information of the pairs of words, over whole documents (Bouma 2009).

    A pair that never meets counts -1, one that always meets 1; nan for fewer than two words.
    """
    total = len(documents)
    holders = {w: {i for i, d in enumerate(documents) if w in d} for w in words}
    values: list[float] = []
    for j, one in enumerate(words):
        for other in words[:j]:
            both = len(holders[one] & holders[other]) / total
            if not both:
                values.append(-1.0)
            elif both == 1:
                values.append(1.0)
            else:
                lift = both / (len(holders[one]) / total * len(holders[other]) / total)
                values.append(math.log(lift) / -math.log(both))
    return float(np.mean(values)) if values else math.nan


def top_words(anchor: Anchor) -> tuple[str, ...]:
    return tuple(s for s, _ in sorted(anchor.terms.items(), key=lambda item: (-item[1], item[0]))[:WORDS])


def own_words(anchors: Sequence[Anchor]) -> list[tuple[str, ...]]:
    """The words of each theme, without those that another theme says far more: they tell the two apart less."""
    heaviest: dict[str, float] = {}
    for anchor in anchors:
        for stem, weight in anchor.terms.items():
            heaviest[stem] = max(weight, heaviest.get(stem, 0.0))
    own = [{s: w for s, w in a.terms.items() if w >= OWN * heaviest[s]} for a in anchors]
    return [top_words(replace(a, terms=terms)) for a, terms in zip(anchors, own, strict=True)]


def distinctness(themes: Sequence[Emergent]) -> dict[str, float]:
    found: dict[str, float] = {}
    for theme in themes:
        others = [placing.likeness(theme.anchor, o.anchor) for o in themes if o.id != theme.id]
        found[theme.id] = round(1 - max(others, default=0.0), 3)
    return found


def resamples(areas: Iterable[str], count: int = RESAMPLES, seed: int = 1) -> list[frozenset[str]]:
    """Areas drawn with replacement, so that some 63% are in each."""
    ordered = sorted(set(areas))
    draw = random.Random(seed)  # noqa: S311
    return [frozenset(draw.choices(ordered, k=len(ordered))) for _ in range(count)]


def nameless(_: Sequence[Segment], anchor: Anchor, taken: frozenset[str]) -> Named:
    """A name that costs no parsing, for fits that nobody reads."""
    words = top_words(anchor)
    return Named(f"{' '.join(words[:4])} {len(taken)}", "", words)


def stability(
    segments: Sequence[Segment],
    vectors: Vectors,
    placements: Sequence[Placement],
    embedder: str,
    progress: Callable[[int, int], None],
    count: int = RESAMPLES,
) -> dict[str, float]:
    """For each theme, the mean over resamples of the best Jaccard of its sentences with a theme founded there."""
    where = {(p.segment.passage, p.segment.start): p.theme for p in placements}
    total: dict[str, list[float]] = {}
    for done, areas in enumerate(resamples((s.area for s in segments), count), start=1):
        kept = [i for i, s in enumerate(segments) if s.area in areas]
        fresh = emergent.discover([segments[i] for i in kept], vectors[kept], Known(), embedder, nameless)[1]
        here = {(segments[i].passage, segments[i].start) for i in kept}
        old = _sets({s: t for s, t in where.items() if s in here})
        new = _sets({(p.segment.passage, p.segment.start): p.theme for p in fresh})
        for theme, its in old.items():
            best = max((len(its & other) / len(its | other) for other in new.values()), default=0.0)
            total.setdefault(theme, []).append(best)
        progress(done, count)
    return {theme: round(float(np.mean(values)), 3) for theme, values in sorted(total.items())}


def _sets(where: Mapping[tuple[str, int], str]) -> dict[str, set[tuple[str, int]]]:
    found: dict[str, set[tuple[str, int]]] = {}
    for sentence, theme in where.items():
        found.setdefault(theme, set()).add(sentence)
    return found
