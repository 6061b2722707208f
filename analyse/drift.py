"""What became of each emergent theme since the last run, passage by passage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from analyse.emergent import Emergent

Became = Literal["kept", "grown", "shrunk", "split", "merged", "moved", "new", "gone"]
MOVED = 0.1  # of a theme's passages that went to others: from here it has moved
PART = 0.2  # of a theme's passages: so many in another theme are a part of it
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
    into: tuple[str, ...] = ()  # of a merged, split or moved theme, those that hold a good part of it


def changes(
    before: Mapping[str, str], after: Mapping[str, str], themes: Iterable[Emergent], passages: Iterable[str]
) -> tuple[Change, ...]:
    """`before` and `after` give the theme of each placed passage; `passages` are all there are now.

    A passage whose report was taken out has not moved: the theme shrank.
    """
    here = set(passages)
    old = set(before.values())
    found: list[Change] = []
    for theme in themes:
        had = {p for p, t in before.items() if t == theme.id}
        has = {p for p, t in after.items() if t == theme.id}
        if not had and not has:
            continue
        went = tuple(sorted((p, after.get(p, "")) for p in (had & here) - has))
        parts = [t for t, n in Counter(t for _, t in went if t).items() if n >= PART * len(had)]
        became, into = _became(theme, had, has, _most(t for _, t in went if t in parts), len(went), old)
        found.append(
            Change(
                theme=theme.id,
                label=theme.label,
                became=became,
                before=len(had),
                after=len(has),
                came=tuple(sorted(has - had)) if had else (),
                went=went,
                into=tuple(into),
            )
        )
    return tuple(found)


def _became(
    theme: Emergent, had: set[str], has: set[str], parts: list[str], went: int, old: set[str]
) -> tuple[Became, list[str]]:
    """What became of it, and the themes that hold what it was. `parts` took a good part of it, the largest first."""
    if not had:
        return "new", []
    if theme.merged_into and not theme.retired and not has:
        return "merged", [theme.merged_into]
    if theme.split and parts:
        return "split", parts
    if went > MOVED * len(had):
        return _gone_elsewhere(had, has, parts, old), parts
    if len(has) == len(had):
        return "kept", []
    return ("grown" if len(has) > len(had) else "shrunk" if has else "gone"), []


def _gone_elsewhere(had: set[str], has: set[str], parts: list[str], old: set[str]) -> Became:
    emptied = len(had & has) < PART * len(had)
    if len(parts) > 1 if emptied else any(part not in old for part in parts):
        return "split"
    if emptied and parts:
        return "merged" if parts[0] in old else "moved"
    return "moved" if has else "gone"


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
