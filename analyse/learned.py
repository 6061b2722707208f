"""A coder learned from coded texts, for any set of labels: linear, readable, kept as safetensors and JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np

from analyse.features import Array, Terms, ngrams
from analyse.phrases import words
from analyse.trained import quantise, restore
from analyse.valence import judge
from corpus import files
from corpus.errors import AnalyseError, WrongUsage
from corpus.types import VALENCES
from models.embed import Embedder, Vectors

NAME = "coder"  # coder.safetensors and coder.json in a folder of the user's
FORMAT = "analyse-coder-1"
TERM_WORDS = 2  # longest run of stems that is a term
LONGEST = 100_000  # characters of a text that are read: 60 printed pages
MOST_LABELS, MOST_TERMS = 2_000, 2_000_000
MOST_BYTES = 500_000_000  # of either file; a coder of 4,000 comments and 25 labels has under 2 MB

Rule = Literal["threshold", "threshold-or-best", "best"]
RULES: tuple[Rule, ...] = ("threshold", "threshold-or-best", "best")


@dataclass(frozen=True, slots=True)
class Features:
    """Texts as numbers: the terms of each, and its dense columns (texts, dimensions)."""

    documents: list[list[str]]
    dense: Vectors

    def rows(self, chosen: Iterable[int]) -> Features:
        at = list(chosen)
        return Features([self.documents[i] for i in at], self.dense[at])


@dataclass(frozen=True, slots=True)
class Linear:
    """Log-odds of each name: columns of every array are `names`."""

    names: tuple[str, ...]
    terms: Terms
    term_weights: Array
    dense_weights: Array
    middle: Array  # of the dense columns trained on
    intercept: Array
    slope: Array  # Platt's: probability = 1 / (1 + exp(-(slope x log-odds + shift)))
    shift: Array

    def log_odds(self, features: Features) -> Array:
        """Array (texts, names)."""
        odds = (features.dense - self.middle) @ self.dense_weights + self.intercept
        for row, document in enumerate(features.documents):
            columns, values = self.terms.weigh(document)
            if columns:
                odds[row] += values @ self.term_weights[columns]
        return np.asarray(odds, dtype=np.float32)

    def probability(self, log_odds: Array) -> Array:
        return np.asarray(1 / (1 + np.exp(-(self.slope * log_odds + self.shift))), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Learned:
    """What `analyse train` writes. `beside_book`: learned from decisions, to correct a codebook's coder."""

    labels: Linear
    thresholds: Array  # probabilities, one a label
    rule: Rule
    embedder: str  # the name it is loaded by
    embedder_id: str
    valence: Linear | None = None
    beside_book: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)  # texts, positives, figures

    def probability(self, features: Features) -> Array:
        """Array (texts, labels)."""
        return self.labels.probability(self.labels.log_odds(features))

    def chosen(self, probability: Array) -> list[list[int]]:
        """For each text the labels it gets, the likeliest first."""
        return [choice(row, self.thresholds, self.rule) for row in probability]


def choice(probability: Array, thresholds: Array, rule: Rule) -> list[int]:
    order = [int(i) for i in np.argsort(-probability, kind="stable")]
    if rule == "best":
        return order[:1]
    over = [i for i in order if probability[i] >= thresholds[i]]
    return over or (order[:1] if rule == "threshold-or-best" else [])


def read(texts: Sequence[str], embedder: Embedder) -> Features:
    documents = [ngrams(words(text[:LONGEST]).stems, TERM_WORDS) for text in texts]
    return Features(documents, embedder.embed([text[:LONGEST] for text in texts]))


def with_cues(features: Features, texts: Sequence[str]) -> Features:
    """The same with what the lexicon says of each text's valence, for a judge of valence."""
    judged = [judge(text[:LONGEST]) for text in texts]
    cues = np.array([[j.score, *(float(j.valence == v) for v in VALENCES)] for j in judged], dtype=np.float32)
    return Features(features.documents, np.hstack([features.dense, cues]) if texts else features.dense)


def save(coder: Learned, folder: Path) -> tuple[Path, Path]:
    """Writes the coder into a folder; the same coder gives the same bytes."""
    from safetensors.numpy import save as as_bytes

    tensors: dict[str, Any] = {"thresholds": coder.thresholds}
    parts = {"labels": coder.labels} | ({"valence": coder.valence} if coder.valence else {})
    for name, part in parts.items():
        tensors[f"{name}.terms"], tensors[f"{name}.terms.scale"] = quantise(part.term_weights)
        tensors[f"{name}.idf"] = part.terms.idf
        tensors |= {f"{name}.{array}": getattr(part, array) for array in _ARRAYS}
    meta = {
        "format": FORMAT,
        "embedder": coder.embedder,
        "embedder_id": coder.embedder_id,
        "rule": coder.rule,
        "beside_book": coder.beside_book,
        "facts": dict(coder.facts),
        **{name: {"names": list(part.names), "terms": list(part.terms.names)} for name, part in parts.items()},
    }
    paths = folder / f"{NAME}.safetensors", folder / f"{NAME}.json"
    files.write(paths[0], as_bytes({name: np.ascontiguousarray(value) for name, value in tensors.items()}))
    files.write(paths[1], json.dumps(meta, ensure_ascii=False, indent=1) + "\n")
    return paths


def load(path: Path) -> Learned:
    """The coder in a folder (or the folder of the file named). Nothing in the files is ever run.

    Raises WrongUsage where there is none, AnalyseError where the files are no coder or belong not together.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load as from_bytes

    folder = path if path.is_dir() else path.parent
    both = folder / f"{NAME}.safetensors", folder / f"{NAME}.json"
    for file in both:
        if not file.is_file():
            raise WrongUsage(f"There is no coder at {path}: {file.name} is missing.", "`analyse train` makes one.")
        if file.stat().st_size > MOST_BYTES:
            raise _unusable(folder, f"{file.name} is larger than any coder")
    try:
        tensors = from_bytes(both[0].read_bytes())
        meta = json.loads(both[1].read_text(encoding="utf-8"))
        if meta["format"] != FORMAT:
            raise _unusable(folder, f"its format is {meta['format']!r}, this version reads {FORMAT!r}")
        labels = _linear(tensors, meta, "labels")
        coder = Learned(
            labels=labels,
            thresholds=_array(tensors, "thresholds", (len(labels.names),)),
            rule=RULES[RULES.index(meta["rule"])],
            embedder=str(meta["embedder"]),
            embedder_id=str(meta["embedder_id"]),
            valence=_linear(tensors, meta, "valence") if "valence" in meta else None,
            beside_book=meta["beside_book"] is True,
            facts=dict(meta["facts"]),
        )
        if coder.valence and coder.valence.names != VALENCES:
            raise _unusable(folder, "its valences are not ours")
    except (SafetensorError, json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise _unusable(folder, f"{type(error).__name__} {error}") from None
    return coder


def version(folder: Path) -> str:
    """Eight hex digits that name a coder's files. Part of the key of whatever it coded."""
    both = (folder / f"{NAME}{ending}" for ending in (".safetensors", ".json"))
    data = b"".join(file.read_bytes() for file in both if file.is_file())
    return hashlib.sha256(data).hexdigest()[:8]


_ARRAYS = ("dense_weights", "middle", "intercept", "slope", "shift")


def _linear(tensors: Mapping[str, Any], meta: Mapping[str, Any], part: str) -> Linear:
    names, terms = (tuple(meta[part][key]) for key in ("names", "terms"))
    if not all(isinstance(text, str) for text in (*names, *terms)) or len(set(names)) != len(names):
        raise ValueError("names that are no names")
    if not 0 < len(names) <= MOST_LABELS or len(terms) > MOST_TERMS:
        raise ValueError(f"{len(names)} labels and {len(terms)} terms")
    size = len(names)
    if tensors[f"{part}.terms"].dtype != np.int8 or tensors[f"{part}.terms"].shape != (len(terms), size):
        raise ValueError(f"{part}.terms is not of the size its names say")
    _array(tensors, f"{part}.terms.scale", (size,))
    dimensions = len(tensors[f"{part}.middle"])
    shapes = ((dimensions, size), (dimensions,), (size,), (size,), (size,))
    arrays = (_array(tensors, f"{part}.{name}", shape) for name, shape in zip(_ARRAYS, shapes, strict=True))
    idf = _array(tensors, f"{part}.idf", (len(terms),))
    vocabulary = Terms(terms, {term: i for i, term in enumerate(terms)}, idf)
    return Linear(names, vocabulary, restore(dict(tensors), f"{part}.terms"), *arrays)


def _array(tensors: Mapping[str, Any], name: str, shape: tuple[int, ...]) -> Array:
    found = tensors[name]
    if found.dtype != np.float32 or found.shape != shape or not np.isfinite(found).all():
        raise ValueError(f"{name} is not {shape} finite numbers")
    return np.asarray(found, dtype=np.float32)


def _unusable(folder: Path, reason: str) -> AnalyseError:
    return AnalyseError(f"{folder} holds no coder that can be used: {reason}.", "Make it again with `analyse train`.")
