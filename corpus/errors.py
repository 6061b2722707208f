"""What goes wrong, in words for the person at the keyboard."""

from __future__ import annotations


class AnalyseError(Exception):
    """Something the user can mend. `str()` is one readable line: what is wrong, where, and what to do."""

    exit_code = 1

    def __init__(self, what: str, remedy: str = "") -> None:
        self.what = what
        self.remedy = remedy
        super().__init__(f"{what} {remedy}".strip())


class WrongUsage(AnalyseError):
    """The command was asked for something that does not exist."""

    exit_code = 2
