"""What stands beside the findings: the grades that reports give, and figures from outside them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyse import indicators as measured_by
from analyse import outcomes as graded
from corpus.types import Results
from report import clean, shorthand
from report.across import Across
from report.word.evidence import programme
from report.word.paper import Paper

_A_TABLE = 4  # indicators side by side
_NONE = "no figure"
_UNIT = re.compile(r" (?:pct|percent|per cent|rate|per \d+k?|per \d{1,3}(?:,\d{3})+)$", re.IGNORECASE)


def outcomes(paper: Paper, results: Results) -> None:
    """The grade of each area, where reports give one, beside the net of its findings."""
    found = graded.by_row(results)
    if not found:
        return
    paper.heading("Official outcomes", 1)
    paper.paragraph(
        "The grade of the review as a whole, in the words of its framework. Net is strengths less concerns over both, "
        "on the themes of the codebook: +1 is strengths only, −1 concerns only. A grade is given on more than what a "
        "report says, so the two need not agree.",
        keep_next=True,
    )
    for agreement in graded.agreement(results):
        if (c := agreement.correlation) is not None:
            ends = (_signed(c.interval.low), _signed(c.interval.high)) if c.interval else ()
            between = f" (95 per cent interval {' to '.join(ends)})" if ends else ""
            paper.paragraph(
                f"Rank correlation of net and grade over {shorthand.count(c.n, 'area')}: {_signed(c.rho)}"
                f"{between}. {measured_by.warning(c.n, c.interval)}",
                "Footnote line",
                keep_next=True,
            )
        its = [(row, outcome) for row, outcome in found.items() if row.programme == agreement.programme]
        rows = []
        for row, outcome in its:
            net = graded.net(results, row)
            place = f"{outcome.place} of {outcome.of}"
            rows.append((clean.line(row.area), _capital(outcome.grade), place, "" if net is None else _signed(net)))
        caption = f"Outcomes: {programme(agreement.programme)}"
        paper.table(caption, ("Area", "Outcome", "Place from the best", "Net of findings"), rows, (3, 3.4, 1.6, 1.6))


def indicators(paper: Paper, across: Across, results: Results) -> None:
    """Each area's latest figures beside the median of all areas in the files."""
    figures = measured_by.chosen(across.figures)
    standings = measured_by.beside(results, figures)
    if not standings:
        return
    paper.heading("Indicators", 1)
    paper.paragraph(
        "Figures from outside the reports, as the workspace has them: each area’s latest, beside the median and the "
        "quartiles of all areas in the files, reviewed or not. They were not used in finding what the reports say.",
        keep_next=True,
    )
    by_area = {(s.area_code, s.indicator): s for s in standings}
    areas = {(row.area_code, clean.line(row.area)): None for row in results.matrix.rows}  # once, in two programmes too
    spreads = [s for s in measured_by.spreads(figures) if any(s.indicator == its.indicator for its in standings)]
    for chosen in _fours(spreads):
        its = [s for s in standings if any(s.indicator == spread.indicator for spread in chosen)]
        alike = {spread.indicator: _alike(its, spread) for spread in chosen}
        header = ("Area", *(_named(spread, alike[spread.indicator]) for spread in chosen))
        rows = [
            (name, *(_figure(by_area.get((code, s.indicator)), s, alike[s.indicator]) for s in chosen))
            for code, name in areas
        ]
        for label, of in (("Lower quartile", "low"), ("Median", "median"), ("Upper quartile", "high")):
            rows.append((f"{label} of all areas", *(_number(getattr(spread, of)) for spread in chosen)))
        if any(spread.national is not None for spread in chosen):
            rows.append(("England", *(_number(s.national) if s.national is not None else _NONE for s in chosen)))
        widths = (2.6, *(2.0 for _ in chosen))
        paper.table("Indicators by area, in order of name", header, rows, widths)


def _fours(spreads: Sequence[measured_by.Spread]) -> list[tuple[measured_by.Spread, ...]]:
    return [tuple(spreads[at : at + _A_TABLE]) for at in range(0, len(spreads), _A_TABLE)]


def _alike(standings: Sequence[measured_by.Standing], spread: measured_by.Spread) -> float | None:
    """The target that all areas with one have."""
    targets = {s.target for s in standings if s.indicator == spread.indicator and s.target is not None}
    return targets.pop() if len(targets) == 1 else None


def _named(spread: measured_by.Spread, target: float | None) -> str:
    """The indicator's name without the short forms of its unit, which stands after it."""
    words = clean.line(spread.indicator).replace("_", " ")
    unit = clean.line(spread.unit)
    words = _UNIT.sub("", words) if unit else words
    periods = f"{spread.periods[0]} to {spread.periods[-1]}" if len(spread.periods) > 1 else spread.periods[0]
    aim = f"; target {_number(target)}" if target is not None else ""
    return _capital(f"{words}{f', {unit}' if unit else ''} ({clean.line(periods)}{aim})")


def _figure(its: measured_by.Standing | None, spread: measured_by.Spread, target: float | None) -> str:
    if its is None:
        return _NONE
    parts = [clean.line(its.period)] if len(spread.periods) > 1 else []
    parts += [f"target {_number(its.target)}"] if its.target is not None and target is None else []
    return _number(its.value) + (f" ({', '.join(parts)})" if parts else "")


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{round(value, 2):g}"


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
