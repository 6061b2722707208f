"""Pictures of emergent themes: a map of their passages, themes by areas as small multiples, the tree, and trust."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from corpus.types import Cell, Finding, Results, Theme, ThemeNode
from report import headlines, overlap
from report.drawing import CONCERN, GREY, INK, PALE, STRENGTH, Picture, boxes, headed, sheet, short
from report.drawing import label as label_of
from report.shorthand import count

MOST = 24  # themes in one picture: more cannot be told apart on a page
GOLDEN = 2.399963  # radians between neighbours in a sunflower: no two dots meet
GAP = 1.6  # dots between two themes
COLUMNS, HIGH = 2, 9.2  # small charts side by side, and inches of a page: smaller ones could not be read
SMALL = 12  # themes that are drawn so
_LOOK = {"strength": (STRENGTH, "o", 2.4), "concern": (CONCERN, "D", 2.1)}  # colour, marker, points
_MAP_SAYS = (
    "A mark for each finding that the matrix counts: blue dots are strengths, orange diamonds concerns, grey dots "
    "neither. Themes that share passages stand near each other."
)


_AREA = 0.135  # inches a line of a small chart
_TREE_SAYS = (
    "Bars and figures count all passages of a theme, those of summaries, recommendations and reports that the matrix "
    "does not count too; other pictures count what the matrix does, so their figures are smaller."
)


def of(results: Results) -> tuple[Picture, ...]:
    """Map, small multiples, the tree and how far each theme can be trusted; none where there is no emergent theme."""
    themes = _first(results)
    drawn = [passage_map(results, themes), *by_area(results, themes[:SMALL])] if len(themes) > 1 else []
    return tuple(its for its in (*drawn, tree(results), trust(results)) if its.rows)


def _first(results: Results) -> tuple[Theme, ...]:
    """The first emergent themes, those that hold together best in most areas; none that stands apart."""
    found = {f.theme for f in _counted(results)}
    return tuple(t for t in results.themes if t.origin == "emergent" and not t.apart and t.id in found)[:MOST]


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
    every = sum(t.origin == "emergent" for t in results.matrix.themes)
    known = f" {headlines.emergent(results)}"
    which = f"the {len(themes)} emergent themes shown" if every > len(themes) else f"{len(themes)} emergent themes"
    title = f"Of {which} “{most.label}” has the most findings in the matrix, {len(its[most.id])}"
    says = _MAP_SAYS + (f" Shown are the first {len(themes)}.{known}" if every > len(themes) else known)
    return Picture(
        name="theme-map",
        title=title,
        alternative=f"{says} " + "; ".join(f"{t.label}: {count(len(its[t.id]), 'finding')}" for t in themes),
        draw=lambda: headed(draw(), title, says),
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


def by_area(results: Results, themes: Sequence[Theme]) -> tuple[Picture, ...]:
    """A small chart a theme: for each row of the matrix the concerns to the left and the strengths to the right.

    A few themes a picture, on one scale in all of them.
    """
    several = len({row.programme for row in results.matrix.rows}) > 1
    named = {f"{row.area} ({row.programme})" if several else row.area: row for row in results.matrix.rows}
    areas = sorted(named, key=str.casefold)
    cells = {(t.id, area): results.matrix.cell(row, t) for t in themes for area, row in named.items()}
    longest = max((max(c.strengths, c.concerns) for c in cells.values()), default=1) or 1
    most = COLUMNS * max(1, int(HIGH / _each(areas)))
    parts = [themes[at : at + most] for at in range(0, len(themes), most)]
    return tuple(
        _small_charts(part, areas, cells, longest, (number, len(parts))) for number, part in enumerate(parts, start=1)
    )


def _each(areas: Sequence[str]) -> float:
    """Inches that one small chart takes."""
    return _AREA * max(3, len(areas)) + 0.55


def _small_charts(
    themes: Sequence[Theme],
    areas: Sequence[str],
    cells: Mapping[tuple[str, str], Cell],
    longest: int,
    which: tuple[int, int],
) -> Picture:
    def draw() -> Figure:
        lines = -(-len(themes) // COLUMNS)
        row, each = _AREA, _each(areas)
        figure = Figure(figsize=(6.5, lines * each + 0.1))
        axes = sheet(figure)
        half, wide = 0.78, 3.2
        unit = (half - 0.14) / longest
        good: list[tuple[float, float, float, float]] = []
        bad: list[tuple[float, float, float, float]] = []
        for at, theme in enumerate(themes):
            middle = 1.6 + (at % COLUMNS) * wide + half
            top = (at // COLUMNS) * each + 0.4
            label = label_of(theme.label, 40, 78)
            axes.text(middle - half - 1.45, top - 0.07, label, fontsize=8, va="bottom", weight="bold")
            for number, area in enumerate(areas):
                cell = cells[theme.id, area]
                down = top + row * (number + 0.5)
                axes.text(middle - half - 0.03, down, short(area, 26), fontsize=6.5, ha="right", va="center")
                good.append((middle, down - row * 0.4, cell.strengths * unit, row * 0.8))
                bad.append((middle - cell.concerns * unit, down - row * 0.4, cell.concerns * unit, row * 0.8))
                for number_, side, ha in ((cell.strengths, 1, "left"), (cell.concerns, -1, "right")):
                    if number_:
                        place = middle + side * (number_ * unit + 0.02)
                        axes.text(place, down, f"{number_}", fontsize=6, ha=ha, va="center")
            axes.plot([middle, middle], [top, top + row * len(areas)], color=INK, linewidth=0.6)
        boxes(axes, good, STRENGTH)
        boxes(axes, bad, CONCERN)
        return figure

    number, of = which
    spread = {t.id: sum(cells[t.id, area].passages > 0 for area in areas) for t in themes}
    most = max(spread.values())
    wide = [t for t in themes if spread[t.id] == most]
    who = f"“{wide[0].label}” is" if len(wide) == 1 else f"{len(wide)} of {len(themes)} emergent themes are"
    where = f"all {most} areas" if most == len(areas) else f"{most} of {len(areas)} areas"
    title = f"{who} told of in {where}" + ", the rest in fewer" * (len(wide) < len(themes))
    title += f" (picture {number} of {of})" if of > 1 else ""
    says = "Concerns to the left in orange, strengths to the right in blue, with the number of findings."
    return Picture(
        name="themes-by-area" if number == 1 else f"themes-by-area-{number}",
        title=title,
        alternative="Small charts, one a theme, concerns to the left in orange and strengths to the right in blue. "
        + "; ".join(f"{t.label}: in {spread[t.id]} of {len(areas)} areas" for t in themes),
        draw=lambda: headed(draw(), title, says),
        keys=("theme", "area", "strengths", "concerns"),
        rows=tuple(
            (t.label, area, cells[t.id, area].strengths, cells[t.id, area].concerns) for t in themes for area in areas
        ),
    )


def tree(results: Results) -> Picture:
    """The tree of emergent themes, broad ones on the left; a bar for the passages of each."""
    nodes = [n for n in results.tree if _stands(n)]
    cautions = overlap.cautions(results)
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
            name = f"{node.label} *" if node.id in cautions else node.label
            axes.text(0.15 * depth, -line, name, va="center", fontsize=6.5 - 0.5 * depth, color=INK)
            axes.text(2.18, -line, str(node.passages), va="center", ha="right", fontsize=5.5, color=GREY)
        axes.set_xlim(-0.05, 3.3)
        axes.set_ylim(-len(ordered), 1)
        axes.set_axis_off()
        return figure

    broad = [node for depth, node in ordered if depth == 0]
    widest = f", the widest “{broad[0].label}” with {broad[0].passages:,} passages" if broad else ""
    under = count(len(ordered) - len(broad), "narrower one")
    title = f"{count(len(broad), 'broad emergent theme')} and {under} under them{widest}"
    fine = ", fine ones grey" if any(depth > 1 for depth, _ in ordered) else ""
    middle = sum(node.level == "medium" for node in nodes)
    levels = f" Of these {count(len(nodes), 'theme')} the {middle} middle ones are those of the matrix."
    loose = " An asterisk marks a loose theme, whose words seldom stand together." if cautions else ""
    return Picture(
        name="theme-tree",
        title=title,
        alternative="Tree of emergent themes, coarse, medium and fine, with the passages of each. "
        + "; ".join(f"{n.label}: {n.passages} passages" for n in broad),
        draw=lambda: headed(draw(), title, f"Broad themes dark, theirs blue{fine}.{levels} {_TREE_SAYS}{loose}"),
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
                    axes.text(
                        2.8,
                        down,
                        f"{node.label} *" if node.id in cautions else node.label,
                        ha="right",
                        va="center",
                        fontsize=6,
                        color=INK,
                    )
                value = getattr(node, name)
                if value is None:
                    axes.text(left + wide / 2, down, "not measured", ha="center", va="center", fontsize=5, color=GREY)
                else:
                    axes.plot([left, left + wide], [down, down], color=PALE, linewidth=0.6)
                    axes.plot([left + wide * min(1.0, max(0.0, value))], [down], "o", color=STRENGTH, markersize=3.5)
                    axes.text(left + wide + 0.05, down, f"{value:.2f}", va="center", fontsize=5, color=INK)
        return figure

    cautions = {n.id for n in nodes} & overlap.cautions(results).keys()
    surest = max(nodes, key=lambda n: (n.distinctness or 0.0, n.id), default=None)
    title = f"Of {count(len(nodes), 'emergent theme')} “{surest.label}” is the most distinct" if surest else ""
    says = "Each line runs from 0 to 1; further right is better but for coverage, the share of passages."
    says += f" *: loose, its coherence below {overlap.LOOSE}: read its quotes before use." if cautions else ""
    says += f" {headlines.emergent(results)}"
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
