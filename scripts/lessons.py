"""What `scripts.tune` learns from: passages with their codes, the sentences that carry these, and parts of passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analyse import evidence
from analyse.trained import CLASSES
from analyse.training import Coded

CUT, LEAST_CUT = 0.3, 3  # of passages of at least so many sentences, the share that a pass reads a part of


@dataclass(slots=True)
class Seen:
    """A passage, or a part of one, to learn from: what stands there, and what is said of it and of its sentences."""

    states: Any  # (tokens, WIDTH)
    places: Any  # the sentence of each token, -1 for none
    shares: Any  # of its readers that gave each theme (themes)
    valence: Any  # of each theme, -1 where none (themes)
    section: int  # what its heading says, -1 for nothing
    carried: Any  # whether a sentence carries a theme, -1 where nobody said (sentences, themes)
    carried_valence: Any  # the same for its valence (sentences, themes)
    whole: bool = True  # nothing is known of a part of it

    def cut(self, first: int, end: int) -> Seen:
        """Its sentences from `first` to before `end`, with the codes that they carry."""
        kept = (self.places >= first) & (self.places < end)
        kept[0] = kept[-1] = True  # the marks of beginning and end
        carried, carried_valence = self.carried[first:end], self.carried_valence[first:end]
        settled = self.valence >= 0
        has = (carried == 1).any(axis=0)
        few = (end - first) / len(self.carried)
        shares = np.where(settled, self.shares * has, self.shares * few).astype(np.float32)
        valence = np.array([_together(column[column >= 0]) for column in carried_valence.T])
        places = self.places[kept] - first
        places[[0, -1]] = -1
        return Seen(self.states[kept], places, shares, valence, -1, carried, carried_valence)

    @property
    def overall(self) -> int:
        """The valence of all of it."""
        return _together(self.valence[self.valence >= 0])


def _together(valences: Any) -> int:
    said = {CLASSES[v] for v in valences}
    if {"strength", "concern"} <= said or "mixed" in said:
        return CLASSES.index("mixed")
    return next((CLASSES.index(v) for v in ("strength", "concern", "neutral") if v in said), -1)


def seen_in(coded: Coded, offsets: Sequence[tuple[int, int]], states: Any, themes: Sequence[str]) -> Seen:
    ranges = evidence.ranges(coded.text)
    places = np.full(len(states), -1)
    for at, (start, end) in enumerate(offsets):
        places[at] = next((n for n, (a, b) in enumerate(ranges) if a <= start < b), -1) if end > start else -1
    sentences = int(places.max()) + 1
    shares = np.array([coded.shares.get(t, 0.0) for t in themes], np.float32)
    valence = np.array([CLASSES.index(coded.codes[t]) if t in coded.codes else -1 for t in themes])
    carried = np.full((sentences, len(themes)), -1)
    carried_valence = carried.copy()
    whole = sentences < 2 or not (coded.carried or not coded.codes)
    if not whole:
        carried[:, shares == 0] = 0
        for column, theme in enumerate(themes):
            marked = {n: CLASSES.index(c[theme]) for n, c in enumerate(coded.carried[:sentences]) if theme in c}
            whole |= theme in coded.codes and not marked
            if marked:
                carried[:, column] = 0
            for n, of in marked.items():
                carried[n, column], carried_valence[n, column] = 1, of
    section = CLASSES.index(coded.section) if coded.section in ("strength", "concern") else -1
    return Seen(states, places, shares, valence, section, carried, carried_valence, whole)


def parted(seen: Seen, rng: Any) -> Seen:
    """It, or at times a few of its sentences."""
    sentences = len(seen.carried)
    if seen.whole or sentences < LEAST_CUT or rng.random() >= CUT:
        return seen
    length = int(rng.integers(1, sentences))
    first = int(rng.integers(0, sentences - length + 1))
    return seen.cut(first, first + length)
