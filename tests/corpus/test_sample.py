"""The bundled sample, copied for someone to try."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import sample as bundled
from corpus.errors import WrongUsage
from corpus.workspace import Workspace


def test_the_copy_is_a_workspace_with_every_report_and_without_the_key(tmp_path: Path, sample: Path) -> None:
    bundled.copy(tmp_path / "new")
    space = Workspace.open(tmp_path / "new")
    assert {path.name: path.read_bytes() for _, path in space.reports()} == {
        path.name: path.read_bytes() for path in sample.glob("*.pdf")
    }
    assert space.gazetteer().resolve("Ashmere") is not None
    assert (tmp_path / "new" / "indicators" / "indicators.csv").is_file()
    assert not list((tmp_path / "new").rglob("key.csv"))


def test_copying_again_mends_what_was_changed_and_leaves_the_rest(tmp_path: Path, sample: Path) -> None:
    bundled.copy(tmp_path)
    (tmp_path / "codebook.yaml").write_text("theirs", encoding="utf-8")
    (tmp_path / "reviews" / "garstone.pdf").write_bytes(b"")
    bundled.copy(tmp_path)
    assert (tmp_path / "reviews" / "garstone.pdf").read_bytes() == (sample / "garstone.pdf").read_bytes()
    assert (tmp_path / "codebook.yaml").read_text(encoding="utf-8") == "theirs"


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_bytes(b"years of work")
    with pytest.raises(WrongUsage, match="holds something else"):
        bundled.copy(tmp_path)
    with pytest.raises(WrongUsage, match="holds something else"):
        bundled.copy(tmp_path / "thesis.docx")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]
