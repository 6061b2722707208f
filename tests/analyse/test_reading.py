"""A text read whole and sentence by sentence says of each sentence what it says by itself."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analyse import reading
from analyse.features import Terms, ngrams
from analyse.phrases import Phrases, words
from models import embed, language

WORDS = st.sampled_from("care waiting list repeat story team share plan not A.They".split())
SENTENCES = st.lists(st.lists(WORDS, min_size=1, max_size=9).map(" ".join), min_size=1, max_size=4)
PHRASES = Phrases({"delay": ["waiting ... list", "not"], "story": ["repeat|share ... story ... team", "care plan"]})


@given(SENTENCES)
def test_a_sentence_has_the_hits_it_has_alone(sentences: list[str]) -> None:
    text = ". ".join(sentence.capitalize() for sentence in sentences) + "."
    (seen,) = reading.read([text], PHRASES, embed.load("static"))
    alone = [PHRASES.find(words(text[start:end])) for start, end in seen.ranges]
    hits = seen.part_hits[-len(alone) :]
    assert [[(h.name, h.phrase) for h in its] for its in hits] == [[(h.name, h.phrase) for h in its] for its in alone]
    assert len(seen.part_vectors) == len(seen.ranges)


@given(st.lists(st.lists(WORDS, max_size=12), min_size=1, max_size=4))
def test_texts_weighed_together_weigh_what_each_weighs_alone(texts: list[list[str]]) -> None:
    told = [["care", "plan"], ["care", "not"], ["story", "team", "care"]]
    terms = Terms.learn([ngrams(text, 3) for text in told], least=1, most=1.0)
    columns, values = terms.weigh_all([language.keys(text) for text in texts])
    for text, row in zip(texts, values, strict=True):
        alone, weights = terms.weigh(ngrams(text, 3))
        assert columns[row > 0].tolist() == alone
        assert np.allclose(row[row > 0], weights)
