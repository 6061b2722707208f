from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from corpus.types import Results, Review, Valence
from report import links
from report.page import page, page_words

Make = Callable[..., Results]
OUT = Path("/folder/out")


def href(review: Review) -> str:
    return links.href(OUT.parent / review.file, OUT)


class Elements(HTMLParser):
    """Every element with its attributes, and the text in it up to the next tag."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str], list[str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}, []))

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self.found.append(("", {}, []))

    def handle_data(self, data: str) -> None:
        if self.found:
            self.found[-1][2].append(data)

    def all(self, tag: str) -> list[tuple[dict[str, str], str]]:
        return [(attributes, "".join(text)) for name, attributes, text in self.found if name == tag]


@pytest.fixture
def html(results: Results) -> str:
    return page(results, href)["report.html"].decode("utf-8")


def test_every_link_within_the_page_leads_somewhere_and_no_id_stands_twice(html: str) -> None:
    elements = Elements(html)
    ids = [attributes["id"] for _, attributes, _ in elements.found if "id" in attributes]
    targets = {attributes["href"][1:] for attributes, _ in elements.all("a") if attributes["href"].startswith("#")}
    assert len(ids) == len(set(ids))
    assert targets
    assert targets <= set(ids)


def test_a_cell_that_counts_something_opens_and_one_that_does_not_is_no_link(html: str) -> None:
    cells = re.findall(r'<td class="s-([a-z-]+)" data-theme="[^"]+">(<a href="#cell-[^"]+">)?', html)
    assert cells
    assert all(bool(link) == (shade not in ("none", "not-reviewed", "not-processed")) for shade, link in cells)


def test_every_quote_is_there_exactly_with_a_link_to_its_page(results: Results, html: str) -> None:
    quotes = {attributes["data-finding"]: text for attributes, text in Elements(html).all("blockquote")}
    assert quotes == {finding.id: finding.quote for finding in results.findings}
    calderwick = results.reviews[2]
    assert f'href="{href(calderwick)}#page=2">Calderwick, page 2 (printed 4)</a>' in html
    assert href(calderwick) == "../reports/Calderwick%20%231%2050%25%20%26%20more%3F.pdf"


def test_what_a_report_says_stays_text(html: str) -> None:
    assert html.count("<script>") == 1
    assert "<script>alert(" not in html
    assert "&lt;script&gt;alert(" in html
    assert "{{7*7}}" in html
    assert not re.search(r"<[^>]+\son[a-z]+=", html)


def test_the_page_forbids_everything_but_its_own_style_and_script(html: str) -> None:
    style, script = (re.search(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL) for tag in ("style", "script"))
    assert style
    assert script
    hashes = [b64encode(sha256(found[1].encode()).digest()).decode() for found in (style, script)]
    (policy,) = (
        a["content"] for a, _ in Elements(html).all("meta") if a.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert 'style="' not in html
    assert all(a["src"].startswith("data:image/svg+xml;base64,") and a["alt"] for a, _ in Elements(html).all("img"))


def test_the_page_has_language_title_landmarks_and_headings_in_order(html: str) -> None:
    elements = Elements(html)
    assert '<html lang="en-GB">' in html
    assert len(elements.all("main")) == len(elements.all("h1")) == len(elements.all("title")) == 1
    levels = [int(tag[1]) for tag, _, _ in elements.found if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    scopes = {attributes.get("scope") for attributes, _ in elements.all("th")}
    assert scopes == {"col", "colgroup", "row"}


def test_emergent_themes_stand_in_a_table_of_their_own(html: str) -> None:
    captions = [text for _, text in Elements(html).all("caption")]
    assert captions == ["Themes of the codebook", "Emergent themes"]
    assert html.index('id="theme-rivalry"') < html.index('id="emergent"') < html.index('id="theme-emergent-winter"')


def test_files_that_failed_are_named_with_the_remedy(html: str) -> None:
    assert "<b>=evil.pdf</b> could not be read. The file is encrypted. Save a copy without a password." in html


def test_an_address_that_could_act_is_refused(results: Results) -> None:
    with pytest.raises(ValueError, match="not an address of a file"):
        page(results, lambda _: "javascript:alert(1)")


def test_a_big_corpus_shows_the_strongest_quotes_and_counts_the_rest(make_results: Make) -> None:
    valences: tuple[Valence, ...] = ("strength", "concern")
    said = [
        (f"Area {n % 20:02d}", "workforce", valences[n % 3 % 2], f"Sentence {n} of many about staff.")
        for n in range(7_000)
    ]
    results = make_results(said)
    html = page(results, href)["report.html"].decode("utf-8")
    shown = {attributes["data-finding"] for attributes, _ in Elements(html).all("blockquote")}
    rest = sum(int(number.replace(",", "")) for number in re.findall(r"The strongest are shown. ([\d,]+) more", html))
    assert len(shown) <= 6_000
    assert len(shown) + rest == 7_000
    first = results.matrix.cell(results.matrix.rows[0], results.matrix.themes[0]).findings[0]
    assert first in shown


@pytest.mark.parametrize(
    ("number", "label", "words"), [(7, "5", "page 7 (printed 5)"), (7, "7", "page 7"), (7, "", "page 7")]
)
def test_the_printed_page_is_told_where_it_differs(number: int, label: str, words: str) -> None:
    assert page_words(number, label) == words
