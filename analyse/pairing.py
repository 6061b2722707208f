"""Bringing two codings of the same texts together: a person's and the machine's, or two people's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analyse import texts
from analyse.coded_rows import CodedRow
from analyse.evaluation import Pair
from corpus.areas import key
from corpus.errors import AnalyseError
from corpus.types import Theme, Valence


@dataclass(frozen=True, slots=True)
class Paired:
    pairs: tuple[Pair, ...]
    notes: tuple[str, ...]


def with_machine(
    gold: Sequence[CodedRow], coder: texts.TextCoder, themes: Sequence[Theme], progress: texts.Progress
) -> Paired:
    """Codes the texts and pairs them. A code of the gold coding may be written as a theme's id, label or other name."""
    ids = _ids(coder.codes, themes)
    said = [one for batch in texts.code([(r.id, r.text) for r in gold], coder, len(gold), progress) for one in batch]
    pairs = tuple(
        _pair(row, frozenset(ids.get(key(code), code) for code in row.codes), frozenset(one.codes), one.valence)
        for row, one in zip(gold, said, strict=True)
    )
    unknown = sorted({code for row in gold for code in row.codes if key(code) not in ids})
    notes = [f"Not a code of this coder, so always missed: {', '.join(unknown)}."] if unknown else []
    return Paired(pairs, tuple(notes))


def with_other(gold: Sequence[CodedRow], other: Sequence[CodedRow]) -> Paired:
    """Pairs the texts that both files hold, by id. Raises AnalyseError where they share none."""
    by_id = {row.id: row for row in other}
    shared = [row for row in gold if row.id in by_id]
    if not shared:
        raise AnalyseError("The two files share no id.", "Name the column that holds the ids with --id-column.")
    notes = []
    for name, missing in (
        ("second", len(gold) - len(shared)),
        ("first", len(by_id) - len({row.id for row in shared})),
    ):
        if missing:
            notes.append(f"{missing} texts are not in the {name} file and were left out.")
    pairs = tuple(_pair(row, row.codes, by_id[row.id].codes, by_id[row.id].valence) for row in shared)
    return Paired(pairs, tuple(notes))


def _pair(row: CodedRow, gold: frozenset[str], said: frozenset[str], valence: Valence | None) -> Pair:
    return Pair(row.id, row.text, gold, said, row.valence, valence, row.group, row.weight)


def _ids(codes: Sequence[str], themes: Sequence[Theme]) -> dict[str, str]:
    """What a code may be called, to the code. A name of two themes names neither."""
    known = {key(code): code for code in codes}
    names: dict[str, set[str]] = {}
    for theme in themes:
        if theme.id in codes:
            for name in (theme.label, *theme.other_names):
                names.setdefault(key(name), set()).add(theme.id)
    return {name: next(iter(its)) for name, its in names.items() if len(its) == 1} | known
