"""Keeps what coders wrote as `models/training/codes.csv`: codes by passage hash, report and page, never the text."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

NAMES = {"+": "strength", "-": "concern", "~": "mixed", "0": "neutral"}
TARGET = Path(__file__).parents[1] / "models" / "training" / "codes.csv"


def main(folder: Path) -> None:
    """`folder` holds drawn*.json (what was drawn) and a folder a coder with codes.txt ("#12 access=- voice=+")."""
    drawn = {
        x["n"]: x for file in sorted(folder.glob("drawn*.json")) for x in json.loads(file.read_text(encoding="utf-8"))
    }
    rows = []
    for file in sorted(folder.glob("*/codes.txt")):
        for line in file.read_text(encoding="utf-8").split("\n"):
            if not line.startswith("#"):
                continue
            number, *codes = line[1:].split()
            x = drawn[int(number)]
            said = sorted(c.split("=")[0] + "=" + NAMES[c.split("=")[1]] for c in codes if c != "none")
            rows.append([x["k"], x["review"], x["spans"][0]["page"], x["draw"], file.parent.name, ";".join(said)])
    rows.sort()
    with TARGET.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["passage", "review", "page", "draw", "coder", "codes"])
        writer.writerows(rows)
    print(len(rows), "codings of", len({row[0] for row in rows}), "passages")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
