"""The verb `themes`: code, discover, list; and what people do to emergent themes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from commands.base import HERE, Elsewhere, Folder, Format, choose, end, opened, show, updated
from corpus.errors import WrongUsage

if TYPE_CHECKING:
    from analyse.curation import Curator
    from corpus.types import Results
    from corpus.workspace import Workspace

_LIST = "list"


class _ListByDefault(TyperGroup):
    """`analyse themes FOLDER` lists; `analyse themes merge ...` and its like decide."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args or args[0] not in self.commands:
            args = [_LIST, *args]
        return super().parse_args(ctx, args)


themes = typer.Typer(
    cls=_ListByDefault,
    rich_markup_mode=None,
    help="Code the passages, discover emergent themes, list them all; promote, rename, merge, split or set them aside.",
)
Theme = Annotated[str, typer.Argument(help="An emergent theme: id, how the id begins, or label.")]
Coder = Annotated[
    str, typer.Option(help="Who decides.", show_default="ANALYSE_CODER, the setting coder, or your user name")
]
Note = Annotated[str, typer.Option(help="Why: kept with the decision.")]
Detail = Annotated[
    str, typer.Option(help="Where the tree of emergent themes is cut: coarse, medium or fine.", show_default="medium")
]


def _detailed(space: Workspace, detail: str) -> Workspace:
    from dataclasses import replace

    from analyse.emergent import LEVELS

    if not detail:
        return space
    if detail not in LEVELS:
        raise WrongUsage(f"--detail {detail} is not a choice.", f"Choose from {', '.join(LEVELS)}.")
    return replace(space, settings=replace(space.settings, detail=detail))


@themes.command(
    _LIST,
    epilog="Decide with: analyse themes promote, rename, merge, split, set-aside; look with: tree, drift, trust.",
)
def listed(
    folder: Folder = HERE,
    workspace: Elsewhere = None,
    format: Format = "table",
    origin: Annotated[str, typer.Option(help="Only themes of this origin: codebook or emergent.")] = "",
    quotes: Annotated[int, typer.Option(help="How many quotes to show for each theme.", min=0, max=3)] = 2,
    detail: Detail = "",
    unexplained: Annotated[
        bool, typer.Option("--unexplained", help="Only emergent themes that the codebook says least of, first.")
    ] = False,
    refound: Annotated[
        bool, typer.Option("--refound", help="Found emergent themes afresh; tells what became of the old ones.")
    ] = False,
    coder: Coder = "",
) -> None:
    """Code the passages, discover emergent themes, list them all."""
    from analyse import select
    from report import console, records

    choose(format, "table", "json", "csv")
    space = _detailed(opened(folder, workspace), detail)
    results, _ = updated(space, "discover")
    if refound:
        told = _curator(space, coder, "").refound()
        if format == "table":
            show(told)
        else:  # what a program reads stays what it asked for
            typer.echo(told, err=True)
        results, _ = updated(space, "discover")
    results = _left(space, results) if unexplained else select.results(results, origin=origin)
    if format == "table":
        console.print_themes(results, quotes)
    else:
        found = records.themes(results)
        show(records.as_json(found) if format == "json" else records.as_csv(found, records.THEME_KEYS))
    end(results)


def _left(space: Workspace, results: Results) -> Results:
    """Emergent themes most of whose passages no theme of the codebook claims surely, those first."""
    from dataclasses import replace

    from analyse import discovery, select

    overlap = discovery.latest(space).overlap
    results = select.results(results, origin="emergent")
    half = float(sorted(o.explained for o in overlap.values())[len(overlap) // 2]) if overlap else 0.0
    kept = [s for s in results.summaries if s.theme.id in overlap and overlap[s.theme.id].explained <= half]
    return replace(results, summaries=tuple(sorted(kept, key=lambda s: overlap[s.theme.id].explained)))


def _curator(space: Workspace, coder: str, note: str) -> Curator:
    from analyse.curation import Curator
    from corpus import decisions

    return Curator(space, decisions.coder(coder, space.settings.coder), note)


def _at(folder: Path, workspace: Path | None) -> tuple[Workspace, Results]:
    space = opened(folder, workspace)
    return space, updated(space, "discover")[0]


@themes.command()
def promote(
    theme: Theme, folder: Folder = HERE, workspace: Elsewhere = None, coder: Coder = "", note: Note = ""
) -> None:
    """Take an emergent theme into the codebook, with its definition and its best quotes as examples."""
    space, results = _at(folder, workspace)
    show(_curator(space, coder, note).promote(theme, results))


@themes.command()
def rename(
    theme: Theme,
    folder: Folder = HERE,
    to: Annotated[str, typer.Option(help="The new label.")] = "",
    workspace: Elsewhere = None,
    coder: Coder = "",
    note: Note = "",
) -> None:
    """Give an emergent theme another label. Its id stays."""
    space, _ = _at(folder, workspace)
    show(_curator(space, coder, note).rename(theme, to))


@themes.command()
def merge(
    theme: Theme,
    folder: Folder = HERE,
    into: Annotated[str, typer.Option(help="The theme its passages shall count for.")] = "",
    workspace: Elsewhere = None,
    coder: Coder = "",
    note: Note = "",
) -> None:
    """Merge an emergent theme into another. No other theme changes."""
    space, _ = _at(folder, workspace)
    show(_curator(space, coder, note).merge(theme, into))


@themes.command()
def split(theme: Theme, folder: Folder = HERE, workspace: Elsewhere = None, coder: Coder = "", note: Note = "") -> None:
    """Let the fine themes of an emergent theme stand in its place. No other theme changes."""
    space, _ = _at(folder, workspace)
    show(_curator(space, coder, note).split(theme))


@themes.command("set-aside")
def set_aside(
    theme: Theme,
    folder: Folder = HERE,
    back: Annotated[bool, typer.Option("--back", help="Take it back instead.")] = False,
    workspace: Elsewhere = None,
    coder: Coder = "",
    note: Note = "",
) -> None:
    """Set an emergent theme aside: it is shown and counted nowhere."""
    space, _ = _at(folder, workspace)
    show(_curator(space, coder, note).set_aside(theme, aside=not back))


@themes.command()
def tree(
    folder: Folder = HERE,
    workspace: Elsewhere = None,
    picture: Annotated[bool, typer.Option("--picture", help="Draw it too, as SVG and PNG in out/.")] = False,
) -> None:
    """Show the tree of emergent themes: coarse, medium, fine."""
    from analyse import discovery
    from report import theme_lines

    space, results = _at(folder, workspace)
    show("\n".join(theme_lines.tree(discovery.latest(space))))
    if picture and results.tree:
        from corpus import files
        from report import drawing, theme_pictures

        drawn = (theme_pictures.tree(results),)
        for name, body in {**drawing.svg(drawn), **drawing.png(drawn)}.items():
            files.write(space.out / name, body)
            show(str(space.out / name))


@themes.command()
def drift(folder: Folder = HERE, workspace: Elsewhere = None) -> None:
    """Tell what became of each emergent theme when the corpus last changed."""
    from analyse import discovery
    from report import theme_lines

    space, _ = _at(folder, workspace)
    show("\n".join(theme_lines.drift(discovery.latest(space))))


@themes.command()
def trust(
    folder: Folder = HERE,
    workspace: Elsewhere = None,
    stability: Annotated[
        bool, typer.Option("--stability", help="Found afresh on ten resamples of the areas: takes ten times as long.")
    ] = False,
) -> None:
    """Show how far each emergent theme can be trusted."""
    from analyse import curation, discovery
    from report import theme_lines
    from report.progress import shown

    space, _ = _at(folder, workspace)
    told = discovery.latest(space)
    if stability:
        with shown() as progress:
            told = curation.measure(space, progress)
    show("\n".join(theme_lines.trust(told)))
