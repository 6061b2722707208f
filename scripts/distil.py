"""Distils static token vectors from MiniLM: `models/data/static.safetensors`, for `models.embed.Static`.

1. Each entry of the vocabulary goes through the model alone (van der Maaten & Tulkens, Model2Vec, 2024).
2. A linear map takes the mean of a passage's token vectors nearest to the model's vector of the passage (ridge).
3. What is left is learned token by token (ridge on the bag of tokens, solved in its dual).
Steps 2 and 3 read the passages of the reports in the folder named; only numbers stay. Everything is linear, so all
of it goes into one vector a token. The same bytes twice on one machine.
Run: `python -m scripts.distil ../shared/reviews`.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from scipy import sparse
from sklearn.linear_model import Ridge

from extract.read import document
from models.embed import MiniLM

DIMENSIONS = 256
RIDGE = 1.0  # of the linear map; between 0.1 and 10 nothing changes
BAG_RIDGE = 1.0  # of the tokens' own part: best of 0.3, 1, 3, 10 on passages left out
BAG_SCALE = 100.0  # a passage's token shares times this
LEAST_LETTERS = 40
TARGET = Path(__file__).parents[1] / "models" / "data" / "static.safetensors"

Array = NDArray[np.float64]


def vocabulary(model: MiniLM) -> Array:
    """The model's vector of every token alone (tokens, 384)."""
    entries = model.tokenizer.get_vocab()
    cls, sep = entries["[CLS]"], entries["[SEP]"]
    vectors = np.zeros((len(entries), 384))
    for token, index in sorted(entries.items(), key=lambda entry: entry[1]):
        if not (token.startswith("[") and token.endswith("]") and len(token) > 2):
            vectors[index] = model.states(np.array([[cls, index, sep]], dtype=np.int64)).mean(axis=0)
    return vectors


def passages(folder: Path) -> list[str]:
    texts = {p.text for pdf in sorted(folder.rglob("*.pdf")) for p in document(pdf.read_bytes()).passages}
    return sorted(text for text in texts if len(text) >= LEAST_LETTERS)


def fit(tokens: Array, texts: list[str], model: MiniLM) -> Array:
    """Token vectors whose mean over a text is near the model's vector of it (tokens, 384)."""
    target = model.embed(texts).astype(np.float64)
    target -= target.mean(axis=0)
    bags = [encoding.ids for encoding in model.tokenizer.encode_batch(texts, add_special_tokens=False)]
    shares = sparse.csr_matrix(
        (
            np.concatenate([np.full(len(bag), 1 / len(bag)) for bag in bags]),
            np.concatenate(bags),
            np.cumsum([0, *(len(bag) for bag in bags)]),
        ),
        shape=(len(texts), len(tokens)),
    )
    means = shares @ tokens
    middle, spread = means.mean(axis=0), means.std()
    linear = Ridge(alpha=RIDGE, fit_intercept=False).fit((means - middle) / spread, target)
    mapped = (tokens - middle) / spread @ linear.coef_.T
    left = target - shares @ mapped
    kernel = (shares @ shares.T).toarray() * BAG_SCALE
    kernel[np.diag_indices_from(kernel)] += BAG_RIDGE
    return np.asarray(mapped + BAG_SCALE * (shares.T @ np.linalg.solve(kernel, left)))


def main(folder: Path) -> None:
    model = MiniLM(threads=1)
    texts = passages(folder)
    vectors = fit(vocabulary(model), texts, model)
    # The directions that matter for texts, not for tokens: those of the mean vectors.
    bags = [encoding.ids for encoding in model.tokenizer.encode_batch(texts, add_special_tokens=False)]
    means = np.array([vectors[bag].mean(axis=0) for bag in bags])
    _, _, directions = np.linalg.svd(means, full_matrices=False)
    reduced = vectors @ directions[:DIMENSIONS].T
    scale = np.abs(reduced).max(axis=1) / 127
    scale[scale == 0] = 1
    quantised = np.round(reduced / scale[:, None]).astype(np.int8)
    save_file({"vectors": quantised, "scale": scale.astype(np.float32)}, str(TARGET))
    print(len(texts), "passages;", TARGET.stat().st_size, "bytes;", hashlib.sha256(TARGET.read_bytes()).hexdigest())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
