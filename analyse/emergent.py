"""Themes that nobody listed: found by BERTopic in what the codebook leaves unexplained.

Known themes come first: a passage goes to the nearest anchor that is near enough, and only what is left may found
new themes. This is repeated until nothing new is found, so a second run over the same corpus finds the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from corpus.areas import key as plain_name
from corpus.files import key
from models.embed import Vectors
from models.language import tagged

VERSION = "3"
NEAR = 0.50  # cosine to its anchor from which a passage belongs to a theme
APART = 0.85  # two founding groups nearer than this are one theme
LEAST_PASSAGES = 4
LEAST_AREAS = 3  # "recurs across areas"; fewer areas than this in the corpus: all of them
DIMENSIONS = 50
MERGE_DISTANCE = 1.3  # Ward distance between unit vectors at which groups stay apart
MOST_WORDS, LEAST_WORDS = 8, 2  # key phrases of a theme; a group without two has nothing to say of itself
MOST_ROUNDS = 20
LEAST_HOLDERS = 2  # passages of a group that share a key phrase
# A phrase in more of the passages and more of the groups than this is of the genre ("young people"), not of a theme.
GENRE, GENRE_GROUPS = 0.06, 0.35
CANDIDATES = 60  # phrases a group that BERTopic ranks
PHRASE_WORDS = 3
TELLING = 1.5  # a phrase of several words says more than a word: it counts as so many
_SEPARATOR = "\x1f"
_SEPARATOR_SPLIT = partial(str.split, sep=_SEPARATOR)


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
    words = _words(texts, labels, names)
    anchors = [np.array(t.anchor) for t in themes]
    founded: list[Emergent] = []
    taken = {t.id for t in themes}
    groups = sorted(
        set(labels.tolist()), key=lambda g: (-int((labels == g).sum()), texts[int(np.argmax(labels == g))].id)
    )
    for group in groups:
        members = np.flatnonzero(labels == group)
        anchor = vectors[members].astype(np.float64).mean(axis=0)
        anchor = np.round(anchor / max(float(np.linalg.norm(anchor)), 1e-9), 4)
        core = [int(i) for i in members if float(vectors[i] @ anchor) >= NEAR]
        if len(core) < LEAST_PASSAGES or len({texts[i].area for i in core}) < least_areas:
            continue
        if any(float(anchor @ other) >= APART for other in anchors) or not _tells(words.get(group, ())):
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
                theme_id,
                label,
                words[group],
                founding,
                tuple(float(x) for x in anchor),
                embedder,
                len(themes) + len(founded) + 1,
            )
        )
    return founded


def _tells(words: Sequence[str]) -> bool:
    """Whether key phrases say what a group is about: two of them, one of several words."""
    return len(words) >= LEAST_WORDS and any(" " in word for word in words[:LEAST_WORDS])


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


def _words(texts: Sequence[Text], labels: NDArray[np.int64], names: Iterable[str]) -> Mapping[int, tuple[str, ...]]:
    """Key phrases of each group: its noun phrases, ranked by BERTopic's class-based TF-IDF over the given groups.

    A phrase counts when it stands in several passages of the group, from more than one area.
    """
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder
    from bertopic.cluster import BaseCluster
    from bertopic.dimensionality import BaseDimensionalityReduction
    from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.feature_extraction.text import CountVectorizer

    own = {word for name in names for word in plain_name(name).split()}
    phrases = [frozenset(p for p in noun_phrases(t.text) if not own & set(p.split())) for t in texts]
    standing = Counter(p for its in phrases for p in its)
    groups = {p: len({int(label) for label, its in zip(labels, phrases, strict=True) if p in its}) for p in standing}
    every = len(set(labels.tolist()))
    vocabulary = sorted(
        p
        for p, n in standing.items()
        if n >= LEAST_HOLDERS and (n <= GENRE * len(texts) or groups[p] <= max(1, GENRE_GROUPS * every))
    )
    if not vocabulary:
        return {}
    model = BERTopic(
        embedding_model=BaseEmbedder(),
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=BaseCluster(),
        # Each passage comes as its list of noun phrases, so the analyzer has nothing to split.
        vectorizer_model=CountVectorizer(analyzer=_SEPARATOR_SPLIT, vocabulary=vocabulary),
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
        top_n_words=CANDIDATES,
        language="multilingual",  # for "english" it strips all but letters and digits
        verbose=False,
    )
    # BERTopic joins a group's documents with a space: separators outside keep the first and last phrases whole.
    documents = [_SEPARATOR.join(("", *sorted(p), "")) for p in phrases]
    topics, _ = model.fit_transform(documents, embeddings=np.zeros((len(texts), 2)), y=labels)
    mapping = {int(label): int(topic) for label, topic in zip(labels, topics, strict=True)}
    return {
        group: readable(
            _common((w for w, _ in model.get_topic(topic)), np.flatnonzero(labels == group), texts, phrases)
        )
        for group, topic in mapping.items()
    }


def _common(
    ranked: Iterable[str], members: NDArray[np.int64], texts: Sequence[Text], phrases: Sequence[frozenset[str]]
) -> list[str]:
    """The phrases that several passages of the group share; those of most passages and of more words first."""
    standing: list[tuple[float, int, str]] = []
    for rank, phrase in enumerate(ranked):
        holders = [i for i in members if phrase in phrases[i]]
        if phrase and len(holders) >= LEAST_HOLDERS and len({texts[i].area for i in holders}) > 1:
            standing.append((-len(holders) * (TELLING if " " in phrase else 1.0), rank, phrase))
    return [phrase for _, _, phrase in sorted(standing)]


@cache
def noun_phrases(text: str) -> frozenset[str]:
    """The noun phrases of a text, lower-cased, without articles, pronouns and numbers: "unpaid carers"."""
    found: set[str] = set()
    for chunk in tagged()(text).noun_chunks:
        words = [t for t in chunk if t.pos_ in ("NOUN", "PROPN", "ADJ", "VERB") and not t.is_stop and t.is_alpha]
        # A phrase of proper nouns alone names a person, a place or a month.
        if words and words[-1].pos_ == "NOUN" and chunk.root in words:
            found.add(" ".join(t.lower_ for t in words[-PHRASE_WORDS:]))
    return frozenset(p for p in found if len(p) > 2)


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
        if len(chosen) == MOST_WORDS:
            break
    return tuple(chosen)


def label_of(words: Sequence[str]) -> str:
    """A heading from the first key phrases: "Elective home education, missing education"."""
    label = ", ".join(words[:2])
    return label[:1].upper() + label[1:]


def _slug(label: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", label.lower()))[:40].strip("-")
