"""Codebooks of other tools come in; what is hostile in them stays out."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import codebook, qdc
from corpus.errors import AnalyseError
from corpus.types import Theme
from report import qda
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


LABELS = st.text(min_size=1).map(lambda text: " ".join("".join(filter(str.isprintable, text)).split())).filter(bool)
WORDS = st.lists(LABELS, max_size=3).map(tuple)


@given(definition=st.just("") | LABELS, names=WORDS, phrases=WORDS, examples=WORDS)
def test_what_a_description_carries_comes_back(
    definition: str, names: tuple[str, ...], phrases: tuple[str, ...], examples: tuple[str, ...]
) -> None:
    theme = Theme("waits", "Waits", definition, other_names=names, phrases=phrases, examples=examples)
    kept = {"Id": ("waits",), "Other names": names, "Phrases": phrases, "Examples": examples}
    found = qdc.restored(" ".join(qdc.described(theme).split()))  # some programs put a description on one line
    assert found == (definition, {key: value for key, value in kept.items() if value})


def test_what_cannot_be_taken_in_is_said(tmp_path: Path) -> None:
    note = f'<NoteRef targetGUID="{GUID.format(9)}"/>'
    codes = code("Flow", "<Description>A folder.</Description>" + code("Waits", note), codable="false") + code("Waits")
    kept, alike, bare = (taken := qdc.take(written(tmp_path, codes))).notes
    assert kept.endswith("1 descriptions of folders, 1 links to notes.")
    assert alike.endswith("changed: waits-2.")
    assert bare.startswith("2 of 2 themes have neither phrases nor examples")
    assert [theme.id for theme in taken.book.themes] == ["waits", "waits-2"]


@pytest.mark.parametrize("id_", ["../../etc", "a b", "", "x" * 300])
def test_an_id_that_cannot_be_one_is_made_from_the_name(tmp_path: Path, id_: str) -> None:
    (theme,) = qdc.read(written(tmp_path, code("Long waits", f"<Description>Id: [{id_}]</Description>"))).themes
    assert theme.id == "long-waits"


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


def test_a_workspace_begun_from_our_own_export_keeps_every_id_and_phrase(tmp_path: Path, analyse: Command) -> None:
    book = codebook.parse(codebook.default_text())
    (tmp_path / "ours.qdc").write_bytes(qda.codebook(book.themes))
    said = analyse("init", tmp_path / "new", "--codebook", tmp_path / "ours.qdc")
    back = codebook.read(tmp_path / "new" / "codebook.yaml")
    assert {theme.id: theme for theme in back.themes} == {theme.id: theme for theme in book.themes}
    assert said.messages == []
