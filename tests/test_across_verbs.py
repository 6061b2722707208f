"""The verbs progress, exchange and indicators: tables for people, CSV and JSON, every quote on its page."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from pathlib import Path

import pytest

from analyse import run
from corpus.workspace import Workspace
from report import exchanged, followed, measured
from tests.conftest import Command, Demo


@pytest.fixture(scope="module")
def folder(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("across") / "sample"
    shutil.copytree(demo.folder, copy)
    return copy


def letters(text: str) -> str:
    return re.sub(r"\W", "", text)


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_progress_in_json_quotes_both_reports_from_their_pages(folder: Path, analyse: Command) -> None:
    said = analyse("progress", folder, "--area", "Dunmarsh", "--format", "json")
    records = json.loads(said.out)
    documents = run.read(Workspace.open(folder)).documents
    checked = 0
    for record in records:
        assert record["area"] == "Dunmarsh"
        for review, quote, page in [
            (record["first"], record["quote"], record["page"]),
            *((e["review"], e["quote"], e["page"]) for e in record["evidence"]),
        ]:
            pages = {p.number: p.text for p in documents[review].pages}
            assert letters(quote)[:40] in letters(pages[page] + pages.get(page + 1, ""))
            checked += 1
    assert checked > 40


def test_progress_in_csv_has_its_columns_and_only_what_was_asked_for(folder: Path, analyse: Command) -> None:
    said = analyse("progress", folder, "--kind", "recommendation", "--state", "not-addressed", "--format", "csv")
    rows = table(said.out)
    assert list(rows[0]) == list(followed.MATTER_KEYS)
    assert {(row["kind"], row["state"]) for row in rows} == {("recommendation", "not-addressed")}


def test_progress_for_people_says_its_method_and_marks_what_is_unsure(folder: Path, analyse: Command) -> None:
    said = analyse("progress", folder, "--area", "Ashmere").out
    assert "Recommendations: " in said
    assert "since: “" in said
    assert "Method: " in said
    assert re.search(r"(addressed|partly)\? \(0\.[0-5]\d\)", said)


def test_shifts_stand_with_counts_of_both_reviews(folder: Path, analyse: Command) -> None:
    rows = table(analyse("progress", folder, "--show", "shifts", "--theme", "governance", "--format", "csv").out)
    assert {row["area"] for row in rows} == {"Ashmere", "Dunmarsh"}
    assert all(row["theme"] == "governance" and row["finding_ids"] for row in rows)


def test_an_action_plan_stands_with_the_recommendation_it_answers(
    folder: Path, tmp_path: Path, analyse: Command
) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text("action,owner\nSign the section 75 agreement and pool the budget for discharge,Finance\n", "utf-8")
    assert analyse("add", folder, "--action-plan", plan, "--area", "Dunmarsh").code == 0
    rows = table(analyse("progress", folder, "--area", "Dunmarsh", "--format", "csv").out)
    (row,) = [r for r in rows if r["quote"].startswith("Partners should sign the section 75")]
    assert (row["action_owner"], row["action_place"]) == ("Finance", "plan.csv, line 2")


def test_exchange_sets_a_concern_beside_strengths_nearest_first(folder: Path, analyse: Command) -> None:
    every = table(analyse("exchange", folder, "--area", "Calderwick", "--format", "csv").out)
    rows = table(analyse("exchange", folder, "--area", "Calderwick", "--theme", "transitions", "--format", "csv").out)
    assert rows == [row for row in every if row["theme"] == "transitions"]
    assert list(rows[0]) == list(exchanged.KEYS)
    nearness = [row["nearness"] for row in rows if row["direction"] == "learn-from"]
    assert nearness == sorted(nearness, key=["neighbour", "region", "elsewhere"].index)
    assert all(row["concern"] and row["strength"] and row["concern_page"] for row in rows)


def test_exchange_with_an_area_that_is_not_here_is_wrong_usage(folder: Path, analyse: Command) -> None:
    said = analyse("exchange", folder, "--area", "Atlantis")
    assert said.code == 2
    assert "No review is about “Atlantis”" in said.err


def test_indicators_stand_beside_quartiles_and_targets(folder: Path, analyse: Command) -> None:
    rows = table(analyse("indicators", folder, "--area", "Ashmere", "--format", "csv").out)
    assert list(rows[0]) == list(measured.AREA_KEYS)
    (delays,) = [row for row in rows if row["indicator"] == "delayed_days_per_100k"]
    assert (delays["period"], float(delays["value"]), float(delays["distance"])) == ("2017/18", 8.9, -0.5)


def test_associations_come_with_the_warning_and_findings(folder: Path, analyse: Command) -> None:
    said = analyse("indicators", folder, "--show", "associations", "--format", "json")
    records = json.loads(said.out)
    assert "not show that one brings about the other" in said.err
    assert all(record["finding_ids"] and record["warning"] for record in records)
    # Ten invented areas: nothing survives the number of pairs looked at, and nothing is said to.
    assert not any(record["beyond_chance"] for record in records)
    (delays,) = [r for r in records if (r["theme"], r["indicator"]) == ("transitions", "delayed_days_per_100k")]
    assert delays["rho"] < 0, "more delayed days go with more concern about leaving hospital, as the sample has it"


def test_a_shortlist_names_its_method_and_ranks_no_reviewed_area(folder: Path, analyse: Command) -> None:
    extra = "area,indicator,period,value,unit,target\n" + "".join(
        f'{area},delayed_days_per_100k,2017/18,{value},"days per 100,000",9.4\n'
        for area, value in (("Leeds", 12), ("Hartlepool", 30), ("Dudley", 20))
    )
    (folder / "indicators" / "others.csv").write_text(extra, "utf-8")
    said = analyse("indicators", folder, "--shortlist", "4", "--indicator", "delayed_days_per_100k", "--format", "csv")
    rows = table(said.out)
    assert [row["area"] for row in rows[:3]] == ["Hartlepool", "Dudley", "Leeds"]
    assert (rows[3]["total"], rows[3]["ranks"]) == ("", "{}")
    assert "Areas not yet reviewed stand first" in said.err
    (folder / "indicators" / "others.csv").unlink()


def test_a_folder_without_indicators_says_where_to_put_them(tmp_path: Path, sample: Path, analyse: Command) -> None:
    shutil.copy(sample / "garstone.pdf", tmp_path)
    said = analyse("indicators", tmp_path)
    assert said.code == 1
    assert "Put CSV files there" in said.err


def test_outcomes_are_none_where_no_report_grades(folder: Path, analyse: Command) -> None:
    assert "No report here gives an official grade." in analyse("indicators", folder, "--show", "outcomes").out
