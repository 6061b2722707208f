"""Texts that say the same: clusters by meaning, the same whatever the order of the texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

from analyse import matching
from analyse.matching import FEW
from models import embed
from models.language import stem

NEAR = 0.4  # cosine of two words that say nearly the same: "delays" and "waits", not "workshops" and "tracker"
About = Sequence[Sequence[str]]  # the things a text is about, each by any of some words
_NOTHING = 1e-9  # length of a vector that is only the mean
_APART = 2.0  # distance of two that may not stand together: more than any likeness gives
Pairs = Iterable[tuple[int, int]]  # of places of texts


def clusters(
    texts: Sequence[str],
    *,
    least: float,
    told: Iterable[str] = (),
    about: Sequence[About] = (),
    apart: Callable[[Pairs], Pairs] | None = None,
    embedder: str = "static",
) -> list[list[int]]:
    """Places of the texts that say the same, the most central of each cluster first, the largest cluster first.

    Any two of a cluster are alike by `least` (0 to 1) or more: complete linkage makes no chains. Likeness is half of
    meaning, and half of words: the cosine of shared stems, each weighted by its inverse document frequency among the
    texts and by how seldom it stands in the name of persons in what is `told` in whole sentences. So whom two texts are
    about does not bring them together. Of meaning what all texts share (their mean) is taken out first, so that
    "children" in every one of them brings none together (Mu & Viswanath 2018, All-but-the-top, ICLR). Two texts of
    which `about` tells things that the other is not about, by no word that is the same or nearly so, stay apart. Of
    the pairs alike enough `apart` gives those that are not to stand in one cluster either.
    """
    if not texts:
        return []
    order, vectors = _centred(texts, embedder)
    stems = [matching.content(texts[i]) for i in order]
    held, _ = matching.held(stems, ())
    rarity = np.log((1 + len(texts)) / (1 + np.asarray(held.sum(axis=0)).ravel()))
    weighed = held * rarity * matching.of_matters(told or texts, stems)
    lengths = np.sqrt(np.maximum(np.asarray((weighed * weighed).sum(axis=1)).ravel(), _NOTHING))
    alike = (vectors @ vectors.T + (weighed @ weighed.T).toarray() / np.outer(lengths, lengths)) / 2
    if about:
        _part([about[i] for i in order], alike, least, embedder)
    labels = [1] * len(texts)
    if len(texts) > 1:
        distance = np.maximum(0, 1 - alike)
        if apart is not None:
            place = {i: at for at, i in enumerate(order)}
            near = np.argwhere(np.triu(distance <= 1 - least, 1)).tolist()
            for one, other in apart((order[a], order[b]) for a, b in near):
                distance[place[one], place[other]] = distance[place[other], place[one]] = _APART
        upper = distance[np.triu_indices(len(texts), 1)]
        labels = fcluster(linkage(upper, "complete"), t=1 - least, criterion="distance").tolist()
    return _ranked(texts, order, labels, alike)


def _part(about: Sequence[About], alike: matching.Likeness, least: float, embedder: str) -> None:
    """Makes texts unlike of which one is about a thing that the other is not."""
    names = sorted({word.lower() for its in about for words in its for word in words})
    if not names:
        return
    vectors = embed.load(embedder).embed(names).astype(np.float64)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), _NOTHING)
    stems = np.array([stem(name) for name in names])
    near = (vectors @ vectors.T >= NEAR) | (stems[:, None] == stems)
    place = {name: i for i, name in enumerate(names)}
    things = [[[place[word.lower()] for word in words] for words in its] for its in about]
    for one, other in np.argwhere(np.triu(alike >= least, 1)).tolist():
        met = np.array([[near[np.ix_(ours, theirs)].any() for theirs in things[other]] for ours in things[one]])
        if met.size and not (met.any(axis=0).all() and met.any(axis=1).all()):
            alike[one, other] = alike[other, one] = 0.0


def _centred(texts: Sequence[str], embedder: str) -> tuple[list[int], matching.Likeness]:
    """The texts' places in order of text, so that neither labels nor ties depend on who came first; and vectors of
    length 1 in that order, less what all the texts share."""
    order = sorted(range(len(texts)), key=lambda i: (texts[i], i))
    vectors = embed.load(embedder).embed([texts[i] for i in order]).astype(np.float64)
    vectors -= vectors.sum(axis=0) / (len(texts) + FEW)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), _NOTHING)
    return order, vectors


def _ranked(
    texts: Sequence[str], order: Sequence[int], labels: Sequence[int], alike: matching.Likeness
) -> list[list[int]]:
    groups: dict[int, list[int]] = {}
    for place, label in enumerate(labels):
        groups.setdefault(label, []).append(place)
    found: list[list[int]] = []
    for places in groups.values():
        nearness = np.round(alike[np.ix_(places, places)].mean(axis=1), 6)
        ranked = sorted(range(len(places)), key=lambda i: (-nearness[i], places[i]))
        found.append([order[places[i]] for i in ranked])
    return sorted(found, key=lambda members: (-len(members), texts[members[0]]))
