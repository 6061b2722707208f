"""What is said across areas, for a terminal: plain tables, each statement with a quote and its page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from analyse import barriers as said_to_hinder
from analyse import gist
from analyse.barriers import Cluster
from analyse.beside import SideBySide
from analyse.carrying import Quoted, Quotes
from analyse.compare import CounterExamples, Difference, Evidence, Rate, Side, ThemeVariation, Variation
from analyse.pairs import METHOD, Pair
from analyse.recommendations import AT_LEAST, SharedRecommendation
from analyse.support import Need
from corpus.types import Results
from report import clean
from report.comparison import FEWEST_SURE, standing, sure_areas, tells
from report.headlines import main_emergent
from report.shorthand import count, on_pages

_LABEL = 40  # letters of a theme's label
_QUOTE = 240  # letters of a quote: whole sentences, unless the first is longer
_LEAD = 100  # letters of a lead-in
_SIDES = {"strength": "strengths", "concern": "concerns"}
_MOST_EMERGENT = 10  # as in the matrix
_MOST_PAIRS = 12  # of one kind; the CSV has them all


class Compared:
    """Prints what is said across areas. `quotes` is how many stand under each statement."""

    def __init__(self, results: Results, console: Console, quotes: int = 1) -> None:
        self.results = results
        self.console = console
        self.quotes = quotes
        self._by_id = {f.id: f for f in results.findings}
        self._evidence = Quotes(results)
        self._areas = {r.id: r.area or r.file for r in results.reviews}
        self._labels = {t.id: clean.line(t.label) for t in results.themes}

    def themes(self, found: Iterable[Variation]) -> None:
        """By theme: in how many areas what, how far they differ, who stands out, and who tells against the many."""
        for variation in found:
            self._heading(f"{variation.programme}: {count(len(variation.areas), 'area')}")
            main = {theme.id for theme in main_emergent(self.results, _MOST_EMERGENT)}
            shown = [its for its in variation.themes if its.theme.origin == "codebook" or its.theme.id in main]
            left_out = len(variation.themes) - len(shown)
            self.console.print(self._spread(shown))
            rest = f"; {left_out} themes the reports brought up in fewer areas: --format csv" if left_out else ""
            self._line(f"Numbers are areas. * areas differ by more than chance{rest}\n", style="dim")
            self._standing_out(variation)
            self._counter_examples(variation)
            self._method(variation.method)

    def rates(self, found: Iterable[Variation]) -> None:
        """Every area's rate by every measure."""
        for variation in found:
            self._heading(f"{variation.programme}: {count(len(variation.areas), 'area')}")
            table = self._table(("Theme", "left"), ("Area", "left"), ("Measure", "left"), ("Passages", "left"),
                                ("Residual", "right"), ("q", "right"))  # fmt: skip
            for its in variation.themes:
                for rate in its.rates:
                    star = " *" if rate.stands_out else ""
                    cells = (clean.line(its.theme.label), clean.line(rate.area), rate.measure, _percent(rate))
                    table.add_row(*map(Text, cells), f"{rate.residual:+.1f}", _q(rate.q) + star)
            self.console.print(table)
            self.console.print(Text("* stands out by more than chance", style="dim"))
            self._method(variation.method)

    def exceptions(self, found: Iterable[Variation]) -> None:
        """Every theme on which most areas lean one way, and every area that tells against it."""
        for variation in found:
            told: set[str] = set()
            self._heading(f"{variation.programme}: {count(len(variation.areas), 'area')}")
            for its in variation.themes:
                if (counter := its.counter_examples) is not None:
                    leaning = [e for e in counter.against if e.leans]
                    self._line(f"{self._claim(its, counter)}; {_against(its, counter, leaning)}")
                    for evidence in leaning:
                        self._quotes(evidence.findings, told, doubt=self._doubted(its, counter, evidence))
                    if rest := [e for e in counter.against if not e.leans]:
                        self._line(f"    {_SIDES[_other(counter)]} also where they do not prevail:", style="dim")
                    for evidence in rest:
                        self._quotes(evidence.findings, told)

    def beside(self, found: Iterable[SideBySide]) -> None:
        for side in found:
            self._heading(f"{side.programme}: {', '.join(side.areas)}")
            for line in side.lines:
                if not any(c.cell.state == "found" for c in line.columns):
                    continue
                apart = [f"{_SIDES[d.measure]} differ, q {d.q:.3f}" for d in line.differences if d.beyond_chance]
                note = f"  ({'; '.join(apart)})" if apart else ""
                self.console.print(Text(clean.line(line.theme.label) + note, style="bold"))
                for column in line.columns:
                    cell = column.cell
                    counts = f"+{cell.strengths} -{cell.concerns} ~{cell.mixed}"
                    rates = ", ".join(
                        f"{_SIDES[r.measure]} {_percent(r)}" for r in (column.strength, column.concern) if r and r.count
                    )
                    self._line(f"  {column.row.area}: {counts if cell.state == 'found' else cell.state}  {rates}")
                    for said in gist.line(cell, self._evidence):
                        self._quote(self._evidence.of(said.finding))
            self._method(side.method)

    def pairs(self, found: Sequence[Pair]) -> None:
        """Those tied by more than chance, of each kind the closest first."""
        kinds = {"passages": "in passages", **{side: f"areas that lean to {side}" for side in _SIDES}}
        for (programme, over), all_of_kind in _grouped(found).items():
            its = [pair for pair in all_of_kind if pair.beyond_chance and pair.association.phi > 0]
            self._heading(f"{programme}, {kinds[over]}: {len(its)} of {len(all_of_kind)} pairs beyond chance")
            table = self._table(("Themes", "left"), ("Both", "right"), ("Each", "right"), ("Phi", "right"),
                                ("Odds ratio", "right"), ("q", "right"), ("Areas", "left"))  # fmt: skip
            for pair in its[:_MOST_PAIRS]:
                table.add_row(
                    Text(f"{clean.line(pair.first.label)} with {clean.line(pair.second.label)}"),
                    str(pair.both),
                    f"{pair.first_count}, {pair.second_count} of {pair.of}",
                    f"{pair.association.phi:.2f}",
                    f"{pair.association.odds_ratio:.1f}",
                    _q(pair.q),
                    Text(_some(pair.areas)),
                )
            if its:
                self.console.print(table)
            self.console.print()
        self._method(METHOD)

    def barriers(self, found: Sequence[Cluster]) -> None:
        """Those told of more than once with their clauses; then how many are told of each theme."""
        for side, heading in (("barrier", "What is said to hinder"), ("enabler", "What is said to help")):
            its = [c for c in found if c.side == side]
            told = sum(len(c.clauses) for c in its)
            self._heading(f"{heading}: {count(told, 'clause')}, {len(its)} after putting together what says the same")
            for cluster in (c for c in its if len(c.clauses) > 1):
                themes = ", ".join(f"{self._labels[t]} {n}" for t, n in cluster.themes)
                counts = f"{count(len(cluster.clauses), 'clause')}, {count(len(cluster.areas), 'area')}"
                self._line(f"“{cluster.label}”: {counts}")
                self._line(f"  areas: {', '.join(cluster.areas)}; themes: {themes}", style="dim")
                for clause in cluster.clauses:
                    finding = self._by_id[clause.findings[0]]
                    place = f"{clause.area}, {on_pages(finding.spans)}"
                    self._line(f"  {'-' if clause.sure else '?'} “{clause.text}” ({place}) {finding.id}")
            self.console.print()
        table = self._table(("Theme", "left"), ("Hinder", "right"), ("Help", "right"))
        for theme, hinder, help_ in said_to_hinder.of_themes(found):
            table.add_row(Text(self._labels[theme]), str(hinder), str(help_))
        self.console.print(table)

    def needs(self, found: Sequence[Need]) -> None:
        """By name of area; a theme with a concern and no strength, with its strongest evidence: first the sure ones."""
        areas = len({need.area_code or need.area for need in found})
        sure = [need for need in found if need.sure]
        self._heading(
            f"Concern and no strength counted: {count(len(found), 'cell')} of {count(areas, 'area')}, {len(sure)} sure"
        )
        for need in sure:
            extra = f", {need.mixed} mixed" if need.mixed else ""
            asked = f"; {count(len(need.recommendations), 'recommendation')}" if need.recommendations else ""
            head = f"{need.area} ({need.programme}) · {clean.line(need.theme.label)}"
            self._line(f"{head} · {count(need.concerns, 'concern')}{extra}{asked}")
            self._quotes(need.findings)
        self.console.print()
        self._line("Raised once, praise is near, or no quote says it alone: read the pages first", style="bold")
        rest: dict[str, list[str]] = {}
        for need in (n for n in found if not n.sure):
            rest.setdefault(f"{need.area} ({need.programme})", []).append(self._labels[need.theme.id])
        for place, labels in rest.items():
            self._line(f"  ? {place}: {', '.join(labels)}")
        self.console.print()
        table = self._table(("Theme", "left"), ("Areas", "right"), ("", "left"))
        for theme in self.results.matrix.themes:
            names = [need.area for need in sure if need.theme.id == theme.id]
            if names:
                table.add_row(Text(self._labels[theme.id]), str(len(names)), Text(_some(names)))
        self.console.print(table)

    def recommendations(self, found: Sequence[SharedRecommendation]) -> None:
        """What several areas are asked, with who was asked what."""
        shared = [s for s in found if len(s.areas) > 1]
        made = sum(len(s.recommendations) for s in found)
        self._heading(f"{count(made, 'recommendation')}; {len(shared)} made to more than one area")
        if shared:
            self._line(AT_LEAST, style="dim")
        for number, its in enumerate(shared, start=1):
            themes = ", ".join(f"{self._labels[t]} {n}" for t, n in its.themes[:3])
            self._line(f"{number}. at least {count(len(its.areas), 'area')}: {self._cut(its.label)}")
            self._line(f"  themes: {themes or 'none'}", style="dim")
            for r in its.recommendations:
                bodies = f" ({'' if r.named else 'to the '}{'; '.join(r.bodies)})" if r.bodies else ""
                lead = f"[{self._tail(r.lead)}] " if r.lead else ""
                mark = "-" if its.sure(r) else "?"
                self._line(f"  {mark} {r.area}{bodies}: {lead}“{self._cut(r.quote)}” ({on_pages(r.spans)}) {r.id}")

    def _spread(self, themes: Iterable[ThemeVariation]) -> Table:
        table = self._table(
            ("Theme", "left"), ("Strength", "right"), ("Mixed", "right"), ("Concern", "right"), ("Neutral", "right"),
            ("Not found", "right"), ("Strengths differ", "left"), ("Concerns differ", "left"),
        )  # fmt: skip
        for its in themes:
            looked = (its.strength, its.mixed, its.concern, its.neutral, its.silent)
            if not any(looked[:4]):
                continue
            label = ("  " if its.theme.parent else "") + clean.line(its.theme.label)
            label = label if len(label) <= _LABEL else label[: _LABEL - 1] + "…"
            cells = [str(len(areas)) if areas else "·" for areas in looked]
            table.add_row(Text(label), *cells, *(_differ(its.difference(m)) for m in ("strength", "concern")))
        return table

    def _standing_out(self, variation: Variation) -> None:
        rates = [(t, r) for t in variation.themes for r in t.standing_out]
        of = sum(len(its.rates) for its in variation.themes)
        self._line(f"Areas that stand out by more than chance ({len(rates)} of {of} rates)", style="bold")
        for its, rate in sorted(rates, key=_listed):
            self._line(
                f"  {standing(rate)} · {clean.line(its.theme.label)} · {_percent(rate)} · "
                f"residual {rate.residual:+.1f}, q {_q(rate.q)}"
            )
            self._quotes(rate.findings)
        self.console.print()

    def _counter_examples(self, variation: Variation) -> None:
        self._line("What most areas say, and who tells against it", style="bold")
        told: set[str] = set()  # passages: each is quoted once, with the first theme it tells against
        for its in variation.themes:
            found = its.counter_examples
            if found is None or its.theme.parent is not None:
                continue
            leaning = [e for e in found.against if e.leans]
            self._line(f"  {self._claim(its, found)}; {_against(its, found, leaning)}")
            for evidence in leaning or found.against[: self.quotes]:
                self._quotes(evidence.findings, told, doubt=self._doubted(its, found, evidence))
        self.console.print()

    def _claim(self, its: ThemeVariation, found: CounterExamples) -> str:
        """What most areas say, and in how many of them a quote says so for sure."""
        sure = sure_areas(its, found, self._evidence)
        doubt = "? " if sure < FEWEST_SURE * len(found.areas) else ""
        return (
            f"{doubt}{clean.line(its.theme.label)}: {len(found.areas)} of {count(found.of, 'area')} lean to "
            f"{_SIDES[found.side]} ({sure} by a sure quote)"
        )

    def _doubted(self, its: ThemeVariation, found: CounterExamples, against: Evidence) -> bool:
        return not tells(self.results, its.theme, found, against, self._evidence)

    def _quotes(self, ids: Sequence[str], told: set[str] | None = None, *, doubt: bool = False) -> None:
        """The best quotes; none from passages that are `told`, to which theirs are added."""
        its = self._evidence.findings
        new = [i for i in ids if told is None or its[i].passage not in told]
        for quoted in self._evidence.best(new, self.quotes):
            if told is not None:
                told.add(quoted.finding.passage)
            self._quote(replace(quoted, sure=quoted.sure and not doubt))

    def _quote(self, quoted: Quoted) -> None:
        """The sentences that say it; "?" stands before those to read on their page first."""
        place = f"{self._areas[quoted.finding.review]}, {on_pages(quoted.spans)}"
        doubt = "" if quoted.sure else "? "
        line = Text(f"{doubt}“{self._cut(quoted.text)}” ({clean.line(place)}) ")
        line.append(quoted.finding.id, style="dim")
        self.console.print(Padding(line, (0, 0, 0, 6)))

    def _cut(self, quote: str) -> str:
        quote = clean.line(quote)
        return quote if len(quote) <= _QUOTE else quote[: _QUOTE - 1].rsplit(" ", 1)[0] + " ..."

    def _tail(self, lead: str) -> str:
        """The end of a lead-in, which is what its items complete."""
        lead = clean.line(lead)
        return lead if len(lead) <= _LEAD else "... " + lead[-_LEAD:].partition(" ")[2]

    def _heading(self, text: str) -> None:
        self.console.print(Text(clean.line(text), style="bold underline"))

    def _line(self, text: str, style: str = "") -> None:
        lead = len(text) - len(text.lstrip(" "))
        self.console.print(Padding(Text(clean.line(text), style=style), (0, 0, 0, lead)))

    def _method(self, text: str) -> None:
        self.console.print(Text(f"Method: {text}\n", style="dim"))

    @staticmethod
    def _table(*columns: tuple[str, str]) -> Table:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for heading, side in columns:
            table.add_column(heading, justify="right" if side == "right" else "left")
        return table


def _listed(found: tuple[ThemeVariation, Rate]) -> tuple[object, ...]:
    """What a researcher set out to look for first, then by area."""
    its, rate = found
    return its.theme.origin != "codebook", rate.area.casefold(), its.theme.id, rate.measure


def _differ(found: Difference | None) -> Text:
    if found is None:
        return Text("")
    star = "*" if found.beyond_chance else " "
    return Text(f"q {_q(found.q)}{star} I² {found.test.i_squared:.0%}", style="bold" if found.beyond_chance else "dim")


def _other(found: CounterExamples) -> Side:
    return "strength" if found.side == "concern" else "concern"


def _against(its: ThemeVariation, found: CounterExamples, leaning: Sequence[Evidence]) -> str:
    other = _SIDES[_other(found)]
    if leaning:
        return f"{', '.join(e.area for e in leaning)} {'leans' if len(leaning) == 1 else 'lean'} to {other}"
    if found.against:
        return f"none leans to {other}, though {_some([e.area for e in found.against])} also show some"
    both = f"; {_some(its.mixed)} {'tells' if len(its.mixed) == 1 else 'tell'} of both at once" if its.mixed else ""
    return f"no finding is of {other} alone{both}"


def _percent(rate: Rate) -> str:
    if rate.value is None or rate.interval is None:
        return f"{rate.count} of {rate.of}"
    return f"{rate.count} of {rate.of} passages, {rate.value:.0%} ({rate.interval.low:.0%} to {rate.interval.high:.0%})"


def _q(q: float | None) -> str:
    return "?" if q is None else "<0.001" if q < 0.001 else f"{q:.3f}"


def _some(names: Sequence[str], most: int = 8) -> str:
    shown = ", ".join(clean.line(name) for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def _grouped(found: Iterable[Pair]) -> Mapping[tuple[str, str], list[Pair]]:
    groups: dict[tuple[str, str], list[Pair]] = {}
    for pair in found:
        groups.setdefault((pair.programme, pair.over), []).append(pair)
    return groups
