"""The sentences of a finding's quote that say what it judges, and how sure that is: what may stand as evidence.

A finding is counted where its passage more likely than not speaks to the theme. What is put before a reader as the
evidence of a statement has to say it by itself: whole sentences, whose own wording judges as the finding does, and that
speak to its theme also where they are read alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

import numpy as np

from analyse import evidence, trained, valence
from analyse.evidence import KEPT, Range, hangs, opening, ranges, whole
from analyse.phrases import words
from corpus.quotes import cut
from corpus.text import runs
from corpus.types import Finding, Page, Passage, Results, Span, Valence
from models import embed

# The bars below were chosen by cross-validation over areas, each read by models that saw none of it: there 98 in 100 of
# what passes them are right by the coders' codes (docs/decisions/080).
SCORE = 0.93  # of the finding: how likely its passage speaks to the theme
WORDING = 0.8  # by how much the wording alone speaks for the side rather than the other, of 1
THEME = 0.4  # probability that the sentences alone speak to the theme; no other theme may be likelier
LIKELY = 0.7  # of a finding of a theme that was never trained: its nearness or the weight of its words
UNPRAISED = 0.3  # the most that wording speaks for a strength that no word praises
SPEAKS = 0.2  # of whatever is printed as an example of a side: less says nothing of either, or says the other
PAIRED_WORDING = 0.4  # of a sentence in a pair, whose likeness to the other speaks for it too
LOOKED_AT = 8  # findings of a cell that are read for the best, in the order of the cell, where none is sure

# What a sentence concedes, from the word that opens it: to a comma where it comes first, else to the end.
_CONCEDED = re.compile(r"\b(?:although|though|while|whilst|despite)\b[^.!?]*", re.IGNORECASE)
_COURSE = frozenset({"improving", "reducing"})  # words of praise for where something goes, not for where it stands
NAMES = "names it by"  # before the words by which a sentence names its emergent theme (`analyse.naming`)
_EMERGENT = "\0"  # first among the words of a finding of an emergent theme, and in no text
_SAYS, _QUOTED = re.compile(r"\bsays “[^;]*"), re.compile(r"“([^”]+)”")


@dataclass(frozen=True, slots=True)
class Part:
    """Sentences of a text: characters `start` to `end`."""

    start: int
    end: int
    wording: float  # -1 to 1: above 0 where the words alone judge as the finding does
    theme: float  # probability that they speak to the theme, read alone
    first: bool  # whether no other theme is likelier
    whole: bool  # whether they can be read alone
    likely: bool  # whether the finding's score is high enough, and they mean what they say

    @property
    def sure(self) -> bool:
        return self.whole and self.likely and self.first and self.wording >= WORDING and self.theme >= THEME

    @property
    def rank(self) -> tuple[bool, bool, bool, float]:
        """The greater the better."""
        return self.sure, self.wording >= SPEAKS, self.whole, round(self.theme * (1 + self.wording), 3)


@dataclass(frozen=True, slots=True)
class Quoted:
    """What to print of a finding, and where it stands. Of what is not `sure` read the page before you print it."""

    finding: Finding
    text: str
    spans: tuple[Span, ...]
    sure: bool

    @property
    def speaks(self) -> bool:
        """Whether it may be printed as an example of its finding's side at all; where not, name the page alone."""
        return self.sure or speaks(self.text, self.finding.valence)


class Quotes:
    """The evidence of statements, from the findings of some results."""

    def __init__(self, results: Results) -> None:
        self.findings = {f.id: f for f in results.findings}
        self._pages = {review: {page.number: page for page in its} for review, its in results.pages.items()}
        self._passages = {(review, p.id): p for review, its in results.passages.items() for p in its}
        self._read: dict[str, Quoted] = {}

    def of(self, id_: str) -> Quoted:
        """The sentences of one finding, and those that they point back to."""
        if id_ not in self._read:
            finding = self.findings[id_]
            pages = self._pages.get(finding.review, {})
            wider, added = self._with_before(finding, pages)
            part = of(wider, added)
            text, spans = sliced(wider, part, pages)
            self._read[id_] = Quoted(finding, text, spans, part.sure and self._holds(finding, text))
        return self._read[id_]

    def whole(self, id_: str) -> Finding:
        """A finding that quotes all that its quote points back to as well."""
        finding = self.findings[id_]
        return self._with_before(finding, self._pages.get(finding.review, {}))[0]

    def sentences(self, id_: str) -> tuple[str, ...]:
        """What can be read alone in the quote of a finding: each may be evidence, if it `says` so."""
        wider, added = self._with_before(self.findings[id_], {})
        return tuple(said for a, b in candidates(wider.quote, added) if whole(said := wider.quote[a:b]))

    def says(self, id_: str, text: str) -> bool:
        """Whether one of its `sentences` may stand in a pair: what it says is set beside what another says."""
        finding = self.findings[id_]
        return _read(finding) or (
            finding.score >= LIKELY
            and _about(text, finding.theme, _words(finding.why))[0] >= THEME
            and wording(text, finding.valence) >= PAIRED_WORDING
        )

    def _holds(self, finding: Finding, text: str) -> bool:
        """Whether its passage neither says of whom alone it is ("Those who ... . Children are not") nor turns."""
        passage = self._passages.get((finding.review, finding.passage))
        before, said, after = passage.text.partition(text) if passage else ("", "", "")
        turned = evidence.taken_back if finding.valence == "strength" else evidence.turned
        return not said or _read(finding) or not (evidence.narrowed(text, before) or turned(after.lstrip()))

    def turns(self, id_: str, text: str) -> bool:
        """Whether its passage goes on to take back what one of its `sentences` says: "However, not all are"."""
        return evidence.taken_back(self._after(id_, text))

    def over(self, id_: str, text: str) -> bool:
        """Whether its passage goes on to tell of how what a sentence says is over: "They are now seen weekly"."""
        return evidence.over(self._after(id_, text))

    def _after(self, id_: str, text: str) -> str:
        its = self.findings[id_]
        passage = self._passages.get((its.review, its.passage))
        return passage.text.partition(text)[2].lstrip() if passage else ""

    def at(self, id_: str, text: str) -> Quoted:
        """One of its `sentences`, with the places where it stands."""
        wider = self.whole(id_)
        start = wider.quote.find(text)
        if start < 0:
            return self.of(id_)
        part = Part(start, start + len(text), 1.0, 1.0, True, True, True)
        its, spans = sliced(wider, part, self._pages.get(wider.review, {}))
        return Quoted(self.findings[id_], its, spans, sure=True)

    def best(self, ids: Iterable[str], most: int = 1, *, sides: Sequence[Valence] = ()) -> tuple[Quoted, ...]:
        """At most so many, one a passage: the sure ones, then of the first `LOOKED_AT` others what says it best."""
        wanted = [id_ for id_ in ids if not sides or self.findings[id_].valence in sides] if most else []
        sure = list(islice((id_ for id_ in wanted if self.sure(id_)), max(most, LOOKED_AT)))
        chosen = self._apart(sure)
        if len(chosen) < most:
            rest = [id_ for id_ in wanted if id_ not in sure][: LOOKED_AT + most]
            chosen = self._apart([*sure, *sorted(rest, key=self._rank, reverse=True)])
        return tuple(self.of(id_) for id_ in chosen[:most])

    def _apart(self, ids: Iterable[str]) -> list[str]:
        """The first of each passage."""
        return list({self.findings[id_].passage: id_ for id_ in reversed([*ids])}.values())[::-1]

    def _rank(self, id_: str) -> tuple[bool, bool, bool, float]:
        return of(*self._with_before(self.findings[id_], {})).rank

    def sure(self, id_: str) -> bool:
        """Whether a finding may stand as evidence; several times as fast as reading it whole."""
        finding = self.findings[id_]
        found = sure(*self._with_before(finding, {})) if likely(finding) else sure(finding)
        return found and self.of(id_).sure

    def _with_before(self, finding: Finding, pages: Mapping[int, Page]) -> tuple[Finding, int]:
        """The finding with the sentences that its quote points back to, and their length; no pages: in text only."""
        if not hangs(finding.quote):
            return finding, 0
        passage = self._passages.get((finding.review, finding.passage))
        if passage is None or passage.kind == "row" or len(runs(passage.spans)) > 1:
            return finding, 0
        at = passage.text.find(finding.quote)
        first, end = opening(passage.text, at, hangs) if at > 0 else at, at + len(finding.quote)
        if first == at:
            return finding, 0
        quote, spans = cut(passage, first, end, pages) if pages else (passage.text[first:end], finding.spans)
        return replace(finding, quote=quote, spans=spans), at - first


def sliced(finding: Finding, part: Part, pages: Mapping[int, Page]) -> tuple[str, tuple[Span, ...]]:
    """The part as a quote with the places it stands at; the finding's whole quote where pages are not at hand."""
    if not pages or (part.start <= 0 and part.end >= len(finding.quote)):
        return finding.quote, finding.spans
    quote = Passage(finding.passage, finding.review, (), "body", "paragraph", finding.quote, finding.spans)
    return cut(quote, part.start, part.end, pages)


def of(finding: Finding, after: int = 0) -> Part:
    """The sentences of its quote that say most clearly what a finding judges; they go on `after` so many characters."""
    part = _of(finding.quote, finding.theme, finding.valence, likely(finding), _words(finding.why), after)
    return replace(part, wording=1.0, theme=1.0, first=True, likely=True) if _read(finding) else part


def _read(finding: Finding) -> bool:
    """Whether a person has read it: that needs no second reading."""
    return finding.origin == "person" or finding.status == "accepted"


def sure(finding: Finding, after: int = 0) -> bool:
    """Whether some sentences of its quote are sure evidence of a finding; what is cheap is looked at first."""
    if _read(finding):
        return of(finding, after).sure
    its = finding.quote, finding.theme, finding.valence, likely(finding), _words(finding.why), after
    return any(True for _ in _sure(*its))


def likely(finding: Finding) -> bool:
    """Whether a finding judges, and its score is high enough, for its sentences to be sure evidence."""
    least = SCORE if _trained(finding.theme) else LIKELY
    return finding.valence in ("strength", "concern") and finding.score >= least


def _sure(
    text: str, theme: str, side: Valence, likely: bool, named: tuple[str, ...], after: int
) -> Iterator[tuple[Range, float, float]]:
    """The candidates that are sure, with their wording and theme; each is read only as far as it takes."""
    for start, end in candidates(text, after) if likely else ():
        said = text[start:end]
        if whole(said) and (found := _says(said, theme, side, named)) is not None:
            yield (start, end), *found


def _says(text: str, theme: str, side: Valence, named: tuple[str, ...]) -> tuple[float, float] | None:
    """Wording and theme of a text that is clear on both; else None. It is read only as far as it takes."""
    about, first = _about(text, theme, named)  # half the work of judging
    if not first or about < THEME or (judged := wording(text, side)) < WORDING or not _meant(text, side):
        return None
    return judged, about


def _meant(text: str, side: Valence) -> bool:
    """Whether neither its main clause ("Staff are trained well, although few" complains by the way) nor the sentence
    it goes on from says the other.
    """
    (_, first), *more = ranges(text)
    if more and wording(text[:first], side) < -SPEAKS:
        return False
    said = _CONCEDED.search(text)
    if said is None:
        return True
    _, comma, rest = said[0].partition(", ")
    main = rest if comma and not text[: said.start()].strip() else text[: said.start()]
    return wording(main, side) >= 0


@lru_cache(KEPT)
def _of(text: str, theme: str, side: Valence, likely: bool, named: tuple[str, ...], after: int) -> Part:
    # What is sure goes before all else, so that the others are read only where nothing is.
    parts = [
        Part(*at, judged, about, True, True, True)
        for at, judged, about in _sure(text, theme, side, likely, named, after)
    ]
    parts = parts or [
        Part(a, b, wording(text[a:b], side), *_about(text[a:b], theme, named), whole(text[a:b]), False)
        for a, b in candidates(text, after)
    ]
    return max(parts, key=lambda part: (part.rank, -part.start))


def _about(text: str, theme: str, named: tuple[str, ...]) -> tuple[float, bool]:
    """The probability that a text speaks to a theme, and whether to none more; of a theme never trained, whether words
    that made the finding stand in it, of an emergent one whether all by which it names the theme do."""
    if _trained(theme):
        chances = _themes(text)
        about = chances[_column(theme)]
        return about, about >= max(chances)
    said = [re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE) is not None for name in named]
    if named[:1] == (_EMERGENT,):
        return float(len(said) > 1 and all(said[1:])), True
    return float(any(said) or not said), True


def _words(why: str) -> tuple[str, ...]:
    """The words that made a finding, as its reasons name them: `says “care home”, “care homes”; ...`.

    Of an emergent theme those that name it: `nearness 0.81 to ..., and names it by “waiting”, “times”`.
    """
    if why.startswith("nearness"):
        _, _, names = why.partition(NAMES)
        return (_EMERGENT, *_QUOTED.findall(names))
    said = _SAYS.search(why)
    return tuple(_QUOTED.findall(said.group(0))) if said else ()


@lru_cache(KEPT)
def candidates(text: str, after: int = 0) -> tuple[Range, ...]:
    """Each sentence; of one that points back also with what it points to."""
    parts = [(start, end) for start, end in ranges(text) if end > after]
    told = (part for part in parts if hangs(text[slice(*part)]))  # only then is what stands before looked for
    return (*parts, *((first, end) for start, end in told if (first := opening(text, start, hangs)) < start))


@lru_cache(KEPT)
def _judged(text: str) -> valence.Judgement:
    models = trained.load()
    if models is None:
        return valence.judge(text)
    vector = embed.load("static").embed([text])[0]
    return models[1].judge(text, text, None, np.concatenate([vector, vector]))


def wording(text: str, side: Valence) -> float:
    """How clearly a text alone judges as `side` does: -1 to 1, below 0 where it judges otherwise."""
    return clearness(text, _judged(text), side)


def clearness(text: str, judged: valence.Judgement, side: Valence) -> float:
    """How clearly a text judged so speaks for a side.

    Facts alone may be a concern ("waits of forty weeks"); a strength without a word of praise is never clear, and
    "improving" praises no state.
    """
    if side == "strength":
        praised = _praises(valence.judge(text)) and not evidence.limited(text)
        return judged.score if praised else min(judged.score, UNPRAISED)
    if side == "concern":
        return -judged.score
    return 1.0 if judged.valence == side else 0.0


def on_its_theme(text: str, other: str) -> bool:
    """Whether another text speaks to the theme that one speaks to most."""
    chances = _themes(text)
    return not chances or _themes(other)[chances.index(max(chances))] >= THEME


def praises(text: str, theme: str) -> bool:
    """Whether a text alone speaks to a theme, well, whatever theme it was found for; False of one never trained."""
    if not (_trained(theme) and _praises(valence.judge(text))):  # words of praise first: they are quickly looked up
        return False
    return _themes(text)[_column(theme)] >= THEME and wording(text, "strength") >= PAIRED_WORDING


def _praises(judged: valence.Judgement) -> bool:
    praise = {cue.words.lower() for cue in judged.cues if cue.side == "strength"}
    return judged.score > 0 and not praise <= _COURSE


def speaks(text: str, side: Valence) -> bool:
    """Whether a text that stands for a strength or a concern does not say the other, or nothing of either."""
    return side not in ("strength", "concern") or wording(text, side) >= SPEAKS


def _trained(theme: str) -> bool:
    models = trained.load()
    return models is not None and theme in models[0].themes


@lru_cache
def _column(theme: str) -> int:
    models = trained.load()
    return models[0].themes.index(theme) if models else -1


@lru_cache(KEPT)
def _themes(text: str) -> tuple[float, ...]:
    models = trained.load()
    if models is None:
        return ()
    found = words(text)
    odds = models[0].log_odds(found, models[0].phrases.find(found), embed.load("static").embed([text])[0])
    return tuple(models[0].probability(odds).tolist())


def forget() -> None:
    """Forgets every reading, so that what reading costs can be measured."""
    for read in (_of, candidates, _judged, _themes, hangs):
        read.cache_clear()
