"""What became of each emergent theme since the last run, passage by passage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from analyse.emergent import Emergent

Became = Literal["kept", "grown", "shrunk", "split", "merged", "moved", "new", "gone"]
MOVED = 0.1  # of a theme's passages that went to others: from here it has moved
UNFIT = 0.3  # share of passages unplaced from which the anchored themes no longer fit the corpus


@dataclass(frozen=True, slots=True)
class Change:
    """One theme: how many passages it had and has, which came, which went and where to."""

    theme: str
    label: str
    became: Became
    before: int
    after: int
    came: tuple[str, ...] = ()
    went: tuple[tuple[str, str], ...] = ()  # passage, and the theme it went to ("" unplaced)
    into: tuple[str, ...] = ()  # of a merged or split theme, what stands in its place


def changes(
    before: Mapping[str, str], after: Mapping[str, str], themes: Iterable[Emergent], passages: Iterable[str]
) -> tuple[Change, ...]:
    """`before` and `after` give the theme of each placed passage; `passages` are all there are now.

    A passage whose report was taken out has not moved: the theme shrank.
    """
    here = set(passages)
    found: list[Change] = []
    for theme in themes:
        had = {p for p, t in before.items() if t == theme.id}
        has = {p for p, t in after.items() if t == theme.id}
        if not had and not has:
            continue
        went = tuple(sorted((p, after.get(p, "")) for p in (had & here) - has))
        into = (theme.merged_into,) if theme.merged_into else tuple(_most(t for _, t in went if t))
        found.append(
            Change(
                theme=theme.id,
                label=theme.label,
                became=_became(theme, had, has, len(went)),
                before=len(had),
                after=len(has),
                came=tuple(sorted(has - had)) if had else (),
                went=went,
                into=into if not has else (),
            )
        )
    return tuple(found)


def _became(theme: Emergent, had: set[str], has: set[str], went: int) -> Became:
    if not had:
        return "new"
    if not has:
        return "merged" if theme.merged_into else "split" if theme.split else "gone"
    if went > MOVED * len(had):
        return "moved"
    if len(has) > len(had):
        return "grown"
    return "shrunk" if len(has) < len(had) else "kept"


def _most(themes: Iterable[str]) -> list[str]:
    return [theme for theme, _ in sorted(Counter(themes).items(), key=lambda item: (-item[1], item[0]))]


def kept_share(before: Mapping[str, str], after: Mapping[str, str]) -> float:
    """Share of the passages placed before that are where they were."""
    return sum(after.get(p) == t for p, t in before.items()) / len(before) if before else 1.0


def successors(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """For each earlier theme the one that now holds most of its passages: the map of a new founding."""
    into: dict[str, list[str]] = {}
    for passage, theme in before.items():
        if passage in after:
            into.setdefault(theme, []).append(after[passage])
    return {theme: _most(its)[0] for theme, its in sorted(into.items()) if its}
