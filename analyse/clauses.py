"""What a passage says stands in the way, or helps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Side = Literal["barrier", "enabler"]

# What follows the words is the clause; for those of the second kind, what stands before them.
_AFTER: tuple[tuple[Side | None, str], ...] = (
    (
        "barrier",
        r"(?:hampered|hindered|inhibited|impeded|undermined|held back|limited|constrained|delayed) by",
    ),
    ("barrier", r"barriers? (?:to|was|were|is|are|included?|such as)|obstacles? (?:to|was|were|included?)"),
    ("enabler", r"enabled by|supported by|helped by|facilitated by|underpinned by|driven by|strengthened by|thanks to"),
    (
        None,
        r"because of|because|due to|owing to|as a result of|as a consequence of|caused by|resulting from|attributed to",
    ),
)
_BEFORE: tuple[tuple[Side, str], ...] = (
    (
        "barrier",
        r"(?:hamper|hinder|inhibit|impede|prevent|undermine|limit|constrain)(?:s|ed)?(?! by)\b|"
        r"(?:was|is|were|are) (?:a|the main) barriers?",
    ),
    (
        "enabler",
        r"(?:enable|facilitate)(?:s|d)?(?! by)\b|(?:has|had|have) (?:helped|enabled|allowed)\b|allow(?:s|ed)\b",
    ),
)
_CLAUSE_END = re.compile(r"[.;:!?]|, (?:and|but|so|which|while|although)\b|$")
_CLAUSE_START = re.compile(r"(?:^|[.;:!?]\s|, (?:and|but|so|which|while|although)\s)")
MIN_LETTERS = 8  # less than this is no clause: "because of it"


@dataclass(frozen=True, slots=True)
class Clause:
    """Where in the text the clause stands, and whether it hinders or helps."""

    side: Side
    start: int
    end: int


def find(text: str, *, concern: bool) -> Clause | None:
    """The first clause that says why; words that only give a cause ("because") follow the judgement."""
    found: list[Clause] = []
    for side, words in _AFTER:
        for match in re.finditer(rf"\b(?:{words})\b\s*", text, re.IGNORECASE):
            end = _CLAUSE_END.search(text, match.end())
            found += _clause(
                side or ("barrier" if concern else "enabler"), text, match.end(), end.start() if end else len(text)
            )
    for side, words in _BEFORE:
        for match in re.finditer(rf"\b(?:{words})", text, re.IGNORECASE):
            starts = [m.end() for m in _CLAUSE_START.finditer(text, 0, match.start())]
            found += _clause(side, text, max(starts, default=0), match.start())
    return min(found, key=lambda c: (c.start, c.end), default=None)


def _clause(side: Side, text: str, start: int, end: int) -> list[Clause]:
    body = text[start:end]
    start += len(body) - len(body.lstrip(" ,"))
    end -= len(body) - len(body.rstrip(" ,"))
    return [Clause(side, start, end)] if end - start >= MIN_LETTERS else []
