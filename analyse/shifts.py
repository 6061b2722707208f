"""How each theme moved between two reviews of an area: counts, net, and an interval of its change."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analyse.agreement import Interval
from analyse.statistics import wilson
from corpus.types import Finding, Theme


@dataclass(frozen=True, slots=True)
class Side:
    """What one review's counted findings say of a theme."""

    strengths: int
    concerns: int
    mixed: int
    neutral: int
    findings: tuple[str, ...]

    @property
    def net(self) -> float | None:
        judged = self.strengths + self.concerns
        return (self.strengths - self.concerns) / judged if judged else None


@dataclass(frozen=True, slots=True)
class Shift:
    """A theme in the first and the later review. `interval` is of `change`, 95 %; None where either does not judge."""

    theme: str
    first: Side
    later: Side
    interval: Interval | None

    @property
    def change(self) -> float | None:
        """Net of the later less net of the first, -2 to 2."""
        before, after = self.first.net, self.later.net
        return None if before is None or after is None else after - before

    @property
    def beyond_chance(self) -> bool:
        """Whether the interval leaves out no change at all."""
        return self.interval is not None and (self.interval.low > 0 or self.interval.high < 0)


def difference(a: int, of_a: int, b: int, of_b: int) -> Interval | None:
    """Interval, 95 per cent, of the share a / of_a less the share b / of_b; None where either is of nothing.

    Newcombe (1998), Interval estimation for the difference between independent proportions, Stat. Med. 17:873-890,
    method 10: Wilson's interval of each, joined by squares.
    """
    one, two = wilson(a, of_a), wilson(b, of_b)
    if one is None or two is None:
        return None
    p, q = a / of_a, b / of_b
    return Interval(
        p - q - math.hypot(p - one.low, two.high - q),
        p - q + math.hypot(one.high - p, q - two.low),
    )


def between(themes: Sequence[Theme], findings: Iterable[Finding], first: str, later: str) -> tuple[Shift, ...]:
    """Every theme that either review speaks to, in the order of the themes; `findings` are those that count.

    A net of s strengths and c concerns is 2 s / (s + c) - 1, so its change has twice the interval of the difference of
    two shares. Findings of one report are not independent of each other: take the interval as the least there is.
    """
    by: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.review in (first, later):
            by.setdefault((finding.review, finding.theme), []).append(finding)
    found: list[Shift] = []
    for theme in themes:
        a, b = _side(by.get((first, theme.id), [])), _side(by.get((later, theme.id), []))
        if not (a.findings or b.findings):
            continue
        shares = difference(b.strengths, b.strengths + b.concerns, a.strengths, a.strengths + a.concerns)
        found.append(Shift(theme.id, a, b, Interval(2 * shares.low, 2 * shares.high) if shares else None))
    return tuple(found)


def _side(findings: Sequence[Finding]) -> Side:
    ranked = sorted(findings, key=lambda f: (-f.score, f.spans[0].page, f.spans[0].start, f.id))
    return Side(
        strengths=sum(f.valence == "strength" for f in findings),
        concerns=sum(f.valence == "concern" for f in findings),
        mixed=sum(f.valence == "mixed" for f in findings),
        neutral=sum(f.valence == "neutral" for f in findings),
        findings=tuple(f.id for f in ranked),
    )
