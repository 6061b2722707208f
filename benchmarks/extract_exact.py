"""Exactness: the share of tagged paragraphs and list items that come out as exactly one passage.

    python benchmarks/extract_exact.py ../shared/reviews [--split develop|held-out|all] [--misses PROGRAMME]

A sentence cut by a page's end before a capital ("... the | Council ...") is one passage here and two tagged
blocks: the last column counts such a passage for both.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import extract_gold as gold
from extract import read


def held_out(pdf: Path) -> bool:
    """A third of the files, by the hash of their content, is kept for measuring."""
    return int(hashlib.sha256(pdf.read_bytes()).hexdigest()[:8], 16) % 3 == 0


def table(folder: Path, split: str = "all", misses: str = "") -> Iterator[str]:
    """Exactness by programme as Markdown; first the missed blocks of the programme `misses`."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for pdf in sorted(folder.glob("*/*.pdf")):
        if split != "all" and held_out(pdf) != (split == "held-out"):
            continue
        wanted = gold.blocks(pdf)
        if not wanted:
            continue
        document = read.document(pdf.read_bytes())
        got = Counter(gold.bare(passage.text) for passage in document.passages)
        left = []
        for block in wanted:
            key = gold.bare(block.text)
            hit = got[key] > 0
            got[key] -= hit
            counts[pdf.parent.name]["gold"] += 1
            counts[pdf.parent.name]["exact"] += hit
            if not hit:
                left.append(block)
        counts[pdf.parent.name]["cut"] += 2 * sum(
            got[gold.bare(first.text) + gold.letters(second.text)] > 0 for first, second in pairwise(left)
        )
        if pdf.parent.name == misses:
            yield from _missed(pdf, left, [passage.text for passage in document.passages])
    yield "| programme | gold blocks | exactly one passage | counting sentences joined over a page's end |"
    yield "|---|---|---|---|"
    for programme, count in sorted(counts.items()):
        share, whole = count["exact"] / count["gold"], (count["exact"] + count["cut"]) / count["gold"]
        yield f"| {programme} | {count['gold']} | {100 * share:.2f}% | {100 * whole:.2f}% |"


def _missed(pdf: Path, left: list[gold.GoldBlock], passages: list[str]) -> Iterator[str]:
    for block in left:
        key = gold.bare(block.text)
        yield f"--- {pdf.name} {block.tag}: {' '.join(block.text.split())[:160]} ... {block.text.strip()[-50:]}"
        for text in passages:
            mine = gold.bare(text)
            if mine and (mine[:25] in key or key[:25] in mine or (len(mine) > 40 and mine[-25:] in key)):
                yield f"      {text[:90]} ... {text[-60:]}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--split", choices=["develop", "held-out", "all"], default="all")
    parser.add_argument("--misses", default="", metavar="PROGRAMME")
    options = parser.parse_args()
    for line in table(options.folder, options.split, options.misses):
        print(line)


if __name__ == "__main__":
    main()
