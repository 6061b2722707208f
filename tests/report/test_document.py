from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm

from corpus.errors import WrongUsage
from corpus.indicators import Figure
from corpus.types import MatrixRow, Results
from report import across, clean, document
from report.document import INTERIM, NATIONAL, Asked
from report.read_back import Unreadable
from report.verify import check
from report.word import annexes, beside, brief, charts, method, read_back, sentences
from report.word import paper as paper_of
from report.word.evidence import Evidence, Quotes
from report.word.paper import Paper


@pytest.fixture(scope="module")
def pack(sample_results: Results) -> bytes:
    return document.documents(sample_results, None, Asked("national"))[NATIONAL]


@pytest.fixture(scope="module")
def briefs(sample_results: Results) -> Mapping[str, bytes]:
    return document.documents(sample_results, None, Asked("area"))


def opened(content: bytes) -> Any:
    return Document(io.BytesIO(content))


def text(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in opened(content).paragraphs)


def contents(held: Any) -> list[Any]:
    """The fields that say on which page a heading stands."""
    return [field for field in held.element.body.iter(qn("w:fldSimple")) if "PAGEREF" in field.get(qn("w:instr"))]


def saved(content: bytes, folder: Path, *, old: str = "", new: str = "") -> Path:
    """The document as a file, with a string of its body changed."""
    path = folder / NATIONAL
    with zipfile.ZipFile(io.BytesIO(content)) as held, zipfile.ZipFile(path, "w") as made:
        for name in held.namelist():
            part = held.read(name)
            made.writestr(name, part.replace(old.encode(), new.encode()) if name == "word/document.xml" else part)
    return path


def test_every_quote_of_pack_and_briefs_holds_and_there_are_many(
    sample_results: Results, pack: bytes, briefs: Mapping[str, bytes], tmp_path: Path
) -> None:
    for content, fewest in ((pack, 90), *((its, 8) for its in briefs.values())):
        written = list(read_back.quotes(saved(content, tmp_path)))
        assert len(written) >= fewest
        for quote in written:
            pages = {page.number: page for page in sample_results.pages[quote.review]}
            assert check(quote, pages) == ""


def test_hostile_quotes_go_in_and_come_back_as_they_are_printed(results: Results, tmp_path: Path) -> None:
    paper, quotes = Paper("Quotes"), Quotes(Evidence.of(results, ()))
    for finding in results.findings:
        paper.quote(quotes.slice(finding.quote, finding.spans, finding.review, finding.id))
    back = [written.quote for written in read_back.quotes(saved(paper.finished(), tmp_path))]
    assert back == [finding.quote for finding in results.findings]
    for hostile in ("=HYPERLINK(", "<script>", "{{7*7}}", "\U0001f44d", "_x0041_", "Read from right", "Lone surrogate"):
        assert any(hostile in quote for quote in back), hostile


def test_what_a_quote_quotes_stands_in_single_marks_and_still_holds(
    make_results: Callable[..., Results], tmp_path: Path
) -> None:
    results = make_results([("Ashmere", "workforce", "strength", "“We talk daily”, one nurse said, and “it helps”.")])
    paper, quotes = Paper("Quotes"), Quotes(Evidence.of(results, ()))
    (finding,) = results.findings
    paper.quote(replace(quotes.slice(finding.quote, finding.spans, finding.review, finding.id), stressed="it helps"))
    path = saved(paper.finished(), tmp_path)
    assert "“‘We talk daily’, one nurse said, and ‘it helps’.”" in text(path.read_bytes())
    pages = {page.number: page for page in results.pages[finding.review]}
    assert [check(written, pages) for written in read_back.quotes(path)] == [""]


def test_no_quote_stands_twice_in_the_section_of_a_theme(pack: bytes) -> None:
    said = text(pack)
    chapters = said[said.rindex("\nThemes at a glance\n") : said.rindex("\nRecommendations that areas share\n")]
    for chapter in chapters.split("\nWhat was found\n")[1:]:
        quotes = re.findall(r"“([^”]{40,})” \[", chapter)
        assert len(quotes) == len(set(quotes))


def test_a_side_that_no_sentence_speaks_for_is_told_of_by_its_page_alone(make_results: Callable[..., Results]) -> None:
    results = make_results([("Ashmere", "workforce", "strength", "People waited far too long and services were poor.")])
    (finding,) = results.findings
    assert Quotes(Evidence.of(results, ())).shortest(results.findings) is None
    (content,) = document.documents(results, None, Asked("area")).values()
    cells = [cell.text.strip() for table in opened(content).tables for row in table.rows for cell in row.cells]
    assert f"Strength: page {finding.spans[0].page}." in cells
    assert not any("waited far too long" in cell for cell in cells)


def test_the_summary_does_not_ask_for_one_matter_twice(sample_results: Results) -> None:
    found = across.of(sample_results)
    (first, *_) = annexes.worth_telling(found, sample_results)
    assert annexes.foremost(replace(found, shared=(first, first)), sample_results, 2) == [first]


def test_a_theme_of_many_areas_is_drawn_on_one_scale_with_room_for_names_and_remarks() -> None:
    lines = [("North Northamptonshire", 12, 3, ""), ("Ash", 0, 0, "not processed")]
    scale = charts._scaled(lines, 500, 27, narrow=False)
    assert charts._fitting(lines[0][0], scale.text, scale.room - charts._GAP) == lines[0][0]
    assert scale.middle + scale.text.getlength("not processed") < 500
    assert scale.room < scale.middle - 12 * scale.unit - scale.text.getlength("12")


def test_columns_leave_room_for_their_longest_word() -> None:
    widths = paper_of._shared(3_000_000, (1, 1, 1), [("Recommendations", "no", "a few words that wrap")])
    assert widths[0] > 1_000_000 > widths[1]
    assert sum(widths) <= 3_000_000


def test_hostile_names_are_cleaned_everywhere(make_results: Callable[..., Results]) -> None:
    hostile = "=1+1\x0c\x1b[31m\u202e<script>{{7*7}}\ufffe\ud83d\U0001f44d"
    results = make_results([("A", "workforce", "concern", "Few staff were there.")])
    (row,) = results.matrix.rows
    results = replace(
        results,
        reviews=(replace(results.reviews[0], area=hostile, file=hostile),),
        matrix=replace(results.matrix, rows=(replace(row, area=hostile),)),
        themes=tuple(replace(theme, label=hostile, definition=hostile) for theme in results.themes),
    )
    for name, content in document.documents(results).items():
        assert re.fullmatch(r"[a-z0-9.-]+", name)
        body = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode("utf-8")
        assert clean.text(body) == body
        assert "{{7*7}}" in body


def test_a_changed_word_and_a_changed_page_are_found(sample_results: Results, pack: bytes, tmp_path: Path) -> None:
    first = next(iter(read_back.quotes(saved(pack, tmp_path))))
    pages = {page.number: page for page in sample_results.pages[first.review]}
    word = first.quote.split()[0]
    changed = next(iter(read_back.quotes(saved(pack, tmp_path, old=f"“{word} ", new="“Nobody "))))
    assert "does not say 'Nobody" in check(changed, pages)
    moved = next(iter(read_back.quotes(saved(pack, tmp_path, old=f"<w:t>{first.page}</w:t>", new="<w:t>99</w:t>"))))
    assert check(moved, pages).startswith("says page 99")


def test_what_a_writer_does_in_word_is_understood(pack: bytes, tmp_path: Path) -> None:
    held = opened(pack)
    marks = {mark.get(qn("w:name")): mark for mark in held.element.body.iter(qn("w:bookmarkStart"))}
    marks["quote_1"].getparent().getparent().remove(marks["quote_1"].getparent())
    run = marks["quote_2"].getnext()
    letters = run.find(qn("w:t"))
    rest = Document().add_paragraph().add_run(letters.text[10:])._r  # Word splits runs where it likes
    letters.text = letters.text[:10]
    letters.set(qn("xml:space"), "preserve")
    run.addnext(rest)
    held.save(tmp_path / "edited.docx")
    before = {quote.where: quote for quote in read_back.quotes(saved(pack, tmp_path))}
    after = {quote.where: quote for quote in read_back.quotes(tmp_path / "edited.docx")}
    assert set(before) - set(after) == {"quote 1"}
    assert after["quote 2"].quote == before["quote 2"].quote


def test_a_file_without_its_places_or_no_document_is_said_to_be_so(tmp_path: Path) -> None:
    Document().save(str(tmp_path / "plain.docx"))
    (tmp_path / "none.docx").write_bytes(b"PK")
    with pytest.raises(Unreadable, match="no longer says where"):
        list(read_back.quotes(tmp_path / "plain.docx"))
    with pytest.raises(Unreadable, match="no Word document"):
        list(read_back.quotes(tmp_path / "none.docx"))


def test_the_pack_has_real_headings_contents_alternative_text_and_header_rows(pack: bytes) -> None:
    held = opened(pack)
    levels = [int(p.style.name[-1]) for p in held.paragraphs if p.style.name.startswith("Heading ")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    pages = [field.get(qn("w:instr")).split()[1] for field in contents(held)]
    marks = {mark.get(qn("w:name")) for mark in held.element.body.iter(qn("w:bookmarkStart"))}
    assert len(pages) == sum(level <= 2 for level in levels)
    assert set(pages) <= marks
    assert held.settings.element.find(qn("w:updateFields")) is not None
    pictures = [*held.element.body.iter(qn("wp:docPr"))]
    assert len(pictures) > 10
    assert all(len(picture.get("descr")) > 80 for picture in pictures)
    assert len({picture.get("id") for picture in pictures}) == len(pictures)
    for table in held.tables:
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
        assert not [*table._tbl.iter(qn("w:gridSpan"), qn("w:vMerge"))]
    assert held.core_properties.language == "en-GB"
    assert held.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}").get(qn("w:val")) == "en-GB"
    assert held.core_properties.created.year == 2000
    assert "PAGE" in held.sections[0].footer._element.xpath("string(.//w:fldSimple/@w:instr)")


def test_each_theme_has_what_a_report_writer_needs(pack: bytes) -> None:
    said = text(pack)
    chapter = said[said.rindex("\nWorkforce\n") : said.rindex("\nCare and safety\n")]  # not the contents
    for part in (
        "What was found",
        "Strengths prevail in",
        "Concerns prevail in",
        "Variation.",
        "Figure",
        "Strengths",
        "Concerns",
    ):
        assert part in chapter
    assert "The reports on all 10 areas speak of this theme, in " in chapter
    for part in ("Good practice:", "Counter-examples", "Barriers: what hinders"):
        assert part in said
    assert re.search(r"“[^”]+” \[Ashmere, follow-up of November 2018, page\s\d+ \(printed \d+\)\]", said)


def test_every_theme_names_the_areas_where_strength_or_concern_prevails_and_good_practice(
    sample_results: Results, pack: bytes
) -> None:
    said = text(pack)
    for theme in (t for t in sample_results.themes if t.origin == "codebook" and t.parent is None):
        cells = [sample_results.matrix.cell(row, theme) for row in sample_results.matrix.rows]
        chapter = said[said.rindex(f"\n{theme.label}\n") :]
        chapter = chapter[: chapter.index("\nWhat was found\n", 1) + 4000]
        for side, lead in ((1, "Strengths prevail in "), (-1, "Concerns prevail in ")):
            its = [c.area for c in cells if side * (c.strengths - c.concerns) > 0]
            line = next(line for line in chapter.splitlines() if line.startswith(lead))
            assert [area for area in its if area not in line] == []
            assert line.startswith(f"{lead}{len(its) or 'no'} area")
    unquoted = said.count("\nStrengths. No sentence says it")
    assert said.count("Good practice") + unquoted >= said.count("\nWhat was found\n")


def test_grades_and_figures_stand_in_the_pack_where_there_are_any(sample_results: Results) -> None:
    graded = tuple(
        replace(r, programme="ilacs", facts=(("Overall effectiveness", "Good" if r.area < "F" else "Inadequate"),))
        for r in sample_results.reviews
    )
    rows = tuple(replace(row, programme="ilacs") for row in sample_results.matrix.rows)
    cells = {(a, "ilacs", t): replace(c, programme="ilacs") for (a, _, t), c in sample_results.matrix.cells.items()}
    results = replace(sample_results, reviews=graded, matrix=replace(sample_results.matrix, rows=rows, cells=cells))
    figures = [
        Figure(row.area, row.area_code, "waits", "2018", float(place), "days", 3.0, "waits.csv:2")
        for place, row in enumerate(rows, start=1)
    ]
    paper = Paper("Beside")
    beside.outcomes(paper, results)
    beside.indicators(paper, replace(across.of(sample_results), figures=(*figures,)), results)
    outcomes, waits = opened(paper.finished()).tables
    assert [cell.text for cell in outcomes.rows[1].cells[:3]] == ["Ashmere", "Good", "2 of 4"]
    assert {line.cells[1].text for line in outcomes.rows[1:]} == {"Good", "Inadequate"}
    assert waits.rows[0].cells[1].text == "Waits, days (2018; target 3)"
    assert waits.rows[1].cells[1].text == "1"
    assert [line.cells[1].text for line in waits.rows[-3:]] == ["3.25", "5.5", "7.75"]


def test_the_summary_gives_a_shared_recommendation_in_the_words_of_the_table(pack: bytes) -> None:
    lines = text(pack).splitlines()
    told = [
        line.partition("In the words of one report: ")[2] for line in lines if "In the words of one report: " in line
    ]
    (asked,) = [t for t in opened(pack).tables if t.rows[0].cells[0].text == "What is asked"]
    first = [row.cells[0].text for row in asked.rows[1:]]
    assert told and all(any(words.split("”")[0] in cell for cell in first) for words in told)
    assert not any("others" in row.cells[1].text for row in asked.rows), "every area is named"


def test_a_definition_points_to_other_themes_by_their_labels(pack: bytes) -> None:
    assert "(assessment-planning)" not in text(pack) and "(Assessment and planning)" in text(pack)


def test_a_pack_without_grades_and_figures_has_no_empty_chapters(sample_results: Results, pack: bytes) -> None:
    assert "Official outcomes" not in text(pack)
    assert "\nIndicators\n" not in text(pack)


def test_a_brief_quotes_its_main_themes_more_than_once(briefs: Mapping[str, bytes]) -> None:
    for content in briefs.values():
        paragraphs = opened(content).paragraphs
        runs = [[p.style.name for p in its] for _, its in groupby(paragraphs, key=lambda p: p.style.name == "Quote")]
        quoted = [len(run) for run in runs if run[0] == "Quote"]
        assert max(quoted) >= 2
        # Those of the table of all themes too.
        assert opened(content).element.xml.count('w:name="quote_') >= 12


def test_areas_stand_in_order_of_name_and_are_not_ranked(pack: bytes) -> None:
    tables = {
        table.rows[0].cells[0].text: table for table in opened(pack).tables if table.rows[0].cells[0].text == "Area"
    }
    names = [row.cells[0].text for row in tables["Area"].rows][1:]
    assert names == sorted(names)
    assert not re.search(r"\b(best|worst|top|bottom) area|\branked (first|last)", text(pack))


def test_an_interim_pack_says_as_of_when_and_what_it_covers(sample_results: Results) -> None:
    said = text(document.documents(sample_results, None, Asked("interim"))[INTERIM])
    assert "As of 6 December 2018" in said
    assert "It covers 12 reviews on site up to 6 December 2018, of 10 areas: Ashmere, Calderwick" in said


def test_the_method_fills_what_it_knows_and_marks_the_rest(sample_results: Results, pack: bytes) -> None:
    headings = re.findall(r"^S(\d+)\. ", text(pack), re.MULTILINE)
    assert headings == [str(number) for number in range(1, 22)]
    open_ = [p.text for p in opened(pack).paragraphs if p.style.name == "To complete"]
    assert all(line.startswith("To complete: ") for line in open_)
    assert len(open_) >= 8
    figures = method.figures()
    assert f"micro F1 of {figures['agreement']['micro_f1']:.2f}" in text(pack)
    assert figures["coders"] in text(pack)
    assert len(method.items(sample_results, "T", {})) == 21


def test_a_template_keeps_its_styles_page_and_header_and_loses_its_text(sample_results: Results) -> None:
    house = Document()
    house.add_paragraph("Delete this instruction")
    house.sections[0].page_width, house.sections[0].left_margin = Cm(17.6), Cm(3)
    house.sections[0].header.paragraphs[0].text = "House of Reviews"
    house.styles["Heading 1"].font.name = "Georgia"
    held = io.BytesIO()
    house.save(held)
    its = document.documents(sample_results, None, Asked("area", held.getvalue()))
    made = opened(next(iter(its.values())))
    assert round(made.sections[0].page_width.cm, 1) == 17.6
    assert made.sections[0].header.paragraphs[0].text == "House of Reviews"
    assert made.styles["Heading 1"].font.name == "Georgia"
    assert "Findings table" in made.styles
    assert not [p for p in made.paragraphs if "Delete this" in p.text]


def test_a_template_that_is_no_document_is_refused_readably(sample_results: Results) -> None:
    with pytest.raises(WrongUsage, match="template cannot be read"):
        document.documents(sample_results, None, Asked("area", b"PK not a document"))


def row(area: str, code: str = "", programme: str = "jtai") -> MatrixRow:
    return MatrixRow(area, code, "", programme, ())


def test_names_of_briefs_are_safe_and_no_two_alike() -> None:
    rows = [
        *(row("../../etc/passwd"), row("CON"), row("东京"), row("Île d’Or", "X1"), row("a" * 300), row("St. Ives")),
        *(row("St Ives"), row("Twice", "T1"), row("Twice", "T1", "sif")),
    ]
    names = brief.file_names(rows)
    assert len(set(names.values())) == len(rows)
    assert all(re.fullmatch(r"brief-[a-z0-9-]{1,90}\.docx", name) for name in names.values())
    assert names[rows[0]] == "brief-etc-passwd.docx"
    assert names[rows[3]] == "brief-ile-dor-x1.docx"
    assert names[rows[8]] == "brief-twice-t1-sif.docx"


@pytest.mark.parametrize(
    ("number", "of", "said"),
    [
        *(
            (10, 10, "all 10 areas"),
            (19, 21, "almost all areas (19 of 21)"),
            (9, 12, "most areas (9 of 12)"),
        ),
        *((7, 12, "more than half of areas (7 of 12)"), (6, 12, "half of areas (6 of 12)")),
        *((3, 12, "some areas (3 of 12)"), (2, 12, "a few areas (2 of 12)"), (1, 12, "one area (1 of 12)")),
        *((0, 12, "no area (0 of 12)"), (3, 4, "3 of 4 areas")),
    ],
)
def test_words_for_shares_follow_the_rule(number: int, of: int, said: str) -> None:
    assert sentences.share(number, of) == said
