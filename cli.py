"""The `analyse` command: parses, calls, prints. No logic, and nothing heavy at the top."""

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
Which = Annotated[
    str | None,
    typer.Option("--reviews", help="Which reviews of an area count: latest, first or all.", show_default="latest"),
]
Format = Annotated[str, typer.Option("--format", "-f", help="How to print it.")]
HERE = Path()


def _open(folder: Path, elsewhere: Path | None) -> Workspace:
    from corpus.workspace import Workspace

    space = Workspace.open(folder, elsewhere)
    space.remember_pdfs()
    return space


def _update(space: Workspace, stage: Stage, which: str | None = None) -> tuple[Results, Tally]:
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


def _end(results: Results) -> None:
    """Exit code of a job whose results are printed: 1 when no report could be read, 3 when some could not."""
    if results.failures:
        raise typer.Exit(SOME_FAILED if results.reviews else 1)


def _print(text: str) -> None:
    """To stdout as UTF-8 with LF, whatever the console's own encoding."""
    sys.stdout.flush()
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None or sys.stdout.isatty():
        typer.echo(text, nl=not text.endswith("\n"))
    else:
        stream.write((text if text.endswith("\n") or not text else text + "\n").encode("utf-8"))
        stream.flush()


def _choice(given: str, *known: str) -> str:
    if given not in known:
        raise WrongUsage(f"--format {given} is not a choice.", f"Choose from {', '.join(known)}.")
    return given


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="Where to put the sample reviews and what is made of them.")] = Path(
        "analyse-demo"
    ),
) -> None:
    """Run the whole job on the bundled sample reviews."""
    from corpus import sample

    sample.copy(folder)
    typer.echo(f"The sample reviews are in {folder}. Their areas are invented.", err=True)
    _whole_job(_open(folder, None), show=True)


@app.command()
def init(
    folder: Folder = HERE,
    programme: Annotated[str, typer.Option(help="Read every report as one of this programme.")] = "",
) -> None:
    """Make a workspace: settings, codebook, a folder for the PDFs."""
    from corpus import workspace
    from extract import layouts

    if programme and programme not in {layout.name for layout in layouts.load()}:
        names = ", ".join(layout.name for layout in layouts.load())
        raise WrongUsage(f"There is no programme “{programme}”.", f"Choose from {names}.")
    made = workspace.make(folder, programme)
    _print("\n".join(f"{path}" for path in made) or f"{folder} is a workspace already.")


@app.command()
def add(
    paths: Annotated[list[Path], typer.Argument(help="PDFs, or folders of them. A workspace may stand first.")],
    workspace: Annotated[
        Path | None, typer.Option("--workspace", help="The workspace.", show_default="this folder")
    ] = None,
    area: Annotated[str, typer.Option(help="The area, when the report does not say it or says it wrongly.")] = "",
    date: Annotated[str, typer.Option(help="The last day on site, YYYY-MM-DD.")] = "",
    published: Annotated[str, typer.Option(help="The day of publication, YYYY-MM-DD.")] = "",
    kind: Annotated[str, typer.Option(help="review or follow-up.")] = "",
    programme: Annotated[str, typer.Option(help="The programme, when it is not recognised.")] = "",
    follows: Annotated[str, typer.Option(help="The review this one follows: its file or id.")] = "",
) -> None:
    """Take PDFs into a workspace, and say what their text does not."""
    from analyse import intake

    given = {
        "area": area, "date": date, "published": published, "kind": kind, "programme": programme, "follows": follows,
    }  # fmt: skip
    space, pdfs = intake.sort(paths, workspace)
    for line in intake.add(space, pdfs, {name: value for name, value in given.items() if value}):
        _print(line)


@app.command()
def status(
    folder: Folder = HERE, workspace: Elsewhere = None, as_json: Annotated[bool, typer.Option("--json")] = False
) -> None:
    """Show reviews, what is out of date, failures and the last run."""
    from analyse import standing
    from corpus.workspace import Workspace
    from report import console

    state = standing.of(Workspace.open(folder, workspace))
    if as_json:
        _print(standing.as_json(state))
    else:
        console.print_standing(state)


@app.command()
def extract(
    folder: Annotated[
        Path, typer.Argument(help="A folder of PDF reports, a workspace, or with --debug one PDF.")
    ] = HERE,
    workspace: Elsewhere = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one outcome a file as JSON.")] = False,
    report: Annotated[bool, typer.Option("--report", help="Tell what was read and taken out, by review.")] = False,
    debug: Annotated[
        Path | None, typer.Option(help="Write page pictures with what was understood into this folder.")
    ] = None,
) -> None:
    """Read PDFs into passages."""
    from report import console, records

    if debug is not None:
        _debug(folder, debug)
        return
    space = _open(folder, workspace)
    results, _ = _update(space, "extract")
    if as_json:
        _print(records.outcomes(results.reviews, results.failures))
    elif report:
        from analyse import run
        from extract import report as reading

        documents = run.read(space).documents
        console.print_reading(reading.table((review.file, documents[review.id]) for review in results.reviews))
    else:
        console.print_reviews(results)
    _end(results)


def _debug(pdf: Path, out: Path) -> None:
    from corpus import files
    from extract import debug, read
    from extract.errors import Unreadable

    if not pdf.is_file():
        raise WrongUsage(f"{pdf} is not a file.", "With --debug, name one PDF.")
    data = pdf.read_bytes()
    try:
        for number, picture in debug.pictures(data, read.document(data)):
            files.write(out / f"page-{number:03d}.png", picture)
            _print(str(out / f"page-{number:03d}.png"))
    except Unreadable as error:
        raise AnalyseError(f"{pdf}: {error.reason}.", f"{error.remedy}.") from None


@app.command()
def passages(folder: Folder = HERE, workspace: Elsewhere = None, format: Format = "text") -> None:
    """List the passages of every report."""
    from analyse import run
    from report import records

    _choice(format, "text", "jsonl")
    space = _open(folder, workspace)
    results, _ = _update(space, "extract")
    documents = run.read(space).documents
    for review in results.reviews:
        its = documents[review.id].passages
        if format == "jsonl":
            _print(records.as_jsonl(records.passages(review, its)))
        else:
            _print(
                "\n".join(
                    [f"# {review.area or review.file}, {review.date}", *(records.passage_line(p) for p in its), ""]
                )
            )
    _end(results)


@app.command()
def themes(
    folder: Folder = HERE,
    workspace: Elsewhere = None,
    format: Format = "table",
    origin: Annotated[str, typer.Option(help="Only themes of this origin: codebook or emergent.")] = "",
    quotes: Annotated[int, typer.Option(help="How many quotes to show for each theme.", min=0, max=3)] = 2,
) -> None:
    """Code the passages, discover emergent themes, list them all."""
    from analyse import select
    from report import console, records

    _choice(format, "table", "json", "csv")
    results, _ = _update(_open(folder, workspace), "discover")
    results = select.results(results, origin=origin)
    if format == "table":
        console.print_themes(results, quotes)
    else:
        listed = records.themes(results)
        _print(records.as_json(listed) if format == "json" else records.as_csv(listed, records.THEME_KEYS))
    _end(results)


@app.command()
def matrix(
    folder: Folder = HERE,
    workspace: Elsewhere = None,
    format: Format = "table",
    theme: Themes = None,
    area: Areas = None,
    programme: Programmes = None,
    reviews: Which = None,
) -> None:
    """Set areas against themes."""
    from analyse import select
    from report import console, records

    _choice(format, "table", "csv", "json")
    results, _ = _update(_open(folder, workspace), "discover", reviews)
    results = select.results(results, themes=theme, areas=area, programmes=programme)
    if format == "table":
        console.print_matrix(results)
    elif format == "json":
        _print(records.as_json(records.matrix(results)))
    else:
        _print(records.as_csv(records.matrix(results), records.MATRIX_KEYS))
    _end(results)


@app.command()
def findings(
    folder: Folder = HERE,
    workspace: Elsewhere = None,
    format: Format = "text",
    theme: Themes = None,
    area: Areas = None,
    programme: Programmes = None,
    valence: Annotated[
        list[str] | None, typer.Option(help="strength, concern, mixed or neutral. May be repeated.")
    ] = None,
    origin: Annotated[str, typer.Option(help="Only themes of this origin: codebook or emergent.")] = "",
    section: Annotated[str, typer.Option(help="summary, body or recommendation.")] = "",
    status: Annotated[str, typer.Option(help="proposed, accepted or rejected.")] = "",
    since: Annotated[str, typer.Option(help="Only of reviews from this day on, YYYY-MM-DD.")] = "",
    search: Annotated[str, typer.Option(help="Only quotes with these words in them.")] = "",
    counted: Annotated[bool, typer.Option("--counted", help="Only those that the matrix counts.")] = False,
) -> None:
    """Pull findings, with their exact quotes and pages."""
    from analyse import select
    from report import console, records

    _choice(format, "text", "jsonl", "csv")
    results, _ = _update(_open(folder, workspace), "discover")
    chosen = select.findings(
        results,
        themes=theme,
        areas=area,
        programmes=programme,
        valences=valence,
        origin=origin,
        section=section,
        status=status,
        since=since,
        search=search,
        counted=counted,
    )
    if format == "text":
        console.print_findings(results, chosen, select.in_cells(results))
    elif format == "jsonl":
        _print(records.as_jsonl(records.findings(results, chosen)))
    else:
        _print(records.as_csv(records.findings(results, chosen), records.FINDING_KEYS))
    _end(results)


@app.command()
def report(
    folder: Folder = HERE,
    workspace: Elsewhere = None,
    format: Annotated[
        list[str] | None, typer.Option("--format", "-f", help="xlsx, csv, html, svg, png or all. May be repeated.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Where to write.", show_default="out/ in the workspace")] = None,
    reviews: Which = None,
) -> None:
    """Write the files people read: workbook, page, tables."""
    space = _open(folder, workspace)
    results, _ = _update(space, "discover", reviews)
    _write(space, results, format, out)
    _end(results)


def _write(space: Workspace, results: Results, formats: list[str] | None, out: Path | None) -> None:
    from report import links, write

    if not results.reviews:
        return  # what an earlier run wrote is worth more than empty files
    target = out or space.out
    chosen = [name for given in formats or write.DEFAULT_FORMATS for name in given.split(",")]
    for path in write.write(
        results, target, formats=chosen, pdf_href=lambda r: links.href(space.pdfs / r.file, target)
    ):
        _print(str(path))


@app.command()
def verify(
    out: Annotated[Path, typer.Argument(help="The folder that `analyse report` wrote.")] = Path("out"),
    workspace: Annotated[
        Path | None, typer.Option("--workspace", help="The workspace.", show_default="the folder OUT is in")
    ] = None,
) -> None:
    """Re-check every quote in what was written against the stored pages."""
    from analyse import run
    from corpus.workspace import Workspace
    from report import console, verify

    if not out.is_dir():
        raise WrongUsage(f"{out} is not a folder.", "Name the folder that `analyse report` wrote.")
    space = Workspace.open(workspace or out.resolve().parent)
    checked = verify.verify(out, run.pages_of(space))
    console.print_verified(checked)
    if not checked.holds:
        raise typer.Exit(1)


@app.command()
def run(
    folder: Folder = HERE,
    workspace: Elsewhere = None,
    format: Annotated[list[str] | None, typer.Option("--format", "-f", help="As of `analyse report`.")] = None,
) -> None:
    """Bring everything up to date and write the outputs: the batch job."""
    _whole_job(_open(folder, workspace), show=False, formats=format)


def _whole_job(space: Workspace, *, show: bool, formats: list[str] | None = None) -> None:
    from analyse import run
    from report import console

    results, tally = _update(space, "discover")
    if show:
        console.print_matrix(results)
    _write(space, results, formats, None)
    run.record(space, results, tally)
    typer.echo(f"analyse: {run.summary(results, tally)}", err=True)
    _end(results)


def main() -> None:
    app()


if __name__ == "__main__":
    main()
