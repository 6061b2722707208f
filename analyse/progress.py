"""What became of a review's recommendations and concerns by the next review: promised, said later, how far met."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from math import fsum
from typing import Literal, get_args

import yaml

from analyse import asked as grammar
from analyse import gist, matching, shifts, trained
from analyse.carrying import Quotes
from analyse.coding import codable
from analyse.evidence import ranges as sentences_of
from analyse.evidence import whole, window
from analyse.matrix import counted
from analyse.phrases import Hit, Phrases, words
from analyse.plans import Action
from analyse.shifts import Shift
from corpus.errors import WrongUsage
from corpus.quotes import cut
from corpus.types import Finding, Page, Passage, Results, Review, Span
from models import embed

_Pages = Mapping[int, Page]
Kind = Literal["recommendation", "concern"]
Tie = Literal["follows", "later-review"]
State = Literal["addressed", "partly", "not-addressed", "not-mentioned"]
STATES: tuple[State, ...] = get_args(State)

# Set on 75 judged recommendations and concerns (`python -m benchmarks.progress`).
MET, UNMET = 0.67, 0.15  # share of what is said that says it was done: from here addressed, to here not addressed
SURE = 0.6  # of judged states with a score from here on nine in ten were right, of those below three in five
CLEARER = 1.5  # a share a third away from the next state's bound is as clear as can be
MOST_EVIDENCE = 4  # passages of the later review kept for a matter, the likest first
CUE = 0.6  # what "had been done" or "not yet" weighs against a judgement of strength or concern, which weighs up to 1
NEARLY = 0.7  # of the likeliest passage's likeness
SHARED = 0.2  # of the weight of a matter's stems: where sentences quoted have less, their passage's likeness is halved
AGAIN, ASKED_AGAIN = 0.5, 0.3  # likeness from which a later recommendation says that it is not finished, and its weight

METHOD = (
    "A follow-up is set beside the review it follows; otherwise a review beside the one before it of the same area and "
    "programme. For each recommendation, and each passage with a concern that the matrix counts and whose sentences "
    "say so by themselves, the later report's "
    "passages about the same matter are found by meaning, shared words and shared themes; likeness is the probability "
    "that a passage is about it. Each says by its judgement, by words such as “had been done” or “not yet”, or by "
    "being asked again, how far the matter was met: addressed where two thirds or more of that weight says so, not "
    "addressed where 15 per cent or less does, partly in between, not mentioned where no passage is likely enough. "
    "The score, 0 to 1, says how sure that reading is, not how much was done: the best likeness times how clear the "
    "weight is of the next state's bounds; of not mentioned at most a half, since the silence may be the matching's. "
    f"From {SURE} on nine in ten were right as a reader judged them, below it three in five: what is below is marked ?."
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Sentences of the later review about a matter. `done` and `open` weigh what they say of it, 0 or more."""

    passage: str
    review: str
    quote: str
    spans: tuple[Span, ...]
    likeness: float  # the probability that they are about the matter
    done: float
    open: float
    asked_again: bool
    cues: tuple[str, ...]
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """An action of the plan that is likely about the matter."""

    action: Action
    likeness: float


@dataclass(frozen=True, slots=True)
class Matter:
    """A recommendation or a concern of the first review, and what became of it. `score`: see METHOD."""

    kind: Kind
    passage: str
    review: str
    quote: str
    spans: tuple[Span, ...]
    themes: tuple[str, ...]
    findings: tuple[str, ...]
    promised: tuple[Promise, ...]
    evidence: tuple[Evidence, ...]
    state: State
    score: float
    why: str

    @property
    def sure(self) -> bool:
        """Whether the state may be quoted without more ado; of others read the sentences first."""
        return self.score >= SURE


@dataclass(frozen=True, slots=True)
class Progress:
    """One area between two reviews. `tie` says why the two are set side by side; `plan` is the file of the actions."""

    area: str
    area_code: str
    programme: str
    first: str  # review ids
    later: str
    tie: Tie
    plan: str
    matters: tuple[Matter, ...]
    shifts: tuple[Shift, ...]

    def count(self, kind: Kind, state: State) -> int:
        return sum(m.kind == kind and m.state == state for m in self.matters)


def pairs(reviews: Iterable[Review]) -> tuple[tuple[Review, Review, Tie], ...]:
    """(first, later, why) of every later review: the one it follows, else the one before it in area and programme."""
    ordered = sorted(
        (r for r in reviews if r.date and r.status != "failed"),
        key=lambda r: (r.area.casefold(), r.programme, str(r.date), r.id),
    )
    by_id = {r.id: r for r in ordered}
    found: list[tuple[Review, Review, Tie]] = []
    before: dict[tuple[str, str], Review] = {}
    for review in ordered:
        place = review.area_code or review.area, review.programme
        earlier = before.get(place)
        if review.follows in by_id:
            found.append((by_id[review.follows], review, "follows"))
        elif earlier is not None and review.area and earlier.date != review.date:
            found.append((earlier, review, "later-review"))
        before[place] = review
    return tuple(found)


def of(
    results: Results,
    plans: Mapping[str, Sequence[Action]] | None = None,
    *,
    areas: Iterable[str] | None = None,
    embedder: embed.Embedder | None = None,
) -> tuple[Progress, ...]:
    """Progress of every area reviewed more than once, by name; `plans` gives a review's actions by its id.

    `areas` are names or codes; none named means all. `embedder` is by default the one the results were made with.
    """
    wanted = {a.casefold() for a in areas} if areas is not None else None
    model = embedder or embed.load(results.settings.get("embedder", "static"))
    told = _Findings(results)
    return tuple(
        _between(results, told, first, later, tie, tuple((plans or {}).get(first.id, ())), model)
        for first, later, tie in pairs(results.reviews)
        if wanted is None or wanted & {later.area.casefold(), later.area_code.casefold()}
    )


def chosen(
    found: Iterable[Progress],
    *,
    themes: Collection[str] | None = None,
    kind: str = "",
    states: Collection[str] | None = None,
) -> tuple[Progress, ...]:
    """Only matters of these themes, this kind and these states, and the shifts of these themes.

    Raises WrongUsage for a kind or state there is not.
    """
    for option, given, known in (("--kind", [kind] if kind else [], get_args(Kind)), ("--state", states or (), STATES)):
        for name in given:
            if name not in known:
                raise WrongUsage(f"{option} {name} is not a choice.", f"Choose from {', '.join(known)}.")
    return tuple(
        replace(
            progress,
            matters=tuple(
                m
                for m in progress.matters
                if (themes is None or set(m.themes) & set(themes))
                and kind in ("", m.kind)
                and (not states or m.state in states)
            ),
            shifts=tuple(s for s in progress.shifts if themes is None or s.theme in themes),
        )
        for progress in found
    )


class _Findings:
    """Findings of the codebook's themes by passage, and which the matrix would count."""

    def __init__(self, results: Results) -> None:
        self.themes = {t.id for t in results.themes if t.origin == "codebook"}
        kept = [f for f in results.findings if f.theme in self.themes and f.status != "rejected"]
        self.counted = counted(kept)
        self.by_passage: dict[str, list[Finding]] = {}
        for finding in kept:
            self.by_passage.setdefault(finding.passage, []).append(finding)

    def text(self, passage: Passage, *, headed: bool = False) -> matching.Text:
        heading = passage.section[-1] if headed and passage.section else ""
        themes = frozenset(f.theme for f in self.by_passage.get(passage.id, ()))
        return matching.Text(passage.id, passage.text, heading, themes)


def _between(
    results: Results,
    told: _Findings,
    first: Review,
    later: Review,
    tie: Tie,
    plan: tuple[Action, ...],
    embedder: embed.Embedder,
) -> Progress:
    asked = _asked(results, told, first)
    again = {a.passage.id for a in grammar.of(grammar.section(results.passages.get(later.id, ())), later.programme)}
    passages = [
        p
        for p in results.passages.get(later.id, ())
        if codable(p) and p.kind != "row" and (p.section_role != "recommendation" or p.id in again)
    ]
    pages = {page.number: page for page in results.pages[later.id]}
    texts = [told.text(a.passage) for a in asked]
    about = matching.likeness(texts, [told.text(p, headed=True) for p in passages], embedder)
    rarity = matching.rarity([t.stems for t in texts], [matching.content(p.text) for p in passages])
    actions = matching.likeness(texts, [matching.Text(str(a.number), a.text) for a in plan], embedder)
    matters: list[Matter] = []
    for row, its in enumerate(asked):
        likely = sorted(range(len(passages)), key=lambda j: (-about[row, j], passages[j].id))
        chosen = [j for j in likely if about[row, j] >= matching.WITHIN.same][:MOST_EVIDENCE]
        weight = {stem: rarity[stem] for stem in texts[row].stems}
        evidence = tuple(_evidence(texts[row], weight, passages[j], float(about[row, j]), told, pages) for j in chosen)
        best, page = (float(about[row, likely[0]]), passages[likely[0]].spans[0].page) if passages else (0.0, 0)
        state, score, why = judge(evidence, best, page)
        matters.append(
            Matter(
                kind=its.kind,
                passage=its.passage.id,
                review=first.id,
                quote=its.quote,
                spans=its.spans,
                themes=tuple(sorted(texts[row].themes)),
                findings=tuple(f.id for f in its.findings),
                promised=_promised(plan, actions[row]),
                evidence=_carrying(evidence, state),
                state=state,
                score=score,
                why=why,
            )
        )
    return Progress(
        area=later.area,
        area_code=later.area_code,
        programme=later.programme,
        first=first.id,
        later=later.id,
        tie=tie,
        plan=plan[0].file if plan else "",
        matters=tuple(matters),
        shifts=shifts.between(results.themes, told.counted, first.id, later.id),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a review asked or criticised: the sentences that do, and the findings that go with them."""

    kind: Kind
    passage: Passage
    quote: str
    spans: tuple[Span, ...]
    findings: tuple[Finding, ...]


def _asked(results: Results, told: _Findings, review: Review) -> list[_Asked]:
    """The recommendations of a review, then the passages with a concern that the matrix counts, in reading order.

    Only concerns whose sentences say so by themselves: whether another was met cannot be told.
    """
    passages = results.passages.get(review.id, ())
    pages = {page.number: page for page in results.pages.get(review.id, ())}
    found = [
        _Asked(
            "recommendation", a.passage, *cut(a.passage, *a.place, pages), tuple(told.by_passage.get(a.passage.id, ()))
        )
        for a in grammar.of(grammar.section(passages), review.programme)
    ]
    concerns: dict[str, list[Finding]] = {}
    for finding in told.counted:
        if finding.review == review.id and finding.valence == "concern":
            concerns.setdefault(finding.passage, []).append(finding)
    quotes = Quotes(results)
    for passage in (p for p in passages if p.id in concerns):
        its = gist.strongest(concerns[passage.id], ("concern",))
        best = quotes.best(f.id for f in its)[0]
        if best.sure:
            found.append(_Asked("concern", passage, best.text, best.spans, its))
    return found


def _evidence(
    asked: matching.Text, weight: Mapping[str, float], passage: Passage, likeness: float, told: _Findings, pages: _Pages
) -> Evidence:
    """The run of sentences that says most of the matter, and what it says; `weight` is of the stems asked for."""
    ranges = sentences_of(passage.text)
    hits = _cues().find(words(passage.text))
    shared = [fsum(weight[stem] for stem in asked.stems & matching.content(passage.text[a:b])) for a, b in ranges]
    alone = [whole(passage.text[a:b]) for a, b in ranges]
    best = max(range(len(ranges)), key=lambda i: (shared[i] > 0, alone[i], shared[i], -i))
    telling = [i for i, (a, b) in enumerate(ranges) if i == best or any(a <= h.start < b for h in hits)]
    start, end = window(telling, ranges)
    quote, spans = cut(passage, start, end, pages)
    if fsum(weight[stem] for stem in asked.stems & matching.content(quote)) < SHARED * fsum(weight.values()):
        likeness /= 2
    its = [f for f in told.by_passage.get(passage.id, ()) if f.theme in asked.themes]
    again = passage.section_role == "recommendation" or grammar.asks_again(passage)
    heard = [h for h in hits if start <= h.start < end]
    done, unmet = _weigh(quote, passage, its, heard)
    return Evidence(
        passage=passage.id,
        review=passage.review,
        quote=quote,
        spans=spans,
        likeness=round(likeness, 3),
        done=0.0 if again else round(done, 3),
        open=ASKED_AGAIN if again else round(unmet, 3),
        asked_again=again,
        cues=tuple(dict.fromkeys(passage.text[h.start : h.end] for h in heard)),
        findings=tuple(f.id for f in its),
    )


def _weigh(quote: str, passage: Passage, findings: Sequence[Finding], cues: Sequence[Hit]) -> tuple[float, float]:
    """How much the sentences say that the matter was met, and that it was not."""
    judged = trained.judged(quote, passage)
    done, unmet = max(0.0, judged.score), max(0.0, -judged.score)
    sides = {f.valence for f in findings if f.origin == "person"}  # what a person said of it stands
    if len(sides) == 1 and (side := next(iter(sides))) in ("strength", "concern"):
        done, unmet = (1.0, 0.0) if side == "strength" else (0.0, 1.0)
    elif judged.valence == "mixed":
        done, unmet = max(done, 0.4), max(unmet, 0.4)
    done += CUE * len({h.phrase for h in cues if h.name == "done"})
    unmet += CUE * len({h.phrase for h in cues if h.name == "not_done"})
    return min(done, 1.0), min(unmet, 1.0)


def judge(evidence: Sequence[Evidence], best: float, page: int) -> tuple[State, float, str]:
    """State, score and reason; `best` is the highest likeness of any passage of the later review, on `page`."""
    if not evidence:
        return (
            "not-mentioned",
            round((1 - best) / 2, 3),
            f"no passage is likely about it (the likeliest, {best:.2f}, page {page})",
        )
    done = sum(e.likeness * e.done for e in evidence)
    unmet = sum(e.likeness * e.open for e in evidence)
    share = done / (done + unmet) if done + unmet else (MET + UNMET) / 2
    state: State = "addressed" if share >= MET else "not-addressed" if share <= UNMET else "partly"
    if state == "addressed" and any(e.asked_again and e.likeness >= AGAIN for e in evidence):
        state = "partly"
    clear = min(1.0, 0.5 + CLEARER * min(abs(share - MET), abs(share - UNMET)))
    said = list(dict.fromkeys(f"“{cue}”" for e in evidence for cue in e.cues))[:4]
    parts = [f"{len(evidence)} passage{'s' if len(evidence) > 1 else ''}, {share:.0%} of their weight says it was met"]
    parts += [f"words: {', '.join(said)}"] if said else []
    parts += ["asked again"] if any(e.asked_again for e in evidence) else []
    return state, round(max(e.likeness for e in evidence) * clear, 3), "; ".join(parts)


def _carrying(evidence: Sequence[Evidence], state: State) -> tuple[Evidence, ...]:
    """Of those nearly as like as the likeliest, the sentences that say most for the state first: what is shown of a
    matter has to be about it and to carry what is said of it."""
    like = NEARLY * max((one.likeness for one in evidence), default=0.0)

    def weight(one: Evidence) -> tuple[bool, float]:
        both = 0.5 + min(one.done, one.open)  # partly met is best seen where one passage says both
        told = {"addressed": one.done - one.open, "not-addressed": one.open - one.done}.get(state, both)
        return one.likeness < like, -round(told * one.likeness, 3)

    return tuple(sorted(evidence, key=weight))


def _promised(plan: Sequence[Action], likely: Sequence[float]) -> tuple[Promise, ...]:
    order = sorted(range(len(plan)), key=lambda j: (-likely[j], plan[j].number))
    return tuple(Promise(plan[j], round(float(likely[j]), 3)) for j in order if likely[j] >= matching.WITHIN.same)[
        :MOST_EVIDENCE
    ]


@cache
def _cues() -> Phrases:
    data = yaml.safe_load((files("analyse") / "data" / "progress.yaml").read_text(encoding="utf-8"))
    return Phrases(data)
