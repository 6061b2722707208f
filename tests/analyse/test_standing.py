"""Where a workspace stands."""

from __future__ import annotations

import shutil
from pathlib import Path

from analyse import standing
from corpus.workspace import Workspace
from tests.conftest import Command, Demo


def test_a_finished_workspace_has_nothing_new(demo: Demo) -> None:
    state = standing.of(Workspace.open(demo.folder))
    assert len(state.reviews) == 12
    assert (state.new, state.failures, state.duplicates) == ((), (), {})
    assert state.last["reviews"] == 12


def test_what_is_new_twice_or_failed_is_told_without_reading_it(
    demo: Demo, sample: Path, tmp_path: Path, analyse: Command
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(demo.folder, folder)
    (folder / "broken.pdf").write_bytes(b"")
    analyse("extract", folder)
    shutil.copy(sample / "garstone.pdf", folder / "zz.pdf")
    (folder / "new.pdf").write_bytes(b"not read yet")
    before = sorted(folder.rglob("*"))
    state = standing.of(Workspace.open(folder))
    assert state.new == ("new.pdf",)
    assert [failure.file for failure in state.failures] == ["broken.pdf"]
    assert set(state.duplicates) | set(state.duplicates.values()) == {"reviews/garstone.pdf", "zz.pdf"}
    assert sorted(folder.rglob("*")) == before
