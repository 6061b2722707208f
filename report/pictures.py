"""Every picture of a set of results, as SVG and as PNG, each with its alternative text and its data beside it."""

from __future__ import annotations

from collections.abc import Mapping

from corpus.types import Results
from report import charts, drawing, heatmap, theme_pictures, tilemap
from report.drawing import Picture


def of(results: Results) -> tuple[Picture, ...]:
    """The pictures there are, in the order in which people want them."""
    slopes = charts.slopes(results)
    return (
        heatmap.picture(results),
        charts.dumbbell(results),
        charts.areas(results),
        *([slopes] if slopes else []),
        *tilemap.pictures(results),
        *theme_pictures.of(results),
    )


def svg(results: Results, _pdf_href: object = None) -> Mapping[str, bytes]:
    return drawing.svg(of(results))


def png(results: Results, _pdf_href: object = None) -> Mapping[str, bytes]:
    return drawing.png(of(results))
