"""Sentences of passages, their stems, stock phrases and the area's own name."""

from __future__ import annotations

from analyse.segments import Text, said_as, split, stems_of

LONG = "Children wait for many months before their needs are assessed in full."
STOCK = "This report was written by a team of inspectors after a visit of one week."


def test_a_passage_falls_into_its_sentences_in_order() -> None:
    (first, second) = split([Text("p", "X1", f"{LONG} {LONG[:-1]} again.")], {})
    assert (first.text, second.start) == (LONG, len(LONG) + 1)
    assert all(s.text == f"{LONG} {LONG[:-1]} again."[s.start : s.end] for s in (first, second))


def test_the_areas_own_name_is_masked_and_that_of_another_is_not() -> None:
    text = "Ashmere and Garstone both say that waits for assessment have grown in two years."
    (own,) = split([Text("p", "X1", text)], {"X1": "Ashmere"})
    assert "Ashmere" not in own.masked
    assert "Garstone" in own.masked
    assert own.text == text


def test_what_three_reports_print_alike_is_stock() -> None:
    texts = [Text(f"p{n}", f"X{n}", STOCK) for n in range(3)] + [Text("q", "X0", LONG)]
    assert [s.stock for s in split(texts, {})] == [True, True, True, False]
    assert not any(s.stock for s in split(texts[:2], {}))


def test_stems_join_inflections_and_keep_prefixes_but_part_other_compounds() -> None:
    assert stems_of("Waiting waits waited") == stems_of("wait")
    assert "co-production" in stems_of("co-production")
    assert stems_of("short-break schemes") == stems_of("short break scheme")
    assert said_as("Long waits for Wheelchairs", sorted(stems_of("wheelchair"))) == ["Wheelchairs"]


def test_whom_a_letter_is_written_to_is_stock() -> None:
    (line, said) = split(
        [
            Text("p", "X1", "Ann Other, Executive Director of Children’s Services, Ashmere Council"),
            Text("q", "X1", "Ann Other, who leads the service, has cut waits for assessment by half."),
        ],
        {},
    )
    assert (line.stock, said.stock) == (True, False)
