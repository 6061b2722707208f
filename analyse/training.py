"""Fitting the coder and the judge of valence to coded passages, and measuring them on areas left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from analyse.features import Array, Terms, ngrams, phrase_counts
from analyse.phrases import Phrases, words
from analyse.reading import Read, log_odds
from analyse.trained import (
    CLASSES,
    PASSAGE_WORDS,
    QUOTE_WORDS,
    TERM_WORDS,
    Blend,
    ThemeModel,
    ValenceBlend,
    ValenceModel,
    log_shares,
)
from corpus.types import Valence
from models import language

FOLDS = 3
CALIBRATED = 10  # folds where only calibration and thresholds are learned, which is quick
SENTENCE_WEIGHT = 0.5  # of a sentence, where a passage weighs 1
THEME_C, VALENCE_C = 3.0, 2.0  # inverse strength of regularisation, best of 1, 2, 3, 5, 10 by cross-validation
VALENCE_STEPS = 200  # of L-BFGS
LEAST, MOST = 6, 0.4  # a term stands in at least six passages (so of nobody's in particular) and at most two fifths
GRID = np.arange(0.05, 0.8, 0.01)

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Coded:
    """A passage with what a coder said of it; `area` groups what must not be split in cross-validation."""

    text: str
    area: str
    codes: Mapping[str, Valence]
    section: Valence | None = None
    report: str = ""  # SHA-256 of its file
    page: int = 0
    place: str = ""  # area, report and page, as a person is told
    shares: Mapping[str, float] = field(default_factory=dict)  # of its readers that gave each theme
    carried: Sequence[Mapping[str, Valence]] = ()  # the codes of each sentence, where readers marked them

    @property
    def whole(self) -> Valence | None:
        """The valence of the passage as a whole; None for one without codes."""
        said = set(self.codes.values())
        if "mixed" in said or {"strength", "concern"} <= said:
            return "mixed"
        return next((v for v in ("strength", "concern", "neutral") if v in said), None)


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences of passages, each read as a text of its own, with the themes that it carries."""

    owners: NDArray[np.int64]  # row of the passage of each
    reads: tuple[Read, ...]
    truth: Flags  # (sentences, themes)

    def of(self, rows: Any) -> Sentences:
        inside = np.flatnonzero(np.isin(self.owners, rows))
        return Sentences(self.owners[inside], tuple(self.reads[i] for i in inside), self.truth[inside])


def sentences(coded: Sequence[Coded], reads: Sequence[Read], themes: Sequence[str]) -> Sentences:
    """Those that readers marked, and those of passages without codes, which carry none. `reads` are the passages'."""
    owners: list[int] = []
    found: list[Read] = []
    carried: list[list[bool]] = []
    for row, (passage, seen) in enumerate(zip(coded, reads, strict=True)):
        if len(seen.ranges) == 1 or (passage.codes and not passage.carried):
            continue
        for number, (start, end) in enumerate(seen.ranges):
            own = number + 1  # the text itself stands first
            keys, hits, vectors = [seen.keys[own]], [seen.part_hits[own]], seen.vectors[own : own + 1]
            owners.append(row)
            text = seen.text[start:end]
            found.append(Read(text, ((0, len(text)),), words(text), keys, hits, vectors))
            carried.append([bool(passage.carried) and theme in passage.carried[number] for theme in themes])
    return Sentences(np.array(owners), tuple(found), np.array(carried, bool).reshape(-1, len(themes)))


def _sparse(terms: Terms, documents: Iterable[Sequence[str]]) -> Any:
    columns: list[int] = []
    values: list[Array] = []
    ends = [0]
    for document in documents:
        cols, vals = terms.weigh(document)
        columns += cols
        values.append(vals)
        ends.append(len(columns))
    return sparse.csr_matrix(
        (np.concatenate(values) if values else np.zeros(0), columns, ends), shape=(len(ends) - 1, len(terms.index))
    )


def fit_themes(
    reads: Sequence[Read],
    truth: Flags,
    themes: Sequence[str],
    phrases: Phrases,
    names: Mapping[str, int],
    beside: Sentences,
) -> ThemeModel:
    """One regularised logistic regression a theme; uncalibrated, thresholds at one half. `truth` is (reads, themes).

    The sentences `beside` are learned from too, but name no terms.
    """
    documents = [ngrams(r.found.stems, TERM_WORDS) for r in reads]
    terms = Terms.learn(documents, least=LEAST, most=MOST)
    every = [*reads, *beside.reads]
    vectors = np.array([r.vector for r in every])
    middle = vectors[: len(reads)].mean(axis=0)
    features = sparse.hstack(
        [
            _sparse(terms, [*documents, *(ngrams(r.found.stems, TERM_WORDS) for r in beside.reads)]),
            sparse.csr_matrix(np.array([phrase_counts(r.hits, names) for r in every])),
            sparse.csr_matrix(vectors - middle),
        ]
    ).tocsr()
    weight = np.concatenate([np.ones(len(reads)), np.full(len(beside.reads), SENTENCE_WEIGHT)])

    def fitted(target: Flags) -> tuple[Array, float]:
        model = LogisticRegression(C=THEME_C, solver="liblinear", max_iter=300)
        model.fit(features, target, sample_weight=weight)
        return model.coef_[0], model.intercept_[0]

    with ThreadPoolExecutor() as pool:  # the solver lets go of the interpreter
        weights, intercepts = zip(*pool.map(fitted, np.vstack([truth, beside.truth]).T), strict=True)
    table = np.array(weights, dtype=np.float32).T
    split = len(terms.index), len(terms.index) + len(names)
    ones = np.ones(len(themes), dtype=np.float32)
    return ThemeModel(
        themes=tuple(themes),
        terms=terms,
        phrases=phrases,
        phrase_names=dict(names),
        term_weights=table[: split[0]],
        phrase_weights=table[split[0] : split[1]],
        vector_weights=table[split[1] :],
        middle=middle,
        intercept=np.array(intercepts, dtype=np.float32),
        slope=ones,
        shift=ones * 0,
        thresholds=np.full(len(themes), 0.5, dtype=np.float32),
    )


def calibrate(odds: Array, truth: Flags) -> tuple[Array, Array, Array]:
    """Platt's slope and shift a theme, and its threshold, from predictions on areas left out."""
    found = [_calibrated(column[:, None], target) for column, target in zip(odds.T, truth.T, strict=True)]
    slope, shift = _columns([[weights[0], shift] for weights, shift, _ in found])
    return slope, shift, thresholds([probability for *_, probability in found], truth)


def blend(own: Array, other: Array, best: Array, truth: Flags) -> Blend:
    """The same for the linear model's log-odds and the tuned model's, of the text and of its best sentence."""
    odds = np.stack([own, other, best], axis=2)
    found = [_calibrated(odds[:, i], target) for i, target in enumerate(truth.T)]
    own, other, best, shift = _columns([[*weights, shift] for weights, shift, _ in found])
    return Blend(own, other, best, shift, thresholds([probability for *_, probability in found], truth))


def _calibrated(odds: Array, target: Flags) -> tuple[list[float], float, Array]:
    platt = LogisticRegression(C=1e3).fit(odds, target)
    return [float(w) for w in platt.coef_[0]], float(platt.intercept_[0]), platt.predict_proba(odds)[:, 1]


def thresholds(probabilities: Sequence[Array], truth: Flags) -> Array:
    """Of each theme: halfway between the one with its best F1 and the one with the best F1 of all themes together.

    A rare theme's own best is too much of its few passages; for calibrated probabilities one threshold serves micro F1
    best (Lipton, Elkan & Naryanaswamy 2014, Optimal thresholding of classifiers to maximize F1 measure).
    """
    common = _best(np.array(probabilities).T, truth)
    own = [_best(probability, target) for probability, target in zip(probabilities, truth.T, strict=True)]
    return np.array([(common + threshold) / 2 for threshold in own], dtype=np.float32)


def _best(probability: Array, target: Flags) -> float:
    return float(max(GRID, key=lambda t: (f1(probability >= t, target), -t)))


def _columns(rows: list[list[float]]) -> list[Array]:
    return [np.array(column, dtype=np.float32) for column in zip(*rows, strict=True)]


def said_left_out(own: Array, tuned: tuple[Array, Array] | None, truth: Flags, groups: Sequence[str]) -> Flags:
    """What is said of each passage where calibration and thresholds too come from other groups only.

    `tuned` are the tuned model's log-odds of the text and of its best sentence.
    """
    said = np.zeros_like(truth)
    for train, test in folds(groups, CALIBRATED):
        if tuned is None:
            slope, shift, least = calibrate(own[train], truth[train])
            said[test] = 1 / (1 + np.exp(-(slope * own[test] + shift))) >= least
        else:
            other, best = tuned
            model = blend(own[train], other[train], best[train], truth[train])
            said[test] = model.probability(own[test], other[test], best[test]) >= model.thresholds
    return said


def blend_valence(own: Array, other: Array, target: NDArray[np.int64]) -> ValenceBlend:
    """Two judges' logits (findings, 4) as one, from predictions on areas left out."""
    shares = np.hstack([log_shares(own), log_shares(other)])
    model = LogisticRegression(max_iter=VALENCE_STEPS).fit(shares, target)
    return ValenceBlend(model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32))


def f1(said: Flags, true: Flags) -> float:
    total = int(said.sum()) + int(true.sum())
    return 2 * int((said & true).sum()) / total if total else 0.0


def folds(groups: Sequence[str], most: int = FOLDS) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Training and test rows, no group on both sides."""
    return list(GroupKFold(min(most, len(set(groups)))).split(np.zeros(len(groups)), groups=groups))


def left_out(
    reads: Sequence[Read],
    truth: Flags,
    groups: Sequence[str],
    themes: Sequence[str],
    phrases: Phrases,
    names: Mapping[str, int],
    beside: Sentences,
) -> Array:
    """Log-odds of every passage by a model that saw none of its group (reads, themes)."""
    odds = np.zeros((len(reads), len(themes)), dtype=np.float32)
    for train, test in folds(groups):
        model = fit_themes([reads[i] for i in train], truth[train], themes, phrases, names, beside.of(train))
        odds[test] = [log_odds(model, reads[i])[0] for i in test]
    return odds


@dataclass(frozen=True, slots=True)
class Judged:
    """A quote that speaks to a theme, in its passage, with the valence a coder gave."""

    quote: str
    passage: str
    valence: Valence
    section: Valence | None
    vectors: Array  # quote's and passage's static vectors, joined
    cues: Array  # `cue_features` of quote and passage


def fit_valence(judged: Sequence[Judged]) -> ValenceModel:
    """Multinomial logistic regression over the words and vectors of quote and passage and the lexicon's judgement."""
    quotes = [ngrams(language.plain_words(j.quote), QUOTE_WORDS) for j in judged]
    passages = [ngrams(language.plain_words(j.passage), PASSAGE_WORDS) for j in judged]
    quote_terms = Terms.learn(quotes, least=LEAST, most=0.5)
    passage_terms = Terms.learn(passages, least=LEAST, most=0.5)
    vectors = np.array([j.vectors for j in judged])
    middle = vectors.mean(axis=0)
    features = sparse.hstack(
        [
            _sparse(quote_terms, quotes),
            _sparse(passage_terms, passages),
            sparse.csr_matrix(np.array([j.cues for j in judged])),
            sparse.csr_matrix(vectors - middle),
        ]
    ).tocsr()
    target = np.array([CLASSES.index(j.valence) for j in judged])
    model = LogisticRegression(C=VALENCE_C, max_iter=VALENCE_STEPS).fit(features, target)
    table = model.coef_.T.astype(np.float32)
    quotes_end = len(quote_terms.index)
    split = quotes_end, quotes_end + len(passage_terms.index), features.shape[1] - vectors.shape[1]
    return ValenceModel(
        quote_terms=quote_terms,
        passage_terms=passage_terms,
        quote_weights=table[: split[0]],
        passage_weights=table[split[0] : split[1]],
        cue_weights=table[split[1] : split[2]],
        vector_weights=table[split[2] :],
        middle=middle,
        intercept=model.intercept_.astype(np.float32),
        section_prior=_prior(judged),
    )


def _prior(judged: Sequence[Judged]) -> dict[str, Array]:
    """Log of how much likelier each valence is under a heading of strength, or of concern, than anywhere."""
    overall = np.array([sum(j.valence == v for j in judged) + 1.0 for v in CLASSES])
    prior: dict[str, Array] = {}
    for name in ("strength", "concern"):
        under = np.array([sum(j.valence == v and j.section == name for j in judged) + 1.0 for v in CLASSES])
        prior[name] = np.log((under / under.sum()) / (overall / overall.sum())).astype(np.float32)
    return prior
