"""How well later sentences are found for earlier matters, and their state read: against a reader's judgements.

    python -m benchmarks.progress          what the shipped weights do
    python -m benchmarks.progress --fit    weights fitted anew, and what they do on reports they were not fitted on

`data/matters.csv` judges recommendations and concerns of four reviews against every passage of the later one: the
sample's two follow-ups and two children's services inspected twice in ../shared. Texts are named by a hash of
their letters. One reader judged; states with two words are those on which a careful reader could go either way.
"""

from __future__ import annotations

import csv
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

from analyse import matching, progress, run
from corpus import sample
from corpus.files import key
from corpus.types import Passage, Results
from corpus.workspace import Workspace
from models import embed

HERE = Path(__file__).parent
SHARED = HERE.parents[1] / "shared" / "reviews"
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """A matter of the first review, the passages of the later one about it, and the states that may be read."""

    first: str
    later: str
    kind: str
    matter: str
    passages: frozenset[str]
    states: frozenset[str]


def name(text: str) -> str:
    """Twelve digits that name a text by its letters."""
    return key(re.sub(r"\W", "", text))[:12]


def judged() -> tuple[Judged, ...]:
    return tuple(
        Judged(
            r["first"], r["later"], r["kind"], r["matter"], *(frozenset(r[c].split()) for c in ("passages", "state"))
        )
        for r in _rows("matters.csv")
    )


def _rows(file: str) -> list[dict[str, str]]:
    with (HERE / "data" / file).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def results(folder: Path, wanted: Iterable[str]) -> tuple[Results, Results | None]:
    """What the job finds in the sample and in the judged reports of ../shared, where they are here."""
    sample.copy(folder / "sample")
    ours, _ = run.update(Workspace.open(folder / "sample"))
    there = [path for path in sorted(SHARED.glob("*/*.pdf")) if path.name in set(wanted)]
    if not there:
        return ours, None
    (folder / "real").mkdir()
    for path in there:
        shutil.copy(path, folder / "real" / path.name)
    real, _ = run.update(Workspace.open(folder / "real"))
    return ours, real


class Matched:
    """One judged pair of reviews: the matters that were judged, and every passage they were judged against."""

    def __init__(self, found: Results, first: str, later: str, its: Sequence[Judged]) -> None:
        ids = {Path(r.file).name: r.id for r in found.reviews}
        by_theme: dict[str, set[str]] = {}
        book = {t.id for t in found.themes if t.origin == "codebook"}
        for finding in found.findings:
            if finding.theme in book:
                by_theme.setdefault(finding.passage, set()).add(finding.theme)

        def text(passage: Passage, *, headed: bool) -> matching.Text:
            heading = passage.section[-1] if headed and passage.section else ""
            return matching.Text(passage.id, passage.text, heading, frozenset(by_theme.get(passage.id, ())))

        asked = {name(p.text): p for p in found.passages[ids[first]]}
        told = [
            p
            for p in found.passages[ids[later]]
            if p.kind not in ("heading", "row") and p.section_role in ("body", "summary", "recommendation")
        ]
        self.matters = [j for j in its if j.matter in asked]
        self.lost = len(its) - len(self.matters)
        queries = [text(asked[j.matter], headed=False) for j in self.matters]
        self.features = matching.features(queries, [text(p, headed=True) for p in told], embed.load("static"))
        names = [name(p.text) for p in told]
        self.right = np.array([[n in j.passages for n in names] for j in self.matters])
        self.states = {m.passage: m for p in progress.of(found) if (p.first, p.later) == (ids[first], ids[later])
                       for m in p.matters}  # fmt: skip
        self.read = [self.states.get(asked[j.matter].id) for j in self.matters]


def probability(features: Array, weights: matching.Weights) -> Array:
    odds = weights.base + features @ np.array([weights.meaning, weights.words, weights.themes])
    return np.asarray(1 / (1 + np.exp(-odds)))


def print_matching(title: str, pairs: Sequence[tuple[Array, Array]]) -> None:
    """`pairs` are (probabilities, judgements), a row a matter."""
    p, y = (np.concatenate([part[i].ravel() for part in pairs]) for i in (0, 1))
    first = [row[0][row[1].argmax()] for ps, ys in pairs for row in zip(ys, ps, strict=True) if row[0].any()]
    said = p >= matching.WITHIN.same
    print(
        f"{title}: average precision {average_precision_score(y, p):.3f}; likeliest passage right {sum(first)} of "
        f"{len(first)}; at {matching.WITHIN.same} precision {y[said].mean():.2f}, recall {y[said].sum() / y.sum():.2f}"
    )


def print_states(matched: Sequence[Matched]) -> None:
    table: Counter[tuple[str, str]] = Counter()
    bands: dict[str, list[bool]] = {}
    for its in matched:
        for judgement, read in zip(its.matters, its.read, strict=True):
            if read is None or not judgement.states:
                continue
            right = read.state in judgement.states
            table[" or ".join(sorted(judgement.states)), read.state] += 1
            band = next(
                b
                for b, end in (("below 0.4", 0.4), ("0.4 to 0.6", 0.6), ("0.6 to 0.8", 0.8), ("0.8 on", 2))
                if read.score < end
            )
            bands.setdefault(band, []).append(right)
    right = sum(n for (judged_, read_), n in table.items() if read_ in judged_.split(" or "))
    print(f"states: {right} of {table.total()} as judged")
    for band in sorted(bands, key=lambda b: (b != "below 0.4", b)):
        print(f"  score {band}: {sum(bands[band])} of {len(bands[band])}")
    for (judged_, read_), n in sorted(table.items()):
        print(f"  judged {judged_}, read {read_}: {n}")


def main() -> None:
    judgements = judged()
    pairs = list(dict.fromkeys((j.first, j.later) for j in judgements))
    with tempfile.TemporaryDirectory() as folder:
        ours, real = results(Path(folder), {file for pair in pairs for file in pair})
    matched = [
        Matched(found, first, later, [j for j in judgements if (j.first, j.later) == (first, later)])
        for first, later in pairs
        for found in (ours, real)
        if found is not None and {first, later} <= {Path(r.file).name for r in found.reviews}
    ]
    print(f"{sum(len(m.matters) for m in matched)} judged matters, {sum(m.lost for m in matched)} no longer read alike")
    print_matching("shipped weights", [(probability(m.features, matching.WITHIN), m.right) for m in matched])
    print_states(matched)
    if "--fit" in sys.argv:
        held_out = []
        for left in matched:
            rest = [m for m in matched if m is not left]
            held_out.append((probability(left.features, _fitted(rest)), left.right))
        print_matching("fitted without the report", held_out)
        print(_fitted(matched))


def _fitted(matched: Sequence[Matched]) -> matching.Weights:
    x = np.concatenate([m.features.reshape(-1, 3) for m in matched])
    y = np.concatenate([m.right.ravel() for m in matched])
    model = LogisticRegression(C=100, max_iter=1000).fit(x, y)
    return matching.Weights(float(model.intercept_[0]), *(float(w) for w in model.coef_[0]), same=matching.WITHIN.same)


if __name__ == "__main__":
    main()
