"""Report layouts: one YAML file a programme says how its reports are recognised and read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, cast, get_args

import yaml

from corpus.types import SectionRole, Valence

GENERIC = "generic"


class LayoutError(ValueError):
    """A layout file that says something this version does not understand."""


@dataclass(frozen=True, slots=True)
class Section:
    """What a heading says of the passages under it."""

    heading: re.Pattern[str]
    role: SectionRole | None = None
    valence: Valence | None = None
    level: int | None = None  # 1 is outermost; None: by the heading's looks


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the report states about the review: the first match of `pattern`, below the heading `under`."""

    name: str
    pattern: re.Pattern[str]
    under: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """How one programme's reports are recognised and read."""

    name: str
    label: str
    recognise: tuple[re.Pattern[str], ...]  # in the text of the first pages
    needed: int  # how many of them must be found
    area: tuple[re.Pattern[str], ...]  # group `area`, in the first pages' text; the first that matches wins
    dates: tuple[re.Pattern[str], ...]  # group `dates`: days on site, or a letter's date
    follow_up: tuple[re.Pattern[str], ...]
    titles: tuple[re.Pattern[str], ...]  # headings that name the report and are no section
    sections: tuple[Section, ...]
    default_role: SectionRole
    opening_role: SectionRole  # of what stands before the first heading
    closing: tuple[re.Pattern[str], ...]  # begins boilerplate that runs to the report's end
    dropped: tuple[re.Pattern[str], ...]  # single blocks of boilerplate
    grades: re.Pattern[str] | None  # a table row that ends in one of these is a judgement
    facts: tuple[Fact, ...]
    out_of_scope: tuple[str, ...]  # theme ids the programme does not look at

    def section(self, heading: str) -> Section | None:
        """What the layout says of a heading, if it knows it."""
        return next((section for section in self.sections if section.heading.match(heading)), None)


_KEYS = frozenset(
    [
        "name",
        "label",
        "recognise",
        "needed",
        "area",
        "dates",
        "follow_up",
        "titles",
        "sections",
        "default_role",
        "opening_role",
        "closing",
        "dropped",
        "grades",
        "facts",
        "out_of_scope",
    ]
)


@cache
def load(folder: Path | None = None) -> tuple[Layout, ...]:
    """All layouts, by name: those that ship with the product, and those of `folder`, which win over them."""
    found: dict[str, Layout] = {}
    places: list[Any] = [files("extract") / "layouts"]
    if folder is not None:
        places.append(folder)
    for place in places:
        for file in sorted(place.iterdir(), key=lambda file: str(file.name)):
            if str(file.name).endswith((".yaml", ".yml")):
                layout = parse(file.read_text(encoding="utf-8"), str(file.name))
                found[layout.name] = layout
    return tuple(found[name] for name in sorted(found))


def by_name(name: str, folder: Path | None = None) -> Layout:
    """The layout of a programme. Raises KeyError naming those there are."""
    layouts = load(folder)
    for layout in layouts:
        if layout.name == name:
            return layout
    raise KeyError(f"no layout named {name!r}; there are: {', '.join(layout.name for layout in layouts)}")


def parse(text: str, file: str) -> Layout:
    """A layout from its YAML. Raises `LayoutError` with the file and what is wrong in it."""
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise LayoutError(f"{file}: not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(raw, dict) or "name" not in raw:
        raise LayoutError(f"{file}: a layout is a mapping with at least a name")
    unknown = sorted(set(map(str, raw)) - _KEYS)
    if unknown:
        raise LayoutError(f"{file}: unknown key {unknown[0]!r}; known are {', '.join(sorted(_KEYS))}")
    grades = raw.get("grades")
    return Layout(
        name=str(raw["name"]),
        label=str(raw.get("label", raw["name"])),
        recognise=_patterns(raw, "recognise", file),
        needed=int(raw.get("needed", 1)),
        area=_patterns(raw, "area", file),
        dates=_patterns(raw, "dates", file),
        follow_up=_patterns(raw, "follow_up", file),
        titles=_patterns(raw, "titles", file),
        sections=tuple(_section(item, file) for item in raw.get("sections") or ()),
        default_role=_role(raw.get("default_role", "body"), file) or "body",
        opening_role=_role(raw.get("opening_role", raw.get("default_role", "body")), file) or "body",
        closing=_patterns(raw, "closing", file),
        dropped=_patterns(raw, "dropped", file),
        grades=_pattern(grades, file) if grades else None,
        facts=tuple(_fact(item, file) for item in raw.get("facts") or ()),
        out_of_scope=tuple(str(theme) for theme in raw.get("out_of_scope") or ()),
    )


def _pattern(text: object, file: str) -> re.Pattern[str]:
    try:
        return re.compile(str(text), re.IGNORECASE)
    except re.error as error:
        raise LayoutError(f"{file}: not a regular expression: {text!r}: {error}") from error


def _patterns(raw: Mapping[str, object], key: str, file: str) -> tuple[re.Pattern[str], ...]:
    items = raw.get(key) or ()
    if not isinstance(items, list | tuple):
        raise LayoutError(f"{file}: {key} is a list of regular expressions")
    return tuple(_pattern(item, file) for item in items)


def _role(value: object, file: str) -> SectionRole | None:
    if value is not None and value not in get_args(SectionRole):
        raise LayoutError(f"{file}: unknown section role {value!r}; known are {', '.join(get_args(SectionRole))}")
    return cast("SectionRole | None", value)


def _section(item: Mapping[str, object], file: str) -> Section:
    unknown = sorted(set(item) - {"heading", "role", "valence", "level"})
    if unknown or "heading" not in item:
        raise LayoutError(f"{file}: a section has heading, and role, valence, level where they matter: {dict(item)}")
    valence, level = item.get("valence"), item.get("level")
    if valence is not None and valence not in get_args(Valence):
        raise LayoutError(f"{file}: unknown valence {valence!r}; known are {', '.join(get_args(Valence))}")
    return Section(
        _pattern(item["heading"], file),
        _role(item.get("role"), file),
        cast("Valence | None", valence),
        int(str(level)) if level is not None else None,
    )


def _fact(item: Mapping[str, object], file: str) -> Fact:
    if set(item) - {"name", "pattern", "under"} or not {"name", "pattern"} <= set(item):
        raise LayoutError(f"{file}: a fact has name and pattern, and under where it matters: {dict(item)}")
    under = item.get("under")
    return Fact(str(item["name"]), _pattern(item["pattern"], file), _pattern(under, file) if under else None)
