"""The coded example nearest to a passage: quoted where it may be, cited where it may not."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from corpus.types import Theme
from models.embed import Embedder, Vectors

NAME = "examples"
_SAME = 0.995  # nearer than this, it is the passage itself
_LONGEST = 90  # characters of an example that are quoted


@dataclass(frozen=True, slots=True)
class Example:
    """What stands for it in `why`, and its vector's row."""

    shown: str
    row: int


class Nearest:
    """Examples by theme: sentences of the codebook, and passages the shipped coder learned from."""

    def __init__(self, themes: Sequence[Theme], embedder: Embedder) -> None:
        said = [(theme.id, text) for theme in themes for text in theme.examples]
        shipped, places = _shipped() if embedder.id.startswith("static") else (np.zeros((0, 0), np.float32), {})
        own = embedder.embed([text for _, text in said]) if said else np.zeros((0, shipped.shape[1]), np.float32)
        vectors: Vectors = np.vstack([shipped, own]) if len(shipped) else own
        examples: dict[str, list[Example]] = {theme: list(its) for theme, its in places.items()}
        for row, (theme, text) in enumerate(said, start=len(shipped)):
            examples.setdefault(theme, []).append(Example(f"“{_short(text)}”", row))
        self._examples = {
            theme: ([e.shown for e in its], vectors[[e.row for e in its]]) for theme, its in examples.items()
        }

    def of(self, theme: str, vector: Vectors) -> str:
        """What is nearest to a passage's vector among a theme's examples; "" where there are none."""
        if theme not in self._examples:
            return ""
        shown, vectors = self._examples[theme]
        near = vectors @ vector
        near[near > _SAME] = -1
        best = int(near.argmax())
        return shown[best] if near[best] > 0 else ""


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0] + " …"


@cache
def _shipped() -> tuple[Vectors, Mapping[str, tuple[Example, ...]]]:
    from safetensors.numpy import load as load_tensors

    folder = files("models") / "data"
    if not (folder / f"{NAME}.safetensors").is_file():
        return np.zeros((0, 0), np.float32), {}
    tensors = load_tensors((folder / f"{NAME}.safetensors").read_bytes())
    vectors = tensors["vectors"].astype(np.float32) * tensors["scale"][:, None]
    places: dict[str, list[Example]] = {}
    for row, (theme, place) in enumerate(json.loads((folder / f"{NAME}.json").read_text(encoding="utf-8"))):
        places.setdefault(theme, []).append(Example(place, row))
    return vectors, {theme: tuple(its) for theme, its in places.items()}
