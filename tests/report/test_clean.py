from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text import tidy
from report import clean

ANY_TEXT = st.text(alphabet=st.characters() | st.characters(categories=["Cs", "Cc", "Cf"]))


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("page one\x0cpage two", "page one page two"),
        ("a\u202eb\u202cc\u2066d\u2069", "abcd"),
        ("a\ufffeb\uffffc\ufeffd", "abcd"),
        ("a\ud83db", "ab"),
        ("nul\x00 bell\x07 \x9b escape\x1b[31m", "nul bell  escape[31m"),
        ("line\r\nend\rhere", "line\nend\nhere"),
        ("\U0001f9d1\u200d\u2695\ufe0f caf\u00e9\ttab", "\U0001f9d1\u200d\u2695\ufe0f caf\u00e9\ttab"),
    ],
)
def test_what_could_break_or_mislead_goes_and_the_rest_stays(raw: str, cleaned: str) -> None:
    assert clean.text(raw) == cleaned


@given(ANY_TEXT)
def test_a_printed_quote_is_never_altered(raw: str) -> None:
    assert clean.text(tidy(raw)) == tidy(raw)


@given(ANY_TEXT)
def test_cleaned_text_can_be_encoded_and_stays_on_its_lines(raw: str) -> None:
    cleaned = clean.text(raw)
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert cleaned.splitlines() == cleaned.removesuffix("\n").split("\n") or not cleaned
    assert clean.text(cleaned) == cleaned


@pytest.mark.parametrize("start", ["=1", "+1", "-1", "@x", "\t=1", "\n1", " =1", "\uff1d1", "'=1", "''=1"])
def test_a_cell_that_could_start_a_formula_gets_an_apostrophe(start: str) -> None:
    assert clean.csv_cell(start) == "'" + start


@pytest.mark.parametrize("plain", ["a=1", "1-2", "'tis", "", "\u2018quoted\u2019", "(=1)"])
def test_other_cells_are_left_alone(plain: str) -> None:
    assert clean.csv_cell(plain) == plain


@given(st.text(alphabet=st.sampled_from("'=+-@\t\n a\uff1d")))
def test_the_guard_comes_off_exactly(raw: str) -> None:
    assert clean.from_csv_cell(clean.csv_cell(raw)) == clean.text(raw)


@given(st.lists(ANY_TEXT, min_size=1, max_size=4))
def test_guarded_cells_survive_a_csv_file(raw: list[str]) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([clean.csv_cell(cell) for cell in raw])
    (row,) = csv.reader(io.StringIO(out.getvalue(), newline="")) if any(raw) or len(raw) > 1 else ([""],)
    assert [clean.from_csv_cell(cell) for cell in row] == [clean.text(cell) for cell in raw]
