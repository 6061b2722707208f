"""Themes that nobody listed: found by BERTopic in what the codebook leaves unexplained.

Known themes come first: a passage goes to the nearest anchor that is near enough, and only what is left may found
new themes. This is repeated until nothing new is found, so a second run over the same corpus finds the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.areas import key as plain_name
from corpus.files import key
from models.embed import Vectors

VERSION = "1"
NEAR = 0.60  # cosine to its anchor from which a passage belongs to a theme
APART = 0.85  # two founding groups nearer than this are one theme
LEAST_PASSAGES = 5
LEAST_AREAS = 3  # "recurs across areas"; fewer areas than this in the corpus: all of them
DIMENSIONS = 50
MERGE_DISTANCE = 1.0  # Ward distance between unit vectors at which groups stay apart
WORDS = 8
MOST_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Text:
    """What is clustered: a passage and where it comes from."""

    id: str
    area: str
    text: str


@dataclass(frozen=True, slots=True)
class Emergent:
    """An emergent theme as `themes.yaml` keeps it."""

    id: str
    label: str
    words: tuple[str, ...]
    founding: tuple[str, ...]  # ids of the passages that founded it
    anchor: tuple[float, ...]  # unit vector, 4 decimals
    embedder: str
    adopted: int  # order of adoption, from 1


@dataclass(frozen=True, slots=True)
class Placement:
    """A passage belongs to a theme, this near its anchor."""

    text: Text
    theme: str
    score: float


def discover(
    texts: Sequence[Text], vectors: Vectors, known: Sequence[Emergent], names: Iterable[str], embedder: str
) -> tuple[tuple[Emergent, ...], tuple[Placement, ...]]:
    """All themes, the known ones first and unchanged, and where the passages belong.

    `vectors` are the rows of `texts`; both may come in any order. `names` (areas, places) never make a label.
    """
    order = sorted(range(len(texts)), key=lambda i: texts[i].id)
    texts, vectors = [texts[i] for i in order], vectors[order]
    least_areas = max(1, min(LEAST_AREAS, len({t.area for t in texts})))
    themes = [t for t in known if t.embedder == embedder]
    for _ in range(MOST_ROUNDS):
        nearest, scores = _nearest(vectors, themes)
        left = [i for i in range(len(texts)) if scores[i] < NEAR]
        founded = _found([texts[i] for i in left], vectors[left], themes, least_areas, names, embedder)
        if not founded:
            break
        themes += founded
    others = [t for t in known if t.embedder != embedder]
    placed = tuple(
        Placement(texts[i], themes[nearest[i]].id, round(float(scores[i]), 3))
        for i in range(len(texts))
        if themes and scores[i] >= NEAR
    )
    return (*others, *themes), placed


def _nearest(vectors: Vectors, themes: Sequence[Emergent]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    if not themes or not len(vectors):
        return np.zeros(len(vectors), dtype=np.int64), np.full(len(vectors), -1.0)
    anchors = np.array([t.anchor for t in themes], dtype=np.float64)
    near = np.round(vectors.astype(np.float64) @ anchors.T, 6)
    best = near.argmax(axis=1)
    return best, near[np.arange(len(vectors)), best]


def _found(
    texts: Sequence[Text],
    vectors: Vectors,
    themes: Sequence[Emergent],
    least_areas: int,
    names: Iterable[str],
    embedder: str,
) -> list[Emergent]:
    """New themes among texts that belong to none: groups that recur and hold together."""
    if len(texts) < 2 * LEAST_PASSAGES:
        return []
    labels = _cluster(vectors)
    words = _words([t.text for t in texts], labels, names)
    anchors = [np.array(t.anchor) for t in themes]
    founded: list[Emergent] = []
    taken = {t.id for t in themes}
    groups = sorted(set(labels.tolist()), key=lambda g: (-int((labels == g).sum()), texts[int(np.argmax(labels == g))].id))
    for group in groups:
        members = np.flatnonzero(labels == group)
        anchor = vectors[members].astype(np.float64).mean(axis=0)
        anchor = np.round(anchor / max(float(np.linalg.norm(anchor)), 1e-9), 4)
        core = [int(i) for i in members if float(vectors[i] @ anchor) >= NEAR]
        if len(core) < LEAST_PASSAGES or len({texts[i].area for i in core}) < least_areas:
            continue
        if any(float(anchor @ other) >= APART for other in anchors) or not words[group]:
            continue
        founding = tuple(sorted(texts[i].id for i in core))
        label = label_of(words[group])
        theme_id = f"{_slug(label)}-{key(*founding)[:6]}"
        if theme_id in taken:
            continue
        taken.add(theme_id)
        anchors.append(anchor)
        founded.append(
            Emergent(
                theme_id, label, words[group], founding, tuple(float(x) for x in anchor), embedder,
                len(themes) + len(founded) + 1,
            )
        )
    return founded


def _cluster(vectors: Vectors) -> NDArray[np.int64]:
    """A group for each vector: BERTopic's reduce and cluster steps, both deterministic."""
    from sklearn.cluster import AgglomerativeClustering
    from sklearn.decomposition import PCA

    reduced = vectors.astype(np.float64)
    if min(vectors.shape) > DIMENSIONS:
        reduced = PCA(DIMENSIONS, svd_solver="full").fit_transform(reduced)
        reduced /= np.maximum(np.linalg.norm(reduced, axis=1, keepdims=True), 1e-9)
    model = AgglomerativeClustering(n_clusters=None, distance_threshold=MERGE_DISTANCE, linkage="ward")
    return np.asarray(model.fit_predict(reduced), dtype=np.int64)


def _words(texts: Sequence[str], labels: NDArray[np.int64], names: Iterable[str]) -> Mapping[int, tuple[str, ...]]:
    """Key phrases of each group by BERTopic's class-based TF-IDF, over groups that are given (manual topics)."""
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder
    from bertopic.cluster import BaseCluster
    from bertopic.dimensionality import BaseDimensionalityReduction
    from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, CountVectorizer

    own = {word for name in names for word in plain_name(name).split()}
    stop = sorted(ENGLISH_STOP_WORDS | own | {"inspectors", "review", "area"})
    model = BERTopic(
        embedding_model=BaseEmbedder(),
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=BaseCluster(),
        vectorizer_model=CountVectorizer(ngram_range=(1, 3), stop_words=stop, token_pattern=r"(?u)\b[^\W\d_][\w'’-]+\b"),
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
        top_n_words=30,
        verbose=False,
    )
    topics, _ = model.fit_transform([t.lower() for t in texts], embeddings=np.zeros((len(texts), 2)), y=labels)
    mapping = {int(label): int(topic) for label, topic in zip(labels, topics, strict=True)}
    return {group: readable(w for w, _ in model.get_topic(topic)) for group, topic in mapping.items()}


def readable(ranked: Iterable[str]) -> tuple[str, ...]:
    """The best phrases, without those that only repeat or extend one already chosen."""
    chosen: list[str] = []
    for phrase in ranked:
        parts = set(phrase.split())
        if not phrase or any(parts <= set(c.split()) for c in chosen):
            continue
        longer = [c for c in chosen if set(c.split()) <= parts]
        if longer:
            chosen[chosen.index(longer[0])] = phrase
            chosen = [c for c in chosen if c == phrase or c not in longer]
        else:
            chosen.append(phrase)
        if len(chosen) == WORDS:
            break
    return tuple(chosen)


def label_of(words: Sequence[str]) -> str:
    """A heading from the first key phrases: "Elective home education, missing education"."""
    label = ", ".join(words[:2])
    return label[:1].upper() + label[1:]


def _slug(label: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", label.lower()))[:40].strip("-")
