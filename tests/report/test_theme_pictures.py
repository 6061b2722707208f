"""Pictures of emergent themes: every theme named, labels apart, the same bytes every time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from corpus.types import Results, ThemeNode
from report import drawing, theme_pictures


def test_map_and_small_multiples_name_every_theme_and_come_out_the_same(sample_results: Results) -> None:
    pictures = theme_pictures.of(sample_results)[:2]
    assert [picture.name for picture in pictures] == ["theme-map", "themes-by-area"]
    assert {row[1] for row in pictures[0].rows} == {t.label for t in theme_pictures._first(sample_results)}
    drawn = drawing.svg(pictures)
    assert drawn == drawing.svg(theme_pictures.of(sample_results)[:2])
    for picture in pictures:
        labels = {row[1] if picture.name == "theme-map" else row[0] for row in picture.rows}
        assert labels
        assert all(label.split()[0].encode() in drawn[f"{picture.name}.svg"] for label in labels)


def test_themes_on_the_map_do_not_overlap() -> None:
    radii = np.array([5.0, 3.0, 2.0, 8.0, 1.0, 1.0])
    places = theme_pictures._apart(np.zeros((6, 2)), radii)
    for i in range(6):
        for j in range(i):
            assert np.linalg.norm(places[i] - places[j]) >= radii[i] + radii[j]


def test_what_the_colours_mean_stands_in_the_picture(sample_results: Results) -> None:
    for picture in theme_pictures.of(sample_results)[:2]:
        drawn = drawing.svg([picture])[f"{picture.name}.svg"]
        assert b"strengths" in drawn
        assert b"orange" in drawn
    assert b"with the number of findings" in drawn


def test_themes_by_area_count_what_the_matrix_counts(sample_results: Results) -> None:
    themes = [t for t in sample_results.themes if t.origin == "emergent"][: theme_pictures.MOST]
    shown = theme_pictures._first(sample_results)
    assert shown and set(shown) < set(themes)
    assert not any(t.apart for t in shown)
    pictures = theme_pictures.by_area(sample_results, themes)
    assert len(pictures) > 1  # so many that they would be too small in one
    cells = sample_results.matrix.cells.values()
    for theme in themes:
        drawn = [row for picture in pictures for row in picture.rows if row[0] == theme.label]
        assert sum(row[2] for row in drawn) == sum(c.strengths for c in cells if c.theme == theme.id)
        assert sum(row[3] for row in drawn) == sum(c.concerns for c in cells if c.theme == theme.id)


NODES = (
    ThemeNode("b", "Broad", "coarse", None, 9, 3),
    ThemeNode("m", "Middle", "medium", "b", 5, 3, coherence=0.3, distinctness=0.8, coverage=0.1),
    ThemeNode("x", "Merged away", "medium", "b", 4, 2, "merged into m", coherence=0.1, distinctness=0.1, coverage=0.1),
)


def test_the_tree_lists_what_stands_under_what(sample_results: Results) -> None:
    picture = theme_pictures.tree(replace(sample_results, tree=NODES))
    assert picture.rows == ((0, "b", "Broad", 9, 3), (1, "m", "Middle", 5, 3))


def test_trust_is_drawn_for_each_theme_that_stands_and_says_what_was_not_measured(sample_results: Results) -> None:
    picture = theme_pictures.trust(replace(sample_results, tree=NODES))
    assert picture.rows == (("m", "Middle", None, 0.3, 0.8, 0.1, ""),)
    drawn = drawing.svg([picture])["theme-trust.svg"]
    assert b"Not measured: stability." in drawn
    assert b">Stability<" not in drawn


def test_tree_and_trust_are_among_the_pictures_of_a_run(sample_results: Results) -> None:
    names = [picture.name for picture in theme_pictures.of(sample_results)]
    assert names[-2:] == ["theme-tree", "theme-trust"]
