"""`themes.yaml`: every emergent theme ever found in a workspace, with its anchor. Kept: never rebuilt by us."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import yaml

from analyse.emergent import LEVELS, Emergent, Known, Level
from analyse.placing import Anchor, Space
from corpus.errors import AnalyseError

NAME = "themes.yaml"
_HEAD = """\
# Every emergent theme ever found here. Kept: ids stay with what they were given to. Change labels and definitions,
# not ids; merge, split or set a theme aside with `analyse themes`.
"""
_MARKS = ("merged_into", "set_aside", "split", "promoted", "who", "retired")


def read(text: str) -> Known:
    """Raises AnalyseError when it cannot be read."""
    if not text.strip():
        return Known()
    try:
        data = yaml.load(text, Loader=_LOADER)  # noqa: S506  (a safe loader, in C where there is one)
        themes = tuple(_theme(entry) for entry in data["themes"])
        spaces = {
            str(embedder): Space(str(embedder), {str(p): tuple(map(float, m)) for p, m in means.items()})
            for embedder, means in (data.get("spaces") or {}).items()
        }
    except (yaml.YAMLError, AttributeError, KeyError, StopIteration, TypeError, ValueError) as error:
        raise AnalyseError(
            f"{NAME} cannot be read: {' '.join(str(error).split())[:120]}.",
            "It holds the ids of emergent themes: take it back from a copy, or move it away to start afresh.",
        ) from None
    return Known(themes, spaces)


def text(known: Known) -> str:
    stream = io.StringIO()
    stream.write(_HEAD)
    body = {
        "themes": [_entry(theme) for theme in known.themes],
        "spaces": {name: {p: list(m) for p, m in space.means.items()} for name, space in sorted(known.spaces.items())},
    }
    yaml.dump(body, stream, Dumper=_DUMPER, sort_keys=False, allow_unicode=True, default_flow_style=None, width=120)
    return stream.getvalue()


_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def _theme(entry: Mapping[str, Any]) -> Emergent:
    level: Level = next(name for name in LEVELS if name == entry["level"])
    marks = {name: entry[name] for name in _MARKS if entry.get(name)}
    return Emergent(
        id=str(entry["id"]),
        level=level,
        label=str(entry["label"]),
        definition=str(entry.get("definition") or ""),
        words=tuple(map(str, entry["words"])),
        anchor=Anchor(
            tuple(float(x) for x in entry["anchor"]),
            {str(stem): float(weight) for stem, weight in (entry.get("terms") or {}).items()},
        ),
        founding=tuple(map(str, entry["founding"])),
        embedder=str(entry["embedder"]),
        adopted=int(entry["adopted"]),
        parent=str(entry["parent"]) if entry.get("parent") else None,
        **marks,
    )


def _entry(theme: Emergent) -> dict[str, Any]:
    return {
        "id": theme.id,
        "label": theme.label,
        "definition": theme.definition,
        "level": theme.level,
        "parent": theme.parent,
        **{name: getattr(theme, name) for name in _MARKS if getattr(theme, name)},
        "words": list(theme.words),
        "adopted": theme.adopted,
        "embedder": theme.embedder,
        "founding": list(theme.founding),
        "terms": dict(theme.anchor.terms),
        "anchor": list(theme.anchor.vector),
    }
