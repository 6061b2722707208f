"""Whom sentences are about, read off the sentences: which words name persons."""

from __future__ import annotations

from analyse import persons
from analyse.matching import content, of_matters

TOLD = (
    "Care leavers who moved away were visited.",
    "The council helps care leavers who look for work.",
    "Most care leavers, whose plans are clear, know their advisers, and care leavers who ask are told.",
    "Pathway plans for care leavers were thorough.",
    "Pathway plans were reviewed on time.",
)


def test_a_word_that_who_follows_is_a_persons_with_the_words_before_it() -> None:
    shares = persons.shares(TOLD)
    assert shares["leaver"] > 0.6
    assert shares["car"] > 0.6
    assert "pathwai" not in shares
    assert "plan" not in shares


def test_where_who_follows_too_seldom_nobody_is_named() -> None:
    assert persons.shares(TOLD[:1]) == {}


def test_what_names_persons_weighs_less_of_a_matter() -> None:
    stems = [content(text) for text in TOLD]
    weight = dict(zip(sorted(frozenset().union(*stems)), of_matters(TOLD, stems), strict=True))
    assert weight["leaver"] < 0.4
    assert weight["plan"] == 1


VISITED = (
    "Nurses visited families at home, and visiting took all day.",
    "Health visitors gave advice on sleep.",
    "A register of visits was kept by the visitor.",
    "People with autism who wait are rung.",
    "The indicators were indicated on a chart.",
)


def test_a_noun_made_of_a_verb_names_persons_where_it_acts() -> None:
    assert "visitor" in persons.nouns(VISITED, {"visitor": 0.05})
    assert "visitor" not in persons.nouns(VISITED, {})
    assert "indicator" not in persons.nouns(VISITED, {})
    assert "register" not in persons.nouns(VISITED, {"register": 0.05})


def test_who_says_of_what_it_follows_that_it_is_a_person() -> None:
    told = [*TOLD, "People with autism who wait are rung."] * 9
    found = persons.nouns(told, {})
    assert "leaver" in found
    assert not found & {"autism", "plan", "adviser"}
