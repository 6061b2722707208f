from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from corpus.errors import AnalyseError
from corpus.types import Results, Review
from report import write
from report.errors import OutputsNotWritable, QuoteMismatch, UnknownFormat


def href(review: Review) -> str:
    return f"../reports/{review.id}.pdf"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_format_is_written_and_nothing_else(results: Results, tmp_path: Path) -> None:
    paths = write.write(results, tmp_path / "new" / "out", formats=["all"], pdf_href=href)
    names = [path.name for path in paths]
    assert {"matrix.xlsx", "findings.csv", "data-dictionary.csv", "findings.parquet", "report.html"} < set(names)
    assert {"matrix.svg", "matrix.png", "matrix-alt.txt", "matrix-data.csv", "project.qdpx"} < set(names)
    assert names[-1] == "MANIFEST.json"
    assert sorted(contents(tmp_path / "new" / "out")) == sorted(names)


def test_the_same_results_give_the_same_bytes(results: Results, tmp_path: Path) -> None:
    for name in ("first", "second"):
        write.write(results, tmp_path / name, formats=["all"], pdf_href=href)
    assert contents(tmp_path / "first") == contents(tmp_path / "second")


def test_a_quote_that_is_not_on_its_page_stops_everything(results: Results, tmp_path: Path) -> None:
    wrong = replace(results.findings[-1], quote="Partners never planned together.")
    changed = replace(results, findings=(*results.findings[:-1], wrong))
    with pytest.raises(QuoteMismatch) as raised:
        write.write(changed, tmp_path / "out", formats=["csv"], pdf_href=href)
    assert (raised.value.file, raised.value.page) == ("reports/Calderwick #1 50% & more?.pdf", 2)
    assert "Partners never planned together." in str(raised.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("lost", ["pages", "spans"])
def test_a_quote_without_its_page_or_place_stops_everything(results: Results, tmp_path: Path, lost: str) -> None:
    if lost == "pages":
        changed = replace(results, pages={})
    else:
        changed = replace(results, findings=(replace(results.findings[0], spans=(), quote=""),))
    with pytest.raises(QuoteMismatch):
        write.write(changed, tmp_path, formats=["csv"], pdf_href=href)
    assert contents(tmp_path) == {}


def test_an_unknown_format_is_named_with_those_there_are(results: Results, tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match=r"no format odt.*xlsx, csv, .*html"):
        write.write(results, tmp_path, formats=["odt", "csv"], pdf_href=href)


def test_a_folder_that_cannot_be_made_is_named(results: Results, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(OutputsNotWritable, match=r"file.*--out"):
        write.write(results, tmp_path / "file", formats=["csv"], pdf_href=href)
    assert issubclass(OutputsNotWritable, AnalyseError)


def test_a_file_in_use_is_kept_and_the_others_are_written(
    results: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write.write(results, tmp_path, formats=["xlsx"], pdf_href=href)
    before = (tmp_path / "matrix.xlsx").read_bytes()
    rename = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if target.name == "matrix.xlsx":  # what Windows says of a workbook that Excel has open
            raise PermissionError(13, "in use")
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    changed = replace(results, settings={"count": "all"})
    with pytest.raises(OutputsNotWritable, match=r"matrix\.xlsx.*Close the program"):
        write.write(changed, tmp_path, formats=["xlsx", "csv"], pdf_href=href)
    listed = json.loads((tmp_path / "MANIFEST.json").read_text(encoding="utf-8"))["outputs"]
    assert (tmp_path / "matrix.xlsx").read_bytes() == before
    assert sorted(listed) == ["data-dictionary.csv", "findings.csv", "matrix.csv", "themes.csv"]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_the_manifest_tells_inputs_failures_settings_and_hashes(results: Results, tmp_path: Path) -> None:
    write.write(results, tmp_path, formats=["csv"], pdf_href=href)
    manifest = json.loads((tmp_path / "MANIFEST.json").read_text(encoding="utf-8"))
    assert [entry["sha256"] for entry in manifest["inputs"]] == [review.sha256 for review in results.reviews]
    assert manifest["failed"] == [{"file": "=evil.pdf", "sha256": "0" * 64}]
    assert manifest["settings"]["count"] == "body"
    assert manifest["engines"] == ["pdfium 7000"]
    assert manifest["outputs"]["matrix.csv"] == sha256((tmp_path / "matrix.csv").read_bytes()).hexdigest()


def test_a_second_format_of_the_same_results_leaves_the_first_listed(results: Results, tmp_path: Path) -> None:
    write.write(results, tmp_path, formats=["csv"], pdf_href=href)
    write.write(results, tmp_path, formats=["html"], pdf_href=href)
    listed = json.loads((tmp_path / "MANIFEST.json").read_text(encoding="utf-8"))["outputs"]
    assert sorted(listed) == ["data-dictionary.csv", "findings.csv", "matrix.csv", "report.html", "themes.csv"]


def test_no_findings_still_give_every_file(make_results: Callable[..., Results], tmp_path: Path) -> None:
    paths = write.write(make_results([]), tmp_path, formats=["all"], pdf_href=href)
    assert {"matrix.xlsx", "report.html", "matrix.png", "project.qdpx"} < {path.name for path in paths}
    assert all(path.stat().st_size for path in paths)
