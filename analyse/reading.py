"""A text as the models see it: whole, and sentence by sentence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from analyse import evidence
from analyse.features import Array
from analyse.phrases import Hit, Phrases, Words, within, words
from analyse.trained import ThemeModel, Weighed
from models.embed import Embedder, Vectors
from models.language import Keys
from models.tuned import Said, Tuned


@dataclass(frozen=True, slots=True)
class Read:
    """A text's words, phrase hits and vector; and stems' keys, hits and vectors of the text and then of each sentence.

    A text of one sentence stands for its sentence too. `ranges` are the sentences' characters.
    """

    text: str
    ranges: tuple[tuple[int, int], ...]
    found: Words
    keys: list[Keys]
    part_hits: list[list[Hit]]
    vectors: Vectors  # (texts, dimensions)
    said: Said | None = None  # by the tuned model, where it is used

    def place(self, term: str) -> tuple[int, int]:
        """Where a term of the text first stands among its words, and how many words it has."""
        run, stems = term.split(" "), self.found.stems
        at = stems.index(run[0])
        while stems[at : at + len(run)] != run:
            at = stems.index(run[0], at + 1)
        return at, len(run)

    @property
    def hits(self) -> list[Hit]:
        return self.part_hits[0]

    @property
    def vector(self) -> Vectors:
        vector: Vectors = self.vectors[0]
        return vector

    @property
    def part_vectors(self) -> Vectors:
        """Of the sentences."""
        return self.vectors[1:] if len(self.vectors) > 1 else self.vectors


def read(texts: Iterable[str], phrases: Phrases, embedder: Embedder, tuned: Tuned | None = None) -> list[Read]:
    return [_read(text, phrases, embedder, tuned) for text in texts]


def _read(text: str, phrases: Phrases, embedder: Embedder, tuned: Tuned | None) -> Read:
    ranges = evidence.ranges(text)
    said = tuned.said(text, ranges) if tuned else None
    found = words(text)
    keys, hits = [found.keys], [phrases.find(found)]
    if ranges == ((0, len(text)),):
        return Read(text, ranges, found, keys, hits, embedder.embed([text]), said)
    for start, end in ranges:
        if text[max(start - 1, 0) : start].strip() or text[end : end + 1].strip():
            # A sentence that begins or ends within a run ("waited.They") is divided by itself.
            its = words(text[start:end])
            keys.append(its.keys)
            hits.append(phrases.find(its))
        else:
            first, last = (bisect_left(found.starts, at) for at in (start, end))
            keys.append(found.keys[first:last])
            hits.append(within(hits[0], start, end))
    return Read(text, ranges, found, keys, hits, embedder.embed([text, *(text[a:b] for a, b in ranges)]), said)


def weigh(model: ThemeModel, seen: Read) -> tuple[Array, Array, Weighed]:
    """As `log_odds`, and how the text was weighed."""
    weighed = model.weigh(seen.keys, seen.part_hits, seen.vectors)
    whole, parts = weighed.odds[0], weighed.odds[1:]
    return ((whole + parts.max(axis=0)) / 2 if len(parts) else whole), (parts if len(parts) else whole[None]), weighed


def log_odds(model: ThemeModel, seen: Read) -> tuple[Array, Array]:
    """Log-odds of each theme (themes): the mean of the whole text's and its best sentence's; and of each sentence."""
    odds, parts, _ = weigh(model, seen)
    return odds, parts
