"""Agreement figures against the worked examples of the papers that define them, and what must always hold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score, f1_score

from analyse import agreement

LABELS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=40)
NAMES = "access", "funding", "voice"
CODES = st.frozensets(st.sampled_from(NAMES))
CODINGS = st.lists(st.tuples(CODES, CODES), min_size=1, max_size=25)


def from_table(table: Sequence[Sequence[int]]) -> tuple[list[int], list[int]]:
    cells = [(i, j) for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]
    return [i for i, _ in cells], [j for _, j in cells]


def by_coder(*rows: str) -> list[tuple[str | None, ...]]:
    return [tuple(None if x == "." else x for x in unit) for unit in zip(*rows, strict=True)]


def test_kappa_is_that_of_cohens_diagnoses() -> None:
    """His 200 cases in three diagnoses: .70 observed, .41 by chance, kappa .492 (also in R's psych::cohen.kappa)."""
    a, b = from_table([[88, 10, 2], [14, 40, 6], [18, 10, 12]])
    assert agreement.kappa(a, b) == pytest.approx((0.70 - 0.41) / (1 - 0.41))
    assert agreement.kappa(a, b) == pytest.approx(0.492, abs=5e-4)


@pytest.mark.parametrize(
    ("coders", "published"),
    [
        (("0100000010", "1110010000"), 0.095),  # Krippendorff (2011), section A: binary, two observers
        (("aabbdcccedda", "babbbccceddd"), 0.692),  # section B: nominal, two observers
        (("123321412...", "1233224125.3", ".3332342251.", "12332441251."), 0.743),  # section C: four, values missing
        ((".....34121133.3", "1.213343.......", "..21344.21133.4"), 0.691),  # three coders, fifteen units
    ],
)
def test_alpha_is_that_of_krippendorffs_examples(coders: tuple[str, ...], published: float) -> None:
    assert agreement.alpha(by_coder(*coders)) == pytest.approx(published, abs=5e-4)


def test_nothing_to_agree_on_has_no_figure() -> None:
    assert agreement.kappa([], []) is None
    assert agreement.kappa("aaa", "aaa") is None  # one label throughout: chance alone agrees
    assert agreement.alpha([]) is None
    assert agreement.alpha([("a", None), (None, "b")]) is None  # no text with two labels
    assert agreement.alpha([("a", "a"), ("a", "a")]) is None
    assert agreement.micro_f1([(), ()], [(), ()]) is None
    assert agreement.macro_f1([()], [()]) is None


def test_coders_of_different_texts_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        agreement.kappa("ab", "a")


@given(LABELS)
def test_kappa_is_scikit_learns(pairs: list[tuple[str, str]]) -> None:
    a, b = [x for x, _ in pairs], [y for _, y in pairs]
    ours = agreement.kappa(a, b)
    if ours is None:
        assert set(a) == set(b) and len(set(a)) == 1
    else:
        assert ours == pytest.approx(cohen_kappa_score(a, b), abs=1e-9)
        assert ours == pytest.approx(agreement.kappa(b, a))


@given(LABELS)
def test_alpha_is_kappa_with_pooled_margins_but_for_small_samples(pairs: list[tuple[str, str]]) -> None:
    """For two coders alpha = pi + (1 - pi) / 2N, where pi is Scott's (Krippendorff 2004, section 11.3.5)."""
    found = agreement.alpha(pairs)
    values = [x for pair in pairs for x in pair]
    chance = sum((values.count(x) / len(values)) ** 2 for x in "abc")
    if found is None:
        assert chance == 1
    else:
        pi = (np.mean([x == y for x, y in pairs]) - chance) / (1 - chance)
        assert found == pytest.approx(pi + (1 - pi) / len(values))


@given(CODINGS)
def test_f1_is_scikit_learns_and_the_same_both_ways(codings: list[tuple[frozenset[str], frozenset[str]]]) -> None:
    said, true = [a for a, _ in codings], [b for _, b in codings]
    micro = agreement.micro_f1(said, true)
    assert micro == agreement.micro_f1(true, said)
    if micro is None:
        assert not any(said) and not any(true)
    else:
        used = [i for i, code in enumerate(NAMES) if any(code in codes for codes in (*said, *true))]
        flags = [np.array([[code in codes for code in NAMES] for codes in coding]) for coding in (true, said)]
        assert micro == pytest.approx(f1_score(*flags, labels=used, average="micro"))
        assert agreement.macro_f1(said, true) == pytest.approx(f1_score(*flags, labels=used, average="macro"))


def test_macro_f1_counts_the_codes_that_are_named() -> None:
    said, true = [{"access"}, {"voice"}], [{"access"}, {"funding"}]
    assert agreement.macro_f1(said, true) == pytest.approx(1 / 3)
    assert agreement.macro_f1(said, true, ["access", "funding"]) == pytest.approx(1 / 2)


def test_scores_tell_precision_from_recall() -> None:
    found = agreement.scores([{"access"}, {"access"}, {"voice"}], [{"access"}, set(), {"funding"}])
    assert list(found) == ["access", "funding", "voice"]
    assert (found["access"].precision, found["access"].recall) == (1 / 2, 1)
    assert (found["funding"].precision, found["funding"].recall) == (None, 0)
    assert found["voice"].recall is None


def test_an_interval_draws_whole_groups() -> None:
    """Ten texts that all stand or fall with their report say as much as two texts, and the interval is as wide."""
    values = [1.0] * 10 + [0.0] * 10

    def mean(rows: Sequence[int]) -> float:
        return float(np.mean([values[i] for i in rows]))

    by_report = agreement.interval(mean, ["r1"] * 10 + ["r2"] * 10)
    one_by_one = agreement.interval(mean, range(20))
    assert by_report == agreement.Interval(0.0, 1.0)
    assert one_by_one is not None and 0.2 < one_by_one.low < 0.5 < one_by_one.high < 0.8


def test_an_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(3)
    held = 0
    for sample in range(100):
        groups = np.repeat(np.arange(30), 4)
        values = random.normal(size=30)[groups] + random.normal(size=120)

        def mean(rows: Sequence[int], values: np.ndarray = values) -> float:
            return float(values[rows].mean())

        found = agreement.interval(mean, groups.tolist(), draws=200, seed=sample)
        held += found is not None and found.low < 0 < found.high
    assert 86 <= held <= 100


def test_the_same_seed_gives_the_same_interval_and_too_little_gives_none() -> None:
    a, b, groups = "aabbabab", "aabbabba", "11223344"

    def value(rows: Sequence[int]) -> float | None:
        return agreement.kappa([a[i] for i in rows], [b[i] for i in rows])

    assert agreement.interval(value, groups) == agreement.interval(value, groups) is not None
    assert agreement.interval(value, groups, draws=20, seed=1) != agreement.interval(value, groups, draws=20, seed=3)
    assert agreement.interval(value, "11111111") is None  # one report only
    assert agreement.interval(lambda rows: None if 0 in rows else 1.0, groups) is None  # undefined in most draws
