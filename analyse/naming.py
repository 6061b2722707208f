"""Whether a sentence names its emergent theme: by every word of the label that tells something, or a near synonym.

A theme draws sentences by nearness and by any of its words, so some are about half of what its label says: "missing
from home" under "Missing education", and others mention it in passing: "to manage risks such as domestic abuse". They
count; as evidence of a statement about the theme only those stand that name it, and in their main clause.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, pairwise
from typing import Any

import numpy as np

from analyse.nouns import LINKS
from analyse.placing import Array, unit
from analyse.segments import Segment, content_stem, stems_of, words_of
from models import embed
from models.language import tagged

# Cosine of two words from which one says the other: "appropriate" says "suitable", "improved" does not say "quality".
ALIKE = 0.4
HELD = 0.1  # share of a theme's sentences that hold a word; one in fewer was put into the label by a person
CORE = 2  # heaviest words of an anchor that are asked for where the label holds none
INITIALS = 3  # letters of a short form, at least: "DSR" names "Dynamic support register"
LISTED = 3  # things named side by side: a sentence that lists more is about none of them
NEAR = 6  # words between those by which one thing is named: "early" and "help" far apart are not "early help"
DEEP = 2  # prepositions between what is named and its clause
# Arcs of a parse below which a sentence says what it only adds: clauses on when, why or which, and appositions.
_ASIDE = frozenset({"relcl", "advcl", "acl", "appos", "parataxis", "csubj", "pcomp", "npadvmod", "dep", "intj", "meta"})
INSTANCE = frozenset({"as", "including", "like"})  # prepositions before an instance: "risks such as domestic abuse"
_COMPANY = frozenset({"with", "alongside"})  # before whom or what helps: "With the forum's support, leaders cut waits"
_EXAMPLE = ("for example", "for instance")  # what it begins is said for the sake of the sentence before it
_MODIFIER = frozenset({"compound", "amod", "nmod", "poss"})


def said(label: str, terms: Mapping[str, float], its: Sequence[Segment]) -> tuple[tuple[str, ...], ...]:
    """For each sentence of a theme the words by which it names it, as they stand; none where it does not.

    `terms` are the weighted stems of the theme's anchor.
    """
    told = [list(dict.fromkeys(w for w in words_of(s.text) if content_stem(w))) for s in its]
    found = _saying([w for w in words_of(label) if content_stem(w)], told)
    asked = [word for word, saying in found.items() if sum(map(bool, saying)) >= HELD * len(its)]
    if not asked:
        heaviest = sorted(terms, key=lambda stem: (-terms[stem], stem))[:CORE]
        found = {stem: [[w for w in words if content_stem(w) == stem] for words in told] for stem in heaviest}
        asked = heaviest
    short = "".join(w[0] for w in words_of(label) if content_stem(w)).upper()
    return tuple(
        (short,)
        if len(short) >= INITIALS and short in words
        else tuple(dict.fromkeys(found[word][at][0] for word in asked))
        if asked and all(found[word][at] for word in asked)
        else ()
        for at, words in enumerate(told)
    )


def foremost(text: str, words: Iterable[str], label: str = "") -> bool:
    """Whether what these words of a text name stands in a main clause of it, neither as an instance nor in a list.

    What is spoken of has to be named by a noun of the `label` itself, where the text holds one, and of a label with a
    preposition by its first: "quality assurance of plans" tells of no quality.
    """
    if text.lower().startswith(_EXAMPLE):
        return False
    told = tagged()(text)
    wanted = [_parts(word) for word in words]
    named = [[t.i for t in told if content_stem(t.text) in stems or t.text in stems] for stems in wanted]
    nouns = [i for its in named for i in its if told[i].pos_ in ("NOUN", "PROPN")]  # a theme is a thing
    own = stems_of(label)  # a synonym says a word beside the others, but does not say what is spoken of
    own_nouns = [i for i in nouns if content_stem(told[i].text) in own]
    heads = sorted((len(list(told[i].ancestors)), i) for i in own_nouns or nouns)
    if not heads:
        return False
    first = [told[i] for i in chain(*named) if content_stem(told[i].text) == _first(label)]
    if first and all(t.dep_ in _MODIFIER and t.head.i not in nouns for t in first):
        return False
    head = heads[0][1]
    return all(any(abs(i - head) <= NEAR for i in its) for its in named) and _told(told[head])


def _first(label: str) -> str:
    """The stem of a label's noun before its preposition; "" where it has none."""
    words = label.split()
    return next((content_stem(noun) for noun, link in pairwise(words) if link in LINKS), "")


def _parts(word: str) -> set[str]:
    """Stems of a word, and of each part of a compound: a parser divides "multi-agency"."""
    return {word, *(stem for part in word.replace("-", " ").split() if (stem := content_stem(part)))}


def _told(token: Any) -> bool:
    while token.dep_ in _MODIFIER and token.head.pos_ in ("NOUN", "PROPN"):
        token = token.head
    if _side_by_side(token) > LISTED:
        return False
    deep = 0
    at = token
    while at.head.i != at.i:
        if at.dep_ == "prep" and at.lower_ in INSTANCE:
            return False
        if at.dep_ == "prep" and at.lower_ in _COMPANY and at.i < at.head.i:
            return False
        if at.i != token.i and at.dep_ in _ASIDE:  # what is named may itself be what somebody does: "missing education"
            return False
        if at.dep_ == "ccomp" and any(c.tag_ == "WRB" for c in at.lefts):  # "This includes where ..."
            return False
        deep += at.dep_ == "pobj"
        at = at.head
    return deep <= DEEP


def _side_by_side(token: Any) -> int:
    """How many things are listed with one, itself among them."""
    while token.dep_ == "conj" and token.head.pos_ in ("NOUN", "PROPN"):
        token = token.head
    count, row = 0, [token]
    while row:
        beside = [c for t in row for c in t.children if c.dep_ == "conj"]
        count, row = count + len(row), [t for t in beside if t.pos_ in ("NOUN", "PROPN")]
    return count


def _saying(asked: Iterable[str], told: Sequence[Sequence[str]]) -> dict[str, list[list[str]]]:
    """For each word asked for the words of each sentence that say it: the word itself, else the nearest synonym."""
    every = sorted({w.lower() for words in told for w in words})
    wanted = list(dict.fromkeys(asked))
    if not every or not wanted:
        return {}
    near = _unit(wanted) @ _unit(every).T
    column = {word: i for i, word in enumerate(every)}
    found: dict[str, list[list[str]]] = {}
    for row, word in enumerate(wanted):
        stem = content_stem(word)
        found[word] = []
        for words in told:
            same = [w for w in words if content_stem(w) == stem]
            like = sorted((-round(float(near[row, column[w.lower()]]), 3), w) for w in words)
            found[word].append(same or [w for cosine, w in like[:1] if -cosine >= ALIKE])
    return found


def _unit(words: Sequence[str]) -> Array:
    return unit(embed.load("static").embed([w.lower() for w in words]).astype(np.float64))
