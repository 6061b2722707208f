"""Emergent themes beside default BERTopic, NMF and LDA on the same passages; whether ids last; the time.

Run: `python -m benchmarks.themes ../shared/reviews/area-send ../shared/reviews/jtai [--only identity|table|rivals]`.
Default BERTopic runs in an environment of its own, made in a temporary folder unless `--env` names one. With `--work`
what the rivals found is kept for the next time: it changes with the passages alone.

Every method sees the same passages. All figures are of passages:
placed     share of them with a theme
coherence  mean NPMI of each theme's words, at most ten, over the passages (Bouma 2009), words compared by stem
diversity  share of distinct words among those of all themes (Dieng et al. 2020)
stability  mean over themes and resamples of the areas of the best Jaccard with a theme of the fit on the resample
seconds    of all processors, embedding counted for ours alone (the others are given theirs or need none); they depend
           less on what else the machine does than the clock does
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analyse import account, discovery, drift, emergent, labels, run, trust
from analyse.emergent import Known
from corpus import files
from corpus.workspace import Workspace
from models import embed
from models.language import blank

RESAMPLES, DRAWS = 5, 10
BEFORE, ADDED = 25, 4
RIVAL_TOPICS = 45  # for NMF and LDA, which must be told: about as many as ours finds on area-send
PACKAGES = ("bertopic==0.17.4", "umap-learn", "hdbscan", "plotly", "pandas", "tqdm", "pyyaml", "scikit-learn")


@dataclass(frozen=True, slots=True)
class Fit:
    labels: tuple[int, ...]  # a theme a passage, -1 for none
    words: tuple[tuple[str, ...], ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Passages:
    read: discovery.Sentences
    ids: tuple[str, ...]
    texts: tuple[str, ...]
    areas: tuple[str, ...]


Fitter = Callable[[Sequence[int]], Fit]


def load(folder: Path, work: Path) -> Passages:
    work.mkdir(parents=True, exist_ok=True)
    space = Workspace.open(folder, work)
    corpus = run.read(space)
    read = discovery.sentences_of(space, corpus.reviews, corpus.documents, corpus.keys, run.silent)
    ids = tuple(sorted(read.passages))
    area = {s.passage: s.area for s in read.segments}
    return Passages(read, ids, tuple(read.passages[i][1].text for i in ids), tuple(area[i] for i in ids))


def ours(passages: Passages, *, named: bool) -> Fitter:
    def fit(chosen: Sequence[int]) -> Fit:
        here = {passages.ids[i] for i in chosen}
        kept = [i for i, s in enumerate(passages.read.segments) if s.passage in here]
        segments = [passages.read.segments[i] for i in kept]
        started = time.process_time()
        vectors = embed.load("static").embed([s.masked for s in segments])
        namer = labels.namer(segments) if named else trust.nameless
        known, placed = emergent.discover(segments, vectors, Known(), "static", namer)
        seconds = time.process_time() - started
        roots = [t for t in known.themes if t.level == "medium"]
        at = {t.id: n for n, t in enumerate(roots)}
        best = account.best(placed)
        found = tuple(at[best[passages.ids[i]].theme] if passages.ids[i] in best else -1 for i in chosen)
        return Fit(found, tuple(trust.own_words([t.anchor for t in roots])), seconds)

    return fit


def factors(passages: Passages, *, lda: bool) -> Fitter:
    def fit(chosen: Sequence[int]) -> Fit:
        from sklearn.decomposition import NMF, LatentDirichletAllocation
        from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

        started = time.process_time()
        texts = [passages.texts[i] for i in chosen]
        vectorizer = (CountVectorizer if lda else TfidfVectorizer)(stop_words="english", min_df=3, max_df=0.5)
        matrix = vectorizer.fit_transform(texts)
        model = (
            LatentDirichletAllocation(RIVAL_TOPICS, random_state=1)
            if lda
            else NMF(RIVAL_TOPICS, random_state=1, init="nndsvd", max_iter=400)
        )
        weights = model.fit_transform(matrix)
        names = vectorizer.get_feature_names_out()
        words = tuple(tuple(names[i] for i in row.argsort()[::-1][: trust.WORDS]) for row in model.components_)
        best = np.where(weights.max(axis=1) > 0, weights.argmax(axis=1), -1)
        return Fit(tuple(int(x) for x in best), words, time.process_time() - started)

    return fit


def environment(given: Path | None, temporary: Path) -> Path:
    """The python of an environment with default BERTopic in it."""
    folder = given or temporary / "env"
    python = folder / "bin" / "python"
    if not python.is_file():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        # sentence-transformers, and with it torch, is left out: the vectors are given.
        subprocess.run([str(python), "-m", "pip", "install", "-q", "--no-deps", PACKAGES[0]], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", *PACKAGES[1:]], check=True)
    return python


def default_bertopic(passages: Passages, samples: Sequence[Sequence[int]], python: Path, work: Path) -> list[Fit]:
    vectors = work / "bertopic.npy"
    if not vectors.is_file():
        np.save(vectors, embed.load("minilm").embed(list(passages.texts)))
    given = work / "bertopic.json"
    given.write_text(json.dumps({"texts": passages.texts, "samples": [list(s) for s in samples]}), encoding="utf-8")
    out = work / "bertopic-out.json"
    subprocess.run([str(python), str(Path(__file__).with_name("themes_rivals.py")), str(given), str(out)], check=True)
    fits = []
    for found in json.loads(out.read_text(encoding="utf-8")):
        names = sorted(found["words"], key=int)
        fits.append(Fit(tuple(found["labels"]), tuple(tuple(found["words"][n]) for n in names), found["seconds"]))
    return fits


def kept(path: Path, samples: Sequence[Sequence[int]], fits: Callable[[], list[Fit]]) -> list[Fit]:
    """What a rival found on these samples, from its file when it is there."""
    of = files.key(*(repr(list(s)) for s in samples))
    if path.is_file() and (held := json.loads(path.read_text(encoding="utf-8")))["of"] == of:
        return [Fit(tuple(f["labels"]), tuple(map(tuple, f["words"])), f["seconds"]) for f in held["fits"]]
    found = fits()
    path.write_text(json.dumps({"of": of, "fits": [asdict(f) for f in found]}), encoding="utf-8")
    return found


def documents(texts: Sequence[str]) -> list[frozenset[str]]:
    return [frozenset(t.norm_ for t in blank().make_doc(text) if t.is_alpha) for text in texts]


def stemmed(words: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(t.norm_ for w in words for t in blank().make_doc(w) if t.is_alpha))


def coherence(fit: Fit, texts: Sequence[frozenset[str]], *, stems: bool) -> float:
    words = [list(w) if stems else stemmed(w) for w in fit.words]
    return float(np.nanmean([trust.npmi(w[: trust.WORDS], texts) for w in words]))


def diversity(fit: Fit) -> float:
    every = [w for words in fit.words for w in words[: trust.WORDS]]
    return len(set(every)) / len(every)


def jaccard(whole: Fit, part: Fit, chosen: Sequence[int]) -> float:
    old: NDArray[np.int64] = np.array([whole.labels[i] for i in chosen])
    new: NDArray[np.int64] = np.array(part.labels)
    values = []
    for theme in sorted(set(whole.labels) - {-1}):
        its = old == theme
        if its.any():
            values.append(
                max(
                    (float((its & (new == o)).sum() / (its | (new == o)).sum()) for o in set(part.labels) - {-1}),
                    default=0.0,
                )
            )
    return float(np.mean(values))


def table(passages: Passages, python: Path, work: Path, *, rivals_only: bool = False) -> None:
    every = list(range(len(passages.ids)))
    resamples = trust.resamples(passages.areas, RESAMPLES)
    samples = [every, *([i for i in every if passages.areas[i] in areas] for areas in resamples)]
    fits: dict[str, list[Fit]] = {}
    for name, lda in (("NMF", False), ("LDA", True)):
        fit = factors(passages, lda=lda)
        fits[name] = kept(work / f"{name}.json", samples, lambda fit=fit: [fit(s) for s in samples])  # type: ignore[misc]
    fits["default BERTopic"] = kept(
        work / "BERTopic.json", samples, lambda: default_bertopic(passages, samples, python, work)
    )
    if rivals_only:
        return
    part = ours(passages, named=False)
    fits = {"ours": [ours(passages, named=True)(every), *(part(s) for s in samples[1:])], **fits}
    texts = documents(passages.texts)
    print("| method | themes | words of each | placed | coherence | diversity | stability | seconds |")
    print("|---|---|---|---|---|---|---|---|")
    for name, (whole, *parts) in fits.items():
        words = np.mean([len(w) for w in whole.words])
        placed = np.mean([label >= 0 for label in whole.labels])
        stable = np.mean([jaccard(whole, part, s) for part, s in zip(parts, samples[1:], strict=True)])
        print(
            f"| {name} | {len(whole.words)} | {words:.1f} | {placed:.3f} "
            f"| {coherence(whole, texts, stems=name == 'ours'):.3f} "
            f"| {diversity(whole):.3f} | {stable:.3f} | {whole.seconds:.1f} |",
            flush=True,
        )


def identity(passages: Passages) -> None:
    """Share of already placed passages that keep their theme's id when four reports join twenty-five."""
    areas = sorted(set(passages.areas))
    shares = []
    for draw in range(DRAWS):
        chosen = random.Random(draw).sample(areas, min(BEFORE + ADDED, len(areas)))  # noqa: S311
        where: list[dict[str, str]] = []
        known = Known()
        for its in (set(chosen[:-ADDED]), set(chosen)):
            kept = [i for i, s in enumerate(passages.read.segments) if s.area in its]
            segments = [passages.read.segments[i] for i in kept]
            known, placed = emergent.discover(segments, passages.read.vectors[kept], known, "static", trust.nameless)
            where.append({p: b.theme for p, b in account.best(placed).items()})
        shares.append(drift.kept_share(where[0], where[1]))
    print(f"identity: {np.mean(shares):.3f} kept on average of {DRAWS} draws, least {min(shares):.3f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--env", type=Path, help="an environment with default BERTopic in it")
    parser.add_argument("--work", type=Path, help="where to keep what was read, for the next time")
    parser.add_argument("--only", choices=("identity", "table", "rivals"))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        for folder in given.folders:
            work = (given.work or Path(temporary)) / folder.name
            passages = load(folder, work)
            print(f"\n## {folder.name}: {len(set(passages.areas))} areas, {len(passages.ids)} passages\n", flush=True)
            if given.only in (None, "identity"):
                identity(passages)
            if given.only != "identity":
                python = environment(given.env, Path(temporary))
                table(passages, python, work, rivals_only=given.only == "rivals")


if __name__ == "__main__":
    main()
