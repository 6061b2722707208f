"""What people do at the review desk: decide on findings; and what they decided, as coding to learn from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from analyse import anchoring, coding, run
from analyse.coding import finding_id
from analyse.decided import SURE, Logged
from corpus import codebook, decisions
from corpus.decisions import Decision
from corpus.errors import WrongUsage
from corpus.quotes import cut
from corpus.text import view
from corpus.types import Finding, FindingStatus, Passage, Results, Theme, Valence
from corpus.workspace import Workspace

SHOWN = 5  # of several that a prefix could mean


@dataclass(frozen=True, slots=True)
class Desk:
    """One coder's place at a workspace that is up to date."""

    space: Workspace
    results: Results
    log: tuple[Logged, ...]  # what was decided so far
    who: str
    note: str = ""

    def judge(self, ids: Iterable[str], status: FindingStatus) -> tuple[str, ...]:
        """Accepts findings, rejects them, or leaves them to the machine again (`proposed`); a line for each.

        Raises WrongUsage for an id that is no finding's, or several'. Then nothing is decided.
        """
        found = [self.finding(id_) for id_ in ids]
        return self._record([(f, self._decision(f, "status", status, before=f.status)) for f in found])

    def revalue(self, ids: Iterable[str], valence: str) -> tuple[str, ...]:
        """Says what findings say of their theme, and so accepts them."""
        wanted = _valence(valence)
        found = [self.finding(id_) for id_ in ids]
        return self._record([(f, self._decision(f, "valence", wanted, before=f.valence)) for f in found])

    def add(self, passages: Iterable[str], theme: str, valence: str = "", quote: str = "") -> tuple[str, ...]:
        """Passages speak to a theme; of each the words in `quote`, by default the whole, said as the coder hears it."""
        (its_id,) = _one_theme(theme, self.results.themes)
        wanted = _valence(valence) if valence else None
        made: list[tuple[Finding, Decision]] = []
        for name in passages:
            finding = self._drafted(self.passage(name), its_id, wanted, quote)
            made.append((finding, self._decision(finding, "added", finding.valence)))
        return self._record(made)

    def finding(self, name: str) -> Finding:
        """The finding of this id, or the one whose id begins so."""
        ids = {f.id: f for f in self.results.findings}
        return ids[_one(name, ids, "finding", "`analyse findings` shows them")]

    def passage(self, name: str) -> Passage:
        """The passage of this id, or the one whose id begins so."""
        ids = {p.id: p for its in self.results.passages.values() for p in its if p.kind != "heading"}
        return ids[_one(name, ids, "passage", "`analyse passages --format jsonl` shows them")]

    def anchored(self, decision: Decision) -> Decision | None:
        """A decision that only names its finding, with its place in the text; None where there is no such finding."""
        found = next((f for f in self.results.findings if f.id == decision.subject), None)
        if found is None:
            return None
        placed = self._decision(found, decision.what, decision.after)
        before = decision.before or (found.status if decision.what == "status" else found.valence)
        return replace(decision, before=before, who=decision.who or self.who, anchor=placed.anchor)

    def _drafted(self, passage: Passage, theme: str, valence: Valence | None, quote: str) -> Finding:
        id_ = finding_id(passage.id, theme)
        found = next((f for f in self.results.findings if f.id == id_), None)
        if found is not None and not quote:
            return found if valence is None else replace(found, valence=valence)
        start, end = 0, len(passage.text)
        if quote:
            seen, words = view(passage.text), view(quote).text
            if not words or (at := seen.text.find(words)) < 0:
                raise WrongUsage(f"Passage {passage.id} does not say “{quote}”.", "Quote its own words.")
            start, end = seen.span(at, at + len(words))
        pages = {page.number: page for page in self.results.pages[passage.review]}
        text, spans = cut(passage, start, end, pages)
        if valence is None:
            settings = self.space.settings
            coder = coding.load(self.space.codebook(), settings.coding, section_prior=settings.section_prior)
            valence = coder.judge(text, passage.text, passage.section_valence).valence
        return Finding(
            *(id_, passage.review, passage.id, theme, text, spans, valence),
            *(SURE, "", passage.section, passage.section_role),
        )

    def _decision(self, finding: Finding, what: str, after: str, before: str = "") -> Decision:
        review = next(r for r in self.results.reviews if r.id == finding.review)
        pages = {page.number: page for page in self.results.pages[review.id]}
        anchor = anchoring.anchor(finding, review, pages)
        return Decision("finding", finding.id, what, after, before, self.who, self.note, anchor=anchor)

    def _record(self, made: Sequence[tuple[Finding, Decision]]) -> tuple[str, ...]:
        """Keeps what is new, all or none, and says of each what was decided and against whom."""
        areas = {r.id: r.area or r.file for r in self.results.reviews}
        labels = {t.id: t.label for t in self.results.themes}
        lines: list[str] = []
        new: list[Decision] = []
        for finding, decision in made:
            earlier = [e.decision for e in self.log if e.finding == finding.id and e.standing == "stands"]
            same = [e for e in earlier if (e.who, e.what, e.after) == (self.who, decision.what, decision.after)]
            if not same:
                new.append(decision)
            others = [e for e in earlier if e.who != self.who and (e.what, e.after) != (decision.what, decision.after)]
            done = f"valence {decision.after}" if decision.what == "valence" else decision.after
            done = f"added as {decision.after}" if decision.what == "added" else done
            where = f"{finding.id} {labels[finding.theme]}, {areas[finding.review]}, page {finding.spans[0].page}"
            lines.append(f"{'was already ' if same else ''}{done}: {where}")
            lines += [f"  {e.who} had said {e.after}: the last decision counts, both are kept." for e in others]
        decisions.record(self.space.root, *new)
        return tuple(lines)


def _one(name: str, known: Iterable[str], what: str, where: str) -> str:
    found = sorted(id_ for id_ in known if name and id_.startswith(name))
    if name in found or len(found) == 1:
        return name if name in found else found[0]
    if not found:
        raise WrongUsage(f"There is no {what} “{name}”.", f"Give the beginning of its id: {where}.")
    several = ", ".join(found[:SHOWN]) + (" ..." if len(found) > SHOWN else "")
    raise WrongUsage(f"“{name}” begins the ids of {len(found)} {what}s: {several}.", "Write more of it.")


def _one_theme(name: str, themes: Sequence[Theme]) -> tuple[str]:
    ids = tuple(codebook.resolve(name, themes))
    if len(ids) != 1:
        raise WrongUsage(f"“{name}” names {len(ids)} themes: {', '.join(ids)}.", "Give the id of one.")
    return (ids[0],)


def _valence(text: str) -> Valence:
    for valence in get_args(Valence):
        if text == valence:
            return valence  # type: ignore[no-any-return]
    raise WrongUsage(f"“{text}” is no valence.", f"Choose from {', '.join(get_args(Valence))}.")


@dataclass(frozen=True, slots=True)
class Coding:
    """What people decided of one passage: themes it speaks to, themes it does not, what it says of those it does."""

    passage: str
    review: str
    text: str
    codes: tuple[str, ...]
    not_codes: tuple[str, ...]
    valences: tuple[tuple[str, Valence], ...]  # of each code


def decisions_as_codings(space: Workspace) -> tuple[Coding, ...]:
    """Every passage that people decided on, in the order of reviews and pages. Brings the workspace up to date."""
    results, tally = run.update(space)
    return codings(results, tally.decided)


def codings(results: Results, log: Iterable[Logged]) -> tuple[Coding, ...]:
    """What holds of the log, by passage. A rejected theme stays known where the machine no longer proposes it."""
    rejected: dict[str, set[str]] = {}
    for entry in log:
        said = entry.decision
        if entry.standing == "stands" and said.anchor and (said.what, said.after) == ("status", "rejected"):
            rejected.setdefault(entry.passage, set()).add(said.anchor.theme)
    accepted: dict[str, dict[str, Valence]] = {}
    for finding in results.findings:
        if finding.status == "accepted":
            accepted.setdefault(finding.passage, {})[finding.theme] = finding.valence
    return tuple(
        Coding(
            passage=passage.id,
            review=passage.review,
            text=passage.text,
            codes=tuple(sorted(accepted.get(passage.id, {}))),
            not_codes=tuple(sorted(rejected.get(passage.id, ()))),
            valences=tuple(sorted(accepted.get(passage.id, {}).items())),
        )
        for review in results.reviews
        for passage in results.passages[review.id]
        if passage.id in accepted or passage.id in rejected
    )
