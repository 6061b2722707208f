"""A small set of results with the text that breaks writers, on real stored pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from hashlib import sha256

import pytest

from analyse import run
from corpus.text import printed
from corpus.types import (
    Cell,
    Failure,
    Finding,
    Matrix,
    MatrixRow,
    Page,
    Passage,
    Results,
    Review,
    Span,
    Theme,
    ThemeSummary,
    Valence,
)
from corpus.workspace import Workspace
from tests.conftest import Demo

Said = tuple[str, str, Valence, str]  # area, theme id, valence, the text as the page has it

THEMES = (
    Theme("workforce", "Workforce", "Staffing, skills and training.", group="Resources", phrases=("staffing",)),
    Theme("coordination", "Coordination & joint <work>", "Agencies working together.", group="Working together"),
    Theme("rivalry", "Rivalry between organisations", parent="coordination", group="Working together"),
    Theme("emergent-winter", "Winter pressure", origin="emergent", words=("winter", "beds; surge")),
)

HOSTILE: tuple[str, ...] = (
    '=HYPERLINK("http://evil.example","open me")',
    "<script>alert('x')</script> & </style> </blockquote> stays text",
    "{{7*7}} {% raw %} ${7*7} #{7*7}",
    "Two parts\x0cof one page",
    "Read from \u202eright to left\u202c here",
    "A mark \ufffe and \uffff between",
    "Well done \U0001f44d \U0001f9d1\u200d\u2695\ufe0f all",
    "@SUM(A1:A9)",
    "-2+3+cmd|' /C calc'!A0",
    "+44 161 496 0000 is the number",
    "'=already guarded",
    "_x0041_ is not an A",
    "Lone \ud83d surrogate",
    'Quotes "inside", commas, and; semicolons',
    "Multi-\nagency work was self-\nassess-\nment",
    "mailto:someone@example.org",
    "https://example.org/",
    "00123",
    "\u2028line separators\u2029\x85here",
)


def build(said: Sequence[Said], *, failures: Sequence[Failure] = (), themes: tuple[Theme, ...] = THEMES) -> Results:
    """Results in which every `said` is one finding on a page of its own area's review."""
    areas = sorted({area for area, *_ in said})
    reviews, pages, rows, findings, passages = [], {}, [], [], {}
    for number, area in enumerate(areas):
        hash_ = sha256(area.encode("utf-8", "surrogatepass")).hexdigest()
        review, code = hash_[:16], f"X{number:08d}"
        mine = [entry for entry in said if entry[0] == area]
        stored = []
        for index, (_, theme, valence, text) in enumerate(mine, start=1):
            page = Page(index, f"{index + 2}", 595.0, 842.0, f"Report header\n{text}\nfooter", "pdfium 7000")
            stored.append(page)
            spans = (Span(index, page.label, (72.0, 90.5, 523.25, 140.0), 14, 14 + len(text)),)
            findings.append(
                Finding(
                    id=f"f-{review[:6]}-{index:03d}",
                    review=review,
                    passage=f"p-{review[:6]}-{index:03d}",
                    theme=theme,
                    quote=printed(spans, {index: page}),
                    spans=spans,
                    valence=valence,
                    score=1 / (index + 1),
                    why="phrase 'staffing' <b>",
                    section=("Detailed findings", "Are services safe; and well led?"),
                    section_role="body",
                    barrier="because of <winter>" if valence == "concern" else "",
                )
            )
        pages[review] = tuple(stored)
        passages[review] = tuple(
            Passage(f.passage, review, f.section, f.section_role, "paragraph", f.quote, f.spans)
            for f in findings
            if f.review == review
        )
        file = f"reports/{area} #1 50% & more?.pdf"
        reviews.append(
            Review(
                *(
                    review,
                    file,
                    hash_,
                    "local-system-review",
                    area,
                    code,
                    "North",
                    date(2018, 3, 9) + timedelta(days=number),
                ),
                *("review", len(stored), 40, "ok"),
            )
        )
        rows.append(MatrixRow(area, code, "North", "local-system-review", (review,)))
    matrix = Matrix(tuple(rows), themes, {})
    cells = {(row.area_code, row.programme, theme.id): _cell(row, theme, findings) for row in rows for theme in themes}
    return Results(
        tuple(reviews),
        themes,
        tuple(findings),
        Matrix(matrix.rows, matrix.themes, cells),
        tuple(_summary(theme, rows, findings) for theme in themes),
        pages,
        tuple(failures),
        passages,
        {"count": "body", "note": "=1+1 <i>"},
    )


def _counts(findings: Sequence[Finding]) -> dict[Valence, int]:
    return {
        valence: sum(1 for finding in findings if finding.valence == valence)
        for valence in ("strength", "concern", "mixed", "neutral")
    }


def _cell(row: MatrixRow, theme: Theme, findings: Sequence[Finding]) -> Cell:
    mine = [finding for finding in findings if finding.review in row.reviews and finding.theme == theme.id]
    counts = _counts(mine)
    return Cell(
        *(row.area, row.area_code, row.programme, row.reviews, theme.id),
        *(counts["strength"], counts["concern"], counts["mixed"], counts["neutral"]),
        *(len(mine), len(mine) / 40, "found" if mine else "none", tuple(finding.id for finding in mine)),
    )


def _summary(theme: Theme, rows: Sequence[MatrixRow], findings: Sequence[Finding]) -> ThemeSummary:
    mine = [finding for finding in findings if finding.theme == theme.id]
    counts = _counts(mine)
    best = tuple(finding.id for finding in mine[:2])
    areas = len({finding.review for finding in mine})
    return ThemeSummary(theme, areas, len(mine), counts["strength"], counts["concern"], theme.words, best)


@pytest.fixture(scope="session")
def results() -> Results:
    """Three areas: one hostile, one with a long quote, one plain."""
    valences: tuple[Valence, ...] = ("strength", "concern", "mixed", "neutral")
    said: list[Said] = [
        ("Ashmere <&>", THEMES[index % 3].id, valences[index % 4], text) for index, text in enumerate(HOSTILE)
    ]
    said += [
        ("Brackenford", "workforce", "concern", "Vacancies were high \U0001f44d" + " and rising" * 3000),
        ("Brackenford", "workforce", "concern", "Agency staff were used too often."),
        ("Brackenford", "emergent-winter", "concern", "Winter beds were full."),
        ("Calderwick", "coordination", "strength", "Teams met daily and knew each other well."),
        ("Calderwick", "coordination", "strength", "Partners planned together."),
    ]
    failure = Failure("=evil.pdf", "0" * 64, "The file is encrypted.", "Save a copy without a password.")
    return build(said, failures=[failure])


@pytest.fixture
def make_results() -> Callable[..., Results]:
    return build


@pytest.fixture(scope="session")
def sample_results(demo: Demo) -> Results:
    """What `analyse demo` found in the sample reviews."""
    found, _ = run.update(Workspace.open(demo.folder))
    return found
