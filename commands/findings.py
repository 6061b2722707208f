"""The verb `findings`: pull findings with their quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from commands.base import (
    HERE,
    Areas,
    Elsewhere,
    Folder,
    Format,
    Programmes,
    Themes,
    choose,
    end,
    opened,
    show,
    updated,
)

if TYPE_CHECKING:
    pass


def findings(
    folder: Folder = HERE,
    workspace: Elsewhere = None,
    format: Format = "text",
    theme: Themes = None,
    area: Areas = None,
    programme: Programmes = None,
    valence: Annotated[
        list[str] | None, typer.Option(help="strength, concern, mixed or neutral. May be repeated.")
    ] = None,
    origin: Annotated[str, typer.Option(help="Only themes of this origin: codebook or emergent.")] = "",
    section: Annotated[str, typer.Option(help="summary, body or recommendation.")] = "",
    status: Annotated[str, typer.Option(help="proposed, accepted or rejected.")] = "",
    since: Annotated[str, typer.Option(help="Only of reviews from this day on, YYYY-MM-DD.")] = "",
    search: Annotated[str, typer.Option(help="Only quotes with these words in them.")] = "",
    counted: Annotated[bool, typer.Option("--counted", help="Only those that the matrix counts.")] = False,
) -> None:
    """Pull findings, with their exact quotes and pages."""
    from analyse import select
    from report import console, records

    choose(format, "text", "jsonl", "csv")
    results, _ = updated(opened(folder, workspace), "discover")
    chosen = select.findings(
        results,
        themes=theme,
        areas=area,
        programmes=programme,
        valences=valence,
        origin=origin,
        section=section,
        status=status,
        since=since,
        search=search,
        counted=counted,
    )
    if format == "text":
        console.print_findings(results, chosen, select.in_cells(results))
    elif format == "jsonl":
        show(records.as_jsonl(records.findings(results, chosen)))
    else:
        show(records.as_csv(records.findings(results, chosen), records.FINDING_KEYS))
    end(results)
