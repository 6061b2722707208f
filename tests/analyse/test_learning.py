"""Learning a coder from coded texts."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from analyse import learned, learning
from analyse.learning import Example, Lesson
from corpus.errors import AnalyseError, WrongUsage
from models import embed

_SAID = {
    "parking": ("the car park was full", "nowhere to park near the entrance", "parking costs far too much"),
    "food": ("the meals were cold", "lunch was tasty and hot", "no choice of food for vegetarians"),
    "waiting": ("we waited three hours", "the wait for an appointment was long", "seen at once without waiting"),
    "staff": ("the nurse was kind", "staff explained everything", "doctors did not listen to us"),
}
_PLACES = ("on the ward", "at the clinic", "in the evening", "on Monday", "last week", "for my mother", "at reception")


def comments() -> list[Example]:
    """Short invented comments with one or two codes, and a valence for some."""
    made = [
        Example(f"{said} {place}", frozenset({code}), "concern" if "no" in said else "strength")
        for code, its in _SAID.items()
        for said in its
        for place in _PLACES
    ]
    both = [
        Example(f"{a} and {b} {place}", frozenset({"food", "staff"}))
        for a, b, place in zip(_SAID["food"] * 2, _SAID["staff"] * 2, _PLACES, strict=False)
    ]
    return [*made, *both, Example("it was a rainy day", frozenset({"weather"})), Example("thank you", frozenset())]


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return learning.learn(comments(), "static")


def codes(coder: learned.Learned, *texts: str) -> list[set[str]]:
    found = coder.chosen(coder.probability(learned.read(texts, embed.load(coder.embedder))))
    return [{coder.labels.names[i] for i in row} for row in found]


def test_a_coder_learns_labels_it_has_never_heard_of_and_gives_several_to_one_text(lesson: Lesson) -> None:
    found = codes(lesson.coder, "nowhere to park at the clinic", "the meals were cold and the nurse was kind")
    assert found == [{"parking"}, {"food", "staff"}]


def test_a_label_with_too_few_texts_is_told_not_learned(lesson: Lesson) -> None:
    assert lesson.rare == ("weather",)
    assert "weather" not in lesson.coder.labels.names


def test_what_is_said_of_texts_left_out_is_no_memory_of_them() -> None:
    """Labels given by chance cannot be found in texts left out, however well they are learned by heart."""
    random = np.random.default_rng(0)
    words = [f"word{i}" for i in range(40)]
    given = [
        Example(" ".join(random.choice(words, 6)), frozenset({"a"} if random.random() < 0.3 else {"b"}))
        for _ in range(80)
    ]
    found = learning.learn(given, "static")
    right = sum(said == e.codes for said, e in zip(found.said, given, strict=True))
    assert right / len(given) < 0.85


def test_copies_of_a_text_are_left_out_together() -> None:
    given = [e for e in comments() if e.codes] * 2
    groups = learning._groups(given)
    for train, test in learning._folds(groups):
        assert not {groups[i] for i in train} & {groups[i] for i in test}


def test_saved_twice_gives_the_same_bytes_and_loaded_the_same_codes(lesson: Lesson, tmp_path: Path) -> None:
    learned.save(lesson.coder, tmp_path / "one")
    learned.save(learning.learn(comments(), "static").coder, tmp_path / "two")
    for name in ("coder.safetensors", "coder.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    again = learned.load(tmp_path / "one")
    texts = [e.text for e in comments()][:20]
    assert codes(again, *texts) == codes(lesson.coder, *texts)
    assert again.valence is not None and again.valence.names == ("strength", "concern", "mixed", "neutral")


def test_too_few_texts_are_an_error_that_says_how_many_are_needed() -> None:
    with pytest.raises(AnalyseError, match="at least 20"):
        learning.learn(comments()[:5], "static")


def test_one_group_cannot_be_left_out_of_itself() -> None:
    given = [Example(e.text, e.codes, group="all") for e in comments()]
    with pytest.raises(AnalyseError, match="one group"):
        learning.learn(given, "static")


@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("coder.json", lambda meta: meta.update(format="other") or meta),
        ("coder.json", lambda meta: meta["labels"]["names"].append("one more") or meta),
        ("coder.json", lambda meta: meta["labels"].update(terms=meta["labels"]["terms"][:-1]) or meta),
        ("coder.json", lambda meta: meta.pop("rule") and meta),
        ("coder.json", lambda meta: meta.update(labels=7) or meta),
    ],
)
def test_files_that_are_no_coder_are_refused_in_words(
    lesson: Lesson, tmp_path: Path, file: str, change: object
) -> None:
    learned.save(lesson.coder, tmp_path)
    path = tmp_path / file
    path.write_text(json.dumps(change(json.loads(path.read_text(encoding="utf-8")))), encoding="utf-8")  # type: ignore[operator]
    with pytest.raises(AnalyseError, match="no coder that can be used"):
        learned.load(tmp_path)


def test_cut_off_weights_are_refused_in_words(lesson: Lesson, tmp_path: Path) -> None:
    learned.save(lesson.coder, tmp_path)
    path = tmp_path / "coder.safetensors"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(AnalyseError, match="no coder that can be used"):
        learned.load(tmp_path)


def test_no_coder_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match=r"coder\.safetensors is missing"):
        learned.load(tmp_path)
