"""What goes wrong, in words for the person at the keyboard."""

from __future__ import annotations


class AnalyseError(Exception):
    """Something the user can mend. `str()` is one readable line: what is wrong, where, and what to do."""

    exit_code = 1

    def __init__(self, what: str, remedy: str = "") -> None:
        self.what = what
        self.remedy = remedy
        super().__init__(f"{what} {remedy}".strip())


def sentences(reason: str, remedy: str = "") -> str:
    """What is wrong and what to do, as two sentences on one line."""
    parts = (" ".join(part.split()).rstrip(".") for part in (reason, remedy))
    return " ".join(f"{part[0].upper()}{part[1:]}." for part in parts if part)


class WrongUsage(AnalyseError):
    """The command was asked for something that does not exist."""

    exit_code = 2
