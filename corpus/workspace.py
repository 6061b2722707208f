"""A workspace: the folder of PDFs, what people decided, and what was derived from both."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from corpus import areas, codebook, files
from corpus.errors import AnalyseError, WrongUsage

SETTINGS = "analyse.toml"
DERIVED = ".analyse"
OUT = "out"
_LEFT_ALONE = {DERIVED, OUT, "history", "plans"}

Value = TypeVar("Value")
# One a type: to make it takes as long as to read a small file with it.
_adapter: Callable[[Any], TypeAdapter[Any]] = cache(TypeAdapter)


@dataclass(frozen=True, slots=True)
class Settings:
    """What `analyse.toml` may set. Every setting has a default."""

    programme: str = ""  # "" reads it from each report
    pdfs: str = ""  # folder of the PDFs, when they are kept elsewhere
    coding: str = "tuned"  # or fast: without MiniLM (models/CARD.md tells what each gives and costs)
    section_prior: bool = True  # whether a section's heading counts in the valence of what stands under it
    embedder: str = "static"  # or minilm, a path to .onnx, a sentence-transformers model
    workers: int = 0  # 0: one a core
    seconds_a_file: float = 120
    seconds_a_page: float = 20
    tags: bool = False  # read tagged PDFs by their tags; our own reader measures better (docs/decisions/015)
    memory_mb: int = 1000  # limit of a reading process, where the system can hold it to one
    coder: str = ""  # the name decisions are made under; "" takes that of the computer's user
    reviews: str = "latest"  # which reviews of an area count: latest, first, all
    detail: str = "medium"  # where the tree of emergent themes is cut: coarse, medium, fine


def _settings(path: Path) -> Settings:
    if not path.is_file():
        return Settings()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AnalyseError(f"{path.name}: {error}.", "Mend it, or delete it to use the defaults.") from None
    known = {f.name: f for f in fields(Settings)}
    for name, value in data.items():
        if name not in known:
            raise AnalyseError(f"{path.name}: unknown setting “{name}”.", f"Known are: {', '.join(known)}.")
        kind = type(known[name].default)
        # A bool is an int to Python, and an int will do for a float; neither is what `type` alone says.
        if type(value) is not kind and not (kind is float and type(value) is int):
            raise AnalyseError(f"{path.name}: {name} should be {kind.__name__}, not {value!r}.", "Mend it.")
    return Settings(**data)


@dataclass(frozen=True, slots=True)
class Workspace:
    """`root` holds what is ours; `pdfs` the reports (the same folder unless told otherwise)."""

    root: Path
    pdfs: Path
    settings: Settings = field(default_factory=Settings)

    @classmethod
    def open(cls, folder: Path, elsewhere: Path | None = None) -> Workspace:
        """The workspace of a folder. With `elsewhere`, ours is kept there and the folder is left alone.

        Raises WrongUsage when the folder does not exist.
        """
        if not folder.is_dir():
            what = "is a file, not a folder" if folder.is_file() else "does not exist"
            raise WrongUsage(f"{folder} {what}.", "Name a folder of PDF reports, or a workspace.")
        root = elsewhere or folder
        settings = _settings(root / SETTINGS)
        if elsewhere is not None:
            return cls(root, folder, settings)
        pdfs = (root / settings.pdfs) if settings.pdfs else root
        if not pdfs.is_dir():
            raise AnalyseError(f"{SETTINGS}: the folder of PDFs {pdfs} does not exist.", "Mend the setting “pdfs”.")
        return cls(root, pdfs, settings)

    def remember_pdfs(self) -> None:
        """Notes in the workspace where its PDFs are, so that it can be named alone next time."""
        path = self.root / SETTINGS
        if self.pdfs.resolve() == self.root.resolve() or self.settings.pdfs:
            return
        try:
            where = Path(os.path.relpath(self.pdfs.resolve(), self.root.resolve())).as_posix()
        except ValueError:  # another drive
            where = self.pdfs.resolve().as_posix()
        before = path.read_text(encoding="utf-8") if path.is_file() else ""
        quoted = where.replace("\\", "\\\\").replace('"', '\\"')
        files.write(path, f'pdfs = "{quoted}"\n{before}')

    def reports(self) -> Iterator[tuple[str, Path]]:
        """Every PDF under the folder, as (name relative to it with forward slashes, path), in order of name."""
        found: list[tuple[str, Path]] = []
        for folder, subfolders, names in os.walk(self.pdfs):
            subfolders[:] = sorted(s for s in subfolders if not s.startswith(".") and s not in _LEFT_ALONE)
            for name in names:
                if name.lower().endswith(".pdf") and not name.startswith("."):
                    path = Path(folder) / name
                    found.append((path.relative_to(self.pdfs).as_posix(), path))
        yield from sorted(found)

    @property
    def out(self) -> Path:
        return self.root / OUT

    def gazetteer(self) -> areas.Gazetteer:
        return areas.load(next((p for p in (self.root / "areas.csv", self.pdfs / "areas.csv") if p.is_file()), None))

    def codebook(self) -> codebook.Codebook:
        """The researcher's themes; the default book is written into the workspace on first use."""
        path = self.root / codebook.NAME
        if not path.is_file():
            files.write(path, codebook.default_text())
        return codebook.read(path)

    def derived(self, kind: str, name: str) -> Path:
        return self.root / DERIVED / kind / name

    def keep(self, kind: str, name: str, value: Any, of: type[Any]) -> None:
        """Stores a value as JSON among what can be derived again."""
        files.write(self.derived(kind, f"{name}.json"), _adapter(of).dump_json(value))

    def kept(self, kind: str, name: str, of: type[Value]) -> Value | None:
        """What `keep` stored; None when there is nothing, or nothing that can be read."""
        path = self.derived(kind, f"{name}.json")
        if not path.is_file():
            return None
        try:
            value: Value = _adapter(of).validate_json(path.read_bytes())
        except ValidationError:
            return None  # written by another version: it is derived again
        return value

    def tidy(self, kind: str, names: set[str]) -> None:
        """Takes out derived files that nothing refers to any more."""
        folder = self.root / DERIVED / kind
        if folder.is_dir():
            for path in folder.iterdir():
                if path.stem not in names:
                    path.unlink(missing_ok=True)


def make(folder: Path, programme: str = "", book: str = "") -> tuple[Path, ...]:
    """A new workspace, with the codebook `book` or the default one; what is there already is left as it is.

    Gives the paths made. Raises AnalyseError where a codebook given would replace one that is there.
    """
    if book and (folder / codebook.NAME).exists():
        raise AnalyseError(f"{folder / codebook.NAME} is there already.", "Move it away first, or edit it.")
    texts = {
        SETTINGS: f'# Settings of this workspace; every one has a default.\nprogramme = "{programme}"\n',
        codebook.NAME: book or codebook.default_text(),
    }
    made: list[Path] = []
    for name, text in texts.items():
        if not (folder / name).exists():
            files.write(folder / name, text)
            made.append(folder / name)
    if not (folder / "reviews").exists():
        (folder / "reviews").mkdir(parents=True)
        made.append(folder / "reviews")
    return tuple(made)
