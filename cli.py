"""The `analyse` command: every verb, in the order the help shows them."""

from __future__ import annotations

from commands import (
    code,
    compare,
    decide,
    evaluate,
    exchange,
    findings,
    indicators,
    matrix,
    progress,
    reading,
    report,
    themes,
    train,
    workspace,
)
from commands.base import app

for verb in (
    workspace.demo,
    workspace.init,
    workspace.add,
    workspace.status,
    reading.extract,
    reading.passages,
    matrix.matrix,
    findings.findings,
    compare.compare,
    progress.progress,
    exchange.exchange,
    indicators.indicators,
    decide.decisions,
    report.report,
    report.verify,
    workspace.run,
    code.code,
    train.train,
    evaluate.evaluate,
):
    app.command()(verb)
app.add_typer(themes.themes, name="themes")
app.add_typer(decide.decide, name="decide")


def main() -> None:
    app()


if __name__ == "__main__":
    main()
