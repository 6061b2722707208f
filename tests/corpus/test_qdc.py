"""Codebooks of other tools come in; what is hostile in them stays out."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from corpus import codebook, qdc
from corpus.errors import AnalyseError
from tests.conftest import Command

BOOK = """<?xml version="1.0" encoding="utf-8"?>{before}
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="another tool"><Codes>{codes}</Codes></CodeBook>"""
GUID = "00000000-0000-0000-0000-{:012d}"


def code(name: str, inside: str = "", *, codable: str = "true", number: int = 1) -> str:
    return f'<Code guid="{GUID.format(number)}" name="{name}" isCodable="{codable}">{inside}</Code>'


def written(folder: Path, codes: str, before: str = "") -> Path:
    path = folder / "book.qdc"
    path.write_text(BOOK.format(before=before, codes=codes), encoding="utf-8")
    return path


def test_a_folder_of_codes_becomes_a_group_and_a_code_with_codes_a_parent(tmp_path: Path) -> None:
    inner = code("Discharge", code("Waits", "<Description>Time spent waiting.</Description>"))
    book = qdc.read(written(tmp_path, code("Flow", inner, codable="false")))
    assert [(t.id, t.label, t.parent, t.group) for t in book.themes] == [
        ("discharge", "Discharge", None, "Flow"),
        ("waits", "Waits", "discharge", "Flow"),
    ]
    assert book.themes[1].definition == "Time spent waiting."


def test_codes_of_one_name_and_names_without_letters_get_ids_of_their_own(tmp_path: Path) -> None:
    book = qdc.read(written(tmp_path, code("Waits") + code("waits") + code("???") + code("../../etc/passwd")))
    assert [theme.id for theme in book.themes] == ["waits", "waits-2", "theme", "etc-passwd"]


@pytest.mark.parametrize(
    ("before", "codes"),
    [
        ('<!DOCTYPE x [<!ENTITY a "aaaa">]>', code("&a;")),
        ('<!DOCTYPE x SYSTEM "file:///etc/hosts">', code("One")),
        ("", ""),
        ("", "<Code"),
        ("", "".join(code("x")[: -len("</Code>")] for _ in range(60)) + "</Code>" * 60),
    ],
)
def test_what_is_hostile_broken_or_empty_is_refused_by_name(tmp_path: Path, before: str, codes: str) -> None:
    with pytest.raises(AnalyseError, match=r"book\.qdc"):
        qdc.read(written(tmp_path, codes, before))


def test_of_an_archive_only_the_project_is_read_and_nothing_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "in" / "project.qdpx"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../escaped.qde", "x")
        archive.writestr(
            "project.qde", BOOK.format(before="", codes=code("One")).replace("codebook:1.0", "project:1.0")
        )
    assert [theme.label for theme in qdc.read(path).themes] == ["One"]
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == ["project.qdpx"]


def test_an_archive_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.qdpx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", b" " * 30_000_000)
    with pytest.raises(AnalyseError, match="unpacks to more"):
        qdc.read(path)


@pytest.mark.parametrize("name", ["nvivo_project.qdpx", "ponte-atlas-target.qdpx", "qualitative-coding-demo.qdpx"])
def test_projects_of_other_tools_give_their_codes(shared: Path, name: str) -> None:
    assert len(qdc.read(shared / "refi-qda" / name).themes) >= 3


def test_a_workspace_begins_with_another_tools_codebook_and_never_loses_its_own(
    tmp_path: Path, analyse: Command
) -> None:
    book = written(tmp_path, code("Winter pressure"))
    assert analyse("init", tmp_path / "new", "--codebook", book).code == 0
    assert [theme.id for theme in codebook.read(tmp_path / "new" / "codebook.yaml").themes] == ["winter-pressure"]
    again = analyse("init", tmp_path / "new", "--codebook", book)
    assert again.code == 1
    assert "is there already" in again.err
