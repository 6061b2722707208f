"""Indicators and official grades beside the findings, as machines read it and for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from analyse.carrying import Quotes
from analyse.indicators import (
    METHOD,
    SHORTLIST_METHOD,
    Association,
    Candidate,
    Spread,
    Standing,
    mixed_periods,
    warning,
)
from analyse.outcomes import Agreement, by_row, net
from corpus.types import Results, Valence
from report import clean
from report.records import Record, rounded
from report.shorthand import count, on_pages

AREA_KEYS = (
    *("area", "area_code", "programme", "indicator", "period", "value", "unit", "quarter"),
    *("lower_quartile", "median", "upper_quartile", "areas_in_files", "england", "target", "distance", "source"),
)
ASSOCIATION_KEYS = (
    *("programme", "theme", "theme_label", "indicator", "periods", "areas", "rho", "low", "high", "tau_b", "p", "q"),
    *("beyond_chance", "points", "warning", "finding_ids"),
)
OUTCOME_KEYS = (
    *("area", "area_code", "programme", "judged", "outcome", "place", "of", "net"),
    *("agreement_rho", "agreement_low", "agreement_high", "agreement_tau_b", "agreement_p", "agreement_areas"),
)
SHORTLIST_KEYS = ("area", "area_code", "reviewed", "total", "ranks", "missing")
_MOST_PAIRS = 15  # associations on a terminal; files have them all


def areas(standings: Iterable[Standing], spreads: Iterable[Spread]) -> Iterator[Record]:
    """One record an area and indicator: its figure, where it stands among all areas, its distance from the target."""
    spread = {s.indicator: s for s in spreads}
    for its in standings:
        all_ = spread[its.indicator]
        yield {
            "area": clean.line(its.area),
            "area_code": clean.line(its.area_code),
            "programme": its.programme,
            "indicator": clean.line(its.indicator),
            "period": clean.line(its.period),
            "value": rounded(its.value),
            "unit": clean.line(its.unit),
            "quarter": its.quarter,
            "lower_quartile": rounded(all_.low),
            "median": rounded(all_.median),
            "upper_quartile": rounded(all_.high),
            "areas_in_files": all_.areas,
            "england": _number(all_.national),
            "target": _number(its.target),
            "distance": _number(its.distance),
            "source": clean.line(its.source),
        }


def associations(results: Results, found: Iterable[Association]) -> Iterator[Record]:
    """One record a theme and an indicator, with every area's net, figure and findings."""
    labels = {t.id: clean.line(t.label) for t in results.themes}
    for its in found:
        together = its.correlation
        yield {
            "programme": its.programme,
            "theme": its.theme,
            "theme_label": labels[its.theme],
            "indicator": clean.line(its.indicator),
            "periods": _periods(its),
            "areas": together.n,
            "rho": rounded(together.rho),
            "low": rounded(together.interval.low) if together.interval else None,
            "high": rounded(together.interval.high) if together.interval else None,
            "tau_b": rounded(together.tau),
            "p": rounded(together.p, 4),
            "q": rounded(its.q, 4),
            "beyond_chance": its.beyond_chance,
            "points": [
                {
                    "area": clean.line(p.area),
                    "area_code": clean.line(p.area_code),
                    "net": rounded(p.net),
                    "value": rounded(p.value),
                    "period": clean.line(p.period),
                    "finding_ids": list(p.findings),
                }
                for p in its.points
            ],
            "warning": warning(together.n, together.interval),
            "finding_ids": [i for p in its.points for i in p.findings],
        }


def outcomes(results: Results, found: Iterable[Agreement]) -> Iterator[Record]:
    """One record an area whose report gives a grade, with how far grades and net valence agree in its programme."""
    by_programme = {a.programme: a for a in found}
    for row, outcome in by_row(results).items():
        together = by_programme[row.programme].correlation
        value = net(results, row)
        yield {
            "area": clean.line(row.area),
            "area_code": clean.line(row.area_code),
            "programme": row.programme,
            "judged": clean.line(outcome.name),
            "outcome": outcome.grade,
            "place": outcome.place,
            "of": outcome.of,
            "net": _number(value),
            "agreement_rho": rounded(together.rho) if together else None,
            "agreement_low": rounded(together.interval.low) if together and together.interval else None,
            "agreement_high": rounded(together.interval.high) if together and together.interval else None,
            "agreement_tau_b": rounded(together.tau) if together else None,
            "agreement_p": rounded(together.p, 4) if together else None,
            "agreement_areas": together.n if together else 0,
        }


def candidates(found: Iterable[Candidate]) -> Iterator[Record]:
    """One record an area that could be reviewed next."""
    for its in found:
        yield {
            "area": clean.line(its.area),
            "area_code": clean.line(its.area_code),
            "reviewed": its.reviewed,
            "total": _number(its.total),
            "ranks": {clean.line(name): place for name, place in its.ranks},
            "missing": [clean.line(name) for name in its.missing],
        }


def print_areas(standings: Sequence[Standing], spreads: Sequence[Spread], console: Console) -> None:
    """A table an indicator: every area of the matrix beside median, quartiles and target."""
    for spread in spreads:
        its = [s for s in standings if s.indicator == spread.indicator]
        periods = spread.periods[0] if len(spread.periods) == 1 else f"latest of {', '.join(spread.periods)}"
        head = f"{spread.indicator}, {spread.unit or 'no unit'}, {periods}"
        console.print(Text(clean.line(head), style="bold underline"))
        england = "" if spread.national is None else f"; England {spread.national:,g}"
        console.print(
            Text(
                f"{count(spread.areas, 'area')} in the files: median {spread.median:,.5g}, quartiles {spread.low:,.5g} "
                f"and {spread.high:,.5g}{england}"
            )
        )
        table = _table("Area", "Programme", "Period", "Value", "Quarter", "Target", "Distance")
        for s in its:
            table.add_row(
                *(Text(clean.line(cell)) for cell in (s.area, s.programme, s.period)),
                f"{s.value:,g}",
                f"{s.quarter} of 4",
                "" if s.target is None else f"{s.target:,g}",
                "" if s.distance is None else f"{s.distance:+,.4g}",
            )
        console.print(table)
        console.print()
    console.print(Text(f"Method: {METHOD}", style="dim"))


def print_associations(results: Results, found: Sequence[Association], console: Console, *, quotes: int = 1) -> None:
    """The surest pairs first, each with its areas' findings to open, and the warning before them."""
    labels = {t.id: clean.line(t.label) for t in results.themes}
    evidence = Quotes(results)
    if not found:
        console.print(Text("No theme and indicator have figures for five areas or more."))
        return
    console.print(Text(warning(max(a.correlation.n for a in found)), style="bold"))
    beyond = sum(a.beyond_chance for a in found)
    if mixed := mixed_periods(found):
        console.print(Text(clean.line(mixed), style="bold"))
    console.print(Text(f"{count(len(found), 'pair')} looked at; {beyond or 'none'} beyond chance.\n"))
    table = _table("Theme", "Indicator", "Period", "Areas", "rho", "95 % interval", "tau-b", "p", "q")
    for its in found[:_MOST_PAIRS]:
        c = its.correlation
        table.add_row(
            Text(labels[its.theme]),
            Text(clean.line(its.indicator)),
            Text(_periods(its)),
            str(c.n),
            f"{c.rho:+.2f}{'*' if its.beyond_chance else ' '}",
            f"{c.interval.low:+.2f} to {c.interval.high:+.2f}" if c.interval else "",
            f"{c.tau:+.2f}",
            f"{c.p:.4f}",
            f"{its.q:.3f}",
        )
    console.print(table)
    for its in found[: min(3, _MOST_PAIRS)] if quotes else ():
        _print_ends(its, labels, evidence, console)
    console.print(Text(f"\nMethod: {METHOD}", style="dim"))


def _print_ends(its: Association, labels: Mapping[str, str], evidence: Quotes, console: Console) -> None:
    """The areas with the lowest and the highest figure, with what their reports say."""
    console.print(Text(clean.line(f"\n{labels[its.theme]} and {its.indicator}"), style="bold"))
    ordered = sorted(its.points, key=lambda p: (p.value, p.area))
    for point in (ordered[0], ordered[-1]):
        side: Valence = "strength" if point.net > 0 else "concern"
        best = evidence.best(point.findings, sides=(side,)) or evidence.best(point.findings)
        line = f"{point.area}: {point.value:,g} in {point.period}, net {point.net:+.2f}"
        if best:
            line += f": {'' if best[0].sure else '? '}“{clean.line(best[0].text)}” ({on_pages(best[0].spans)})"
        console.print(Padding(Text(clean.line(line)), (0, 0, 0, 2)))


def print_outcomes(results: Results, found: Sequence[Agreement], console: Console) -> None:
    """Grades beside net valence by programme, and how far they agree."""
    graded = by_row(results)
    if not graded:
        console.print(Text("No report here gives an official grade."))
    for its in found:
        console.print(Text(its.programme, style="bold underline"))
        if c := its.correlation:
            interval = f", 95 % {c.interval.low:+.2f} to {c.interval.high:+.2f}" if c.interval else ""
            line = f"Net valence and grade: rho {c.rho:+.2f}{interval}, tau-b {c.tau:+.2f}, p {c.p:.4f}, {c.n} areas"
            console.print(Text(line))
        table = _table("Area", "Outcome", "Net")
        for row, outcome in graded.items():
            if row.programme == its.programme:
                value = net(results, row)
                table.add_row(Text(clean.line(row.area)), outcome.grade, "" if value is None else f"{value:+.2f}")
        console.print(table)
        console.print()


def print_candidates(found: Sequence[Candidate], console: Console) -> None:
    table = _table("Area", "Reviewed", "Sum of ranks", "Ranks")
    for its in found:
        places = ", ".join(f"{name} {place:g}" for name, place in its.ranks)
        missing = f" (no figure: {', '.join(its.missing)})" if its.missing else ""
        table.add_row(
            Text(clean.line(its.area)),
            its.reviewed or "not yet",
            "" if its.total is None else f"{its.total:g}",
            Text(clean.line(places + missing)),
        )
    console.print(table)
    console.print(Text(f"Method: {SHORTLIST_METHOD}", style="dim"))


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    left = {"Area", "Programme", "Period", "Theme", "Indicator", "Outcome", "Reviewed", "Ranks"}
    for heading in headings:
        table.add_column(heading, justify="left" if heading in left else "right", overflow="fold")
    return table


def _periods(its: Association) -> str:
    """`2018`, or with the areas of each `2018 (8), 2017 (2)`."""
    its_periods = its.periods
    if len(its_periods) == 1:
        return clean.line(its_periods[0][0])
    return ", ".join(f"{clean.line(period)} ({areas})" for period, areas in its_periods)


def _number(value: float | None) -> float | None:
    return None if value is None else rounded(value)
