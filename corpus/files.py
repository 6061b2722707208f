"""Files written whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
from pathlib import Path

from corpus.errors import AnalyseError

_BUSY_TRIES = 10  # Windows refuses to replace a file that a virus scanner or Excel holds open


def write(path: Path, data: bytes | str) -> None:
    """Writes beside and renames into place; text as UTF-8 with LF. Raises AnalyseError when the folder refuses."""
    body = data.encode("utf-8") if isinstance(data, str) else data
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(body)
            Path(beside).chmod(0o644)
            _replace(Path(beside), path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(beside).unlink()
            raise
    except OSError as error:
        raise AnalyseError(
            f"{path} cannot be written: {error.strerror or error}.",
            "Close it if another program has it open, or keep our files elsewhere with --workspace DIR.",
        ) from None


def _replace(beside: Path, path: Path) -> None:
    for attempt in range(_BUSY_TRIES):
        try:
            beside.replace(path)
            return
        except PermissionError:
            if attempt == _BUSY_TRIES - 1:
                raise
            time.sleep(0.05 * (attempt + 1))


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def key(*parts: str) -> str:
    """Sixteen hex digits that name what went into a derived file."""
    return sha256("\x1f".join(parts).encode("utf-8"))[:16]
