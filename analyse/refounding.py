"""Founding emergent themes afresh without undoing what people decided: their decisions go to the themes' successors."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from analyse.emergent import Emergent
from analyse.hierarchy import KIND
from corpus.decisions import Decision

ALIKE = 0.4  # Jaccard of the passages of an old theme and a new: from here what was decided on one holds for the other


@dataclass(frozen=True, slots=True)
class Carried:
    """Decisions on new themes that stand for earlier ones, told in words; and those that have no theme any more."""

    decisions: tuple[Decision, ...]
    told: tuple[str, ...]
    lost: tuple[str, ...]


def successor(
    theme: Emergent, new: Sequence[Emergent], old_passages: Mapping[str, set[str]], passages: Mapping[str, set[str]]
) -> tuple[str, float]:
    """The new theme of the same level likest to an old one, by passages that were there before; and how like."""
    best = ("", 0.0)
    known = set(theme.founding).union(*old_passages.values())
    for other in new:
        # What was merged into a theme is among its passages, what it was split into has taken them; neither touches
        # those that founded it.
        for own, its in (
            (old_passages.get(theme.id, set()), passages.get(other.id, set()) & known),
            (set(theme.founding), set(other.founding) & known),
        ):
            if other.level == theme.level and own & its:
                like = round(len(own & its) / len(own | its), 3)
                best = max(best, (other.id, like), key=lambda found: found[1])
    return best


def carried(
    old: Iterable[Emergent],
    new: Sequence[Emergent],
    said: Iterable[Decision],
    old_passages: Mapping[str, set[str]],
    passages: Mapping[str, set[str]],
    who: str,
) -> Carried:
    """What people decided on `old` themes as decisions on those of `new` that are like them; the rest is told as lost.

    `said` are all decisions so far; of several on one theme the last of each kind counts. `old_passages` and
    `passages` give the passages of themes, old and new; those that founded them are compared too.
    """
    themes = {t.id: t for t in old}
    last = {(d.subject, d.what): d for d in said if d.kind == KIND and d.subject in themes}
    made: list[Decision] = []
    told: list[str] = []
    lost: list[str] = []

    def now(theme: str) -> str:
        found, like = successor(themes[theme], new, old_passages, passages) if theme in themes else ("", 0.0)
        return found if like >= ALIKE else ""

    for (subject, what), decision in last.items():
        after = decision.after
        if after in ("", "no"):
            continue  # taken back
        line = f"{what} of “{themes[subject].label}” ({subject})" + (f" into {after}" if what == "merge" else "")
        theme, into = now(subject), now(after) if what == "merge" else after
        if not theme or not into:
            lost.append(f"{line}: no new theme is like {subject if not theme else after}")
        elif theme == into:
            told.append(f"{line}: {theme} holds both")
        else:
            note = f"carried over from {subject}, decided by {decision.who}" if decision.who else f"from {subject}"
            note += f": {decision.note}" if decision.note else ""
            made.append(Decision(KIND, theme, what, into, "", who, note))
            told.append(f"{line}: now of {theme}")
    # Merges last: what a theme is called, and whether it is set aside, is its own whatever it then counts for.
    made.sort(key=lambda d: d.what == "merge")
    return Carried(tuple(made), tuple(told), tuple(lost))


def without_splits(found: Carried, whole: Collection[str]) -> Carried:
    """The same where new themes that are `whole` cannot be split."""
    return Carried(
        tuple(d for d in found.decisions if d.what != "split" or d.subject not in whole),
        tuple(line for line in found.told if not _splits(line, whole)),
        (*found.lost, *(f"{line}, which cannot be split" for line in found.told if _splits(line, whole))),
    )


def _splits(line: str, whole: Collection[str]) -> bool:
    return line.startswith("split of ") and line.endswith(tuple(f": now of {theme}" for theme in sorted(whole)))
