"""The data dictionary: what each column of each table holds, and its type. One place for CSV, JSON and Parquet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

FILE: Final = "data-dictionary.csv"
KEYS: Final = ("table", "column", "type", "description")
_SPANS = 'STRUCT(page INTEGER, label VARCHAR, bbox DOUBLE[], start INTEGER, "end" INTEGER)[]'
_TYPES: Final = {
    "text": "VARCHAR",
    "number": "DOUBLE",
    "whole number": "INTEGER",
    "day": "DATE",
    "list of texts": "VARCHAR[]",
    "list of spans": _SPANS,
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type as people call it, and what it holds."""

    type: str
    description: str

    @property
    def stored_as(self) -> str:
        """The type in SQL, as DuckDB and Parquet have it."""
        return _TYPES[self.type]


def _columns(described: str) -> Mapping[str, Column]:
    """From lines `name | type | description`."""
    rows = (line.split("|", 2) for line in described.strip().splitlines())
    return {name.strip(): Column(type_.strip(), text.strip()) for name, type_, text in rows}


TABLES: Final[Mapping[str, Mapping[str, Column]]] = {
    "findings": _columns("""
        id | text | The finding. The same passage and theme have the same id in every run.
        review | text | The review: first 16 hex digits of the SHA-256 of its PDF.
        area | text | The area's name, or the file's where the area is not known.
        area_code | text | The area's ONS code; empty where it is not known.
        programme | text | The kind of review: local-system-review, area-send, jtai, ilacs, sif or generic.
        date | day | The last day on site; of a letter, its date.
        theme | text | The theme's id.
        theme_label | text | The theme's name.
        theme_origin | text | codebook (looked for) or emergent (found).
        valence | text | strength, concern, mixed or neutral.
        quote | text | The exact words: what stands in spans, line breaks as spaces, line-end hyphens resolved.
        spans | list of spans | Where the quote stands: page, its label, box in points from the top left, characters.
        page | whole number | The first page, counted from 1 in the file.
        page_label | text | The number printed on that page.
        section | list of texts | Headings above the passage, from the outermost in.
        section_role | text | summary, body, recommendation or method.
        score | number | How sure the coder is of the theme, from 0 to 1.
        why | text | What in the passage led to the code.
        barrier | text | The clause that says what hinders.
        enabler | text | The clause that says what helps.
        origin | text | rule, model or person.
        status | text | proposed, accepted or rejected (by a person).
        passage | text | The passage's id."""),
    "themes": _columns("""
        id | text | The theme's id, given once and never to another.
        label | text | Its name.
        definition | text | What it means.
        origin | text | codebook (looked for) or emergent (found).
        parent | text | The theme it is part of; its findings count there too.
        group | text | The heading it stands under.
        areas | whole number | Areas in which it was found.
        findings | whole number | Findings that the matrix counts.
        strengths | whole number | Of these, strengths.
        concerns | whole number | Of these, concerns.
        words | list of texts | Key phrases.
        quotes | list of texts | The best quotes, from different areas."""),
    "matrix": _columns("""
        area | text | The area's name, or the file's where the area is not known.
        area_code | text | The area's ONS code; empty where it is not known.
        programme | text | The kind of review.
        reviews | list of texts | Ids of the reviews counted.
        theme | text | The theme's id.
        theme_label | text | The theme's name.
        strengths | whole number | Findings that say strength.
        concerns | whole number | Findings that say concern.
        mixed | whole number | Findings that make two judgements.
        neutral | whole number | Findings that do not judge.
        net | number | (strengths - concerns) / (strengths + concerns); empty where there is neither.
        findings | whole number | All findings counted.
        passages | whole number | Distinct passages.
        share | number | Passages over the codable passages of the reviews, from 0 to 1.
        state | text | found; none (looked for, not found); not-reviewed; not-processed."""),
}  # fmt: skip


def rows() -> Iterator[dict[str, Any]]:
    """One record a column of each table."""
    for table, columns in TABLES.items():
        for name, column in columns.items():
            yield {"table": table, "column": name, "type": column.type, "description": column.description}
