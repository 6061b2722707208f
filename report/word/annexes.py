"""The parts of the pack after its themes: what is asked of several areas, what became of it, and the tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from analyse.evidence import whole
from analyse.matching import content
from analyse.progress import STATES, Matter, Progress, State
from analyse.recommendations import AT_LEAST, Recommendation, SharedRecommendation
from corpus.types import Results, Review, Theme
from report import clean, drawing, pictures, shorthand
from report.across import Across
from report.headlines import NO_CHANGE, STATE_WORDS, became, month
from report.word.evidence import Quotes, day, names, programme
from report.word.paper import Paper
from report.word.quoted import Excerpt

_NEAREST, _SHORT, _LONGEST = 5, 320, 450  # the most central of a cluster that are looked through; characters of one
_SHOWN_A_PAIR = 3  # matters quoted of an area reviewed twice
_SAME_WORDS = 0.6  # share of the words of the shorter of two recommendations, from which they ask for the same
SURE = 0.5  # below this score a reading is not quoted: see the method of `analyse.progress`


def worth_telling(across: Across, results: Results) -> list[SharedRecommendation]:
    """Those about a theme of the codebook, which what leads into a list ("the system should:") is not, and of which
    one can be read by itself: an item of a list without its lead-in is a fragment."""
    book = {theme.id for theme in results.themes if theme.origin == "codebook"}
    about = (its for its in across.shared if any(theme in book for theme, _ in its.themes))
    return [its for its in about if any(whole(r.quote) for r in its.recommendations)]


def foremost(across: Across, results: Results, most: int) -> list[SharedRecommendation]:
    """The first of those, each of another matter: on another theme than all before it, and hardly in their words."""
    chosen: list[SharedRecommendation] = []
    for its in worth_telling(across, results):
        if len(chosen) < most and not any(_alike(its, other, results) for other in chosen):
            chosen.append(its)
    return chosen


def _alike(one: SharedRecommendation, other: SharedRecommendation, results: Results) -> bool:
    a, b = (content(spokesman(its).quote) for its in (one, other))
    same = theme_labels(one, results, 1) == theme_labels(other, results, 1)
    return same or len(a & b) >= _SAME_WORDS * min(len(a), len(b))


def theme_labels(its: SharedRecommendation, results: Results, most: int = 2) -> str:
    labels = {theme.id: clean.line(theme.label) for theme in results.themes if theme.origin == "codebook"}
    return "; ".join([labels[theme] for theme, _ in its.themes if theme in labels][:most])


def recommendations(paper: Paper, across: Across, quotes: Quotes, most: int) -> None:
    """What several areas are asked, in the words of one of them."""
    paper.heading("Recommendations that areas share", 1)
    worth = worth_telling(across, quotes.results)
    its = worth[:most]
    if not its:
        paper.paragraph("No recommendation was found to be made to more than one area in like words.")
        return
    listed = f" {len(its)} of {len(across.shared)} stand here, those made to most areas that read by themselves; all "
    paper.paragraph(
        "Recommendations that ask for the same were brought together by meaning. Each is given in the words of the "
        "report whose wording is near to all of them and reads by itself; whether the others mean the same is for a "
        f"reader to judge. {AT_LEAST}"
        + f"{listed}are in the workbook’s sheet Recommendations."
        * (len(its) < len(across.shared)),
        keep_next=True,
    )
    rows = [
        (
            recommended(spokesman(shared), quotes),
            f"at least {len(shared.areas)}: {names(shared.areas, most=len(shared.areas))}",
            theme_labels(shared, quotes.results),
        )
        for shared in its
    ]
    paper.table("Recommendations made to more than one area", ("What is asked", "Areas", "Themes"), rows, (4.6, 3, 2))


def spokesman(shared: SharedRecommendation) -> Recommendation:
    """Of the nearest to all the one that reads by itself and is not long: the same wherever the pack quotes it."""
    its = shared.recommendations
    return min(
        its,
        key=lambda r: (
            not whole(r.quote),
            its.index(r) >= _NEAREST,
            len(r.quote) > _LONGEST,
            len(r.quote) > _SHORT,
            its.index(r),
        ),
    )


def recommended(made: Recommendation, quotes: Quotes) -> Excerpt:
    return quotes.slice(made.quote, made.spans, made.review, made.findings[0] if made.findings else "")


def all_progress(across: Across) -> str:
    """One sentence on the recommendations of all areas reviewed twice."""
    counted = {state: sum(its.count("recommendation", state) for its in across.progress) for state in STATES}
    said = ", ".join(f"{counted[state]} {STATE_WORDS[state]}" for state in STATES if counted[state])
    areas_ = names([its.area for its in across.progress])
    return f"Of {shorthand.count(sum(counted.values()), 'recommendation')} to {areas_}: {said or 'none followed'}."


def progress_line(its: Progress) -> str:
    return f"{clean.line(its.area)}: {became(its)}"


def progress(paper: Paper, across: Across, quotes: Quotes) -> None:
    """What became of recommendations by the next review, with the surest readings quoted."""
    paper.heading("Progress since earlier reviews", 1)
    if not across.progress:
        paper.paragraph(NO_CHANGE)
        return
    reviews = {review.id: review for review in quotes.results.reviews}
    paper.paragraph(
        "Each recommendation of an area's earlier review was sought in its later one, by meaning. Addressed means "
        "that what the later report says on the matter says mostly that it was done; not mentioned means that no "
        "passage is likely enough to be about it. These are readings of wording, to be checked against the sentences "
        "below them.",
        keep_next=True,
    )
    rows = []
    for its in across.progress:
        between = " to ".join(month(when) if (when := reviews[id_].date) else "?" for id_ in (its.first, its.later))
        states = [str(its.count("recommendation", state)) for state in STATES]
        asked = sum(m.kind == "recommendation" for m in its.matters)
        rows.append((clean.line(its.area), between, str(asked), *states))
    header = ("Area", "Between", "Recommendations", *(STATE_WORDS[state].capitalize() for state in STATES))
    paper.table("What became of recommendations", header, rows, (1.8, 3.2, 2.4, 1.8, 1.8, 1.8, 1.8))
    for slopes in (its for its in pictures.of(quotes.results) if its.name.startswith("progress")):
        caption = "Net of strengths and concerns by theme, in the first review and in the later one"
        paper.picture(drawing.bitmap(slopes), caption, f"{slopes.title}. {slopes.alternative}", width=0.85)
    for its in across.progress:
        chosen = surest(its)
        if chosen:
            paper.heading(clean.line(its.area), 2)
            for matter in chosen:
                told(paper, matter, quotes)


def surest(its: Progress, most: int = _SHOWN_A_PAIR) -> list[Matter]:
    """The matters read most surely, one of each state first."""
    sure = [m for m in its.matters if m.evidence and m.score >= SURE and len(m.quote) <= _LONGEST]
    ranked = sorted(sure, key=lambda m: (m.kind != "recommendation", -m.score, m.passage))
    firsts: dict[State, Matter] = {}
    for matter in ranked:
        firsts.setdefault(matter.state, matter)
    chosen = [*firsts.values(), *(m for m in ranked if m not in firsts.values())][:most]
    return [matter for matter in ranked if matter in chosen]


def told(paper: Paper, matter: Matter, quotes: Quotes) -> None:
    """What was asked, and what the later report says of it."""
    what = "Recommended" if matter.kind == "recommendation" else "Concern"
    paper.paragraph("", lead=f"{what}, {STATE_WORDS[matter.state]}:", keep_next=True)
    finding = matter.findings[0] if matter.findings else ""
    first = paper.quote(quotes.slice(matter.quote, matter.spans, matter.review, finding))
    first.paragraph_format.keep_with_next = True
    evidence = matter.evidence[0]
    its = evidence.findings[0] if evidence.findings else ""
    paper.quote(quotes.slice(evidence.quote, evidence.spans, evidence.review, its))


def named(review: Review) -> str:
    """A report as a reader knows it: `Area SEND inspection of 3 February 2023`."""
    kind = "report" if review.programme == "generic" else programme(review.programme, short=True)
    kind = f"{kind}{' (follow-up)' if review.kind == 'follow-up' else ''}"
    when = f" of {day(review.date)}" if review.date else ""
    return f"{kind[:1].upper()}{kind[1:]}{when}"


def areas(paper: Paper, results: Results) -> None:
    """Every report and what was made of it."""
    paper.heading("Areas and reports", 1)
    paper.paragraph(
        "Counted are the reports that the matrix counts. The names of their PDF files stand in the workbook’s sheet "
        "Reviews and in MANIFEST.json.",
        keep_next=True,
    )
    counted = {id_ for row in results.matrix.rows for id_ in row.reviews}
    found = Counter(finding.review for finding in results.findings)
    rows = [
        (
            *(clean.line(review.area), named(review), str(review.pages), f"{found[review.id]:,}"),
            "yes" if review.id in counted else "no",
        )
        for review in sorted(results.reviews, key=lambda r: (r.area.casefold(), str(r.date), r.file))
    ]
    rows += [("not read", clean.line(failure.file), "", "", "no") for failure in results.failures]
    header = ("Area", "Report", "Pages", "Findings", "Counted")
    paper.table("Reports, in order of area", header, rows, (3.2, 6, 1.2, 1.4, 1.4))


def matrix(paper: Paper, results: Results, themes: Sequence[Theme]) -> None:
    """Areas by themes, in signs, on pages turned by 90 degrees."""
    if not themes or not results.matrix.rows:
        return
    paper.landscape()
    paper.heading("Areas by themes", 1)
    paper.paragraph(
        "+ strengths, − concerns; ~ only mixed and ○ only neutral findings; · looked for, none found; n/r not "
        "reviewed; "
        "n/p not processed. Areas are in order of name and are not ranked.",
        keep_next=True,
    )
    several = len({row.programme for row in results.matrix.rows}) > 1
    rows = [
        (
            clean.line(f"{row.area} ({row.programme})" if several else row.area),
            *(shorthand.signs(results.matrix.cell(row, theme)) for theme in themes),
        )
        for row in results.matrix.rows
    ]
    header = ("Area", *(clean.line(theme.label) for theme in themes))
    widths = (3.2, *(1.25 for _ in themes))
    paper.table("Strengths and concerns by area and theme", header, rows, widths, upright=True)
