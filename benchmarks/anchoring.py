"""How far a quote is from text that says something else, and from itself misread: what sets `anchoring.ALIKE`.

    python -m benchmarks.anchoring FOLDER [QUOTES]

Of each report in FOLDER up to QUOTES (20) sentences are drawn. "other" is the nearest that another passage of the
report comes to one, where it does not say the same; "misread" is what is left when each tenth word has a letter wrong,
"misread badly", each fifth. Before that: what becomes of 1,000 decisions when the reports are read anew or replaced.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from analyse import anchoring, run
from analyse.anchoring import ALIKE, nearest
from analyse.decided import lay
from corpus.decisions import Anchor, Decision
from corpus.text import plain, view
from corpus.types import Document
from corpus.workspace import Workspace
from extract import engine, fallback, read
from extract.errors import Unreadable
from models.language import sentences

SEED = 11
SHORTEST = 6  # words
MOST = 1000  # decisions laid over findings


def misread(words: list[str], each: int, chance: random.Random) -> list[str]:
    """The words, one in `each` of them with a letter wrong."""
    return [word[:-1] + "#" if chance.random() < 1 / each else word for word in words]


def measured(document: Document, most: int, chance: random.Random) -> list[tuple[float, float, float]]:
    texts = [view(p.text).text for p in document.passages if p.kind != "heading"]
    drawn = [text[a:b] for text in texts for a, b in sentences(text) if len(text[a:b].split()) >= SHORTEST]
    found = []
    for quote in chance.sample(drawn, min(most, len(drawn))):
        words = quote.split()
        others = [nearest(words, text.split())[0] for text in texts if quote not in text]
        again = [nearest(words, misread(words, each, chance))[0] for each in (10, 5)]
        found.append((max(others, default=0.0), *again))
    return [(other, light, heavy) for other, light, heavy in found]


def held(space: Workspace) -> None:
    """Prints what becomes of decisions on findings when their passages are gone, and how long a run takes for it."""
    corpus = run.read(space)
    results, _ = run.update(space, "code")
    reviews = {review.id: review for review in corpus.reviews}
    pages = {id_: {page.number: page for page in d.pages} for id_, d in corpus.documents.items()}
    chosen = results.findings[:MOST]
    marks = [(f.id, anchoring.anchor(f, reviews[f.review], pages[f.review])) for f in chosen]
    changes: dict[str, Callable[[Anchor], Anchor]] = {
        "nothing changed": lambda mark: mark,
        "read anew": lambda mark: replace(mark, passage=""),
        "report replaced": lambda mark: replace(mark, passage="", sha256=""),
        "and misread": lambda mark: replace(mark, passage="", sha256="", exact=mark.exact.replace("the ", "tho ")),
    }
    by_pdfminer = _read_by_pdfminer(space, corpus)
    for name, changed in changes.items():
        made = [Decision("finding", id_, "status", "accepted", anchor=changed(mark)) for id_, mark in marks]
        began = time.perf_counter()
        laid = lay(chosen, made, anchoring.Reports(corpus.reviews, corpus.documents), results.themes)
        took = time.perf_counter() - began
        right = sum(entry.finding == entry.decision.subject for entry in laid.log)
        wrong = len(made) - right - laid.orphaned
        print(f"{name:16} {len(made)} decisions: {right} held, {laid.orphaned} orphaned, {wrong} wrong; {took:.1f} s")
    made = [Decision("finding", id_, "status", "accepted", anchor=mark) for id_, mark in marks]
    laid = lay([], made, anchoring.Reports(corpus.reviews, by_pdfminer), results.themes)
    quotes = {f.id: plain(f.quote) for f in laid.findings}
    same = sum(quotes.get(e.finding) == plain(mark.exact) for e, (_, mark) in zip(laid.log, marks, strict=True))
    print(f"read by pdfminer {len(made)} decisions: {laid.orphaned} orphaned, {same} in the very same words")


def _read_by_pdfminer(space: Workspace, corpus: run.Corpus) -> dict[str, Document]:
    """The reports as another engine reads them, which breaks lines and words in other places."""
    ours = engine.pages
    engine.pages = lambda data, **_: iter(fallback.pages(data, Unreadable("", "")))
    try:
        return {r.id: read.document((space.pdfs / r.file).read_bytes()) for r in corpus.reviews}
    finally:
        engine.pages = ours


def main(folder: str, quotes: str = "20") -> None:
    chance = random.Random(SEED)  # noqa: S311
    space = Workspace.open(Path(folder))
    held(space)
    documents = run.read(space).documents
    rows = np.array([row for id_ in sorted(documents) for row in measured(documents[id_], int(quotes), chance)])
    print(f"{len(rows)} sentences of {len(documents)} reports; likeness from 0 to 1, taken as the same from {ALIKE}")
    for name, column in zip(("other", "misread", "misread badly"), rows.T, strict=True):
        low, half, high = np.percentile(column, (1, 50, 99))
        over = float((column >= ALIKE).mean())
        print(f"{name:14} 1% {low:.2f}  median {half:.2f}  99% {high:.2f}  at least {ALIKE}: {over:.1%}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
