"""CSV files as people save them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import tables
from corpus.errors import AnalyseError, WrongUsage


def table(folder: Path, data: bytes | str) -> tables.Table:
    file = folder / "texts.csv"
    file.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return tables.look(file)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_usual_encoding_and_delimiter_is_found_out(tmp_path: Path, encoding: str, delimiter: str) -> None:
    found = table(tmp_path, f"id{delimiter}text\r\n1{delimiter}Café’s\r\n".encode(encoding))
    assert list(found) == [{"id": "1", "text": "Café’s"}]
    assert found.notes == ()


def test_what_is_not_utf_8_is_read_as_windows_1252_and_said_so(tmp_path: Path) -> None:
    found = table(tmp_path, "id,text\n1,the carer’s café\n".encode("cp1252"))
    assert next(iter(found))["text"] == "the carer’s café"
    assert "Windows-1252" in found.notes[0] and "--encoding" in found.notes[0]


def test_a_cell_may_be_longer_than_the_csv_modules_limit_and_hold_line_breaks(tmp_path: Path) -> None:
    text = "word\n" * 100_000
    found = table(tmp_path, f'id,text\n1,"{text}"\n2,short\n')
    assert [row["text"] for row in found] == [text, "short"]
    assert found.rows == 2


def test_lines_that_hold_nothing_are_passed_over_and_missing_cells_are_empty(tmp_path: Path) -> None:
    found = table(tmp_path, "id,text,note\n\n1,a\n,,\n2,b,c,d\n")
    assert list(found) == [{"id": "1", "text": "a", "note": ""}, {"id": "2", "text": "b", "note": "c"}]
    assert "rows with more cells than the header: 1;" in found.notes[0]


def test_a_missing_column_is_an_error_that_names_those_there_are(tmp_path: Path) -> None:
    found = table(tmp_path, "Ref,Comment\n1,x\n")
    assert found.column("comment") == "Comment"
    with pytest.raises(WrongUsage, match=r"no column “text”.* Ref, Comment"):
        found.column("text")


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "is empty"), (b"PK\x03\x04rest", "Excel workbook"), (b"a,a\n1,2\n", "two columns called “a”")],
)
def test_what_is_no_table_is_told_in_words(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(AnalyseError, match=said):
        table(tmp_path, data)


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="does not exist"):
        tables.look(tmp_path / "none.csv")


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_words(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    try:
        found = table(tmp_path_factory.mktemp("any"), data)
    except AnalyseError as error:
        assert str(error)
    else:
        assert len(list(found)) == found.rows
