"""What pdfium refuses, pdfminer tries: slower, and it mends some broken cross-reference tables."""

from __future__ import annotations

import io
import re
from importlib.metadata import version

import numpy as np

from corpus.text import stored
from extract.engine import RawPage, Words, no_words
from extract.errors import Unreadable

MAX_PAGES = 500  # pdfminer reads ten pages a second: more would outlast any limit


def pages(data: bytes, refusal: Unreadable) -> list[RawPage]:
    """The pages as pdfminer reads them. Raises `refusal` when it cannot either."""
    if refusal.reason.startswith(("the file is", "the PDF is encrypted")) or b"%PDF-" not in data[:1024]:
        raise refusal
    import pdfplumber
    from pdfminer.pdfexceptions import PDFException
    from pdfplumber.utils.exceptions import PdfminerException

    engine = f"pdfminer {version('pdfminer.six')}"
    read: list[RawPage] = []
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            for number, page in enumerate(pdf.pages[:MAX_PAGES], start=1):
                found = page.extract_words(extra_attrs=["fontname", "size"], use_text_flow=True)
                read.append(_page(number, float(page.width), float(page.height), found, len(page.images), engine))
    except (
        PDFException,
        PdfminerException,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        RecursionError,
        AssertionError,
    ) as error:
        # pdfminer has no one exception for a broken file: any of these is its way to say so.
        raise refusal from error
    if not any(page.text for page in read):
        raise refusal
    return read


def _page(
    number: int, width: float, height: float, found: list[dict[str, object]], images: int, engine: str
) -> RawPage:
    if not found:
        return RawPage(number, width, height, "", engine, no_words(), images=images)
    rows = [[float(str(word[key])) for key in ("x0", "x1", "top", "bottom", "size")] for word in found]
    table = np.array(rows)
    pieces: list[str] = []
    starts, at = [], 0
    for index, word in enumerate(found):
        text = stored(str(word["text"]))
        new_line = index and abs(rows[index][3] - rows[index - 1][3]) > 0.3 * rows[index][4]
        gap = "" if not index else "\n" if new_line else " "
        pieces += [gap, text]
        starts.append(at + len(gap))
        at += len(gap) + len(text)
    start = np.array(starts, dtype=np.int64)
    end = start + np.array([len(stored(str(word["text"]))) for word in found], dtype=np.int64)
    bold = np.array([bool(re.search("bold|black|heavy", str(word["fontname"]), re.IGNORECASE)) for word in found])
    none = np.zeros(len(found), dtype=bool)
    words = Words(
        start, end, table[:, 0], table[:, 1], table[:, 2], table[:, 3], table[:, 3] - 0.2 * table[:, 4], table[:, 4],
        bold, none, none, none, np.zeros(len(found), dtype=np.int64),
    )  # fmt: skip
    return RawPage(number, width, height, "".join(pieces), engine, words, images=images)
