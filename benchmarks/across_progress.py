"""What follow-ups, good practice and indicators cost once findings exist, against the full run.

    python -m benchmarks.across_progress FOLDER [FULL_RUN_SECONDS]

FOLDER is a workspace that has been run; without the second figure it is run anew in a temporary folder and timed.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from analyse import carrying, exchange, indicators, outcomes, plans, progress, run
from corpus.workspace import Workspace

BUDGET = 0.02  # of a full run


def main() -> None:
    space = Workspace.open(Path(sys.argv[1]))
    full = float(sys.argv[2]) if len(sys.argv) > 2 else _full(space)
    results, _ = run.update(space)
    figures = indicators.chosen(indicators.read(space))
    first = results.matrix.rows[0].area if results.matrix.rows else ""
    parts: tuple[tuple[str, Callable[[], object]], ...] = (
        ("progress", lambda: progress.of(results, plans.of(space, results.reviews))),
        (f"exchange, {first}", lambda: exchange.partners(results, space.gazetteer(), area=first)),
        ("exchange, all areas", lambda: exchange.partners(results, space.gazetteer())),
        ("indicators", lambda: (indicators.beside(results, figures), indicators.associations(results, figures))),
        ("outcomes", lambda: outcomes.agreement(results)),
    )
    print(f"full run: {full:.1f} s of processor, {len(results.reviews)} reviews, {len(results.findings)} findings")
    for name, part in parts:
        part()  # models and words are loaded once a process, by whatever comes first
        carrying.forget()
        start = time.process_time()
        part()
        spent = time.process_time() - start
        print(f"{name}: {spent:.2f} s, {spent / full:.2%} of the run{'' if spent <= BUDGET * full else '  over 2 %'}")


def _full(space: Workspace) -> float:
    """Seconds of processor of a run from scratch, children included."""
    import resource

    with tempfile.TemporaryDirectory() as folder:
        for name, path in space.reports():
            (Path(folder) / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, Path(folder) / name)
        before = sum(resource.getrusage(who).ru_utime for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        run.update(Workspace.open(Path(folder)))
        after = sum(resource.getrusage(who).ru_utime for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return after - before


if __name__ == "__main__":
    main()
