"""How far a quote is from text that says something else, and from itself misread: what sets `anchoring.ALIKE`.

    python -m benchmarks.anchoring FOLDER [QUOTES]

Of each report in FOLDER up to QUOTES (20) sentences are drawn. "other" is the nearest that another passage of the
report comes to one, where it does not say the same; "misread" is what is left when each tenth word has a letter wrong,
"misread badly", each fifth.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import numpy as np

from analyse import run
from analyse.anchoring import ALIKE, nearest
from corpus.text import view
from corpus.types import Document
from corpus.workspace import Workspace
from models.language import sentences

SEED = 11
SHORTEST = 6  # words


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


def main(folder: str, quotes: str = "20") -> None:
    chance = random.Random(SEED)  # noqa: S311
    documents = run.read(Workspace.open(Path(folder))).documents
    rows = np.array([row for id_ in sorted(documents) for row in measured(documents[id_], int(quotes), chance)])
    print(f"{len(rows)} sentences of {len(documents)} reports; likeness from 0 to 1, taken as the same from {ALIKE}")
    for name, column in zip(("other", "misread", "misread badly"), rows.T, strict=True):
        low, half, high = np.percentile(column, (1, 50, 99))
        over = float((column >= ALIKE).mean())
        print(f"{name:14} 1% {low:.2f}  median {half:.2f}  99% {high:.2f}  at least {ALIKE}: {over:.1%}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
