"""The tag tree of tagged PDFs as gold: what its author marked as paragraphs, list items and headings.

Poppler's `pdfinfo -struct-text` prints the tree; it is slow, so its answers are kept outside the project.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

CACHE = Path(tempfile.gettempdir()) / "analyse-gold"
LETTERS = 60  # shorter blocks are labels and names as often as prose
BLOCKS = frozenset({"P", "LBody", "H1", "H2", "H3", "H4", "H5", "H6", "H"})

_TAG = re.compile(r"([A-Za-z][A-Za-z0-9]*)(?: \((?:block|inline)\))?:?$")
_LABEL = re.compile(
    r"^\s*(?:[^\w\s(“‘\"']+\s*)?(?:\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-z]|[ivx]+)[.)]|\d{1,3}(?:\.\d{1,3})+)?\s+"
)
_NOTE_MARK = re.compile(r"^\s*\d{1,3}\s*")
_CLOSING = re.compile(
    r"the office for standards in education,? children.?s services and skills|"
    r"any complaints about the inspection or the report|if you would like a copy of this document|"
    r"you may (?:copy|reuse)|to receive regular email alerts|interested in our work|"
    r"this publication is available|this document may be reproduced|you can use parent view|piccadilly gate",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.!?:;][\"'”’)\]]*\d{0,2}$")


@dataclass(slots=True)
class Node:
    tag: str
    depth: int
    children: list[Node] = field(default_factory=list)
    text: str = ""


@dataclass(frozen=True, slots=True)
class GoldBlock:
    tag: str
    text: str


def letters(text: str) -> str:
    """Letters and digits only, compatibility forms undone: what is compared."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if char.isalnum())


def bare(text: str) -> str:
    """`letters` of a block without its bullet or number."""
    return letters(_NOTE_MARK.sub("", _LABEL.sub("", " " + text, count=1), count=1))


def is_closing(text: str) -> bool:
    """Whether a block begins the inspectorate's closing boilerplate."""
    return _CLOSING.match(text.strip()) is not None


def struct_text(pdf: Path) -> str:
    """Poppler's print of the tag tree, from the cache where it is there."""
    data = pdf.read_bytes()
    kept = CACHE / "raw" / f"{hashlib.sha256(data).hexdigest()}.txt"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(["pdfinfo", "-struct-text", str(pdf)], capture_output=True, check=False)
        kept.write_bytes(done.stdout)
    return kept.read_text(encoding="utf-8", errors="replace")


def tree(text: str) -> Node:
    """The tag tree as nodes."""
    root = Node("Root", -1)
    stack = [root]
    lines = iter(text.split("\n"))
    for line in lines:
        inner = line.strip()
        depth = len(line) - len(line.lstrip())
        if inner.startswith('"'):
            whole = inner[1:]
            while not whole.endswith('"'):
                follow = next(lines, None)
                if follow is None:
                    break
                whole += "\n" + follow
            while stack[-1].depth >= depth:
                stack.pop()
            stack[-1].children.append(Node("#text", depth, text=whole.removesuffix('"')))
            continue
        found = _TAG.match(inner)
        if not found:
            continue
        while stack[-1].depth >= depth:
            stack.pop()
        node = Node(found[1], depth)
        stack[-1].children.append(node)
        stack.append(node)
    return root


def _own_text(node: Node) -> str:
    """The text of a block, without the blocks inside it."""
    parts = []
    for child in node.children:
        if child.tag == "#text":
            parts.append(child.text)
        elif child.tag not in BLOCKS and child.tag not in {"L", "Table", "Note", "Lbl"}:
            parts.append(_own_text(child))
    return "".join(parts)


def _all_text(node: Node) -> str:
    return node.text + "".join(_all_text(child) for child in node.children)


def _blocks(node: Node) -> Iterator[GoldBlock]:
    for child in node.children:
        if child.tag == "TR":
            filled = [cell for cell in child.children if cell.tag in {"TD", "TH"} and _all_text(cell).strip()]
            if len(filled) >= 2:
                continue
        if child.tag in BLOCKS:
            text = _own_text(child)
            if text.strip():
                yield GoldBlock(child.tag, text)
        if child.tag == "LI":
            # Word cuts an item at a page's end into two; the second's label is then its first word.
            label = next((_all_text(part) for part in child.children if part.tag == "Lbl"), "")
            if sum(char.isalpha() for char in label) >= 2:
                bodies = list(_blocks(child))
                if bodies:
                    yield GoldBlock(bodies[0].tag, label + " " + bodies[0].text)
                    yield from bodies[1:]
                continue
        if child.tag == "Note":
            yield from (GoldBlock("Note", block.text) for block in _blocks(child))
            continue
        yield from _blocks(child)


def blocks(pdf: Path) -> list[GoldBlock]:
    """The gold blocks of a tagged PDF; empty when it has no tags."""
    joined: list[GoldBlock] = []
    notes: list[GoldBlock] = []
    for block in _blocks(tree(struct_text(pdf))):
        text = block.text.strip()
        if is_closing(text):
            if len(joined) > 10:
                break
            continue
        if block.tag == "Note":
            notes.append(GoldBlock("P", block.text))
            continue
        before = joined[-1] if joined else None
        if (
            before
            and text[0].islower()
            and not _STOP.search(before.text.strip())
            and (before.tag == block.tag or before.tag in {"P", "LBody"})
        ):
            joined[-1] = GoldBlock(before.tag, before.text.rstrip() + " " + text)
        else:
            joined.append(block)
    return [block for block in joined + notes if sum(map(str.isalpha, block.text)) >= LETTERS]
