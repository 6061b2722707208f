"""What is said to stand in the way, or to help."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyse import barriers
from corpus.types import Results
from report import comparison
from tests.analyse import invented
from tests.analyse.invented import concern, strength

SHAPED = {"concern": "badly hampered", "strength": "helped very well"}


def with_clauses(barrier: dict[str, str], enabler: dict[str, str] | None = None) -> Results:
    """One passage an area; what hinders is said in a concern, what helps in a strength."""
    said = {area: concern("access") for area in barrier} | {area: strength("access") for area in enabler or {}}
    results = invented.results(said)
    areas = {r.id: r.area for r in results.reviews}
    findings = tuple(
        replace(
            f,
            quote=f"Progress was {SHAPED[f.valence]} by {(barrier | (enabler or {})).get(areas[f.review])}.",
            barrier=barrier.get(areas[f.review], ""),
            enabler=(enabler or {}).get(areas[f.review], ""),
        )
        for f in results.findings
    )
    return replace(results, findings=findings)


def told_after(earlier: str, sentence: str, clause: str) -> Results:
    """One finding on a sentence that another stands before."""
    results = invented.results({"A": concern("access")}, texts={"A/0": f"{earlier} {sentence}"})
    (found,) = results.findings
    (span,) = found.spans
    spans = (replace(span, start=span.end - len(sentence)),)
    return replace(results, findings=(replace(found, quote=sentence, barrier=clause, spans=spans),))


def test_barriers_that_say_the_same_are_told_together_with_their_areas() -> None:
    found = barriers.clusters(
        with_clauses(
            {
                "A": "a high turnover of social workers",
                "B": "the turnover of social workers",
                "C": "old computer systems that do not exchange records",
            },
            {"D": "weekly meetings of all partners"},
        )
    )
    assert [(c.side, c.areas, len(c.findings)) for c in found] == [
        ("barrier", ("A", "B"), 2),
        ("barrier", ("C",), 1),
        ("enabler", ("D",), 1),
    ]
    assert found[0].themes == (("access", 2),)
    assert barriers.of_themes(found) == (("access", 3, 1),)


@pytest.mark.parametrize("clause", ["these shortfalls", "Leaders have", "social workers and", "effective teamwork"])
def test_what_names_nothing_that_hinders_is_no_barrier(clause: str) -> None:
    assert barriers.clusters(with_clauses({"A": clause})) == ()


def test_what_helps_in_a_concern_is_not_told_as_help() -> None:
    results = with_clauses({"A": ""})
    results = replace(results, findings=tuple(replace(f, enabler="short staffing at night") for f in results.findings))
    assert barriers.clusters(results) == ()


def test_what_causes_a_failing_is_no_help_though_the_finding_is_a_strength() -> None:
    results = with_clauses({}, {"A": "the growing demand for support"})
    assert barriers.clusters(results)
    sentence = "Because of the growing demand for support people waited far too long, and access was poor."
    failing = replace(results, findings=tuple(replace(f, quote=sentence) for f in results.findings))
    assert barriers.clusters(failing) == ()


def test_the_cause_of_what_was_overcome_is_no_enabler() -> None:
    results = with_clauses({"A": "the flood of last winter"}, {})
    enabler = replace(results.findings[0], valence="strength", barrier="", enabler="the flood of last winter")
    praised = "Leaders responded quickly and well to the {} resulting from the flood of last winter."
    for said, clusters in (("serious delays", 0), ("new teamwork", 1)):
        found = replace(results, findings=(replace(enabler, quote=praised.format(said)),))
        assert len(barriers.clusters(found)) == clusters


@pytest.mark.parametrize(
    ("enabler", "stands"),
    [
        ("senior leaders and the council", False),
        ("personal advisers", False),
        ("the influential LPSB", False),
        ("advisers who take time to listen", True),
        ("a dedicated adviser", True),
        ("good advice from senior leaders", True),
    ],
)
def test_who_acted_is_no_help_unless_it_is_said_what_they_do(enabler: str, stands: bool) -> None:
    results = with_clauses({}, {"A": enabler})
    quote = results.findings[0].quote + " They advise and work well."
    assert bool(barriers.clusters(replace(results, findings=(replace(results.findings[0], quote=quote),)))) is stands


@pytest.mark.parametrize(
    ("said", "stands"), [("Services waited far too long", True), ("Two services were bought in March", False)]
)
def test_why_something_was_done_hinders_nobody(said: str, stands: bool) -> None:
    results = with_clauses({"A": "the demand for repairs"})
    quote = f"{said} due to the demand for repairs."
    assert bool(barriers.clusters(replace(results, findings=(replace(results.findings[0], quote=quote),)))) is stands


@pytest.mark.parametrize(("second", "together"), [("an audit workshop", True), ("an audit tracker", False)])
def test_clauses_about_other_things_are_not_told_together_whatever_else_they_share(
    second: str, *, together: bool
) -> None:
    others = {"C": "pooled budgets for repairs", "D": "good teamwork of all", "E": "new computers"}
    found = barriers.clusters(with_clauses({}, {"A": "the audit workshops", "B": second, **others}))
    assert any(c.areas == ("A", "B") for c in found) is together


@pytest.mark.parametrize(("said", "stands"), [("were inadequate", False), ("were slow and poor", True)])
def test_the_ground_of_a_grade_hinders_nothing(said: str, *, stands: bool) -> None:
    results = with_clauses({"A": "failures harm some residents"})
    quote = f"Services {said} because failures harm some residents."
    assert bool(barriers.clusters(replace(results, findings=(replace(results.findings[0], quote=quote),)))) is stands


@pytest.mark.parametrize(
    ("earlier", "sure"), [("Staff work promptly, well and effectively.", True), ("Waits are far too long.", False)]
)
def test_the_cause_of_what_goes_well_is_no_sure_barrier(earlier: str, *, sure: bool) -> None:
    sentence = "This is because of a poor lack of nurses."
    found = told_after(earlier, sentence, "a poor lack of nurses")
    (cluster,) = barriers.clusters(found)
    assert cluster.clauses[0].sure is not sure


def test_a_quote_that_points_back_begins_with_the_sentence_before_it() -> None:
    found = told_after("Waits are far too long.", "This is due to a lack of nurses.", "a lack of nurses")
    (record,) = comparison.barriers(found, barriers.clusters(found))
    assert record["quote"] == "Waits are far too long. This is due to a lack of nurses."


@pytest.mark.parametrize(("second", "together"), [("district nurses", False), ("nurses", True)])
def test_what_some_persons_do_is_not_told_of_others(second: str, *, together: bool) -> None:
    what = "who visit residents weekly and build lasting trust with them"
    found = barriers.clusters(
        with_clauses(
            {},
            {"A": f"kind practice nurses {what}", "B": f"{second} {what}", "C": "pooled budgets for nurses who travel"},
        )
    )
    assert any(c.areas == ("A", "B") for c in found) is together


def test_an_instance_of_what_hinders_is_not_what_another_names() -> None:
    others = {"C": "pooled budgets for repairs", "D": "old computers"}
    narrow, wide = "a lack of suitable step-down beds", "a lack of local services in some towns, including {}"
    found = barriers.clusters(with_clauses({"A": narrow, "B": wide.format("suitable step-down beds"), **others}))
    assert all(len(c.areas) == 1 for c in found)


def test_every_clause_stands_in_its_findings_quotes(results: Results) -> None:
    by_id = {f.id: f for f in results.findings}
    told = [clause for cluster in barriers.clusters(results) for clause in cluster.clauses]
    assert told
    for clause in told:
        assert all(clause.text in by_id[i].quote for i in clause.findings)
        assert tuple(by_id[i].theme for i in clause.findings) == clause.themes
