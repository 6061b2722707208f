"""Whether passages are about the same matter."""

from __future__ import annotations

import pytest

from analyse import matching
from models import embed

RECORDS = matching.Text("a", "Nurses and social workers cannot see each other's records.", "", frozenset({"records"}))
SHARED = matching.Text(
    "b", "A shared record lets social workers and nurses see one summary.", "", frozenset({"records"})
)
CARERS = matching.Text("c", "Breaks for unpaid carers were booked months ahead.", "", frozenset({"carers"}))
DOCTORS = matching.Text("d", "A doctor visits the village every second Tuesday.", "", frozenset({"access"}))


@pytest.fixture(scope="module")
def embedder() -> embed.Embedder:
    return embed.load("static")


def test_the_passage_on_the_same_matter_is_the_likeliest(embedder: embed.Embedder) -> None:
    (row,) = matching.likeness([RECORDS], [CARERS, SHARED, DOCTORS], embedder)
    assert row.argmax() == 1
    assert row[1] >= matching.WITHIN.same > max(row[0], row[2])


def test_features_do_not_depend_on_the_order_of_passages(embedder: embed.Embedder) -> None:
    one = matching.features([RECORDS], [CARERS, SHARED, DOCTORS], embedder)
    other = matching.features([RECORDS], [DOCTORS, CARERS, SHARED], embedder)
    assert one[0, [2, 0, 1]] == pytest.approx(other[0])


def test_shared_themes_are_those_of_both_over_those_of_either(embedder: embed.Embedder) -> None:
    both = matching.Text("e", "x", "", frozenset({"records", "carers"}))
    assert matching.features([both], [SHARED, CARERS, DOCTORS], embedder)[0, :, 2].tolist() == [0.5, 0.5, 0.0]


def test_the_heading_a_passage_stands_under_counts_as_its_words() -> None:
    under = matching.Text("f", "Nothing had changed.", "Support for carers")
    assert {"support", "carer"} <= under.stems


def test_words_that_say_nothing_and_short_ones_are_not_shared() -> None:
    assert matching.content("It was not the carers' GP") == frozenset({"carer"})


def test_nothing_asked_or_told_gives_an_empty_table(embedder: embed.Embedder) -> None:
    assert matching.likeness([], [SHARED], embedder).shape == (0, 1)
    assert matching.likeness([RECORDS], [], embedder).shape == (1, 0)


def test_a_stem_of_few_texts_weighs_more_than_one_of_many() -> None:
    told = [matching.content(text) for text in ("children wait", "children in court", "children are seen")]
    weight = matching.rarity([matching.content("children in court"), matching.content("bridges")], told)
    assert weight["bridg"] > weight["court"] > weight["children"] > 0


def test_sentences_of_two_areas_meet_by_their_matter_and_not_by_how_it_is_judged(embedder: embed.Embedder) -> None:
    others = [f"The {x} was not consistently effective." for x in ("budget", "website", "bus service", "canteen")]
    asked = ["Speech and language therapy was not consistently effective.", *others]
    told = ["Children soon had speech and language therapy.", "The car park was consistently effective."]
    found = [(row, column) for row, column, _ in matching.across(asked, told, embedder, 0.6)]
    assert (0, 0) in found
    assert (0, 1) not in found
