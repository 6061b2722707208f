"""How far the coders of the training material agree, printed and written to `models/AGREEMENT.md`.

Run: `python -m scripts.agreement`. Reads `models/training/codes.csv` alone; no text is needed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from analyse import agreement
from corpus.types import VALENCES
from scripts import codes

TARGET = Path(__file__).parents[1] / "models" / "AGREEMENT.md"
LEAST = 50  # passages of a coder, below which a figure tells little
Statistic = Callable[[Sequence[int]], float | None]


def figures() -> dict[str, Any]:
    """Two coders of one passage, by code and together, with 95 % intervals from drawing whole reports anew."""
    twice = [coded for coded in codes.read().values() if len(coded.codings) > 1]
    first, second = ([coded.codings[i].codes for coded in twice] for i in (0, 1))
    settled = [coded.settled.codes for coded in twice]
    reports = [coded.codings[0].review for coded in twice]
    names = list(agreement.scores(first, second))
    met = tables(reports, [[(c in a, c in b) for c in names] for a, b in zip(first, second, strict=True)], 2)
    valences = tables(
        reports,
        [
            [(VALENCES.index(a[c]), VALENCES.index(b[c])) for c in a if c in b]
            for a, b in zip(first, second, strict=True)
        ],
        len(VALENCES),
        together=True,
    )

    def with_interval(statistic: Statistic) -> dict[str, Any]:
        rows = range(len(met))
        value, ends = statistic(rows), agreement.interval(statistic, rows)
        return {"value": rounded(value), "95": None if ends is None else [rounded(ends.low), rounded(ends.high)]}

    def f1s(rows: Sequence[int]) -> Any:
        table = met[list(rows)].sum(axis=0)
        return 2 * table[:, 1, 1], table[:, 1].sum(axis=1) + table[:, :, 1].sum(axis=1)

    units = [[coding.codes for coding in coded.codings] for coded in twice]
    return {
        "passages": len(twice),
        "reports": len(set(reports)),
        "pairs": len(Counter(tuple(c.coder for c in coded.codings[:2]) for coded in twice)),
        "same_codes": sum(set(a) == set(b) for a, b in zip(first, second, strict=True)),
        "settled": sum(coded.settled.coder == codes.SETTLED for coded in twice),
        "micro_f1": with_interval(lambda rows: float(f1s(rows)[0].sum() / f1s(rows)[1].sum())),
        "macro_f1": with_interval(lambda rows: float(np.mean(np.divide(*f1s(rows))))),
        "valence_kappa": with_interval(lambda rows: agreement.kappa_of(valences[list(rows)].sum(axis=(0, 1)))),
        "both_gave": int(valences.sum()),
        "against_settled": {
            coder: {
                "passages": len(rows),
                "micro_f1": rounded(agreement.micro_f1([of for of, _ in rows], [true for _, true in rows])),
            }
            for coder, rows in by_coder(twice).items()
            if len(rows) >= LEAST
        },
        "themes": {
            name: {
                "positives": sum(name in of for of in settled),
                "kappa": with_interval(lambda rows, at=at: agreement.kappa_of(met[list(rows), at].sum(axis=0))),  # type: ignore[misc]
                "alpha": rounded(agreement.alpha([[name in of for of in unit] for unit in units])),
                "dropped": sum(name in a or name in b for a, b in zip(first, second, strict=True))
                - sum(name in of for of in settled),
            }
            for at, name in enumerate(names)
        },
    }


def tables(
    reports: Sequence[str], pairs: Sequence[Sequence[tuple[int, int]]], size: int, *, together: bool = False
) -> Any:
    """How often two coders' labels met, (reports, codes, size, size); `together` counts all codes as one."""
    rows = {report: row for row, report in enumerate(dict.fromkeys(reports))}
    found = np.zeros((len(rows), 1 if together else len(pairs[0]), size, size), dtype=np.int64)
    for report, of in zip(reports, pairs, strict=True):
        for at, (a, b) in enumerate(of):
            found[rows[report], 0 if together else at, int(a), int(b)] += 1
    return found


def by_coder(twice: Sequence[codes.Coded]) -> dict[str, list[tuple[Any, Any]]]:
    """Each coder's codes of the passages that another coded too, beside the settled ones."""
    found: dict[str, list[tuple[Any, Any]]] = {}
    for coded in twice:
        for coding in coded.codings:
            found.setdefault(coding.coder, []).append((coding.codes, coded.settled.codes))
    return dict(sorted(found.items()))


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def printed(figure: dict[str, Any]) -> str:
    return f"{figure['value']:.2f}" + (f" ({figure['95'][0]:.2f} to {figure['95'][1]:.2f})" if figure["95"] else "")


def page(found: dict[str, Any]) -> str:
    themes = "\n".join(
        f"| `{name}` | {of['positives']} | {printed(of['kappa'])} | {of['alpha']:.2f} | {of['dropped']} |"
        for name, of in sorted(found["themes"].items(), key=lambda item: -item[1]["kappa"]["value"])
    )
    coders = ", ".join(f"{name} {of['micro_f1']:.2f}" for name, of in found["against_settled"].items())
    return f"""# How far the coders agree

Written by `python -m scripts.agreement` from `models/training/codes.csv`.

**All coders, and the third reader who settled where they differ, were language models reading passage by passage
with the codebook. They are not people.** They are one family of reader, so their agreement is a ceiling for a machine
taught by them; it does not tell how far people would agree with one another or with them.

{found["passages"]} passages of {found["reports"]} reports were coded by two who did not see each other's work
({found["pairs"]} pairs of coders; where three coded, the first two count here and all three in alpha). They are
all the prose of the reports that was coded, so kappa is of that mix. Intervals (95 %) come from drawing whole reports
anew. Formulas: `analyse/agreement.py`.

| | |
|---|---|
| micro F1 between two coders | **{printed(found["micro_f1"])}** |
| macro F1 | {printed(found["macro_f1"])} |
| exactly the same codes | {found["same_codes"]} of {found["passages"]} |
| kappa of valence, four ways, on the {found["both_gave"]} codes both gave | {printed(found["valence_kappa"])} |
| micro F1 of a coder against the settled codes (coders with {LEAST} such passages) | {coders} |

{found["settled"]} passages were settled by a third reader, who had the text, its headings and both codings, and who
kept to codes that one of the coders had given: `settled` in the file. Where two agree, theirs stands. The last line of
figures flatters the coders for both reasons.

| theme | passages, as settled | Cohen's kappa (95 %) | Krippendorff's alpha | given by one, not kept |
|---|---|---|---|---|
{themes}
"""


if __name__ == "__main__":
    text = page(figures())
    TARGET.write_text(text, encoding="utf-8")
    print(text, end="")
