"""Decisions: added, never changed, and the last word on each property counts."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import decisions
from corpus.decisions import Decision
from corpus.errors import AnalyseError

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
DECISION = st.builds(
    Decision,
    kind=st.sampled_from(["review", "finding", "theme"]),
    subject=st.sampled_from(["a" * 64, "b" * 64]),
    what=st.sampled_from(["area", "date", "kind"]),
    after=TEXT,
    before=TEXT,
    who=TEXT,
    note=TEXT,
    at=st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)),
)


@settings(max_examples=20)
@given(st.lists(st.lists(DECISION, max_size=3), max_size=3))
def test_decisions_come_back_as_they_were_made_in_their_order(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[Decision]]
) -> None:
    root = tmp_path_factory.mktemp("decided")
    for batch in batches:
        decisions.record(root, *batch)
    made = [decision for batch in batches for decision in batch]
    assert list(decisions.listed(root)) == made
    assert list(decisions.listed(root, "finding")) == [d for d in made if d.kind == "finding"]
    said: dict[str, dict[str, str]] = {}
    for decision in made:
        if decision.kind == "review":
            said.setdefault(decision.subject, {})[decision.what] = decision.after
    assert decisions.given(root) == said


def test_nothing_decided_leaves_no_file(tmp_path: Path) -> None:
    assert decisions.listed(tmp_path) == ()
    assert decisions.given(tmp_path) == {}
    assert list(tmp_path.iterdir()) == []


def test_a_later_decision_adds_a_row_and_keeps_the_earlier(tmp_path: Path) -> None:
    decisions.record(tmp_path, Decision("review", "abc", "area", "Ashmere", who="kim"))
    decisions.record(tmp_path, Decision("review", "abc", "area", "Garstone", before="Ashmere", who="lee"))
    with closing(sqlite3.connect(tmp_path / decisions.NAME)) as database:
        rows = database.execute("select who, before, after, at from decisions order by id").fetchall()
    assert [row[:3] for row in rows] == [("kim", "", "Ashmere"), ("lee", "Ashmere", "Garstone")]
    assert all(row[3] for row in rows)
    assert decisions.given(tmp_path) == {"abc": {"area": "Garstone"}}


def test_several_decisions_are_kept_all_or_none(tmp_path: Path) -> None:
    decisions.record(tmp_path, Decision("review", "abc", "area", "Ashmere"))
    broken = Decision("review", "abc", "date", None)  # type: ignore[arg-type]
    with pytest.raises(AnalyseError, match=r"decisions.sqlite"):
        decisions.record(tmp_path, Decision("review", "abc", "kind", "review"), broken)
    assert [d.what for d in decisions.listed(tmp_path)] == ["area"]


def test_a_file_that_is_no_database_is_one_readable_line(tmp_path: Path) -> None:
    (tmp_path / decisions.NAME).write_text("not a database, but long enough to be read as one" * 30, encoding="utf-8")
    with pytest.raises(AnalyseError) as refused:
        decisions.given(tmp_path)
    assert "decisions.sqlite" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_another_database_can_be_named_by_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANALYSE_DATABASE_URL", f"sqlite:///{(tmp_path / 'team.sqlite').as_posix()}")
    decisions.record(tmp_path / "workspace", Decision("review", "abc", "area", "Ashmere", at=datetime.now(UTC)))
    assert decisions.given(tmp_path / "elsewhere") == {"abc": {"area": "Ashmere"}}
    assert not (tmp_path / "workspace").exists()
