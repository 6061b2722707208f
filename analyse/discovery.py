"""Emergent themes of a workspace: keeps `themes.yaml`, vectors and placements up to date."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from analyse import (
    account,
    carrying,
    coding,
    drift,
    emergent,
    foremost,
    hierarchy,
    known_themes,
    labels,
    naming,
    trained,
    trust,
)
from analyse.account import Account
from analyse.emergent import Emergent, Known, Placement
from analyse.evidence import opening, points_back, ranges
from analyse.known_themes import NAME
from analyse.segments import Segment, Text, said_as, split
from corpus import decisions, files
from corpus.codebook import Codebook
from corpus.errors import AnalyseError
from corpus.quotes import cut
from corpus.types import APART, Document, Finding, Passage, Review, Theme, Valence
from corpus.workspace import Workspace
from models import embed

UNEXPLAINED = 0.75  # a passage no theme of the codebook claims more surely than this is unexplained
GROUP = "Found in the reports"
SHORTEST = 60  # letters: less is a heading or a fragment
KINDS = ("paragraph", "bullet", "box", "row")
FOUNDING_KINDS = ("paragraph", "bullet", "box")
ACCOUNT = "account"
# A sentence that opens so goes on from the one before it, which is quoted with it.
_GOES_ON = ("however", "for example", "for instance", "consequently", "in addition", "also,")

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Discovery:
    themes: tuple[Theme, ...]
    findings: tuple[Finding, ...]
    embedded: int  # reviews whose sentences were embedded now
    computed: bool  # False when it was all known


@dataclass(frozen=True, slots=True)
class Stored:
    """What is derived from one state of the corpus."""

    themes: tuple[Theme, ...]
    findings: tuple[Finding, ...]
    account: Account = field(default_factory=Account)


@dataclass(frozen=True, slots=True)
class Sentences:
    """The passages of a workspace as they are clustered."""

    segments: tuple[Segment, ...]
    vectors: embed.Vectors
    passages: Mapping[str, tuple[Review, Passage]]
    embedded: int


def discover(
    space: Workspace,
    reviews: Sequence[Review],
    documents: Mapping[str, Document],
    keys: Mapping[str, str],
    findings: Sequence[Finding],
    progress: Progress,
) -> Discovery:
    path = space.root / NAME
    before = path.read_bytes() if path.is_file() else b""
    said = decisions.listed(space.root, hierarchy.KIND)
    state = _state(space, before, reviews, keys, findings, said)
    if (stored := space.kept("themes", state, Stored)) is not None:
        return Discovery(stored.themes, stored.findings, 0, False)
    read = sentences_of(space, reviews, documents, keys, progress)
    progress("Finding emergent themes", 0, 1)
    kept = known_themes.read(before.decode("utf-8"))
    found, placements = emergent.discover(
        read.segments, read.vectors, kept, space.settings.embedder, labels.namer(read.segments)
    )
    found = replace(found, themes=hierarchy.decided(found.themes, said))
    if found != kept:
        files.write(path, known_themes.text(found))
    state = _state(space, path.read_bytes() if path.is_file() else b"", reviews, keys, findings, said)
    stored = _stored(space, found, placements, read, documents, findings)
    space.keep("themes", state, stored, Stored)
    space.keep("emergent", ACCOUNT, stored.account, Account)
    space.tidy("themes", {state})
    progress("Finding emergent themes", 1, 1)
    return Discovery(stored.themes, stored.findings, read.embedded, True)


def latest(space: Workspace) -> Account:
    """The account of the last discovery; an empty one where there was none."""
    return space.kept("emergent", ACCOUNT, Account) or Account()


def _state(
    space: Workspace,
    themes: bytes,
    reviews: Sequence[Review],
    keys: Mapping[str, str],
    findings: Sequence[Finding],
    said: Sequence[decisions.Decision],
) -> str:
    place = sorted((r.id, r.area_code or r.area, r.programme) for r in reviews)
    sure = sorted((f.passage, f.theme, f.valence) for f in findings if f.score >= UNEXPLAINED)
    version = (emergent.VERSION, coding.VERSION, trained.version(), space.settings.embedder, space.settings.detail)
    told = repr([(d.subject, d.what, d.after) for d in said])
    return files.key(
        files.sha256(themes), *version, *sorted(keys[r.id] for r in reviews), repr(place), repr(sure), told
    )


def discoverable(passage: Passage) -> bool:
    return coding.codable(passage) and passage.kind in KINDS and len(passage.text) >= SHORTEST


def sentences_of(
    space: Workspace,
    reviews: Sequence[Review],
    documents: Mapping[str, Document],
    keys: Mapping[str, str],
    progress: Progress,
) -> Sentences:
    """The sentences of all passages with their vectors, each review's vectors in a file of its own."""
    passages = {p.id: (review, p) for review in reviews for p in documents[review.id].passages if discoverable(p)}
    texts = [
        Text(
            id=p.id,
            area=r.area_code or r.area or r.file,
            text=p.text,
            programme=r.programme,
            heading=p.section[-1] if p.section else "",
            founding=p.section_role == "body" and p.kind in FOUNDING_KINDS,
        )
        for r, p in passages.values()
    ]
    segments = split(texts, {(r.area_code or r.area or r.file): r.area for r in reviews})
    of_review: dict[str, list[int]] = {r.id: [] for r in reviews}
    for at, segment in enumerate(segments):
        of_review[passages[segment.passage][0].id].append(at)
    rows: list[embed.Vectors] = []
    order: list[int] = []
    embedded, names = 0, set()
    for done, review in enumerate(reviews, start=1):
        its = of_review[review.id]
        name = files.key(keys[review.id], space.settings.embedder, *(segments[i].masked for i in its))
        names.add(name)
        path = space.derived("vectors", f"{name}.npy")
        if path.is_file():
            rows.append(np.load(path, allow_pickle=False))
        else:
            rows.append(embed.load(space.settings.embedder).embed([segments[i].masked for i in its]))
            buffer = io.BytesIO()
            np.save(buffer, rows[-1], allow_pickle=False)
            files.write(path, buffer.getvalue())
            embedded += 1
            progress("Embedding sentences", done, len(reviews))
        order += its
    space.tidy("vectors", names)
    stacked = np.vstack([r for r in rows if len(r)]) if order else np.zeros((0, 1), np.float32)
    return Sentences(tuple(segments[i] for i in order), stacked, passages, embedded)


def _stored(
    space: Workspace,
    found: Known,
    placements: Sequence[Placement],
    read: Sentences,
    documents: Mapping[str, Document],
    findings: Sequence[Finding],
) -> Stored:
    detail = hierarchy.level_of(space.settings.detail)
    if detail is None:
        raise AnalyseError(
            f"detail = “{space.settings.detail}” is not a choice.", f"Choose from {', '.join(emergent.LEVELS)}."
        )
    whole = hierarchy.Tree.of(found.themes)
    vectors = found.spaces[space.settings.embedder].centred(read.segments, read.vectors.astype(np.float64))
    at: dict[str, list[Placement]] = {}
    for placement in placements:
        at.setdefault(whole.at(placement, detail).id, []).append(placement)
    standing = foremost.standings(hierarchy.cut(found.themes, detail), at, read.segments, vectors)
    shown = {t.id: t for t in foremost.ordered(hierarchy.cut(found.themes, detail), standing)}
    strongest: dict[tuple[str, str], Placement] = {}
    for placement in placements:
        theme = whole.at(placement, detail).id
        held = strongest.get((placement.segment.passage, theme))
        if theme in shown and (held is None or placement.score > held.score):
            strongest[placement.segment.passage, theme] = placement
    figures = account.trusted(found.themes, placements, read.segments, vectors)
    beside: dict[str, list[Finding]] = {}
    for finding in findings:
        beside.setdefault(finding.passage, []).append(finding)
    named = _named(strongest, shown)
    made = tuple(
        _finding(placement, shown[theme], named[passage, theme], read.passages, documents, beside.get(passage, ()))
        for (passage, theme), placement in sorted(strongest.items())
    )
    sides = Counter((f.theme, f.valence) for f in made)
    themes = tuple(
        _theme(t, standing[t.id].apart, foremost.leaning(sides[t.id, "strength"], sides[t.id, "concern"]))
        for t in shown.values()
    )
    passages: dict[str, set[str]] = {}
    for passage, theme in strongest:
        passages.setdefault(theme, set()).add(passage)
    told = _account(space, found, placements, read, figures)
    told = replace(told, overlap=account.overlaps(passages, findings, UNEXPLAINED))
    return Stored(themes, tuple(sorted(made, key=lambda f: f.id)), told)


def _named(
    strongest: Mapping[tuple[str, str], Placement], themes: Mapping[str, Emergent]
) -> dict[tuple[str, str], tuple[str, ...]]:
    """By passage and theme the words by which its sentence names the theme."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for theme in themes.values():
        at = [place for place in sorted(strongest) if place[1] == theme.id]
        said = naming.said(theme.label, theme.anchor.terms, [strongest[place].segment for place in at])
        found |= dict(zip(at, said, strict=True))
    return found


def _account(
    space: Workspace,
    found: Known,
    placements: Sequence[Placement],
    read: Sentences,
    figures: Mapping[str, trust.Trust],
) -> Account:
    earlier = latest(space)
    best = account.best(placements)
    whole = hierarchy.Tree.of(found.themes)
    placed = {p: (whole.at(b, "medium").id, b.score) for p, b in sorted(best.items())}
    unplaced = tuple(sorted(read.passages.keys() - placed.keys()))
    programmes = sorted({r.programme for r, _ in read.passages.values()})
    shares = {
        name: round(float(np.mean([p not in placed for p, (r, _) in read.passages.items() if r.programme == name])), 3)
        for name in programmes
    }
    # What people decide since the corpus changed is part of the same report: it does not hide what the change did.
    same = earlier.before and earlier.placed.keys() | set(earlier.unplaced) == read.passages.keys()
    before = earlier.before if same else {p: t for p, (t, _) in earlier.placed.items()}
    changes = (
        drift.changes(before, {p: t for p, (t, _) in placed.items()}, found.themes, read.passages) if before else ()
    )
    stability = {t: f.stability for t, f in earlier.trust.items() if f.stability is not None}
    return Account(
        tree=account.tree(found.themes, placements),
        placed=placed,
        unplaced=unplaced,
        by_programme=shares,
        trust={t: replace(f, stability=stability.get(t)) for t, f in figures.items()},
        changes=changes,
        before=before,
        successors=earlier.successors,
        uncarried=earlier.uncarried,
        notes=tuple(
            f"{share:.0%} of the passages of {name} belong to no emergent theme: the themes no longer fit. "
            "`analyse themes FOLDER --refound` founds them afresh."
            for name, share in shares.items()
            if share > drift.UNFIT and len(read.passages) > 100
        ),
    )


def _theme(theme: Emergent, alone: str, leaning: str) -> Theme:
    said = theme.definition
    if leaning and said:
        said = f"{leaning}: {said[:1].lower()}{said[1:]}"
    return Theme(
        id=theme.id,
        label=theme.label,
        definition=said + (f" Apart, {alone}." if alone else ""),
        origin="emergent",
        group=APART if alone else GROUP,
        words=theme.words,
    )


def _finding(
    placement: Placement,
    theme: Emergent,
    named: Sequence[str],
    passages: Mapping[str, tuple[Review, Passage]],
    documents: Mapping[str, Document],
    beside: Sequence[Finding],
) -> Finding:
    segment = placement.segment
    review, passage = passages[segment.passage]
    pages = {page.number: page for page in documents[review.id].pages}
    quote, spans = cut(passage, _opening(passage.text, segment.start), segment.end, pages)
    said = [stem for stem in theme.anchor.terms if stem in segment.stems][:3]
    valence = _judged(quote, passage, beside)
    # A parse costs more than all else that is asked of a sentence.
    told = named and valence in ("strength", "concern") and placement.score >= carrying.LIKELY
    told = told and naming.foremost(segment.text, named, theme.label)
    verb, words = (carrying.NAMES, named) if told else ("says", said_as(segment.text, said))
    listed = f", and {verb} {', '.join(f'“{word}”' for word in words)}" if words else ""
    return Finding(
        id=coding.finding_id(passage.id, theme.id),
        review=review.id,
        passage=passage.id,
        theme=theme.id,
        quote=quote,
        spans=spans,
        valence=valence,
        score=placement.score,
        why=f"nearness {placement.score:.2f} to the sentences that founded the theme{listed}",
        section=passage.section,
        section_role=passage.section_role,
        origin="model",
    )


def _judged(quote: str, passage: Passage, beside: Sequence[Finding]) -> Valence:
    """As the codebook's findings on the same sentences, where they are of one mind; else from the wording."""
    sides = {f.valence for f in beside if quote in f.quote or f.quote in quote}
    return sides.pop() if len(sides) == 1 else trained.judged(quote, passage).valence


def _opening(text: str, start: int) -> int:
    """Where to begin the quote of a sentence: with what it points back to or goes on from."""
    if text[start : start + 14].lower().startswith(_GOES_ON) and not points_back(text[start:]):
        return max((a for a, b in ranges(text) if b <= start), default=start)
    return opening(text, start)


def words_of(book: Codebook, findings: Sequence[Finding]) -> Mapping[str, tuple[str, ...]]:
    """For each theme of the codebook, the phrases that most often made its findings."""
    counts: dict[str, dict[str, int]] = {}
    for finding in findings:
        said = finding.why.split(";", 1)[0]
        for phrase in said.split("“")[1:]:
            word = phrase.split("”", 1)[0].lower()
            of_theme = counts.setdefault(finding.theme, {})
            of_theme[word] = of_theme.get(word, 0) + 1
    return {theme.id: _commonest(counts.get(theme.id, {})) for theme in book.themes}


def _commonest(counts: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(sorted(counts, key=lambda word: (-counts[word], word))[:8])
