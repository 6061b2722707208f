"""Many PDFs in worker processes that can be lost: a crash, a hang or too much memory is one file's failure."""

from __future__ import annotations

import hashlib
import logging
import multiprocessing
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from corpus.errors import AnalyseError
from corpus.types import Document, Failure
from extract.errors import Unreadable

SECONDS_A_FILE = 120.0  # the longest real report takes 2 s
OCR = 0.7  # share of a file's seconds in which its scanned pages must be read; what is left then is told
MEMORY_MB = 1024  # a worker on ordinary reports stays under 250
MEMORY_NOTE = "this system cannot limit a worker's memory: only time limits guard against hostile files"
_POOLS = 3  # tries, where workers are ended from outside
_AHEAD = 4  # tasks waiting for each worker: enough to keep it busy, few enough to keep memory flat


def can_limit_memory() -> bool:
    """Whether a worker's memory can be limited here; where it cannot, `MEMORY_NOTE` says so."""
    return sys.platform.startswith("linux")


def documents(
    files: Sequence[tuple[str, Path]],
    *,
    workers: int,
    programme: str | None = None,
    seconds_a_file: float = SECONDS_A_FILE,
    seconds_a_page: float = 20.0,
    memory_mb: int = MEMORY_MB,
    layouts: Path | None = None,
    use_tags: bool = False,
) -> Iterator[tuple[str, Document | Failure]]:
    """Each file's name with its document or its failure, as they are done; the caller sorts.

    `files` are (name, path). Every file has exactly one outcome. Raises AnalyseError where processes cannot be kept
    alive at all, which is no file's failure.
    """
    left = sorted(files, key=_size)  # the longest first, so that no worker is left alone with one at the end
    for tries_left in reversed(range(_POOLS)):
        try:
            for name, outcome in _in_one_pool(
                left, workers, programme, seconds_a_file, seconds_a_page, memory_mb, layouts, use_tags
            ):
                left = [item for item in left if item[0] != name]
                yield name, outcome
            return
        except BrokenExecutor as error:
            # A worker died while it had nothing to do: whoever ended it, no file did.
            if not tries_left:
                raise AnalyseError(
                    f"The reading processes could not be kept alive ({_one_line(error)}).",
                    "What was read is kept. Close other programs, or set workers = 1 in analyse.toml, and run again.",
                ) from error


def _in_one_pool(
    files: Sequence[tuple[str, Path]],
    workers: int,
    programme: str | None,
    seconds_a_file: float,
    seconds_a_page: float,
    memory_mb: int,
    layouts: Path | None,
    use_tags: bool,
) -> Iterator[tuple[str, Document | Failure]]:
    """Outcomes as long as the pool holds. Raises BrokenExecutor when it breaks."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPool(max_workers=max(1, workers), initializer=_prepare, initargs=(memory_mb,), context=context)
    waiting = iter(files)
    running: dict[Future[Document], tuple[str, Path]] = {}
    try:
        while True:
            while len(running) < _AHEAD * max(1, workers):
                item = next(waiting, None)
                if item is None:
                    break
                task = (
                    str(item[1]),
                    programme,
                    seconds_a_page,
                    OCR * seconds_a_file,
                    str(layouts) if layouts else None,
                    use_tags,
                )
                try:
                    running[pool.schedule(_read, args=task, timeout=seconds_a_file)] = item
                except RuntimeError as error:  # what pebble raises when the pool broke before the task was given
                    raise BrokenExecutor(str(error)) from error
            if not running:
                break
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in sorted(done, key=lambda future: running[future][0]):
                name, path = running.pop(future)
                yield name, _outcome(future, name, path, seconds_a_file, memory_mb)
    finally:
        pool.stop() if running else pool.close()
        pool.join()


def _size(file: tuple[str, Path]) -> tuple[int, str]:
    try:
        return -file[1].stat().st_size, file[0]
    except OSError:
        return 0, file[0]


def _outcome(future: Future[Document], name: str, path: Path, seconds: float, memory_mb: int) -> Document | Failure:
    smaller = "open it in a PDF viewer, print it to a new PDF and add that"
    try:
        return future.result()
    except Unreadable as error:
        reason, remedy = error.reason, error.remedy
    except TimeoutError:
        reason, remedy = f"reading took longer than {seconds:g} s", smaller
    except MemoryError:
        reason, remedy = f"reading needs more than {memory_mb} MB", smaller
    except ProcessExpired:
        reason, remedy = f"the PDF engine stopped: the file is damaged, or needs more than {memory_mb} MB", smaller
    except OSError as error:
        reason, remedy = (
            f"the file cannot be opened ({error.strerror or error})",
            "check that it exists and may be read",
        )
    except BrokenExecutor:
        raise
    except Exception as error:
        reason, remedy = f"reading failed ({type(error).__name__}: {_one_line(error)})", smaller
    return Failure(name, _sha256(path), reason, remedy)


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _prepare(memory_mb: int) -> None:
    """Runs first in each worker: limits its memory, and keeps the engines' own noise off the screen."""
    logging.disable(logging.CRITICAL)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 2)
    os.close(silence)
    if can_limit_memory():
        import resource

        # Address space counts mapped libraries and thread stacks too: what is there now comes on top.
        now = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        limit = now + memory_mb * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(
    path: str, programme: str | None, seconds_a_page: float, seconds_ocr: float, layouts: str | None, use_tags: bool
) -> Document:
    from extract.read import document

    data = Path(path).read_bytes()
    return document(
        data,
        programme,
        max_seconds_a_page=seconds_a_page,
        max_seconds_ocr=seconds_ocr,
        layouts=Path(layouts) if layouts else None,
        use_tags=use_tags,
    )
