"""One pass over a workspace: nothing twice, nothing lost, the same bytes from the same reports."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from analyse import corrections, learned, run
from corpus.types import Results
from corpus.workspace import Workspace
from tests.conftest import FAST, ROOT, THREE, Command, Demo

TABLES = ("findings.csv", "themes.csv", "matrix.csv")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, but the record of when a run was."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "run.json"
    }


@pytest.fixture
def few(three: Path, tmp_path: Path) -> Path:
    """A copy of the finished workspace, to change."""
    return Path(shutil.copytree(three, tmp_path / "reports"))


def test_a_second_run_does_nothing_and_says_so(demo: Demo, tmp_path: Path, analyse: Command) -> None:
    shutil.copytree(demo.folder, tmp_path / "copy")
    before = contents(tmp_path / "copy")
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "copy" / ".analyse").rglob("*.json")}
    said = analyse("run", tmp_path / "copy")
    assert said.code == 0
    assert "nothing to do: everything is up to date (12 reviews" in said.messages[-1]
    assert contents(tmp_path / "copy") == before
    assert {path for path, at in times.items() if path.stat().st_mtime_ns != at} <= {
        tmp_path / "copy" / ".analyse" / "run.json"
    }


def test_a_report_is_coded_alone_as_among_others_in_another_process(
    results: Results, sample: Path, tmp_path: Path
) -> None:
    for name in ("ashmere-follow-up.pdf", "areas.csv"):
        shutil.copy(sample / name, tmp_path)
    alone, _ = run.update(Workspace.open(tmp_path), "code")
    (review,) = alone.reviews
    assert len(alone.findings) > 20
    coded = {theme.id for theme in alone.themes}
    assert list(alone.findings) == [f for f in results.findings if f.review == review.id and f.theme in coded]


def test_what_is_derived_comes_back_the_same_after_it_was_deleted(few: Path, analyse: Command) -> None:
    before = contents(few)
    shutil.rmtree(few / ".analyse")
    shutil.rmtree(few / "out")
    said = analyse("run", few)
    assert said.messages[-1].startswith("analyse: 3 read, 3 coded, 3 embedded")
    assert contents(few) == before


def test_outputs_are_the_same_whatever_order_the_files_came_in_and_however_many_workers_read_them(
    three: Path, sample: Path, tmp_path: Path, analyse: Command
) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    for name in reversed(THREE):
        shutil.copy(sample / name, folder)
    os.utime(folder / THREE[0], (0, 0))
    (folder / "analyse.toml").write_text(f"{FAST}workers = 1\n", encoding="utf-8")
    assert analyse("run", folder).code == 0
    assert contents(folder / "out") == contents(three / "out")


def test_other_file_names_change_only_the_links_to_the_files(three: Path, tmp_path: Path, analyse: Command) -> None:
    names = [name for name in THREE if name.endswith(".pdf")]
    for number, name in enumerate(reversed(names)):
        shutil.copy(three / name, tmp_path / f"{number}.pdf")
    for name in ("areas.csv", "analyse.toml"):
        shutil.copy(three / name, tmp_path)
    assert analyse("run", tmp_path).code == 0
    for name in TABLES:
        assert (tmp_path / "out" / name).read_bytes() == (three / "out" / name).read_bytes(), name


def test_only_the_new_report_is_read_and_an_old_one_leaves_with_its_file(
    few: Path, sample: Path, analyse: Command
) -> None:
    shutil.copy(sample / "calderwick.pdf", few / "new.pdf")
    assert analyse("run", few).messages[-1].startswith("analyse: 1 read, 1 coded, 1 embedded; 4 reviews")
    (few / "garstone.pdf").unlink()
    assert analyse("run", few).messages[-1].startswith("analyse: 0 read, 0 coded, 0 embedded; 3 reviews")
    assert len(list((few / ".analyse" / "passages").iterdir())) == 3
    with (few / "out" / "findings.csv").open(encoding="utf-8", newline="") as lines:
        assert "Garstone" not in {row["area"] for row in csv.DictReader(lines)}


def test_an_edited_codebook_codes_again_without_reading_again(few: Path, analyse: Command) -> None:
    book = (few / "codebook.yaml").read_text(encoding="utf-8")
    theme = "\n  - id: board\n    label: Health and wellbeing board\n    definition: The board of an area.\n"
    (few / "codebook.yaml").write_text(book + theme, encoding="utf-8")
    said = analyse("run", few)
    assert said.messages[-1].startswith("analyse: 0 read, 3 coded")
    found = analyse("findings", few, "--theme", "board", "--format", "jsonl").out.splitlines()
    assert any("Health and Wellbeing Board" in json.loads(line)["quote"] for line in found)


@pytest.mark.skipif(sys.platform == "win32", reason="a process is ended otherwise on Windows")
def test_a_run_that_was_killed_half_way_goes_on_where_it_stopped(few: Path, analyse: Command) -> None:
    before = contents(few)
    shutil.rmtree(few / ".analyse")
    command = [sys.executable, str(ROOT / "cli.py"), "run", str(few)]
    job = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    passages = few / ".analyse" / "passages"
    while not (passages.is_dir() and any(passages.glob("[!.]*.json"))) and job.poll() is None:
        time.sleep(0.01)
    os.killpg(job.pid, signal.SIGKILL)
    job.wait()
    assert contents(few / "out") == {name[4:]: data for name, data in before.items() if name.startswith("out/")}
    left = len(list(passages.glob("[!.]*.json")))
    assert left > 0
    said = analyse("run", few)
    assert said.code == 0
    assert f"{3 - left} read, " in said.messages[-1] or (left == 3 and "3 reviews" in said.messages[-1])
    assert {name: data for name, data in contents(few).items() if not name.endswith(".part")} == before


def test_each_run_that_found_something_else_is_kept_in_the_history(few: Path, analyse: Command) -> None:
    first = sorted((few / "history").iterdir())
    assert analyse("run", few).code == 0
    assert sorted((few / "history").iterdir()) == first
    (few / "garstone.pdf").unlink()
    assert analyse("run", few).code == 0
    assert [path.name[:4] for path in sorted((few / "history").iterdir())] == ["0001", "0002"]
    kept = json.loads(first[0].read_text(encoding="utf-8"))
    assert {review["area"] for review in kept["reviews"]} == {"Ashmere", "Garstone"}


def test_the_run_tells_versions_inputs_and_counts(demo: Demo, results: Results) -> None:
    told = json.loads((demo.folder / ".analyse" / "run.json").read_text(encoding="utf-8"))
    assert told["inputs"] == {review.file: review.sha256 for review in results.reviews}
    assert (told["reviews"], told["findings"], told["failed"]) == (12, len(results.findings), {})
    assert set(told["versions"]) >= {"extract", "coding", "embedder"}


def test_stored_pages_are_given_by_review(demo: Demo, results: Results) -> None:
    pages_of = run.pages_of(Workspace.open(demo.folder))
    review = results.reviews[0]
    assert list(pages_of(review.id)) == list(range(1, review.pages + 1))
    assert pages_of("nobody") == {}


def test_a_run_uses_what_was_learned_from_the_workspaces_decisions_until_its_folder_is_deleted(few: Path) -> None:
    def found() -> list[tuple[str, float, str]]:
        results, _ = run.update(Workspace.open(few), "code")
        return [(f.id, f.score, f.why) for f in results.findings if f.theme == "workforce"]

    before = found()
    chance = {"workforce": corrections.log_odds(0.6)}
    refused = [f"Vacancies among nurses in ward {i} were high and staff were leaving." for i in range(30)]
    cases = [corrections.Case(text, chance, {"workforce": False}) for text in refused]
    learned.save(corrections.learn(cases, {"workforce": 0.4}).coder, few / learned.NAME)
    after = found()
    assert len(after) < len(before)
    assert any("before your decisions" in why for _, _, why in after)
    shutil.rmtree(few / learned.NAME)
    assert found() == before
