"""The verb `themes`: code, discover, list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from commands.base import HERE, Elsewhere, Folder, Format, choose, end, opened, show, updated

if TYPE_CHECKING:
    pass


def themes(
    folder: Folder = HERE,
    workspace: Elsewhere = None,
    format: Format = "table",
    origin: Annotated[str, typer.Option(help="Only themes of this origin: codebook or emergent.")] = "",
    quotes: Annotated[int, typer.Option(help="How many quotes to show for each theme.", min=0, max=3)] = 2,
) -> None:
    """Code the passages, discover emergent themes, list them all."""
    from analyse import select
    from report import console, records

    choose(format, "table", "json", "csv")
    results, _ = updated(opened(folder, workspace), "discover")
    results = select.results(results, origin=origin)
    if format == "table":
        console.print_themes(results, quotes)
    else:
        listed = records.themes(results)
        show(records.as_json(listed) if format == "json" else records.as_csv(listed, records.THEME_KEYS))
    end(results)
