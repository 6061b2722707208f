"""What is said to stand in the way, or to help: clauses clustered by meaning, counted by theme and area."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from analyse import alike, asked, carrying, outcomes, persons, valence
from analyse.clauses import Phrase, parsed, phrase, reads_alone
from analyse.evidence import before, points_back, sentence
from corpus.types import Finding, Results, Valence
from models.language import stem

Side = Literal["barrier", "enabler"]

_FITS: Mapping[Side, Valence] = {"barrier": "concern", "enabler": "strength"}
ALIKE = 0.45  # any two clauses of a cluster; read off those of the area SEND and ILACS reports: rather few and right
FACTS = 0.55  # how clearly what no word judges must tell a concern, for its cause to be a barrier
PERSON = 0.25  # of a noun: how much of the times it stands it is, by grammar, a person's
_FEARED = frozenset({"concern", "worry", "fear"})  # why somebody acted, and nothing that stands in the way
_GRADES = tuple(tuple(map(stem, grade.split())) for grade in outcomes.SCALES["ilacs"][2:])  # that are no praise
_INSTANCES = re.compile(r",? (?:including|such as)\b.*", re.DOTALL)  # another's matter may be an instance of one's own
_DOES = re.compile(r"([a-z]{4,})(?:er|or|ist)s?")  # who advises is an adviser, where the reports know "advise"


@dataclass(frozen=True, slots=True)
class Clause:
    """What a passage says hinders or helps: a slice of the quotes of its findings (one a theme it speaks to)."""

    text: str
    area: str
    area_code: str
    programme: str
    themes: tuple[str, ...]
    findings: tuple[str, ...]
    about: tuple[tuple[str, ...], ...] = ()  # the nouns that say what it is, each with that of which it is
    who: frozenset[str] = frozenset()  # where it names none but persons or bodies: which, "district" nurses
    sure: bool = True  # whether it is said outright to hinder or help, or its own words say that it is bad or good


@dataclass(frozen=True, slots=True)
class Cluster:
    """Clauses that say the same. `label` is the shortest that stands by itself, in its report's words."""

    side: Side
    label: str
    clauses: tuple[Clause, ...]  # the most central first

    @property
    def areas(self) -> tuple[str, ...]:
        return tuple(sorted({c.area for c in self.clauses}, key=str.casefold))

    @property
    def themes(self) -> tuple[tuple[str, int], ...]:
        """Ids of themes with the clauses on them, the most first."""
        counted = Counter(theme for c in self.clauses for theme in c.themes)
        return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))

    @property
    def findings(self) -> tuple[str, ...]:
        return tuple(finding for c in self.clauses for finding in c.findings)


def clusters(results: Results) -> tuple[Cluster, ...]:
    """Barriers, then enablers; of each those told of most first, single ones last. Counts what the matrix counts."""
    found: list[Cluster] = []
    told = sorted({finding.quote for finding in results.findings})
    actors = _Actors(told)
    for side in ("barrier", "enabler"):
        its = _clauses(results, side, actors)
        texts, about = [_INSTANCES.sub("", c.text) for c in its], [c.about for c in its]
        found += [
            Cluster(side, _label([its[i].text for i in members]), tuple(its[i] for i in members))
            for members in alike.clusters(texts, least=ALIKE, told=told, about=about, apart=partial(_others, its))
        ]
    return tuple(found)


def _others(its: Sequence[Clause], pairs: alike.Pairs) -> alike.Pairs:
    """Pairs of clauses about other persons: what social workers do is told of no leaving care worker."""
    return [(a, b) for a, b in pairs if its[a].who and its[b].who and its[a].who.isdisjoint(its[b].who)]


def _label(texts: Sequence[str]) -> str:
    """The shortest clause that can stand by itself, as it says least of one: "their staff" says nothing of whose."""
    return min((text for text in texts if not points_back(text)), key=lambda text: (len(text), text), default=texts[0])


def chosen(found: Iterable[Cluster], results: Results) -> tuple[Cluster, ...]:
    """Clusters told of in the areas and on the themes of `results`, whole."""
    themes = {theme.id for theme in results.themes}
    areas = {row.area for row in results.matrix.rows}
    return tuple(c for c in found if any(x.area in areas and themes.intersection(x.themes) for x in c.clauses))


class _Actors:
    """Which nouns name persons or bodies: that they are there is no help, what they do may be."""

    def __init__(self, told: Sequence[str]) -> None:
        self._persons = persons.shares(told)
        self._told = "\n".join(told)

    def has(self, noun: str) -> bool:
        if asked.is_actor(noun) or (len(noun) > 1 and noun.isupper()):
            return True
        if self._persons.get(stem(noun), 0.0) >= PERSON:
            return True
        does = _DOES.fullmatch(noun.lower())
        return does is not None and any(f" {does[1]}{end} " in self._told for end in ("", "e"))

    def without(self, about: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        """What a clause is about less who acts in it, if anything is left."""
        rest = (tuple(noun for noun in its if not self.has(noun)) for its in about)
        return tuple(filter(None, rest)) or about

    def only(self, found: Phrase) -> bool:
        """Whether a clause names nobody and nothing but persons or bodies."""
        return bool(found.heads) and all(self.has(head.word) for head in found.heads)

    def who(self, found: Phrase) -> frozenset[str]:
        """Which persons a clause names that names nobody and nothing else, by the words that tell them from others."""
        if not self.only(found):
            return frozenset()
        return frozenset(stem(head.kind) for head in found.heads if head.kind)


def _clauses(results: Results, side: Side, actors: _Actors) -> tuple[Clause, ...]:
    """Each passage's clause once, with the findings it stands in, in the order of the matrix and the pages."""
    matrix = results.matrix
    counted = {i for row in matrix.rows for theme in matrix.themes for i in matrix.cell(row, theme).findings}
    reviews = {review.id: review for review in results.reviews}
    groups: dict[tuple[str, str], tuple[Phrase, bool, list[Finding]]] = {}
    quotes = carrying.Quotes(results)
    told = [(f, said) for f in results.findings if f.id in counted and (said := _said(f, side))]
    docs = parsed(said for _, said in told)
    for finding, said in told:
        earlier = before(quotes.whole(finding.id).quote, said) if points_back(said) else ""
        if (found := _meant(docs[said], _text(finding, side), side, actors)) is not None:
            sure = _sure(found, side, earlier, actors.only(found))
            groups.setdefault((finding.passage, found.text), (found, sure, []))[2].append(finding)
    return tuple(
        Clause(
            text=found.text,
            area=reviews[its[0].review].area or reviews[its[0].review].file,
            area_code=reviews[its[0].review].area_code,
            programme=reviews[its[0].review].programme,
            themes=tuple(f.theme for f in its),
            findings=tuple(f.id for f in its),
            about=actors.without(found.about),
            who=actors.who(found),
            sure=sure,
        )
        for found, sure, its in groups.values()
    )


def _sure(found: Phrase, side: Side, earlier: str, only_persons: bool) -> bool:
    """Whether what hinders or helps is told outright or in words that judge, and of something, not by the way.

    `earlier` is the sentence that its own points back to: where all is well there, "this is because" tells no barrier.
    Who supports people well gives them care; whether that helps, or is what helped, is not told.
    """
    well = side == "barrier" and found.of_this and valence.judge(earlier).valence == "strength"
    if found.aside or (well and carrying.wording(earlier, "concern") < FACTS):
        return False
    return found.outright or (not only_persons and valence.judge(found.text).valence == _FITS[side])


def _text(finding: Finding, side: Side) -> str:
    return finding.barrier if side == "barrier" else finding.enabler


def _said(finding: Finding, side: Side) -> str:
    """The sentence of a finding whose clause names something that hinders or helps; "" where none does.

    What "prevents" in a strength is no barrier, as what "allowed" in a concern is no help; and neither the clause's own
    words nor its sentence may say the opposite: a cause of waits is no help to anybody.
    """
    text, fits = _text(finding, side), _FITS[side]
    if (
        finding.valence not in (fits, "mixed")
        or finding.score < carrying.LIKELY
        or not reads_alone(text)
        or valence.judge(text).valence == ("strength" if side == "barrier" else "concern")
    ):
        return ""
    at = finding.quote.find(text)
    said = sentence(finding.quote, at)
    return said if carrying.wording(said, fits) >= 0 else ""


def _meant(said: Any, text: str, side: Side, actors: _Actors) -> Phrase | None:
    """A clause of a parsed sentence, if it hinders or helps and can be read alone."""
    found = phrase(said, text)
    if found is None or (found.heads and all(actors.has(head.word) and not head.told for head in found.heads)):
        return None
    return found if points_back(said.text) or _of_its_side(found, side) else None


def _of_its_side(found: Phrase, side: Side) -> bool:
    """Whether what a mere cause is the cause of is good or bad: why services were commissioned hinders nobody, and what
    brought "the challenges resulting from" it helps nobody, whatever is praised."""
    if not found.rest:
        return True
    if any(stem(head.word) in _FEARED for head in found.heads) or _graded(found.caused):
        return False
    if side == "barrier":
        return valence.judge(found.rest).valence != "neutral" or carrying.wording(found.rest, "concern") >= FACTS
    return carrying.wording(found.caused, "strength") >= carrying.SPEAKS


def _graded(text: str) -> bool:
    """Whether a text says by a grade how something is: what the grade is given for was found, and hinders nothing."""
    stems = tuple(map(stem, text.lower().rstrip(".").split()))
    return any(stems[-len(grade) :] == grade for grade in _GRADES)


def of_themes(found: Iterable[Cluster]) -> tuple[tuple[str, int, int], ...]:
    """Each theme with the barriers and the enablers told of it (clauses)."""
    sides: dict[Side, Counter[str]] = {"barrier": Counter(), "enabler": Counter()}
    for cluster in found:
        sides[cluster.side].update(theme for c in cluster.clauses for theme in c.themes)
    names = sorted(sides["barrier"].keys() | sides["enabler"].keys())
    return tuple((name, sides["barrier"][name], sides["enabler"][name]) for name in names)
