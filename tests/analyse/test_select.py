"""Choosing from results."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyse import select
from corpus.errors import WrongUsage
from corpus.types import APART, Results


def test_nothing_named_leaves_everything(results: Results) -> None:
    assert select.results(results) == results
    assert select.findings(results) == results.findings


def test_all_that_is_left_speaks_of_what_was_named(results: Results) -> None:
    chosen = select.results(results, themes=["workforce", "joint working"], areas=["GARSTONE", "X10000001"])
    assert {theme.id for theme in chosen.themes} == {"workforce", "coordination"}
    assert (
        {review.area for review in chosen.reviews}
        == {"Garstone", "Ashmere"}
        == {row.area for row in chosen.matrix.rows}
    )
    assert {finding.theme for finding in chosen.findings} <= {"workforce", "coordination"}
    assert {summary.theme.id for summary in chosen.summaries} == {"workforce", "coordination"}
    assert {f.review for f in chosen.findings} <= {review.id for review in chosen.reviews}


def test_what_was_asked_for_cuts_the_findings_into_parts_that_add_up(results: Results) -> None:
    valences = [select.findings(results, valences=[v]) for v in ("strength", "concern", "mixed", "neutral")]
    assert sorted(f.id for part in valences for f in part) == sorted(f.id for f in results.findings)
    sections = [select.findings(results, section=s) for s in ("summary", "body", "recommendation")]
    assert sum(map(len, sections)) == len(results.findings)
    origins = [select.findings(results, origin=o) for o in ("codebook", "emergent")]
    assert sum(map(len, origins)) == len(results.findings)
    assert select.findings(results, status="rejected") == ()


def test_since_takes_the_day_itself(results: Results) -> None:
    days = sorted({review.date for review in results.reviews if review.date})
    later = select.findings(results, since=days[-1].isoformat())
    assert {f.review for f in later} <= {r.id for r in results.reviews if r.date == days[-1]}
    assert len(select.findings(results, since=days[0].isoformat())) == len(results.findings)


def test_words_are_found_whatever_their_case_and_quotes(results: Results) -> None:
    finding = next(f for f in results.findings if "’" in f.quote)
    word = next(word for word in finding.quote.split() if "’" in word)
    assert finding in select.findings(results, search=word.replace("’", "'").upper())


@pytest.mark.parametrize(
    "asked",
    [
        {"themes": ["nonsense"]},
        {"areas": ["Leeds"]},
        {"programmes": ["jtai"]},
        {"valences": ["good"]},
        {"section": "annex"},
        {"status": "done"},
        {"origin": "mine"},
        {"since": "May"},
    ],
)
def test_a_name_that_is_none_is_refused_with_what_there_is(results: Results, asked: dict[str, object]) -> None:
    with pytest.raises(WrongUsage) as refused:
        select.findings(results, **asked)  # type: ignore[arg-type]
    assert refused.value.remedy
    assert refused.value.exit_code == 2


def test_across_areas_themes_that_stand_apart_are_left_out_and_their_findings_stay(results: Results) -> None:
    body = replace(results.matrix.themes[0], group=APART)
    with_body = replace(results, matrix=replace(results.matrix, themes=(body, *results.matrix.themes[1:])))
    left = select.across(with_body)
    assert left.matrix.themes == tuple(theme for theme in results.matrix.themes[1:] if not theme.apart)
    assert left.findings == results.findings
