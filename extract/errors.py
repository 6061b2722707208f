"""What `extract` says of a file it cannot read."""

from __future__ import annotations


class Unreadable(Exception):
    """A file that gives no passages: one line of what is wrong, one line of what to do."""

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy

    def __reduce__(self) -> tuple[type[Unreadable], tuple[str, str]]:
        return type(self), (self.reason, self.remedy)  # both parts cross from a worker process


NO_OCR = "install the extra [ocr]"  # told where a scan could not be read: it is read anew once that is done
