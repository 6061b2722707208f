"""Words broken at a line's end that the report itself writes in one elsewhere: no word list knows its names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_BROKEN = re.compile(r"([^\W\d_]+)[-\u2010](?=[ \t]*\n[ \t]*([^\W\d_]+))")
SOFT = "\u00ad"  # a hyphen that only ever breaks a word, and is as long


def settled(texts: Sequence[str]) -> list[str]:
    """Pages' texts, their hyphen soft in a word that stands elsewhere in one piece and nowhere with its hyphen.

    Every character keeps its place.
    """
    whole = Counter(word.casefold() for text in texts for word in _WORD.findall(text))

    def softened(match: re.Match[str]) -> str:
        left, right = match.group(1).casefold(), match.group(2)
        if right[0].isupper() or not whole[left + right] or whole[f"{left}-{right}"]:
            return match.group()
        return match.group(1) + SOFT

    return [_BROKEN.sub(softened, text) for text in texts]
