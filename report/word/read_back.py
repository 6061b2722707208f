"""Reads the quotes of a Word document back, also of one that a writer went on with in Word."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from report.read_back import Unreadable, Written
from report.word import quoted

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CUSTOM = re.compile(r"customXml/item\d+\.xml")  # Word numbers them anew when it saves


def quotes(path: Path) -> Iterator[Written]:
    """The quotes of a Word document that still stand in it; those a writer took out are not missed."""
    try:
        with zipfile.ZipFile(path) as held:
            body = _part(held, "word/document.xml")
            parts = (_part(held, name) for name in held.namelist() if _CUSTOM.fullmatch(name))
            places = next((part for part in parts if part.tag == f"{{{quoted.MAPPING}}}quotes"), None)
    except (KeyError, ValueError, zipfile.BadZipFile, ElementTree.ParseError) as error:
        raise Unreadable(f"is no Word document that can be read ({error})") from error
    if places is None:
        raise Unreadable("no longer says where its quotes stand")
    marked = dict(_marked(body))
    for place in places:
        name = place.get("name", "")
        if name not in marked:
            continue
        said, number = marked[name], name.removeprefix(quoted.BOOKMARK)
        whole = said.startswith("“") and said.endswith("”")
        quote = quoted.nested(said[1:-1] if whole else said)
        opens = marked.get(quoted.PAGE + number, "").strip()
        page = int(opens) if opens.isascii() and opens.isdigit() else 0
        spans = quoted.places(place.get("place", ""))
        yield Written(f"quote {number}", place.get("review", ""), page, spans, quote, quoted.nested)


def _marked(body: ElementTree.Element) -> Iterator[tuple[str, str]]:
    """The text in each bookmark; what a tracked change took out is not in it."""
    names: dict[str, str] = {}
    texts: dict[str, list[str]] = {}
    for element in body.iter():
        match element.tag.removeprefix(_WORD):
            case "bookmarkStart":
                names[element.get(f"{_WORD}id", "")] = element.get(f"{_WORD}name", "")
                texts[element.get(f"{_WORD}id", "")] = []
            case "bookmarkEnd":
                id_ = element.get(f"{_WORD}id", "")
                if id_ in texts:
                    yield names[id_], "".join(texts.pop(id_))
            case "t" | "tab" | "br" | "noBreakHyphen" as kind:
                text = element.text or "" if kind == "t" else {"tab": "\t", "br": "\n"}.get(kind, "\u2011")
                for its in texts.values():
                    its.append(text)


def _part(held: zipfile.ZipFile, name: str) -> ElementTree.Element:
    content = held.read(name)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise ValueError(f"{name} declares a document type")
    return ElementTree.fromstring(content)  # noqa: S314 - without a document type there is nothing to expand
