"""People decide, and it holds: from the command line into every output, out as CSV and in again, on both databases."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from analyse import desk
from analyse.coding import finding_id
from corpus import database, decisions
from corpus.workspace import Workspace
from tests import postgres
from tests.conftest import FAST, Command, Said

REPORTS = ("ashmere.pdf", "garstone.pdf", "areas.csv")
THEME = "workforce"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory, sample: Path, analyse: Command) -> Path:
    """Two sample reports and what a run made of them, on the fast road: whoever coded, people decide alike."""
    folder = tmp_path_factory.mktemp("deciding") / "reports"
    folder.mkdir()
    for name in REPORTS:
        shutil.copy(sample / name, folder)
    (folder / "analyse.toml").write_text(FAST, encoding="utf-8")
    assert analyse("run", folder).code == 0
    return folder


@dataclass(frozen=True, slots=True)
class Case:
    """A workspace in which nothing was decided yet, and the command on it."""

    folder: Path
    analyse: Command

    def findings(self, *options: str) -> list[dict[str, Any]]:
        said = self.analyse("findings", self.folder, "--format", "jsonl", *options)
        return [json.loads(line) for line in said.out.splitlines()]

    def finding(self, id_: str) -> dict[str, Any]:
        return next(f for f in self.findings() if f["id"] == id_)

    def counts(self, theme: str = THEME) -> dict[str, int]:
        """Strengths and concerns of Ashmere on a theme."""
        rows = json.loads(self.analyse("matrix", self.folder, "--format", "json", "--area", "Ashmere").out)
        row = next(row for row in rows if row["theme"] == theme)
        return {key: row[key] for key in ("strengths", "concerns", "mixed", "neutral")}

    def decide(self, verb: str, *arguments: str, coder: str = "kim") -> Said:
        return self.analyse("decide", verb, self.folder, *arguments, "--coder", coder)

    def log(self, *options: str) -> list[dict[str, Any]]:
        return list(json.loads(self.analyse("decisions", self.folder, "--format", "json", *options).out))


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Server]:
    programs = postgres.programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: make system")
    with postgres.running(programs) as started:
        yield started


@pytest.fixture
def case(finished: Path, tmp_path: Path, analyse: Command, monkeypatch: pytest.MonkeyPatch) -> Case:
    monkeypatch.delenv(database.ADDRESS, raising=False)
    monkeypatch.delenv(decisions.CODER, raising=False)
    return Case(Path(shutil.copytree(finished, tmp_path / "reports")), analyse)


@pytest.fixture(params=["sqlite", "postgresql"])
def shared_case(request: pytest.FixtureRequest, case: Case, monkeypatch: pytest.MonkeyPatch) -> Case:
    """The same, with decisions on either database."""
    if request.param == "postgresql":
        monkeypatch.setenv(database.ADDRESS, request.getfixturevalue("server").database())
    return case


def counted(case: Case, valence: str, theme: str = THEME) -> dict[str, Any]:
    """A finding of Ashmere that the matrix counts."""
    return case.findings("--theme", theme, "--area", "Ashmere", "--valence", valence, "--counted")[0]


def test_decisions_win_over_the_machine_in_every_output(shared_case: Case) -> None:
    case = shared_case
    before = case.counts()
    rejected, turned = (f["id"] for f in case.findings("--theme", THEME, "--area", "Ashmere", "--counted")[:2])
    old = case.finding(rejected)["valence"], case.finding(turned)["valence"]
    assert case.decide("reject", rejected[:12], "--note", "agency staff of another area").code == 0
    assert case.decide("valence", turned, "--to", "mixed").code == 0
    assert case.finding(rejected)["status"] == "rejected"
    assert case.finding(rejected)["why"].endswith("; rejected by kim: agency staff of another area")
    assert {k: case.finding(turned)[k] for k in ("valence", "status")} == {"valence": "mixed", "status": "accepted"}
    expected = dict(before)
    for valence in old:
        expected[f"{valence}s" if valence in ("strength", "concern") else valence] -= 1
    expected["mixed"] += 1
    assert case.counts() == expected
    assert [f["id"] for f in case.findings("--status", "rejected")] == [rejected]
    said = case.analyse("run", case.folder)
    assert "0 read, 0 coded, 0 embedded" in said.messages[-1] or "nothing to do" in said.messages[-1]
    with (case.folder / "out" / "findings.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert rows[rejected]["status"] == "rejected"
    assert rows[turned]["valence"] == "mixed"
    assert case.analyse("verify", case.folder / "out").code == 0
    theme = next(t for t in json.loads(case.analyse("themes", case.folder, "--format", "json").out) if t["id"] == THEME)
    assert theme["findings"] == sum(f["area"] == "Ashmere" for f in case.findings("--theme", THEME, "--counted")) + sum(
        f["area"] == "Garstone" for f in case.findings("--theme", THEME, "--counted")
    )


def test_a_theme_is_added_to_a_passage_with_the_words_that_carry_it(shared_case: Case) -> None:
    case = shared_case
    passages = [json.loads(x) for x in case.analyse("passages", case.folder, "--format", "jsonl").out.splitlines()]
    had = {f["passage"] for f in case.findings("--theme", THEME)}
    passage = next(
        p for p in passages
        if p["area"] == "Ashmere" and p["section_role"] == "body" and p["kind"] == "paragraph"
        and p["id"] not in had and ". " in p["text"]
    )  # fmt: skip
    before = case.counts()
    quote = passage["text"].split(". ")[0] + "."
    said = case.decide("add", passage["id"], "--theme", THEME, "--valence", "strength", "--quote", quote.upper())
    assert said.out.startswith(f"added as strength: {finding_id(passage['id'], THEME)} ")
    added = case.finding(finding_id(passage["id"], THEME))
    assert (added["quote"], added["origin"], added["status"], added["why"]) == (
        quote, "person", "accepted", "added by kim",
    )  # fmt: skip
    assert case.counts() == {**before, "strengths": before["strengths"] + 1}
    wrong = case.decide("add", passage["id"], "--theme", THEME, "--quote", "They never said this")
    assert (wrong.code, "does not say" in wrong.err) == (2, True)


def test_of_two_coders_the_last_counts_and_the_first_is_told_and_kept(shared_case: Case) -> None:
    case = shared_case
    id_ = counted(case, "concern")["id"]
    assert case.decide("accept", id_).out.startswith(f"accepted: {id_} Workforce")
    assert (
        "kim had said accepted: the last decision counts, both are kept." in case.decide("reject", id_, coder="lee").out
    )
    assert case.finding(id_)["status"] == "rejected"
    assert [(d["who"], d["after"], d["standing"], d["before"]) for d in case.log()] == [
        ("kim", "accepted", "overruled", "proposed"),
        ("lee", "rejected", "stands", "accepted"),
    ]
    assert case.decide("reject", id_, coder="lee").out.startswith("was already rejected")
    assert len(case.log()) == 2
    assert "lee said rejected later" in case.analyse("decisions", case.folder).out


def test_nothing_is_decided_when_one_of_several_ids_is_wrong(case: Case) -> None:
    ids = [f["id"] for f in case.findings()[:2]]
    said = case.decide("accept", ids[0], "zz", ids[1])
    assert (said.code, said.messages) == (
        2, ["analyse: There is no finding “zz”. Give the beginning of its id: `analyse findings` shows them."],
    )  # fmt: skip
    assert "begins the ids of" in case.decide("accept", "").err or case.decide("accept", "").code == 2
    assert case.decide("valence", ids[0], "--to", "good").code == 2
    assert case.log() == []
    assert not (case.folder / database.NAME).exists()


def test_decisions_hold_for_a_pdf_that_was_replaced_and_wait_for_one_that_is_gone(case: Case) -> None:
    ids = [f["id"] for f in case.findings("--theme", THEME, "--area", "Ashmere")[:2]]
    quotes = [case.finding(id_)["quote"] for id_ in ids]
    case.decide("reject", *ids)
    pdf = case.folder / "ashmere.pdf"
    old = pdf.read_bytes()
    pdf.write_bytes(old + b"% corrected\n")
    now = case.findings("--status", "rejected")
    assert [f["quote"] for f in now] == quotes
    assert not {f["id"] for f in now} & set(ids)
    assert case.log("--orphaned") == []
    pdf.unlink()
    said = case.analyse("run", case.folder)
    assert any("2 of 2 decisions have lost their text or theme; they are kept" in line for line in said.messages)
    assert [(d["standing"], d["exact"]) for d in case.log("--orphaned")] == [("orphaned", quote) for quote in quotes]
    pdf.write_bytes(old)
    assert [f["id"] for f in case.findings("--status", "rejected")] == ids


def test_decisions_survive_deleting_all_that_is_derived_and_an_edited_codebook(case: Case) -> None:
    id_ = counted(case, "concern")["id"]
    case.decide("reject", id_)
    shutil.rmtree(case.folder / ".analyse")
    assert case.finding(id_)["status"] == "rejected"
    book = (case.folder / "codebook.yaml").read_text(encoding="utf-8")
    (case.folder / "codebook.yaml").write_text(book.replace("id: workforce\n", "id: staff\n"), encoding="utf-8")
    assert [d["reason"] for d in case.log("--orphaned")] == ["there is no theme “workforce” now"]


def test_decisions_go_out_as_csv_and_in_elsewhere_once(shared_case: Case, tmp_path: Path, finished: Path) -> None:
    case = shared_case
    ids = [f["id"] for f in case.findings("--theme", THEME)[:3]]
    case.decide("reject", ids[0], "--note", '=HYPERLINK("x"), a “note”\nof two lines')
    case.decide("valence", ids[1], "--to", "neutral", coder="lee")
    case.analyse("add", case.folder, case.folder / "garstone.pdf", "--published", "2018-06-01")
    out = tmp_path / "out.csv"
    assert case.analyse("decisions", case.folder, "--export", out).code == 0
    assert "'=HYPERLINK" in out.read_text(encoding="utf-8")
    assert (
        "0 of 3 decisions taken in; 3 were here already" in case.analyse("decisions", case.folder, "--import", out).out
    )
    other = Path(shutil.copytree(finished, tmp_path / "other"))
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(database.ADDRESS, raising=False)
        for expected in ("3 of 3 decisions taken in", "0 of 3 decisions taken in"):
            assert expected in case.analyse("decisions", other, "--import", out).out
        there = decisions.listed(other)
        assert case.analyse("decisions", other, "--format", "csv").out == out.read_text(encoding="utf-8")
    assert there == decisions.listed(case.folder)
    assert there[0].note == '=HYPERLINK("x"), a “note”\nof two lines'


def test_a_file_of_ones_own_needs_only_ids_and_what_was_decided(case: Case, tmp_path: Path) -> None:
    ids = [f["id"] for f in case.findings("--theme", THEME)[:2]]
    (tmp_path / "mine.csv").write_text(
        f"subject;what;after;who\n{ids[0]};status;rejected;ana\n{ids[1]};valence;mixed;\n", encoding="utf-8-sig"
    )
    for expected in ("2 of 2", "0 of 2"):
        assert expected in case.analyse("decisions", case.folder, "--import", tmp_path / "mine.csv").out
    assert case.finding(ids[0])["status"] == "rejected"
    assert case.finding(ids[1])["valence"] == "mixed"
    assert case.log()[0]["who"] == "ana"


def test_a_file_with_wrong_rows_is_refused_whole_and_each_is_named(case: Case, tmp_path: Path) -> None:
    id_ = case.findings()[0]["id"]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["at", "kind", "subject", "what", "after", "exact", "theme", "page", "date"])
    writer.writerows(
        [
            ["", "", id_, "status", "accepted", "", "", "", ""],
            ["yesterday", "", id_, "status", "accepted", "", "", "", ""],
            ["", "", id_, "status", "splendid", "", "", "", ""],
            ["", "", "nobody", "status", "rejected", "", "", "", ""],
            ["", "review", "abc", "date", "3 March", "", "", "", ""],
            ["", "", id_, "status", "rejected", "These words.", "", "", ""],
            ["", "", id_, "status", "rejected", "These words.", "workforce", "iv", ""],
            [],
            ["", "opinion", id_, "status", "rejected", "", "", "", ""],
        ]
    )
    (tmp_path / "wrong.csv").write_text(text.getvalue(), encoding="utf-8")
    said = case.analyse("decisions", case.folder, "--import", tmp_path / "wrong.csv")
    assert said.code == 1
    (line,) = said.messages
    for expected in (
        "row 3: at “yesterday” is no moment",
        "row 4: after (status) “splendid” is none of proposed, accepted, rejected",
        "row 5: no finding here has the id “nobody”",
        "row 6: date “3 March” is no date",
        "row 7: no theme",
        "row 8: page “iv” is no number",
        "row 10: kind “opinion” is none of finding, review, theme",
        "Nothing was taken in",
    ):
        assert expected in line
    assert "row 2" not in line
    assert case.log() == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"subject,what\na,b\n", "has no column after"),
        (b"subject,what,after,colour\na,b,c,d\n", "column “colour” is not one of ours"),
        (b"subject,what,after\na,b,c,d\n", "row 2 has more cells than the header"),
        (b"subject,what,after\n\xff\xfe,b,c\n", "is not UTF-8"),
        (b"", "has no column subject, what, after"),
        (b'subject,what,after\n"a"b,c,d\n', "cannot be read as CSV"),
    ],
)
def test_a_file_that_is_no_table_of_decisions_is_one_readable_line(
    data: bytes, said: str, case: Case, tmp_path: Path
) -> None:
    (tmp_path / "wrong.csv").write_bytes(data)
    told = case.analyse("decisions", case.folder, "--import", tmp_path / "wrong.csv")
    assert told.code == 1
    assert len(told.messages) == 1
    assert said in told.messages[0]


def test_what_was_decided_is_coding_to_learn_from(case: Case) -> None:
    ids = [f["id"] for f in case.findings("--theme", THEME)[:3]]
    case.decide("accept", ids[0])
    case.decide("reject", ids[1])
    case.decide("valence", ids[2], "--to", "neutral")
    found = {f["id"]: f for f in case.findings()}
    codings = {c.passage: c for c in desk.decisions_as_codings(Workspace.open(case.folder))}
    accepted, rejected, turned = (codings[found[id_]["passage"]] for id_ in ids)
    assert THEME in accepted.codes
    assert (THEME, found[ids[0]]["valence"]) in accepted.valences
    assert THEME in rejected.not_codes
    assert THEME not in rejected.codes
    assert (THEME, "neutral") in turned.valences
    assert found[ids[0]]["quote"] in accepted.text
    assert accepted.review == found[ids[0]]["review"]


def test_the_setting_names_the_coder(case: Case) -> None:
    (case.folder / "analyse.toml").write_text(f'{FAST}coder = "ana"\n', encoding="utf-8")
    assert case.analyse("decide", "accept", case.folder, case.findings()[0]["id"]).code == 0
    assert [d["who"] for d in case.log()] == ["ana"]
