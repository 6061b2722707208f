"""Statistical functions against worked examples, scipy, and simulation of areas that do not differ."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analyse import statistics as ours

TABLES = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 30)), min_size=2, max_size=8).map(
    lambda pairs: ([count for count, _ in pairs], [count + rest + 1 for count, rest in pairs])
)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval_is_that_of_newcombes_table(count: int, of: int, low: float, high: float) -> None:
    """Newcombe (1998), table I, method 3."""
    found = ours.wilson(count, of)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 300).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_wilsons_interval_is_scipys_and_holds_the_share(pair: tuple[int, int]) -> None:
    count, of = pair
    found, theirs = ours.wilson(count, of), stats.binomtest(count, of).proportion_ci(method="wilson")
    assert found is not None
    assert (found.low, found.high) == pytest.approx((theirs.low, theirs.high), abs=1e-9)
    assert 0 <= found.low <= count / of <= found.high <= 1
    assert ours.wilson(0, 0) is None


def test_discoveries_are_those_of_benjamini_and_hochbergs_example() -> None:
    """Their fifteen p-values of heart attack treatments: four discoveries at 0.05, where Bonferroni makes three."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590]
    adjusted = ours.benjamini_hochberg([*p, 1.0])
    assert (adjusted <= 0.05).tolist() == [True] * 4 + [False] * 11
    assert adjusted[3] == pytest.approx(0.0095 * 15 / 4)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_adjusted_p_is_scipys(p: list[float]) -> None:
    assert ours.benjamini_hochberg(p) == pytest.approx(stats.false_discovery_control(p))


def test_residuals_are_those_of_agrestis_table_of_party_by_gender() -> None:
    """Agresti (2007), table 2.5 and section 2.4.5: X² = 30.1, residuals 4.50, 0.70, -5.32 of the women."""
    table = [[762, 327, 468], [484, 239, 477]]
    assert ours.adjusted_residuals(table) == pytest.approx(
        np.array([[4.50, 0.70, -5.32], [-4.50, -0.70, 5.32]]), abs=5e-3
    )


@given(TABLES)
def test_a_residual_squared_is_the_chi_squared_of_its_area_against_the_rest(table: tuple[list[int], list[int]]) -> None:
    counts, of = np.array(table[0]), np.array(table[1])
    found = ours.residuals(counts, of)
    if counts.sum() == 0:
        assert not found.any()
        return
    for i, residual in enumerate(found):
        rest = np.array([counts.sum() - counts[i], of.sum() - of[i]])
        two = [[counts[i], of[i] - counts[i]], [rest[0], rest[1] - rest[0]]]
        assert residual**2 == pytest.approx(stats.chi2_contingency(two, correction=False).statistic, abs=1e-6)


@given(st.tuples(st.integers(0, 15), st.integers(0, 15), st.integers(0, 15), st.integers(1, 40)))
def test_the_exact_p_is_the_chance_of_a_residual_as_large(cells: tuple[int, int, int, int]) -> None:
    a, b, c, _ = cells
    total, drawn, marked = sum(cells), a + b, a + c
    chances = stats.hypergeom(total, marked, drawn)
    expected = drawn * marked / total
    far = [x for x in range(drawn + 1) if abs(x - expected) >= abs(a - expected) - 1e-9]
    assert ours.exact(a, drawn, marked, total) == pytest.approx(min(1.0, chances.pmf(far).sum()), abs=1e-9)


def test_the_exact_p_is_fishers_where_the_table_is_symmetric() -> None:
    """Fisher's lady tasting tea, three of four right: p 0.486 two-sided."""
    assert ours.exact(3, 4, 4, 8) == pytest.approx(34 / 70)


def test_homogeneity_is_pearsons_with_p_by_permutation() -> None:
    counts, of = [12, 30, 18, 9], [60, 70, 65, 61]
    found = ours.homogeneity(counts, of)
    theirs = stats.chi2_contingency([counts, [n - x for x, n in zip(counts, of, strict=True)]], correction=False)
    assert found is not None
    assert (found.chi_squared, found.df) == pytest.approx((theirs.statistic, 3))
    assert found.p == pytest.approx(theirs.pvalue, abs=4e-3)
    assert found.i_squared == pytest.approx(1 - 3 / theirs.statistic)
    assert found == ours.homogeneity(counts, of)


def test_tables_tested_together_have_the_p_of_each_alone() -> None:
    """Three have the same margins, of which one is plainly chance, one is not, and one stands between."""
    of = [60, 70, 65, 61]
    tables = [([12, 30, 18, 9], of), ([17, 18, 17, 17], of), ([3], [10]), ([14, 26, 18, 11], of), ([9, 12, 4, 3], of)]
    found = ours.homogeneities(tables)
    assert found == tuple(ours.homogeneity(*table) for table in tables)
    assert len({each.p for each in found if each is not None}) > 2


def test_nothing_to_compare_has_no_figure() -> None:
    assert ours.homogeneity([3], [10]) is None
    assert ours.homogeneity([0, 0], [10, 12]) is None
    assert ours.homogeneity([4, 0], [10, 0]) is None  # the other area has no passage
    assert ours.association(0, 0, 3, 10) is None
    assert ours.exact(0, 0, 3, 10) == 1.0


def test_association_is_pearsons_phi_and_the_odds_ratio() -> None:
    first, second = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0], [1, 1, 1, 0, 1, 0, 0, 0, 0, 0]
    found = ours.association(3, 4, 4, 10)
    assert found is not None
    assert found.phi == pytest.approx(np.corrcoef(first, second)[0, 1])
    assert found.odds_ratio == pytest.approx(3.5 * 5.5 / (1.5 * 1.5))


def simulated(random: np.random.Generator, shares: np.ndarray, of: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Adjusted p and residuals of areas x themes, with the given share of passages on each theme."""
    counts = random.binomial(of[:, None], shares)
    tested = [(ours.each_against_the_rest(column, of), ours.residuals(column, of)) for column in counts.T]
    return ours.benjamini_hochberg(np.array([p for p, _ in tested]).T), np.array([r for _, r in tested]).T


def test_of_areas_that_do_not_differ_few_stand_out() -> None:
    """Whatever stands out is false here, so the false discovery rate is how often anything does: at most 0.05."""
    random = np.random.default_rng(7)
    runs, wrong = 200, 0
    for _ in range(runs):
        of, themes = random.integers(18, 75, size=20), random.uniform(0.01, 0.35, size=16)
        adjusted, _ = simulated(random, np.tile(themes, (20, 1)), of)
        wrong += bool((adjusted <= ours.FALSE_DISCOVERIES).any())
    assert wrong / runs <= 0.08  # 0.05 and two standard errors of 200 runs


def test_planted_differences_stand_out_and_little_else_does() -> None:
    random = np.random.default_rng(8)
    found = false = planted = 0
    for _ in range(60):
        of, shares = random.integers(30, 75, size=20), np.tile(random.uniform(0.03, 0.2, size=16), (20, 1))
        true = np.zeros(shares.shape, dtype=bool)
        true[random.integers(20, size=8), random.integers(16, size=8)] = True
        adjusted, residuals = simulated(random, np.where(true, shares + 0.35, shares), of)
        out = adjusted <= ours.FALSE_DISCOVERIES
        assert (residuals[out & true] > 0).all()
        found, false, planted = (
            found + int((out & true).sum()),
            false + int((out & ~true).sum()),
            planted + int(true.sum()),
        )
    assert found / planted > 0.8
    assert false / (false + found) < 0.05


def test_the_test_of_homogeneity_holds_its_level() -> None:
    random = np.random.default_rng(9)
    of = random.integers(15, 60, size=12)
    p = [found.p for _ in range(200) if (found := ours.homogeneity(random.binomial(of, 0.06), of, draws=199))]
    assert np.mean(np.array(p) <= 0.05) <= 0.08


def test_all_areas_at_once_have_the_exact_p_of_each() -> None:
    counts, of = [0, 3, 9, 40, 0], [0, 30, 25, 40, 12]
    each = [ours.exact(count, drawn, sum(counts), sum(of)) for count, drawn in zip(counts, of, strict=True)]
    assert ours.each_against_the_rest(counts, of) == pytest.approx(each)
