from __future__ import annotations

import struct
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from corpus.types import Results
from report import heatmap, pictures

Make = Callable[..., Results]
SVG = "{http://www.w3.org/2000/svg}"


def parsed(made: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(made)  # noqa: S314 - our own file


def texts(made: bytes) -> list[str]:
    return ["".join(text.itertext()).strip() for text in parsed(made).iter(f"{SVG}text")]


def test_the_svg_says_the_finding_and_the_numbers_in_text(results: Results) -> None:
    made = pictures.svg(results)["matrix.svg"]
    found = texts(made)
    assert heatmap.title(results) in " ".join(found)
    assert {"+2 −2", "−2", "Brackenford", "Winter pressure"} <= set(found)
    assert b"<dc:date>" not in made
    assert parsed(made).get("role") == "img"


def test_sub_themes_are_left_to_their_themes(results: Results) -> None:
    assert not [text for text in texts(pictures.svg(results)["matrix.svg"]) if "Rivalry" in text]


def test_the_png_has_300_dots_an_inch_and_a_description(results: Results) -> None:
    made = pictures.png(results)["matrix.png"]
    at = made.index(b"pHYs")
    across, down, unit = struct.unpack(">IIB", made[at + 4 : at + 13])
    assert (round(across * 0.0254), round(down * 0.0254), unit) == (300, 300, 1)
    assert b"Heat map of 3 rows of areas by 3 themes" in made


def test_the_alternative_text_tells_every_theme_that_was_found(results: Results) -> None:
    told = pictures.svg(results)["matrix-alt.txt"].decode()
    assert "Workforce: Found in 2 of 3 areas" in told
    assert "Winter pressure: Found in 1 of 3 areas" in told


@pytest.mark.parametrize("name", ["$x^2$ & <b>", "%s {0} \\alpha", "A" * 200, "=1+1"])
def test_signs_in_names_are_only_signs(make_results: Make, name: str) -> None:
    made = pictures.svg(make_results([(name, "workforce", "concern", "Few staff.")]))["matrix.svg"]
    shown = name if len(name) <= 34 else name[:33] + "…"
    assert shown in texts(made)
