"""A second engine reads the PDFs themselves and finds what is quoted, and only that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from corpus.types import Page, Results
from report import second_engine
from report.read_back import Written


def test_quotes_of_the_sample_stand_in_its_pdfs_and_changed_places_do_not(
    sample_results: Results, sample: Path
) -> None:
    review = next(review for review in sample_results.reviews if review.file.endswith("ashmere.pdf"))
    quotes = [
        Written("", f.review, f.spans[0].page, tuple((s.page, s.start, s.end) for s in f.spans), f.quote)
        for f in sample_results.findings
        if f.review == review.id
    ]
    moved = replace(quotes[0], places=((quotes[0].page + 1, 0, 40),), quote="Nobody said this anywhere in the report.")

    def pages_of(_: str) -> Mapping[int, Page]:
        return {page.number: page for page in sample_results.pages[review.id]}

    def check(given: list[Written], pages: Mapping[int, Page] | None = None) -> second_engine.SecondReading:
        data = (sample / "ashmere.pdf").read_bytes()
        return second_engine.check(given, lambda _: pages or pages_of(""), lambda _: data, lambda *_: None)

    found = check(quotes)
    assert found.problems == ()
    assert found.whole + found.by_line == len({quote.places for quote in quotes})
    forged = {
        number: replace(page, text="Nobody said this anywhere in the report." * 9)
        for number, page in pages_of("").items()
    }
    assert [quote for quote, _ in check([moved], forged).problems] == [moved]


def test_a_pdf_that_is_gone_is_said_of_each_quote(sample_results: Results) -> None:
    quote = Written("row 2", sample_results.reviews[0].id, 1, ((1, 0, 5),), "Quote")
    found = second_engine.check([quote], lambda _: {}, lambda _: None, lambda *_: None)
    assert found.problems == ((quote, "the PDF is not there any more"),)
