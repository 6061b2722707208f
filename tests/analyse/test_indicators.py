"""Indicators beside the findings, associations and the shortlist."""

from __future__ import annotations

import numpy as np
import pytest

from analyse import indicators
from corpus.errors import WrongUsage
from corpus.indicators import Figure
from tests.analyse.invented import Said, results

AREAS = ("Ash", "Birch", "Cedar", "Dell", "Elm", "Fir", "Gorse")


def figure(
    area: str, value: float, period: str = "2018", indicator: str = "delays", target: float | None = None
) -> Figure:
    code = "" if area == "England" else f"X-{area}"
    return Figure(area, code, indicator, period, value, "days", target, f"a.csv, {area}")


def said(concerns: int) -> list[Said]:
    return [("access", "concern")] * concerns + [("access", "strength")] * (8 - concerns)


FOUND = results({area: said(i) for i, area in enumerate(AREAS)})
FIGURES = tuple(figure(area, 10.0 * i, target=20.0) for i, area in enumerate((*AREAS, "Hazel", "Ivy")))


def test_the_latest_figure_of_an_area_is_chosen_or_that_of_the_period_asked_for() -> None:
    figures = (figure("Ash", 3, "2018"), figure("Ash", 1, "2016"), figure("Birch", 2, "2016"))
    assert [f.value for f in indicators.chosen(figures)] == [3, 2]
    assert [f.value for f in indicators.chosen(figures, period="2016")] == [1, 2]


def test_an_association_says_of_which_periods_its_figures_are() -> None:
    mixed = tuple(figure(area, 10.0 * i, "2018" if i < 4 else "2016") for i, area in enumerate(AREAS))
    found = indicators.associations(FOUND, indicators.chosen(mixed))
    assert {a.periods for a in found} == {(("2018", 4), ("2016", 3))}
    assert "delays" in indicators.mixed_periods(found)
    same = indicators.associations(FOUND, indicators.chosen(FIGURES))
    assert {a.periods for a in same} == {(("2018", 7),)}
    assert indicators.mixed_periods(same) == ""


def test_an_indicator_or_period_that_no_file_has_is_wrong_usage() -> None:
    with pytest.raises(WrongUsage, match=r"There are: delays"):
        indicators.chosen(FIGURES, ["bed days"])
    with pytest.raises(WrongUsage, match=r"There are: 2018"):
        indicators.chosen(FIGURES, period="1918")


def test_median_and_quartiles_are_over_all_areas_and_england_stands_apart() -> None:
    (spread,) = indicators.spreads((*FIGURES, figure("England", 33)))
    values = [f.value for f in FIGURES]
    assert (spread.areas, spread.national) == (9, 33)
    assert [spread.low, spread.median, spread.high] == np.quantile(values, [0.25, 0.5, 0.75]).tolist()


def test_an_area_stands_beside_its_quarter_and_its_distance_from_the_target() -> None:
    standing = {s.area: s for s in indicators.beside(FOUND, FIGURES)}
    assert set(standing) == set(AREAS)
    assert (standing["Ash"].quarter, standing["Ash"].distance) == (1, -20.0)
    assert (standing["Gorse"].quarter, standing["Gorse"].distance) == (3, 40.0)


def test_a_theme_whose_concerns_grow_with_the_figure_goes_against_it_with_findings_to_open() -> None:
    found = indicators.associations(FOUND, FIGURES)
    (access,) = [a for a in found if a.theme == "access"]
    assert access.correlation.rho == pytest.approx(-1)
    assert access.beyond_chance
    assert len(access.points) == 7
    assert all(len(p.findings) == 8 for p in access.points)


def test_sub_themes_are_not_associated_beside_their_parents() -> None:
    found = results({area: [*said(i), ("doors", "concern")] for i, area in enumerate(AREAS)})
    assert {a.theme for a in indicators.associations(found, FIGURES)} == {"access"}


def test_areas_not_reviewed_stand_first_by_their_ranks_and_the_reviewed_are_not_ranked() -> None:
    listed = indicators.shortlist(FOUND, FIGURES, [("delays", "high")], 4)
    assert [c.area for c in listed[:2]] == ["Ivy", "Hazel"]
    assert [c.total for c in listed] == [1, 2, None, None]
    assert all(not c.ranks and c.reviewed == "2020-01-01" for c in listed[2:])


def test_a_low_figure_can_be_the_worrying_one_and_one_that_is_missing_takes_the_middle_rank() -> None:
    figures = (*FIGURES, *(figure(a, v, indicator="diagnosed") for a, v in (("Hazel", 50), ("Ash", 60), ("Elm", 70))))
    by = {c.area: c for c in indicators.shortlist(FOUND, figures, [("diagnosed", "low")], 9)}
    assert (by["Hazel"].total, by["Ivy"].total) == (1, 2)
    assert by["Ivy"].missing == ("diagnosed",)


def test_the_warning_says_association_and_how_many_areas() -> None:
    assert "20 areas" in indicators.warning(20)
    assert "not show that one brings about the other" in indicators.warning(20)
