"""Tunes MiniLM to the coded passages: `models/data/tuned.safetensors`, for `models.tuned`.

Low-rank changes (Hu et al., LoRA, 2021) to its matrices, and on top, for each theme, attention
over the words of the passage (Mullenbach et al. 2018) that gives its log-odds and its valence. Tuned three times with
a third of the areas left out, for honest predictions (`models/training/left-out.safetensors`, which `scripts.train`
measures and calibrates on), and once on all. One thread and fixed seeds: the same bytes twice on one machine.
Needs torch: `make tune`. Run: `python -m scripts.tune ../shared/reviews`.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as nnf
from safetensors.numpy import save_file
from sklearn.model_selection import GroupKFold
from torch import Tensor, nn

from analyse.trained import CLASSES
from analyse.training import Coded
from models import embed, minilm
from models.minilm import HEADS, LAYERS, WIDTH

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "models" / "data" / "tuned.safetensors"
LEFT_OUT = ROOT / "models" / "training" / "left-out.safetensors"

TUNED = minilm.LAYERS  # layers, from the last; `models.tuned` replaces as many
RANK = 16
FOLDS, BATCH = 3, 16
PASSES, PASSES_ALL = 4, 3  # over two thirds of the passages, over all: about as many steps
RATE, HEAD_RATE, DECAY, WARM = 8e-4, 2e-3, 0.01, 0.08
DROP = 0.1
# Parts of the loss: the themes, the valence of each coded theme, the passage's own valence, its section's heading.
THEME_PART, VALENCE_PART, PASSAGE_PART, SECTION_PART = 16 / 3, 0.6, 0.4, 0.3
HALF = torch.bfloat16
PROBE = "People waited too long for support, and teams did not share what they knew."


class Changed(nn.Module):
    """A linear map of the model with a low-rank change."""

    def __init__(self, weight: Any, bias: Any, rank: int) -> None:
        super().__init__()
        self.rank = rank
        self.register_buffer("weight", torch.from_numpy(np.ascontiguousarray(weight)).to(HALF))
        self.bias = nn.Parameter(torch.from_numpy(bias.copy()), requires_grad=rank > 0)
        if rank:
            self.down = nn.Parameter(torch.randn(weight.shape[0], rank) / math.sqrt(weight.shape[0]))
            self.up = nn.Parameter(torch.zeros(rank, weight.shape[1]))

    def forward(self, x: Tensor) -> Tensor:
        flat = x.reshape(-1, x.shape[-1])
        y = torch.addmm(self.bias.to(HALF), flat, self.weight)
        if self.rank:
            y = y + (flat @ self.down.to(HALF)) @ self.up.to(HALF)
        return y.view(*x.shape[:-1], -1)


class Layer(nn.Module):
    def __init__(self, tensors: dict[str, Any], number: int, rank: int) -> None:
        super().__init__()
        weights = {p: minilm.dequantised(tensors, minilm.matrix(number, p)) for p in minilm.PARTS}
        biases = {p: tensors[minilm.bias(number, p)] for p in minilm.PARTS}
        first = minilm.PARTS[:3]
        self.looks = Changed(np.hstack([weights[p] for p in first]), np.concatenate([biases[p] for p in first]), rank)
        self.attended, self.widened, self.narrowed = (Changed(weights[p], biases[p], rank) for p in minilm.PARTS[3:])
        self.norms = nn.ModuleList()
        for after in ("attention", "output"):
            norm = nn.LayerNorm(WIDTH, eps=1e-12)
            norm.weight.data, norm.bias.data = (torch.from_numpy(tensors[n].copy()) for n in minilm.norm(number, after))
            self.norms.append(norm.requires_grad_(rank > 0))

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, length, _ = x.shape
        size = WIDTH // HEADS
        query, key, value = (
            part.view(batch, length, HEADS, size).transpose(1, 2) for part in self.looks(x.to(HALF)).split(WIDTH, -1)
        )
        weights = ((query @ key.transpose(-1, -2)).float() / math.sqrt(size) + mask).softmax(-1).to(HALF)
        seen = (weights @ value).transpose(1, 2).reshape(batch, length, WIDTH)
        x = self.norms[0](x + self.attended(seen).float())
        return self.norms[1](x + self.narrowed(nnf.gelu(self.widened(x.to(HALF)))).float())


class Tuned(nn.Module):
    """From the states below the tuned layers: log-odds of themes, valence of each, valence of the whole."""

    def __init__(self, tensors: dict[str, Any], themes: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList([Layer(tensors, n, RANK) for n in range(LAYERS - TUNED, LAYERS)])
        self.attention = nn.Parameter(torch.randn(themes + 1, WIDTH) * 0.02)
        self.weight = nn.Parameter(torch.randn(themes, WIDTH) * 0.02)
        self.bias = nn.Parameter(torch.full((themes,), -2.0))
        self.valence = nn.Linear(WIDTH, len(CLASSES))
        self.whole = nn.Linear(WIDTH, len(CLASSES))

    def forward(self, states: Tensor, there: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        mask = torch.where(there, 0.0, -1e4)[:, None, None, :]
        for layer in self.layers:
            states = layer(states, mask)
        attention = torch.einsum("btd,ld->blt", states, self.attention).masked_fill(~there[:, None], -1e9).softmax(-1)
        seen = nnf.dropout(torch.einsum("blt,btd->bld", attention, states), DROP, self.training)
        of_themes = seen[:, :-1]
        return (of_themes * self.weight).sum(-1) + self.bias, self.valence(of_themes), self.whole(seen[:, -1])


States = list[Any]  # of each passage (tokens, WIDTH) float16


def below(tensors: dict[str, Any], texts: Sequence[str]) -> States:
    """States of every token of each text after the layers that stay as they are."""
    layers = [Layer(tensors, n, 0) for n in range(LAYERS - TUNED)]
    name = "inner.embeddings."
    words, places = (
        torch.from_numpy(minilm.dequantised(tensors, f"{name}{kind}_embeddings.weight"))
        for kind in ("word", "position")
    )
    kind, weight, bias = (
        torch.from_numpy(tensors[f"{name}{n}"].copy())
        for n in ("token_type_embeddings.weight", "LayerNorm.weight", "LayerNorm.bias")
    )
    ids = [e.ids for e in embed.MiniLM(threads=1).tokenizer.encode_batch(list(texts))]
    states: States = [None] * len(ids)
    with torch.no_grad():
        for batch in in_batches(sorted(range(len(ids)), key=lambda i: len(ids[i]))):
            table = torch.zeros(len(batch), max(len(ids[i]) for i in batch), dtype=torch.long)
            for row, i in enumerate(batch):
                table[row, : len(ids[i])] = torch.tensor(ids[i])
            there = torch.tensor([[at < len(ids[i]) for at in range(table.shape[1])] for i in batch])
            mask = torch.where(there, 0.0, -1e4)[:, None, None, :]
            x = nnf.layer_norm(words[table] + places[: table.shape[1]] + kind[0], (WIDTH,), weight, bias, 1e-12)
            for layer in layers:
                x = layer(x, mask)
            for row, i in enumerate(batch):
                states[i] = x[row, : len(ids[i])].half().numpy()
    return states


def in_batches(order: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(order), BATCH):
        yield list(order[start : start + BATCH])


def together(states: States, batch: Sequence[int]) -> tuple[Tensor, Tensor]:
    """Padded states (batch, tokens, WIDTH) and where there are any."""
    longest = max(len(states[i]) for i in batch)
    x, there = torch.zeros(len(batch), longest, WIDTH), torch.zeros(len(batch), longest, dtype=torch.bool)
    for row, i in enumerate(batch):
        x[row, : len(states[i])] = torch.from_numpy(states[i]).float()
        there[row, : len(states[i])] = True
    return x, there


def targets(coded: Sequence[Coded], themes: Sequence[str]) -> dict[str, Tensor]:
    """What is to be said of each passage: the share of its readers that gave a theme; valences, -1 where none is."""
    shares = torch.zeros((len(coded), len(themes)))
    valence = torch.full((len(coded), len(themes)), -1)
    whole, section = torch.full((len(coded),), -1), torch.full((len(coded),), -1)
    for row, passage in enumerate(coded):
        said = set(passage.codes.values())
        for theme, share in passage.shares.items():
            shares[row, themes.index(theme)] = share
        for theme, of in passage.codes.items():
            valence[row, themes.index(theme)] = CLASSES.index(of)
        if {"strength", "concern"} <= said or "mixed" in said:
            whole[row] = CLASSES.index("mixed")
        elif said:
            whole[row] = CLASSES.index(next(v for v in ("strength", "concern", "neutral") if v in said))
        if passage.section in ("strength", "concern"):
            section[row] = CLASSES.index(passage.section)
    return {"valence": valence, "whole": whole, "section": section, "themes": shares}


def fit(
    tensors: dict[str, Any], states: States, said: dict[str, Tensor], rows: Sequence[int], passes: int = PASSES
) -> Tuned:
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    net = Tuned(tensors, said["themes"].shape[1])
    head = {"attention", "weight", "bias", "valence", "whole"}
    named = [(name, p) for name, p in net.named_parameters() if p.requires_grad]
    groups = [
        {"params": [p for name, p in named if (name.split(".")[0] in head) == heads], "lr": rate}
        for heads, rate in ((False, RATE), (True, HEAD_RATE))
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=DECAY)
    steps = passes * math.ceil(len(rows) / BATCH) + passes
    rates = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / (WARM * steps)) * max(0.02, 1 - step / steps)
    )
    for number in range(passes):
        net.train()
        start, total = time.process_time(), 0.0
        for batch in shuffled(states, rows, rng):
            themes, valence, whole = net(*together(states, batch))
            at = torch.tensor(batch)
            loss = THEME_PART * nnf.binary_cross_entropy_with_logits(themes, said["themes"][at])
            loss = loss + VALENCE_PART * entropy(valence, said["valence"][at])
            loss = loss + PASSAGE_PART * entropy(whole, said["whole"][at])
            loss = loss + SECTION_PART * entropy(whole[:, :2], said["section"][at])
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            rates.step()
            total += float(loss.detach()) * len(batch)
        print(f"pass {number + 1}: loss {total / len(rows):.3f}, {time.process_time() - start:.0f} s", flush=True)
    return net


def entropy(logits: Tensor, target: Tensor) -> Tensor:
    known = target >= 0
    return nnf.cross_entropy(logits[known], target[known]) if bool(known.any()) else logits.sum() * 0


def shuffled(states: States, rows: Sequence[int], rng: Any) -> list[list[int]]:
    """Batches in any order, each of passages of like length."""
    order = [int(i) for i in rng.permutation(rows)]
    batches: list[list[int]] = []
    for start in range(0, len(order), BATCH * 40):
        batches += in_batches(sorted(order[start : start + BATCH * 40], key=lambda i: len(states[i])))
    return [batches[i] for i in rng.permutation(len(batches))]


def said_by(net: Tuned, states: States, rows: Sequence[int]) -> tuple[Any, Any, Any]:
    """Log-odds of themes, logits of the valence of each, logits of the whole's valence."""
    net.eval()
    found: dict[int, tuple[Any, Any, Any]] = {}
    with torch.no_grad():
        for batch in in_batches(sorted(rows, key=lambda i: len(states[i]))):
            parts = [part.numpy() for part in net(*together(states, batch))]
            found |= {i: (parts[0][row], parts[1][row], parts[2][row]) for row, i in enumerate(batch)}
    return tuple(np.stack([found[i][part] for i in rows]) for part in range(3))  # type: ignore[return-value]


def save(net: Tuned, themes: Sequence[str], probe: States) -> None:
    """Low-rank changes, biases and norms of the tuned layer, and the head, as float16; and what a probe should give."""
    tensors = {name: p.detach().half().numpy() for name, p in net.named_parameters() if p.requires_grad}
    tensors["probe"] = said_by(net, probe, [0])[0][0].astype(np.float16)
    save_file(tensors, str(TARGET), metadata={"themes": " ".join(themes), "probe": PROBE})


def folds(coded: Sequence[Coded]) -> list[tuple[Any, Any]]:
    return list(GroupKFold(FOLDS).split(np.zeros(len(coded)), groups=[c.area for c in coded]))


def main(folder: Path) -> None:
    from scripts.train import THEMES, joined, passage_key, written

    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    coded = [*joined(folder), *written("train")]
    tensors = minilm.initialisers(embed.minilm_bytes())
    states, said = below(tensors, [c.text for c in coded]), targets(coded, THEMES)
    left = [np.zeros((len(coded), *shape), np.float16) for shape in ((len(THEMES),), (len(THEMES), 4), (4,))]
    for train, test in folds(coded):
        parts = said_by(fit(tensors, states, said, list(train)), states, list(test))
        for table, part in zip(left, parts, strict=True):
            table[test] = part
    keep([passage_key(c.text) for c in coded], left)
    save(fit(tensors, states, said, list(range(len(coded))), PASSES_ALL), THEMES, below(tensors, [PROBE]))


def keep(keys: Sequence[str], left: Sequence[Any]) -> None:
    """What was said of each passage when its area was left out, by the passage's hash."""
    named = dict(zip(("themes", "valence", "whole"), left, strict=True))
    save_file(
        {name: np.ascontiguousarray(table) for name, table in named.items()},
        str(LEFT_OUT),
        metadata={"passages": " ".join(keys)},
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
