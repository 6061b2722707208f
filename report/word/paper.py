"""A Word document being written: headings, paragraphs, quotes, tables and pictures; then its bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from math import ceil

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Emu, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from report import archive, clean
from report.word import house, quoted
from report.word.quoted import Excerpt

_MADE = datetime(2000, 1, 1)  # a clock would make two runs differ; this day says nothing about the reviews
_MAPPING_ID = "{6F0C2A3E-5B1D-4E0B-9A53-7A1E5D0C9B11}"  # names the part of places within the document; any fixed one
_WHOLE_ROWS, _WHOLE_LETTERS = 9, 900  # a table of no more is kept on one page
_BELOW_TABLE = 12  # points
_LETTER, _PADDING = Emu(Cm(0.2)), Emu(Cm(0.35))  # the widest usual of a bold letter of a table's text, and a cell's
_BREAKS = re.compile(r"(?<=[-–])|\s+")
Value = str | Excerpt | tuple[tuple[str, Excerpt | None], ...]  # the last: a paragraph each, led by its words


class Paper:
    """Adds in reading order to one document. Every text goes through `clean`."""

    def __init__(self, title: str, template: bytes | None = None, *, subject: str = "") -> None:
        self._document = house.opened(template)
        self._excerpts: list[Excerpt] = []
        self._headings: list[tuple[int, str, str]] = []
        self._contents: Paragraph | None = None
        self._numbers = {"Table": 0, "Figure": 0}
        self._below_table = False
        # Looked up once: the library reads all styles anew whenever it is given one by name.
        self._styles = {style.name: style.style_id for style in self._document.styles}
        self._mark = 1000  # above what a template's headers may hold
        properties = self._document.core_properties
        properties.title, properties.subject = clean.line(title)[:250], clean.line(subject)[:250]
        properties.author = properties.last_modified_by = "analyse"
        properties.language, properties.revision = house.LANGUAGE, 1
        properties.comments = properties.keywords = ""
        properties.created = properties.modified = _MADE
        properties.last_printed = _MADE

    @property
    def quotes(self) -> int:
        return len(self._excerpts)

    def title(self, text: str, below: str = "") -> None:
        self.paragraph(text, "Title")
        if below:
            self.paragraph(below, "Subtitle")

    def heading(self, text: str, level: int, *, new_page: bool = False) -> None:
        paragraph = self.paragraph("", f"Heading {level}")
        paragraph.paragraph_format.page_break_before = True if new_page else None
        name = f"_Toc{len(self._headings) + 1:06d}"
        self._bookmarked(paragraph, name, clean.line(text))
        self._headings.append((level, clean.line(text), name))

    def paragraph(self, text: str, style: str = "Normal", *, lead: str = "", keep_next: bool = False) -> Paragraph:
        """`lead` opens the paragraph in bold."""
        paragraph = self._added(style)
        if lead:
            paragraph.add_run(f"{clean.line(lead)} ").bold = True
        if text:
            paragraph.add_run(clean.text(text))
        if keep_next:
            paragraph.paragraph_format.keep_with_next = True
        return paragraph

    def bullet(self, text: str, *, lead: str = "", said: Sequence[Excerpt] = ()) -> Paragraph:
        paragraph = self.paragraph(text, "List Bullet", lead=lead)
        for excerpt in said:
            if paragraph.text:
                paragraph.add_run(" ")
            self._quote(paragraph, excerpt)
        return paragraph

    def quote(self, excerpt: Excerpt, *, style: str = "Quote") -> Paragraph:
        paragraph = self._added(style)
        self._quote(paragraph, excerpt)
        return paragraph

    def box(self, heading: str, text: str, said: Sequence[Excerpt], after: str = "") -> None:
        """A shaded box of paragraphs."""
        last = self.paragraph(heading, "Good practice heading")
        if text:
            last = self.paragraph(text, "Good practice", keep_next=True)
        for excerpt in said:
            last = self.quote(excerpt, style="Good practice")
            last.paragraph_format.keep_with_next = True
        if after:
            last = self.paragraph(after, "Good practice")
        last.paragraph_format.keep_with_next = None
        last.paragraph_format.space_after = Pt(10)

    def caption(self, kind: str, text: str) -> str:
        """Numbered by a field, so that what a writer adds is counted too. Gives "Table 2"."""
        self._numbers[kind] += 1
        number = str(self._numbers[kind])
        paragraph = self._added("Caption")
        paragraph.paragraph_format.keep_with_next = True  # whatever the template's style says
        paragraph.add_run(f"{kind} ")
        paragraph._p.append(house.field(f"SEQ {kind} \\* ARABIC", number))
        paragraph.add_run(f". {clean.line(text)}")
        return f"{kind} {number}"

    def table(
        self,
        caption: str,
        header: Sequence[str],
        rows: Sequence[Sequence[Value]],
        widths: Sequence[float],
        *,
        upright: bool = False,
    ) -> None:
        """One table with its header row repeated on every page. `widths` are shares of the text's width.

        `upright` turns the column names after the first by 90 degrees, for many narrow columns.
        """
        self.caption("Table", caption)
        room = self._room()
        each = [Emu(width) for width in _shared(room, widths, [*([] if upright else [header]), *rows])]
        letters = sum(len(_plain(value)) for row in rows for value in row)
        whole = len(rows) <= _WHOLE_ROWS and letters <= _WHOLE_LETTERS
        table = self._document.add_table(rows=1 + len(rows), cols=len(header), style=house.TABLE)
        table.autofit = False
        for column, width in zip(table.columns, each, strict=True):
            column.width = width
        properties = table._tbl.tblPr
        properties.append(parse_xml(f'<w:tblCaption {nsdecls("w")} w:val=""/>'))
        properties[-1].set(qn("w:val"), clean.line(caption))
        look = properties.find(qn("w:tblLook"))
        if look is not None:  # only the first row is special; the caption stands after it
            look.attrib.clear()
            for name, set_to in (("val", "0020"), ("firstRow", "1"), ("noHBand", "1"), ("noVBand", "1")):
                look.set(qn(f"w:{name}"), set_to)
        lines: list[Sequence[Value]] = [header, *rows]
        for number, values in enumerate(lines):
            row = table.rows[number]
            marks = row._tr.get_or_add_trPr()
            marks.append(OxmlElement("w:cantSplit"))
            if number == 0:
                marks.append(OxmlElement("w:tblHeader"))
            for place, (cell, value) in enumerate(zip(row.cells, values, strict=True)):
                cell.width = each[place]
                self._fill(cell.paragraphs[0], value)
                if whole and number + 1 < len(lines):
                    for paragraph in cell.paragraphs:
                        paragraph.paragraph_format.keep_with_next = True
                if number == 0 and upright and place:
                    cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:textDirection {nsdecls("w")} w:val="btLr"/>'))
            if number == 0 and upright:
                marks.insert(1, parse_xml(f'<w:trHeight {nsdecls("w")} w:val="2300" w:hRule="exact"/>'))
        self._below_table = True

    def _fill(self, paragraph: Paragraph, value: Value) -> None:
        """A cell's paragraph, and as many more after it as the value has."""
        self._styled(paragraph, "Table text")
        match value:
            case str():
                paragraph.add_run(clean.text(value))
            case Excerpt():
                self._quote(paragraph, value)
            case _:
                for number, (lead, excerpt) in enumerate(value):
                    if number:
                        after = OxmlElement("w:p")
                        paragraph._p.addnext(after)
                        paragraph = self._styled(Paragraph(after, paragraph._parent), "Table text")
                    paragraph.add_run(f"{clean.line(lead)} ").bold = excerpt is not None
                    if excerpt is not None:
                        self._quote(paragraph, excerpt)

    def picture(self, png: bytes, caption: str, alternative: str, *, width: float = 1.0) -> None:
        """`width` is a share of the text's width."""
        self.caption("Figure", caption)
        paragraph = self._document.add_paragraph()
        shape = paragraph.add_run().add_picture(io.BytesIO(png), width=Emu(int(self._room() * width)))
        number = self._numbers["Figure"]
        for named in shape._inline.iter(qn("wp:docPr"), qn("pic:cNvPr")):
            named.set("name", f"Figure {number}")
            named.set("descr", clean.line(alternative))

    def contents(self) -> None:
        """Where the contents go; they are filled in when the document is finished."""
        self.paragraph("Contents", "Contents heading").paragraph_format.page_break_before = True
        self._contents = self._document.add_paragraph()

    def page_break(self) -> None:
        self._document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def landscape(self) -> None:
        """What follows stands on pages turned by 90 degrees."""
        before = self._document.sections[-1]
        width, height = before.page_width, before.page_height
        section = self._document.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE
        if width is not None and height is not None and width < height:
            section.page_width, section.page_height = height, width

    def finished(self) -> bytes:
        """The document: the same bytes for the same content."""
        self._fill_contents()
        if self._below_table:  # Word wants a paragraph last
            self._added("Table text").add_run().font.size = Pt(1)
        package = self._document.part.package
        uri = PackURI("/customXml/item7001.xml")
        part = Part(uri, "application/xml", quoted.mapping(self._excerpts), package)
        named = (
            '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
            f'<ds:datastoreItem ds:itemID="{_MAPPING_ID}" '
            'xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"><ds:schemaRefs>'
            f'<ds:schemaRef ds:uri="{quoted.MAPPING}"/></ds:schemaRefs></ds:datastoreItem>'
        )
        kind = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
        properties = Part(PackURI("/customXml/itemProps7001.xml"), kind, named.encode(), package)
        part.relate_to(properties, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)
        self._document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)
        made = io.BytesIO()
        self._document.save(made)
        with zipfile.ZipFile(made) as held:
            return archive.zipped({name: held.read(name) for name in held.namelist()})

    def _room(self) -> int:
        section = self._document.sections[-1]
        return int(section.page_width or 0) - int(section.left_margin or 0) - int(section.right_margin or 0)

    def _quote(self, paragraph: Paragraph, excerpt: Excerpt) -> None:
        """“The words” (area, report, page 7), with a bookmark round the words and one round the page's number."""
        self._excerpts.append(excerpt)
        number = len(self._excerpts)
        said, stressed = (quoted.nested(clean.text(text)) for text in (excerpt.quote, excerpt.stressed))
        texts = [f"“{said}”"]
        if stressed and stressed in said:
            before, _, after = said.partition(stressed)
            texts = [f"“{before}", stressed, f"{after}”"]
        words = self._bookmarked(paragraph, f"{quoted.BOOKMARK}{number}", *texts)
        if len(words) > 1:
            words[1].bold = True
        source = f"{clean.line(excerpt.source)}, " if excerpt.source else ""
        label = clean.line(excerpt.label)
        printed = f" (printed {label})" if label and label != str(excerpt.page) else ""
        runs = [paragraph.add_run(f" [{source}page\u00a0")]
        runs += self._bookmarked(paragraph, f"{quoted.PAGE}{number}", str(excerpt.page))
        runs += [paragraph.add_run(f"{printed}]")]
        for run in runs:
            run._r.style = self._styles[house.SOURCE]

    def _bookmarked(self, paragraph: Paragraph, name: str, *texts: str) -> list[Run]:
        """One bookmark round a run for each of the texts."""
        self._mark += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for element in (start, end):
            element.set(qn("w:id"), str(self._mark))
        start.set(qn("w:name"), name)
        paragraph._p.append(start)
        runs = [paragraph.add_run(text) for text in texts]
        paragraph._p.append(end)
        return runs

    def _added(self, style: str) -> Paragraph:
        """A paragraph at the end, apart from a table before it: an empty one between them may fill a page alone."""
        paragraph = self._styled(self._document.add_paragraph(), style)
        if self._below_table and not style.startswith("Heading"):
            paragraph.paragraph_format.space_before = Pt(_BELOW_TABLE)
        self._below_table = False
        return paragraph

    def _styled(self, paragraph: Paragraph, style: str) -> Paragraph:
        paragraph._p.style = self._styles[style]
        return paragraph

    def _fill_contents(self) -> None:
        """A line a heading, each with a field that says its page.

        Not a TOC field: what stands inside one is kept as text by programs that do not rebuild it, and only laying out
        the pages tells their numbers. References to pages are worked out by Word and LibreOffice alike.
        """
        if self._contents is None:
            return
        place = self._contents._p
        for level, text, name in self._headings:
            if level > 2:
                continue
            paragraph = Paragraph(OxmlElement("w:p"), self._contents._parent)
            place.addprevious(paragraph._p)
            self._styled(paragraph, f"toc {level}")
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), name)
            link.set(qn("w:history"), "1")
            paragraph._p.append(link)
            run = Run(OxmlElement("w:r"), paragraph)
            run.text = f"{text}\t"
            link.append(run._r)
            link.append(house.field(f"PAGEREF {name} \\h", ""))
        place.getparent().remove(place)


def _shared(room: int, shares: Sequence[float], rows: Sequence[Sequence[Value]]) -> list[int]:
    """Widths of columns by their shares; a column whose longest word would break takes from those with room."""
    wanted = [int(room * share / sum(shares)) for share in shares]
    least = [
        min(room // 2, _PADDING + _LETTER * max((_longest(row[at]) for row in rows), default=0))
        for at in range(len(shares))
    ]
    missing = sum(max(0, need - width) for need, width in zip(least, wanted, strict=True))
    spare = sum(max(0, width - need) for need, width in zip(least, wanted, strict=True))
    part = min(1.0, missing / spare) if spare else 0.0
    return [
        need if width < need and missing <= spare else width - ceil(part * max(0, width - need))
        for need, width in zip(least, wanted, strict=True)
    ]


def _longest(value: Value) -> int:
    """Letters of the longest word, which no line may break."""
    return max(map(len, _BREAKS.split(_plain(value))), default=0)


def _plain(value: Value) -> str:
    match value:
        case str():
            return value
        case Excerpt():
            return value.quote
        case _:
            return " ".join(f"{lead} {excerpt.quote if excerpt else ''}" for lead, excerpt in value)
