"""The Word documents that `analyse report --format docx` writes: the national or interim pack, and briefs for areas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from corpus.types import Results

Audience = Literal["national", "interim", "area"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
NATIONAL, INTERIM = "national-report.docx", "interim-report.docx"
BRIEFS = "brief-*.docx"  # as `verify` looks for them
FILES = (NATIONAL, INTERIM, BRIEFS)


@dataclass(frozen=True, slots=True)
class Asked:
    """For whom to write (nobody named: the national pack and the areas' briefs), and the house's template."""

    audience: Audience | None = None
    template: bytes | None = None


def documents(results: Results, _pdf_href: object = None, asked: Asked = Asked()) -> Mapping[str, bytes]:
    """Names and bytes: the same bytes for the same results. Raises WrongUsage for a template that cannot be read."""
    from report.word import brief, pack

    made: dict[str, bytes] = {}
    if asked.audience in (None, "national"):
        made[NATIONAL] = pack.pack(results, "national", asked.template)
    if asked.audience == "interim":
        made[INTERIM] = pack.pack(results, "interim", asked.template)
    if asked.audience in (None, "area"):
        made |= brief.briefs(results, asked.template)
    return made
