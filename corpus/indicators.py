"""Numbers about areas from outside the reports: `indicators/*.csv` of a workspace, read row by row."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.areas import Gazetteer
from corpus.errors import AnalyseError
from corpus.workspace import Workspace

FOLDER = "indicators"
COLUMNS = ("area", "indicator", "period", "value", "unit", "target")
REQUIRED = ("area", "indicator", "period", "value")
ENGLAND = "england"
MISSING = frozenset(
    {"", "-", "–", "..", ":", "*", "c", "n/a", "na", "x", "z"}
)  # what official tables write for no value
_MOST_PROBLEMS = 5  # told at once; who has more has the wrong file
_THOUSANDS = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: an area's indicator in a period. `area_code` is "" for England as a whole."""

    area: str
    area_code: str
    indicator: str
    period: str
    value: float
    unit: str
    target: float | None
    source: str  # file and line

    @property
    def national(self) -> bool:
        return not self.area_code


def read(space: Workspace) -> tuple[Figure, ...]:
    """Every figure of the workspace, in order of file and line; none where there is no folder of indicators.

    Raises AnalyseError that names the file, the lines and what is wrong with each.
    """
    folder = next((f for f in (space.root / FOLDER, space.pdfs / FOLDER) if f.is_dir()), None)
    if folder is None:
        return ()
    gazetteer = space.gazetteer()
    found: list[Figure] = []
    for path in sorted(p for p in folder.iterdir() if p.suffix.lower() == ".csv"):
        found += parse(_decoded(path), path.name, gazetteer)
    _once(found)
    return tuple(found)


def _decoded(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise AnalyseError(f"{path.name} is not UTF-8 text.", "Save it as “CSV UTF-8”.") from None


def parse(text: str, file: str, gazetteer: Gazetteer) -> tuple[Figure, ...]:
    """Figures of a CSV with a header. Cells without a value (empty, "*", "..") are left out.

    Raises AnalyseError with the first five problems, each with its line.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
    if missing := [name for name in REQUIRED if name not in reader.fieldnames]:
        there = ", ".join(reader.fieldnames) or "nothing"
        raise AnalyseError(
            f"{file}: the header has no column {' or '.join(missing)} (it has: {there}).",
            f"The first line must name the columns; known are {', '.join(COLUMNS)}.",
        )
    found: list[Figure] = []
    problems: list[str] = []
    for row in reader:
        cell = {name: (row.get(name) or "").strip() for name in COLUMNS}
        if not any(cell.values()) or cell["value"].casefold() in MISSING:
            continue
        wrong = [*_wrong(cell, gazetteer)]
        problems += (f"line {reader.line_num}: {what}" for what in wrong)
        if not wrong:
            found.append(_figure(cell, f"{file}, line {reader.line_num}", gazetteer))
    if problems:
        more = f"; and {len(problems) - _MOST_PROBLEMS} more" if len(problems) > _MOST_PROBLEMS else ""
        raise AnalyseError(f"{file}: {'; '.join(problems[:_MOST_PROBLEMS])}{more}.", "Mend the file.")
    return tuple(found)


def _wrong(cell: dict[str, str], gazetteer: Gazetteer) -> Iterator[str]:
    for name in REQUIRED[:-1]:
        if not cell[name]:
            yield f"{name} is empty"
    if cell["area"] and cell["area"].casefold() != ENGLAND and gazetteer.resolve(cell["area"]) is None:
        near = gazetteer.nearest(cell["area"])
        yield f"“{cell['area']}” is no area we know{f' (like {near[0]}?)' if near else ''}; areas.csv can add it"
    for name in ("value", "target"):
        if cell[name] and cell[name].casefold() not in MISSING and _number(cell[name]) is None:
            yield f"{name} “{cell[name]}” is no number (write 12.3; what it counts goes into unit)"


def _figure(cell: dict[str, str], source: str, gazetteer: Gazetteer) -> Figure:
    area = gazetteer.resolve(cell["area"]) if cell["area"].casefold() != ENGLAND else None
    value = _number(cell["value"])
    return Figure(
        area=area.name if area else "England",
        area_code=area.code if area else "",
        indicator=cell["indicator"],
        period=cell["period"],
        value=math.nan if value is None else value,
        unit=cell["unit"],
        target=_number(cell["target"]),
        source=source,
    )


def _number(text: str) -> float | None:
    try:
        value = float(text.replace(",", "") if _THOUSANDS.fullmatch(text) else text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _once(figures: list[Figure]) -> None:
    """Raises AnalyseError where a figure stands twice with different values, or an indicator has two units."""
    seen: dict[tuple[str, str, str], Figure] = {}
    units: dict[str, Figure] = {}
    for figure in figures:
        key = (figure.area_code, figure.indicator, figure.period)
        other = seen.setdefault(key, figure)
        if other.value != figure.value:
            raise AnalyseError(
                f"{figure.source}: {figure.indicator} of {figure.area} in {figure.period} is {figure.value:g}, "
                f"and {other.value:g} in {other.source}.",
                "Keep one of them.",
            )
        first = units.setdefault(figure.indicator, figure)
        if first.unit != figure.unit:
            raise AnalyseError(
                f"{figure.source}: {figure.indicator} is in “{figure.unit}”, and in “{first.unit}” in {first.source}.",
                "Use one unit for an indicator, or call them differently.",
            )
