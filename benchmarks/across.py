"""What everything that is said across areas costs, beside a full run: the target is under 2 per cent together.

    python -m benchmarks.across ../shared/reviews/area-send [--keep DIR]
    python -m benchmarks.across WORKSPACE --seconds 93.5

Runs the folder from scratch into a workspace of its own, or with --seconds takes those of a run that there has been;
then times each function of `analyse` that reads across areas, one after the other from nothing, the best of three
rounds. All in seconds of processor, children included, so that a busy machine changes little. Where the workspace
has no indicators, eight are invented, and the table says so. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from analyse import (
    as_of,
    barriers,
    beside,
    carrying,
    compare,
    exchange,
    history,
    indicators,
    outcomes,
    pairs,
    persons,
    plans,
    progress,
    recommendations,
    regroup,
    run,
    support,
)
from corpus.indicators import Figure
from corpus.types import Results
from corpus.workspace import Workspace

ROUNDS = 3
MOST = 0.02  # of a full run
INVENTED = 8  # indicators
SEED = 1

Step = Callable[[], object]


def steps(results: Results) -> dict[str, Step]:
    """What is timed that needs findings alone. Each gives what a report says across areas."""
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


def steps_beside(results: Results, space: Workspace) -> dict[str, Step]:
    """What is timed that reads the workspace too: follow-ups, good practice, numbers from outside."""
    given = indicators.chosen(indicators.read(space))
    figures = given or tuple(invented(results))
    which = f"{len({f.indicator for f in figures})} {'of the workspace' if given else f'invented, seed {SEED}'}"
    return {
        "follow-ups": lambda: progress.of(results, plans.of(space, results.reviews)),
        "exchange": lambda: exchange.partners(results, space.gazetteer()),
        f"indicators ({which})": lambda: (
            indicators.beside(results, figures),
            indicators.associations(results, figures),
        ),
        "official grades": lambda: outcomes.agreement(results),
    }


def invented(results: Results) -> Iterator[Figure]:
    """Figures that go with nothing, of every area of the matrix."""
    areas = {row.area_code: row.area for row in results.matrix.rows if row.area_code}
    values = np.random.default_rng(SEED).normal(size=(INVENTED, len(areas))).tolist()
    for number, its in enumerate(values, start=1):
        for (code, area), value in zip(areas.items(), its, strict=True):
            yield Figure(area, code, f"invented {number}", "2024", value, "", None, "invented")


def best_of(every: Mapping[str, Step]) -> dict[str, float]:
    """Seconds of each step, in the round that took the least: all of them in order, from nothing, as a report does."""
    rounds = []
    for _ in range(ROUNDS):
        carrying.forget()
        persons._shares.cache_clear()
        times = {}
        for name, step in every.items():
            start = time.process_time()
            step()
            times[name] = time.process_time() - start
        rounds.append(times)
    return min(rounds, key=lambda times: sum(times.values()))


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
    parser.add_argument("--seconds", type=float, help="of processor that the run of this workspace has taken")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        space = Workspace.open(given.folder, None if given.seconds else given.keep or Path(folder))
        start = spent()
        results, tally = run.update(space)
        whole = given.seconds or spent() - start
        if tally.nothing_done != bool(given.seconds):
            raise SystemExit("A run to be timed needs a new workspace; --seconds, one that is up to date.")
        print(
            f"{len(results.reviews)} reviews, {len(results.findings)} findings; full run {whole:.1f} s of processor\n"
        )
        print("| step | seconds | of a full run |\n|---|---:|---:|")
        times = best_of(steps(results) | steps_beside(results, space))
        total = sum(times.values())
        for name, seconds in times.items():
            print(f"| {name} | {seconds:.3f} | {seconds / whole:.2%} |")
        print(f"| together | {total:.3f} | {total / whole:.2%}, {'within' if total / whole < MOST else 'over'} 2 % |")


if __name__ == "__main__":
    main()
