"""What all tests share: where the reviews lie, and that nothing is skipped unseen in CI."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

import pytest

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
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
