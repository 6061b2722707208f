"""Codebooks from other tools: REFI-QDA files (.qdc, or the codebook of a .qdpx project) as themes.

A codebook that was written by `report.qda` comes back whole: ids, other names, phrases and examples stand in each
code's description, in a form that people can read and `restored` takes apart again.

Such files come from anywhere. Of an archive one member is read, by its name, and never unpacked to a place it names;
sizes and depths are bounded; a document type, which could name other files or grow without end, is refused.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID, uuid5
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
_LEFT = {"NoteRef": "links to notes", "Set": "sets"}
_NAMES = UUID("6b1e4c1e-3f0a-5d0c-9a57-2f5d5f0b7a10")  # what all our ids are named under: the same in every export
_LISTS = {"Other names": "other_names", "Phrases": "phrases", "Examples": "examples"}
_ITEM = r"\[(?:[^\[\]\\]|\\.)*\]"
_KEPT = re.compile(rf"\b(?P<key>Id|{'|'.join(_LISTS)}):\s*(?P<items>{_ITEM}(?:\s*{_ITEM})*)")
_SPECIAL = re.compile(r"([\[\]\\])")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")


def guid(kind: str, name: str) -> str:
    """The id of a thing of ours in REFI-QDA: the same for the same thing in every export."""
    return str(uuid5(_NAMES, f"{kind} {name}"))


def described(theme: Theme) -> str:
    """The description of a theme's code: its definition, then what other programs have no place for.

    An emergent theme keeps its id to itself: it lives in `themes.yaml`, and what begins from its code is a new theme.
    """
    emergent = theme.origin == "emergent"
    lists = {name: getattr(theme, field) for name, field in _LISTS.items()}
    if emergent:
        lists["Phrases"] = (*theme.phrases, *theme.words)
    lines = [] if emergent else [f"Id: {_bracketed([theme.id])}"]
    lines += [f"{name}: {_bracketed(items)}" for name, items in lists.items() if items]
    return "\n\n".join(part for part in (theme.definition, "\n".join(lines)) if part)


def restored(description: str) -> tuple[str, dict[str, tuple[str, ...]]]:
    """The definition, and the lists that `described` put behind it, by name; none where it was written elsewhere."""
    kept: dict[str, tuple[str, ...]] = {}
    found = list(_KEPT.finditer(description))
    end = len(description)
    for match in reversed(found):  # only what stands at the end, without a gap
        if description[match.end() : end].strip():
            break
        items = re.findall(_ITEM, match["items"])
        kept[match["key"]] = tuple(re.sub(r"\\(.)", r"\1", item[1:-1]) for item in items)
        end = match.start()
    return _tidy(description[:end]), kept


def _bracketed(items: Sequence[str]) -> str:
    return " ".join("[" + _SPECIAL.sub(r"\\\1", _tidy(item)) + "]" for item in items)


@dataclass(slots=True)
class _Code:
    name: str
    codable: bool
    guid: str
    description: list[str] = field(default_factory=list)
    children: list[_Code] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Taken:
    """A codebook of another file, and what of it could not be taken in."""

    book: Codebook
    notes: tuple[str, ...] = ()


def read(path: Path) -> Codebook:
    """The codebook of a .qdc file or a .qdpx project. Codes that only hold others become groups or parents.

    Raises AnalyseError that names the file and the remedy.
    """
    return take(path).book


def take(path: Path) -> Taken:
    """The same, with what could not be taken in."""
    codes, left = _parse(_content(path), path.name)
    themes: list[Theme] = []
    taken: dict[str, str] = {}
    for code in codes:
        if code.guid == guid("group", "valence"):
            continue  # of a project of ours: judgements, which are no themes
        if code.children and not code.codable:
            if _tidy("".join(code.description)):
                left["descriptions of folders"] += 1
            for child in code.children:
                _add(child, None, code.name.removesuffix(" (group)"), themes, taken)
        else:
            _add(code, None, "", themes, taken)
    if not themes:
        _refuse(path.name, "holds no codes")
    return Taken(Codebook(tuple(themes)), _notes(themes, taken, left))


def _notes(themes: Sequence[Theme], renamed: Mapping[str, str], left: Mapping[str, int]) -> tuple[str, ...]:
    notes: list[str] = []
    if told := [f"{number} {what}" for what, number in sorted(left.items()) if number]:
        notes.append(f"Not taken in, since a codebook here has no place for them: {', '.join(told)}.")
    if alike := [id_ for id_, wanted in renamed.items() if wanted and wanted != id_]:
        notes.append(f"Ids that were given already or cannot be ids were changed: {', '.join(sorted(alike))}.")
    if bare := sum(not (theme.phrases or theme.examples) for theme in themes):
        notes.append(
            f"{bare} of {len(themes)} themes have neither phrases nor examples: add some to codebook.yaml, they are "
            "what themes are found by."
        )
    return tuple(notes)


def text_of(path: Path) -> tuple[str, tuple[str, ...]]:
    """A codebook file of any kind as the text of `codebook.yaml`, checked; of YAML the very text, comments and all.

    And what of the file could not be taken in. Raises AnalyseError that names the file.
    """
    if not path.is_file():
        raise AnalyseError(f"{path} is not a file.", "Name a codebook: YAML, .qdc or .qdpx.")
    if path.suffix.lower() in (".qdc", ".qdpx"):
        taken = take(path)
        return as_yaml(taken.book, path.stem), taken.notes
    codebook.read(path)
    return path.read_text(encoding="utf-8-sig"), ()


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


def _parse(content: bytes, file: str) -> tuple[list[_Code], Counter[str]]:
    """Codes of the outermost level, and how much stands with codes that a theme has no place for."""
    top: list[_Code] = []
    left: Counter[str] = Counter()
    open_codes: list[_Code] = []
    path: list[str] = []
    count = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal count
        name = tag.rpartition(" ")[2]
        path.append(name)
        if "CodeBook" in path and name in _LEFT:
            left[_LEFT[name]] += 1
        if name != "Code" or "CodeBook" not in path:
            return
        count += 1
        if count > _MOST or len(open_codes) >= _DEEPEST:
            _refuse(file, f"has more than {_MOST} codes, or codes nested more than {_DEEPEST} deep")
        codable = attributes.get("isCodable", "true") in ("true", "1")
        code = _Code(_tidy(attributes.get("name", "")), codable, attributes.get("guid", "").lower())
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
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, doctype
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        _refuse(file, f"is not the XML of a codebook (line {error.lineno})")
    return top, left


def _add(code: _Code, parent: str | None, group: str, themes: list[Theme], taken: dict[str, str]) -> None:
    """The code and those in it as themes; `taken` are ids given so far, each with the id that was wished for."""
    definition, kept = restored("".join(code.description))
    wished = next(iter(kept.get("Id", ())), "")
    name = code.name or "unnamed"
    plain = wished if _ID.fullmatch(wished) else _slug(name)
    one, number = plain, 1
    while one in taken:
        number += 1
        one = f"{plain}-{number}"
    taken[one] = wished or plain
    names, phrases, examples = (tuple(filter(None, map(_tidy, kept.get(key, ())))) for key in _LISTS)
    label = (name.removesuffix(f" ({wished})") if wished else name) or name
    theme = Theme(one, label, definition, "codebook", parent, group, names, phrases, examples)
    themes.append(theme)
    for child in code.children:
        _add(child, theme.id, group, themes, taken)


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "theme"


def _tidy(text: str) -> str:
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())


def _refuse(file: str, why: str) -> NoReturn:
    raise AnalyseError(f"{file} {why}.", "Export the codebook anew as REFI-QDA (.qdc).")
