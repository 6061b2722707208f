"""Findings, passages, themes and the matrix as machines read them: the stable contract, and its text forms."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from corpus.errors import sentences
from corpus.types import Cell, Failure, Finding, MatrixRow, Passage, Results, Review, Span, Theme
from report import clean, shorthand

if TYPE_CHECKING:
    from analyse.carrying import Quotes

Record = dict[str, Any]  # JSON values only

PASSAGE_KEYS = (
    *("id", "review", "area", "programme", "date"),
    *("section", "section_role", "kind", "text", "spans"),
)
FINDING_KEYS = (
    *("id", "review", "area", "area_code", "programme", "date", "theme", "theme_label", "theme_origin", "valence"),
    *("quote", "spans", "page", "page_label", "section", "section_role", "score", "why", "barrier", "enabler"),
    *("origin", "status", "passage"),
)
THEME_KEYS = (
    *("id", "label", "definition", "origin", "parent", "group"),
    *("areas", "findings", "strengths", "concerns", "words", "quotes"),
)
MATRIX_KEYS = (
    *("area", "area_code", "programme", "reviews", "theme", "theme_label"),
    *("strengths", "concerns", "mixed", "neutral", "net", "findings", "passages", "share", "state"),
)
REVIEW_KEYS = (
    *("file", "sha256", "area", "programme", "date", "kind"),
    *("pages", "passages", "status", "reason", "warnings"),
)

# A share is often under one per cent, and a p under a thousandth; all else has three.
_DECIMALS = {"share": 4, "rate": 4, "low": 4, "high": 4, "p": 6, "q": 6}
# Ids, words and names, in which no semicolon stands.
_SEMICOLON_LISTS = frozenset(
    {"reviews", "words", "codes", "dates", "finding_ids", "areas", "themes", "bodies", "stand_out", "against_areas"}
    | {f"{kind}_areas" for kind in ("strength", "concern", "mixed", "neutral", "silent")}
)


def passages(review: Review, chosen: Iterable[Passage]) -> Iterator[Record]:
    """One record a passage of `review`."""
    for passage in chosen:
        yield {
            "id": passage.id,
            "review": passage.review,
            "area": clean.line(review.area),
            "programme": review.programme,
            "date": _day(review.date),
            "section": [clean.line(heading) for heading in passage.section],
            "section_role": passage.section_role,
            "kind": passage.kind,
            "text": clean.text(passage.text),
            "spans": _spans(passage.spans),
        }


def findings(results: Results, chosen: Iterable[Finding] | None = None) -> Iterator[Record]:
    """One record a finding: all of `results`, or those `chosen` from it."""
    reviews = {review.id: review for review in results.reviews}
    themes = {theme.id: theme for theme in results.themes}
    for finding in results.findings if chosen is None else chosen:
        review, theme, first = reviews[finding.review], themes[finding.theme], finding.spans[0]
        yield {
            "id": finding.id,
            "review": finding.review,
            "area": clean.line(review.area),
            "area_code": clean.line(review.area_code),
            "programme": review.programme,
            "date": _day(review.date),
            "theme": finding.theme,
            "theme_label": clean.line(theme.label),
            "theme_origin": theme.origin,
            "valence": finding.valence,
            "quote": clean.text(finding.quote),
            "spans": _spans(finding.spans),
            "page": first.page,
            "page_label": clean.line(first.label),
            "section": [clean.line(heading) for heading in finding.section],
            "section_role": finding.section_role,
            "score": rounded(finding.score),
            "why": clean.text(finding.why),
            "barrier": clean.text(finding.barrier),
            "enabler": clean.text(finding.enabler),
            "origin": finding.origin,
            "status": finding.status,
            "passage": finding.passage,
        }


def themes(results: Results) -> Iterator[Record]:
    """One record a theme with its counts, its words and its best quotes."""
    quotes = {finding.id: finding.quote for finding in results.findings}
    for summary in results.summaries:
        theme = summary.theme
        yield {
            "id": theme.id,
            "label": clean.line(theme.label),
            "definition": clean.text(theme.definition),
            "origin": theme.origin,
            "parent": theme.parent,
            "group": clean.line(theme.group),
            "areas": summary.areas,
            "findings": summary.findings,
            "strengths": summary.strengths,
            "concerns": summary.concerns,
            "words": [clean.line(word) for word in summary.words],
            "quotes": [clean.text(quotes[finding]) for finding in summary.quotes],
        }


def matrix(
    results: Results,
    *,
    by: shorthand.By | None = None,
    dates: Mapping[str, str] | None = None,
    quotes: int = 0,
    grades: Mapping[MatrixRow, str] | None = None,
) -> Iterator[Record]:
    """One record an area x programme x theme, tidy, in the order of the matrix.

    More on request: with `by` its value, with `dates` (by review id) what each review was dated by, with `quotes` the
    line the cell says and its strongest quotes, with `grades` the area's official outcome.
    """
    read = _quotes(results) if quotes else None
    for row in results.matrix.rows:
        for theme in results.matrix.themes:
            cell = results.matrix.cell(row, theme)
            record = _cell(row, theme, cell)
            if by is not None:
                record |= {"by": by, "value": shorthand.value(cell, by)}
            if dates is not None:
                record |= {"dates": [dates[review] for review in cell.reviews if review in dates]}
            if read is not None:
                record |= _words(cell, read, quotes)
            if grades is not None:
                record |= {"outcome": grades.get(row, "")}
            yield record


def matrix_keys(
    *, by: bool = False, dates: bool = False, quotes: bool = False, grades: bool = False
) -> tuple[str, ...]:
    """The columns of `matrix` with what was asked for besides."""
    words = ("summary", "quotes", "finding_ids")
    more = (("by", "value"), by), (("dates",), dates), (words, quotes), (("outcome",), grades)
    return (*MATRIX_KEYS, *(key for keys, wanted in more if wanted for key in keys))


def reviews(done: Iterable[Review], failures: Iterable[Failure] = ()) -> Iterator[Record]:
    """One record a file, read or not, as `analyse extract --json` prints them."""
    for review in done:
        yield {
            "file": clean.line(review.file),
            "sha256": review.sha256,
            "area": clean.line(review.area),
            "programme": review.programme,
            "date": _day(review.date),
            "kind": review.kind,
            "pages": review.pages,
            "passages": review.passages,
            "status": review.status,
            "reason": clean.text(review.reason),
            "warnings": [clean.text(warning) for warning in review.warnings],
        }
    for failure in failures:
        yield {
            "file": clean.line(failure.file),
            "sha256": failure.sha256,
            **dict.fromkeys(("area", "programme", "date", "kind"), None),
            "pages": 0,
            "passages": 0,
            "status": "failed",
            "reason": clean.line(sentences(failure.reason, failure.remedy)),
            "warnings": [],
        }


def as_json(records: Iterable[Record]) -> str:
    """The records as one JSON list, a record a line, ending in a line feed."""
    lines = [_dumped(record) for record in records]
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def outcomes(done: Iterable[Review], failures: Iterable[Failure]) -> str:
    """What became of each file, as `analyse extract --json` prints it."""
    return json.dumps({"reviews": list(reviews(done, failures))}, ensure_ascii=False, indent=1) + "\n"


def passage_line(passage: Passage) -> str:
    """One passage as a line for people: its page, kind, section and text."""
    where = " > ".join(clean.line(heading) for heading in passage.section)
    return f"p{passage.spans[0].page} {passage.kind} [{passage.section_role}: {where}] {clean.line(passage.text)}"


def as_jsonl(records: Iterable[Record]) -> str:
    """The records one a line."""
    return "".join(_dumped(record) + "\n" for record in records)


def as_csv(records: Iterable[Mapping[str, Any]], keys: Sequence[str]) -> str:
    """The records as CSV with a header: LF, nothing a spreadsheet takes for a formula (see `clean.csv_cell`).

    Lists of ids and words are semicolon lists; other lists are JSON; an absent value is an empty cell.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(keys)
    for record in records:
        writer.writerow([_csv_value(key, record[key]) for key in keys])
    return out.getvalue()


def _csv_value(key: str, value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return clean.csv_cell(value)
        case float():
            return f"{value:.{_DECIMALS.get(key, 3)}f}"
        case list() if key in _SEMICOLON_LISTS:
            return clean.csv_cell(";".join(value))
        case list() | dict():
            return clean.csv_cell(_dumped(value))
        case _:
            return str(value)


def _cell(row: MatrixRow, theme: Theme, cell: Cell) -> Record:
    return {
        "area": clean.line(row.area),
        "area_code": clean.line(row.area_code),
        "programme": row.programme,
        "reviews": list(cell.reviews),
        "theme": theme.id,
        "theme_label": clean.line(theme.label),
        "strengths": cell.strengths,
        "concerns": cell.concerns,
        "mixed": cell.mixed,
        "neutral": cell.neutral,
        "net": None if cell.net is None else rounded(cell.net),
        "findings": cell.strengths + cell.concerns + cell.mixed + cell.neutral,
        "passages": cell.passages,
        "share": rounded(cell.share, _DECIMALS["share"]),
        "state": cell.state,
    }


def _quotes(results: Results) -> Quotes:
    from analyse.carrying import Quotes

    return Quotes(results)


def _words(cell: Cell, quotes: Quotes, most: int) -> Record:
    from analyse import gist

    return {
        "summary": clean.text(gist.told(gist.line(cell, quotes))),
        "quotes": [
            {
                "finding": quoted.finding.id,
                "valence": quoted.finding.valence,
                "quote": clean.text(quoted.text),
                "review": quoted.finding.review,
                "page": quoted.spans[0].page,
                "pages": shorthand.pages(quoted.spans),
                "sure": quoted.sure,
            }
            for quoted in gist.shown(cell, quotes, most)
        ],
        "finding_ids": list(cell.findings),
    }


def _spans(spans: Iterable[Span]) -> list[Record]:
    return [
        {
            "page": span.page,
            "label": clean.line(span.label),
            "bbox": [rounded(edge, 1) for edge in span.bbox],
            "start": span.start,
            "end": span.end,
        }
        for span in spans
    ]


def rounded(number: float, decimals: int = 3) -> float:
    """A number as it is written: the same on every machine."""
    return round(float(number), decimals) + 0.0  # + 0.0: no minus sign before a nought


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
