"""The verb `evaluate`: measure the coder against people's coding, two coders against each other, draw a sample."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.base import Elsewhere, Format, choose, opened, show, updated
from commands.code import Book, Encoding, Road, Trained
from commands.train import CodesColumns, GroupColumn, ValenceColumn
from corpus.errors import WrongUsage


def evaluate(
    what: Annotated[Path, typer.Argument(help="A CSV of texts that people coded; or, with --sample, a workspace.")],
    against: Annotated[
        Path | None, typer.Option(help="A second CSV of codings of the same texts, instead of the coder.")
    ] = None,
    codebook: Book = None,
    coder: Trained = None,
    coding: Road = "tuned",
    id_column: Annotated[str, typer.Option(help="The column with the ids.", show_default="id, else the number")] = "",
    text_column: Annotated[str, typer.Option(help="The column with the text.", show_default="text")] = "",
    codes_column: CodesColumns = None,
    valence_column: ValenceColumn = "",
    group_column: GroupColumn = "",
    format: Format = "table",
    differences: Annotated[Path | None, typer.Option(help="Write every text that differs to this CSV.")] = None,
    sample: Annotated[int, typer.Option(help="Draw so many passages of a workspace for checking.", min=0)] = 0,
    out: Annotated[Path, typer.Option(help="Where the sample is written.")] = Path("sample.csv"),
    show_codes: Annotated[bool, typer.Option("--show-codes", help="Put the machine's codes in the sample.")] = False,
    workspace: Elsewhere = None,
    encoding: Encoding = "",
) -> None:
    """Measure codes against people's coding; or draw passages for people to check."""
    from analyse import coded_rows, evaluation, pairing, texts
    from corpus import files, tables
    from corpus.codebook import default_text, parse, read
    from report import clean, codings
    from report.progress import shown

    choose(format, "table", "csv", "json")
    if sample:
        _draw(what, workspace, sample, out, show_codes)
        return
    if what.is_dir():
        raise WrongUsage(f"{what} is a folder.", "Name a CSV of coded texts, or draw passages with --sample N.")

    def gold(path: Path, *, text_needed: bool) -> tuple[tables.Table, list[coded_rows.CodedRow]]:
        table = tables.look(path, encoding)
        drawn = table.has(coded_rows.WEIGHT_COLUMN)
        its = coded_rows.columns(
            table,
            id_column=id_column,
            text_column=text_column,
            codes_columns=codes_column or (),
            valence_column=valence_column or ("valence" if table.has("valence") else ""),
            group_column=group_column or ("area" if drawn and table.has("area") else ""),
            text_needed=text_needed,
        )
        rows = list(coded_rows.rows(table, its, clean.from_csv_cell))
        if drawn and (blank := sum(not row.coded for row in rows)):
            typer.echo(f"analyse: {blank} of {len(rows)} drawn passages are not coded yet: left out.", err=True)
            rows = [row for row in rows if row.coded]
        return table, rows

    table, rows = gold(what, text_needed=against is None)
    if not rows:
        raise WrongUsage(f"{what.name} holds no coded text.", "Fill in the column codes; none where there is none.")
    if against is not None:
        paired = pairing.with_other(rows, gold(against, text_needed=False)[1])
    else:
        book = read(codebook) if codebook else parse(default_text())
        with shown() as progress:
            paired = pairing.with_machine(rows, texts.coder(codebook, coder, road=coding), book.themes, progress)
    found = evaluation.evaluate(paired.pairs)
    printed = {"table": codings.evaluation_text, "csv": codings.evaluation_csv, "json": codings.evaluation_json}
    show(printed[format](found))
    if differences is not None:
        files.write(differences, codings.differences_csv(found))
    for note in (*table.notes, *paired.notes, *(found.notes if format == "csv" else ())):
        typer.echo(f"analyse: {note}", err=True)


def _draw(folder: Path, elsewhere: Path | None, size: int, out: Path, show_codes: bool) -> None:
    from analyse import sampling, texts
    from corpus import files
    from report import codings
    from report.progress import shown

    space = opened(folder, elsewhere)
    results, _ = updated(space, "code")
    coder = texts.BookCoder(space.codebook(), road=space.settings.coding)
    with shown() as progress:
        possible = sampling.candidates(results.reviews, results.passages, results.findings, coder.uncertainty, progress)
    drawn = sampling.draw(possible, size)
    files.write(out, codings.sample_csv(drawn, show_codes=show_codes))
    typer.echo(f"{len(drawn)} of {len(possible)} passages are in {out}. Fill in codes (ids with ; between, or none)")
    typer.echo(f"and valence, then: analyse evaluate {out}")
