"""Action plans as people send them: CSV, Word, PDF."""

from __future__ import annotations

import io
import shutil
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest

from analyse import plans, run
from corpus import decisions
from corpus.errors import AnalyseError, WrongUsage
from corpus.workspace import Workspace
from tests.conftest import Command, Demo

PATH = Path("no-pdf")
ROWS = (
    ("Recommendation", "What we will do", "Lead", "By when", "RAG"),
    ("Agree one strategy", "Write one strategy for older people", "Chief executive", "June 2018", "Green"),
    ("GPs on the Skerrick", "Send a GP to the peninsula every week", "The CCGs", "May 2018", "Red"),
)


def word(rows: Sequence[Sequence[str]]) -> bytes:
    document = docx.Document()
    document.add_paragraph("Dunmarsh action plan")
    table = document.add_table(rows=0, cols=len(rows[0]) if rows else 1)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph("Open eight more harbours before winter.", style="List Bullet")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_csv_gives_its_actions_in_order_with_their_lines() -> None:
    text = 'Action,Owner,Due,Status\nSend a GP every week,The CCGs,May 2018,late\n\n"Sign, at last",Council,,\n'
    first, second = plans.read("plan.csv", text.encode(), PATH)
    assert first == plans.Action(
        "plan.csv", 1, "Send a GP every week", owner="The CCGs", due="May 2018", status="late", place="line 2"
    )
    assert (second.number, second.text, second.place) == (2, "Sign, at last", "line 4")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("what,owner\nx,y\n", "the header has no column action"),
        ("action,owner\n,Council\n", "line 2: action is empty"),
        ("action,owner\n", "holds no action"),
    ],
)
def test_a_csv_that_will_not_do_says_why(text: str, said: str) -> None:
    with pytest.raises(AnalyseError, match=said):
        plans.read("plan.csv", text.encode(), PATH)


def test_a_word_table_is_read_by_its_headings() -> None:
    first, second = plans.read("plan.docx", word(ROWS), PATH)
    assert first.text == "Write one strategy for older people"
    assert (first.recommendation, first.owner, first.due, first.status) == (
        "Agree one strategy", "Chief executive", "June 2018", "Green",
    )  # fmt: skip
    assert (second.number, second.place) == (2, "table 1, row 3")


def test_a_word_file_without_a_table_of_actions_gives_its_lists() -> None:
    (action,) = plans.read("plan.docx", word([("Contact", "Telephone")]), PATH)
    assert action.text == "Open eight more harbours before winter."


def test_what_is_no_word_file_is_said_to_be_none() -> None:
    with pytest.raises(AnalyseError, match=r"plan.docx is no Word file we can open"):
        plans.read("plan.docx", b"%PDF-1.4 not Word", PATH)


def test_a_pdf_gives_the_items_of_its_lists_with_their_pages(sample: Path) -> None:
    path = sample / "dunmarsh.pdf"
    actions = plans.read(path.name, path.read_bytes(), path)
    strategy = next(a for a in actions if a.text.startswith("Leaders should agree one strategy"))
    assert strategy.place in ("page 11", "page 12")


@pytest.fixture
def workspace(demo: Demo, tmp_path: Path) -> Path:
    shutil.copytree(demo.folder, tmp_path / "sample")
    return tmp_path / "sample"


def test_a_plan_is_tied_to_the_areas_review_by_a_decision(workspace: Path, tmp_path: Path, analyse: Command) -> None:
    (tmp_path / "plan.csv").write_text("action,owner\nSend a GP to the Skerrick peninsula every week,CCGs\n", "utf-8")
    said = analyse("add", workspace, "--action-plan", tmp_path / "plan.csv", "--area", "Dunmarsh")
    assert said.code == 0
    assert said.out == "plans/plan.csv: 1 actions, the plan after reviews/dunmarsh.pdf (Dunmarsh).\n"
    space = Workspace.open(workspace)
    review = next(r for r in run.read(space).reviews if r.file == "reviews/dunmarsh.pdf")
    assert decisions.given(workspace)[review.sha256]["action-plan"] == "plans/plan.csv"
    assert [a.owner for a in plans.of(space, run.read(space).reviews)[review.id]] == ["CCGs"]


def test_a_plan_for_an_area_that_is_not_here_is_wrong_usage(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_text("action\nDo it\n", "utf-8")
    with pytest.raises(WrongUsage, match=r"No review here is “Atlantis”"):
        plans.add(Workspace.open(workspace), tmp_path / "plan.csv", area="Atlantis")
    assert not (workspace / "plans").exists()


def test_a_plan_that_is_gone_is_said_to_be(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_text("action\nDo it\n", "utf-8")
    space = Workspace.open(workspace)
    plans.add(space, tmp_path / "plan.csv", follows="dunmarsh.pdf")
    (workspace / "plans" / "plan.csv").unlink()
    with pytest.raises(AnalyseError, match=r"plans/plan.csv, the action plan after reviews/dunmarsh.pdf, is gone"):
        plans.of(space, run.read(space).reviews)
