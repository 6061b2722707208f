"""Scanned pages, read by tesseract where it is installed. Everything works without it; then they are reported."""

from __future__ import annotations

import io
import shutil
import subprocess
from functools import cache

import numpy as np
import pypdfium2

from extract.engine import RawPage, Words

DPI = 300  # what tesseract is trained for
SECONDS = 120.0  # for one page; an ordinary one takes 3 s
SURE = 30.0  # tesseract's confidence in a word, 0 to 100; below it is mostly specks


@cache
def engine() -> str:
    """The name and version of the OCR engine here, "" where there is none."""
    program = shutil.which("tesseract")
    if program is None:
        return ""
    done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=False)  # noqa: S603
    return " ".join((done.stdout or done.stderr).split()[:2]) if done.returncode == 0 else ""


def page(data: bytes, blank: RawPage) -> RawPage | None:
    """The page as OCR reads it, or None where it finds no words or is not installed."""
    program = shutil.which("tesseract")
    if program is None or not engine():
        return None
    pdf = pypdfium2.PdfDocument(data)
    try:
        picture = pdf[blank.number - 1].render(scale=DPI / 72, grayscale=True).to_pil()
    finally:
        pdf.close()
    out = io.BytesIO()
    picture.save(out, format="PNG", dpi=(DPI, DPI))
    command = [program, "stdin", "stdout", "--dpi", str(DPI), "-l", "eng", "tsv"]
    try:
        done = subprocess.run(command, input=out.getvalue(), capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return None
    return of_tsv(done.stdout.decode("utf-8", "replace"), blank, engine()) if done.returncode == 0 else None


def of_tsv(table: str, blank: RawPage, name: str) -> RawPage | None:
    """The page that tesseract's table of words describes; None when it has no sure word."""
    pieces: list[str] = []
    rows: list[tuple[int, int, float, float, float, float]] = []
    at, before = 0, ("", "", "")
    for row in table.splitlines()[1:]:
        fields = row.split("\t")
        if len(fields) < 12 or fields[0] != "5" or float(fields[10]) < SURE or not fields[11].strip():
            continue
        word, line = "".join(fields[11].split()), (fields[2], fields[3], fields[4])
        gap = "" if not pieces else " " if line == before else "\n"
        pieces += [gap, word]
        left, top, width, height = (float(field) * 72 / DPI for field in fields[6:10])
        rows.append((at + len(gap), at + len(gap) + len(word), left, left + width, top, top + height))
        at, before = at + len(gap) + len(word), line
    if not rows:
        return None
    columns = np.array(rows).T
    height = float(np.median(columns[5] - columns[4]))  # a word without ascenders is no smaller than its neighbours
    none, size = np.zeros(len(rows), dtype=bool), np.full(len(rows), round(height * 1.3, 1))
    words = Words(
        start=columns[0].astype(np.int64),
        end=columns[1].astype(np.int64),
        x0=columns[2],
        x1=columns[3],
        top=columns[4],
        bottom=columns[5],
        base=_bases(rows, pieces),
        size=size,
        bold=none,
        italic=none,
        hidden=none,
        turned=none,
        colour=np.zeros(len(rows), dtype=np.int64),
    )
    return RawPage(blank.number, blank.width, blank.height, "".join(pieces), name, words, images=blank.images)


def _bases(rows: list[tuple[int, int, float, float, float, float]], pieces: list[str]) -> np.ndarray:
    """One baseline for all words of a line: the highest of their bottoms, below which only descenders hang."""
    bases = np.array([row[5] for row in rows])
    starts = [number for number, gap in enumerate(pieces[::2]) if gap != " "]
    for first, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        bases[first:end] = bases[first:end].min()
    return bases
