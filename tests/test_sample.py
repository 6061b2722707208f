"""The sample reviews are what their key says, as a reader with another PDF engine finds them."""

from __future__ import annotations

import csv
import re
import subprocess
from functools import cache
from itertools import groupby
from pathlib import Path

import pypdfium2
import pytest
import yaml

from corpus.text import HYPHEN_MARK
from examples.typesetting import INDICATORS, document, read

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "corpus" / "sample"
SOURCES = sorted((ROOT / "examples" / "sample").glob("*.md"))
SLUGS = [path.stem for path in SOURCES]


def rows(name: str) -> list[dict[str, str]]:
    with (SAMPLE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def pages(slug: str) -> list[str]:
    """The text of each page by poppler."""
    done = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", str(SAMPLE / f"{slug}.pdf"), "-"], capture_output=True, check=True
    )
    return done.stdout.decode().split("\f")[:-1]


def letters(text: str) -> str:
    return re.sub(r"\W", "", text)


def test_at_least_150_findings_are_planted_on_themes_of_the_codebook() -> None:
    book = yaml.safe_load((ROOT / "corpus" / "data" / "codebook.yaml").read_text(encoding="utf-8"))
    key = rows("key.csv")
    assert len(key) >= 150
    assert {row["theme"] for row in key} <= {theme["id"] for theme in book["themes"] if not theme.get("parent")}
    assert {row["valence"] for row in key} == {"strength", "concern", "mixed"}


@pytest.mark.parametrize("slug", SLUGS)
def test_planted_text_stands_on_the_pages_of_the_key(slug: str) -> None:
    planted = {item.hash: item.text for item in document(read(ROOT / "examples" / "sample" / f"{slug}.md"))[1]}
    key = [row for row in rows("key.csv") if row["file"] == f"{slug}.pdf"]
    assert {row["hash"] for row in key} == set(planted)
    for row in key:
        text = letters(planted[row["hash"]])
        assert text[:25] in letters(pages(slug)[int(row["page"]) - 1])
        assert text[-25:] in letters(pages(slug)[int(row["page_end"]) - 1])


def test_some_planted_text_runs_over_a_page() -> None:
    assert any(int(row["page_end"]) == int(row["page"]) + 1 for row in rows("key.csv"))


@pytest.mark.parametrize("slug", SLUGS)
def test_printed_page_numbers_are_one_behind_the_file(slug: str) -> None:
    cover, *rest = pages(slug)
    assert "Page |" not in cover
    assert 6 <= len(rest) + 1 <= 14
    assert [int(re.findall(r"Page \| (\d+)", page)[-1]) for page in rest] == list(range(1, len(rest) + 1))


@pytest.mark.parametrize("slug", SLUGS)
def test_words_are_broken_at_line_ends(slug: str) -> None:
    with pypdfium2.PdfDocument(SAMPLE / f"{slug}.pdf") as report:
        text = "".join(page.get_textpage().get_text_range() for page in report)
    assert text.count(HYPHEN_MARK) >= 10


@pytest.mark.parametrize("slug", SLUGS)
def test_no_mark_of_what_is_planted_is_left(slug: str) -> None:
    assert not re.search(r"\{[+~-]", "\n".join(pages(slug)))
    assert b"planted" not in (SAMPLE / f"{slug}.pdf").read_bytes()


@pytest.mark.parametrize("slug", SLUGS)
def test_a_report_is_small_and_untagged(slug: str) -> None:
    file = SAMPLE / f"{slug}.pdf"
    told = subprocess.run(["pdfinfo", str(file)], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Tagged:\s+no", told)
    assert re.search(r"\(A4\)", told)
    assert file.stat().st_size < 100_000


def test_every_report_is_on_an_area_of_the_areas_table() -> None:
    areas = rows("areas.csv")
    assert len({row["code"] for row in areas}) == len(areas) == 10
    assert {row["area"] for row in rows("key.csv")} == {row["name"] for row in areas}
    assert {path.stem for path in SAMPLE.glob("*.pdf")} == set(SLUGS)


def test_every_report_has_its_indicators_once_a_period() -> None:
    found = rows("indicators.csv")
    groups = {
        place: [row["indicator"] for row in group]
        for place, group in groupby(found, lambda row: (row["area"], row["period"]))
    }
    assert len(groups) == len(SLUGS)
    assert all(indicators == list(INDICATORS) for indicators in groups.values())
    assert all(float(row["value"]) > 0 for row in found)


def test_rendering_twice_gives_the_same_bytes() -> None:
    from examples.render import render

    source = read(ROOT / "examples" / "sample" / "garstone.md")
    assert render(source) == render(source)
