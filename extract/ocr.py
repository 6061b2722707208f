"""Scanned pages, read by tesseract where it is installed. Everything works without it; then they are reported."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache

import numpy as np
import pypdfium2

from extract.engine import RawPage, Words

DPI = 300  # what tesseract is trained for
SECONDS = 120.0  # for one page; an ordinary one takes 3 s
ENV = {**os.environ, "OMP_THREAD_LIMIT": "1"}  # a worker a core already
BULLETS = frozenset("¢«»©®°*e")  # what tesseract makes of a bullet's dot at the head of a line
LARGER = (
    1.15  # times the usual height: a heading's line. Under that it is noise, for boxes follow the letters' own shapes
)
HANGING = frozenset("gjpqyQ,;()[]{}|/")  # letters that reach below the baseline
CAPITALS = 0.72  # height of capitals in em, in the fonts reports are set in
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
        done = subprocess.run(command, input=out.getvalue(), capture_output=True, timeout=SECONDS, env=ENV, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return None
    return of_tsv(done.stdout.decode("utf-8", "replace"), blank, engine()) if done.returncode == 0 else None


def of_tsv(table: str, blank: RawPage, name: str) -> RawPage | None:
    """The page that tesseract's table of words describes; None when it has no sure word."""
    found: list[list[_Word]] = []
    before = ("", "", "")
    for row in table.splitlines()[1:]:
        fields = row.split("\t")
        if len(fields) < 12 or fields[0] != "5" or float(fields[10]) < SURE or not fields[11].strip():
            continue
        left, top, width, height = (float(field) * 72 / DPI for field in fields[6:10])
        line = (fields[2], fields[3], fields[4])
        if line != before:
            found.append([])
        found[-1].append(_Word("".join(fields[11].split()), left, left + width, top, top + height))
        before = line
    if not found:
        return None
    for line_words in found:
        _mend_bullet(line_words)
    text = "\n".join(" ".join(word.text for word in line_words) for line_words in found)
    return RawPage(blank.number, blank.width, blank.height, text, name, _words(found), images=blank.images)


@dataclass(slots=True)
class _Word:
    text: str
    x0: float
    x1: float
    top: float
    bottom: float


def _mend_bullet(line: list[_Word]) -> None:
    """Writes a bullet for what stands apart before the line's first word and is none itself."""
    if len(line) > 1 and line[0].text in BULLETS and line[1].x0 - line[0].x1 > 0.4 * (line[1].bottom - line[1].top):
        line[0].text = "•"


def _base(line: list[_Word]) -> float:
    """One baseline for all words of a line: the highest of their bottoms, below which only descenders hang."""
    sitting = [word.bottom for word in line if not HANGING & set(word.text)]
    return min(sitting) if sitting else min(word.top + 0.78 * (word.bottom - word.top) for word in line)


def _words(found: list[list[_Word]]) -> Words:
    flat = [word for line in found for word in line]
    bases = [_base(line) for line in found]
    heights = [base - min(word.top for word in line) for base, line in zip(bases, found, strict=True)]
    usual = float(np.median([height for height, line in zip(heights, found, strict=True) for _ in line]))
    sizes = [round((height if height > LARGER * usual else usual) / CAPITALS, 1) for height in heights]
    ends = np.cumsum([len(word.text) + 1 for word in flat]) - 1
    none = np.zeros(len(flat), dtype=bool)
    return Words(
        start=ends - [len(word.text) for word in flat],
        end=ends,
        x0=np.array([word.x0 for word in flat]),
        x1=np.array([word.x1 for word in flat]),
        top=np.array([word.top for word in flat]),
        bottom=np.array([word.bottom for word in flat]),
        base=np.array([base for base, line in zip(bases, found, strict=True) for _ in line]),
        size=np.array([size for size, line in zip(sizes, found, strict=True) for _ in line]),
        bold=none,
        italic=none,
        hidden=none,
        turned=none,
        colour=np.zeros(len(flat), dtype=np.int64),
    )
