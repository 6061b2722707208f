"""Progress on stderr: bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Show = Callable[[str, int, int], None]  # step, done, of how many
_EVERY = 10  # plain lines: one a tenth of the way


@contextmanager
def shown() -> Iterator[Show]:
    """A function to call as steps go on."""
    if not sys.stderr.isatty():
        yield _plain
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<26}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        tasks = {}

        def show(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield show


def _plain(step: str, done: int, total: int) -> None:
    if done == total or (total >= _EVERY and done % max(total // _EVERY, 1) == 0):
        print(f"{step}: {done} of {total}", file=sys.stderr, flush=True)
