"""Rank correlations against scipy, and what chance gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analyse import ranks
from analyse.statistics import FALSE_DISCOVERIES, benjamini_hochberg

NUMBERS = st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=5, max_size=20)


@given(NUMBERS)
def test_rho_and_tau_are_those_of_scipy_ties_and_all(pairs: list[tuple[int, int]]) -> None:
    x, y = ([float(p[i]) for p in pairs] for i in (0, 1))
    found = ranks.correlate(x, y, draws=9)
    if len(set(x)) < 2 or len(set(y)) < 2:
        assert found is None
    else:
        assert found is not None
        assert found.rho == pytest.approx(stats.spearmanr(x, y).statistic)
        assert found.tau == pytest.approx(stats.kendalltau(x, y).statistic)


def test_the_permutation_p_is_near_the_exact_one() -> None:
    x = [1.0, 2, 3, 4, 5, 6, 7, 8]
    y = [2.0, 1, 4, 3, 6, 5, 8, 7]
    found = ranks.correlate(x, y)
    away = np.array(x) - 4.5  # from the mean rank: of ranks without ties rho is their product's sum over 42

    def rho(order: np.ndarray, axis: int) -> np.ndarray:  # type: ignore[type-arg]
        return np.asarray(((order - 4.5) * away).sum(axis=axis) / 42)

    assert rho(np.array(y), axis=-1) == pytest.approx(stats.spearmanr(x, y).statistic)
    exact = stats.permutation_test((y,), rho, permutation_type="pairings", n_resamples=np.inf, vectorized=True)
    assert found is not None
    assert found.p == pytest.approx(exact.pvalue, abs=0.002)


def test_four_areas_are_too_few_to_correlate() -> None:
    assert ranks.correlate([1, 2, 3, 4], [1, 2, 3, 4]) is None


def test_the_interval_holds_the_true_correlation_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(4)
    true = 6 / np.pi * np.arcsin(0.5 / 2)  # Spearman's rho of a bivariate normal with correlation 0.5
    held = 0
    for seed in range(150):
        x, y = random.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], size=25).T
        found = ranks.correlate(x.tolist(), y.tolist(), draws=300, seed=seed)
        assert found is not None
        assert found.interval is not None
        held += found.interval.low <= true <= found.interval.high
    assert 0.88 <= held / 150 <= 1.0


def test_where_nothing_goes_together_false_discoveries_are_as_rare_as_promised() -> None:
    """Sixty rounds of 24 pairs, four indicators and six themes of twelve areas: a discovery in few rounds."""
    random = np.random.default_rng(9)
    with_discovery = 0
    for seed in range(60):
        nets, values = random.normal(size=(6, 12)), random.normal(size=(4, 12))
        found = [ranks.correlate(net, value, draws=499, seed=seed) for net in nets for value in values]
        q = benjamini_hochberg([each.p for each in found if each is not None])
        with_discovery += bool((q <= FALSE_DISCOVERIES).any())
    # Of 60 rounds at 5 per cent, more than 8 come in one of 300 such tests.
    assert with_discovery <= 8


def test_the_same_numbers_give_the_same_figures() -> None:
    x, y = [3.0, 1, 4, 1, 5, 9], [2.0, 7, 1, 8, 2, 8]
    assert ranks.correlate(x, y) == ranks.correlate(x, y)


def test_ranks_counted_for_all_draws_are_those_of_each_draw() -> None:
    values = np.array([3.0, 1.0, 3.0, 7.0, 7.0, 7.0, 2.0])
    drawn = np.random.default_rng(1).integers(len(values), size=(50, len(values)))
    times = np.array([np.bincount(row, minlength=len(values)) for row in drawn], dtype=float).T
    away, spread = ranks._drawn(values, times)
    for row, its, squares in zip(drawn, away.T, spread, strict=True):
        right = stats.rankdata(values[row]) - (len(values) + 1) / 2
        assert its[row].tolist() == right.tolist()
        assert squares == (right**2).sum()


def test_the_interval_and_p_are_those_of_drawing_and_correlating_one_by_one() -> None:
    x, y = [3.0, 1, 4, 1, 5, 9, 2, 6], [2.0, 7, 1, 8, 2, 8, 1, 1]
    found = ranks.correlate(x, y, draws=100, seed=3)
    assert found is not None
    assert found.interval is not None
    random, a, b = np.random.default_rng(3), np.array(x), np.array(y)
    orders = random.permuted(np.tile(np.arange(8), (100, 1)), axis=1)
    samples = random.integers(8, size=(100, 8))
    chance = [abs(stats.spearmanr(a, b[order]).statistic) for order in orders]
    assert found.p == (1 + sum(c >= abs(found.rho) - 1e-9 for c in chance)) / 101
    again = [stats.spearmanr(a[its], b[its]).statistic for its in samples]
    assert (found.interval.low, found.interval.high) == pytest.approx(tuple(np.quantile(again, [0.025, 0.975])))


def test_one_correlated_with_several_has_the_figures_of_each_alone() -> None:
    x, ys = [3.0, 1, 4, 1, 5, 9], [[2.0, 7, 1, 8, 2, 8], [4.0] * 6, [6.0, 5, 4, 3, 2, 1], [0.0, 0, 0, 0, 0, 1]]
    assert ranks.correlations(x, ys, ranks.Draws()) == tuple(ranks.correlate(x, y) for y in ys)
    assert ranks.correlations([1.0] * 6, ys, ranks.Draws()) == (None,) * 4
