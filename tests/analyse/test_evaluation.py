"""One coding against another."""

from __future__ import annotations

import numpy as np
import pytest

from analyse import agreement
from analyse.evaluation import Evaluation, Figure, Pair, evaluate


def pairs(n: int = 120, seed: int = 1) -> list[Pair]:
    """Two coders who mostly agree, on texts of eight areas."""
    random = np.random.default_rng(seed)
    made = []
    for i in range(n):
        gold = {c for c, share in (("access", 0.5), ("voice", 0.3)) if random.random() < share}
        said = {c for c in ("access", "voice") if (c in gold) != (random.random() < 0.15)}
        made.append(Pair(f"{i}", f"text {i}", frozenset(gold), frozenset(said), group=f"area {i % 8}"))
    return made


def figure(found: Evaluation, code: str, name: str) -> Figure:
    return dict(next(a for a in found.codes if a.code == code).figures)[name]


@pytest.mark.parametrize("name", ["kappa", "alpha", "f1"])
def test_unweighted_figures_and_intervals_are_those_of_agreement(name: str) -> None:
    given = pairs()
    gold, said = [["voice" in p.gold for p in given], ["voice" in p.said for p in given]]
    statistic = {
        "kappa": lambda rows: agreement.kappa([gold[i] for i in rows], [said[i] for i in rows]),
        "alpha": lambda rows: agreement.alpha([[gold[i], said[i]] for i in rows]),
        "f1": lambda rows: (
            agreement.scores([["v"] if said[i] else [] for i in rows], [["v"] if gold[i] else [] for i in rows])["v"].f1
        ),
    }[name]
    expected = agreement.interval(statistic, [p.group for p in given])
    found = figure(evaluate(given), "voice", name)
    assert expected is not None
    assert found.value == pytest.approx(statistic(range(len(given))))
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))


def test_a_text_that_weighs_three_counts_as_three_texts() -> None:
    given = pairs(60)
    weighted = [
        Pair(p.id, p.text, p.gold, p.said, group=p.group, weight=3.0 if i % 2 else 1.0) for i, p in enumerate(given)
    ]
    repeated = [p for i, p in enumerate(given) for _ in range(3 if i % 2 else 1)]
    one, other = evaluate(weighted), evaluate(repeated)
    assert one.weighted and not other.weighted
    for name in ("precision", "recall", "f1", "kappa"):
        assert figure(one, "access", name).value == pytest.approx(figure(other, "access", name).value)


def test_under_twenty_positives_it_says_that_there_is_too_little_to_tell() -> None:
    found = evaluate(pairs(30))
    voice = next(a for a in found.codes if a.code == "voice")
    assert voice.note.startswith("too few to tell")
    assert any("voice" in note and "under 20" in note for note in found.notes)
    assert "too few" not in next(a for a in evaluate(pairs(200)).codes if a.code == "voice").note


def test_nothing_coded_gives_no_figure_rather_than_nought() -> None:
    found = evaluate([Pair("1", "a", frozenset(), frozenset()), Pair("2", "b", frozenset(), frozenset())], ["access"])
    assert figure(found, "access", "f1").value is None
    assert figure(found, "access", "alpha").value is None


def test_differences_name_what_is_missed_and_what_is_added() -> None:
    found = evaluate(
        [
            Pair("same", "x", frozenset({"a"}), frozenset({"a"}), "strength", "strength"),
            Pair("codes", "y", frozenset({"a"}), frozenset({"b"})),
            Pair("valence", "z", frozenset({"a"}), frozenset({"a"}), "strength", "concern"),
        ]
    )
    assert [(d.id, d.missed, d.added, d.said_valence) for d in found.differences] == [
        ("codes", ("a",), ("b",), ""),
        ("valence", (), (), "concern"),
    ]
    assert dict(found.overall)["valence kappa, four ways"].value == pytest.approx(0.0)
