"""Emergent themes: the same whatever the order, theirs for good, and cuts of one tree."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from analyse import emergent, hierarchy, known_themes, labels
from analyse.emergent import Emergent, Known, Placement
from analyse.segments import Segment, Text, split
from models import embed

AREAS = ("Ashmere", "Calderwick", "Dunmarsh", "Eastholme", "Fenbrook", "Garstone")
TOPICS = (
    "Swimming lessons at the leisure pool",
    "Books from the mobile library van",
    "Hymns of the church choir",
    "Repairs to the railway bridge",
)
ENDINGS = (
    "were popular with older residents on weekdays",
    "had been cut back for older residents at weekends",
    "brought older residents together each week",
    "were praised by older residents and their friends",
)
TEXTS = [
    Text(f"{topic}{area}{ending}", AREAS[area], f"{TOPICS[topic]} {ENDINGS[ending]} in {AREAS[area]}.")
    for topic in range(len(TOPICS))
    for area in range(len(AREAS))
    for ending in range(len(ENDINGS))
]
Found = tuple[Known, tuple[Placement, ...]]


def sentences(texts: list[Text]) -> tuple[Segment, ...]:
    # Twenty-four reports that say the same words would be stock phrases: here they are the subject.
    return tuple(replace(s, stock=False) for s in split(texts, {area: area for area in AREAS}))


def discover(texts: list[Text], known: Known | None = None) -> Found:
    segments = sentences(texts)
    vectors = embed.load("static").embed([s.masked for s in segments])
    return emergent.discover(segments, vectors, known or Known(), "static", labels.name)


def where(found: Found) -> dict[str, str]:
    return {placement.segment.passage: placement.theme for placement in found[1]}


@pytest.fixture(scope="module")
def found() -> Found:
    return discover(TEXTS)


def test_what_recurs_across_areas_becomes_a_theme_labelled_with_its_words(found: Found) -> None:
    themes = {t.id: t for t in found[0].themes if t.level == "medium"}
    topics = {name: Counter(p[0] for p, t in where(found).items() if t == name) for name in themes}
    for name, theme in themes.items():
        assert len(topics[name]) == 1, "one theme, one topic"
        said = TOPICS[int(next(iter(topics[name])))].lower()
        assert any(word in said for word in theme.label.lower().split()), theme.label
        assert theme.label.lower() in theme.definition.lower()
        assert not any(area.lower() in theme.label.lower() for area in AREAS)
    assert len({next(iter(t)) for t in topics.values() if t}) >= 3


@pytest.mark.parametrize("seed", range(3))
def test_themes_and_places_are_the_same_whatever_the_order(found: Found, seed: int) -> None:
    shuffled = list(TEXTS)
    random.Random(seed).shuffle(shuffled)  # noqa: S311
    again = discover(shuffled)
    assert again == found
    assert known_themes.text(again[0]) == known_themes.text(found[0])


def test_a_second_run_founds_nothing_new_and_places_all_the_same(found: Found) -> None:
    assert discover(TEXTS, known_themes.read(known_themes.text(found[0]))) == found


def test_ids_stay_when_a_report_is_removed_and_when_it_comes_back(found: Found) -> None:
    fewer = [text for text in TEXTS if text.area != "Ashmere"]
    left = discover(fewer, found[0])
    assert left[0].themes == found[0].themes
    before = where(found)
    assert where(left) == {text.id: before[text.id] for text in fewer if text.id in before}
    assert where(discover(TEXTS, left[0])) == before


def test_a_passage_is_placed_by_the_same_route_alone_as_with_all(found: Found) -> None:
    for text in TEXTS[::17]:
        assert where(discover([text], found[0])).get(text.id) == where(found).get(text.id)


def test_what_only_one_area_speaks_of_founds_nothing_once_themes_stand(found: Found) -> None:
    alone = [
        Text(f"x{n}", "Ashmere", f"Beekeeping on the town hall roof {ending}.") for n, ending in enumerate(ENDINGS * 4)
    ]
    grown = discover([*TEXTS, *alone], found[0])
    assert grown[0].themes == found[0].themes


def test_a_theme_of_another_embedder_is_kept_and_given_nothing(found: Found) -> None:
    other = replace(found[0].themes[-1], id="old-theme", embedder="minilm")
    themes, placed = discover(TEXTS, replace(found[0], themes=(*found[0].themes, other)))
    assert other in themes.themes
    assert "old-theme" not in {placement.theme for placement in placed}


def test_a_retired_theme_draws_nothing_and_its_id_is_not_given_again(found: Found) -> None:
    old = tuple(replace(t, retired=True) for t in found[0].themes)
    afresh, placed = discover(TEXTS, replace(found[0], themes=old))
    new = {t.id for t in afresh.themes} - {t.id for t in old}
    assert new
    assert {p.theme for p in placed} <= new


def test_no_text_gives_no_theme() -> None:
    assert emergent.discover([], np.zeros((0, 4), np.float32), Known(), "static", labels.name)[1] == ()


def test_a_finer_cut_only_splits(found: Found) -> None:
    tree = hierarchy.Tree.of(found[0].themes)
    above: dict[str, set[str]] = {}
    for placement in found[1]:
        fine, middle, coarse = (tree.at(placement, level).id for level in ("fine", "medium", "coarse"))
        above.setdefault(fine, set()).add(middle)
        above.setdefault(f"middle {middle}", set()).add(coarse)
    assert above
    assert all(len(parents) == 1 for parents in above.values())


def test_what_was_kept_is_read_back_as_it_was(found: Found) -> None:
    assert known_themes.read(known_themes.text(found[0])) == found[0]


def test_an_id_is_of_what_founded_the_theme() -> None:
    first = emergent.theme_id("Waiting times", ("a", "b"), set())
    assert first.startswith("waiting-times-")
    assert emergent.theme_id("Waiting times", ("a", "b"), set()) == first
    assert emergent.theme_id("Waiting times", ("a", "c"), set()) != first
    assert emergent.theme_id("Waiting times", ("a", "b"), {first}) != first


def medium(themes: Known) -> list[Emergent]:
    return [t for t in themes.themes if t.level == "medium"]


def test_adding_a_report_keeps_every_passage_where_it_was(found: Found) -> None:
    new = [Text(f"n{n}", "Hallowdale", f"{topic} {ENDINGS[n]}.") for n, topic in enumerate(TOPICS)]
    grown = discover([*TEXTS, *new], found[0])
    assert {p: t for p, t in where(grown).items() if p in where(found)} == where(found)
    assert [t.id for t in medium(grown[0])][: len(medium(found[0]))] == [t.id for t in medium(found[0])]
    assert set(where(grown)) > set(where(found))
