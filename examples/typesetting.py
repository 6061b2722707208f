"""Markdown to the HTML of one sample report, and what its writer marked in it."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

STYLE = Path(__file__).parent / "review.css"

MARKER = re.compile(r"\s*\{([+~-][a-z-]+(?:\s+[+~-][a-z-]+)*)\}\s*$")

# name, unit, England's value, and the national ambition of the time where there was one
INDICATORS: dict[str, tuple[str, str, float, float | None]] = {
    "delayed_days_per_100k": (
        "Average daily delayed transfers of care per 100,000 people aged 18 and over",
        "days per 100,000",
        13.4,
        9.4,
    ),
    "emergency_admissions_65_per_100k": (
        "Emergency admissions to hospital per 100,000 people aged 65 and over",
        "admissions per 100,000",
        24800,
        None,
    ),
    "still_home_91_days_pct": (
        "People aged 65 and over still at home 91 days after discharge into reablement",
        "per cent",
        82.7,
        None,
    ),
    "permanent_admissions_per_100k": (
        "Permanent admissions to care homes per 100,000 people aged 65 and over",
        "admissions per 100,000",
        611,
        None,
    ),
    "stays_over_14_days_pct": (
        "Hospital stays of people aged 65 and over lasting longer than 14 days",
        "per cent",
        10.4,
        None,
    ),
    "dementia_diagnosis_pct": (
        "People aged 65 and over estimated to have dementia who have a recorded diagnosis",
        "per cent",
        67.6,
        66.7,
    ),
}


@dataclass(frozen=True, slots=True)
class Layout:
    """How one report differs from the next, as reports by different teams do."""

    numbered_headings: bool = False
    contents: bool = False
    columns_on_own_page: bool = False
    dates: str = "to"  # what stands between the first and the last day on site
    box: str = "tint"


LAYOUTS = {
    "ashmere": Layout(numbered_headings=True, contents=True, columns_on_own_page=True),
    "ashmere-follow-up": Layout(box="rule"),
    "calderwick": Layout(box="outline", dates="–"),
    "dunmarsh": Layout(contents=True, box="rule"),
    "dunmarsh-follow-up": Layout(numbered_headings=True, dates="–"),
    "eastholme": Layout(numbered_headings=True, columns_on_own_page=True),
    "fenbrook": Layout(box="outline", columns_on_own_page=True),
    "garstone": Layout(dates="–"),
    "hallowdale": Layout(numbered_headings=True, contents=True, box="rule", dates="–"),
    "kingsmarsh": Layout(box="outline"),
    "larkshire": Layout(numbered_headings=True, contents=True),
    "wyrecombe": Layout(columns_on_own_page=True, box="rule", dates="–"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """One text: its front matter and its body."""

    slug: str
    facts: dict[str, Any]
    body: str

    @property
    def layout(self) -> Layout:
        return LAYOUTS[self.slug]

    @property
    def title(self) -> str:
        follow_up = self.facts["kind"] == "follow-up"
        return "Local system review follow-up report" if follow_up else "Local system review report"


@dataclass(frozen=True, slots=True)
class Planted:
    """One marked paragraph or bullet: its anchor in the page, its marks and its text as printed."""

    anchor: str
    marks: tuple[str, ...]
    text: str

    @property
    def hash(self) -> str:
        return hashlib.sha256(" ".join(self.text.split()).encode()).hexdigest()[:12]


def read(path: Path) -> Source:
    """The source at `path`. Raises ValueError where it has no front matter between `---` lines."""
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return Source(path.stem, yaml.safe_load(head), body)


def _block(content: str) -> Token:
    token = Token("html_block", "", 0)
    token.content = content
    return token


def _inline(content: str) -> Token:
    token = Token("html_inline", "", 0)
    token.content = content
    return token


def _case(box: str) -> Callable[..., str]:
    """The rule that draws a case-study box in the style `box`."""

    def rule(_renderer: object, tokens: Sequence[Token], index: int, *_: object) -> str:
        if tokens[index].nesting < 0:
            return "</div>\n"
        title = tokens[index].info.strip().removeprefix("case").strip().replace("'", "’")
        return f'<div class="case {box}"><p class="box-title">{html.escape(title)}</p>\n'

    return rule


def _columns(_renderer: object, tokens: Sequence[Token], index: int, *_: object) -> str:
    return '<div class="columns">\n' if tokens[index].nesting > 0 else "</div>\n"


class Numbering:
    """Counts headings, and the paragraphs of the parts that a numbered report numbers."""

    def __init__(self, source: Source) -> None:
        self.headings = source.layout.numbered_headings
        self.paragraphs: bool = source.facts["numbered"]
        self.counts = [0, 0, 0]  # first heading, second heading, paragraph
        self.inside = False

    def heading(self, level: int, text: str) -> str:
        """The number to print before a heading, "" for none."""
        if level == 1:
            self.counts = [self.counts[0] + 1, 0, self.counts[2]]
            self.inside = text.startswith(("Detailed findings", "Progress against"))
        elif level == 2:
            self.counts[1] += 1
        if self.headings and level < 3:
            self.counts[2] = 0
            return ".".join(str(count) for count in self.counts[:level])
        return ""

    def paragraph(self) -> str:
        """The number to print before a paragraph, "" for none."""
        if not (self.paragraphs and self.inside):
            return ""
        self.counts[2] += 1
        return ".".join(str(count) for count in self.counts) if self.headings else f"{self.counts[2]}."


class Typesetting:
    """Markdown to the HTML of one report. Keeps what it found planted in `planted`, headings in `headings`."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.planted: list[Planted] = []
        self.headings: list[tuple[int, str, str]] = []  # level, anchor, text
        self._marks: dict[int, tuple[str, ...]] = {}
        self._parser = MarkdownIt("commonmark", {"typographer": True}).enable("smartquotes")
        container_plugin(self._parser, "case", render=_case(source.layout.box))
        container_plugin(self._parser, "columns", render=_columns)
        self._parser.core.ruler.before("inline", "marks", self._take_marks)
        self._parser.core.ruler.push("dress", self._dress)

    def html(self) -> str:
        return str(self._parser.render(self.source.body))

    def _take_marks(self, state: StateCore) -> None:
        for token in state.tokens:
            if token.type == "inline" and (match := MARKER.search(token.content)):
                token.content = token.content[: match.start()]
                self._marks[id(token)] = tuple(match[1].split())

    def _dress(self, state: StateCore) -> None:
        numbering = Numbering(self.source)
        boxed = 0
        for index, token in enumerate(state.tokens):
            if token.type.startswith("container_"):
                boxed += token.nesting
            if token.type != "inline":
                continue
            opening = state.tokens[index - 1]
            if opening.type == "heading_open":
                self._heading(token, opening, state.tokens[index + 2 :], numbering)
            elif opening.type == "paragraph_open" and not boxed:
                bullet = opening.level > 0
                self._paragraph(token, opening, "" if bullet else numbering.paragraph())

    def _heading(self, token: Token, opening: Token, following: Sequence[Token], numbering: Numbering) -> None:
        level = int(opening.tag[1])
        number = numbering.heading(level, token.content)
        children = token.children or []
        if number:
            children.insert(0, _inline(f'<span class="number">{number}</span> '))
        if level < 3:
            anchor = f"h{len(self.headings) + 1}"
            opening.attrSet("id", anchor)
            self.headings.append((level, anchor, f"{number} {_text(children)}".strip()))
        if following and following[0].type == "container_columns_open" and self.source.layout.columns_on_own_page:
            opening.attrJoin("class", "new-page")

    def _paragraph(self, token: Token, opening: Token, number: str) -> None:
        if (name := token.content.strip()) in ("{{indicators}}", "{{chart}}"):
            content = indicator_table(self.source) if "indicators" in name else bar_chart(self.source)
            token.children = [_inline(content)]
            opening.hidden = True
            return
        children = token.children or []
        if marks := self._marks.get(id(token)):
            planted = Planted(f"planted-{len(self.planted) + 1}", marks, _text(children))
            self.planted.append(planted)
            children[:] = [_inline(f'<span id="{planted.anchor}">'), *children, _inline("</span>")]
        if number:
            opening.attrJoin("class", "numbered")
            children.insert(0, _inline(f'<span class="number">{number}</span> '))


def _text(children: Iterable[Token]) -> str:
    return "".join(
        " " if child.type == "softbreak" else child.content for child in children if child.type != "html_inline"
    )


def _figure(value: float) -> str:
    return f"{value:,}"


def indicator_table(source: Source) -> str:
    area = source.facts["area"]
    rows = "".join(
        f"<tr><td>{name}{' (%)' if unit == 'per cent' else ''}</td>"
        f"<td>{_figure(source.facts['indicators'][key])}</td><td>{_figure(england)}</td></tr>"
        for key, (name, unit, england, _) in INDICATORS.items()
    )
    return (
        f'<p class="caption">Table 1: Selected indicators, {area} and England</p>'
        f'<table class="indicators"><thead><tr><th>Indicator</th><th>{area}</th><th>England</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def bar_chart(source: Source) -> str:
    """Horizontal bars with their labels and values as text."""
    chart = source.facts["chart"]
    bars = {str(label): float(value) for label, value in chart["bars"].items()}
    longest, step, left, width = max(bars.values()), 22, 110, 300
    drawn = []
    for number, (label, value) in enumerate(bars.items()):
        top, length = number * step, round(width * value / longest, 1)
        shown = _figure(int(value) if value >= 1000 else chart["bars"][label])
        drawn.append(
            f'<text x="{left - 6}" y="{top + 14}" text-anchor="end">{html.escape(label)}</text>'
            f'<rect x="{left}" y="{top + 3}" width="{length}" height="15" fill="#6c276a"/>'
            f'<text x="{left + length + 5}" y="{top + 14}">{shown}</text>'
        )
    height = step * len(bars) + 4
    return (
        f'<p class="caption">Figure 1: {html.escape(chart["title"])}</p>'
        f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" width="480pt" height="{height}pt" '
        f'viewBox="0 0 480 {height}" font-family="Liberation Sans" font-size="10">{"".join(drawn)}</svg>'
    )


def review_dates(source: Source) -> str:
    first, last = source.facts["date_from"], source.facts["date_to"]
    start = f"{first.day}" if first.month == last.month else f"{first.day} {first:%B}"
    between = (
        source.layout.dates if source.layout.dates == "–" and first.month == last.month else f" {source.layout.dates} "
    )
    return f"{start}{between}{last.day} {last:%B %Y}"


def contents(typesetting: Typesetting) -> str:
    lines = "".join(
        f'<li class="level-{level}"><a href="#{anchor}">{html.escape(text)}</a></li>'
        for level, anchor, text in typesetting.headings
        if level == 1 or not text.endswith("?") or "well led" in text
    )
    return f'<nav class="contents"><p class="contents-title">Contents</p><ol>{lines}</ol></nav>'


def document(source: Source) -> tuple[str, list[Planted]]:
    """The report as HTML, and what is planted in it."""
    typesetting = Typesetting(source)
    body = typesetting.html()
    facts = source.facts
    page = f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{source.title}: {facts["area"]}</title>
<style>{STYLE.read_text(encoding="utf-8")}</style></head>
<body class="{facts["kind"]}">
<section class="cover">
<p class="area">{facts["area"]}</p>
<p class="title">{source.title}</p>
<p class="board">{facts["board"]}</p>
<p class="dates">Date of review: {review_dates(source)}</p>
</section>
<main>{contents(typesetting) if source.layout.contents else ""}{body}</main></body></html>"""
    return page, typesetting.planted
