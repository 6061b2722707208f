"""Groups of sentences: BERTopic with our vectors, a deterministic reducer and a deterministic clusterer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from analyse.placing import Array, Bags, Indices, Stems, unit

DIMENSIONS = 60  # of meaning
WORD_DIMENSIONS = 100  # of words (latent semantic analysis)
WORDS_SHARE = 0.8  # weight of the words beside the meaning, each of length 1
MOST_CLUSTERED = 6000  # sentences clustered at once: Ward's time and memory grow with the square


class Reduced:
    """BERTopic's reducer: principal directions of meaning beside those of words. Signs do not matter to Ward."""

    def __init__(self, bags: Bags, stems: Stems) -> None:
        self._words = _weighted(bags, stems)

    def fit(self, vectors: Array, y: Any = None) -> Reduced:  # noqa: ARG002  (BERTopic passes it)
        parts = [_directions(vectors - vectors.mean(axis=0), DIMENSIONS)]
        if min(self._words.shape) > 2:
            parts.append(WORDS_SHARE * _directions(self._words, WORD_DIMENSIONS))
        self.rows = unit(np.hstack(parts))
        return self

    def transform(self, _: Array) -> Array:
        return self.rows


class Ward:
    """BERTopic's clusterer: Ward's tree cut into `groups`."""

    def __init__(self, groups: int) -> None:
        self.groups = groups

    def fit(self, rows: Array, y: Any = None) -> Ward:  # noqa: ARG002
        from sklearn.cluster import AgglomerativeClustering

        model = AgglomerativeClustering(n_clusters=min(self.groups, len(rows)), linkage="ward")
        self.labels_: Indices = np.asarray(model.fit_predict(rows), dtype=np.int64)
        return self


def groups(documents: Sequence[str], vectors: Array, bags: Bags, stems: Stems, count: int) -> Indices:
    """A group for each document, -1 for those beyond `MOST_CLUSTERED`: an even choice, in the order given."""
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder
    from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.feature_extraction.text import CountVectorizer

    chosen = np.unique(np.linspace(0, len(documents) - 1, min(len(documents), MOST_CLUSTERED)).astype(np.int64))
    clusterer = Ward(count)
    model = BERTopic(
        embedding_model=BaseEmbedder(),
        umap_model=Reduced(bags.rows(chosen), stems),
        hdbscan_model=clusterer,
        vectorizer_model=CountVectorizer(analyzer=str.split),
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
        language="multilingual",  # for "english" it strips all but letters and digits
        verbose=False,
    )
    model.fit([documents[i] for i in chosen], embeddings=vectors[chosen])
    labels = np.full(len(documents), -1, dtype=np.int64)
    labels[chosen] = clusterer.labels_
    return labels


def _directions(matrix: Any, most: int) -> Array:
    """Coordinates on the first principal directions, rows of length 1."""
    gram = matrix.T @ matrix
    sizes, directions = np.linalg.eigh(gram.toarray() if hasattr(gram, "toarray") else gram)
    order = np.argsort(-sizes, kind="stable")[:most]
    return unit(np.asarray(matrix @ directions[:, order]))


def _weighted(bags: Bags, stems: Stems) -> Any:
    from scipy import sparse

    kept = np.flatnonzero((stems.telling > 0) & (np.asarray(bags.matrix.sum(axis=0)).ravel() > 1))
    weights = (1 - np.log(stems.base[kept])) * stems.telling[kept]
    matrix = bags.matrix[:, kept] @ sparse.diags(weights)
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return sparse.csr_matrix(sparse.diags(1 / np.maximum(lengths, 1e-9)) @ matrix)
