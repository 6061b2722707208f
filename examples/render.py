"""Renders the sample reviews: examples/sample/*.md -> corpus/sample/*.pdf, with the key of what is planted in them.

Run by `make sample`. Beside the PDFs it writes, from the same sources,

- key.csv: the findings that the writers of the texts marked as they wrote (`{+theme}` strength, `{-theme}` concern,
  `{~theme}` mixed), with the page of the file on which the marked text begins and ends, and a hash of that text;
- areas.csv and indicators.csv, in the form a workspace takes.

The same sources, fonts (Liberation Sans 2.1) and versions give the same bytes.
"""

from __future__ import annotations

import csv
import hashlib
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from weasyprint import HTML

from examples.typesetting import INDICATORS, Source, document, read

HERE = Path(__file__).parent
SOURCES = HERE / "sample"
OUTPUT = HERE.parent / "corpus" / "sample"

VALENCE = {"+": "strength", "-": "concern", "~": "mixed"}


def render(source: Source) -> tuple[bytes, list[dict[str, object]]]:
    """The PDF's bytes, and its rows of the key.

    Laid out twice: with anchors, to learn on which pages the planted text falls, and without, so that the file does
    not carry its own answers.
    """
    page, planted = document(source)
    pages: dict[str, list[int]] = {}
    for number, sheet in enumerate(HTML(string=page).render().pages, start=1):
        for anchor in sheet.anchors:
            pages.setdefault(anchor, []).append(number)
    identifier = hashlib.sha256(page.encode()).digest()[:16]
    clean = re.sub(r' id="planted-\d+"', "", page)
    pdf: bytes = HTML(string=clean).write_pdf(pdf_identifier=identifier)
    rows: list[dict[str, object]] = [
        {
            "file": f"{source.slug}.pdf",
            "area": source.facts["area"],
            "theme": mark[1:],
            "valence": VALENCE[mark[0]],
            "page": pages[item.anchor][0],
            "page_end": pages[item.anchor][-1],
            "hash": item.hash,
        }
        for item in planted
        for mark in item.marks
    ]
    return pdf, rows


def financial_year(day: date) -> str:
    """The last complete financial year before `day`, which is what its indicators are of."""
    end = day.year if (day.month, day.day) >= (4, 1) else day.year - 1
    return f"{end - 1}/{end % 100:02}"


def indicator_rows(sources: Iterable[Source]) -> list[dict[str, object]]:
    return [
        {
            "area": source.facts["area"],
            "indicator": key,
            "period": financial_year(source.facts["date_to"]),
            "value": source.facts["indicators"][key],
            "unit": unit,
            "target": "" if target is None else target,
        }
        for source in sources
        for key, (_, unit, _, target) in INDICATORS.items()
    ]


def area_rows(sources: Iterable[Source]) -> list[dict[str, object]]:
    return [
        {
            "code": source.facts["code"],
            "name": source.facts["area"],
            "region": source.facts["region"],
            "other_names": ";".join(source.facts["other_names"]),
        }
        for source in sources
        if source.facts["kind"] == "review"
    ]


def write(path: Path, rows: Sequence[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    sources = [read(path) for path in sorted(SOURCES.glob("*.md"))]
    OUTPUT.mkdir(parents=True, exist_ok=True)
    key: list[dict[str, object]] = []
    for source in sources:
        pdf, rows = render(source)
        (OUTPUT / f"{source.slug}.pdf").write_bytes(pdf)
        key += rows
        print(f"{source.slug}.pdf: {len(pdf) // 1024} KB, {len(rows)} planted", file=sys.stderr)
    write(OUTPUT / "key.csv", key)
    write(OUTPUT / "areas.csv", area_rows(sources))
    write(OUTPUT / "indicators.csv", indicator_rows(sources))


if __name__ == "__main__":
    main()
