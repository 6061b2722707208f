"""What all tests share: where the reviews lie, what was made of them, and that nothing is skipped unseen in CI."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from filelock import FileLock
from hypothesis import settings
from typer.testing import CliRunner

import cli

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
# Two workers and what they start share two cores: threads that wait for each other would take half of the time.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
settings.register_profile("ours", settings(), deadline=None)  # the first example loads word lists and models
settings.load_profile("ours")
Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)
SHARED_ABSENT = "the real reports in ../shared are not here"
FAST = 'coding = "fast"\n'  # in analyse.toml, where it is not the point by what road passages are coded
THREE = ("ashmere.pdf", "ashmere-follow-up.pdf", "garstone.pdf", "areas.csv")
# A worker is given file after file (--dist loadfile): those that take longest first, so that none is left to the end.
LONGEST = (
    *("test_reviews.py", "test_run.py", "test_deciding.py", "test_compare.py", "test_curation.py", "test_cli.py"),
    *("report/test_document.py", "test_page_browser.py", "test_bad_input.py", "commands/test_report.py"),
    *("test_identify.py", "test_verify.py", "test_code.py", "test_pool.py"),
)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real reports; skips where it is absent, the one reason to skip that CI accepts."""
    if not SHARED.is_dir():
        pytest.skip(SHARED_ABSENT)
    return SHARED


@pytest.fixture(scope="session")
def sample() -> Path:
    """The bundled sample reviews."""
    return ROOT / "corpus" / "sample"


@dataclass(frozen=True, slots=True)
class Said:
    """What the command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def messages(self) -> list[str]:
        """The lines on stderr that are no progress."""
        return [line for line in self.err.splitlines() if line.startswith("analyse: ")]


Command = Callable[..., Said]


@pytest.fixture(scope="session")
def analyse() -> Command:
    """Runs `analyse ARGS` in this process; what it said is shown when the test fails."""

    def call(*arguments: str | Path) -> Said:
        done = CliRunner().invoke(cli.app, [str(argument) for argument in arguments])
        print(done.output)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Said(done.exit_code, done.stdout, done.stderr)

    return call


@dataclass(frozen=True, slots=True)
class Demo:
    """The workspace that `analyse demo` made, and what it said. Copy it before you change it."""

    folder: Path
    said: Said


def _one_for_all_workers(factory: pytest.TempPathFactory) -> Path:
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def three(tmp_path_factory: pytest.TempPathFactory, sample: Path, analyse: Command) -> Path:
    """Three sample reports, two on one area, and what a run on the fast road made of them. Change only a copy."""
    place = _one_for_all_workers(tmp_path_factory)
    folder, done = place / "three reports", place / "three.done"
    with FileLock(place / "three.lock"):
        if not done.is_file():
            folder.mkdir()
            for name in THREE:
                shutil.copy(sample / name, folder)
            (folder / "analyse.toml").write_text(FAST, encoding="utf-8")
            assert analyse("run", folder).code == 0
            done.touch()
    return folder


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    place = _one_for_all_workers(tmp_path_factory)
    folder, said = place / "sample reviews", place / "demo.json"
    with FileLock(place / "demo.lock"):
        if not said.is_file():
            done = subprocess.run(
                [sys.executable, ROOT / "cli.py", "demo", folder], capture_output=True, encoding="utf-8", check=False
            )
            said.write_text(json.dumps([done.returncode, done.stdout, done.stderr]), encoding="utf-8")
    return Demo(folder, Said(*json.loads(said.read_text(encoding="utf-8"))))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        file = item.path.as_posix()
        return next((place for place, name in enumerate(LONGEST) if file.endswith(f"/{name}")), len(LONGEST))

    items.sort(key=place)


def _fail_if_skipped(report: Report) -> Report:
    """In CI a skipped test is a failed one, save those that need ../shared where it is absent."""
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if SHARED.is_dir() or SHARED_ABSENT not in reason:
            report.outcome = "failed"
            report.longrepr = f"{report.nodeid}: skipped, and in CI nothing may be: {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _fail_if_skipped((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _fail_if_skipped((yield))
