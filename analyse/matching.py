"""Whether two passages, of two reports, are about the same matter: by meaning, by shared words, by shared themes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyse import persons
from models.embed import Embedder, Vectors
from models.language import is_stop, stem

# Plain words, ten times as fast as a tokenizer: thousands of passages are matched at once.
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SHORTEST = 3  # letters of a stem that can be shared

Likeness = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """Log-odds that two passages are about the same matter, from their `features`.

    `same` is the probability from which they are taken to be.
    """

    base: float
    meaning: float
    words: float
    themes: float
    same: float


# Fitted on pairs judged by a reader, `benchmarks/data/matters.csv`; `python -m benchmarks.progress` fits them anew and
# says how well they do on reports they were not fitted on.
WITHIN = Weights(base=-6.2, meaning=2.3, words=22.6, themes=4.7, same=0.22)  # of one area, two reports; best F1
# Of sentences of two areas (`across`): fitted on pairs of two programmes that a reader judged.
_ACROSS_BASE, _ACROSS_WORDS, _ACROSS_MEANING = -1.5, 3.3, 2.3
FEW = 20  # texts; of fewer than about so many, what they share may be their matter, and little of it is taken out
_ROWS = 256  # likened at a time, so that thousands of sentences take little memory
PERSON = 0.4  # of the times a stem stands in the name of persons, from which it names some
_NOTHING = 1e-9  # length of a vector, or weight of words, that is none


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
    return frozenset(found for word in _WORD.findall(text.lower()) if (found := _shared(word)))


@cache
def _shared(word: str) -> str:
    found = stem(word)
    return "" if len(found) < _SHORTEST or is_stop(word) else found


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
    ours, theirs = held([s.stems for s in asked], [s.stems for s in told])
    frequency = np.asarray(ours.sum(axis=0) + theirs.sum(axis=0)).ravel()
    weight = np.log((1 + len(asked) + len(told)) / (1 + frequency))
    shared = (ours.multiply(weight) @ theirs.T).toarray()
    found[:, :, 1] = _over(shared, np.sqrt(np.outer(ours @ weight, theirs @ weight)))
    ours, theirs = held([s.themes for s in asked], [s.themes for s in told])
    both = (ours @ theirs.T).toarray()
    either = np.add.outer(np.asarray(ours.sum(axis=1)).ravel(), np.asarray(theirs.sum(axis=1)).ravel()) - both
    found[:, :, 2] = _over(both, either)
    return found


def likeness(asked: Sequence[Text], told: Sequence[Text], embedder: Embedder, weights: Weights = WITHIN) -> Likeness:
    """Array (asked, told): the probability that the two are about the same matter.

    A logistic model of `features`; what it was fitted on and how far it can be trusted is in docs/decisions/075.
    """
    odds = weights.base + features(asked, told, embedder) @ np.array([weights.meaning, weights.words, weights.themes])
    return np.asarray(1 / (1 + np.exp(-odds)), dtype=np.float64)


def rarity(asked: Sequence[frozenset[str]], told: Sequence[frozenset[str]]) -> dict[str, float]:
    """Of each stem of `asked` the inverse document frequency among `told`."""
    count = Counter(stem for its in told for stem in its)
    return {stem: float(np.log((2 + len(told)) / (1 + count[stem]))) for stem in frozenset().union(*asked)}


def across(
    asked: Sequence[str], told: Sequence[str], embedder: Embedder, least: float
) -> Iterator[tuple[int, int, float]]:
    """Sentences of two areas about the same matter: places of both and the probability, where it is `least` or more.

    - meaning: cosine, less what all the sentences share (Mu & Viswanath 2018, All-but-the-top, ICLR);
    - words: the weight of the stems both have over the geometric mean of each one's. A stem weighs by its rarity, by
      what it tells, the mean cosine of the sentences that hold it: those with "neurodevelopmental" are about one
      matter, those with "effective" are not; and by how seldom it stands in the name of persons. So neither the words
      of a theme nor those of a judgement nor whom they are about bring two together.

    Where both name persons, they are likened only if they name some alike: parents are not heard where children are.
    """
    if not asked or not told:
        return
    texts = [*asked, *told]
    vectors = embedder.embed(texts).astype(np.float64)
    vectors -= vectors.sum(axis=0) / (len(texts) + FEW)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), _NOTHING)
    stems = [content(text) for text in texts]
    holding, _ = held(stems, ())
    matters = of_matters(texts, stems)
    weighed = holding * _telling(holding, vectors) * matters
    naming = holding[:, matters < 1 - PERSON]
    somebody = np.asarray(naming.sum(axis=1)).ravel() > 0
    norms = np.sqrt(np.maximum(np.asarray(weighed.sum(axis=1)).ravel(), _NOTHING))
    one = (weighed != 0).astype(np.float64)
    ours, theirs = slice(0, len(asked)), slice(len(asked), None)
    bar = np.log(least / (1 - least))
    for start in range(0, len(asked), _ROWS):
        rows = slice(start, min(start + _ROWS, ours.stop))
        shared = (weighed[rows] @ one[theirs].T).toarray() / np.outer(norms[rows], norms[theirs])
        odds = _ACROSS_BASE + _ACROSS_WORDS * shared + _ACROSS_MEANING * (vectors[rows] @ vectors[theirs].T)
        strangers = np.outer(somebody[rows], somebody[theirs]) & ((naming[rows] @ naming[theirs].T).toarray() == 0)
        odds[strangers] = -np.inf
        for row, column in np.argwhere(odds >= bar).tolist():
            yield start + row, column, float(1 / (1 + np.exp(-odds[row, column])))


def _telling(holding: Any, vectors: Likeness) -> Likeness:
    """What each stem weighs; one that no two texts share weighs nothing."""
    count = np.asarray(holding.sum(axis=0)).ravel()
    alike = ((holding.T @ vectors) ** 2).sum(axis=1) - count
    telling = np.clip(_over(alike, count * (count - 1)), 0, 1)
    return np.asarray(np.log((1 + holding.shape[0]) / (1 + count)) * telling)


def of_matters(texts: Iterable[str], stems: Sequence[frozenset[str]]) -> Likeness:
    """Of each stem, in the order of the columns of `held`, how much of the times it is not in the name of persons."""
    shares = persons.shares(texts)
    return np.array([1 - shares.get(name, 0.0) for name in sorted(frozenset().union(*stems))] or [1.0])


def held(ours: Sequence[frozenset[str]], theirs: Sequence[frozenset[str]]) -> tuple[Any, Any]:
    """Two sparse arrays (texts, names) of 1 where a text holds a name; both over the same names."""
    from scipy.sparse import csr_array

    column = {name: i for i, name in enumerate(sorted(set().union(*ours, *theirs)))}

    def table(its: Sequence[frozenset[str]]) -> Any:
        columns = [sorted(column[name] for name in names) for names in its]
        starts = np.cumsum([0, *map(len, columns)])
        indices = np.array([c for row in columns for c in row], dtype=np.int64)
        return csr_array((np.ones(len(indices)), indices, starts), shape=(len(its), max(1, len(column))))

    return table(ours), table(theirs)


def _over(above: Likeness, below: Likeness) -> Likeness:
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)


def _vectors(texts: Sequence[Text], embedder: Embedder) -> Vectors:
    return embedder.embed([said.headed for said in texts])
