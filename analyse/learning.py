"""Learning a coder from coded texts: terms and sentence vectors in one regularised logistic regression a label.

Everything that has to be chosen (strength of regularisation, calibration, thresholds, whether a text always gets its
best label) is chosen on predictions for texts that were left out, whole groups at a time. `benchmarks/train.py` sets it
against the plain route.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize
from threadpoolctl import threadpool_limits

from analyse import learned
from analyse.features import Array, Terms
from analyse.learned import Features, Learned, Linear, Rule
from analyse.trained import quantise
from corpus.errors import AnalyseError
from corpus.types import VALENCES, Valence
from models import embed

FOLDS = 5
STRENGTHS = (3.0, 10.0)  # inverse regularisation that cross-validation chooses from
CHOICE_ROWS = 1_500  # rows that the choice of strength looks at; thresholds look at all
LEAST_TEXTS = 20  # fewer cannot be told apart from chance in five folds
LEAST_POSITIVES = 3  # of a label that is to be learned
RARE = 10  # positives; a rarer label takes the threshold that serves all labels together
FEW_TERMS = 20_000  # with fewer, terms of one text are kept: they make up the length of short texts (F1 + 0.05 at 200)
_STEPS, _MEMORY, _TOLERANCE = 120, 10, 1e-6  # of L-BFGS: more of either changes no F1 by 0.001
_CHUNK = 64  # texts embedded between two signs of progress

Flags = NDArray[np.bool_]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Example:
    """A text with its codes. `group` is what must not be split in cross-validation; "" groups the same text."""

    text: str
    codes: frozenset[str]
    valence: Valence | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learned, and the log-odds of every text by models that did not see it (texts, labels)."""

    coder: Learned
    left_out: Array
    said: tuple[frozenset[str], ...]  # the codes each text gets when it is left out
    rare: tuple[str, ...]  # labels with too few positives to learn


def learn(
    examples: Sequence[Example],
    embedder: str = "minilm",
    progress: Progress | None = None,
    features: Features | None = None,
) -> Lesson:
    """A coder for the labels of `examples`. The same examples give the same coder.

    `features` are those that `read` gives for the texts, where they are known already. Raises AnalyseError where there
    is too little to learn from.
    """
    counts = Counter(code for example in examples for code in example.codes)
    names = tuple(sorted(code for code, n in counts.items() if n >= LEAST_POSITIVES))
    if len(examples) < LEAST_TEXTS or not names:
        raise AnalyseError(
            f"There is too little to learn from: {len(examples)} texts, {len(names)} codes with at least "
            f"{LEAST_POSITIVES} texts each.",
            f"Give at least {LEAST_TEXTS} coded texts.",
        )
    model = embed.load(embedder)
    if features is None:
        features = read([e.text for e in examples], model, progress)
    truth = np.array([[name in e.codes for name in names] for e in examples])
    groups = _groups(examples)
    with threadpool_limits(1):  # small matrices: many threads only wait for each other; and the sums are the same
        return _learn(examples, features, truth, groups, names, counts, embedder, model.id)


def _learn(
    examples: Sequence[Example],
    features: Features,
    truth: Flags,
    groups: Sequence[str],
    names: tuple[str, ...],
    counts: Counter[str],
    embedder: str,
    embedder_id: str,
) -> Lesson:
    strength = _strength(features, truth, groups)
    odds = _left_out(features, truth, groups, strength)
    slope, shift = calibrate(odds, truth)
    probability = np.asarray(1 / (1 + np.exp(-(slope * odds + shift))), dtype=np.float32)
    linear = replace(fit(features, truth, names, strength), slope=slope, shift=shift)
    single = all(len(e.codes) == 1 for e in examples)
    cut = thresholds(probability, truth)
    rule = _rule(probability, truth, cut, single)
    judged = [i for i, e in enumerate(examples) if e.valence is not None]
    coder = Learned(
        labels=linear,
        thresholds=cut,
        rule=rule,
        embedder=embedder,
        embedder_id=embedder_id,
        valence=_valence(examples, features, judged) if _enough([examples[i].valence for i in judged]) else None,
        facts={"texts": len(examples), "positives": {n: counts[n] for n in names}, "strength": strength},
    )
    said = tuple(frozenset(names[i] for i in row) for row in coder.chosen(probability))
    return Lesson(coder, odds, said, tuple(sorted(set(counts) - set(names))))


def read(texts: Sequence[str], model: embed.Embedder, progress: Progress | None) -> Features:
    parts = []
    for start in range(0, len(texts), _CHUNK):
        parts.append(learned.read(texts[start : start + _CHUNK], model))
        if progress is not None:
            progress("Reading texts", min(start + _CHUNK, len(texts)), len(texts))
    return Features([d for part in parts for d in part.documents], np.vstack([part.dense for part in parts]))


def _groups(examples: Sequence[Example]) -> list[str]:
    """Texts that say the same belong together, or a copy would give its twin away."""
    return [f"g:{e.group}" if e.group else f"t:{' '.join(e.text.casefold().split())}" for e in examples]


def _folds(groups: Sequence[str]) -> list[tuple[Any, Any]]:
    from sklearn.model_selection import GroupKFold

    different = len(set(groups))
    if different < 2:
        raise AnalyseError("All texts are of one group: none can be left out.", "Leave --group-column out.")
    return list(GroupKFold(min(FOLDS, different)).split(np.zeros(len(groups)), groups=groups))


def fit(features: Features, truth: Flags, names: Sequence[str], strength: float) -> Linear:
    """Uncalibrated. The term weights are those that `learned.load` will give back."""
    few = len({term for document in features.documents for term in document}) <= FEW_TERMS
    terms = Terms.learn(features.documents, least=1 if few else 2, most=1.0)
    middle = features.dense.mean(axis=0)
    weights, dense, intercept = _solve(
        as_matrix(terms, features.documents), features.dense - middle, truth.astype(np.float64), strength
    )
    whole, scale = quantise(weights.astype(np.float32))
    ones = np.ones(len(names), dtype=np.float32)
    return Linear(
        names=tuple(names),
        terms=terms,
        term_weights=np.asarray(whole.astype(np.float32) * scale, dtype=np.float32),
        dense_weights=dense.astype(np.float32),
        middle=np.asarray(middle, dtype=np.float32),
        intercept=intercept.astype(np.float32),
        slope=ones,
        shift=ones * 0,
    )


def as_matrix(terms: Terms, documents: Sequence[Sequence[str]]) -> Any:
    weighed = [terms.weigh(document) for document in documents]
    ends = np.cumsum([0, *(len(columns) for columns, _ in weighed)])
    columns = np.array([c for its, _ in weighed for c in its], dtype=np.int64)
    values = np.concatenate([v for _, v in weighed]).astype(np.float64)
    return sparse.csr_matrix((values, columns, ends), shape=(len(documents), len(terms.names)))


def _solve(terms: Any, dense: Array, target: NDArray[np.float64], strength: float) -> tuple[Any, Any, Any]:
    """Minimises log loss + |weights|² / (2 strength), all labels at once, by L-BFGS."""
    dense = dense.astype(np.float64)
    split, width, labels = terms.shape[1], terms.shape[1] + dense.shape[1], target.shape[1]
    across = terms.T.tocsr()

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat.reshape(width + 1, labels)
        odds = terms @ weights[:split] + dense @ weights[split:width] + weights[width]
        penalty = float((weights[:width] ** 2).sum()) / (2 * strength)
        value = float((np.logaddexp(0, odds) - target * odds).sum()) + penalty
        rest = 1 / (1 + np.exp(-odds)) - target
        slopes = np.vstack([across @ rest, dense.T @ rest, rest.sum(axis=0, keepdims=True)])
        slopes[:width] += weights[:width] / strength
        return value, slopes.ravel()

    share = np.clip(target.mean(axis=0), 1e-4, 1 - 1e-4)
    start = np.zeros((width + 1, labels))
    start[width] = np.log(share / (1 - share))
    options = {"maxiter": _STEPS, "maxcor": _MEMORY, "ftol": _TOLERANCE}
    found = minimize(loss, start.ravel(), jac=True, method="L-BFGS-B", options=options).x.reshape(width + 1, labels)
    return found[:split], found[split:width], found[width]


def _left_out(features: Features, truth: Flags, groups: Sequence[str], strength: float) -> Array:
    odds = np.zeros(truth.shape, dtype=np.float32)
    for train, test in _folds(groups):
        model = fit(features.rows(train), truth[train], [""] * truth.shape[1], strength)
        odds[test] = model.log_odds(features.rows(test))
    return odds


def _strength(features: Features, truth: Flags, groups: Sequence[str]) -> float:
    step = max(1, -(-len(truth) // CHOICE_ROWS))
    rows = range(0, len(truth), step)
    some, its_truth, its_groups = features.rows(rows), truth[::step], [groups[i] for i in rows]

    def quality(strength: float) -> float:
        odds = _left_out(some, its_truth, its_groups, strength)
        return f1(odds >= best_cuts(odds, its_truth), its_truth)

    return max(STRENGTHS, key=lambda strength: (round(quality(strength), 4), -strength))


def calibrate(odds: Array, truth: Flags) -> tuple[Array, Array]:
    """Platt's slope and shift a label (Platt 1999), from predictions on texts left out."""
    from sklearn.linear_model import LogisticRegression

    slope, shift = np.ones(truth.shape[1], dtype=np.float32), np.zeros(truth.shape[1], dtype=np.float32)
    for at, (column, target) in enumerate(zip(odds.T, truth.T, strict=True)):
        if 0 < target.sum() < len(target):
            platt = LogisticRegression(C=1.0).fit(column[:, None], target)
            # A slope below nought would say that the likelier, the less likely: too few positives to calibrate.
            if platt.coef_[0, 0] > 0:
                slope[at], shift[at] = platt.coef_[0, 0], platt.intercept_[0]
    return slope, shift


def thresholds(probability: Array, truth: Flags) -> Array:
    """Halfway between a label's own best-F1 threshold and the one best for all labels together.

    Its own fits the chance of few positives, the common one the chance of none (Yang 2001 calls them SCut and RCut's
    overfitting); `benchmarks/train.py` compares.
    """
    own = best_cuts(probability, truth)
    common = best_cuts(probability.reshape(-1, 1), truth.reshape(-1, 1))[0]
    enough = truth.sum(axis=0) >= RARE
    return np.asarray(np.where(enough, (own + common) / 2, common), dtype=np.float32)


def best_cuts(scores: Array, truth: Flags) -> Array:
    """For each column the score from which on F1 is best: midway to the next lower score."""
    cuts = np.zeros(scores.shape[1], dtype=np.float32)
    for at, (column, target) in enumerate(zip(scores.T, truth.T, strict=True)):
        order = np.argsort(-column, kind="stable")
        both = np.cumsum(target[order])
        best = int(np.argmax(2 * both / (np.arange(1, len(order) + 1) + target.sum())))
        cuts[at] = (column[order[best]] + column[order[min(best + 1, len(order) - 1)]]) / 2
    return cuts


def f1(said: Flags, true: Flags) -> float:
    total = int(said.sum()) + int(true.sum())
    return 2 * int((said & true).sum()) / total if total else 0.0


def _rule(probability: Array, truth: Flags, cut: Array, single: bool) -> Rule:
    """Whether a text without any label over its threshold gets its likeliest, by F1 on texts left out."""

    def quality(rule: Rule) -> float:
        said = np.zeros_like(truth)
        for row, scores in enumerate(probability):
            said[row, learned.choice(scores, cut, rule)] = True
        return f1(said, truth)

    rules = learned.RULES if single else learned.RULES[:2]
    return max(rules, key=lambda rule: (round(quality(rule), 4), -learned.RULES.index(rule)))


def _enough(valences: Collection[Valence | None]) -> bool:
    """Two valences at least with ten texts each: else the shipped judge speaks."""
    return sum(n >= 10 for n in Counter(valences).values()) >= 2


def _valence(examples: Sequence[Example], features: Features, judged: Sequence[int]) -> Linear:
    its = learned.with_cues(features.rows(judged), [examples[i].text for i in judged])
    truth = np.array([[examples[i].valence == v for v in VALENCES] for i in judged])
    return fit(its, truth, VALENCES, STRENGTHS[0])
