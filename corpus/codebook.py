"""The codebook: the researcher's themes, as a YAML file that a person reads, diffs and edits."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from corpus.areas import key
from corpus.errors import AnalyseError, WrongUsage
from corpus.types import Theme

_LISTS = ("other_names", "phrases", "examples")
_TEXTS = ("id", "label", "definition", "parent", "group")
KEYS = (*_TEXTS, *_LISTS)
NAME = "codebook.yaml"


@dataclass(frozen=True, slots=True)
class Codebook:
    """Themes in the order of their file, parents before or after children."""

    themes: tuple[Theme, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "themes", tuple(self.themes))

    def by_id(self, theme: str) -> Theme | None:
        return next((t for t in self.themes if t.id == theme), None)

    def ancestors(self, theme: str) -> tuple[str, ...]:
        """Ids of the parents of a theme, nearest first."""
        parents = {t.id: t.parent for t in self.themes}
        found: list[str] = []
        while (parent := parents.get(found[-1] if found else theme)) is not None:
            found.append(parent)
        return tuple(found)


@lru_cache(8)
def parse(text: str, file: str = NAME) -> Codebook:
    """Raises AnalyseError that names the file, the line where known, and what to do."""
    try:
        # Every value as the text it is: a phrase “no” is not false. BaseLoader builds nothing but texts and lists.
        data = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "it is not YAML"
        raise AnalyseError(f"{file}{line}: {problem}.", "Mend the indentation or quotes there.") from None
    if not isinstance(data, dict) or not isinstance(data.get("themes"), list):
        raise AnalyseError(
            f"{file} has no list “themes:”.", "Start it with “themes:” and give each theme an id and a label."
        )
    if unknown := sorted(set(map(str, data)) - {"themes", "title"}):
        raise AnalyseError(f"{file}: unknown key “{unknown[0]}”.", "Known at the top are: title, themes.")
    themes = tuple(_theme(entry, number, file) for number, entry in enumerate(data["themes"], start=1))
    _check(themes, file)
    return Codebook(themes)


def _theme(entry: Any, number: int, file: str) -> Theme:
    where = f"{file}: theme {number}"
    if not isinstance(entry, dict):
        raise AnalyseError(f"{where} is not a list of keys and values.", f"Known keys are: {', '.join(KEYS)}.")
    name = entry.get("id") or entry.get("label")
    where = f"{file}: theme {number} ({name})" if name else where
    if unknown := sorted(set(map(str, entry)) - set(KEYS)):
        raise AnalyseError(f"{where} has an unknown key “{unknown[0]}”.", f"Known keys are: {', '.join(KEYS)}.")
    for field in ("id", "label"):
        if not isinstance(entry.get(field), str) or not entry[field].strip():
            raise AnalyseError(f"{where} has no {field}.", "Give every theme an id and a label.")
    texts = {field: _text(entry.get(field), field, where) for field in _TEXTS}
    lists = {field: _list(entry.get(field), field, where) for field in _LISTS}
    return Theme(
        id=texts["id"],
        label=texts["label"],
        definition=texts["definition"],
        parent=texts["parent"] or None,
        group=texts["group"],
        other_names=lists["other_names"],
        phrases=lists["phrases"],
        examples=lists["examples"],
    )


def _text(value: Any, field: str, where: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise AnalyseError(f"{where}: {field} is not text.", "Put the text in quotes.")
    return " ".join(value.split())


def _list(value: Any, field: str, where: str) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    if not isinstance(value, list) or any(not isinstance(v, str) for v in value):
        raise AnalyseError(f"{where}: {field} is not a list of texts.", "Write one “- text” a line under it.")
    return tuple(" ".join(v.split()) for v in value)


def _check(themes: Iterable[Theme], file: str) -> None:
    parents: dict[str, str | None] = {}
    for theme in themes:
        if theme.id in parents:
            raise AnalyseError(f"{file}: the id “{theme.id}” stands twice.", "Give each theme an id of its own.")
        parents[theme.id] = theme.parent
    for theme_id, parent in parents.items():
        if parent is not None and parent not in parents:
            raise AnalyseError(
                f"{file}: “{theme_id}” has the parent “{parent}”, which does not exist.", "Name a theme's id."
            )
        path = [theme_id]
        while (above := parents[path[-1]]) is not None:
            if above in path:
                raise AnalyseError(
                    f"{file}: the parents run in a circle: {' -> '.join([*path, above])}.",
                    "Take one of the parents out.",
                )
            path.append(above)


def read(path: Path) -> Codebook:
    try:
        return parse(path.read_text(encoding="utf-8-sig"), path.name)
    except UnicodeDecodeError:
        raise AnalyseError(f"{path.name} is not UTF-8 text.", "Save it as UTF-8.") from None


def default_text() -> str:
    """The codebook for reviews of local systems, as it is written into a new workspace."""
    return (files("corpus") / "data" / NAME).read_text(encoding="utf-8")


def resolve(name: str, themes: Iterable[Theme]) -> tuple[str, ...]:
    """Ids of the themes called `name`: by id, label or other name, whatever the case.

    An other name may belong to several themes. Raises WrongUsage with the nearest names when there is none.
    """
    themes = tuple(themes)
    wanted = key(name)
    for names in (lambda t: (t.id,), lambda t: (t.label,), lambda t: t.other_names):
        if found := tuple(t.id for t in themes if wanted in {key(n) for n in names(t)}):
            return found
    known = {key(n): n for t in themes for n in (t.id, t.label, *t.other_names)}
    near = [known[k] for k in difflib.get_close_matches(wanted, known, n=3, cutoff=0.5)]
    hint = f"Did you mean {' or '.join(f'“{n}”' for n in near)}?" if near else "`analyse themes` lists them."
    raise WrongUsage(f"No theme is called “{name}”.", hint)


def outline(themes: Iterable[Theme]) -> Mapping[str, tuple[Theme, ...]]:
    """Themes by group, in file order."""
    groups: dict[str, list[Theme]] = {}
    for theme in themes:
        groups.setdefault(theme.group, []).append(theme)
    return {group: tuple(members) for group, members in groups.items()}
