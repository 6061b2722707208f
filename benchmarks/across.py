"""What looking across areas costs, beside a full run: the target is under 2 per cent once findings exist.

    python benchmarks/across.py ../shared/reviews/area-send [--keep DIR]

Runs the folder from scratch into a workspace of its own, then times each function of `analyse` that reads across areas
on the results, the best of three; both in seconds of processor, children included, so that a busy machine changes
little. Prints a Markdown table. What follow-ups, exchange and indicators cost: `benchmarks/across_progress.py`.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from analyse import as_of, barriers, beside, carrying, compare, history, pairs, recommendations, regroup, run, support
from corpus.types import Results
from corpus.workspace import Workspace

ROUNDS = 3
MOST = 0.02  # of a full run


def steps(results: Results) -> Mapping[str, Callable[[], object]]:
    """What is timed. Each takes findings that exist and gives what a report says across areas."""
    days = [review.date for review in results.reviews if review.date]
    areas = sorted({row.area for row in results.matrix.rows})[:2]
    variation = compare.variation(results)
    return {
        "variation": lambda: compare.variation(results),
        "side by side": lambda: beside.of(results, areas, variation),
        "pairs of themes": lambda: pairs.together(results),
        "barriers and enablers": lambda: barriers.clusters(results),
        "support needed": lambda: support.needed(results),
        "recommendations": lambda: recommendations.shared(results),
        "programmes together": lambda: regroup.together(results),
        "as of a day": lambda: as_of.results(results, max(days)),
        "what the history keeps": lambda: history.body(results),
    }


def best_of(step: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        carrying.forget()
        start = time.process_time()
        step()
        times.append(time.process_time() - start)
    return min(times)


def spent() -> float:
    """Seconds of processor so far, those of ended children too."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--keep", type=Path, help="keep the workspace here")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        start = spent()
        results, tally = run.update(Workspace.open(given.folder, given.keep or Path(folder)))
        whole = spent() - start
    if tally.nothing_done:
        raise SystemExit("The workspace was up to date: a full run needs one of its own.")
    print(f"{len(results.reviews)} reviews, {len(results.findings)} findings; full run {whole:.1f} s of processor\n")
    print("| step | seconds | of a full run |\n|---|---:|---:|")
    total = 0.0
    for name, step in steps(results).items():
        seconds = best_of(step)
        total += seconds
        print(f"| {name} | {seconds:.3f} | {seconds / whole:.2%} |")
    print(f"| together | {total:.3f} | {total / whole:.2%}, {'within' if total / whole < MOST else 'over'} 2 % |")


if __name__ == "__main__":
    main()
