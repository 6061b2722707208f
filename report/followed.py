"""What became of reviews' recommendations and concerns, as machines read it and for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from analyse.carrying import Quotes
from analyse.progress import METHOD, STATES, Evidence, Matter, Progress
from analyse.shifts import Side
from corpus.types import Results, Span
from report import clean
from report.records import Record, rounded
from report.shorthand import on_pages, pages

MATTER_KEYS = (
    *("area", "area_code", "programme", "first", "first_date", "later", "later_date", "tie", "kind"),
    *(
        "quote",
        "page",
        "pages",
        "page_label",
        "themes",
        "state",
        "sure",
        "score",
        "why",
        "action",
        "action_owner",
        "action_due",
    ),
    *("action_status", "action_place", "action_likeness", "said", "said_page", "said_pages", "said_page_label"),
    "said_likeness",
    *("passage", "evidence", "finding_ids"),
)
SHIFT_KEYS = (
    *("area", "area_code", "programme", "first", "later", "theme", "theme_label"),
    *("first_strengths", "first_concerns", "first_mixed", "first_neutral", "first_net"),
    *("later_strengths", "later_concerns", "later_mixed", "later_neutral", "later_net"),
    *("change", "low", "high", "beyond_chance", "quote", "page", "pages", "sure", "finding_ids"),
)
_QUOTE = 280  # letters shown on a terminal; files have the whole
_SIGNS = {"addressed": "+", "partly": "~", "not-addressed": "-", "not-mentioned": "·"}
_TIES = {"follows": "follow-up", "later-review": "later review of the same programme"}


def matters(results: Results, found: Iterable[Progress]) -> Iterator[Record]:
    """One record a recommendation or concern, with its state, the likeliest promise and all that was said of it."""
    dates = {r.id: str(r.date or "") for r in results.reviews}
    for progress in found:
        for matter in progress.matters:
            promise = matter.promised[0] if matter.promised else None
            said = matter.evidence[0] if matter.evidence else None
            yield {
                **_place(progress),
                "first": progress.first,
                "first_date": dates[progress.first],
                "later": progress.later,
                "later_date": dates[progress.later],
                "tie": progress.tie,
                "kind": matter.kind,
                "quote": clean.text(matter.quote),
                **_page(matter.spans),
                "themes": list(matter.themes),
                "state": matter.state,
                "sure": matter.sure,
                "score": rounded(matter.score),
                "why": clean.text(matter.why),
                "action": clean.text(promise.action.text) if promise else "",
                "action_owner": clean.line(promise.action.owner) if promise else "",
                "action_due": clean.line(promise.action.due) if promise else "",
                "action_status": clean.line(promise.action.status) if promise else "",
                "action_place": f"{clean.line(progress.plan)}, {promise.action.place}" if promise else "",
                "action_likeness": rounded(promise.likeness) if promise else None,
                "said": clean.text(said.quote) if said else "",
                "said_page": said.spans[0].page if said else None,
                "said_pages": pages(said.spans) if said else "",
                "said_page_label": clean.line(said.spans[0].label) if said else "",
                "said_likeness": rounded(said.likeness) if said else None,
                "passage": matter.passage,
                "evidence": [_evidence(e) for e in matter.evidence],
                "finding_ids": [*matter.findings, *(f for e in matter.evidence for f in e.findings)],
            }


def shifts(results: Results, found: Iterable[Progress]) -> Iterator[Record]:
    """One record a theme that either review speaks to: counts and net of both, the change and its interval."""
    labels = {t.id: clean.line(t.label) for t in results.themes}
    quotes = Quotes(results)
    for progress in found:
        for shift in progress.shifts:
            best = quotes.best(shift.later.findings or shift.first.findings)[0]
            yield {
                **_place(progress),
                "first": progress.first,
                "later": progress.later,
                "theme": shift.theme,
                "theme_label": labels[shift.theme],
                **_side("first", shift.first),
                **_side("later", shift.later),
                "change": None if shift.change is None else rounded(shift.change),
                "low": rounded(shift.interval.low) if shift.interval else None,
                "high": rounded(shift.interval.high) if shift.interval else None,
                "beyond_chance": shift.beyond_chance,
                "quote": clean.text(best.text),
                "page": best.spans[0].page,
                "pages": pages(best.spans),
                "sure": best.sure,
                "finding_ids": [*shift.first.findings, *shift.later.findings],
            }


def print_matters(results: Results, found: Iterable[Progress], console: Console, *, quotes: int = 1) -> None:
    """Each recommendation and concern with its state, the promise and the later report's sentences."""
    for progress in _headed(results, found, console):
        for kind in ("recommendation", "concern"):
            its = [m for m in progress.matters if m.kind == kind]
            if not its:
                continue
            counts = ", ".join(f"{n} {state}" for state in STATES if (n := sum(m.state == state for m in its)))
            console.print(Text(f"{kind.capitalize()}s: {counts}", style="bold"))
            for matter in (m for m in its if m.sure):
                _print_matter(matter, progress, console, quotes)
            if not all(m.sure for m in its):
                console.print(Text("Less sure: read the sentences first", style="bold dim"))
            for matter in (m for m in its if not m.sure):
                _print_matter(matter, progress, console, quotes)
            console.print()
    console.print(Text(f"Method: {METHOD}", style="dim"))


def print_shifts(results: Results, found: Iterable[Progress], console: Console) -> None:
    """The shift of each theme: strengths and concerns of both reviews, net of both, change with its interval."""
    labels = {t.id: clean.line(t.label) for t in results.themes}
    for progress in _headed(results, found, console):
        table = Table(box=None, pad_edge=False, header_style="bold")
        for heading in ("Theme", "First", "Later", "Net", "Change", "95 % interval"):
            table.add_column(heading, justify="left" if heading == "Theme" else "right")
        for shift in progress.shifts:
            interval = f"{shift.interval.low:+.2f} to {shift.interval.high:+.2f}" if shift.interval else ""
            table.add_row(
                Text(labels[shift.theme]),
                *(Text(f"+{side.strengths}-{side.concerns}") for side in (shift.first, shift.later)),
                Text(f"{_net(shift.first)} to {_net(shift.later)}"),
                Text("" if shift.change is None else f"{shift.change:+.2f}" + ("*" if shift.beyond_chance else " ")),
                Text(interval),
            )
        console.print(table)
        console.print()
    console.print(
        Text(
            "+ strengths - concerns that the matrix counts. Net is (strengths - concerns) / (strengths + concerns). "
            "* the interval of the change (Newcombe 1998) leaves out no change. A follow-up looks at what was wrong: "
            "it may speak less of what went well.",
            style="dim",
        )
    )


def _headed(results: Results, found: Iterable[Progress], console: Console) -> Iterator[Progress]:
    reviews = {r.id: r for r in results.reviews}
    none = True
    for progress in found:
        none = False
        first, later = reviews[progress.first], reviews[progress.later]
        console.print(
            Text(
                clean.line(
                    f"{progress.area} ({progress.programme}): {first.date} to {later.date}, {_TIES[progress.tie]}"
                ),
                style="bold underline",
            )
        )
        console.print(
            Text(
                clean.line(f"{first.file} and {later.file}; action plan: {progress.plan or 'none added'}"), style="dim"
            )
        )
        yield progress
    if none:
        console.print(Text("No area here was reviewed more than once in one programme."))


def _print_matter(matter: Matter, progress: Progress, console: Console, quotes: int) -> None:
    said = f"“{_short(matter.quote)}” ({on_pages(matter.spans)})"
    doubt = "" if matter.sure else "?"
    console.print(Text(f"{_SIGNS[matter.state]} {matter.state}{doubt} ({matter.score:.2f})  {said}"))
    lines: list[str] = []
    for promise in matter.promised[:1]:
        action = promise.action
        told = (("owner", action.owner), ("due", action.due), ("status", action.status))
        rest = "".join(f"; {name} {value}" for name, value in told if value)
        lines.append(f"promised: “{_short(action.text)}” ({progress.plan}, {action.place}{rest})")
    for evidence in matter.evidence[:quotes]:
        again = ", asked again" if evidence.asked_again else ""
        place = f"({on_pages(evidence.spans)}, likeness {evidence.likeness:.2f}{again})"
        lines.append(f"since: “{_short(evidence.quote)}” {place}")
    for line in lines:
        console.print(Padding(Text(clean.line(line)), (0, 0, 0, 4)))
    console.print(Padding(Text(f"why: {clean.line(matter.why)}", style="dim"), (0, 0, 0, 4)))


def _short(text: str) -> str:
    line = clean.line(text)
    return line if len(line) <= _QUOTE else line[: _QUOTE - 1].rsplit(" ", 1)[0] + " ..."


def _evidence(evidence: Evidence) -> Record:
    return {
        "review": evidence.review,
        "passage": evidence.passage,
        "quote": clean.text(evidence.quote),
        **_page(evidence.spans),
        "likeness": rounded(evidence.likeness),
        "done": rounded(evidence.done),
        "open": rounded(evidence.open),
        "asked_again": evidence.asked_again,
        "cues": [clean.line(cue) for cue in evidence.cues],
        "finding_ids": list(evidence.findings),
    }


def _side(name: str, side: Side) -> Record:
    return {
        f"{name}_strengths": side.strengths,
        f"{name}_concerns": side.concerns,
        f"{name}_mixed": side.mixed,
        f"{name}_neutral": side.neutral,
        f"{name}_net": None if side.net is None else rounded(side.net),
    }


def _net(side: Side) -> str:
    return "?" if side.net is None else f"{side.net:+.2f}"


def _place(progress: Progress) -> Record:
    return {
        "area": clean.line(progress.area),
        "area_code": clean.line(progress.area_code),
        "programme": progress.programme,
    }


def _page(spans: tuple[Span, ...]) -> Record:
    return {"page": spans[0].page, "pages": pages(spans), "page_label": clean.line(spans[0].label)}
