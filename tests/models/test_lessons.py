"""What is learned from a part of a passage is what its sentences carry."""

from __future__ import annotations

import numpy as np

from analyse.trained import CLASSES
from analyse.training import Coded
from scripts import lessons

TEXT = "Staff left. Parents were heard. A river runs by."
THEMES = ("workforce", "voice", "funding")
CODES = {"workforce": "concern", "voice": "strength"}
SHARES = {"workforce": 1.0, "voice": 2 / 3, "funding": 1 / 3}
CARRIED = ({"workforce": "concern"}, {"voice": "strength"}, {})
# The mark of the beginning, three words a sentence and one for the river, the mark of the end.
OFFSETS = [(0, 0), (0, 5), (6, 10), (12, 19), (20, 24), (25, 30), (32, 33), (34, 39), (0, 0)]


def seen(carried: tuple[dict[str, str], ...] = CARRIED) -> lessons.Seen:
    coded = Coded(TEXT, "a", CODES, "concern", shares=SHARES, carried=carried)  # type: ignore[arg-type]
    return lessons.seen_in(coded, OFFSETS, np.arange(len(OFFSETS))[:, None], THEMES)


def test_a_sentence_carries_what_was_marked_and_of_what_some_readers_gave_nothing_is_known() -> None:
    its = seen()
    assert its.places.tolist() == [-1, 0, 0, 1, 1, 1, 2, 2, -1]
    assert its.carried.tolist() == [[1, 0, -1], [0, 1, -1], [0, 0, -1]]
    assert CLASSES[its.carried_valence[0, 0]] == "concern" and its.carried_valence[2].tolist() == [-1, -1, -1]


def test_a_part_keeps_its_words_and_the_codes_of_its_sentences() -> None:
    part = seen().cut(1, 3)
    assert part.states[:, 0].tolist() == [0, 3, 4, 5, 6, 7, 8] and part.places.tolist() == [-1, 0, 0, 0, 1, 1, -1]
    np.testing.assert_allclose(part.shares, [0, 2 / 3, 2 / 9], rtol=1e-6)
    assert [CLASSES[v] if v >= 0 else "" for v in part.valence] == ["", "strength", ""]
    assert CLASSES[part.overall] == "strength" and part.section == -1


def test_a_passage_whose_sentences_nobody_marked_is_read_whole() -> None:
    assert seen(()).whole and (seen(()).carried == -1).all()
    always = np.random.default_rng(0)
    assert all(lessons.parted(seen(()), always).states.shape == (9, 1) for _ in range(20))
    assert {len(lessons.parted(seen(), always).carried) for _ in range(50)} == {1, 2, 3}
