"""Verbs for the workspace as a whole: demo, init, add, status, run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.base import HERE, Elsewhere, Folder, end, opened, show, updated
from commands.report import write_outputs
from corpus.errors import WrongUsage

if TYPE_CHECKING:
    from corpus.workspace import Workspace


def demo(
    folder: Annotated[Path, typer.Argument(help="Where to put the sample reviews and what is made of them.")] = Path(
        "analyse-demo"
    ),
) -> None:
    """Run the whole job on the bundled sample reviews."""
    from corpus import sample

    sample.copy(folder)
    typer.echo(f"The sample reviews are in {folder}. Their areas are invented.", err=True)
    _whole_job(opened(folder, None), show=True)


def init(
    folder: Folder = HERE,
    programme: Annotated[str, typer.Option(help="Read every report as one of this programme.")] = "",
    codebook: Annotated[
        Path | None, typer.Option(help="A codebook to begin with: YAML, or REFI-QDA (.qdc, .qdpx) of another tool.")
    ] = None,
) -> None:
    """Make a workspace: settings, codebook, a folder for the PDFs."""
    from corpus import qdc, workspace
    from extract import layouts

    if programme and programme not in {layout.name for layout in layouts.load()}:
        names = ", ".join(layout.name for layout in layouts.load())
        raise WrongUsage(f"There is no programme “{programme}”.", f"Choose from {names}.")
    text, notes = ("", ()) if codebook is None else qdc.text_of(codebook)
    made = workspace.make(folder, programme, text)
    for note in notes:
        typer.echo(f"analyse: {codebook}: {note}", err=True)
    show("\n".join(f"{path}" for path in made) or f"{folder} is a workspace already.")


def add(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="PDFs, or folders of them. A workspace may stand first.")
    ] = None,
    workspace: Annotated[
        Path | None, typer.Option("--workspace", help="The workspace.", show_default="this folder")
    ] = None,
    area: Annotated[str, typer.Option(help="The area, when the report does not say it or says it wrongly.")] = "",
    date: Annotated[str, typer.Option(help="The last day on site, YYYY-MM-DD.")] = "",
    published: Annotated[str, typer.Option(help="The day of publication, YYYY-MM-DD.")] = "",
    kind: Annotated[str, typer.Option(help="review or follow-up.")] = "",
    programme: Annotated[str, typer.Option(help="The programme, when it is not recognised.")] = "",
    follows: Annotated[
        str, typer.Option(help="The review this one follows, or the plan answers: its file or id.")
    ] = "",
    action_plan: Annotated[
        Path | None,
        typer.Option(help="The action plan after a review, as PDF, Word or CSV; --area or --follows says which."),
    ] = None,
) -> None:
    """Take PDFs into a workspace, and say what their text does not. With --action-plan, take in a plan."""
    from analyse import intake

    paths = paths or []
    if action_plan is not None:
        _plan(paths, workspace, action_plan, area, follows)
        return

    given = {
        "area": area, "date": date, "published": published, "kind": kind, "programme": programme, "follows": follows,
    }  # fmt: skip
    space, pdfs = intake.sort(paths, workspace)
    for line in intake.add(space, pdfs, {name: value for name, value in given.items() if value}):
        show(line)


def _plan(paths: list[Path], workspace: Path | None, plan: Path, area: str, follows: str) -> None:
    from analyse import plans

    if len(paths) > 1 or any(not path.is_dir() for path in paths):
        raise WrongUsage("A plan is added by itself.", "Add the reports first, then the plan.")
    space = opened(workspace or (paths[0] if paths else HERE), None)
    show(plans.add(space, plan, area=area, follows=follows))


def status(
    folder: Folder = HERE, workspace: Elsewhere = None, as_json: Annotated[bool, typer.Option("--json")] = False
) -> None:
    """Show reviews, what is out of date, failures and the last run."""
    from analyse import standing
    from corpus.workspace import Workspace
    from report import console

    state = standing.of(Workspace.open(folder, workspace))
    if as_json:
        show(standing.as_json(state))
    else:
        console.print_standing(state)


def run(
    folder: Folder = HERE,
    workspace: Elsewhere = None,
    format: Annotated[list[str] | None, typer.Option("--format", "-f", help="As of `analyse report`.")] = None,
) -> None:
    """Bring everything up to date and write the outputs: the batch job."""
    _whole_job(opened(folder, workspace), show=False, formats=format)


def _whole_job(space: Workspace, *, show: bool, formats: list[str] | None = None) -> None:
    from analyse import run
    from report import console

    results, tally = updated(space, "discover")
    if show:
        console.print_matrix(results)
    write_outputs(space, results, formats, None)
    run.record(space, results, tally)
    typer.echo(f"analyse: {run.summary(results, tally)}", err=True)
    end(results)
