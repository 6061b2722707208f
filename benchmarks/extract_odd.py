"""Files made to weigh on the reader, read in a worker under its limits, with time and memory. Prints a Markdown table.

    python benchmarks/extract_odd.py

Memory is the worker's peak (`ru_maxrss` of waited-for children), each file in a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

SENTENCE = b"Leaders across the partnership meet every month and agree what they want. "
_READ = """
import resource, sys
from corpus.types import Failure
from extract import pool
((_, got),) = pool.documents([("file", __import__("pathlib").Path(sys.argv[1]))], workers=1)
said = f"failed: {got.reason}" if isinstance(got, Failure) else f"{got.status}, {len(got.passages)} passages"
print(said, "|", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


def pdf(contents: list[bytes], height: int = 842) -> bytes:
    """A PDF with a page for each content stream, its font named F."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * number) for number in range(len(contents)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d/MediaBox[0 0 595 %d]/Resources<</Font<</F 3 0 R>>>>>>"
        % (kids, len(contents), height),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for number, content in enumerate(contents):
        packed = zlib.compress(content, 9)
        objects.append(b"<</Type/Page/Parent 2 0 R/Contents %d 0 R>>" % (5 + 2 * number))
        objects.append(b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed))
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, table, len(objects) + 1, start,
    )  # fmt: skip
    return bytes(out)


def many_pages(count: int) -> bytes:
    """A report of `count` pages with one sentence each."""
    text = b"BT /F 11 Tf 72 700 Td (Page %d of this report says what it says of care there.) Tj ET"
    return pdf([text % number for number in range(1, count + 1)])


def full_page(letters: int) -> bytes:
    """One page with some `letters` characters in small type on a tall sheet."""
    lines = letters // (3 * len(SENTENCE)) + 1
    content = b"BT /F 2 Tf 2.4 TL 20 %d Td %s ET" % (lines * 3 + 40, b"(%s) Tj T* " % (SENTENCE * 3) * lines)
    return pdf([content], height=lines * 3 + 80)


def bomb(megabytes: int) -> bytes:
    """A page whose content inflates to so many megabytes of text operators."""
    return pdf([b"BT /F 12 Tf (a) Tj ET\n" * (megabytes * 1024 * 1024 // 22)])


MADE: dict[str, Callable[[], bytes]] = {
    "5,000 pages": lambda: many_pages(5_000),
    "a page of a million characters": lambda: full_page(1_000_000),
    "a page of three million characters": lambda: full_page(3_000_000),
    "a deflate bomb of 256 MB": lambda: bomb(256),
}


def main() -> None:
    print("| file | outcome | seconds | peak MB |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name, make in MADE.items():
            path = Path(folder) / "made.pdf"
            path.write_bytes(make())
            start = time.perf_counter()
            command = [sys.executable, "-c", _READ, str(path)]
            root = Path(__file__).resolve().parents[1]
            done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
            outcome, _, memory = done.stdout.strip().rpartition(" | ")
            print(f"| {name} | {outcome} | {time.perf_counter() - start:.1f} | {memory} |")


if __name__ == "__main__":
    main()
