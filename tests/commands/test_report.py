"""`analyse report`: for whom it writes, in whose style, and the same bytes whoever runs it."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import RGBColor

from tests.conftest import ROOT, Command, Demo

ACCENT = "B40032"


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("audience", "wanted"),
    [("national", {"national-report.docx"}), ("interim", {"interim-report.docx"}), ("area", set())],
)
def test_for_an_audience_only_its_documents_are_written(
    three: Path, tmp_path: Path, analyse: Command, audience: str, wanted: set[str]
) -> None:
    said = analyse("report", three, "--for", audience, "--out", tmp_path / "out")
    made = names(tmp_path / "out") - {"MANIFEST.json"}
    assert said.code == 0
    if audience == "area":
        assert len(made) == 2
        assert all(name.startswith("brief-") for name in made)
    else:
        assert made == wanted
    checked = analyse("verify", tmp_path / "out", "--workspace", three)
    assert checked.code == 0


def test_an_audience_nobody_knows_is_wrong_usage(demo: Demo, tmp_path: Path, analyse: Command) -> None:
    said = analyse("report", demo.folder, "--for", "ministers", "--out", tmp_path / "out")
    assert said.code == 2
    assert "national, interim, area" in said.err
    assert not (tmp_path / "out").exists()


def house() -> bytes:
    """A template with a theme colour, styles, header and footer of its own."""
    made = Document()
    made.add_paragraph("Instructions of the house")
    heading = made.styles["Heading 1"]
    heading.font.name = "Georgia"
    heading.font.color.rgb = RGBColor.from_string(ACCENT)
    made.sections[0].header.paragraphs[0].text = "House of Reviews"
    made.sections[0].footer.paragraphs[0].text = "Official"
    own = '<w:name w:val="House note"/></w:style>'
    made.styles.element.append(parse_xml(f'<w:style {nsdecls("w")} w:type="paragraph" w:styleId="Note">{own}'))
    held = io.BytesIO()
    made.save(held)
    out = io.BytesIO()
    with zipfile.ZipFile(held) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("word/theme/"):
                part = part.replace(b"4F81BD", ACCENT.encode())
            new.writestr(name, part)
    return out.getvalue()


def test_a_house_template_gives_its_styles_header_footer_and_theme(
    three: Path, tmp_path: Path, analyse: Command
) -> None:
    (tmp_path / "house.docx").write_bytes(house())
    said = analyse(
        *("report", three, "--for", "interim", "--template", tmp_path / "house.docx", "--out", tmp_path / "out")
    )
    assert said.code == 0
    path = tmp_path / "out" / "interim-report.docx"
    made = Document(str(path))
    assert made.sections[0].header.paragraphs[0].text == "House of Reviews"
    assert [p.text for p in made.sections[0].footer.paragraphs] == ["Official"]  # its own, so no page number is added
    assert made.styles["Heading 1"].font.name == "Georgia"
    assert str(made.styles["Heading 1"].font.color.rgb) == ACCENT
    assert "House note" in made.styles
    assert not any("Instructions" in paragraph.text for paragraph in made.paragraphs)
    with zipfile.ZipFile(path) as held:
        themes = [held.read(name) for name in held.namelist() if name.startswith("word/theme/")]
    assert themes
    assert all(b"4F81BD" not in theme for theme in themes)
    headed = [p for p in made.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert headed
    assert not any(run.find(qn("w:rPr")) is not None for p in headed for run in p._p.iter(qn("w:r")))  # no look of ours


def test_a_template_that_is_not_there_is_wrong_usage(demo: Demo, tmp_path: Path, analyse: Command) -> None:
    said = analyse("report", demo.folder, "--template", tmp_path / "none.docx", "--out", tmp_path / "out")
    assert said.code == 2
    assert "none.docx cannot be opened" in said.err


def test_indicators_that_are_wrong_are_told_and_do_not_hold_the_report_up(
    demo: Demo, tmp_path: Path, analyse: Command
) -> None:
    shutil.copytree(demo.folder, tmp_path / "ours")
    (tmp_path / "ours" / "indicators" / "wrong.csv").write_text("area,figure\nAshmere,1\n", encoding="utf-8")
    said = analyse("report", tmp_path / "ours", "--format", "csv", "--out", tmp_path / "out")
    assert said.code == 0
    assert any("indicators are left out" in message and "wrong.csv" in message for message in said.messages)


def test_two_processes_write_the_same_bytes_whatever_their_hashes(
    three: Path, tmp_path: Path, analyse: Command
) -> None:
    assert analyse("report", three, "--format", "all", "--out", tmp_path / "here").code == 0
    subprocess.run(
        [sys.executable, ROOT / "cli.py", "report", three, "--format", "all", "--out", tmp_path / "there"],
        # Ours is another, drawn by chance, unless the environment names it.
        env=os.environ | {"PYTHONHASHSEED": "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"},
        check=True,
        capture_output=True,
    )
    first, second = ({p.name: p.read_bytes() for p in (tmp_path / name).iterdir()} for name in ("here", "there"))
    assert {"national-report.docx", "matrix.xlsx", "project.qdpx", "findings.parquet", "matrix.png"} < set(first)
    assert sorted(name for name in first | second if first.get(name) != second.get(name)) == []
