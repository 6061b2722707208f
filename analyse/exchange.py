"""Who does well what another struggles with: where an area's concern is a strength, nearest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from analyse import matching
from analyse.carrying import Quotes
from corpus.areas import Gazetteer
from corpus.areas import key as area_key
from corpus.types import Cell, Finding, MatrixRow, Results, Theme
from models import embed

Side = Literal["strength", "concern"]
Nearness = Literal["neighbour", "region", "elsewhere"]
_NEARNESS: tuple[Nearness, ...] = get_args(Nearness)
MOST_PAIRS = 3  # quotes set side by side for two areas
# Likeness from which two quotes are about one matter. Of 36 pairs of area SEND, ILACS and the sample from 0.96 on, a
# reader called 30 so; of 30 that were likely by their passages alone, 11.
SAME = 0.95
_ROUNDED = 0.001  # of a likeness, by rounding, at most

METHOD = (
    "An area's concern on a theme is a finding that the matrix counts as a concern and whose sentences say so by "
    "themselves; a strength likewise. Areas of the same programme are set beside it where such a strength is about the "
    "same matter; where none is, nobody is named, though the theme may be a strength elsewhere. They stand nearest "
    "first: statistical neighbours in their order, then the same region, then elsewhere; of equals, those whose "
    "strength is likest to the concern. Likeness is the probability that the quoted sentences are about the same "
    f"matter, by meaning, shared words and shared themes; from {SAME} on they are set side by side, and about four in "
    "five are. What worked in one area need not travel: read both quotes."
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A concern here and a strength there on the same matter, as findings' ids, and the probability that it is one."""

    concern: str
    strength: str
    likeness: float


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
    findings = {f.id: f for f in results.findings}
    held: dict[str, set[str]] = {}
    book = {t.id for t in results.themes if t.origin == "codebook"}
    for finding in results.findings:
        if finding.theme in book and finding.status != "rejected":
            held.setdefault(finding.passage, set()).add(finding.theme)
    spoken = {passage: frozenset(its) for passage, its in held.items()}
    wanted = set(themes) if themes is not None else book
    found: list[Exchange] = []
    for programme in sorted({row.programme for row in results.matrix.rows}):
        rows = [row for row in results.matrix.rows if row.programme == programme]
        # Of all themes, whatever is asked for: how like two passages are depends on what else there is.
        sides = _Sides(results, rows, [t for t in results.matrix.themes if t.id in book], findings, spoken, model)
        for here in rows:
            if not area or area_key(area) in (area_key(here.area), area_key(here.area_code)):
                asked = [theme for theme in sides.themes if theme.id in wanted]
                found += (e for theme in asked if (e := _exchange(sides, here, theme, gazetteer)) is not None)
    return tuple(found)


class _Sides:
    """Strengths and concerns of the areas of one programme, and how like each two of a theme are."""

    def __init__(
        self,
        results: Results,
        rows: Sequence[MatrixRow],
        themes: Sequence[Theme],
        findings: Mapping[str, Finding],
        held: Mapping[str, frozenset[str]],
        embedder: embed.Embedder,
    ) -> None:
        self.rows, self.themes = rows, themes
        self.cells = {(row, theme.id): results.matrix.cell(row, theme) for row in rows for theme in themes}
        quotes = Quotes(results)
        self.good = {at: _of(cell, findings, "strength", quotes) for at, cell in self.cells.items()}
        self.bad = {at: _of(cell, findings, "concern", quotes) for at, cell in self.cells.items()}
        # The sentences that are set side by side, not their passages: what stands around them is another matter.
        asked = {f.id: f for its in self.bad.values() for f in its}
        told = {f.id: f for its in self.good.values() for f in its}
        # All themes at once: what is common to every report of the programme then weighs little.
        ours, theirs = (
            [matching.Text(i, quotes.said(i), "", held[f.passage]) for i, f in its.items()] for its in (asked, told)
        )
        likely = matching.likeness(ours, theirs, embedder, matching.ACROSS)
        place = {f.id: _place(row) for at in (self.good, self.bad) for (row, _), its in at.items() for f in its}
        on = [_themes(at) for at in (self.bad, self.good)]
        concerns, strengths = list(asked), list(told)
        # The concerns of one area with the strengths of another that are about the same matter, the likest first.
        self.pairs: dict[tuple[str, str, str], list[Pair]] = {}
        for row, column in np.argwhere(likely >= SAME - _ROUNDED).tolist():
            pair = Pair(concerns[row], strengths[column], round(float(likely[row, column]), 3))
            here, there = place[pair.concern], place[pair.strength]
            if pair.likeness >= SAME and here != there:
                for theme in on[0][pair.concern] & on[1][pair.strength]:
                    self.pairs.setdefault((theme, here, there), []).append(pair)
        for pairs in self.pairs.values():
            pairs.sort(key=lambda pair: (-pair.likeness, pair.concern, pair.strength))


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
        pairs=_apart(pairs),
    )


def near(here: MatrixRow, there: MatrixRow, gazetteer: Gazetteer) -> tuple[Nearness, int | None]:
    """How near `there` is: its rank among the statistical neighbours of `here`, or whether it lies in the region."""
    area = gazetteer.by_code(here.area_code) if here.area_code else None
    if area is not None and there.area_code in area.neighbours:
        return "neighbour", area.neighbours.index(there.area_code) + 1
    return ("region" if here.region and here.region == there.region else "elsewhere"), None


def _nearest(partner: Partner) -> tuple[int, int, float, str]:
    return _NEARNESS.index(partner.nearness), partner.rank or 0, -partner.pairs[0].likeness, partner.area.casefold()


def _of(cell: Cell, findings: Mapping[str, Finding], side: Side, quotes: Quotes) -> list[Finding]:
    """The findings of a side whose sentences say so by themselves: only these are set side by side."""
    return [findings[i] for i in cell.findings if findings[i].valence == side and quotes.sure(i)]


def _place(row: MatrixRow) -> str:
    """Names a row within its programme."""
    return row.area_code or row.area


def _themes(side: Mapping[tuple[MatrixRow, str], Sequence[Finding]]) -> dict[str, set[str]]:
    """Of each finding the themes in whose cells it stands: its own, and the one above it."""
    found: dict[str, set[str]] = {}
    for (_, theme), its in side.items():
        for finding in its:
            found.setdefault(finding.id, set()).add(theme)
    return found


def _apart(pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    """The likest pairs in which no finding stands twice."""
    chosen: list[Pair] = []
    used: set[str] = set()
    for pair in pairs:
        if not {pair.concern, pair.strength} & used and len(chosen) < MOST_PAIRS:
            chosen.append(pair)
            used |= {pair.concern, pair.strength}
    return tuple(chosen)
