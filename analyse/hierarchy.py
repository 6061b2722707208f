"""The tree of emergent themes, what people decided of it, and its cuts: coarse, medium, fine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from analyse.emergent import LEVELS, Emergent, Level, Placement
from corpus.decisions import Decision

KIND = "theme"


@dataclass(frozen=True, slots=True)
class Tree:
    """Every theme by id, decisions applied."""

    themes: Mapping[str, Emergent]

    @classmethod
    def of(cls, themes: Iterable[Emergent]) -> Tree:
        return cls({t.id: t for t in themes})

    def standing(self, theme: str) -> Emergent:
        """The theme, or what it was merged into."""
        found, seen = self.themes[theme], {theme}
        while found.merged_into and found.merged_into in self.themes and found.merged_into not in seen:
            seen.add(found.merged_into)
            found = self.themes[found.merged_into]
        return found

    def above(self, theme: Emergent) -> Emergent | None:
        """The theme it was founded under."""
        return self.themes.get(theme.parent or "")

    def at(self, placement: Placement, detail: Level) -> Emergent:
        """The theme of a placement in the cut at `detail`; a finer cut only splits."""
        root = self.themes[placement.theme]
        middle = self.standing(placement.fine if root.split else placement.theme)
        if detail == "medium":
            return middle
        if detail == "fine":
            fine = self.standing(placement.fine)
            # A fine theme of what was merged away stays apart under the theme it went to.
            return fine if not middle.set_aside and not middle.promoted else middle
        parent = self.parent(middle)
        return parent or middle

    def parent(self, theme: Emergent) -> Emergent | None:
        """The broad theme above one of the middle, the middle one above a fine one."""
        above = self.above(theme)
        if above is None:
            return None
        return self.parent(above) if theme.level == "fine" and above.split else self.standing(above.id)

    def hidden(self, theme: Emergent) -> bool:
        """Set aside, or in the codebook by now."""
        return theme.set_aside or bool(theme.promoted)

    def children(self, theme: str) -> tuple[Emergent, ...]:
        return tuple(t for t in self.themes.values() if t.parent == theme and not t.retired)


def decided(themes: Sequence[Emergent], decisions: Iterable[Decision]) -> tuple[Emergent, ...]:
    """The themes as people decided: the last word on each counts; no theme is taken out and no anchor changed."""
    by_id = {t.id: t for t in themes}
    for decision in decisions:
        theme = by_id.get(decision.subject)
        if decision.kind != KIND or theme is None:
            continue
        if decision.what == "rename":
            theme = replace(theme, label=decision.after, who="")  # a person has said what it is about
        elif decision.what == "merge":
            theme = replace(theme, merged_into=decision.after or None)
        elif decision.what == "set-aside":
            theme = replace(theme, set_aside=decision.after == "yes")
        elif decision.what == "split":
            theme = replace(theme, split=decision.after == "yes")
        elif decision.what == "promote":
            theme = replace(theme, promoted=decision.after or None)
        by_id[theme.id] = theme
    return tuple(by_id[t.id] for t in themes)


def cut(themes: Iterable[Emergent], detail: Level) -> tuple[Emergent, ...]:
    """The themes that stand in the cut at `detail`, in the order of their adoption."""
    tree = Tree.of(t for t in themes if not t.retired)
    divided = {t.parent for t in tree.themes.values() if t.level == "fine"}
    return tuple(
        t
        for t in tree.themes.values()
        if t.merged_into is None
        and not tree.hidden(t)
        and not _inside_hidden(tree, t)
        and _stands(t, detail, tree, divided)
    )


def _stands(theme: Emergent, detail: Level, tree: Tree, divided: set[str | None]) -> bool:
    if detail == "coarse":
        return theme.level == "coarse"
    if detail == "fine":
        return theme.level == "fine" or (theme.level == "medium" and theme.id not in divided)
    if theme.level == "fine":
        above = tree.above(theme)
        return above is not None and above.split
    return theme.level == "medium" and not theme.split


def _inside_hidden(tree: Tree, theme: Emergent) -> bool:
    above = tree.parent(theme)
    return theme.level == "fine" and above is not None and tree.hidden(above)


def level_of(text: str) -> Level | None:
    return next((level for level in LEVELS if level == text), None)
