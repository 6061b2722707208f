"""The verb `exchange`: who does well what another struggles with."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.base import (
    HERE,
    Elsewhere,
    Folder,
    Format,
    Programmes,
    Themes,
    Which,
    choose,
    end,
    opened,
    show,
    updated,
)


def exchange(
    folder: Folder = HERE,
    workspace: Elsewhere = None,
    format: Format = "table",
    area: Annotated[
        str, typer.Option(help="Whom could this area learn from, and who from it? Default: all areas.")
    ] = "",
    theme: Themes = None,
    programme: Programmes = None,
    reviews: Which = None,
    partners: Annotated[int, typer.Option(help="How many partners to show each way.", min=1, max=50)] = 3,
) -> None:
    """Find areas where the very matter one area struggles with is a strength, nearest first, with both quotes."""
    from analyse import exchange as good_practice
    from analyse import select
    from report import console, exchanged, records

    choose(format, "table", "csv", "json")
    space = opened(folder, workspace)
    results, _ = updated(space, "discover", reviews)
    results = select.results(results, programmes=programme)
    if area:
        select.results(results, areas=[area])  # says which areas there are, where it is none of them
    found = good_practice.partners(
        results,
        space.gazetteer(),
        area=area,
        themes=[t.id for t in select.results(results, themes=theme).themes] if theme else None,
    )
    if format == "table":
        exchanged.print_exchange(results, found, console.plain(), partners=partners)
    else:
        made = exchanged.records(results, found)
        show(records.as_json(made) if format == "json" else records.as_csv(made, exchanged.KEYS))
        typer.echo(f"analyse: {good_practice.METHOD}", err=True)
    end(results)
