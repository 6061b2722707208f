"""Addresses of PDFs as a page in the folder of outputs links to them."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote


def href(pdf: Path, out: Path) -> str:
    """The address of `pdf` from a page in `out`, relative and percent-encoded, whatever the file's name.

    On Windows a PDF on another drive has no relative address and gets a `file:` one.
    """
    try:
        relative = os.path.relpath(pdf.resolve(), out.resolve())
    except ValueError:
        return pdf.resolve().as_uri()
    parts = Path(relative).parts
    return "/".join(quote(os.fsencode(part), safe="") for part in parts)


def at_page(address: str, page: int) -> str:
    """`address` opened at a page, as browsers' PDF viewers take it."""
    return f"{address}#page={page}"


def refuse_active(address: str) -> str:
    """`address`, unless following it could do anything but open a file. Raises ValueError."""
    scheme = address.split(":", 1)[0].lower() if ":" in address.split("/", 1)[0] else ""
    if scheme not in ("", "file"):
        raise ValueError(f"not an address of a file: {address!r}")
    return address
