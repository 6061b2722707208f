"""What making the whole pack costs, beside a full run from scratch: the target is under half.

    python benchmarks/report.py [../shared/reviews/area-send] [--keep DIR]

Without a folder: the bundled sample. Runs the folder from scratch into a workspace of its own, then writes every format
from the results; both in one process, in seconds of processor (children included, so that a busy machine changes
little) and of the clock. Writes the pack a second time and compares the bytes. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from analyse import plans, run
from corpus import indicators, sample
from corpus.types import Results
from corpus.workspace import Workspace
from report import across, write

MOST = 0.5  # of a full run
Made = TypeVar("Made")


def spent() -> float:
    """Seconds of processor so far, those of ended children too."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def timed(step: Callable[[], Made]) -> tuple[Made, float, float]:
    """What it gave, seconds of processor, seconds of the clock."""
    processor, clock = spent(), time.perf_counter()
    made = step()
    return made, spent() - processor, time.perf_counter() - clock


def written(space: Workspace, results: Results, out: Path) -> None:
    across.remember(results, across.Beside(space.gazetteer(), plans.of(space, results.reviews), indicators.read(space)))
    write.write(results, out, formats=["all"], pdf_href=lambda review: review.file)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path, nargs="?", help="reports of one programme; by default the sample")
    asked.add_argument("--keep", type=Path, help="the workspace; by default one that is thrown away")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        root = given.keep or Path(scratch)
        if given.folder is None:
            sample.copy(root / "sample")
            space = Workspace.open(root / "sample")
        else:
            space = Workspace.open(given.folder, root)
        (results, tally), run_processor, run_clock = timed(lambda: run.update(space, "discover"))
        if tally.nothing_done:
            print("The workspace is up to date: the run is not from scratch.", file=sys.stderr)
            return 1
        _, processor, clock = timed(lambda: written(space, results, root / "first"))
        _, again, _ = timed(lambda: written(space, results, root / "second"))
        names = sorted(path.name for path in (root / "first").iterdir())
        differ = [n for n in names if (root / "first" / n).read_bytes() != (root / "second" / n).read_bytes()]
        size = sum((root / "first" / name).stat().st_size for name in names)
    print(f"\n{len(results.reviews)} reviews, {len(results.findings):,} findings.\n")
    print("| step | processor s | clock s | of the run |\n|---|---|---|---|")
    print(f"| run from scratch | {run_processor:.1f} | {run_clock:.1f} | |")
    print(f"| whole pack | {processor:.1f} | {clock:.1f} | {processor / run_processor:.0%} |")
    print(f"| whole pack, again | {again:.1f} | | {again / run_processor:.0%} |")
    print(f"\n{len(names)} files, {size / 1e6:.1f} MB; differing between the two: {', '.join(differ) or 'none'}.")
    return 0 if processor <= MOST * run_processor and not differ else 1


if __name__ == "__main__":
    raise SystemExit(main())
