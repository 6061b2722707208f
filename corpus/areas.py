"""English local authorities, past and present, and the areas a workspace adds to them."""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from corpus.errors import AnalyseError
from corpus.types import Area

COLUMNS = ("code", "name", "region", "other_names", "start", "end", "successors", "neighbours")
REQUIRED = ("code", "name")

# Words that say what kind of authority it is, not which.
_KIND = re.compile(
    r"\b(the|royal|london|metropolitan|district|county|city|borough|unitary|council|authority|"
    r"local area partnership|local safeguarding partnership|partnership|local area|area|of)\b"
)


@lru_cache(1 << 12)  # every name is set beside the same few hundred
def key(name: str) -> str:
    """A name without case, "&", punctuation and white space, so that spellings meet."""
    text = name.casefold().replace("&", " and ").replace("-", " ").replace("’", "'")
    return " ".join(re.sub(r"[^\w\s]", " ", text).split())


@lru_cache(1 << 12)
def _bare(name: str) -> str:
    return " ".join(_KIND.sub(" ", key(name)).split())


def _day(text: str, file: str, line: int, column: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise AnalyseError(
            f"{file}, line {line}: {column} is “{text}”.", "Write dates as YYYY-MM-DD, or leave the cell empty."
        ) from None


def _many(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def parse(text: str, file: str) -> tuple[Area, ...]:
    """Areas of a CSV with a header. `code` and `name` are required; columns we do not know become attributes.

    Raises AnalyseError that names the file and line.
    """
    reader = csv.DictReader(text.removeprefix("\ufeff").splitlines())
    header = [name.strip() for name in reader.fieldnames or ()]
    reader.fieldnames = header
    if missing := [name for name in REQUIRED if name not in header]:
        raise AnalyseError(
            f"{file}: the header has no column {' or '.join(missing)} (it has: {', '.join(header) or 'nothing'}).",
            f"The first line must name the columns; known are {', '.join(COLUMNS)}.",
        )
    areas: list[Area] = []
    for line, row in enumerate(reader, start=2):
        cell = {name: (row.get(name) or "").strip() for name in header}
        if not any(cell.values()):
            continue
        if not cell["code"] or not cell["name"]:
            raise AnalyseError(f"{file}, line {line}: code or name is empty.", "Give every area both.")
        areas.append(
            Area(
                code=cell["code"],
                name=cell["name"],
                region=cell.get("region", ""),
                other_names=_many(cell.get("other_names", "")),
                start=_day(cell.get("start", ""), file, line, "start"),
                end=_day(cell.get("end", ""), file, line, "end"),
                successors=_many(cell.get("successors", "")),
                neighbours=_many(cell.get("neighbours", "")),
                attributes=tuple((name, cell[name]) for name in header if name not in COLUMNS),
            )
        )
    codes = [area.code for area in areas]
    if repeated := sorted({code for code in codes if codes.count(code) > 1}):
        raise AnalyseError(f"{file}: code {repeated[0]} stands more than once.", "Give each area a code of its own.")
    return tuple(areas)


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Areas by their names."""

    areas: tuple[Area, ...]

    def by_code(self, code: str) -> Area | None:
        return next((area for area in self.areas if area.code == code), None)

    def resolve(self, text: str, on: date | None = None) -> Area | None:
        """The area called `text`, in any of its names or by code; where an authority was replaced by
        one of the same name, the one that existed on the date. None when no area, or more than one, fits."""
        if not text.strip():
            return None
        wanted, bare = key(text), _bare(text)
        fits = [a for a in self.areas if wanted in {key(n) for n in (a.name, a.code, *a.other_names)}]
        if not fits and bare:
            fits = [a for a in self.areas if bare in {_bare(n) for n in (a.name, *a.other_names)}]
        if len(fits) > 1:
            then = [a for a in fits if on and (not a.start or a.start <= on) and (not a.end or on <= a.end)]
            fits = then or [a for a in fits if not a.end]
        return fits[0] if len(fits) == 1 else None

    def nearest(self, text: str) -> tuple[str, ...]:
        """Up to three names like `text`, for an error message."""
        names = {key(a.name): a.name for a in self.areas}
        return tuple(names[k] for k in difflib.get_close_matches(key(text), names, n=3, cutoff=0.6))


@cache
def english() -> tuple[Area, ...]:
    """The English upper-tier and unitary authorities, past and present (mySociety, CC BY 4.0; DfE, OGL v3)."""
    source = files("corpus") / "data" / "areas.csv"
    return parse(source.read_text(encoding="utf-8"), "corpus/data/areas.csv")


def load(extra: Path | None = None) -> Gazetteer:
    """English areas, and those of a workspace's `areas.csv`, which win over one of the same code."""
    added: Iterable[Area] = ()
    if extra is not None and extra.is_file():
        try:
            added = parse(extra.read_text(encoding="utf-8-sig"), extra.name)
        except UnicodeDecodeError:
            raise AnalyseError(f"{extra.name} is not UTF-8 text.", "Save it as “CSV UTF-8”.") from None
    codes = {area.code for area in added}
    return Gazetteer((*(a for a in english() if a.code not in codes), *added))
