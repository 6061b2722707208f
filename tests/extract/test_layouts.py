"""A layout is a file: what is wrong in one is said, and a new programme needs no code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from extract import layouts
from extract.read import document


def test_every_programme_has_its_layout() -> None:
    names = {layout.name for layout in layouts.load()}
    assert names == {"local-system-review", "area-send", "jtai", "ilacs", "sif", "generic"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: x\nsectoins: []", "unknown key 'sectoins'"),
        ("name: x\narea: ['(']", "not a regular expression"),
        ("name: x\nsections: [{heading: a, role: bodies}]", "unknown section role 'bodies'"),
        ("name: x\nsections: [{heading: a, valence: good}]", "unknown valence 'good'"),
        ("[1, 2]", "a mapping with at least a name"),
        ("a: [", "not YAML"),
    ],
)
def test_a_wrong_layout_says_the_file_and_what_is_wrong(text: str, message: str) -> None:
    with pytest.raises(layouts.LayoutError, match=message) as raised:
        layouts.parse(text, "mine.yaml")
    assert str(raised.value).startswith("mine.yaml: ")


def test_a_new_programme_is_a_new_file(tmp_path: Path, pdf: Callable[..., bytes]) -> None:
    (tmp_path / "fire.yaml").write_text(
        "name: fire\nrecognise: ['fire and rescue review']\narea: ['review of (?P<area>\\w+)']\n"
        "sections: [{heading: 'what worries us', role: body, valence: concern}]\nout_of_scope: [housing]\n",
        encoding="utf-8",
    )
    read = document(
        pdf("<h1>Fire and rescue review of Larkshire</h1><h2>What worries us</h2><p>Engines are old. " * 1 + "</p>"),
        layouts=tmp_path,
    )
    assert (read.programme, read.area_text) == ("fire", "Larkshire")
    assert read.passages[-1].section == ("What worries us",)
    assert read.passages[-1].section_valence == "concern"
    assert layouts.by_name("fire", tmp_path).out_of_scope == ("housing",)
