"""What the tuned model says of a text and of its sentences."""

from __future__ import annotations

import numpy as np

from analyse import evidence
from models import tuned

TWO = "Staff vacancies are high and agency workers fill the gaps. Parents said that nobody listened to them."


def test_each_sentence_speaks_for_what_stands_in_it() -> None:
    model = tuned.load()
    said = model.said(TWO, evidence.ranges(TWO))
    workforce, voice = (said.sentences[:, model.themes.index(theme)] for theme in ("workforce", "voice"))
    assert workforce[0] > 0 > workforce[1] and voice[1] > 0 > voice[0]


def test_a_text_of_one_sentence_and_its_sentence_say_the_same() -> None:
    text = "Staff vacancies are high."
    said = tuned.load().said(text, evidence.ranges(text))
    np.testing.assert_array_equal(said.sentences, said.themes[None])


def test_a_sentence_beyond_what_is_read_says_nothing() -> None:
    model = tuned.load()
    long = f"{TWO} " + "The town has a river and a hill. " * 80 + "Vacancies are high."
    ranges = evidence.ranges(long)
    said = model.said(long, ranges)
    assert said.sentences.shape == (len(ranges), len(model.themes))
    assert (said.sentences[-1] < -10).all() and said.sentences[:, model.themes.index("workforce")].argmax() == 0


def test_sentences_are_asked_for() -> None:
    assert tuned.load().said(TWO).sentences.shape == (0, 16)
