"""Verbs for what people read: report, verify."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.base import HERE, Elsewhere, Folder, Which, end, opened, show, updated
from corpus.errors import AnalyseError, WrongUsage

if TYPE_CHECKING:
    from corpus.indicators import Figure
    from corpus.types import Results
    from corpus.workspace import Workspace
    from report.document import Asked


def report(
    folder: Folder = HERE,
    workspace: Elsewhere = None,
    format: Annotated[
        list[str] | None,
        typer.Option("--format", "-f", help="xlsx, csv, html, docx, svg, png ... or all. May be repeated."),
    ] = None,
    audience: Annotated[
        str | None,
        typer.Option(
            "--for",
            help="Word documents for: national (the pack), interim (as of the last review), area (a brief each).",
            show_default="national and area",
        ),
    ] = None,
    template: Annotated[
        Path | None, typer.Option(help="A Word document whose styles, headers and page size to use.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Where to write.", show_default="out/ in the workspace")] = None,
    reviews: Which = None,
) -> None:
    """Write the files people read: workbook, page, tables, Word documents. --for or --template alone mean Word."""
    asked = _asked(audience, template)
    space = opened(folder, workspace)
    results, _ = updated(space, "discover", reviews)
    write_outputs(space, results, format or (["docx"] if audience or template else None), out, asked)
    end(results)


def _asked(audience: str | None, template: Path | None) -> Asked:
    from report.document import AUDIENCES, Asked

    chosen = next((known for known in AUDIENCES if known == audience), None)
    if audience is not None and chosen is None:
        raise WrongUsage(f"--for {audience} is not a choice.", f"Choose from {', '.join(AUDIENCES)}.")
    try:
        return Asked(chosen, template.read_bytes() if template else None)
    except OSError as error:
        raise WrongUsage(f"{template} cannot be opened ({error.strerror}).", "Name a Word document (.docx).") from None


def write_outputs(
    space: Workspace, results: Results, formats: list[str] | None, out: Path | None, asked: Asked | None = None
) -> None:
    from analyse import plans
    from report import across, links, write

    if not results.reviews:
        return  # what an earlier run wrote is worth more than empty files
    beside = across.Beside(space.gazetteer(), plans.of(space, results.reviews), _figures(space))
    across.remember(results, beside)
    target = out or space.out
    chosen = [name for given in formats or write.DEFAULT_FORMATS for name in given.split(",")]
    written = write.write(
        results, target, formats=chosen, pdf_href=lambda r: links.href(space.pdfs / r.file, target), asked=asked
    )
    for path in written:
        show(str(path))
    if "qdpx" in write.resolve(chosen):
        from report import qda

        for note in qda.not_carried(results):
            typer.echo(f"analyse: {note}", err=True)


def _figures(space: Workspace) -> tuple[Figure, ...]:
    """The indicators beside the findings; a file of them that is wrong is told and does not hold the report up."""
    from corpus import indicators

    try:
        return indicators.read(space)
    except AnalyseError as error:
        typer.echo(f"analyse: the indicators are left out of the report. {error}", err=True)
        return ()


def verify(
    out: Annotated[Path, typer.Argument(help="The folder that `analyse report` wrote.")] = Path("out"),
    workspace: Annotated[
        Path | None, typer.Option("--workspace", help="The workspace.", show_default="the folder OUT is in")
    ] = None,
    pdf: Annotated[
        bool, typer.Option("--pdf", help="Look every quote up in the PDFs too, by a second engine.")
    ] = False,
) -> None:
    """Re-check every quote in what was written against the stored pages."""
    from analyse import run
    from corpus.workspace import Workspace
    from report import console, verify
    from report.progress import shown

    if not out.is_dir():
        raise WrongUsage(f"{out} is not a folder.", "Name the folder that `analyse report` wrote.")
    space = Workspace.open(workspace or out.resolve().parent)
    with shown() as progress:
        checked = verify.verify(out, run.pages_of(space), run.pdf_of(space) if pdf else None, progress)
    console.print_verified(checked)
    if not checked.holds:
        raise typer.Exit(1)
