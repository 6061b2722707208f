"""Whether a sentence names its emergent theme."""

from __future__ import annotations

import pytest

from analyse import naming
from analyse.segments import Segment, stems_of


def segments(*texts: str) -> list[Segment]:
    return [
        Segment(f"p{n}", 0, len(text), "A", "", "", text, text, stems_of(text), True) for n, text in enumerate(texts)
    ]


MISSING = segments(
    "Children missing from home are found quickly.",
    "Children missing education are known to the council.",
    "Staff know which children are missing, and about their education.",
)
TERMS = {"miss": 0.8, "education": 0.2}


def test_every_word_of_the_label_has_to_be_said() -> None:
    said = naming.said("Missing education", TERMS, MISSING)
    assert said == ((), ("missing", "education"), ("missing", "education"))


def test_a_near_synonym_says_it_too() -> None:
    its = segments("Care leavers live in suitable accommodation.", "Most accommodation is appropriate for them.")
    said = naming.said("Suitable accommodation", {"suitabl": 0.2, "accommodation": 0.8}, its)
    assert said == (("suitable", "accommodation"), ("appropriate", "accommodation"))


def test_initials_name_it() -> None:
    its = segments("The dynamic support register is kept well.", "The DSR is kept well.", "The register is kept well.")
    terms = {"dynamic": 0.5, "support": 0.1, "register": 0.4}
    said = naming.said("Dynamic support register", terms, its)
    assert said == (("dynamic", "support", "register"), ("DSR",), ())


def test_of_a_label_that_its_sentences_do_not_say_the_heaviest_words_are_asked_for() -> None:
    said = naming.said("Zebras", TERMS, MISSING)
    assert said[0] == () and set(said[1]) == {"missing", "education"}


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("The early help service works well.", True),
        ("Children benefit from effective early help.", True),
        ("The quality of early help is variable.", True),
        ("Leaders know the area well, which helps them to step in early.", False),
        ("Staff manage risks such as poor early help.", False),
        ("Families wait too long, although the early help team is large.", False),
        ("Leaders plan well for schools, homes, early help, health and work.", False),
        ("For example, the early help service works well.", False),
        ("With the support of the early help service, leaders keep families together.", False),
        ("Families met with early help in good time.", True),
        ("Leaders explained how they had planned the early help app.", False),
        ("This includes where there is no early help.", False),
    ],
)
def test_a_sentence_is_about_what_its_main_clause_names(text: str, about: bool) -> None:
    assert naming.foremost(text, ("early", "help")) is about


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("The quality of plans is poor.", True),
        ("The panel for quality assurance of plans meets too seldom.", False),
        ("Quality assurance arrangements for plans are new.", False),
    ],
)
def test_what_a_label_speaks_of_is_more_than_a_part_of_another_matter(text: str, about: bool) -> None:
    assert naming.foremost(text, ("quality", "plans"), "Quality of plans") is about


def test_a_synonym_is_not_what_is_spoken_of() -> None:
    said = "Pupils who await a special placement are given good education."
    assert naming.foremost(said, ("education", "placement"))
    assert not naming.foremost(said, ("education", "placement"), "School placements")
    assert naming.foremost("Placements in education are good.", ("education", "placement"), "School placements")
