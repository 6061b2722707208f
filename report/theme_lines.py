"""What became of emergent themes, their tree and how far to trust them, in lines of text."""

from __future__ import annotations

from analyse.account import Account, Node
from analyse.emergent import LEVELS


def tree(told: Account) -> list[str]:
    """One line a theme, indented by level; tombstones last of their branch."""
    nodes = [n for n in told.tree if n.passages or n.standing]
    children: dict[str | None, list[Node]] = {}
    known = {n.id for n in nodes}
    for node in sorted(nodes, key=lambda n: (bool(n.standing), -n.passages, n.id)):
        children.setdefault(node.parent if node.parent in known else None, []).append(node)
    lines: list[str] = []

    def walk(parent: str | None, depth: int) -> None:
        for node in children.get(parent, ()):
            standing = f"  [{node.standing}]" if node.standing else ""
            lines.append(
                f"{'  ' * depth}{node.label}  ({node.passages} passages, {node.areas} areas)  {node.id}{standing}"
            )
            if depth < len(LEVELS):
                walk(node.id, depth + 1)

    walk(None, 0)
    return lines or ["There are no emergent themes."]


def drift(told: Account) -> list[str]:
    lines = list(told.notes)
    for change in sorted(told.changes, key=lambda c: (c.became == "kept", c.became, c.theme)):
        into = f", now {', '.join(change.into)}" if change.into else ""
        lines.append(
            f"{change.became}: {change.label} ({change.before} -> {change.after} passages{into})  {change.theme}"
        )
        lines += [f"    came {passage}" for passage in change.came]
        lines += [f"    went {passage} to {theme or 'no theme'}" for passage, theme in change.went]
    labels = {node.id: node.label for node in told.tree}
    lines += [f"stands {n.standing}: {n.label}  {n.id}" for n in told.tree if n.standing]
    if told.successors:
        lines += [
            "Founded afresh:",
            *(f"    {old} -> {new}  {labels.get(new, '')}" for old, new in told.successors.items()),
        ]
    lines += [f"not carried over: {line}" for line in told.uncarried]
    return lines or ["There is no earlier discovery to compare with."]


def trust(told: Account) -> list[str]:
    labels = {n.id: n.label for n in told.tree}
    lines = ["stability  coherence  distinctness  coverage  theme"]
    for theme, t in sorted(told.trust.items(), key=lambda item: (-item[1].coverage, item[0])):
        stability = "        -" if t.stability is None else f"{t.stability:9.3f}"
        apart = f"  (apart: {t.apart})" if t.apart else ""
        coherence = "        -" if t.coherence is None else f"{t.coherence:9.3f}"
        figures = f"{stability}  {coherence}  {t.distinctness:12.3f}  {t.coverage:8.3f}"
        lines.append(f"{figures}  {labels.get(theme, theme)}{apart}")
    for programme, share in told.by_programme.items():
        lines.append(f"{share:.1%} of the passages of {programme} belong to no emergent theme.")
    return [*lines, *told.notes]
