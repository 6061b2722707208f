"""The numbers in the model file go by the names the tuned layer relies on."""

from __future__ import annotations

import numpy as np

from models import minilm, tuned
from models.embed import minilm_bytes

TENSORS = minilm.initialisers(minilm_bytes())


def test_every_matrix_bias_and_norm_is_there_in_its_shape() -> None:
    wide = {"widened": (384, 1536), "narrowed": (1536, 384)}
    for layer in range(minilm.LAYERS):
        for part in minilm.PARTS:
            weight = minilm.dequantised(TENSORS, minilm.matrix(layer, part))
            assert weight.shape == wide.get(part, (384, 384))
            assert TENSORS[minilm.bias(layer, part)].shape == (weight.shape[1],)
        for after in ("attention", "output"):
            assert [TENSORS[name].shape for name in minilm.norm(layer, after)] == [(384,), (384,)]


def test_a_layer_without_changes_stays_as_it_was() -> None:
    changes = {"layers.0.looks.down": np.zeros((384, 2)), "layers.0.looks.up": np.zeros((2, 1152))}
    parts = {part: (minilm.matrix(5, part), minilm.bias(5, part)) for part in minilm.PARTS}
    changes["layers.0.looks.bias"] = np.concatenate([TENSORS[parts[p][1]] for p in minilm.PARTS[:3]])
    for part in minilm.PARTS[3:]:
        rows, columns = minilm.dequantised(TENSORS, parts[part][0]).shape
        changes[f"layers.0.{part}.down"], changes[f"layers.0.{part}.up"] = np.zeros((rows, 2)), np.zeros((2, columns))
        changes[f"layers.0.{part}.bias"] = TENSORS[parts[part][1]]
    for number, after in enumerate(("attention", "output")):
        for name, kind in zip(minilm.norm(5, after), ("weight", "bias"), strict=True):
            changes[f"layers.0.norms.{number}.{kind}"] = TENSORS[name]
    out = tuned.replaced(TENSORS, changes)
    for matrix, bias in parts.values():
        np.testing.assert_array_equal(out[matrix], minilm.dequantised(TENSORS, matrix))
        np.testing.assert_array_equal(out[bias], TENSORS[bias])
