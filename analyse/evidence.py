"""Which sentences of a passage carry a point, and what to quote of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

QUOTE_SENTENCES = 3  # the longest run of sentences quoted from a longer passage
SHORT = 2  # a passage of so few sentences is quoted whole

Range = tuple[int, int]


def window(evidence: Sequence[int], ranges: Sequence[Range]) -> Range:
    """Characters of the run of whole sentences to quote: the densest in evidence, at most `QUOTE_SENTENCES` long."""
    if len(ranges) <= SHORT or not evidence:
        return ranges[0][0], ranges[-1][1]
    best = max(
        (tuple(e for e in evidence if first <= e < first + QUOTE_SENTENCES) for first in evidence),
        key=lambda run: (len(run), -run[0]),
    )
    return ranges[best[0]][0], ranges[best[-1]][1]


def strongest(strength: Sequence[float]) -> tuple[int, ...]:
    """The sentence that speaks most, and its neighbours that speak for the theme too (log-odds above zero)."""
    best = int(np.argmax(strength))
    return tuple(i for i in range(len(strength)) if i == best or (abs(i - best) == 1 and strength[i] > 0))


def quote(text: str, ranges: Sequence[Range], strength: Sequence[float]) -> str:
    """The sentences to quote, given how strongly each speaks."""
    start, end = window(strongest(strength), ranges)
    return text[start:end]
