"""What all tests share: where the reviews lie, and that nothing is skipped unseen in CI."""

from __future__ import annotations

import json
import os
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
settings.register_profile("ours", settings(), deadline=None)  # the first example loads word lists and models
settings.load_profile("ours")
Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)
SHARED_ABSENT = "the real reports in ../shared are not here"


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


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    base = tmp_path_factory.getbasetemp()
    place = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base  # one for all workers
    folder, said = place / "sample reviews", place / "demo.json"
    with FileLock(place / "demo.lock"):
        if not said.is_file():
            done = subprocess.run(
                [sys.executable, ROOT / "cli.py", "demo", folder], capture_output=True, encoding="utf-8", check=False
            )
            said.write_text(json.dumps([done.returncode, done.stdout, done.stderr]), encoding="utf-8")
    return Demo(folder, Said(*json.loads(said.read_text(encoding="utf-8"))))


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
