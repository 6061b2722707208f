"""Whether two passages, of two reports, are about the same matter: by meaning, by shared words, by shared themes."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from analyse.phrases import words
from models.embed import Embedder, Vectors
from models.language import is_stop

VERSION = "1"
# Log-odds that two passages are about the same matter, fitted on the judged pairs of `benchmarks/progress.csv` by
# `python -m benchmarks.progress --fit`, which also says how well they do on reports they were not fitted on.
BASE, MEANING, WORDS, THEMES = -6.2, 2.3, 22.6, 4.7
SAME = 0.22  # the probability from which a passage is taken to be about the matter: best F1 on the judged pairs
_SHORTEST = 3  # letters of a stem that can be shared

Likeness = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Text:
    """A passage to be matched: with the heading it stands under and the themes it was found to speak to."""

    id: str
    text: str
    heading: str = ""
    themes: frozenset[str] = frozenset()

    @property
    def stems(self) -> frozenset[str]:
        return content(self.headed)

    @property
    def headed(self) -> str:
        return f"{self.heading}. {self.text}" if self.heading else self.text


@cache
def content(text: str) -> frozenset[str]:
    """The stems of a text that can be shared: no stop words, nothing shorter than three letters."""
    return frozenset(
        w.stem for w in words(text) if len(w.stem) >= _SHORTEST and not is_stop(text[w.start : w.end].lower())
    )


def features(asked: Sequence[Text], told: Sequence[Text], embedder: Embedder) -> NDArray[np.float64]:
    """Array (asked, told, 3): meaning, words, themes.

    - meaning: cosine of the two vectors, less its mean over all of `told`, so that embedders with other scales and
      texts that are like everything meet;
    - words: the weight of the stems both have over the geometric mean of each one's (Ochiai 1957, weighted by inverse
      document frequency among the texts given);
    - themes: those both speak to over those either does (Jaccard).
    """
    found = np.zeros((len(asked), len(told), 3))
    if not asked or not told:
        return found
    meaning = _vectors(asked, embedder) @ _vectors(told, embedder).T
    found[:, :, 0] = meaning - meaning.mean(axis=1, keepdims=True)
    ours, theirs = [s.stems for s in asked], [s.stems for s in told]
    counts = Counter(stem for stems in (*ours, *theirs) for stem in stems)
    total = len(ours) + len(theirs)
    weight = {stem: math.log((1 + total) / (1 + n)) for stem, n in counts.items()}
    of_ours = [sum(weight[s] for s in sorted(stems)) for stems in ours]
    of_theirs = [sum(weight[s] for s in sorted(stems)) for stems in theirs]
    for i, (mine, a) in enumerate(zip(ours, asked, strict=True)):
        for j, (other, b) in enumerate(zip(theirs, told, strict=True)):
            if (either := of_ours[i] * of_theirs[j]) > 0:
                found[i, j, 1] = sum(weight[s] for s in sorted(mine & other)) / math.sqrt(either)
            if a.themes & b.themes:
                found[i, j, 2] = len(a.themes & b.themes) / len(a.themes | b.themes)
    return found


def likeness(asked: Sequence[Text], told: Sequence[Text], embedder: Embedder) -> Likeness:
    """Array (asked, told): the probability that the two are about the same matter.

    A logistic model of `features`; what it was fitted on and how far it can be trusted is in docs/decisions/075.
    """
    odds = BASE + features(asked, told, embedder) @ np.array([MEANING, WORDS, THEMES])
    return np.asarray(1 / (1 + np.exp(-odds)), dtype=np.float64)


def _vectors(texts: Sequence[Text], embedder: Embedder) -> Vectors:
    return embedder.embed([said.headed for said in texts])
