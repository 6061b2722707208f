"""What people decided wins over the machine; the last word counts; nothing of the log is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from analyse import decided, matrix
from analyse.anchoring import Reports, anchor
from analyse.coding import finding_id
from corpus.decisions import Decision
from corpus.types import Finding, Review, Theme, Valence
from tests.analyse.conftest import document

TEXTS = (
    "Vacancies were high because of poor conditions. Staff were proud of their work.",
    "Partners shared one budget.",
    "Nobody knew who led on discharge.",
)
THEMES = (Theme("workforce", "Workforce"), Theme("funding", "Funding"), Theme("pooled", "Pooled", parent="funding"))
DOCUMENT = document(*TEXTS)
REVIEW = Review(
    *(DOCUMENT.sha256[:16], "a.pdf", DOCUMENT.sha256, "generic", "Ashmere", "X1", "", None, "review", 3, 3, "ok")
)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def found(number: int, theme: str = "workforce", valence: Valence = "concern") -> Finding:
    """What the machine proposes of a passage, quoted whole."""
    p = DOCUMENT.passages[number]
    return Finding(
        *(finding_id(p.id, theme), p.review, p.id, theme, p.text, p.spans, valence, 0.8, "says “x”", p.section, "body")
    )


def said(finding: Finding, what: str, after: str, who: str = "kim", minutes: int = 0, note: str = "") -> Decision:
    pages = {page.number: page for page in DOCUMENT.pages}
    mark = anchor(finding, REVIEW, pages)
    return Decision("finding", finding.id, what, after, "", who, note, NOON + timedelta(minutes=minutes), mark)


def laid(findings: Sequence[Finding], *made: Decision, themes: Sequence[Theme] = THEMES) -> decided.Laid:
    return decided.lay(findings, made, Reports([REVIEW], {REVIEW.id: DOCUMENT}), themes)


def test_what_nobody_decided_on_stays_as_the_machine_proposed_it() -> None:
    machine = (found(0), found(1), found(2))
    after = laid(machine, said(machine[1], "status", "accepted"))
    assert [f for f in after.findings if f.id != machine[1].id] == [machine[0], machine[2]]
    assert after.findings[1] == replace(machine[1], status="accepted", why="says “x”; accepted by kim")


def test_a_rejected_finding_is_listed_and_counted_nowhere() -> None:
    after = laid((found(0), found(2)), said(found(0), "status", "rejected", note="about another place"))
    assert [f.status for f in after.findings] == ["rejected", "proposed"]
    assert after.findings[0].why == "says “x”; rejected by kim: about another place"
    built = matrix.build([REVIEW], THEMES, after.findings, codable={REVIEW.id: 3})
    assert built.cell(built.rows[0], THEMES[0]).findings == (found(2).id,)


def test_an_accepted_finding_keeps_the_quote_and_valence_it_was_accepted_with() -> None:
    seen = found(0)
    short = replace(seen, quote="Staff were proud of their work.", valence="strength", score=0.4)
    (after,) = laid([short], said(seen, "status", "accepted")).findings
    assert (after.quote, after.valence, after.barrier) == (TEXTS[0], "concern", "poor conditions")
    assert after.spans == seen.spans
    assert (after.score, after.origin) == (0.4, "rule")


def test_an_accepted_finding_stays_when_the_machine_proposes_it_no_longer() -> None:
    (after,) = laid([], said(found(0), "status", "accepted")).findings
    assert (after.id, after.quote, after.valence, after.status) == (found(0).id, TEXTS[0], "concern", "accepted")
    assert (after.origin, after.score, after.why) == ("person", 1.0, "accepted by kim")


def test_a_rejected_finding_that_is_not_proposed_is_simply_not_there() -> None:
    after = laid([], said(found(0), "status", "rejected"))
    assert after.findings == ()
    assert [(entry.standing, entry.passage) for entry in after.log] == [("stands", DOCUMENT.passages[0].id)]


def test_a_changed_valence_accepts_the_finding_and_turns_its_clause() -> None:
    barrier = replace(found(0), barrier="poor conditions")
    (after,) = laid([barrier], said(barrier, "valence", "strength")).findings
    assert (after.valence, after.status, after.origin) == ("strength", "accepted", "rule")
    assert (after.barrier, after.enabler) == ("", "poor conditions")


def test_an_added_theme_is_a_persons_and_speaks_to_the_themes_above_it() -> None:
    after = laid([], said(found(1, "pooled", "strength"), "added", "strength")).findings
    assert {f.theme: (f.origin, f.status, f.valence, f.quote) for f in after} == {
        "pooled": ("person", "accepted", "strength", TEXTS[1]),
        "funding": ("person", "accepted", "strength", TEXTS[1]),
    }
    assert next(f.why for f in after if f.theme == "funding") == "part of it, “Pooled”: added by kim"


def test_a_parent_that_was_rejected_is_not_added_again_by_its_child() -> None:
    parent = said(found(1, "funding"), "status", "rejected")
    after = laid([found(1, "funding")], parent, said(found(1, "pooled"), "added", "strength", minutes=1)).findings
    assert {f.theme: f.status for f in after} == {"funding": "rejected", "pooled": "accepted"}


def test_a_parent_found_only_by_a_sub_theme_is_rejected_with_it() -> None:
    child = found(1, "pooled")
    parent = replace(found(1, "funding"), why="part of it, “Pooled”: says “x”")
    after = laid((child, parent), said(child, "status", "rejected"))
    assert [f.status for f in after.findings] == ["rejected", "rejected"]
    assert after.findings[1].why == "part of it, “Pooled”: says “x”; “Pooled” rejected by kim"
    own = laid((child, found(1, "funding")), said(child, "status", "rejected"))
    assert [f.status for f in own.findings] == ["rejected", "proposed"]
    kept = laid((child, parent), said(child, "status", "rejected"), said(parent, "status", "accepted"))
    assert [f.status for f in kept.findings] == ["rejected", "accepted"]


def test_of_two_coders_the_last_counts_and_both_stay_in_the_log() -> None:
    kim = said(found(0), "status", "accepted")
    lee = said(found(0), "status", "rejected", "lee", 5)
    after = laid([found(0)], kim, lee)
    assert [f.status for f in after.findings] == ["rejected"]
    assert [(e.decision, e.standing, e.reason) for e in after.log] == [
        (kim, "overruled", "lee said rejected later on 2026-11-22"),
        (lee, "stands", ""),
    ]
    assert [f.status for f in laid([found(0)], lee, kim).findings] == ["accepted"]


def test_two_coders_who_agree_both_stand() -> None:
    after = laid([found(0)], said(found(0), "status", "accepted"), said(found(0), "status", "accepted", "lee", 5))
    assert [entry.standing for entry in after.log] == ["stands", "stands"]


def test_accepting_does_not_undo_a_valence_that_somebody_set() -> None:
    after = laid([found(0)], said(found(0), "valence", "mixed"), said(found(0), "status", "accepted", "lee", 5))
    assert [(f.status, f.valence) for f in after.findings] == [("accepted", "mixed")]
    assert [entry.standing for entry in after.log] == ["stands", "stands"]


def test_what_is_reopened_is_the_machines_again() -> None:
    proposed = found(0)
    after = laid([proposed], said(proposed, "valence", "mixed"), said(proposed, "status", "proposed", minutes=1))
    assert after.findings == (proposed,)
    assert [entry.standing for entry in after.log] == ["overruled", "stands"]
    added = said(found(1, "funding"), "added", "strength")
    assert laid([], added, said(found(1, "funding"), "status", "proposed", minutes=1)).findings == ()


def test_a_decision_whose_theme_or_text_is_gone_is_orphaned_and_changes_nothing() -> None:
    gone = replace(found(0), theme="winter")
    elsewhere = said(found(0), "status", "rejected")
    assert elsewhere.anchor is not None
    elsewhere = replace(elsewhere, anchor=replace(elsewhere.anchor, passage="?", exact="Nobody ever said that here."))
    bare = replace(elsewhere, anchor=None)
    after = laid([found(0)], said(gone, "status", "accepted"), elsewhere, bare)
    assert after.findings == (found(0),)
    assert [(entry.standing, entry.reason) for entry in after.log] == [
        ("orphaned", "there is no theme “winter” now"),
        ("orphaned", "the report does not say this any more"),
        ("orphaned", "it names no text"),
    ]
    assert after.orphaned == 3


def test_decisions_on_reviews_come_into_the_log_and_leave_the_findings_alone() -> None:
    first = Decision("review", "abc", "area", "Ashmere", who="kim", at=NOON)
    second = replace(first, after="Garstone", who="lee")
    after = laid([found(0)], first, second)
    assert after.findings == (found(0),)
    assert [(entry.standing, entry.reason) for entry in after.log] == [
        ("overruled", "lee said Garstone later on 2026-11-22"),
        ("stands", ""),
    ]
