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
        "| road | micro F1 | macro F1 | real reports | invented, by another hand | valence kappa, wording alone | "
        "strength or concern |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, f in figures["roads"].items():
        themes, alone = f["left_out_areas"], f["valence_left_out_areas"]["wording alone"]
        lines.append(
            f"| {name} | {themes['micro_f1']:.3f} | {themes['macro_f1']:.3f} | {themes['micro_f1_reviews']:.3f} | "
            f"{f['written_test']['micro_f1']:.3f} | {alone['kappa_four_way']:.3f} | "
            f"{alone['strength_or_concern']:.3f} |"
        )
    return "\n".join(lines)


def card(figures: dict[str, Any]) -> str:
    out, agreed, valence = figures["left_out_areas"], figures["agreement"], figures["valence_left_out_areas"]
    low, high = out["micro_f1_95"]
    fast, tuned = figures["sample_left_out"], figures["sample_left_out_tuned"]
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
        neutral_recall=valence["recall"]["neutral"],
        sides_reviews=valence["wording alone"]["strength_or_concern_reviews"],
        planted=fast["planted"],
        fast_recall=fast["recall"],
        fast_valence=fast["valence_agrees"],
        tuned_recall=tuned["recall"],
        tuned_valence=tuned["valence_agrees"],
        quotes=figures["quotes"]["quotes"],
        carry=figures["quotes"]["sentences_that_carry"],
        with_one=figures["quotes"]["quotes_with_one"],
        chance=figures["quotes"]["by_chance"],
        without=1 / (1 - figures["quotes"]["quotes_with_one"]),
        outcomes=outcomes(figures),
        roads=roads(figures),
        themes=table(figures),
    )


if __name__ == "__main__":
    numbers = json.loads((MODELS / "data" / "coder-figures.json").read_text(encoding="utf-8"))
    (MODELS / "CARD.md").write_text(card(numbers), encoding="utf-8")
