"""What a page carries that is not the report's prose: running headers and footers, page numbers, contents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from extract.lines import Line, body_size

_NUMBER = re.compile(
    r"(?:page\s*[|:]?\s*)?[-–]?\s*(\d{1,4}|[ivxlc]{1,7})\s*[-–]?(?:\s*(?:of|/|\|)\s*\d{1,4})?(?:\s*\|\s*page)?",
    re.IGNORECASE,
)
_PAGE_WORD = re.compile(r"\bpage\s*[|:]?\s*(\d{1,4})\b|\b(\d{1,4})\s*\|\s*page\b", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:table of )?contents(?: page)?\W*", re.IGNORECASE)
_LEADER = re.compile(r"(?:\.\s?){4,}\s*(\d{1,3}|[ivxl]+)?$|…{2,}\s*\d{0,3}$|_{4,}\s*\d{1,3}$")
_ENDS_IN_NUMBER = re.compile(r"\S\s+(\d{1,3})$")
EDGE = 0.16  # share of the page's height, at top and bottom, where running heads stand


@dataclass(frozen=True, slots=True)
class Sorted:
    """The lines of a page told apart."""

    prose: list[Line]
    furniture: list[Line]
    label: str  # the printed page label


@dataclass(frozen=True, slots=True)
class Seen:
    """On how many pages a text stands near an edge: at one height, and at any."""

    there: Counter[tuple[str, int]]
    anywhere: Counter[tuple[str, bool]]
    many: float  # pages that make a running head of any text
    size: float  # the report's ordinary size


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "#", " ".join(line.text.split())).casefold()


def sort(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> list[Sorted]:
    """Each page's prose, furniture and printed label.

    A line is furniture when nothing but furniture stands between it and the page's edge, and its text
    (digits aside) stands at the same height on other pages, or it is a page number.
    """
    seen: Counter[tuple[str, int]] = Counter()
    anywhere: Counter[tuple[str, bool]] = Counter()
    for lines, height in zip(pages, heights, strict=True):
        places = {place for line in lines if not line.turned for place in _places(line, height)}
        seen.update(places)
        anywhere.update({(_shape(line), line.base > height / 2) for line in lines if _places(line, height)})
    ordinary = body_size([line for lines in pages for line in lines])
    many = max(3, 0.3 * len(pages)) if len(pages) > 3 else 2
    sorted_pages = []
    for lines, height in zip(pages, heights, strict=True):
        out = {id(line) for line in lines if line.turned or line.hidden}
        for edge in (False, True):
            out |= _edge(lines, height, edge, Seen(seen, anywhere, many, ordinary))
        out |= _contents(lines, out)
        sorted_pages.append(
            Sorted(
                [line for line in lines if id(line) not in out],
                [line for line in lines if id(line) in out],
                "",
            )
        )
    return _labelled(sorted_pages, heights)


def _places(line: Line, height: float) -> list[tuple[str, int]]:
    if EDGE * height < line.base < (1 - EDGE) * height:
        return []
    shape = _shape(line)
    at = round((line.base if line.base < height / 2 else line.base - height) / 6)
    return [(shape, at + step) for step in (-1, 0, 1)]


def _edge(lines: Sequence[Line], height: float, bottom: bool, seen: Seen) -> set[int]:
    """Lines at one edge of the page, from the edge inwards until the first that is no furniture."""
    upright = [line for line in lines if not line.turned and not line.hidden]
    upright.sort(key=lambda line: -line.base if bottom else line.base)
    out: set[int] = set()
    for place, line in enumerate(upright):
        if (line.base < (1 - EDGE) * height) if bottom else (line.base > EDGE * height):
            break
        times = max((seen.there[place] for place in _places(line, height)), default=0)
        plain = line.size <= seen.size and not (line.bold and line.size > 0.95 * seen.size)
        number = _NUMBER.fullmatch(line.text.strip()) is not None and not line.label
        inner = next((other for other in upright[place + 1 :] if abs(other.base - line.base) > 1), None)
        apart = inner is None or abs(inner.base - line.base) > 1.7 * line.size or inner.size != line.size
        recurs = times >= seen.many or (times >= 2 and plain and len(line.text) > 3 and apart)
        recurs = recurs or (plain and seen.anywhere[_shape(line), bottom] >= seen.many)
        if not recurs and not number:
            if any(abs(line.base - other.base) < 0.5 * line.size for other in upright if id(other) in out):
                continue  # beside a page number on its own line: look further, but keep it
            break
        out.add(id(line))
    return out


def _contents(lines: Sequence[Line], out: set[int]) -> set[int]:
    """Lines of a table of contents: with leaders, or under the word itself and ending in a page number."""
    found = {id(line) for line in lines if _LEADER.search(line.text.strip())}
    title = next((line for line in lines if id(line) not in out and _CONTENTS.fullmatch(line.text.strip())), None)
    if title is None:
        return found
    below = [line for line in lines if id(line) not in out and line.base > title.base + 1]
    numbers = [
        line for line in below if re.fullmatch(r"\d{1,3}", line.text.strip()) or _ENDS_IN_NUMBER.search(line.text)
    ]
    if len(numbers) + len(found) < 2:
        return found
    last = max(line.base for line in [*numbers, *(line for line in below if id(line) in found)])
    return found | {id(title)} | {id(line) for line in below if line.base <= last + 1}


def _labelled(pages: list[Sorted], heights: Sequence[float]) -> list[Sorted]:
    """Adds printed labels: the numbers at the edge that run on from page to page."""
    candidates: list[list[str]] = []
    for page, height in zip(pages, heights, strict=True):
        found: list[str] = []
        for line in page.furniture:
            if line.turned or EDGE * height < line.base < (1 - EDGE) * height:
                continue
            text = line.text.strip()
            whole = _NUMBER.fullmatch(text)
            if whole:
                found.append(whole.group(1))
            found += [a or b for a, b in _PAGE_WORD.findall(text)]
            if not whole:
                found += re.findall(r"^\d{1,3}\b|\b\d{1,3}$", text)
        candidates.append(found)
    offsets = Counter(
        int(text) - index
        for index, found in enumerate(candidates, start=1)
        for text in dict.fromkeys(found)
        if text.isdigit()
    )
    usual = max(offsets, key=lambda offset: (offsets[offset], -abs(offset))) if offsets else 0
    labelled = []
    for index, (page, found) in enumerate(zip(pages, candidates, strict=True), start=1):
        expected = str(index + usual)
        roman = next((text for text in found if not text.isdigit()), "")
        label = expected if expected in found and (offsets[usual] > 1 or len(pages) < 3) else roman
        labelled.append(Sorted(page.prose, page.furniture, label))
    return labelled
