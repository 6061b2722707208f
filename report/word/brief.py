"""A brief of two to four pages on one area for its health and wellbeing board."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from analyse.compare import leaning
from analyse.evidence import whole
from corpus.types import Cell, Finding, MatrixRow, Results, Review, Theme, Valence
from report import across, alone, clean, headlines, shorthand
from report.across import Across
from report.headlines import Spread
from report.order import arranged
from report.word import annexes
from report.word.evidence import Evidence, Quotes, names, on_pages
from report.word.paper import Paper, Value
from report.word.quoted import Excerpt

_LONGEST_SLUG = 60  # characters of a file's name taken from an area's
_THEMES = 3  # quoted as strengths, as concerns; the table quotes the others
_A_THEME, _ROOM = 2, 5  # quotes of a theme, of a side: with more a brief passes four pages
_FEWEST = 2  # below which quotes that lean on what stands before them are taken too
_ASKED = 4  # recommendations
_LEARN = 3  # areas that do well what this one struggles with
_LONGEST_ASKED = 400  # characters
_SIDES: tuple[tuple[Valence, str], ...] = (
    ("strength", "Strength"),
    ("concern", "Concern"),
    ("mixed", "Strength and concern in one"),  # the last two only where the report says nothing else
    ("neutral", "Neither"),
)


@dataclass(frozen=True, slots=True)
class _Brief:
    row: MatrixRow
    results: Results
    across: Across
    spreads: Mapping[str, Spread]
    paper: Paper
    quotes: Quotes  # of this area's reports, so that sources need not name it
    elsewhere: Quotes

    @property
    def name(self) -> str:
        return clean.line(self.row.area) or "Area without a name"

    def cells(self) -> list[tuple[Theme, Cell]]:
        its = [t for t in arranged(self.results.matrix.themes) if t.origin == "codebook" and t.parent is None]
        return [(theme, self.results.matrix.cell(self.row, theme)) for theme in its]


def briefs(results: Results, template: bytes | None) -> dict[str, bytes]:
    """Every area's brief by its file's name."""
    names, found = file_names(results.matrix.rows), across.of(results)
    evidence = Evidence.of(results, (recommendation.id for recommendation in found.made))
    spreads = {spread.theme.id: spread for spread in headlines.spreads(results)}
    return {
        names[row]: _brief(row, evidence, found, spreads, template)
        for row in sorted(results.matrix.rows, key=lambda r: (r.area.casefold(), r.area_code, r.programme))
    }


def file_names(rows: Iterable[MatrixRow]) -> dict[MatrixRow, str]:
    """`brief-ashmere-x10000001.docx`: ASCII letters, digits and hyphens, never a path, no two alike.

    The programme is named where an area was reviewed in several; a short hash where the rest would be alike.
    """
    ordered = list(rows)
    several = {key for key, number in Counter((r.area, r.area_code) for r in ordered).items() if number > 1}
    made = {
        row: "-".join(
            part
            for part in (
                slug(row.area) or "area",
                slug(row.area_code),
                slug(row.programme) if (row.area, row.area_code) in several else "",
            )
            if part
        )
        for row in ordered
    }
    alike = Counter(made.values())
    return {row: f"brief-{name}{'' if alike[name] == 1 else '-' + _hash(row)}.docx" for row, name in made.items()}


def slug(name: str) -> str:
    """Lower-case ASCII letters and digits, all else as single hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    return "-".join(re.findall("[a-z0-9]+", plain.replace("'", "")))[:_LONGEST_SLUG].strip("-")


def _hash(row: MatrixRow) -> str:
    told = "\x1f".join((row.area, row.area_code, row.programme, *row.reviews))
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:6]


def _brief(
    row: MatrixRow, evidence: Evidence, found: Across, spreads: Mapping[str, Spread], template: bytes | None
) -> bytes:
    results = evidence.results
    title = f"{clean.line(row.area) or 'Area without a name'}: what the review found"
    paper = Paper(title, template, subject="Brief for the health and wellbeing board")
    own = Quotes(evidence, naming_area=False, own=row.reviews[0] if len(row.reviews) == 1 else "")
    made = _Brief(row, results, found, spreads, paper, own, Quotes(evidence))
    paper.title(title, "Brief for the health and wellbeing board")
    reviews = {review.id: review for review in results.reviews}
    its = [reviews[id_] for id_ in row.reviews if id_ in reviews]
    _source(made, its)
    _at_a_glance(made)
    used: set[str] = set()
    above = _said(made, "strength", "What works well", used) | _said(made, "concern", "What is of concern", used)
    _table(made, above)
    _asked(made)
    _progress(made)
    _elsewhere(made)
    _about(made, its)
    return paper.finished()


def _source(made: _Brief, reviews: Iterable[Review]) -> None:
    for review in reviews:
        its = annexes.named(review)
        made.paper.paragraph(f"{its}, {shorthand.count(review.pages, 'page')}.", lead="Report.")


def _at_a_glance(made: _Brief) -> None:
    cells = [(theme, cell) for theme, cell in made.cells() if cell.state == "found"]
    made.paper.heading("At a glance", 1)
    if not cells:
        made.paper.paragraph("No findings on the themes of the codebook were made in this area’s report.")
        return
    strengths, concerns = sum(c.strengths for _, c in cells), sum(c.concerns for _, c in cells)
    made.paper.paragraph(
        f"The report speaks of {_of(len(cells), len(made.cells()))}, with "
        f"{shorthand.count(strengths, 'strength')} "
        f"and {shorthand.count(concerns, 'concern')}. A passage that speaks of two themes is counted in both."
    )
    for side, lead in (("strength", "More strengths than concerns:"), ("concern", "More concerns than strengths:")):
        its = [(t, c) for t, c in cells if leaning(c, side)]  # type: ignore[arg-type]
        its.sort(key=lambda pair: (-abs(pair[1].strengths - pair[1].concerns), pair[0].id))
        if its:
            said = "; ".join(f"{clean.line(t.label)} ({shorthand.words(c)})" for t, c in its[:5])
            more = f"; and {shorthand.count(len(its) - 5, 'other theme')}" if len(its) > 5 else ""
            made.paper.bullet(f"{said}{more}.", lead=lead)


def _of(number: int, themes: int) -> str:
    return f"all {themes} themes" if number == themes else f"{number} of {shorthand.count(themes, 'theme')}"


def _said(made: _Brief, valence: Valence, heading: str, used: set[str]) -> set[tuple[str, Valence]]:
    """The themes that lean furthest to the side, each with a few quotes; gives which.

    `used` are passages quoted already.
    """
    sign = 1 if valence == "strength" else -1
    cells = sorted(made.cells(), key=lambda pair: (-sign * (pair[1].strengths - pair[1].concerns), pair[0].id))
    chosen: dict[str, list[Finding]] = {}

    def add(theme: Theme, cell: Cell, *, plain: bool) -> None:
        its = (made.quotes.finding(i) for i in cell.findings)
        fresh = made.quotes.standing(f for f in its if f.valence == valence and f.passage not in used)
        best = next((f for f in fresh if not plain or f.passage not in made.quotes.evidence.asked), None)
        if best is not None:
            chosen.setdefault(theme.id, []).append(best)
            used.add(best.passage)

    for plain in (True, False):  # those that read well out of their place; others where there are hardly any
        for theme, cell in cells:
            if theme.id not in chosen and len(chosen) < (_THEMES if plain else _FEWEST):
                add(theme, cell, plain=plain)
    for _ in range(_A_THEME - 1):
        for theme, cell in cells:
            if theme.id in chosen and sum(map(len, chosen.values())) < _ROOM:
                add(theme, cell, plain=True)
    if not chosen:
        return set()
    made.paper.heading(heading, 1)
    for theme, _ in cells:
        if theme.id in chosen:
            made.paper.heading(theme.label, 2)
            for finding in sorted(chosen[theme.id], key=lambda f: (f.spans[0].page, f.spans[0].start)):
                made.paper.quote(made.quotes.excerpt(made.quotes.take(finding)))
    return {(theme, valence) for theme in chosen}


def _asked(made: _Brief) -> None:
    its = [r for r in made.across.made if r.review in made.row.reviews and r.themes]
    if not its:
        return
    made.paper.heading("What the area is asked to do", 1)
    # An item of a list is a fragment without the words that lead into it.
    read = [r for r in its if whole(r.quote)] or its
    shown = sorted(read, key=lambda r: len(r.quote) > _LONGEST_ASKED)[:_ASKED]
    others = {r.id: shared for shared in made.across.shared for r in shared.recommendations}
    order = {shared: place for place, shared in enumerate(made.across.shared)}  # as the pack has them
    shown.sort(key=lambda r: (order[others[r.id]] if r.id in others else len(order), its.index(r)))
    for recommendation in shown:
        made.paper.quote(annexes.recommended(recommendation, made.quotes))
        shared = others.get(recommendation.id)
        if shared is not None and len(shared.areas) > 1:
            where = f"{len(shared.areas)} of {shorthand.count(len(made.results.matrix.rows), 'area')}"
            made.paper.paragraph(f"Something like it is asked of at least {where}.", "Footnote line")
    if len(its) > len(shown):
        made.paper.paragraph(f"Further recommendations in the report: {len(its) - len(shown)}.", "Footnote line")


def _progress(made: _Brief) -> None:
    its = [p for p in made.across.progress if p.later in made.row.reviews]
    if not its:
        made.paper.heading("Progress since an earlier review", 1)
        made.paper.paragraph("No earlier review of this area is among the reports, so nothing can be said on change.")
    for found in its:
        made.paper.heading("Progress since the earlier review", 1)
        made.paper.paragraph(annexes.progress_line(found))
        for matter in annexes.surest(found, 2):
            annexes.told(made.paper, matter, made.quotes)


def _elsewhere(made: _Brief) -> None:
    """Areas where what is a concern here is a strength, nearest first; one an area and theme."""
    key = made.row.area_code or made.row.area
    its = [e for e in made.across.exchange if (e.area_code or e.area) == key and e.programme == made.row.programme]
    its.sort(key=lambda e: (e.strengths - e.concerns, e.theme))
    labels = {theme.id: clean.line(theme.label) for theme in made.results.themes}
    shown: list[tuple[str, Excerpt]] = []
    for exchange in its:
        if len(shown) == _LEARN:
            break
        pairs = [p for partner in exchange.learn_from for p in partner.pairs if p.sure and alone.slips(p.told) <= 1]
        fresh = [pair for pair in pairs if not made.elsewhere.used(made.elsewhere.finding(pair.strength))]
        if fresh:
            pair = min(fresh, key=lambda pair: alone.slips(pair.told))
            shown.append((labels[exchange.theme], made.elsewhere.sentence(pair.strength, pair.told)))
    if not shown:
        return
    made.paper.heading("Where others do well", 1)
    made.paper.paragraph(
        "Reports on other areas tell of strengths on matters that are a concern here. What works in one area need not "
        "work in another.",
        keep_next=True,
    )
    for label, told in shown:
        made.paper.heading(label, 2)
        made.paper.quote(told)


def _table(made: _Brief, above: set[tuple[str, Valence]]) -> None:
    """Every theme found: how often, on which pages, and the best quote of each side that does not stand above."""
    rows: list[tuple[Value, ...]] = []
    unsure = paged = False
    for theme, cell in made.cells():
        if cell.state != "found":
            continue
        spread = made.spreads[theme.id]
        findings = [made.quotes.finding(i) for i in cell.findings]
        said: list[tuple[str, Excerpt | None]] = []
        for side, lead in _SIDES:
            if (theme.id, side) in above:
                said.append((f"{lead} quoted above.", None))
                continue
            its = [f for f in findings if f.valence == side]
            if not its or (said and side not in ("strength", "concern")):
                continue
            if found := made.quotes.shortest(its):
                unsure = unsure or not found[1]
                said.append((f"{lead}{'' if found[1] else '*'}:", found[0]))
            else:
                paged = True
                said.append((f"{lead}: {on_pages(its)}.", None))
        words = shorthand.words(cell)
        here = f"{words[:1].upper()}{words[1:]}; on {on_pages(findings)}. All areas: strengths "
        here += f"prevail in {spread.mostly_strengths}, concerns in "
        rows.append((clean.line(theme.label), f"{here}{spread.mostly_concerns} of {spread.looked}.", tuple(said)))
    if not rows:
        return
    made.paper.heading("Theme by theme", 1)
    header = ("Theme", "How often, and on which pages", "What the report says")
    made.paper.table(f"What the report on {made.name} says of each theme", header, rows, (2.1, 3, 6.4))
    if unsure:
        made.paper.paragraph(
            "* The program is less sure that this sentence says so by itself: read it on its page.", "Footnote line"
        )
    if paged:
        made.paper.paragraph(
            "Where only pages are named, no one sentence says it clearly enough to stand as an example.",
            "Footnote line",
        )
    silent = [clean.line(theme.label) for theme, cell in made.cells() if cell.state == "none"]
    if silent:
        made.paper.paragraph(f"Looked for and not found: {names(silent, most=len(silent))}.", "Footnote line")


def _about(made: _Brief, reviews: Iterable[Review]) -> None:
    files = names([review.file for review in reviews], most=20)
    made.paper.heading("About this brief", 1)
    made.paper.paragraph(
        "A program proposed the findings from the report’s own words; they show what the report says and how often, "
        "and do not measure the area. Areas are not ranked. Each quote is exact and names its page in the PDF file "
        f"({files}), counted from 1; the report itself should be read before anything is decided on it.",
        "Footnote line",
    )
