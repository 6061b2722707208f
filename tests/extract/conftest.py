"""Tiny real PDFs, made as the reports are made: by a typesetter, not by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
SAMPLE = ROOT / "corpus" / "sample"

PAGE = """
<style>
  @page { size: A4; margin: 25mm; %s }
  body { font: 11pt/1.35 sans-serif; } p { margin: 0 0 10pt; } h1 { font-size: 20pt; } h2 { font-size: 14pt; }
  %s
</style>
"""


@pytest.fixture(scope="session")
def pdf() -> Callable[..., bytes]:
    """Renders HTML to a PDF's bytes: `pdf(body, page="...", style="...")`."""
    from weasyprint import HTML

    def render(body: str, page: str = "", style: str = "") -> bytes:
        written = HTML(string=PAGE % (page, style) + body).write_pdf()
        assert isinstance(written, bytes)
        return written

    return render


def shared(folder: str) -> Path:
    """A folder of real reports, or a skip where they are not."""
    place = SHARED / folder
    if not place.is_dir():
        pytest.skip(f"../shared/{folder} is not here")
    return place
