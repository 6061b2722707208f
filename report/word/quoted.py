"""Quotes as a document carries them: exact words with the place that `verify` looks up again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from corpus.types import Span

MAPPING = "urn:analyse-reviews:quotes"  # namespace of the part that says where the quotes stand
_PLACE = re.compile(r"(\d+):(\d+)-(\d+)")
_INNER = str.maketrans("“”", "‘’")
BOOKMARK, PAGE = "quote_", "page_"  # names of bookmarks: quote_12 is the quote, page_12 the page a reader is told


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A slice of one report. `source` names area and report for a reader; `finding` may be empty."""

    quote: str
    spans: tuple[Span, ...]
    review: str
    finding: str
    area: str
    source: str
    stressed: str = ""  # words of the quote that it stands here for

    @property
    def page(self) -> int:
        return self.spans[0].page

    @property
    def label(self) -> str:
        return self.spans[0].label


def nested(text: str) -> str:
    """`text` as it stands between quotation marks: what it quotes itself is in single ones."""
    return text.translate(_INNER)


def mapping(excerpts: Sequence[Excerpt]) -> bytes:
    """The XML part that says, by number, which review and which characters of its pages each quote is."""
    lines = (
        f"<quote name={quoteattr(BOOKMARK + str(number))} review={quoteattr(excerpt.review)} "
        f"finding={quoteattr(excerpt.finding)} place={quoteattr(place(excerpt.spans))}/>"
        for number, excerpt in enumerate(excerpts, start=1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<quotes xmlns="{MAPPING}">' + "".join(lines) + "</quotes>"
    ).encode()


def place(spans: Iterable[Span]) -> str:
    """`3:120-245;4:0-60`: pages and ranges of their stored text."""
    return ";".join(f"{span.page}:{span.start}-{span.end}" for span in spans)


def places(text: str) -> tuple[tuple[int, int, int], ...]:
    """What `place` made of spans: page, start, end."""
    return tuple((int(page), int(start), int(end)) for page, start, end in _PLACE.findall(text))
