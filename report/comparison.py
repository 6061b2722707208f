"""What is said across areas, as machines read it: one record a statement, each with the ids of its findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from analyse import gist
from analyse.barriers import Cluster
from analyse.beside import SideBySide
from analyse.carrying import Quotes
from analyse.compare import CounterExamples, Difference, Evidence, Rate, ThemeVariation, Variation
from analyse.history import Changes
from analyse.pairs import Pair
from analyse.recommendations import SharedRecommendation
from analyse.support import Need
from corpus.types import Results, Theme
from report import clean
from report.records import Record, rounded
from report.shorthand import pages

_EVIDENCE = ("quote", "page", "pages", "sure", "finding_ids")
THEME_KEYS = (
    *("programme", "theme", "theme_label", "strength", "concern", "mixed", "neutral", "silent"),
    *("strength_areas", "concern_areas", "mixed_areas", "neutral_areas", "silent_areas"),
    *("strength_chi_squared", "strength_df", "strength_p", "strength_q", "strength_i_squared"),
    *("concern_chi_squared", "concern_df", "concern_p", "concern_q", "concern_i_squared"),
    *("stand_out", "most", "most_areas", "judged_areas", "against_areas", "finding_ids"),
)
RATE_KEYS = (
    *("programme", "area", "area_code", "theme", "theme_label", "measure", "passages", "of", "rate", "low", "high"),
    *("residual", "p", "q", "stands_out", *_EVIDENCE),
)
EXCEPTION_KEYS = (
    *("programme", "theme", "theme_label", "most", "most_areas", "judged_areas"),
    *("most_sure_areas", "area", "area_code", "leans", *_EVIDENCE),
)
BESIDE_KEYS = (
    *("programme", "theme", "theme_label", "area", "area_code", "strengths", "concerns", "mixed", "neutral", "state"),
    *("strength_rate", "concern_rate", "strength_q", "concern_q", "summary", "finding_ids"),
)
PAIR_KEYS = (
    *(
        "programme",
        "over",
        "first",
        "first_label",
        "second",
        "second_label",
        "both",
        "first_count",
        "second_count",
        "of",
    ),
    *("phi", "odds_ratio", "p", "q", "areas", "finding_ids"),
)
BARRIER_KEYS = (
    "side",
    "cluster",
    "label",
    "cluster_areas",
    "clause",
    "sure",
    "area",
    "area_code",
    "programme",
    "themes",
    "quote",
    "page",
    "pages",
    "finding_ids",
)
SUPPORT_KEYS = (
    *("area", "area_code", "programme", "theme", "theme_label", "concerns", "mixed", "recommendations"),
    *_EVIDENCE,
)
RECOMMENDATION_KEYS = (
    *("shared", "label", "shared_areas", "area", "area_code", "programme", "review", "passage"),
    *("bodies", "bodies_named", "themes", "lead", "quote", "page", "pages", "sure", "finding_ids"),
)

CHANGE_KEYS = ("kind", "area", "programme", "theme", "theme_label", "before", "after", "page", "quote", "finding_ids")


def themes(found: Iterable[Variation]) -> Iterator[Record]:
    """One record a theme of a programme: in how many areas, how far they differ, who stands out, who is against."""
    for variation in found:
        for its in variation.themes:
            yield {
                **_place(variation.programme, its.theme),
                **{name: len(areas) for name, areas in _lists(its).items()},
                **{f"{name}_areas": _names(areas) for name, areas in _lists(its).items()},
                **_difference("strength", its.difference("strength")),
                **_difference("concern", its.difference("concern")),
                "stand_out": [clean.line(standing(rate)) for rate in its.standing_out],
                **_most(its),
                "against_areas": _names(e.area for e in its.counter_examples.against if e.leans)
                if its.counter_examples
                else [],
                "finding_ids": list(dict.fromkeys(i for r in its.rates if r.measure == "said" for i in r.findings)),
            }


def rates(results: Results, found: Iterable[Variation]) -> Iterator[Record]:
    """One record an area, theme and measure."""
    quotes = Quotes(results)
    for variation in found:
        for its in variation.themes:
            for rate in its.rates:
                yield {
                    "programme": rate.programme,
                    **_area(rate.area, rate.area_code),
                    **_theme(its.theme),
                    "measure": rate.measure,
                    "passages": rate.count,
                    "of": rate.of,
                    "rate": _number(rate.value, 4),
                    "low": _number(rate.interval.low if rate.interval else None, 4),
                    "high": _number(rate.interval.high if rate.interval else None, 4),
                    "residual": rounded(rate.residual, 2),
                    "p": _number(rate.p, 6),
                    "q": _number(rate.q, 6),
                    "stands_out": rate.stands_out,
                    **_evidence(rate.findings, quotes),
                }


def exceptions(results: Results, found: Iterable[Variation]) -> Iterator[Record]:
    """One record an area that tells against what most areas say of a theme."""
    quotes = Quotes(results)
    for variation in found:
        for its in variation.themes:
            if (counter := its.counter_examples) is None:
                continue
            sure = sure_areas(its, counter, quotes)
            certain = sure >= FEWEST_SURE * (many := len(counter.areas)) and many >= FEWEST_MANY * counter.of
            for evidence in counter.against:
                yield {
                    **_place(variation.programme, its.theme),
                    **_most(its),
                    "most_sure_areas": sure,
                    **_area(evidence.area, evidence.area_code),
                    "leans": evidence.leans,
                    **(its_quote := _evidence(evidence.findings, quotes)),
                    "sure": its_quote["sure"] and certain and tells(results, its.theme, counter, evidence, quotes),
                }


FEWEST_AGAINST = 3  # findings of an area that tells against the many
FEWEST_MANY = 0.6  # of the areas judged, for "most" to be no narrow majority
FEWEST_SURE = 1 / 3  # of the areas that lean with most, for what they say to be sure


def tells(results: Results, theme: Theme, found: CounterExamples, against: Evidence, quotes: Quotes) -> bool:
    """Whether an area is sure to tell against the many: by so many findings, and by no sure one on their side."""
    cell = results.matrix.cells[against.area_code or against.area, against.programme, theme.id]
    its = (i for i in cell.findings if quotes.findings[i].valence == found.side)
    return len(against.findings) >= FEWEST_AGAINST and not any(map(quotes.sure, its))


def sure_areas(its: ThemeVariation, found: CounterExamples, quotes: Quotes) -> int:
    """In how many of the areas that lean with most a quote says so for sure."""
    rates = (r for r in its.rates if r.measure == found.side and r.area in found.areas)
    return sum(any(map(quotes.sure, rate.findings)) for rate in rates)


def beside(results: Results, found: Iterable[SideBySide]) -> Iterator[Record]:
    """One record a theme and area."""
    quotes = Quotes(results)
    for side in found:
        for line in side.lines:
            q = {d.measure: rounded(d.q, 6) for d in line.differences}
            for column in line.columns:
                cell = column.cell
                yield {
                    **_place(side.programme, line.theme),
                    **_area(column.row.area, column.row.area_code),
                    "strengths": cell.strengths,
                    "concerns": cell.concerns,
                    "mixed": cell.mixed,
                    "neutral": cell.neutral,
                    "state": cell.state,
                    "strength_rate": _number(column.strength.value if column.strength else None, 4),
                    "concern_rate": _number(column.concern.value if column.concern else None, 4),
                    "strength_q": q.get("strength"),
                    "concern_q": q.get("concern"),
                    "summary": clean.text(gist.told(gist.line(cell, quotes))),
                    "finding_ids": list(cell.findings),
                }


def pairs(found: Iterable[Pair]) -> Iterator[Record]:
    """One record a pair of themes, over passages or over areas."""
    for pair in found:
        yield {
            "programme": pair.programme,
            "over": pair.over,
            "first": pair.first.id,
            "first_label": clean.line(pair.first.label),
            "second": pair.second.id,
            "second_label": clean.line(pair.second.label),
            "both": pair.both,
            "first_count": pair.first_count,
            "second_count": pair.second_count,
            "of": pair.of,
            "phi": rounded(pair.association.phi),
            "odds_ratio": rounded(pair.association.odds_ratio, 2),
            "p": rounded(pair.association.p, 6),
            "q": rounded(pair.q, 6),
            "areas": _names(pair.areas),
            "finding_ids": list(pair.findings),
        }


def barriers(results: Results, found: Sequence[Cluster]) -> Iterator[Record]:
    """One record a clause, with the cluster it is in."""
    quotes = Quotes(results)
    for number, cluster in enumerate(found, start=1):
        for clause in cluster.clauses:
            told = quotes.whole(clause.findings[0])
            yield {
                "side": cluster.side,
                "cluster": number,
                "label": clean.text(cluster.label),
                "cluster_areas": len(cluster.areas),
                "clause": clean.text(clause.text),
                "sure": clause.sure,
                **_area(clause.area, clause.area_code),
                "programme": clause.programme,
                "themes": list(clause.themes),
                "quote": clean.text(told.quote),
                "page": told.spans[0].page,
                "pages": pages(told.spans),
                "finding_ids": list(clause.findings),
            }


def needs(results: Results, found: Iterable[Need]) -> Iterator[Record]:
    """One record an area and theme with concern and no strength: by name of area."""
    quotes = Quotes(results)
    for need in found:
        yield {
            **_area(need.area, need.area_code),
            "programme": need.programme,
            **_theme(need.theme),
            "concerns": need.concerns,
            "mixed": need.mixed,
            "recommendations": len(need.recommendations),
            **_evidence(need.findings, quotes),
            "sure": need.sure,
        }


def recommendations(found: Sequence[SharedRecommendation]) -> Iterator[Record]:
    """One record a recommendation, with the number of the shared one it belongs to if another area is asked so."""
    for number, shared in enumerate(found, start=1):
        for made in shared.recommendations:
            yield {
                "shared": number if len(shared.areas) > 1 else None,
                "label": clean.text(shared.label),
                "shared_areas": len(shared.areas),
                **_area(made.area, made.area_code),
                "programme": made.programme,
                "review": made.review,
                "passage": made.id,
                "bodies": _names(made.bodies),
                "bodies_named": made.named,
                "themes": list(made.themes),
                "lead": clean.text(made.lead),
                "quote": clean.text(made.quote),
                "page": made.spans[0].page,
                "pages": pages(made.spans),
                "sure": shared.sure(made) if len(shared.areas) > 1 else None,
                "finding_ids": list(made.findings),
            }


def standing(rate: Rate) -> str:
    """Who stands out and how, in words: "Ashmere: more concerns"."""
    what = {"said": "said", "strength": "strengths", "concern": "concerns"}[rate.measure]
    return f"{rate.area}: {'more' if rate.residual > 0 else 'fewer' if what != 'said' else 'less'} {what}"


def _lists(its: ThemeVariation) -> dict[str, tuple[str, ...]]:
    return {
        "strength": its.strength,
        "concern": its.concern,
        "mixed": its.mixed,
        "neutral": its.neutral,
        "silent": its.silent,
    }


def _most(its: ThemeVariation) -> Record:
    counter = its.counter_examples
    return {
        "most": counter.side if counter else None,
        "most_areas": len(counter.areas) if counter else 0,
        "judged_areas": counter.of if counter else len(its.strength) + len(its.concern) + len(its.mixed),
    }


def _difference(measure: str, found: Difference | None) -> Record:
    test = found.test if found else None
    return {
        f"{measure}_chi_squared": rounded(test.chi_squared, 2) if test else None,
        f"{measure}_df": test.df if test else None,
        f"{measure}_p": rounded(test.p, 4) if test else None,
        f"{measure}_q": rounded(found.q, 4) if found else None,
        f"{measure}_i_squared": rounded(test.i_squared) if test else None,
    }


def _evidence(ids: Sequence[str], quotes: Quotes) -> Record:
    best = next(iter(quotes.best(ids)), None)
    return {
        "quote": clean.text(best.text) if best else "",
        "page": best.spans[0].page if best else None,
        "pages": pages(best.spans) if best else "",
        "sure": best.sure if best else None,
        "finding_ids": list(ids),
    }


def _place(programme: str, theme: Theme) -> Record:
    return {"programme": programme, **_theme(theme)}


def _theme(theme: Theme) -> Record:
    return {"theme": theme.id, "theme_label": clean.line(theme.label)}


def _area(name: str, code: str) -> Record:
    return {"area": clean.line(name), "area_code": clean.line(code)}


def _names(names: Iterable[str]) -> list[str]:
    return [clean.line(name) for name in names]


def _number(value: float | None, decimals: int) -> float | None:
    return None if value is None else rounded(value, decimals)


def changes(results: Results, found: Changes) -> Iterator[Record]:
    """One record a change since an earlier run: a report, a cell (strengths/concerns/mixed/neutral) or a finding."""
    labels = {theme.id: clean.line(theme.label) for theme in results.themes}

    def record(kind: str, area: str, programme: str | None, theme: str | None, before: str, after: str) -> Record:
        return {
            "kind": kind,
            "area": clean.line(area),
            "programme": programme,
            "theme": theme,
            "theme_label": labels.get(theme, "") if theme else None,
            "before": before,
            "after": after,
            "page": None,
            "quote": "",
            "finding_ids": [],
        }

    for file in found.reviews_new:
        yield record("report", "", None, None, "", clean.line(file))
    for file in found.reviews_gone:
        yield record("report", "", None, None, clean.line(file), "")
    for cell in found.cells:
        before, after = ("/".join(map(str, counts)) if counts else "" for counts in (cell.before, cell.after))
        yield record("cell", cell.area, cell.programme, cell.theme, before, after)
    for f in found.findings:
        yield record(f.kind, f.area, None, f.theme, f.before, f.after) | {
            "page": f.page,
            "quote": clean.text(f.quote),
            "finding_ids": [f.finding],
        }
