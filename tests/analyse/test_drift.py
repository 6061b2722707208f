"""What became of each emergent theme."""

from __future__ import annotations

from dataclasses import replace

from analyse import drift
from tests.analyse.test_hierarchy import theme

THEMES = tuple(theme(name) for name in ("one", "two", "three", "four"))


def became(before: dict[str, str], after: dict[str, str], here: str) -> dict[str, str]:
    return {c.theme: c.became for c in drift.changes(before, after, THEMES, here)}


def test_a_theme_is_kept_grown_shrunk_new_or_gone_by_its_passages() -> None:
    before = {"a": "one", "b": "one", "c": "two", "d": "three"}
    assert became(before, before, "abcd") == {"one": "kept", "two": "kept", "three": "kept"}
    assert became(before, {**before, "e": "one", "f": "four"}, "abcdef")["one"] == "grown"
    assert became(before, {**before, "f": "four"}, "abcdf")["four"] == "new"
    assert became(before, {"a": "one", "b": "one", "c": "two"}, "abc") == {
        "one": "kept",
        "two": "kept",
        "three": "gone",
    }


def test_a_theme_shrinks_when_a_report_leaves_and_moves_when_its_passages_go_elsewhere() -> None:
    before = {"a": "one", "b": "one", "c": "two"}
    assert became(before, {"a": "one", "c": "two"}, "ac")["one"] == "shrunk"
    (change, *_) = drift.changes(before, {"a": "one", "b": "two", "c": "two"}, THEMES, "abc")
    assert (change.became, change.went) == ("moved", (("b", "two"),))


def test_a_merged_theme_says_where_its_passages_are() -> None:
    merged = (replace(THEMES[0], merged_into="two"), *THEMES[1:])
    (change, grown) = drift.changes({"a": "one", "c": "two"}, {"a": "two", "c": "two"}, merged, "ac")
    assert (change.became, change.into) == ("merged", ("two",))
    assert (grown.became, grown.came) == ("grown", ("a",))


def test_the_share_that_kept_its_id_and_the_map_of_a_new_founding() -> None:
    before = {"a": "one", "b": "one", "c": "two", "d": "two"}
    after = {"a": "x", "b": "x", "c": "x", "d": "two"}
    assert drift.kept_share(before, after) == 0.25
    assert drift.successors(before, after) == {"one": "x", "two": "two"}
    assert drift.kept_share({}, after) == 1.0


def change(before: dict[str, str], after: dict[str, str], name: str) -> drift.Change:
    return next(c for c in drift.changes(before, after, THEMES, set(before) | set(after)) if c.theme == name)


def test_a_theme_whose_passages_go_to_a_known_one_has_merged_and_to_several_has_split() -> None:
    before = {**dict.fromkeys("abcdef", "one"), "x": "two", "y": "two"}
    merged = change(before, {**before, **dict.fromkeys("abcdef", "two")}, "one")
    assert (merged.became, merged.into) == ("merged", ("two",))
    split = change(before, {**before, **dict.fromkeys("abcd", "three"), **dict.fromkeys("ef", "four")}, "one")
    assert (split.became, split.into) == ("split", ("three", "four"))
    part = change(before, {**before, "a": "four", "b": "four"}, "one")
    assert (part.became, part.into, part.after) == ("split", ("four",), 4)
    moved = change(before, {**before, **dict.fromkeys("abcdef", "four")}, "one")
    assert (moved.became, moved.into) == ("moved", ("four",))


def test_a_theme_that_people_split_says_so_though_a_sentence_stays_with_it() -> None:
    themes = (replace(THEMES[0], split=True), *THEMES[1:])
    before = dict.fromkeys("abcdefgh", "one")
    after = {**dict.fromkeys("abc", "three"), **dict.fromkeys("defg", "four"), "h": "one"}
    (said, *_) = drift.changes(before, after, themes, before)
    assert (said.became, said.into) == ("split", ("four", "three"))
