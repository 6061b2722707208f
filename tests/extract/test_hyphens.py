from __future__ import annotations

import pytest

from corpus.text import tidy
from extract.hyphens import settled


@pytest.mark.parametrize(
    ("pages", "printed"),
    [
        (["Wards in Fen-\nbrook were full.", "Fenbrook is large."], "Wards in Fenbrook were full."),
        (["They met every fort-\nnight.", "A fortnight later"], "They met every fortnight."),
        (["Staff in drop-\nin clinics", "The drop-in clinics"], "Staff in drop-in clinics"),
        (["Multi-\nagency plans", "no other word"], "Multi-agency plans"),
        (["Both in-\nhouse teams", "the in-house team of Inhouse Ltd"], "Both in-house teams"),
        (["Kings-\nMarsh", "kingsmarsh"], "Kings-Marsh"),
    ],
)
def test_a_broken_word_is_joined_where_the_report_writes_it_in_one(pages: list[str], printed: str) -> None:
    found = settled(pages)
    assert tidy(found[0]) == printed
    assert list(map(len, found)) == list(map(len, pages))
