"""What changes call a theme that is no longer there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from analyse import history
from corpus.types import Theme
from tests.analyse import invented
from tests.analyse.invented import concern, strength

BEFORE = invented.results({"A": concern("access", 2), "B": strength("voice")})
WITHOUT = replace(
    BEFORE,
    themes=tuple(t for t in BEFORE.themes if t.id != "voice"),
    findings=tuple(f for f in BEFORE.findings if f.theme != "voice"),
    matrix=replace(BEFORE.matrix, themes=tuple(t for t in BEFORE.matrix.themes if t.id != "voice")),
)


def test_a_theme_that_was_removed_is_called_by_its_last_label(tmp_path: Path) -> None:
    history.keep(tmp_path, BEFORE, "2026-01-01T10:00:00+00:00")
    before = history.draft(tmp_path, "1", WITHOUT)
    found = history.changes(WITHOUT, before)
    assert {c.theme for c in found.findings} == {"voice"}
    assert history.gone(found, before, WITHOUT, {}) == (Theme("voice", "Voice"),)


def test_where_the_run_kept_no_labels_those_of_kept_themes_serve(tmp_path: Path) -> None:
    history.keep(tmp_path, BEFORE, "2026-01-01T10:00:00+00:00")
    before = replace(history.draft(tmp_path, "1", WITHOUT), labels={})
    found = history.changes(WITHOUT, before)
    assert [t.label for t in history.gone(found, before, WITHOUT, {"voice": "Being heard"})] == ["Being heard"]
    assert [t.label for t in history.gone(found, before, WITHOUT, {})] == ["voice"]
    assert history.gone(history.changes(BEFORE, before), before, BEFORE, {}) == ()
