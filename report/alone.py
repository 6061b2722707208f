"""How well a quote stands by itself on a printed page, away from the sentences it stood among."""

from __future__ import annotations

import re

_FEWEST_WORDS, _FEWEST_LETTERS, _MOST_LETTERS = 9, 55, 320  # less says little, more is no longer read at a glance

# Words that join a sentence to the one before it: conjunctive adverbs, and determiners without what they determine.
_JOINED = re.compile(
    r"(?:however|nevertheless|nonetheless|furthermore|moreover|in addition|additionally|also|equally|similarly|"
    r"likewise|conversely|instead|otherwise|therefore|thus|hence|consequently|meanwhile|elsewhere|previously|then|still|yet|but|"
    r"and|so|again|indeed|overall|for (?:example|instance)|in (?:contrast|turn|particular|between|response|practice)|"
    r"by (?:contrast|comparison)|as a (?:result|consequence)|at the (?:same|other) |on (?:occasions?|the other)|"
    r"in (?:some|many|most|other|the (?:other|same)) (?:cases?|instances?|places?|respects?|areas?|directions?)|"
    r"in such|at other times|as required|more (?:are|have|is|has)|"
    r"since then|until then|there (?:is|are|was|were|has been|have been) also|another|others?|each|both|either|neither|"
    r"the (?:same|others?|latter|former|rest|two|three|four))\b",
    re.IGNORECASE,
)
# "The service is ...": which one, the sentence before said.
_WHICH = re.compile(r"The \w+ (?:is|are|was|were|has|have|had|does|do|did|can|could|will|would|may|might|now|also)\b")
_BACK = re.compile(r"(?<!\A)\b(?:this|these|those|such)\b(?! (?:that|who|with|in|as|of|at|from|aged)\b)", re.IGNORECASE)
_ENDS_BACK = re.compile(
    r"\b(?:also|as well|too|again|instead|either|different(?:ly)?|the same|the others?|the rest|the reverse|"
    r"not (?:the case|so)|did not|had not|alone|elsewhere)[.!?]?[”’]?$",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(r"\b(?:he|she|his|her|him|hers|himself|herself)\b", re.IGNORECASE)
_BROUGHT_IN = re.compile(r"\b(?:a|an|one|every|each|no one|anyone|everyone|someone|who)\b", re.IGNORECASE)


def slips(text: str) -> int:
    """In how many ways a quote leans on what stood round it, says too little or too much: 0 stands alone."""
    person = _SOMEBODY.search(text)
    letters = len(text)
    return sum(
        (
            2 * bool(_JOINED.match(text.lstrip("“‘"))),
            bool(_WHICH.match(text)),
            bool(_BACK.search(text)),
            bool(_ENDS_BACK.search(text)),
            # A person told of by a pronoun before anybody was brought in stood in a sentence before.
            bool(person and not _BROUGHT_IN.search(text, 0, person.start())),
            letters < _FEWEST_LETTERS or len(text.split()) < _FEWEST_WORDS,
            letters > _MOST_LETTERS,
        )
    )
