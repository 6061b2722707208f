"""What people decided, laid over what the machine found: it always wins, and nothing has to be coded again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from analyse import clauses
from analyse.anchoring import Lost, Place, Reports
from analyse.coding import as_part, finding_id
from corpus.decisions import Anchor, Decision
from corpus.types import Finding, FindingStatus, Theme, Valence

Standing = Literal["stands", "overruled", "orphaned"]
SURE = 1.0  # the score of what a person added


@dataclass(frozen=True, slots=True)
class Logged:
    """One decision of the log: whether it counts now, or why not, and the finding and passage it is on now."""

    decision: Decision
    standing: Standing
    reason: str = ""
    finding: str = ""
    passage: str = ""


@dataclass(frozen=True, slots=True)
class Laid:
    """Findings as people left them, and what became of each decision."""

    findings: tuple[Finding, ...]
    log: tuple[Logged, ...]

    @property
    def orphaned(self) -> int:
        return sum(entry.standing == "orphaned" for entry in self.log)


@dataclass(slots=True)
class _Verdict:
    """What the decisions on one finding come to: the last word on its status, and on its valence."""

    place: Place
    last: Decision
    seen: Anchor  # by the last to decide
    status: FindingStatus = "proposed"
    valence: Valence | None = None
    added: bool = False

    def take(self, decision: Decision, anchor: Anchor, place: Place) -> None:
        self.place, self.last, self.seen = place, decision, anchor
        if decision.what != "status":
            self.status, self.valence = "accepted", _valence(decision.after)
            self.added = self.added or decision.what == "added"
            return
        self.status = _status(decision.after)
        if self.status == "accepted" and self.valence is None:
            self.valence = _valence(anchor.valence)  # whoever accepts a finding accepts what it said then
        if self.status == "proposed":  # left to the machine again
            self.valence, self.added = None, False

    def holds(self, decision: Decision) -> bool:
        """Whether what was decided is what holds in the end."""
        if decision.what == "status":
            return decision.after == self.status
        return self.status == "accepted" and decision.after == self.valence

    @property
    def said(self) -> str:
        done = {"status": self.status, "added": "added"}.get(self.last.what, f"{self.valence} instead")
        return f"{done} by {self.last.who}{f': {self.last.note}' if self.last.note else ''}"


def lay(findings: Sequence[Finding], decisions: Iterable[Decision], reports: Reports, themes: Sequence[Theme]) -> Laid:
    """`decisions` in the order they were made; those on reviews and themes only come into the log."""
    known = {theme.id: theme for theme in themes}
    verdicts: dict[str, _Verdict] = {}
    last: dict[tuple[str, str, str], Decision] = {}  # on each property of a review or theme
    placed: list[tuple[Decision, str | Lost]] = []
    for decision in decisions:
        if decision.kind != "finding":
            last[decision.kind, decision.subject, decision.what] = decision
            placed.append((decision, ""))
            continue
        found = _found(decision.anchor, known, reports)
        if isinstance(found, Lost):
            placed.append((decision, found))
            continue
        anchor, place = found
        target = finding_id(place.passage.id, anchor.theme)
        verdicts.setdefault(target, _Verdict(place, decision, anchor)).take(decision, anchor, place)
        placed.append((decision, target))
    here = {f.id: f for f in findings}
    for target, verdict in verdicts.items():
        laid = _laid(here.get(target), target, verdict, reports)
        if laid is not None:
            here[target] = laid
            if verdict.added and verdict.status == "accepted":
                _add_parents(here, laid, known, verdicts)
            if verdict.status == "rejected":
                _reject_parents(here, laid, known, verdicts)
    return Laid(tuple(here.values()), tuple(_logged(decision, at, verdicts, last) for decision, at in placed))


def _found(anchor: Anchor | None, themes: Mapping[str, Theme], reports: Reports) -> tuple[Anchor, Place] | Lost:
    if anchor is None:
        return Lost("it names no text")
    if anchor.theme not in themes:
        return Lost(f"there is no theme “{anchor.theme}” now")
    place = reports.find(anchor)
    return place if isinstance(place, Lost) else (anchor, place)


def _logged(
    decision: Decision,
    at: str | Lost,
    verdicts: Mapping[str, _Verdict],
    last: Mapping[tuple[str, str, str], Decision],
) -> Logged:
    if isinstance(at, Lost):
        return Logged(decision, "orphaned", at.reason)
    if not at:
        word = last[decision.kind, decision.subject, decision.what]
        stands = word.after == decision.after
        return Logged(decision, "stands") if stands else Logged(decision, "overruled", _later(word))
    verdict = verdicts[at]
    stands = verdict.holds(decision)
    reason = "" if stands else _later(verdict.last)
    return Logged(decision, "stands" if stands else "overruled", reason, at, verdict.place.passage.id)


def _later(last: Decision) -> str:
    return f"{last.who} said {last.after} later{f' on {last.at:%Y-%m-%d}' if last.at else ''}"


def _laid(finding: Finding | None, id_: str, verdict: _Verdict, reports: Reports) -> Finding | None:
    """The finding as people left it; None where there is nothing to show: what is not proposed cannot be rejected."""
    place, valence = verdict.place, verdict.valence
    pages = reports.pages[place.review]
    if finding is None:
        if verdict.status != "accepted" and not verdict.added:
            return None
        quote, spans = place.cut(pages)
        made = Finding(
            id=id_,
            review=place.review,
            passage=place.passage.id,
            theme=verdict.seen.theme,
            quote=quote,
            spans=spans,
            valence=valence or "neutral",
            score=SURE,
            why=verdict.said,
            section=place.passage.section,
            section_role=place.passage.section_role,
            origin="person",
            status=verdict.status,
        )
        return _with_clause(made)
    if verdict.status == "proposed":
        return finding
    if verdict.status == "accepted" and finding.quote != verdict.seen.exact:
        quote, spans = place.cut(pages)
        finding = _with_clause(replace(finding, quote=quote, spans=spans))
    if valence is not None and valence != finding.valence:
        finding = _with_clause(replace(finding, valence=valence))
    return replace(
        finding,
        status=verdict.status,
        origin="person" if verdict.added else finding.origin,
        why=f"{finding.why}; {verdict.said}" if finding.why else verdict.said,
    )


def _with_clause(finding: Finding) -> Finding:
    """The barrier or enabler of a quote or valence that has changed."""
    clause = clauses.find(finding.quote, concern=finding.valence == "concern")
    said = finding.quote[clause.start : clause.end] if clause else ""
    side = clause.side if clause else ""
    return replace(finding, barrier=said if side == "barrier" else "", enabler=said if side == "enabler" else "")


def _add_parents(
    here: dict[str, Finding], added: Finding, themes: Mapping[str, Theme], verdicts: Mapping[str, _Verdict]
) -> None:
    """What speaks to a sub-theme speaks to its parents, as it does where the machine finds it."""
    theme = themes[added.theme]
    while theme.parent is not None and theme.parent in themes:
        label, theme = theme.label, themes[theme.parent]
        id_ = finding_id(added.passage, theme.id)
        if id_ not in here and id_ not in verdicts:
            here[id_] = replace(added, id=id_, theme=theme.id, why=as_part(label, added.why))


def _reject_parents(
    here: dict[str, Finding], rejected: Finding, themes: Mapping[str, Theme], verdicts: Mapping[str, _Verdict]
) -> None:
    """Those found only because of the sub-theme go with it."""
    theme = themes[rejected.theme]
    label, why = theme.label, f"“{theme.label}” {verdicts[rejected.id].said}"
    while theme.parent is not None and theme.parent in themes:
        theme = themes[theme.parent]
        its = here.get(finding_id(rejected.passage, theme.id))
        if its is not None and its.id not in verdicts and its.why.startswith(as_part(label, "")):
            here[its.id] = replace(its, status="rejected", why=f"{its.why}; {why}")


def _status(text: str) -> FindingStatus:
    for status in get_args(FindingStatus):
        if text == status:
            return status  # type: ignore[no-any-return]
    raise ValueError(f"“{text}” is no status of a finding")


def _valence(text: str) -> Valence:
    for valence in get_args(Valence):
        if text == valence:
            return valence  # type: ignore[no-any-return]
    raise ValueError(f"“{text}” is no valence")
