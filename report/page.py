"""report.html: one file with the matrix, its quotes and their pages, that needs nothing from anywhere else."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from analyse import carrying
from corpus.types import Cell, Finding, MatrixRow, Results, Review, Theme, Valence
from extract import layouts
from report import across, alone, clean, headlines, links, method, overlap, shorthand, shown
from report.sheets import place
from report.word.evidence import day, in_labels, programme

FILE = "report.html"
TITLE = "Findings of reviews of local areas"
# A browser opens some 6 MB of page at once without a pause; that is about so many quotes.
_MOST_QUOTES = 6_000
_QUOTES_A_VALENCE = (50, 20, 10, 5, 3, 2, 1)
_BEST = 2
_LOOKED = 5  # quotes of a cell that are looked through for one that reads well by itself
_ORDER: tuple[Valence, ...] = ("concern", "strength", "mixed", "neutral")
_SIZE = re.compile(rb'width="([\d.]+)pt" height="([\d.]+)pt"')
_PROGRAMME = re.compile(rf", ({'|'.join(re.escape(layout.name) for layout in layouts.load())}) of ")
# A line of a picture's title, which the page writes above it.
_TITLE = re.compile(rb'<text style="font-weight: 700; font-size: 11px;[^>]*?(?: y="|translate\([\d.]+ )([\d.]+)')
_SAFE_ID = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Quote:
    """One quote with all that tells where it stands and why it is here."""

    text: str
    valence: Valence
    area: str
    page: str
    address: str
    section: str
    why: str
    clauses: tuple[tuple[str, str], ...]  # "Hindered by", "Helped by"
    finding: str
    review: str
    place: str


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell: as the matrix shows it, and the quotes behind it."""

    anchor: str
    area: str
    plain: str  # the area without its programme
    programme: str
    theme: str
    sub: bool  # on a sub-theme
    signs: str
    words: str
    shade: shorthand.Shade
    quotes: tuple[Quote, ...]
    more: int  # quotes of the cell that are not on the page

    @property
    def opens(self) -> bool:
        return bool(self.quotes)


@dataclass(frozen=True, slots=True)
class ThemeView:
    theme: Theme
    anchor: str
    definition: str
    sentence: str
    beside: str  # how far an emergent theme says what the codebook has too
    caution: str
    strengths: tuple[Quote, ...]  # the best, from different areas
    concerns: tuple[Quote, ...]
    cells: tuple[CellView, ...]  # of the areas where it was found
    nothing: tuple[tuple[str, str], ...]  # what kind of nothing, and the areas


@dataclass(frozen=True, slots=True)
class AreaView:
    name: str
    plain: str  # without its programme
    programme: str
    anchor: str
    reviews: tuple[tuple[Review, str], ...]  # with the address of the PDF
    others: tuple[tuple[Review, str], ...]  # of the same area and programme, which the matrix does not count
    cells: Mapping[str, CellView]  # by theme id
    leaning: tuple[tuple[str, tuple[CellView, ...]], ...]  # on the themes of the codebook
    emergent: tuple[tuple[str, tuple[CellView, ...]], ...]  # on the others where something was found
    became: tuple[str, ...]  # what became of what an earlier review asked


@dataclass(frozen=True, slots=True)
class TableView:
    """One matrix: the codebook's themes or the emergent ones, columns in groups."""

    caption: str
    groups: tuple[tuple[str, tuple[ThemeView, ...]], ...]

    @property
    def themes(self) -> tuple[ThemeView, ...]:
        return tuple(theme for _, themes in self.groups for theme in themes)


@dataclass(frozen=True, slots=True)
class ChartView:
    title: str
    alternative: str
    address: str  # the picture itself
    width: int  # pixels
    height: int


def page(results: Results, pdf_href: Callable[[Review], str]) -> Mapping[str, bytes]:
    """The page's name and bytes. `pdf_href` gives each review's PDF as seen from the page's folder."""
    css, script = _part("report.css"), _part("report.js")
    areas = _areas(results, pdf_href)
    themes = _themes(results, areas)
    spreads = headlines.spreads(results)
    html = (
        _environment()
        .get_template("report.html")
        .render(
            title=TITLE,
            summary=headlines.summary(results),
            sections=headlines.sections(spreads),
            anchors={view.theme.id: view.anchor for view in themes},
            tables=_tables(themes),
            areas=areas,
            names=sorted({area.plain for area in areas}, key=str.casefold),
            programmes={name: programme(name) for name in sorted({area.programme for area in areas})},
            charts=_charts(results),
            themes=themes,
            no_change="" if across.of(results).progress else headlines.NO_CHANGE,
            emergent=overlap.WHAT,
            failures=results.failures,
            partial=[review for review in results.reviews if review.status != "ok" or review.warnings],
            how=method.HOW,
            leaves_out=(method.LEAVES_OUT, *shown.left_out(results)),
            settings=sorted(results.settings.items()),
            meaning=shorthand.MEANING,
            signs=shorthand.NOTHING,
            count=shorthand.count,
            day=day,
            css=Markup(css),  # noqa: S704 - our own file
            script=Markup(script),  # noqa: S704 - our own file
            policy=_policy(css, script),
        )
    )
    return {FILE: html.encode("utf-8")}


@cache
def _environment() -> Environment:
    def cleaned(value: Any) -> Any:
        return clean.text(value) if type(value) is str else value

    return Environment(
        loader=PackageLoader("report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=cleaned,
    )


def _part(name: str) -> str:
    """A style sheet or script of ours, with the colours filled in."""
    shades = [(shade, shorthand.BACKGROUND[shade], shorthand.FOREGROUND[shade]) for shade in shorthand.BACKGROUND]
    return _environment().get_template(name).render(shades=shades)


def _policy(css: str, script: str) -> str:
    """Forbids everything but the page's own style and script, each by its hash."""
    style, code = (b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii") for text in (css, script))
    return (
        f"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{code}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _charts(results: Results) -> tuple[ChartView, ...]:
    """The pictures beside the matrix, which stands on the page as a table."""
    from report import drawing, pictures

    found: list[ChartView] = []
    for picture in pictures.of(results)[1:]:
        made = _untitled(drawing.vector(picture))
        size = _SIZE.search(made)
        width, height = (round(float(side) * 4 / 3) for side in size.groups()) if size else (624, 468)
        address = "data:image/svg+xml;base64," + b64encode(made).decode("ascii")
        found.append(ChartView(picture.title, picture.alternative, address, width, height))
    return tuple(found)


def _untitled(made: bytes) -> bytes:
    """A picture from below its title on."""
    size, lines = _SIZE.search(made), [float(line) for line in _TITLE.findall(made)]
    if not size or not lines:
        return made
    width, high, top = size[1].decode(), float(size[2]), round(max(lines) + 5, 2)
    left = f"{high - top:.2f}"
    head = f'width="{width}pt" height="{left}pt" viewBox="0 {top} {width} {left}"'.encode()
    return re.sub(_SIZE.pattern + rb' viewBox="[^"]*"', head, made, count=1)


def _areas(results: Results, pdf_href: Callable[[Review], str]) -> tuple[AreaView, ...]:
    reviews = {review.id: review for review in results.reviews}
    addresses = {review.id: links.refuse_active(pdf_href(review)) for review in results.reviews}
    findings = {finding.id: finding for finding in results.findings}
    several = len({row.programme for row in results.matrix.rows}) > 1
    in_matrix = {id_ for row in results.matrix.rows for id_ in row.reviews}
    uncounted = [review for review in results.reviews if review.id not in in_matrix]
    cap = _quotes_a_valence(results, findings)
    followed = across.of(results).progress
    themes = shown.themes(results)
    book = [theme.id for theme in themes if theme.origin == "codebook"]

    def quote(finding: Finding) -> Quote:
        review, first = reviews[finding.review], finding.spans[0]
        clauses = (("Hindered by", finding.barrier), ("Helped by", finding.enabler))
        return Quote(
            text=finding.quote,
            valence=finding.valence,
            area=clean.line(review.area),
            page=page_words(first.page, first.label),
            address=links.at_page(addresses[review.id], first.page),
            section=clean.line(finding.section[-1]) if finding.section else "",
            why=_in_words(finding.why),
            clauses=tuple((name, clause) for name, clause in clauses if clause),
            finding=finding.id,
            review=finding.review,
            place=place(finding),
        )

    def cell_view(row: MatrixRow, theme: Theme, cell: Cell) -> CellView:
        behind = [findings[id_] for id_ in cell.findings if id_ in findings]
        chosen = [finding for valence in _ORDER for finding in [f for f in behind if f.valence == valence][:cap]]
        return CellView(
            anchor=f"cell-{_slug(theme.id)}-{_row_slug(row)}",
            area=_row_name(row, several=several),
            plain=clean.line(row.area),
            programme=row.programme,
            theme=clean.line(theme.label),
            sub=theme.parent is not None,
            signs=shorthand.signs(cell),
            words=shorthand.words(cell),
            shade=shorthand.shade(cell),
            quotes=tuple(quote(finding) for finding in chosen),
            more=len(behind) - len(chosen),
        )

    def area_view(row: MatrixRow) -> AreaView:
        cells = {theme.id: cell_view(row, theme, results.matrix.cell(row, theme)) for theme in themes}
        return AreaView(
            name=_row_name(row, several=several),
            plain=clean.line(row.area),
            programme=row.programme,
            anchor=f"area-{_row_slug(row)}",
            reviews=tuple((reviews[id_], addresses[id_]) for id_ in row.reviews if id_ in reviews),
            others=tuple((review, addresses[review.id]) for review in uncounted if _same_area(review, row)),
            cells=cells,
            leaning=_leaning([cells[id_] for id_ in book]),
            emergent=_leaning([cell for id_, cell in cells.items() if id_ not in book and cell.opens]),
            became=tuple(headlines.became(its) for its in followed if its.later in row.reviews),
        )

    return tuple(area_view(row) for row in results.matrix.rows)


def _quotes_a_valence(results: Results, findings: Mapping[str, Finding]) -> int:
    """How many quotes of each valence a cell may show so that the page stays usable."""
    sizes: list[int] = []
    for cell in results.matrix.cells.values():
        valences = [findings[id_].valence for id_ in cell.findings if id_ in findings]
        sizes += [valences.count(valence) for valence in _ORDER]
    for cap in _QUOTES_A_VALENCE:
        if sum(min(size, cap) for size in sizes) <= _MOST_QUOTES:
            return cap
    return 1


def _themes(results: Results, areas: Sequence[AreaView]) -> tuple[ThemeView, ...]:
    sentences = {spread.theme.id: spread.sentence() for spread in headlines.spreads(results)}
    findings = {finding.id: finding for finding in results.findings}
    beside, cautions = overlap.of(results), overlap.cautions(results)

    def first(cell: CellView, valence: Valence) -> Quote | None:
        its = [quote for quote in cell.quotes if quote.valence == valence][:_LOOKED]
        return min(its, key=fit, default=None)

    def fit(quote: Quote) -> tuple[bool, int, float, str]:
        """The less, the better it reads as an instance: sure of what it says, and by itself."""
        finding = findings[quote.finding]
        return not carrying.sure(finding), alone.slips(quote.text), -finding.score, finding.id

    def best(cells: Sequence[CellView], valence: Valence) -> tuple[Quote, ...]:
        found = [quote for cell in cells if (quote := first(cell, valence)) is not None]
        return tuple(sorted(found, key=fit)[:_BEST])

    def theme_view(theme: Theme) -> ThemeView:
        cells = [area.cells[theme.id] for area in areas]
        found = tuple(cell for cell in cells if cell.opens)
        silent = {
            words: [cell.area for cell in cells if cell.words == words] for words in shorthand.NOTHING_WORDS.values()
        }
        nothing = {w: "all areas" if len(its) == len(cells) else ", ".join(its) for w, its in silent.items()}
        return ThemeView(
            theme=theme,
            anchor=f"theme-{_slug(theme.id)}",
            definition=in_labels(theme.definition, results.themes),
            sentence=sentences[theme.id],
            beside=beside[theme.id].sentence() if theme.id in beside else "",
            caution=cautions.get(theme.id, ""),
            strengths=best(found, "strength"),
            concerns=best(found, "concern"),
            cells=found,
            nothing=tuple((words.capitalize(), names) for words, names in nothing.items() if names),
        )

    return tuple(theme_view(theme) for theme in shown.themes(results))


def _tables(themes: Sequence[ThemeView]) -> tuple[TableView, ...]:
    made = []
    for origin, caption in (("codebook", "Themes of the codebook"), ("emergent", "Emergent themes")):
        chosen = [view for view in themes if view.theme.origin == origin]
        groups = tuple(
            (clean.line(group), tuple(members))
            for group, members in groupby(chosen, key=lambda view: view.theme.group if origin == "codebook" else "")
        )
        if chosen:
            made.append(TableView(caption, groups))
    return tuple(made)


def _leaning(cells: Sequence[CellView]) -> tuple[tuple[str, tuple[CellView, ...]], ...]:
    sorts: tuple[tuple[str, tuple[shorthand.Shade, ...]], ...] = (
        ("More concerns than strengths", ("concerns", "more-concerns")),
        ("More strengths than concerns", ("strengths", "more-strengths")),
        ("As many of each", ("even",)),
        ("Only mixed or neutral", ("unjudged",)),
        ("None found", ("none",)),
        ("Not reviewed", ("not-reviewed",)),
        ("Not processed", ("not-processed",)),
    )
    # That a sub-theme was not found says little beside its theme.
    shown = [cell for cell in cells if cell.opens or not cell.sub]
    found = ((heading, tuple(cell for cell in shown if cell.shade in shades)) for heading, shades in sorts)
    return tuple((heading, chosen) for heading, chosen in found if chosen)


def page_words(number: int, label: str) -> str:
    """`page 7`, or `page 7 (printed 5)` where the printed number is another."""
    label = clean.line(label)
    return f"page {number} (printed {label})" if label and label != str(number) else f"page {number}"


def _in_words(why: str) -> str:
    """Why a finding stands here, with the names of programmes instead of their code words."""
    return _PROGRAMME.sub(lambda found: f", {programme(found[1], short=True)} of ", why)


def _same_area(review: Review, row: MatrixRow) -> bool:
    same = review.area_code == row.area_code if row.area_code else review.area == row.area
    return same and review.programme == row.programme


def _row_name(row: MatrixRow, *, several: bool) -> str:
    name = clean.line(row.area)
    return f"{name} ({programme(row.programme, short=True)})" if several else name


def _row_slug(row: MatrixRow) -> str:
    return f"{_slug(row.area_code or row.area)}-{_slug(row.programme)}"


def _slug(name: str) -> str:
    """`name` as part of an anchor: itself where it can be, otherwise with a hash so that no two are alike."""
    if _SAFE_ID.fullmatch(name):
        return name
    words = "-".join(re.findall(r"[A-Za-z0-9]+", name)).lower()
    return f"{words}-{sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:6]}"
