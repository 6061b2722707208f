"""Re-checks what was written: every quote against its stored page, every file against its hash."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.text import printed
from corpus.types import Page, Span
from report import document, manifest, read_back, second_engine, shorthand
from report.read_back import Written
from report.second_engine import PdfOf, SecondReading
from report.word import read_back as word
from report.workbook import CUT

_LONG = 10_000  # characters: only far longer quotes are cut, to fit a spreadsheet's cell

PagesOf = Callable[[str], Mapping[int, Page]]
Progress = Callable[[str, int, int], None]


def _silent(step: str, done: int, total: int) -> None:
    """No progress shown."""


_READERS: Mapping[str, Callable[[Path], Iterator[Written]]] = {
    "findings.csv": read_back.table,
    "findings.json": read_back.records,
    "findings.parquet": read_back.records,
    "matrix.xlsx": read_back.workbook,
    "report.html": read_back.page,
    "project.qdpx": read_back.project,
    **dict.fromkeys(document.FILES, word.quotes),
}  # names may be patterns

_EXAMPLES = ("themes.csv", "themes.json", "themes.parquet")  # quotes of findings, named without their places


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not hold: the output, where in it, what is wrong."""

    file: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}, {self.where}: {self.what}" if self.where else f"{self.file}: {self.what}"


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What was checked and what does not hold."""

    folder: Path
    quotes: Mapping[str, int]  # checked, by output
    files: tuple[str, ...]  # whose hashes were checked
    problems: tuple[Problem, ...]
    second: SecondReading | None = None  # what another engine finds in the PDFs themselves, where asked for

    @property
    def holds(self) -> bool:
        return not self.problems

    def lines(self) -> list[str]:
        """What to print: each output with its count, each problem, and the verdict."""
        lines = [f"{name}: {shorthand.count(number, 'quote')} checked" for name, number in self.quotes.items()]
        lines += [f"{shorthand.count(len(self.files), 'file')} compared with {manifest.NAME}"]
        if self.second is not None:
            found = f"{self.second.whole:,} places found in the PDFs in one piece, {self.second.by_line:,} line by line"
            lines += [f"pdfminer: {found}"]
        lines += [str(problem) for problem in self.problems]
        verdict = "Everything holds." if self.holds else f"{shorthand.count(len(self.problems), 'problem')} found."
        return [*lines, verdict]


def verify(out: Path, pages_of: PagesOf, pdf_of: PdfOf | None = None, progress: Progress = _silent) -> VerifyReport:
    """Checks the outputs in `out`; `pages_of` gives a review's stored pages by number, none if it is not known.

    With `pdf_of`, which gives a review's PDF, every place quoted is also looked up there by a second engine.
    """
    problems: list[Problem] = []
    quotes: dict[str, int] = {}
    all_written: list[tuple[str, Written]] = []
    for name, reader in _there(out):
        quotes[name] = 0
        try:
            for written in reader(out / name):
                quotes[name] += 1
                all_written.append((name, written))
                wrong = check(written, pages_of(written.review))
                if wrong:
                    problems.append(Problem(name, written.where, wrong))
        except (read_back.Unreadable, UnicodeDecodeError) as error:
            problems.append(Problem(name, "", str(error)))
    problems += _examples(out, {w.quote for name, w in all_written if name.startswith("findings.")}, quotes)
    if not quotes:
        problems.append(Problem(str(out), "", "there is nothing to check; run `analyse report` first"))
    files, wrong_files = _hashes(out)
    second = None
    if pdf_of is not None:
        names = {id(written): name for name, written in all_written}
        second = second_engine.check((written for _, written in all_written), pages_of, pdf_of, progress)
        problems += (Problem(names[id(quote)], quote.where, why) for quote, why in second.problems)
    return VerifyReport(out, quotes, files, (*problems, *wrong_files), second)


def _examples(out: Path, held: set[str], quotes: dict[str, int]) -> Iterator[Problem]:
    """Themes' quotes that are none of the findings' quotes, which stand with their places in the tables beside."""
    for name in _EXAMPLES:
        if not (out / name).is_file() or not held:
            continue
        quotes[name] = 0
        try:
            for theme, quote in read_back.examples(out / name):
                quotes[name] += 1
                if quote not in held:
                    yield Problem(name, theme, f"{_short(quote)} is not the quote of any finding")
        except (read_back.Unreadable, UnicodeDecodeError) as error:
            yield Problem(name, "", str(error))


def _there(out: Path) -> Iterator[tuple[str, Callable[[Path], Iterator[Written]]]]:
    """The outputs in the folder, with the reader of each."""
    for pattern, reader in _READERS.items():
        for path in sorted(out.glob(pattern)):
            if path.is_file():
                yield path.name, reader


def check(written: Written, pages: Mapping[int, Page]) -> str:
    """What is wrong with one quote; nothing when it holds."""
    if not pages:
        return f"review {written.review or '(none given)'} is not among the stored reviews"
    if not written.places:
        return "no place is given"
    if written.page != written.places[0][0]:
        return f"says page {written.page}, but the quote begins on page {written.places[0][0]}"
    try:
        spans = [Span(page, "", (0, 0, 0, 0), start, end) for page, start, end in written.places]
        found = written.held_as(printed(spans, pages))
    except KeyError as error:
        return f"the report has no page {error}"
    cut = CUT.sub("", written.quote) if len(written.quote) > _LONG else written.quote
    holds = found and (found == written.quote or (cut != written.quote and found.startswith(cut)))
    return "" if holds else f"page {written.page} does not say {_short(written.quote)} but {_short(found)}"


def _hashes(out: Path) -> tuple[tuple[str, ...], list[Problem]]:
    listed = manifest.read(out).get("outputs")
    if not isinstance(listed, dict):
        return (), [Problem(manifest.NAME, "", "is missing or cannot be read, so no file can be compared")]
    problems = []
    for name, hash_ in listed.items():
        path = out / name
        if Path(name).name != name or not path.is_file():
            problems.append(Problem(name, "", f"is listed in {manifest.NAME} but not there"))
        elif manifest.digest(path.read_bytes()) != hash_:
            problems.append(Problem(name, "", "was changed after it was written"))
    problems += [
        Problem(name, "", f"is not listed in {manifest.NAME}: it is from an earlier run; write it again")
        for name, _ in _there(out)
        if name not in listed
    ]
    return tuple(listed), problems


def _short(text: str, width: int = 60) -> str:
    return repr(text if len(text) <= width else text[: width - 1] + "…") if text else "nothing"
