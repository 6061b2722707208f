"""Keeps what coders wrote as `models/training/codes.csv`: codes by passage hash, report and page, never the text.

Where two coders differ, a third reader saw both codings and the text, and decided: the row of coder `settled`. The two
stay as they were written, so that agreement can be counted.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAMES = {"+": "strength", "-": "concern", "~": "mixed", "0": "neutral"}
TARGET = Path(__file__).parents[1] / "models" / "training" / "codes.csv"
SENTENCES = TARGET.with_name("sentences.csv")
SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Coding:
    """What one coder said of one passage: valence by code."""

    review: str
    coder: str
    codes: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Coded:
    """A passage's independent codings, and the one that counts: the settled one, else what they agreed on."""

    codings: tuple[Coding, ...]
    settled: Coding

    @property
    def shares(self) -> dict[str, float]:
        """Of each theme, the share of its readers that gave it; who settled is one of them."""
        return shares([c.codes for c in {id(c): c for c in (*self.codings, self.settled)}.values()])


def shares(codings: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    return {theme: sum(theme in c for c in codings) / len(codings) for theme in sorted({t for c in codings for t in c})}


def parse(codes: str) -> dict[str, Any]:
    return dict(pair.split("=") for pair in codes.split(";") if "=" in pair)  # "none" is no pair


def read() -> dict[str, Coded]:
    """By passage hash, in the file's order."""
    rows: dict[str, list[Coding]] = {}
    with TARGET.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows.setdefault(row["passage"], []).append(Coding(row["review"], row["coder"], parse(row["codes"])))
    return {
        passage: Coded(
            tuple(c for c in codings if c.coder != SETTLED),
            next((c for c in codings if c.coder == SETTLED), codings[0]),
        )
        for passage, codings in rows.items()
    }


def carried() -> dict[str, tuple[dict[str, Any], ...]]:
    """Of each passage with codes and more than one sentence (`analyse.evidence`), by its hash: the codes of each.

    One reader a passage, who knew its codes, marked which sentences carry them.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            its = found.setdefault(row["passage"], [{} for _ in range(int(row["of"]))])
            its[int(row["sentence"]) - 1] = parse(row["codes"])
    return {passage: tuple(its) for passage, its in found.items()}


def main(folder: Path) -> None:
    """`folder` holds drawn*.json (what was drawn) and a folder a coder with codes.txt ("#12 access=- voice=+").

    What was settled stays.
    """
    drawn = {
        x["n"]: x for file in sorted(folder.glob("drawn*.json")) for x in json.loads(file.read_text(encoding="utf-8"))
    }
    with TARGET.open(encoding="utf-8", newline="") as kept:
        rows = [row for row in csv.reader(kept) if row[4] == SETTLED]
    for file in sorted(folder.glob("*/codes.txt")):
        for line in file.read_text(encoding="utf-8").split("\n"):
            if not line.startswith("#"):
                continue
            number, *codes = line[1:].split()
            x = drawn[int(number)]
            said = sorted(c.split("=")[0] + "=" + NAMES[c.split("=")[1]] for c in codes if c != "none")
            rows.append([x["k"], x["review"], str(x["spans"][0]["page"]), x["draw"], file.parent.name, ";".join(said)])
    rows.sort()
    with TARGET.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["passage", "review", "page", "draw", "coder", "codes"])
        writer.writerows(rows)
    print(len(rows), "codings of", len({row[0] for row in rows}), "passages")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
