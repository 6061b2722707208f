"""A PostgreSQL server of our own for the tests: on a socket in a folder of its own, gone when they end."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

UNPRIVILEGED = ("postgres", "nobody")  # PostgreSQL refuses to run as root


class Server:
    """A running server. Every database it gives is empty and new."""

    def __init__(self, folder: Path, user: str) -> None:
        self._folder, self._user, self._numbers = folder, user, count(1)

    def database(self) -> str:
        """The address of a new database, as a person would write it."""
        from sqlalchemy import create_engine, text

        name = f"test{next(self._numbers)}"
        engine = create_engine(self._address("postgres", "postgresql+psycopg"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"create database {name}"))
        engine.dispose()
        return self._address(name, "postgresql")

    def _address(self, name: str, driver: str) -> str:
        return f"{driver}://{self._user}@/{name}?host={self._folder}"


def programs() -> Path | None:
    """The folder of initdb and pg_ctl of the newest PostgreSQL here."""
    there = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    places = [Path(on_path).parent] if on_path else []
    return next((path for path in (*places, *there) if (path / "initdb").is_file()), None)


@contextmanager
def running(bin_: Path) -> Iterator[Server]:
    """Starts a server, as another user where we are root. A socket's path has at most 107 letters."""
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    user = pwd.getpwuid(os.geteuid()).pw_name
    as_user: dict[str, str] = {}
    if os.geteuid() == 0:
        known = {entry.pw_name for entry in pwd.getpwall()}
        user = next(name for name in UNPRIVILEGED if name in known)
        shutil.chown(folder, user)
        as_user = {"user": user}

    def call(program: str, *arguments: str) -> None:
        subprocess.run(
            [bin_ / program, "--pgdata", folder / "data", *arguments],
            cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **as_user,  # type: ignore[call-overload]
        )  # fmt: skip

    try:
        call("initdb", "--auth", "trust", "--username", user, "--no-sync", "--encoding", "UTF8", "--locale", "C")
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        call("pg_ctl", "start", "--wait", "--log", str(folder / "log"), "--options", options)
        try:
            yield Server(folder, user)
        finally:
            call("pg_ctl", "stop", "--wait", "--mode", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
