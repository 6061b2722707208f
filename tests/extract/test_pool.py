"""Files are read in processes that can be lost: every file has one outcome, whatever it is."""

from __future__ import annotations

import os
import subprocess
import sys
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from corpus.types import Document, Failure
from extract import pool
from tests.conftest import ROOT
from tests.extract.conftest import SAMPLE

Pdf = Callable[..., bytes]


def bomb(megabytes: int) -> bytes:
    """A PDF whose one page's content inflates to `megabytes` of text operators."""
    content = zlib.compress(b"BT /F1 12 Tf (a) Tj ET\n" * (megabytes * 1024 * 1024 // 23), 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out = b"%PDF-1.7\n"
    for number, body in enumerate(objects, start=1):
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    return out + b"trailer<</Root 1 0 R/Size 6>>\n%%EOF\n"


def outcomes(files: list[tuple[str, Path]], **limits: float) -> dict[str, Document | Failure]:
    settings = {"workers": 2, "seconds_a_file": 60.0, **limits}
    found = list(pool.documents(files, **settings))  # type: ignore[arg-type]
    assert Counter(name for name, _ in found) == Counter(name for name, _ in files)
    return dict(found)


def test_bad_files_fail_alone(tmp_path: Path) -> None:
    good = SAMPLE / "ashmere.pdf"
    (tmp_path / "empty.pdf").write_bytes(b"")
    (tmp_path / "word.pdf").write_bytes(b"PK\x03\x04")
    (tmp_path / "cut.pdf").write_bytes(good.read_bytes()[:20_000])
    names = ["empty.pdf", "word.pdf", "cut.pdf", "gone.pdf"]
    found = outcomes([("good.pdf", good), *((name, tmp_path / name) for name in names)])
    assert isinstance(found["good.pdf"], Document)
    reasons = {name: found[name].reason for name in names}
    assert reasons["empty.pdf"] == "the file is empty"
    assert reasons["word.pdf"] == "the file is not a PDF"
    assert "cannot be opened" in reasons["gone.pdf"]
    assert all(isinstance(found[name], Failure) for name in ("empty.pdf", "word.pdf", "gone.pdf"))


def test_a_hang_is_that_files_failure(tmp_path: Path) -> None:
    (tmp_path / "slow.pdf").write_bytes(bomb(64))
    files = [("slow.pdf", tmp_path / "slow.pdf"), ("good.pdf", SAMPLE / "ashmere.pdf")]
    found = outcomes(files, seconds_a_file=4.0, memory_mb=8192)
    slow = found["slow.pdf"]
    assert isinstance(slow, Failure)
    assert "took longer than 4 s" in slow.reason
    assert isinstance(found["good.pdf"], Document)


def test_names_are_never_taken_for_paths_or_options(tmp_path: Path) -> None:
    data = (SAMPLE / "ashmere.pdf").read_bytes()
    files = []
    for number, name in enumerate(["-rf", "../up.pdf", "two\nlines.pdf"]):
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(data)
        files.append((name, path))
    assert all(isinstance(outcome, Document) for outcome in outcomes(files).values())


def test_two_workers_give_what_one_gives() -> None:
    files = [(name, SAMPLE / name) for name in ("ashmere-follow-up.pdf", "dunmarsh-follow-up.pdf", "garstone.pdf")]
    assert outcomes(files, workers=1) == outcomes(files, workers=2)


def test_a_worker_needs_no_heavy_library(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = (
        "import sys; from pathlib import Path; from extract.read import document;"
        f"document(Path({str(SAMPLE / 'ashmere.pdf')!r}).read_bytes());"
        "heavy = ('spacy', 'sklearn', 'bertopic', 'pdfplumber', 'scipy', 'pandas', 'matplotlib');"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr


def test_processes_that_cannot_live_are_no_files_failure(tmp_path: Path) -> None:
    # Without the guard that a main module needs, every worker dies as it starts.
    script = tmp_path / "unguarded.py"
    script.write_text(
        "import sys\nfrom pathlib import Path\nfrom extract import pool\n"
        "print(list(pool.documents([('a.pdf', Path(sys.argv[1]))], workers=1)))\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, script, SAMPLE / "ashmere.pdf"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 1
    assert "AnalyseError: The reading processes could not be kept alive" in done.stderr
    assert "Failure(" not in done.stdout
