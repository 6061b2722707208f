"""Trains the coder and the judge of valence that ship in `models/data`, and writes their card.

Joins the codes of `models/training/codes.csv` to the passages of the reports in the folder named and of the bundled
sample by their hash, measures by cross-validation with whole areas left out, fits on all, saves. The same bytes twice
on one machine. Run: `python -m scripts.train ../shared/reviews` (`make train`).
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file
from sklearn.metrics import cohen_kappa_score

from analyse import coding, evidence, reading, training
from analyse.phrases import Phrases
from analyse.trained import CLASSES, NAME, ThemeModel, ValenceModel, quantise
from corpus import areas, codebook
from corpus.types import Document
from extract.read import document
from models import embed
from scripts import agreement, codes

ROOT = Path(__file__).parents[1]
WRITTEN = ROOT / "models" / "training" / "written.csv"
DATA = ROOT / "models" / "data"
BOOTSTRAPS = 500


def passage_key(text: str) -> str:
    """A passage's letters and digits, its number aside, hashed: what a code is tied to."""
    letters = re.sub(r"[^a-z0-9]", "", re.sub(r"^\s*\d+[.)]\s*", "", text.lower()))
    return hashlib.sha256(letters.encode("ascii")).hexdigest()[:16]


def documents(folder: Path) -> Iterator[Document]:
    for place in (folder, ROOT / "corpus" / "sample"):
        for pdf in sorted(place.rglob("*.pdf")):
            yield document(pdf.read_bytes())


def joined(folder: Path) -> list[training.Coded]:
    """Coded passages with their texts, one coding each: the settled one where two coders differed."""
    coded = {passage: of.settled.codes for passage, of in codes.read().items()}
    gazetteer = areas.load(ROOT / "corpus" / "sample" / "areas.csv")
    found: dict[str, training.Coded] = {}
    for doc in documents(folder):
        area = gazetteer.resolve(doc.area_text, doc.date)
        for passage in doc.passages:
            key = passage_key(passage.text)
            if coding.codable(passage) and key in coded:
                found.setdefault(
                    key,
                    training.Coded(
                        passage.text, area.code if area else doc.area_text, coded[key], passage.section_valence
                    ),
                )
    print(f"{len(found)} of {len(coded)} coded passages found in the reports", flush=True)
    return [found[key] for key in sorted(found)]


def written(use: str) -> list[training.Coded]:
    """Passages in the manner of local system reviews, invented and coded by hands that did not build the coder.

    `use` is train or test. Each writer is a group, as an area is.
    """
    with WRITTEN.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["use"] == use]
    return [training.Coded(row["text"], f"writer-{row['writer']}", codes.parse(row["codes"])) for row in rows]


def agreed() -> dict[str, Any]:
    """How far two coders who did not see each other's codes agree on the passages both read."""
    found = agreement.figures()
    return {
        "passages": found["passages"],
        "micro_f1": found["micro_f1"]["value"],
        "kappa": {theme: of["kappa"]["value"] for theme, of in found["themes"].items()},
        "valence_kappa": found["valence_kappa"]["value"],
    }


def interval(statistic: Any, groups: Sequence[str]) -> list[float]:
    """95% interval by resampling whole areas."""
    rng = np.random.default_rng(0)
    names = sorted(set(groups))
    rows = {name: np.flatnonzero(np.array(groups) == name) for name in names}
    drawn = [
        statistic(np.concatenate([rows[names[i]] for i in rng.integers(len(names), size=len(names))]))
        for _ in range(BOOTSTRAPS)
    ]
    return [round(float(x), 3) for x in np.percentile(drawn, [2.5, 97.5])]


def judged_quotes(
    coded: Sequence[training.Coded], reads: Sequence[reading.Read], model: ThemeModel
) -> list[list[training.Judged]]:
    """For each passage, the quote of each of its coded themes with its valence."""
    column = {theme: i for i, theme in enumerate(model.themes)}
    out: list[list[training.Judged]] = []
    for said, seen in zip(coded, reads, strict=True):
        _, parts = reading.log_odds(model, seen)
        out.append(
            [
                training.Judged(
                    evidence.quote(seen.text, seen.ranges, parts[:, column[theme]].tolist()),
                    seen.text,
                    valence,
                    said.section,
                )
                for theme, valence in sorted(said.codes.items())
            ]
        )
    return out


def valence_left_out(judged: Sequence[Sequence[training.Judged]], groups: Sequence[str]) -> dict[str, Any]:
    true: list[int] = []
    said: dict[str, list[int]] = {"with section": [], "wording alone": []}
    for train, test in training.folds(groups):
        model = training.fit_valence([j for i in train for j in judged[i]])
        for j in (j for i in test for j in judged[i]):
            true.append(CLASSES.index(j.valence))
            said["with section"].append(CLASSES.index(model.judge(j.quote, j.passage, j.section).valence))
            said["wording alone"].append(CLASSES.index(model.judge(j.quote, j.passage).valence))
    result: dict[str, Any] = {"findings": len(true)}
    for name, values in said.items():
        pairs = [(t, v) for t, v in zip(true, values, strict=True) if t < 2 and v < 2]
        result[name] = {
            "kappa_four_way": round(float(cohen_kappa_score(true, values)), 3),
            "accuracy_four_way": round(float(np.mean(np.array(true) == np.array(values))), 3),
            "strength_or_concern": round(float(np.mean([t == v for t, v in pairs])), 3),
        }
    return result


def measure(truth: Any, odds: Any, model: ThemeModel, groups: Sequence[str]) -> dict[str, Any]:
    said = model.probability(odds) >= model.thresholds
    by_theme = {
        theme: {
            "positives": int(truth[:, i].sum()),
            "precision": round(float((said[:, i] & truth[:, i]).sum() / max(said[:, i].sum(), 1)), 3),
            "recall": round(float((said[:, i] & truth[:, i]).sum() / max(truth[:, i].sum(), 1)), 3),
            "f1": round(training.f1(said[:, i], truth[:, i]), 3),
            "f1_95": interval(lambda rows, i=i: training.f1(said[rows, i], truth[rows, i]), groups),
        }
        for i, theme in enumerate(model.themes)
    }
    sample = np.array([area.startswith("X") for area in groups])
    invented = np.array([area.startswith("writer-") for area in groups])
    return {
        "passages": len(truth),
        "micro_f1": round(training.f1(said, truth), 3),
        "micro_f1_95": interval(lambda rows: training.f1(said[rows], truth[rows]), groups),
        "macro_f1": round(float(np.mean([t["f1"] for t in by_theme.values()])), 3),
        "micro_f1_sample": round(training.f1(said[sample], truth[sample]), 3),
        "micro_f1_written": round(training.f1(said[invented], truth[invented]), 3),
        "micro_f1_reviews": round(training.f1(said[~sample & ~invented], truth[~sample & ~invented]), 3),
        "themes": by_theme,
    }


def measure_test(model: ThemeModel, valence: ValenceModel, phrases: Phrases) -> dict[str, Any]:
    """On passages by a hand whose others were never trained on."""
    coded = written("test")
    reads = reading.read((c.text for c in coded), phrases, embed.load("static"))
    odds = np.array([reading.log_odds(model, r)[0] for r in reads])
    truth = np.array([[t in c.codes for t in model.themes] for c in coded])
    judged = [j for of in judged_quotes(coded, reads, model) for j in of]
    said = [valence.judge(j.quote, j.passage).valence for j in judged]
    return {
        "passages": len(coded),
        "micro_f1": round(training.f1(model.probability(odds) >= model.thresholds, truth), 3),
        "valence_kappa_four_way": round(float(cohen_kappa_score([j.valence for j in judged], said)), 3),
    }


def save(themes: ThemeModel, valence: ValenceModel, phrases: dict[str, list[str]]) -> None:
    tensors: dict[str, Any] = {}
    for name, weights in (
        ("term_weights", themes.term_weights),
        ("quote_weights", valence.quote_weights),
        ("passage_weights", valence.passage_weights),
    ):
        tensors[name], tensors[f"{name}.scale"] = quantise(weights)
    for name in ("phrase_weights", "vector_weights", "middle", "intercept", "slope", "shift", "thresholds"):
        tensors[name] = np.asarray(getattr(themes, name), dtype=np.float32)
    tensors["cue_weights"], tensors["valence_intercept"] = valence.cue_weights, valence.intercept
    tensors |= {f"prior.{name}": prior for name, prior in valence.section_prior.items()}
    vocabularies = {"terms": themes.terms, "quote_terms": valence.quote_terms, "passage_terms": valence.passage_terms}
    tensors |= {f"{name}.idf": terms.idf for name, terms in vocabularies.items()}
    save_file({name: np.ascontiguousarray(value) for name, value in tensors.items()}, str(DATA / f"{NAME}.safetensors"))
    facts = {"themes": list(themes.themes), "phrases": phrases, **{n: list(t.index) for n, t in vocabularies.items()}}
    (DATA / f"{NAME}.json").write_text(
        json.dumps(facts, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8"
    )


def main(folder: Path) -> None:
    book = codebook.parse(codebook.default_text())
    phrase_lists = {t.id: [t.label, *t.phrases] for t in book.themes}
    phrases, names = Phrases(phrase_lists), {name: i for i, name in enumerate(phrase_lists)}
    themes = [t.id for t in book.themes if t.parent is None]
    coded = [*joined(folder), *written("train")]
    reads = reading.read((c.text for c in coded), phrases, embed.load("static"))
    truth = np.array([[t in c.codes for t in themes] for c in coded])
    groups = [c.area for c in coded]
    odds = training.left_out(reads, truth, groups, themes, phrases, names)
    print("themes measured on areas left out", flush=True)
    slope, shift, thresholds = training.calibrate(odds, truth)
    model = replace(
        training.fit_themes(reads, truth, themes, phrases, names), slope=slope, shift=shift, thresholds=thresholds
    )
    judged = judged_quotes(coded, reads, model)
    print("valence", flush=True)
    valence = training.fit_valence([j for of in judged for j in of])
    figures = {
        "coders": "language-model coders reading with the codebook, not people",
        "agreement": agreed(),
        "left_out_areas": measure(truth, odds, model, groups),
        "valence_left_out_areas": valence_left_out(judged, groups),
        "written_test": measure_test(model, valence, phrases),
    }
    save(model, valence, phrase_lists)
    (DATA / "coder-figures.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
