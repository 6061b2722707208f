"""Writes the outputs: every quote checked first, every file whole or not at all, the same bytes every time."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path

from corpus.text import printed
from corpus.types import Results, Review
from report import manifest
from report.document import Asked
from report.errors import OutputsNotWritable, QuoteMismatch, UnknownFormat

HrefOf = Callable[[Review], str]
Writer = Callable[..., Mapping[str, bytes]]  # of the results and the addresses of PDFs

# Each format's room-mate and function, imported only when asked for: matplotlib alone costs half a second.
_WRITERS: dict[str, tuple[str, str]] = {
    "xlsx": ("report.workbook", "workbook"),
    "csv": ("report.tables", "tables"),
    "json": ("report.columnar", "json"),
    "parquet": ("report.columnar", "parquet"),
    "html": ("report.page", "page"),
    "docx": ("report.document", "documents"),
    "svg": ("report.pictures", "svg"),
    "png": ("report.pictures", "png"),
    "qdpx": ("report.qda", "project"),
}
FORMATS: tuple[str, ...] = tuple(_WRITERS)
DEFAULT_FORMATS: tuple[str, ...] = ("xlsx", "csv", "html")


def write(
    results: Results, out: Path, *, formats: Sequence[str], pdf_href: HrefOf, asked: Asked | None = None
) -> tuple[Path, ...]:
    """Writes `formats` ("all", or any of FORMATS) into `out` with MANIFEST.json; the paths written, manifest last.

    `pdf_href` gives the address of a review's PDF as a page in `out` links to it (see `links.href`); `asked` says which
    Word documents are wanted and in whose style.
    Raises UnknownFormat, QuoteMismatch (before anything is written) and OutputsNotWritable.
    """
    chosen = resolve(formats)
    check_quotes(results)
    contents: dict[str, bytes] = {}
    for name in chosen:
        module, function = _WRITERS[name]
        writer: Writer = getattr(import_module(module), function)
        contents |= writer(results, pdf_href, asked) if name == "docx" and asked else writer(results, pdf_href)
    return _replace_all(out, contents, results)


def resolve(formats: Sequence[str]) -> tuple[str, ...]:
    """The formats meant, in the order of FORMATS; "all" is every one. Raises UnknownFormat."""
    asked = {name.strip().lower() for name in formats}
    unknown = sorted(asked - {"all", *FORMATS})
    if unknown:
        raise UnknownFormat(f"There is no format {', '.join(unknown)}.", f"Choose from: all, {', '.join(FORMATS)}.")
    return FORMATS if "all" in asked else tuple(name for name in FORMATS if name in asked)


def check_quotes(results: Results) -> None:
    """Raises QuoteMismatch unless every quote is what `printed` makes of its spans on the stored pages."""
    files = {review.id: review.file for review in results.reviews}
    pages = {review: {page.number: page for page in stored} for review, stored in results.pages.items()}
    for finding in results.findings:
        first = finding.spans[0].page if finding.spans else 0
        try:
            found = printed(finding.spans, pages.get(finding.review, {}))
        except KeyError:
            found = ""
        if found != finding.quote or not found:
            raise QuoteMismatch(files.get(finding.review, finding.review), first, finding.quote, found)


def _replace_all(out: Path, contents: Mapping[str, bytes], results: Results) -> tuple[Path, ...]:
    in_use: list[str] = []
    written: dict[str, bytes] = {}
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            if _replace(out / name, content):
                written[name] = content
            else:
                in_use.append(name)
        _replace(out / manifest.NAME, manifest.of(results, written, out))
    except OSError as error:
        raise OutputsNotWritable(
            f"{out}: cannot be written ({error.strerror or error}).", "Choose another folder with --out."
        ) from error
    if in_use:
        raise OutputsNotWritable(
            f"{', '.join(str(out / name) for name in in_use)}: could not be replaced; the earlier file was kept.",
            "Close the program that has it open, and run again.",
        )
    return *(out / name for name in written), out / manifest.NAME


def _replace(path: Path, content: bytes) -> bool:
    """Writes beside and renames into place. False where the file there may not be replaced (open in Excel)."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        try:
            beside.replace(path)
        except PermissionError:
            return False
        return True
    finally:
        beside.unlink(missing_ok=True)
