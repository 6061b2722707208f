"""What a theme is called: a heading in the reports' own words, a definition line, key phrases."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from analyse import nouns, persons
from analyse.emergent import Named, Namer
from analyse.placing import Anchor
from analyse.segments import Segment, stems_of

READ = 30  # sentences of a theme that are parsed, the nearest first
READ_AN_AREA = 3
MOST_WORDS = 8  # key phrases of a theme
BEST = 5  # phrases among which one of several words is sought for a heading
COVERS = 0.10  # share of a theme's sentences that must say a phrase for it to name the theme
TELLS = 0.4  # of the weight of the anchor's words, in a phrase that names the theme
OF_ACTORS = 0.6  # share of the uses of its heaviest word from which a theme is about those who act
GOES_ON = 0.6  # share of the times it stands from which a phrase is cut out of a longer one
SEEN = 3  # times a phrase stands, at least, for that to be known
DOUBT = 0.2  # less for what was read as a phrase once, which may be a mistake: "experience delays"
IDLE_ACTOR = 3.0  # words for nothing: of "children's transition" the first word says less than nothing
_EXCEPT = ("out of", "outside", "outside of", "without", "beyond")
_WORDS = re.compile(r"\w+(?:[’']\w+)*")


@dataclass(slots=True)
class _Phrase:
    """A noun phrase, with all the forms it stands in."""

    stems: frozenset[str]
    head: str
    links: int  # the fewest joints of a form
    forms: Counter[str] = field(default_factory=Counter)
    areas: set[str] = field(default_factory=set)  # where its words meet in a sentence
    printed: set[str] = field(default_factory=set)  # where it stands as it is
    cover: float = 0.0  # share of the theme's sentences in which its words meet
    whole: bool = False  # what is nearly always said where a shorter phrase is

    def stands_for(self, part: _Phrase) -> None:
        self.whole = True
        self.areas |= part.areas
        self.printed |= part.printed
        self.cover = max(self.cover, part.cover)

    def excluded(self, said: str, its: Sequence[str], stood: int) -> None:
        """Says it as nearly all do: "out of hours" tells another matter than "hours".

        One printed form stands for all, rather "out of": no sentence has to say a word more to name the theme.
        """
        out = Counter({f"{x}{form}": times for x in _EXCEPT for form in its if (times := said.count(f" {x}{form}"))})
        if stood >= SEEN and out.total() > GOES_ON * stood:
            self.forms = Counter({next(iter(out)).strip(): out.total()})


def namer(segments: Sequence[Segment]) -> Namer:
    """Names themes of a corpus. Which nouns act in it is measured once, when the first name is asked for."""
    measured: list[Mapping[str, float]] = []

    def given(its: Sequence[Segment], anchor: Anchor, taken: frozenset[str]) -> Named:
        if not measured:
            acts = nouns.acting(segments)
            measured.append({**acts, **dict.fromkeys(persons.nouns((s.masked for s in segments), acts), 1.0)})
        return name(its, anchor, taken, measured[0])

    return given


def name(
    segments: Sequence[Segment], anchor: Anchor, taken: frozenset[str], acting: Mapping[str, float] | None = None
) -> Named:
    """The name of a theme from its sentences, the nearest first. No label of `taken` is given again.

    A heading tells a matter. Phrases about those who act come last, and where no other covers enough of the sentences,
    the theme is said to be about them and nothing else.
    """
    acts, who = acting or {}, ""
    weight = {stem: w for stem, w in anchor.terms.items() if w > 0}
    shared = max(2, min(3, len({s.area for s in segments}) // 4))
    phrases = _phrases(_spread(segments), segments)
    common = _uncut([p for p in phrases if len(p.areas) >= shared] or phrases, segments)
    ranked = sorted(common, key=lambda p: (-_worth(p, weight, acts), -p.forms.total(), _shown(p)))
    matters = [p for p in ranked if not _acts(p.head, acts)]
    heads = [p for p in matters if p.cover >= COVERS and _telling(p, weight) >= TELLS]
    if not heads or _of_actors(phrases, weight, acts):
        matters, heads, who = ranked, ranked, _shown(ranked[0]) if ranked else ""
    words = _apart(matters, weight)
    found = chain(_headings(heads, weight, {} if who else acts), map(_heading, words))
    label = next((x for x in found if x.casefold() not in taken), "")
    if not label:
        stems = [s for s, _ in sorted(weight.items(), key=lambda item: (-item[1], item[0]))][:3]
        label = _free(_heading(" ".join(stems) or "Unnamed"), taken)
    if not words:
        said = Counter(stem for s in segments for stem in s.stems)
        words = tuple(s for s, _ in said.most_common(3))
    return Named(label, definition(label, words), words, who)


def _of_actors(phrases: Sequence[_Phrase], weight: Mapping[str, float], acting: Mapping[str, float]) -> bool:
    """Whether the theme's heaviest word mostly says which people or bodies act: "frontline staff"."""
    heaviest = min(weight, key=lambda stem: (-weight[stem], stem), default="")
    uses: Counter[bool] = Counter()
    for phrase in phrases:
        if heaviest in phrase.stems and not phrase.links:
            uses[_acts(phrase.head, acting)] += phrase.forms.total()
    return uses[True] > OF_ACTORS * uses.total()


def _acts(stem: str, acting: Mapping[str, float]) -> bool:
    return acting.get(stem, 0.0) >= nouns.ACTS


def definition(label: str, words: Sequence[str]) -> str:
    """One line made of the theme's own phrases: nothing that the reports do not say."""
    others = [w for w in words if w.casefold() != label.casefold()][:4]
    if not others:
        return f"What the reports say of {_inner(label)}."
    listed = ", ".join(others[:-1]) + (" and " if len(others) > 1 else "") + others[-1]
    return f"What the reports say of {_inner(label)}: {listed}."


def _inner(label: str) -> str:
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def _free(label: str, taken: frozenset[str]) -> str:
    number = 2
    found = label
    while found.casefold() in taken:
        found, number = f"{label} ({number})", number + 1
    return found


def _spread(segments: Sequence[Segment]) -> list[Segment]:
    """The nearest sentences, no more than a few of one area."""
    held: Counter[str] = Counter()
    chosen: list[Segment] = []
    for segment in segments:
        if held[segment.area] < READ_AN_AREA and len(chosen) < READ:
            held[segment.area] += 1
            chosen.append(segment)
    return chosen


def _phrases(near: Sequence[Segment], segments: Sequence[Segment]) -> list[_Phrase]:
    """The noun phrases of the nearest sentences, with the areas in which all their words meet in one sentence."""
    nouns.parse(s.masked for s in near)
    found: dict[frozenset[str], _Phrase] = {}
    for segment in near:
        for said in sorted(set(nouns.phrases(segment.masked)), key=lambda p: (p.text, p.links)):
            if stems := stems_of(said.text):
                phrase = found.setdefault(stems, _Phrase(stems, said.head, said.links))
                phrase.forms[said.text] += 1
                phrase.links = min(phrase.links, said.links)
    for phrase in found.values():
        its = [s for s in segments if phrase.stems <= s.stems]
        forms = [form.lower() for form in phrase.forms]
        phrase.areas |= {s.area for s in its}
        phrase.cover = len(its) / max(1, len(segments))
        phrase.printed |= {s.area for s in its if any(form in s.masked.lower() for form in forms)}
    return [found[stems] for stems in sorted(found, key=sorted)]


def _uncut(phrases: Sequence[_Phrase], segments: Sequence[Segment]) -> list[_Phrase]:
    """Without those that nearly always go on: in one longer phrase ("personal education" in "personal education plans")
    or with "of" ("voice of"), or follow "of" in what a longer one names ("oversight of practice").
    Cf. the C-value of Frantzi, Ananiadou and Mima (2000).
    """
    said = "".join(_plain(s.masked) for s in segments)
    forms = [[_plain(form) for form in p.forms] for p in phrases]
    times = [sum(map(said.count, its)) for its in forms]
    kept: list[_Phrase] = []
    order = sorted(range(len(phrases)), key=lambda at: len(phrases[at].stems))  # a part before what it is cut out of
    for at in order:
        phrase, its, stood = phrases[at], forms[at], times[at]
        wider = [o for o in order if stood >= SEEN and phrase.stems < phrases[o].stems]
        longer = [
            o for o in wider if times[o] > GOES_ON * stood and any(form in whole for form in its for whole in forms[o])
        ]
        if not longer and sum(said.count(f" of{form}") for form in its) > GOES_ON * stood:  # a part of more
            told = [o for o in wider if any(w.endswith(f" of{form}") for form in its for w in forms[o])]
            longer = sorted((o for o in told if times[o] >= SEEN), key=lambda o: -times[o])
        phrase.excluded(said, its, stood)
        if longer:
            phrases[longer[0]].stands_for(phrase)
        elif stood < SEEN or sum(said.count(f"{form}of ") for form in its) <= GOES_ON * stood:
            kept.append(phrase)
    return kept or list(phrases)


def _plain(text: str) -> str:
    """Its words alone, in lower case, with a space before and after each."""
    return f" {' '.join(_WORDS.findall(text.lower()))} "


def _telling(phrase: _Phrase, weight: Mapping[str, float]) -> float:
    return sum(weight.get(stem, 0.0) for stem in sorted(phrase.stems))


def _worth(phrase: _Phrase, weight: Mapping[str, float], acting: Mapping[str, float]) -> float:
    """How well a phrase says what the theme is about, and how widely it is said."""
    idle = sum(IDLE_ACTOR if _acts(stem, acting) else 1.0 for stem in sorted(phrase.stems) if stem not in weight)
    said = (1 + 0.35 * math.log(len(phrase.areas))) * (0.4 + min(1.0, 0.2 * len(phrase.printed)))
    said *= 1 - DOUBT / phrase.forms.total()
    return _telling(phrase, weight) * said / (1 + 0.15 * idle)


def _shown(phrase: _Phrase) -> str:
    return min(phrase.forms, key=lambda form: (-phrase.forms[form], len(form), form))


def _apart(ranked: Sequence[_Phrase], weight: Mapping[str, float]) -> tuple[str, ...]:
    """Key phrases, best first, without those that only repeat one already chosen."""
    chosen: list[_Phrase] = []
    for phrase in ranked:
        telling = {s for s in phrase.stems if s in weight}
        if telling and not any(telling <= c.stems or c.stems <= phrase.stems for c in chosen):
            chosen.append(phrase)
        if len(chosen) == MOST_WORDS:
            break
    return tuple(_shown(p) for p in chosen)


def _headings(ranked: Sequence[_Phrase], weight: Mapping[str, float], acting: Mapping[str, float]) -> Iterator[str]:
    """Headings, the best first: a phrase of several words, rather without those who act, or else a word."""
    several = [p for p in ranked[:BEST] if len(p.stems) > 1 and len(p.printed) > 1 and not _idle(p, weight, acting)]
    for phrase in (*several, *ranked):
        yield _heading(_shown(phrase))


def _idle(phrase: _Phrase, weight: Mapping[str, float], acting: Mapping[str, float]) -> bool:
    """Whether it goes on to tell who acts though its matter is told already: "co-production with parents".

    What follows "of" completes what it names: "voice of the child".
    """
    if (phrase.whole and not phrase.links) or " of " in _shown(phrase):
        return False
    return any(_acts(stem, acting) and stem not in weight for stem in phrase.stems)


def _heading(text: str) -> str:
    return text[:1].upper() + text[1:]
