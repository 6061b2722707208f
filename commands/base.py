"""What the verbs share: the application, the options, opening a workspace, printing. Nothing heavy at the top."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from corpus.errors import AnalyseError, WrongUsage

if TYPE_CHECKING:
    from analyse.run import Stage, Tally
    from corpus.types import Results
    from corpus.workspace import Workspace

SOME_FAILED = 3
INTERRUPTED = 130


class _Readable(TyperGroup):
    """Whatever the user can mend becomes one readable line and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except AnalyseError as error:
            typer.echo(f"analyse: {error}", err=True)
            raise typer.Exit(error.exit_code) from None
        except KeyboardInterrupt:
            typer.echo("analyse: stopped; what was finished is kept.", err=True)
            raise typer.Exit(INTERRUPTED) from None


app = typer.Typer(
    cls=_Readable,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,  # plain help: drawing boxes would take half of the time it may
    help="From a folder of review reports to a findings matrix in which every number opens to its sentences.",
    epilog="FOLDER is any folder of PDF reports, or a workspace; by default this one. Try: analyse demo",
)

Folder = Annotated[Path, typer.Argument(help="A folder of PDF reports, or a workspace.", show_default="this one")]
Elsewhere = Annotated[
    Path | None, typer.Option("--workspace", help="Keep everything of ours in this folder and leave FOLDER alone.")
]
Themes = Annotated[
    list[str] | None,
    typer.Option("--theme", "--themes", help="Only this theme: id, label or other name. May be repeated."),
]
Areas = Annotated[list[str] | None, typer.Option("--area", "--areas", help="Only this area. May be repeated.")]
Programmes = Annotated[list[str] | None, typer.Option("--programme", help="Only this programme. May be repeated.")]
Apart = Annotated[
    str,
    typer.Option("--programmes", help="apart: each programme by itself; together: all reviews of an area as one."),
]
Which = Annotated[
    str | None,
    typer.Option("--reviews", help="Which reviews of an area count: latest, first or all.", show_default="latest"),
]
Format = Annotated[str, typer.Option("--format", "-f", help="How to print it.")]
HERE = Path()  # the default FOLDER


def opened(folder: Path, elsewhere: Path | None) -> Workspace:
    from corpus.workspace import Workspace

    space = Workspace.open(folder, elsewhere)
    space.remember_pdfs()
    return space


def updated(space: Workspace, stage: Stage, which: str | None = None) -> tuple[Results, Tally]:
    from dataclasses import replace

    from analyse import run
    from report.progress import shown

    if which is not None:
        if which not in ("latest", "first", "all"):
            raise WrongUsage(f"--reviews {which} is not a choice.", "Choose from latest, first, all.")
        space = replace(space, settings=replace(space.settings, reviews=which))
    with shown() as progress:
        results, tally = run.update(space, stage, progress)
    for note in run.remarks(results, tally):
        typer.echo(f"analyse: {note}", err=True)
    return results, tally


def end(results: Results) -> None:
    """Exit code of a job whose results are printed: 1 when no report could be read, 3 when some could not."""
    if results.failures:
        raise typer.Exit(SOME_FAILED if results.reviews else 1)


def show(text: str) -> None:
    """To stdout as UTF-8 with LF, whatever the console's own encoding."""
    sys.stdout.flush()
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None or sys.stdout.isatty():
        typer.echo(text, nl=not text.endswith("\n"))
    else:
        stream.write((text if text.endswith("\n") or not text else text + "\n").encode("utf-8"))
        stream.flush()


def choose(given: str, *known: str) -> str:
    if given not in known:
        raise WrongUsage(f"--format {given} is not a choice.", f"Choose from {', '.join(known)}.")
    return given
