"""Coding texts that come without a report."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyse import coding, corrections, texts
from corpus import codebook, tables
from tests.analyse.conftest import document

PASSAGES = (
    "Waiting times for assessment were too long. People waited many months and this needed to improve.",
    "Leaders shared a clear vision and staff were well trained and supported by regular supervision.",
    "The review took place in March.",
    "Agencies did not share records, and hospital discharge was often delayed because care homes were full.",
)
BOOK = """
themes:
  - {id: parking, label: Parking, definition: Where people leave their cars., phrases: [car park, parking]}
"""


@pytest.fixture(scope="module")
def shipped() -> texts.BookCoder:
    return texts.BookCoder(road="fast")


def test_a_row_gets_the_very_codes_and_scores_that_a_run_gives_the_passage(shipped: texts.BookCoder) -> None:
    coder = coding.load(codebook.parse(codebook.default_text()), "fast")
    given = document(*PASSAGES)
    found = {(f.passage, f.theme): f.score for f in coding.code(given, coder)}
    coded = shipped.code([(p.id, p.text) for p in given.passages])
    said = {(one.id, theme): one.scores[theme] for one in coded for theme in one.codes}
    assert said == {place: score for place, score in found.items() if place[1] in shipped.codes}
    assert any(said.values())


def test_every_code_has_a_score_and_the_valence_is_of_the_whole_text(shipped: texts.BookCoder) -> None:
    bad, good = shipped.code([("a", PASSAGES[0]), ("b", PASSAGES[1])])
    assert set(bad.scores) == set(shipped.codes) and "access" in bad.codes
    assert (bad.valence, good.valence) == ("concern", "strength")
    assert bad.valence_score < 0 < good.valence_score


def test_a_text_s_codes_depend_on_nothing_but_the_text(shipped: texts.BookCoder) -> None:
    together = shipped.code([(str(i), text) for i, text in enumerate(PASSAGES)])
    assert [shipped.code([(one.id, PASSAGES[int(one.id)])])[0] for one in together] == together


def test_no_text_has_no_codes_and_every_score_at_nought(shipped: texts.BookCoder) -> None:
    (one,) = shipped.code([("1", "  \n")])
    assert one.codes == () and set(one.scores.values()) == {0.0} and one.valence == "neutral"


def test_sub_themes_are_given_when_asked_for_and_count_for_their_parent() -> None:
    text = "Delayed transfers of care were high and people waited in hospital for a care package."
    plain, whole = (texts.BookCoder(road="fast", sub_themes=s).code([("1", text)])[0] for s in (False, True))
    assert set(plain.codes) < set(whole.codes)
    assert "transitions" in plain.codes


def test_a_theme_of_one_s_own_works_at_once() -> None:
    coder = texts.BookCoder(codebook.parse(BOOK), road="fast")
    full, none = coder.code([("1", "The car park was always full."), ("2", "The nurse was kind.")])
    assert full.codes == ("parking",) and none.codes == ()


def test_ids_that_stand_twice_empty_and_endless_texts_are_told(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text(f"id,text\na,x\na,y\nb,\nc,{'word ' * 30_000}\n", encoding="utf-8")
    rows = texts.Rows(tables.look(file), "text", "id")
    assert [name for name, _ in rows] == ["a", "a", "b", "c"]
    said = " ".join(rows.notes())
    assert "“a”" in said and "rows without text, and so without codes: 1." in said and "“c”" in said


def test_without_an_id_column_a_row_s_number_is_its_id(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("id,text\nx,one\ny,two\n", encoding="utf-8")
    assert [name for name, _ in texts.Rows(tables.look(file), "text", None)] == ["1", "2"]


def _cases(score: float, decided: int) -> list[corrections.Case]:
    """Passages on lifts, which people say is access, and on other things; the coder gives all the same chance."""
    before = {"access": corrections.log_odds(score)}
    lifts = [f"The lift on floor {i} was broken again." for i in range(decided)]
    lunches = [f"Lunch number {i} was cold and late." for i in range(decided)]
    said = [corrections.Case(text, before, {"access": text in lifts}) for text in (*lifts, *lunches)]
    return said + [corrections.Case(f"The council met in room {i}.", before, {}) for i in range(40)]


def test_decisions_move_passages_like_those_decided_on_and_leave_others_where_they_were() -> None:
    found = corrections.learn(_cases(0.3, 15), {"access": 0.4})
    theme = codebook.parse("themes: [{id: access, label: Access}]").themes[0]
    case = coding.Scored(theme, 0.3, False, "says so", (0,), "model", 0.4)
    correct = corrections.of(found.coder)
    (lift,), (lunch,), (other,) = (
        correct([case], t) for t in ("A lift was broken.", "Lunch was cold.", "The council met in room 91.")
    )
    assert lift.sure and lift.score > 0.5 and "before your decisions" in lift.why
    assert not lunch.sure and lunch.score < 0.2
    assert other.score == pytest.approx(0.3, abs=0.08)
    assert found.right_after > found.right_before


def test_few_decisions_change_little() -> None:
    found = corrections.learn(_cases(0.3, 3), {"access": 0.4})
    moves = found.coder.labels.log_odds(texts.learned.read(["The council met in room 91."], texts.embed.load("static")))
    assert abs(float(moves[0, 0])) < 0.5


def test_too_few_decisions_are_an_error_in_words() -> None:
    with pytest.raises(texts.AnalyseError, match="too few decisions"):
        corrections.learn(_cases(0.3, 2), {"access": 0.4})
