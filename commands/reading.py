"""Verbs that read: extract, passages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.base import HERE, Elsewhere, Folder, Format, choose, end, opened, show, updated
from corpus.errors import AnalyseError, WrongUsage


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
    tags: Annotated[
        bool | None,
        typer.Option("--tags/--no-tags", help="Read tagged PDFs by their tags.", show_default="tags in analyse.toml"),
    ] = None,
) -> None:
    """Read PDFs into passages."""
    from dataclasses import replace

    from report import console, records

    if debug is not None:
        _debug(folder, debug, bool(tags))
        return
    space = opened(folder, workspace)
    if tags is not None:
        space = replace(space, settings=replace(space.settings, tags=tags))
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


def _debug(pdf: Path, out: Path, use_tags: bool) -> None:
    from corpus import files
    from extract import debug, read
    from extract.errors import Unreadable

    if not pdf.is_file():
        raise WrongUsage(f"{pdf} is not a file.", "With --debug, name one PDF.")
    data = pdf.read_bytes()
    try:
        for number, picture in debug.pictures(data, read.document(data, use_tags=use_tags)):
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
