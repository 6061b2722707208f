"""What `scripts.train` measures of the coder: on areas left out, on passages by other hands, against outcomes."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.stats import spearmanr
from sklearn.metrics import cohen_kappa_score

from analyse import coding, evidence, reading, training
from analyse.phrases import Phrases
from analyse.trained import CLASSES, ThemeModel, ValenceModel, log_shares
from corpus.files import sha256
from scripts import agreement, train
from scripts.train import PHRASES, ROOT, THEMES, WHOLE, LeftOut, Point

BOOTSTRAPS = 500
SAMPLE = ROOT / "corpus" / "sample"
BEST_FIRST = {"outstanding": 1.0, "good": 2.0, "requires improvement": 3.0, "inadequate": 4.0}


def interval(statistic: Any, groups: Sequence[str]) -> list[float]:
    """95% interval by resampling whole groups."""
    rng = np.random.default_rng(0)
    names = sorted(set(groups))
    rows = {name: np.flatnonzero(np.array(groups) == name) for name in names}
    drawn = [
        statistic(np.concatenate([rows[names[i]] for i in rng.integers(len(names), size=len(names))]))
        for _ in range(BOOTSTRAPS)
    ]
    return [round(float(x), 3) for x in np.nanpercentile(drawn, [2.5, 97.5])]


def themes(truth: Any, said: Any, groups: Sequence[str]) -> dict[str, Any]:
    by_theme = {
        theme: {
            "positives": int(truth[:, i].sum()),
            "precision": round(float((said[:, i] & truth[:, i]).sum() / max(said[:, i].sum(), 1)), 3),
            "recall": round(float((said[:, i] & truth[:, i]).sum() / max(truth[:, i].sum(), 1)), 3),
            "f1": round(training.f1(said[:, i], truth[:, i]), 3),
            "f1_95": interval(lambda rows, i=i: training.f1(said[rows, i], truth[rows, i]), groups),
        }
        for i, theme in enumerate(THEMES)
    }
    sample = np.array([area.startswith("X") for area in groups])
    invented = np.array([area.startswith("writer-") for area in groups])
    real = np.array([_real(area) for area in groups])
    return {
        "passages": len(truth),
        "micro_f1": round(training.f1(said, truth), 3),
        "micro_f1_95": interval(lambda rows: training.f1(said[rows], truth[rows]), groups),
        "macro_f1": round(float(np.mean([t["f1"] for t in by_theme.values()])), 3),
        "micro_f1_sample": round(training.f1(said[sample], truth[sample]), 3),
        "micro_f1_written": round(training.f1(said[invented], truth[invented]), 3),
        "micro_f1_reviews": round(training.f1(said[real], truth[real]), 3),
        "themes": by_theme,
    }


def _real(area: str) -> bool:
    """Neither of the sample nor of a writer."""
    return not area.startswith(("X", "writer-"))


def valence(its: Sequence[Point], logits: Any, model: ValenceModel, groups: Sequence[str]) -> dict[str, Any]:
    """Of themes as coded, and of paragraphs under a heading of strength or concern, from wording alone."""
    target = np.array([CLASSES.index(p.judged.valence) for p in its])
    wholes = np.array([p.theme == WHOLE for p in its])
    prior = np.array([model.section_prior.get(p.judged.section or "", np.zeros(4)) for p in its])
    of = [groups[p.row] for p in its]
    result: dict[str, Any] = {"findings": int((~wholes).sum())}
    for name, table in (("with section", logits + prior), ("wording alone", logits)):
        best = table.argmax(axis=1)
        sided = np.flatnonzero(~wholes & (target < 2))
        right = (table[:, 0] > table[:, 1]) == (target == 0)
        result[name] = {
            "kappa_four_way": round(float(cohen_kappa_score(target[~wholes], best[~wholes])), 3),
            "accuracy_four_way": round(float(np.mean(target[~wholes] == best[~wholes])), 3),
            "strength_or_concern": round(float(right[sided].mean()), 3),
            "strength_or_concern_reviews": round(float(right[[i for i in sided if _real(of[i])]].mean()), 3),
            "strength_or_concern_95": interval(lambda r, i=sided, x=right: x[i][r].mean(), [of[i] for i in sided]),
            "whole_kappa_four_way": round(float(cohen_kappa_score(target[wholes], best[wholes])), 3),
        }
    headed = np.flatnonzero(wholes & np.array([p.judged.section in ("strength", "concern") for p in its]))
    right = np.array([(logits[i, 0] > logits[i, 1]) == (its[i].judged.section == "strength") for i in headed])
    result["paragraphs_under_a_heading"] = {"passages": len(headed), "agree": round(float(right.mean()), 3)}
    recall = {
        v: round(float(np.mean(logits.argmax(1)[~wholes & (target == k)] == k)), 3) for k, v in enumerate(CLASSES)
    }
    return result | {"recall": recall}


def road(
    coded: Any, truth: Any, its: Any, left: LeftOut, judge: ValenceModel, rows: Any, *, beside: bool
) -> dict[str, Any]:
    """The figures of one road on the passages `rows`."""
    groups = [c.area for c in coded]
    kept = [groups[i] for i in rows]
    other, best = left.tuned_odds
    tuned = (other[rows], best[rows]) if beside else None
    said = training.said_left_out(left.odds[rows], tuned, truth[rows], kept)
    inside = np.isin([p.row for p in its], rows)
    mine = [p for p, used in zip(its, inside, strict=True) if used]
    logits = log_shares(left.valence[inside])
    if beside:
        logits = _blended(mine, left.valence[inside], left.tuned_valence[inside], groups)
    return {
        "left_out_areas": themes(truth[rows], said, kept),
        "valence_left_out_areas": valence(mine, logits, judge, groups),
        "net_valence_and_outcome": outcomes(coded, rows, said, mine, logits, judge),
    }


def _blended(its: Sequence[Point], own: Any, other: Any, groups: Sequence[str]) -> Any:
    """Logits of both judges together, weighed on other areas only."""
    target = np.array([CLASSES.index(p.judged.valence) for p in its])
    wholes = np.array([p.theme == WHOLE for p in its])
    logits = np.zeros_like(own)
    for train_rows, test_rows in training.folds([groups[p.row] for p in its]):
        for chosen in (wholes, ~wholes):
            fit, use = train_rows[chosen[train_rows]], test_rows[chosen[test_rows]]
            blend = training.blend_valence(own[fit], other[fit], target[fit])
            logits[use] = np.hstack([log_shares(own[use]), log_shares(other[use])]) @ blend.weights + blend.shift
    return log_shares(logits)


def outcomes(coded: Any, rows: Any, said: Any, its: Any, logits: Any, judge: ValenceModel) -> dict[str, Any]:
    """Rank correlation of reviews' net valence with the official outcome, by programme; better outcome, higher net.

    Everything is as said when the area was left out: the passage's valence as a whole, counted for each theme said.
    """
    path = ROOT.parent / "shared" / "reviews" / "outcomes.csv"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        official = {r["sha256"]: (r["programme"], r["outcome"]) for r in csv.DictReader(file)}
    whole = {
        p.row: int((logits[i] + judge.section_prior.get(p.judged.section or "", np.zeros(4))).argmax())
        for i, p in enumerate(its)
        if p.theme == WHOLE
    }
    counts: dict[str, Any] = {}
    for flags, row in zip(said, rows, strict=True):
        if coded[row].report in official and row in whole and whole[row] < 2:
            counts.setdefault(coded[row].report, np.zeros(2))[whole[row]] += flags.sum()
    result: dict[str, Any] = {}
    for programme in sorted({p for p, _ in official.values()}):
        its_reports = [r for r in sorted(counts) if official[r][0] == programme and counts[r].sum()]
        net = np.array([(counts[r][0] - counts[r][1]) / counts[r].sum() for r in its_reports])
        outcome = [official[r][1] for r in its_reports]
        rank = -np.array([BEST_FIRST.get(o) or float(o) for o in outcome])
        result[programme] = {
            "reviews": len(net),
            "spearman": round(float(spearmanr(net, rank).statistic), 3),
            "spearman_95": interval(lambda r, n=net, k=rank: spearmanr(n[r], k[r]).statistic, its_reports),
        }
    return result


def on_test(coder: coding.Coder) -> dict[str, Any]:
    """On passages by a hand whose others were never trained on, as `analyse code` codes them."""
    coded = train.written("test")
    said, judged = [], []
    for passage in coded:
        seen = coder.read(passage.text)
        said.append({s.theme.id for s in coder.score(seen)})
        judged += [
            (valence, coder.judge(passage.text, passage.text, None, theme, seen.said).valence)
            for theme, valence in sorted(passage.codes.items())
        ]
    truth = np.array([[t in c.codes for t in THEMES] for c in coded])
    flags = np.array([[t in s for t in THEMES] for s in said])
    return {
        "passages": len(coded),
        "micro_f1": round(training.f1(flags, truth), 3),
        "valence_kappa_four_way": round(float(cohen_kappa_score(*zip(*judged, strict=True))), 3),
    }


def planted(coded: Any, reads: Any, truth: Any, shipped: ThemeModel) -> dict[str, Any]:
    """The sample's planted findings by the fast road trained without any of the sample's passages.

    Calibration and thresholds, 48 numbers, are the shipped ones.
    """
    inside = _sample()
    rest = [i for i, c in enumerate(coded) if c.report not in inside]
    phrases, names = Phrases(PHRASES), {name: i for i, name in enumerate(PHRASES)}
    beside = training.sentences(coded, reads, THEMES).of(rest)
    model = training.fit_themes([reads[i] for i in rest], truth[rest], THEMES, phrases, names, beside)
    model = replace(model, slope=shipped.slope, shift=shipped.shift, thresholds=shipped.thresholds)
    its = train.points([coded[i] for i in rest], [reads[i] for i in rest], model)
    judge = training.fit_valence([p.judged for p in its])

    def said(row: int) -> dict[str, str]:
        sure = model.probability(reading.log_odds(model, reads[row])[0]) >= model.thresholds
        vectors = np.concatenate([reads[row].vector, reads[row].vector])
        valence = judge.judge(coded[row].text, coded[row].text, coded[row].section, vectors).valence
        return {THEMES[column]: valence for column in np.flatnonzero(sure)}

    return _found(coded, inside, said)


def planted_left_out(coded: Any, truth: Any, left: LeftOut, judge: ValenceModel) -> dict[str, Any]:
    """The same by both roads together, each area's passages as said by models that saw none of that area."""
    groups = [c.area for c in coded]
    sure = training.said_left_out(left.odds, left.tuned_odds, truth, groups)

    def said(row: int) -> dict[str, str]:
        prior = judge.section_prior.get(coded[row].section or "", np.zeros(4))
        valences = (log_shares(left.tuned_valences[row]) + prior).argmax(axis=1)
        return {THEMES[column]: CLASSES[valences[column]] for column in np.flatnonzero(sure[row])}

    return _found(coded, _sample(), said)


def quotes(coded: Any, left: LeftOut) -> dict[str, Any]:
    """Of the sentences that would be quoted for a coded theme, as said when its area was left out, those that readers
    marked as carrying it; in passages that are not quoted whole. `by chance`: of all their sentences.
    """
    quoted, right, every, marked = 0, 0, 0, 0
    found = []
    for passage, odds in zip(coded, left.tuned_sentences, strict=True):
        if len(passage.carried) <= evidence.SHORT or len(odds) < len(passage.carried):
            continue
        for theme in passage.codes:
            carries = [theme in codes for codes in passage.carried]
            chosen = [carries[i] for i in evidence.strongest(odds[:, THEMES.index(theme)].tolist())]
            quoted, right = quoted + len(chosen), right + sum(chosen)
            every, marked = every + len(carries), marked + sum(carries)
            found.append(any(chosen))
    return {
        "quotes": len(found),
        "sentences_that_carry": round(right / quoted, 3),
        "quotes_with_one": round(float(np.mean(found)), 3),
        "by_chance": round(marked / every, 3),
    }


def _sample() -> dict[str, str]:
    """Name of each of the sample's files by its hash."""
    return {sha256(pdf.read_bytes()): pdf.name for pdf in sorted(SAMPLE.rglob("*.pdf"))}


def _found(coded: Any, inside: Mapping[str, str], said: Callable[[int], Mapping[str, str]]) -> dict[str, Any]:
    """Of the findings in the sample's key, those said on their page, and of these the ones with the right valence."""
    found: dict[tuple[str, int, str], set[str]] = {}
    for row, passage in enumerate(coded):
        if passage.report in inside:
            for theme, valence in said(row).items():
                found.setdefault((inside[passage.report], passage.page, theme), set()).add(valence)
    with (SAMPLE / "key.csv").open(encoding="utf-8", newline="") as file:
        key = [r for r in csv.DictReader(file) if r["theme"] in THEMES]
    hits = []
    for r in key:
        pages = range(int(r["page"]), int(r["page_end"]) + 1)
        hits.append((r["valence"], set().union(*(found.get((r["file"], page, r["theme"]), set()) for page in pages))))
    recalled = [(valence, its) for valence, its in hits if its]
    return {
        "planted": len(hits),
        "recall": round(len(recalled) / len(hits), 3),
        "valence_agrees": round(float(np.mean([valence in its for valence, its in recalled])), 3),
    }


def all_figures(coded: Any, truth: Any, its: Any, left: LeftOut, judge: ValenceModel) -> dict[str, Any]:
    """Figures of the default road first; of both on passages that a tuned model read which saw none of their area."""
    known = np.flatnonzero(left.known)
    roads = {
        name: road(coded, truth, its, left, judge, known, beside=name == "tuned")
        | {"written_test": on_test(coding.load(train.BOOK, name))}
        for name in coding.ROADS
    }
    return {
        "coders": "language-model coders reading with the codebook, not people",
        "agreement": agreed(),
        **roads[coding.DEFAULT],
        "sample_left_out_tuned": planted_left_out(coded, truth, left, judge),
        "quotes": quotes(coded, left),
        "roads": roads,
    }


def agreed() -> dict[str, Any]:
    """How far two coders who did not see each other's codes agree on the passages both read."""
    found = agreement.figures()
    return {
        "passages": found["passages"],
        "micro_f1": found["micro_f1"]["value"],
        "kappa": {theme: of["kappa"]["value"] for theme, of in found["themes"].items()},
        "valence_kappa": found["valence_kappa"]["value"],
    }
