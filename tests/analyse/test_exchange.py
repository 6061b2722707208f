"""Good practice: where one area's concern is another's strength, nearest first."""

from __future__ import annotations

from analyse import exchange
from corpus.areas import Gazetteer
from corpus.types import Area, MatrixRow, Results
from corpus.workspace import Workspace
from tests.analyse.invented import Said
from tests.analyse.invented import results as invented
from tests.conftest import Demo

NOBODY = Gazetteer(())
TEXTS = {
    "Ash/0": "Waits for appointments at the memory clinic were far too long, and access to it was poor.",
    "Birch/0": "Access to the memory clinic was very good: people were seen promptly, and waits had fallen.",
    "Cedar/0": "Access to appointments at the memory clinic had improved: people were seen promptly.",
    "Dell/0": "The memory clinic gave prompt appointments, and access to it had improved very much.",
}
# What is about one matter is known beside what is about others.
OTHERS: dict[str, list[Said]] = {
    area: [("voice", "concern"), ("voice", "strength")] for area in ("Elm", "Fir", "Gorse", "Heath", "Ivy", "Juniper")
}


def row(area: str, region: str = "") -> MatrixRow:
    return MatrixRow(area, f"X-{area}", region, "jtai", ())


def test_statistical_neighbours_come_first_in_their_order() -> None:
    known = Gazetteer((Area("X-Ash", "Ash", neighbours=("X-Dell", "X-Birch")),))
    assert exchange.near(row("Ash"), row("Birch"), known) == ("neighbour", 2)
    assert exchange.near(row("Ash", "North"), row("Cedar", "North"), known) == ("region", None)
    assert exchange.near(row("Ash", "North"), row("Elm", "South"), known) == ("elsewhere", None)
    found = invented(
        {"Ash": [("access", "concern")], **{a: [("access", "strength")] for a in ("Birch", "Cedar", "Dell")}, **OTHERS},
        texts=TEXTS,
    )
    (ash,) = [e for e in exchange.partners(found, known, area="Ash") if e.learn_from]
    assert [p.area for p in ash.learn_from] == ["Dell", "Birch", "Cedar"]


def test_who_could_learn_is_the_other_side_of_whom_one_could_learn_from() -> None:
    found = invented({"Ash": [("access", "concern")], "Birch": [("access", "strength")], **OTHERS}, texts=TEXTS)
    ash, birch = exchange.partners(found, NOBODY, themes=["access"])
    assert [p.area for p in ash.learn_from] == ["Birch"]
    assert not ash.could_learn
    assert [p.area for p in birch.could_learn] == ["Ash"]
    assert ash.learn_from[0].pairs == birch.could_learn[0].pairs


def pairs(concern: str, strength: str) -> tuple[exchange.Pair, ...]:
    """The pairs of two areas that say so, beside areas that tell of other matters."""
    texts = {"Ash/0": concern, "Birch/0": strength}
    found = invented({"Ash": [("access", "concern")], "Birch": [("access", "strength")], **OTHERS}, texts=texts)
    ash = exchange.partners(found, NOBODY, area="Ash", themes=["access"])
    return tuple(pair for its in ash for partner in its.learn_from for pair in partner.pairs)


def test_a_strength_on_another_matter_of_the_theme_is_nothing_to_learn_from() -> None:
    assert pairs(TEXTS["Ash/0"], "The council’s website gave good, clear forms on parking for visitors.") == ()


def test_what_goes_well_for_some_at_times_or_not_yet_answers_no_concern() -> None:
    good = TEXTS["Birch/0"]
    assert pairs(TEXTS["Ash/0"], good)
    assert pairs(TEXTS["Ash/0"], "Access to the memory clinic and waits for appointments are improving.") == ()
    assert pairs(TEXTS["Ash/0"], "Some people had very good access to the memory clinic, and were seen promptly.") == ()
    assert pairs(TEXTS["Ash/0"], f"{good} However, this was only so in the north.") == ()
    assert pairs(f"{TEXTS['Ash/0']} People are now seen within a week.", good) == ()


def test_what_is_said_of_others_is_not_set_beside() -> None:
    here = "Access to the memory clinic was poor for carers who wait far too long, and carers who ask are not heard."
    there = "Access to the memory clinic was very good for nurses who work there, and nurses who ask are seen promptly."
    told = [
        f"{who} who came in April, {who} who came in May and {who} who came in June" for who in ("carers", "nurses")
    ]
    others = {
        f"{area}/0": f"People’s views were heard very well by {told[at % 2]}, and co-production was excellent."
        for at, area in enumerate(OTHERS)
    }
    said = {"Ash": [("access", "concern")], "Birch": [("access", "strength")]}
    others_said = {area: [("voice", "strength"), ("voice", "concern")] for area in OTHERS}
    apart = invented(said | others_said, texts={"Ash/0": here, "Birch/0": there, **others})
    alike = invented(said | others_said, texts={"Ash/0": here, "Birch/0": there.replace("nurses", "carers"), **others})
    assert exchange.partners(alike, NOBODY, themes=["access"])
    assert exchange.partners(apart, NOBODY, themes=["access"]) == ()


def test_a_pair_is_sure_where_the_strength_tells_of_what_is_said_not_to_be_done() -> None:
    asked = "Care plans are not always reviewed."
    assert exchange.answers("Care plans are reviewed every month.", asked)
    assert not exchange.answers("Care plans are thorough.", asked)
    assert not exchange.answers("Data are complete.", "Leaders do not routinely share data.")
    assert exchange.answers("Care plans are thorough.", "Care plans are poor.")
    assert not exchange.answers("Leading review officers (LROs) know people well.", "Leading review officers are late.")


def test_a_pair_is_sure_where_it_is_likest_and_the_other_area_does_well() -> None:
    good = "Access to appointments at the memory clinic was good, and people were seen promptly."
    texts = {"Ash/0": TEXTS["Ash/0"], "Birch/0": good}
    for more, sure in (([], True), ([("access", "concern")], False)):
        birch: list[Said] = [("access", "strength"), *more]
        found = invented({"Ash": [("access", "concern")], "Birch": birch, **OTHERS}, texts=texts)
        (ash,) = exchange.partners(found, NOBODY, area="Ash", themes=["access"])
        (pair,) = ash.learn_from[0].pairs
        assert pair.likeness >= exchange.SURE
        assert pair.sure is sure


def test_of_a_strength_in_several_sentences_the_one_on_the_matter_is_shown() -> None:
    texts = {
        "Ash/0": TEXTS["Ash/0"],
        "Birch/0": "Leaders gave very good access to training, and staff valued it highly. " + TEXTS["Birch/0"],
    }
    found = invented({"Ash": [("access", "concern")], "Birch": [("access", "strength")], **OTHERS}, texts=texts)
    ash, _ = exchange.partners(found, NOBODY, themes=["access"])
    (pair,) = ash.learn_from[0].pairs
    assert (pair.asked, pair.told) == (TEXTS["Ash/0"], TEXTS["Birch/0"])


def test_a_sentence_whose_matter_another_tells_is_not_set_beside() -> None:
    texts = {**TEXTS, "Ash/0": "Waits at the memory clinic were far too long for this, and access to it was poor."}
    found = invented({"Ash": [("access", "concern")], "Birch": [("access", "strength")], **OTHERS}, texts=texts)
    assert exchange.partners(found, NOBODY, themes=["access"]) == ()


def test_what_is_meant_but_not_done_is_no_strength() -> None:
    texts = {**TEXTS, "Birch/0": "There is a strong focus on improving access to the memory clinic and its waits."}
    found = invented({"Ash": [("access", "concern")], "Birch": [("access", "strength")], **OTHERS}, texts=texts)
    assert exchange.partners(found, NOBODY, themes=["access"]) == ()


def test_areas_of_another_programme_are_not_set_beside() -> None:
    one = invented({"Ash": [("access", "concern")]})
    assert exchange.partners(one, NOBODY) == ()


def test_every_pair_in_the_sample_is_a_concern_here_and_a_strength_there(results: Results, demo: Demo) -> None:
    by_id = {f.id: f for f in results.findings}
    areas = {r.id: r.area for r in results.reviews}
    found = exchange.partners(results, Workspace.open(demo.folder).gazetteer(), area="Calderwick")
    assert found
    for its in found:
        for partner in its.learn_from:
            assert partner.area != "Calderwick"
            for pair in partner.pairs:
                assert pair.likeness >= exchange.SAME
                concern, strength = by_id[pair.concern], by_id[pair.strength]
                assert pair.asked in concern.quote or concern.quote in pair.asked
                assert pair.told in strength.quote or strength.quote in pair.told
                assert (areas[concern.review], areas[strength.review]) == ("Calderwick", partner.area)
                assert concern.valence == "concern"
                assert strength.valence == "strength"
                assert concern.theme == strength.theme == its.theme
