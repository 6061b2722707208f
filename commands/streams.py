"""Writing a file piece by piece, so that it is whole or not there at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import AnalyseError


@contextmanager
def replacing(path: Path) -> Iterator[Callable[[str], None]]:
    """A function that adds text to the file; it takes its name when all is written."""
    beside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("w", encoding="utf-8", newline="") as file:

            def write(text: str) -> None:
                file.write(text)

            yield write
        beside.replace(path)
    except OSError as error:
        raise AnalyseError(
            f"{path} cannot be written: {error.strerror or error}.", "Close it, or write elsewhere."
        ) from None
    finally:
        beside.unlink(missing_ok=True)
