"""Drawing passages for people to check: spread over programmes, areas and themes, the uncertain more often."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyse.coding import codable
from corpus.files import key
from corpus.types import Finding, Passage, Review

OVER = 4.0  # a passage on a threshold is drawn this many times as often as the surest
SEED = 4

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may be drawn. `codes` and `valence` are the machine's."""

    passage: Passage
    review: Review
    codes: tuple[str, ...]
    uncertainty: float  # 0 to 1


@dataclass(frozen=True, slots=True)
class Drawn:
    """`chance` is the probability with which it was to be drawn; 1 / chance is what it weighs."""

    candidate: Candidate
    chance: float


def candidates(
    reviews: Sequence[Review],
    passages: Mapping[str, Sequence[Passage]],
    findings: Sequence[Finding],
    uncertainty: Callable[[str], float],
    progress: Callable[[str, int, int], None],
) -> list[Candidate]:
    """Every passage that is coded, with what the machine said of it, the surest code first."""
    said: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.status != "rejected":
            said.setdefault(finding.passage, []).append(finding)
    found: list[Candidate] = []
    for done, review in enumerate(reviews, start=1):
        for passage in passages[review.id]:
            if codable(passage) and passage.text.strip():
                its = sorted(said.get(passage.id, ()), key=lambda f: (-f.score, f.theme))
                found.append(Candidate(passage, review, tuple(f.theme for f in its), uncertainty(passage.text)))
        progress("Looking at passages", done, len(reviews))
    return found


def draw(candidates: Sequence[Candidate], size: int, seed: int = SEED) -> list[Drawn]:
    """`size` passages (all, where there are fewer), each with the chance it had; the same ones every time.

    Systematic sampling with unequal chances from a list in order of programme, area and theme (Madow 1949, Annals of
    Mathematical Statistics 20:333-354): every stratum gets its share, to a passage, and the chances are known exactly.
    """
    ordered = sorted(candidates, key=_order)
    chances = _chances(np.array([1 + (OVER - 1) * c.uncertainty for c in ordered]), size)
    ends = np.cumsum(chances)
    start = float(np.random.default_rng(seed).random())
    # Each passage has a stretch of a line, as long as its chance; those are drawn on which start, start + 1, ... fall.
    marks = np.arange(min(size, len(ordered))) + start
    at = np.minimum(np.searchsorted(ends, marks, side="right"), len(ordered) - 1)
    return [Drawn(ordered[i], float(chances[i])) for i in sorted({int(i) for i in at})]


def _order(candidate: Candidate) -> tuple[str, ...]:
    review, passage = candidate.review, candidate.passage
    # The hash mixes what is of one stratum, so that neighbours on a page are not drawn together or kept apart.
    area = review.area_code or review.area
    return (review.programme, area, candidate.codes[0] if candidate.codes else "", key("sample", passage.id))


def _chances(
    sizes: np.ndarray[tuple[int], np.dtype[np.float64]], wanted: int
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Proportional to `sizes`, at most 1, `wanted` in sum."""
    if wanted >= len(sizes):
        return np.ones(len(sizes))
    sure = np.zeros(len(sizes), dtype=bool)
    while True:
        chances = np.where(sure, 1.0, sizes * (wanted - sure.sum()) / sizes[~sure].sum())
        if not (chances > 1).any():
            return chances
        sure |= chances >= 1
