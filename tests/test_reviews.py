"""The whole job on real reports: areas, dates and quotes as others read them."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from analyse import discovery, run
from analyse.registry import review_id
from corpus.areas import key
from corpus.files import sha256
from corpus.text import printed
from corpus.types import Span
from corpus.workspace import Workspace
from tests.conftest import FAST, Command, Said
from tests.test_bad_input import listing

PROGRAMME = "area-send"
OTHERS = ("ilacs", "jtai")
Rows = list[dict[str, str]]


def rows(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def letters(text: str) -> str:
    """A text without white space, hyphens and other marks, ligatures apart."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text)).casefold()


@pytest.fixture(scope="module")
def ours(shared: Path, tmp_path_factory: pytest.TempPathFactory, analyse: Command) -> tuple[Path, Said]:
    """The workspace of all reports of one programme, coded on the fast road, and what the run said."""
    folder = shared / "reviews" / PROGRAMME
    before = listing(folder)
    workspace = tmp_path_factory.mktemp(PROGRAMME)
    (workspace / "analyse.toml").write_text(FAST, encoding="utf-8")
    said = analyse("run", folder, "--workspace", workspace)
    assert listing(folder) == before
    return workspace, said


@pytest.fixture(scope="module")
def findings(ours: tuple[Path, Said]) -> Rows:
    return rows(ours[0] / "out" / "findings.csv")


def test_the_run_ends_well_with_every_report_read(ours: tuple[Path, Said], shared: Path) -> None:
    _, said = ours
    number = len(list((shared / "reviews" / PROGRAMME).glob("*.pdf")))
    assert said.code == 0
    assert f"{number} read, {number} coded, {number} embedded; {number} reviews" in said.messages[-1]
    assert "0 failed" in said.messages[-1]


def test_every_report_has_its_area_date_and_programme(ours: tuple[Path, Said], shared: Path, analyse: Command) -> None:
    told = json.loads(analyse("extract", ours[0], "--json").out)["reviews"]
    found = {review["sha256"]: (key(review["area"]), review["date"], review["programme"]) for review in told}
    wanted = {
        row["sha256"]: (key(row["area"]), row["inspected_to"], PROGRAMME)
        for row in rows(shared / "reviews" / "manifest.csv")
        if row["file"].startswith(f"{PROGRAMME}/")
    }
    assert found == wanted


@cache
def poppler(file: Path) -> list[str]:
    """The letters of each page, in the order of its columns and in the order of its drawing."""
    command = ["pdftotext", "-enc", "UTF-8"]
    ways = ((), ("-raw",))
    done = [subprocess.run([*command, *way, file, "-"], capture_output=True, check=True) for way in ways]
    pages = zip(*(one.stdout.decode().split("\f") for one in done), strict=True)  # a form feed ends each page
    return [" ".join(map(letters, page)) for page in pages]


def test_every_quote_stands_on_its_pages_as_poppler_reads_them(ours: tuple[Path, Said], findings: Rows) -> None:
    """Each of its places on its own page, for a quote may run over a page or down a table."""
    space = Workspace.open(ours[0])
    pages_of = run.pages_of(space)
    files = {review_id(sha256(path.read_bytes())): path for _, path in space.reports()}
    assert len(findings) > 10 * len(files)
    missing = []
    for row in findings:
        spans = [Span(s["page"], s["label"], tuple(s["bbox"]), s["start"], s["end"]) for s in json.loads(row["spans"])]
        pieces = [letters(printed([span], pages_of(row["review"]))) for span in spans]
        assert "".join(pieces) == letters(row["quote"])
        assert int(row["page"]) == spans[0].page
        file = files[row["review"]]
        missing += [
            (file.name, span.page, row["quote"])
            for span, piece in zip(spans, pieces, strict=True)
            if piece not in poppler(file)[span.page - 1]
        ]
    assert missing == []


def test_every_area_has_its_own_row_and_every_theme_its_column(ours: tuple[Path, Said], findings: Rows) -> None:
    matrix = rows(ours[0] / "out" / "matrix.csv")
    areas, themes = {row["area_code"] for row in matrix}, {row["theme"] for row in matrix}
    assert len(matrix) == len(areas) * len(themes)
    assert all(code.startswith("E") for code in areas)
    assert {row["theme"] for row in findings} <= themes
    assert {row["area_code"] for row in findings} == areas


def test_emergent_themes_recur_across_areas_and_stay(ours: tuple[Path, Said], findings: Rows, analyse: Command) -> None:
    before = (ours[0] / "themes.yaml").read_bytes()
    listed = {row["id"]: row["group"] for row in rows(ours[0] / "out" / "themes.csv")}
    emergent = {row["theme"] for row in findings if row["theme_origin"] == "emergent"}
    assert len(emergent) >= 20
    for theme in (theme for theme in emergent if listed[theme] == discovery.GROUP):
        assert len({row["area_code"] for row in findings if row["theme"] == theme}) >= 3, theme
    said = analyse("run", ours[0])
    assert "nothing to do" in said.messages[-1]
    assert (ours[0] / "themes.yaml").read_bytes() == before
    assert analyse("verify", ours[0] / "out").code == 0


def test_reports_of_the_other_programmes_go_the_default_road_from_file_to_verified_quote(
    shared: Path, tmp_path: Path, analyse: Command
) -> None:
    """The smallest file of each."""
    for programme in OTHERS:
        files = sorted((shared / "reviews" / programme).glob("*.pdf"))
        shutil.copy(min(files, key=lambda path: path.stat().st_size), tmp_path)
    assert analyse("run", tmp_path).code == 0
    found = rows(tmp_path / "out" / "findings.csv")
    assert {row["programme"] for row in found} == set(OTHERS)
    assert min(Counter(row["programme"] for row in found).values()) >= 10
    assert analyse("verify", tmp_path / "out", "--pdf").code == 0
