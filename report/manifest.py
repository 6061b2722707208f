"""MANIFEST.json: what the outputs were made from, by what, and the hash of each."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from corpus.types import Results
from report import clean

NAME = "MANIFEST.json"
_MADE_WITH = ("analyse-reviews", "jinja2", "matplotlib", "pypdfium2", "spacy", "bertopic", "xlsxwriter", "python-docx")


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def of(results: Results, outputs: Mapping[str, bytes], folder: Path) -> bytes:
    """The manifest of `outputs`, as bytes.

    Outputs of an earlier call that still stand in `folder` and were made from the very same results stay listed;
    others are left out, and `verify` says so.
    """
    made_from = _made_from(results)
    earlier = read(folder)
    kept = earlier.get("outputs", {}) if earlier.get("results") == made_from["results"] else {}
    hashes = {name: hash_ for name, hash_ in kept.items() if (folder / name).is_file()}
    hashes |= {name: digest(content) for name, content in outputs.items()}
    content = {**made_from, "outputs": dict(sorted(hashes.items()))}
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def read(folder: Path) -> dict[str, Any]:
    """The manifest in `folder`; empty where there is none that can be read."""
    try:
        content = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _made_from(results: Results) -> dict[str, Any]:
    parts: dict[str, Any] = {
        "inputs": [
            {"file": clean.line(review.file), "sha256": review.sha256, "review": review.id}
            for review in results.reviews
        ],
        "failed": [{"file": clean.line(failure.file), "sha256": failure.sha256} for failure in results.failures],
        "settings": {clean.line(key): clean.text(value) for key, value in sorted(results.settings.items())},
        "engines": sorted({page.engine for pages in results.pages.values() for page in pages}),
        "versions": versions(),
    }
    # Over what no output can be without: what was found, counted and listed.
    found = repr((parts, results.findings, results.themes, results.summaries, results.matrix.rows))
    counted = repr(sorted(results.matrix.cells.items()))
    return {"results": digest((found + counted).encode("utf-8", "surrogatepass")), **parts}


def versions() -> dict[str, str]:
    """Of Python and of what the outputs are made with."""
    return {"python": platform.python_version(), **{name: _version(name) for name in _MADE_WITH}}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
