"""Emergent themes of a workspace: keeps `themes.yaml`, vectors and placements up to date."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import yaml

from analyse import coding, emergent, valence
from analyse.evidence import window
from corpus import files
from corpus.codebook import Codebook
from corpus.errors import AnalyseError
from corpus.quotes import cut
from corpus.types import Document, Finding, Passage, Review, Theme
from corpus.workspace import Workspace
from models import embed
from models.language import sentences

NAME = "themes.yaml"
UNEXPLAINED = 0.75  # a passage no theme of the codebook claims more surely than this is looked at again
GROUP = "Found in the reports"
SHORTEST = 60  # letters: less is a heading or a fragment
QUOTED = 2  # sentences of a quote


@dataclass(frozen=True, slots=True)
class Discovery:
    themes: tuple[Theme, ...]
    findings: tuple[Finding, ...]
    embedded: int  # reviews whose passages were embedded now
    computed: bool  # False when it was all known


@dataclass(frozen=True, slots=True)
class Stored:
    """What is derived from one state of the corpus."""

    themes: tuple[Theme, ...]
    findings: tuple[Finding, ...]


def discover(
    space: Workspace,
    reviews: Sequence[Review],
    documents: Mapping[str, Document],
    keys: Mapping[str, str],
    findings: Sequence[Finding],
    progress: Callable[[str, int, int], None],
) -> Discovery:
    explained: dict[str, float] = {}
    for finding in findings:
        explained[finding.passage] = max(explained.get(finding.passage, 0.0), finding.score)
    unexplained = {
        p.id: (review, p)
        for review in reviews
        for p in documents[review.id].passages
        if _discoverable(p) and explained.get(p.id, 0.0) < UNEXPLAINED
    }
    path = space.root / NAME
    before = path.read_bytes() if path.is_file() else b""
    place = sorted((p, r.id, r.area_code or r.area) for p, (r, _) in unexplained.items())
    version = (emergent.VERSION, coding.VERSION, space.settings.embedder)
    state = files.key(files.sha256(before), *version, *(keys[r.id] for r in reviews), repr(place))
    if (stored := space.kept("themes", state, Stored)) is not None:
        return Discovery(stored.themes, stored.findings, 0, False)

    vectors, embedded = _vectors(space, reviews, documents, keys, progress)
    progress("Finding emergent themes", 0, 1)
    texts = [emergent.Text(p.id, r.area_code or r.area or r.file, p.text) for r, p in unexplained.values()]
    names = {r.area for r in reviews}
    known = _read(before.decode("utf-8"))
    rows = np.array([vectors[t.id] for t in texts]) if texts else np.zeros((0, 1), np.float32)
    found, placements = emergent.discover(texts, rows, known, names, space.settings.embedder)
    if found != known:
        files.write(path, _text(found))
        before = path.read_bytes()
        state = files.key(files.sha256(before), *version, *(keys[r.id] for r in reviews), repr(place))
    result = _stored(found, placements, unexplained, documents, space.settings.embedder)
    space.keep("themes", state, result, Stored)
    space.tidy("themes", {state})
    progress("Finding emergent themes", 1, 1)
    return Discovery(result.themes, result.findings, embedded, True)


def _discoverable(passage: Passage) -> bool:
    """Prose of the body: summaries and recommendations only repeat it."""
    return (
        passage.section_role == "body"
        and passage.kind in ("paragraph", "bullet", "box")
        and len(passage.text) >= SHORTEST
    )


def _vectors(
    space: Workspace,
    reviews: Sequence[Review],
    documents: Mapping[str, Document],
    keys: Mapping[str, str],
    progress: Callable[[str, int, int], None],
) -> tuple[dict[str, embed.Vectors], int]:
    """Vectors by passage id; each review's in a file of its own."""
    vectors: dict[str, embed.Vectors] = {}
    embedded, names = 0, set()
    for done, review in enumerate(reviews, start=1):
        passages = [p for p in documents[review.id].passages if _discoverable(p)]
        name = files.key(keys[review.id], space.settings.embedder, *(p.id for p in passages))
        names.add(name)
        path = space.derived("vectors", f"{name}.npy")
        if path.is_file():
            rows = np.load(path, allow_pickle=False)
        else:
            rows = embed.load(space.settings.embedder).embed([p.text for p in passages])
            buffer = io.BytesIO()
            np.save(buffer, rows, allow_pickle=False)
            files.write(path, buffer.getvalue())
            embedded += 1
            progress("Embedding passages", done, len(reviews))
        vectors.update({p.id: row for p, row in zip(passages, rows, strict=True)})
    space.tidy("vectors", names)
    return vectors, embedded


def _stored(
    found: Sequence[emergent.Emergent],
    placements: Sequence[emergent.Placement],
    passages: Mapping[str, tuple[Review, Passage]],
    documents: Mapping[str, Document],
    embedder: str,
) -> Stored:
    anchors = {e.id: np.array(e.anchor, dtype=np.float32) for e in found}
    used = {p.theme for p in placements}
    themes = tuple(
        Theme(
            id=e.id,
            label=e.label,
            definition=f"Passages about {', '.join(e.words[:5])}.",
            origin="emergent",
            group=GROUP,
            words=e.words,
        )
        for e in found
        if e.id in used
    )
    model = embed.load(embedder)
    made: list[Finding] = []
    for placement in placements:
        review, passage = passages[placement.text.id]
        ranges = sentences(passage.text) or [(0, len(passage.text))]
        near = model.embed([passage.text[a:b] for a, b in ranges]) @ anchors[placement.theme]
        best = int(near.argmax())
        start, end = (
            window((best, min(best + 1, len(ranges) - 1)), ranges)
            if len(ranges) > QUOTED
            else (
                ranges[0][0],
                ranges[-1][1],
            )
        )
        pages = {page.number: page for page in documents[review.id].pages}
        quote, spans = cut(passage, start, end, pages)
        made.append(
            Finding(
                id=coding.finding_id(passage.id, placement.theme),
                review=review.id,
                passage=passage.id,
                theme=placement.theme,
                quote=quote,
                spans=spans,
                valence=valence.judge(quote, passage.section_valence).valence,
                score=placement.score,
                why=f"nearness {placement.score:.2f} to the passages that founded the theme",
                section=passage.section,
                section_role=passage.section_role,
                origin="model",
            )
        )
    return Stored(themes, tuple(sorted(made, key=lambda f: f.id)))


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


def _read(text: str) -> tuple[emergent.Emergent, ...]:
    if not text.strip():
        return ()
    try:
        data = yaml.safe_load(text)
        return tuple(
            emergent.Emergent(
                id=str(entry["id"]),
                label=str(entry["label"]),
                words=tuple(map(str, entry["words"])),
                founding=tuple(map(str, entry["founding"])),
                anchor=tuple(float(x) for x in entry["anchor"]),
                embedder=str(entry["embedder"]),
                adopted=int(entry["adopted"]),
            )
            for entry in data["themes"]
        )
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise AnalyseError(
            f"{NAME} cannot be read: {' '.join(str(error).split())[:120]}.",
            "It holds the ids of emergent themes: take it back from a copy, or move it away to start afresh.",
        ) from None


def _text(themes: Sequence[emergent.Emergent]) -> str:
    head = (
        "# Every emergent theme ever found here. Kept: ids stay with what they were given to. Change labels, not ids.\n"
    )
    entries = [
        {
            "id": e.id,
            "label": e.label,
            "words": list(e.words),
            "adopted": e.adopted,
            "embedder": e.embedder,
            "founding": list(e.founding),
            "anchor": list(e.anchor),
        }
        for e in themes
    ]
    body = yaml.safe_dump({"themes": entries}, sort_keys=False, allow_unicode=True, default_flow_style=None, width=120)
    return head + body
