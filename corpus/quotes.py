"""From a piece of a passage's printed text back to the pages it stands on."""

from __future__ import annotations

from collections.abc import Mapping

from corpus.text import printed, runs
from corpus.types import Page, Passage, Span

_BETWEEN = -1


def cut(passage: Passage, start: int, end: int, pages: Mapping[int, Page]) -> tuple[str, tuple[Span, ...]]:
    """The quote `passage.text[start:end]` and its spans; the boxes stay those of the passage.

    Of a table's row its longest cell is quoted: the headers printed between the cells stand elsewhere on the page.
    `printed` of the spans is the quote. Raises ValueError where the passage does not stand on the pages.
    """
    columns = runs(passage.spans)
    if len(columns) > 1:
        cells = [tuple(cell) for _, *cell in columns]
        return max(((printed(cell, pages), cell) for cell in cells), key=lambda quote: len(quote[0]))
    if passage.kind == "row":
        cell = max(passage.spans, key=lambda span: span.end - span.start)
        return printed((cell,), pages), (cell,)
    if start <= 0 and end >= len(passage.text):
        return passage.text, passage.spans
    places = _places(passage, pages)
    wanted = places[start:end]
    held = sorted({which for which, _ in wanted} - {_BETWEEN})
    spans: list[Span] = []
    for index in range(held[0], held[-1] + 1):
        span = passage.spans[index]
        at = [offset for which, offset in wanted if which == index]
        # Where the quote runs on over the span's end, what is not printed there stays: the hyphen of a broken word.
        first = min(at) if index == held[0] else span.start
        last = max(at) + 1 if index == held[-1] else span.end
        spans.append(Span(span.page, span.label, span.bbox, first, last))
    return printed(spans, pages), tuple(spans)


def _places(passage: Passage, pages: Mapping[int, Page]) -> list[tuple[int, int]]:
    """For each character of the printed text: which span, and where in its page's text.

    Printing only takes white space, hyphens and control characters out, so both can be walked side by side.
    """
    raw: list[tuple[int, int, str]] = []
    for index, span in enumerate(passage.spans):
        text = pages[span.page].text
        raw += ((index, offset, text[offset]) for offset in range(span.start, span.end))
        raw.append((_BETWEEN, 0, "\n"))  # `printed` sets a line break between spans; it stands on no page
    places: list[tuple[int, int]] = []
    rest = iter(raw)
    for char in passage.text:
        for index, offset, found in rest:
            if found == char or (char == " " and found.isspace()):
                places.append((index, offset))
                break
        else:
            raise ValueError(f"passage {passage.id} does not stand on its pages")
    return places
