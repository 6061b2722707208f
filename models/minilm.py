"""The numbers inside the MiniLM model file, and the names its parts go by.

The file is an ONNX graph (a protobuf); its initialisers are read here without the `onnx` library, so that training and
use need none. Names are those of the file with `models.embed.MINILM_SHA256`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

LAYERS, WIDTH, HEADS = 6, 384, 12
PARTS = ("query", "key", "value", "attended", "widened", "narrowed")  # the six matrices of a layer, in the file's order
_BIASES = (
    "attention.self.query.bias",
    "attention.self.key.bias",
    "attention.self.value.bias",
    "attention.output.dense.bias",
    "intermediate.dense.bias",
    "output.dense.bias",
)
# Matrices are stored as whole numbers and a scale a column ("val_49_q", "val_49_scale"); their product is "val_49".
_MATRICES = tuple(
    tuple(f"val_{n}" for n in numbers)
    for numbers in (
        (49, 57, 65, 105, 109, 118),
        (122, 130, 138, 176, 180, 189),
        (193, 201, 209, 247, 251, 260),
        (264, 272, 280, 318, 322, 331),
        (335, 343, 351, 389, 393, 402),
        (406, 414, 422, 460, 464, 473),
    )
)

Array = NDArray[np.float32]


def matrix(layer: int, part: str) -> str:
    return _MATRICES[layer][PARTS.index(part)]


def bias(layer: int, part: str) -> str:
    return f"inner.encoder.layer.{layer}.{_BIASES[PARTS.index(part)]}"


def norm(layer: int, after: str) -> tuple[str, str]:
    """Names of weight and bias of the layer norm after "attention" or after "output"."""
    inside = "attention.output" if after == "attention" else "output"
    return tuple(f"inner.encoder.layer.{layer}.{inside}.LayerNorm.{kind}" for kind in ("weight", "bias"))  # type: ignore[return-value]


def dequantised(tensors: dict[str, Any], name: str) -> Array:
    return np.asarray(tensors[f"{name}_q"].astype(np.float32) * tensors[f"{name}_scale"], dtype=np.float32)


def initialisers(data: bytes) -> dict[str, Any]:
    """Every stored array of an ONNX file by name (float32, int8 and int64 ones)."""
    graph = next(value for number, value in _fields(data) if number == 7)
    return dict(_tensor(value) for number, value in _fields(graph) if number == 5)


_KINDS: dict[int, Any] = {1: np.dtype("<f4"), 3: np.dtype("i1"), 7: np.dtype("<i8"), 9: np.dtype("?")}


def _tensor(data: bytes | memoryview) -> tuple[str, Any]:
    shape: list[int] = []
    name, kind, raw, inline = "", 1, b"", b""
    for number, value in _fields(data):
        if number == 1:
            shape += [value] if isinstance(value, int) else list(_packed(value))
        elif number == 2:
            kind = value
        elif number == 8:
            name = bytes(value).decode()
        elif number == 9:
            raw = bytes(value)
        elif number == 4:
            inline = bytes(value)
    values: Any = np.frombuffer(raw or inline, dtype=_KINDS[kind]) if raw or inline else np.zeros(0)
    return name, values.reshape(shape) if values.size else values


def _fields(data: bytes | memoryview) -> Iterator[tuple[int, Any]]:
    """Field number and value of each field of a protobuf message: whole numbers, or the bytes of what is nested."""
    view, at = memoryview(data), 0
    while at < len(view):
        tag, at = _varint(view, at)
        kind = tag & 7
        if kind == 0:
            value, at = _varint(view, at)
            yield tag >> 3, value
        elif kind == 2:
            size, at = _varint(view, at)
            yield tag >> 3, view[at : at + size]
            at += size
        else:
            size = 8 if kind == 1 else 4
            yield tag >> 3, view[at : at + size]
            at += size


def _packed(data: memoryview) -> Iterator[int]:
    at = 0
    while at < len(data):
        value, at = _varint(data, at)
        yield value


def _varint(view: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = view[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at
