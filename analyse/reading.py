"""A text as the models see it: whole, and sentence by sentence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

import numpy as np

from analyse import evidence
from analyse.features import Array
from analyse.phrases import Hit, Phrases, Word, words
from analyse.trained import ThemeModel
from models.embed import Embedder, Vectors
from models.tuned import Said, Tuned

_START = attrgetter("start")


@dataclass(frozen=True, slots=True)
class Read:
    """A text's words, phrase hits and vector, and the same of each sentence (characters `ranges`)."""

    text: str
    ranges: tuple[tuple[int, int], ...]
    found: list[Word]
    hits: list[Hit]
    vector: Vectors
    parts: list[tuple[list[Word], list[Hit]]]
    part_vectors: Vectors  # (sentences, dimensions)
    said: Said | None = None  # by the tuned model, where it is used


def read(texts: Iterable[str], phrases: Phrases, embedder: Embedder, tuned: Tuned | None = None) -> list[Read]:
    seen: list[Read] = []
    for text in texts:
        ranges = evidence.ranges(text)
        found = words(text)
        hits = phrases.find(found)
        if ranges == ((0, len(text)),):
            (vector,) = vectors = embedder.embed([text])
            parts = [(found, hits)]
        else:
            vector, *_ = every = embedder.embed([text, *(text[a:b] for a, b in ranges)])
            vectors = every[1:]
            pieces = [_within(found, text, a, b) for a, b in ranges]
            parts = [(piece, phrases.find(piece)) for piece in pieces]
        said = tuned.said(text) if tuned else None
        seen.append(Read(text, ranges, found, hits, vector, parts, vectors, said))
    return seen


def _within(found: list[Word], text: str, start: int, end: int) -> list[Word]:
    """The words of a sentence. One that begins or ends within a run ("waited.They") is divided by itself."""
    if text[max(start - 1, 0) : start].strip() or text[end : end + 1].strip():
        return words(text[start:end])
    return found[bisect_left(found, start, key=_START) : bisect_left(found, end, key=_START)]


def log_odds(model: ThemeModel, seen: Read) -> tuple[Array, Array]:
    """Log-odds of each theme (themes): the mean of the whole text's and its best sentence's; and of each sentence."""
    whole = model.log_odds(seen.found, seen.hits, seen.vector)
    if seen.ranges == ((0, len(seen.text)),):
        return whole, whole[None]
    parts = np.array(
        [model.log_odds(f, h, v) for (f, h), v in zip(seen.parts, seen.part_vectors, strict=True)], dtype=np.float32
    )
    return (whole + parts.max(axis=0)) / 2, parts
