"""How long coding takes beside embedding the same passages with MiniLM alone, road by road, in one run.

Passages of the bundled sample; one thread; the best of five, each after as many other passages, so that no text is
answered from what is kept of recent ones. Run: `python -m benchmarks.coding [passages]`; fewer than 60 are too few.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from time import process_time

from analyse import coding
from analyse.coding import Coder
from corpus import codebook
from extract.read import document
from models import embed, tuned
from scripts.train import ROOT

PASSES = 5
Step = Callable[[Sequence[str]], object]


def texts(most: int) -> tuple[list[str], list[str]]:
    """Passages to be timed, and others."""
    found = [
        passage.text
        for pdf in sorted((ROOT / "corpus" / "sample").rglob("*.pdf"))
        for passage in document(pdf.read_bytes()).passages
        if coding.codable(passage)
    ]
    chosen = found[:: max(1, len(found) // (2 * most))]
    return chosen[0::2][:most], chosen[1::2][:most]


def coded(coder: Coder) -> Step:
    """Everything a run does with a passage: themes, reasons, quotes' sentences, valence of each theme."""

    def step(passages: Sequence[str]) -> None:
        for text in passages:
            seen = coder.read(text)
            for scored in coder.score(seen):
                coder.judge(text, text, None, scored.theme.id, seen.said)

    return step


def seconds(steps: Mapping[str, Step], passages: Sequence[str], others: Sequence[str]) -> dict[str, float]:
    """Processor time of each step's fastest pass: they take turns, so that other work on the machine counts little."""
    took = dict.fromkeys(steps, float("inf"))
    for _ in range(PASSES):
        for name, step in steps.items():
            step(others)
            start = process_time()
            step(passages)
            took[name] = min(took[name], process_time() - start)
    return took


def main(most: int) -> None:
    passages, others = texts(most)
    book = codebook.parse(codebook.default_text())
    steps: dict[str, Step] = {
        "MiniLM vectors alone": embed.MiniLM(threads=1).embed,
        "static vectors alone": embed.load("static").embed,
        "coded, fast": coded(coding.load(book, "fast")),
    }
    if tuned.there():
        beside = coded(Coder(book, embed.load("static"), tuned.Tuned(threads=1)))
        steps["coded, tuned"] = beside
    took = seconds(steps, passages, others)
    alone = took["MiniLM vectors alone"]
    figures = {
        name: {"ms_a_passage": round(1000 * t / len(passages), 2), "of_minilm": round(t / alone, 3)}
        for name, t in took.items()
    }
    print(json.dumps({"passages": len(passages), **figures}, indent=1))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
