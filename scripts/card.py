"""Writes `models/CARD.md` from the figures that `scripts/train.py` measured."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

MODELS = Path(__file__).parents[1] / "models"


def table(figures: dict[str, Any]) -> str:
    kappa = figures["agreement"]["kappa"]
    lines = ["| theme | positives | precision | recall | F1 (95%) | kappa of two coders |", "|---|---|---|---|---|---|"]
    for theme, f in figures["left_out_areas"]["themes"].items():
        low, high = f["f1_95"]
        lines.append(
            f"| `{theme}` | {f['positives']} | {f['precision']:.2f} | {f['recall']:.2f} | "
            f"{f['f1']:.2f} ({low:.2f} to {high:.2f}) | {kappa.get(theme, float('nan')):.2f} |"
        )
    return "\n".join(lines)


def card(figures: dict[str, Any]) -> str:
    out, agreed, valence = figures["left_out_areas"], figures["agreement"], figures["valence_left_out_areas"]
    low, high = out["micro_f1_95"]
    template = (MODELS / "training" / "CARD.template.md").read_text(encoding="utf-8")
    return template.format(
        passages=out["passages"],
        micro=out["micro_f1"],
        low=low,
        high=high,
        macro=out["macro_f1"],
        reviews=out["micro_f1_reviews"],
        sample=out["micro_f1_sample"],
        written=out["micro_f1_written"],
        test=figures["written_test"]["micro_f1"],
        test_passages=figures["written_test"]["passages"],
        test_valence=figures["written_test"]["valence_kappa_four_way"],
        twice=agreed["passages"],
        agreed=agreed["micro_f1"],
        agreed_valence=agreed["valence_kappa"],
        findings=valence["findings"],
        kappa_section=valence["with section"]["kappa_four_way"],
        kappa_alone=valence["wording alone"]["kappa_four_way"],
        sides_section=valence["with section"]["strength_or_concern"],
        sides_alone=valence["wording alone"]["strength_or_concern"],
        themes=table(figures),
    )


if __name__ == "__main__":
    numbers = json.loads((MODELS / "data" / "coder-figures.json").read_text(encoding="utf-8"))
    (MODELS / "CARD.md").write_text(card(numbers), encoding="utf-8")
