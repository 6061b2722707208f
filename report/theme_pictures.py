"""Pictures of emergent themes: a map of their passages, themes by areas as small multiples, the tree, and trust."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from corpus.types import Finding, Results, Theme, ThemeNode
from report.drawing import CONCERN, GREY, INK, PALE, STRENGTH, Picture, boxes, headed, sheet
from report.shorthand import count

MOST = 24  # themes in one picture: more cannot be told apart on a page
GOLDEN = 2.399963  # radians between neighbours in a sunflower: no two dots meet
GAP = 1.6  # dots between two themes
COLUMNS = 4
_LOOK = {"strength": (STRENGTH, "o", 2.4), "concern": (CONCERN, "D", 2.1)}  # colour, marker, points
_MAP_SAYS = (
    "A mark for each passage: blue dots are strengths, orange diamonds concerns, grey dots neither. Themes that share "
    "passages stand near each other."
)


def of(results: Results) -> tuple[Picture, ...]:
    """Map, small multiples, the tree and how far each theme can be trusted; none where there is no emergent theme."""
    themes = _first(results)
    drawn = [passage_map(results, themes), by_area(results, themes)] if len(themes) > 1 else []
    return tuple(its for its in (*drawn, tree(results), trust(results)) if its.rows)


def _first(results: Results) -> tuple[Theme, ...]:
    """The first emergent themes: those that hold together best in most areas."""
    found = {f.theme for f in _counted(results)}
    return tuple(t for t in results.themes if t.origin == "emergent" and t.id in found)[:MOST]


def _counted(results: Results) -> list[Finding]:
    """The findings that the matrix counts."""
    counted = {id_ for cell in results.matrix.cells.values() for id_ in cell.findings}
    return [f for f in results.findings if f.id in counted and f.status != "rejected"]


def _stands(node: ThemeNode) -> bool:
    return bool(node.passages) and not node.standing


def passage_map(results: Results, themes: Sequence[Theme]) -> Picture:
    """Each dot a passage, the surest at the middle of its theme; themes that share passages stand near each other."""
    live = _counted(results)
    its = {t.id: sorted((f for f in live if f.theme == t.id), key=lambda f: (-f.score, f.id)) for t in themes}
    radii = np.array([np.sqrt(len(its[t.id])) for t in themes])
    labels = [textwrap.wrap(t.label, 18) for t in themes]
    room = radii + GAP + np.array([0.55 * len(lines) + 0.3 for lines in labels])
    centres = _apart(_layout([{f.passage for f in its[t.id]} for t in themes]), room)
    rows = tuple((t.id, t.label, f.passage, f.valence, f.score) for t in themes for f in its[t.id])

    def draw() -> Figure:
        span = np.ptp(np.vstack([centres - radii[:, None], centres + radii[:, None]]), axis=0)
        figure = Figure(figsize=(7.5, max(3.0, 7.5 * float(span[1] / span[0]))))
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        dots: dict[tuple[str, str, float], list[tuple[float, float]]] = {}
        for theme, (x, y), radius, label in zip(themes, centres, radii, labels, strict=True):
            for rank, finding in enumerate(its[theme.id]):
                turn, away = rank * GOLDEN, np.sqrt(rank + 0.5)
                place = (x + away * np.cos(turn), y + away * np.sin(turn))
                dots.setdefault(_LOOK.get(finding.valence, (GREY, "o", 2.4)), []).append(place)
            axes.text(x, y - radius - 0.4, "\n".join(label), ha="center", va="top", fontsize=5.5, color=INK)
        for (colour, marker, size), places in sorted(dots.items()):
            axes.plot(*zip(*places, strict=True), marker, markersize=size, markeredgewidth=0, color=colour)
        axes.set_aspect("equal")
        axes.set_axis_off()
        return figure

    most = max(themes, key=lambda t: len(its[t.id]))
    title = f"Of {len(themes)} emergent themes “{most.label}” has the most passages, {len(its[most.id])}"
    return Picture(
        name="theme-map",
        title=title,
        alternative=f"{_MAP_SAYS} " + "; ".join(f"{t.label}: {len(its[t.id])} passages" for t in themes),
        draw=lambda: headed(draw(), title, _MAP_SAYS),
        keys=("theme", "label", "passage", "valence", "score"),
        rows=rows,
    )


def _layout(passages: Sequence[set[str]]) -> NDArray[np.float64]:
    """Places on a plane by classical scaling of the share of passages that themes have in common (Torgerson 1952)."""
    size = len(passages)
    far = np.array([[0.0 if a is b else 1 - len(a & b) / min(len(a), len(b)) for b in passages] for a in passages])
    middle = np.eye(size) - 1 / size
    sizes, directions = np.linalg.eigh(-0.5 * middle @ far**2 @ middle)
    best = np.argsort(-sizes, kind="stable")[:2]
    for at in best:  # an eigenvector's sign is free: the first theme that is off the middle stands on the right
        directions[:, at] *= np.sign(directions[np.argmax(np.abs(directions[:, at]) > 1e-9), at]) or 1.0
    return np.asarray(directions[:, best] * np.sqrt(np.maximum(sizes[best], 1e-9)))


def _apart(places: NDArray[np.float64], room: NDArray[np.float64]) -> NDArray[np.float64]:
    """The places spread until no theme's dots or label lie on another's; `room` is the radius that each takes."""
    room = room + 0.05  # for what rounding takes
    found = places / max(float(np.abs(places).max()), 1e-9) * float(room.sum()) / 4
    found += np.column_stack([np.cos(np.arange(len(room))), np.sin(np.arange(len(room)))]) * 0.01
    for _ in range(400):
        moved = False
        for i in range(len(found)):
            for j in range(i):
                away = found[i] - found[j]
                distance = float(np.linalg.norm(away))
                missing = room[i] + room[j] - distance
                if missing > 1e-6:
                    step = away / max(distance, 1e-9) * missing / 2
                    found[i] += step
                    found[j] -= step
                    moved = True
        if not moved:
            break
    return np.round(found, 4)


def by_area(results: Results, themes: Sequence[Theme]) -> Picture:
    """A small chart a theme: for each row of the matrix the concerns to the left and the strengths to the right."""
    several = len({row.programme for row in results.matrix.rows}) > 1
    named = {f"{row.area} ({row.programme})" if several else row.area: row for row in results.matrix.rows}
    areas = sorted(named, key=str.casefold, reverse=True)
    counts: Counter[tuple[str, str, str]] = Counter()
    found: Counter[str] = Counter()
    for theme in themes:
        for area, row in named.items():
            cell = results.matrix.cell(row, theme)
            counts[theme.id, area, "strength"], counts[theme.id, area, "concern"] = cell.strengths, cell.concerns
            found[theme.id] += cell.passages > 0
    longest = max(counts.values(), default=1) or 1
    rows = tuple(
        (t.label, area, counts[t.id, area, "strength"], counts[t.id, area, "concern"])
        for t in themes
        for area in reversed(areas)
    )

    def draw() -> Figure:
        lines = -(-len(themes) // COLUMNS)
        each = max(1.2, 0.1 * len(areas) + 0.5)
        figure = Figure(figsize=(7.5, lines * each + 0.2))
        axes = sheet(figure)
        half, row = 0.74, (each - 0.45) / max(1, len(areas))
        unit = half / longest
        good: list[tuple[float, float, float, float]] = []
        bad: list[tuple[float, float, float, float]] = []
        for at, theme in enumerate(themes):
            middle = 1.2 + (at % COLUMNS) * 1.57 + half
            top = (at // COLUMNS) * each + 0.4
            label = "\n".join(textwrap.wrap(theme.label, 26))
            axes.text(middle - half, top - 0.06, label, fontsize=6, va="bottom")
            for number, area in enumerate(reversed(areas)):
                strengths, concerns = counts[theme.id, area, "strength"], counts[theme.id, area, "concern"]
                good.append((middle, top + row * (number + 0.1), strengths * unit, row * 0.8))
                bad.append((middle - concerns * unit, top + row * (number + 0.1), concerns * unit, row * 0.8))
                if at % COLUMNS == 0:
                    axes.text(1.15, top + row * (number + 0.5), area, fontsize=4.8, ha="right", va="center")
            axes.plot([middle, middle], [top, top + row * len(areas)], color=PALE, linewidth=0.6)
        boxes(axes, good, STRENGTH)
        boxes(axes, bad, CONCERN)
        return figure

    spread = {t.id: found[t.id] for t in themes}
    says = f"Concerns to the left in orange, strengths to the right in blue. The longest bar is {longest} findings."
    wide = [t for t in themes if spread[t.id] == max(spread.values())]
    who = f"“{wide[0].label}” is" if len(wide) == 1 else f"{len(wide)} of {len(themes)} emergent themes are"
    many = spread[wide[0].id]
    where = f"all {many} areas" if many == len(areas) else f"{many} of {len(areas)} areas"
    title = f"{who} told of in {where}" + ", the rest in fewer" * (len(wide) < len(themes))
    return Picture(
        name="themes-by-area",
        title=title,
        alternative="Small charts, one a theme, concerns to the left in orange and strengths to the right in blue. "
        + "; ".join(f"{t.label}: in {spread[t.id]} of {len(areas)} areas" for t in themes),
        draw=lambda: headed(draw(), title, says),
        keys=("theme", "area", "strengths", "concerns"),
        rows=rows,
    )


def tree(results: Results) -> Picture:
    """The tree of emergent themes, broad ones on the left; a bar for the passages of each."""
    nodes = [n for n in results.tree if _stands(n)]
    ordered: list[tuple[int, ThemeNode]] = []
    known = {n.id for n in nodes}

    def walk(parent: str | None, depth: int) -> None:
        its = [n for n in nodes if (n.parent if n.parent in known else None) == parent]
        for node in sorted(its, key=lambda n: (-n.passages, n.id)):
            ordered.append((depth, node))
            walk(node.id, depth + 1)

    walk(None, 0)

    def draw() -> Figure:
        figure = Figure(figsize=(7.5, 0.14 * len(ordered) + 0.3))
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        most = max((n.passages for _, n in ordered), default=1)
        for line, (depth, node) in enumerate(ordered):
            axes.barh(-line, node.passages / most, left=2.2, height=0.6, color=(INK, STRENGTH, GREY)[min(depth, 2)])
            axes.text(0.15 * depth, -line, node.label, va="center", fontsize=6.5 - 0.5 * depth, color=INK)
            axes.text(2.18, -line, str(node.passages), va="center", ha="right", fontsize=5.5, color=GREY)
        axes.set_xlim(-0.05, 3.3)
        axes.set_ylim(-len(ordered), 1)
        axes.set_axis_off()
        return figure

    broad = [node for depth, node in ordered if depth == 0]
    widest = f", the widest “{broad[0].label}” with {broad[0].passages:,} passages" if broad else ""
    title = f"{count(len(ordered), 'emergent theme')} stand under {count(len(broad), 'broad one')}{widest}"
    fine = ", fine ones grey" if any(depth > 1 for depth, _ in ordered) else ""
    return Picture(
        name="theme-tree",
        title=title,
        alternative="Tree of emergent themes, coarse, medium and fine, with the passages of each. "
        + "; ".join(f"{n.label}: {n.passages} passages" for n in broad),
        draw=lambda: headed(draw(), title, f"Bars and figures count passages: broad themes dark, theirs blue{fine}."),
        keys=("depth", "theme", "label", "passages", "areas"),
        rows=tuple((depth, n.id, n.label, n.passages, n.areas) for depth, n in ordered),
    )


def _measured(node: ThemeNode) -> str:
    both = (("coherence", node.coherence), ("distinctness", node.distinctness))
    return ", ".join(f"{name} {value}" for name, value in both if value is not None) or "not measured"


def trust(results: Results) -> Picture:
    """How far each middle theme can be trusted: a dot a figure on a scale from 0 to 1, words where it is not known."""
    ranks = {t.id: rank for rank, t in enumerate(results.themes)}
    known = [n for n in results.tree if n.coverage is not None and _stands(n)]
    nodes = sorted(known, key=lambda n: (ranks.get(n.id, len(ranks)), n.id))[:MOST]
    names = ("stability", "coherence", "distinctness", "coverage")
    drawn = [name for name in names if any(getattr(n, name) is not None for n in nodes)]

    def draw() -> Figure:
        high = 0.17 * len(nodes) + 0.5
        figure = Figure(figsize=(7.5, high))
        axes = sheet(figure)
        for at, name in enumerate(drawn):
            left, wide = 2.9 + 1.15 * at, 0.85
            axes.text(left, 0.16, name.capitalize(), fontsize=7, va="center", color=INK)
            for line, node in enumerate(nodes):
                down = 0.36 + 0.17 * line
                if at == 0:
                    axes.text(2.8, down, node.label, ha="right", va="center", fontsize=6, color=INK)
                value = getattr(node, name)
                if value is None:
                    axes.text(left + wide / 2, down, "not measured", ha="center", va="center", fontsize=5, color=GREY)
                else:
                    axes.plot([left, left + wide], [down, down], color=PALE, linewidth=0.6)
                    axes.plot([left + wide * min(1.0, max(0.0, value))], [down], "o", color=STRENGTH, markersize=3.5)
                    axes.text(left + wide + 0.05, down, f"{value:.2f}", va="center", fontsize=5, color=INK)
        return figure

    surest = max(nodes, key=lambda n: (n.distinctness or 0.0, n.id), default=None)
    title = f"Of {count(len(nodes), 'emergent theme')} “{surest.label}” is the most distinct" if surest else ""
    says = "Each line runs from 0 to 1; further right is better but for coverage, the share of passages."
    if missing := [name for name in names if name not in drawn]:
        says += f" Not measured: {', '.join(missing)}."
    return Picture(
        name="theme-trust",
        title=title,
        alternative=f"{says} " + "; ".join(f"{n.label}: {_measured(n)}" for n in nodes),
        draw=lambda: headed(draw(), title, says),
        keys=("theme", "label", *names, "apart"),
        rows=tuple((n.id, n.label, *(getattr(n, name) for name in names), n.apart) for n in nodes),
    )
