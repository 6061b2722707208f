"""The method appendix under the headings of SRQR: what the tool knows is filled in, the rest is marked for the writer.

SRQR: O'Brien, Harris, Beckman, Reed and Cook (2014), Standards for reporting qualitative research: a synthesis of
recommendations, Academic Medicine 89(9):1245-1251, doi:10.1097/ACM.0000000000000388. The headings are the 21 items'.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from analyse import compare, exchange, progress
from corpus.types import Results
from report import across, clean, manifest, shorthand
from report import method as told
from report.headlines import NO_CHANGE
from report.word import sentences
from report.word.evidence import day, in_labels, names, programme
from report.word.paper import Paper


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the checklist: what is filled in, and what only the writer can say."""

    name: str
    filled: Sequence[str] = ()
    to_complete: str = ""


def appendix(paper: Paper, results: Results, title: str) -> None:
    """The appendix with its tables of the codebook and of agreement."""
    paper.heading("Method", 1, new_page=True)
    paper.paragraph(
        "Set out under the 21 items of the Standards for Reporting Qualitative Research (O’Brien and others, 2014). "
        "What "
        "follows from the reports and the program is filled in. Shaded paragraphs are for the writer to complete."
    )
    measured = figures()
    paper.heading("Reporting checklist", 2)
    for number, item in enumerate(items(results, title, measured), start=1):
        paper.heading(f"S{number}. {item.name}", 3)
        for text in item.filled:
            lead, _, rest = text.rpartition(_LEAD)
            for place, part in enumerate(_parts(rest)):
                paper.paragraph(part, lead=lead if not place else "")
        if item.to_complete:
            paper.paragraph(item.to_complete, "To complete", lead="To complete:")
    paper.heading("Codebook", 2)
    every = [theme for theme in results.themes if theme.origin == "codebook"]
    matrix = results.matrix
    found = {t.id for t in matrix.themes if any(matrix.cell(row, t).state == "found" for row in matrix.rows)}
    themes = [theme for theme in every if theme.id in found] or every
    labels = {theme.id: clean.line(theme.label) for theme in themes}
    rows = [
        (clean.line(t.label), labels.get(t.parent or "", "") or clean.line(t.group), in_labels(t.definition, themes))
        for t in themes
    ]
    paper.table("Themes that were found", ("Theme", "Part of", "Definition"), rows, (2.2, 2, 5))
    if silent := [clean.line(theme.label) for theme in every if theme not in themes]:
        paper.paragraph(
            f"Also in the codebook, and found in none of these reports or outside what they look at: "
            f"{names(silent, most=len(silent))}.",
            "Footnote line",
        )
    _agreement(paper, labels, measured)


def figures() -> Mapping[str, Any]:
    """What was measured of the coder that comes with the tool: how well its coding agrees with that of its teachers."""
    found = json.loads((files("models") / "data" / "coder-figures.json").read_text(encoding="utf-8"))
    return found if isinstance(found, dict) else {}


def items(results: Results, title: str, measured: Mapping[str, Any]) -> tuple[Item, ...]:
    """The 21 items in their order."""
    return (
        Item("Title", (f"“{title}”. A framework analysis of published review reports, made with a program.",)),
        Item("Abstract", ("The summary on the first page serves as the abstract.",)),
        Item("Problem formulation", to_complete="the problem studied, and what is known of it from earlier work."),
        Item("Purpose or research question", to_complete="what this report set out to find, and for whom."),
        Item("Qualitative approach and research paradigm", (_APPROACH,), _PARADIGM),
        Item("Researcher characteristics and reflexivity", (_who(results),), _REFLEXIVITY),
        Item("Context", (_context(results),), "what was going on in policy and services at the time of the reviews."),
        Item("Sampling strategy", (_sample(results), told.LEAVES_OUT), "why these reviews, and which are missing."),
        Item("Ethical issues pertaining to human subjects", (_ETHICS,), "approval or the reason it was not needed."),
        Item("Data collection methods", (_collection(results),)),
        Item("Data collection instruments and technologies", _instruments(results)),
        Item("Units of study", (_units(results),)),
        Item("Data processing", (told.HOW[0], _INTEGRITY)),
        Item("Data analysis", _analysis(results)),
        Item("Techniques to enhance trustworthiness", _trust(results, measured)),
        Item("Synthesis and interpretation", (_SYNTHESIS,), "what the findings taken together mean."),
        Item("Links to empirical data", (_LINKS,)),
        Item(
            "Integration with prior work, implications, transferability and contribution(s) to the field",
            to_complete="how this fits with earlier work, what follows from it, and where it may not hold.",
        ),
        Item("Limitations", _limits(results), "limits of the reviews themselves and of their reports."),
        Item(
            "Conflicts of interest", to_complete="interests of those who made this report, and how they were managed."
        ),
        Item("Funding", to_complete="who paid for this work, and what part they had in it."),
    )


_APPROACH = (
    "Framework analysis: passages are coded with a codebook fixed beforehand, judged as strength, concern, mixed or "
    "neutral, and charted in a matrix of areas and themes; themes that recur across areas and that nobody listed "
    "are found beside them. Counts show how widespread a finding is in the reports; they do not measure the areas."
)
_PARADIGM = "the paradigm (such as post-positivist or constructivist) and why this approach was chosen."
_REFLEXIVITY = "who wrote the codebook and read the findings, their background and their stake in the results."
_ETHICS = "Only reports already published were read. No person was asked or observed for this analysis."
_INTEGRITY = (
    "A quote is a slice of the stored text of its page. Line breaks are printed as spaces, hyphens at line ends are "
    "resolved, control characters are left out; nothing else is changed."
)
_SYNTHESIS = (
    "Themes stand under the headings of the codebook. Sentences on how widespread a theme is are built from counts by "
    "fixed rules; no sentence in this document other than the quotes was written for the case."
)
_LINKS = (
    "Every quote names its area, report and page. A list inside this file says which characters of which page each one "
    "is, so that `analyse verify` can look all of them up again, after editing too."
)
_LIMITS = (
    "Reports differ in length, style and scope: that a report says little of a theme does not mean that there is "
    "little "
    "to say. Passages of one report are not independent of each other.",
    "The program reads wording. Irony, what is left unsaid, and knowledge that readers bring are beyond it. Its coding "
    "has the error rates given under trustworthiness; single findings should be read before they are quoted.",
)
_MATCHED = "unlike wordings of one matter may be missed and like wordings of two matters may be joined."
_LEAD = "\n"  # between the words that open a paragraph in bold and the rest
_READABLE = 420  # characters of a paragraph
_SENTENCE = re.compile(r"(?<=[.:]) (?=[A-Z“])")


def _analysis(results: Results) -> tuple[str, ...]:
    """How each kind of statement in the document was come by; what the document does not tell of is left out."""
    parts = [*told.HOW[1:5], f"How areas differ.{_LEAD}{compare.METHOD}"]
    found = across.of(results)
    if any(its.learn_from or its.could_learn for its in found.exchange):
        parts.append(f"Who does well what another struggles with.{_LEAD}{exchange.METHOD}")
    parts.append(f"What became of earlier recommendations.{_LEAD}{progress.METHOD}" if found.progress else NO_CHANGE)
    return (*parts, sentences.RULE)


def _limits(results: Results) -> tuple[str, ...]:
    later = ", and what became of it," if across.of(results).progress else ""
    return (*_LIMITS, f"What reports ask of areas{later} is matched by meaning; {_MATCHED}")


def _parts(text: str) -> list[str]:
    """A long text in paragraphs of a few sentences each."""
    parts: list[str] = []
    for sentence in _SENTENCE.split(text):
        if parts and len(parts[-1]) + len(sentence) < _READABLE:
            parts[-1] = f"{parts[-1]} {sentence}"
        else:
            parts.append(sentence)
    return parts


def _who(results: Results) -> str:
    people = sum(finding.origin == "person" or finding.status != "proposed" for finding in results.findings)
    text = f"All {shorthand.count(len(results.findings), 'finding')} were proposed by a program"
    if not people:
        return f"{text}; no person has confirmed or rejected any of them yet."
    by = Counter(f.status for f in results.findings)
    return (
        f"Of {shorthand.count(len(results.findings), 'finding')}, {people:,} were decided on by people "
        f"({by['accepted']:,} accepted, {by['rejected']:,} rejected); a program proposed the rest."
    )


def _context(results: Results) -> str:
    kinds = Counter(programme(review.programme) for review in results.reviews)
    said = "; ".join(f"{kind}: {shorthand.count(number, 'report')}" for kind, number in sorted(kinds.items()))
    days = sorted(review.date for review in results.reviews if review.date)
    when = f" The reviews were on site between {day(days[0])} and {day(days[-1])}." if days else ""
    return f"{said[:1].upper()}{said[1:]}.{when}"


def _sample(results: Results) -> str:
    areas = {row.area_code or row.area for row in results.matrix.rows}
    text = (
        f"Every report given to the program that it could read: {shorthand.count(len(results.reviews), 'report')} on "
        f"{shorthand.count(len(areas), 'area')}, listed under Areas and reports."
    )
    if results.failures:
        text += f" {shorthand.count(len(results.failures), 'file')} could not be read and are named there."
    return text


def _collection(results: Results) -> str:
    pages = sum(review.pages for review in results.reviews)
    return (
        f"The text of {shorthand.count(pages, 'page')} of published PDF reports, read by the program. Dates of reviews "
        "are the last day on site as the report gives it."
    )


def _instruments(results: Results) -> tuple[str, ...]:
    """Versions and settings, so that somebody else can make the same document."""
    engines = sorted({page.engine for pages in results.pages.values() for page in pages})
    versions = ", ".join(f"{name} {version}" for name, version in manifest.versions().items())
    settings = "; ".join(f"{clean.line(k)}: {clean.line(v)}" for k, v in sorted(results.settings.items()))
    return (
        f"Text engine: {', '.join(engines) or 'none'}. Versions: {versions}.",
        f"Settings: {settings or 'none'}. The file MANIFEST.json beside this document names every input by its hash.",
    )


def _units(results: Results) -> str:
    passages = sum(review.passages for review in results.reviews)
    counted = len({id_ for cell in results.matrix.cells.values() for id_ in cell.findings})
    return (
        f"The unit of coding is the passage, a paragraph or bullet of a report: {passages:,} passages of "
        f"{shorthand.count(len(results.reviews), 'report')}. A finding is one passage on one theme: "
        f"{len(results.findings):,}, of which the matrix counts {counted:,}. The unit of comparison is the area."
    )


def _trust(results: Results, measured: Mapping[str, Any]) -> tuple[str, ...]:
    agreed, out = measured.get("agreement", {}), measured.get("left_out_areas", {})
    said = [told.HOW[-1], _who(results)]
    if "micro_f1" in agreed:
        kappas = [k for k in agreed.get("kappa", {}).values() if k is not None]
        spread = f"; kappa by theme {min(kappas):.2f} to {max(kappas):.2f}" if kappas else ""
        valence = agreed.get("valence_kappa")
        said.append(
            f"The program’s coder was taught by codings of {measured.get('coders', 'others')}. Two of these, apart, "
            f"agreed "
            f"on {agreed.get('passages', 0):,} passages with a micro F1 of {agreed['micro_f1']:.2f}{spread}"
            + (f"; on strength or concern with a kappa of {valence:.2f}." if valence is not None else ".")
        )
    if "micro_f1" in out:
        ends = out.get("micro_f1_95")
        interval = f" (95 per cent interval {ends[0]:.2f} to {ends[1]:.2f})" if ends else ""
        said.append(
            f"On areas left out of its teaching the program’s codes agree with those codings with a micro F1 of "
            f"{out['micro_f1']:.2f}{interval}, over {out.get('passages', 0):,} passages. Agreement with people has not "
            "been measured; a codebook changed from the one delivered has no such figures."
        )
    return tuple(said)


def _agreement(paper: Paper, labels: Mapping[str, str], measured: Mapping[str, Any]) -> None:
    kappa = measured.get("agreement", {}).get("kappa", {})
    by_theme = measured.get("left_out_areas", {}).get("themes", {})
    rows = [
        (
            label,
            _two(kappa.get(theme)),
            *(_two(by_theme.get(theme, {}).get(key)) for key in ("precision", "recall", "f1")),
        )
        for theme, label in labels.items()
        if theme in kappa or theme in by_theme
    ]
    if rows:
        header = ("Theme", "Kappa of two coders", "Precision", "Recall", "F1")
        caption = "Agreement of two coders with each other, and of the program with coders in areas left out"
        paper.table(caption, header, rows, (4, 2, 1.3, 1.3, 1.3))


def _two(value: float | None) -> str:
    return "not measured" if value is None else f"{value:.2f}"
