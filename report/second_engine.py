"""Re-checks quotes against the PDFs themselves, by an engine that did not read them: pdfminer.

Engines order the pieces of a page differently where columns, boxes or footers stand side by side. So a quote holds in
one piece, or else line by line, each line as the first engine stored it; what is found neither way is a problem.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from corpus.text import plain
from corpus.types import Page
from report.read_back import Place, Written

PdfOf = Callable[[str], bytes | None]
PagesOf = Callable[[str], Mapping[int, Page]]
_SHORTEST = 4  # letters or digits: a shorter line is found anywhere and proves nothing
_HIDDEN_LINE_ENDS = 2  # letters of a line that may stand apart: a dropped hyphen, a ligature pdfminer does not undo


@dataclass(frozen=True, slots=True)
class SecondReading:
    """What a second engine found of the quotes."""

    whole: int
    by_line: int
    problems: tuple[tuple[Written, str], ...]


def check(
    quotes: Iterable[Written], pages_of: PagesOf, pdf_of: PdfOf, progress: Callable[[str, int, int], None]
) -> SecondReading:
    """Looks for every quote on its pages as pdfminer reads them. A place is looked up once, whoever quotes it."""
    by_review: dict[str, dict[tuple[Place, ...], Written]] = {}
    for quote in quotes:
        by_review.setdefault(quote.review, {}).setdefault(quote.places, quote)
    whole = by_line = 0
    problems: list[tuple[Written, str]] = []
    for done, (review, its) in enumerate(sorted(by_review.items()), start=1):
        stored = pages_of(review)
        numbers = sorted({page for places in its for page, _, _ in places})
        data = pdf_of(review)
        if data is None:
            problems += ((quote, "the PDF is not there any more") for quote in its.values())
            continue
        read = _read(data, numbers)
        for places, quote in its.items():
            said = "".join(read.get(page, "") for page in sorted({page for page, _, _ in places}))
            lines = [
                line
                for page, start, end in places
                if page in stored
                for line in stored[page].text[start:end].split("\n")
            ]
            if _letters("\n".join(lines)) in said or _letters(quote.quote) in said:
                whole += 1
            elif all(_there(_letters(line), said) for line in lines):
                by_line += 1
            else:
                problems.append((quote, f"pdfminer does not find it on page {quote.page}"))
        progress("Reading the PDFs again", done, len(by_review))
    return SecondReading(whole, by_line, tuple(problems))


def _there(line: str, said: str) -> bool:
    if len(line) < _SHORTEST or line in said:
        return True
    return len(line) > 10 * _HIDDEN_LINE_ENDS and line[_HIDDEN_LINE_ENDS:-_HIDDEN_LINE_ENDS] in said


def _read(data: bytes, numbers: list[int]) -> dict[int, str]:
    """Letters and digits of the pages asked for; none of a page that pdfminer cannot read."""
    from pdfminer.high_level import extract_pages
    from pdfminer.layout import LTTextContainer
    from pdfminer.pdfexceptions import PDFException

    found: dict[int, str] = {}
    try:
        wanted = [number - 1 for number in numbers]
        for number, page in zip(numbers, extract_pages(io.BytesIO(data), page_numbers=wanted), strict=False):
            found[number] = _letters("".join(box.get_text() for box in page if isinstance(box, LTTextContainer)))
    except (PDFException, ValueError, KeyError, TypeError, IndexError, AttributeError):
        pass  # what is not read is not found, and said so quote by quote
    return found


def _letters(text: str) -> str:
    return "".join(letter for letter in plain(text) if letter.isalnum())
