"""Codebooks from other tools: REFI-QDA files (.qdc, or the codebook of a .qdpx project) as themes.

Such files come from anywhere. Of an archive one member is read, by its name, and never unpacked to a place it names;
sizes and depths are bounded; a document type, which could name other files or grow without end, is refused.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn
from xml.parsers import expat

import yaml

from corpus import codebook
from corpus.codebook import Codebook
from corpus.errors import AnalyseError
from corpus.types import Theme

_LARGEST = 20_000_000  # bytes; codebooks of thousands of codes stay under one million
_DEEPEST = 50  # codes within codes
_MOST = 20_000  # codes
_PROJECT = "project.qde"


@dataclass(slots=True)
class _Code:
    name: str
    codable: bool
    description: list[str] = field(default_factory=list)
    children: list[_Code] = field(default_factory=list)


def read(path: Path) -> Codebook:
    """The codebook of a .qdc file or a .qdpx project. Codes that only hold others become groups or parents.

    Raises AnalyseError that names the file and the remedy.
    """
    codes = _parse(_content(path), path.name)
    themes: list[Theme] = []
    taken: set[str] = set()
    for code in codes:
        if code.children and not code.codable:
            for child in code.children:
                _add(child, None, code.name, themes, taken)
        else:
            _add(code, None, "", themes, taken)
    if not themes:
        _refuse(path.name, "holds no codes")
    return Codebook(tuple(themes))


def text_of(path: Path) -> str:
    """A codebook file of any kind as the text of `codebook.yaml`, checked; of YAML the very text, comments and all.

    Raises AnalyseError that names the file.
    """
    if not path.is_file():
        raise AnalyseError(f"{path} is not a file.", "Name a codebook: YAML, .qdc or .qdpx.")
    if path.suffix.lower() in (".qdc", ".qdpx"):
        return as_yaml(read(path), path.stem)
    codebook.read(path)
    return path.read_text(encoding="utf-8-sig")


def as_yaml(book: Codebook, title: str) -> str:
    """The book as `codebook.yaml` has it, for a person to edit."""
    entries: list[dict[str, Any]] = []
    for theme in book.themes:
        entry: dict[str, Any] = {"id": theme.id, "label": theme.label, "group": theme.group, "parent": theme.parent}
        entry |= {"definition": theme.definition, "other_names": list(theme.other_names)}
        entry |= {"phrases": list(theme.phrases), "examples": list(theme.examples)}
        entries.append({key: value for key, value in entry.items() if value})
    held = {"title": title, "themes": entries}
    return yaml.safe_dump(held, allow_unicode=True, sort_keys=False, width=110)


def _content(path: Path) -> bytes:
    try:
        if not zipfile.is_zipfile(path):
            if path.stat().st_size > _LARGEST:
                _refuse(path.name, f"is larger than {_LARGEST // 1_000_000} MB")
            return path.read_bytes()
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name == _PROJECT or name.endswith(".qdc")]
            if not names:
                _refuse(path.name, f"holds neither {_PROJECT} nor a codebook")
            with archive.open(names[0]) as member:
                content = member.read(_LARGEST + 1)
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        _refuse(path.name, f"cannot be read ({error})")
    if len(content) > _LARGEST:
        _refuse(path.name, f"unpacks to more than {_LARGEST // 1_000_000} MB")
    return content


def _parse(content: bytes, file: str) -> list[_Code]:
    """Codes of the outermost level."""
    top: list[_Code] = []
    open_codes: list[_Code] = []
    path: list[str] = []
    count = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal count
        name = tag.rpartition(" ")[2]
        path.append(name)
        if name != "Code" or "CodeBook" not in path:
            return
        count += 1
        if count > _MOST or len(open_codes) >= _DEEPEST:
            _refuse(file, f"has more than {_MOST} codes, or codes nested more than {_DEEPEST} deep")
        code = _Code(_tidy(attributes.get("name", "")), attributes.get("isCodable", "true") in ("true", "1"))
        (open_codes[-1].children if open_codes else top).append(code)
        open_codes.append(code)

    def end(tag: str) -> None:
        if tag.rpartition(" ")[2] == "Code" and "CodeBook" in path:
            open_codes.pop()
        path.pop()

    def text(data: str) -> None:
        if open_codes and path[-1] == "Description":
            open_codes[-1].description.append(data)

    def doctype(*_: object) -> None:
        _refuse(file, "declares a document type, which could reach for other files")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, doctype
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        _refuse(file, f"is not the XML of a codebook (line {error.lineno})")
    return top


def _add(code: _Code, parent: str | None, group: str, themes: list[Theme], taken: set[str]) -> None:
    name = code.name or "unnamed"
    theme = Theme(_slug(name, taken), name, _tidy(" ".join(code.description)), parent=parent, group=group)
    themes.append(theme)
    for child in code.children:
        _add(child, theme.id, group, themes, taken)


def _slug(name: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "theme"
    one, number = slug, 1
    while one in taken:
        number += 1
        one = f"{slug}-{number}"
    taken.add(one)
    return one


def _tidy(text: str) -> str:
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())


def _refuse(file: str, why: str) -> NoReturn:
    raise AnalyseError(f"{file} {why}.", "Export the codebook anew as REFI-QDA (.qdc).")
