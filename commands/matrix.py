"""The verb `matrix`: areas against themes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.base import (
    HERE,
    Areas,
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

if TYPE_CHECKING:
    pass


def matrix(
    folder: Folder = HERE,
    workspace: Elsewhere = None,
    format: Format = "table",
    theme: Themes = None,
    area: Areas = None,
    programme: Programmes = None,
    reviews: Which = None,
) -> None:
    """Set areas against themes."""
    from analyse import select
    from report import console, records

    choose(format, "table", "csv", "json")
    results, _ = updated(opened(folder, workspace), "discover", reviews)
    results = select.results(results, themes=theme, areas=area, programmes=programme)
    if format == "table":
        console.print_matrix(results)
    elif format == "json":
        show(records.as_json(records.matrix(results)))
    else:
        show(records.as_csv(records.matrix(results), records.MATRIX_KEYS))
    end(results)
