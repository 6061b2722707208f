"""What is learned from coded passages is learned honestly."""

from __future__ import annotations

import numpy as np
import pytest

from analyse import reading, training
from analyse.phrases import Phrases
from analyse.trained import CLASSES, log_shares
from analyse.training import Coded
from corpus.types import Valence
from models import embed

RNG = np.random.default_rng(0)
TRUTH = RNG.random((400, 2)) < 0.3
GROUPS = [f"area {i % 20}" for i in range(400)]


def odds(noise: float) -> np.ndarray:  # type: ignore[type-arg]
    return np.asarray(TRUTH * 2.0 - 1 + RNG.normal(scale=noise, size=TRUTH.shape), dtype=np.float32)


@pytest.mark.parametrize(
    ("codes", "whole"),
    [
        ({}, None),
        ({"access": "strength", "voice": "neutral"}, "strength"),
        ({"access": "strength", "voice": "concern"}, "mixed"),
        ({"access": "mixed"}, "mixed"),
        ({"access": "neutral"}, "neutral"),
    ],
)
def test_a_passages_valence_as_a_whole_follows_from_its_codes(codes: dict[str, Valence], whole: str | None) -> None:
    assert Coded("text", "area", codes).whole == whole


def test_no_area_is_on_both_sides() -> None:
    for train, test in training.folds(GROUPS):
        assert not {GROUPS[i] for i in train} & {GROUPS[i] for i in test}


def test_two_models_that_err_apart_say_more_together() -> None:
    own, other = odds(1.5), odds(1.5)
    alone = training.f1(training.said_left_out(own, None, TRUTH, GROUPS), TRUTH)
    together = training.f1(training.said_left_out(own, (other, other), TRUTH, GROUPS), TRUTH)
    assert together > alone + 0.03


def test_a_model_that_says_nothing_is_given_no_weight() -> None:
    own, noise, other_noise = odds(0.5), *RNG.normal(size=(2, *TRUTH.shape)).astype(np.float32)
    blend = training.blend(own, noise, other_noise, TRUTH)
    assert (np.abs([blend.other, blend.best]) < 0.3 * blend.own).all()


def test_sentences_are_learned_from_as_they_were_marked() -> None:
    whole, none, unmarked, single = (
        "Staff left. Budgets fell.",
        "It is a town. It has a river.",
        "A fell. B rose.",
        "One.",
    )
    coded = [
        Coded(whole, "a", {"workforce": "concern", "funding": "concern"}, carried=({"workforce": "concern"}, {})),
        Coded(none, "a", {}),
        Coded(unmarked, "b", {"funding": "concern"}),
        Coded(single, "b", {"funding": "concern"}),
    ]
    phrases = Phrases({"workforce": ["staff"], "funding": ["budgets"]})
    reads = reading.read([c.text for c in coded], phrases, embed.load("static"))
    beside = training.sentences(coded, reads, ("workforce", "funding"))
    assert [r.text for r in beside.reads] == ["Staff left.", "Budgets fell.", "It is a town.", "It has a river."]
    assert beside.truth.tolist() == [[True, False], [False, False], [False, False], [False, False]]
    assert [[hit.name for hit in r.hits] for r in beside.reads[:2]] == [["workforce"], ["funding"]]
    assert [r.text for r in beside.of([1, 3]).reads] == ["It is a town.", "It has a river."]


def test_judges_of_valence_are_weighed_by_how_well_they_judge() -> None:
    target = RNG.integers(4, size=600)
    good = (np.eye(4)[target] * 3 + RNG.normal(size=(600, 4))).astype(np.float32)
    blend = training.blend_valence(good, RNG.normal(size=(600, 4)).astype(np.float32), target)
    right = [int(np.argmax(blend.logits(own, np.zeros(4, np.float32)))) for own in good]
    assert np.mean(np.array(right) == target) > 0.85
    assert len(CLASSES) == 4


def test_log_shares_are_of_shares_that_add_up_to_one() -> None:
    np.testing.assert_allclose(np.exp(log_shares(RNG.normal(size=(5, 4)))).sum(axis=1), 1, rtol=1e-6)
