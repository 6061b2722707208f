"""Coded texts and their evaluation, as machines read them and as people do."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence

from analyse.coded_rows import WEIGHT_COLUMN
from analyse.evaluation import Agreement, Evaluation, Figure, Pair, evaluate
from analyse.learning import Example, Lesson
from analyse.sampling import Drawn
from analyse.texts import Coded
from report import clean

CODED_KEYS = ("id", "codes", "scores", "valence", "valence_score")
CODE_KEYS = (
    *("code", "positives", "said", "both", "precision", "recall", "f1", "f1_low", "f1_high"),
    *("kappa", "kappa_low", "kappa_high", "alpha", "alpha_low", "alpha_high", "note"),
)
WEAK = 0.5  # F1 below which a code is not to be relied on


def coded_jsonl(batch: Iterable[Coded]) -> str:
    return "".join(
        json.dumps(
            {
                "id": clean.text(one.id),
                "codes": list(one.codes),
                "scores": dict(one.scores),
                "valence": one.valence,
                "valence_score": one.valence_score,
            },
            ensure_ascii=False,
        )
        + "\n"
        for one in batch
    )


def coded_csv(batch: Iterable[Coded], *, header: bool) -> str:
    rows = (
        (
            clean.csv_cell(one.id),
            clean.csv_cell(";".join(one.codes)),
            json.dumps(dict(one.scores), ensure_ascii=False),
            one.valence,
            f"{one.valence_score:g}",
        )
        for one in batch
    )
    return as_csv(rows, CODED_KEYS if header else None)


def as_csv(rows: Iterable[Sequence[object]], header: Sequence[str] | None = None) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if header is not None:
        writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def evaluation_json(found: Evaluation) -> str:
    def figure(value: Figure) -> dict[str, float | None]:
        return {"value": _round(value.value), "low": _round(value.low), "high": _round(value.high)}

    def agreement(a: Agreement) -> dict[str, object]:
        return {
            "code": a.code,
            **{k: _round(v) for k, v in (("positives", a.positives), ("said", a.said), ("both", a.both))},
            **{k: figure(v) for k, v in a.figures},
            "note": a.note,
        }

    body = {
        "texts": found.texts,
        "weighted": found.weighted,
        "groups": found.groups,
        "overall": {name: figure(value) for name, value in found.overall},
        "codes": [agreement(a) for a in found.codes],
        "notes": list(found.notes),
        "differences": [
            {"id": d.id, "missed": list(d.missed), "added": list(d.added), "text": clean.text(d.text)}
            for d in found.differences
        ],
    }
    return json.dumps(body, ensure_ascii=False, indent=1)


def evaluation_csv(found: Evaluation) -> str:
    def row(a: Agreement) -> list[object]:
        figures = dict(a.figures)
        cells: list[object] = [clean.csv_cell(a.code), _cell(a.positives), _cell(a.said), _cell(a.both)]
        cells += [_cell(figures[name].value) for name in ("precision", "recall")]
        for name in ("f1", "kappa", "alpha"):
            cells += [_cell(figures[name].value), _cell(figures[name].low), _cell(figures[name].high)]
        return [*cells, a.note]

    return as_csv((row(a) for a in found.codes), CODE_KEYS)


def differences_csv(found: Evaluation) -> str:
    rows = (
        (
            *map(clean.csv_cell, (d.id, ";".join(d.missed), ";".join(d.added))),
            *(d.gold_valence, d.said_valence),
            clean.csv_cell(d.text),
        )
        for d in found.differences
    )
    return as_csv(rows, ("id", "missed", "added", "gold_valence", "valence", "text"))


def evaluation_text(found: Evaluation, most: int = 10) -> str:
    """A table of themes, the figures over all of them, what is too little to tell, and the first differences."""
    width = max((len(a.code) for a in found.codes), default=4)
    head = f"{'code':<{width}} {'texts':>6} {'prec':>5} {'rec':>5}  {'F1':<18} {'kappa':<18} {'alpha':<18}"
    lines = [f"{found.texts} texts{', weighted back to what they were drawn from' if found.weighted else ''}", "", head]
    for a in found.codes:
        f = dict(a.figures)
        cells = [f"{clean.line(a.code):<{width}} {a.positives:>6.0f}"]
        cells += [f"{_shown(f[name].value):>5}" for name in ("precision", "recall")]
        cells += ["", *(f"{_interval(f[name]):<18}" for name in ("f1", "kappa", "alpha")), a.note]
        lines.append(" ".join(cells).rstrip())
    lines.append("")
    lines += [f"{name:<28} {_interval(value)}" for name, value in found.overall]
    lines += ["", *found.notes] if found.notes else []
    if found.differences:
        lines += ["", f"{len(found.differences)} of {found.texts} texts differ; the first:"]
        for d in found.differences[:most]:
            said = [f"missed {clean.line(c)}" for c in d.missed] + [f"added {clean.line(c)}" for c in d.added]
            if d.gold_valence != d.said_valence:
                said.append(f"{d.said_valence} instead of {d.gold_valence}")
            lines.append(f"  {clean.line(d.id)}: {', '.join(said)}: {clean.line(d.text)[:100]}")
    return "\n".join(lines) + "\n"


def lesson_text(lesson: Lesson, examples: Sequence[Example]) -> str:
    """What was learned and how well, on texts left out of learning."""
    names = lesson.coder.labels.names
    pairs = [
        Pair(str(i), e.text, e.codes & frozenset(names), said, group=e.group)
        for i, (e, said) in enumerate(zip(examples, lesson.said, strict=True))
    ]
    found = evaluate(pairs, names)
    lines = [f"Learned {len(names)} codes from {len(examples)} texts. On texts left out of learning:"]
    lines += [f"  {name:<28} {_interval(value)}" for name, value in found.overall[:3]]
    weak = [a for a in found.codes if not a.note and (dict(a.figures)["f1"].value or 0) < WEAK]
    if weak:
        lines.append(f"  Weak (F1 under {WEAK}): {', '.join(clean.line(a.code) for a in weak)}")
    lines += [f"  {note}" for note in found.notes]
    if lesson.rare:
        lines.append(f"  Not learned, too few texts: {', '.join(clean.line(code) for code in lesson.rare)}")
    return "\n".join(lines)


def sample_csv(drawn: Iterable[Drawn], *, show_codes: bool) -> str:
    """Passages to code; blind unless the machine's codes are asked for."""
    header = [*("id", "review", "area", "programme", "page", "section", "text"), *("codes", "valence", "note")]
    header += ["chance", WEIGHT_COLUMN, *(["machine_codes"] if show_codes else [])]
    rows = []
    for one in drawn:
        passage, review = one.candidate.passage, one.candidate.review
        said = (clean.csv_cell(";".join(one.candidate.codes)),) if show_codes else ()
        where = map(clean.csv_cell, (review.id, review.area, review.programme))
        text = map(clean.csv_cell, (" > ".join(passage.section), passage.text))
        weights = (f"{one.chance:.6g}", f"{1 / one.chance:.6g}")
        rows.append((passage.id, *where, passage.spans[0].page, *text, "", "", "", *weights, *said))
    return as_csv(rows, header)


def _interval(figure: Figure) -> str:
    between = f" ({figure.low:.2f} to {figure.high:.2f})" if figure.low is not None and figure.high is not None else ""
    return _shown(figure.value) + between


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _cell(value: float | None) -> str:
    return "" if value is None else f"{round(value, 3):g}"
