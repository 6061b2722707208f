"""The verb `matrix`: areas against themes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from commands.base import (
    HERE,
    Apart,
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
from corpus.errors import WrongUsage

if TYPE_CHECKING:
    from corpus.types import Results
    from corpus.workspace import Workspace


def matrix(
    folder: Folder = HERE,
    workspace: Elsewhere = None,
    format: Format = "table",
    by: Annotated[
        str,
        typer.Option(
            help="One number a cell: concern, strength, net, share of passages or presence.",
            show_default="strengths and concerns",
        ),
    ] = "",
    theme: Themes = None,
    area: Areas = None,
    programme: Programmes = None,
    origin: Annotated[str, typer.Option(help="Only themes of this origin: codebook or emergent.")] = "",
    programmes: Apart = "apart",
    group_by: Annotated[
        str, typer.Option(help="Group areas by region, or by any column of the workspace's areas.csv.")
    ] = "",
    reviews: Which = None,
    as_of: Annotated[
        str, typer.Option(help="As it stood on this day, YYYY-MM-DD: by publication, else the last day on site.")
    ] = "",
    since: Annotated[
        str, typer.Option(help="What changed since a run in history/: its name, its number, a day, or last.")
    ] = "",
    quotes: Annotated[
        int, typer.Option(help="With each cell the line it says and so many of its strongest quotes.", min=0, max=9)
    ] = 0,
) -> None:
    """Set areas against themes."""
    from analyse import as_of as then
    from analyse import outcomes, regroup, select
    from report import console, records, shorthand

    choose(format, "table", "csv", "json")
    value = shorthand.by(by) if by else None
    apart = regroup.choice(programmes)
    day = then.day(as_of, "--as-of") if as_of else None
    space = opened(folder, workspace)
    results, _ = updated(space, "discover", reviews)
    if since:
        if by == "share" or origin or group_by or as_of or quotes or programme or apart == "together":
            raise WrongUsage(
                "--since goes with --theme, --area and --by concern, strength, net or presence.",
                "Leave the other options out.",
            )
        _since(space, results, since, by, theme, area, format)
        end(results)
        return
    dates = None
    if day is not None:
        results, dated = then.results(results, day)
        dates = {d.review: f"{d.day} {d.basis}" for d in dated}
        for remark in then.remarks(day, dated):
            typer.echo(f"analyse: {remark}", err=True)
    results = select.results(results, themes=theme, areas=area, programmes=programme, origin=origin)
    if not theme:
        _leave_out(results)
        results = select.across(results)
    if apart == "together":
        results = regroup.together(results)
    if group_by:
        results = regroup.by_column(results, group_by, space.gazetteer())
    if format == "table":
        console.print_matrix(results, value)
        if quotes:
            console.print_cells(results, quotes)
        end(results)
        return
    grades = outcomes.grades(results)
    listed = records.matrix(results, by=value, dates=dates, quotes=quotes, grades=grades)
    keys = records.matrix_keys(by=bool(by), dates=dates is not None, quotes=bool(quotes), grades=grades is not None)
    show(records.as_json(listed) if format == "json" else records.as_csv(listed, keys))
    end(results)


def _leave_out(results: Results) -> None:
    from report import clean
    from report.shorthand import count

    if out := [clean.line(t.label) for t in results.matrix.themes if t.apart]:
        stands = "stands" if len(out) == 1 else "stand"
        typer.echo(
            f"analyse: {count(len(out), 'theme')} found in the reports {stands} apart and "
            f"{'is' if len(out) == 1 else 'are'} left out: {', '.join(out)}. Name one with --theme to see it.",
            err=True,
        )


def _since(
    space: Workspace,
    results: Results,
    since: str,
    by: str,
    theme: list[str] | None,
    area: list[str] | None,
    format: str,
) -> None:
    from dataclasses import replace

    from analyse import history, known_themes, select
    from report import comparison, console, records

    kept = select.results(results, themes=theme, areas=area)
    try:
        before = history.draft(space.root, since, results)
    except history.NothingYet as nothing:  # a first run is no mistake
        typer.echo(f"analyse: {nothing}", err=True)
        if format != "table":
            show(records.as_json([]) if format == "json" else records.as_csv([], comparison.CHANGE_KEYS))
        return
    found = history.chosen(
        history.changes(results, before),
        themes={t.id for t in kept.themes} if theme else None,
        areas={r.area or r.file for r in kept.reviews} if area else None,
    )
    found = history.moved(found, by) if by else found
    path = space.root / known_themes.NAME
    emergent = known_themes.read(path.read_text(encoding="utf-8") if path.is_file() else "").themes
    gone = history.gone(found, before, results, {t.id: t.label for t in emergent})
    results = replace(results, themes=(*results.themes, *gone))
    if format == "table":
        console.print_changes(results, found)
        return
    listed = comparison.changes(results, found)
    show(records.as_json(listed) if format == "json" else records.as_csv(listed, comparison.CHANGE_KEYS))
