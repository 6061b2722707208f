"""What a theme is called: a heading in the reports' own words, a definition line, key phrases."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from analyse.emergent import Named
from analyse.placing import Anchor
from analyse.segments import Segment, content_stem, stems_of, words_of
from models.language import tagged

READ = 30  # sentences of a theme that are parsed, the nearest first
READ_AN_AREA = 3
MOST_WORDS = 8  # key phrases of a theme
LONGEST = 7  # words of a heading
MOST_SUBJECT = 3  # words of a heading that may need its matter told
_LINKS = frozenset("of for to in between into with from at on".split())
_LOOSE = frozenset(  # say how many or which, not what
    "many most some several few more less other such own same different various certain particular number range lack "
    "variety significant key clear good strong high effective recent new small large wide whole full better best "
    "example part way lot levels level current overall further additional well highly too very".split()
)


@dataclass(slots=True)
class _Phrase:
    """A noun phrase, with all the forms it stands in."""

    stems: frozenset[str]
    forms: Counter[str] = field(default_factory=Counter)
    areas: set[str] = field(default_factory=set)  # where its words meet in a sentence
    printed: set[str] = field(default_factory=set)  # where it stands as it is
    links: int = 0


def name(segments: Sequence[Segment], anchor: Anchor, taken: frozenset[str]) -> Named:
    """The name of a theme from its sentences, the nearest first. No label of `taken` is given again."""
    phrases = _phrases(_spread(segments), segments)
    said = Counter(stem for s in segments for stem in s.stems)
    weight = {stem: w for stem, w in anchor.terms.items() if w > 0}
    shared = max(2, min(3, len({s.area for s in segments}) // 4))
    common = [p for p in phrases if len(p.areas) >= shared] or phrases
    ranked = sorted(common, key=lambda p: (-_worth(p, weight), -p.forms.total(), _shown(p)))
    words = _apart(ranked, weight)
    label = next((x for x in _headings(ranked, words) if x.casefold() not in taken), "")
    if not label:
        stems = [s for s, _ in sorted(weight.items(), key=lambda item: (-item[1], item[0]))][:3]
        label = _free(_heading(" ".join(stems) or "Unnamed"), taken)
    if not words:
        words = tuple(s for s, _ in said.most_common(3))
    matter = _matter(label, words)
    heading = f"{label}: {matter}" if matter and f"{label}: {matter}".casefold() not in taken else label
    return Named(heading, definition(label, words), words)


def _matter(label: str, words: Sequence[str]) -> str:
    """What a heading that names only a group, a place or a field is about: its next key phrases; "" where it says it.

    A heading with a joint in it ("drift and delay", "quality of referrals") says what it is about already.
    """
    own = words_of(label.lower())
    if len(own) > MOST_SUBJECT or any(word in _LINKS or word == "and" for word in own):
        return ""
    initials = "".join(word[0] for word in own)
    stems = set(stems_of(label))
    chosen: list[str] = []
    for word in words:
        its = stems_of(word)
        if word.lower() != initials and its and not its & stems and " and " not in word:
            chosen.append(word)
            stems |= its
        if len(chosen) == 2:
            break
    if len(words_of(" ".join((label, *chosen)))) > LONGEST:
        chosen = chosen[:1]
    return " and ".join(chosen)


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
    _parse([s.masked for s in near])
    found: dict[frozenset[str], _Phrase] = {}
    for segment in near:
        for form, links in sorted(set(noun_phrases(segment.masked))):
            if stems := stems_of(form):
                phrase = found.setdefault(stems, _Phrase(stems))
                phrase.forms[form] += 1
                phrase.links = max(phrase.links, links)
    for phrase in found.values():
        its = [s for s in segments if phrase.stems <= s.stems]
        forms = [form.lower() for form in phrase.forms]
        phrase.areas |= {s.area for s in its}
        phrase.printed |= {s.area for s in its if any(form in s.masked.lower() for form in forms)}
    return [found[stems] for stems in sorted(found, key=sorted)]


def _worth(phrase: _Phrase, weight: Mapping[str, float]) -> float:
    """How well a phrase says what the theme is about, and how widely it is said."""
    telling = sum(weight.get(stem, 0.0) for stem in phrase.stems)
    idle = sum(stem not in weight for stem in phrase.stems)
    said = (1 + 0.35 * math.log(len(phrase.areas))) * (0.4 + min(1.0, 0.2 * len(phrase.printed)))
    return telling * said / (1 + 0.15 * idle)


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


def _headings(ranked: Sequence[_Phrase], words: Sequence[str]) -> Iterator[str]:
    """Headings, the best first: a phrase that says it all, or two of them."""
    for phrase in ranked[:3]:
        if len(phrase.stems) > 1:
            yield _heading(_shown(phrase))
    for other in words[1:4]:
        yield _heading(f"{words[0]} and {other}")
    for phrase in ranked:
        yield _heading(_shown(phrase))


def _heading(text: str) -> str:
    return text[:1].upper() + text[1:]


_PARSED: dict[str, tuple[tuple[str, int], ...]] = {}


def noun_phrases(text: str) -> tuple[tuple[str, int], ...]:
    """Noun phrases as they stand, and joined by a preposition or "and" ("waits for assessment"); with the joints."""
    _parse([text])
    return _PARSED[text]


def _parse(texts: Iterable[str]) -> None:
    """Many at once: the parser is twice as fast over a batch."""
    new = list(dict.fromkeys(text for text in texts if text not in _PARSED))
    for text, doc in zip(new, tagged().pipe(new, batch_size=64), strict=True):
        _PARSED[text] = _noun_phrases(doc)


def _noun_phrases(doc: Any) -> tuple[tuple[str, int], ...]:
    chunks = [(start, end) for start, end in map(_core, doc.noun_chunks) if start < end]
    at = {start: (start, end) for start, end in chunks}
    found: list[tuple[str, int]] = []
    for start, end in chunks:
        if _nominal(doc[end - 1]):
            found.append((_form(doc[start:end]), 0))
        stop, links = end, 0
        while links < 2 and (after := _joined(doc, start, stop, at)):
            stop, links = after, links + 1
            if len(words_of(doc[start:stop].text)) <= LONGEST:
                found.append((_form(doc[start:stop]), links))
    return tuple(found)


def _core(chunk: Any) -> tuple[int, int]:
    """The chunk without articles, numbers and words that only say how many or which."""
    start, end = chunk.start, chunk.end
    while start < end and (
        chunk.doc[start].pos_ in ("DET", "PRON", "NUM", "PUNCT", "ADV", "SYM", "CCONJ", "SPACE", "PART")
        or chunk.doc[start].lower_ in _LOOSE
    ):
        start += 1
    while end > start and not (chunk.doc[end - 1].pos_ in ("NOUN", "PROPN") and chunk.doc[end - 1].is_alpha):
        end -= 1
    if end > start and any(t.lower_ in _LOOSE and t.pos_ == "NOUN" for t in (chunk.doc[end - 1],)):
        return end, end
    return start, end


def _nominal(token: Any) -> bool:
    return token.pos_ in ("NOUN", "PROPN") and content_stem(token.text) != ""


def _joined(doc: Any, start: int, end: int, at: Mapping[int, tuple[int, int]]) -> int | None:
    """Where the phrase ends when what follows belongs to it."""
    if end >= len(doc) - 1:
        return None
    link = doc[end]
    inside = start <= link.head.i < end
    adverbial = link.lower_ != "of" and link.head.pos_ == "VERB"
    if not (link.lower_ == "and" and link.head.i >= start) and not (link.lower_ in _LINKS and (inside or adverbial)):
        return None
    nxt = end + 1
    while nxt < len(doc) and doc[nxt].pos_ == "DET":
        nxt += 1
    return at[nxt][1] if nxt in at else None


def _form(span: Any) -> str:
    """The phrase as a heading would print it: lower case but for names, no articles, no line ends."""
    words = []
    for token in span:
        if token.pos_ == "PRON" and token.dep_ == "poss":
            continue
        keep = token.pos_ == "PROPN" and (token.is_upper or token.i > span.doc[0].i)
        words.append((token.text if keep or token.is_upper else token.lower_) + token.whitespace_)
    return " ".join("".join(words).split()).strip(" ,;:‘’'\"")
