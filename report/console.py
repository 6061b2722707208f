"""What the command prints for people: lists and tables on stdout."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from corpus.errors import sentences
from corpus.types import Failure, Finding, Results, Review
from report import clean, shorthand, terminal

if TYPE_CHECKING:
    from analyse.decided import Logged
    from analyse.history import Changes
    from analyse.standing import Standing
    from extract.report import Row
    from report.terminal_compare import Compared
    from report.verify import VerifyReport

PLAIN_WIDTH = 120  # columns when the output is no terminal


def _console() -> Console:
    if sys.stdout.isatty():
        return Console()
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    return Console(width=PLAIN_WIDTH, no_color=True, legacy_windows=False)


def plain() -> Console:
    """Where the command prints for people: wide and without colour when the output is no terminal."""
    return _console()


def print_matrix(results: Results, by: shorthand.By | None = None) -> None:
    terminal.print_matrix(results, _console(), by)


def print_cells(results: Results, quotes: int) -> None:
    terminal.print_cells(results, _console(), most_quotes=quotes)


def print_changes(results: Results, changes: Changes) -> None:
    """What is new, gone or judged otherwise since an earlier run, and the cells that count otherwise."""
    from report import terminal_changes

    terminal_changes.print_changes(results, changes, _console())


def compared(results: Results, quotes: int = 1) -> Compared:
    """Prints what is said across areas."""
    from report.terminal_compare import Compared

    return Compared(results, _console(), quotes)


def print_themes(results: Results, quotes: int) -> None:
    terminal.print_themes(results, _console(), most_quotes=quotes)


def print_reviews(results: Results) -> None:
    """One line a review, and what could not be read."""
    _reviews(_console(), results.reviews, results.failures)


def _reviews(console: Console, reviews: Iterable[Review], failures: Iterable[Failure]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("Area", "Programme", "Date", "Kind", "Pages", "Passages", "Status", "File"):
        table.add_column(heading, justify="right" if heading in ("Pages", "Passages") else "left", overflow="fold")
    for r in reviews:
        cells = (r.area, r.programme, str(r.date or "?"), r.kind, str(r.pages), str(r.passages), r.status, r.file)
        table.add_row(*(Text(clean.line(cell) or "?") for cell in cells))
    for f in failures:
        table.add_row("", "", "", "", "", "", "failed", Text(clean.line(f.file)))
    console.print(table)


def print_reading(rows: Iterable[Row]) -> None:
    """What was read of each report, and what was taken out."""
    console = _console()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("File", "Pages", "Passages", "Headings", "Furniture", "No text", "OCR", "Kept", "Status"):
        table.add_column(heading, justify="left" if heading in ("File", "Status") else "right", overflow="fold")
    for r in rows:
        numbers = (r.pages, r.passages, r.headings, r.furniture, r.pages_without_text, r.pages_by_ocr)
        table.add_row(Text(clean.line(r.file)), *map(str, numbers), f"{r.kept:.1%}", r.status)
        for warning in r.warnings:
            table.add_row(Text(clean.line(f"  {warning}"), style="dim"))
    console.print(table)


def print_findings(results: Results, findings: Iterable[Finding], counted: frozenset[str]) -> None:
    """Each finding with its quote, place and reason; what the matrix does not count says so."""
    console = _console()
    reviews = {r.id: r for r in results.reviews}
    themes = {t.id: t for t in results.themes}
    shown = 0
    for f in findings:
        review, span, shown = reviews[f.review], f.spans[0], shown + 1
        label = f" (printed {span.label})" if span.label and span.label != str(span.page) else ""
        place = f"{review.area or review.file}, {review.date or 'no date'}, {shorthand.on_pages(f.spans)}{label}"
        apart = "" if f.id in counted else f" · not in the matrix ({f.section_role}, or not the latest review)"
        if f.status != "proposed":
            apart = f" · {f.status}" + ("" if f.status == "rejected" else apart)
        head = f"{themes[f.theme].label} · {f.valence} · {place} · {f.score:.2f}{apart}"
        console.print(Text(clean.line(head), style="bold"))
        console.print(Text(f"  “{clean.line(f.quote)}”"))
        console.print(Text(clean.line(f"  why: {f.why}"), style="dim"))
        for name, clause in (("barrier", f.barrier), ("enabler", f.enabler)):
            if clause:
                console.print(Text(clean.line(f"  {name}: {clause}"), style="dim"))
        console.print(Text(f"  id: {f.id}", style="dim"))
        console.print()
    console.print(Text(f"{shown} finding{'' if shown == 1 else 's'}."))


def print_decisions(log: Iterable[Logged]) -> None:
    """Each decision: when, who, what, on which words, and what became of it."""
    console = _console()
    listed = tuple(log)
    for entry in listed:
        said, anchor = entry.decision, entry.decision.anchor
        change = f"{said.before} → {said.after}" if said.before else said.after
        at = f"{said.at:%Y-%m-%d %H:%M}" if said.at else ""
        on = f"{anchor.theme}, page {anchor.page}" if anchor else f"{said.kind} {said.subject[:16]}"
        became = "" if entry.standing == "stands" else f" · {entry.standing}: {entry.reason}"
        head = f"{at} · {said.who} · {said.what}: {change} · {on}{became}"
        console.print(Text(clean.line(head), style="bold"))
        for name, text in (("", anchor and f"“{anchor.exact}”"), ("note: ", said.note), ("id: ", entry.finding)):
            if text:
                console.print(Text(f"  {name}{clean.line(text)}", style="dim" if name else ""))
        console.print()
    console.print(Text(f"{len(listed)} decision{'' if len(listed) == 1 else 's'}."))


def print_standing(state: Standing) -> None:
    """Reviews, what is new, what failed, the last run."""
    console = _console()
    _reviews(console, state.reviews, ())
    for name in state.new:
        console.print(Text(clean.line(f"not read yet: {name}")))
    for name, original in state.duplicates.items():
        console.print(Text(clean.line(f"the same PDF twice: {name} and {original}")))
    for failure in state.failures:
        console.print(Text(clean.line(f"failed: {failure.file}: {sentences(failure.reason, failure.remedy)}")))
    for review in state.reviews:
        for warning in review.warnings:
            console.print(Text(clean.line(f"{review.file}: {warning}")))
    last = state.last
    console.print(Text(f"Last run: {last['finished']}, {last['findings']} findings." if last else "No run yet."))


def print_verified(checked: VerifyReport) -> None:
    console = _console()
    for line in checked.lines():
        console.print(Text(clean.line(line)))
