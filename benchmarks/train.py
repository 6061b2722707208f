"""`analyse train` against the plain route: TF-IDF and a linear SVM, on the same split, in the same run.

The plain route gets its due: words and pairs of words, sublinear, C chosen by cross-validation, a threshold a label
tuned on predictions for texts left out. Two sets of texts with 25 labels, both labelled by readers, several a text:

- `descriptions`: the short descriptions of Debian packages with the tags that people gave them (debtags: what a program
  is for, what it works with), from the machine's own package lists; eight words a text. Only where `apt-cache` is.
- `written`: the invented passages of models/training/written.csv, coded by theme and valence; some sixty words a text.

Run: python -m benchmarks.train [descriptions|written] [TRAINING TEXTS ...]
"""

from __future__ import annotations

import csv
import hashlib
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import KFold
from sklearn.svm import LinearSVC

from analyse import learning
from analyse.evaluation import Pair, evaluate
from analyse.learning import Example, Flags
from models import embed

WRITTEN = Path(__file__).parents[1] / "models" / "training" / "written.csv"
LABELS = 25
TEST = {"descriptions": 1000, "written": 200}
SIZES = {"descriptions": (200, 1000, 4000), "written": (200, 400)}
FACETS = ("use", "field", "works-with", "office", "game", "web", "sound", "security", "network", "admin")
STRENGTHS = (0.1, 0.3, 1.0, 3.0, 10.0)


def descriptions() -> list[Example]:
    listed = subprocess.run(["apt-cache", "dumpavail"], capture_output=True, encoding="utf-8", check=True).stdout
    found: dict[str, frozenset[str]] = {}
    for stanza in listed.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in stanza.replace("\n ", " ").split("\n") if ": " in line)
        tags = frozenset(t.strip() for t in fields.get("Tag", "").split(",") if t.strip().split("::")[0] in FACETS)
        if tags and "Description" in fields:
            found.setdefault(fields["Description"], tags)
    return _most_frequent([Example(text, tags) for text, tags in found.items()])


def written() -> list[Example]:
    with WRITTEN.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return _most_frequent([Example(row["text"], frozenset(row["codes"].split(";")) - {""}) for row in rows])


def _most_frequent(examples: Sequence[Example]) -> list[Example]:
    """Those with one of the most frequent labels, in an order that hangs on nothing but their texts."""
    counts = Counter(code for e in examples for code in sorted(e.codes))
    kept = {code for code, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:LABELS]}
    chosen = [Example(e.text, e.codes & kept) for e in examples if e.codes & kept]
    return sorted(chosen, key=lambda e: hashlib.sha256(e.text.encode()).hexdigest())


def svm(texts: Sequence[str], truth: Flags, test: Sequence[str]) -> Flags:
    """The plain route's labels of the test texts."""

    def scores(strength: float, train: Any, unseen: Sequence[str]) -> Any:
        vectors = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
        known, new = vectors.fit_transform([texts[i] for i in train]), vectors.transform(unseen)
        columns = []
        for target in truth[train].T:
            if target.any() and not target.all():
                columns.append(LinearSVC(C=strength).fit(known, target).decision_function(new))
            else:
                columns.append(np.full(len(unseen), -9.0))
        return np.array(columns).T

    best: tuple[float, float, Any] = (-1.0, 0.0, None)
    for strength in STRENGTHS:
        out = np.zeros(truth.shape)
        for train, left in KFold(5, shuffle=True, random_state=0).split(texts):
            out[left] = scores(strength, train, [texts[i] for i in left])
        cuts = learning.best_cuts(out.astype(np.float32), truth)
        f1 = learning.f1(out >= cuts, truth)
        if f1 > best[0]:
            best = (f1, strength, cuts)
    return np.asarray(scores(best[1], range(len(texts)), test) >= best[2])


def compare(name: str, examples: Sequence[Example], size: int, embedders: Sequence[str]) -> None:
    rest, test = examples[: -TEST[name]], examples[-TEST[name] :]
    train = rest[:size]
    size = len(train)
    labels = sorted({code for e in train for code in e.codes})
    truth = np.array([[label in e.codes for label in labels] for e in train])
    said = svm([e.text for e in train], truth, [e.text for e in test])
    _print(name, size, "TF-IDF + linear SVM", test, [{labels[i] for i in np.flatnonzero(row)} for row in said], 0)
    for embedder in embedders:
        start = time.perf_counter()
        lesson = learning.learn(train, embedder)
        model = lesson.coder
        probability = model.probability(learning.read([e.text for e in test], embed.load(embedder), None))
        codes = [{model.labels.names[i] for i in row} for row in model.chosen(probability)]
        _print(name, size, f"analyse train --embedder {embedder}", test, codes, time.perf_counter() - start)


def _print(
    name: str, size: int, route: str, test: Sequence[Example], codes: Sequence[set[str]], seconds: float
) -> None:
    found = evaluate(
        [Pair(str(i), "", e.codes, frozenset(c)) for i, (e, c) in enumerate(zip(test, codes, strict=True))]
    )
    micro, macro = (figure for _, figure in found.overall[:2])
    print(
        f"{name:<13}{size:>5} texts  {route:<34} micro F1 {micro.value:.3f} ({micro.low:.3f} to {micro.high:.3f})  "
        f"macro F1 {macro.value:.3f}  {seconds:.0f} s",
        flush=True,
    )


if __name__ == "__main__":
    names = [argument for argument in sys.argv[1:] if not argument.isdigit()] or ["descriptions", "written"]
    for name in names:
        examples = {"descriptions": descriptions, "written": written}[name]()
        for size in [int(a) for a in sys.argv[1:] if a.isdigit()] or SIZES[name]:
            compare(name, examples, size, ("static", "minilm"))
