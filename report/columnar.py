"""The tables as JSON and as Parquet, typed, for programs that should not have to guess."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from corpus.types import Results
from report import dictionary, records

_LARGEST_RECORD: Final = 64 * 2**20  # bytes; a quote may be a page of a million characters
_RECORDS: Final[Mapping[str, Callable[[Results], Iterable[records.Record]]]] = {
    "findings": records.findings,
    "themes": records.themes,
    "matrix": records.matrix,
}


def json(results: Results, _pdf_href: object = None) -> Mapping[str, bytes]:
    """findings.json, themes.json and matrix.json: a list of objects each, one a line."""
    return {f"{name}.json": records.as_json(of(results)).encode("utf-8") for name, of in _RECORDS.items()}


def parquet(results: Results, _pdf_href: object = None) -> Mapping[str, bytes]:
    """findings.parquet, themes.parquet and matrix.parquet, with lists and dates as such."""
    import duckdb

    written: dict[str, bytes] = {}
    with TemporaryDirectory() as folder, duckdb.connect(config={"threads": 1}) as database:
        for name, of in _RECORDS.items():
            source, target = Path(folder) / f"{name}.jsonl", Path(folder) / f"{name}.parquet"
            source.write_text(records.as_jsonl(of(results)), encoding="utf-8", newline="\n")
            columns = {column: held.stored_as for column, held in dictionary.TABLES[name].items()}
            rows = database.read_json(
                str(source), columns=columns, format="newline_delimited", maximum_object_size=_LARGEST_RECORD
            )
            rows.write_parquet(str(target), compression="zstd")
            written[f"{name}.parquet"] = target.read_bytes()
    return written
