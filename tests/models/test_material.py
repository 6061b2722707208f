"""The committed codes: enough of each, two codings untouched where they differ, and a settled one between them."""

from __future__ import annotations

from collections import Counter

from corpus import codebook
from scripts import codes, train

VALENCES = {"strength", "concern", "mixed", "neutral"}


def test_every_code_has_at_least_60_passages_and_stands_in_the_book() -> None:
    material = codes.read()
    counts = Counter(code for coded in material.values() for code in coded.settled.codes)
    assert len(material) >= 2000
    assert set(counts) == {t.id for t in codebook.parse(codebook.default_text()).themes if t.parent is None}
    assert min(counts.values()) >= 60, counts.most_common()[-3:]
    assert {v for coded in material.values() for v in coded.settled.codes.values()} == VALENCES


def test_where_two_coders_differ_a_third_reader_kept_to_what_one_of_them_gave() -> None:
    twice = [coded for coded in codes.read().values() if len(coded.codings) > 1]
    assert len(twice) >= 400
    for coded in twice:
        first, second = coded.codings[0].codes, coded.codings[1].codes
        assert (coded.settled.coder == codes.SETTLED) == (first != second)
        assert set(coded.settled.codes.items()) <= {pair for of in coded.codings for pair in of.codes.items()}
        assert set(first) & set(second) <= set(coded.settled.codes), "what both gave stands"


def test_nobody_coded_a_passage_twice() -> None:
    for coded in codes.read().values():
        coders = [coding.coder for coding in coded.codings]
        assert len(coders) == len(set(coders))


def test_sentences_marked_carry_the_codes_of_their_passage_and_no_other() -> None:
    material, marked = codes.read(), codes.carried()
    settled = {passage: coded.settled.codes for passage, coded in material.items()}
    settled |= {train.passage_key(coded.text): dict(coded.codes) for coded in train.written("train")}
    assert len(marked) > 5000 and set(marked) <= set(settled)
    for passage, sentences in marked.items():
        assert len(sentences) > 1 and {theme for of in sentences for theme in of} <= set(settled[passage])
    whole = [set(settled[p]) == {theme for of in sentences for theme in of} for p, sentences in marked.items()]
    assert sum(whole) / len(whole) > 0.99


def test_marks_are_left_out_where_a_passage_divides_otherwise_than_when_it_was_marked() -> None:
    marks = ({"voice": "concern"}, {})
    assert train.of_sentences("Nobody asked. They left.", marks) == marks
    assert train.of_sentences("Nobody asked them and they left.", marks) == ()
