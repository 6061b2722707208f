"""Stored page text and how it is printed. A quote is a slice; this is the one way to print it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from corpus.types import Page, Span

VERSION = "4"  # of what `printed` gives: part of every key that a quote depends on
HYPHEN_MARK = "\ufffe"  # what pdfium writes for the hyphen of a word broken at a line's end

_LINE_HYPHEN = re.compile(r"(?<=[^\W_])([-\u00ad\u2010])[ \t]*\n[ \t]*(?=[^\W_])")
_WORD = re.compile(r"[^\W_]+")
_LONGEST_WORD = 60  # letters looked back for the first half of a broken word
# Control characters, zero-width and bidirectional marks, byte order marks, lone surrogates.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_SPACE = re.compile(r"\s+")
# Endings that stand in the word list as words of their own, yet never follow a real hyphen.
_ENDINGS = frozenset(
    "al ally ance ances ant ate ated ed ence ences ent er ers es est ful ial ible ing ings ion ions ise ised ish ist "
    "ity ive ize less ly ment ments ness or ors ous ship ships sion sions tial tic tion tions tive ty ure ward".split()
)


@cache
def _words() -> frozenset[str]:
    return frozenset((files("corpus") / "data" / "words.txt").read_text(encoding="utf-8").split())


def stored(engine_text: str) -> str:
    """The engine's text as it is kept: LF line ends, line-end hyphen marks as hyphen + LF."""
    text = engine_text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(HYPHEN_MARK + "\n?", "-\n", text)


def _hyphen(match: re.Match[str]) -> str:
    """What is printed of a hyphen at a line's end: itself, or nothing."""
    hyphen, text = match.group(1), match.string
    if hyphen == "\u00ad":
        return ""  # a soft hyphen only ever breaks a word
    halves = _WORD.findall(text, max(0, match.start() - _LONGEST_WORD), match.start())[-1:]
    halves += _WORD.findall(text, match.end(), match.end() + _LONGEST_WORD)[:1]
    left, right = halves
    if not (left.isalpha() and right.isalpha()) or right[0].isupper():
        return hyphen
    first, second = left.lower(), right.lower()
    if first + second in _words() or second in _ENDINGS:
        return ""
    return hyphen if first in _words() and second in _words() else ""


def tidy(text: str) -> str:
    """One line of text fit to print: line-end hyphens resolved, white space and control characters out.

    A hyphen at a line's end stays when both sides are words and the two together are not
    ("self-" + "assessment"); otherwise it was only there to break the word.
    """
    text = _LINE_HYPHEN.sub(_hyphen, text)
    # A zero-width joiner is not white space, so it goes first: what it hid may then be folded.
    return _SPACE.sub(" ", _UNPRINTABLE.sub("", _SPACE.sub(" ", text))).strip()


def printed(spans: Iterable[Span], pages: Mapping[int, Page]) -> str:
    """What stands in `spans`, as every exporter prints it and `verify` checks it.

    Spans that run on are one text. Spans that jump back are a table's row, each cell led by the header of its
    column: "Responsible body: ...; Area for priority action: ...". `pages` maps page numbers to pages. Raises
    KeyError for a span on no stored page.
    """
    found = [[pages[span.page].text[span.start : span.end] for span in run] for run in runs(spans)]
    if len(found) < 2:
        return tidy("\n".join(piece for run in found for piece in run))
    cells = (f"{tidy(header).rstrip(':')}: {tidy(chr(10).join(cell))}" for header, *cell in found)
    return "; ".join(cells)


def runs(spans: Iterable[Span]) -> list[list[Span]]:
    """Spans that run on, together; in a table's row, a column's header and its cell."""
    found: list[list[Span]] = []
    before: tuple[int, int] | None = None
    for span in spans:
        if before is None or (span.page, span.start) < before:
            found.append([])
        found[-1].append(span)
        before = span.page, span.start
    return found


@dataclass(frozen=True, slots=True)
class View:
    """A text made for matching, with the way back to the text it was made of."""

    text: str
    offsets: tuple[int, ...]  # where each letter of `text` began in the original; one more, the original's end

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The range of the original that `text[start:end]` was made of."""
        if start >= end:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], self.ends(end)

    def ends(self, end: int) -> int:
        """Where the original of the letter before `end` ends: the letters of one ligature share their place."""
        last = self.offsets[end - 1]
        return next((offset for offset in self.offsets[end:] if offset > last), self.offsets[-1])


def view(text: str) -> View:
    """A text for matching: lower case, straight quotes, ligatures apart, line-end hyphens undone, white space folded.

    The original may be stored page text or a printed quote: both give the same view, so that a quote is found
    on its page.
    """
    letters: list[str] = []
    offsets: list[int] = []
    at = 0
    for match in _LINE_HYPHEN.finditer(text):
        # What stands between the two halves becomes nothing, or a hyphen where the word has one of its own.
        _fold(text, at, match.start(), letters, offsets)
        if _hyphen(match):
            letters.append("-")
            offsets.append(match.start())
        at = match.end()
    _fold(text, at, len(text), letters, offsets)
    while letters and letters[-1] == " ":
        letters.pop()
        offsets.pop()
    return View("".join(letters), (*offsets, len(text)))


def _fold(text: str, start: int, end: int, letters: list[str], offsets: list[int]) -> None:
    for place in range(start, end):
        char = text[place]
        if char.isspace():
            if letters and letters[-1] != " ":
                letters.append(" ")
                offsets.append(place)
            continue
        if _UNPRINTABLE.match(char):
            continue
        for letter in unicodedata.normalize("NFKC", char).translate(_QUOTES).lower():
            if letter.isspace() and (not letters or letters[-1] == " "):
                continue
            letters.append(" " if letter.isspace() else letter)
            offsets.append(place)


def plain(text: str) -> str:
    """The matching view of a text without a map back: compatibility forms, straight quotes, lower case."""
    text = unicodedata.normalize("NFKC", tidy(text))
    return text.translate(_QUOTES).lower()


_QUOTES = {0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x2013: "-", 0x2014: "-", 0x2010: "-", 0x2011: "-"}
