"""Whether a sentence names its emergent theme: by every word of the label that tells something, or a near synonym.

A theme draws sentences by nearness and by any of its words, so some are about half of what its label says: "missing
from home" under "Missing education". They count; as evidence of a statement about the theme only those stand that name
it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from analyse.placing import Array, unit
from analyse.segments import Segment, content_stem, words_of
from models import embed

# Cosine of two words from which one says the other: "appropriate" says "suitable", "improved" does not say "quality".
ALIKE = 0.4
HELD = 0.1  # share of a theme's sentences that hold a word; one in fewer was put into the label by a person
COMMON = 0.05  # share of all sentences: what stands in more, and is none of the anchor's words, tells no subject
CORE = 2  # heaviest words of an anchor that are asked for where the label holds none
INITIALS = 3  # letters of a short form, at least: "DSR" names "Dynamic support register"


class Names:
    """The words of a corpus that tell something, and which are near synonyms."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        holders = Counter(stem for s in segments for stem in s.stems)
        self._common = frozenset(stem for stem, count in holders.items() if count > COMMON * len(segments))

    def said(self, label: str, terms: Mapping[str, float], its: Sequence[Segment]) -> tuple[tuple[str, ...], ...]:
        """For each sentence of a theme the words by which it names it, as they stand; none where it does not.

        `terms` are the weighted stems of the theme's anchor.
        """
        idle = {"", *(self._common - terms.keys())}
        told = [list(dict.fromkeys(w for w in words_of(s.text) if content_stem(w))) for s in its]
        found = _saying([w for w in words_of(label) if content_stem(w) not in idle], told)
        asked = [word for word, saying in found.items() if sum(map(bool, saying)) >= HELD * len(its)]
        if not asked:
            heaviest = sorted(terms, key=lambda stem: (-terms[stem], stem))[:CORE]
            found = {stem: [[w for w in words if content_stem(w) == stem] for words in told] for stem in heaviest}
            asked = heaviest
        short = "".join(w[0] for w in words_of(label) if content_stem(w)).upper()
        return tuple(
            (short,)
            if len(short) >= INITIALS and short in words
            else tuple(dict.fromkeys(found[word][at][0] for word in asked))
            if asked and all(found[word][at] for word in asked)
            else ()
            for at, words in enumerate(told)
        )


def _saying(asked: Iterable[str], told: Sequence[Sequence[str]]) -> dict[str, list[list[str]]]:
    """For each word asked for the words of each sentence that say it: the word itself, else the nearest synonym."""
    every = sorted({w.lower() for words in told for w in words})
    wanted = list(dict.fromkeys(asked))
    if not every or not wanted:
        return {}
    near = _unit(wanted) @ _unit(every).T
    column = {word: i for i, word in enumerate(every)}
    found: dict[str, list[list[str]]] = {}
    for row, word in enumerate(wanted):
        stem = content_stem(word)
        found[word] = []
        for words in told:
            same = [w for w in words if content_stem(w) == stem]
            like = sorted((-round(float(near[row, column[w.lower()]]), 3), w) for w in words)
            found[word].append(same or [w for cosine, w in like[:1] if -cosine >= ALIKE])
    return found


def _unit(words: Sequence[str]) -> Array:
    return unit(embed.load("static").embed([w.lower() for w in words]).astype(np.float64))
