"""What changed since an earlier run, for a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from analyse.history import Changes, Counts
from corpus.types import Results
from report import clean
from report.shorthand import count

_MOST = 20  # findings of one kind; the CSV has them all
_QUOTE = 200  # letters


def print_changes(results: Results, changes: Changes, console: Console) -> None:
    labels = {theme.id: clean.line(theme.label) for theme in results.themes}
    when = f", finished {changes.finished}" if changes.finished else ""
    console.print(Text(f"Since run {changes.since}{when}", style="bold underline"))
    for what, names in (("New reports", changes.reviews_new), ("Reports gone", changes.reviews_gone)):
        if names:
            console.print(Text(clean.line(f"{what}: {', '.join(names)}")))
    console.print()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("Area", "Programme", "Theme", "Before", "Now"):
        table.add_column(heading)
    for cell in changes.cells:
        names = (cell.area, cell.programme, labels.get(cell.theme, cell.theme))
        table.add_row(*(Text(clean.line(name)) for name in names), _counts(cell.before), _counts(cell.after))
    console.print(Text(f"{count(len(changes.cells), 'cell')} changed", style="bold"))
    if changes.cells:
        console.print(table)
    for kind, heading in (("new", "New findings"), ("gone", "Findings gone"), ("changed", "Judged otherwise")):
        its = [f for f in changes.findings if f.kind == kind]
        console.print(Text(f"\n{heading}: {len(its)}", style="bold"))
        for f in its[:_MOST]:
            turned = " -> ".join(valence for valence in (f.before, f.after) if valence)
            place = f", page {f.page}" if f.page else ""
            head = f"{f.area or 'area not kept'} · {labels.get(f.theme, f.theme)} · {turned}{place} {f.finding}"
            console.print(Text(clean.line(head)))
            quote = clean.line(f.quote)
            quote = quote if len(quote) <= _QUOTE else quote[: _QUOTE - 1].rsplit(" ", 1)[0] + " ..."
            if quote:
                console.print(Padding(Text(f"“{quote}”", style="dim"), (0, 0, 0, 2)))
        if len(its) > _MOST:
            console.print(Text(f"and {len(its) - _MOST} more: --format csv lists them all"))


def _counts(counts: Counts | None) -> str:
    if counts is None:
        return "not there"
    strengths, concerns, mixed, neutral = counts
    shown = f"+{strengths} -{concerns}" + (f" ~{mixed}" if mixed else "") + (f" o{neutral}" if neutral else "")
    return shown if any(counts) else "none"
