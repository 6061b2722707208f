"""Findings for NVivo, ATLAS.ti, MAXQDA and QualCoder: a REFI-QDA project (.qdpx) and its codebook (.qdc).

Areas are cases with variables, reports are text sources, themes are nested codes, findings are coded selections. The
standard is QDA-XML 1.0 of 18 March 2019 (www.qdasoftware.org). Positions are code points; NVivo counts UTF-16 units
and takes a line end for two if it has a carriage return, so sources have LF alone and no character outside the basic
plane, and both counts agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from corpus import qdc
from corpus.qdc import guid
from corpus.types import VALENCES, Finding, Passage, Results, Review, Theme
from report import archive, clean

PROJECT, CODEBOOK = "project.qdpx", "codebook.qdc"
_PROJECT_SPACE, _BOOK_SPACE = "urn:QDA-XML:project:1.0", "urn:QDA-XML:codebook:1.0"
_ORIGIN = "analyse"
_PLACE = re.compile(r"page (?P<page>\d+); score .*\(review (?P<review>\w+), place (?P<places>[\d: -]+)\)\Z", re.DOTALL)
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_COLOURS = {"strength": "#12436D", "concern": "#F46A25", "mixed": "#A285D1", "neutral": "#3D3D3D"}
_MACHINE, _PERSON = "analyse", "people"


def project(results: Results, _pdf_href: object = None) -> Mapping[str, bytes]:
    """The project and the codebook, as file names and contents."""
    sources = {review.id: _Source(review, results.passages.get(review.id, ())) for review in results.reviews}
    by_review: dict[str, list[Finding]] = {}
    for finding in results.findings:
        if finding.status != "rejected":
            by_review.setdefault(finding.review, []).append(finding)
    root = Element("Project", {"xmlns": _PROJECT_SPACE, "name": "Findings of reviews", "origin": _ORIGIN})
    root.set("creatingUserGUID", guid("user", _MACHINE))
    users = SubElement(root, "Users")
    for name in (_MACHINE, _PERSON):
        SubElement(users, "User", {"guid": guid("user", name), "name": name})
    root.append(_codes(results.themes, with_valences=True))
    variables = SubElement(root, "Variables")
    for name, kind in _VARIABLES.items():
        SubElement(variables, "Variable", {"guid": guid("variable", name), "name": name, "typeOfVariable": kind})
    if results.reviews:
        root.append(_cases(results.reviews))
        held = SubElement(root, "Sources")
        for review in results.reviews:
            held.append(sources[review.id].element(by_review.get(review.id, ())))
    members = {"project.qde": _written(root)}
    members |= {f"sources/{guid('text', s.review.id)}.txt": s.text.encode("utf-8") for s in sources.values()}
    return {PROJECT: archive.zipped(members), CODEBOOK: codebook(results.themes)}


def codebook(themes: Sequence[Theme]) -> bytes:
    """The themes as nested codes."""
    root = Element("CodeBook", {"xmlns": _BOOK_SPACE, "origin": _ORIGIN})
    root.extend(_codes(themes, with_valences=False))
    return _written(root)


def text(raw: str) -> str:
    """`raw` as sources hold it: clean, and one UTF-16 unit a character."""
    return _ASTRAL.sub("\ufffd", clean.text(raw))


def place_in(description: str) -> tuple[str, int, str]:
    """Review, page and places from a selection's description. Raises ValueError where they are not there."""
    found = _PLACE.search(description)
    if found is None:
        raise ValueError("a selection does not say where it stands")
    return found["review"], int(found["page"]), found["places"]


_VARIABLES = {
    "Area code": "Text",
    "Region": "Text",
    "Programme": "Text",
    "Kind": "Text",
    "Last day on site": "Date",
    "Published": "Date",
    "File": "Text",
}


class _Source:
    """One report as a text: its passages in reading order, each page announced."""

    def __init__(self, review: Review, passages: Sequence[Passage]) -> None:
        self.review = review
        self._starts: dict[str, int] = {}
        pieces: list[str] = []
        length, page = 0, 0
        for passage in passages:
            first = passage.spans[0]
            if first.page != page:
                page = first.page
                announced = (
                    f"[page {page}]" if first.label in ("", str(page)) else f"[page {page}, printed {first.label}]"
                )
                pieces.append(text(announced))
                length += len(pieces[-1]) + 2
            self._starts[passage.id] = length
            pieces.append(text(passage.text))
            length += len(pieces[-1]) + 2
        self.text = "\n\n".join(pieces) + "\n"

    def place(self, finding: Finding) -> tuple[int, int]:
        """Where the finding's quote stands in the text; where it stands in no passage, it is added at the end."""
        quote = text(finding.quote)
        start = self.text.find(quote, self._starts.get(finding.passage, 0))
        if start < 0:
            start = self.text.find(quote)
        if start < 0:
            start = len(self.text) + 1
            self.text += f"\n{quote}\n"
        return start, start + len(quote)

    def element(self, findings: Iterable[Finding]) -> Element:
        review = self.review
        source = Element("TextSource", {"guid": guid("source", review.id), "name": text(clean.line(review.file))})
        source.set("plainTextPath", f"internal://{guid('text', review.id)}.txt")
        source.set("creatingUser", guid("user", _MACHINE))
        for finding in findings:
            source.append(self._selection(finding))
        for name, value in self._values():
            _value(source, name, value)
        return source

    def _selection(self, finding: Finding) -> Element:
        start, end = self.place(finding)
        user = guid("user", _MACHINE if finding.origin != "person" and finding.status == "proposed" else _PERSON)
        first = finding.spans[0]
        selection = Element("PlainTextSelection", {"guid": guid("finding", finding.id)})
        selection.set("name", f"{finding.valence}, page {first.page}")
        selection.set("startPosition", str(start))
        selection.set("endPosition", str(end))
        selection.set("creatingUser", user)
        places = " ".join(f"{span.page}:{span.start}-{span.end}" for span in finding.spans)
        SubElement(selection, "Description").text = text(
            f"{finding.valence}; page {first.page}; score {finding.score:.3f}; {finding.status}. {finding.why}\n"
            f"{_clauses(finding)}(review {finding.review}, place {places})"
        )
        for code in (("theme", finding.theme), ("valence", finding.valence)):
            coding = SubElement(selection, "Coding", {"guid": guid("coding", f"{finding.id} {code[0]}")})
            coding.set("creatingUser", user)
            SubElement(coding, "CodeRef", {"targetGUID": guid(*code)})
        return selection

    def _values(self) -> Iterator[tuple[str, str]]:
        review = self.review
        yield "Programme", review.programme
        yield "Kind", review.kind
        yield "Last day on site", str(review.date or "")
        yield "Published", str(review.published or "")
        yield "File", text(clean.line(review.file))


def not_carried(results: Results) -> tuple[str, ...]:
    """What the project leaves out or changes, for the person who writes it."""
    notes: list[str] = []
    if rejected := sum(finding.status == "rejected" for finding in results.findings):
        notes.append(f"{rejected:,} findings that a person rejected are left out of {PROJECT}.")
    if changed := sum(bool(_ASTRAL.search(finding.quote)) for finding in results.findings):
        notes.append(f"{changed:,} quotes hold signs such as emoji, which {PROJECT} has as U+FFFD.")
    if emergent := sum(theme.origin == "emergent" for theme in results.themes):
        notes.append(f"{emergent} emergent themes go into {CODEBOOK} without their ids; their words stand as phrases.")
    return tuple(notes)


def _clauses(finding: Finding) -> str:
    told = (("Hindered by", finding.barrier), ("Helped by", finding.enabler))
    return "".join(f"{name}: {clause}\n" for name, clause in told if clause)


def _codes(themes: Sequence[Theme], *, with_valences: bool) -> Element:
    """Themes under their parents, and those without under their group."""
    book = Element("CodeBook")
    codes = SubElement(book, "Codes")
    children: dict[str | None, list[Theme]] = {}
    known = {theme.id for theme in themes}
    for theme in themes:
        children.setdefault(theme.parent if theme.parent in known else None, []).append(theme)
    names = _Names()
    groups: dict[str, Element] = {}
    for theme in children.get(None, []):
        name = clean.line(theme.group or ("Emergent themes" if theme.origin == "emergent" else ""))
        if name and name not in groups:
            groups[name] = _code(codes, "group", name, names.one(name, "group"), codable=False)
        _theme(groups.get(name, codes), theme, children, names)
    if with_valences or not themes:
        folder = _code(codes, "group", "valence", names.one("Valence", "judgement"), codable=False)
        for valence in VALENCES:
            _code(folder, "valence", valence, names.one(valence, "valence"), codable=True).set(
                "color", _COLOURS[valence]
            )
    return book


class _Names:
    """Names given so far: QualCoder takes two codes of one name for one."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def one(self, name: str, otherwise: str) -> str:
        """`name`, told apart by `otherwise` where it is given already."""
        name = f"{name} ({otherwise})" if name.casefold() in self._given else name
        self._given.add(name.casefold())
        return name


def _theme(above: Element, theme: Theme, children: Mapping[str | None, Sequence[Theme]], names: _Names) -> None:
    code = _code(above, "theme", theme.id, names.one(clean.line(theme.label) or theme.id, theme.id), codable=True)
    code.insert(0, description := Element("Description"))
    description.text = text(qdc.described(theme))
    for child in children.get(theme.id, ()):
        _theme(code, child, children, names)


def _code(above: Element, kind: str, key: str, name: str, *, codable: bool) -> Element:
    held = {"guid": guid(kind, key), "name": text(name), "isCodable": "true" if codable else "false"}
    return SubElement(above, "Code", held)


def _cases(reviews: Iterable[Review]) -> Element:
    """Areas with their variables and reports; a review whose area is not known is a case of its own."""
    cases = Element("Cases")
    by_area: dict[str, list[Review]] = {}
    for review in reviews:
        by_area.setdefault(review.area_code or review.area or review.file, []).append(review)
    for area, its in by_area.items():
        named = its[-1]
        name = text(clean.line(named.area or named.file))
        case = SubElement(cases, "Case", {"guid": guid("area", area), "name": name})
        for variable, value in (("Area code", named.area_code), ("Region", named.region)):
            _value(case, variable, text(clean.line(value)))
        for review in its:
            SubElement(case, "SourceRef", {"targetGUID": guid("source", review.id)})
    return cases


def _value(above: Element, variable: str, value: str) -> None:
    if not value:
        return
    held = SubElement(above, "VariableValue")
    SubElement(held, "VariableRef", {"targetGUID": guid("variable", variable)})
    SubElement(held, f"{_VARIABLES[variable]}Value").text = value


def _written(root: Element) -> bytes:
    ElementTree.indent(root)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"
