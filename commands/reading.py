"""Verbs that read: extract, passages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.base import HERE, Elsewhere, Folder, Format, choose, end, opened, show, updated
from corpus.errors import AnalyseError, WrongUsage

if TYPE_CHECKING:
    pass


def extract(
    folder: Annotated[
        Path, typer.Argument(help="A folder of PDF reports, a workspace, or with --debug one PDF.")
    ] = HERE,
    workspace: Elsewhere = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one outcome a file as JSON.")] = False,
    report: Annotated[bool, typer.Option("--report", help="Tell what was read and taken out, by review.")] = False,
    debug: Annotated[
        Path | None, typer.Option(help="Write page pictures with what was understood into this folder.")
    ] = None,
) -> None:
    """Read PDFs into passages."""
    from report import console, records

    if debug is not None:
        _debug(folder, debug)
        return
    space = opened(folder, workspace)
    results, _ = updated(space, "extract")
    if as_json:
        show(records.outcomes(results.reviews, results.failures))
    elif report:
        from analyse import run
        from extract import report as reading

        documents = run.read(space).documents
        console.print_reading(reading.table((review.file, documents[review.id]) for review in results.reviews))
    else:
        console.print_reviews(results)
    end(results)


def _debug(pdf: Path, out: Path) -> None:
    from corpus import files
    from extract import debug, read
    from extract.errors import Unreadable

    if not pdf.is_file():
        raise WrongUsage(f"{pdf} is not a file.", "With --debug, name one PDF.")
    data = pdf.read_bytes()
    try:
        for number, picture in debug.pictures(data, read.document(data)):
            files.write(out / f"page-{number:03d}.png", picture)
            show(str(out / f"page-{number:03d}.png"))
    except Unreadable as error:
        raise AnalyseError(f"{pdf}: {error.reason}.", f"{error.remedy}.") from None


def passages(folder: Folder = HERE, workspace: Elsewhere = None, format: Format = "text") -> None:
    """List the passages of every report."""
    from analyse import run
    from report import records

    choose(format, "text", "jsonl")
    space = opened(folder, workspace)
    results, _ = updated(space, "extract")
    documents = run.read(space).documents
    for review in results.reviews:
        its = documents[review.id].passages
        if format == "jsonl":
            show(records.as_jsonl(records.passages(review, its)))
        else:
            show(
                "\n".join(
                    [f"# {review.area or review.file}, {review.date}", *(records.passage_line(p) for p in its), ""]
                )
            )
    end(results)
