"""Trains the coder and the judge of valence that ship in `models/data`, and measures them.

Joins the codes of `models/training/codes.csv` to the passages of the reports in the folder named and of the bundled
sample by their hash, measures by cross-validation with whole areas left out, fits on all, saves. The same bytes twice
on one machine. Run: `python -m scripts.train ../shared/reviews` (`make train`). What the tuned model (`scripts.tune`)
says of each passage when its area is left out is read from `models/training/left-out.safetensors`.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save_file

from analyse import coding, evidence, nearest, reading, training
from analyse.phrases import Phrases
from analyse.trained import BLEND, CLASSES, NAME, ThemeModel, ValenceModel, cue_features, quantise
from corpus import areas, codebook
from corpus.types import Document
from extract.read import document
from models import embed
from scripts import codes

ROOT = Path(__file__).parents[1]
WRITTEN = ROOT / "models" / "training" / "written.csv"
LEFT_OUT = ROOT / "models" / "training" / "left-out.safetensors"
DATA = ROOT / "models" / "data"
EXAMPLES = 24  # of a theme, each from another area, that a finding may be likened to
WHOLE = "*"  # stands for a theme where a passage is judged as a whole

BOOK = codebook.parse(codebook.default_text())
THEMES = [t.id for t in BOOK.themes if t.parent is None]
PHRASES = {t.id: [t.label, *t.phrases] for t in BOOK.themes}


def passage_key(text: str) -> str:
    """A passage's letters and digits, its number aside, hashed: what a code is tied to."""
    letters = re.sub(r"[^a-z0-9]", "", re.sub(r"^\s*\d+[.)]\s*", "", text.lower()))
    return hashlib.sha256(letters.encode("ascii")).hexdigest()[:16]


def documents(folder: Path) -> Iterator[Document]:
    for place in (folder, ROOT / "corpus" / "sample"):
        for pdf in sorted(place.rglob("*.pdf")):
            yield document(pdf.read_bytes())


def place(doc: Document, page: int) -> str:
    when = f" of {doc.date:%B %Y}" if doc.date else ""
    return f"{doc.area_text or 'an area'}, {doc.programme}{when}, page {page}"


def joined(folder: Path) -> list[training.Coded]:
    """Coded passages with their texts, one coding each: the settled one where two coders differed."""
    coded, carried = codes.read(), codes.carried()
    gazetteer = areas.load(ROOT / "corpus" / "sample" / "areas.csv")
    found: dict[str, training.Coded] = {}
    for doc in documents(folder):
        area = gazetteer.resolve(doc.area_text, doc.date)
        name = area.code if area else doc.area_text
        for passage in doc.passages:
            key = passage_key(passage.text)
            if coding.codable(passage) and key in coded:
                page = passage.spans[0].page
                found.setdefault(
                    key,
                    training.Coded(
                        passage.text,
                        name,
                        coded[key].settled.codes,
                        passage.section_valence,
                        doc.sha256,
                        page,
                        place(doc, page),
                        coded[key].shares,
                        of_sentences(passage.text, carried.get(key)),
                    ),
                )
    print(f"{len(found)} of {len(coded)} coded passages found in the reports", flush=True)
    return [found[key] for key in sorted(found)]


def of_sentences(text: str, carried: Any) -> Any:
    """What its sentences carry, where it still divides into as many as when they were marked."""
    return carried if carried and len(carried) == len(evidence.ranges(text)) else ()


def written(use: str) -> list[training.Coded]:
    """Passages in the manner of local system reviews, invented and coded by hands that did not build the coder.

    `use` is train or test. Each writer is a group, as an area is. `first` and `second` are two readers' codes where
    two read; `codes` is what counts.
    """
    with WRITTEN.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["use"] == use]
    found: list[training.Coded] = []
    carried = codes.carried()
    for row in rows:
        codings = [codes.parse(row[name]) for name in ("codes", "first", "second") if row["second"] or name == "codes"]
        its = of_sentences(row["text"], carried.get(passage_key(row["text"])))
        found.append(
            training.Coded(
                row["text"], f"writer-{row['writer']}", codings[0], shares=codes.shares(codings), carried=its
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Point:
    """One judgement of valence to be learned or measured: of a theme in a passage, or of the passage as a whole."""

    row: int
    theme: str
    judged: training.Judged


def points(coded: Sequence[training.Coded], reads: Sequence[reading.Read], model: ThemeModel) -> list[Point]:
    """Every coded theme with the sentences that would be quoted, and every passage with codes as a whole."""
    embedder = embed.load("static")
    out: list[Point] = []
    for row, (said, seen) in enumerate(zip(coded, reads, strict=True)):
        _, parts = reading.log_odds(model, seen)
        of: list[tuple[str, str, Any]] = [
            (theme, evidence.quote(seen.text, seen.ranges, parts[:, THEMES.index(theme)].tolist()), valence)
            for theme, valence in sorted(said.codes.items())
        ]
        if said.whole is not None:
            of.append((WHOLE, seen.text, said.whole))
        for theme, quote, valence in of:
            vectors = np.concatenate([embedder.embed([quote])[0], seen.vector])
            cues = cue_features(quote, seen.text)
            out.append(Point(row, theme, training.Judged(quote, seen.text, valence, said.section, vectors, cues)))
    return out


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What models that saw none of its area say of each passage: the linear ones, and the tuned one where known."""

    odds: Any  # (passages, themes)
    valence: Any  # (points, 4)
    known: Any  # passages of which the tuned model's words are kept
    tuned_odds: tuple[Any, Any]  # of the text and of its best sentence
    tuned_valence: Any  # (points, 4)
    tuned_valences: Any  # (passages, themes, 4)
    tuned_sentences: list[Any]  # of each passage the log-odds of its sentences (sentences, themes)


def tuned_left_out(coded: Sequence[training.Coded], its: Sequence[Point]) -> tuple[Any, Any, Any, Any, Any]:
    """Which passages are known, log-odds of their themes, logits of the points' valence and of every theme's, and
    log-odds of their sentences.
    """
    known = np.zeros(len(coded), bool)
    odds, best = np.zeros((2, len(coded), len(THEMES)), np.float32)
    valence = np.zeros((len(its), len(CLASSES)), np.float32)
    valences = np.zeros((len(coded), len(THEMES), len(CLASSES)), np.float32)
    sentences = [np.zeros((0, len(THEMES)), np.float32) for _ in coded]
    with safe_open(str(LEFT_OUT), framework="numpy") as file:
        at = {key: i for i, key in enumerate(file.metadata()["passages"].split())}
        names = ("themes", "valence", "whole", "sentences")
        tables = {name: file.get_tensor(name).astype(np.float32) for name in names}
        ends = file.get_tensor("ends").tolist()
    rows = [at.get(passage_key(c.text)) for c in coded]
    for i, row in enumerate(rows):
        if row is not None:
            known[i], odds[i], valences[i] = True, tables["themes"][row], tables["valence"][row]
            sentences[i] = tables["sentences"][ends[row - 1] if row else 0 : ends[row]]
            best[i] = sentences[i].max(axis=0)
    for i, point in enumerate(its):
        if (row := rows[point.row]) is not None:
            whole = point.theme == WHOLE
            valence[i] = tables["whole"][row] if whole else tables["valence"][row, THEMES.index(point.theme)]
    return known, (odds, best), valence, valences, sentences


def valence_left_out(its: Sequence[Point], groups: Sequence[str]) -> Any:
    """Logits from wording alone of every point, by a judge that saw none of its area."""
    rows = np.array([p.row for p in its])
    logits = np.zeros((len(its), len(CLASSES)), np.float32)
    for train, test in training.folds(groups):
        inside = np.isin(rows, train)
        model = training.fit_valence([p.judged for p, used in zip(its, inside, strict=True) if used])
        for i in np.flatnonzero(np.isin(rows, test)):
            j = its[i].judged
            logits[i] = model.logits(j.quote, j.passage, j.vectors)
    return logits


def examples(coded: Sequence[training.Coded], reads: Sequence[reading.Read], odds: Any) -> None:
    """Vectors and places, never the text, of passages that stand for a theme: the surest of each area."""
    rows: list[int] = []
    places: list[tuple[str, str]] = []
    for column, theme in enumerate(THEMES):
        seen: set[str] = set()
        for row in sorted(range(len(coded)), key=lambda i: (-float(odds[i, column]), i)):
            c = coded[row]
            if theme in c.codes and c.report and c.area not in seen and len(seen) < EXAMPLES:
                seen.add(c.area)
                rows.append(row)
                places.append((theme, c.place))
    vectors = np.array([reads[row].vector for row in rows])
    scale = np.abs(vectors).max(axis=1) / 127
    table = {"vectors": np.round(vectors / scale[:, None]).astype(np.int8), "scale": scale.astype(np.float32)}
    save_file(table, str(DATA / f"{nearest.NAME}.safetensors"))
    (DATA / f"{nearest.NAME}.json").write_text(
        json.dumps(places, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8"
    )


def save(themes: ThemeModel, valence: ValenceModel) -> None:
    tensors: dict[str, Any] = {}
    for name, weights in (
        ("term_weights", themes.term_weights),
        ("quote_weights", valence.quote_weights),
        ("passage_weights", valence.passage_weights),
    ):
        tensors[name], tensors[f"{name}.scale"] = quantise(weights)
    for name in ("phrase_weights", "vector_weights", "middle", "intercept", "slope", "shift", "thresholds"):
        tensors[name] = np.asarray(getattr(themes, name), dtype=np.float32)
    if themes.blend is not None:
        tensors |= {f"blend.{name}": getattr(themes.blend, name) for name in BLEND}
    tensors["cue_weights"], tensors["valence_intercept"] = valence.cue_weights, valence.intercept
    tensors["valence_vector_weights"], tensors["valence_middle"] = valence.vector_weights, valence.middle
    tensors |= {f"prior.{name}": prior for name, prior in valence.section_prior.items()}
    for name in ("of_theme", "of_whole"):
        if (blend := getattr(valence, name)) is not None:
            tensors[f"{name}.weights"], tensors[f"{name}.shift"] = blend.weights, blend.shift
    vocabularies = {"terms": themes.terms, "quote_terms": valence.quote_terms, "passage_terms": valence.passage_terms}
    tensors |= {f"{name}.idf": terms.idf for name, terms in vocabularies.items()}
    save_file({name: np.ascontiguousarray(value) for name, value in tensors.items()}, str(DATA / f"{NAME}.safetensors"))
    facts = {"themes": THEMES, "phrases": PHRASES, **{n: list(t.index) for n, t in vocabularies.items()}}
    (DATA / f"{NAME}.json").write_text(
        json.dumps(facts, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8"
    )


def main(folder: Path) -> None:
    from scripts import measure

    phrases, names = Phrases(PHRASES), {name: i for i, name in enumerate(PHRASES)}
    coded = [*joined(folder), *written("train")]
    reads = reading.read((c.text for c in coded), phrases, embed.load("static"))
    truth = np.array([[t in c.codes for t in THEMES] for c in coded])
    groups = [c.area for c in coded]
    beside = training.sentences(coded, reads, THEMES)
    odds = training.left_out(reads, truth, groups, THEMES, phrases, names, beside)
    print("themes measured on areas left out", flush=True)
    slope, shift, thresholds = training.calibrate(odds, truth)
    model = training.fit_themes(reads, truth, THEMES, phrases, names, beside)
    model = replace(model, slope=slope, shift=shift, thresholds=thresholds)
    its = points(coded, reads, model)
    known, *tuned = tuned_left_out(coded, its)
    left = LeftOut(odds, valence_left_out(its, groups), known, *tuned)
    print("valence measured on areas left out", flush=True)
    valence = training.fit_valence([p.judged for p in its])
    other, best = left.tuned_odds
    model = replace(model, blend=training.blend(odds[known], other[known], best[known], truth[known]))
    target = np.array([CLASSES.index(p.judged.valence) for p in its])
    blends = {}
    for name, wholes in (("of_theme", False), ("of_whole", True)):
        chosen = np.array([known[p.row] and (p.theme == WHOLE) == wholes for p in its])
        blends[name] = training.blend_valence(left.valence[chosen], left.tuned_valence[chosen], target[chosen])
    valence = replace(valence, **blends)
    save(model, valence)
    examples(coded, reads, odds)
    figures = measure.all_figures(coded, truth, its, left, valence)
    note(figures)
    note(figures | {"sample_left_out": measure.planted(coded, reads, truth, model)})


def note(figures: dict[str, Any]) -> None:
    text = json.dumps(figures, indent=1)
    (DATA / "coder-figures.json").write_text(text + "\n", encoding="utf-8")
    print(text, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
