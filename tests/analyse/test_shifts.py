"""How a theme moved between two reviews, against a worked example."""

from __future__ import annotations

from datetime import date as Day

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyse import matrix, shifts
from tests.analyse.invented import THEMES, joined, review


def test_the_difference_of_two_shares_is_that_of_newcombes_first_example() -> None:
    # Newcombe (1998), Stat. Med. 17:873-890, table II, contrast (a): 56/70 less 48/80, method 10.
    found = shifts.difference(56, 70, 48, 80)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)


def test_of_nothing_there_is_no_difference() -> None:
    assert shifts.difference(0, 0, 3, 4) is None


@given(st.integers(1, 30), st.integers(1, 30), st.data())
def test_an_interval_holds_its_difference_and_turns_round_with_it(of_a: int, of_b: int, data: st.DataObject) -> None:
    a, b = data.draw(st.integers(0, of_a)), data.draw(st.integers(0, of_b))
    found, turned = shifts.difference(a, of_a, b, of_b), shifts.difference(b, of_b, a, of_a)
    assert found is not None
    assert turned is not None
    assert found.low - 1e-12 <= a / of_a - b / of_b <= found.high + 1e-12
    assert (found.low, found.high) == (pytest.approx(-turned.high), pytest.approx(-turned.low))


def test_a_theme_that_turned_from_concerns_to_strengths_moves_by_twice_the_share() -> None:
    first, later = review("Ashmere", day=Day(2018, 1, 1)), review("Ashmere", day=Day(2019, 1, 1))
    found = joined([(first, [("access", "concern")] * 6), (later, [("access", "strength")] * 5 + [("voice", "mixed")])])
    access, voice = shifts.between(THEMES, matrix.counted(found.findings), first.id, later.id)
    assert (access.first.net, access.later.net, access.change) == (-1.0, 1.0, 2.0)
    assert access.beyond_chance
    assert len(access.first.findings) == 6
    assert (voice.change, voice.interval, voice.later.mixed) == (None, None, 1)
