"""What the reader is worth: exactness, text lost, furniture left, speed, hostile files. Prints Markdown tables.

    python benchmarks/extract.py ../shared/reviews [--hostile ../shared/hostile] [--only exact,kept,speed,hostile]

Speed is measured side by side in one process, the tools taking turns file by file; two workers by the pool.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import resource
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import extract_exact
from benchmarks import extract_gold as gold
from corpus.types import Document, Failure
from extract import pool, read

_TOKEN = re.compile(r"[a-z0-9]{2,}")
_CONTENTS = re.compile(r"\.{5,}\s*\d*$")
_PAGE_NUMBER = re.compile(r"(?:page\s*\|?\s*)?\d{1,3}", re.IGNORECASE)


def tokens(text: str) -> Counter[str]:
    """Words of two letters or more, line-end hyphens undone."""
    return Counter(_TOKEN.findall(re.sub(r"-\s*\n\s*", "", gold.unicodedata.normalize("NFKC", text)).casefold()))


def pdftotext(pdf: Path) -> str:
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", str(pdf), "-"], capture_output=True, check=False)
    return done.stdout.decode("utf-8", "replace")


def recurring(text: str) -> set[str]:
    """Lines, digits aside, among the outermost three of half the pages: running heads, told by poppler."""
    pages = [[line.strip() for line in page.split("\n") if line.strip()] for page in text.split("\f")]
    pages = [page for page in pages if page]
    seen = Counter(
        shape for page in pages for shape in {re.sub(r"\d+", "#", line).casefold() for line in page[:3] + page[-3:]}
    )
    return {shape for shape, count in seen.items() if count >= max(3, len(pages) / 2) and len(shape) > 8}


def is_furniture(text: str, heads: set[str]) -> bool:
    shape = re.sub(r"\d+", "#", " ".join(text.split())).casefold()
    return (
        _PAGE_NUMBER.fullmatch(text.strip()) is not None
        or _CONTENTS.search(text.strip()) is not None
        or gold.is_closing(text)
        or any(shape.startswith(head) or shape.endswith(head) for head in heads)
    )


def printed_text(document: Document) -> tuple[str, str]:
    """All passages' text and all furniture's, as stored."""
    text = {page.number: page.text for page in document.pages}
    spans = {(s.page, s.start, s.end) for passage in document.passages for s in passage.spans}
    kept = "\n".join(text[page][start:end] for page, start, end in sorted(spans))
    return kept, "\n".join(text[span.page][span.start : span.end] for span in document.furniture)


def kept(folder: Path) -> Iterator[str]:
    """Text lost and furniture left, by programme."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for pdf in sorted(folder.glob("*/*.pdf")):
        document = read.document(pdf.read_bytes())
        reference = pdftotext(pdf)
        inside, outside = printed_text(document)
        body = tokens(reference) - tokens(outside)
        count = counts[pdf.parent.name]
        count["body"] += body.total()
        # A label or number in front of a passage is no part of it, and no loss.
        lost = Counter({word: n for word, n in (body - tokens(inside)).items() if not word.isdigit()})
        count["lost"] += lost.total()
        heads = recurring(reference)
        count["passages"] += len(document.passages)
        count["furniture"] += sum(
            # A title and its dates, which the running head repeats, are no furniture where they first stand.
            is_furniture(passage.text, heads if passage.spans[0].page > 1 else set())
            for passage in document.passages
        )
    yield "| programme | body words (pdftotext) | lost | passages | with furniture |"
    yield "|---|---|---|---|---|"
    for programme, count in sorted(counts.items()):
        yield (
            f"| {programme} | {count['body']} | {100 * count['lost'] / count['body']:.2f}% | {count['passages']} | "
            f"{100 * count['furniture'] / count['passages']:.2f}% |"
        )


def _bare_pdfium(data: bytes) -> int:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    for page in document:
        text = page.get_textpage()
        text.get_text_range()
        text.close()
        page.close()
    pages = len(document)
    document.close()
    return pages


def _pdfplumber(data: bytes) -> int:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            page.extract_text()
            page.close()
        return len(document.pages)


def _ours(data: bytes) -> int:
    return len(read.document(data).pages)


def speed(folder: Path, every: int) -> Iterator[str]:
    """Pages a second, each tool on the same files in turn; the best of two rounds, pdfplumber one."""
    files = sorted(folder.glob("*/*.pdf"))[::every]
    tools: dict[str, Callable[[bytes], int]] = {
        "pypdfium2, bare text": _bare_pdfium,
        "extract (this product)": _ours,
        "pdfplumber extract_text": _pdfplumber,
    }
    seconds: dict[str, list[float]] = {name: [0.0, 0.0] for name in tools}
    pages = 0
    _ours(files[0].read_bytes())  # imports and layouts are not part of the measure
    for file in files:
        data = file.read_bytes()
        for round_ in (0, 1):
            for name, tool in tools.items():
                if round_ and tool is _pdfplumber:
                    continue
                start = time.perf_counter()
                count = tool(data)
                seconds[name][round_] += time.perf_counter() - start
                pages += count if round_ and tool is _ours else 0
    best = {name: min(value for value in values if value) for name, values in seconds.items()}
    mine = best["extract (this product)"]
    yield f"{len(files)} reports, {pages} pages; none was handed to pdfplumber."
    yield ""
    yield "| tool | pages a second | time against ours |"
    yield "|---|---|---|"
    for name, value in best.items():
        yield f"| {name} | {pages / value:.0f} | {value / mine:.2f} |"


def workers(folder: Path) -> Iterator[str]:
    """The whole folder through the pool, with one worker and with two, start-up included."""
    files = [(file.as_posix(), file) for file in sorted(folder.glob("*/*.pdf"))]
    taken = {}
    for count in (1, 2):
        start = time.perf_counter()
        outcomes = dict(pool.documents(files, workers=count))
        taken[count] = time.perf_counter() - start
        assert len(outcomes) == len(files)
    yield f"{len(files)} reports: one worker {taken[1]:.1f} s, two {taken[2]:.1f} s, {taken[1] / taken[2]:.2f} times."
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    yield f"The largest worker took {used.ru_maxrss / 1024:.0f} MB at its peak."


def hostile(folder: Path) -> Iterator[str]:
    """Outcomes of the hostile files by kind, each file exactly one."""
    files = [(file.name, file) for file in sorted(folder.glob("*.pdf"))]
    start = time.perf_counter()
    outcomes = list(pool.documents(files, workers=2, seconds_a_file=30))
    taken = time.perf_counter() - start
    names = [name for name, _ in outcomes]
    assert sorted(names) == sorted(name for name, _ in files), "a file without exactly one outcome"
    kinds = Counter(
        f"failed: {outcome.reason}" if isinstance(outcome, Failure) else f"read: {outcome.status}"
        for _, outcome in outcomes
    )
    yield f"{len(files)} files, {len(outcomes)} outcomes, {taken:.1f} s."
    yield ""
    yield "| outcome | files |"
    yield "|---|---|"
    for kind, count in sorted(kinds.items(), key=lambda item: (-item[1], item[0])):
        yield f"| {kind} | {count} |"
    yield ""
    yield "| why hostile (manifest.csv) | files | read | partly | refused in one line |"
    yield "|---|---|---|---|---|"
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        why = {row["file"]: row["why"] for row in csv.DictReader(file)}
    by_kind: dict[str, Counter[str]] = defaultdict(Counter)
    for name, outcome in outcomes:
        by_kind[why.get(name, "other")]["failed" if isinstance(outcome, Failure) else outcome.status] += 1
    for kind, count in sorted(by_kind.items()):
        yield f"| {kind} | {count.total()} | {count['ok']} | {count['partial']} | {count['failed']} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--hostile", type=Path)
    parser.add_argument("--only", default="exact,kept,speed,workers,hostile")
    parser.add_argument("--every", type=int, default=3, help="time every nth report (pdfplumber is slow)")
    options = parser.parse_args()
    parts: dict[str, Callable[[], Iterator[str]]] = {
        "exact": lambda: extract_exact.table(options.folder),
        "kept": lambda: kept(options.folder),
        "speed": lambda: speed(options.folder, options.every),
        "workers": lambda: workers(options.folder),
        "hostile": lambda: hostile(options.hostile) if options.hostile else iter(()),
    }
    for name in options.only.split(","):
        print(f"\n## {name}\n")
        for line in parts[name]():
            print(line, flush=True)


if __name__ == "__main__":
    main()
