"""The database of decisions: where it is, one transaction on it, and its shape brought up to date."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from corpus.errors import AnalyseError

NAME = "decisions.sqlite"
ADDRESS = "ANALYSE_DATABASE_URL"
REVISIONS = ("001", "002")  # of `corpus/migrations`, the newest last
_BEFORE_REVISIONS = "001"  # what a database has that was made before revisions were kept
_PATIENCE_SECONDS = 30  # that SQLite waits for another writer
_UPGRADE_LOCK = 20_181_126  # any number: names the lock that only one upgrade of a PostgreSQL database holds


def is_there(root: Path) -> bool:
    """Whether anything may have been decided: a server may hold decisions, a missing file does not."""
    return bool(os.environ.get(ADDRESS)) or (root / NAME).is_file()


@contextmanager
def transaction(root: Path, *, write: bool = False) -> Iterator[Connection]:
    """A connection whose work is kept whole or not at all, on a database of the newest shape.

    Raises AnalyseError, in one line, for whatever the database refuses.
    """
    address = _address(root)
    shown = address.render_as_string(hide_password=True)
    try:
        engine = _engine(address)
    except ModuleNotFoundError as error:
        raise AnalyseError(
            f"{ADDRESS} names {shown}, and {error.name} is not installed.",
            "pip install 'analyse-reviews[postgres]' brings it.",
        ) from None
    try:
        with _begun(engine, write=False) as connection:
            old = _revision(connection) != REVISIONS[-1]
        if old:
            with _begun(engine, write=True) as connection:
                _upgrade(connection)
        with _begun(engine, write=write) as connection:
            yield connection
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise AnalyseError(
            f"The decisions ({shown}) cannot be used: {reason}.",
            f"Check that the folder can be written, or {ADDRESS}.",
        ) from None
    finally:
        engine.dispose()


def _address(root: Path) -> URL:
    given = os.environ.get(ADDRESS)
    if not given:
        return URL.create("sqlite", database=(root / NAME).as_posix())
    try:
        address = make_url(given)
        address.get_dialect()
    except (ArgumentError, NoSuchModuleError):
        raise AnalyseError(
            f"{ADDRESS} is no address of a database we know.",
            "Write postgresql://USER:PASSWORD@SERVER/NAME, or sqlite:///FILE.",
        ) from None
    except ModuleNotFoundError:
        pass  # the driver is named below
    # People write what their server's notes say; psycopg is the driver we ship.
    if address.drivername in ("postgres", "postgresql"):
        return address.set(drivername="postgresql+psycopg")
    return address


def _engine(address: URL) -> Engine:
    if address.get_backend_name() != "sqlite":
        return create_engine(address)
    engine = create_engine(address, connect_args={"timeout": _PATIENCE_SECONDS})
    event.listen(engine, "connect", _leave_transactions_to_us)
    return engine


def _leave_transactions_to_us(connection: Any, _: object) -> None:
    """Python's sqlite3 begins none before CREATE or ALTER, so that half an upgrade could stay."""
    connection.isolation_level = None


@contextmanager
def _begun(engine: Engine, *, write: bool) -> Iterator[Connection]:
    with engine.connect() as connection, connection.begin():
        if engine.dialect.name == "sqlite":
            # Taking the write lock at once makes a second writer wait for its turn; later it would be turned away.
            connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
        yield connection


def _revision(connection: Connection) -> str:
    """The revision of the database's shape; "" of an empty one. Raises AnalyseError for one we do not know."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" not in tables:
        return ""
    found = connection.execute(text("select version_num from alembic_version")).scalar() or ""
    if found and found not in REVISIONS:
        raise AnalyseError(
            f"The decisions were written by a newer version of analyse (revision {found}).", "Install that version."
        )
    return str(found)


def _upgrade(connection: Connection) -> None:
    """To the newest revision, inside the connection's transaction; nothing where another process has just done it."""
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _UPGRADE_LOCK})
    config = Config()
    config.set_main_option("script_location", "corpus:migrations")
    config.attributes["connection"] = connection
    if not _revision(connection) and "decisions" in inspect(connection).get_table_names():
        command.stamp(config, _BEFORE_REVISIONS)
    command.upgrade(config, "head")
