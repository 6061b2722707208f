"""The words of the product as types. Values only: nothing here reads, writes or decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Day
from typing import Literal

Valence = Literal["strength", "concern", "mixed", "neutral"]
SectionRole = Literal["summary", "body", "recommendation", "method"]
PassageKind = Literal["paragraph", "bullet", "row", "box", "caption", "footnote", "heading"]
ReviewKind = Literal["review", "follow-up"]
Status = Literal["ok", "partial", "failed"]
ThemeOrigin = Literal["codebook", "emergent"]
FindingOrigin = Literal["rule", "model", "person"]
FindingStatus = Literal["proposed", "accepted", "rejected"]
CellState = Literal["found", "none", "not-reviewed", "not-processed"]

VALENCES: tuple[Valence, ...] = ("strength", "concern", "mixed", "neutral")


@dataclass(frozen=True, slots=True)
class Area:
    """A local area under review. `start` and `end` bound the years the authority existed."""

    code: str
    name: str
    region: str = ""
    other_names: tuple[str, ...] = ()
    start: Day | None = None
    end: Day | None = None
    successors: tuple[str, ...] = ()  # codes of the authorities that replaced it
    neighbours: tuple[str, ...] = ()  # codes of statistical neighbours, nearest first
    attributes: tuple[tuple[str, str], ...] = ()  # other columns of the areas CSV


@dataclass(frozen=True, slots=True)
class Span:
    """Where text stands: a character range (code points) of one page's stored text, and its box.

    `bbox` is (x0, top, x1, bottom) in points from the top left of the page as displayed.
    """

    page: int  # 1-based in the file
    label: str  # the printed page label, "" where none is printed
    bbox: tuple[float, float, float, float]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page's stored text, that every quote is a slice of."""

    number: int  # 1-based in the file
    label: str
    width: float  # points, as displayed
    height: float
    text: str
    engine: str  # "pdfium 7000", "pdfminer 20251107", "tesseract 5.3"


@dataclass(frozen=True, slots=True)
class Passage:
    """One piece of the report's own prose. `text` is `corpus.text.printed` of its spans."""

    id: str
    review: str
    section: tuple[str, ...]  # headings from the outermost in
    section_role: SectionRole
    kind: PassageKind
    text: str
    spans: tuple[Span, ...]
    section_valence: Valence | None = None  # what the section's heading says of all under it


@dataclass(frozen=True, slots=True)
class Document:
    """What `extract` gives for one PDF: a pure function of the file's bytes."""

    sha256: str
    programme: str
    area_text: str  # the area as the report prints it, "" when not found
    date_from: Day | None
    date: Day | None  # the last day on site; of a letter, its date
    kind: ReviewKind
    pages: tuple[Page, ...]
    passages: tuple[Passage, ...]
    facts: tuple[tuple[str, str], ...] = ()  # judgements, outcome, dates of earlier reviews
    status: Status = "ok"
    reason: str = ""
    warnings: tuple[str, ...] = ()
    furniture: tuple[Span, ...] = ()  # what was taken out: headers, footers, page numbers


@dataclass(frozen=True, slots=True)
class Review:
    """One report on one area."""

    id: str  # the first 16 hex digits of the PDF's SHA-256
    file: str  # relative to the folder of PDFs, with forward slashes
    sha256: str
    programme: str
    area: str
    area_code: str
    region: str
    date: Day | None
    kind: ReviewKind
    pages: int
    passages: int
    status: Status
    date_from: Day | None = None
    published: Day | None = None
    follows: str | None = None  # id of the review a follow-up follows
    reason: str = ""
    warnings: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


APART = "No finding across areas"  # the group of such themes


@dataclass(frozen=True, slots=True)
class Theme:
    """What a passage can be about."""

    id: str
    label: str
    definition: str = ""
    origin: ThemeOrigin = "codebook"
    parent: str | None = None
    group: str = ""
    other_names: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    words: tuple[str, ...] = ()  # key phrases of an emergent theme

    @property
    def apart(self) -> bool:
        """Whether it is an emergent theme of no use across areas, such as a body's name: shown, and left at that."""
        return self.group == APART


@dataclass(frozen=True, slots=True)
class Finding:
    """One passage speaks to one theme."""

    id: str
    review: str
    passage: str
    theme: str
    quote: str  # `printed` of its spans
    spans: tuple[Span, ...]
    valence: Valence
    score: float
    why: str
    section: tuple[str, ...]
    section_role: SectionRole
    barrier: str = ""
    enabler: str = ""
    origin: FindingOrigin = "rule"
    status: FindingStatus = "proposed"


@dataclass(frozen=True, slots=True)
class Cell:
    """Findings of one area (in one programme) on one theme."""

    area: str
    area_code: str
    programme: str
    reviews: tuple[str, ...]
    theme: str
    strengths: int
    concerns: int
    mixed: int
    neutral: int
    passages: int  # distinct passages
    share: float  # passages over the reviews' codable passages, 0 to 1
    state: CellState
    findings: tuple[str, ...] = ()  # ids, the strongest first

    @property
    def net(self) -> float | None:
        """(strengths - concerns) / (strengths + concerns); None where there is neither."""
        judged = self.strengths + self.concerns
        return (self.strengths - self.concerns) / judged if judged else None


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One line of the matrix: an area in one programme."""

    area: str
    area_code: str
    region: str
    programme: str
    reviews: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Areas by themes. Every row has a cell for every theme."""

    rows: tuple[MatrixRow, ...]
    themes: tuple[Theme, ...]
    cells: Mapping[tuple[str, str, str], Cell]  # (area_code or area, programme, theme id)

    def cell(self, row: MatrixRow, theme: Theme) -> Cell:
        return self.cells[row.area_code or row.area, row.programme, theme.id]


@dataclass(frozen=True, slots=True)
class ThemeSummary:
    """One theme across the corpus, as `analyse themes` lists it."""

    theme: Theme
    areas: int
    findings: int
    strengths: int
    concerns: int
    words: tuple[str, ...]
    quotes: tuple[str, ...]  # ids of the findings with the best quotes, from different areas


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read: what is wrong and what to do."""

    file: str
    sha256: str
    reason: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class ThemeNode:
    """A theme in the tree of emergent themes, and how far it can be trusted; None where that was not measured."""

    id: str
    label: str
    level: str  # coarse, medium or fine
    parent: str | None
    passages: int
    areas: int
    standing: str = ""  # "set aside", "merged into ..."; "" where it stands
    apart: str = ""  # why it is no finding across areas
    stability: float | None = None
    coherence: float | None = None
    distinctness: float | None = None
    coverage: float | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """Everything a run found, as the writers of reports take it."""

    reviews: tuple[Review, ...]
    themes: tuple[Theme, ...]
    findings: tuple[Finding, ...]
    matrix: Matrix
    summaries: tuple[ThemeSummary, ...]
    pages: Mapping[str, tuple[Page, ...]]  # by review id
    failures: tuple[Failure, ...] = ()
    passages: Mapping[str, tuple[Passage, ...]] = field(default_factory=dict)  # by review id, in reading order
    settings: Mapping[str, str] = field(default_factory=dict)
    tree: tuple[ThemeNode, ...] = ()  # of emergent themes
