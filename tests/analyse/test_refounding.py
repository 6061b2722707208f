"""What people decided goes with the themes when they are founded afresh."""

from __future__ import annotations

from dataclasses import replace

from analyse import refounding
from analyse.emergent import Emergent
from corpus.decisions import Decision
from tests.analyse.test_hierarchy import theme


def founded(name: str, passages: str) -> Emergent:
    return replace(theme(name), founding=tuple(passages))


OLD = (founded("waits", "abcd"), founded("noise", "efgh"), founded("breaks", "ijkl"), founded("weeks", "mnop"))
NEW = (founded("waits-2", "abcm"), founded("noise-2", "efgh"), founded("breaks-2", "ijkl"))


def said(subject: str, what: str, after: str) -> Decision:
    return Decision("theme", subject, what, after, who="Ann", note="why")


def carried(*decisions: Decision) -> refounding.Carried:
    return refounding.carried(OLD, NEW, decisions, {}, {}, "Bo")


def test_rename_set_aside_and_split_go_to_the_theme_that_is_like_the_old_one() -> None:
    found = carried(
        said("waits", "rename", "Long waits"), said("noise", "set-aside", "yes"), said("breaks", "split", "yes")
    )
    assert {(d.subject, d.what, d.after, d.who) for d in found.decisions} == {
        ("waits-2", "rename", "Long waits", "Bo"),
        ("noise-2", "set-aside", "yes", "Bo"),
        ("breaks-2", "split", "yes", "Bo"),
    }
    assert all("Ann" in d.note and "why" in d.note for d in found.decisions)
    assert (len(found.told), found.lost) == (3, ())


def test_a_merge_goes_to_both_successors() -> None:
    (decision,) = carried(said("noise", "merge", "breaks")).decisions
    assert (decision.subject, decision.what, decision.after) == ("noise-2", "merge", "breaks-2")


def test_what_no_new_theme_is_like_is_told_and_never_dropped_in_silence() -> None:
    found = carried(said("weeks", "rename", "Weeks waited"), said("noise", "merge", "weeks"))
    assert found.decisions == ()
    assert len(found.lost) == 2
    assert "weeks" in found.lost[0]


def test_the_last_word_counts_and_what_was_taken_back_stays_back() -> None:
    found = carried(
        said("noise", "set-aside", "yes"),
        said("noise", "set-aside", "no"),
        said("waits", "rename", "A"),
        said("waits", "rename", "B"),
    )
    assert [(d.subject, d.after) for d in found.decisions] == [("waits-2", "B")]


def test_a_theme_that_cannot_be_split_is_told_as_not_carried() -> None:
    found = refounding.without_splits(
        carried(said("breaks", "split", "yes"), said("waits", "rename", "A")), {"breaks-2"}
    )
    assert [d.what for d in found.decisions] == ["rename"]
    assert len(found.told) == 1
    assert "cannot be split" in found.lost[0]
