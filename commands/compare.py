"""The verb `compare`: what is everywhere, what varies by more than chance, what hinders, what is asked."""

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
    from collections.abc import Iterable

    from corpus.types import Results
    from report.records import Record

SHOWN = ("themes", "rates", "exceptions", "pairs", "barriers", "support", "recommendations")


def compare(
    folder: Folder = HERE,
    workspace: Elsewhere = None,
    format: Format = "table",
    show_: Annotated[
        str,
        typer.Option(
            "--show",
            help="themes: how areas differ, who stands out, who tells against the many; rates: every area's rate; "
            "exceptions; pairs: themes that go together; barriers: what hinders or helps; support: concern and no "
            "strength counted; recommendations: what each area is asked, and what several are.",
        ),
    ] = "themes",
    theme: Themes = None,
    area: Areas = None,
    programme: Programmes = None,
    programmes: Apart = "apart",
    reviews: Which = None,
    quotes: Annotated[int, typer.Option(help="How many quotes under each statement.", min=0, max=9)] = 1,
) -> None:
    """Compare areas: what is everywhere, what varies by more than chance. Two to four --area stand side by side."""
    from analyse import regroup, select

    choose(format, "table", "csv", "json")
    if show_ not in SHOWN:
        raise WrongUsage(f"--show {show_} is not a choice.", f"Choose from {', '.join(SHOWN)}.")
    results, _ = updated(opened(folder, workspace), "discover", reviews)
    # Areas are compared with all others of their programme: what is named is chosen from what was compared.
    results = select.results(results, programmes=programme)
    if regroup.choice(programmes) == "together":
        results = regroup.together(results)
    if show_ == "themes" and area and len(area) > 1:
        _beside(results, area, theme, format)
    elif show_ in ("themes", "rates", "exceptions"):
        _variation(results, show_, theme, area, format, quotes)
    else:
        _other(results, select.results(results, themes=theme, areas=area), show_, format, quotes)
    end(results)


def _variation(
    results: Results, show_: str, theme: list[str] | None, area: list[str] | None, format: str, quotes: int
) -> None:
    from analyse import compare
    from report import comparison, console

    found = compare.chosen(results, compare.variation(results), themes=theme, areas=area)
    if format == "table":
        printer = console.compared(results, quotes)
        {"themes": printer.themes, "rates": printer.rates, "exceptions": printer.exceptions}[show_](found)
        return
    if show_ == "themes":
        _print(comparison.themes(found), comparison.THEME_KEYS, format)
    elif show_ == "rates":
        _print(comparison.rates(results, found), comparison.RATE_KEYS, format)
    else:
        _print(comparison.exceptions(results, found), comparison.EXCEPTION_KEYS, format)
    _say(compare.METHOD)


def _beside(results: Results, area: list[str], theme: list[str] | None, format: str) -> None:
    from analyse import beside, compare
    from report import comparison, console

    found = beside.of(results, area, compare.chosen(results, compare.variation(results), themes=theme))
    if format == "table":
        console.compared(results).beside(found)
        return
    _print(comparison.beside(results, found), comparison.BESIDE_KEYS, format)
    _say(beside.METHOD)


def _other(results: Results, chosen: Results, show_: str, format: str, quotes: int) -> None:
    """What is clustered or paired over all areas is chosen from after."""
    from analyse import barriers, pairs, recommendations, support
    from report import comparison, console

    printer = console.compared(results, quotes)
    if show_ == "pairs":
        tied = pairs.of_themes(pairs.together(results), {t.id for t in chosen.themes})
        if format == "table":
            printer.pairs(tied)
        else:
            _print(comparison.pairs(tied), comparison.PAIR_KEYS, format)
            _say(pairs.METHOD)
    elif show_ == "barriers":
        clusters = barriers.chosen(barriers.clusters(results), chosen)
        if format == "table":
            printer.barriers(clusters)
        else:
            _print(comparison.barriers(results, clusters), comparison.BARRIER_KEYS, format)
    elif show_ == "support":
        needs = support.needed(chosen)
        if format == "table":
            printer.needs(needs)
        else:
            _print(comparison.needs(results, needs), comparison.SUPPORT_KEYS, format)
    else:
        shared = recommendations.chosen(recommendations.shared(results, fewest_areas=1), chosen)
        if format == "table":
            printer.recommendations(shared)
        else:
            _print(comparison.recommendations(shared), comparison.RECOMMENDATION_KEYS, format)


def _say(method: str) -> None:
    """Beside numbers that are piped on, the method goes where people read."""
    typer.echo(f"analyse: {method}", err=True)


def _print(listed: Iterable[Record], keys: tuple[str, ...], format: str) -> None:
    from report import records

    show(records.as_json(listed) if format == "json" else records.as_csv(listed, keys))
