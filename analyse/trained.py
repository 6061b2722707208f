"""The coder and the judge of valence that ship in `models/data`: linear models over readable features."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from analyse.features import Array, Columns, Terms, phrase_counts
from analyse.phrases import Hit, Phrases, Words
from analyse.valence import Judgement, judge
from corpus.types import VALENCES, Passage, Valence
from models import language, tuned
from models.language import Keys

NAME = "coder"
CLASSES: tuple[Valence, ...] = VALENCES
TERM_WORDS = 2  # longest run of stems that is a term
BLEND = ("own", "other", "best", "shift", "thresholds")
QUOTE_WORDS, PASSAGE_WORDS = 3, 2  # the same for valence, of plain words


def quantise(weights: Array) -> tuple[Any, Any]:
    """Whole numbers of 8 bits and a scale a column; `restore` takes them back."""
    scale = np.abs(weights).max(axis=0) / 127
    scale[scale == 0] = 1
    return np.round(weights / scale).astype(np.int8), scale.astype(np.float32)


def restore(tensors: dict[str, Any], name: str) -> Array:
    return np.asarray(tensors[name].astype(np.float32) * tensors[f"{name}.scale"], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Blend:
    """The linear model's log-odds and the tuned model's (`models.tuned`), of the text and of its best sentence, as one
    probability. Columns are themes.
    """

    own: Array
    other: Array
    best: Array
    shift: Array
    thresholds: Array

    def probability(self, own: Array, other: Array, best: Array) -> Array:
        odds = self.own * own + self.other * other + self.best * best + self.shift
        return np.asarray(1 / (1 + np.exp(-odds)), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a `ThemeModel` makes of some texts: log-odds (texts, themes), and what each term of the first adds to it."""

    odds: Array
    columns: Columns  # of the terms
    parts: Array  # (columns, themes)


@dataclass(frozen=True, slots=True)
class ThemeModel:
    """Log-odds of each theme for a text. Columns of every array are `themes`."""

    themes: tuple[str, ...]
    terms: Terms
    phrases: Phrases
    phrase_names: dict[str, int]
    term_weights: Array
    phrase_weights: Array
    vector_weights: Array
    middle: Array  # of the vectors trained on
    intercept: Array
    slope: Array  # Platt's: probability = 1 / (1 + exp(-(slope x log-odds + shift)))
    shift: Array
    thresholds: Array  # probabilities
    blend: Blend | None = None  # for use beside the tuned model

    def log_odds(self, found: Words, hits: Sequence[Hit], vector: Array) -> Array:
        """Of one text (themes)."""
        odds: Array = self.weigh([found.keys], [hits], vector[None]).odds[0]
        return odds

    def weigh(self, stems: Sequence[Keys], hits: Sequence[Sequence[Hit]], vectors: Array) -> Weighed:
        """Some texts by the keys of their stems, the hits of `phrases` and their vectors (texts, dimensions)."""
        columns, values = self.terms.weigh_all(stems)
        weights = self.term_weights.take(columns, axis=0)
        counts = np.array([phrase_counts(its, self.phrase_names) for its in hits])
        odds = self.intercept + (vectors - self.middle) @ self.vector_weights + counts @ self.phrase_weights
        return Weighed(np.asarray(odds + values @ weights, dtype=np.float32), columns, values[0, :, None] * weights)

    def weighty(self, weighed: Weighed, theme: int, most: int = 3) -> tuple[str, ...]:
        """The words (as stems) that spoke most for a theme in the first of some texts."""
        parts = weighed.parts[:, theme]
        best = np.argsort(-parts, kind="stable")[:most]
        columns = weighed.columns[best].tolist()
        return tuple(
            self.terms.names[column] for column, part in zip(columns, parts[best].tolist(), strict=True) if part > 0
        )

    def probability(self, log_odds: Array) -> Array:
        return np.asarray(1 / (1 + np.exp(-(self.slope * log_odds + self.shift))), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class ValenceBlend:
    """The linear judge's logits and the tuned model's as one: `weights` (8, 4), of log-shares."""

    weights: Array
    shift: Array

    def logits(self, own: Array, other: Array) -> Array:
        return np.asarray(np.concatenate([log_shares(own), log_shares(other)]) @ self.weights + self.shift)


@dataclass(frozen=True, slots=True)
class ValenceModel:
    """Which of the four valences a quote has, in its passage."""

    quote_terms: Terms
    passage_terms: Terms
    quote_weights: Array
    passage_weights: Array
    cue_weights: Array  # of `cue_features`
    vector_weights: Array  # of quote's and passage's static vectors, one after the other
    middle: Array  # of the vectors trained on
    intercept: Array
    section_prior: dict[str, Array]  # log of how much likelier each valence is under such a heading
    of_theme: ValenceBlend | None = None  # for use beside the tuned model, of one theme
    of_whole: ValenceBlend | None = None  # the same of a passage as a whole

    def logits(self, quote: str, passage: str, vectors: Array | None = None) -> Array:
        """From wording alone (4). `vectors` are quote's and passage's, joined; without them words alone speak."""
        logits = self.intercept + cue_features(quote, passage) @ self.cue_weights
        if vectors is not None:
            logits = logits + (vectors - self.middle) @ self.vector_weights
        for terms, weights, said in (
            (self.quote_terms, self.quote_weights, language.plain_keys(quote)),
            (self.passage_terms, self.passage_weights, language.plain_keys(passage)),
        ):
            columns, values = terms.weigh_all([said])
            logits = logits + values[0] @ weights.take(columns, axis=0)
        return np.asarray(logits, dtype=np.float32)

    def judge(
        self, quote: str, passage: str, section: Valence | None = None, vectors: Array | None = None
    ) -> Judgement:
        """`section` is what the section's heading says; None leaves the wording to speak alone."""
        return self.judgement(self.logits(quote, passage, vectors), quote, section)

    def judgement(self, logits: Array, quote: str, section: Valence | None = None) -> Judgement:
        if section is not None and section in self.section_prior:
            logits = logits + self.section_prior[section]
        odds = np.exp(log_shares(logits))
        best = int(odds.argmax())
        return Judgement(CLASSES[best], round(float(odds[0] - odds[1]), 3), judge(quote).cues)


def log_shares(logits: Array) -> Array:
    """Log of the softmax, along the last axis."""
    top = logits - logits.max(axis=-1, keepdims=True)
    return np.asarray(top - np.log(np.exp(top).sum(axis=-1, keepdims=True)), dtype=np.float32)


def cue_features(quote: str, passage: str) -> Array:
    """The lexicon's judgement of quote and passage: score, and which of the four."""
    cues = [x for j in (judge(quote), judge(passage)) for x in (j.score, *(float(j.valence == v) for v in CLASSES))]
    return np.array(cues, dtype=np.float32)


@cache
def load() -> tuple[ThemeModel, ValenceModel] | None:
    """The shipped models; None where they have not been trained."""
    from safetensors.numpy import load as load_tensors

    folder = files("models") / "data"
    if not (folder / f"{NAME}.safetensors").is_file():
        return None
    tensors = load_tensors((folder / f"{NAME}.safetensors").read_bytes())
    facts = json.loads((folder / f"{NAME}.json").read_text(encoding="utf-8"))
    terms = {
        name: Terms(tuple(facts[name]), {t: i for i, t in enumerate(facts[name])}, tensors[f"{name}.idf"])
        for name in _VOCABULARIES
    }
    themes = ThemeModel(
        themes=tuple(facts["themes"]),
        terms=terms["terms"],
        phrases=Phrases(facts["phrases"]),
        phrase_names={name: i for i, name in enumerate(facts["phrases"])},
        term_weights=restore(tensors, "term_weights"),
        phrase_weights=tensors["phrase_weights"],
        vector_weights=tensors["vector_weights"],
        middle=tensors["middle"],
        intercept=tensors["intercept"],
        slope=tensors["slope"],
        shift=tensors["shift"],
        thresholds=tensors["thresholds"],
        blend=Blend(*(tensors[f"blend.{name}"] for name in BLEND)) if "blend.own" in tensors else None,
    )
    valence = ValenceModel(
        quote_terms=terms["quote_terms"],
        passage_terms=terms["passage_terms"],
        quote_weights=restore(tensors, "quote_weights"),
        passage_weights=restore(tensors, "passage_weights"),
        cue_weights=tensors["cue_weights"],
        vector_weights=tensors.get("valence_vector_weights", np.zeros((512, 4), np.float32)),
        middle=tensors.get("valence_middle", np.zeros(512, np.float32)),
        intercept=tensors["valence_intercept"],
        section_prior={name: tensors[f"prior.{name}"] for name in ("strength", "concern")},
        **{
            name: ValenceBlend(tensors[f"{name}.weights"], tensors[f"{name}.shift"])
            for name in ("of_theme", "of_whole")
            if f"{name}.weights" in tensors
        },
    )
    return themes, valence


def judged(quote: str, passage: Passage) -> Judgement:
    """The valence of a quote from its words and its section, by the shipped judge or else by the lexicon."""
    models = load()
    section = passage.section_valence
    return models[1].judge(quote, passage.text, section) if models else judge(quote, section)


@cache
def version() -> str:
    """Eight hex digits that name the shipped weights, the tuned ones among them; "none" where there are none.

    Part of every cache key.
    """
    folder = files("models") / "data"
    if not (folder / f"{NAME}.safetensors").is_file():
        return "none"
    names = (f"{NAME}.safetensors", f"{NAME}.json", tuned.NAME)
    parts = [(folder / name).read_bytes() for name in names if (folder / name).is_file()]
    return hashlib.sha256(b"".join(parts)).hexdigest()[:8]


_VOCABULARIES = ("terms", "quote_terms", "passage_terms")
