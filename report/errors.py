"""What can go wrong while reports are written."""

from __future__ import annotations

from corpus.errors import AnalyseError, WrongUsage


class QuoteMismatch(AnalyseError):
    """A finding's quote is not what stands on the stored page, so nothing is written."""

    def __init__(self, file: str, page: int, quote: str, found: str) -> None:
        super().__init__(
            f"{file}, page {page}: the quote {_short(quote)} is not what the page says there ({_short(found)}). "
            "Nothing was written.",
            "Delete the folder .analyse and run again.",
        )
        self.file = file
        self.page = page
        self.quote = quote
        self.found = found


class UnknownFormat(WrongUsage):
    """A format nobody writes."""


class OutputsNotWritable(AnalyseError):
    """The folder of outputs, or a file in it, cannot be written."""


def _short(text: str, width: int = 80) -> str:
    return repr(text if len(text) <= width else text[: width - 1] + "…") if text else "nothing"
