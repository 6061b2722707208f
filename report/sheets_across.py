"""The workbook's sheets of what stands across areas: how they differ, who stands out, what hinders, what is asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from analyse.carrying import Quoted, Quotes
from analyse.compare import Rate
from analyse.recommendations import AT_LEAST, Recommendation
from corpus.types import Results
from report import across, clean
from report.comparison import standing
from report.sheets import ONE_TABLE, Column, Sheet, Value, spot

_STATES = {
    "addressed": "addressed",
    "partly": "partly",
    "not-addressed": "not addressed",
    "not-mentioned": "not mentioned",
}
_QUOTED = (Column("Quote", 70), Column("Page", 7), Column("Report", 32))
_ROWS_A_STRENGTH = 3  # one strength is no answer to everybody
_JOINS = re.compile(r"(?:\s*[;,]\s*(?:and|or)?|\s+(?:and|or))\s*\Z")
_TRACED = (Column("Review", 18), Column("Place", 16))


def tables(results: Results) -> tuple[Sheet, ...]:
    """Sheets with something in them; none where nothing could be said across areas."""
    found = across.of(results)
    sheets = (
        _variation(found),
        _standing_out(found, results),
        _clauses(found, results),
        _recommendations(found, results),
        _support(found, results),
        _practice(found, results),
        _progress(found, results),
    )
    return tuple(sheet for sheet in sheets if sheet.rows)


def _variation(found: across.Across) -> Sheet:
    def p(value: float | None) -> Value:
        return "[z]" if value is None else value

    rows: list[tuple[Value, ...]] = []
    for variation in found.variation:
        for its in variation.themes:
            lists = (its.strength, its.concern, its.mixed, its.neutral, its.silent)
            differ = [its.difference("strength"), its.difference("concern")]
            against = its.counter_examples.against if its.counter_examples else ()
            counts: list[Value] = [len(areas) for areas in lists]
            rows.append((
                *(variation.programme, clean.line(its.theme.label), *counts),
                *(p(d.q if d else None) for d in differ),
                "; ".join(clean.line(standing(rate)) for rate in its.standing_out if rate.measure != "said"),
                "; ".join(clean.line(e.area) for e in against if e.leans),
                its.theme.id,
            ))  # fmt: skip
    columns = (
        *(Column("Programme", 20), Column("Theme", 30), Column("Areas: strengths only", 11)),
        *(Column("Areas: concerns only", 11), Column("Areas: both", 9), Column("Areas: neither", 9)),
        *(Column("Areas: none found", 9), Column("Strengths differ, q", 11, "0.000")),
        *(Column("Concerns differ, q", 11, "0.000"), Column("Areas that stand out", 50)),
        *(Column("Areas that go against most", 40), Column("Theme code", 20)),
    )
    lines = (
        ONE_TABLE,
        "Areas are compared by rates per codable passage within a programme. q is the chance of such a difference "
        "where areas do not differ, adjusted for the number of themes (Benjamini and Hochberg); below 0.05 they differ "
        "by more than chance. [z] means too little to compare. Areas are not ranked.",
    )
    return Sheet("Variation", "How areas differ, by theme", lines, columns, tuple(rows))


def _standing_out(found: across.Across, results: Results) -> Sheet:
    quotes = Quotes(results)
    rows: list[tuple[Value, ...]] = []
    for variation in found.variation:
        for its in variation.themes:
            for rate in its.standing_out:
                first = next(iter(quotes.best(rate.findings)), None)
                low, high = (rate.interval.low, rate.interval.high) if rate.interval else ("[z]", "[z]")
                rows.append((
                    *(clean.line(rate.area), clean.line(its.theme.label), _says(rate)),
                    *(rate.count, rate.of, rate.value if rate.value is not None else "[z]", low, high),
                    *(rate.residual, rate.q if rate.q is not None else "[z]", *_quoted(first, results), rate.programme),
                    *_traced(first),
                ))  # fmt: skip
    columns = (
        *(Column("Area", 22), Column("Theme", 28), Column("Says", 16), Column("Passages", 9, "#,##0")),
        *(Column("Of", 9, "#,##0"), Column("Rate", 8, "0.0%"), Column("Lower", 8, "0.0%"), Column("Upper", 8, "0.0%")),
        *(Column("Residual", 9, "0.0"), Column("q", 8, "0.000"), *_QUOTED, Column("Programme", 20), *_TRACED),
    )
    lines = (
        ONE_TABLE,
        "Areas that say more or less of a theme than the others of their programme, by more than chance. Rate is "
        "passages over codable passages with its 95% interval (Wilson); residual is adjusted and standardised; "
        "q as in the sheet Variation. Blank quote: less is said.",
    )
    return Sheet("Standing_out", "Areas that stand out, by theme", lines, columns, tuple(rows))


def _clauses(found: across.Across, results: Results) -> Sheet:
    quotes = Quotes(results)
    labels = {theme.id: clean.line(theme.label) for theme in results.themes}
    rows: list[tuple[Value, ...]] = []
    for number, cluster in enumerate(found.barriers, start=1):
        for clause in cluster.clauses:
            whole = quotes.whole(clause.findings[0])
            told = Quoted(whole, whole.quote, whole.spans, sure=True)
            rows.append((
                *(cluster.side, number, clean.text(cluster.label), len(cluster.areas), clean.text(clause.text)),
                *("yes" if clause.sure else "no", clean.line(clause.area)),
                "; ".join(labels.get(theme, theme) for theme in clause.themes),
                *(*_quoted(told, results), *_traced(told)),
            ))  # fmt: skip
    columns = (
        *(Column("Side", 9), Column("Group", 7), Column("Group, in its own words", 40), Column("Areas", 7)),
        *(Column("Clause", 50), Column("Sure", 10), Column("Area", 22), Column("Themes", 36), *_QUOTED, *_TRACED),
    )
    lines = (
        ONE_TABLE,
        "What reports say hinders (barrier) or helps (enabler), like clauses in one group, named by its shortest. Not "
        "sure is what is told in passing, as what somebody is supported by: read its page first.",
    )
    return Sheet("Barriers_enablers", "What hinders and what helps", lines, columns, tuple(rows))


def _recommendations(found: across.Across, results: Results) -> Sheet:
    files = {review.id: review.file for review in results.reviews}
    labels = {theme.id: clean.line(theme.label) for theme in results.themes}
    group = {
        made.id: (number, shared)
        for number, shared in enumerate(found.shared, start=1)
        for made in shared.recommendations
    }
    rows: list[tuple[Value, ...]] = []
    for made in sorted(found.made, key=lambda r: (group[r.id][0] if r.id in group else len(group) + 1, r.area, r.id)):
        number, shared = group.get(made.id, (None, None))
        rows.append((
            *(clean.line(made.area), _whole_item(made), clean.text(made.quote)),
            *(made.spans[0].page, files.get(made.review, "")),
            *(_asked(made), "; ".join(labels.get(t, t) for t in made.themes)),
            *(number or "[z]", len(shared.areas) if shared else 1),
            "[z]" if shared is None else "yes" if shared.sure(made) else "no",
            *(made.programme, made.review, spot(made.spans)),
        ))  # fmt: skip
    columns = (
        *(Column("Area", 22), Column("Recommendation", 70), *_QUOTED, Column("Responsible", 30), Column("Themes", 36)),
        *(
            Column("Shared recommendation", 13),
            Column("Areas asked the same, at least", 10),
            Column("Sure", 10),
            Column("Programme", 20),
            *_TRACED,
        ),
    )
    lines = (
        ONE_TABLE,
        "What each report asks its area to do: an item of a list with the words that lead it in, then the exact quote. "
        "Recommendations of several areas that ask for the same have one number; "
        f"[z] means that no other area was found to be asked the same. {AT_LEAST} "
        "Blank: the report names no body, or no theme fits.",
    )
    return Sheet("Recommendations", "Recommendations, and those shared by several areas", lines, columns, tuple(rows))


def _support(found: across.Across, results: Results) -> Sheet:
    quotes = Quotes(results)
    rows: list[tuple[Value, ...]] = []
    for need in sorted(found.needs, key=lambda need: not need.sure):
        finding = next(iter(quotes.best(need.findings)), None)
        rows.append((
            *(clean.line(need.area), clean.line(need.theme.label), need.concerns, need.mixed),
                len(need.recommendations),
            *("yes" if need.sure else "no", *_quoted(finding, results), need.programme, *_traced(finding)),
        ))  # fmt: skip
    columns = (
        *(Column("Area", 22), Column("Theme", 30), Column("Concerns", 9), Column("Mixed", 8)),
        *(Column("Recommendations", 14), Column("Sure", 10), *_QUOTED, Column("Programme", 20), *_TRACED),
    )
    lines = (
        ONE_TABLE,
        "Areas and themes with concern and no strength counted, with the strongest quote. First the sure ones: more "
        "than one passage, a quote that says it, no praise near; read the pages of the others before you print them. "
        "By name; areas are not ranked.",
    )
    return Sheet("Support_needed", "Where support may be needed", lines, columns, tuple(rows))


def _practice(found: across.Across, results: Results) -> Sheet:
    quotes = Quotes(results)
    labels = {theme.id: clean.line(theme.label) for theme in results.themes}
    rows: list[tuple[Value, ...]] = []
    used: Counter[tuple[str, str]] = Counter()
    for here in found.exchange:
        for partner in here.learn_from:
            free = ((p, s) for p in partner.pairs if used[_at(s := quotes.at(p.strength, p.told))] < _ROWS_A_STRENGTH)
            pair, strength = next(free, (None, None))
            if pair is None or strength is None:
                continue
            used[_at(strength)] += 1
            rows.append((
                *(clean.line(here.area), labels.get(here.theme, here.theme), here.concerns, clean.line(partner.area)),
                *(_near(partner.nearness, partner.rank), *_quoted(strength, results)),
                *("yes" if pair.sure else "no", pair.likeness, here.programme),
                *_traced(strength),
            ))  # fmt: skip
    columns = (
        *(
            Column("Area with the concern", 22),
            Column("Theme", 30),
            Column("Concerns", 9),
            Column("Area with the strength", 22),
        ),
        *(Column("How near", 22), *_QUOTED, Column("Sure", 10), Column("Likeness", 9, "0.00")),
        *(Column("Programme", 20), *_TRACED),
    )
    lines = (
        ONE_TABLE,
        "For an area's concern, areas where the same matter is a strength; the quote is the strength's. Nearest first. "
        "Where it is not sure that the matter is the same, read both pages first. "
        f"No strength stands in more than {_ROWS_A_STRENGTH} rows; the command analyse exchange gives every pair.",
    )
    return Sheet("Good_practice", "Who does well what another struggles with", lines, columns, tuple(rows))


def _progress(found: across.Across, results: Results) -> Sheet:
    files = {review.id: review.file for review in results.reviews}
    rows: list[tuple[Value, ...]] = []
    for area in found.progress:
        for matter in area.matters:
            later = matter.evidence[0] if matter.evidence else None
            rows.append((
                *(clean.line(area.area), matter.kind, clean.text(matter.quote), matter.spans[0].page),
                *(files.get(matter.review, ""), _STATES[matter.state], matter.score),
                "; ".join(clean.text(promise.action.text) for promise in matter.promised),
                *((later.quote, later.spans[0].page, files.get(later.review, "")) if later else ("", "", "")),
                *(clean.text(matter.why), matter.review, spot(matter.spans)),
                *((later.review, spot(later.spans)) if later else ("", "")),
            ))  # fmt: skip
    columns = (
        *(
            Column("Area", 22),
            Column("Kind", 15),
            *_QUOTED,
            Column("What became of it", 15),
            Column("How sure", 9, "0.00"),
        ),
        *(
            Column("Action promised", 40),
            Column("Later quote", 70),
            Column("Later page", 7),
            Column("Later report", 32),
        ),
        *(Column("Why", 40), *_TRACED, Column("Later review", 18), Column("Later place", 16)),
    )
    lines = (
        ONE_TABLE,
        "Recommendations and concerns of a review, and what the next review of the area says of them. How sure tells "
        "how sure the reading is, not how much was done. Read the sentences too. Blank: not mentioned.",
    )
    return Sheet("Progress", "What became of recommendations and concerns", lines, columns, tuple(rows))


def _whole_item(made: Recommendation) -> str:
    """What is asked as a sentence: an item of a list after its lead-in, without what joins it to the next item."""
    item = _JOINS.sub("", clean.text(made.quote))
    return f"{clean.text(made.lead)} {item}" if made.lead else item


def _asked(made: Recommendation) -> str:
    """Who is to act; where the report names nobody, those whom it is addressed to."""
    bodies = "; ".join(clean.line(body) for body in made.bodies)
    return bodies if made.named or not bodies else f"{bodies} (addressed; nobody is named)"


def _says(rate: Rate) -> str:
    return clean.line(standing(rate)).partition(": ")[2]


def _near(nearness: str, rank: int | None) -> str:
    return f"{nearness} {rank}" if rank is not None else nearness


def _quoted(quoted: Quoted | None, results: Results) -> Iterable[Value]:
    if quoted is None:
        return "", "", ""
    file = next((review.file for review in results.reviews if review.id == quoted.finding.review), "")
    return quoted.text, quoted.spans[0].page, file


def _at(quoted: Quoted) -> tuple[str, str]:
    return quoted.finding.review, spot(quoted.spans)


def _traced(quoted: Quoted | None) -> Iterable[Value]:
    return ("", "") if quoted is None else (quoted.finding.review, spot(quoted.spans))
