"""What stands as evidence on areas that no model has read: the mode `--left-out` of `benchmarks.evidence`.

The linear models are fitted anew, without a third of the areas; the tuned one speaks as it did when an area was left
out (`models/training/left-out.safetensors`). What weighs the two together, thresholds too, is learned from areas other
than the one that is judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from analyse import coding, evidence, reading, training
from analyse.carrying import SCORE, Part, candidates, clearness
from analyse.phrases import Phrases, words
from analyse.trained import CLASSES, ThemeModel, ValenceModel
from corpus.types import Valence
from models import embed
from scripts.train import PHRASES, THEMES, WHOLE, joined, points, tuned_left_out, written


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a strength or concern that is counted, and whether coders and readers say the same."""

    part: Part
    coded: bool  # whether its passage has the code, with this side
    marked: bool  # whether readers marked one of its sentences as carrying that


def shown(folder: Path) -> Iterator[Shown]:
    """Of every strength and concern found in reports of the areas left out."""
    phrases, names = Phrases(PHRASES), {name: i for i, name in enumerate(PHRASES)}
    coded = [*joined(folder), *written("train")]
    reads = reading.read((c.text for c in coded), phrases, embed.load("static"))
    truth = np.array([[t in c.codes for t in THEMES] for c in coded])
    train, test = training.folds([c.area for c in coded])[0]
    print(f"fitting to {len(train)} passages; {len(test)} are of other areas", flush=True)
    beside = training.sentences(coded, reads, THEMES).of(train)
    themes = training.fit_themes([reads[i] for i in train], truth[train], THEMES, phrases, names, beside)
    print("themes fitted", flush=True)
    its = points(coded, reads, themes)
    of = np.array([p.row for p in its])
    judge = training.fit_valence([its[k].judged for k in np.flatnonzero(np.isin(of, train))])
    print("valence fitted", flush=True)

    known, (other, best), other_logits, valences, sentences = tuned_left_out(coded, its)
    rows = test[known[test]]
    odds = np.array([reading.log_odds(themes, reads[i])[0] for i in rows])
    mine = np.flatnonzero(np.isin(of, rows) & np.array([p.theme != WHOLE for p in its]))
    logits = np.array([judge.logits(j.quote, j.passage, j.vectors) for j in (its[k].judged for k in mine)])
    target = np.array([CLASSES.index(its[k].judged.valence) for k in mine])
    for fit, use in training.folds([coded[i].area for i in rows], training.CALIBRATED):
        slope, shift, _ = training.calibrate(odds[fit], truth[rows[fit]])
        blend = training.blend(odds[fit], other[rows[fit]], best[rows[fit]], truth[rows[fit]])
        inside = np.isin(of[mine], rows[fit])
        of_theme = training.blend_valence(logits[inside], other_logits[mine][inside], target[inside])
        models = replace(themes, slope=slope, shift=shift, blend=blend), replace(judge, of_theme=of_theme)
        for i, chances in zip(rows[use], blend.probability(odds[use], other[rows[use]], best[rows[use]]), strict=True):
            if coded[i].report and len(sentences[i]) == len(reads[i].ranges):
                yield from _of(coded[i], reads[i], chances, valences[i], sentences[i].T.tolist(), *models)


def _of(
    passage: training.Coded, seen: Any, chances: Any, valences: Any, sentences: Any, themes: Any, judge: Any
) -> Iterator[Shown]:
    """Of one passage, counted and quoted as by `analyse.coding`."""
    counted = [at for at in np.argsort(-chances).tolist() if chances[at] >= themes.blend.thresholds[at]]
    for at in counted[: coding.MOST_THEMES]:
        start, end = evidence.window(evidence.strongest(sentences[at]), seen.ranges)
        quote = passage.text[start:end]
        vectors = np.concatenate([embed.load("static").embed([quote])[0], seen.vector])
        logits = judge.of_theme.logits(judge.logits(quote, passage.text, vectors), valences[at])
        side = judge.judgement(logits, quote, passage.section).valence
        if side in ("strength", "concern"):
            first = evidence.opening(passage.text, start, evidence.hangs)
            likely = round(float(chances[at]), 3) >= SCORE
            parts = []
            for a, b in candidates(passage.text[first:end], start - first):
                text = passage.text[first + a : first + b]
                its = _alone(text, at, side, themes, judge)
                parts.append(Part(first + a, first + b, *its, evidence.whole(text), likely))
            part = max(parts, key=lambda part: part.rank)
            within = [k for k, (a, b) in enumerate(seen.ranges) if a < part.end and b > part.start]
            marked = any(passage.carried[k].get(THEMES[at]) == side for k in within if passage.carried)
            yield Shown(part, passage.codes.get(THEMES[at]) == side, marked)


def _alone(text: str, at: int, side: Valence, themes: ThemeModel, judge: ValenceModel) -> tuple[float, float, bool]:
    """Of sentences by themselves: their wording, their theme, and whether none is likelier (`analyse.carrying`)."""
    vector, found = embed.load("static").embed([text])[0], words(text)
    about = themes.probability(themes.log_odds(found, themes.phrases.find(found), vector)).tolist()
    judged = judge.judge(text, text, None, np.concatenate([vector, vector]))
    return clearness(text, judged, side), about[at], about[at] >= max(about)
