"""What comes out of a PDF: each test is one thing a reader of the report would say is so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from corpus.text import printed
from corpus.types import Document
from extract.errors import Unreadable
from extract.read import document

Pdf = Callable[..., bytes]
LONG = (
    "Leaders across the partnership meet every month and have agreed what they want for older people. "
    "They know where services fall short, and they tell each other so. "
)


def texts(read: Document, *kinds: str) -> list[str]:
    return [passage.text for passage in read.passages if not kinds or passage.kind in kinds]


def test_each_paragraph_is_one_passage(pdf: Pdf) -> None:
    read = document(pdf(f"<p>{LONG}</p><p>Second. {LONG}</p><p>Third. {LONG}</p>"))
    assert texts(read) == [LONG.strip(), f"Second. {LONG}".strip(), f"Third. {LONG}".strip()]


def test_paragraphs_without_space_between_them_are_told_by_their_short_last_lines(pdf: Pdf) -> None:
    body = "".join(f"<p>{name} {LONG * 2}Short end.</p>" for name in ("First.", "Second.", "Third.", "Fourth.") * 2)
    read = document(pdf(body, style="p { margin: 0 }"))
    starts = [text.split()[0] for text in texts(read)]
    assert starts == ["First.", "Second.", "Third.", "Fourth."] * 2


def test_a_paragraph_over_a_page_break_is_one_passage_with_two_spans(pdf: Pdf) -> None:
    filler = "".join(f"<p>Paragraph {n}. {LONG}</p>" for n in range(12))
    broken = "The council " + "and its partners " * 60 + "agreed."
    read = document(pdf(filler + f"<p>{broken}</p>", style="p { orphans: 2; widows: 2 }"))
    passage = next(passage for passage in read.passages if passage.text.startswith("The council"))
    assert passage.text == broken
    assert [span.page for span in passage.spans] == [1, 2]


def test_a_passage_is_the_printed_slices_of_its_pages(pdf: Pdf) -> None:
    read = document(pdf(f"<h2>Findings</h2><p>{LONG * 3}</p><ul><li>{LONG}</li></ul>", style="p { hyphens: auto }"))
    pages = {page.number: page for page in read.pages}
    assert len(read.passages) == 3
    for passage in read.passages:
        assert passage.text == printed(passage.spans, pages)


def test_running_heads_and_page_numbers_are_furniture_and_give_the_labels(pdf: Pdf) -> None:
    page = '@top-left { content: "Review of Somewhere" } @bottom-right { content: "Page | " counter(page) }'
    body = "<div style='break-after: page; counter-reset: page 0'><h1>Review of Somewhere</h1></div>"
    body += "".join(f"<p>{n}. {LONG * 2}</p>" for n in range(40))
    read = document(pdf(body, page=page))
    assert not any("Page |" in text for text in texts(read, "paragraph"))
    assert not any("Review of Somewhere" in text for text in texts(read, "paragraph"))
    assert len({page.label for page in read.pages[1:]}) == len(read.pages) - 1
    spans = {span.label for passage in read.passages for span in passage.spans}
    assert "2" in spans


def test_bullets_numbers_and_nested_bullets_are_passages_without_their_marks(pdf: Pdf) -> None:
    read = document(
        pdf(
            f"<ul><li>{LONG}<ul style='list-style: circle'><li>nested {LONG}</li></ul></li></ul>"
            f"<ol><li>{LONG}</li><li>Two. {LONG}</li></ol>"
        )
    )
    assert texts(read, "bullet") == [LONG.strip(), f"nested {LONG}".strip()]
    assert texts(read, "paragraph") == [LONG.strip(), f"Two. {LONG}".strip()]


def test_bold_only_headings_make_sections_and_run_in_bold_sentences_do_not(pdf: Pdf) -> None:
    read = document(
        pdf(
            f"<p><b>How partners work</b></p><p>{LONG}</p><p><b>Leaders care.</b> {LONG}</p>", style="b { color: #000 }"
        )
    )
    assert texts(read, "heading") == ["How partners work"]
    assert [passage.section for passage in read.passages[1:]] == [("How partners work",)] * 2
    assert read.passages[2].text.startswith("Leaders care. Leaders across")


def test_a_heading_keeps_its_number_and_names_its_section_without_it(pdf: Pdf) -> None:
    body = f"<h2>2.1 Working together</h2><p>{LONG}</p><h2><span>2.2</span> Sharing records</h2><p>{LONG}</p>"
    read = document(pdf(body, style="h2 span { display: inline-block; width: 40pt }"))
    assert texts(read, "heading") == ["2.1 Working together", "2.2 Sharing records"]
    assert [passage.section for passage in read.passages if passage.kind == "paragraph"] == [
        ("Working together",),
        ("Sharing records",),
    ]


def test_a_number_that_only_begins_a_line_is_no_paragraphs_number(pdf: Pdf) -> None:
    text = "Care leavers are given an adviser of their own and keep the same one, from the age of 16. So it is."
    page = f"<p>{LONG}</p><p style='width: 340pt'>{text}</p><p>{LONG}</p>"
    for width in range(330, 360, 4):  # at one of these widths the line breaks before the number
        read = document(pdf(page.replace("340pt", f"{width}pt")))
        assert text in texts(read)


def test_a_dash_of_any_length_with_a_gap_after_it_is_a_bullet(pdf: Pdf) -> None:
    marks = "".join(f"<p><span>{mark}</span>{LONG}</p>" for mark in "-–—−")
    style = "p { padding-left: 20pt; text-indent: -20pt } span { display: inline-block; width: 20pt; text-indent: 0 }"
    assert texts(document(pdf(marks, style=style)), "bullet") == [LONG.strip()] * 4


def test_a_name_in_capitals_does_not_end_the_line_it_did_not_fit_on(pdf: Pdf) -> None:
    text = (
        "They plan and pay for care with the Special Educational Needs and Disability<br>Information Service. " + LONG
    )
    body = f"<p>{LONG * 3}</p><p>{text}</p>"
    assert texts(document(pdf(body, style="p { width: 440pt }")))[1] == text.replace("<br>", " ").strip()


def test_a_heading_over_two_lines_is_one(pdf: Pdf) -> None:
    heading = "To what extent is the system working together to develop its health and social care workforce?"
    read = document(pdf(f"<h2>{heading}</h2><p>{LONG}</p>"))
    assert texts(read, "heading") == [heading]


def test_sections_nest_by_the_look_of_their_headings(pdf: Pdf) -> None:
    read = document(
        pdf(f"<p>{LONG}</p><h1>Outer</h1><p>{LONG}</p><h2>Inner</h2><p>{LONG}</p><h1>Next</h1><p>{LONG}</p>")
    )
    sections = [passage.section for passage in read.passages if passage.kind == "paragraph"]
    assert sections == [(), ("Outer",), ("Outer", "Inner"), ("Next",)]


def test_a_heading_says_role_and_valence_of_what_stands_under_it(pdf: Pdf) -> None:
    body = f"<h2>What needs to improve</h2><ul><li>{LONG}</li></ul><h2>Strengths</h2><p>{LONG}</p>"
    read = document(pdf(body))
    bullet, paragraph = (passage for passage in read.passages if passage.kind != "heading")
    assert (bullet.section_role, bullet.section_valence) == ("recommendation", "concern")
    assert (paragraph.section_role, paragraph.section_valence) == ("body", "strength")


def test_table_rows_carry_their_headers(pdf: Pdf) -> None:
    table = (
        "<table style='width: 100%'><tr><th>Responsible body</th><th>Area for action</th></tr>"
        "<tr><td>The council</td><td>Leaders should publish a plan.</td></tr>"
        "<tr><td>The trust</td><td>Wards should plan discharge.</td></tr></table>"
    )
    read = document(pdf(f"<p>{LONG}</p>{table}", style="th, td { width: 50%; text-align: left }"))
    assert texts(read, "row") == [
        "Responsible body: The council; Area for action: Leaders should publish a plan.",
        "Responsible body: The trust; Area for action: Wards should plan discharge.",
    ]


def test_a_judgement_in_bold_heads_no_table_and_is_a_fact(pdf: Pdf) -> None:
    rows = "".join(
        f"<tr><td>{of}</td><td>{grade}</td></tr>" for of, grade in (("Help", "Good"), ("Care", "Inadequate"))
    )
    table = f"<table style='width: 100%; font-weight: bold'>{rows}</table>"
    read = document(pdf(f"<p>{LONG}</p>{table}<p>{LONG}</p>", style="td { width: 50% }"), "sif")
    assert texts(read, "row") == ["Help Good", "Care Inadequate"]
    assert read.facts == (("Help", "Good"), ("Care", "Inadequate"))


def test_two_columns_are_read_one_after_the_other(pdf: Pdf) -> None:
    paragraphs = [f"{name} {LONG * 2}".strip() for name in ("Alpha", "Beta", "Gamma", "Delta")]
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    read = document(pdf(f"<div style='columns: 2'>{body}</div>"))
    assert texts(read) == paragraphs


def test_short_columns_are_read_whole_with_a_span_for_each(pdf: Pdf) -> None:
    quote = "“I cannot say it better than my neighbour did. " + "She told them twice what she needed. " * 5 + "”"
    read = document(pdf(f"<p>{LONG * 2}</p><div style='columns: 2'><p>{quote}</p></div>"))
    passage = read.passages[-1]
    assert passage.text == quote
    left, right = passage.spans
    assert left.bbox[2] < right.bbox[0]


def test_a_cell_cut_by_the_page_is_one_with_its_rest(pdf: Pdf) -> None:
    rows = "".join(f"<tr><td>The council</td><td>Leaders should act. {LONG * 3}</td></tr>" for _ in range(9))
    table = f"<table style='width: 100%'><tr><th>Body</th><th>Action</th></tr>{rows}</table>"
    read = document(pdf(table, style="th, td { width: 50%; text-align: left; vertical-align: top }"))
    assert texts(read, "row") == [f"Body: The council; Action: Leaders should act. {LONG * 3}".strip()] * 9


def test_a_drawn_box_is_told_from_the_prose_around_it(pdf: Pdf) -> None:
    box = (
        f"<div style='border: 1pt solid; background: #eef; padding: 8pt'><p>Mr A was 84. {LONG}</p><p>{LONG}</p></div>"
    )
    read = document(pdf(f"<p>{LONG}</p>{box}<p>{LONG}</p>"))
    assert [passage.kind for passage in read.passages] == ["paragraph", "box", "box", "paragraph"]


def test_footnotes_are_kept_apart(pdf: Pdf) -> None:
    note = "<span style='float: footnote; font-size: 8pt'>Under section 20 of the Act, as amended since.</span>"
    read = document(pdf(f"<p>Some words{note} go on. {LONG}</p><p>{LONG}</p>"))
    notes = texts(read, "footnote")
    assert len(notes) == 1
    assert "Under section 20" in notes[0]
    assert not any("Under section 20" in text for text in texts(read, "paragraph"))


def test_hidden_and_white_text_is_left_out(pdf: Pdf) -> None:
    read = document(pdf(f"<p>{LONG}</p><p style='color: white'>Secret words for machines only.</p><p>{LONG}</p>"))
    assert texts(read) == [LONG.strip()] * 2


def test_white_text_on_a_dark_ground_is_read(pdf: Pdf) -> None:
    dark = f"<div style='background: #123; color: white; padding: 6pt'><p>{LONG}</p></div>"
    read = document(pdf(f"<p>First. {LONG}</p>{dark}"))
    assert LONG.strip() in texts(read)


def test_landscape_pages_are_read(pdf: Pdf) -> None:
    read = document(pdf(f"<p>{LONG * 2}</p><p>{LONG}</p>", page="size: A4 landscape;"))
    assert texts(read) == [(LONG * 2).strip(), LONG.strip()]
    assert read.pages[0].width > read.pages[0].height


def test_the_same_bytes_give_the_same_document(pdf: Pdf) -> None:
    data = pdf(f"<h2>Findings</h2><p>{LONG}</p>")
    assert document(data) == document(data)


def test_contents_lists_are_no_passages(pdf: Pdf) -> None:
    lines = "".join(f"<p>Chapter {n} ................................... {n + 2}</p>" for n in range(6))
    body = f"<h1>Contents</h1>{lines}<div style='break-before: page'><h1>Chapter</h1><p>{LONG}</p></div>"
    read = document(pdf(body))
    assert texts(read) == ["Chapter", LONG.strip()]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b"PK\x03\x04 a word document", "the file is not a PDF"),
        (b"%PDF-1.7\n1 0 obj\n<<", "the PDF is cut short (its end is missing)"),
    ],
)
def test_what_cannot_be_read_says_why_in_one_line(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as raised:
        document(data)
    assert raised.value.reason == reason
    assert raised.value.remedy
    assert "\n" not in raised.value.reason + raised.value.remedy


def test_a_pdf_without_words_is_a_failure_not_an_empty_success(pdf: Pdf) -> None:
    with pytest.raises(Unreadable, match="no page has text"):
        document(pdf("<p></p>"))


def test_an_unknown_programme_is_named_with_those_there_are(pdf: Pdf) -> None:
    with pytest.raises(KeyError, match="area-send"):
        document(pdf(f"<p>{LONG}</p>"), "no-such-programme")
