"""The verb `indicators`: numbers from outside beside the findings."""

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
    Which,
    choose,
    end,
    opened,
    show,
    updated,
)
from corpus.errors import AnalyseError, WrongUsage

if TYPE_CHECKING:
    from analyse.indicators import Direction, Figure
    from corpus.types import Results

SHOWN = ("areas", "associations", "outcomes")


def indicators(
    folder: Folder = HERE,
    workspace: Elsewhere = None,
    format: Format = "table",
    show_: Annotated[
        str,
        typer.Option(
            "--show",
            help="areas: each area's figures beside median, quartiles and target; associations: which themes go with "
            "which indicators; outcomes: official grades, and how far net valence goes with them.",
        ),
    ] = "areas",
    indicator: Annotated[
        list[str] | None,
        typer.Option(help="Only this one. May be repeated. With --shortlist, NAME:low where a low figure worries."),
    ] = None,
    period: Annotated[str, typer.Option(help="Figures of this period.", show_default="each area's latest")] = "",
    shortlist: Annotated[
        int | None, typer.Option(help="List this many areas to review next, by the indicators named.", min=1)
    ] = None,
    theme: Themes = None,
    area: Areas = None,
    programme: Programmes = None,
    reviews: Which = None,
) -> None:
    """Set indicators/*.csv beside the findings; what goes together; whom to review next."""
    from analyse import indicators as measured_by
    from analyse import select

    choose(format, "table", "csv", "json")
    if show_ not in SHOWN:
        raise WrongUsage(f"--show {show_} is not a choice.", f"Choose from {', '.join(SHOWN)}.")
    space = opened(folder, workspace)
    figures = measured_by.read(space)
    if not figures and show_ != "outcomes":
        raise AnalyseError(
            f"There is no figure in {space.root / 'indicators'}.",
            "Put CSV files there, with the columns area, indicator, period, value, unit, target.",
        )
    results, _ = updated(space, "discover", reviews)
    results = select.results(results, programmes=programme)
    if shortlist is not None:
        _shortlist(results, figures, indicator, period, shortlist, format)
    elif show_ == "outcomes":
        _outcomes(select.results(results, areas=area), format)
    else:
        chosen = measured_by.chosen(figures, indicator, period)
        if show_ == "areas":
            _areas(select.results(results, areas=area), chosen, format)
        else:
            _associations(select.results(results, areas=area, themes=theme), chosen, format)
    end(results)


def _areas(results: Results, figures: tuple[Figure, ...], format: str) -> None:
    from analyse import indicators as measured_by
    from report import console, measured, records

    standings, spreads = measured_by.beside(results, figures), measured_by.spreads(figures)
    if format == "table":
        measured.print_areas(standings, spreads, console.plain())
    else:
        made = measured.areas(standings, spreads)
        show(records.as_json(made) if format == "json" else records.as_csv(made, measured.AREA_KEYS))


def _associations(results: Results, figures: tuple[Figure, ...], format: str) -> None:
    from analyse import indicators as measured_by
    from report import console, measured, records

    found = measured_by.associations(results, figures)
    if format == "table":
        measured.print_associations(results, found, console.plain())
    else:
        made = measured.associations(results, found)
        show(records.as_json(made) if format == "json" else records.as_csv(made, measured.ASSOCIATION_KEYS))
        if found:
            typer.echo(f"analyse: {measured_by.warning(max(a.correlation.n for a in found))}", err=True)


def _outcomes(results: Results, format: str) -> None:
    from analyse import outcomes as graded
    from report import console, measured, records

    found = graded.agreement(results)
    if format == "table":
        measured.print_outcomes(results, found, console.plain())
    else:
        made = measured.outcomes(results, found)
        show(records.as_json(made) if format == "json" else records.as_csv(made, measured.OUTCOME_KEYS))


def _shortlist(
    results: Results, figures: tuple[Figure, ...], named: list[str] | None, period: str, most: int, format: str
) -> None:
    from analyse import indicators as measured_by
    from report import console, measured, records

    if not named:
        raise WrongUsage(
            "A shortlist goes by indicators.", "Say --indicator NAME, or NAME:low where a low figure worries."
        )
    directions = [_direction(name) for name in named]
    chosen = measured_by.chosen(figures, [name for name, _ in directions], period)
    found = measured_by.shortlist(results, chosen, directions, most)
    if format == "table":
        measured.print_candidates(found, console.plain())
    else:
        made = measured.candidates(found)
        show(records.as_json(made) if format == "json" else records.as_csv(made, measured.SHORTLIST_KEYS))
        typer.echo(f"analyse: {measured_by.SHORTLIST_METHOD}", err=True)


def _direction(given: str) -> tuple[str, Direction]:
    name, _, end_ = given.rpartition(":")
    if name and end_ == "low":
        return name, "low"
    if name and end_ == "high":
        return name, "high"
    return given, "high"
