"""How far a theme can be trusted."""

from __future__ import annotations

import math

import pytest

from analyse import trust


def test_words_that_always_meet_cohere_and_words_that_never_meet_do_not() -> None:
    documents = [frozenset("ab"), frozenset("ab"), frozenset("c"), frozenset("c")]
    assert trust.npmi(["a", "b"], documents) == pytest.approx(1.0)
    assert trust.npmi(["a", "c"], documents) == -1.0
    assert math.isnan(trust.npmi(["a"], documents))


def test_words_that_meet_by_chance_neither_cohere_nor_repel() -> None:
    assert trust.npmi(["a", "b"], [frozenset("ab"), frozenset("a"), frozenset("b"), frozenset()]) == pytest.approx(0.0)


def test_resamples_are_the_same_every_time_and_leave_areas_out() -> None:
    areas = [f"area {n}" for n in range(30)]
    drawn = trust.resamples(areas)
    assert drawn == trust.resamples(reversed(areas))
    assert len({frozenset(d) for d in drawn}) > 1
    assert all(10 < len(d) < 30 for d in drawn)
