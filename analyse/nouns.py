"""What the parser tells of sentences: their noun phrases, and which nouns act in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analyse.segments import Segment, content_stem, words_of
from models.language import tagged

LONGEST = 7  # words of a heading
SAMPLED = 1500  # sentences, about 7 seconds of one processor
ACTS = 0.14  # share of a noun's uses: leaders act in half of theirs, police and parents in a quarter, waits in none
SEEN = 10  # uses below which a noun's share leans on 0: a rare name that acts is no stock of the genre
LINKS = frozenset("of for to in between into with from at on".split())
_LOOSE = frozenset(  # say how many or which, not what
    "many most some several few more less other such own same different various certain particular number range lack "
    "variety significant key clear good strong high effective recent new small large wide whole full better best "
    "example part way lot levels level current overall further additional well highly too very".split()
)


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """As a heading would print it; `head` is the stem of the noun it is about, `links` its joints."""

    text: str
    head: str
    links: int


@dataclass(frozen=True, slots=True)
class _Parsed:
    phrases: tuple[NounPhrase, ...]
    nouns: tuple[tuple[str, bool], ...]  # stem, and whether it acts


_KNOWN: dict[str, _Parsed] = {}


def phrases(text: str) -> tuple[NounPhrase, ...]:
    """Noun phrases as they stand, and joined by a preposition or "and" ("waits for assessment")."""
    parse([text])
    return _KNOWN[text].phrases


def acting(segments: Sequence[Segment]) -> Mapping[str, float]:
    """How often each noun names who acts or owns: subject of a verb with an object or a clause, before "who" or "'s".

    That tells people and bodies, of whom anything is said, from matters: "leaders" from "waits". It is measured on an
    even choice of the sentences.
    """
    own = sorted({s.masked for s in segments if s.founding and not s.stock})
    even = np.unique(np.linspace(0, len(own) - 1, min(len(own), SAMPLED)).astype(np.int64))
    chosen = [own[i] for i in even.tolist()] if own else []
    parse(chosen)
    uses: Counter[str] = Counter()
    acts: Counter[str] = Counter()
    for text in chosen:
        for stem, does in _KNOWN[text].nouns:
            uses[stem] += 1
            acts[stem] += does
    return {stem: round(acts[stem] / (uses[stem] + SEEN), 3) for stem in sorted(acts) if acts[stem]}


def parse(texts: Iterable[str]) -> None:
    """Many at once: the parser is twice as fast over a batch."""
    new = list(dict.fromkeys(text for text in texts if text not in _KNOWN))
    for text, doc in zip(new, tagged().pipe(new, batch_size=64), strict=True):
        _KNOWN[text] = _Parsed(_noun_phrases(doc), tuple(_nouns(doc)))


def _nouns(doc: Any) -> list[tuple[str, bool]]:
    found: list[tuple[str, bool]] = []
    for token in doc:
        if _nominal(token) and token.dep_ != "compound":
            after = doc[token.i + 1].lower_ if token.i + 1 < len(doc) else ""
            owns = token.dep_ == "poss" or after in ("who", "whose")
            found.append((content_stem(token.text), owns or _does(token)))
    return found


def _does(token: Any) -> bool:
    while token.dep_ == "conj" and token.head.pos_ in ("NOUN", "PROPN"):
        token = token.head
    verb = token.head
    objects = ("dobj", "ccomp", "xcomp")
    return token.dep_ == "nsubj" and verb.pos_ == "VERB" and any(child.dep_ in objects for child in verb.children)


def _noun_phrases(doc: Any) -> tuple[NounPhrase, ...]:
    chunks = [(start, end) for start, end in map(_core, doc.noun_chunks) if start < end]
    at = {start: (start, end) for start, end in chunks}
    found: list[NounPhrase] = []
    for start, end in chunks:
        if not _nominal(doc[end - 1]):
            continue
        head = content_stem(doc[end - 1].text)
        found.append(NounPhrase(_form(doc[start:end]), head, 0))
        if (wider := _with_adverb(doc, start)) < start:
            found.append(NounPhrase(_form(doc[wider:end]), head, 0))
        stop, links = end, 0
        while links < 2 and (after := _joined(doc, start, stop, at)):
            listed, stop, links = doc[stop].text == ",", after, links + 1
            if not listed and len(words_of(doc[start:stop].text)) <= LONGEST:
                found.append(NounPhrase(_form(doc[start:stop]), head, links))
    return tuple(found)


def _core(chunk: Any) -> tuple[int, int]:
    """The chunk without articles, numbers and words that only say how many or which."""
    start, end = chunk.start, chunk.end
    while start > 1 and chunk.doc[start - 1].text in "-‐‑" and not chunk.doc[start - 1].whitespace_:
        start -= 2  # "co-production" is one word
    while start < end and (
        chunk.doc[start].pos_ in ("DET", "PRON", "NUM", "PUNCT", "ADV", "SYM", "CCONJ", "SPACE", "PART")
        or (chunk.doc[start].lower_ in _LOOSE and not _of_a_name(chunk.doc, start) and not _tied(chunk, start))
    ):
        start += 1
    owners = [i for i in range(start, end) if chunk.doc[i].tag_ == "POS"]
    if owners and owners[-1] + 1 < end:  # whose they are is no part of what they are
        start = owners[-1] + 1
    while end > start and not (chunk.doc[end - 1].pos_ in ("NOUN", "PROPN") and chunk.doc[end - 1].is_alpha):
        end -= 1
    if end > start and any(t.lower_ in _LOOSE and t.pos_ == "NOUN" for t in (chunk.doc[end - 1],)):
        return end, end
    return start, end


def _tied(chunk: Any, at: int) -> bool:
    """Whether a word tells of one inside the phrase: "high-quality plans" and "whole-family work" are not cut there."""
    said = chunk.doc[at].head
    return said.pos_ in ("NOUN", "PROPN") and at < said.i < chunk.root.i


def _with_adverb(doc: Any, start: int) -> int:
    """Where a phrase begins with the adverb that stands right before it and tells of its first word."""
    before = doc[start - 1] if start else doc[start]
    told = before.pos_ == "ADV" and before.head.i == start and before.lower_ not in _LOOSE and content_stem(before.text)
    return start - 1 if told else start


def _of_a_name(doc: Any, at: int) -> bool:
    """Whether a word is part of a name: "the Better Care Fund"."""
    return at > doc[at].sent.start and doc[at].is_title and at + 1 < len(doc) and doc[at + 1].is_title


def _nominal(token: Any) -> bool:
    return token.pos_ in ("NOUN", "PROPN") and content_stem(token.text) != ""


def _joined(doc: Any, start: int, end: int, at: Mapping[int, tuple[int, int]]) -> int | None:
    """Where the phrase ends when what follows belongs to it."""
    if end >= len(doc) - 1:
        return None
    link = doc[end]
    inside = start <= link.head.i < end
    adverbial = link.lower_ != "of" and link.head.pos_ == "VERB"
    beside = (link.lower_ == "and" or link.text == ",") and link.head.i >= start
    if not beside and not (link.lower_ in LINKS and (inside or adverbial)):
        return None
    nxt = end + 1
    while nxt < len(doc) and doc[nxt].pos_ == "DET":
        nxt += 1
    if nxt not in at or (link.text == "," and not (doc[at[nxt][1] - 1].dep_ == "conj" and inside)):
        return None
    return at[nxt][1]


def _form(span: Any) -> str:
    """The phrase as a heading would print it: lower case but for names, no articles, no line ends."""
    words = []
    for token in span:
        if token.pos_ == "PRON" and token.dep_ == "poss":
            continue
        keep = token.pos_ == "PROPN" and (token.is_upper or token.i > span.doc[0].i)
        words.append((token.text if keep or token.is_upper else token.lower_) + token.whitespace_)
    return " ".join("".join(words).split()).strip(" ,;:‘’'\"")
