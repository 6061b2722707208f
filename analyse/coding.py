"""Does a passage speak to a theme? Phrases of the codebook and nearness to its definitions and examples."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analyse import clauses, valence
from analyse.phrases import Hit, Phrases, words
from corpus.codebook import Codebook
from corpus.files import key
from corpus.quotes import cut
from corpus.types import Document, Finding, Page, Passage, Theme
from models.embed import Embedder, Vectors
from models.language import sentences

VERSION = "1"
NOT_CODED = frozenset({"heading"})
THRESHOLD = 0.5
MOST_THEMES = 4  # the codebook: "usually 1 to 3, at most 4"
QUOTE_SENTENCES = 3  # the longest run of sentences quoted from a longer passage

# Log-odds of a theme: set on the reviews by `benchmarks/coding.py`.
_BASE, _PHRASE, _WORD, _NEAR = -2.4, 1.5, 0.9, 9.0
_MOST_PHRASES = 3.0


@dataclass(frozen=True, slots=True)
class Scored:
    """One theme's case in one passage; `evidence` are the sentences that make it."""

    theme: Theme
    score: float
    why: str
    evidence: tuple[int, ...]


class Coder:
    """Codes passages with one codebook. Build once, use for every review."""

    def __init__(self, book: Codebook, embedder: Embedder) -> None:
        self.book = book
        self.embedder = embedder
        self._phrases = Phrases({t.id: (t.label, *t.phrases) for t in book.themes})
        self._prototypes: list[tuple[Theme, Vectors]] = [
            (t, embedder.embed([f"{t.label}. {t.definition}", *t.examples])) for t in book.themes if t.parent is None
        ]

    def score(self, text: str, ranges: Sequence[tuple[int, int]], vectors: Vectors) -> list[Scored]:
        """Every theme above the threshold, best first. `vectors` are those of the sentences at `ranges`."""
        hits: dict[str, list[Hit]] = {}
        for hit in self._phrases.find(words(text)):
            hits.setdefault(hit.name, []).append(hit)
        near = {t.id: (vectors @ p.T) for t, p in self._prototypes}
        best = {theme: float(sims.max()) for theme, sims in near.items()}
        middle = float(np.mean(list(best.values()))) if best else 0.0
        scored: dict[str, Scored] = {}
        for theme in self.book.themes:
            its = hits.get(theme.id, [])
            if theme.parent is None:
                distance = best[theme.id] - middle
                log_odds = _BASE + min(_weight(its), _MOST_PHRASES) + _NEAR * distance
                evidence = _sentences_of(its, ranges) or (int(near[theme.id].max(axis=1).argmax()),)
                why = _why(its, text, best[theme.id])
            elif its:
                log_odds, evidence, why = _weight(its), _sentences_of(its, ranges), _why(its, text, None)
            else:
                continue
            scored[theme.id] = Scored(theme, round(1 / (1 + math.exp(-log_odds)), 3), why, evidence)
        self._roll_up(scored)
        chosen = [s for s in scored.values() if s.score >= THRESHOLD]
        chosen.sort(key=lambda s: (-s.score, s.theme.id))
        roots = [s for s in chosen if s.theme.parent is None][:MOST_THEMES]
        kept = {s.theme.id for s in roots}
        return [s for s in chosen if s.theme.id in kept or kept.intersection(self.book.ancestors(s.theme.id))]

    def _roll_up(self, scored: dict[str, Scored]) -> None:
        """What speaks to a theme speaks to its parents."""
        for child in [s for s in scored.values() if s.theme.parent is not None and s.score >= THRESHOLD]:
            for parent_id in self.book.ancestors(child.theme.id):
                parent = scored.get(parent_id)
                theme = self.book.by_id(parent_id)
                if theme is not None and (parent is None or parent.score < child.score):
                    scored[parent_id] = Scored(theme, child.score, f"part of it: {child.why}", child.evidence)


def _weight(hits: Sequence[Hit]) -> float:
    """Each phrase counts once; a phrase of two words or more says more than a single word."""
    longest: dict[str, int] = {}
    for hit in hits:
        longest[hit.phrase] = max(hit.words, longest.get(hit.phrase, 0))
    return sum(_PHRASE if size > 1 else _WORD for size in longest.values())


def _sentences_of(hits: Sequence[Hit], ranges: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    return tuple(i for i, (start, end) in enumerate(ranges) if any(start <= h.start < end for h in hits))


def _why(hits: Sequence[Hit], text: str, near: float | None) -> str:
    said = list(dict.fromkeys(f"“{text[h.start : h.end]}”" for h in sorted(hits, key=lambda h: -h.words)))[:3]
    parts = [f"says {', '.join(said)}"] if said else []
    if near is not None and near >= 0:
        parts.append(f"nearness to the theme's definition and examples {near:.2f}")
    return "; ".join(parts)


def window(evidence: Sequence[int], ranges: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Characters of the run of whole sentences to quote: the densest in evidence, at most `QUOTE_SENTENCES` long."""
    if len(ranges) <= 2 or not evidence:
        return ranges[0][0], ranges[-1][1]
    best = max(
        (tuple(e for e in evidence if first <= e < first + QUOTE_SENTENCES) for first in evidence),
        key=lambda run: (len(run), -run[0]),
    )
    return ranges[best[0]][0], ranges[best[-1]][1]


def codable(passage: Passage) -> bool:
    return passage.kind not in NOT_CODED and passage.section_role != "method"


def finding_id(passage: str, theme: str) -> str:
    return key("finding", passage, theme)


def code(document: Document, coder: Coder, *, out_of_scope: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    """Findings of one review: a pure function of its passages and the coder."""
    pages: Mapping[int, Page] = {page.number: page for page in document.pages}
    findings: list[Finding] = []
    for passage in document.passages:
        if not codable(passage):
            continue
        ranges = sentences(passage.text) or [(0, len(passage.text))]
        vectors = coder.embedder.embed([passage.text[a:b] for a, b in ranges])
        for scored in coder.score(passage.text, ranges, vectors):
            if scored.theme.id not in out_of_scope:
                findings.append(_finding(passage, scored, ranges, pages))
    return tuple(findings)


def _finding(
    passage: Passage, scored: Scored, ranges: Sequence[tuple[int, int]], pages: Mapping[int, Page]
) -> Finding:
    start, end = window(scored.evidence, ranges)
    quote, spans = cut(passage, start, end, pages)
    judged = valence.judge(quote, passage.section_valence)
    clause = clauses.find(quote, concern=judged.score < 0)
    said = quote[clause.start : clause.end] if clause else ""
    cues = f"; {judged.valence} from {', '.join(f'“{c}”' for c in judged.cues)}" if judged.cues else ""
    under = f"; under a heading of {passage.section_valence}" if passage.section_valence else ""
    return Finding(
        id=finding_id(passage.id, scored.theme.id),
        review=passage.review,
        passage=passage.id,
        theme=scored.theme.id,
        quote=quote,
        spans=spans,
        valence=judged.valence,
        score=scored.score,
        why=scored.why + cues + under,
        section=passage.section,
        section_role=passage.section_role,
        barrier=said if clause and clause.side == "barrier" else "",
        enabler=said if clause and clause.side == "enabler" else "",
    )
