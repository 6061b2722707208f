"""Pictures of emergent themes: every theme named, labels apart, the same bytes every time."""

from __future__ import annotations

import numpy as np

from analyse.account import Account, Node
from corpus.types import Results
from report import drawing, theme_pictures


def test_map_and_small_multiples_name_every_theme_and_come_out_the_same(sample_results: Results) -> None:
    pictures = theme_pictures.of(sample_results)
    assert len(pictures) == 2
    drawn = drawing.svg(pictures)
    assert drawn == drawing.svg(theme_pictures.of(sample_results))
    for picture in pictures:
        assert picture.rows
        assert all(
            t.label.split()[0].encode() in drawn[f"{picture.name}.svg"] for t in theme_pictures._largest(sample_results)
        )


def test_themes_on_the_map_do_not_overlap() -> None:
    radii = np.array([5.0, 3.0, 2.0, 8.0, 1.0, 1.0])
    places = theme_pictures._apart(np.zeros((6, 2)), radii)
    for i in range(6):
        for j in range(i):
            assert np.linalg.norm(places[i] - places[j]) >= radii[i] + radii[j]


def test_the_tree_lists_what_stands_under_what() -> None:
    nodes = (
        Node("b", "Broad", "coarse", None, 9, 3),
        Node("m", "Middle", "medium", "b", 5, 3),
        Node("x", "Merged away", "medium", "b", 4, 2, "merged into m"),
    )
    picture = theme_pictures.tree(Account(tree=nodes))
    assert picture.rows == ((0, "b", "Broad", 9, 3), (1, "m", "Middle", 5, 3))
