"""The verb compare and the options of matrix, from the command line, on the sample."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from analyse import run
from corpus.workspace import Workspace
from report import comparison, records
from tests.conftest import Command, Demo

KEYS = {
    "themes": comparison.THEME_KEYS,
    "rates": comparison.RATE_KEYS,
    "exceptions": comparison.EXCEPTION_KEYS,
    "pairs": comparison.PAIR_KEYS,
    "barriers": comparison.BARRIER_KEYS,
    "support": comparison.SUPPORT_KEYS,
    "recommendations": comparison.RECOMMENDATION_KEYS,
}


@pytest.fixture(scope="module")
def ids(demo: Demo, analyse: Command) -> dict[str, dict[str, Any]]:
    lines = analyse("findings", demo.folder, "--format", "jsonl").out.splitlines()
    return {record["id"]: record for record in map(json.loads, lines)}


@pytest.mark.parametrize("shown", list(KEYS))
def test_every_statement_carries_findings_that_exist(
    shown: str, demo: Demo, analyse: Command, ids: dict[str, dict[str, Any]]
) -> None:
    said = analyse("compare", demo.folder, "--show", shown, "--format", "json")
    assert said.code == 0
    found = json.loads(said.out)
    assert found
    for record in found:
        assert tuple(record) == KEYS[shown]
        assert set(record["finding_ids"]) <= ids.keys()
        if record.get("quote") and shown != "recommendations":
            # It may begin with the sentence it points back to; it ends in the finding's.
            holding = [ids[i] for i in record["finding_ids"] if record["quote"][-20:] in ids[i]["quote"]]
            assert any(record["page"] in {span["page"] for span in finding["spans"]} for finding in holding)
            assert record["pages"].split("-")[0] == str(record["page"])
    assert any(record["finding_ids"] for record in found)
    rows = list(csv.DictReader(io.StringIO(analyse("compare", demo.folder, "--show", shown, "--format", "csv").out)))
    assert len(rows) == len(found)
    assert tuple(rows[0]) == KEYS[shown]


@pytest.mark.parametrize("shown", list(KEYS))
def test_every_view_reads_as_a_table(shown: str, demo: Demo, analyse: Command) -> None:
    said = analyse("compare", demo.folder, "--show", shown)
    assert said.code == 0
    assert len(said.out.splitlines()) > 5
    assert ("Method:" in said.out) == (shown in ("themes", "rates", "pairs"))


def test_the_method_stands_beside_numbers_that_are_piped_on(demo: Demo, analyse: Command) -> None:
    said = analyse("compare", demo.folder, "--format", "csv")
    assert "Benjamini-Hochberg" in said.err
    assert "Benjamini-Hochberg" not in said.out


def test_two_areas_stand_side_by_side(demo: Demo, analyse: Command) -> None:
    said = analyse("compare", demo.folder, "--area", "Eastholme", "--area", "Garstone", "--format", "json")
    found = json.loads(said.out)
    assert {record["area"] for record in found} == {"Eastholme", "Garstone"}
    assert tuple(found[0]) == comparison.BESIDE_KEYS
    assert "Eastholme, Garstone" in analyse("compare", demo.folder, "--area", "Eastholme", "--area", "Garstone").out


@pytest.mark.parametrize(
    "wrong",
    [("--show", "ranks"), ("--programmes", "mixed"), ("--area", "Nowhere"), ("--theme", "no such theme")],
)
def test_what_cannot_be_compared_is_refused_in_a_line(wrong: tuple[str, str], demo: Demo, analyse: Command) -> None:
    said = analyse("compare", demo.folder, *wrong)
    assert said.code == 2
    assert len(said.messages) == 1


@pytest.mark.parametrize("by", ["concern", "strength", "net", "share", "presence"])
def test_the_matrix_shows_one_number_a_cell(by: str, demo: Demo, analyse: Command) -> None:
    rows = list(csv.DictReader(io.StringIO(analyse("matrix", demo.folder, "--by", by, "--format", "csv").out)))
    assert tuple(rows[0]) == records.matrix_keys(by=True)
    for row in rows:
        expected = {
            "concern": row["concerns"],
            "strength": row["strengths"],
            "net": row["net"],
            "share": row["share"],
            "presence": str(int(row["state"] == "found")),
        }[by]
        assert float(row["value"] or 9) == pytest.approx(float(expected or 9), abs=1e-3)
    assert analyse("matrix", demo.folder, "--by", by).code == 0


def test_the_contract_of_the_matrix_is_as_it_was_unless_asked_otherwise(demo: Demo, analyse: Command) -> None:
    header = analyse("matrix", demo.folder, "--format", "csv").out.splitlines()[0]
    assert header == ",".join(records.MATRIX_KEYS)


def test_regions_add_up_to_the_areas(demo: Demo, analyse: Command) -> None:
    areas = json.loads(analyse("matrix", demo.folder, "--format", "json").out)
    regions = json.loads(analyse("matrix", demo.folder, "--group-by", "region", "--format", "json").out)
    assert {r["area"] for r in regions} == {"North", "South", "Midlands"}
    for kind in ("strengths", "concerns", "findings", "passages"):
        assert sum(r[kind] for r in regions) == sum(r[kind] for r in areas)


def test_as_of_a_day_the_interim_report_says_by_which_date_each_review_counts(demo: Demo, analyse: Command) -> None:
    said = analyse("matrix", demo.folder, "--as-of", "2018-03-01", "--format", "json")
    assert len({r["area"] for r in json.loads(said.out)}) == 6
    assert said.messages[0] == "analyse: as of 2018-03-01, 6 of 12 reviews count"
    assert len(said.messages) == 14
    assert "stand apart and are left out" in said.messages[-1]
    assert {day.split(" ")[1] for r in json.loads(said.out) for day in r["dates"]} == {"date"}
    assert analyse("matrix", demo.folder, "--as-of", "March").code == 2


def test_a_cell_comes_with_its_line_and_quotes(demo: Demo, analyse: Command) -> None:
    results, _ = run.update(Workspace.open(demo.folder))
    passages = {p.id: p for its in results.passages.values() for p in its}
    passage_of = {f.id: passages[f.passage] for f in results.findings}
    found = json.loads(analyse("matrix", demo.folder, "--quotes", "2", "--format", "json").out)
    assert any(record["summary"] for record in found)
    for record in found:
        assert len(record["quotes"]) <= min(2, record["findings"])  # a sentence that judges otherwise is not shown
        for quote in record["quotes"]:
            passage = passage_of[quote["finding"]]
            assert quote["quote"] in passage.text and quote["page"] in {span.page for span in passage.spans}
        marks = [q["sure"] for q in record["quotes"]]
        assert marks == sorted(marks, reverse=True), "what is sure evidence stands first"
    assert {q["sure"] for record in found for q in record["quotes"]} == {True, False}
    assert {len(record["quotes"]) for record in found if record["findings"] > 2} >= {1, 2}


def test_since_the_last_run_nothing_has_changed_and_that_is_said(demo: Demo, analyse: Command) -> None:
    said = analyse("matrix", demo.folder, "--since", "1")
    assert said.code == 0
    assert "0 cells changed" in said.out
    assert json.loads(analyse("matrix", demo.folder, "--since", "1", "--format", "json").out) == []
    for by in ((), ("--by", "net")):
        last = analyse("matrix", demo.folder, "--since", "last", *by)
        assert last.code == 0
        assert "nothing to compare with yet" in last.err
    assert analyse("matrix", demo.folder, "--since", "1", "--by", "net").code == 0
    assert analyse("matrix", demo.folder, "--since", "1", "--by", "share").code == 2
