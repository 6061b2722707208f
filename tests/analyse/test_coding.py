"""Passages take the themes they speak to, with the reason kept."""

from __future__ import annotations

import pytest

from analyse import coding, evidence, run
from corpus import codebook
from corpus.text import printed
from corpus.types import Finding, Results
from corpus.workspace import Workspace
from models import embed
from models.language import sentences
from tests.analyse.conftest import code_texts, document
from tests.conftest import Demo

DEFAULT = codebook.default_text()
BOOK = f"""{DEFAULT}
  - id: water
    label: Water and canals
    definition: Canals, locks, towpaths and boats.
    phrases: [canal lock, towpath repair]
  - id: locks
    label: Canal locks
    definition: Locks on canals.
    parent: water
    phrases: [broken lock gate]
"""


def by_theme(found: tuple[Finding, ...]) -> dict[str, Finding]:
    return {finding.theme: finding for finding in found}


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        (
            "Information was not shared between agencies because their IT systems did not talk to each other.",
            "information-sharing",
        ),
        ("Staff turnover was high, and vacancies and caseloads left social workers stretched.", "workforce"),
        ("People waited too long for an assessment, and waiting lists were growing.", "access"),
        ("Parent carers were not offered short breaks or respite.", "family-support"),
        ("Delayed transfers of care from hospital remained high.", "transitions"),
    ],
)
def test_a_plain_statement_takes_its_theme_as_a_concern(text: str, theme: str) -> None:
    found = by_theme(code_texts(DEFAULT, text))
    assert theme in found
    assert found[theme].valence == "concern"
    assert found[theme].origin in ("rule", "model")
    assert 0 < found[theme].score <= 1


def test_what_is_about_nothing_in_the_book_takes_no_theme() -> None:
    assert code_texts(DEFAULT, "The town hall clock was painted green in 1911.") == ()


def test_a_theme_added_to_the_codebook_works_at_once_and_its_phrase_is_the_reason() -> None:
    text = "Inspectors saw that towpath repairs by the canal locks had begun."
    assert "water" not in by_theme(code_texts(DEFAULT, text))
    assert "“towpath repairs”" in by_theme(code_texts(BOOK, text))["water"].why


def test_what_speaks_to_a_child_speaks_to_its_parent() -> None:
    found = by_theme(code_texts(BOOK, "Broken lock gates and towpath repairs held up boats at the canal locks."))
    assert {"water", "locks"} <= set(found)
    assert "“Broken lock gates”" in found["locks"].why


def test_headings_and_method_are_never_coded() -> None:
    text = "Towpath repairs and canal locks"
    assert "water" in by_theme(code_texts(BOOK, text))
    assert code_texts(BOOK, text, kind="heading") == ()
    assert code_texts(BOOK, text, role="method") == ()


def test_a_theme_out_of_the_programmes_scope_is_not_coded() -> None:
    coder = coding.Coder(codebook.parse(BOOK), embed.load("static"))
    found = coding.code(
        document("Broken lock gates, towpath repairs and canal locks."), coder, out_of_scope=frozenset({"locks"})
    )
    assert "water" in by_theme(found)
    assert "locks" not in by_theme(found)


def test_a_passage_takes_at_most_four_themes_of_the_first_rank(results: Results) -> None:
    roots = {theme.id for theme in results.themes if theme.parent is None and theme.origin == "codebook"}
    of_passage: dict[str, set[str]] = {}
    for finding in results.findings:
        if finding.theme in roots:
            of_passage.setdefault(finding.passage, set()).add(finding.theme)
    assert of_passage
    assert max(map(len, of_passage.values())) <= 4


def test_every_child_has_its_parent_in_the_same_passage(results: Results) -> None:
    parents = {theme.id: theme.parent for theme in results.themes}
    coded = {(finding.passage, finding.theme) for finding in results.findings}
    children = [(p, parents[t]) for p, t in coded if parents[t] is not None]
    assert children
    assert [place for place in children if place not in coded] == []


def test_a_quote_is_whole_sentences_and_what_its_spans_print(results: Results, demo: Demo) -> None:
    documents = run.read(Workspace.open(demo.folder)).documents
    texts = {passage.id: passage.text for document in documents.values() for passage in document.passages}
    pages = {review: {page.number: page for page in its} for review, its in results.pages.items()}
    for finding in results.findings:
        assert printed(finding.spans, pages[finding.review]) == finding.quote
        text = texts[finding.passage]
        ranges = evidence.ranges(text)
        assert finding.quote in {text[first:last] for first, _ in ranges for _, last in ranges if first < last}


def test_a_long_passage_is_quoted_where_it_speaks_of_the_theme() -> None:
    filler = "The hall has a clock. It was painted green. The door is oak. The floor is stone."
    found = by_theme(code_texts(BOOK, f"{filler} Towpath repairs at canal locks were slow. {filler}"))
    assert "Towpath repairs at canal locks were slow." in found["water"].quote
    assert len(sentences(found["water"].quote)) < 9


def test_every_finding_says_why(results: Results) -> None:
    assert [finding.id for finding in results.findings if not finding.why] == []


def test_ids_are_of_passage_and_theme_alone(results: Results) -> None:
    assert len({finding.id for finding in results.findings}) == len(results.findings)
    for finding in results.findings:
        assert finding.id == coding.finding_id(finding.passage, finding.theme)


def test_a_passages_findings_do_not_depend_on_what_else_the_report_holds() -> None:
    texts = ("Towpath repairs were slow.", "Broken lock gates were mended well.")
    together = code_texts(BOOK, *texts, sha="ab" * 32)
    alone = code_texts(BOOK, texts[0], sha="ab" * 32)
    assert set(alone) <= set(together)


def test_the_headings_say_can_be_switched_off() -> None:
    text = "Staff turnover and vacancies in the team for caseloads."
    book, static = codebook.parse(DEFAULT), embed.load("static")
    under = {
        prior: coding.code(document(text, section_valence="strength"), coding.Coder(book, static, section_prior=prior))
        for prior in (True, False)
    }
    assert by_theme(under[False])["workforce"].valence == by_theme(code_texts(DEFAULT, text))["workforce"].valence
    assert "under a heading" in by_theme(under[True])["workforce"].why
    assert "under a heading" not in by_theme(under[False])["workforce"].why


def test_a_coder_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(embed.ModelError, match="fast, tuned"):
        coding.load(codebook.parse(DEFAULT), "slow")
