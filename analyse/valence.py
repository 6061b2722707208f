"""Whether a text says strength or concern, from its wording and, when wanted, its section."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import yaml

from analyse.phrases import Hit, Phrases, words
from corpus.types import Valence

RECENT = 64  # texts whose judgement is kept: a passage is judged once a theme it speaks to
STRONG, PLAIN = 2.0, 1.0  # what a cue weighs
NEGATION_REACH = 30  # characters between a negator and what it turns
SECTION_WEIGHT = 1.5  # a heading such as "What needs to improve" weighs as much as one and a half plain cues
_BODY = re.compile(r"trusts?", re.IGNORECASE)
_OF_A_BODY = re.compile(
    r"\b(?:hospitals?|nhs|foundation|acute|ambulance|community|academy|health|care|services?|the|a|an|each|both|either|"
    r"every|one|two|three|several|other|another|which|providers?|council|and|its|their|his|her|our|this|that)$",
    re.IGNORECASE,
)
JUDGED = 0.75  # less than this on either side is no judgement
MIXED_SHARE = 0.4  # each side holds at least this much of the judgement


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that judge, and which way."""

    words: str
    side: Valence
    weight: float  # the heavier, the smaller: cues sort by it


@dataclass(frozen=True, slots=True)
class Judgement:
    """`score` from -1 (concern) to 1 (strength); `cues` are the words of the lexicon, the heaviest first."""

    valence: Valence
    score: float
    cues: tuple[Cue, ...]

    def reasons(self, most: int = 3) -> tuple[str, ...]:
        """The heaviest cues that say what was judged; of a mixed judgement, of both sides."""
        sides = (self.valence,) if self.valence in ("strength", "concern") else ("strength", "concern")
        return tuple(dict.fromkeys(cue.words for cue in self.cues if cue.side in sides))[:most]


@cache
def _cues() -> tuple[Phrases, Mapping[str, float]]:
    data = yaml.load((files("analyse") / "data" / "cues.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    named = {
        f"{side}/{strength}": data[side][strength]
        for side in ("strength", "concern")
        for strength in ("strong", "plain")
    }
    weights = {name: (STRONG if name.endswith("strong") else PLAIN) for name in named}
    return Phrases(named | {"negator": data["negators"], "contrast": data["contrast"]}), weights


def _names_a_body(text: str, start: int, end: int) -> bool:
    """Whether a cue is there part of a body's name or its noun, such as "hospital trust": it weighs, and says nothing.

    A capital within a sentence makes a name; a noun follows what "trust" is not done to.
    """
    shown, before = text[start:end], text[:start].rstrip()
    if shown[:1].isupper() and before and before[-1] not in ".!?:;“”‘\"'(•–-":
        return True
    return bool(_BODY.fullmatch(shown) and _OF_A_BODY.search(before))


@lru_cache(RECENT)
def judge(text: str, section: Valence | None = None) -> Judgement:
    """The valence of a text; `section` is what its section's heading says of everything under it."""
    phrases, weights = _cues()
    hits = _longest(phrases.find(words(text)))
    negators = [h for h in hits if h.name == "negator"]
    good = bad = 0.0
    cues: list[Cue] = []
    for hit in hits:
        weight = weights.get(hit.name)
        if weight is None:
            continue
        shown = text[hit.start : hit.end]
        if hit.name.startswith("strength"):
            turned = any(
                hit.start - n.start > 0 and hit.start - n.end <= NEGATION_REACH for n in negators if n.end <= hit.start
            )
            cue = Cue(f"not … {shown}", "concern", -weight) if turned else Cue(shown, "strength", -weight)
            good, bad = (good, bad + weight) if turned else (good + weight, bad)
            if not _names_a_body(text, hit.start, hit.end):
                cues.append(cue)
        else:
            bad += weight
            cues.append(Cue(shown, "concern", -weight))
    if section == "strength":
        good += SECTION_WEIGHT
    elif section == "concern":
        bad += SECTION_WEIGHT
    score = (good - bad) / (good + bad + 1.0)
    return Judgement(_valence(good, bad, section), round(score, 3), tuple(sorted(cues, key=lambda cue: cue.weight)))


def _valence(good: float, bad: float, section: Valence | None) -> Valence:
    total = good + bad
    if total < JUDGED:
        return "neutral"
    smaller = min(good, bad)
    if smaller >= 2 * PLAIN and smaller / total >= MIXED_SHARE and section is None:
        return "mixed"
    if good == bad:
        return section if section in ("strength", "concern") else "mixed"
    return "strength" if good > bad else "concern"


def _longest(hits: Sequence[Hit]) -> list[Hit]:
    """Where cues overlap, the longer speaks."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (-(h.end - h.start), h.start, h.name)):
        if all(
            hit.end <= k.start or hit.start >= k.end or (hit.name == "negator") != (k.name == "negator") for k in kept
        ):
            kept.append(hit)
    return sorted(kept, key=lambda h: (h.start, h.end, h.name))
