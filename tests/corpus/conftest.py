"""Decisions are tested on both databases: SQLite in a folder, and a real PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import database
from tests import postgres


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    programs = postgres.programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: make system")
    with postgres.running(programs) as started:
        yield started


@pytest.fixture(params=["sqlite", "postgresql"])
def root(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace's folder in which nothing was decided yet; decisions go where the parameter says."""
    if request.param == "postgresql":
        monkeypatch.setenv(database.ADDRESS, request.getfixturevalue("server").database())
    else:
        monkeypatch.delenv(database.ADDRESS, raising=False)
    return tmp_path
