"""What people decide of emergent themes: the last word counts, and no other theme changes."""

from __future__ import annotations

from dataclasses import replace

from analyse import hierarchy
from analyse.emergent import Emergent, Placement
from analyse.hierarchy import Tree, cut, decided
from analyse.placing import Anchor
from analyse.segments import Segment
from corpus.decisions import Decision


def theme(name: str, level: str = "medium", parent: str | None = "broad") -> Emergent:
    return Emergent(name, level, name.title(), "", (name,), Anchor((1.0, 0.0)), (name,), "static", 1, parent)  # type: ignore[arg-type]


THEMES = (
    theme("broad", "coarse", None),
    theme("waits"),
    theme("voice"),
    theme("plans"),
    theme("long", "fine", "waits"),
    theme("short", "fine", "waits"),
)


def said(subject: str, what: str, after: str) -> Decision:
    return Decision(hierarchy.KIND, subject, what, after, who="Ann")


def placed(name: str, fine: str = "") -> Placement:
    return Placement(Segment("p", 0, 9, "A", "", "", "t", "t", frozenset(), True), name, fine or name, 0.9)


def ids(themes: tuple[Emergent, ...]) -> list[str]:
    return [t.id for t in themes]


def test_each_cut_has_its_own_level_and_what_cannot_be_divided_stands_for_itself() -> None:
    assert ids(cut(THEMES, "coarse")) == ["broad"]
    assert ids(cut(THEMES, "medium")) == ["waits", "voice", "plans"]
    assert ids(cut(THEMES, "fine")) == ["voice", "plans", "long", "short"]


def test_a_merge_moves_its_passages_and_leaves_every_other_theme_as_it_was() -> None:
    after = decided(THEMES, [said("voice", "merge", "plans")])
    assert [t for t in after if t.id != "voice"] == [t for t in THEMES if t.id != "voice"]
    tree = Tree.of(after)
    assert tree.at(placed("voice"), "medium").id == "plans"
    assert tree.at(placed("waits", "long"), "medium").id == "waits"
    assert "voice" not in ids(cut(after, "medium"))


def test_merges_follow_each_other_and_a_circle_ends() -> None:
    chain = decided(THEMES, [said("voice", "merge", "plans"), said("plans", "merge", "waits")])
    assert Tree.of(chain).standing("voice").id == "waits"
    circle = decided(THEMES, [said("voice", "merge", "plans"), said("plans", "merge", "voice")])
    assert Tree.of(circle).standing("voice").id in {"voice", "plans"}


def test_a_split_raises_the_fine_themes_and_changes_no_placement_elsewhere() -> None:
    after = decided(THEMES, [said("waits", "split", "yes")])
    assert ids(cut(after, "medium")) == ["voice", "plans", "long", "short"]
    tree = Tree.of(after)
    assert tree.at(placed("waits", "long"), "medium").id == "long"
    assert tree.at(placed("voice"), "medium").id == "voice"
    assert tree.at(placed("waits", "long"), "coarse").id == "broad"


def test_what_is_set_aside_or_promoted_is_shown_in_no_cut_until_it_is_taken_back() -> None:
    aside = decided(THEMES, [said("waits", "set-aside", "yes"), said("voice", "promote", "voice-of-people")])
    assert ids(cut(aside, "medium")) == ["plans"]
    assert ids(cut(aside, "fine")) == ["plans"]
    back = decided(aside, [said("waits", "set-aside", "no")])
    assert ids(cut(back, "medium")) == ["waits", "plans"]


def test_the_last_label_counts_and_the_id_stays() -> None:
    after = decided(THEMES, [said("voice", "rename", "Being heard"), said("voice", "rename", "Voices heard")])
    assert {t.id: t.label for t in after}["voice"] == "Voices heard"
    assert ids(after) == ids(THEMES)


def test_a_decision_on_a_theme_that_is_not_here_changes_nothing() -> None:
    assert (
        decided(THEMES, [said("gone", "rename", "X"), replace(said("voice", "rename", "X"), kind="finding")]) == THEMES
    )
