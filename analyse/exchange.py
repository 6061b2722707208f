"""Who does well what another struggles with: where an area's concern is a strength, nearest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from analyse import matching, valence
from analyse.asked import is_actor
from analyse.carrying import LIKELY, Quotes, on_its_theme
from corpus.areas import Gazetteer
from corpus.areas import key as area_key
from corpus.types import Cell, MatrixRow, Results, Theme
from models import embed
from models.language import is_stop, stem

Side = Literal["strength", "concern"]
Nearness = Literal["neighbour", "region", "elsewhere"]
_NEARNESS: tuple[Nearness, ...] = get_args(Nearness)
MOST_PAIRS = 3  # quotes set side by side for two areas
# Likeness from which two sentences are set side by side, and from which they are sure to be about the same matter.
# Chosen on 281 pairs of three programmes that readers judged (docs/decisions/075).
SAME, SURE = 0.87, 0.91
_ROUNDED = 0.001  # of a likeness, by rounding, at most
# "Most plans do not help with this": of what, another sentence says.
_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"[^\W_]+|[,;:.()]")
_POINTS_OUT = re.compile(r"[^.!?]*\b(?:this|these)\b", re.IGNORECASE)
# What is meant, begun or worked at is not done yet: nobody learns from it.
_MEANT = re.compile(
    r"\b(?:aims?|intends?|wants?|hopes?|started|begun|beginning|working|work|committed|commitment|focus(?:ed|ing)?)"
    r"(?: \w+ly)? (?:to|on)\b|\bto (?:further )?(?:improve|strengthen|address|tackle)\b",
    re.IGNORECASE,
)

# What holds of some, or at times, is no answer to "not always".
_AT_TIMES = re.compile(r"(?:some|a few|several|when|where|if)\b", re.IGNORECASE)
# What is said not to be done: "plans do not always specify", "needs are not yet met".
_NOT_DONE = re.compile(
    r"\b(?:(?:do|does|did)(?: not|n[’']t)(?: always| yet| often| \w+ly)* ([\w-]+)|"
    r"(?:not|never|n[’']t)(?: always| yet| often| \w+ly)* ([\w-]+(?:ed|en|ing)))\b",
    re.IGNORECASE,
)

METHOD = (
    "An area's concern on a theme is a finding that the matrix counts as a concern and has sentences that say so by "
    "themselves; a strength likewise. Areas of the same programme are set beside it where a sentence of such a "
    "strength is about the same matter as one of the concern; where none is, nobody is named, though the theme may be "
    "a strength elsewhere. They stand nearest first: statistical neighbours in their order, then the same region, then "
    "elsewhere; of equals, those whose strength is likest to the concern. Likeness is the probability that the two "
    "sentences quoted are about the same matter, by meaning and by shared words that tell one matter from others, not "
    f"whom it concerns; from {SAME} on they are set side by side, and about two in three are. A pair is sure from "
    f"{SURE} on, where the strength tells of the very thing that is said not to be done, in an area with more "
    "strengths than concerns on the theme: about nineteen in twenty are. What worked in one area need not travel: read "
    "both quotes."
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A concern here and a strength there on the same matter, and the probability that it is one.

    `sure`: it may be said without reading both pages first. `concern` and `strength` are ids of findings, `asked` and
    `told` the sentences of theirs that are about it.
    """

    concern: str
    strength: str
    likeness: float
    asked: str
    told: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Partner:
    """Another area's side of a theme. `rank` is its place among the statistical neighbours, from 1."""

    area: str
    area_code: str
    region: str
    programme: str
    nearness: Nearness
    rank: int | None
    strengths: int
    concerns: int
    pairs: tuple[Pair, ...]  # the likest first


@dataclass(frozen=True, slots=True)
class Exchange:
    """One area on one theme: whom it could learn from, and who could learn from it."""

    area: str
    area_code: str
    programme: str
    theme: str
    strengths: int
    concerns: int
    learn_from: tuple[Partner, ...]
    could_learn: tuple[Partner, ...]


def partners(
    results: Results,
    gazetteer: Gazetteer,
    *,
    area: str = "",
    themes: Iterable[str] | None = None,
    embedder: embed.Embedder | None = None,
) -> tuple[Exchange, ...]:
    """Every area and codebook theme with somebody to learn from or to teach on the same matter, in the matrix's order.

    Each area stands beside the others of its programme.

    `area` is a name or a code, `themes` ids; nothing named means all. `embedder` is by default that of the results.
    """
    model = embedder or embed.load(results.settings.get("embedder", "static"))
    quotes = Quotes(results)
    book = {t.id for t in results.themes if t.origin == "codebook"}
    wanted = set(themes) if themes is not None else book
    found: list[Exchange] = []
    for programme in sorted({row.programme for row in results.matrix.rows}):
        rows = [row for row in results.matrix.rows if row.programme == programme]
        # Of all themes, whatever is asked for: how like two sentences are depends on what else there is.
        sides = _Sides(results, rows, [t for t in results.matrix.themes if t.id in book], quotes, model)
        for here in rows:
            if not area or area_key(area) in (area_key(here.area), area_key(here.area_code)):
                asked = [theme for theme in sides.themes if theme.id in wanted]
                found += (e for theme in asked if (e := _exchange(sides, here, theme, gazetteer)) is not None)
    return tuple(found)


class _Sides:
    """Strengths and concerns of the areas of one programme, and the pairs of them that are about one matter."""

    def __init__(
        self,
        results: Results,
        rows: Sequence[MatrixRow],
        themes: Sequence[Theme],
        quotes: Quotes,
        embedder: embed.Embedder,
    ) -> None:
        self.rows, self.themes, self._quotes = rows, themes, quotes
        self.cells = {(row, theme.id): results.matrix.cell(row, theme) for row in rows for theme in themes}
        self._said: dict[tuple[str, str], bool] = {}
        # What may be set side by side: sentences, not passages, for what stands around them is another matter.
        concerns, strengths = self._sentences("concern"), self._sentences("strength")
        ours, theirs = list(concerns), list(strengths)
        likely = matching.across([text for _, text in ours], [text for _, text in theirs], embedder, SAME - _ROUNDED)
        does_well = {(_place(row), theme): cell.strengths > cell.concerns for (row, theme), cell in self.cells.items()}
        found: dict[tuple[str, str, str], list[Pair]] = {}
        for row, column, likeness in likely:
            (here, asked), (there, told) = ours[row], theirs[column]
            if here == there or (rounded := round(likeness, 3)) < SAME:
                continue
            for theme, concern in concerns[here, asked]:
                for also, strength in strengths[there, told]:
                    if theme == also:
                        # Who has as many concerns on it may well have this one.
                        sure = does_well[there, theme] and rounded >= SURE and answers(told, asked)
                        pair = Pair(concern, strength, rounded, asked, told, sure)
                        found.setdefault((theme, here, there), []).append(pair)
        # Judging sentences is most of the work: only those are judged that would be shown.
        self.pairs = {at: chosen for at, pairs in found.items() if (chosen := self._chosen(pairs))}

    def _sentences(self, side: Side) -> dict[tuple[str, str], list[tuple[str, str]]]:
        """Sentences of a side by their area, with the themes in whose cells they stand and the findings."""
        found: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for (row, theme), cell in self.cells.items():
            for finding in (self._quotes.findings[i] for i in cell.findings):
                read = finding.origin == "person" or finding.status == "accepted"
                if finding.valence == side and (read or finding.score >= LIKELY):
                    for text in self._quotes.sentences(finding.id):
                        if not _POINTS_OUT.match(text) and self._holds(finding.id, text, side):
                            found.setdefault((_place(row), text), []).append((theme, finding.id))
        return found

    def _holds(self, finding: str, text: str, side: Side) -> bool:
        """Whether a strength is there already, and not only for some or at times; a concern, whether it is still so."""
        if side == "concern":
            return not self._quotes.over(finding, text)
        limited = _AT_TIMES.match(text) or _MEANT.search(text)
        return not limited and not self._quotes.turns(finding, text)

    def _chosen(self, pairs: Sequence[Pair]) -> tuple[Pair, ...]:
        """The likest pairs whose sentences say so by themselves, the sure ones first; no finding stands in two."""
        chosen: list[Pair] = []
        used: set[str] = set()
        for pair in sorted(pairs, key=lambda p: (not p.sure, -p.likeness, p.concern, p.strength, p.asked, p.told)):
            if len(chosen) == MOST_PAIRS:
                break
            if {pair.concern, pair.strength, pair.asked, pair.told}.isdisjoint(used) and (
                self._says(pair.concern, pair.asked)
                and self._says(pair.strength, pair.told)
                and on_its_theme(pair.asked, pair.told)
            ):
                chosen.append(pair)
                used |= {pair.concern, pair.strength, pair.asked, pair.told}
        return tuple(chosen)

    def _says(self, finding: str, text: str) -> bool:
        if (finding, text) not in self._said:
            self._said[finding, text] = self._quotes.says(finding, text)
        return self._said[finding, text]


def answers(told: str, wrong: str) -> bool:
    """Whether a strength says done what a concern says is not (where it says no such thing, any does), and both name a
    matter alike: that the same officers are told of is none."""
    if _matter(told).isdisjoint(_matter(wrong)):
        return False
    missing = {stem(word.lower()) for found in _NOT_DONE.findall(wrong) for word in found if word}
    return not missing or not missing.isdisjoint(stem(word.lower()) for word in _WORD.findall(told))


def _matter(text: str) -> frozenset[str]:
    """Stems of what a sentence tells of, less who acts in it and less its words of judgement."""
    judging = {stem(word.lower()) for cue in valence.judge(text).cues for word in _WORD.findall(cue.words)}
    kept: list[str] = []
    for word in _TOKEN.findall(text):
        if is_actor(word):
            while kept and kept[-1].isalpha() and not is_stop(kept[-1]):
                kept.pop()
        elif not (kept and kept[-1] == "(" and word not in "()"):  # in brackets stands a name's short form
            kept.append(word.lower())
    return frozenset(stem(word) for word in kept if word.isalpha() and not is_stop(word)) - judging


def _exchange(sides: _Sides, here: MatrixRow, theme: Theme, gazetteer: Gazetteer) -> Exchange | None:
    learn_from: list[Partner] = []
    could_learn: list[Partner] = []
    for there in sides.rows:
        ours, theirs = _place(here), _place(there)
        for concerned, strong, partners_ in ((ours, theirs, learn_from), (theirs, ours, could_learn)):
            if pairs := sides.pairs.get((theme.id, concerned, strong)):
                partners_.append(_partner(sides.cells[there, theme.id], here, there, pairs, gazetteer))
    if not learn_from and not could_learn:
        return None
    cell = sides.cells[here, theme.id]
    return Exchange(
        area=here.area,
        area_code=here.area_code,
        programme=here.programme,
        theme=theme.id,
        strengths=cell.strengths,
        concerns=cell.concerns,
        learn_from=tuple(sorted(learn_from, key=_nearest)),
        could_learn=tuple(sorted(could_learn, key=_nearest)),
    )


def _partner(cell: Cell, here: MatrixRow, there: MatrixRow, pairs: Sequence[Pair], gazetteer: Gazetteer) -> Partner:
    nearness, rank = near(here, there, gazetteer)
    return Partner(
        area=there.area,
        area_code=there.area_code,
        region=there.region,
        programme=there.programme,
        nearness=nearness,
        rank=rank,
        strengths=cell.strengths,
        concerns=cell.concerns,
        pairs=tuple(pairs),
    )


def near(here: MatrixRow, there: MatrixRow, gazetteer: Gazetteer) -> tuple[Nearness, int | None]:
    """How near `there` is: its rank among the statistical neighbours of `here`, or whether it lies in the region."""
    area = gazetteer.by_code(here.area_code) if here.area_code else None
    if area is not None and there.area_code in area.neighbours:
        return "neighbour", area.neighbours.index(there.area_code) + 1
    return ("region" if here.region and here.region == there.region else "elsewhere"), None


def _nearest(partner: Partner) -> tuple[int, int, float, str]:
    return _NEARNESS.index(partner.nearness), partner.rank or 0, -partner.pairs[0].likeness, partner.area.casefold()


def _place(row: MatrixRow) -> str:
    """Names a row within its programme."""
    return row.area_code or row.area
