"""What is put before a reader as evidence: the sentences that say it, and whether that is sure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyse import carrying, evidence
from analyse.matrix import counted
from corpus.text import printed
from corpus.types import Finding, Results, Valence
from tests.analyse import invented

BAD = "People waited far too long for appointments, and access to services was poor."
GOOD = "People’s views were heard very well, and co-production with families was excellent."


def finding(quote: str, valence: Valence = "concern", theme: str = "access", score: float = 0.95) -> Finding:
    (made,) = invented.results({"A": [(theme, valence)]}, passages=1, texts={"A/0": quote}).findings
    return replace(made, score=score)


def said(of: Finding) -> str:
    part = carrying.of(of)
    return of.quote[part.start : part.end]


def test_of_a_longer_quote_the_sentence_that_judges_is_shown() -> None:
    assert said(finding(f"{GOOD} {BAD} The clinic has three rooms on the ground floor.")) == BAD


def test_praise_is_not_sure_evidence_of_a_concern() -> None:
    assert not carrying.of(finding(GOOD, "concern", "voice")).sure
    assert carrying.of(finding(GOOD, "strength", "voice")).sure


def test_what_is_only_conceded_is_not_sure_evidence() -> None:
    praised = "Access to appointments at the clinic was very good and people were seen promptly"
    assert not carrying.of(finding(f"{praised}, although waits for one clinic were far too long and access poor.")).sure
    assert carrying.of(finding(f"Although {praised.lower()} in May, {BAD[0].lower()}{BAD[1:]}")).sure


def test_whom_a_sentence_is_about_may_stand_before_it() -> None:
    here = "Access is poor and they wait too long. Patients are always waiting far too long, and access is very poor."
    told, bare = "Few patients who live on the moor have a car. ", "The clinic has three rooms on the ground floor. "
    for before, sure in ((told, False), (bare, True)):
        results = invented.results({"A": [("access", "concern")]}, passages=1, texts={"A/0": before + here[39:]})
        (found,) = results.findings
        results = replace(results, findings=(replace(found, score=0.95),))
        assert carrying.Quotes(results).of(found.id).sure is sure
        assert carrying.Quotes(results).sure(found.id) is sure


@pytest.mark.parametrize(
    ("side", "text", "after", "sure"),
    [
        ("concern", BAD, "However, a second clinic has opened.", False),
        ("concern", BAD, "Although leaders know this, nothing has changed.", True),
        ("strength", GOOD, "Although leaders know this, nothing has changed.", False),
        ("strength", GOOD, "The clinic has three rooms on the ground floor.", True),
    ],
)
def test_what_the_next_sentence_turns_is_not_sure_evidence(side: Valence, text: str, after: str, sure: bool) -> None:
    theme = "access" if text == BAD else "voice"
    results = invented.results({"A": [(theme, side)]}, passages=1, texts={"A/0": f"{text} {after}"})
    (found,) = results.findings
    results = replace(results, findings=(replace(found, score=0.95),))
    assert carrying.Quotes(results).of(found.id).sure is sure
    assert carrying.Quotes(results).sure(found.id) is sure


def test_praise_of_some_and_of_what_is_meant_is_never_clear() -> None:
    praise = "people were seen promptly and their views were heard very well."
    assert carrying.wording(f"At the clinic {praise}", "strength") > carrying.UNPRAISED
    for limited in (f"There are some examples where {praise}", f"Leaders intend to see that {praise}"):
        assert carrying.wording(limited, "strength") <= carrying.UNPRAISED


def test_what_only_the_sentence_before_names_goes_with_it() -> None:
    before = "The clinic on the moor opened in May."
    text = f"{before} Access to appointments at this clinic is poor, and people wait far too long."
    assert [text[a:b] for a, b in carrying.candidates(text)] == [before, text[len(before) + 1 :], text]
    assert not evidence.whole(text[len(before) + 1 :])
    assert evidence.whole(text)


def test_a_sentence_that_leaves_open_of_what_it_tells_cannot_be_read_alone() -> None:
    assert not evidence.whole("Most of the plans seen by visitors do not help with this.")
    assert not evidence.whole("Recent visits to the clinic show this has become better.")
    assert evidence.whole("Leaders know that waits are too long, and have not changed this.")


def test_what_is_improving_is_praised_for_no_state() -> None:
    improving, improved = "Access to appointments is improving.", "Access to appointments is improving and very good."
    assert carrying.wording(improving, "strength") <= carrying.UNPRAISED < carrying.wording(improved, "strength")


def test_what_is_on_another_theme_is_not_sure_evidence() -> None:
    assert not carrying.of(finding(BAD, theme="voice")).sure
    assert carrying.of(finding(BAD)).sure


def test_where_the_coder_is_not_sure_of_the_theme_nothing_is() -> None:
    assert not carrying.of(finding(BAD, score=carrying.SCORE - 0.01)).sure
    assert carrying.of(finding(BAD, score=carrying.SCORE)).sure


def test_what_a_person_has_accepted_is_sure_where_it_can_be_read() -> None:
    assert carrying.of(replace(finding(BAD, score=0.3), status="accepted")).sure
    assert not carrying.of(replace(finding("husband of a woman who waited far too long)"), status="accepted")).sure


@pytest.mark.parametrize(
    "text",
    [
        "Husband of a woman with dementia who waited far too long)",
        "The local area should make sure that people wait less long:",
        "waits for appointments were far too long in every part of the area",
        "They waited far too long for appointments, and were told nothing.",
        "She said: “I waited far too long for the appointment.",
        "Too short.",
        "Some are too long and are not updated when people’s needs for access change.",
        "The monitoring inspection in 2019 found that people waited far too long for appointments.",
    ],
)
def test_fragments_attributions_and_lead_ins_cannot_be_read_alone(text: str) -> None:
    assert not evidence.whole(text)


def test_of_an_emergent_theme_only_what_names_it_is_sure() -> None:
    near = "nearness 0.80 to the sentences that founded the theme, and "
    text = "The record system was far too slow, and records were poor."
    emergent = replace(finding(text), theme="x", why=near + "names it by “record”, “system”")
    assert carrying.of(emergent).sure
    assert carrying.sure(emergent)
    assert not carrying.of(replace(emergent, why=near + "says “record”, “system”")).sure
    assert not carrying.of(replace(emergent, quote="The systemic delays were far too long, and records poor.")).sure


def test_what_points_back_takes_the_sentence_before_it_from_the_passage() -> None:
    text = f"The clinic had three rooms. {BAD} However, this was far too slow, and access was very poor."
    found = invented.results({"A": [("access", "concern")]}, passages=1, texts={"A/0": text})
    (whole,) = found.findings
    start = text.index("However")
    (span,) = whole.spans
    last = replace(whole, quote=text[start:], spans=(replace(span, start=span.start + start),))
    quoted = carrying.Quotes(replace(found, findings=(last,))).of(last.id)
    assert quoted.text == text[text.index(BAD) :]
    assert quoted.sure == carrying.Quotes(replace(found, findings=(last,))).sure(last.id)
    assert printed(quoted.spans, {page.number: page for page in found.pages[whole.review]}) == quoted.text


def test_a_sentence_that_points_back_goes_with_the_one_before() -> None:
    text = "The memory clinic was closed on most days of the week. It had far too few nurses, and waits were poor."
    assert said(finding(text)) == text


def test_sure_quotes_come_first_and_each_passage_once() -> None:
    found = invented.results(
        {"A": [("access", "concern"), ("access", "concern")]}, texts={"A/0": GOOD, "A/1": BAD}, passages=2
    )
    quotes = carrying.Quotes(found)
    ids = [f.id for f in found.findings]
    assert [(q.text, q.sure) for q in quotes.best(ids, 2)] == [(BAD, True), (GOOD, False)]
    assert len(quotes.best([*ids, *ids], 4)) == 2
    assert quotes.best(ids, sides=("strength",)) == ()


def test_what_is_shown_stands_on_its_pages_and_in_its_findings_quote(results: Results) -> None:
    quotes = carrying.Quotes(results)
    shorter = 0
    for one in counted(results.findings)[:300]:
        quoted = quotes.of(one.id)
        pages = {page.number: page for page in results.pages[one.review]}
        assert printed(quoted.spans, pages) == quoted.text
        assert quoted.text in one.quote or evidence.hangs(one.quote)
        shorter += quoted.text != one.quote
    assert shorter


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("This is because records are kept apart.", True),
        ("However, this is not yet so in every school.", True),
        ("For example, they have few nurses.", True),
        ("In such cases, information is shared.", True),
        ("Despite these efforts, waits are long.", True),
        ("Some of them wait for a year.", True),
        ("However, waits are too long.", False),
        ("When children move, they are met by staff.", False),
        ("Partners such as schools are told.", False),
        ("For those children who wait, support is poor.", False),
        ("Some children wait for a year.", False),
    ],
)
def test_which_sentences_point_back(text: str, back: bool) -> None:
    assert evidence.points_back(text) is back


@pytest.mark.parametrize(
    ("text", "hangs"),
    [
        ("The oversight of these homes is strong.", True),
        ("Work in this area has been slow.", True),
        ("Homes are few, and the oversight of these homes is weak.", False),
        ("Waits averaged a year, and half of these were for one clinic.", False),
        ("What was seen at this inspection is weak.", False),
        ("Needs are met by services such as clinics.", False),
        ("They wait.", True),
    ],
)
def test_which_sentences_only_the_one_before_makes_clear(text: str, hangs: bool) -> None:
    assert evidence.hangs(text) is hangs


def test_a_quote_begins_with_what_it_points_back_to() -> None:
    text = "Waits are long. They grow. This is because nurses left. Staff know."
    assert evidence.opening(text, text.index("This")) == 0
    assert evidence.opening(text, text.index("They")) == 0
    assert evidence.opening(text, text.index("Staff")) == text.index("Staff")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("He had a stroke. “I was lost,” he said.", ["He had a stroke.", "“I was lost,” he said."]),
        ("It closed. (It had few nurses.) All left.", ["It closed.", "(It had few nurses.)", "All left."]),
        ("Support goes on into PfA. They should plan.", ["Support goes on into PfA.", "They should plan."]),
        ("It ended. “", ["It ended."]),
        ("no sentence", ["no sentence"]),
    ],
)
def test_sentences_keep_their_opening_marks(text: str, parts: list[str]) -> None:
    assert [text[a:b] for a, b in evidence.ranges(text)] == parts


def test_a_sentence_that_says_the_other_side_is_no_example_of_its_finding() -> None:
    assert carrying.speaks(BAD, "concern")
    assert not carrying.speaks(BAD, "strength")
    assert carrying.speaks(BAD, "mixed")  # which nothing is shown as an example of
