"""Coding texts that come without a report: rows of a CSV file, one passage each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol

import numpy as np

from analyse import coding, corrections, learned
from corpus import codebook
from corpus.codebook import Codebook
from corpus.errors import AnalyseError, WrongUsage
from corpus.tables import Table
from corpus.types import VALENCES, Valence
from models import embed

ROAD = coding.DEFAULT  # or fast: the setting `coding` of a workspace
BATCH = 100  # texts coded at a time: bounds memory

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Coded:
    """What was said of one text: its codes, the likeliest first, the score of every code, its valence as a whole."""

    id: str
    codes: tuple[str, ...]
    scores: Mapping[str, float]  # 0 to 1, three decimals
    valence: Valence
    valence_score: float  # -1 concern to 1 strength


class TextCoder(Protocol):
    """Codes texts."""

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code it can give."""
        ...

    def code(self, texts: Sequence[tuple[str, str]]) -> list[Coded]:
        """(id, text) to what is said of it, in the same order. A text's codes depend on nothing but the text."""
        ...


class BookCoder:
    """The codebook's coder, as a run uses it: a row is a passage without a section."""

    def __init__(
        self,
        book: Codebook | None = None,
        *,
        road: str = ROAD,
        sub_themes: bool = False,
        corrected: learned.Learned | None = None,
    ) -> None:
        """Without a book the shipped one; `road` as the setting `coding` of a workspace. `sub_themes` gives these too.

        `corrected` holds what was learned from decisions (`analyse.corrections`).
        """
        try:
            self._coder = coding.load(book or codebook.parse(codebook.default_text()), road)
        except embed.ModelError as error:
            raise WrongUsage(f"--coding {road} cannot be used: {error}") from None
        self._coder.corrected = corrections.of(corrected) if corrected else None
        themes = self._coder.book.themes
        self.codes = tuple(t.id for t in themes if sub_themes or t.parent is None)

    def code(self, texts: Sequence[tuple[str, str]]) -> list[Coded]:
        return [self._one(name, text[: learned.LONGEST]) for name, text in texts]

    def _one(self, name: str, text: str) -> Coded:
        if not text.strip():
            return _nothing(name, self.codes)
        seen = self._coder.read(text)
        cases = self._coder.cases(seen)
        scores = dict.fromkeys(self.codes, 0.0) | {c.theme.id: c.score for c in cases if c.theme.id in self.codes}
        said = tuple(c.theme.id for c in self._coder.counted(cases) if c.theme.id in self.codes)
        judged = self._coder.judge(text, text, None, said=seen.said)
        return Coded(name, said, scores, judged.valence, judged.score)

    def cases(self, text: str) -> list[coding.Scored]:
        """The case of every theme in a text."""
        return self._coder.cases(self._coder.read(text[: learned.LONGEST]))

    def uncertainty(self, text: str) -> float:
        """How near the nearest theme's score is to its threshold: 1 at the threshold, 0 as far as can be."""
        rooms = ((c.score, c.threshold) for c in self.cases(text) if c.theme.parent is None)
        return max((1 - abs(s - t) / (t if s < t else 1 - t or 1.0) for s, t in rooms), default=0.0)

    def valence(self, text: str) -> tuple[Valence, float]:
        judged = self._coder.judge(text, text, None)
        return judged.valence, judged.score


class LearnedCoder:
    """A coder that `analyse train` made. Valence is its own where it learned one, else the shipped judge's."""

    def __init__(self, coder: learned.Learned, road: str = ROAD) -> None:
        self._coder = coder
        self._embedder = _embedder(coder)
        self._book = BookCoder(road=road)
        self.codes = coder.labels.names

    def code(self, texts: Sequence[tuple[str, str]]) -> list[Coded]:
        full = [(name, text) for name, text in texts if text.strip()]
        coded = iter(self._code(full) if full else ())
        return [next(coded) if text.strip() else _nothing(name, self.codes) for name, text in texts]

    def _code(self, texts: Sequence[tuple[str, str]]) -> list[Coded]:
        bare = [text for _, text in texts]
        features = learned.read(bare, self._embedder)
        probability = self._coder.probability(features)
        valences = self._valences(bare, features)
        return [
            Coded(
                name,
                tuple(self.codes[i] for i in chosen),
                {code: round(float(p), 3) for code, p in zip(self.codes, row, strict=True)},
                *valence,
            )
            for (name, _), row, chosen, valence in zip(
                texts, probability, self._coder.chosen(probability), valences, strict=True
            )
        ]

    def _valences(self, texts: Sequence[str], features: learned.Features) -> list[tuple[Valence, float]]:
        if self._coder.valence is None:
            return [self._book.valence(text[: learned.LONGEST]) for text in texts]
        odds = self._coder.valence.log_odds(learned.with_cues(features, texts))
        shares = np.exp(odds - odds.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        return [(VALENCES[int(row.argmax())], round(float(row[0] - row[1]), 3)) for row in shares]


def coder(
    book: Path | None = None, trained: Path | None = None, *, road: str = ROAD, sub_themes: bool | None = None
) -> TextCoder:
    """The coder for a codebook file and a folder of `analyse train`, or the shipped one.

    A codebook of one's own is coded whole; the shipped one to its themes, unless sub-themes are asked for.
    """
    own = codebook.read(book) if book else None
    with_sub_themes = (own is not None) if sub_themes is None else sub_themes
    if trained is None:
        return BookCoder(own, road=road, sub_themes=with_sub_themes)
    model = learned.load(trained)
    if not model.beside_book:
        return LearnedCoder(model, road)
    _embedder(model)
    return BookCoder(own, road=road, sub_themes=with_sub_themes, corrected=model)


def _embedder(coder: learned.Learned) -> embed.Embedder:
    """The embedder a coder was trained with. Raises AnalyseError where this is not it."""
    try:
        embedder = embed.load(coder.embedder)
    except embed.ModelError as error:
        raise AnalyseError(f"The coder needs an embedder that cannot be used: {error}", "Install it.") from None
    if embedder.id != coder.embedder_id:
        raise AnalyseError(
            f"The coder was trained with the embedder {coder.embedder_id}; here is {embedder.id}.",
            "Train it again with `analyse train`.",
        )
    return embedder


class Rows:
    """(id, text) of each row of a table, once over; `notes` then say what a person should know of them."""

    def __init__(self, table: Table, text: str, name: str | None) -> None:
        """`name` is the column of the ids; without one a row's id is its number."""
        self._table, self._text, self._name = table, text, name
        self._seen: set[str] = set()
        self._twice: list[str] = []
        self._long: list[str] = []
        self._empty = 0

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for number, row in enumerate(self._table, start=1):
            name = row[self._name].strip() if self._name else str(number)
            if name in self._seen:
                self._twice.append(name)
            self._seen.add(name)
            text = row[self._text]
            self._empty += not text.strip()
            if len(text) > learned.LONGEST:
                self._long.append(name)
            yield name, text

    def notes(self) -> tuple[str, ...]:
        file = self._table.path.name
        found = []
        if self._twice:
            found.append(f"{file}: ids that stand more than once: {len(self._twice)}, such as “{self._twice[0]}”.")
        if self._empty:
            found.append(f"{file}: rows without text, and so without codes: {self._empty}.")
        if self._long:
            found.append(
                f"{file}: texts longer than {learned.LONGEST:,} characters: {len(self._long)}, such as that of "
                f"“{self._long[0]}”: only so much was coded. Is a quotation mark missing there?"
            )
        return tuple(found)


def code(texts: Iterable[tuple[str, str]], coder: TextCoder, total: int, progress: Progress) -> Iterator[list[Coded]]:
    """What is said of each (id, text), a batch at a time."""
    rows, done = iter(texts), 0
    while batch := list(islice(rows, BATCH)):
        yield coder.code(batch)
        done += len(batch)
        progress("Coding texts", done, max(total, done))


def _nothing(name: str, codes: Sequence[str]) -> Coded:
    return Coded(name, (), dict.fromkeys(codes, 0.0), "neutral", 0.0)
