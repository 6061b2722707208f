"""Stored page text and how it is printed. A quote is a slice; this is the one way to print it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from corpus.types import Page, Span

VERSION = "1"  # of what `printed` gives: part of every key that a quote depends on
HYPHEN_MARK = "\ufffe"  # what pdfium writes for the hyphen of a word broken at a line's end

_LINE_HYPHEN = re.compile(r"([^\W_]+)[-\u00ad\u2010][ \t]*\n[ \t]*([^\W_]+)")
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


def _join(match: re.Match[str]) -> str:
    left, right = match.group(1), match.group(2)
    keep = f"{left}-{right}"
    low_left, low_right = left.lower(), right.lower()
    if not (low_left.isalpha() and right.isalpha()) or right[0].isupper():
        return keep
    if low_left + low_right in _words() or low_right in _ENDINGS:
        return left + right
    both_words = low_left in _words() and low_right in _words()
    return keep if both_words else left + right


def tidy(text: str) -> str:
    """One line of text fit to print: line-end hyphens resolved, white space and control characters out.

    A hyphen at a line's end stays when both sides are words and the two together are not
    ("self-" + "assessment"); otherwise it was only there to break the word.
    """
    text = _LINE_HYPHEN.sub(_join, text)
    # A zero-width joiner is not white space, so it goes first: what it hid may then be folded.
    return _SPACE.sub(" ", _UNPRINTABLE.sub("", _SPACE.sub(" ", text))).strip()


def printed(spans: Iterable[Span], pages: Mapping[int, Page]) -> str:
    """What stands in `spans`, as every exporter prints it and `verify` checks it.

    `pages` maps page numbers to pages. Raises KeyError for a span on no stored page.
    """
    return tidy("\n".join(pages[span.page].text[span.start : span.end] for span in spans))


def plain(text: str) -> str:
    """The matching view of a text without a map back: compatibility forms, straight quotes, lower case."""
    text = unicodedata.normalize("NFKC", tidy(text))
    return text.translate(_QUOTES).lower()


_QUOTES = {0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x2013: "-", 0x2014: "-", 0x2010: "-", 0x2011: "-"}
