"""The look of a Word document: the writer's own template where there is one, else our plain one.

A template keeps its styles, headers, footers and page size; only styles it lacks are made.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from docx import Document
from docx.document import Document as Held
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Emu, Pt, RGBColor
from lxml.etree import XMLSyntaxError

from corpus.errors import WrongUsage

LANGUAGE = "en-GB"
DARK, BLUE, GREY = "0B0C0C", "12436D", "4D4D4D"
_FONT = "Arial"
_MARGIN = Cm(2.3)
_A4 = Cm(21), Cm(29.7)
_NO_TEMPLATE = "Give a Word document saved as .docx; a .dotx can be opened in Word and saved as .docx."


@dataclass(frozen=True, slots=True)
class Look:
    """A paragraph style: sizes in points, `indent` in centimetres."""

    size: float | None = None
    bold: bool | None = None
    colour: str = ""
    before: float = 0
    after: float = 6
    indent: float = 0
    hanging: float = 0
    keep_next: bool = False
    keep_lines: bool = False
    bar: str = ""  # colour of a line down the left side
    fill: str = ""
    based_on: str = "Normal"


LOOKS: Mapping[str, Look] = {
    "Normal": Look(size=11, colour=DARK, after=7),
    "Title": Look(size=26, bold=True, colour=BLUE, after=6),
    "Subtitle": Look(size=12, colour=GREY, after=6),
    "Heading 1": Look(size=18, bold=True, colour=BLUE, before=16, after=6, keep_next=True, keep_lines=True),
    "Heading 2": Look(size=14, bold=True, colour=BLUE, before=12, after=5, keep_next=True, keep_lines=True),
    "Heading 3": Look(size=11.5, bold=True, colour=DARK, before=10, after=4, keep_next=True, keep_lines=True),
    "List Bullet": Look(after=4),
    "Quote": Look(before=2, after=7, indent=0.6, keep_lines=True, bar=BLUE),
    "Caption": Look(size=10, bold=True, colour=DARK, before=8, after=4, keep_next=True, keep_lines=True),
    "Contents heading": Look(size=14, bold=True, colour=BLUE, before=0, after=6, keep_next=True),
    "toc 1": Look(size=10.5, bold=True, before=4, after=1),
    "toc 2": Look(size=10, after=0, indent=0.6),
    "Table text": Look(size=9.5, before=1, after=1),
    "Good practice heading": Look(
        size=11.5, bold=True, colour=BLUE, before=10, after=0, indent=0.3, keep_next=True, fill="E7F0F7", bar="28A197"
    ),
    "Good practice": Look(before=0, after=0, indent=0.3, keep_lines=True, fill="E7F0F7", bar="28A197"),
    "To complete": Look(before=2, after=6, indent=0.3, keep_lines=True, fill="FFF1CC", bar="F46A25"),
    "Footnote line": Look(size=9.5, colour=GREY, after=6),
}
_BUILT_IN = frozenset(name for name in LOOKS if name[-1].isdigit()) | {"Title", "Subtitle", "Quote", "Caption"}
SOURCE = "Quote source"  # of characters
TABLE = "Findings table"

_TABLE_STYLE = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="FindingsTable">
  <w:name w:val="{TABLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>
  <w:tblPr><w:tblBorders>
    <w:top w:val="single" w:sz="8" w:space="0" w:color="{BLUE}"/>
    <w:bottom w:val="single" w:sz="8" w:space="0" w:color="{BLUE}"/>
    <w:insideH w:val="single" w:sz="4" w:space="0" w:color="BFBFBF"/>
  </w:tblBorders><w:tblCellMar>
    <w:top w:w="30" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>
    <w:bottom w:w="30" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>
  </w:tblCellMar></w:tblPr>
  <w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr>
    <w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="E7EDF3"/></w:tcPr></w:tblStylePr>
</w:style>"""


def opened(template: bytes | None) -> Held:
    """An empty document in the house style. Raises WrongUsage for a template that is no Word document."""
    return Document(io.BytesIO(_prepared(template)))


@lru_cache(maxsize=1)
def _prepared(template: bytes | None) -> bytes:
    """The empty document as bytes: dressed once, opened for every brief."""
    if template is None:
        document = Document()
        _ours(document)
    else:
        try:
            document = Document(io.BytesIO(template))
        except (OpcError, KeyError, ValueError, AttributeError, XMLSyntaxError, zipfile.BadZipFile) as error:
            raise WrongUsage("The template cannot be read as a Word document.", _NO_TEMPLATE) from error
        _emptied(document)
    _complete(document)
    relations = document.part.package.rels
    for name in [name for name, related in relations.items() if related.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del relations[name]  # a picture of another document's first page
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _emptied(document: Held) -> None:
    """Without the template's own text; its last section says the page, the headers and the footers."""
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)


def _ours(document: Held) -> None:
    """Our look laid over what the library starts from; A4."""
    for name, look in LOOKS.items():
        if name in document.styles:
            _dress(document.styles[name], look, fresh=True)
    section = document.sections[0]
    section.page_width, section.page_height = _A4
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN


def _complete(document: Held) -> None:
    """Styles that are not there yet, the language, page numbers, and fields that Word works out when it opens."""
    styles = document.styles
    for name, look in LOOKS.items():
        if name not in styles:
            style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name in _BUILT_IN)
            style.base_style = styles[look.based_on] if look.based_on in styles else None  # noqa: SIM401 - no mapping
            _dress(style, look)
            if name.startswith("toc "):
                room = _room(document)
                style.paragraph_format.tab_stops.add_tab_stop(room, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
            if name.startswith("Heading "):
                level = int(name[-1]) - 1
                style.element.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="{level}"/>'))
    if SOURCE not in styles:
        style = styles.add_style(SOURCE, WD_STYLE_TYPE.CHARACTER)
        style.font.color.rgb = RGBColor.from_string(GREY)
        style.font.size = Pt(9.5)
    if TABLE not in styles:
        styles.element.append(parse_xml(_TABLE_STYLE))
    _language(styles.element)
    _footers(document)
    settings = document.settings.element
    if settings.find(qn("w:updateFields")) is None:
        settings.insert(0, parse_xml(f'<w:updateFields {nsdecls("w")} w:val="true"/>'))
        _in_order(settings)


# What may stand before `updateFields` among a document's settings, of those that templates hold.
_BEFORE_UPDATE = frozenset(
    "writeProtection view zoom removePersonalInformation removeDateAndTime doNotDisplayPageBoundaries "
    "displayBackgroundShape printPostScriptOverText printFractionalCharacterWidth printFormsData embedTrueTypeFonts "
    "embedSystemFonts saveSubsetFonts saveFormsData mirrorMargins alignBordersAndEdges bordersDoNotSurroundHeader "
    "bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors hideGrammaticalErrors activeWritingStyle proofState "
    "formsDesign attachedTemplate linkStyles stylePaneFormatFilter stylePaneSortMethod documentType mailMerge "
    "revisionView trackRevisions doNotTrackMoves doNotTrackFormatting documentProtection autoFormatOverride "
    "styleLockTheme styleLockQFSet defaultTabStop autoHyphenation consecutiveHyphenLimit hyphenationZone "
    "doNotHyphenateCaps showEnvelope summaryLength clickAndTypeStyle defaultTableStyle evenAndOddHeaders "
    "bookFoldRevPrinting bookFoldPrinting bookFoldPrintingSheets drawingGridHorizontalSpacing "
    "drawingGridVerticalSpacing displayHorizontalDrawingGridEvery displayVerticalDrawingGridEvery "
    "doNotUseMarginsForDrawingGridOrigin drawingGridHorizontalOrigin drawingGridVerticalOrigin doNotShadeFormData "
    "noPunctuationKerning characterSpacingControl printTwoOnOne strictFirstAndLastChars noLineBreaksAfter "
    "noLineBreaksBefore savePreviewPicture doNotValidateAgainstSchema saveInvalidXml ignoreMixedContent "
    "alwaysShowPlaceholderText doNotDemarcateInvalidXml saveXmlDataOnly useXSLTWhenSaving saveThroughXslt "
    "showXMLTags alwaysMergeEmptyNamespace".split()
)


def _in_order(settings: Any) -> None:
    """`updateFields` where the schema wants it: Word refuses settings out of order."""
    update = settings.find(qn("w:updateFields"))
    settings.remove(update)
    place = sum(child.tag.rpartition("}")[2] in _BEFORE_UPDATE for child in settings)
    settings.insert(place, update)


def _dress(style: Any, look: Look, *, fresh: bool = False) -> None:
    properties = style.element.get_or_add_pPr()
    if fresh:
        style.hidden, style.font.italic = False, None
        for old in style.element.xpath("./w:rPr/w:rFonts | ./w:rPr/w:color | ./w:rPr/w:spacing | ./w:pPr/w:pBdr"):
            old.getparent().remove(old)
    if look.based_on == "Normal" and style.name == "Normal":
        style.font.name = _FONT
        style.element.rPr.rFonts.set(qn("w:cs"), _FONT)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    if look.size is not None:
        style.font.size = Pt(look.size)
    if look.bold is not None:
        style.font.bold = look.bold
    if look.colour:
        style.font.color.rgb = RGBColor.from_string(look.colour)
    paragraph = style.paragraph_format
    paragraph.space_before, paragraph.space_after = Pt(look.before), Pt(look.after)
    if style.name == "Normal":
        paragraph.line_spacing = 1.15
    if look.indent:
        paragraph.left_indent = Cm(look.indent)
    if look.keep_next:
        paragraph.keep_with_next = True
    if look.keep_lines:
        paragraph.keep_together = True
    if look.bar:
        bar = f'<w:left w:val="single" w:sz="24" w:space="8" w:color="{look.bar}"/>'
        properties.insert_element_before(
            parse_xml(f"<w:pBdr {nsdecls('w')}>{bar}</w:pBdr>"), "w:shd", "w:tabs", "w:spacing", "w:ind", "w:outlineLvl"
        )
    if look.fill:
        properties.insert_element_before(
            parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{look.fill}"/>'),
            *("w:tabs", "w:spacing", "w:ind", "w:outlineLvl"),
        )


def _room(document: Held) -> Emu:
    section = document.sections[0]
    return Emu((section.page_width or _A4[0]) - (section.left_margin or 0) - (section.right_margin or 0))


def _language(styles: Any) -> None:
    """English (United Kingdom) throughout, so that screen readers and spelling checkers take it so."""
    defaults = styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    if defaults is None:
        return
    language = defaults.find(qn("w:lang"))
    if language is None:
        language = defaults.makeelement(qn("w:lang"), {})
        defaults.append(language)
    language.set(qn("w:val"), LANGUAGE)


def _footers(document: Held) -> None:
    """Page numbers, unless the template's footer has something already."""
    footer = document.sections[0].footer
    if not footer.is_linked_to_previous and footer._element.xpath(".//w:t | .//w:instrText | .//w:drawing"):
        return
    paragraph = footer.paragraphs[0]
    paragraph.alignment = 1  # centred
    paragraph.add_run("Page ")
    paragraph._p.append(field("PAGE", "1"))


def field(instruction: str, shown: str) -> Any:
    """A field that Word works out, with what stands there until it does."""
    element = parse_xml(f"<w:fldSimple {nsdecls('w')}><w:r><w:t/></w:r></w:fldSimple>")
    element.set(qn("w:instr"), f" {instruction} ")
    element.find(f".//{qn('w:t')}").text = shown
    return element
