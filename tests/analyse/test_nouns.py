"""What the parser tells of sentences."""

from __future__ import annotations

from analyse import nouns
from analyse.segments import Text, split

SAID = (
    "Leaders know the area well and have improved waiting times for assessment.",
    "Leaders understand that waiting times for assessment must fall.",
    "Leaders’ plans to cut waiting times for assessment have begun to work.",
    "Families endure long waiting times for assessment that leaders want to end.",
    "Practitioners who support families say that waiting times for assessment are too long.",
)


def test_people_act_and_matters_do_not() -> None:
    acting = nouns.acting(split([Text(f"p{n}", f"X{n}", text) for n, text in enumerate(SAID)], {}))
    assert acting["leader"] >= nouns.ACTS
    assert acting.get("assessment", 0.0) < nouns.ACTS
    assert acting.get("tim", 0.0) < nouns.ACTS


def test_a_noun_phrase_has_no_owner_no_article_and_its_head() -> None:
    found = {
        p.text: p.head for p in nouns.phrases("The children’s front door and the co-production of plans work well.")
    }
    assert "front door" in found
    assert not any(text.startswith(("children", "the")) for text in found)
    assert any("co-production" in text for text in found)


def test_a_noun_phrase_keeps_compounds_and_lists_whole() -> None:
    found = [p.text for p in nouns.phrases("Staff write high-quality plans on housing, health and work.")]
    assert "quality plans" not in found and "high-quality plans" in found
    assert "housing, health and work" in found and "housing, health" not in found
