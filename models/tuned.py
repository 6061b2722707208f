"""MiniLM tuned to coded passages (`scripts/tune.py`), and what it says of a text.

The model file stays as installed: the tuned layers' matrices replace the session's own by name, so that a text takes
as long as with MiniLM itself. For each theme attention over the words of the text gives log-odds and valence, and over
those of each of its sentences log-odds.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models import minilm
from models.embed import MAX_TOKENS, ModelError, minilm_bytes

NAME = "tuned.safetensors"
_UNREAD = -20.0  # log-odds of a sentence that was not read
_CLOSE = 0.5  # log-odds; half precision in training and full precision here differ by less

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Said:
    """What the tuned model says of a text."""

    themes: Array  # log-odds (themes)
    valence: Array  # logits of the four valences of each theme (themes, 4)
    whole: Array  # of the text as a whole (4)
    sentences: Array  # log-odds of each (sentences, themes), where they were named


class Tuned:
    def __init__(self, threads: int = 0) -> None:
        import onnxruntime
        from safetensors import safe_open
        from tokenizers import BertWordPieceTokenizer

        if not there():
            raise ModelError(f"the tuned model is not here: models/data/{NAME} is missing")
        with safe_open(str(files("models") / "data" / NAME), framework="numpy") as file:
            self._head = {name: file.get_tensor(name).astype(np.float32) for name in file.keys()}  # noqa: SIM118
            facts = json.loads(file.metadata()["facts"])
        self.themes: tuple[str, ...] = tuple(facts["themes"])
        data = minilm_bytes()
        # The session keeps no copy of what replaces its own: it has to live as long as the session.
        self._replaced = {
            name: onnxruntime.OrtValue.ortvalue_from_numpy(np.ascontiguousarray(value))
            for name, value in replaced(minilm.initialisers(data), self._head).items()
        }
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        for name, value in self._replaced.items():
            options.add_initializer(name, value)
        self._session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
        self._tokenizer = BertWordPieceTokenizer(str(files("models") / "data" / "vocab.txt"), lowercase=True)
        self._tokenizer.enable_truncation(MAX_TOKENS)
        probe = self.said(facts["probe"]).themes
        if np.abs(probe - self._head["probe"]).max() > _CLOSE:
            raise ModelError("onnxruntime did not take the tuned layers; set coding = “fast” in analyse.toml.")

    def said(self, text: str, ranges: Sequence[tuple[int, int]] = ()) -> Said:
        """`ranges` are the characters of its sentences; of what lies beyond the first `MAX_TOKENS` nothing is said."""
        read = self._tokenizer.encode(text)
        ids = np.array([read.ids], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        states: Any = self._session.run(None, inputs)[0][0]
        head = self._head
        # Small products: einsum's own loop is faster than waking the threads of a linear algebra library.
        looks = np.einsum("td,ld->tl", states, head["attention"])
        seen = _seen(states, looks)
        of_themes, whole = seen[:-1], seen[-1]
        odds = self._odds(of_themes)
        sentences = np.full((len(ranges), len(odds)), _UNREAD, dtype=np.float32)
        if len(ranges) == 1:
            sentences[0] = odds
        else:
            starts = [start for start, _ in read.offsets]
            for row, (start, end) in enumerate(ranges):
                # The first and the last mark begin and end.
                inside = slice(
                    bisect_left(starts, start, 1, len(starts) - 1), bisect_left(starts, end, 1, len(starts) - 1)
                )
                if inside.start < inside.stop:
                    sentences[row] = self._odds(_seen(states[inside], looks[inside, :-1]))
        return Said(
            odds,
            of_themes @ head["valence.weight"].T + head["valence.bias"],
            whole @ head["whole.weight"].T + head["whole.bias"],
            sentences,
        )

    def _odds(self, of_themes: Array) -> Array:
        return np.asarray((of_themes * self._head["weight"]).sum(axis=1) + self._head["bias"], dtype=np.float32)


def _seen(states: Array, looks: Array) -> Array:
    """What each theme sees (themes, WIDTH) of tokens (tokens, WIDTH), by how much it looks at each (tokens, themes)."""
    looks = np.exp(looks - looks.max(axis=0))
    return np.asarray(np.einsum("tl,td->ld", looks / looks.sum(axis=0), states), dtype=np.float32)


def replaced(tensors: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Array]:
    """The tuned layers' matrices, biases and norms by the names of the model file."""
    out: dict[str, Array] = {}
    tuned = len({name.split(".")[1] for name in changes if name.startswith("layers.")})
    for number in range(tuned):
        out |= _layer(tensors, changes, f"layers.{number}.", minilm.LAYERS - tuned + number)
    return {name: np.asarray(value, dtype=np.float32) for name, value in out.items()}


def _layer(tensors: dict[str, Any], changes: Mapping[str, Any], own: str, layer: int) -> dict[str, Any]:
    out: dict[str, Any] = {}
    looks = changes[f"{own}looks.down"] @ changes[f"{own}looks.up"]
    for part in minilm.PARTS:
        at = minilm.PARTS.index(part) * minilm.WIDTH
        if at < 3 * minilm.WIDTH:
            change, bias = looks[:, at : at + minilm.WIDTH], changes[f"{own}looks.bias"][at : at + minilm.WIDTH]
        else:
            change, bias = changes[f"{own}{part}.down"] @ changes[f"{own}{part}.up"], changes[f"{own}{part}.bias"]
        name = minilm.matrix(layer, part)
        out[name] = minilm.dequantised(tensors, name) + change
        out[minilm.bias(layer, part)] = bias
    for number, after in enumerate(("attention", "output")):
        for name, kind in zip(minilm.norm(layer, after), ("weight", "bias"), strict=True):
            out[name] = changes[f"{own}norms.{number}.{kind}"]
    return out


def there() -> bool:
    return (files("models") / "data" / NAME).is_file()


@cache
def load() -> Tuned:
    """Raises ModelError where the tuned layers cannot be used."""
    return Tuned()
