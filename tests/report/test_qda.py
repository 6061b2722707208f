"""What goes to qualitative analysis programs: valid by the standard's schema, every selection its quote."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from corpus import codebook, qdc
from corpus.types import Results, Theme
from report import qda

SPACE = {"q": "urn:QDA-XML:project:1.0"}


def members(content: bytes) -> Mapping[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def selections(held: Mapping[str, bytes]) -> list[tuple[str, str, str, list[str]]]:
    """Id, the text selected by code points, the same by UTF-16 units, and the codes of each selection."""
    root = etree.fromstring(held["project.qde"])
    found = []
    for source in root.iterfind("q:Sources/q:TextSource", SPACE):
        text = held[f"sources/{source.get('plainTextPath', '').removeprefix('internal://')}"].decode("utf-8")
        units = text.encode("utf-16-le")
        for selection in source.iterfind("q:PlainTextSelection", SPACE):
            start, end = int(selection.get("startPosition", "")), int(selection.get("endPosition", ""))
            codes = [ref.get("targetGUID", "") for ref in selection.iterfind("q:Coding/q:CodeRef", SPACE)]
            by_units = units[2 * start : 2 * end].decode("utf-16-le")
            found.append((selection.get("guid", ""), text[start:end], by_units, codes))
    return found


def valid(xml: bytes, schema: Path) -> bool:
    checker = etree.XMLSchema(etree.parse(str(schema)))
    assert checker.validate(etree.fromstring(xml)), checker.error_log
    return True


@pytest.mark.parametrize("which", ["results", "sample_results"])
def test_every_selection_is_its_quote_by_code_points_and_by_utf16_units(
    which: str, request: pytest.FixtureRequest
) -> None:
    given = request.getfixturevalue(which)
    held = members(qda.project(given)[qda.PROJECT])
    quotes = {qda.guid("finding", f.id): qda.text(f.quote) for f in given.findings}
    themes = {qda.guid("finding", f.id): qda.guid("theme", f.theme) for f in given.findings}
    found = selections(held)
    assert {guid for guid, *_ in found} == set(quotes)
    assert [guid for guid, by_points, by_units, _ in found if not by_points == by_units == quotes[guid]] == []
    assert all(themes[guid] in codes for guid, _, _, codes in found)


def test_the_project_and_the_codebook_are_valid_by_the_schema(results: Results, shared: Path) -> None:
    written = qda.project(results)
    assert valid(members(written[qda.PROJECT])["project.qde"], shared / "refi-qda" / "Project-mrt2019.xsd")
    assert valid(written[qda.CODEBOOK], shared / "refi-qda" / "Codebook-mrt2019.xsd")


def test_sources_have_neither_carriage_returns_nor_astral_characters(results: Results) -> None:
    held = members(qda.project(results)[qda.PROJECT])
    texts = [content.decode("utf-8") for name, content in held.items() if name.startswith("sources/")]
    assert len(texts) == len(results.reviews)
    assert not any("\r" in text or any(ord(c) > 0xFFFF for c in text) for text in texts)


def test_code_names_are_unique_and_themes_stand_under_their_parents(results: Results) -> None:
    twin = Theme("emergent-twin", "Workforce", origin="emergent")
    written = qda.project(replace(results, themes=(*results.themes, twin)))
    root = etree.fromstring(members(written[qda.PROJECT])["project.qde"])
    names = [code.get("name", "").casefold() for code in root.iterfind(".//q:Code", SPACE)]
    assert len(names) == len(set(names))
    parent = root.find(f".//q:Code[@guid='{qda.guid('theme', 'coordination')}']", SPACE)
    assert parent is not None
    assert parent.find(f"q:Code[@guid='{qda.guid('theme', 'rivalry')}']", SPACE) is not None


def test_the_same_results_give_the_same_bytes(results: Results) -> None:
    assert qda.project(results) == qda.project(results)


def test_areas_are_cases_that_refer_to_their_reports(results: Results) -> None:
    root = etree.fromstring(members(qda.project(results)[qda.PROJECT])["project.qde"])
    sources = {source.get("guid") for source in root.iterfind("q:Sources/q:TextSource", SPACE)}
    cases = root.findall("q:Cases/q:Case", SPACE)
    assert len(cases) == len({review.area_code for review in results.reviews})
    assert {ref.get("targetGUID") for case in cases for ref in case.iterfind("q:SourceRef", SPACE)} == sources


def test_a_codebook_comes_back_with_its_themes_and_parents(results: Results, tmp_path: Path) -> None:
    (tmp_path / "book.qdc").write_bytes(qda.codebook(results.themes))
    book = qdc.read(tmp_path / "book.qdc")
    labels = {theme.id: theme.label for theme in results.themes}
    assert {theme.id: theme.label for theme in book.themes if theme.id in labels}.items() <= labels.items()
    emergent = next(theme for theme in book.themes if theme.label == labels["emergent-winter"])
    assert emergent.id == "winter-pressure"
    assert emergent.phrases == ("winter", "beds; surge")
    child = next(theme for theme in book.themes if theme.label == labels["rivalry"])
    parent = book.by_id(child.parent or "")
    assert parent is not None
    assert (parent.label, parent.group) == (labels["coordination"], "Working together")
    assert codebook.parse(qdc.as_yaml(book, "Ours")) == book
