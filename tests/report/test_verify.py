from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from corpus.types import Page, Results
from report import write
from report.verify import VerifyReport, verify


@pytest.fixture(scope="module")
def written(results: Results, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written")
    write.write(results, folder, formats=["all"], pdf_href=lambda review: f"../{review.id}.pdf")
    return folder


@pytest.fixture
def out(written: Path, tmp_path: Path) -> Path:
    """A copy of all that is written, to change."""
    return Path(shutil.copytree(written, tmp_path, dirs_exist_ok=True))


def checked(out: Path, results: Results) -> VerifyReport:
    def pages_of(review: str) -> Mapping[int, Page]:
        return {page.number: page for page in results.pages.get(review, ())}

    return verify(out, pages_of)


def change(path: Path, old: str, new: str) -> None:
    """Changes what was written, inside the archive of a workbook too."""
    if path.suffix not in (".xlsx", ".qdpx", ".docx"):
        content = path.read_text(encoding="utf-8")
        assert old in content
        path.write_text(content.replace(old, new), encoding="utf-8", newline="\n")
        return
    made = io.BytesIO()
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(made, "w") as changed:
        parts = {name: book.read(name).decode("utf-8") for name in book.namelist()}
        assert any(old in part for part in parts.values())
        for name, part in parts.items():
            changed.writestr(name, part.replace(old, new))
    path.write_bytes(made.getvalue())


OUTPUTS = ["findings.csv", "findings.json", "matrix.xlsx", "report.html", "project.qdpx"]
WORD = ["national-report.docx", "brief-ashmere-x00000000.docx", "brief-calderwick-x00000002.docx"]
ALL = [
    *("findings.csv", "findings.json", "findings.parquet", *OUTPUTS[2:], "themes.csv", "themes.json", "themes.parquet"),
    *(*WORD, "brief-brackenford-x00000001.docx"),
]


def test_what_was_written_holds_hostile_and_long_quotes_included(results: Results, out: Path) -> None:
    report = checked(out, results)
    assert report.problems == ()
    assert report.holds
    assert sorted(report.quotes) == sorted(ALL)
    assert report.quotes["findings.csv"] == report.quotes["project.qdpx"] == len(results.findings)
    assert report.quotes["matrix.xlsx"] > len(results.findings)  # some stand in the sheets across areas too
    assert report.quotes["report.html"] > len(results.findings)  # some stand twice: as an example and in their cell
    assert {*report.files, "MANIFEST.json"} == {path.name for path in out.iterdir()}
    assert report.lines()[-1] == "Everything holds."


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_changed_word_is_found_in_each_output(results: Results, out: Path, name: str) -> None:
    change(out / name, "Partners planned together.", "Partners planned serially.")
    problems = [str(problem) for problem in checked(out, results).problems]
    assert len(problems) == 2
    assert name in problems[0]
    assert "page 2 does not say 'Partners planned serially.' but 'Partners planned together.'" in problems[0]
    assert problems[1] == f"{name}: was changed after it was written"


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("findings.csv", ",2,4,", ",3,4,"),
        ("matrix.xlsx", "2:14-40", "1:14-40"),
        ("report.html", "#page=2", "#page=3"),
    ],
)
def test_a_changed_page_is_found(results: Results, out: Path, name: str, old: str, new: str) -> None:
    change(out / name, old, new)
    assert [problem for problem in checked(out, results).problems if problem.file == name and problem.where]


def test_a_review_that_is_not_stored_is_named(results: Results, out: Path) -> None:
    review = results.reviews[0].id
    report = verify(out, lambda _: {})
    assert f"review {review} is not among the stored reviews" in str(report.problems[0])


def test_a_file_that_cannot_be_read_is_a_problem_not_a_crash(results: Results, out: Path) -> None:
    (out / "matrix.xlsx").write_bytes(b"PK not a workbook")
    (out / "findings.csv").write_bytes(b"\xff\xfe\x00")
    (out / "report.html").unlink()
    (out / "project.qdpx").write_bytes(b"PK no project")
    (out / "findings.json").write_text("[{]", encoding="utf-8")
    (out / "findings.parquet").write_bytes(b"PAR1 not")
    found = {problem.file for problem in checked(out, results).problems}
    assert found == {*OUTPUTS, "findings.parquet"}


def test_a_workbook_that_declares_a_document_type_is_refused(results: Results, out: Path) -> None:
    change(out / "matrix.xlsx", "<workbook ", '<!DOCTYPE w [<!ENTITY a "b">]><workbook ')
    problems = [str(problem) for problem in checked(out, results).problems]
    assert "declares a document type" in problems[0]


def test_an_output_of_an_earlier_run_is_pointed_out(results: Results, out: Path) -> None:
    manifest = json.loads((out / "MANIFEST.json").read_text(encoding="utf-8"))
    del manifest["outputs"]["report.html"]
    (out / "MANIFEST.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert [str(problem) for problem in checked(out, results).problems] == [
        "report.html: is not listed in MANIFEST.json: it is from an earlier run; write it again"
    ]


def test_an_empty_folder_does_not_hold(results: Results, tmp_path: Path) -> None:
    report = checked(tmp_path, results)
    assert not report.holds
    assert "nothing to check" in report.lines()[1]


def test_a_manifest_cannot_point_outside_the_folder(results: Results, out: Path) -> None:
    manifest = json.loads((out / "MANIFEST.json").read_text(encoding="utf-8"))
    manifest["outputs"]["../secret"] = "0" * 64
    (out / "MANIFEST.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert "../secret: is listed in MANIFEST.json but not there" in map(str, checked(out, results).problems)


def test_a_themes_quote_that_no_finding_has_is_found(results: Results, out: Path) -> None:
    listed = json.loads((out / "themes.json").read_text(encoding="utf-8"))
    listed[0]["quotes"][0] = "Nobody said this."
    (out / "themes.json").write_text(json.dumps(listed), encoding="utf-8")
    problems = [str(problem) for problem in checked(out, results).problems]
    assert problems[0] == f"themes.json, {listed[0]['id']}: 'Nobody said this.' is not the quote of any finding"
