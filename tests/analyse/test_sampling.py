"""Drawing passages to check."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from analyse import sampling
from analyse.sampling import Candidate
from corpus.types import Review
from tests.analyse.conftest import document

REVIEW = Review("r", "r.pdf", "s", "jtai", "Ashmere", "E1", "", None, "review", 1, 1, "ok")


def candidates(n: int = 400) -> list[Candidate]:
    """Two areas, one of them with three passages in four; every fifth passage is uncertain."""
    passages = document(*(f"Passage number {i}." for i in range(n))).passages
    areas = [replace(REVIEW, area="Ashmere", area_code="E1"), replace(REVIEW, area="Bex", area_code="E2")]
    return [
        Candidate(p, areas[i % 4 == 0], ("access",) if i % 3 else (), 1.0 if i % 5 == 0 else 0.0)
        for i, p in enumerate(passages)
    ]


def test_the_same_passages_are_drawn_whatever_the_order() -> None:
    given = candidates()
    one, other = sampling.draw(given, 50), sampling.draw(given[::-1], 50)
    assert [d.candidate.passage.id for d in one] == [d.candidate.passage.id for d in other]
    assert len({d.candidate.passage.id for d in one}) == 50


def test_uncertain_passages_are_drawn_more_often_and_weigh_less() -> None:
    drawn = sampling.draw(candidates(), 80)
    uncertain = [d for d in drawn if d.candidate.uncertainty == 1]
    sure = [d for d in drawn if d.candidate.uncertainty == 0]
    assert len(uncertain) / len(drawn) == pytest.approx(0.5, abs=0.05)  # a fifth of the passages, four times as likely
    assert uncertain[0].chance == pytest.approx(sampling.OVER * sure[0].chance)


def test_every_area_gets_its_share_to_a_passage() -> None:
    drawn = Counter(d.candidate.review.area for d in sampling.draw(candidates(), 100))
    assert drawn["Bex"] == pytest.approx(25, abs=1)


def test_weighted_back_the_draws_give_the_total_they_were_drawn_from() -> None:
    given = candidates()
    estimates = [sum(1 / d.chance for d in sampling.draw(given, 60, seed)) for seed in range(200)]
    assert np.mean(estimates) == pytest.approx(len(given), rel=0.02)


def test_all_are_drawn_when_more_are_wanted_than_there_are() -> None:
    drawn = sampling.draw(candidates(20), 50)
    assert len(drawn) == 20 and {d.chance for d in drawn} == {1.0}
    assert sampling.draw([], 5) == []
