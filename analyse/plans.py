"""Action plans: what an area promised after a review, read from CSV, Word or PDF, tied to that review."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from analyse import run
from corpus import areas as area_names
from corpus import decisions, files
from corpus.errors import AnalyseError, WrongUsage
from corpus.types import Failure, Review
from corpus.workspace import Workspace

FOLDER = "plans"
WHAT = "action-plan"  # the property of a review that the decision gives
READABLE = (".csv", ".docx", ".pdf")
COLUMNS = ("action", "recommendation", "owner", "due", "status")
_VERSION = "1"
_SHORTEST = 20  # letters of an action that no column names
# How plans head their columns; the first that fits, in this order.
_HEADINGS: Mapping[str, re.Pattern[str]] = {
    "recommendation": re.compile(r"recommendation|area for improvement|finding|issue|what .* said", re.IGNORECASE),
    "owner": re.compile(r"owner|lead|responsible|accountable|\bwho\b", re.IGNORECASE),
    "due": re.compile(r"\bdue\b|deadline|timescale|\bwhen\b|by when|target date|completion date", re.IGNORECASE),
    "status": re.compile(r"status|\brag\b|progress|update", re.IGNORECASE),
    "action": re.compile(r"action|what we will|\bwe will\b|commitment|milestone|task", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class Action:
    """One action of a plan, as the plan words it. `place` says where it stands: "row 3", "page 2"."""

    file: str
    number: int  # in the order of the plan, from 1
    text: str
    recommendation: str = ""  # the recommendation it answers, where the plan says so
    owner: str = ""
    due: str = ""
    status: str = ""
    place: str = ""


def add(space: Workspace, plan: Path, *, area: str = "", follows: str = "") -> str:
    """Copies a plan into `plans/` and ties it to the review that `follows` names by file or id, or to `area`'s review.

    Gives a line that says so. Raises WrongUsage where no review, or no action, is found.
    """
    if plan.suffix.lower() not in READABLE:
        raise WrongUsage(f"{plan.name} is no plan we can read.", f"Give it as {', '.join(READABLE)}.")
    if not plan.is_file():
        raise WrongUsage(f"{plan} does not exist.", "Name the file of the action plan.")
    review = _meant(run.read(space).reviews, area, follows)
    data = plan.read_bytes()
    actions = read(plan.name, data, plan)
    files.write(target := _free(space.root / FOLDER / plan.name, data), data)
    name = target.relative_to(space.root).as_posix()
    before = decisions.given(space.root).get(review.sha256, {}).get(WHAT, "")
    if before != name:
        who = decisions.coder(setting=space.settings.coder)
        decisions.record(space.root, decisions.Decision("review", review.sha256, WHAT, name, before=before, who=who))
    instead = f", instead of {before}" if before not in ("", name) else ""
    return f"{name}: {len(actions)} actions, the plan after {review.file} ({review.area or 'area not known'}){instead}."


def of(space: Workspace, reviews: Iterable[Review]) -> dict[str, tuple[Action, ...]]:
    """The actions of every review that has a plan, by review id."""
    given = decisions.given(space.root)
    found: dict[str, tuple[Action, ...]] = {}
    for review in reviews:
        if name := given.get(review.sha256, {}).get(WHAT, ""):
            path = space.root / name
            if not path.is_file():
                raise AnalyseError(
                    f"{name}, the action plan after {review.file}, is gone.",
                    "Put it back, or add another with `analyse add --action-plan FILE --follows REVIEW`.",
                )
            found[review.id] = _kept(space, PurePosixPath(name).name, path)
    space.tidy(FOLDER, {_key(space.root / given[r.sha256][WHAT]) for r in reviews if r.id in found})
    return found


def read(name: str, data: bytes, path: Path) -> tuple[Action, ...]:
    """The actions of a plan in its order. `path` is where its bytes lie, for the reader of PDFs.

    Raises AnalyseError that names the file and the row, or says that no action was found.
    """
    match PurePosixPath(name).suffix.lower():
        case ".csv":
            found = tuple(_from_csv(name, data))
        case ".docx":
            found = tuple(_numbered(name, _from_docx(name, data)))
        case _:
            found = tuple(_numbered(name, _from_pdf(name, path)))
    if not found:
        raise AnalyseError(
            f"{name} holds no action we can tell.",
            "Give the actions as a table or a list, or as CSV with a column “action”.",
        )
    return found


def _from_csv(name: str, data: bytes) -> Iterator[Action]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise AnalyseError(f"{name} is not UTF-8 text.", "Save it as “CSV UTF-8”.") from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    reader.fieldnames = [heading.strip().lower() for heading in reader.fieldnames or ()]
    if "action" not in reader.fieldnames:
        raise AnalyseError(
            f"{name}: the header has no column action (it has: {', '.join(reader.fieldnames) or 'nothing'}).",
            f"The first line must name the columns; known are {', '.join(COLUMNS)}.",
        )
    number = 0
    for row in reader:
        cell = {column: " ".join((row.get(column) or "").split()) for column in COLUMNS}
        if not any(cell.values()):
            continue
        if not cell["action"]:
            raise AnalyseError(
                f"{name}, line {reader.line_num}: action is empty.", "Say what was promised, or delete the line."
            )
        number += 1
        yield Action(name, number, cell.pop("action"), **cell, place=f"line {reader.line_num}")


_Row = tuple[Mapping[str, str], str]  # cells by column, and the place


def _numbered(name: str, rows: Iterable[_Row]) -> Iterator[Action]:
    for number, (cell, place) in enumerate(rows, start=1):
        rest = {column: cell.get(column, "") for column in COLUMNS[1:]}
        yield Action(name, number, cell["action"], **rest, place=place)


def _from_docx(name: str, data: bytes) -> Iterator[_Row]:
    """The rows of tables with a column of actions; where there is none, the items of lists."""
    import zipfile

    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError):
        raise AnalyseError(
            f"{name} is no Word file we can open.", "Open it in Word and save it anew as .docx."
        ) from None
    found = False
    for number, table in enumerate(document.tables, start=1):
        rows = [[" ".join(cell.text.split()) for cell in row.cells] for row in table.rows]
        columns = _columns(rows[0]) if rows else {}
        if "action" not in columns:
            continue
        for line, cells in enumerate(rows[1:], start=2):
            cell = {column: cells[at] for column, at in columns.items() if at < len(cells)}
            if cell.get("action"):
                found = True
                yield cell, f"table {number}, row {line}"
    if not found:
        for number, paragraph in enumerate(document.paragraphs, start=1):
            style = (paragraph.style.name if paragraph.style else "") or ""
            text = " ".join(paragraph.text.split())
            if style.startswith("List") and len(text) >= _SHORTEST:
                yield {"action": text}, f"paragraph {number}"


def _columns(header: Sequence[str]) -> dict[str, int]:
    """Which column is which, by its heading."""
    columns: dict[str, int] = {}
    for at, heading in enumerate(header):
        for column, pattern in _HEADINGS.items():
            if column not in columns and pattern.search(heading):
                columns[column] = at
                break
    return columns


def _from_pdf(name: str, path: Path) -> Iterator[_Row]:
    """Rows of tables with a column of actions; where there is none, the items of lists."""
    from extract import pool

    ((_, document),) = pool.documents([(name, path)], workers=1, programme="generic")
    if isinstance(document, Failure):
        raise AnalyseError(f"{name}: {document.reason}.", document.remedy)
    rows = [(_cells(p.text), f"page {p.spans[0].page}") for p in document.passages if p.kind == "row"]
    with_action = [(cell, place) for cell, place in rows if cell.get("action")]
    listed = [
        ({"action": p.text}, f"page {p.spans[0].page}")
        for p in document.passages
        if p.kind == "bullet" and len(p.text) >= _SHORTEST
    ]
    yield from with_action or listed


def _cells(row: str) -> dict[str, str]:
    """A row as it is printed, "Action: appoint a lead; Owner: the council; ...", as cells by column."""
    cells: dict[str, str] = {}
    for part in re.split(r"; (?=[A-Z][^:;]{0,40}: )", row):
        heading, _, value = part.partition(": ")
        column = next((c for c, pattern in _HEADINGS.items() if pattern.search(heading)), "")
        if column and value and column not in cells:
            cells[column] = value.strip()
    return cells


def _meant(reviews: Sequence[Review], area: str, follows: str) -> Review:
    if follows:
        fits = [r for r in reviews if follows in (r.id, r.sha256, r.file, PurePosixPath(r.file).name)]
    elif area:
        wanted = area_names.key(area)
        fits = [r for r in reviews if wanted in (area_names.key(r.area), area_names.key(r.area_code))]
        # A plan answers a review; a follow-up then looks at what became of it.
        fits = [r for r in fits if r.kind == "review"] or fits
    else:
        raise WrongUsage("Whose action plan is it?", "Say --area NAME, or --follows REVIEW (its file or id).")
    if not fits:
        raise WrongUsage(f"No review here is “{follows or area}”.", "`analyse status` lists the reviews.")
    if len(fits) > 1:
        names = ", ".join(r.file for r in fits)
        raise WrongUsage(f"{area} has {len(fits)} reviews: {names}.", "Say --follows FILE, the review it answers.")
    return fits[0]


def _free(path: Path, data: bytes) -> Path:
    """The path, or one beside it that no other plan has."""
    number, target = 2, path
    while target.exists() and target.read_bytes() != data:
        target = path.with_stem(f"{path.stem}-{number}")
        number += 1
    return target


def _key(path: Path) -> str:
    return files.key(path.name, files.sha256(path.read_bytes()), _VERSION)


def _kept(space: Workspace, name: str, path: Path) -> tuple[Action, ...]:
    key = _key(path)
    stored = space.kept(FOLDER, key, tuple[Action, ...])
    if stored is None:
        stored = read(name, path.read_bytes(), path)
        space.keep(FOLDER, key, stored, tuple[Action, ...])
    return stored
