"""What stands across areas, worked out once for all writers that tell of it."""

from __future__ import annotations

from dataclasses import dataclass

from analyse import barriers, compare, recommendations, support
from corpus.types import Results


@dataclass(frozen=True, slots=True)
class Across:
    """How areas differ, what hinders and helps, what is asked of several, where support is needed."""

    variation: tuple[compare.Variation, ...]
    barriers: tuple[barriers.Cluster, ...]  # enablers too, see their `side`
    shared: tuple[recommendations.SharedRecommendation, ...]
    made: tuple[recommendations.Recommendation, ...]
    needs: tuple[support.Need, ...]

    def theme(self, theme: str, programme: str) -> compare.ThemeVariation | None:
        """One theme across the areas of a programme."""
        its = (t for v in self.variation if v.programme == programme for t in v.themes if t.theme.id == theme)
        return next(its, None)


_last: list[tuple[Results, Across]] = []  # of one run: every writer is given the very same results


def of(results: Results) -> Across:
    """All of it; the second writer that asks for the same results gets what the first was given."""
    if not _last or _last[0][0] is not results:
        _last[:] = [(results, _computed(results))]
    return _last[0][1]


def _computed(results: Results) -> Across:
    return Across(
        variation=compare.variation(results),
        barriers=barriers.clusters(results),
        shared=recommendations.shared(results),
        made=recommendations.made(results),
        needs=support.needed(results),
    )
