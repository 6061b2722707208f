"""What a theme is called."""

from __future__ import annotations

from analyse import labels
from analyse.placing import Anchor
from analyse.segments import Segment, Text, split, stems_of

SAID = (
    "Families face long waiting times for neurodevelopmental assessment.",
    "Waiting times for neurodevelopmental assessment have grown by half in a year.",
    "The partnership has cut waiting times for neurodevelopmental assessment.",
    "Too many children endure waiting times for neurodevelopmental assessment of two years.",
)


WORK = ("know", "record", "support", "manage", "share", "review")
ON = ("town", "visits", "bridge", "budget", "library", "archive")


def segments() -> tuple[Segment, ...]:
    return split([Text(f"p{n}", f"X{n}", text) for n, text in enumerate(SAID)], {})


def anchor() -> Anchor:
    weights = {"neurodevelopmental": 0.5, "wait": 0.3, "assessment": 0.2}
    return Anchor((1.0,), {s: w for s, w in weights.items() if s in stems_of(" ".join(SAID))})


def test_a_label_reads_as_a_heading_in_the_reports_own_words() -> None:
    named = labels.name(segments(), anchor(), frozenset())
    assert named.label == "Waiting times for neurodevelopmental assessment"
    assert named.label.lower() in named.definition.lower()
    assert all(word.lower() in " ".join(SAID).lower() for word in named.words)


def test_a_theme_that_only_tells_of_who_acts_says_so() -> None:
    told = [f"Frontline staff {verb} the {what} well." for verb, what in zip(WORK, ON, strict=True)]
    its = split([Text(f"p{n}", f"X{n}", text) for n, text in enumerate(told)], {})
    acting = dict.fromkeys(stems_of("staff"), 0.5)
    weights = dict.fromkeys(stems_of("frontline"), 0.5)
    named = labels.name(its, Anchor((1.0,), weights), frozenset(), acting)
    assert (named.label, named.who) == ("Frontline staff", "frontline staff")
    assert labels.name(segments(), anchor(), frozenset(), acting).who == ""


def test_a_label_is_given_once() -> None:
    first = labels.name(segments(), anchor(), frozenset())
    second = labels.name(segments(), anchor(), frozenset({first.label.casefold()}))
    assert second.label.casefold() != first.label.casefold()
    assert second.label
