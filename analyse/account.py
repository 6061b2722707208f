"""What a discovery found beyond its findings: the tree, placements, drift, trust, overlap with the codebook."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from analyse import drift, foremost, hierarchy, trust
from analyse.emergent import LEVELS, Emergent, Level, Placement
from analyse.placing import Array
from analyse.segments import Segment
from analyse.trust import Trust
from corpus.types import Finding, ThemeNode


@dataclass(frozen=True, slots=True)
class Node:
    """A theme of the tree, as it stands after people's decisions."""

    id: str
    label: str
    level: Level
    parent: str | None
    passages: int
    areas: int
    standing: str = ""  # "set aside", "promoted to …"; "" where it stands


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much of a theme the codebook says already."""

    explained: float  # share of its passages that a theme of the codebook claims
    themes: tuple[tuple[str, float], ...] = ()  # those it shares most passages with, and the share


@dataclass(frozen=True, slots=True)
class Account:
    tree: tuple[Node, ...] = ()
    placed: Mapping[str, tuple[str, float]] = field(default_factory=dict)  # passage: its best middle theme, the score
    unplaced: tuple[str, ...] = ()  # passages
    by_programme: Mapping[str, float] = field(default_factory=dict)  # share of passages unplaced
    trust: Mapping[str, Trust] = field(default_factory=dict)
    overlap: Mapping[str, Overlap] = field(default_factory=dict)
    changes: tuple[drift.Change, ...] = ()
    before: Mapping[str, str] = field(default_factory=dict)  # passage: its theme when the corpus was last another
    successors: Mapping[str, str] = field(default_factory=dict)  # of a new founding: old id to new
    uncarried: tuple[str, ...] = ()  # what people had decided and a new founding has no theme for
    notes: tuple[str, ...] = ()


def nodes(told: Account) -> tuple[ThemeNode, ...]:
    """The tree with the figures of its themes."""
    figures = [(node, told.trust.get(node.id)) for node in told.tree]
    return tuple(
        ThemeNode(
            *(node.id, node.label, node.level, node.parent, node.passages, node.areas, node.standing),
            *((its.apart, its.stability, its.coherence, its.distinctness, its.coverage) if its else ()),
        )
        for node, its in figures
    )


def best(placements: Sequence[Placement]) -> dict[str, Placement]:
    """For each placed passage the sentence that belongs most surely to a theme."""
    found: dict[str, Placement] = {}
    for placement in placements:
        held = found.get(placement.segment.passage)
        if held is None or (-placement.score, placement.segment.start) < (-held.score, held.segment.start):
            found[placement.segment.passage] = placement
    return found


def tree(themes: Sequence[Emergent], placements: Sequence[Placement]) -> tuple[Node, ...]:
    whole = hierarchy.Tree.of(t for t in themes if not t.retired)
    passages: dict[str, set[str]] = {}
    areas: dict[str, set[str]] = {}
    for placement in placements:
        for level in LEVELS:
            at = whole.at(placement, level).id
            passages.setdefault(at, set()).add(placement.segment.passage)
            areas.setdefault(at, set()).add(placement.segment.area)
    nodes: list[Node] = []
    for theme in whole.themes.values():
        above = whole.parent(theme)
        nodes.append(
            Node(
                id=theme.id,
                label=theme.label,
                level="medium" if theme.level == "fine" and _raised(whole, theme) else theme.level,
                parent=above.id if above else None,
                passages=len(passages.get(theme.id, ())),
                areas=len(areas.get(theme.id, ())),
                standing=_standing(whole, theme),
            )
        )
    return tuple(nodes)


def _raised(whole: hierarchy.Tree, theme: Emergent) -> bool:
    above = whole.above(theme)
    return above is not None and above.split


def _standing(whole: hierarchy.Tree, theme: Emergent) -> str:
    if theme.merged_into:
        return f"merged into {whole.standing(theme.id).id}"
    if theme.split:
        return "split"
    if theme.promoted:
        return f"promoted to {theme.promoted}"
    return "set aside" if theme.set_aside else ""


def trusted(
    themes: Sequence[Emergent], placements: Sequence[Placement], segments: Sequence[Segment], vectors: Array
) -> dict[str, Trust]:
    """Figures of the middle themes; without stability, which takes refitting. `vectors` are of unit length."""
    documents = _documents(segments)
    by_theme: dict[str, list[Placement]] = {}
    for placement in placements:
        by_theme.setdefault(placement.theme, []).append(placement)
    roots = [t for t in themes if t.level == "medium" and not t.retired]
    distinct = trust.distinctness(roots)
    standing = foremost.standings(roots, by_theme, segments, vectors)
    words = dict(zip((t.id for t in roots), trust.own_words([t.anchor for t in roots]), strict=True))
    found: dict[str, Trust] = {}
    for theme in roots:
        if its := by_theme.get(theme.id):
            coherence = trust.npmi(words[theme.id], list(documents.values()))
            found[theme.id] = Trust(
                coherence=None if math.isnan(coherence) else round(coherence, 3),
                distinctness=distinct[theme.id],
                coverage=round(len({p.segment.passage for p in its}) / len(documents), 3),
                apart=standing[theme.id].apart,
                alike=standing[theme.id].alike,
                spread=standing[theme.id].spread,
            )
    return found


def _documents(segments: Sequence[Segment]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for segment in segments:
        found[segment.passage] = found.get(segment.passage, frozenset()) | segment.stems
    return found


def overlaps(shown: Mapping[str, set[str]], findings: Sequence[Finding], sure: float) -> dict[str, Overlap]:
    """`shown` gives the passages of each emergent theme; a finding scored `sure` or more explains its passage."""
    by_passage: dict[str, set[str]] = {}
    for finding in findings:
        if finding.score >= sure:
            by_passage.setdefault(finding.passage, set()).add(finding.theme)
    found: dict[str, Overlap] = {}
    for theme, passages in shown.items():
        counts = Counter(t for p in sorted(passages) for t in sorted(by_passage.get(p, ())))
        most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:3]
        explained = float(np.mean([bool(by_passage.get(p)) for p in sorted(passages)])) if passages else 0.0
        found[theme] = Overlap(round(explained, 3), tuple((t, round(n / len(passages), 3)) for t, n in most))
    return found
