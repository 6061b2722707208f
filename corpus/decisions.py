"""What people decided: kept in a transactional database, never derived and never deleted by us."""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Column, DateTime, Dialect, Integer, MetaData, Row, Table, Text, TypeDecorator, select

from corpus import database
from corpus.errors import WrongUsage

CODER = "ANALYSE_CODER"


class _Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else _in_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else _in_utc(value)


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Anchor:
    """The text that a decision on a finding was made on, so that it is found again after it was read anew.

    `exact`, `prefix` and `suffix` are those of a TextQuoteSelector (W3C Web Annotation Data Model, section 4.2.4).
    """

    theme: str
    passage: str  # its id when the decision was made
    sha256: str  # of the PDF
    area: str  # its code, or its name where it has none
    programme: str
    date: str  # of the review, as ISO; "" where it is not known
    page: int
    exact: str
    prefix: str
    suffix: str
    valence: str  # what it said of the theme when the decision was made


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person did: who, when, to what, which property, before and after.

    A decision on a review has its PDF's SHA-256 as `subject`; one on a finding the finding's id, and an anchor.
    """

    kind: str
    subject: str
    what: str
    after: str
    before: str = ""
    who: str = ""
    note: str = ""
    at: datetime | None = None
    anchor: Anchor | None = None


_ANCHOR = tuple(f.name for f in fields(Anchor))
_DECISIONS = Table(
    "decisions",  # its shape is made by `corpus/migrations`
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("at", _Moment),
    *(Column(name, Text) for name in ("who", "kind", "subject", "what", "before", "after", "note")),
    *(Column(name, Integer if name == "page" else Text) for name in _ANCHOR),
)


def coder(given: str = "", setting: str = "") -> str:
    """The name decisions are made under: as given, else ANALYSE_CODER, the setting, the name of the computer's user."""
    named = given or os.environ.get(CODER, "") or setting
    if named:
        return named
    try:
        return getpass.getuser()
    except (KeyError, ImportError, OSError):  # a user without a name, as in some containers
        raise WrongUsage("Who decides is not known.", f"Say so with --coder NAME, or set {CODER}.") from None


def record(root: Path, *made: Decision) -> None:
    """Adds decisions, all or none."""
    if not made:
        return
    now = datetime.now(UTC)
    with database.transaction(root, write=True) as connection:
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
                    **(asdict(decision.anchor) if decision.anchor else {}),
                )
            )


def listed(root: Path, kind: str | None = None) -> tuple[Decision, ...]:
    """Decisions in the order they were made, whenever they came into this database; none where none were made."""
    if not database.is_there(root):
        return ()
    query = select(_DECISIONS).order_by(_DECISIONS.c.at, _DECISIONS.c.id)
    if kind is not None:
        query = query.where(_DECISIONS.c.kind == kind)
    with database.transaction(root) as connection:
        return tuple(_decision(row) for row in connection.execute(query))


def _decision(row: Row[tuple[object, ...]]) -> Decision:
    return Decision(
        kind=row.kind,
        subject=row.subject,
        what=row.what,
        after=row.after,
        before=row.before,
        who=row.who,
        note=row.note,
        at=row.at,
        anchor=Anchor(**{name: getattr(row, name) for name in _ANCHOR}) if row.exact else None,
    )


def given(root: Path) -> Mapping[str, Mapping[str, str]]:
    """What people said of reviews, the last word on each property: {sha256: {property: value}}."""
    said: dict[str, dict[str, str]] = {}
    for decision in listed(root, "review"):
        said.setdefault(decision.subject, {})[decision.what] = decision.after
    return said
