"""Themes that nobody listed, found in the sentences of the passages; each keeps its id and its anchor for good.

Known themes come first: a sentence goes to the nearest anchor that is near enough, and only what is left may found
new themes. This is repeated until nothing new is found, so a second run over the same corpus finds the same.

Themes stand in a tree of three levels. The middle level draws the sentences; a broad theme is the sum of middle ones,
and a fine theme divides the sentences of one middle theme, so that a finer cut of the tree only splits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from analyse import grouping, placing
from analyse.placing import Anchor, Array, Bags, Indices, Space, Stems
from analyse.segments import Segment
from corpus.files import key
from models.embed import Vectors

VERSION = "12"
Level = Literal["coarse", "medium", "fine"]
LEVELS: tuple[Level, ...] = ("coarse", "medium", "fine")

GROUPS_PER_ROOT = 1.0  # times the square root of the number of sentences: 53 groups of 2,800
LEAST_GROUPS, MOST_GROUPS = 4, 80
SETTLING = 6  # rounds after which, on every programme here, under 1% of the sentences still move
LEAST_SEGMENTS = 8
LEAST_AREAS = 3  # "across areas"; fewer areas than this in the corpus: all of them
NEW_SEGMENTS, NEW_AREAS = 12, 0.15  # what is left founds a theme only when so many sentences of so many areas agree
TELLING, NEW_TELLING = 1.2, 2.5  # what a group's three heaviest words tell: below, it has no subject of its own
FINE_TELLING = 0.5
SHARP = 0.57  # mean score of a group with its own anchor: below, it is held together by its genre, not by a subject
APART = 0.60  # anchors nearer than this are one theme
FINE_SEGMENTS = 20  # sentences of a fine theme, about
BROAD = 4  # middle themes in a broad one, about
MOST_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Emergent:
    """A theme of the tree as `themes.yaml` keeps it."""

    id: str
    level: Level
    label: str
    definition: str
    words: tuple[str, ...]
    anchor: Anchor
    founding: tuple[str, ...]  # ids of the passages that founded it
    embedder: str
    adopted: int  # order of adoption, from 1
    parent: str | None = None
    merged_into: str | None = None
    set_aside: bool = False
    split: bool = False  # its fine themes stand in its place
    promoted: str | None = None  # the codebook's theme made of it
    who: str = ""  # people or bodies its sentences share, when they share no matter
    retired: bool = False  # of an earlier founding: it draws nothing any more, its id is never given again


@dataclass(frozen=True, slots=True)
class Placement:
    """A sentence belongs to a theme of the middle level, and to one of its fine themes where it has any."""

    segment: Segment
    theme: str
    fine: str
    score: float


@dataclass(frozen=True, slots=True)
class Known:
    """What `themes.yaml` holds."""

    themes: tuple[Emergent, ...] = ()
    spaces: Mapping[str, Space] = field(default_factory=dict)  # by embedder


@dataclass(frozen=True, slots=True)
class Named:
    """What a group is called."""

    label: str
    definition: str
    words: tuple[str, ...]
    who: str = ""  # people or bodies its sentences share, when they share no matter


# The name of a group: its sentences with their scores, best first; labels taken already.
Namer = Callable[[Sequence[Segment], Anchor, frozenset[str]], Named]


@dataclass(frozen=True, slots=True)
class _Corpus:
    """The sentences as numbers; `body` are those that may found a theme."""

    segments: tuple[Segment, ...]
    vectors: Array
    bags: Bags
    body: Indices
    stems: Stems
    areas: int

    def areas_of(self, members: Indices) -> int:
        return len({self.segments[i].area for i in members})


def discover(
    segments: Sequence[Segment], vectors: Vectors, known: Known, embedder: str, namer: Namer
) -> tuple[Known, tuple[Placement, ...]]:
    """All themes, the known ones first and unchanged, and where the sentences belong.

    `vectors` are the rows of `segments`, as the embedder gives them; both may come in any order.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # the order of additions, and so the last bit, depends on the number of threads
        return _discover(segments, vectors, known, embedder, namer)


def _discover(
    segments: Sequence[Segment], vectors: Vectors, known: Known, embedder: str, namer: Namer
) -> tuple[Known, tuple[Placement, ...]]:
    order = sorted(range(len(segments)), key=lambda i: (segments[i].passage, segments[i].start))
    raw = vectors[order].astype(np.float64) if order else np.zeros((0, 1))
    ordered = tuple(segments[i] for i in order)
    space = known.spaces.get(embedder, Space(embedder)).widened(ordered, raw)
    corpus = _corpus(ordered, space.centred(ordered, raw))
    themes = list(known.themes)
    for _ in range(MOST_ROUNDS):
        roots = roots_of(themes, embedder)
        anchors = _found(corpus, [r.anchor for r in roots])
        if not (made := _adopted(corpus, anchors, themes, embedder, namer)):
            break
        themes += made
    return Known(tuple(themes), {**known.spaces, embedder: space}), place(corpus.segments, corpus, themes, embedder)


def _corpus(segments: tuple[Segment, ...], vectors: Array) -> _Corpus:
    bags = Bags.of(segments)
    body = np.array([i for i, s in enumerate(segments) if s.founding and not s.stock], dtype=np.int64)
    return _Corpus(
        segments, vectors, bags, body, Stems.of(vectors[body], bags.rows(body)), len({s.area for s in segments})
    )


def roots_of(themes: Sequence[Emergent], embedder: str) -> list[Emergent]:
    """The themes that draw sentences."""
    return [t for t in themes if t.level == "medium" and t.embedder == embedder and not t.retired]


def place(
    segments: Sequence[Segment], corpus: _Corpus, themes: Sequence[Emergent], embedder: str
) -> tuple[Placement, ...]:
    """Where each sentence belongs: the one route for the fit's own and for whatever comes later."""
    roots = roots_of(themes, embedder)
    best, top = placing.nearest(corpus.vectors, corpus.bags, [r.anchor for r in roots])
    fine: dict[int, str] = {}
    for at, root in enumerate(roots):
        members = np.flatnonzero(best == at)
        children = [t for t in themes if t.level == "fine" and t.parent == root.id]
        if children and len(members):
            its = placing.scores(corpus.vectors[members], corpus.bags.rows(members), [c.anchor for c in children])
            fine |= {int(i): children[int(c)].id for i, c in zip(members, its.argmax(axis=1), strict=True)}
    return tuple(
        Placement(segment, roots[best[i]].id, fine.get(i, roots[best[i]].id), round(float(top[i]), 3))
        for i, segment in enumerate(segments)
        if best[i] >= 0 and not segment.stock
    )


def _found(corpus: _Corpus, known: Sequence[Anchor]) -> list[Anchor]:
    """New anchors among the sentences that belong to none: all of them at first, later only what is left."""
    best, _ = placing.nearest(corpus.vectors, corpus.bags, known)
    left = corpus.body[best[corpus.body] < 0]
    least_areas, least = _least(corpus, first=not known)
    if len(left) < 2 * least:
        return []
    count = round(GROUPS_PER_ROOT * math.sqrt(len(left)))
    count = max(LEAST_GROUPS, min(MOST_GROUPS, count, len(left) // LEAST_SEGMENTS))
    documents = [" ".join(sorted(corpus.segments[i].stems)) or "-" for i in left]
    labels = np.full(len(corpus.segments), -1, dtype=np.int64)
    labels[left] = grouping.groups(documents, corpus.vectors[left], corpus.bags.rows(left), corpus.stems, count)
    anchors = _settled(corpus, left, labels, least, NEW_TELLING if known else TELLING)
    labels, top = _restricted(corpus, left, anchors)
    kept: list[Anchor] = []
    for at, anchor in enumerate(anchors):
        members = np.flatnonzero(labels == at)
        sharp = len(members) >= least and float(top[members].mean()) >= SHARP
        if not sharp or (known and corpus.areas_of(members) < least_areas):
            continue
        if all(placing.likeness(anchor, other) < APART for other in (*known, *kept)):
            kept.append(anchor)
    return kept


def _least(corpus: _Corpus, *, first: bool) -> tuple[int, int]:
    """Fewest areas and sentences of a new theme: once themes stand, a new one has more to prove."""
    if first:
        return min(LEAST_AREAS, corpus.areas), min(LEAST_SEGMENTS, max(3, len(corpus.body) // 12))
    return max(min(LEAST_AREAS, corpus.areas), math.ceil(NEW_AREAS * corpus.areas)), NEW_SEGMENTS


def _settled(corpus: _Corpus, left: Indices, labels: Indices, least: int, telling: float) -> list[Anchor]:
    """Anchors of the groups after their sentences have gone, a few times over, to the nearest anchor."""
    anchors: list[Anchor] = []
    for _ in range(SETTLING):
        sizes = [(int(g), np.flatnonzero(labels == g)) for g in sorted(set(labels[left].tolist()) - {-1})]
        learnt = [placing.learn(corpus.vectors, corpus.bags, m, corpus.stems) for _, m in sizes if len(m) >= least]
        anchors = [anchor for anchor, tells in learnt if tells >= telling]
        if not anchors:
            return []
        labels, _ = _restricted(corpus, left, anchors)
        if (pair := _same(anchors)) is not None:
            labels[labels == pair[1]] = pair[0]
    return anchors


def _same(anchors: Sequence[Anchor]) -> tuple[int, int] | None:
    """The two most alike, when they are one theme."""
    pairs = [(-placing.likeness(a, b), i, j) for j, b in enumerate(anchors) for i, a in enumerate(anchors[:j])]
    return min(pairs)[1:] if pairs and -min(pairs)[0] >= APART else None


def _restricted(corpus: _Corpus, left: Indices, anchors: Sequence[Anchor]) -> tuple[Indices, Array]:
    labels = np.full(len(corpus.segments), -1, dtype=np.int64)
    top = np.zeros(len(corpus.segments))
    labels[left], top[left] = placing.nearest(corpus.vectors[left], corpus.bags.rows(left), anchors)
    return labels, top


def _adopted(
    corpus: _Corpus, anchors: Sequence[Anchor], themes: Sequence[Emergent], embedder: str, namer: Namer
) -> list[Emergent]:
    """New themes with their ids, their fine themes and the broad ones they stand under."""
    everyone = roots_of(themes, embedder)
    best, top = placing.nearest(corpus.vectors, corpus.bags, [*(t.anchor for t in everyone), *anchors])
    found = {at: corpus.body[best[corpus.body] == len(everyone) + at] for at in range(len(anchors))}
    order = sorted((at for at in found if len(found[at])), key=lambda at: (-len(found[at]), tuple(found[at].tolist())))
    members = {at: found[at][np.argsort(-top[found[at]], kind="stable")] for at in order}
    made: list[Emergent] = []
    for at, its in members.items():
        made.append(_theme(corpus, "medium", anchors[at], its, (*themes, *made), embedder, namer))
    for root, its in zip(tuple(made), members.values(), strict=True):  # none takes its label from a wider theme
        made += _divided(corpus, root, its, (*themes, *made), embedder, namer)
    return _under_broad(made, themes, embedder)


def _theme(
    corpus: _Corpus,
    level: Level,
    anchor: Anchor,
    members: Indices,
    themes: Sequence[Emergent],
    embedder: str,
    namer: Namer,
    parent: str | None = None,
) -> Emergent:
    """`members` are the founding sentences, the nearest first."""
    taken = frozenset(t.label.casefold() for t in themes if not t.retired)
    named = namer([corpus.segments[i] for i in members], anchor, taken)
    founding = tuple(sorted({corpus.segments[i].passage for i in members}))
    return Emergent(
        id=theme_id(named.label, founding, {t.id for t in themes}),
        level=level,
        label=named.label,
        definition=named.definition,
        words=named.words,
        anchor=anchor,
        founding=founding,
        embedder=embedder,
        adopted=len(themes) + 1,
        parent=parent,
        who=named.who,
    )


def theme_id(label: str, founding: Sequence[str], taken: set[str]) -> str:
    """The label's words and a short hash of what founded the theme; an id of another theme is never given again."""
    for digits in range(6, 16):
        if (found := f"{slug(label)}-{key(*founding)[:digits]}") not in taken:
            return found
    return f"{slug(label)}-{key(*founding, str(len(taken)))}"


def slug(label: str) -> str:
    """A label's words as an id begins with them."""
    return "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in label.lower()).split())[:40].strip("-")


def divide(
    segments: Sequence[Segment], vectors: Vectors, known: Known, theme: str, embedder: str, namer: Namer
) -> tuple[Emergent, ...]:
    """The fine themes of a middle one: those it has, else two founded now. None where it cannot be divided."""
    if its := tuple(t for t in known.themes if t.parent == theme and t.level == "fine" and not t.retired):
        return its
    root = next(t for t in known.themes if t.id == theme)
    order = sorted(range(len(segments)), key=lambda i: (segments[i].passage, segments[i].start))
    ordered = tuple(segments[i] for i in order)
    corpus = _corpus(ordered, known.spaces[embedder].centred(ordered, vectors[order].astype(np.float64)))
    roots = roots_of(known.themes, embedder)
    best, _ = placing.nearest(corpus.vectors, corpus.bags, [r.anchor for r in roots])
    members = corpus.body[best[corpus.body] == [r.id for r in roots].index(theme)]
    parts = _parts(corpus, members, 2)
    if len(parts) < 2 or min(len(p) for p, _, _ in parts) < 2:
        return ()
    return tuple(_children(corpus, root, [(p, anchor) for p, anchor, _ in parts], known.themes, embedder, namer))


def _divided(
    corpus: _Corpus, root: Emergent, members: Indices, themes: Sequence[Emergent], embedder: str, namer: Namer
) -> list[Emergent]:
    """The fine themes of a middle one: none when it is small or does not fall into parts that recur across areas."""
    count = len(members) // FINE_SEGMENTS
    if count < 2:
        return []
    parts = [
        (part, anchor)
        for part, anchor, tells in _parts(corpus, np.sort(members), count)
        if tells >= FINE_TELLING
        and len(part) >= LEAST_SEGMENTS
        and corpus.areas_of(part) >= min(LEAST_AREAS, corpus.areas)
    ]
    return _children(corpus, root, parts, themes, embedder, namer) if len(parts) > 1 else []


def _parts(corpus: _Corpus, members: Indices, count: int) -> list[tuple[Indices, Anchor, float]]:
    """A theme's sentences in so many parts, each with its anchor, told apart by what they say within the theme."""
    if len(members) < 2 * count:
        return []
    bags = corpus.bags.rows(members)
    labels = grouping.Ward(count).fit(grouping.Reduced(bags, corpus.stems).fit(corpus.vectors[members]).rows).labels_
    within = np.asarray(bags.matrix.mean(axis=0)).ravel()
    stems = replace(corpus.stems, base=np.maximum(corpus.stems.base, within))
    parts = [members[labels == group] for group in range(count)]
    return [(part, *placing.learn(corpus.vectors, corpus.bags, part, stems)) for part in parts if len(part)]


def _children(
    corpus: _Corpus,
    root: Emergent,
    parts: Sequence[tuple[Indices, Anchor]],
    themes: Sequence[Emergent],
    embedder: str,
    namer: Namer,
) -> list[Emergent]:
    made: list[Emergent] = []
    for part, anchor in sorted(parts, key=lambda found: (-len(found[0]), int(found[0][0]))):
        near = placing.scores(corpus.vectors[part], corpus.bags.rows(part), [anchor])[:, 0]
        core = part[np.argsort(-near, kind="stable")]
        made.append(_theme(corpus, "fine", anchor, core, (*themes, *made), embedder, namer, root.id))
    return made


def _under_broad(made: list[Emergent], themes: Sequence[Emergent], embedder: str) -> list[Emergent]:
    """The new themes with their parents: a known broad theme where one is near, else new ones of their own."""
    roots = [t for t in made if t.level == "medium"]
    broad = [t for t in themes if t.level == "coarse" and t.embedder == embedder and not t.retired]
    parents: dict[str, str] = {}
    new: list[Emergent] = []
    if broad:
        anchors = np.array([b.anchor.vector for b in broad])
        parents = {r.id: broad[int((anchors @ np.array(r.anchor.vector)).round(6).argmax())].id for r in roots}
    elif roots:
        labels = np.zeros(len(roots), dtype=np.int64)
        if len(roots) > BROAD:
            from sklearn.cluster import AgglomerativeClustering

            count = max(2, round(len(roots) / BROAD))
            rows = np.array([r.anchor.vector for r in roots])
            labels = AgglomerativeClustering(n_clusters=count, linkage="ward").fit_predict(rows)
        for group in sorted(set(labels.tolist()), key=lambda g: int(np.argmax(labels == g))):
            its = [r for r, label in zip(roots, labels, strict=True) if label == group]
            new.append(_broad(its, (*themes, *made, *new), embedder))
            parents |= {r.id: new[-1].id for r in its}
    return [*new, *(replace(t, parent=parents[t.id]) if t.id in parents else t for t in made)]


def _broad(its: Sequence[Emergent], themes: Sequence[Emergent], embedder: str) -> Emergent:
    vector = np.round(placing.unit(np.array([t.anchor.vector for t in its]).mean(axis=0)), 4)
    founding = tuple(sorted({p for t in its for p in t.founding}))
    first = sorted(its, key=lambda t: bool(t.who))  # a matter says more than whom it is said of
    label = first[0].label if len(its) == 1 else f"{first[0].label}; {first[1].label}"
    return Emergent(
        id=theme_id(label, founding, {t.id for t in themes}),
        level="coarse",
        label=label,
        definition="",
        words=tuple(w for t in its for w in t.words[:2])[:8],
        anchor=Anchor(tuple(float(x) for x in vector)),
        founding=founding,
        embedder=embedder,
        adopted=len(themes) + 1,
    )
