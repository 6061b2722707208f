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


def outcomes(figures: dict[str, Any]) -> str:
    lines = ["| programme | reviews | Spearman (95%) |", "|---|---|---|"]
    for programme, f in figures["net_valence_and_outcome"].items():
        low, high = f["spearman_95"]
        lines.append(f"| {programme} | {f['reviews']} | {f['spearman']:.2f} ({low:.2f} to {high:.2f}) |")
    return "\n".join(lines)


def roads(figures: dict[str, Any]) -> str:
    """The fast road beside the tuned one, on the same passages."""
    lines = [
        "| road | micro F1 | macro F1 | valence kappa, wording alone | strength or concern |",
        "|---|---|---|---|---|",
    ]
    for name, f in figures["roads"].items():
        themes, alone = f["left_out_areas"], f["valence_left_out_areas"]["wording alone"]
        lines.append(
            f"| {name} | {themes['micro_f1']:.3f} | {themes['macro_f1']:.3f} | {alone['kappa_four_way']:.3f} | "
            f"{alone['strength_or_concern']:.3f} |"
        )
    passages = figures["roads"]["fast"]["left_out_areas"]["passages"]
    return (
        f"On the {passages} passages of a third of the areas, that no part of either saw. `fast` is the default: the "
        'linear models alone. `tuned`\n(`coding = "tuned"` in `analyse.toml`) reads with MiniLM beside them, its last '
        "layer tuned to the coded passages; it takes about as long\nas embedding every passage with MiniLM "
        "(`python -m benchmarks.coding`).\n\n" + "\n".join(lines)
    )


def card(figures: dict[str, Any]) -> str:
    out, agreed, valence = figures["left_out_areas"], figures["agreement"], figures["valence_left_out_areas"]
    low, high = out["micro_f1_95"]
    planted = figures.get("sample_left_out", {"planted": 0, "recall": float("nan"), "valence_agrees": float("nan")})
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
        headed=valence["paragraphs_under_a_heading"]["passages"],
        headed_agree=valence["paragraphs_under_a_heading"]["agree"],
        mixed_recall=valence["recall"]["mixed"],
        planted=planted["planted"],
        planted_recall=planted["recall"],
        planted_valence=planted["valence_agrees"],
        outcomes=outcomes(figures),
        roads=roads(figures) if "roads" in figures else "The fast road alone is shipped.",
        themes=table(figures),
    )


if __name__ == "__main__":
    numbers = json.loads((MODELS / "data" / "coder-figures.json").read_text(encoding="utf-8"))
    (MODELS / "CARD.md").write_text(card(numbers), encoding="utf-8")
