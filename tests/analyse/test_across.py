"""Support needed, recommendations, pairs of themes, areas side by side: each statement with its findings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyse import alike, asked, beside, carrying, compare, gist, pairs, recommendations, support
from analyse.carrying import Quotes
from corpus.errors import WrongUsage
from corpus.text import printed
from corpus.types import PassageKind, Results, SectionRole, Theme
from report import comparison
from tests.analyse import invented
from tests.analyse.invented import concern, strength

NAMES = tuple(f"Area {letter}" for letter in "ABCDEFGHIJKLMNOPQRST")


def test_support_is_needed_where_there_is_concern_and_no_strength_in_order_of_name() -> None:
    found = support.needed(
        invented.results(
            {
                "Zeal": concern("access", 2),
                "Ashby": [*concern("voice"), ("voice", "mixed")],
                "Mid": concern("access", 9) + strength("access"),
            }
        )
    )
    assert [(n.area, n.theme.id, n.concerns, n.mixed, len(n.findings), n.sure) for n in found] == [
        ("Ashby", "voice", 1, 1, 2, False),  # what is mixed praises too
        ("Zeal", "access", 2, 0, 2, True),
    ]


def test_a_need_is_sure_where_a_quote_is_and_is_shown_with_it() -> None:
    """What a table marks and what JSON says is one thing."""
    praise = invented.WORDS["voice", "strength"].format("Ashby")
    texts = {"Ashby/0": praise, "Ashby/1": praise}  # judged a concern
    results = invented.results(
        {"Ashby": concern("voice", 2), "Thin": concern("voice"), "Zeal": concern("voice", 2)}, texts=texts
    )
    found = support.needed(results)
    assert [(need.area, need.sure) for need in found] == [("Ashby", False), ("Thin", False), ("Zeal", True)]
    assert [made["sure"] for made in comparison.needs(results, found)] == [need.sure for need in found]


def test_a_need_is_not_sure_where_praise_in_the_report_names_its_theme() -> None:
    doors = Theme("doors", "Clinic doors", origin="emergent")
    shut = "The clinic’s front doors were shut far too often, and people waited too long."
    texts = {f"{area}/{i}": shut for area in ("Ashby", "Zeal") for i in range(2)}
    texts["Ashby/2"] = "Access was very good: the doors of the clinic were open and people were seen promptly."
    doubly: list[invented.Said] = [("doors", "concern")] * 2
    areas: dict[str, list[invented.Said]] = {"Ashby": [*doubly, ("access", "strength")]}
    areas["Zeal"] = doubly
    themes = (invented.THEMES[0], doors)
    found = support.needed(invented.results(areas, themes=themes, texts=texts))
    assert [(need.area, need.sure) for need in found if need.theme.id == "doors"] == [("Ashby", False), ("Zeal", True)]


def test_a_need_is_not_sure_where_a_strength_on_another_theme_speaks_well_of_the_matter() -> None:
    doubly = concern("access", 2)
    praise = "People’s views were heard very well. Access to appointments was very good: people were seen promptly."
    areas = {"Ashby": [*doubly, *strength("voice")], "Zeal": doubly}
    found = support.needed(invented.results(areas, texts={"Ashby/2": praise}))
    assert [(need.area, need.sure) for need in found if need.theme.id == "access"] == [("Ashby", False), ("Zeal", True)]


def test_a_need_of_an_emergent_theme_is_sure_only_where_what_its_passages_are_about_has_no_strength_either(
    results: Results,
) -> None:
    by_id = {f.id: f for f in results.findings}
    book = {theme.id: theme for theme in results.matrix.themes if theme.origin == "codebook"}
    rows = {row.area: row for row in results.matrix.rows}
    sure = [need for need in support.needed(results) if need.theme.origin == "emergent" and need.sure]
    for need in sure:
        passages = {by_id[i].passage for i in need.findings}
        cells = [results.matrix.cell(rows[need.area], theme) for theme in book.values()]
        about = [cell for cell in cells if any(by_id[i].passage in passages for i in cell.findings)]
        assert not about or any(cell.concerns and not cell.strengths for cell in about)
    assert sure


def test_no_concern_of_the_sample_without_a_strength_is_left_out(results: Results) -> None:
    listed = {(n.area, n.theme.id) for n in support.needed(results)}
    across = [theme for theme in results.matrix.themes if not theme.apart]
    cells = [results.matrix.cell(row, theme) for row in results.matrix.rows for theme in across]
    assert listed == {(c.area, c.theme) for c in cells if c.concerns and not c.strengths}


def test_clusters_do_not_depend_on_the_order_of_the_texts() -> None:
    texts = ["late plans", "plans that come late", "few nurses", "shortage of nurses", "a new road", "late plans"]
    there = [[texts[i] for i in cluster] for cluster in alike.clusters(texts, least=0.4)]
    back = texts[::-1]
    assert there == [[back[i] for i in cluster] for cluster in alike.clusters(back, least=0.4)]
    assert sorted(text for cluster in there for text in cluster) == sorted(texts)
    assert alike.clusters([], least=0.4) == []
    assert alike.clusters(["alone"], least=0.4) == [[0]]


def asking(*texts: tuple[str, str, SectionRole, PassageKind]) -> Results:
    """Passages (area, words, role, kind) of one review an area."""
    areas = dict.fromkeys(area for area, *_ in texts)
    words = {f"{area}/{i}": t for area in areas for i, (_, t, *_) in enumerate(x for x in texts if x[0] == area)}
    results = invented.results({area: [] for area in areas}, passages=max(map(len, [texts])), texts=words)
    passages = {}
    for review in results.reviews:
        mine = [x for x in texts if x[0] == review.area]
        its = results.passages[review.id][: len(mine)]
        passages[review.id] = tuple(
            replace(p, section_role=role, kind=kind) for p, (_, _, role, kind) in zip(its, mine, strict=True)
        )
    return replace(results, passages=passages)


def test_recommendations_are_taken_from_their_section_and_from_prose_that_says_who_should_act() -> None:
    made = recommendations.made(
        asking(
            ("A", "Leaders should agree one plan for the workforce.", "recommendation", "bullet"),
            ("A", "Board", "recommendation", "paragraph"),
            ("A", "Care was slow. The council should publish its waits. People waited.", "body", "paragraph"),
            ("A", "Children should not wait so long.", "body", "paragraph"),
            ("A", "Staff were unsure whether they should call the team.", "body", "paragraph"),
        )
    )
    assert [(r.quote, r.bodies) for r in made] == [
        ("Leaders should agree one plan for the workforce.", ("Leaders",)),
        ("The council should publish its waits.", ("council",)),
    ]


def test_a_list_of_bullets_asks_those_whom_its_first_line_names() -> None:
    made = recommendations.made(
        asking(
            ("A", "Leaders across the partnership should:", "recommendation", "paragraph"),
            ("A", "improve the quality of plans", "recommendation", "bullet"),
            ("A", "shorten waits for assessments", "recommendation", "bullet"),
        )
    )
    assert [r.bodies for r in made] == [("Leaders across the partnership",)] * 2
    assert [r.lead for r in made] == ["Leaders across the partnership should:"] * 2
    assert all(r.named for r in made)


@pytest.mark.parametrize(
    "lead",
    [
        "The area should make sure that:",
        "We suggest that the system concentrates on the following.",
        "Care was slow. We ask the board for a plan for the matters below.",
    ],
)
def test_what_leads_in_a_list_is_no_recommendation(lead: str) -> None:
    made = recommendations.made(
        asking(
            ("A", lead, "recommendation", "paragraph"),
            ("A", "Plans should be written sooner.", "recommendation", "bullet"),
        )
    )
    assert [r.quote for r in made] == ["Plans should be written sooner."]


def test_of_a_paragraph_that_asks_and_leads_in_what_asks_stands_alone_and_goes_with_the_items() -> None:
    made = recommendations.made(
        asking(
            ("A", "Leaders should improve plans. They should focus on:", "recommendation", "paragraph"),
            ("A", "annual reviews", "recommendation", "bullet"),
        )
    )
    assert [(r.quote, r.lead) for r in made] == [
        ("Leaders should improve plans.", ""),
        ("annual reviews", "Leaders should improve plans. They should focus on:"),
    ]


def test_an_item_that_leads_in_others_gives_way_to_them_until_the_next_capital() -> None:
    made = recommendations.made(
        asking(
            ("A", "The oversight of the response to children:", "recommendation", "bullet"),
            ("A", "in private fostering arrangements", "recommendation", "bullet"),
            ("A", "The quality of case audits.", "recommendation", "bullet"),
        )
    )
    assert [(r.quote, r.lead) for r in made] == [
        ("in private fostering arrangements", "The oversight of the response to children:"),
        ("The quality of case audits.", ""),
    ]


def test_where_a_list_names_nobody_it_asks_those_whom_the_programme_inspects() -> None:
    found = asking(("A", "The quality of case audits.", "recommendation", "bullet"))
    ilacs = replace(found, reviews=tuple(replace(r, programme="ilacs") for r in found.reviews))
    (made,) = recommendations.made(ilacs)
    assert (made.bodies, made.named) == (("local authority",), False)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Ensure that all plans are reviewed each year.", True),
        ("With partners, improve the timeliness of assessments.", True),
        ("Plans should be reviewed each year.", True),
        ("The inspection did not find any areas for immediate action.", False),
        ("Social workers know the families with whom they work well.", False),
    ],
)
def test_a_paragraph_among_the_recommendations_asks_where_it_orders_or_says_what_should_be(
    text: str, asks: bool
) -> None:
    assert asked.asks(text) is asks


@pytest.mark.parametrize(
    ("text", "who"),
    [
        (
            "Responsible body: Northshire Council and NHS North and East Integrated Care Board; "
            "Areas for priority action: Leaders should act.",
            ("Northshire Council", "NHS North and East Integrated Care Board"),
        ),
        (
            "Leaders across education, health and social care should act.",
            ("Leaders across education, health and social care",),
        ),
        ("To shorten waits, the hospital trust needs to open at weekends.", ("hospital trust",)),
        ("Effective and consistent provision of life-story work.", ()),
        ("Commissioners need a plan for nursing care.", ("Commissioners",)),
        ("Care that children need a lot of is scarce.", ()),
    ],
)
def test_bodies_are_named_as_the_report_names_them(text: str, who: tuple[str, ...]) -> None:
    assert asked.bodies(text) == who


def test_what_several_areas_are_asked_is_shared_with_the_areas_each_was_made_to() -> None:
    results = asking(
        ("A", "Leaders should improve the timeliness of care plans.", "recommendation", "bullet"),
        ("B", "The partnership should improve the timeliness and quality of care plans.", "recommendation", "bullet"),
        ("C", "Commissioners should open more nursing beds for people with dementia.", "recommendation", "bullet"),
    )
    (shared,) = recommendations.shared(results)
    assert shared.areas == ("A", "B")
    assert {r.area for r in shared.recommendations} == {"A", "B"}
    assert shared.label == "improve the timeliness of care plans"
    assert sum(len(s.recommendations) for s in recommendations.shared(results, fewest_areas=1)) == 3


def test_what_is_asked_counts_not_for_whom_nor_in_which_words_it_opens() -> None:
    results = asking(
        ("A", "Leaders should improve life-story work for care leavers.", "recommendation", "bullet"),
        ("B", "Leaders should improve the housing offer for care leavers.", "recommendation", "bullet"),
        ("C", "The council needs to improve its life-story work, so that they know.", "recommendation", "bullet"),
        ("D", "The council needs to publish its budget, so that they know.", "recommendation", "bullet"),
        *(("E", f"Leaders should improve {x} for care leavers.", "recommendation", "bullet") for x in ("pay", "sport")),
    )
    (shared,) = recommendations.shared(results)
    assert shared.areas == ("A", "C")


def test_any_two_of_those_that_ask_the_same_are_alike() -> None:
    chain = ["plans reviews", "reviews audits", "audits panels", "panels budgets", "budgets beds"]
    found = alike.clusters(chain, least=0.2)
    assert sorted(i for its in found for i in its) == [0, 1, 2, 3, 4]
    assert not any({0, 4} <= set(its) for its in found)
    assert found == alike.clusters(chain, least=0.2)


@pytest.mark.parametrize(
    ("quote", "action"),
    [
        ("Leaders should improve annual reviews, so that plans are right.", "improve annual reviews"),
        ("Responsible body: Northshire Council; Areas for action: Leaders should act on waits. Soon.", "act on waits."),
        ("The quality of case audits.", "The quality of case audits."),
        ("Leaders need a plan for nursing.", "a plan for nursing."),
        ("Audits should be made monthly.", "Audits should be made monthly."),
        ("share the facts that they need to decide", "share the facts that they need to decide"),
    ],
)
def test_what_is_asked_for_is_told_without_who_and_what_for(quote: str, action: str) -> None:
    assert recommendations.asked_for(quote) == action


def test_every_recommendation_of_the_sample_is_a_slice_of_its_pages(results: Results) -> None:
    made = recommendations.made(results)
    pages = {review: {page.number: page for page in stored} for review, stored in results.pages.items()}
    assert len(made) > 50
    for r in made:
        assert printed(r.spans, pages[r.review]) == r.quote
    assert sum(bool(r.bodies) for r in made) / len(made) > 0.8


def test_themes_that_meet_in_the_same_passages_go_together() -> None:
    both = [theme for _ in range(8) for theme in ("access", "voice")]
    results = invented.results({name: concern("access", 8) for name in NAMES[:3]})
    # The same passages speak of voice as well.
    findings = tuple(replace(f, id=f"{f.id}-v", theme="voice") for f in results.findings)
    found = pairs.together(replace(results, findings=(*results.findings, *findings)))
    (pair,) = [p for p in found if p.over == "passages"]
    assert (pair.first.id, pair.second.id, pair.both, pair.of) == ("access", "voice", 24, 120)
    assert pair.association.phi == pytest.approx(1) and pair.beyond_chance
    assert len(pair.findings) == 24 * len(set(both))


def test_themes_that_areas_struggle_with_alike_go_together_over_areas() -> None:
    areas = {name: concern("access") + concern("voice") for name in NAMES[:10]}
    areas |= {name: strength("access") + strength("voice") for name in NAMES[10:]}
    found = {p.over: p for p in pairs.together(invented.results(areas))}
    assert found["concern"].association.phi == pytest.approx(1)
    assert found["concern"].areas == NAMES[:10]
    assert found["strength"].areas == NAMES[10:]
    assert {p.first.id for p in found.values()} == {"access"}  # a sub-theme goes with its parent: of course


def test_areas_side_by_side_differ_where_chance_does_not_explain_it() -> None:
    areas = {name: concern("voice", 3) for name in NAMES[:5]}
    areas["Area A"] = concern("voice", 3) + concern("access", 25)
    (found,) = beside.of(invented.results(areas), ["area b", "Area A"])
    assert found.areas == ("Area A", "Area B")
    lines = {line.theme.id: line for line in found.lines}
    assert [c.cell.concerns for c in lines["access"].columns] == [25, 0]
    assert [d.measure for d in lines["access"].differences if d.beyond_chance] == ["concern"]
    assert not any(d.beyond_chance for d in lines["voice"].differences)


@pytest.mark.parametrize(
    ("names", "said"),
    [(["Area A"], "1 areas"), (list(NAMES[:5]), "5 areas"), (["Area A", "Nowhere"], "Nowhere")],
)
def test_areas_that_cannot_stand_side_by_side_are_refused(names: list[str], said: str) -> None:
    with pytest.raises(WrongUsage, match=said):
        beside.of(invented.results({name: concern("voice") for name in NAMES[:6]}), names)


def test_areas_without_a_programme_in_common_are_told_how_to_be_compared() -> None:
    results = invented.joined(
        [(invented.review("A", programme="jtai"), []), (invented.review("B", programme="sif"), [])]
    )
    with pytest.raises(WrongUsage, match="--programmes together"):
        beside.of(results, ["A", "B"])


def test_a_cells_line_is_made_of_whole_sentences_of_its_quotes_the_side_it_leans_to_first(results: Results) -> None:
    quotes = Quotes(results)
    told = both = 0
    for cell in results.matrix.cells.values():
        said = gist.line(cell, quotes)
        for one in said:
            assert (one.text, one.sure) == (quotes.of(one.finding).text, quotes.sure(one.finding))
            assert one.finding in cell.findings
            assert one.sure or carrying.speaks(one.text, one.valence)
            told += 1
        sides = [one.valence for one in said]
        if cell.strengths and cell.concerns:
            leading = ["strength", "concern"] if cell.strengths > cell.concerns else ["concern", "strength"]
            assert sides == [side for side in leading if side in sides]  # a side nothing speaks for is left out
            both += len(sides) == 2
        if not (cell.strengths or cell.concerns or cell.mixed):
            assert said == ()
    assert told > 100 < both


def test_a_cells_findings_start_with_the_side_it_leans_to(results: Results) -> None:
    by_id = {f.id: f for f in results.findings}
    for cell in results.matrix.cells.values():
        if cell.strengths != cell.concerns:
            first = "strength" if cell.strengths > cell.concerns else "concern"
            assert by_id[cell.findings[0]].valence == first


def test_what_words_judge_stands_before_what_only_a_heading_judges(results: Results) -> None:
    finding = next(f for f in results.findings if f.valence == "concern" and 60 <= len(f.quote) <= 400)
    nothing, heading, words = (
        replace(finding, id=name, why=why, score=score)
        for name, why, score in (
            ("a", "says “x”", 0.99),
            ("b", "says “x”; under a heading of concern", 0.98),
            ("c", "says “x”; concern from “too long”", 0.97),
        )
    )
    assert [f.id for f in gist.strongest([nothing, heading, words], ["concern"])] == ["c", "b", "a"]


def test_what_is_said_of_a_sub_theme_alone_counts_for_its_parent() -> None:
    themes = (*invented.THEMES, Theme("bell", "Door bells", parent="doors"))
    (row,) = (found := invented.results({"A": concern("bell", 2)}, themes=themes)).matrix.rows
    counts = {theme.id: found.matrix.cell(row, theme).concerns for theme in themes}
    assert counts == {"access": 2, "doors": 2, "bell": 2, "voice": 0}


def test_whatever_is_compared_says_how(results: Results) -> None:
    (found,) = compare.variation(results)
    for word in ("Wilson", "adjusted standardised residual", "Benjamini-Hochberg", "permutation"):
        assert word in found.method
