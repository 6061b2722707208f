"""Documents made of a few sentences, and what the job finds in them."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import pytest

from analyse import coding, run
from corpus import codebook
from corpus.text import printed
from corpus.types import Document, Finding, Page, Passage, PassageKind, Results, SectionRole, Span, Valence
from corpus.workspace import Workspace
from models import embed
from tests.conftest import Demo

MakeDocument = Callable[..., Document]
CodeTexts = Callable[..., tuple[Finding, ...]]


def document(
    *texts: str,
    role: SectionRole = "body",
    kind: PassageKind = "paragraph",
    section_valence: Valence | None = None,
    sha: str = "",
) -> Document:
    """A document with each text as one passage on a page of its own."""
    digest = sha or sha256("\n".join(texts).encode()).hexdigest()
    pages = {n: Page(n, f"{n}", 595.0, 842.0, f"Header\n{text}\n{n}", "pdfium 7000") for n, text in enumerate(texts, 1)}
    passages = []
    for number, text in enumerate(texts, 1):
        span = Span(number, f"{number}", (72.0, 72.0, 500.0, 100.0), 7, 7 + len(text))
        name = sha256(f"{digest}{number}{text}".encode()).hexdigest()[:16]
        passages.append(
            Passage(name, digest[:16], ("Findings",), role, kind, printed([span], pages), (span,), section_valence)
        )
    return Document(digest, "generic", "Ashmere", None, None, "review", tuple(pages.values()), tuple(passages))


def code_texts(book: str, *texts: str, **more: object) -> tuple[Finding, ...]:
    """Findings of a codebook (YAML) in texts."""
    coder = coding.Coder(codebook.parse(book), embed.load("static"))
    return coding.code(document(*texts, **more), coder)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def results(demo: Demo) -> Results:
    """What the whole job finds in the sample."""
    found, _ = run.update(Workspace.open(demo.folder))
    return found
