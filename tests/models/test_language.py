"""Words and sentences."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.lang.en import English

from models import language


@pytest.mark.parametrize(
    "forms",
    [
        "delay delays delayed delaying",
        "plan plans planned planning",
        "policy policies",
        "share shares shared sharing",
        "agency agencies agency's",
        "assess assessed assessing assesses",
        "carer carers carer’s carers'",
        "improve improves improved improving",
    ],
)
def test_forms_of_one_word_have_one_stem(forms: str) -> None:
    assert len({language.stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "words", ["care carer", "house housing", "plan plant", "need needle", "meet meeting", "fund funding"]
)
def test_words_of_another_meaning_stay_apart(words: str) -> None:
    first, second = map(language.stem, words.split())
    assert first != second


@given(st.text(st.characters(codec="utf-8"), max_size=12))
def test_a_stem_does_not_depend_on_case(word: str) -> None:
    assert language.stem(word.lower()) == language.stem(word.lower().lower())
    assert language.stem("Delayed") == language.stem("delayed")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Staff met daily. Was it enough? No!", ["Staff met daily.", "Was it enough?", "No!"]),
        ("Dr. Smith and Mrs. Jones met. They agreed.", ["Dr. Smith and Mrs. Jones met.", "They agreed."]),
        ("Support, e.g. respite, was short.", ["Support, e.g. respite, was short."]),
        ("It took 4.5 weeks. Then it stopped.", ["It took 4.5 weeks.", "Then it stopped."]),
        ("a heading without an end", ["a heading without an end"]),
        ("  spaced.   Twice.  ", ["spaced.", "Twice."]),
        ("See St. Mary's", ["See St. Mary's"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in language.sentences(text)] == expected


@given(st.text(st.sampled_from("aB. !?…\n’'e.g.Dr1"), max_size=40))
def test_sentences_hold_every_letter_once_and_in_order(text: str) -> None:
    ranges = language.sentences(text)
    assert all(0 <= start < end <= len(text) for start, end in ranges)
    assert all(before[1] <= after[0] for before, after in pairwise(ranges))
    inside = {place for start, end in ranges for place in range(start, end)}
    assert [text[i] for i in range(len(text)) if i not in inside and not text[i].isspace()] == []
    assert all(text[start:end] == text[start:end].strip() for start, end in ranges)


PIECES = st.sampled_from(
    "Staff can't cannot 8 8) (see Dr. e.g. co‐ordinated joined-up £4.5m don’t “We wait.” waited.They https://a.uk/b?c "
    "end. … ? ! . , ) ” and/or Mr. it's 10am U.K. \x0c \x85".split(" ")
)
SPACES = st.sampled_from([" ", " ", " ", "  ", "\n", " \n ", "\t", "\u00a0", ""])


@given(st.lists(st.tuples(PIECES, SPACES), max_size=12))
def test_a_text_is_divided_run_by_run_as_the_tokenizer_divides_it_whole(pieces: list[tuple[str, str]]) -> None:
    text = "".join(piece + space for piece, space in pieces)
    whole = language.blank().make_doc(text.replace("‐", "-"))
    expected = [(t.norm_, t.idx, t.idx + len(t)) for t in whole if t.text[0].isalnum()]
    assert [(stem, at + a, at + b) for at, run in language.runs(text) for stem, a, b in run.words] == expected
    plain = [t.lower_ for t in language.blank().make_doc(text) if t.text[0].isalnum() or t.text in "?!"]
    assert language.plain_words(text) == plain
    assert language.stem_keys(text).tolist() == language.keys(stem for stem, _, _ in expected).tolist()


@cache
def spacys_rule() -> English:
    rule = English()
    rule.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?", "…"]})
    return rule


@given(st.lists(st.tuples(PIECES, SPACES), max_size=12))
def test_sentences_begin_where_spacys_rule_lets_them_begin(pieces: list[tuple[str, str]]) -> None:
    text = "".join(piece + space for piece, space in pieces)
    starts = {s.start_char + len(s.text) - len(s.text.lstrip()) for s in spacys_rule()(text).sents}
    assert {start for start, _ in language.sentences(text)} <= starts


def test_the_tagger_is_installed_and_finds_noun_phrases() -> None:
    doc = language.tagged()("The local authority commissions short breaks.")
    assert "short breaks" in [chunk.text for chunk in doc.noun_chunks]
