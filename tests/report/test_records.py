from __future__ import annotations

import csv
import io
import json
from datetime import date

from corpus.types import Passage, Results, Span
from report import clean, records

CONTRACT = {  # word for word what the design page promises to programs
    "passages": "id review area programme date section section_role kind text spans",
    "findings": "id review area area_code programme date theme theme_label theme_origin valence quote spans page "
    "page_label section section_role score why barrier enabler origin status passage",
    "themes": "id label definition origin parent group areas findings strengths concerns words quotes",
    "matrix": "area area_code programme reviews theme theme_label strengths concerns mixed neutral net findings "
    "passages share state",
    "reviews": "file sha256 area programme date kind pages passages status reason warnings",
}


def test_records_have_the_keys_of_the_contract_in_its_order(results: Results) -> None:
    passage = Passage(
        "p", results.reviews[0].id, ("A",), "body", "paragraph", "text", (Span(1, "", (0, 0, 1, 1), 0, 4),)
    )
    made = {
        "passages": [*records.passages(results.reviews[0], [passage])],
        "findings": [*records.findings(results)],
        "themes": [*records.themes(results)],
        "matrix": [*records.matrix(results)],
        "reviews": [*records.reviews(results.reviews, results.failures)],
    }
    for name, rows in made.items():
        assert rows, name
        assert {" ".join(row) for row in rows} == {CONTRACT[name]}, name


def test_key_tuples_say_what_the_records_have() -> None:
    assert " ".join(records.PASSAGE_KEYS) == CONTRACT["passages"]
    assert " ".join(records.FINDING_KEYS) == CONTRACT["findings"]
    assert " ".join(records.THEME_KEYS) == CONTRACT["themes"]
    assert " ".join(records.MATRIX_KEYS) == CONTRACT["matrix"]
    assert " ".join(records.REVIEW_KEYS) == CONTRACT["reviews"]


def test_quotes_come_back_exactly_from_json_jsonl_and_csv(results: Results) -> None:
    quotes = [finding.quote for finding in results.findings]
    made = [*records.findings(results)]
    from_csv = csv.DictReader(io.StringIO(records.as_csv(made, records.FINDING_KEYS), newline=""))
    assert [row["quote"] for row in json.loads(records.as_json(made))] == quotes
    assert [json.loads(row)["quote"] for row in records.as_jsonl(made).splitlines()] == quotes
    assert [clean.from_csv_cell(row["quote"]) for row in from_csv] == quotes


def test_no_text_cell_of_a_csv_starts_a_formula(results: Results) -> None:
    made = records.as_csv(records.findings(results), records.FINDING_KEYS)
    cells = [cell for row in csv.reader(io.StringIO(made, newline="")) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert [cell for cell in cells if cell.strip().startswith(("=", "+", "-", "@"))] == []


def test_csv_has_line_feeds_three_decimals_and_empty_cells_for_nothing(results: Results) -> None:
    text = records.as_csv(records.matrix(results), records.MATRIX_KEYS)
    rows = {(row["area"], row["theme"]): row for row in csv.DictReader(io.StringIO(text))}
    assert "\r" not in text
    assert rows["Brackenford", "workforce"]["net"] == "-1.000"
    assert rows["Calderwick", "coordination"]["net"] == "1.000"
    assert rows["Calderwick", "workforce"]["net"] == ""
    assert rows["Calderwick", "workforce"]["state"] == "none"
    assert rows["Calderwick", "coordination"]["share"] == "0.0500"


def test_a_finding_record_says_area_page_and_printed_label(results: Results) -> None:
    last = [*records.findings(results)][-1]
    assert last["area"] == "Calderwick"
    assert (last["page"], last["page_label"], last["date"]) == (2, "4", date(2018, 3, 11).isoformat())
    assert last["spans"][0]["bbox"] == [72.0, 90.5, 523.2, 140.0]
    assert last["score"] == 0.333


def test_chosen_findings_only(results: Results) -> None:
    chosen = [finding for finding in results.findings if finding.theme == "emergent-winter"]
    assert [row["theme_origin"] for row in records.findings(results, chosen)] == ["emergent"]


def test_themes_carry_their_best_quotes(results: Results) -> None:
    winter = {row["id"]: row for row in records.themes(results)}["emergent-winter"]
    assert winter["quotes"] == ["Winter beds were full."]
    assert winter["parent"] is None


def test_a_file_that_failed_is_an_outcome_too(results: Results) -> None:
    *done, failed = records.reviews(results.reviews, results.failures)
    assert {row["status"] for row in done} == {"ok"}
    assert (failed["file"], failed["status"]) == ("=evil.pdf", "failed")
    assert failed["reason"] == "The file is encrypted. Save a copy without a password."


def test_nothing_gives_valid_empty_files() -> None:
    assert json.loads(records.as_json([])) == []
    assert records.as_jsonl([]) == ""
    assert records.as_csv([], ("a", "b")) == "a,b\n"
