"""What a request wants changed, by its grammar: the timeliness of plans is one thing, the quality of plans another.

A request governs nouns: the object of its verb, past those that only lead to it ("continue to work to reduce waits"),
or the head of a noun phrase. One that a preposition completes ("the quality of plans") is an aspect of an object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analyse.naming import ALIKE, INSTANCE
from analyse.placing import unit
from models import embed
from models.language import stem, tagged

_PERSON = 0.4  # share of the times a stem stands in the name of persons, from which it names them
_DEEP = 3  # prepositions below a noun that are followed: "the quality of the recording of the voices of children"
_NOUN, _VERB, _TELLING = "NN", ("VB", "MD"), ("NN", "VB", "JJ")  # how their tags begin
_TO_ITS_END = ("xcomp", "ccomp", "advcl")  # arcs from a verb to what it leads to, or is done by

Person = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Focus:
    """Words of a request, in lower case."""

    named: tuple[
        frozenset[str], frozenset[str], frozenset[str]
    ]  # nouns it governs; of them and below: aspects, objects
    words: frozenset[str]  # all that tell something, but of instances ("including ..."), of persons ("those with ...")


def apart(
    texts: Sequence[str], pairs: Iterable[tuple[int, int]], persons: Mapping[str, float]
) -> list[tuple[int, int]]:
    """Of pairs of places of requests those that want different things changed: neither says what the other names.

    That is asked of each kind of `Focus.named` that both have, so where the grammar gives nothing, nothing holds apart.

    `persons` is of each stem how often it stands in the name of persons (`analyse.persons`): whom a request is about
    is not what it wants changed.
    """
    its = sorted(pairs)
    foci = _read(texts, its, persons)
    said = _said(foci)

    def meet(one: int, other: int) -> bool:
        return all(
            not mine or not theirs or not mine.isdisjoint(said[other]) or not theirs.isdisjoint(said[one])
            for mine, theirs in zip(foci[one].named, foci[other].named, strict=True)
        )

    return [(one, other) for one, other in its if not meet(one, other)]


def within(
    texts: Sequence[str], pairs: Iterable[tuple[int, int]], persons: Mapping[str, float]
) -> list[tuple[int, int]]:
    """Of pairs of places of requests those whose second wants changed all that the first does, in the same words."""
    its = sorted(pairs)
    stems = {
        place: [frozenset(map(stem, words)) for words in focus.named]
        for place, focus in _read(texts, its, persons).items()
    }

    def all_of(one: int, other: int) -> bool:
        governed, named = stems[one][0], frozenset().union(*stems[one])
        return bool(governed) and governed <= stems[other][0] and named <= frozenset().union(*stems[other])

    return [(one, other) for one, other in its if all_of(one, other)]


def _read(texts: Sequence[str], pairs: Iterable[tuple[int, int]], persons: Mapping[str, float]) -> dict[int, Focus]:
    places = sorted({place for pair in pairs for place in pair})
    read = tagged().pipe((texts[place] for place in places), disable=["attribute_ruler", "lemmatizer"])
    return {
        place: _focus(told, lambda token: persons.get(stem(token.text), 0) >= _PERSON)
        for place, told in zip(places, read, strict=True)
    }


def _said(foci: Mapping[int, Focus]) -> dict[int, frozenset[str]]:
    """Of each request the words, of all requests, that it says: by their stems, or by a near synonym."""
    every = sorted(frozenset().union(*(focus.words for focus in foci.values())))
    if not every:
        return dict.fromkeys(foci, frozenset())
    place = {word: i for i, word in enumerate(every)}
    vectors = unit(embed.load("static").embed(every).astype(np.float64))
    stems = np.array([stem(word) for word in every])
    same = (vectors @ vectors.T >= ALIKE) | (stems[:, None] == stems)
    said: dict[int, frozenset[str]] = {}
    for at, focus in foci.items():
        by = same[[place[word] for word in focus.words]].any(axis=0)
        said[at] = frozenset(every[i] for i in np.flatnonzero(by).tolist())
    return said


def _focus(told: Any, person: Person) -> Focus:
    governed = list(dict.fromkeys(_governed(told, person)))
    aspects: list[Any] = []
    objects: list[Any] = []
    row = governed
    for _ in range(_DEEP + 1):
        below = {token.i: [t for t in _completing(token) if not person(t)] for token in row}
        aspects += [token for token in row if below[token.i]]
        objects += [token for token in row if not below[token.i]]
        row = [t for its in below.values() for t in its]
    whose = (c for token in told if person(token) and token.tag_.startswith(_NOUN) for c in token.children)
    told_of = (c for c in whose if c.dep_ == "prep")
    aside = {t.i for token in (*filter(_instance, told), *told_of) for t in token.subtree}
    return Focus(
        named=(_words(governed), _words(aspects), _words([*objects, *row])),
        words=_words(t for t in told if t.tag_.startswith(_TELLING) and not t.is_stop and t.i not in aside),
    )


def _words(tokens: Iterable[Any]) -> frozenset[str]:
    return frozenset(token.lower_ for token in tokens if token.is_alpha)


def _instance(token: Any) -> bool:
    return token.dep_ == "prep" and token.lower_ in INSTANCE


def _governed(told: Any, person: Person) -> Iterator[Any]:
    """The nouns a request governs."""
    noun = next((t for t in told if t.tag_.startswith(_NOUN)), None)
    while noun is not None and noun.dep_ in ("compound", "nmod"):
        noun = noun.head
    if noun is not None and noun.left_edge.i == 0:  # no verb leads to it
        heads = [t for t in _abreast(noun) if not person(t) and not _strays(t, noun)]
        if heads:
            yield from heads
            return
    verbs = [t for t in told if t.tag_.startswith(_VERB)][:1]
    seen: set[int] = set()
    while verbs:
        verb = verbs.pop()
        if verb.i in seen:
            continue
        seen.add(verb.i)
        its = _of_verb(verb, person)
        yield from its
        purposes = (c for t in its for c in t.children if c.dep_ in ("acl", "relcl", "advcl"))
        verbs += [c for c in purposes if any(x.dep_ == "aux" and x.lower_ == "to" for x in c.children)]
        verbs += [c for c in verb.children if c.dep_ in _TO_ITS_END or (c.dep_ == "conj" and c.tag_[:2] != _NOUN)]


def _of_verb(verb: Any, person: Person) -> list[Any]:
    """The objects of a verb; else its subject; else what its prepositions govern."""
    for its in (
        [t for c in verb.children if c.dep_ in ("dobj", "nsubjpass", "attr") for t in _conjuncts(c)],
        [t for c in verb.children if c.dep_ == "nsubj" for t in _conjuncts(c)],
        [t for prep in verb.children for t in _of_preposition(prep)],
    ):
        found = [t for t in its if not t.is_stop and not person(t)]
        if found:
            return found
    return []


def _completing(noun: Any) -> list[Any]:
    """What prepositions after a noun, or after one beside it, complete it by: "quality and timeliness of plans"."""
    found = (t for beside in _abreast(noun) for prep in beside.children for t in _of_preposition(prep))
    return [t for t in found if t.i > noun.i and t.tag_.startswith((_NOUN, "VB")) and not t.is_stop]


def _of_preposition(prep: Any) -> Iterator[Any]:
    if prep.dep_ == "prep" and not _instance(prep):
        for c in prep.children:
            if c.dep_ == "pobj":
                yield from _conjuncts(c)
            elif c.dep_ == "pcomp":  # "an approach to commissioning places"
                yield from [t for o in c.children if o.dep_ == "dobj" for t in _conjuncts(o)] or [c]


def _abreast(noun: Any) -> list[Any]:
    first = noun
    while first.dep_ == "conj" and first.head.tag_.startswith(_NOUN):
        first = first.head
    return [t for t in _conjuncts(first) if t.tag_.startswith(_NOUN)] or [noun]


def _strays(token: Any, noun: Any) -> bool:
    """Whether a noun put beside the head of a phrase belongs to what that is of: "the review of plans and visits"."""
    of = (c.i for c in noun.children if c.dep_ == "prep")
    return token.i > min(of, default=token.i) and not any(c.dep_ == "prep" for c in token.children)


def _conjuncts(token: Any) -> list[Any]:
    return [token, *(t for c in token.children if c.dep_ == "conj" for t in _conjuncts(c))]
