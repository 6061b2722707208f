"""`analyse code`, `analyse train`, `analyse evaluate` as people call them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from report import clean
from tests.conftest import Command

ROWS = """id,text
=1+1,Waiting times for assessment were too long and needed to improve.
b,"Leaders shared a clear vision, and staff were well trained."
c,
"""
BOOK = """themes:
  - {id: parking, label: Parking, phrases: [car park, parking]}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "texts.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_jsonl_keeps_the_contract(analyse: Command, file: Path) -> None:
    said = analyse("code", file, "--id-column", "id", "--text-column", "text", "--format", "jsonl", "--coding", "fast")
    found = [json.loads(line) for line in said.out.splitlines()]
    assert said.code == 0
    assert [one["id"] for one in found] == ["=1+1", "b", "c"]
    assert all(list(one) == ["id", "codes", "scores", "valence", "valence_score"] for one in found)
    assert "access" in found[0]["codes"] and found[0]["valence"] == "concern" and found[0]["valence_score"] < 0
    assert found[2]["codes"] == []


def test_csv_says_the_same_and_no_cell_acts_in_a_spreadsheet(analyse: Command, file: Path) -> None:
    said = analyse("code", file, "--id-column", "id", "--coding", "fast")
    other = analyse("code", file, "--id-column", "id", "--coding", "fast", "--format", "jsonl")
    rows = list(csv.DictReader(io.StringIO(said.out)))
    lines = [json.loads(line) for line in other.out.splitlines()]
    assert rows[0]["id"] == "'=1+1" and clean.from_csv_cell(rows[0]["id"]) == "=1+1"
    assert [r["codes"].split(";") if r["codes"] else [] for r in rows] == [one["codes"] for one in lines]
    assert [json.loads(r["scores"]) for r in rows] == [one["scores"] for one in lines]


def test_a_theme_that_a_researcher_adds_works_at_once(analyse: Command, tmp_path: Path) -> None:
    (tmp_path / "book.yaml").write_text(BOOK, encoding="utf-8")
    (tmp_path / "t.csv").write_text("text\nThe car park was full.\nThe food was cold.\n", encoding="utf-8")
    said = analyse(
        "code", tmp_path / "t.csv", "--codebook", tmp_path / "book.yaml", "--format", "jsonl", "--coding", "fast"
    )
    assert [json.loads(line)["codes"] for line in said.out.splitlines()] == [["parking"], []]


def test_out_writes_a_whole_file(analyse: Command, file: Path, tmp_path: Path) -> None:
    said = analyse("code", file, "--coding", "fast", "--out", tmp_path / "coded.csv")
    assert said.out == "" and len((tmp_path / "coded.csv").read_text(encoding="utf-8").splitlines()) == 4
    assert not list(tmp_path.glob(".*part"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--text-column", "comment"), "no column “comment”. Its columns are: id, text."),
        (("--format", "xml"), "--format xml is not a choice"),
        (("--encoding", "klingon"), "--encoding klingon is not known"),
        (("--coder", "nowhere"), "There is no coder at nowhere"),
        (("--coding", "magic"), "--coding magic cannot be used"),
    ],
)
def test_wrong_usage_is_one_readable_line(analyse: Command, file: Path, arguments: tuple[str, ...], said: str) -> None:
    found = analyse("code", file, *arguments)
    assert found.code == 2 and len(found.messages) == 1 and said in found.messages[0]


def comments(path: Path) -> Path:
    said = {
        "parking": ("the car park was full", "nowhere to park near the door", "parking costs far too much"),
        "food": ("the meals were cold", "lunch was tasty and hot", "no choice of food for vegetarians"),
    }
    rows = [
        {"ref": f"{code}{i}{place}", "comment": f"{text} {place}", "parking": code == "parking", "food": code == "food"}
        for code, its in said.items()
        for i, text in enumerate(its)
        for place in ("today", "again", "on Monday", "at noon", "this week")
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({k: int(v) if isinstance(v, bool) else v for k, v in row.items()} for row in rows)
    return path


def test_train_learns_from_columns_of_nought_and_one_and_code_and_evaluate_use_it(
    analyse: Command, tmp_path: Path
) -> None:
    file, folder = comments(tmp_path / "c.csv"), tmp_path / "mine"
    trained = analyse("train", file, "--embedder", "static", "--out", folder)
    assert trained.code == 0 and "Learned 2 codes from 30 texts" in trained.out
    assert {p.name for p in folder.iterdir()} == {"coder.safetensors", "coder.json"}
    (tmp_path / "t.csv").write_text("text\nThe meals were cold.\nNo parking at all.\n", encoding="utf-8")
    coded = analyse("code", tmp_path / "t.csv", "--coder", folder, "--format", "jsonl", "--coding", "fast")
    assert [json.loads(line)["codes"] for line in coded.out.splitlines()] == [["food"], ["parking"]]
    measured = analyse(
        *("evaluate", file, "--coder", folder, "--text-column", "comment", "--format", "json", "--coding", "fast"),
        *("--id-column", "ref"),
    )
    assert json.loads(measured.out)["overall"]["micro F1"]["value"] > 0.9


def test_evaluate_sets_two_coders_against_each_other(analyse: Command, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,codes,valence\n1,x;y,strength\n2,x=concern,concern\n3,,\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("id,codes,valence\n3,y,\n2,x,concern\n1,x,strength\n4,x,\n", encoding="utf-8")
    said = analyse("evaluate", tmp_path / "a.csv", "--against", tmp_path / "b.csv", "--format", "json")
    found = json.loads(said.out)
    assert found["texts"] == 3 and "1 texts are not in the first file" in said.err
    assert {c["code"]: (c["positives"], c["said"], c["both"]) for c in found["codes"]} == {
        "x": (2.0, 2.0, 2.0),
        "y": (1.0, 1.0, 0.0),
    }
    assert [(d["id"], d["missed"], d["added"]) for d in found["differences"]] == [("1", ["y"], []), ("3", [], ["y"])]
    assert any("tell little" in note for note in found["notes"])


def test_evaluate_refuses_a_valence_that_is_none_and_names_its_row(analyse: Command, tmp_path: Path) -> None:
    gold = tmp_path / "g.csv"
    gold.write_text("text,codes,valence\nLate.,access,concern\nEarly.,access,fine\n", encoding="utf-8")
    said = analyse("evaluate", gold, "--coding", "fast")
    assert said.code == 1 and "g.csv, row 2: “fine” is no valence" in said.err and "strength" in said.err


def test_evaluate_knows_a_theme_by_its_label_and_names_codes_that_the_coder_has_not(
    analyse: Command, tmp_path: Path
) -> None:
    (tmp_path / "g.csv").write_text(
        "text,codes\nWaiting times were too long.,Access and timeliness;plumbing\n", encoding="utf-8"
    )
    said = analyse("evaluate", tmp_path / "g.csv", "--format", "csv", "--coding", "fast")
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(said.out))}
    assert rows["access"]["both"] == "1" and rows["plumbing"]["both"] == "0"
    assert "plumbing" in said.err


def test_a_drawn_sample_is_blind_and_weighs_back_when_it_is_evaluated(
    analyse: Command, three: Path, tmp_path: Path
) -> None:
    out = tmp_path / "sample.csv"
    said = analyse("evaluate", three, "--sample", "12", "--out", out)
    assert said.code == 0
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 12 and "machine_codes" not in rows[0] and not any(row["codes"] for row in rows)
    for row in rows[:9]:
        row["codes"] = "none"
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    measured = analyse("evaluate", out, "--format", "json", "--coding", "fast")
    found = json.loads(measured.out)
    assert found["texts"] == 9 and found["weighted"]
    assert "3 of 12 drawn passages are not coded yet" in measured.err
