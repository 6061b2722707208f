from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from corpus.types import Results, Theme, Valence
from report import headlines
from report.order import arranged

Make = Callable[..., Results]


def said(area: str, theme: str, valence: Valence) -> tuple[str, str, Valence, str]:
    return area, theme, valence, f"{area} on {theme} is {valence}."


def test_a_concern_in_more_areas_comes_before_more_concerns_in_one(make_results: Make) -> None:
    results = make_results(
        [said("A", "coordination", "concern")] * 9
        + [said("A", "workforce", "concern"), said("B", "workforce", "concern"), said("C", "workforce", "strength")]
    )
    found = headlines.widespread_concerns(headlines.spreads(results))
    assert [(spread.theme.id, spread.mostly_concerns) for spread in found] == [("workforce", 2), ("coordination", 1)]
    assert found[0].sentence() == (
        "Found in 3 of 3 areas: 1 strength and 2 concerns; strengths outnumber concerns in 1, "
        "concerns outnumber strengths in 2."
    )


def test_sub_themes_and_emergent_themes_do_not_make_headlines(make_results: Make) -> None:
    results = make_results([said("A", "rivalry", "concern"), said("A", "emergent-winter", "concern")])
    assert headlines.widespread_concerns(headlines.spreads(results)) == ()
    assert headlines.title(results) == "No strengths or concerns were found"


def test_a_theme_that_leans_both_ways_is_where_areas_differ(make_results: Make) -> None:
    results = make_results(
        [said(a, "workforce", "strength") for a in "AB"] + [said(a, "workforce", "concern") for a in "CD"]
    )
    found = headlines.spreads(results)
    assert "A strength in some areas, a concern in others" in [heading for heading, _ in headlines.sections(found)]
    assert [spread.theme.id for spread in headlines.divided(found)] == ["workforce"]


def test_an_area_reviewed_in_two_programmes_counts_once(make_results: Make) -> None:
    results = make_results([said("A", "workforce", "concern"), said("B", "workforce", "concern")])
    rows = tuple(
        replace(row, area="A", area_code="X", programme=p) for row, p in zip(results.matrix.rows, "pq", strict=True)
    )
    cells = {("X", p, key[2]): cell for key, cell in results.matrix.cells.items() for p in "pq"}
    merged = replace(results, matrix=replace(results.matrix, rows=rows, cells=cells))
    workforce = headlines.spreads(merged)[0]
    assert (workforce.looked, workforce.mostly_concerns, workforce.concerns) == (1, 1, 2)


def test_areas_where_a_theme_was_not_reviewed_are_not_looked_at(make_results: Make) -> None:
    results = make_results([said("A", "workforce", "concern"), said("B", "coordination", "strength")])
    cells = {
        key: replace(cell, state="not-reviewed") if cell.state == "none" else cell
        for key, cell in results.matrix.cells.items()
    }
    changed = replace(results, matrix=replace(results.matrix, cells=cells))
    assert (
        headlines.spreads(changed)[0].sentence()
        == "Found in 1 of 1 area: 0 strengths and 1 concern; concerns outnumber strengths in 1."
    )


def test_the_summary_says_how_much_of_what(make_results: Make) -> None:
    results = make_results([said(area, "workforce", "concern") for area in ("A", "B")])
    assert (
        headlines.summary(results) == "2 findings from 2 reviews of 2 areas, March 2018. The matrix counts 2 of them."
    )


def test_the_summary_tells_the_codebooks_findings_from_those_of_themes_found_in_the_reports(make_results: Make) -> None:
    results = make_results([said("A", "workforce", "concern"), said("A", "emergent-winter", "concern")])
    themes = tuple(replace(t, origin="emergent") if t.id == "emergent-winter" else t for t in results.themes)
    told = headlines.summary(replace(results, themes=themes))
    assert "1 on themes of the codebook, and 1 on themes found in the reports, 0 of which" in told
    assert told.endswith("The matrix counts 2 of them: 1 and 1.")


def test_themes_stand_by_group_with_sub_themes_under_theirs_and_emergent_ones_last() -> None:
    themes = [
        Theme("late", "L", group="Two", parent="second"),
        Theme("new", "N", origin="emergent"),
        Theme("first", "F", group="One"),
        Theme("second", "S", group="Two"),
        Theme("third", "T", group="One"),
        Theme("early", "E", group="One", parent="first"),
        Theme("lost", "X", group="One", parent="gone"),
    ]
    assert [theme.id for theme in arranged(themes)] == ["second", "late", "first", "early", "third", "lost", "new"]


def test_themes_that_are_each_others_parents_are_not_lost() -> None:
    themes = [Theme("a", "A", parent="b"), Theme("b", "B", parent="a"), Theme("c", "C")]
    assert sorted(theme.id for theme in arranged(themes)) == ["a", "b", "c"]


def test_the_first_emergent_themes_that_were_found_are_main(make_results: Make) -> None:
    results = make_results(
        [said("A", "coordination", "concern"), said("B", "coordination", "concern"), said("A", "workforce", "mixed")]
    )
    themes = tuple(replace(theme, origin="emergent") for theme in results.themes)
    changed = replace(results, matrix=replace(results.matrix, themes=themes))
    found = [theme.id for theme in themes if theme.id in ("coordination", "workforce")]
    assert [theme.id for theme in headlines.main_emergent(changed, 1)] == found[:1]
    assert [theme.id for theme in headlines.main_emergent(changed, 9)] == found
