"""What stands in each sheet of the workbook, as values; `workbook` writes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from analyse import outcomes
from corpus.types import Cell, Finding, Matrix, MatrixRow, Results, Review, Span, Theme
from report import across, clean, headlines, method, overlap, records, shorthand
from report.order import arranged

AREA_COLUMNS = 3  # area, area code and programme lead every row of the matrix sheets


@dataclass(frozen=True, slots=True)
class Shaded:
    """A cell with a fill; its text says the same as the colour."""

    text: str
    shade: shorthand.Shade


Value = str | int | float | date | Shaded | None


@dataclass(frozen=True, slots=True)
class Column:
    header: str
    width: float = 14  # characters
    number_format: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name on the tab, its title, lines that explain, and one table (a cover has none)."""

    name: str
    title: str
    lines: tuple[str, ...]
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[Value, ...], ...] = ()


def tables(results: Results) -> tuple[Sheet, ...]:
    """Every sheet with data, in the order in which people want them."""
    return (
        _matrix_in_words(results),
        _numbers(results, "Strengths", "Number of strengths by area and theme", lambda cell: cell.strengths),
        _numbers(results, "Concerns", "Number of concerns by area and theme", lambda cell: cell.concerns),
        _net(results),
        _tidy(results),
        _findings(results),
        _themes(results),
        _codebook(results),
        _reviews(results),
        _method(results),
    )


def cover(results: Results, title: str) -> Sheet:
    """What the workbook is, and what it says in a few sentences."""
    found = headlines.spreads(results)
    lines = [headlines.summary(results)]
    for heading, chosen in headlines.sections(found):
        lines += [heading, *(f"{spread.label}. {spread.sentence()}" for spread in chosen)]
    if not across.of(results).progress:
        lines += ["Change since earlier reviews", headlines.NO_CHANGE]
    lines += [
        "How to use it",
        "The sheet Matrix sets areas against themes in words; Strengths, Concerns and Net do so in numbers.",
        "Every number counts quotes, which the sheet Findings lists one a row, each with its report and page.",
        "The sheet Notes explains signs and words; the sheet Method says how the findings were made.",
        "The areas are not ranked: reports differ in length and in what they were asked to look at.",
    ]
    return Sheet("Cover", title, tuple(lines))


def contents(sheets: Sequence[Sheet]) -> Sheet:
    rows = tuple((sheet.name, sheet.title) for sheet in sheets)
    return Sheet("Contents", "Contents", (ONE_TABLE,), (Column("Sheet", 18), Column("What it holds", 80)), rows)


def notes(cut: int) -> Sheet:
    """The words and signs used, and what was left out or cut."""
    rows: list[tuple[Value, ...]] = [
        (
            "[z]",
            "Not applicable: the theme was out of the scope of the review, or (in Net) there was nothing to divide.",
        ),
        ("[x]", "Not available: the report could not be read."),
        ("0", "Looked for, none found."),
        ("Strength", "The passage says that something works well, is effective or is improving."),
        ("Concern", "The passage says that something does not work or must improve."),
        ("Mixed", "The passage makes two judgements on the theme, one of each kind; it is one finding."),
        ("Neutral", "The passage describes and does not judge."),
        ("Net", "Strengths less concerns, divided by strengths plus concerns: 1 is strengths only, -1 concerns only."),
        ("Share", "Passages on the theme divided by all passages of the reviews that could be coded."),
        (
            "Page",
            "The page of the PDF file, counted from 1. The printed page number, where there is one, is beside it.",
        ),
        ("Place", "Where the quote stands in the stored text of its pages (page:start-end), for checking."),
        ("Counting", "Cells count findings in the body of a report, and in its summary where the body has none."),
        ("Colour", "In the sheet Matrix, blue is more strengths and orange more concerns; the words say the same."),
        (
            "Cells cut",
            ("One cell was" if cut == 1 else f"{cut} cells were")
            + " longer than a spreadsheet's cell can be; what is missing is noted at the end.",
        ),
    ]
    return Sheet(
        "Notes", "Notes", (ONE_TABLE,), (Column("Word or sign", 18), Column("What it means", 100)), tuple(rows)
    )


ONE_TABLE = "This sheet holds one table."
_SHORTHAND = (
    "[z] means not applicable: the theme was out of the review's scope. [x] means the report could not be read."
)
_NOTHING: dict[str, Value] = {"none": 0, "not-reviewed": "[z]", "not-processed": "[x]"}


def _matrix_in_words(results: Results) -> Sheet:
    def text(cell: Cell) -> Value:
        nothing = {"none": "none found", "not-reviewed": "[z]", "not-processed": "[x]"}
        return Shaded(nothing.get(cell.state) or shorthand.words(cell), shorthand.shade(cell))

    lines = (ONE_TABLE, "How many findings say what, by area and theme. Colour repeats the words. " + _SHORTHAND)
    columns = (*_area_columns(), *_theme_columns(_across(results.matrix), Column("", 16)))
    return Sheet("Matrix", "Findings by area and theme, in words", lines, columns, _by_area(results.matrix, text))


def _numbers(results: Results, name: str, title: str, number: Callable[[Cell], int]) -> Sheet:
    def value(cell: Cell) -> Value:
        return number(cell) if cell.state == "found" else _NOTHING[cell.state]

    columns = (*_area_columns(), *_theme_columns(_across(results.matrix), Column("", 13, "#,##0")))
    return Sheet(name, title, (ONE_TABLE, _SHORTHAND), columns, _by_area(results.matrix, value))


def _net(results: Results) -> Sheet:
    def value(cell: Cell) -> Value:
        return "[x]" if cell.state == "not-processed" else "[z]" if cell.net is None else cell.net

    lines = (
        ONE_TABLE,
        "Strengths less concerns, divided by strengths plus concerns: 1 is strengths only, -1 concerns only. "
        "[z] means there was neither, or the theme was out of scope. [x] means the report could not be read.",
    )
    columns = (*_area_columns(), *_theme_columns(_across(results.matrix), Column("", 13, "0.00")))
    return Sheet(
        "Net", "Net of strengths and concerns by area and theme", lines, columns, _by_area(results.matrix, value)
    )


def _by_area(matrix: Matrix, value: Callable[[Cell], Value]) -> tuple[tuple[Value, ...], ...]:
    return tuple((*_area(row), *(value(matrix.cell(row, theme)) for theme in _across(matrix))) for row in matrix.rows)


def _across(matrix: Matrix) -> tuple[Theme, ...]:
    """Themes with a column of their own: those shown apart stand in the list of themes and one combination a row."""
    return tuple(theme for theme in arranged(matrix.themes) if not theme.apart)


def _area(row: MatrixRow) -> tuple[Value, ...]:
    return row.area, row.area_code, row.programme


def _area_columns() -> tuple[Column, ...]:
    return Column("Area", 24), Column("Area code", 12), Column("Programme", 21)


def _theme_columns(themes: Iterable[Theme], like: Column) -> tuple[Column, ...]:
    return tuple(Column(clean.line(theme.label), like.width, like.number_format) for theme in themes)


def _tidy(results: Results) -> Sheet:
    columns = (
        *_area_columns(),
        *(Column("Reviews", 18), Column("Theme code", 20), Column("Theme", 28)),
        *(Column(name, 10, "#,##0") for name in ("Strengths", "Concerns", "Mixed", "Neutral")),
        *(Column("Net", 8, "0.000"), Column("Findings", 10, "#,##0"), Column("Passages", 10, "#,##0")),
        *(Column("Share", 8, "0.0%"), Column("State", 14)),
    )
    keys = [key for key in records.MATRIX_KEYS if key != "area_code"]
    rows = []
    for record in records.matrix(results):
        unknown = _NOTHING.get(record["state"]) or None
        values = {key: unknown if unknown and key in _COUNTS else record[key] for key in keys}
        values["net"] = unknown or ("[z]" if record["net"] is None else record["net"])
        values["reviews"] = "; ".join(record["reviews"])
        rows.append((record["area"], record["area_code"], *(values[key] for key in keys[1:])))
    title = "Findings by area and theme, one combination a row"
    return Sheet("Matrix_tidy", title, (ONE_TABLE, _SHORTHAND), columns, tuple(rows))


_COUNTS = frozenset({"strengths", "concerns", "mixed", "neutral", "findings", "passages", "share"})


def _findings(results: Results) -> Sheet:
    reviews = {review.id: review for review in results.reviews}
    themes = {theme.id: (place, theme) for place, theme in enumerate(arranged(results.themes))}
    counted = {id_ for cell in results.matrix.cells.values() for id_ in cell.findings}
    columns = (
        *(Column("Area", 20), Column("Theme", 24), Column("Valence", 10), Column("Quote", 80)),
        *(Column("Page", 7), Column("Printed page", 9), Column("Report", 34), Column("Date of review", 12)),
        *(Column("Programme", 21), Column("Section", 36), Column("Part of report", 14), Column("Why", 40)),
        *(Column("Barrier", 30), Column("Enabler", 30), Column("Score", 8, "0.000"), Column("Coded by", 10)),
        *(
            Column("Status", 11),
            Column("In the matrix", 9),
            Column("Theme code", 20),
            Column("Theme from", 11),
            Column("Area code", 12),
        ),
        *(Column("Review", 18), Column("Passage", 20), Column("Finding", 20), Column("Place", 16)),
    )

    def row(finding: Finding) -> tuple[Value, ...]:
        review, theme, first = reviews[finding.review], themes[finding.theme][1], finding.spans[0]
        return (
            *(review.area, theme.label, finding.valence, finding.quote, first.page, _label(first.label), review.file),
            *(review.date, review.programme, " > ".join(finding.section), finding.section_role, finding.why),
            *(finding.barrier, finding.enabler, finding.score, finding.origin, finding.status),
            *(
                "yes" if finding.id in counted else "no",
                theme.id,
                theme.origin,
                review.area_code,
                review.id,
                finding.passage,
                finding.id,
                place(finding),
            ),
        )

    def order(finding: Finding) -> tuple[int, str, str, int, str]:
        review = reviews[finding.review]
        return themes[finding.theme][0], review.area, review.programme, finding.spans[0].page, finding.id

    rows = tuple(row(finding) for finding in sorted(results.findings, key=order))
    lines = (
        ONE_TABLE,
        "One finding a row: its exact quote, and the page of the report it stands on. Blank: not said.",
        f"Those with yes under In the matrix are counted there. {method.LEAVES_OUT}",
    )
    return Sheet("Findings", "Findings, one quote a row", lines, columns, rows)


def _label(label: str) -> Value:
    """A printed page number as a number where it is one, so that it stands under the others."""
    return int(label) if label.isascii() and label.isdigit() and len(label) < 6 else label


def place(finding: Finding) -> str:
    """Where the quote stands in the stored text: `3:120-245;4:0-60`."""
    return spot(finding.spans)


def spot(spans: Iterable[Span]) -> str:
    """Spans as `page:start-end`, which `read_back` reads."""
    return ";".join(f"{span.page}:{span.start}-{span.end}" for span in spans)


def _themes(results: Results) -> Sheet:
    columns = (
        *(Column("Theme code", 22), Column("Theme", 30), Column("Group", 24), Column("From", 11)),
        *(Column(name, 10, "#,##0") for name in ("Areas", "Findings", "Strengths", "Concerns")),
        *(Column("How widespread", 60), Column("Words", 40), Column("Beside the codebook", 60), Column("Caution", 40)),
    )
    spread = {found.theme.id: found.sentence() for found in headlines.spreads(results)}
    beside, cautions = overlap.of(results), overlap.cautions(results)
    apart = {node.id: f"Shown apart ({node.apart})." for node in results.tree if node.apart}
    rows = tuple(
        (
            *(summary.theme.id, summary.theme.label, summary.theme.group, summary.theme.origin),
            *(summary.areas, summary.findings, summary.strengths, summary.concerns),
            *(spread.get(summary.theme.id, ""), "; ".join(summary.words)),
            *(beside[summary.theme.id].sentence() if summary.theme.id in beside else "",),
            " ".join(filter(None, (apart.get(summary.theme.id, ""), cautions.get(summary.theme.id, "")))),
        )
        for summary in results.summaries
    )
    lines = (
        ONE_TABLE,
        "Themes of the codebook were looked for; emergent themes were found among all sentences, so that many of their "
        "findings stand under a theme of the codebook too: the column Beside the codebook says how many.",
    )
    return Sheet("Themes", "Themes and how widespread they are", lines, columns, rows)


def _codebook(results: Results) -> Sheet:
    columns = (
        *(Column("Theme code", 22), Column("Theme", 30), Column("Group", 24), Column("Part of", 20)),
        *(Column("Definition", 80), Column("Other names", 40), Column("Phrases", 60)),
    )
    rows = tuple(
        (
            *(theme.id, theme.label, theme.group, theme.parent),
            *(theme.definition, "; ".join(theme.other_names), "; ".join(theme.phrases)),
        )
        for theme in results.themes
        if theme.origin == "codebook"
    )
    lines = (ONE_TABLE, "What each theme means and the words by which it was looked for. Blank: none.")
    return Sheet("Codebook", "The codebook", lines, columns, rows)


def _reviews(results: Results) -> Sheet:
    columns = (
        *(Column("Report", 34), Column("Area", 24), Column("Area code", 12), Column("Region", 20)),
        *(Column("Programme", 21), Column("Kind", 11), Column("Date of review", 12), Column("Published", 12)),
        *(Column(name, 10, "#,##0") for name in ("Pages", "Passages", "Findings")),
        *(Column("Status", 10), Column("Reason and remedy", 60), Column("Warnings", 40), Column("Review", 18)),
        Column("Outcome", 26),
    )
    findings = Counter(finding.review for finding in results.findings if finding.status != "rejected")

    def row(review: Review) -> tuple[Value, ...]:
        return (
            *(review.file, review.area, review.area_code, review.region, review.programme, review.kind),
            *(review.date, review.published, review.pages, review.passages, findings[review.id]),
            *(review.status, review.reason, "; ".join(review.warnings), review.id),
            outcome.grade if (outcome := outcomes.overall(review)) else "",
        )

    failed = (
        (failure.file, *("[x]",) * 10, "failed", f"{failure.reason} {failure.remedy}".strip(), "", "[x]", "[x]")
        for failure in results.failures
    )
    rows = (*(row(review) for review in results.reviews), *failed)
    lines = (
        ONE_TABLE,
        "Every file that was given, with those that could not be read last. Blank: none. " + _SHORTHAND,
    )
    return Sheet("Reviews", "Reviews, and files that could not be read", lines, columns, rows)


def _method(results: Results) -> Sheet:
    rows: list[tuple[Value, ...]] = [
        ("How findings are made", method.HOW[0]),
        *((f"How findings are made ({number})", text) for number, text in enumerate(method.HOW[1:], start=2)),
        *((f"Setting: {key}", value) for key, value in sorted(results.settings.items())),
    ]
    columns = (Column("Item", 30), Column("Description", 110))
    return Sheet("Method", "Method and settings", (ONE_TABLE,), columns, tuple(rows))
