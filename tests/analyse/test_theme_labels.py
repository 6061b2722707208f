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


def told(*texts: str) -> tuple[Segment, ...]:
    return split([Text(f"p{n}", f"X{n}", text) for n, text in enumerate(texts)], {})


def of(*stems: str) -> Anchor:
    return Anchor((1.0,), dict.fromkeys(stems, 1 / len(stems)))


def test_no_label_is_cut_out_of_a_longer_phrase() -> None:
    its = told(
        "Return home interviews are offered to every child within three days.",
        "The quality of return home interviews has improved since the spring.",
        "Too few return home interviews are written down in time.",
        "Home interviews are offered when a child comes back from elsewhere.",
    )
    assert labels.name(its, of("hom", "interview"), frozenset()).label == "Return home interviews"


def test_what_mostly_follows_of_is_said_with_what_it_belongs_to() -> None:
    its = told(
        *(f"The panel keeps oversight of ward practice in the {where} of the county." for where in ON[:4]),
        "Ward practice has grown better since the spring of last year.",
    )
    assert labels.name(its, of("ward", "practic"), frozenset()).label == "Oversight of ward practice"


def test_a_label_is_not_the_opposite_of_what_is_said() -> None:
    its = told(
        *(f"Families find no help out of library hours in the {where} of the county." for where in ON[:4]),
        "Nobody answers the telephone outside library hours, which worries families.",
    )
    assert labels.name(its, of("library", "hour"), frozenset()).label == "Out of library hours"


def test_a_label_is_not_cut_out_of_a_compound_or_a_list() -> None:
    good = [f"The {where} team writes high-quality reports of its work for families." for where in ON[:3]]
    its = told(*good, *(f"The quality of reports differs between staff of the {where} team." for where in ON[3:]))
    assert labels.name(its, of("quality", "report"), frozenset()).label == "Quality of reports"
    listed = told(*(f"Sport, music and drama are taught well in the {where} of the county." for where in ON))
    assert labels.name(listed, of("music", "drama"), frozenset()).label == "Sport, music and drama"


def test_an_adverb_that_nearly_always_stands_with_it_is_part_of_a_label() -> None:
    its = told(*(f"Staff respond to environmentally harmful waste in the {where} of the county." for where in ON))
    assert labels.name(its, of("harm", "wast"), frozenset()).label == "Environmentally harmful waste"


def test_a_label_says_whose_voice_it_is_and_not_with_whom_work_is_done() -> None:
    voices = told(*(f"The voice of the child is heard well in the {where} of the county." for where in ON))
    acting = dict.fromkeys(stems_of("child parents"), 0.5)
    assert labels.name(voices, of("voic"), frozenset(), acting).label == "Voice of the child"
    shared = [f"There is co-production with parents in the {where} of the county." for where in ON[:3]]
    shared += [f"Leaders value co-production in the {where} and have begun to plan it." for where in ON[3:]]
    assert labels.name(told(*shared), of("co-production"), frozenset(), acting).label == "Co-production"


def test_two_phrases_are_not_joined_that_no_report_joins() -> None:
    its = told(*(f"The gathering was slow, and views were lost in the {what} of the county." for what in ON))
    assert labels.name(its, of("view", "gather"), frozenset()).label in ("Views", "Gathering")


def test_a_label_is_given_once() -> None:
    first = labels.name(segments(), anchor(), frozenset())
    second = labels.name(segments(), anchor(), frozenset({first.label.casefold()}))
    assert second.label.casefold() != first.label.casefold()
    assert second.label
