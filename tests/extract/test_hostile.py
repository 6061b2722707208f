"""Files made to break readers: each ends as passages or as one line, never as a traceback."""

from __future__ import annotations

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.types import Failure
from extract import pool
from extract.errors import Unreadable
from extract.read import document
from tests.extract.conftest import SAMPLE, shared


def test_every_hostile_file_has_exactly_one_outcome() -> None:
    files = [(path.name, path) for path in sorted(shared("hostile").glob("*.pdf"))]
    found = list(pool.documents(files, workers=2, seconds_a_file=60))
    assert sorted(name for name, _ in found) == sorted(name for name, _ in files)
    for name, outcome in found:
        if isinstance(outcome, Failure):
            assert outcome.reason, name
            assert "\n" not in outcome.reason, name
            assert not outcome.reason.startswith("reading failed"), f"{name}: {outcome.reason}"
        else:
            assert outcome.passages, name


@cache
def _bytes() -> bytes:
    return (SAMPLE / "ashmere-follow-up.pdf").read_bytes()


@settings(max_examples=40, deadline=None)
@given(
    cut=st.floats(0.02, 1.0),
    flips=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=30),
    swap=st.binary(max_size=200),
)
def test_a_mutated_report_is_read_or_refused(cut: float, flips: list[tuple[float, int]], swap: bytes) -> None:
    data = bytearray(_bytes()[: int(len(_bytes()) * cut)])
    for where, value in flips:
        data[int(where * len(data))] = value
    if swap:
        middle = len(data) // 2
        data[middle : middle + len(swap)] = swap
    try:
        read = document(bytes(data), max_seconds_a_page=10)
    except Unreadable as refusal:
        assert refusal.reason
        assert "\n" not in refusal.reason
    else:
        text = {page.number: page.text for page in read.pages}
        assert all(0 <= s.start < s.end <= len(text[s.page]) for p in read.passages for s in p.spans)
