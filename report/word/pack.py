"""The national or interim pack: what the reviews found together, theme by theme, with quotes, and how it was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from analyse.barriers import Cluster
from analyse.compare import leaning
from corpus.types import Finding, Results, Theme
from report import across, clean, headlines, overlap, shorthand
from report.across import Across
from report.headlines import Spread
from report.order import arranged
from report.word import annexes, beside, charts, method, sentences
from report.word.evidence import Evidence, Quotes, day, in_labels, names, programme
from report.word.paper import Paper
from report.word.quoted import Excerpt

Kind = Literal["national", "interim"]
_MANY_AREAS = 15
_TITLES = {
    "national": "Findings from reviews of local areas",
    "interim": "Interim findings from reviews of local areas",
}
_MOST_SHARED = 12  # recommendations in the table
_EMERGENT = 8  # themes beyond the codebook: the first of those that hold together best in most areas
_SUMMED = 2  # of them in the summary
_NAMED = 6  # areas in a sentence
_TELLING = 110  # letters, below which a sentence names a success and seldom says how it came
_CLAUSES = 3  # barriers, and enablers, of a theme


@dataclass(frozen=True, slots=True)
class Written:
    """What the parts of one document share."""

    paper: Paper
    results: Results
    across: Across
    quotes: Quotes
    spreads: tuple[Spread, ...]

    @property
    def main(self) -> tuple[Spread, ...]:
        """The codebook's themes that are nobody's sub-theme, in the order of the outputs."""
        order = {theme.id: place for place, theme in enumerate(arranged(self.results.matrix.themes))}
        its = (s for s in self.spreads if s.theme.origin == "codebook" and not _is_sub(s.theme, self.results))
        return tuple(sorted(its, key=lambda s: order[s.theme.id]))

    def subs(self, theme: Theme) -> tuple[Spread, ...]:
        return tuple(s for s in self.spreads if s.theme.parent == theme.id and s.theme.id != theme.id)


def pack(results: Results, kind: Kind, template: bytes | None) -> bytes:
    """The document as bytes."""
    title, found = _TITLES[kind], across.of(results)
    made = Written(
        paper=Paper(title, template, subject="Strengths and concerns by theme, with quotes"),
        results=results,
        across=found,
        quotes=Quotes(Evidence.of(results, (r.id for r in found.made))),
        spreads=headlines.spreads(results),
    )
    _summary(made, kind)
    for number, (group, its) in enumerate(groupby(made.main, key=lambda s: s.theme.group)):
        told = [spread for spread in its if spread.found]
        if told:
            made.paper.heading(clean.line(group) or "Themes", 1, new_page=not number)
            for spread in told:
                _theme(made, spread)
        elif not number:
            made.paper.heading("Themes", 1, new_page=True)
    _not_found(made)
    _emergent(made)
    annexes.recommendations(made.paper, made.across, made.quotes, _MOST_SHARED)
    annexes.progress(made.paper, made.across, made.quotes)
    beside.outcomes(made.paper, results)
    beside.indicators(made.paper, made.across, results)
    method.appendix(made.paper, results, title)
    annexes.areas(made.paper, results)
    annexes.matrix(made.paper, results, [spread.theme for spread in made.main])
    return made.paper.finished()


def _is_sub(theme: Theme, results: Results) -> bool:
    return theme.parent is not None and any(t.id == theme.parent for t in results.matrix.themes)


def as_of(results: Results) -> str:
    """The day of the last review there is: no clock, so the same reviews give the same document."""
    return day(max((review.date for review in results.reviews if review.date), default=None))


def _summary(made: Written, kind: Kind) -> None:
    paper, results = made.paper, made.results
    labels = sorted({programme(review.programme) for review in results.reviews})
    below = f"{'As of' if kind == 'interim' else 'Reviews to'} {as_of(results)}"
    paper.title(_TITLES[kind], "; ".join([below, *labels]))
    paper.heading("Summary", 1)
    paper.paragraph(headlines.summary(results))
    if kind == "interim":
        _covers(made)
    paper.heading("What stands out", 2)
    for heading, chosen in headlines.sections(made.spreads):
        paper.heading(heading, 3)
        for spread in chosen:
            paper.bullet(sentences.leaning(spread), lead=f"{spread.label}.")
    shared = annexes.foremost(made.across, results, _SUMMED)
    if shared:
        paper.heading("What areas are asked to do most often", 3)
        for its in shared:
            asked = f"Asked of at least {len(its.areas)} of {shorthand.count(len(made.results.matrix.rows), 'area')}."
            lead = f"{annexes.theme_labels(its, made.results)}."
            said = [annexes.recommended(annexes.spokesman(its), made.quotes)]
            paper.bullet(f"{asked} In the words of one report:", lead=lead, said=said)
    if made.across.progress:
        if not shared:
            paper.heading("What areas are asked to do most often", 3)
        paper.bullet(annexes.all_progress(made.across), lead="Earlier recommendations.")
    paper.contents()
    png, alternative = charts.by_theme([spread for spread in made.main if spread.found])
    paper.heading("Themes at a glance", 1, new_page=True)
    paper.paragraph(sentences.RULE)
    paper.picture(png, "Areas in which concerns outnumber strengths, and the other way round, by theme", alternative)
    paper.paragraph(
        "Themes stand in the order of the codebook. Areas with as many of one as of the other are in neither bar.",
        "Footnote line",
    )


def _covers(made: Written) -> None:
    """What an interim pack covers and what it does not."""
    paper, results = made.paper, made.results
    counted = {id_ for row in results.matrix.rows for id_ in row.reviews}
    areas = [row.area for row in results.matrix.rows]
    paper.heading("What this interim report covers", 2)
    paper.paragraph(
        f"It covers {shorthand.count(len(results.reviews), 'review')} on site up to {as_of(results)}, of "
        f"{shorthand.count(len(set(areas)), 'area')}: {names(areas, most=200)}. Findings may change as further "
        "reviews are added."
    )
    rest = [review for review in results.reviews if review.id not in counted]
    if rest:
        paper.paragraph(
            f"{shorthand.count(len(rest), 'review')} of the same areas are read and not counted in the numbers; see "
            "the table of reviews."
        )
    for failure in results.failures:
        paper.bullet(f"{failure.file} could not be read and is not covered: {failure.reason}")


def _theme(made: Written, spread: Spread) -> None:
    paper, theme = made.paper, spread.theme
    paper.heading(spread.label, 2)
    if theme.definition:
        paper.paragraph(in_labels(theme.definition, made.results.themes), "Footnote line", keep_next=True)
    paper.heading("What was found", 3)
    paper.paragraph(f"{sentences.prevalence(spread)} {sentences.leaning(spread)}")
    programmes = list(dict.fromkeys(row.programme for row in made.results.matrix.rows))
    for name in programmes:
        found = made.across.theme(theme.id, name)
        if found is None:
            continue
        if len(programmes) > 1:
            paper.paragraph("", lead=f"{_capital(programme(name))}.", keep_next=True)
        cells = [made.results.matrix.cell(row, theme) for row in made.results.matrix.rows if row.programme == name]
        for lead, areas in sentences.prevailing(cells):
            paper.bullet(areas, lead=lead)
        if text := sentences.variation(found):
            paper.paragraph(text, lead="Variation.")
    subs = [sub for sub in made.subs(theme) if sub.found]
    if subs:
        said = "; ".join(
            f"{sub.label[:1].lower()}{sub.label[1:]} in {sub.found} "
            f"({shorthand.count(sub.strengths, 'strength')}, {shorthand.count(sub.concerns, 'concern')})"
            for sub in subs
        )
        paper.paragraph(
            f"Of {shorthand.count(spread.looked, 'area')}, reports speak of {said}.", lead="Within this theme."
        )
    png, alternative = charts.by_area(made.results, theme)
    paper.picture(png, _stated(spread), alternative)
    findings = made.quotes.behind(theme)
    made.quotes.section()
    practice = _practice(made, theme, findings)
    _sides(made, findings, practice)
    _clauses(made, theme)
    if practice is not None:
        _box(made, practice)
    elif any(made.quotes.printed(f) for f in findings if f.valence == "strength"):
        paper.paragraph(
            "No other strength on this theme can be shown as good practice by a quote that is short and clear by "
            "itself; the workbook’s sheet Findings lists all.",
            lead="Good practice.",
        )
    _counter_examples(made, theme, programmes)


def _sides(made: Written, findings: Sequence[Finding], practice: Finding | None) -> None:
    """Quotes for each side; where none can be printed, in one line the places to read."""
    most = 4 if len(made.results.matrix.rows) > _MANY_AREAS else 3
    for side, heading in (("strength", "Strengths"), ("concern", "Concerns")):
        its = [f for f in findings if f.valence == side]
        if chosen := made.quotes.best(its, most):
            made.paper.heading(heading, 3)
            for excerpt in chosen:
                made.paper.quote(excerpt)
        elif its and not (practice and side == "strength"):
            text = "No sentence says it clearly enough by itself to be quoted. To be read first:"
            made.paper.paragraph(f"{text} {made.quotes.where(its)}.", lead=f"{heading}.")


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _stated(spread: Spread) -> str:
    """A caption that says what the picture shows."""
    if spread.lead < 0:
        return f"{spread.label}: concerns outnumber strengths in {spread.mostly_concerns} of {spread.looked} areas"
    if spread.lead > 0:
        return f"{spread.label}: strengths outnumber concerns in {spread.mostly_strengths} of {spread.looked} areas"
    return f"{spread.label}: as many areas lean to strengths as to concerns"


def _clauses(made: Written, theme: Theme) -> None:
    """What the reports say hinders or helps: at most three of each, those told of in most areas first."""
    for side, heading in (("barrier", "Barriers: what hinders"), ("enabler", "Enablers: what helps")):
        its = [c for c in made.across.barriers if c.side == side and theme.id in dict(c.themes)]
        its.sort(key=lambda c: (-len(c.areas), -dict(c.themes)[theme.id], len(c.label), c.label))
        told: list[tuple[Cluster, Excerpt]] = []
        for cluster in its:
            if len(told) < _CLAUSES and (said := _clause(made, cluster, theme)) is not None:
                told.append((cluster, said))
        if not told:
            continue
        made.paper.heading(heading, 3)
        for cluster, said in told:
            more = f"Told of in like words on {names(cluster.areas)}:" if len(cluster.areas) > 1 else ""
            made.paper.bullet(more, said=[said])


def _clause(made: Written, cluster: Cluster, theme: Theme) -> Excerpt | None:
    """The first sure one of a cluster's clauses on a theme, from a passage that the document has not yet."""
    for clause in (clause for clause in cluster.clauses if clause.sure and theme.id in clause.themes):
        finding = made.quotes.finding(clause.findings[clause.themes.index(theme.id)])
        if not made.quotes.used(finding) and (said := made.quotes.around(finding, clause.text)) is not None:
            return said
    return None


def _practice(made: Written, theme: Theme, findings: Sequence[Finding]) -> Finding | None:
    """What works in one area where others have a concern; of those the one whose sentences also say what helped.

    Where no strength is matched with a concern elsewhere: one of an area in which strengths prevail. Never one of an
    area in which concerns do, nor what the document quotes elsewhere, nor a sentence too short to tell how it is done.
    """
    wanted, evidence = made.across.wanted(theme.id), made.quotes.evidence
    cells = [made.results.matrix.cell(row, theme) for row in made.results.matrix.rows]
    prevails = {id_ for cell in cells if leaning(cell, "strength") for id_ in cell.findings}
    evenly = {id_ for cell in cells if not leaning(cell, "concern") for id_ in cell.findings}
    plain = [f for f in findings if f.valence == "strength" and f.passage not in evidence.asked]
    for ids in (wanted.keys() & evenly, prevails):
        its = [f for f in made.quotes.standing(f for f in plain if f.id in ids) if not made.quotes.used(f)]
        told = [(f, len(made.quotes.text(f))) for f in its if made.quotes.slips(f) <= 1]
        telling = [(f, letters) for f, letters in told if letters >= _TELLING]
        if telling:
            chosen = min(telling, key=lambda pair: _worth(made, pair[0], len(wanted.get(pair[0].id, ()))))
            return made.quotes.take(chosen[0])
    return None


def _worth(made: Written, finding: Finding, areas: int) -> tuple[object, ...]:
    """The less, the better an example: it tells what helped, stands alone, is of something in particular, and many
    areas look for it."""
    said = made.quotes.text(finding)
    helped = bool(finding.enabler) and finding.enabler in said
    particular = round(made.quotes.evidence.rarity(said))
    return not helped, made.quotes.slips(finding), -particular, -areas, -finding.score, finding.id


def _box(made: Written, finding: Finding) -> None:
    others = made.across.wanted(finding.theme).get(finding.id, ())
    after = f"The same matter is a concern in {names(others, most=8)}." if others else ""
    said = [made.quotes.excerpt(finding)]
    made.paper.box(f"Good practice: {made.quotes.area(finding.review)}", "", said, after)


def _counter_examples(made: Written, theme: Theme, programmes: Sequence[str]) -> None:
    for name in programmes:
        found = made.across.theme(theme.id, name)
        if found is None or found.counter_examples is None or not found.counter_examples.against:
            continue
        its = found.counter_examples
        against = [e for e in its.against if e.leans] or list(its.against)
        here = [made.quotes.finding(i) for e in against for i in e.findings]
        above = [made.quotes.area(f.review) for f in here if made.quotes.printed(f)]
        chosen = made.quotes.best(here, 2)
        if not chosen and not above:
            continue
        made.paper.heading("Counter-examples", 3)
        this, other = ("concerns", "strengths") if its.side == "concern" else ("strengths", "concerns")
        what = f"{other} prevail" if against[0].leans else f"{other} are told of as well"
        where = names([e.area for e in against], most=_NAMED)
        told = "" if chosen else f" What is quoted from {names(above)} stands above."
        text = f"While {this} prevail in more areas, {what} in {where}.{told}"
        made.paper.paragraph(text, keep_next=bool(chosen))
        for excerpt in chosen:
            made.paper.quote(excerpt)


def _not_found(made: Written) -> None:
    silent = [spread.label for spread in made.main if not spread.found]
    if silent:
        made.paper.paragraph(f"Looked for and not found in any area: {names(silent, most=50)}.")


def _emergent(made: Written) -> None:
    """Themes that the codebook does not have, told of briefly, and how far they say what its own do."""
    by_id = {s.theme.id: s for s in made.spreads}
    order = [t for t in arranged(made.results.matrix.themes) if t.origin == "emergent" and not t.apart]
    beside, cautions = overlap.of(made.results), overlap.cautions(made.results)
    made.quotes.section()
    told: list[tuple[Spread, list[tuple[str, Excerpt]]]] = []
    for theme in order:
        if len(told) == _EMERGENT:
            break
        its = made.quotes.behind(theme)
        said = [
            (lead, excerpt)
            for side, lead in (("strength", "A strength:"), ("concern", "A concern:"))
            for excerpt in made.quotes.best((f for f in its if f.valence == side), 1)
        ]
        if said:
            told.append((by_id[theme.id], said))
    if not told:
        return
    made.paper.heading("Themes found in the reports themselves", 1)
    more = f" {headlines.emergent(made.results)}" + (
        f" The first {len(told)} that can be quoted, of these {len(order)}, stand here; all are in the workbook."
        if len(told) < len(order)
        else ""
    )
    made.paper.paragraph(overlap.WHAT + more)
    for spread, quotes in told:
        made.paper.heading(spread.label, 2)
        text = f"{sentences.prevalence(spread)} {sentences.leaning(spread)} {beside[spread.theme.id].sentence()}"
        made.paper.paragraph(text, keep_next=True)
        if caution := cautions.get(spread.theme.id):
            made.paper.paragraph(caution, "Footnote line", keep_next=True)
        for lead, excerpt in quotes:
            made.paper.bullet("", lead=lead, said=[excerpt])
