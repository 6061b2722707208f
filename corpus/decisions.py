"""What people decided: kept in a transactional database, never derived and never deleted by us."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Column, Connection, DateTime, Integer, MetaData, String, Table, Text, create_engine, select
from sqlalchemy.exc import SQLAlchemyError

from corpus.errors import AnalyseError

NAME = "decisions.sqlite"
_METADATA = MetaData()
_DECISIONS = Table(
    "decisions",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("who", String(200), nullable=False),
    Column("kind", String(20), nullable=False, index=True),  # review, finding, theme
    Column("subject", String(200), nullable=False, index=True),
    Column("what", String(50), nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("note", Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person did: who, when, to what, which property, before and after."""

    kind: str
    subject: str
    what: str
    after: str
    before: str = ""
    who: str = ""
    note: str = ""
    at: datetime | None = None


def _address(root: Path) -> str:
    return os.environ.get("ANALYSE_DATABASE_URL") or f"sqlite:///{(root / NAME).as_posix()}"


@contextmanager
def _connection(root: Path) -> Iterator[Connection]:
    engine = create_engine(_address(root))
    try:
        with engine.begin() as connection:
            _METADATA.create_all(connection)
            yield connection
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise AnalyseError(
            f"The decisions ({engine.url.render_as_string(hide_password=True)}) cannot be used: {reason}.",
            "Check that the folder can be written, or ANALYSE_DATABASE_URL.",
        ) from None
    finally:
        engine.dispose()


def record(root: Path, *made: Decision) -> None:
    """Adds decisions, all or none."""
    now = datetime.now(UTC)
    with _connection(root) as connection:
        for decision in made:
            connection.execute(
                _DECISIONS.insert().values(
                    at=decision.at or now,
                    who=decision.who,
                    kind=decision.kind,
                    subject=decision.subject,
                    what=decision.what,
                    before=decision.before,
                    after=decision.after,
                    note=decision.note,
                )
            )


def listed(root: Path, kind: str | None = None) -> tuple[Decision, ...]:
    """Decisions in the order they were made; none where nothing was ever decided."""
    if not os.environ.get("ANALYSE_DATABASE_URL") and not (root / NAME).is_file():
        return ()
    query = select(_DECISIONS).order_by(_DECISIONS.c.id)
    if kind is not None:
        query = query.where(_DECISIONS.c.kind == kind)
    with _connection(root) as connection:
        return tuple(
            Decision(
                kind=row.kind,
                subject=row.subject,
                what=row.what,
                after=row.after,
                before=row.before,
                who=row.who,
                note=row.note,
                at=row.at,
            )
            for row in connection.execute(query)
        )


def given(root: Path) -> Mapping[str, Mapping[str, str]]:
    """What people said of reviews, the last word on each property: {sha256: {property: value}}."""
    said: dict[str, dict[str, str]] = {}
    for decision in listed(root, "review"):
        said.setdefault(decision.subject, {})[decision.what] = decision.after
    return said
