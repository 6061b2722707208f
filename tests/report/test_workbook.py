from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from corpus.types import Results
from report import clean
from report.workbook import CUT, MOST_IN_A_CELL, cut_to_fit, workbook

Make = Callable[..., Results]


@pytest.fixture
def book(results: Results) -> Any:
    return openpyxl.load_workbook(io.BytesIO(workbook(results)["matrix.xlsx"]))


def rows(sheet: Any) -> list[dict[str, Any]]:
    (table,) = sheet.tables.values()
    header, *body = [[cell.value for cell in row] for row in sheet[table.ref]]
    return [dict(zip(header, row, strict=True)) for row in body]


def test_sheets_stand_in_the_order_people_want(book: Any) -> None:
    assert book.sheetnames == [
        *("Cover", "Contents", "Notes", "Matrix", "Strengths", "Concerns", "Net", "Matrix_tidy"),
        *("Findings", "Themes", "Variation", "Support_needed", "Codebook", "Reviews", "Method"),
    ]


def test_what_stands_across_areas_has_sheets_of_its_own_with_places_for_every_quote(sample_results: Results) -> None:
    made = openpyxl.load_workbook(io.BytesIO(workbook(sample_results)["matrix.xlsx"]))
    across = ("Variation", "Barriers_enablers", "Recommendations", "Support_needed", "Good_practice", "Progress")
    assert set(across) < set(made.sheetnames)
    for name in across[1:]:
        quoted = [row for row in rows(made[name]) if row["Quote"]]
        assert quoted, name
        assert all(row["Page"] and row["Report"] and row["Review"] and row["Place"] for row in quoted), name
    strengths = Counter((row["Review"], row["Place"]) for row in rows(made["Good_practice"]))
    assert max(strengths.values()) <= 3
    assert not any(row["Recommendation"].endswith((";", "and", ",")) for row in rows(made["Recommendations"]))


def test_every_sheet_but_the_cover_holds_one_table_and_nothing_that_hides_or_merges(book: Any) -> None:
    for sheet in book:
        assert len(sheet.tables) == (0 if sheet.title == "Cover" else 1), sheet.title
        assert not sheet.merged_cells.ranges, sheet.title
        assert sheet.freeze_panes is None, sheet.title
        assert all(table.autoFilter is None for table in sheet.tables.values()), sheet.title
        assert sheet["A1"].value, sheet.title


def test_title_and_language_are_set(results: Results) -> None:
    made = zipfile.ZipFile(io.BytesIO(workbook(results)["matrix.xlsx"]))
    core = made.read("docProps/core.xml").decode()
    assert "<dc:language>en-GB</dc:language>" in core
    assert "<dc:title>Findings matrix of local area reviews</dc:title>" in core
    assert {entry.date_time[0] for entry in made.infolist()} == {1980}


def test_no_text_becomes_a_formula_a_number_or_a_link(results: Results, book: Any) -> None:
    made = zipfile.ZipFile(io.BytesIO(workbook(results)["matrix.xlsx"]))
    sheets = [made.read(name) for name in made.namelist() if name.startswith("xl/worksheets/")]
    assert not [sheet for sheet in sheets if b"<f>" in sheet or b"<f " in sheet]
    assert not [name for name in made.namelist() if "externalLink" in name]
    assert not [name for name in made.namelist() if b"http://evil" in made.read(name) and "sharedStrings" not in name]
    kinds = {row["Quote"]: type(row["Quote"]) for row in rows(book["Findings"])}
    assert kinds["00123"] is str
    assert kinds['=HYPERLINK("http://evil.example","open me")'] is str
    assert {cell.data_type for row in book["Findings"].iter_rows() for cell in row} <= {"s", "n", "d"}


def test_quotes_come_back_exactly_and_a_long_one_is_cut_where_all_can_see(results: Results, book: Any) -> None:
    found = {row["Finding"]: row for row in rows(book["Findings"])}
    assert len(found) == len(results.findings)
    cut = 0
    for finding in results.findings:
        row = found[finding.id]
        assert row["Page"] == finding.spans[0].page
        quote = row["Quote"]
        if len(finding.quote) > MOST_IN_A_CELL:
            cut += 1
            assert len(quote.encode("utf-16-le")) // 2 <= MOST_IN_A_CELL
            assert CUT.search(quote)
            assert finding.quote.startswith(CUT.sub("", quote))
        else:
            assert quote == finding.quote
    notes = {row["Word or sign"]: row["What it means"] for row in rows(book["Notes"])}
    assert cut == 1
    assert notes["Cells cut"].startswith("One cell was longer")


@pytest.mark.parametrize("text", ["\U0001f44d" * 20_000, "a" + "\U0001f44d" * 20_000, "x" * 40_000])
def test_a_cut_counts_as_spreadsheets_do_and_splits_no_character(text: str) -> None:
    cut = cut_to_fit(text)
    assert len(cut.encode("utf-16-le")) // 2 <= MOST_IN_A_CELL
    kept = CUT.sub("", cut)
    assert text.startswith(kept)
    assert f"{len(text) - len(kept):,} more" in cut


def test_the_matrix_says_the_same_in_words_and_numbers(book: Any) -> None:
    words = {row["Area"]: row for row in rows(book["Matrix"])}
    strengths = {row["Area"]: row for row in rows(book["Strengths"])}
    net = {row["Area"]: row for row in rows(book["Net"])}
    assert words["Calderwick"]["Coordination & joint <work>"] == "2 strengths"
    assert strengths["Calderwick"]["Coordination & joint <work>"] == 2
    assert strengths["Brackenford"]["Coordination & joint <work>"] == 0
    assert net["Brackenford"]["Workforce"] == -1
    assert net["Brackenford"]["Coordination & joint <work>"] == "[z]"
    assert words["Brackenford"]["Coordination & joint <work>"] == "none found"


def test_reports_that_failed_are_listed_with_the_remedy(book: Any) -> None:
    last = rows(book["Reviews"])[-1]
    assert (last["Report"], last["Status"]) == ("=evil.pdf", "failed")
    assert last["Reason and remedy"] == "The file is encrypted. Save a copy without a password."


def test_contents_leads_to_every_other_sheet(book: Any) -> None:
    links = {cell.value: cell.hyperlink.location for (cell,) in book["Contents"]["A4:A17"]}
    assert links == {name: f"'{name}'!A1" for name in book.sheetnames if name != "Contents"}


def test_findings_say_whether_the_matrix_counts_them(results: Results, book: Any) -> None:
    counted = {id_ for cell in results.matrix.cells.values() for id_ in cell.findings}
    assert {row["Finding"] for row in rows(book["Findings"]) if row["In the matrix"] == "yes"} == counted


def test_two_themes_of_one_name_keep_a_column_each(make_results: Make) -> None:
    from dataclasses import replace

    results = make_results([("A", "workforce", "concern", "Few staff.")])
    themes = tuple(replace(theme, label="same Name" if n else "Same name") for n, theme in enumerate(results.themes))
    changed = replace(results, themes=themes, matrix=replace(results.matrix, themes=themes))
    made = openpyxl.load_workbook(io.BytesIO(workbook(changed)["matrix.xlsx"]))
    header = list(rows(made["Matrix"])[0])
    assert header[3:] == ["Same name", "same Name (2)", "same Name (3)", "same Name (4)"]


def test_every_text_is_cleaned(results: Results) -> None:
    made = zipfile.ZipFile(io.BytesIO(workbook(results)["matrix.xlsx"]))
    text = made.read("xl/sharedStrings.xml").decode("utf-8")
    assert clean.text(text) == text
