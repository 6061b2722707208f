"""Distils static token vectors from MiniLM: `models/data/static.safetensors`, for `models.embed.Static`.

Each entry of the vocabulary goes through the model alone; principal components keep most of what they say in fewer
numbers (van der Maaten & Tulkens, Model2Vec, 2024); frequent tokens weigh less (Arora, Liang & Ma 2017: a / (a + p),
p after Zipf's law from the vocabulary's order, which is by frequency). The same bytes twice on one machine.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from sklearn.decomposition import PCA

from models.embed import MiniLM

DIMENSIONS = 256
SIF = 1e-4  # Arora, Liang & Ma 2017
TARGET = Path(__file__).parents[1] / "models" / "data" / "static.safetensors"


def main() -> None:
    model = MiniLM(threads=1)
    vocabulary = model._tokenizer.get_vocab()
    vectors = np.zeros((len(vocabulary), 384), dtype=np.float32)
    cls, sep = vocabulary["[CLS]"], vocabulary["[SEP]"]
    for token, index in sorted(vocabulary.items(), key=lambda item: item[1]):
        if not (token.startswith("[") and token.endswith("]") and len(token) > 2):
            vectors[index] = model.states(np.array([[cls, index, sep]], dtype=np.int64)).mean(axis=0)
    used = np.flatnonzero(np.abs(vectors).sum(axis=1))
    pca = PCA(DIMENSIONS, svd_solver="full", random_state=0)
    reduced = np.zeros((len(vocabulary), DIMENSIONS), dtype=np.float32)
    reduced[used] = pca.fit_transform(vectors[used])
    rank = np.empty(len(vocabulary))
    rank[used] = np.arange(2, len(used) + 2)
    probability = np.zeros(len(vocabulary))
    probability[used] = 1 / rank[used]
    probability /= probability.sum()
    reduced *= (SIF / (SIF + probability))[:, None].astype(np.float32)
    scale = np.abs(reduced).max(axis=1, keepdims=True) / 127
    scale[scale == 0] = 1
    save_file(
        {"vectors": np.round(reduced / scale).astype(np.int8), "scale": scale[:, 0].astype(np.float32)},
        str(TARGET),
    )
    print(TARGET.name, TARGET.stat().st_size, hashlib.sha256(TARGET.read_bytes()).hexdigest())


if __name__ == "__main__":
    main()
