"""The verb `code`: any CSV of text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.base import Format, choose, show

CsvFile = Annotated[Path, typer.Argument(help="A CSV file of texts, one a row.")]
IdColumn = Annotated[str, typer.Option(help="The column with the id of each text.", show_default="the row's number")]
TextColumn = Annotated[str, typer.Option(help="The column with the text.")]
Book = Annotated[
    Path | None, typer.Option("--codebook", help="A codebook of your own.", show_default="the shipped one")
]
Trained = Annotated[Path | None, typer.Option("--coder", help="A coder that `analyse train` made: its folder.")]
Road = Annotated[str, typer.Option("--coding", help="tuned, or fast (without MiniLM).")]
Encoding = Annotated[str, typer.Option(help="The file's encoding.", show_default="found out")]


def code(
    file: CsvFile,
    id_column: IdColumn = "",
    text_column: TextColumn = "text",
    format: Format = "csv",
    codebook: Book = None,
    coder: Trained = None,
    coding: Road = "tuned",
    sub_themes: Annotated[
        bool | None,
        typer.Option(help="Give sub-themes too.", show_default="only with a codebook of your own"),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write here instead of to the screen.")] = None,
    encoding: Encoding = "",
) -> None:
    """Code a CSV of texts: codes, scores and valence of each row."""
    from contextlib import ExitStack

    from analyse import texts
    from commands.streams import replacing
    from corpus import tables
    from report import codings
    from report.progress import shown

    choose(format, "csv", "jsonl")
    table = tables.look(file, encoding)
    rows = texts.Rows(table, table.column(text_column), table.column(id_column) if id_column else None)
    machine = texts.coder(codebook, coder, road=coding, sub_themes=sub_themes)
    with ExitStack() as stack:
        write = stack.enter_context(replacing(out)) if out else show
        progress = stack.enter_context(shown())
        if format == "csv":
            write(codings.coded_csv((), header=True))
        for batch in texts.code(rows, machine, table.rows, progress):
            write(codings.coded_jsonl(batch) if format == "jsonl" else codings.coded_csv(batch, header=False))
    for note in (*table.notes, *rows.notes()):
        typer.echo(f"analyse: {note}", err=True)
