"""Texts that say the same: clusters by meaning, the same whatever the order of the texts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import pdist

from models import embed

FEW = 20  # texts; of fewer than about so many, what they share may be their matter, and little of it is taken out
_NOTHING = 1e-9  # length of a vector that is only the mean


def clusters(texts: Sequence[str], *, apart: float, embedder: str = "static") -> list[list[int]]:
    """Places of the texts that say the same, the most central of each cluster first, the largest cluster first.

    Average linkage over cosine distance: no two clusters kept apart are nearer on average than `apart` (0 to 2). What
    all texts share (their mean) is taken out first, so that "children" in every one of them brings none together
    (Mu & Viswanath 2018, All-but-the-top, ICLR).
    """
    if not texts:
        return []
    # In order of text, so that neither the labels nor the ties depend on who came first.
    order = sorted(range(len(texts)), key=lambda i: (texts[i], i))
    vectors = embed.load(embedder).embed([texts[i] for i in order]).astype(np.float64)
    vectors -= vectors.sum(axis=0) / (len(texts) + FEW)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), _NOTHING)
    labels = [1] * len(texts)
    if len(texts) > 1:
        # Of unit vectors half the squared distance is the cosine distance; unlike it, it is defined for none at all.
        distances = pdist(vectors, "sqeuclidean") / 2
        labels = fcluster(linkage(distances, "average"), t=apart, criterion="distance").tolist()
    groups: dict[int, list[int]] = {}
    for place, label in enumerate(labels):
        groups.setdefault(label, []).append(place)
    found: list[list[int]] = []
    for places in groups.values():
        middle = vectors[places].mean(axis=0)
        nearness = np.round(vectors[places] @ middle, 6)
        ranked = sorted(range(len(places)), key=lambda i: (-nearness[i], places[i]))
        found.append([order[places[i]] for i in ranked])
    return sorted(found, key=lambda members: (-len(members), texts[members[0]]))
