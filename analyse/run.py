"""One pass over a workspace: brings up to date what is asked for, and does nothing twice."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from threadpoolctl import threadpool_limits

from analyse import account, coding, corrections, discovery, history, matrix, registry, trained
from analyse.anchoring import Reports
from analyse.decided import Logged, lay
from corpus import codebook, decisions, files
from corpus.errors import AnalyseError, sentences
from corpus.text import VERSION as TEXT_VERSION
from corpus.types import Document, Failure, Finding, Page, Results, Review, Theme
from corpus.workspace import Workspace
from extract import VERSION as EXTRACT_VERSION
from extract import layouts, pool
from extract.errors import NO_OCR
from models import embed, tuned

Stage = Literal["extract", "code", "discover"]
Progress = Callable[[str, int, int], None]  # step, done, of how many


def silent(step: str, done: int, total: int) -> None:
    """No progress shown."""


@dataclass(slots=True)
class Tally:
    """What a run did, and what it found done already."""

    read: int = 0
    coded: int = 0
    embedded: int = 0
    discovered: bool = False
    notes: list[str] = field(default_factory=list)
    decided: tuple[Logged, ...] = ()  # decisions on findings, and what became of them

    @property
    def nothing_done(self) -> bool:
        return not (self.read or self.coded or self.embedded or self.discovered)


@dataclass(frozen=True, slots=True)
class Report:
    """One PDF in the folder and what reading it gave."""

    file: str
    path: Path
    sha256: str
    key: str  # of what the reading depends on


@dataclass(frozen=True, slots=True)
class Corpus:
    """The reviews of a workspace, read."""

    reviews: tuple[Review, ...]
    documents: Mapping[str, Document]  # by review id
    keys: Mapping[str, str]  # by review id
    failures: tuple[Failure, ...]
    duplicates: Mapping[str, str]  # a file, and the file that holds the same bytes


def read(space: Workspace, progress: Progress = silent, tally: Tally | None = None) -> Corpus:
    """Every PDF of the workspace as a review and its document, or a failure.

    Raises AnalyseError when the folder holds no PDF.
    """
    given = decisions.given(space.root)
    reports, duplicates, failures = _reports(space, given)
    read_before = _stored(space, reports)
    new = [r for r in reports if r.key not in read_before]
    done = read_before | _read_new(space, new, given, progress)
    if tally is not None:
        tally.read += len(new)
    space.tidy("passages", {r.key for r in reports})
    space.tidy("failures", {r.key for r in reports})
    return _corpus(space, reports, done, given, failures, duplicates)


def known(space: Workspace) -> tuple[Corpus, tuple[str, ...]]:
    """What has been read already, and the files that have not."""
    given = decisions.given(space.root)
    reports, duplicates, failures = _reports(space, given)
    done = _stored(space, reports)
    old = [r for r in reports if r.key in done]
    return _corpus(space, old, done, given, failures, duplicates), tuple(r.file for r in reports if r.key not in done)


def _stored(space: Workspace, reports: Sequence[Report]) -> dict[str, Document | Failure]:
    found = {r.key: space.kept("passages", r.key, Document) or space.kept("failures", r.key, Failure) for r in reports}
    return {key: outcome for key, outcome in found.items() if outcome is not None and not _waits_for_ocr(outcome)}


def _waits_for_ocr(outcome: Document | Failure) -> bool:
    """Whether a scan could not be read for want of an OCR engine that is there now."""
    told = outcome.reason + (outcome.remedy if isinstance(outcome, Failure) else "")
    if NO_OCR not in told:
        return False
    from extract import ocr

    return bool(ocr.engine())


def _corpus(
    space: Workspace,
    reports: Sequence[Report],
    done: Mapping[str, Document | Failure],
    given: Mapping[str, Mapping[str, str]],
    failures: list[Failure],
    duplicates: Mapping[str, str],
) -> Corpus:
    gazetteer = space.gazetteer()
    reviews: list[Review] = []
    documents: dict[str, Document] = {}
    keys: dict[str, str] = {}
    for report in reports:
        document = done[report.key]
        if isinstance(document, Failure):
            failures.append(replace(document, file=report.file))
            continue
        codable = sum(coding.codable(p) for p in document.passages)
        review = registry.register(report.file, document, gazetteer, given.get(report.sha256, {}), codable)
        reviews.append(review)
        documents[review.id] = document
        keys[review.id] = report.key
    failures.sort(key=lambda f: f.file)
    return Corpus(registry.link(reviews), documents, keys, tuple(failures), duplicates)


def _reports(
    space: Workspace, given: Mapping[str, Mapping[str, str]]
) -> tuple[list[Report], dict[str, str], list[Failure]]:
    limits = f"{space.settings.seconds_a_file:g}/{space.settings.seconds_a_page:g}/{space.settings.memory_mb}"
    limits += "/tags" if space.settings.tags else ""
    reports: dict[str, Report] = {}
    duplicates: dict[str, str] = {}
    failures: list[Failure] = []
    # Of copies the shortest name is kept: "copy of x.pdf" is the copy.
    for name, path in sorted(space.reports(), key=lambda report: (len(report[0]), report[0])):
        try:
            sha256 = files.sha256(path.read_bytes())
        except OSError as error:
            failures.append(
                Failure(name, "", f"cannot be opened: {error.strerror}", "Check that you may read the file.")
            )
            continue
        if sha256 in reports:
            duplicates[name] = reports[sha256].file
            continue
        programme = given.get(sha256, {}).get("programme") or space.settings.programme
        key = files.key(sha256, EXTRACT_VERSION, TEXT_VERSION, programme, limits)
        reports[sha256] = Report(name, path, sha256, key)
    if not reports and not failures:
        raise AnalyseError(
            f"{space.pdfs} holds no PDF.", "Name the folder the reports are in (subfolders are read too)."
        )
    return list(reports.values()), duplicates, failures


def _read_new(
    space: Workspace,
    new: Sequence[Report],
    given: Mapping[str, Mapping[str, str]],
    progress: Progress,
) -> dict[str, Document | Failure]:
    read: dict[str, Document | Failure] = {}
    by_programme: dict[str, list[Report]] = {}
    for report in new:
        programme = given.get(report.sha256, {}).get("programme") or space.settings.programme
        by_programme.setdefault(programme, []).append(report)
    for programme, its in by_programme.items():
        keys = {report.file: report.key for report in its}
        for file, document in pool.documents(
            [(report.file, report.path) for report in its],
            workers=min(space.settings.workers or os.cpu_count() or 1, len(its)),
            programme=programme or None,
            seconds_a_file=space.settings.seconds_a_file,
            seconds_a_page=space.settings.seconds_a_page,
            memory_mb=space.settings.memory_mb,
            use_tags=space.settings.tags,
        ):
            kind, of = ("failures", Failure) if isinstance(document, Failure) else ("passages", Document)
            space.keep(kind, keys[file], document, of)
            read[keys[file]] = document
            progress("Reading reports", len(read), len(new))
    return read


def update(space: Workspace, stage: Stage = "discover", progress: Progress = silent) -> tuple[Results, Tally]:
    """Everything up to `stage`, doing only what is not done. Results of an earlier stage have no later findings.

    Raises AnalyseError for a setting that names nothing we have, before anything is read where that can be told.
    """
    _which(space.settings.reviews)
    programmes = [layout.name for layout in layouts.load()]
    if space.settings.programme and space.settings.programme not in programmes:
        raise AnalyseError(
            f"programme = “{space.settings.programme}” is not a choice.", f"Choose from {', '.join(programmes)}."
        )
    if space.settings.coding not in coding.ROADS:
        raise AnalyseError(
            f"coding = “{space.settings.coding}” is not a choice.", f"Choose from {', '.join(coding.ROADS)}."
        )
    if space.settings.coding == "tuned" and not tuned.there():
        raise AnalyseError("coding = “tuned” needs weights that are not here.", "Take the setting out, or `make tune`.")
    try:
        return _update(space, stage, progress)
    except embed.ModelError as error:
        raise AnalyseError(
            f"embedder = “{space.settings.embedder}” cannot be used: {error}", "Or take the setting out."
        ) from None


def _update(space: Workspace, stage: Stage, progress: Progress) -> tuple[Results, Tally]:
    tally = Tally()
    corpus = read(space, progress, tally)
    for copy, original in corpus.duplicates.items():
        tally.notes.append(f"{copy} is the same PDF as {original}: it is counted once. Delete one of them.")
    if space.derived("findings", "").is_dir() and not (space.root / codebook.NAME).is_file():
        tally.notes.append(
            f"{codebook.NAME} was not there: the default themes were written to it. It is yours to edit."
        )
    book = space.codebook()
    findings: tuple[Finding, ...] = ()
    themes: tuple[Theme, ...] = book.themes
    scope = {layout.name: frozenset(layout.out_of_scope) for layout in layouts.load()}
    if stage != "extract":
        by_review = _code(space, corpus, book, scope, progress, tally)
        findings = tuple(f for review in corpus.reviews for f in by_review[review.id])
    if stage == "discover" and corpus.reviews:
        emergent = discovery.discover(space, corpus.reviews, corpus.documents, corpus.keys, findings, progress)
        tally.embedded += emergent.embedded
        tally.discovered = emergent.computed
        themes = (*themes, *emergent.themes)
        findings = (*findings, *emergent.findings)
    if stage != "extract":
        findings = _as_decided(space, corpus, themes, findings, tally, told=stage == "discover")
    codable = {r.id: r.passages for r in corpus.reviews}
    built = matrix.build(
        corpus.reviews, themes, findings, codable=codable, out_of_scope=scope, which=_which(space.settings.reviews)
    )
    areas = {r.id: r.area_code or r.area or r.file for r in corpus.reviews}
    counted = {r for row in built.rows for r in row.reviews}
    listed = matrix.summaries(
        themes,
        (f for f in findings if f.review in counted),
        areas,
        discovery.words_of(book, [f for f in findings if f.status != "rejected"]),
    )
    results = Results(
        reviews=corpus.reviews,
        themes=themes,
        findings=tuple(sorted(findings, key=_place(corpus.reviews))),
        matrix=built,
        summaries=listed,
        pages={review_id: document.pages for review_id, document in corpus.documents.items()},
        failures=corpus.failures,
        passages={review_id: document.passages for review_id, document in corpus.documents.items()},
        settings=_shown(space),
        tree=account.nodes(discovery.latest(space)) if stage == "discover" and corpus.reviews else (),
    )
    return results, tally


def _as_decided(
    space: Workspace,
    corpus: Corpus,
    themes: Sequence[Theme],
    findings: tuple[Finding, ...],
    tally: Tally,
    *,
    told: bool,
) -> tuple[Finding, ...]:
    """The findings as people left them. Decisions are laid over what is kept: nothing is coded again for them."""
    made = decisions.listed(space.root)
    if not made:
        return findings
    laid = lay(findings, made, Reports(corpus.reviews, corpus.documents), themes)
    tally.decided = laid.log
    if told and laid.orphaned:  # before the emergent themes are known, what was decided on them has none
        tally.notes.append(
            f"{laid.orphaned} of {len(laid.log)} decisions have lost their text or theme; they are kept: "
            "`analyse decisions FOLDER --orphaned` lists them."
        )
    return laid.findings


def _code(
    space: Workspace,
    corpus: Corpus,
    book: codebook.Codebook,
    scope: Mapping[str, frozenset[str]],
    progress: Progress,
    tally: Tally,
) -> dict[str, tuple[Finding, ...]]:
    found: dict[str, tuple[Finding, ...]] = {}
    keys: dict[str, str] = {}
    coder: coding.Coder | None = None
    book_key = files.key(*(repr(theme) for theme in book.themes), *corrections.version(space.root))
    for done, review in enumerate(corpus.reviews, start=1):
        out_of_scope = scope.get(review.programme, frozenset())
        keys[review.id] = files.key(
            corpus.keys[review.id],
            book_key,
            coding.VERSION,
            trained.version(),
            space.settings.coding,
            str(space.settings.section_prior),
            *sorted(out_of_scope),
        )
        stored = space.kept("findings", keys[review.id], tuple[Finding, ...])
        if stored is None:
            coder = coder or coding.load(book, space.settings.coding, section_prior=space.settings.section_prior)
            coder.corrected = coder.corrected or corrections.beside(space.root)
            with threadpool_limits(1):  # small matrices: many threads only wait for each other
                stored = coding.code(corpus.documents[review.id], coder, out_of_scope=out_of_scope)
            space.keep("findings", keys[review.id], stored, tuple[Finding, ...])
            tally.coded += 1
            progress("Coding passages", done, len(corpus.reviews))
        found[review.id] = stored
    space.tidy("findings", set(keys.values()))
    return found


def _which(text: str) -> matrix.Which:
    for which in ("latest", "first", "all"):
        if text == which:
            return which
    raise AnalyseError(f"reviews = “{text}” is not a choice.", "Choose from latest, first, all.")


def _place(reviews: Sequence[Review]) -> Callable[[Finding], tuple[int, int, int, str]]:
    order = {review.id: index for index, review in enumerate(reviews)}
    return lambda f: (order[f.review], f.spans[0].page, f.spans[0].start, f.theme)


def _shown(space: Workspace) -> dict[str, str]:
    """Settings that shape the results, for the method notes of what is written."""
    return {
        "embedder": space.settings.embedder,
        "programme": space.settings.programme or "read from each report",
        "reviews": space.settings.reviews,
        "coder": f"version {coding.VERSION}, weights {trained.version()}, {space.settings.coding}",
        "section_prior": "used" if space.settings.section_prior else "left out",
    }


def remarks(results: Results, tally: Tally) -> list[str]:
    """What a person should know or do after a pass: failures, doubts, duplicates; one line each."""
    lines = [f"{f.file}: {sentences(f.reason, f.remedy)}" for f in results.failures]
    lines += [f"{r.file}: {warning}" for r in results.reviews for warning in r.warnings]
    return [" ".join(line.split()) for line in [*lines, *tally.notes]]


def summary(results: Results, tally: Tally) -> str:
    """One line that says what a run did."""
    made = f"{len(results.reviews)} reviews, {len(results.findings)} findings, {len(results.failures)} failed"
    if tally.nothing_done:
        return f"nothing to do: everything is up to date ({made})."
    return f"{tally.read} read, {tally.coded} coded, {tally.embedded} embedded; {made}."


def pages_of(space: Workspace) -> Callable[[str], Mapping[int, Page]]:
    """The stored pages of a review by its id; nothing for one that is not here. For `report.verify`."""
    documents = read(space).documents
    return lambda review: {page.number: page for page in documents[review].pages} if review in documents else {}


def pdf_of(space: Workspace) -> Callable[[str], bytes | None]:
    """The PDF of a review by its id; None for one that is not here any more. For `report.verify`."""
    paths = {review.id: space.pdfs / review.file for review in known(space)[0].reviews}
    return lambda review: paths[review].read_bytes() if review in paths and paths[review].is_file() else None


def record(space: Workspace, results: Results, tally: Tally) -> None:
    """Keeps what this run found in `history/`, when it differs from the last, and when it ran in `run.json`."""
    finished = datetime.now(UTC).isoformat(timespec="seconds")
    history.keep(space.root, results, finished)
    done = {
        "finished": finished,
        "versions": {"extract": EXTRACT_VERSION, "coding": coding.VERSION, "embedder": space.settings.embedder},
        "inputs": {r.file: r.sha256 for r in results.reviews},
        "read": tally.read,
        "coded": tally.coded,
        "embedded": tally.embedded,
        "reviews": len(results.reviews),
        "findings": len(results.findings),
        "failed": {f.file: f.reason for f in results.failures},
    }
    files.write(space.derived("", "run.json"), json.dumps(done, indent=1, ensure_ascii=False))
