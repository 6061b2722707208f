"""Decisions as a file: what goes out comes in again, whatever people wrote."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyse.decided import Logged
from corpus.decisions import Anchor, Decision
from corpus.errors import AnalyseError
from corpus.types import VALENCES, FindingStatus
from report import clean, decision_log

# What comes from a database or a page is clean of what `clean.text` takes out; notes may start like a formula.
TEXT = st.text(st.characters(codec="utf-8"), max_size=30).map(clean.text)
SAID = TEXT.filter(bool)
ANCHOR = st.builds(
    Anchor,
    *(SAID, TEXT, TEXT, TEXT, TEXT),
    date=st.just("") | st.dates().map(str),
    page=st.integers(0, 99),
    exact=SAID,
    prefix=TEXT,
    suffix=TEXT,
    valence=st.sampled_from(VALENCES),
)
CHANGE = st.one_of(
    st.tuples(st.just("status"), st.sampled_from(get_args(FindingStatus))),
    st.tuples(st.sampled_from(["valence", "added"]), st.sampled_from(VALENCES)),
)
MOMENT = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


@st.composite
def on_findings(draw: st.DrawFn) -> Decision:
    what, after = draw(CHANGE)
    return Decision("finding", draw(SAID), what, after, draw(TEXT), draw(TEXT), draw(TEXT), draw(MOMENT), draw(ANCHOR))


def on_reviews() -> st.SearchStrategy[Decision]:
    return st.builds(
        Decision,
        kind=st.just("review"),
        subject=SAID,
        what=st.just("area"),
        after=TEXT,
        before=TEXT,
        note=TEXT,
        at=MOMENT,
    )


def written(*made: Decision) -> bytes:
    return decision_log.table(Logged(decision, "stands") for decision in made).encode("utf-8")


def nobody(decision: Decision) -> Decision | None:
    return None


@given(st.lists(on_findings() | on_reviews(), max_size=4))
def test_what_goes_out_comes_in_the_same_and_adds_nothing_twice(made: list[Decision]) -> None:
    read = decision_log.read(written(*made), "d.csv", nobody)
    assert list(read) == made
    assert decision_log.new(read, made) == ()
    assert decision_log.new(decision_log.new(read, ()), read) == ()


@given(on_findings())
def test_no_cell_starts_a_formula(made: Decision) -> None:
    for record in decision_log.records([Logged(made, "stands")]):
        for name, value in record.items():
            cell = clean.csv_cell(value) if isinstance(value, str) else ""
            assert not cell.startswith(("=", "+", "-", "@", "\t")), name


def test_a_moment_without_a_zone_is_taken_as_utc_and_another_zone_is_kept() -> None:
    data = b"subject,what,after,exact,theme,at\na,status,accepted,Words.,funding,2026-11-22T10:30\n"
    (read,) = decision_log.read(data, "d.csv", nobody)
    assert read.at == datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
    (read,) = decision_log.read(data.replace(b"10:30", b"10:30+01:00"), "d.csv", nobody)
    assert read.at == datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def test_of_many_wrong_rows_the_first_ten_are_named_and_the_rest_counted() -> None:
    data = "subject,what,after\n" + "a,status,splendid\n" * 14
    with pytest.raises(AnalyseError, match=r"row 2: .*; row 11: .*; and 4 rows more\.") as refused:
        decision_log.read(data.encode(), "d.csv", nobody)
    assert "row 12" not in str(refused.value)
