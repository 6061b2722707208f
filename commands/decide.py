"""Verbs for what people decide: decide accept, reject, valence, add, reopen; decisions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.base import HERE, Elsewhere, Folder, Format, choose, opened, show, updated
from corpus.errors import AnalyseError, WrongUsage

if TYPE_CHECKING:
    from analyse.decided import Logged
    from analyse.desk import Desk
    from corpus.workspace import Workspace

decide = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Decide on findings: what people decide wins over the machine. Every decision is kept, the last one counts.",
)
Findings = Annotated[
    list[str], typer.Argument(help="Ids of findings, or how they begin. The folder may stand first.", metavar="ID...")
]
Passages = Annotated[
    list[str], typer.Argument(help="Ids of passages, or how they begin. The folder may stand first.", metavar="ID...")
]
Coder = Annotated[
    str, typer.Option(help="Who decides.", show_default="ANALYSE_CODER, the setting coder, or your user name")
]
Note = Annotated[str, typer.Option(help="Why: kept with the decision.")]


def _desk(ids: list[str], workspace: Path | None, coder: str, note: str) -> tuple[Desk, list[str]]:
    """The desk at the folder that may stand first, and the ids."""
    from analyse.desk import Desk
    from corpus import decisions

    folder = HERE
    if len(ids) > 1 and Path(ids[0]).is_dir():
        folder, ids = Path(ids[0]), ids[1:]
    space = opened(folder, workspace)
    results, tally = updated(space, "discover")
    return Desk(space, results, tally.decided, decisions.coder(coder, space.settings.coder), note), ids


@decide.command()
def accept(ids: Findings, workspace: Elsewhere = None, coder: Coder = "", note: Note = "") -> None:
    """Accept findings: they stay, whatever a later version of the coder proposes."""
    desk, ids = _desk(ids, workspace, coder, note)
    show("\n".join(desk.judge(ids, "accepted")))


@decide.command()
def reject(ids: Findings, workspace: Elsewhere = None, coder: Coder = "", note: Note = "") -> None:
    """Reject findings: they are listed as rejected, and counted nowhere."""
    desk, ids = _desk(ids, workspace, coder, note)
    show("\n".join(desk.judge(ids, "rejected")))


@decide.command()
def valence(
    ids: Findings,
    to: Annotated[str, typer.Option(help="strength, concern, mixed or neutral.")],
    workspace: Elsewhere = None,
    coder: Coder = "",
    note: Note = "",
) -> None:
    """Change what findings say of their theme. This accepts them too."""
    desk, ids = _desk(ids, workspace, coder, note)
    show("\n".join(desk.revalue(ids, to)))


@decide.command()
def add(
    ids: Passages,
    theme: Annotated[str, typer.Option(help="The theme: id, label or other name.")],
    valence: Annotated[
        str,
        typer.Option(help="strength, concern, mixed or neutral.", show_default="as the coder hears it"),
    ] = "",
    quote: Annotated[str, typer.Option(help="The words that carry the point.", show_default="the passage")] = "",
    workspace: Elsewhere = None,
    coder: Coder = "",
    note: Note = "",
) -> None:
    """Add a theme to passages that the coder missed."""
    desk, ids = _desk(ids, workspace, coder, note)
    show("\n".join(desk.add(ids, theme, valence, quote)))


@decide.command()
def reopen(ids: Findings, workspace: Elsewhere = None, coder: Coder = "", note: Note = "") -> None:
    """Leave findings to the machine again."""
    desk, ids = _desk(ids, workspace, coder, note)
    show("\n".join(desk.judge(ids, "proposed")))


def decisions(
    folder: Folder = HERE,
    workspace: Elsewhere = None,
    format: Format = "table",
    orphaned: Annotated[bool, typer.Option("--orphaned", help="Only those whose text or theme is gone.")] = False,
    export: Annotated[Path | None, typer.Option(help="Write them all to this CSV file.")] = None,
    import_: Annotated[Path | None, typer.Option("--import", help="Take in the decisions of this CSV file.")] = None,
) -> None:
    """List what people decided and what became of it; write it to a CSV file, or take one in."""
    from corpus import files
    from report import console, decision_log, records

    choose(format, "table", "csv", "json")
    space = opened(folder, workspace)
    if import_ is not None:
        _take_in(space, import_)
    log = _log(space)
    if export is not None:
        files.write(export, decision_log.table(log))
        show(str(export))
    if export is not None or import_ is not None:
        return
    chosen = [entry for entry in log if entry.standing == "orphaned" or not orphaned]
    if format == "table":
        console.print_decisions(chosen)
    elif format == "json":
        show(records.as_json(decision_log.records(chosen)))
    else:
        show(decision_log.table(chosen))


def _log(space: Workspace) -> tuple[Logged, ...]:
    from corpus import decisions

    if not decisions.listed(space.root):
        return ()
    _, tally = updated(space, "discover")
    return tally.decided


def _take_in(space: Workspace, path: Path) -> None:
    from analyse.desk import Desk
    from corpus import decisions
    from report import decision_log

    if not path.is_file():
        raise WrongUsage(f"{path} is not a file.", "Name a CSV file of decisions.")
    results, tally = updated(space, "discover")
    desk = Desk(space, results, tally.decided, decisions.coder(setting=space.settings.coder))
    try:
        made = decision_log.read(path.read_bytes(), path.name, desk.anchored)
    except OSError as error:
        raise AnalyseError(f"{path} cannot be read: {error.strerror}.") from None
    added = decision_log.new(made, decisions.listed(space.root))
    decisions.record(space.root, *added)
    show(f"{len(added)} of {len(made)} decisions taken in; {len(made) - len(added)} were here already.")
