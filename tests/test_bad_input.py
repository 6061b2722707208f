"""Bad input: one readable line with file and remedy for each; the rest is done, and nothing made is lost."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pypdfium2
import pytest

from tests.conftest import FAST, Command, Demo, Said

ENCRYPTED = b"""%%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj
4 0 obj<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>endobj
trailer<</Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]/Size 5>>
%%%%EOF
""" % (b"11" * 32, b"22" * 32)  # no password gives this /U

NO_PAGES = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj
trailer<</Root 1 0 R/Size 3>>
%%EOF
"""


def image_only() -> bytes:
    """A page that is one grey picture."""
    document = pypdfium2.PdfDocument.new()
    page = document.new_page(200, 200)
    image = pypdfium2.PdfImage.new(document)
    bitmap = pypdfium2.PdfBitmap.new_native(8, 8, pypdfium2.raw.FPDFBitmap_BGR)
    bitmap.fill_rect((99, 99, 99, 255), 0, 0, 8, 8)
    image.set_bitmap(bitmap)
    image.set_matrix(pypdfium2.PdfMatrix().scale(200, 200))
    page.insert_obj(image)
    page.gen_content()
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of change of everything under a folder."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> Path:
    """A folder of one good report and every kind of bad file."""
    folder = tmp_path_factory.mktemp("bad") / "inbox"
    (folder / "more").mkdir(parents=True)
    good = (sample / "garstone.pdf").read_bytes()
    shutil.copy(sample / "areas.csv", folder)
    for name, data in {
        "good.pdf": good,
        "more/copy of good.pdf": good,
        "encrypted.pdf": ENCRYPTED,
        "truncated.pdf": (sample / "calderwick.pdf").read_bytes()[:9000],
        "empty.pdf": b"",
        "scan.pdf": image_only(),
        "page.pdf": b"<!doctype html><title>Moved</title>",
        "no pages.pdf": NO_PAGES,
        "notes.txt": b"not a report at all",
    }.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def said(mixed: Path, analyse: Command) -> Said:
    return analyse("run", mixed, "--workspace", mixed.parent / "ours")


@pytest.mark.parametrize(
    ("file", "says", "remedy"),
    [
        ("encrypted.pdf", "encrypted", "without a password"),
        ("truncated.pdf", "cut short", "download it again"),
        ("empty.pdf", "empty", "copy it again"),
        ("scan.pdf", "scan", "anew"),
        ("page.pdf", "not a PDF", "print it as PDF"),
        ("no pages.pdf", "", "PDF"),
    ],
)
def test_each_bad_file_has_one_line_that_says_what_is_wrong_and_what_to_do(
    said: Said, file: str, says: str, remedy: str
) -> None:
    (line,) = [line for line in said.messages if line.startswith(f"analyse: {file}: ")]
    assert says.lower() in line.lower()
    assert remedy.lower() in line.lower()
    assert "Traceback" not in said.err


def test_a_duplicate_is_named_with_its_original_and_counted_once(said: Said, analyse: Command, mixed: Path) -> None:
    (line,) = [line for line in said.messages if "copy of good.pdf" in line]
    assert "good.pdf" in line.replace("copy of good.pdf", "", 1)
    assert "Delete one" in line
    assert "1 reviews" in said.messages[-1]


def test_other_reports_are_done_and_the_exit_code_tells_that_some_failed(said: Said, mixed: Path) -> None:
    assert said.code == 3
    with (mixed.parent / "ours" / "out" / "findings.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert {row["area"] for row in csv.DictReader(stream)} == {"Garstone"}


def test_a_second_run_tells_the_failures_again_without_reading_them(said: Said, analyse: Command, mixed: Path) -> None:
    again = analyse("run", mixed, "--workspace", mixed.parent / "ours")
    assert again.code == 3
    assert again.messages[:-1] == said.messages[:-1]
    assert "nothing to do" in again.messages[-1]


def test_extract_tells_machines_the_outcome_of_every_file(said: Said, analyse: Command, mixed: Path) -> None:
    told = json.loads(analyse("extract", mixed, "--workspace", mixed.parent / "ours", "--json").out)["reviews"]
    assert {entry["file"]: entry["status"] for entry in told} == {
        "good.pdf": "ok",
        **dict.fromkeys(
            ("encrypted.pdf", "truncated.pdf", "empty.pdf", "scan.pdf", "page.pdf", "no pages.pdf"), "failed"
        ),
    }
    assert all(entry["reason"] for entry in told if entry["status"] == "failed")


def test_nothing_but_bad_files_is_a_failure_that_leaves_earlier_outputs(tmp_path: Path, analyse: Command) -> None:
    (tmp_path / "a.pdf").write_bytes(b"")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "findings.csv").write_text("made before", encoding="utf-8")
    for verb in ("matrix", "run"):
        said = analyse(verb, tmp_path)
        assert said.code == 1
        assert "a.pdf: The file is empty." in said.err
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["findings.csv"]
    assert (tmp_path / "out" / "findings.csv").read_text(encoding="utf-8") == "made before"


def test_a_folder_without_pdfs_is_told_apart_from_one_that_does_not_exist(tmp_path: Path, analyse: Command) -> None:
    (tmp_path / "notes.txt").write_text("none", encoding="utf-8")
    empty, missing = analyse("matrix", tmp_path), analyse("matrix", tmp_path / "nowhere")
    assert (empty.code, missing.code) == (1, 2)
    assert "holds no PDF" in empty.err
    assert "does not exist" in missing.err


def test_two_reports_on_one_area_and_date_are_both_kept_and_both_named(
    tmp_path: Path, sample: Path, analyse: Command
) -> None:
    shutil.copy(sample / "areas.csv", tmp_path)
    data = (sample / "garstone.pdf").read_bytes()
    (tmp_path / "first.pdf").write_bytes(data)
    (tmp_path / "second.pdf").write_bytes(data + b"\n% another file\n")
    said = analyse("extract", tmp_path)
    assert said.code == 0
    for file, other in (("first.pdf", "second.pdf"), ("second.pdf", "first.pdf")):
        (line,) = [line for line in said.messages if line.startswith(f"analyse: {file}: {other} is another report")]
        assert "Garstone" in line
        assert "--date" in line


def test_an_area_we_do_not_know_is_asked_for_with_the_option_that_sets_it(
    tmp_path: Path, sample: Path, analyse: Command
) -> None:
    shutil.copy(sample / "garstone.pdf", tmp_path)  # its areas.csv is not here
    said = analyse("extract", tmp_path)
    assert said.code == 0
    (line,) = said.messages
    assert line.startswith("analyse: garstone.pdf: “Garstone” is no area we know")
    assert "`analyse add FILE --area NAME`" in line
    assert "areas.csv" in line


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("codebook.yaml", "themes:\n  - {id: a, label: A, colour: red}\n", "unknown key “colour”"),
        ("codebook.yaml", "themes:\n  - {id: a, label: A}\n  - {id: a, label: B}\n", "“a” stands twice"),
        ("codebook.yaml", "themes:\n  - {id: a, label: A, parent: a}\n", "circle"),
        ("codebook.yaml", "themes:\n  - id: 'a\n", "codebook.yaml, line"),
        ("areas.csv", "name;code\nAshmere;X1\n", "areas.csv: the header has no column"),
        ("analyse.toml", "colour = 1\n", "unknown setting “colour”"),
        ("analyse.toml", 'reviews = "newest"\n', "latest, first, all"),
        ("analyse.toml", 'programme = "newest"\n', "local-system-review"),
        ("analyse.toml", 'embedder = "newest"\n', "transformers"),
        ("themes.yaml", "themes: [{id: a}]\n", "themes.yaml cannot be read"),
    ],
)
def test_a_wrong_file_of_ones_own_is_one_readable_line_and_loses_nothing(
    tmp_path: Path, sample: Path, analyse: Command, file: str, text: str, says: str
) -> None:
    shutil.copy(sample / "garstone.pdf", tmp_path)
    if file != "areas.csv":
        shutil.copy(sample / "areas.csv", tmp_path)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "findings.csv").write_text("made before", encoding="utf-8")
    (tmp_path / file).write_text(text, encoding="utf-8")
    said = analyse("run", tmp_path)
    assert said.code in (1, 2)
    (line,) = said.messages
    assert says in line
    assert (tmp_path / file).read_text(encoding="utf-8") == text
    assert (tmp_path / "out" / "findings.csv").read_text(encoding="utf-8") == "made before"


def test_a_folder_that_cannot_be_written_is_one_readable_line(tmp_path: Path, sample: Path, analyse: Command) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    said = analyse("run", sample, "--workspace", tmp_path / "file" / "ours")
    assert said.code == 1
    (line,) = said.messages
    assert str(tmp_path / "file") in line
    assert "--workspace" in line


def test_outputs_that_cannot_be_written_leave_what_was_coded(demo: Demo, tmp_path: Path, analyse: Command) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    before = listing(demo.folder)
    said = analyse("report", demo.folder, "--out", tmp_path / "file" / "out")
    assert said.code == 1
    assert "--out" in said.messages[-1]
    assert listing(demo.folder) == before


def test_a_workspace_elsewhere_leaves_the_folder_of_pdfs_untouched(
    said: Said, tmp_path: Path, sample: Path, analyse: Command
) -> None:
    shutil.copytree(sample, tmp_path / "pdfs", ignore=lambda _, names: [n for n in names if n > "calderwick.pdf"])
    before = listing(tmp_path)
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "analyse.toml").write_text(FAST, encoding="utf-8")
    for verb in ("status", "run", "themes", "matrix", "findings", "report"):
        assert analyse(verb, tmp_path / "pdfs", "--workspace", tmp_path / "ours").code == 0
    after = listing(tmp_path)
    assert {name: after[name] for name in before} == before
    assert {name.split("/")[0] for name in set(after) - set(before)} == {"ours"}
    assert (tmp_path / "ours" / "out" / "matrix.xlsx").is_file()
