"""What a codebook needs to find an emergent theme again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyse import coding, promotion
from analyse.emergent import Emergent
from analyse.placing import Anchor
from analyse.segments import stems_of
from corpus.codebook import Codebook
from corpus.types import Finding, Results, Theme
from models import embed
from tests.analyse import invented

SAID = (
    "Wheelchair repairs take far too long for the families who need them.",
    "The wait for wheelchair repairs has grown since the spring.",
    "Families wait months for a repair of their wheelchairs.",
    "A new contract has made wheelchair repairs quicker.",
    "Repairs to wheelchairs are now done within a week.",
    "Staff know whom to ring about wheelchair repairs.",
)
ELSE = (
    "Governors meet head teachers each term to look at attendance.",
    "The library stays open late so that pupils can study there.",
    "Foster carers praise the training they are given.",
    "The board reads the budget of each service every month.",
)
WEIGHTS = {"wheelchair": 0.6, "repair": 0.4}
THEME = Emergent(
    *("wheelchairs-1a2b3c", "medium", "Wheelchair repairs", "What the reports say of wheelchair repairs."),
    words=("wheelchair repairs",),
    anchor=Anchor((1.0,), {next(iter(stems_of(word))): weight for word, weight in WEIGHTS.items()}),
    founding=(),
    embedder="static",
    adopted=1,
)


@pytest.fixture(scope="module")
def results() -> Results:
    texts = {f"{area}/{n}": text for area in "ABC" for n, text in enumerate((*SAID, *ELSE))}
    made = invented.results({a: invented.concern("access", len(SAID)) for a in "ABC"}, passages=10, texts=texts)
    emergent = Theme(THEME.id, THEME.label, origin="emergent")
    return replace(made, themes=(emergent,), findings=tuple(replace(f, theme=THEME.id) for f in made.findings))


def own(results: Results) -> list[Finding]:
    return [f for f in results.findings if f.theme == THEME.id]


def test_a_promoted_theme_takes_definition_phrases_and_sentences_of_its_own(results: Results) -> None:
    entry = promotion.entry(THEME, results, embed.load("static"))
    assert (entry.label, entry.definition) == (THEME.label, THEME.definition)
    assert any("wheelchair" in phrase for phrase in entry.phrases)
    assert entry.examples
    assert set(entry.examples) <= {f.quote for f in own(results)}


def test_coding_with_the_codebook_finds_it_where_it_was(results: Results) -> None:
    entry = promotion.entry(THEME, results, embed.load("static"))
    coder = coding.load(Codebook((entry,)))
    its = {p.text for passages in results.passages.values() for p in passages}
    found = {text for text in its if coder.score(coder.read(text))}
    assert found == {f.quote for f in own(results)}
