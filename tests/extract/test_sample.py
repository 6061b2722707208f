"""The bundled sample reads exactly: every paragraph, item and heading of its source is one passage."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from extract.read import document
from tests.extract.conftest import ROOT, SAMPLE

SOURCES = sorted((ROOT / "examples" / "sample").glob("*.md"))


def letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def pieces(source: str) -> list[str]:
    body = re.sub(r"\s*\{[^{}]*\}", "", source.split("\n---\n", 1)[1])  # the marks of planted findings
    found = []
    for block in re.split(r"\n\s*\n", body):
        items = re.split(r"\n(?=- )", block.strip())
        found += [
            re.sub(r"^(?:#+|-)\s+", "", item) for item in items if not item.startswith(("{{", ":::", "---", ">", "<"))
        ]
    return [piece for piece in found if len(letters(piece)) > 4]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_the_source_comes_back(source: Path) -> None:
    read = document((SAMPLE / f"{source.stem}.pdf").read_bytes())
    got = Counter(
        letters(re.sub(r"^[\d.]+ ", "", passage.text) if passage.kind == "heading" else passage.text)
        for passage in read.passages
    )
    wanted = pieces(source.read_text(encoding="utf-8"))
    missed = [piece for piece in wanted if not got[letters(piece)]]
    assert len(wanted) > 50
    assert len(missed) <= 1, missed  # one sentence may begin exactly on a new page


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_no_passage_holds_furniture_or_a_charts_labels(source: Path) -> None:
    read = document((SAMPLE / f"{source.stem}.pdf").read_bytes())
    texts = [passage.text for passage in read.passages]
    assert not [text for text in texts if "Page |" in text or re.fullmatch(r"[A-Z][a-z]{2} \d{4}(?: [\d.,]+)?", text)]
    assert not [text for text in texts if re.search(r"\.{6,}", text)]
    assert [page.label for page in read.pages if page.label][:2] == ["1", "2"]


def test_what_a_follow_up_says_remains_to_be_done_is_what_it_asks_for() -> None:
    follow_up = document((SAMPLE / "ashmere-follow-up.pdf").read_bytes())
    asked = [p for p in follow_up.passages if p.section[-1:] == ("What remains to be done",) and p.kind != "heading"]
    assert len(asked) >= 5
    assert {passage.section_role for passage in asked} == {"recommendation"}
