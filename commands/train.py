"""The verb `train`: learn a coder from coded texts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.base import opened, updated
from commands.code import Encoding
from corpus.errors import WrongUsage

CodesColumns = Annotated[
    list[str] | None,
    typer.Option(
        "--codes-column",
        "--codes-columns",
        help="The column with the list of codes (with ; between); or, repeated, columns of 0 and 1, one a code.",
        show_default="codes, labels, ...; else all columns of 0 and 1",
    ),
]
ValenceColumn = Annotated[str, typer.Option(help="The column with the valence of the whole text.")]
GroupColumn = Annotated[
    str, typer.Option(help="The column with what hangs together (area, report, author): measured apart.")
]


def train(
    what: Annotated[Path, typer.Argument(help="A CSV of coded texts, or a workspace whose decisions to learn from.")],
    out: Annotated[
        Path | None, typer.Option(help="Folder for the coder.", show_default="NAME-coder; WORKSPACE/coder")
    ] = None,
    text_column: Annotated[str, typer.Option(help="The column with the text.", show_default="text")] = "",
    codes_column: CodesColumns = None,
    valence_column: ValenceColumn = "",
    group_column: GroupColumn = "",
    embedder: Annotated[str, typer.Option(help="minilm (better) or static (about 30 times as fast).")] = "minilm",
    encoding: Encoding = "",
) -> None:
    """Learn a coder from a CSV of coded texts, or from a workspace's decisions."""
    from analyse import coded_rows, learned, learning
    from corpus import tables
    from models import embed
    from report import clean, codings
    from report.progress import shown

    if what.is_dir():
        _from_decisions(what, out)
        return
    table = tables.look(what, encoding)
    its = coded_rows.columns(
        table,
        text_column=text_column,
        codes_columns=codes_column or (),
        valence_column=valence_column,
        group_column=group_column,
    )
    rows = [row for row in coded_rows.rows(table, its, clean.from_csv_cell) if row.text.strip()]
    examples = [learning.Example(r.text, r.codes, r.valence, r.group) for r in rows]
    try:
        with shown() as progress:
            lesson = learning.learn(examples, embedder, progress)
    except embed.ModelError as error:
        raise WrongUsage(f"--embedder {embedder} cannot be used: {error}", "Take minilm or static.") from None
    folder = out or Path(f"{what.stem}-coder")
    learned.save(lesson.coder, folder)
    typer.echo(codings.lesson_text(lesson, examples))
    typer.echo(f"The coder is in {folder}. Use it: analyse code FILE.csv --coder {folder}")
    for note in table.notes:
        typer.echo(f"analyse: {note}", err=True)


def _from_decisions(folder: Path, out: Path | None) -> None:
    from analyse import corrections, desk, learned, texts
    from report.progress import shown

    space = opened(folder, None)
    results, tally = updated(space, "code")
    passages = [p for review in results.reviews for p in results.passages[review.id]]
    score = texts.BookCoder(space.codebook(), road=space.settings.coding).cases
    with shown() as progress:
        cases, thresholds = corrections.cases(passages, desk.codings(results, tally.decided), score, progress)
    found = corrections.learn(cases, thresholds)
    target = out or space.root / learned.NAME
    learned.save(found.coder, target)
    names = found.coder.labels.names
    typer.echo(
        f"Learned from {found.decisions} decisions on {len(names)} themes: {', '.join(names)}. Of decisions left out "
        f"of learning the coder met {found.right_before} before and meets {found.right_after} now."
    )
    used = "Runs of this workspace use it; delete the folder to go back." if out is None else "Name it with --coder."
    typer.echo(f"What was learned is in {target}. {used}")
