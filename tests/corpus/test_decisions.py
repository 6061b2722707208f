"""Decisions: added, never changed, and the last word on each property counts. All on SQLite and PostgreSQL."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from corpus import database, decisions
from corpus.decisions import Anchor, Decision
from corpus.errors import AnalyseError
from tests.conftest import ROOT

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
MOMENT = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
ANCHOR = st.builds(
    Anchor,
    *(TEXT, TEXT, TEXT, TEXT, TEXT),
    date=st.dates().map(str),
    page=st.integers(1, 60),
    exact=TEXT.filter(bool),
    prefix=TEXT,
    suffix=TEXT,
    valence=TEXT,
)
DECISION = st.builds(
    Decision,
    kind=st.sampled_from(["review", "finding", "theme"]),
    subject=st.sampled_from(["a" * 64, "b" * 64]),
    what=st.sampled_from(["area", "date", "kind"]),
    after=TEXT,
    before=TEXT,
    who=TEXT,
    note=TEXT,
    at=MOMENT,
    anchor=st.none() | ANCHOR,
)
# The shape of `decisions.sqlite` before it had revisions, as SQLAlchemy wrote it then.
OLD_SHAPE = """
CREATE TABLE decisions (
    id INTEGER NOT NULL, at DATETIME NOT NULL, who VARCHAR(200) NOT NULL, kind VARCHAR(20) NOT NULL,
    subject VARCHAR(200) NOT NULL, what VARCHAR(50) NOT NULL, "before" TEXT NOT NULL, "after" TEXT NOT NULL,
    note TEXT NOT NULL, PRIMARY KEY (id)
);
CREATE INDEX ix_decisions_kind ON decisions (kind);
CREATE INDEX ix_decisions_subject ON decisions (subject);
INSERT INTO decisions VALUES
    (1, '2026-10-20 09:30:00.000000', 'kim', 'review', 'abc', 'area', '', 'Ashmere', ''),
    (2, '2026-10-21 10:00:00.000000', 'lee', 'review', 'abc', 'area', 'Ashmere', 'Garstone', 'read again');
"""
CODER = """
import sys
from pathlib import Path
from corpus import decisions
for number in range(25):
    decisions.record(Path(sys.argv[1]), decisions.Decision("review", f"{sys.argv[2]}-{number}", "area", "Ashmere"))
"""


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(DECISION, max_size=3), max_size=3))
def test_decisions_come_back_as_they_were_made_in_the_order_of_their_moments(
    root: Path, batches: list[list[Decision]]
) -> None:
    decisions.record(root, Decision("review", "x", "area", "y"))
    with database.transaction(root, write=True) as connection:
        connection.execute(text("delete from decisions"))
    for batch in batches:
        decisions.record(root, *batch)
    made = sorted((d for batch in batches for d in batch), key=lambda d: d.at or datetime.now(UTC))
    assert list(decisions.listed(root)) == made
    assert list(decisions.listed(root, "finding")) == [d for d in made if d.kind == "finding"]
    said: dict[str, dict[str, str]] = {}
    for decision in made:
        if decision.kind == "review":
            said.setdefault(decision.subject, {})[decision.what] = decision.after
    assert decisions.given(root) == said


def test_nothing_decided_leaves_no_file(root: Path) -> None:
    assert decisions.listed(root) == ()
    assert decisions.given(root) == {}
    decisions.record(root)
    assert list(root.iterdir()) == []


def test_a_later_decision_adds_a_row_and_keeps_the_earlier(root: Path) -> None:
    decisions.record(root, Decision("review", "abc", "area", "Ashmere", who="kim"))
    decisions.record(root, Decision("review", "abc", "area", "Garstone", before="Ashmere", who="lee"))
    kept = decisions.listed(root)
    assert [(d.who, d.before, d.after) for d in kept] == [("kim", "", "Ashmere"), ("lee", "Ashmere", "Garstone")]
    assert all(d.at and datetime.now(UTC) - d.at < timedelta(hours=1) for d in kept)
    assert decisions.given(root) == {"abc": {"area": "Garstone"}}


def test_several_decisions_are_kept_all_or_none(root: Path) -> None:
    decisions.record(root, Decision("review", "abc", "area", "Ashmere"))
    broken = Decision("review", "abc", "date", None)  # type: ignore[arg-type]
    with pytest.raises(AnalyseError, match=r"The decisions \("):
        decisions.record(root, Decision("review", "abc", "kind", "review"), broken)
    assert [d.what for d in decisions.listed(root)] == ["area"]


def test_two_coders_who_write_at_the_same_time_lose_nothing(root: Path) -> None:
    names = ("kim", "lee")
    jobs = [subprocess.Popen([sys.executable, "-c", CODER, str(root), name], cwd=ROOT) for name in names]
    assert [job.wait() for job in jobs] == [0, 0]
    kept = [decision.subject for decision in decisions.listed(root)]
    assert sorted(kept) == sorted(f"{name}-{number}" for name in names for number in range(25))
    for name in names:
        assert [s for s in kept if s.startswith(name)] == [f"{name}-{number}" for number in range(25)]


def test_the_newest_revision_is_the_one_the_migrations_end_at(root: Path) -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "corpus:migrations")
    script = ScriptDirectory.from_config(config)
    assert script.get_current_head() == database.REVISIONS[-1]
    assert [r.revision for r in script.walk_revisions()] == list(reversed(database.REVISIONS))
    decisions.record(root, Decision("review", "abc", "area", "Ashmere"))
    with database.transaction(root) as connection:
        assert connection.execute(text("select version_num from alembic_version")).scalars().all() == ["002"]


def test_a_database_of_a_newer_version_is_left_alone(root: Path) -> None:
    decisions.record(root, Decision("review", "abc", "area", "Ashmere"))
    with database.transaction(root, write=True) as connection:
        connection.execute(text("update alembic_version set version_num = '900'"))
    with pytest.raises(AnalyseError, match="newer version of analyse"):
        decisions.record(root, Decision("review", "abc", "area", "Garstone"))


def test_a_database_from_before_revisions_is_upgraded_without_loss(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / database.NAME)) as old:
        old.executescript(OLD_SHAPE)
    first, second = decisions.listed(tmp_path)
    assert first == Decision(
        "review", "abc", "area", "Ashmere", who="kim", at=datetime(2026, 10, 20, 9, 30, tzinfo=UTC)
    )
    assert (second.before, second.after, second.who, second.note) == ("Ashmere", "Garstone", "lee", "read again")
    decisions.record(tmp_path, Decision("review", "abc", "area", "Larkshire"))
    assert [d.after for d in decisions.listed(tmp_path)] == ["Ashmere", "Garstone", "Larkshire"]


def test_an_upgrade_that_was_cut_short_leaves_the_old_database_whole(tmp_path: Path) -> None:
    path = tmp_path / database.NAME
    with closing(sqlite3.connect(path)) as old:
        old.executescript(OLD_SHAPE)
        # A column that the second revision makes is there already: it fails after the first of its own.
        old.execute("alter table decisions add column suffix TEXT NOT NULL DEFAULT 'mine'")
    with pytest.raises(AnalyseError, match="duplicate column name: suffix"):
        decisions.listed(tmp_path)
    with closing(sqlite3.connect(path)) as kept:
        columns = [row[1] for row in kept.execute("pragma table_info(decisions)")]
        tables = [row[0] for row in kept.execute("select name from sqlite_master where type = 'table'")]
    assert columns[-2:] == ["note", "suffix"]
    assert tables == ["decisions"]


def test_a_file_that_is_no_database_is_one_readable_line(tmp_path: Path) -> None:
    (tmp_path / database.NAME).write_text("not a database, but long enough to be read as one" * 30, encoding="utf-8")
    with pytest.raises(AnalyseError) as refused:
        decisions.given(tmp_path)
    assert "decisions.sqlite" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_another_database_can_be_named_by_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(database.ADDRESS, f"sqlite:///{(tmp_path / 'team.sqlite').as_posix()}")
    decisions.record(tmp_path / "workspace", Decision("review", "abc", "area", "Ashmere", at=datetime.now(UTC)))
    assert decisions.given(tmp_path / "elsewhere") == {"abc": {"area": "Ashmere"}}
    assert not (tmp_path / "workspace").exists()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("nonsense", "ANALYSE_DATABASE_URL is no address of a database we know. Write postgresql://"),
        ("oracles://x/y", "ANALYSE_DATABASE_URL is no address of a database we know. Write postgresql://"),
        ("postgresql://kim:secret@127.0.0.1:9/none", "The decisions (postgresql+psycopg://kim:***@127.0.0.1:9/none)"),
    ],
)
def test_an_address_that_leads_nowhere_is_one_readable_line_without_its_password(
    address: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(database.ADDRESS, address)
    with pytest.raises(AnalyseError) as refused:
        decisions.listed(tmp_path)
    assert str(refused.value).startswith(said)
    assert "secret" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_name_of_the_coder_is_as_given_else_from_the_environment_else_from_the_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(decisions.CODER, "kim")
    assert decisions.coder("ana", "lee") == "ana"
    assert decisions.coder("", "lee") == "kim"
    monkeypatch.delenv(decisions.CODER)
    assert decisions.coder("", "lee") == "lee"
    monkeypatch.setenv("LOGNAME", os.environ.get("LOGNAME", "sam"))
    assert decisions.coder() == os.environ["LOGNAME"]
