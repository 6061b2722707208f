"""How areas differ: rates of their own passages, what is beyond chance, and who tells against the many."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from analyse import compare, regroup
from corpus.errors import WrongUsage
from corpus.types import Passage, Results
from report import comparison
from tests.analyse import invented
from tests.analyse.invented import concern, strength

MANY = tuple(f"Area {letter}" for letter in "ABCDEFGHIJ")


def variation(results: Results) -> compare.Variation:
    (found,) = compare.variation(results)
    return found


def of_theme(found: compare.Variation, theme: str) -> compare.ThemeVariation:
    return next(its for its in found.themes if its.theme.id == theme)


def rate(its: compare.ThemeVariation, area: str, measure: compare.Measure) -> compare.Rate:
    return next(r for r in its.rates if r.area == area and r.measure == measure)


def test_a_rate_is_of_the_codable_passages_of_the_body() -> None:
    results = invented.results({"Ashby": concern("access", 3)}, passages=20)
    (one,) = results.reviews
    more = [
        replace(results.passages[one.id][0], id="h", kind="heading"),
        replace(results.passages[one.id][0], id="r", section_role="recommendation"),
        replace(results.passages[one.id][0], id="m", section_role="method"),
    ]
    results = replace(results, passages={one.id: (*results.passages[one.id], *more)})
    found = rate(of_theme(variation(results), "access"), "Ashby", "concern")
    assert (found.count, found.of, found.value) == (3, 20, 0.15)
    assert found.interval is not None and found.interval.low < 0.15 < found.interval.high
    assert len(found.findings) == 3


def test_what_only_the_summary_says_is_evidence_and_no_passage_of_the_body() -> None:
    results = invented.results({"Ashby": concern("access")})
    results = replace(results, findings=tuple(replace(f, section_role="summary") for f in results.findings))
    found = rate(of_theme(variation(results), "access"), "Ashby", "concern")
    assert (found.count, len(found.findings)) == (0, 1)


def test_every_area_in_which_a_theme_was_looked_for_is_in_one_of_five_lists() -> None:
    its = of_theme(
        variation(
            invented.results(
                {
                    "Good": strength("access"),
                    "Bad": concern("access"),
                    "Both": concern("access") + strength("access"),
                    "Mixed": [("access", "mixed")],
                    "Told": [("access", "neutral")],
                    "Silent": strength("voice"),
                }
            )
        ),
        "access",
    )
    lists = its.strength, its.concern, its.mixed, its.neutral, its.silent
    assert lists == (("Good",), ("Bad",), ("Both", "Mixed"), ("Told",), ("Silent",))


def test_an_area_that_plainly_differs_stands_out_with_its_evidence_and_the_others_do_not() -> None:
    areas = {name: concern("access", 2) + concern("voice", 4) for name in MANY}
    areas["Area C"] = concern("access", 20) + concern("voice", 4)
    its = of_theme(variation(invented.results(areas)), "access")
    out = [(r.area, r.measure) for r in its.standing_out]
    assert out == [("Area C", "said"), ("Area C", "concern")]
    found = rate(its, "Area C", "concern")
    assert found.residual > 5 and found.q is not None and found.q < 0.001
    assert len(found.findings) == 20
    difference = its.difference("concern")
    assert difference is not None and difference.beyond_chance and difference.test.i_squared > 0.5


def test_a_long_report_does_not_stand_out_for_its_length() -> None:
    long, short = concern("access", 10), concern("access")
    results = invented.joined([(invented.review("Long"), long)], passages=100)
    for name in MANY:
        other = invented.joined([(invented.review(name), short)], passages=10)
        results = replace(
            results,
            reviews=(*results.reviews, *other.reviews),
            findings=(*results.findings, *other.findings),
            matrix=replace(
                results.matrix,
                rows=(*results.matrix.rows, *other.matrix.rows),
                cells={**results.matrix.cells, **other.matrix.cells},
            ),
            passages={**results.passages, **other.passages},
        )
    its = of_theme(variation(results), "access")
    assert rate(its, "Long", "concern").value == rate(its, "Area A", "concern").value
    assert its.standing_out == ()


def test_of_two_areas_nobody_stands_out() -> None:
    its = of_theme(variation(invented.results({"A": concern("access", 30), "B": []})), "access")
    assert {r.p for r in its.rates} == {None}
    assert its.differences == ()


def test_programmes_are_compared_apart_unless_asked_otherwise() -> None:
    reviews = [
        (invented.review(name, programme=programme), concern("access"))
        for name in MANY[:4]
        for programme in ("ilacs", "jtai")
    ]
    results = invented.joined(reviews)
    assert [(v.programme, len(v.areas)) for v in compare.variation(results)] == [("ilacs", 4), ("jtai", 4)]
    (both,) = compare.variation(results, programmes="together")
    assert (both.programme, len(both.areas)) == ("ilacs + jtai", 4)
    assert rate(of_theme(both, "access"), "Area A", "concern").of == 80


def test_an_area_in_which_nobody_looked_is_in_no_rate_and_no_list() -> None:
    results = invented.results({name: concern("voice") for name in MANY})
    cells = {
        key: replace(cell, state="not-reviewed") if cell.area == "Area A" and cell.theme == "access" else cell
        for key, cell in results.matrix.cells.items()
    }
    its = of_theme(variation(replace(results, matrix=replace(results.matrix, cells=cells))), "access")
    assert "Area A" not in its.silent
    assert {r.area for r in its.rates} == set(MANY[1:])


def test_to_what_most_areas_say_there_are_the_areas_that_tell_against_it_those_that_lean_first() -> None:
    areas: dict[str, list[invented.Said]] = {name: concern("access", 2) for name in MANY}
    areas["Area B"] = concern("access", 2) + strength("access")
    areas["Area D"] = strength("access", 2)
    counter = of_theme(variation(invented.results(areas)), "access").counter_examples
    assert counter is not None
    assert (counter.side, len(counter.areas), counter.of) == ("concern", 9, 10)
    assert [(e.area, e.leans, len(e.findings)) for e in counter.against] == [("Area D", True, 2), ("Area B", False, 1)]


def test_an_area_tells_against_the_many_only_by_what_says_so_and_where_nothing_is_asked_of_it() -> None:
    areas: dict[str, list[invented.Said]] = {name: concern("access", 2) for name in MANY}
    areas["Area D"] = strength("access", 2)
    results = invented.results(areas)
    ours = [f for f in results.findings if f.valence == "strength"]
    bad = "People waited far too long for appointments, and access to services was very poor."
    asked = tuple(replace(f, id=f"asked {f.id}", section_role="recommendation") for f in ours)
    for findings in (
        tuple(replace(f, quote=bad) if f in ours else f for f in results.findings),
        (*results.findings, *asked),
    ):
        counter = of_theme(variation(replace(results, findings=findings)), "access").counter_examples
        assert counter is not None
        assert [(e.area, e.leans) for e in counter.against] == [("Area D", False)]


def test_an_area_is_sure_to_tell_against_the_many_by_three_findings_and_no_sure_one_on_their_side() -> None:
    areas: dict[str, list[invented.Said]] = {name: concern("access", 2) for name in MANY}
    areas["Area D"] = strength("access", 3)
    areas["Area E"] = strength("access", 2)
    areas["Area F"] = strength("access", 3) + concern("access")
    results = invented.results(areas)
    told = list(comparison.exceptions(results, compare.variation(results)))
    assert {r["area"]: (r["leans"], r["sure"]) for r in told if r["theme"] == "access"} == {
        "Area D": (True, True),
        "Area E": (True, False),
        "Area F": (True, False),
    }


def test_where_as_many_areas_lean_either_way_nothing_is_said_of_most() -> None:
    its = of_theme(variation(invented.results({"A": concern("access"), "B": strength("access")})), "access")
    assert its.counter_examples is None


def test_of_more_areas_that_are_no_majority_nothing_is_said_of_most() -> None:
    areas = {"A": concern("access"), "B": concern("access"), "C": strength("access")}
    both = {name: concern("access") + strength("access") for name in ("D", "E")}
    assert of_theme(variation(invented.results(areas | both)), "access").counter_examples is None
    assert of_theme(variation(invented.results(areas)), "access").counter_examples is not None


def test_what_is_chosen_after_leaves_the_comparison_with_all() -> None:
    areas = {name: concern("access", 2) for name in MANY}
    results = invented.results(areas | {"Area C": concern("access", 20)})
    whole = compare.variation(results)
    (found,) = compare.chosen(results, whole, themes=["access"], areas=["Area C"])
    (its,) = found.themes
    assert {r.area for r in its.rates} == {"Area C"}
    assert [r for r in of_theme(whole[0], "access").rates if r.area == "Area C"] == list(its.rates)
    assert its.concern == tuple(MANY)
    with pytest.raises(WrongUsage, match="Nowhere"):
        compare.chosen(results, whole, areas=["Nowhere"])


def test_the_order_of_findings_changes_nothing(results: Results) -> None:
    assert compare.variation(replace(results, findings=results.findings[::-1])) == compare.variation(results)


def test_every_id_opens_to_a_finding_of_its_area_theme_and_side(results: Results) -> None:
    by_id = {f.id: f for f in results.findings}
    areas = {r.id: r.area for r in results.reviews}
    found = 0
    for its in variation(results).themes:
        for r in its.rates:
            for finding in (by_id[i] for i in r.findings):
                assert areas[finding.review] == r.area
                assert r.measure in ("said", finding.valence)
                found += 1
        for evidence in its.counter_examples.against if its.counter_examples else ():
            sides = {by_id[i].valence for i in evidence.findings}
            assert its.counter_examples is not None
            assert sides == {"strength" if its.counter_examples.side == "concern" else "concern"}
    assert found > 1000


def test_a_row_of_several_reviews_is_of_all_their_passages(results: Results) -> None:
    whole = regroup.together(results)
    row = whole.matrix.rows[0]
    passages: list[Passage] = [p for review in row.reviews for p in results.passages[review]]
    counted = [p for p in passages if p.section_role == "body" and p.kind != "heading"]
    assert compare.exposure(whole, row.reviews) == len(counted)


@pytest.fixture(scope="module")
def planted(sample: Path) -> dict[tuple[str, str], Counter[str]]:
    """Valences planted in the sample, by file and theme."""
    found: dict[tuple[str, str], Counter[str]] = {}
    with (sample / "key.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            found.setdefault((line["file"], line["theme"]), Counter())[line["valence"]] += 1
    return found


def test_areas_lean_as_was_planted_in_the_sample(
    results: Results, planted: dict[tuple[str, str], Counter[str]]
) -> None:
    files = {r.id: Path(r.file).name for r in results.reviews}
    agree: list[bool] = []
    for row in results.matrix.rows:
        for theme in results.matrix.themes:
            key = planted.get((files[row.reviews[0]], theme.id), Counter())
            cell = results.matrix.cell(row, theme)
            if lead := key["strength"] - key["concern"]:
                agree.append(lead * (cell.strengths - cell.concerns) > 0)
    assert len(agree) > 120
    assert sum(agree) / len(agree) > 0.8  # two valences by chance would agree in half


def test_what_stands_out_in_the_sample_was_planted(
    results: Results, planted: dict[tuple[str, str], Counter[str]]
) -> None:
    latest = {row.area: row.reviews[0] for row in results.matrix.rows}
    files = {r.id: Path(r.file).name for r in results.reviews}
    out = [(r, its.theme.id) for its in variation(results).themes for r in its.standing_out if r.residual > 0]
    assert ("Eastholme", "fragmented-care") in {(r.area, theme) for r, theme in out}
    keys = [(planted.get((files[latest[r.area]], theme)), r.measure) for r, theme in out if r.measure != "said"]
    right = [key[measure] >= 1 for key, measure in keys if key is not None]
    assert right
    assert all(right)
