"""The order in which outputs show themes: by group, each with its sub-themes under it, emergent ones last."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.types import Theme


def arranged(themes: Sequence[Theme]) -> tuple[Theme, ...]:
    """`themes` in that order; groups and themes otherwise keep the order they came in."""
    ids = {theme.id for theme in themes}
    groups = {group: place for place, group in enumerate(dict.fromkeys(theme.group for theme in themes))}
    children: dict[str, list[Theme]] = {}
    tops: list[Theme] = []
    for theme in themes:
        if theme.parent in ids and theme.parent != theme.id and theme.parent is not None:
            children.setdefault(theme.parent, []).append(theme)
        else:
            tops.append(theme)
    tops.sort(key=lambda theme: (theme.origin == "emergent", groups[theme.group]))
    placed: dict[str, Theme] = {}

    def place(theme: Theme) -> None:
        if theme.id not in placed:
            placed[theme.id] = theme
            for child in children.get(theme.id, ()):
                place(child)

    for theme in (*tops, *themes):  # themes that are each other's parents come last
        place(theme)
    return tuple(placed.values())
