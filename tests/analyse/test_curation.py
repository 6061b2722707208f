"""Deciding on emergent themes of a workspace: kept by id, and undone by no later run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from analyse import run
from analyse.curation import Curator, appended
from corpus import codebook, decisions
from corpus.errors import WrongUsage
from corpus.types import Theme
from corpus.workspace import Workspace
from tests.conftest import Demo

BOOK = """\
# Ours.
themes:
  - id: access  # how soon
    label: Access
"""


def test_a_promoted_theme_stands_at_the_codebooks_end_and_the_rest_stays_as_it_was() -> None:
    entry = Theme("waits", "Waits", examples=("It took “months”: no one knew.",), phrases=("long waits",))
    text = appended(BOOK, "long-waits", entry)
    assert text.startswith(BOOK)
    (old, new) = codebook.parse(text).themes
    assert old.id == "access"
    assert (new.id, new.label) == ("long-waits", "Waits")
    assert (new.examples, new.phrases) == (entry.examples, entry.phrases)


@pytest.fixture(scope="module")
def space(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("curation") / "demo"
    shutil.copytree(demo.folder, folder, ignore=shutil.ignore_patterns("out"))
    return Workspace.open(folder)


def counts(space: Workspace) -> dict[str, tuple[str, int]]:
    results, _ = run.update(space)
    return {s.theme.id: (s.theme.label, s.findings) for s in results.summaries if s.theme.origin == "emergent"}


def test_what_was_decided_holds_and_touches_nothing_else(space: Workspace) -> None:
    before = counts(space)
    renamed, merged, into, aside = sorted(before)[:4]
    curator = Curator(space, "Ann")
    curator.rename(renamed, "A better name")
    curator.merge(merged, into)
    curator.set_aside(aside)
    after = counts(space)
    assert after[renamed] == ("A better name", before[renamed][1])
    assert merged not in after
    assert aside not in after
    assert after[into][1] >= max(before[into][1], before[merged][1])
    untouched = set(before) - {renamed, merged, into, aside}
    assert {t: after[t] for t in untouched} == {t: before[t] for t in untouched}
    assert [(d.what, d.who) for d in decisions.listed(space.root, "theme")] == [
        ("rename", "Ann"),
        ("merge", "Ann"),
        ("set-aside", "Ann"),
    ]
    assert counts(space) == after
    shutil.rmtree(Path(space.root) / ".analyse" / "themes")
    assert counts(space) == after


def test_founding_afresh_keeps_what_people_decided(space: Workspace) -> None:
    made = {(d.what, d.after) for d in decisions.listed(space.root, "theme") if d.what in ("rename", "set-aside")}
    set_aside = {d.subject for d in decisions.listed(space.root, "theme") if d.what == "set-aside"}
    labels = {t.label for t in Curator(space, "Ann").known().themes if t.id in set_aside}
    told = Curator(space, "Bo").refound()
    known = Curator(space, "Bo").known().themes
    carried = {(d.what, d.after) for d in decisions.listed(space.root, "theme") if d.who == "Bo"}
    assert made
    assert all(choice in carried or f"not carried over: {choice[0]}" in told for choice in made)
    assert any(t.label == "A better name" and not t.retired for t in known)
    assert not labels & {label for label, _ in counts(space).values()}


def test_a_theme_nobody_knows_is_wrong_usage(space: Workspace) -> None:
    with pytest.raises(WrongUsage, match="No emergent theme"):
        Curator(space, "Ann").rename("zzz", "X")
