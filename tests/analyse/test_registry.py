"""Which area, which date, which follows which."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations

from analyse import registry
from corpus import areas
from corpus.areas import Gazetteer
from corpus.types import Document, Results
from tests.analyse.conftest import document

BOOK = Gazetteer(areas.parse("code,name,region\nX1,Ashmere,North\nX2,Garstone,South\n", "areas.csv"))


def about(area: str, day: date | None, sha: str, kind: str = "review") -> Document:
    return replace(document("Text.", sha=sha * 64), area_text=area, date=day, kind=kind)  # type: ignore[arg-type]


def test_area_and_date_are_those_of_the_text_and_what_is_given_wins() -> None:
    read = about("Ashmere Council", date(2018, 3, 9), "a")
    review = registry.register("f.pdf", read, BOOK, {}, 7)
    assert (review.area, review.area_code, review.region, review.date) == ("Ashmere", "X1", "North", date(2018, 3, 9))
    assert (review.id, review.passages, review.warnings) == ("a" * 16, 7, ())
    told = {
        "area": "garstone",
        "date": "2019-01-02",
        "kind": "follow-up",
        "published": "2019-03-04",
        "follows": "b" * 16,
    }
    given = registry.register("f.pdf", read, BOOK, told, 7)
    assert (given.area_code, given.date, given.kind) == ("X2", date(2019, 1, 2), "follow-up")
    assert (given.published, given.follows) == (date(2019, 3, 4), "b" * 16)


def test_what_cannot_be_read_is_asked_for_by_the_option_that_sets_it() -> None:
    (area, day) = registry.register("f.pdf", about("", None, "a"), BOOK, {}, 1).warnings
    assert "--area" in area
    assert "--date" in day
    (unknown,) = registry.register("f.pdf", about("Ashmeer", date(2018, 1, 1), "a"), BOOK, {}, 1).warnings
    assert "“Ashmeer” is no area we know (like Ashmere?)" in unknown
    assert "--area" in unknown


def test_a_follow_up_follows_the_latest_review_of_its_area_before_it_in_any_order() -> None:
    registered = [
        registry.register(f"{sha}.pdf", about(area, day, sha, kind), BOOK, {}, 1)
        for area, day, sha, kind in (
            ("Ashmere", date(2017, 1, 1), "a", "review"),
            ("Ashmere", date(2018, 1, 1), "b", "review"),
            ("Ashmere", date(2019, 1, 1), "c", "follow-up"),
            ("Garstone", date(2018, 6, 1), "d", "follow-up"),
        )
    ]
    linked = {registry.link(order) for order in permutations(registered)}
    assert len(linked) == 1
    follows = {review.id[0]: (review.follows or "-")[0] for review in linked.pop()}
    assert follows == {"a": "-", "b": "-", "c": "b", "d": "-"}


def test_reports_on_areas_nobody_knows_do_not_follow_each_other() -> None:
    registered = [
        registry.register("a.pdf", about("", date(2017, 1, 1), "a"), BOOK, {}, 1),
        registry.register("b.pdf", about("", date(2018, 1, 1), "b", "follow-up"), BOOK, {}, 1),
    ]
    assert [review.follows for review in registry.link(registered)] == [None, None]


def test_two_reports_on_one_area_and_day_name_each_other() -> None:
    registered = [
        registry.register(f"{sha}.pdf", about("Ashmere", date(2018, 1, 1), sha), BOOK, {}, 1) for sha in ("a", "b")
    ]
    first, second = registry.link(registered)
    assert "b.pdf is another report on Ashmere" in first.warnings[0]
    assert "a.pdf is another report on Ashmere" in second.warnings[0]


def test_the_samples_follow_ups_are_known_and_tied(results: Results) -> None:
    reviews = {review.id: review for review in results.reviews}
    follow_ups = [review for review in results.reviews if review.kind == "follow-up"]
    assert sorted(review.area for review in follow_ups) == ["Ashmere", "Dunmarsh"]
    for review in follow_ups:
        first = reviews[review.follows or ""]
        assert (first.area, first.kind) == (review.area, "review")
        assert first.date is not None
        assert review.date is not None
        assert first.date < review.date
    assert all(
        review.area_code.startswith("X") and review.programme == "local-system-review" for review in reviews.values()
    )
