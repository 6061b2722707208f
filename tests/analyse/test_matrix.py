"""The matrix: every finding counted once, and three kinds of nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyse import matrix
from corpus.types import Cell, Finding, Matrix, Results, Review, SectionRole, Span, Theme, Valence

THEMES = (Theme("a", "A"), Theme("b", "B"))
ROLES = st.sampled_from(["summary", "body", "recommendation", "method"])
VALENCES = st.sampled_from(["strength", "concern", "mixed", "neutral"])


def review(name: str, day: int = 1, area: str = "X1", status: str = "ok", passages: int = 10) -> Review:
    return Review(
        *(name, f"{name}.pdf", name * 4, "jtai", f"Area {area}" if area else "", area, "", date(2018, 1, day)),
        *("review", 3, passages, status),  # type: ignore[arg-type]
    )


def finding(
    of: str, theme: str, valence: Valence, role: SectionRole = "body", passage: str = "p", name: str = ""
) -> Finding:
    span = Span(1, "1", (0, 0, 1, 1), 0, 1)
    name = name or f"{of}-{theme}-{valence}-{role}-{passage}"
    return Finding(name, of, passage, theme, "q", (span,), valence, 0.9, "why", (), role)


def cell(found: Matrix, theme: str, row: int = 0) -> Cell:
    return found.cell(found.rows[row], next(t for t in found.themes if t.id == theme))


def test_a_cell_counts_by_valence_and_opens_to_what_it_counts() -> None:
    found = [
        finding("r", "a", "strength", passage="1"),
        finding("r", "a", "strength", passage="2"),
        finding("r", "a", "concern", passage="2", name="other"),
        finding("r", "a", "neutral", passage="3"),
    ]
    counted = cell(matrix.build([review("r")], THEMES, found, codable={"r": 10}), "a")
    assert (counted.strengths, counted.concerns, counted.mixed, counted.neutral) == (2, 1, 0, 1)
    assert counted.net == pytest.approx(1 / 3)
    assert (counted.passages, counted.share) == (3, 0.3)
    assert set(counted.findings) == {f.id for f in found}


@pytest.mark.parametrize(
    ("strengths", "concerns", "net"), [(0, 0, None), (2, 0, 1), (0, 3, -1), (1, 1, 0), (3, 1, 0.5)]
)
def test_net_is_the_difference_over_the_judged(strengths: int, concerns: int, net: float | None) -> None:
    counted = Cell("A", "X1", "jtai", ("r",), "a", strengths, concerns, 5, 7, 1, 0.1, "found")
    assert counted.net == net


def test_three_kinds_of_nothing_are_told_apart() -> None:
    reviews = [
        review("looked", area="X1"),
        review("failed", area="X2", status="failed", passages=0),
        review("blank", area="X3", passages=0),
    ]
    built = matrix.build(reviews, THEMES, (), codable={}, out_of_scope={"jtai": frozenset({"b"})})
    states = {(row.area_code, theme.id): built.cell(row, theme).state for row in built.rows for theme in THEMES}
    assert states == {
        ("X1", "a"): "none",
        ("X1", "b"): "not-reviewed",
        ("X2", "a"): "not-processed",
        ("X2", "b"): "not-processed",
        ("X3", "a"): "not-reviewed",
        ("X3", "b"): "not-reviewed",
    }


def test_the_body_counts_and_the_summary_only_where_the_body_is_silent() -> None:
    found = [
        finding("r", "a", "concern", "summary"),
        finding("r", "a", "concern", "body"),
        finding("r", "a", "concern", "recommendation"),
        finding("r", "b", "strength", "summary"),
        finding("r", "b", "strength", "recommendation"),
    ]
    assert [f.id for f in matrix.counted(found)] == ["r-a-concern-body-p", "r-b-strength-summary-p"]


def test_what_a_person_rejected_does_not_count() -> None:
    found = [replace(finding("r", "a", "concern"), status="rejected"), finding("r", "a", "concern", "summary")]
    assert [f.section_role for f in matrix.counted(found)] == ["summary"]


@pytest.mark.parametrize(("which", "ids"), [("latest", {"new"}), ("first", {"old"}), ("all", {"old", "mid", "new"})])
def test_the_reviews_of_an_area_that_count(which: matrix.Which, ids: set[str]) -> None:
    reviews = [review("mid", 2), review("new", 3), review("old", 1)]
    assert {r.id for r in matrix.counted_reviews(reviews, which)} == ids
    found = [finding(name, "a", "concern") for name in ("old", "mid", "new")]
    built = matrix.build(reviews, THEMES, found, codable=dict.fromkeys(("old", "mid", "new"), 10), which=which)
    assert len(built.rows) == 1
    assert cell(built, "a").concerns == len(ids)
    assert set(built.rows[0].reviews) == ids


def test_each_programme_of_an_area_has_its_own_latest_review() -> None:
    reviews = [review("j", 1), replace(review("i", 2), programme="ilacs")]
    assert {row.programme for row in matrix.build(reviews, THEMES, (), codable={}).rows} == {"jtai", "ilacs"}


def test_reports_on_areas_nobody_knows_stand_each_alone() -> None:
    built = matrix.build([review("one", 1, ""), review("two", 2, "")], THEMES, (), codable={})
    assert [row.area for row in built.rows] == ["one.pdf", "two.pdf"]


@given(
    st.lists(
        st.tuples(st.sampled_from("rs"), st.sampled_from("ab"), VALENCES, ROLES, st.sampled_from("123")), unique=True
    ),
    st.randoms(use_true_random=False),
)
def test_whatever_the_order_every_finding_is_in_at_most_one_cell(
    made: list[tuple[str, str, Valence, SectionRole, str]], random: Random
) -> None:
    found = [finding(*one) for one in made]
    reviews = [review("r", area="X1"), review("s", area="X2")]
    built = matrix.build(reviews, THEMES, found, codable={"r": 10, "s": 10})
    random.shuffle(found)
    assert matrix.build(reviews[::-1], THEMES, found, codable={"r": 10, "s": 10}) == built
    opened = [name for counted in built.cells.values() for name in counted.findings]
    assert sorted(opened) == sorted(f.id for f in matrix.counted(found))
    for counted in built.cells.values():
        assert counted.strengths + counted.concerns + counted.mixed + counted.neutral == len(counted.findings)
        assert (counted.state == "found") == bool(counted.findings)


def test_summaries_count_what_the_matrix_counts_with_quotes_of_different_areas(results: Results) -> None:
    areas = {review.id: review.area for review in results.reviews}
    by_id = {finding.id: finding for finding in results.findings}
    for summary in results.summaries:
        cells = [results.matrix.cell(row, summary.theme) for row in results.matrix.rows]
        assert summary.findings == sum(len(counted.findings) for counted in cells)
        assert summary.areas == sum(bool(counted.findings) for counted in cells)
        assert summary.strengths == sum(counted.strengths for counted in cells)
        quoted = [by_id[name] for name in summary.quotes]
        assert len({areas[finding.review] for finding in quoted}) == len(quoted) == min(3, summary.areas)
        assert {finding.theme for finding in quoted} <= {summary.theme.id}
