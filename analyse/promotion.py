"""What a codebook needs to find an emergent theme again: phrases and example sentences from the theme's own passages.

The codebook's coder looks for phrases and for nearness to examples (`analyse.coding`), an anchor for neither. So the
phrases are those that stand in the theme's passages and seldom elsewhere, taken as long as each finds further ones;
the examples are sentences that lie among the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

import numpy as np

from analyse import coding, nouns
from analyse.emergent import Emergent
from analyse.gist import READABLE
from analyse.phrases import Phrases, words
from analyse.segments import said_as
from corpus.types import Finding, Results, Theme
from models.embed import Embedder

MOST_PHRASES, MOST_EXAMPLES = 16, 12
LEAST_NEW = 2  # passages that no phrase found before
PRECISE = 0.5  # share of a phrase's passages that are the theme's
ASTRAY, ALONE = 0.5, 0.7  # what a passage that is not the theme's takes off; what a single word is worth
PARSED = 60  # quotes whose noun phrases are tried
PAIRED = 5  # heaviest words of the anchor that are tried together


@dataclass(frozen=True, slots=True)
class _Passages:
    """The texts of all codable passages, and which of them are the theme's."""

    texts: Mapping[str, str]
    own: frozenset[str]


def entry(theme: Emergent, results: Results, embedder: Embedder) -> Theme:
    """The theme as an entry of the codebook; its id is the caller's to give."""
    texts = {p.id: p.text for its in results.passages.values() for p in its if coding.codable(p)}
    findings = sorted((f for f in results.findings if f.theme == theme.id), key=lambda f: (-f.score, f.id))
    passages = _Passages(texts, frozenset(f.passage for f in findings) & texts.keys())
    best = next((s.quotes for s in results.summaries if s.theme.id == theme.id), ())
    first = [f for quote in best for f in findings if f.id == quote]
    return replace(
        Theme(theme.id, theme.label),
        definition=theme.definition,
        phrases=_phrases(theme, findings, passages),
        examples=_examples(first, findings, embedder),
    )


def _phrases(theme: Emergent, findings: Sequence[Finding], passages: _Passages) -> tuple[str, ...]:
    tried = dict.fromkeys(_candidates(theme, findings))
    found: dict[str, set[str]] = {phrase: set() for phrase in tried}
    looked = Phrases({phrase: (phrase,) for phrase in tried})
    for passage, text in passages.texts.items():
        for hit in looked.find(words(text)):
            found[hit.name].add(passage)
    precise = {p: its for p, its in found.items() if len(its & passages.own) >= max(1.0, PRECISE * len(its))}
    chosen: list[str] = []
    seen: set[str] = set()

    def worth(phrase: str) -> float:
        """Passages found beyond those that are found, less those that are not the theme's; a word alone says less."""
        new, astray = len(precise[phrase] & passages.own - seen), len(precise[phrase] - passages.own - seen)
        return (new - ASTRAY * astray) * (1.0 if " " in phrase else ALONE)

    while precise and len(chosen) < MOST_PHRASES:
        phrase = max(precise, key=worth)  # of equals the one tried first
        its = precise.pop(phrase)
        if len(its & passages.own - seen) < LEAST_NEW:
            break
        chosen.append(phrase)
        seen |= its
    return tuple(chosen) or tuple(w for w in theme.words if " " in w)


def _candidates(theme: Emergent, findings: Sequence[Finding]) -> Iterator[str]:
    yield theme.label.lower() if not theme.label[:2].isupper() else theme.label
    yield from theme.words
    heaviest = [s for s, _ in sorted(theme.anchor.terms.items(), key=lambda item: (-item[1], item[0]))]
    text = " ".join(f.quote for f in findings)
    said = [word.lower() for stem in heaviest for word in said_as(text, [stem])]
    for one, other in permutations(said[:PAIRED], 2):
        yield f"{one} ... {other}"
    yield from said
    for finding in findings[:PARSED]:
        yield from (p.text for p in nouns.phrases(finding.quote) if any(word in p.text.lower() for word in said))


def _examples(first: Sequence[Finding], findings: Sequence[Finding], embedder: Embedder) -> tuple[str, ...]:
    """The best quotes, then those farthest from what is there already: together they cover the theme."""
    readable = [f for f in findings if READABLE[0] <= len(f.quote) <= READABLE[1]] or list(findings)
    quotes = list(dict.fromkeys(f.quote for f in (*first, *readable)))
    if len(quotes) <= MOST_EXAMPLES:
        return tuple(quotes)
    vectors = embedder.embed(quotes).astype(np.float64)
    chosen = list(range(len(first)))
    near = (vectors @ vectors[chosen].T).max(axis=1) if chosen else np.zeros(len(quotes))
    while len(chosen) < MOST_EXAMPLES:
        gain = [float(np.maximum(vectors @ vectors[at], near).round(6).sum()) for at in range(len(quotes))]
        best = int(np.argmax(gain))
        if best in chosen:
            break
        chosen.append(best)
        near = np.maximum(near, vectors @ vectors[best])
    return tuple(quotes[at] for at in chosen)
