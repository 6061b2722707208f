"""Words -> lines: runs of words on one baseline, with the bullet or number that leads them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from extract.engine import RIGHT_TO_LEFT, RawPage, Words

GAP = 1.15  # em; a wider space between two words parts cells, or a label from its text. Justified text stays under it
BULLETS = frozenset("•●○◦▪▫■□◼◻◾◽▸▹►▶➢➤➔→‣⁃∙·✓✔❖◆◇★*\u00b7\u2219\u25aa\u25fe")
_DASHES = frozenset("-–—−o§¾ØüvÞ")  # bullets only where a gap follows: letters that symbol fonts draw as glyphs
_NUMBER = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}[.)]?|[a-zA-Z][.)]|\([a-z]\)|[ivx]{1,5}[.)])")
_MONTH = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\b", re.IGNORECASE
)
_COUNTED = re.compile(r"\d{1,3}\.")
_ENDED = re.compile(r"[.!?:;…][\"'”’)\]]*$")
_LEVELS = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}\.?")  # "6.1.10"


@dataclass(frozen=True, slots=True)
class Line:
    """Words side by side on one baseline. `start` and `end` index the page's stored text, label left out."""

    page: int
    start: int
    end: int
    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    base: float
    size: float
    bold: bool
    italic: bool
    lead_bold: bool  # its first word is bold
    first_width: float  # of the first word: would it have fitted on the line before?
    label: str = ""  # the bullet or number in front
    label_x: float = 0.0  # where that label stands
    label_start: int = 0  # of the label in the stored text
    small_start: bool = False  # the first word is raised and small: a footnote's mark
    hidden: bool = False
    turned: bool = False
    mark: int = -1  # number of its marked content

    @property
    def left(self) -> float:
        """Where the line begins, its label counted."""
        return self.label_x if self.label else self.x0


def is_bullet(word: str) -> bool:
    """Whether `word` is a bullet's glyph, private-use glyphs of symbol fonts included."""
    return len(word) == 1 and (word in BULLETS or "\ue000" <= word <= "\uf8ff" or word == "\ufffd")


def of_page(page: RawPage) -> list[Line]:
    """The lines of a page in the engine's order."""
    words = page.words
    if not len(words):
        return []
    size = np.maximum(words.size, 1.0)
    big = np.maximum(size[1:], size[:-1])
    rise = np.abs(np.diff(words.base))
    level = rise < 0.25 * big
    raised = (rise < 0.65 * big) & (np.abs(size[1:] - size[:-1]) > 0.15 * big)
    gap = words.x0[1:] - words.x1[:-1]
    near = (gap < GAP * big) & (gap > -0.6 * big)
    if RIGHT_TO_LEFT.search(page.text):  # where writing turns back, the next word stands anywhere on the line
        back = np.array([RIGHT_TO_LEFT.match(page.text, start) is not None for start in words.start.tolist()])
        near |= back[1:] | back[:-1]
    same = (words.hidden[1:] == words.hidden[:-1]) & (words.turned[1:] == words.turned[:-1])
    starts = np.concatenate(([0], 1 + np.flatnonzero(~((level | raised) & near & same))))
    ends = np.concatenate((starts[1:], [len(words)]))
    lines: list[Line] = []
    columns = _columns(words)
    for first, end in zip(starts.tolist(), ends.tolist(), strict=True):
        line = _line(page, columns, first, end)
        before = lines[-1] if lines else None
        if before is not None and _is_label(before, line):
            lines[-1] = replace(_labelled(line, before), small_start=before.size < 0.95 * line.size)
        else:
            lines.append(line)
    return _with_late_labels(_with_own_numbers(lines, page.text))


def _with_own_numbers(lines: list[Line], text: str) -> list[Line]:
    """Gives a line the number back that only happens to begin it, in mid-sentence: "from the age of | 16. This ..."."""
    kept = lines[:1]
    for before, line in pairwise(lines):
        tight = 0 < line.base - before.base < 1.5 * line.size and abs(line.label_x - before.x0) < 2
        number = tight and _NUMBER.fullmatch(line.label) and before.end <= line.label_start < line.start
        if number and not _ENDED.search(before.text):
            margin = max(other.x1 for other in lines if abs(other.x0 - before.x0) < 2)
            if before.x1 + 0.5 * line.size * len(line.label) > margin:
                whole = text[line.label_start : line.end]
                kept.append(replace(line, label="", start=line.label_start, x0=line.label_x, text=whole))
                continue
        kept.append(line)
    return kept


def _with_late_labels(lines: list[Line]) -> list[Line]:
    """Bullets and numbers that the engine drew after the text they lead, put in front of it."""
    late = [line for line in lines if not line.label and len(line.text) < 8 and _is_mark(line.text)]
    if not late:
        return lines
    taken: dict[int, Line] = {}
    gone: set[int] = set()
    for mark in late:
        row = [line for line in lines if abs(line.base - mark.base) < 2 and line.x0 > mark.x1]
        line = min(row, key=lambda line: line.x0, default=None)
        if line is not None and not line.label and _is_label(mark, line):
            taken[id(line)] = mark
            gone.add(id(mark))
    return [_labelled(line, taken.get(id(line))) for line in lines if id(line) not in gone]


def _labelled(line: Line, mark: Line | None) -> Line:
    return line if mark is None else replace(line, label=mark.text, label_x=mark.x0, label_start=mark.start)


def _is_mark(word: str) -> bool:
    return (
        is_bullet(word)
        or word in ("-", "–", "—", "−")
        or (_NUMBER.fullmatch(word) is not None and not word.isdigit() and not word.isalpha())
    )


def _is_label(before: Line, line: Line) -> bool:
    word, size = before.text, max(before.size, line.size)
    if before.label or before.turned or line.turned or not any(letter.isalpha() for letter in line.text):
        return False
    if not 0 < line.x0 - before.x1 < 6 * max(size, 8.0):
        return False
    raised = before.text.isdigit() and before.size < 0.95 * line.size  # a footnote's mark
    if (
        abs(before.base - line.base) > (0.9 if raised else 0.5) * size
    ):  # a number too wide for its margin pushes its paragraph down
        return _LEVELS.fullmatch(word) is not None and 0 < line.base - before.base < 1.9 * size
    return (
        is_bullet(word) or (len(word) == 1 and word in _DASHES) or bool(_NUMBER.fullmatch(word) and not word.isalpha())
    )


@dataclass(frozen=True, slots=True)
class _Columns:
    """A page's words as plain lists: a line has a dozen words, and numpy costs more than it saves on so few."""

    start: list[int]
    end: list[int]
    x0: list[float]
    x1: list[float]
    top: list[float]
    bottom: list[float]
    base: list[float]
    size: list[float]
    bold: list[bool]


def _columns(words: Words) -> _Columns:
    names = ("start", "end", "x0", "x1", "top", "bottom", "base", "size", "bold")
    return _Columns(*(getattr(words, name).tolist() for name in names))


def _line(page: RawPage, words: _Columns, first: int, end: int) -> Line:
    text = page.text
    label, label_x, label_start = "", 0.0, words.start[first]
    if end - first > 1:
        head = text[words.start[first] : words.end[first]]
        if _leads(page, words, head, first, end):
            label, label_x, first = head, words.x0[first], first + 1
    sizes = words.size[first:end]
    lengths = [words.end[n] - words.start[n] for n in range(first, end)]
    where, size, small_start = first, sizes[0], False
    if max(sizes) - min(sizes) > 0.3:  # a raised mark does not make the line small
        size = _heaviest(sizes, lengths)
        small_start = sizes[0] < 0.88 * size
        where = next(first + n for n, one in enumerate(sizes) if abs(one - size) < 0.2 * size)
    bold = sum(length for length, heavy in zip(lengths, words.bold[first:end], strict=True) if heavy)
    start, stop = words.start[first], words.end[end - 1]
    return Line(
        page=page.number,
        start=start,
        end=stop,
        text=text[start:stop],
        x0=min(words.x0[first:end]) if RIGHT_TO_LEFT.search(text, start, stop) else words.x0[first],
        x1=max(words.x1[first:end]),
        top=min(words.top[first:end]),
        bottom=max(words.bottom[first:end]),
        base=words.base[where],
        size=round(size, 1),
        bold=bold >= 0.97 * sum(lengths),
        italic=bool(page.words.italic[first]) and bool(page.words.italic[end - 1]),
        lead_bold=words.bold[first],
        first_width=words.x1[first] - words.x0[first],
        label=label,
        label_x=label_x,
        label_start=label_start,
        small_start=small_start,
        hidden=bool(page.words.hidden[first]),
        turned=bool(page.words.turned[first]),
        mark=-1 if page.words.mark is None else int(page.words.mark[first]),
    )


def _heaviest(sizes: list[float], lengths: list[int]) -> float:
    """The size that the middle letter has, of letters sorted by size."""
    so_far = 0
    for size, length in sorted(zip(sizes, lengths, strict=True)):
        so_far += length
        if so_far >= sum(lengths) / 2:
            return size
    return max(sizes)


def _leads(page: RawPage, words: _Columns, head: str, first: int, end: int) -> bool:
    """Whether a line's first word is a bullet or number in front of it."""
    if is_bullet(head):
        return True
    after = page.text[words.start[first + 1] : words.start[first + 1] + 12]
    wide = words.x0[first + 1] - words.x1[first] > 0.42 * words.size[first + 1]
    if head.isdigit():  # "5 Summary of findings", all of it bold; not "5 January 2016"
        return len(head) < 3 and after[0].isupper() and all(words.bold[first:end]) and not _MONTH.match(after)
    if len(head) == 1 and head in _DASHES:
        return wide
    if _NUMBER.fullmatch(head) is None or not after[0].isalpha():
        return False
    counted = _COUNTED.fullmatch(head) is not None or _LEVELS.fullmatch(head) is not None
    return wide or (counted and after[0].isupper())


def body_size(lines: Sequence[Line]) -> float:
    """The size most letters have."""
    weights: dict[float, int] = {}
    for line in lines:
        key = round(line.size * 2) / 2
        weights[key] = weights.get(key, 0) + len(line.text)
    return max(sorted(weights), key=lambda key: weights[key]) if weights else 10.0
