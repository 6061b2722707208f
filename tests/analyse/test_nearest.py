"""A finding is likened to the coded example nearest to it."""

from __future__ import annotations

from analyse.nearest import Nearest
from corpus.types import Theme
from models import embed

WATER = Theme(
    "water",
    "Water",
    "Canals and boats.",
    examples=(
        "The canal lock was mended in spring.",
        "Boats waited a week at the " + "long and winding " * 9 + "weir.",
    ),
)
STATIC = embed.load("static")


def test_the_researchers_own_example_is_quoted() -> None:
    vector = STATIC.embed(["Locks on the canal were mended."])[0]
    assert Nearest([WATER], STATIC).of("water", vector) == "“The canal lock was mended in spring.”"


def test_a_long_example_is_cut_at_a_word() -> None:
    shown = Nearest([WATER], STATIC).of("water", STATIC.embed(["Boats waited at the winding weir."])[0])
    assert shown.endswith(("winding …”", "long …”", "and …”"))
    assert len(shown) < 100


def test_a_passage_is_not_likened_to_itself() -> None:
    vector = STATIC.embed([WATER.examples[0]])[0]
    assert WATER.examples[0] not in Nearest([WATER], STATIC).of("water", vector)


def test_a_theme_without_examples_has_none() -> None:
    assert Nearest([WATER], STATIC).of("roads", STATIC.embed(["A road."])[0]) == ""


def test_what_the_shipped_coder_learned_from_is_cited_by_place_without_its_text() -> None:
    shown = Nearest([], STATIC).of("access", STATIC.embed(["Children waited too long for an assessment."])[0])
    assert ", page " in shown
    assert "“" not in shown
