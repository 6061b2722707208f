"""Words -> lines: runs of words on one baseline, with the bullet or number that leads them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from extract.engine import RawPage

GAP = 1.15  # em; a wider space between two words parts cells, or a label from its text. Justified text stays under it
BULLETS = frozenset("•●○◦▪▫■□◼◻◾◽▸▹►▶➢➤➔→‣⁃∙·✓✔❖◆◇★*\u00b7\u2219\u25aa\u25fe")
_DASHES = frozenset("-–—o§¾ØüvÞ")  # bullets only where a gap follows: letters that symbol fonts draw as glyphs
_NUMBER = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}[.)]?|[a-zA-Z][.)]|\([a-z]\)|[ivx]{1,5}[.)])")
_MONTH = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\b", re.IGNORECASE
)
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
    colour: int
    first_width: float  # of the first word: would it have fitted on the line before?
    label: str = ""  # the bullet or number in front
    label_x: float = 0.0  # where that label stands
    small_start: bool = False  # the first word is raised and small: a footnote's mark
    hidden: bool = False
    turned: bool = False

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
    same = (words.hidden[1:] == words.hidden[:-1]) & (words.turned[1:] == words.turned[:-1])
    starts = np.concatenate(([0], 1 + np.flatnonzero(~((level | raised) & near & same))))
    ends = np.concatenate((starts[1:], [len(words)]))
    lines: list[Line] = []
    for first, end in zip(starts.tolist(), ends.tolist(), strict=True):
        line = _line(page, first, end)
        before = lines[-1] if lines else None
        if before is not None and _is_label(before, line):
            lines[-1] = replace(line, label=before.text, label_x=before.x0, small_start=before.size < 0.95 * line.size)
        else:
            lines.append(line)
    return lines


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


def _line(page: RawPage, first: int, end: int) -> Line:
    words, text = page.words, page.text
    label, label_x, small_start = "", 0.0, False
    if end - first > 1:
        head = text[words.start[first] : words.end[first]]
        gap = float(words.x0[first + 1] - words.x1[first])
        wide = gap > 0.42 * float(words.size[first + 1])
        after = text[words.start[first + 1]]
        counted = re.fullmatch(r"\d{1,3}\.", head) is not None or _LEVELS.fullmatch(head) is not None
        number = _NUMBER.fullmatch(head) is not None and not head.isdigit() and after.isalpha()
        number = number and (wide or (counted and after.isupper()))
        if head.isdigit() and len(head) < 3 and words.bold[first:end].all():
            number = after.isupper() and not _MONTH.match(text[words.start[first + 1] :])  # "5 Summary of findings"
        if is_bullet(head) or number or (len(head) == 1 and head in _DASHES and wide):
            label, label_x, first = head, float(words.x0[first]), first + 1
    part = slice(first, end)
    lengths = (words.end[part] - words.start[part]).astype(float)
    sizes = words.size[part]
    biggest = int(lengths.argmax())
    size = float(np.round(np.average(sizes, weights=lengths), 1)) if np.ptp(sizes) > 0.3 else float(sizes[biggest])
    if np.ptp(sizes) > 0.3:  # a raised mark does not make the line small
        order = np.argsort(sizes, kind="stable")
        heavy = np.cumsum(lengths[order]) >= lengths.sum() / 2
        size = float(sizes[order][int(heavy.argmax())])
        small_start = bool(sizes[0] < 0.88 * size)
    full = np.abs(sizes - size) < 0.2 * size
    where = first + int(np.flatnonzero(full)[0]) if full.any() else first
    start, stop = int(words.start[first]), int(words.end[end - 1])
    bold = float(lengths[words.bold[part]].sum()) >= 0.97 * float(lengths.sum())
    return Line(
        page=page.number,
        start=start,
        end=stop,
        text=text[start:stop],
        x0=float(words.x0[first]),
        x1=float(words.x1[part].max()),
        top=float(words.top[part].min()),
        bottom=float(words.bottom[part].max()),
        base=float(words.base[where]),
        size=size,
        bold=bold,
        italic=bool(words.italic[part].all()),
        lead_bold=bool(words.bold[first]),
        colour=int(words.colour[first + biggest]),
        first_width=float(words.x1[first] - words.x0[first]),
        label=label,
        label_x=label_x,
        small_start=small_start,
        hidden=bool(words.hidden[first]),
        turned=bool(words.turned[first]),
    )


def body_size(lines: Sequence[Line]) -> float:
    """The size most letters have."""
    weights: dict[float, int] = {}
    for line in lines:
        key = round(line.size * 2) / 2
        weights[key] = weights.get(key, 0) + len(line.text)
    return max(sorted(weights), key=lambda key: weights[key]) if weights else 10.0
