"""How often what is called sure evidence is right: against the codes of `models/training/codes.csv`.

    python -m benchmarks.evidence ../shared/reviews/area-send [--workspace DIR]
    python -m benchmarks.evidence --left-out ../shared/reviews

Right is a finding whose passage the coders gave the same theme with the same valence. The shipped coder has learned
from these codes, so the figures flatter it; what the rows show is how much surer the sure are than the counted. A
passage can be right and its sentence not: read some, too. With `--left-out` models are fitted that saw nothing of the
areas judged (some minutes), and what is shown of a finding is right also where readers marked it so.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from analyse import carrying, run, select
from benchmarks import left_out
from corpus.types import Results
from corpus.workspace import Workspace
from scripts import codes
from scripts.train import passage_key


def judged(results: Results) -> list[tuple[carrying.Part, bool]]:
    """Every counted strength or concern whose passage was coded: what is shown of it, and whether it is right."""
    gold = {key: coded.settled.codes for key, coded in codes.read().items()}
    texts = {p.id: passage_key(p.text) for its in results.passages.values() for p in its}
    counted = select.in_cells(results)
    known = {t.id for t in results.themes if t.origin == "codebook" and t.parent is None}
    return [
        (carrying.of(f), gold[texts[f.passage]].get(f.theme) == f.valence)
        for f in results.findings
        if f.id in counted and f.theme in known and f.valence in ("strength", "concern") and texts[f.passage] in gold
    ]


def left_out_table(found: Sequence[left_out.Shown]) -> str:
    lines = [
        "| findings | number | of all | right by code or marked sentence | right by code |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, kept in (("counted", found), ("sure", [shown for shown in found if shown.part.sure])):
        either = sum(shown.coded or shown.marked for shown in kept) / len(kept)
        by_code = sum(shown.coded for shown in kept) / len(kept)
        lines.append(f"| {name} | {len(kept)} | {len(kept) / len(found):.1%} | {either:.1%} | {by_code:.1%} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workspace", type=Path)
    parser.add_argument("--left-out", action="store_true", help="judge areas that the models have not seen")
    given = parser.parse_args()
    if given.left_out:
        print(left_out_table(list(left_out.shown(given.folder))))
        return
    results, _ = run.update(Workspace.open(given.folder, given.workspace))
    found = judged(results)
    print("| findings | number | of all | right |\n|---|---:|---:|---:|")
    for name, kept in (
        ("counted", lambda _: True),
        ("whole sentences", lambda part: part.whole),
        ("wording agrees", lambda part: part.whole and part.wording >= carrying.WORDING),
        ("sure", lambda part: part.sure),
    ):
        right = [is_right for part, is_right in found if kept(part)]
        print(f"| {name} | {len(right)} | {len(right) / len(found):.0%} | {sum(right) / len(right):.1%} |")


if __name__ == "__main__":
    main()
