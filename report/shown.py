"""Which themes the page and its pictures show: not those that nobody looked for, nor those that tell nothing across
areas."""

from __future__ import annotations

from corpus.types import Results, Theme
from report import clean
from report.order import arranged
from report.shorthand import count


def themes(results: Results) -> tuple[Theme, ...]:
    """Those of the matrix in the order of outputs, less the unreviewed and those shown apart."""
    left = {theme.id for theme in unreviewed(results)}
    return tuple(theme for theme in arranged(results.matrix.themes) if not theme.apart and theme.id not in left)


def unreviewed(results: Results) -> tuple[Theme, ...]:
    """Themes of the codebook that are out of the scope of every review here that could be read."""
    found: list[Theme] = []
    for theme in arranged(results.matrix.themes):
        states = {results.matrix.cell(row, theme).state for row in results.matrix.rows}
        if theme.origin == "codebook" and "not-reviewed" in states and states <= {"not-reviewed", "not-processed"}:
            found.append(theme)
    return tuple(found)


def left_out(results: Results) -> tuple[str, ...]:
    """What is not shown, in a sentence each."""
    said = []
    if outside := unreviewed(results):
        names = "; ".join(clean.line(theme.label) for theme in outside)
        said.append(f"Left out, as no review here was to look at {'them' if len(outside) > 1 else 'it'}: {names}.")
    if apart := sum(theme.apart for theme in results.matrix.themes):
        stands = "stands" if apart == 1 else "stand"
        said.append(
            f"{count(apart, 'emergent theme')} that {'is' if apart == 1 else 'are'} no finding across areas, such as a "
            f"body's name or a unit, {stands} in the sheet Themes of matrix.xlsx only, with the reason."
        )
    return tuple(said)
