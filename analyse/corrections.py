"""Learning from what people decided, beside the codebook's coder: each decision moves it a little from where it stood.

For a theme the log-odds are the coder's own plus a correction, linear in the text's terms and vector. The correction is
drawn towards nought, so that few decisions change little and none change nothing; passages that nobody decided on hold
it to the coder's own chances, so that a reviewer who mostly accepts does not make everything likelier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from threadpoolctl import threadpool_limits

from analyse import learned
from analyse.coding import Scored, codable
from analyse.features import Array, Terms
from analyse.learned import Features, Learned, Linear
from analyse.learning import as_matrix
from analyse.trained import quantise
from corpus.errors import AnalyseError
from corpus.files import key
from corpus.types import Passage
from models import embed

if TYPE_CHECKING:
    from analyse.desk import Coding

LEAST = 5  # decisions on a theme before it is corrected
STRENGTH = 3.0  # inverse regularisation of the correction
HELD = 0.2  # what a passage that nobody decided on weighs against a decision
EMBEDDER = "static"  # a run reads every passage: the fast one
FOLDS = 5
MOST_HELD = 400  # passages that nobody decided on

Progress = Callable[[str, int, int], None]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """A passage: what the coder thinks of each theme (log-odds), and what people said of some (True, False)."""

    text: str
    before: dict[str, float]
    said: dict[str, bool]


@dataclass(frozen=True, slots=True)
class Corrected:
    """The corrections; how many decisions the coder met before and, with corrections, on passages left out."""

    coder: Learned
    decisions: int
    right_before: int
    right_after: int


def learn(cases: Sequence[Case], thresholds: dict[str, float]) -> Corrected:
    """`cases` hold passages with decisions and some without; `thresholds` are the coder's own, as chances.

    Raises AnalyseError where there are too few decisions.
    """
    counts = {theme: sum(theme in c.said for c in cases) for theme in thresholds}
    names = tuple(theme for theme, n in counts.items() if n >= LEAST)
    if not names:
        raise AnalyseError(
            f"There are too few decisions to learn from: {sum(counts.values())}, no theme with {LEAST}.",
            "Accept, reject or add findings first: `analyse decide`.",
        )
    model = embed.load(EMBEDDER)
    features = learned.read([c.text for c in cases], model)
    before = np.array([[c.before[t] for t in names] for c in cases])
    chance = 1 / (1 + np.exp(-before))
    known = np.array([[t in c.said for t in names] for c in cases])
    target = np.where(known, [[float(c.said.get(t, False)) for t in names] for c in cases], chance)
    weight = np.where(known, 1.0, HELD)
    cut = np.array([thresholds[t] for t in names], dtype=np.float32)
    with threadpool_limits(1):
        linear = _fit(features, before, target, weight, names)
        after = _left_out(features, before, target, weight, names)
    decided = target[known] > 0.5
    right = [int(((odds >= np.log(cut / (1 - cut)))[known] == decided).sum()) for odds in (before, before + after)]
    coder = Learned(
        labels=linear,
        thresholds=cut,
        rule="threshold",
        embedder=EMBEDDER,
        embedder_id=model.id,
        beside_book=True,
        facts={"decisions": {t: counts[t] for t in names}},
    )
    return Corrected(coder, int(known.sum()), *right)


def version(root: Path) -> tuple[str, ...]:
    """Names what a workspace learned from its decisions; nothing where it did not."""
    folder = root / learned.NAME
    return (learned.version(folder),) if folder.is_dir() else ()


def beside(root: Path) -> Callable[[Sequence[Scored], str], list[Scored]] | None:
    """What a workspace learned from its decisions. Raises AnalyseError where that cannot be used."""
    folder = root / learned.NAME
    return of(learned.load(folder)) if folder.is_dir() else None


def of(coder: Learned) -> Callable[[Sequence[Scored], str], list[Scored]]:
    """What corrects the cases of a text; those of themes without a correction stay as they were."""
    column = {theme: i for i, theme in enumerate(coder.labels.names)}
    embedder = embed.load(coder.embedder)
    if embedder.id != coder.embedder_id:
        raise AnalyseError(
            f"What was learned from decisions goes with {coder.embedder_id}; here is {embedder.id}.",
            "Learn it again with `analyse train`.",
        )

    def corrected(cases: Sequence[Scored], text: str) -> list[Scored]:
        moves = coder.labels.log_odds(learned.read([text], embedder))[0]
        return [_moved(c, float(moves[column[c.theme.id]])) if c.theme.id in column else c for c in cases]

    return corrected


def cases(
    passages: Iterable[Passage], codings: Sequence[Coding], score: Callable[[str], Sequence[Scored]], progress: Progress
) -> tuple[list[Case], dict[str, float]]:
    """The passages people decided on and some that nobody did, and the thresholds of the themes: what `learn` takes.

    `score` gives the cases of a text by the coder without corrections.
    """
    decided = {c.passage: c for c in codings}
    known = {p.id: p.text for p in passages if codable(p)}
    others = sorted((p for p in known if p not in decided), key=lambda p: key("held", p))[:MOST_HELD]
    wanted = sorted([p for p in known if p in decided] + others)
    found: list[Case] = []
    thresholds: dict[str, float] = {}
    for done, passage in enumerate(wanted, start=1):
        scored = [c for c in score(known[passage]) if c.theme.parent is None]
        thresholds |= {c.theme.id: c.threshold for c in scored}
        said = decided.get(passage)
        yes, no = (said.codes, said.not_codes) if said else ((), ())
        found.append(
            Case(
                known[passage],
                {c.theme.id: log_odds(c.score) for c in scored},
                dict.fromkeys(no, False) | dict.fromkeys(yes, True),
            )
        )
        progress("Reading passages", done, len(wanted))
    return found, thresholds


def _moved(case: Scored, move: float) -> Scored:
    score = round(float(1 / (1 + np.exp(-(log_odds(case.score) + move)))), 3)
    if score == case.score:
        return case
    sure = score >= case.threshold
    return replace(case, score=score, sure=sure, why=f"{case.why}; {case.score:.2f} before your decisions")


def log_odds(chance: float) -> float:
    """Of a score with three decimals: nought and one are taken for the nearest that has any."""
    held = min(max(chance, 5e-4), 1 - 5e-4)
    return float(np.log(held / (1 - held)))


def _fit(features: Features, before: Numbers, target: Numbers, weight: Numbers, names: Sequence[str]) -> Linear:
    terms = Terms.learn(features.documents, least=1, most=1.0)
    middle = features.dense.mean(axis=0)
    some, dense = as_matrix(terms, features.documents), (features.dense - middle).astype(np.float64)
    split, width = some.shape[1], some.shape[1] + dense.shape[1]
    across = some.T.tocsr()

    def loss(flat: Numbers) -> tuple[float, Numbers]:
        weights = flat.reshape(width + 1, len(names))
        odds = before + some @ weights[:split] + dense @ weights[split:width] + weights[width]
        value = float((weight * (np.logaddexp(0, odds) - target * odds)).sum())
        rest = weight * (1 / (1 + np.exp(-odds)) - target)
        slopes = np.vstack([across @ rest, dense.T @ rest, rest.sum(axis=0, keepdims=True)])
        # The constant is held back as the rest is: five acceptances are no reason to find the theme everywhere.
        return value + float((weights**2).sum()) / (2 * STRENGTH), (slopes + weights / STRENGTH).ravel()

    start = np.zeros((width + 1) * len(names))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200}).x.reshape(width + 1, -1)
    whole, scale = quantise(found[:split].astype(np.float32))
    ones = np.ones(len(names), dtype=np.float32)
    return Linear(
        names=tuple(names),
        terms=terms,
        term_weights=np.asarray(whole.astype(np.float32) * scale, dtype=np.float32),
        dense_weights=found[split:width].astype(np.float32),
        middle=np.asarray(middle, dtype=np.float32),
        intercept=found[width].astype(np.float32),
        slope=ones,
        shift=ones * 0,
    )


def _left_out(features: Features, before: Numbers, target: Numbers, weight: Numbers, names: Sequence[str]) -> Array:
    """The correction of each passage by what was learned from the others."""
    moves = np.zeros(before.shape, dtype=np.float32)
    rows = np.arange(len(before))
    for fold in range(FOLDS):
        train, test = rows[rows % FOLDS != fold], rows[rows % FOLDS == fold]
        if len(test):
            model = _fit(features.rows(train), before[train], target[train], weight[train], names)
            moves[test] = model.log_odds(features.rows(test))
    return moves
