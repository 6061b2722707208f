"""What stands across areas, worked out once for all writers that tell of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from analyse import barriers, compare, exchange, plans, progress, recommendations, support
from corpus import areas
from corpus.indicators import Figure
from corpus.types import Results


@dataclass(frozen=True, slots=True)
class Across:
    """How areas differ, what hinders and helps, what is asked of several, what moved, who could learn from whom."""

    variation: tuple[compare.Variation, ...]
    barriers: tuple[barriers.Cluster, ...]  # enablers too, see their `side`
    shared: tuple[recommendations.SharedRecommendation, ...]
    made: tuple[recommendations.Recommendation, ...]
    needs: tuple[support.Need, ...]
    progress: tuple[progress.Progress, ...]
    exchange: tuple[exchange.Exchange, ...]
    figures: tuple[Figure, ...] = ()  # indicators of the workspace

    def theme(self, theme: str, programme: str) -> compare.ThemeVariation | None:
        """One theme across the areas of a programme."""
        its = (t for v in self.variation if v.programme == programme for t in v.themes if t.theme.id == theme)
        return next(its, None)

    def wanted(self, theme: str) -> dict[str, tuple[str, ...]]:
        """Strengths (ids of findings) whose matter is a concern elsewhere, with the areas where it is."""
        found: dict[str, list[str]] = {}
        for here in self.exchange:
            if here.theme != theme or here.concerns > here.strengths:
                continue
            for partner in here.could_learn:
                for pair in partner.pairs:
                    if pair.sure and partner.area not in (its := found.setdefault(pair.strength, [])):
                        its.append(partner.area)
        return {strength: tuple(sorted(its, key=str.casefold)) for strength, its in found.items()}


@dataclass(frozen=True, slots=True)
class Beside:
    """What a workspace knows beside its reports: areas of its own, actions promised by review id, and indicators."""

    gazetteer: areas.Gazetteer
    plans: Mapping[str, Sequence[plans.Action]]
    figures: tuple[Figure, ...] = ()


# Of one run: every writer is given the very same results, so the last ones are enough.
_beside: list[tuple[Results, Beside]] = []
_last: list[tuple[Results, Across]] = []


def remember(results: Results, beside: Beside) -> None:
    """To be taken into account by `of` when these results are asked for."""
    _beside[:] = [(results, beside)]
    _last.clear()


def of(results: Results) -> Across:
    """All of it; the second writer that asks for the same results gets what the first was given."""
    if not _last or _last[0][0] is not results:
        known = _beside and _beside[0][0] is results
        _last[:] = [(results, _computed(results, _beside[0][1] if known else Beside(areas.load(), {})))]
    return _last[0][1]


def _computed(results: Results, beside: Beside) -> Across:
    return Across(
        variation=compare.variation(results),
        barriers=barriers.clusters(results),
        shared=recommendations.shared(results),
        made=recommendations.made(results),
        needs=support.needed(results),
        progress=progress.of(results, beside.plans),
        exchange=tuple(_examples(its) for its in exchange.partners(results, beside.gazetteer)),
        figures=beside.figures,
    )


def _examples(its: exchange.Exchange) -> exchange.Exchange:
    """To learn from are areas that do well on the theme: one in which concerns prevail is no example of it."""
    return replace(its, learn_from=tuple(p for p in its.learn_from if p.strengths >= p.concerns))
