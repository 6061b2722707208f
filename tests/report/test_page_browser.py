"""The page in a real browser: opened from a file, at two widths, with and without its script."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from corpus.types import Results, Theme
from report.page import page

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium: apt-get install chromium")

Make = Callable[..., Results]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Chromium's own sandbox cannot start as root, as in a container.
    arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield found
        found.close()


@pytest.fixture
def file(results: Results, tmp_path: Path) -> str:
    path = tmp_path / "report.html"
    path.write_bytes(page(results, lambda review: f"../{review.id}.pdf")["report.html"])
    return path.as_uri()


def opened(browser: Browser, file: str, width: int = 1280, **options: Any) -> tuple[Any, list[str]]:
    tab = browser.new_context(viewport={"width": width, "height": 800}, **options).new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda request: said.append(request.url) if request.url != file else None)
    tab.goto(file)
    return tab, said


@pytest.mark.parametrize("script", [True, False])
def test_a_cell_opens_its_quotes_with_and_without_script(browser: Browser, file: str, script: bool) -> None:
    tab, said = opened(browser, file, java_script_enabled=script)
    quote = tab.get_by_text("Winter beds were full.").last
    assert not quote.is_visible()
    tab.locator("td a[href^='#cell-emergent-winter']").click()
    quote.wait_for(state="visible", timeout=5_000)
    assert "#page=3" in tab.locator("details[open] .source a").last.get_attribute("href")
    assert said == []


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_only_the_matrix_scrolls_sideways(browser: Browser, file: str, width: int) -> None:
    tab, _ = opened(browser, file, width)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


def wide(make_results: Make) -> Results:
    """As many themes as a large codebook has, with numbers of two digits in some cells."""
    themes = [f"theme-{number}" for number in range(28)]
    said = [
        (area, theme, "strength" if place % 2 else "concern", f"{area} said {theme} {place}.")
        for area in ("North Northamptonshire", "Ashmere")
        for theme in themes
        for place in range(3)
    ]
    return make_results(said, themes=tuple(Theme(theme, f"What people said of {theme}") for theme in themes))


def test_a_matrix_of_28_themes_fits_a_desktop_and_prints_whole(
    browser: Browser, make_results: Make, tmp_path: Path
) -> None:
    path = tmp_path / "report.html"
    path.write_bytes(page(wide(make_results), lambda review: f"../{review.id}.pdf")["report.html"])
    tab, _ = opened(browser, path.as_uri())
    assert tab.locator(".frame.wide").count() == 0
    assert not tab.locator(".wider").first.is_visible()
    tab.emulate_media(media="print")
    tab.set_viewport_size({"width": 1032, "height": 800})  # A4 landscape less its margins, at 96 dots an inch
    assert tab.evaluate("Math.max(...[...document.querySelectorAll('table.matrix')].map(t => t.offsetWidth))") <= 1032


@pytest.mark.parametrize("script", [True, False])
def test_a_matrix_wider_than_the_screen_says_so_and_scrolls_by_keyboard(
    browser: Browser, make_results: Make, tmp_path: Path, script: bool
) -> None:
    path = tmp_path / "report.html"
    path.write_bytes(page(wide(make_results), lambda review: f"../{review.id}.pdf")["report.html"])
    tab, _ = opened(browser, path.as_uri(), 390, java_script_enabled=script)
    assert tab.locator(".wider").first.is_visible()
    box = tab.locator(".scroll").first
    box.focus()
    for _ in range(8):
        tab.keyboard.press("ArrowRight")
    tab.wait_for_timeout(500)
    assert box.evaluate("box => box.scrollLeft") > 0
    if script:
        assert tab.locator(".frame.more").count() == 1
        box.evaluate("box => box.scrollTo(box.scrollWidth, 0)")
        tab.locator(".frame:not(.more)").first.wait_for(timeout=5_000)


def test_everything_can_be_reached_by_keyboard(browser: Browser, file: str) -> None:
    tab, _ = opened(browser, file)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Skip to the findings"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "main"
    tab.locator("td a").first.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_function("document.activeElement.classList.contains('behind')", timeout=5_000)
    assert tab.locator("details[data-area][open]").count() == 1


def test_a_cell_says_in_words_what_it_shows_in_signs(browser: Browser, file: str) -> None:
    tab, _ = opened(browser, file)
    names = tab.locator("td a").evaluate_all("links => links.map(link => link.innerText.trim())")
    assert tab.get_by_role("link", name="2 strengths", exact=True).count() >= 1
    assert any("+2" in name for name in names)


def test_the_policy_stops_what_is_not_the_pages_own(browser: Browser, file: str) -> None:
    tab, said = opened(browser, file)
    tab.evaluate(
        """() => { const code = document.createElement('script'); code.textContent = 'window.ran = 1';
        document.body.append(code); const picture = new Image(); picture.src = 'https://example.org/x.png';
        document.body.append(picture); }"""
    )
    tab.wait_for_timeout(300)
    assert tab.evaluate("window.ran") is None
    assert sum("Content Security Policy" in line for line in said) >= 2


def test_hostile_text_did_not_become_elements(browser: Browser, file: str) -> None:
    tab, said = opened(browser, file)
    assert tab.locator("script").count() == 1
    assert tab.locator("blockquote *").count() == 0
    assert said == []


def test_filters_narrow_the_matrix_and_the_quotes_and_say_how_many_are_left(browser: Browser, file: str) -> None:
    tab, said = opened(browser, file)
    rows = tab.locator(".matrix tr[data-area]:visible")
    every = rows.count()
    tab.get_by_label("Area", exact=True).select_option("Brackenford")
    tab.locator("#filter-says", has_text="in 1 area").wait_for(timeout=5_000)
    assert 0 < rows.count() < every
    tab.get_by_role("button", name="Show everything").click()
    tab.get_by_label("Words in a quote").fill("winter BEDS")
    tab.locator("#filter-says", has_text="1 quote in 1 area below").wait_for(timeout=5_000)
    assert tab.locator(".theme:visible").count() == 1
    assert not tab.locator("#charts").is_visible()
    tab.get_by_role("link", name="Go to the quotes that are left").press("Enter")
    tab.wait_for_function("document.activeElement.matches('.theme h3')", timeout=5_000)
    assert tab.locator("details[data-area] .quote:visible").count() == 1
    tab.get_by_role("button", name="Show everything").click()
    tab.locator("#filter-says").wait_for(state="hidden", timeout=5_000)
    assert rows.count() == every
    assert said == []


def test_without_script_there_is_no_filter_that_does_nothing(browser: Browser, file: str) -> None:
    tab, _ = opened(browser, file, java_script_enabled=False)
    assert not tab.locator("#filter").is_visible()


def test_every_chart_is_drawn_and_told(browser: Browser, file: str) -> None:
    tab, said = opened(browser, file)
    charts = tab.locator("figure img")
    assert charts.count() >= 2
    for chart in charts.all():
        chart.scroll_into_view_if_needed()
        chart.evaluate("image => image.decode()")
    assert all(charts.evaluate_all("images => images.map(image => image.naturalWidth > 100 && image.alt.length > 40)"))
    assert said == []
