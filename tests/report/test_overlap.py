"""How far emergent themes say what the codebook has too."""

from __future__ import annotations

from dataclasses import replace

from corpus.types import Finding, Results, Theme, ThemeNode
from report import overlap


def test_the_overlap_counts_findings_whose_sentences_a_codebook_theme_has_too(results: Results) -> None:
    first, second = results.findings[:2]
    theme = Theme("emergent-x", "Waits", origin="emergent")
    here = replace(first, id="e1", theme=theme.id)
    elsewhere = replace(second, id="e2", theme=theme.id, passage="no-such-passage")
    found = overlap.of(with_theme(results, theme, (here, elsewhere)))[theme.id]
    label = next(t.label for t in results.themes if t.id == first.theme)
    assert found.findings == 2
    assert (label, 1) in found.shared
    assert found.outside == 1
    assert f"1 (50%) stand under {label} too" in found.sentence()


def test_a_loose_theme_is_told_with_a_caution(results: Results) -> None:
    nodes = (
        ThemeNode("a", "Loose", "medium", None, 9, 3, coherence=0.02),
        ThemeNode("b", "Firm", "medium", None, 9, 3, coherence=0.4),
    )
    assert list(overlap.cautions(replace(results, tree=nodes))) == ["a"]


def with_theme(results: Results, theme: Theme, findings: tuple[Finding, ...]) -> Results:
    """The results with an emergent theme whose findings the matrix counts."""
    cell = replace(next(iter(results.matrix.cells.values())), theme=theme.id, findings=tuple(f.id for f in findings))
    matrix = replace(results.matrix, cells={**results.matrix.cells, ("x", "y", theme.id): cell})
    return replace(results, themes=(*results.themes, theme), findings=(*results.findings, *findings), matrix=matrix)
