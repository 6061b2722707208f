"""Does a passage speak to a theme? By a trained model where there is one, else by its phrases and definition."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from analyse import clauses, reading, trained, valence
from analyse.evidence import strongest, window
from analyse.features import Array
from analyse.nearest import Nearest
from analyse.phrases import Hit, Phrases
from corpus.codebook import Codebook
from corpus.files import key
from corpus.quotes import cut
from corpus.types import Document, Finding, FindingOrigin, Page, Passage, Theme, Valence
from models import embed, tuned
from models.embed import Embedder, ModelError, Vectors
from models.language import is_stop
from models.tuned import Said, Tuned

VERSION = "9"
NOT_CODED = frozenset({"heading"})
ROADS = ("fast", "tuned")
DEFAULT = "tuned"
RECENT = 64  # texts whose vectors are kept
MOST_THEMES = 4  # the codebook: "usually 1 to 3, at most 4"
TERMS_SHOWN = 3

# A theme without training: log-odds of its phrases and of nearness to its definition and examples. Set on the default
# codebook taken for untrained, by `benchmarks/coding.py`.
_BASE, _PHRASE, _WORD, _NEAR = -3.2, 1.6, 1.0, 4.5
_MOST_PHRASES = 3.0
_RULE_THRESHOLD = 0.5
# A sub-theme is coded where its words stand and its parent is at least this likely, against the parent's threshold.
_PARENT_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Scored:
    """One theme's case in one passage; `evidence` are the sentences that make it, `sure` that it is to be counted."""

    theme: Theme
    score: float
    sure: bool
    why: str
    evidence: tuple[int, ...]
    origin: FindingOrigin
    threshold: float = _RULE_THRESHOLD  # the score from which on it is sure


class Coder:
    """Codes passages with one codebook. Build once, use for every review."""

    def __init__(
        self, book: Codebook, embedder: Embedder, tuned: Tuned | None = None, *, section_prior: bool = True
    ) -> None:
        """`embedder` gives the vectors of the linear models; `tuned` speaks beside them. Without `section_prior`
        what a section's heading says of everything under it is left out of valence.
        """
        self.book = book
        self.embedder = embedder
        self.tuned = tuned
        self.section_prior = section_prior
        self.corrected: Callable[[Sequence[Scored], str], list[Scored]] | None = None  # by `analyse.corrections`
        self._phrases = Phrases({t.id: (t.label, *t.phrases) for t in book.themes})
        models = trained.load()
        self._model = models[0] if models else None
        # Of the shipped codebook the model's phrases are the book's.
        self._own_phrases = self._model is not None and self._model.phrases.phrases != self._phrases.phrases
        self._valence = models[1] if models else None
        self._column = {theme: i for i, theme in enumerate(self._model.themes)} if self._model else {}
        self._blend = self._model.blend if self._model and tuned else None
        self._nearest = Nearest(book.themes, embedder)
        self._above = {t.id: book.ancestors(t.id) for t in book.themes}
        # A passage is judged once a theme it speaks to.
        self._wording = lru_cache(RECENT)(self._logits)
        self._judged = lru_cache(RECENT)(self._by_wording)
        self._prototypes: dict[str, Vectors] = {
            t.id: embedder.embed([f"{t.label}. {t.definition}", *t.examples])
            for t in book.themes
            if t.parent is None and t.id not in self._column
        }

    def read(self, text: str) -> reading.Read:
        """The text as the models see it."""
        phrases = self._model.phrases if self._model else self._phrases
        (seen,) = reading.read([text], phrases, self.embedder, self.tuned)
        return seen

    def cases(self, seen: reading.Read, *, every: bool = True) -> list[Scored]:
        """The case of every theme in the text, sure or not, in the order of the codebook.

        A sub-theme has a case only where its words stand. Without `every`, what cannot be counted may be left out.
        """
        text, ranges = seen.text, seen.ranges
        hits: dict[str, list[Hit]] = {}
        for hit in self._phrases.find(seen.found) if self._own_phrases else seen.hits:
            hits.setdefault(hit.name, []).append(hit)
        parents = {above for theme in hits for above in self._above[theme]}
        every = every or self.corrected is not None
        scored: dict[str, Scored] = {}
        if self._model is not None:
            odds, parts, weighed = reading.weigh(self._model, seen)
            chances, thresholds = (each.tolist() for each in self._probability(odds, seen.said))
            strengths = (parts if seen.said is None else seen.said.sentences).T.tolist()
        for theme in self.book.themes:
            its = hits.get(theme.id, [])
            if self._model is not None and theme.id in self._column:
                at = self._column[theme.id]
                chance, threshold = chances[at], thresholds[at]
                sure = chance >= threshold
                if not (sure or every or theme.id in parents):
                    continue
                # Looking up what weighed takes longer than scoring: only what is counted has to say why in full.
                said = _as_said(seen, self._model.weighty(weighed, at, most=8)) if sure else ()
                like = self._nearest.of(theme.id, seen.vector) if sure else ""
                why = _why(its, text, weighed=said, like=like) if sure or its else ""
                evidence = strongest(strengths[at])
                scored[theme.id] = Scored(theme, round(chance, 3), sure, why, evidence, "model", threshold)
            elif theme.parent is None:
                scored[theme.id] = self._by_rule(theme, its, seen)
        self._add_children(scored, hits, text, ranges)
        cases = [scored[theme.id] for theme in self.book.themes if theme.id in scored]
        return self.corrected(cases, text) if self.corrected else cases

    def score(self, seen: reading.Read) -> list[Scored]:
        """The themes the text speaks to, surest first."""
        return self.counted(self.cases(seen, every=False))

    def counted(self, cases: Sequence[Scored]) -> list[Scored]:
        """Of a text's cases those that are sure, surest first: at most `MOST_THEMES`, with their sub-themes."""
        chosen = sorted((s for s in cases if s.sure), key=lambda s: (-s.score, s.theme.id))
        roots = {s.theme.id for s in [s for s in chosen if s.theme.parent is None][:MOST_THEMES]}
        return [s for s in chosen if s.theme.id in roots or roots.intersection(self._above[s.theme.id])]

    def _probability(self, odds: Array, said: Said | None) -> tuple[Array, Array]:
        """Of each theme of the model, and the thresholds that go with it."""
        if self._model is None:
            raise ValueError("there is no model")
        if said is not None and self._blend is not None:
            return self._blend.probability(odds, said.themes, said.sentences.max(axis=0)), self._blend.thresholds
        return self._model.probability(odds), self._model.thresholds

    def _logits(self, quote: str, passage: str) -> Array:
        """Of the four valences, from wording."""
        if self._valence is None:
            raise ValueError("there is no model")
        return self._valence.logits(quote, passage, self.embedder.embed([quote, passage]).reshape(-1))

    def _by_wording(self, quote: str, passage: str, section: Valence | None) -> valence.Judgement:
        if self._valence is None:
            return valence.judge(quote, section)
        return self._valence.judgement(self._wording(quote, passage), quote, section)

    def judge(
        self, quote: str, passage: str, section: Valence | None, theme: str = "", said: Said | None = None
    ) -> valence.Judgement:
        """The valence of a quote in its passage, for a theme or, without one, as a whole.

        `said` spares the tuned model a second reading of the passage.
        """
        section = section if self.section_prior else None
        model = self._valence
        if model is None:
            return self._judged(quote, passage, section)
        blend = model.of_theme if theme in self._column else model.of_whole
        if self.tuned is None or blend is None:
            return self._judged(quote, passage, section)
        said = said or self.tuned.said(passage)
        other = said.valence[self._column[theme]] if theme in self._column else said.whole
        return model.judgement(blend.logits(self._wording(quote, passage), other), quote, section)

    def _by_rule(self, theme: Theme, hits: Sequence[Hit], seen: reading.Read) -> Scored:
        near = (seen.part_vectors @ self._prototypes[theme.id].T).max(axis=1)
        closest = float(near.max())
        log_odds = _BASE + min(_weight(hits), _MOST_PHRASES) + _NEAR * closest
        score = round(1 / (1 + math.exp(-log_odds)), 3)
        evidence = _sentences_of(hits, seen.ranges) or (int(near.argmax()),)
        why = _why(hits, seen.text, near=closest, like=self._nearest.of(theme.id, seen.vector))
        return Scored(theme, score, score >= _RULE_THRESHOLD, why, evidence, "rule")

    def _add_children(
        self, scored: dict[str, Scored], hits: Mapping[str, Sequence[Hit]], text: str, ranges: Sequence[tuple[int, int]]
    ) -> None:
        """Sub-themes where their words stand; what speaks to a sub-theme speaks to its parents."""
        for theme in self.book.themes:
            its = hits.get(theme.id)
            if theme.parent is None or not its:
                continue
            above = [scored[a] for a in self._above[theme.id] if a in scored]
            if not above or not all(self._likely(s) for s in above):
                continue
            evidence, why = _sentences_of(its, ranges), _why(its, text)
            score = max(above[0].score, round(1 / (1 + math.exp(-_weight(its))), 3))
            scored[theme.id] = Scored(theme, score, True, why, evidence, "rule")
            for parent in above:
                if not parent.sure:
                    scored[parent.theme.id] = Scored(
                        parent.theme, parent.score, True, as_part(theme.label, why), evidence, "rule"
                    )

    def _likely(self, scored: Scored) -> bool:
        if scored.sure or self._model is None or scored.theme.id not in self._column:
            return True  # a parent without training is as likely as the words of its sub-theme make it
        return scored.score >= _PARENT_SHARE * scored.threshold


def load(book: Codebook, road: str = DEFAULT, *, section_prior: bool = True) -> Coder:
    """The coder with the shipped weights: `fast` is the linear models alone, `tuned` reads with MiniLM beside them.

    Raises ModelError for another road, or where the tuned layer cannot be used.
    """
    if road not in ROADS:
        raise ModelError(f"there is no such coder; choose from {', '.join(ROADS)}")
    beside = tuned.load() if road == "tuned" else None
    return Coder(book, embed.load("static"), beside, section_prior=section_prior)


def _weight(hits: Sequence[Hit]) -> float:
    """Each phrase counts once; a phrase of two words or more says more than a single word."""
    longest: dict[str, int] = {}
    for hit in hits:
        longest[hit.phrase] = max(hit.words, longest.get(hit.phrase, 0))
    return sum(_PHRASE if size > 1 else _WORD for size in longest.values())


def _sentences_of(hits: Sequence[Hit], ranges: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    return tuple(i for i, (start, end) in enumerate(ranges) if any(start <= h.start < end for h in hits))


def _why(
    hits: Sequence[Hit], text: str, *, near: float | None = None, weighed: Sequence[str] = (), like: str = ""
) -> str:
    said = list(dict.fromkeys(f"“{text[h.start : h.end]}”" for h in sorted(hits, key=lambda h: -h.words)))[:3]
    parts = [f"says {', '.join(said)}"] if said else []
    if weighed:
        parts.append(f"words that weighed: {', '.join(weighed)}")
    if near is not None:
        parts.append(f"nearness to the theme's definition and examples {near:.2f}")
    if like:
        parts.append(f"nearest coded example: {like}")
    return "; ".join(parts)


def _as_said(seen: reading.Read, terms: Sequence[str]) -> list[str]:
    """The first three terms (stems) that say something, as they stand in the text."""
    shown: list[str] = []
    for term in terms:
        at, size = seen.place(term)
        said = seen.text[seen.found.starts[at] : seen.found.ends[at + size - 1]]
        if not all(map(is_stop, said.split())):
            shown.append(said)
            if len(shown) == TERMS_SHOWN:
                break
    return shown


def codable(passage: Passage) -> bool:
    return passage.kind not in NOT_CODED and passage.section_role != "method"


def as_part(label: str, why: str) -> str:
    """Why a theme is found where only its sub-theme is."""
    return f"part of it, “{label}”: {why}"


def finding_id(passage: str, theme: str) -> str:
    return key("finding", passage, theme)


def code(document: Document, coder: Coder, *, out_of_scope: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    """Findings of one review: a pure function of its passages and the coder."""
    pages: Mapping[int, Page] = {page.number: page for page in document.pages}
    findings: list[Finding] = []
    for passage in document.passages:
        if not codable(passage):
            continue
        seen = coder.read(passage.text)
        findings += [
            _finding(passage, scored, seen, coder, pages)
            for scored in coder.score(seen)
            if scored.theme.id not in out_of_scope
        ]
    return tuple(findings)


def _finding(passage: Passage, scored: Scored, seen: reading.Read, coder: Coder, pages: Mapping[int, Page]) -> Finding:
    start, end = window(scored.evidence, seen.ranges)
    quote, spans = cut(passage, start, end, pages)
    judged = coder.judge(quote, passage.text, passage.section_valence, scored.theme.id, seen.said)
    clause = clauses.find(quote, concern=judged.score < 0)
    said = quote[clause.start : clause.end] if clause else ""
    reasons = ", ".join(f"“{cue}”" for cue in judged.reasons())
    cues = f"; {judged.valence} from {reasons}" if reasons and judged.valence != "neutral" else ""
    under = f"; under a heading of {passage.section_valence}" if passage.section_valence and coder.section_prior else ""
    return Finding(
        id=finding_id(passage.id, scored.theme.id),
        review=passage.review,
        passage=passage.id,
        theme=scored.theme.id,
        quote=quote,
        spans=spans,
        valence=judged.valence,
        score=scored.score,
        why=scored.why + cues + under,
        section=passage.section,
        section_role=passage.section_role,
        barrier=said if clause and clause.side == "barrier" else "",
        enabler=said if clause and clause.side == "enabler" else "",
        origin=scored.origin,
    )
