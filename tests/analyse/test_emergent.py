"""Emergent themes: the same whatever the order, and theirs for good."""

from __future__ import annotations

import random

import numpy as np
import pytest

from analyse import emergent
from analyse.emergent import Emergent, Placement, Text
from models import embed

AREAS = ("Ashmere", "Calderwick", "Dunmarsh", "Eastholme", "Fenbrook", "Garstone")
TOPICS = (
    "Swimming lessons at the leisure pool {0}.",
    "The mobile library van {0}.",
    "Church bells and the choir {0}.",
)
ENDINGS = (
    "were popular with older people on weekdays",
    "had been cut back for older people at weekends",
    "brought older people together each week",
    "were praised by older people and their friends",
)
TEXTS = [
    Text(f"{topic}{area}{ending}", AREAS[area], TOPICS[topic].format(ENDINGS[ending]))
    for topic in range(len(TOPICS))
    for area in range(len(AREAS))
    for ending in range(len(ENDINGS))
]
Found = tuple[tuple[Emergent, ...], tuple[Placement, ...]]


def discover(texts: list[Text], known: tuple[Emergent, ...] = ()) -> Found:
    vectors = embed.load("static").embed([text.text for text in texts])
    return emergent.discover(texts, vectors, known, AREAS, "static")


@pytest.fixture(scope="module")
def found() -> Found:
    return discover(TEXTS)


def test_what_recurs_across_areas_becomes_a_theme_labelled_with_its_words(found: Found) -> None:
    themes, placed = found
    assert themes
    topic_of = {placement.text.id: placement.theme for placement in placed}
    for theme in themes:
        members = [text for text in TEXTS if topic_of.get(text.id) == theme.id]
        assert len({text.id[0] for text in members}) == 1, "one theme, one topic"
        assert len({text.area for text in members}) >= emergent.LEAST_AREAS
        said = " ".join(text.text.lower() for text in members)
        assert theme.words
        assert all(word in said for phrase in theme.words for word in phrase.split())
        assert theme.label.lower().startswith(theme.words[0])


@pytest.mark.parametrize("seed", range(3))
def test_themes_and_places_are_the_same_whatever_the_order(found: Found, seed: int) -> None:
    shuffled = list(TEXTS)
    random.Random(seed).shuffle(shuffled)  # noqa: S311
    assert discover(shuffled) == found


def test_a_second_run_founds_nothing_new(found: Found) -> None:
    assert discover(TEXTS, found[0]) == found


def test_ids_stay_when_a_report_is_removed_and_when_it_comes_back(found: Found) -> None:
    fewer = [text for text in TEXTS if text.area != "Ashmere"]
    themes, placed = discover(fewer, found[0])
    assert themes[: len(found[0])] == found[0]
    before = {placement.text.id: placement.theme for placement in found[1]}
    assert {p.text.id: p.theme for p in placed if p.text.id in before} == {
        name: theme for name, theme in before.items() if name in {text.id for text in fewer}
    }
    assert {p.text.id: p.theme for p in discover(TEXTS, themes)[1] if p.text.id in before} == before


def test_what_only_one_area_speaks_of_is_no_theme() -> None:
    alone = [
        Text(f"x{n}", "Ashmere", f"Beekeeping on the town hall roof {ending}.") for n, ending in enumerate(ENDINGS * 2)
    ]
    before = {theme.id for theme in discover(TEXTS)[0]}
    themes, placed = discover([*TEXTS, *alone])
    assert not any("beekeeping" in theme.label.lower() for theme in themes)
    assert len(themes) <= len(before) + 1
    assert placed


def test_a_theme_of_another_embedder_is_kept_and_given_nothing(found: Found) -> None:
    other = Emergent("old-theme", "Old", ("old",), ("p",), (1.0, 0.0), "minilm", 1)
    themes, placed = discover(TEXTS, (other,))
    assert other in themes
    assert "old-theme" not in {placement.theme for placement in placed}


def test_nothing_left_to_explain_gives_no_theme() -> None:
    assert emergent.discover([], np.zeros((0, 4), np.float32), (), (), "static") == ((), ())


def test_key_phrases_do_not_repeat_each_other() -> None:
    assert emergent.readable(["waiting", "waiting list", "list", "park", "park bench"]) == (
        "waiting list",
        "park bench",
    )
