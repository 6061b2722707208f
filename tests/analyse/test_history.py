"""What changed since an earlier run, results as of a day, rows another way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date as Day
from pathlib import Path

import pytest

from analyse import as_of, history, regroup
from corpus.areas import Gazetteer
from corpus.errors import WrongUsage
from corpus.types import Area, Finding, Results
from tests.analyse import invented
from tests.analyse.invented import concern, strength


def keep(root: Path, results: Results, finished: str) -> None:
    history.keep(root, results, finished)


def runs(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "history").iterdir())


BEFORE = invented.results({"A": concern("access", 2), "B": strength("voice")})
AFTER = invented.results(
    {"A": [*concern("access"), ("access", "strength")], "B": strength("voice"), "C": concern("voice")}
)


def test_a_run_that_found_the_same_is_not_kept_again_whenever_it_ran(tmp_path: Path) -> None:
    keep(tmp_path, BEFORE, "2026-01-01T10:00:00+00:00")
    keep(tmp_path, BEFORE, "2026-01-02T10:00:00+00:00")
    assert len(runs(tmp_path)) == 1
    keep(tmp_path, AFTER, "2026-01-03T10:00:00+00:00")
    assert [name[:4] for name in runs(tmp_path)] == ["0001", "0002"]


def test_changes_are_findings_new_gone_and_judged_otherwise_and_the_cells_they_moved(tmp_path: Path) -> None:
    keep(tmp_path, BEFORE, "2026-01-01T10:00:00+00:00")
    found = history.changes(AFTER, history.draft(tmp_path, "1", AFTER))
    assert {(c.kind, c.area, c.theme, c.before, c.after) for c in found.findings} == {
        ("changed", "A", "access", "concern", "strength"),
        ("new", "C", "voice", "", "concern"),
    }
    assert {(c.area, c.theme, c.before, c.after) for c in found.cells} == {
        ("A", "access", (0, 2, 0, 0), (1, 1, 0, 0)),
        ("C", "voice", None, (0, 1, 0, 0)),
    }
    assert found.reviews_new == tuple(r.file for r in AFTER.reviews if r.area == "C")
    back = history.changes(BEFORE, replace(history.draft(tmp_path, "1", AFTER), name="x"))
    assert (back.findings, back.cells, back.reviews_gone) == ((), (), ())


def test_what_is_gone_keeps_its_quote_and_page(tmp_path: Path) -> None:
    keep(tmp_path, AFTER, "2026-01-01T10:00:00+00:00")
    fewer = replace(AFTER, findings=tuple(f for f in AFTER.findings if f.theme != "voice"))
    gone = [c for c in history.changes(fewer, history.draft(tmp_path, "last", fewer)).findings if c.kind == "gone"]
    assert {(c.area, c.before, c.page, c.quote) for c in gone} == {
        ("B", "strength", 1, invented.WORDS["voice", "strength"].format("B sentence 0")),
        ("C", "concern", 1, invented.WORDS["voice", "concern"].format("C sentence 0")),
    }


def test_what_a_person_rejected_is_gone(tmp_path: Path) -> None:
    keep(tmp_path, BEFORE, "2026-01-01T10:00:00+00:00")

    def rejected(f: Finding) -> Finding:
        return replace(f, status="rejected") if f.theme == "voice" else f

    now = replace(BEFORE, findings=tuple(map(rejected, BEFORE.findings)))
    assert [c.kind for c in history.changes(now, history.draft(tmp_path, "1", now)).findings] == ["gone"]


def test_a_run_is_named_by_number_name_day_or_as_the_last_that_found_something_else(tmp_path: Path) -> None:
    keep(tmp_path, BEFORE, "2026-01-01T10:00:00+00:00")
    keep(tmp_path, AFTER, "2026-02-01T10:00:00+00:00")
    first, second = (Path(name).stem for name in runs(tmp_path))
    names = {
        since: history.draft(tmp_path, since, AFTER).name
        for since in ("1", "0002", first, "2026-01-01", "2026-01-31", "2026-02-01", "last")
    }
    assert names == {
        "1": first, "0002": second, first: first, "2026-01-01": first, "2026-01-31": first, "2026-02-01": second,
        "last": first,
    }  # fmt: skip


@pytest.mark.parametrize("since", ["2025-12-31", "9", "yesterday"])
def test_a_run_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path, since: str) -> None:
    keep(tmp_path, BEFORE, "2026-01-01T10:00:00+00:00")
    with pytest.raises(WrongUsage, match=r"0001-\w{8} \(2026-01-01\)"):
        history.draft(tmp_path, since, BEFORE)


def test_before_any_run_there_is_nothing_to_compare_with(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="analyse run"):
        history.draft(tmp_path, "last", BEFORE)


def test_a_history_of_the_first_version_can_still_be_read(tmp_path: Path) -> None:
    (tmp_path / "history").mkdir()
    old = (
        '{"reviews": [{"id": "r", "file": "r.pdf", "area": "A", "date": ""}], "settings": {}, '
        '"findings": [["f", "access", "concern"]], "cells": [["A", "X-A", "jtai", "access", 0, 1, 0, 0, "found"]]}'
    )
    (tmp_path / "history" / "0001-abcdef01.json").write_text(old, encoding="utf-8")
    found = history.changes(BEFORE, history.draft(tmp_path, "1", BEFORE))
    assert ("gone", "f", "") in {(c.kind, c.finding, c.quote) for c in found.findings}
    assert (("A", (0, 1, 0, 0), (0, 2, 0, 0))) in {(c.area, c.before, c.after) for c in found.cells}


def test_as_of_a_day_counts_what_was_published_by_then_and_says_by_which_date() -> None:
    early, late, quiet, unknown = (
        replace(invented.review("Early", day=Day(2020, 1, 1)), published=Day(2020, 3, 1)),
        replace(invented.review("Late", day=Day(2020, 1, 1)), published=Day(2020, 5, 1)),
        invented.review("Quiet", day=Day(2020, 3, 31)),
        invented.review("Unknown", day=None),
    )
    whole = invented.joined([(r, concern("access")) for r in (early, late, quiet, unknown)])
    found, days = as_of.results(whole, Day(2020, 3, 31))
    assert [row.area for row in found.matrix.rows] == ["Early", "Quiet"]
    assert {f.review for f in found.findings} == {early.id, quiet.id}
    assert {d.area: (d.basis, d.counts) for d in days} == {
        "Early": ("published", True),
        "Late": ("published", False),
        "Quiet": ("date", True),
        "Unknown": ("unknown", False),
    }
    told = as_of.remarks(Day(2020, 3, 31), days)
    assert told[0] == "as of 2020-03-31, 2 of 4 reviews count"
    assert any("Quiet" in line and "last day on site" in line for line in told)


def test_as_of_a_day_the_latest_review_by_then_counts() -> None:
    first, second = (invented.review("A", day=Day(year, 1, 1)) for year in (2019, 2021))
    whole = invented.joined([(first, concern("access")), (second, strength("access"))])
    (now,) = whole.matrix.rows
    assert now.reviews == (second.id,)
    found, _ = as_of.results(whole, Day(2020, 1, 1))
    (then,) = found.matrix.rows
    assert then.reviews == (first.id,)
    assert found.matrix.cell(then, whole.themes[0]).concerns == 1


AREAS = Gazetteer(
    (
        Area("X-A", "A", region="North", attributes=(("kind", "city"),)),
        Area("X-B", "B", region="North", attributes=(("kind", "county"),)),
        Area("X-C", "C", region="South", attributes=(("kind", "city"),)),
    )
)


@pytest.mark.parametrize(
    ("column", "groups"),
    [("region", {"North": 3, "South": 1}), ("kind", {"city": 3, "county": 1}), ("name", {"A": 2, "B": 1, "C": 1})],
)
def test_areas_group_by_any_column_and_their_counts_add_up(column: str, groups: dict[str, int]) -> None:
    regions = {"A": "North", "B": "North", "C": "South"}
    said = {"A": concern("access", 2), "B": concern("access"), "C": concern("access")}
    whole = invented.joined([(invented.review(area, region=regions[area]), said[area]) for area in said])
    found = regroup.by_column(whole, column, AREAS)
    cells = {row.area: found.matrix.cell(row, whole.themes[0]) for row in found.matrix.rows}
    assert {name: cell.concerns for name, cell in cells.items()} == groups
    for row in found.matrix.rows:
        cell = cells[row.area]
        assert cell.share == pytest.approx(cell.concerns / (40 * len(row.reviews)))
        assert len(cell.findings) == cell.concerns


def test_an_area_without_a_value_is_in_a_group_of_its_own() -> None:
    whole = invented.results({"A": concern("access"), "Elsewhere": concern("access")})
    assert [row.area for row in regroup.by_column(whole, "kind", AREAS).matrix.rows] == ["city", regroup.UNKNOWN]


def test_a_column_no_area_has_is_refused_with_those_there_are() -> None:
    with pytest.raises(WrongUsage, match="kind, name, region"):
        regroup.by_column(BEFORE, "colour", AREAS)


def test_programmes_together_are_one_row_an_area() -> None:
    whole = invented.joined(
        [(invented.review("A", programme=p), concern("access")) for p in ("jtai", "ilacs")]
        + [(invented.review("B", programme="jtai"), strength("access"))]
    )
    assert len(whole.matrix.rows) == 3
    found = regroup.together(whole)
    cells = {(row.area, row.programme): found.matrix.cell(row, whole.themes[0]) for row in found.matrix.rows}
    assert {place: (c.strengths, c.concerns) for place, c in cells.items()} == {
        ("A", "ilacs + jtai"): (0, 2),
        ("B", "jtai"): (1, 0),
    }
