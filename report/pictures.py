"""Every picture of a set of results, as SVG and as PNG, each with its alternative text and its data beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from corpus.types import Results
from report import charts, drawing, heatmap, theme_pictures, tilemap
from report.drawing import Picture

# Of one run: every writer is given the very same results, so the last ones are enough.
_last: list[tuple[Results, tuple[Picture, ...]]] = []


def of(results: Results) -> tuple[Picture, ...]:
    """The pictures there are, in the order in which people want them; each is laid out once for all writers."""
    if not _last or _last[0][0] is not results:
        _last[:] = [(results, tuple(replace(its, draw=cache(its.draw)) for its in _all(results)))]
    return _last[0][1]


def _all(results: Results) -> tuple[Picture, ...]:
    return (
        heatmap.picture(results),
        charts.dumbbell(results),
        charts.areas(results),
        *charts.slopes(results),
        *tilemap.pictures(results),
        *theme_pictures.of(results),
    )


def svg(results: Results, _pdf_href: object = None) -> Mapping[str, bytes]:
    return drawing.svg(of(results))


def png(results: Results, _pdf_href: object = None) -> Mapping[str, bytes]:
    return drawing.png(of(results))
