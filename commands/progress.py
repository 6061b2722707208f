"""The verb `progress`: what has changed since the review before."""

from __future__ import annotations

from typing import Annotated

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
from corpus.errors import WrongUsage

SHOWN = ("matters", "shifts")


def progress(
    folder: Folder = HERE,
    workspace: Elsewhere = None,
    format: Format = "table",
    show_: Annotated[
        str,
        typer.Option("--show", help="matters: what became of each recommendation and concern; shifts: of each theme."),
    ] = "matters",
    theme: Themes = None,
    area: Areas = None,
    programme: Programmes = None,
    kind: Annotated[str, typer.Option(help="Only these: recommendation or concern.")] = "",
    state: Annotated[
        list[str] | None,
        typer.Option(help="Only addressed, partly, not-addressed or not-mentioned. May be repeated."),
    ] = None,
    quotes: Annotated[int, typer.Option(help="How many quotes of the later report under each.", min=0, max=4)] = 1,
) -> None:
    """Follow what became of recommendations and concerns by the next review of an area, and what was promised."""
    from analyse import plans, select
    from analyse import progress as followed_up
    from report import console, followed, records

    choose(format, "table", "csv", "json")
    if show_ not in SHOWN:
        raise WrongUsage(f"--show {show_} is not a choice.", f"Choose from {', '.join(SHOWN)}.")
    space = opened(folder, workspace)
    results, _ = updated(space, "discover")
    results = select.results(results, areas=area, programmes=programme)
    found = followed_up.chosen(
        followed_up.of(results, plans.of(space, results.reviews)),
        themes={t.id for t in select.results(results, themes=theme).themes} if theme else None,
        kind=kind,
        states=state,
    )
    if format == "table":
        if show_ == "matters":
            followed.print_matters(results, found, console.plain(), quotes=quotes)
        else:
            followed.print_shifts(results, found, console.plain())
    else:
        made = followed.matters(results, found) if show_ == "matters" else followed.shifts(results, found)
        keys = followed.MATTER_KEYS if show_ == "matters" else followed.SHIFT_KEYS
        show(records.as_json(made) if format == "json" else records.as_csv(made, keys))
        typer.echo(f"analyse: {followed_up.METHOD}", err=True)
    end(results)
