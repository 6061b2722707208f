"""PDFs into a workspace, and what people say of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date as Day
from pathlib import Path

from analyse.registry import review_id
from corpus import decisions, files
from corpus.errors import WrongUsage
from corpus.workspace import Workspace
from extract import layouts

KINDS = ("review", "follow-up")


def sort(paths: Sequence[Path], workspace: Path | None) -> tuple[Workspace, tuple[Path, ...]]:
    """The workspace and the PDFs meant: of several paths the first may be the workspace; folders give their PDFs."""
    rest = list(paths)
    root = workspace
    if root is None and len(rest) > 1 and rest[0].is_dir():
        root = rest.pop(0)
    found: list[Path] = []
    for path in rest:
        if path.is_dir():
            found += (p for _, p in Workspace(path, path).reports())
        elif path.is_file():
            found.append(path)
        else:
            raise WrongUsage(f"{path} does not exist.", "Name PDF files, or folders of them.")
    if not found:
        raise WrongUsage("There is no PDF to add.", "Name PDF files, or folders of them.")
    return Workspace.open(root or Path()), tuple(found)


def add(space: Workspace, pdfs: Sequence[Path], given: Mapping[str, str]) -> Iterator[str]:
    """Copies the PDFs in and records what is given of them; a line for each.

    Raises WrongUsage when a value is not one, or when what holds for one report is given for several.
    """
    if len(pdfs) > 1 and (several := sorted(set(given) & {"area", "date", "follows"})):
        raise WrongUsage(f"--{several[0]} is given for {len(pdfs)} reports.", "Add them one at a time.")
    values = _checked(space, given)
    there = {files.sha256(path.read_bytes()): name for name, path in space.reports()}
    who = decisions.coder(setting=space.settings.coder)
    for pdf in pdfs:
        data = pdf.read_bytes()
        sha256 = files.sha256(data)
        said = ", ".join(f"{what} {value}" for what, value in given.items())
        if sha256 in there:
            yield f"{there[sha256]} is here already{f'; noted: {said}' if said else ''}."
        else:
            target = _free(space.pdfs / "reviews" / pdf.name)
            files.write(target, data)
            there[sha256] = target.relative_to(space.pdfs).as_posix()
            yield f"{there[sha256]} added{f'; noted: {said}' if said else ''}."
        before = decisions.given(space.root).get(sha256, {})
        decisions.record(
            space.root,
            *(
                decisions.Decision("review", sha256, what, value, before=before.get(what, ""), who=who)
                for what, value in values.items()
                if before.get(what) != value
            ),
        )


def _free(path: Path) -> Path:
    """The path, or one beside it that is not taken by another report."""
    number, target = 2, path
    while target.exists():
        target = path.with_stem(f"{path.stem}-{number}")
        number += 1
    return target


def _checked(space: Workspace, given: Mapping[str, str]) -> dict[str, str]:
    values = dict(given)
    for option in ("date", "published"):
        if option in values:
            try:
                values[option] = Day.fromisoformat(values[option]).isoformat()
            except ValueError:
                raise WrongUsage(f"--{option} {values[option]} is no date.", "Write YYYY-MM-DD.") from None
    if "kind" in values and values["kind"] not in KINDS:
        raise WrongUsage(f"--kind {values['kind']} is not a choice.", f"Choose from {', '.join(KINDS)}.")
    names = [layout.name for layout in layouts.load()]
    if "programme" in values and values["programme"] not in names:
        raise WrongUsage(f"There is no programme “{values['programme']}”.", f"Choose from {', '.join(names)}.")
    if "area" in values:
        gazetteer = space.gazetteer()
        on = Day.fromisoformat(values["date"]) if "date" in values else None
        if gazetteer.resolve(values["area"], on) is None and gazetteer.resolve(values["area"]) is None:
            near = gazetteer.nearest(values["area"])
            hint = f"Did you mean {' or '.join(near)}?" if near else "Add it to areas.csv (columns code,name,region)."
            raise WrongUsage(f"“{values['area']}” is no area we know.", hint)
    if "follows" in values:
        values["follows"] = _followed(space, values["follows"])
        values.setdefault("kind", "follow-up")
    return values


def _followed(space: Workspace, name: str) -> str:
    for file, path in space.reports():
        sha256 = files.sha256(path.read_bytes())
        if name in (file, path.name, sha256, review_id(sha256)):
            return review_id(sha256)
    raise WrongUsage(f"No report here is called “{name}”.", "`analyse status` lists the reports: name a file or an id.")
