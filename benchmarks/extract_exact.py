"""Exactness: the share of tagged paragraphs and list items that come out as exactly one passage.

python benchmarks/extract_exact.py ../shared/reviews [--split develop|held-out|all] [--misses PROGRAMME]
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import extract_gold as gold
from extract import read


def held_out(pdf: Path) -> bool:
    """A third of the files, by the hash of their content, is kept for measuring."""
    return int(hashlib.sha256(pdf.read_bytes()).hexdigest()[:8], 16) % 3 == 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--split", choices=["develop", "held-out", "all"], default="all")
    parser.add_argument("--misses", default="")
    parser.add_argument("--limit", type=int, default=40)
    parser.add_argument("--files", action="store_true", help="list files under 97%%")
    options = parser.parse_args()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    by_file: dict[str, Counter[str]] = defaultdict(Counter)
    shown = 0
    for pdf in sorted(options.folder.glob("*/*.pdf")):
        if options.split != "all" and held_out(pdf) != (options.split == "held-out"):
            continue
        wanted = gold.blocks(pdf)
        if not wanted:
            continue
        document = read.document(pdf.read_bytes())
        got = Counter(gold.bare(passage.text) for passage in document.passages)
        programme = pdf.parent.name
        for block in wanted:
            key = gold.bare(block.text)
            counts[programme]["gold"] += 1
            by_file[pdf.name]["gold"] += 1
            if got[key] > 0:
                got[key] -= 1
                counts[programme]["exact"] += 1
                by_file[pdf.name]["exact"] += 1
                continue
            if programme == options.misses and shown < options.limit:
                shown += 1
                print(
                    f"--- {pdf.name} {block.tag}: {' '.join(block.text.split())[:200]}  ...{block.text.strip()[-50:]}"
                )
                for passage in document.passages:
                    mine = gold.bare(passage.text)
                    if ((mine[:25] in key or key[:25] in mine) and mine and abs(len(mine) - len(key)) > 0) or (
                        mine[-25:] in key and len(mine) > 40
                    ):
                        print(
                            f"      {passage.kind} p{passage.spans[0].page}: {passage.text[:90]} ... {passage.text[-60:]}"
                        )
    for name, count in sorted(by_file.items()):
        if options.files and count["exact"] < 0.97 * count["gold"]:
            print(f"{name}: {count['exact']} of {count['gold']}")
    print("| programme | gold blocks | exactly one passage |")
    print("|---|---|---|")
    for programme, count in sorted(counts.items()):
        print(f"| {programme} | {count['gold']} | {100 * count['exact'] / count['gold']:.2f}% |")


if __name__ == "__main__":
    main()
