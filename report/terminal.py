"""The matrix and the themes for a terminal. Signs and words say everything; colour only helps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from analyse import gist, outcomes
from analyse.carrying import Quotes
from corpus.types import Cell, Finding, MatrixRow, Results, Review, Theme, ThemeSummary
from report import clean, shorthand
from report.headlines import Spread, main_emergent, spreads
from report.order import arranged

_CODE_WIDTH = 19  # the longest codes of the default codebook
_LABEL_WIDTH = 40
_STYLES: dict[shorthand.Shade, str] = {
    "strengths": "bold blue",
    "more-strengths": "blue",
    "more-concerns": "yellow",
    "concerns": "bold yellow",
}
_MOST_EMERGENT = 10  # more would push the codebook's out of sight
_NOTHING = "  · none found  n/r not reviewed  n/p not processed"
_LEGEND = "+ strengths  - concerns  ~ mixed only  o neutral only" + _NOTHING
_BY_LEGENDS: dict[shorthand.By, str] = {
    "concern": "findings of concern",
    "strength": "findings of strength",
    "net": "(strengths - concerns) / (strengths + concerns): +1.00 only strengths, -1.00 only concerns, ~ neither",
    "share": "passages on the theme, of the codable passages",
    "presence": "x found",
}


def print_matrix(results: Results, console: Console, by: shorthand.By | None = None) -> None:
    """Themes down, numbered areas across, in as many blocks as the width asks for, and a legend.

    A cell shows its strengths and concerns, or with `by` one number.
    """
    matrix = results.matrix
    if not matrix.rows or not matrix.themes:
        console.print("No reviews, so no matrix.", markup=False)
        return
    wide = console.width >= 120
    label_width = min(
        _LABEL_WIDTH if wide else _CODE_WIDTH, max(len(_name(theme, labels=wide)) for theme in matrix.themes)
    )
    totals = {spread.theme.id: spread for spread in spreads(results)}
    cell_width = max(len(_signs(matrix.cell(row, theme), by)) for row in matrix.rows for theme in matrix.themes)
    cell_width = max(cell_width, len(str(len(matrix.rows))))
    total_width = max(len(_total(spread)) for spread in totals.values())
    fits = max(1, (console.width - label_width - total_width - 1) // (cell_width + 1))
    for origin, heading in (("codebook", "Themes of the codebook"), ("emergent", "Themes the reports brought up")):
        themes = [theme for theme in arranged(matrix.themes) if theme.origin == origin]
        left_out = len(themes) - _MOST_EMERGENT
        if origin == "emergent" and left_out > 0:
            themes = [*main_emergent(results, _MOST_EMERGENT)]
        if not themes:
            continue
        for first in range(0, len(matrix.rows), fits):
            rows = matrix.rows[first : first + fits]
            table = _block(
                results,
                themes,
                rows,
                first=first,
                label_width=label_width,
                cell_width=cell_width,
                totals=totals if first + fits >= len(matrix.rows) else {},
                by=by,
            )
            console.print(Text(heading if first == 0 else f"{heading}, areas {first + 1} on", style="bold"))
            console.print(table)
            console.print()
        if origin == "emergent" and left_out > 0:
            console.print(Text(f"The {_MOST_EMERGENT} in the most areas; `analyse themes` lists {left_out} more.\n"))
    _print_areas(matrix.rows, console, outcomes.grades(results) or {})
    console.print(Text(_BY_LEGENDS[by] + _NOTHING if by else _LEGEND, style="dim"))


def print_cells(results: Results, console: Console, *, most_quotes: int) -> None:
    """Every cell with findings: its counts, the line it says, and its strongest quotes, each with its id."""
    quotes = Quotes(results)
    reviews = {review.id: review for review in results.reviews}
    for row in results.matrix.rows:
        console.print(Text(clean.line(f"{row.area} ({row.programme})"), style="bold underline"))
        for theme in arranged(results.matrix.themes):
            cell = results.matrix.cell(row, theme)
            if cell.state != "found":
                continue
            console.print(
                Text(clean.line(f"{theme.label}: {shorthand.words(cell)}, {cell.share:.1%} of passages"), "bold")
            )
            said = gist.told(gist.line(cell, quotes))
            if said:
                console.print(Padding(Text(clean.line(said), style="italic"), (0, 0, 0, 2)))
            for quoted in gist.shown(cell, quotes, most_quotes):
                shown = replace(quoted.finding, quote=quoted.text, spans=quoted.spans)
                _print_quote(shown, reviews[shown.review], console, named=True, sure=quoted.sure)
        console.print()


def print_themes(results: Results, console: Console, *, most_quotes: int = 2) -> None:
    """Each theme with its areas, counts, words and best quotes with area and page."""
    findings = {finding.id: finding for finding in results.findings}
    reviews = {review.id: review for review in results.reviews}
    areas = len({row.area_code or row.area for row in results.matrix.rows})
    for origin, heading in (("codebook", "Themes of the codebook"), ("emergent", "Themes the reports brought up")):
        summaries = [summary for summary in results.summaries if summary.theme.origin == origin]
        if not summaries:
            continue
        console.print(Text(heading, style="bold underline"))
        for summary in summaries:
            _print_theme(summary, areas, console)
            for finding in (findings[id_] for id_ in summary.quotes[:most_quotes]):
                _print_quote(finding, reviews[finding.review], console)
        console.print()


def _block(
    results: Results,
    themes: Sequence[Theme],
    rows: Sequence[MatrixRow],
    *,
    first: int,
    label_width: int,
    cell_width: int,
    totals: dict[str, Spread],
    by: shorthand.By | None,
) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("", width=label_width, no_wrap=True, overflow="ellipsis")
    for number in range(first + 1, first + len(rows) + 1):
        table.add_column(str(number), justify="right", no_wrap=True, min_width=cell_width)
    if totals:
        table.add_column("all", justify="right", no_wrap=True)
    labels = label_width > _CODE_WIDTH
    for group, members in groupby(themes, key=lambda theme: theme.group):
        if group and themes[0].origin == "codebook":
            table.add_row(Text(clean.line(group), style="italic"))
        for theme in members:
            cells = [_coloured(results.matrix.cell(row, theme), by) for row in rows]
            total = [Text(_total(totals[theme.id]))] if totals else []
            table.add_row(Text(_name(theme, labels=labels)), *cells, *total)
    return table


def _print_areas(rows: Sequence[MatrixRow], console: Console, grades: Mapping[MatrixRow, str]) -> None:
    several = len({row.programme for row in rows}) > 1
    names = [
        f"{number} {clean.line(row.area)}"
        + (f" ({row.programme})" if several else "")
        + (f": {grades[row]}" if row in grades else "")
        for number, row in enumerate(rows, start=1)
    ]
    width = max(map(len, names)) + 2
    columns = max(1, console.width // width)
    depth = -(-len(names) // columns)
    for line in range(depth):
        console.print(Text("".join(name.ljust(width) for name in names[line::depth]).rstrip()))


def _print_theme(summary: ThemeSummary, areas: int, console: Console) -> None:
    theme = summary.theme
    line = Text(clean.line(theme.label), style="bold")
    line.append(f" ({theme.id})", style="dim")
    line.append(f"  {summary.areas} of {shorthand.count(areas, 'area')}", style="not bold")
    line.append(f"  +{summary.strengths} -{summary.concerns} of {summary.findings}", style="not bold")
    console.print(line)
    if summary.words:
        words = Text(", ".join(clean.line(word) for word in summary.words), style="italic")
        console.print(Padding(words, (0, 0, 0, 2)))


def _print_quote(finding: Finding, review: Review, console: Console, *, named: bool = False, sure: bool = True) -> None:
    """With "?" before what is to be read on its page first."""
    sign = {"strength": "+", "concern": "-", "mixed": "~", "neutral": "o"}[finding.valence]
    quote = clean.line(finding.quote)
    quote = quote if len(quote) <= 200 else quote[:199].rsplit(" ", 1)[0] + " ..."
    place = f"{clean.line(review.area)}, {shorthand.on_pages(finding.spans)}"
    line = Table.grid(padding=(0, 1, 0, 0))
    doubt = "" if sure else "? "
    line.add_row(Text(f"  {sign}"), Text(f"{doubt}“{quote}” ({place})" + (f" {finding.id}" if named else "")))
    console.print(line)


def _name(theme: Theme, *, labels: bool) -> str:
    name = clean.line(theme.label) if labels else theme.id
    return ("  " if theme.parent else "") + name


def _signs(cell: Cell, by: shorthand.By | None = None) -> str:
    if by is not None:
        return shorthand.number(cell, by)
    return shorthand.signs(cell, minus="-", gap="").replace("○", "o")


def _coloured(cell: Cell, by: shorthand.By | None = None) -> Text:
    return Text(_signs(cell, by), style=_STYLES.get(shorthand.shade(cell), "dim"))


def _total(spread: Spread) -> str:
    return f"+{spread.strengths}-{spread.concerns}"
