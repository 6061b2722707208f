"""JSON and Parquet hold what the CSV holds, typed; the dictionary describes every column."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import duckdb
import pytest

from corpus.types import Results
from report import columnar, dictionary, records, tables


@pytest.mark.parametrize(
    ("table", "keys"),
    [("findings", records.FINDING_KEYS), ("themes", records.THEME_KEYS), ("matrix", records.MATRIX_KEYS)],
)
def test_every_column_is_described_once(table: str, keys: tuple[str, ...]) -> None:
    assert tuple(dictionary.TABLES[table]) == keys


def test_the_dictionary_stands_beside_the_tables(results: Results) -> None:
    written = tables.tables(results)[dictionary.FILE].decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(written)))
    assert len(rows) == sum(map(len, dictionary.TABLES.values()))
    assert all(row["description"] for row in rows)


def test_parquet_gives_back_every_record_hostile_text_included(results: Results, tmp_path: Path) -> None:
    for name, content in columnar.parquet(results).items():
        (tmp_path / name).write_bytes(content)
    with duckdb.connect() as database:
        found = database.execute(f"SELECT * FROM '{tmp_path / 'findings.parquet'}'").fetchall()  # noqa: S608
        columns = [column[0] for column in database.description or ()]
    expected = list(records.findings(results))
    assert columns == list(records.FINDING_KEYS)
    assert [dict(zip(columns, row, strict=True))["quote"] for row in found] == [r["quote"] for r in expected]
    first = dict(zip(columns, found[0], strict=True))
    assert first["spans"] == expected[0]["spans"]
    assert first["date"].isoformat() == expected[0]["date"]


def test_json_is_the_records(results: Results) -> None:
    written = columnar.json(results)
    assert json.loads(written["matrix.json"]) == list(records.matrix(results))
    assert json.loads(written["findings.json"]) == list(records.findings(results))


def test_the_same_results_give_the_same_parquet(results: Results) -> None:
    assert columnar.parquet(results) == columnar.parquet(results)
