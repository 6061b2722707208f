"""A text as the models see it: whole, and sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from analyse import evidence
from analyse.features import Array
from analyse.phrases import Hit, Phrases, Word, words
from analyse.trained import ThemeModel
from models.embed import Embedder, Vectors
from models.tuned import Said, Tuned


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
        pieces = [words(text[a:b]) for a, b in ranges]
        vectors = embedder.embed([text, *(text[a:b] for a, b in ranges)])
        parts = [(piece, phrases.find(piece)) for piece in pieces]
        said = tuned.said(text) if tuned else None
        seen.append(Read(text, ranges, found, phrases.find(found), vectors[0], parts, vectors[1:], said))
    return seen


def log_odds(model: ThemeModel, seen: Read) -> tuple[Array, Array]:
    """Log-odds of each theme (themes): the mean of the whole text's and its best sentence's; and of each sentence."""
    whole = model.log_odds(seen.found, seen.hits, seen.vector)
    parts = np.array(
        [model.log_odds(f, h, v) for (f, h), v in zip(seen.parts, seen.part_vectors, strict=True)], dtype=np.float32
    )
    return (whole + parts.max(axis=0)) / 2, parts
