"""Names, labels, reasons and settings come from outside too: no writer lets through what could act, hide or break."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from corpus.types import Failure, Results
from report import clean, records, terminal, write

HOSTILE = '=1+1\x0c\x1b[31m\u202e<script>{{7*7}}"\ufffe\ud83d\U0001f44d'
CLEANED = '=1+1 [31m<script>{{7*7}}"\U0001f44d'


@pytest.fixture
def hostile(make_results: Callable[..., Results]) -> Results:
    results = make_results(
        [("A", "workforce", "concern", "Few staff.")], failures=[Failure(HOSTILE, "0", HOSTILE, HOSTILE)]
    )
    themes = tuple(
        replace(theme, label=HOSTILE, definition=HOSTILE, group=HOSTILE, words=(HOSTILE,), phrases=(HOSTILE,))
        for theme in results.themes
    )
    (row,) = results.matrix.rows
    cells = {key: replace(cell, area=HOSTILE) for key, cell in results.matrix.cells.items()}
    return replace(
        results,
        reviews=(replace(results.reviews[0], area=HOSTILE, region=HOSTILE, reason=HOSTILE, warnings=(HOSTILE,)),),
        themes=themes,
        findings=(replace(results.findings[0], why=HOSTILE, barrier=HOSTILE, section=(HOSTILE,)),),
        matrix=replace(results.matrix, rows=(replace(row, area=HOSTILE),), themes=themes, cells=cells),
        summaries=tuple(
            replace(summary, theme=theme, words=(HOSTILE,))
            for summary, theme in zip(results.summaries, themes, strict=True)
        ),
        settings={HOSTILE: HOSTILE},
    )


def parts(folder: Path) -> dict[str, str]:
    """Every text in every output, the parts of archives one by one."""
    found: dict[str, str] = {}
    for path in folder.iterdir():
        if path.suffix in (".xlsx", ".qdpx", ".docx"):
            with zipfile.ZipFile(path) as book:
                names = [name for name in book.namelist() if not name.endswith(".png")]
                found |= {f"{path.name}/{name}": book.read(name).decode("utf-8") for name in names}
        elif path.suffix not in (".png", ".parquet"):
            found[path.name] = path.read_text(encoding="utf-8")
    return found


@pytest.mark.filterwarnings("ignore:Glyph")  # the font has no emoji; the picture shows a box
def test_no_output_holds_what_cleaning_takes_out(hostile: Results, tmp_path: Path) -> None:
    write.write(hostile, tmp_path, formats=["all"], pdf_href=lambda review: f"../{review.id}.pdf")
    found = parts(tmp_path)
    assert len(found) > 20
    assert [name for name, text in found.items() if clean.text(text) != text] == []
    assert "{{7*7}}" in found["report.html"]
    assert found["report.html"].count("<script>") == 1


def test_names_come_out_cleaned_and_otherwise_whole(hostile: Results, tmp_path: Path) -> None:
    write.write(hostile, tmp_path, formats=["csv"], pdf_href=lambda _: "x.pdf")
    (made,) = records.findings(hostile)
    assert made["area"] == made["theme_label"] == made["why"] == made["section"][0] == CLEANED
    assert "'" + CLEANED.replace('"', '""') in (tmp_path / "findings.csv").read_text(encoding="utf-8")


def test_nothing_in_a_report_can_steer_the_terminal(hostile: Results) -> None:
    out = io.StringIO()
    console = Console(file=out, width=200, force_terminal=False)
    terminal.print_matrix(hostile, console)
    terminal.print_themes(hostile, console)
    assert "[31m<script>" in out.getvalue()
    assert clean.text(out.getvalue()) == out.getvalue()
