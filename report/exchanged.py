"""Who could learn from whom, as machines read it and for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from analyse.carrying import Quotes
from analyse.exchange import METHOD, Exchange, Pair, Partner
from corpus.types import Results
from report import clean
from report.records import Record, rounded
from report.shorthand import on_pages, pages

KEYS = (
    *("area", "area_code", "programme", "theme", "theme_label", "strengths", "concerns", "direction"),
    *("partner", "partner_code", "partner_region", "nearness", "rank", "partner_strengths", "partner_concerns"),
    *("likeness", "sure", "concern", "concern_page", "concern_pages"),
    *("strength", "strength_page", "strength_pages", "pairs", "finding_ids"),
)
_QUOTE = 240  # letters shown on a terminal; files have the whole


def records(results: Results, found: Iterable[Exchange]) -> Iterator[Record]:
    """One record an area, a theme, a partner and a direction: `learn-from` it or it `could-learn` from the area."""
    labels = {t.id: clean.line(t.label) for t in results.themes}
    quotes = Quotes(results)
    for exchange in found:
        for direction, partners in (("learn-from", exchange.learn_from), ("could-learn", exchange.could_learn)):
            for partner in partners:
                best = partner.pairs[0]
                concern, strength = quotes.at(best.concern, best.asked), quotes.at(best.strength, best.told)
                yield {
                    "area": clean.line(exchange.area),
                    "area_code": clean.line(exchange.area_code),
                    "programme": exchange.programme,
                    "theme": exchange.theme,
                    "theme_label": labels[exchange.theme],
                    "strengths": exchange.strengths,
                    "concerns": exchange.concerns,
                    "direction": direction,
                    "partner": clean.line(partner.area),
                    "partner_code": clean.line(partner.area_code),
                    "partner_region": clean.line(partner.region),
                    "nearness": partner.nearness,
                    "rank": partner.rank,
                    "partner_strengths": partner.strengths,
                    "partner_concerns": partner.concerns,
                    "likeness": rounded(best.likeness),
                    "sure": best.sure,
                    "concern": clean.text(concern.text),
                    "concern_page": concern.spans[0].page,
                    "concern_pages": pages(concern.spans),
                    "strength": clean.text(strength.text),
                    "strength_page": strength.spans[0].page,
                    "strength_pages": pages(strength.spans),
                    "pairs": [_pair(pair, quotes) for pair in partner.pairs],
                    "finding_ids": [i for pair in partner.pairs for i in (pair.concern, pair.strength)],
                }


def print_exchange(results: Results, found: Iterable[Exchange], console: Console, *, partners: int = 3) -> None:
    """For each area and theme, its concern beside the nearest areas' strengths, and who could learn from it."""
    labels = {t.id: clean.line(t.label) for t in results.themes}
    quotes = Quotes(results)
    none = True
    for exchange in found:
        none = False
        head = f"{exchange.area} · {labels[exchange.theme]}  +{exchange.strengths} -{exchange.concerns}"
        console.print(Text(clean.line(head), style="bold underline"))
        for title, its in (
            ("Could learn from", exchange.learn_from),
            ("Could be learnt from by", exchange.could_learn),
        ):
            if its:
                console.print(Text(f"{title} ({len(its)} in all, nearest first)", style="bold"))
            for partner in its[:partners]:
                _print_partner(partner, quotes, console)
        console.print()
    if none:
        console.print(Text("Nobody to learn from: no strength elsewhere is about the same matter as a concern here."))
    console.print(Text(f"Method: {METHOD}", style="dim"))


def _print_partner(partner: Partner, quotes: Quotes, console: Console) -> None:
    near = {
        "neighbour": f"statistical neighbour {partner.rank}",
        "region": f"same region, {partner.region}",
        "elsewhere": partner.region or "elsewhere",
    }[partner.nearness]
    best = partner.pairs[0]
    head = f"{partner.area} ({near}): +{partner.strengths} -{partner.concerns}; likeness {best.likeness:.2f}"
    head += "" if best.sure else "  ? read both pages first"
    console.print(Padding(Text(clean.line(head)), (0, 0, 0, 2)))
    for sign, quoted in (("-", quotes.at(best.concern, best.asked)), ("+", quotes.at(best.strength, best.told))):
        console.print(Padding(Text(f"{sign} “{_short(quoted.text)}” ({on_pages(quoted.spans)})"), (0, 0, 0, 4)))


def _pair(pair: Pair, quotes: Quotes) -> Record:
    concern, strength = quotes.at(pair.concern, pair.asked), quotes.at(pair.strength, pair.told)
    return {
        "likeness": rounded(pair.likeness),
        "sure": pair.sure,
        "concern_finding": pair.concern,
        "concern_review": concern.finding.review,
        "concern_page": concern.spans[0].page,
        "concern_pages": pages(concern.spans),
        "concern": clean.text(concern.text),
        "strength_finding": pair.strength,
        "strength_review": strength.finding.review,
        "strength_page": strength.spans[0].page,
        "strength_pages": pages(strength.spans),
        "strength": clean.text(strength.text),
    }


def _short(text: str) -> str:
    line = clean.line(text)
    return line if len(line) <= _QUOTE else line[: _QUOTE - 1].rsplit(" ", 1)[0] + " ..."
