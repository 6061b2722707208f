"""How many official outcomes are read right: against those the publisher lists in ../shared.

python -m benchmarks.outcomes
"""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

from analyse import outcomes, registry
from corpus import areas
from extract import read

SHARED = Path(__file__).parents[2] / "shared" / "reviews"


def main() -> None:
    with (SHARED / "manifest.csv").open(encoding="utf-8", newline="") as stream:
        files = {row["sha256"]: row["file"] for row in csv.DictReader(stream)}
    with (SHARED / "outcomes.csv").open(encoding="utf-8", newline="") as stream:
        listed = [(files[row["sha256"]], row["outcome"]) for row in csv.DictReader(stream)]
    gazetteer = areas.load()
    wrong = 0
    for file, outcome in listed:
        document = read.document((SHARED / file).read_bytes())
        review = replace(registry.register(file, document, gazetteer, {}, 0), programme=file.split("/", maxsplit=1)[0])
        found = outcomes.overall(review)
        # Area SEND outcomes are listed as places, from 1, the best; grades of children's services in words.
        said = "" if found is None else f"{found.place}.0" if outcome.endswith(".0") else found.grade
        if said != outcome:
            wrong += 1
            print(f"{file}: listed {outcome}, read {said or 'none'}")
    print(f"{len(listed) - wrong} of {len(listed)} outcomes read as listed")


if __name__ == "__main__":
    main()
