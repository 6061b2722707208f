"""The command: every verb has help, prints results alone to stdout, and ends with the exit code it promises."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
import typer

import cli
from tests.conftest import ROOT, Command, Demo

VERBS = sorted(typer.main.get_command(cli.app).commands)  # type: ignore[attr-defined]
PASSAGE = "id review area programme date section section_role kind text spans"
SPAN = "page label bbox start end"
FINDING = (
    "id review area area_code programme date theme theme_label theme_origin valence quote spans page page_label "
    "section section_role score why barrier enabler origin status passage"
)
THEME = "id label definition origin parent group areas findings strengths concerns words quotes"
MATRIX = (
    "area area_code programme reviews theme theme_label strengths concerns mixed neutral net findings passages share "
    "state"
)
REVIEW = "file sha256 area programme date kind pages passages status reason warnings"


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_the_verbs_are_those_promised() -> None:
    assert set(VERBS) >= set("demo init add status extract passages themes matrix findings report verify run".split())


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_that_says_what_it_does(verb: str, analyse: Command) -> None:
    said = analyse(verb, "--help")
    assert said.code == 0
    command = typer.main.get_command(cli.app).commands[verb]  # type: ignore[attr-defined]
    assert len(command.help) > 15
    assert command.help.split()[0] in said.out
    undocumented = [p.name for p in command.params if p.name != "help" and not getattr(p, "help", None)]
    assert set(undocumented) <= {"as_json"}


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_documented(verb: str) -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    assert any(f"analyse {verb}" in page.read_text(encoding="utf-8") for page in pages)


def test_no_verb_shows_help(analyse: Command) -> None:
    said = analyse()
    assert all(verb in said.out + said.err for verb in VERBS)


def test_demo_shows_the_matrix_and_the_paths_on_stdout_and_progress_on_stderr(demo: Demo) -> None:
    assert demo.said.code == 0
    assert "Coordination and multi-agency working" in demo.said.out
    written = [line for line in demo.said.out.splitlines() if line.startswith(str(demo.folder))]
    assert {Path(line).name for line in written} >= {"matrix.xlsx", "findings.csv", "themes.csv", "report.html"}
    assert all(Path(line).is_file() for line in written)
    assert "Reading reports" in demo.said.err
    assert "Reading reports" not in demo.said.out
    assert demo.said.messages == [demo.said.err.splitlines()[-1]]
    assert "12 read, 12 coded, 12 embedded; 12 reviews" in demo.said.messages[0]


def test_passages_for_machines(demo: Demo, analyse: Command) -> None:
    said = analyse("passages", demo.folder, "--format", "jsonl")
    found = lines(said.out)
    assert said.code == 0
    assert {" ".join(passage) for passage in found} == {PASSAGE}
    assert {" ".join(span) for passage in found for span in passage["spans"]} == {SPAN}  # type: ignore[attr-defined]
    assert {passage["section_role"] for passage in found} <= {"summary", "body", "recommendation", "method"}
    assert len({passage["id"] for passage in found}) == len(found)


def test_outcomes_of_extraction_for_machines(demo: Demo, analyse: Command) -> None:
    told = json.loads(analyse("extract", demo.folder, "--json").out)
    assert list(told) == ["reviews"]
    assert {" ".join(review) for review in told["reviews"]} == {REVIEW}
    assert [review["status"] for review in told["reviews"]] == ["ok"] * 12


def test_findings_for_machines_are_the_same_as_lines_and_as_a_table(demo: Demo, analyse: Command) -> None:
    found = lines(analyse("findings", demo.folder, "--format", "jsonl").out)
    assert {" ".join(finding) for finding in found} == {FINDING}
    assert all(finding["page"] == finding["spans"][0]["page"] for finding in found)  # type: ignore[index]
    assert len({finding["id"] for finding in found}) == len(found)
    said = analyse("findings", demo.folder, "--format", "csv")
    assert said.out.splitlines()[0] == FINDING.replace(" ", ",")
    assert [row["id"] for row in table(said.out)] == [finding["id"] for finding in found]


def test_themes_for_machines(demo: Demo, analyse: Command) -> None:
    listed = json.loads(analyse("themes", demo.folder, "--format", "json").out)
    assert {" ".join(theme) for theme in listed} == {THEME}
    coordination = next(theme for theme in listed if theme["id"] == "coordination")
    assert coordination["areas"] > 3
    assert coordination["quotes"]
    assert coordination["words"]
    assert [t["id"] for t in table(analyse("themes", demo.folder, "--format", "csv").out)] == [t["id"] for t in listed]
    emergent = json.loads(analyse("themes", demo.folder, "--format", "json", "--origin", "emergent").out)
    assert [theme["id"] for theme in listed if theme["origin"] == "emergent"] == [theme["id"] for theme in emergent]


def test_the_matrix_table_is_tidy(demo: Demo, analyse: Command) -> None:
    """One row an area x programme x theme, and counts that add up."""
    said = analyse("matrix", demo.folder, "--format", "csv")
    assert said.out.splitlines()[0] == MATRIX.replace(" ", ",")
    rows = table(said.out)
    places = [(row["area_code"], row["programme"], row["theme"]) for row in rows]
    assert len(set(places)) == len(places)
    assert len(places) == len({p[:2] for p in places}) * len({p[2] for p in places})
    for row in rows:
        counts = [int(row[name]) for name in ("strengths", "concerns", "mixed", "neutral")]
        assert sum(counts) == int(row["findings"])
        assert int(row["passages"]) <= int(row["findings"])
        assert 0 <= float(row["share"]) <= 1
        assert (row["state"] == "found") == (int(row["findings"]) > 0)
        judged = counts[0] + counts[1]
        assert row["net"] == (f"{(counts[0] - counts[1]) / judged + 0.0:.3f}" if judged else "")
    as_json = json.loads(analyse("matrix", demo.folder, "--format", "json").out)
    assert [" ".join(cell) for cell in as_json] == [MATRIX] * len(rows)
    assert [cell["findings"] for cell in as_json] == [int(row["findings"]) for row in rows]


def test_themes_are_named_by_any_of_their_names(demo: Demo, analyse: Command) -> None:
    for name in ("coordination", "Coordination & Multi-Agency Working", "coordination barriers"):
        rows = table(analyse("matrix", demo.folder, "--format", "csv", "--theme", name).out)
        assert {row["theme"] for row in rows} == {"coordination"}
    two = table(analyse("matrix", demo.folder, "--format", "csv", "--theme", "barriers to collaboration").out)
    assert {row["theme"] for row in two} >= {"coordination", "leadership"}


def test_findings_are_pulled_by_everything_asked_for_at_once(demo: Demo, analyse: Command) -> None:
    asked = ("--area", "garstone", "--valence", "concern", "--section", "body", "--since", "2000-01-01")
    found = lines(analyse("findings", demo.folder, "--format", "jsonl", *asked).out)
    assert found
    assert {(f["area"], f["valence"], f["section_role"]) for f in found} == {("Garstone", "concern", "body")}
    word = str(found[0]["quote"]).split()[1]
    searched = lines(analyse("findings", demo.folder, "-f", "jsonl", *asked, "--search", word.upper()).out)
    assert found[0] in searched
    assert all(word.lower() in str(f["quote"]).lower() for f in searched)
    assert analyse("findings", demo.folder, "--format", "jsonl", "--since", "2999-01-01").out == ""


def test_people_read_the_quote_with_its_page_and_reason(demo: Demo, analyse: Command) -> None:
    said = analyse("findings", demo.folder, "--area", "Garstone")
    assert "Garstone, " in said.out
    assert ", page " in said.out
    assert "why: " in said.out


def test_reviews_that_count_can_be_chosen(demo: Demo, analyse: Command) -> None:
    ids = {}
    for which in ("first", "latest", "all"):
        rows = table(analyse("matrix", demo.folder, "-f", "csv", "--reviews", which, "--area", "Ashmere").out)
        (ids[which],) = {row["reviews"] for row in rows}
    assert ids["first"] != ids["latest"]
    assert set(ids["all"].split(";")) == {ids["first"], ids["latest"]}
    rows = table(analyse("matrix", demo.folder, "-f", "csv", "--area", "Ashmere").out)
    assert {row["reviews"] for row in rows} == {ids["latest"]}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("matrix", "--theme", "cordination"), "Did you mean “coordination”"),
        (("matrix", "--area", "Leeds"), "Ashmere, Calderwick"),
        (("matrix", "--programme", "jtai"), "local-system-review"),
        (("matrix", "--format", "xml"), "table, csv, json"),
        (("matrix", "--reviews", "newest"), "latest, first, all"),
        (("findings", "--valence", "good"), "strength, concern, mixed, neutral"),
        (("findings", "--since", "May"), "YYYY-MM-DD"),
        (("findings", "--section", "annex"), "summary, body"),
        (("findings", "--origin", "mine"), "codebook, emergent"),
        (("report", "--format", "docm"), "all, xlsx"),
        (
            (
                "matrix",
                "--colour",
            ),
            "--colour",
        ),
    ],
)
def test_wrong_usage_ends_with_2_and_names_the_choices(
    demo: Demo, analyse: Command, arguments: tuple[str, ...], says: str
) -> None:
    verb, *options = arguments
    said = analyse(verb, demo.folder, *options)
    assert said.code == 2
    assert says in " ".join(said.err.split())
    assert said.out == ""


def test_a_workspace_is_made_filled_and_told_of(tmp_path: Path, sample: Path, analyse: Command) -> None:
    space = tmp_path / "mine"
    assert analyse("init", space, "--programme", "local-system-review").out.count("\n") == 3
    assert "workspace already" in analyse("init", space).out
    assert analyse("init", tmp_path / "x", "--programme", "odd").code == 2
    shutil.copy(sample / "areas.csv", space)
    said = analyse(
        "add", sample / "garstone.pdf", "--workspace", space, "--date", "2018-05-04", "--published", "2018-07-01"
    )
    assert said.out == "reviews/garstone.pdf added; noted: date 2018-05-04, published 2018-07-01.\n"
    before = json.loads(analyse("status", space, "--json").out)
    assert (before["new"], before["reviews"], before["last_run"]) == (["reviews/garstone.pdf"], [], {})
    assert analyse("run", space).code == 0
    after = json.loads(analyse("status", space, "--json").out)
    assert after["new"] == []
    assert [(r["area"], r["date"]) for r in after["reviews"]] == [("Garstone", "2018-05-04")]
    assert after["last_run"]["reviews"] == 1
    assert "Garstone" in analyse("status", space).out


def test_verify_holds_for_what_was_written_and_fails_for_what_was_changed(
    demo: Demo, tmp_path: Path, analyse: Command
) -> None:
    good = analyse("verify", demo.folder / "out")
    assert good.code == 0
    assert "Everything holds" in good.out
    shutil.copytree(demo.folder / "out", tmp_path / "out")
    path = tmp_path / "out" / "findings.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(" not ", " now ", 3), encoding="utf-8")
    bad = analyse("verify", tmp_path / "out", "--workspace", demo.folder)
    assert bad.code == 1
    assert "findings.csv" in bad.out
    assert analyse("verify", tmp_path / "nowhere").code == 2


def test_report_writes_the_formats_asked_for_where_asked(demo: Demo, tmp_path: Path, analyse: Command) -> None:
    said = analyse("report", demo.folder, "--format", "csv,html", "--out", tmp_path / "here")
    assert said.code == 0
    assert {Path(line).name for line in said.out.splitlines()} == {path.name for path in (tmp_path / "here").iterdir()}
    assert not list((tmp_path / "here").glob("*.xlsx"))
    same = {"findings.csv", "themes.csv", "matrix.csv"}  # as another process wrote them
    assert same < {path.name for path in (tmp_path / "here").iterdir()}
    for name in same:
        assert (tmp_path / "here" / name).read_bytes() == (demo.folder / "out" / name).read_bytes(), name


def test_the_command_leaves_a_finished_workspace_as_it_is(demo: Demo, analyse: Command) -> None:
    def files() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in demo.folder.rglob("*") if path.is_file()}

    before = files()
    for verb in ("status", "extract", "passages", "themes", "matrix", "findings"):
        assert analyse(verb, demo.folder).code == 0
    assert files() == before
