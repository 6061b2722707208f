"""Tunes MiniLM to the coded passages: `models/data/tuned.safetensors`, for `models.tuned`.

Low-rank changes (Hu et al., LoRA, 2021) to its matrices, and on top, for each theme, attention
over the words of the passage (Mullenbach et al. 2018) that gives its log-odds and its valence, of the passage and of
each sentence: readers marked which sentences carry a code (rationales: Zaidan, Eisner & Piatko 2007), and a passage is
at times cut to a few of its sentences, with the codes they carry. Tuned three times with
a third of the areas left out, for honest predictions (`models/training/left-out.safetensors`, which `scripts.train`
measures and calibrates on), and once on all. One thread and fixed seeds: the same bytes twice on one machine.
Needs torch: `make tune`. Run: `python -m scripts.tune ../shared/reviews`.
"""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

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
from scripts.lessons import Seen, parted, seen_in

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "models" / "data" / "tuned.safetensors"
LEFT_OUT = ROOT / "models" / "training" / "left-out.safetensors"

TUNED = minilm.LAYERS  # layers, from the last; `models.tuned` replaces as many
RANK = 16
FOLDS, BATCH = 3, 16
ORDER = 0
PASSES, PASSES_ALL = 4, 3  # over two thirds of the passages, over all: about as many steps
RATE, HEAD_RATE, DECAY, WARM = 8e-4, 2e-3, 0.01, 0.08
DROP = 0.1
# Parts of the loss: the themes, the valence of each coded theme, the passage's own valence, its section's heading; of
# each sentence the themes it carries and their valence; and that attention falls on the sentences that carry a theme.
THEME_PART, VALENCE_PART, PASSAGE_PART, SECTION_PART = 16 / 3, 0.6, 0.4, 0.3
SENTENCE_PART, SENTENCE_VALENCE_PART, ATTENTION_PART = 8 / 3, 0.4, 0.1
HALF = torch.bfloat16
Item = TypeVar("Item")
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

    def read(self, states: Tensor, there: Tensor) -> tuple[Tensor, Tensor]:
        """States after the tuned layers, and how much each theme looks at each of them (batch, themes, tokens)."""
        mask = torch.where(there, 0.0, -1e4)[:, None, None, :]
        for layer in self.layers:
            states = layer(states, mask)
        return states, torch.einsum("btd,ld->blt", states, self.attention).masked_fill(~there[:, None], -1e9)

    def forward(self, states: Tensor, looks: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        seen = nnf.dropout(looks.softmax(-1) @ states, DROP, self.training)
        of_themes = seen[:, :-1]
        return (of_themes * self.weight).sum(-1) + self.bias, self.valence(of_themes), self.whole(seen[:, -1])

    def of_sentences(self, states: Tensor, looks: Tensor, places: Tensor) -> tuple[Tensor, Tensor]:
        """The same of each sentence (batch, themes, sentences); `places` is the sentence of each token, or -1."""
        inside = places[:, None] == torch.arange(int(places.max()) + 1)[:, None]
        within = looks[:, :-1, None].masked_fill(~inside[:, None], -1e9).softmax(-1)
        seen = (within.flatten(1, 2) @ states).view(*within.shape[:3], -1)
        seen = nnf.dropout(seen, DROP, self.training)
        return (seen * self.weight[:, None]).sum(-1) + self.bias[:, None], self.valence(seen)


States = list[Any]  # of each passage (tokens, WIDTH) float16


def tokens(texts: Sequence[str]) -> list[Any]:
    return list(embed.MiniLM(threads=1).tokenizer.encode_batch(list(texts)))


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
    ids = [e.ids for e in tokens(texts)]
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


def in_batches(order: Sequence[Item]) -> Iterator[list[Item]]:
    for start in range(0, len(order), BATCH):
        yield list(order[start : start + BATCH])


def material(tensors: dict[str, Any], coded: Sequence[Coded], themes: Sequence[str]) -> list[Seen]:
    states = below(tensors, [c.text for c in coded])
    read = tokens([c.text for c in coded])
    return [seen_in(c, t.offsets, s, themes) for c, t, s in zip(coded, read, states, strict=True)]


def together(batch: Sequence[Seen]) -> tuple[Tensor, Tensor]:
    """Padded states (batch, tokens, WIDTH) and where there are any."""
    longest = max(len(seen.states) for seen in batch)
    x, there = torch.zeros(len(batch), longest, WIDTH), torch.zeros(len(batch), longest, dtype=torch.bool)
    for row, seen in enumerate(batch):
        x[row, : len(seen.states)] = torch.from_numpy(seen.states).float()
        there[row, : len(seen.states)] = True
    return x, there


def padded(tables: Sequence[Any]) -> Tensor:
    """One above the other, -1 where one is shorter."""
    out = np.full((len(tables), max(len(t) for t in tables), *tables[0].shape[1:]), -1)
    for row, table in enumerate(tables):
        out[row, : len(table)] = table
    return torch.from_numpy(out)


def loss_of(net: Tuned, batch: Sequence[Seen]) -> Tensor:
    x, there = together(batch)
    states, looks = net.read(x, there)
    themes, valence, whole = net(states, looks)
    loss = THEME_PART * nnf.binary_cross_entropy_with_logits(
        themes, torch.from_numpy(np.array([seen.shares for seen in batch]))
    )
    loss = loss + VALENCE_PART * entropy(valence, padded([seen.valence for seen in batch]))
    loss = loss + PASSAGE_PART * entropy(whole, torch.tensor([seen.overall for seen in batch]))
    loss = loss + SECTION_PART * entropy(whole[:, :2], torch.tensor([seen.section for seen in batch]))
    places = padded([seen.places for seen in batch])
    carried = padded([seen.carried for seen in batch]).transpose(1, 2)
    if not bool((carried >= 0).any()):
        return loss
    odds, of = net.of_sentences(states, looks, places)
    carried = carried[..., : odds.shape[-1]]
    known = carried >= 0
    loss = loss + SENTENCE_PART * nnf.binary_cross_entropy_with_logits(odds[known], carried[known].float())
    of_carried = padded([seen.carried_valence for seen in batch]).transpose(1, 2)[..., : odds.shape[-1]]
    loss = loss + SENTENCE_VALENCE_PART * entropy(of, of_carried)
    marked = (carried == 1).any(-1)
    on = (places[:, None] >= 0) & (carried == 1).gather(
        2, places[:, None].clamp(min=0).expand(-1, carried.shape[1], -1)
    )
    looked = (looks[:, :-1].softmax(-1) * on).sum(-1)[marked]
    return loss - ATTENTION_PART * (looked + 1e-4).log().mean() if len(looked) else loss


def fit(tensors: dict[str, Any], seen: Sequence[Seen], rows: Sequence[int], passes: int = PASSES) -> Tuned:
    torch.manual_seed(0)
    net = Tuned(tensors, len(seen[0].shares))
    if ORDER:  # the same beginning, another way from there
        torch.manual_seed(ORDER)
    rng = np.random.default_rng(ORDER)
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
        for batch in shuffled([parted(seen[i], rng) for i in rng.permutation(rows)], rng):
            loss = loss_of(net, batch)
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


def shuffled(order: Sequence[Seen], rng: Any) -> list[list[Seen]]:
    """Batches in any order, each of passages of like length."""
    batches: list[list[Seen]] = []
    for start in range(0, len(order), BATCH * 40):
        batches += in_batches(sorted(order[start : start + BATCH * 40], key=lambda seen: len(seen.states)))
    return [batches[i] for i in rng.permutation(len(batches))]


def said_by(net: Tuned, seen: Sequence[Seen]) -> list[tuple[Any, ...]]:
    """Of each log-odds of themes, logits of the valence of each and of the whole's, and its sentences' log-odds."""
    net.eval()
    found: dict[int, tuple[Any, ...]] = {}
    with torch.no_grad():
        for batch in in_batches(sorted(range(len(seen)), key=lambda i: len(seen[i].states))):
            states, looks = net.read(*together([seen[i] for i in batch]))
            parts = [part.numpy() for part in net(states, looks)]
            parts.append(net.of_sentences(states, looks, padded([seen[i].places for i in batch]))[0].mT.numpy())
            for row, i in enumerate(batch):
                *whole, sentences = (part[row] for part in parts)
                found[i] = (*whole, sentences[: len(seen[i].carried)])
    return [found[i] for i in range(len(seen))]


def save(net: Tuned, themes: Sequence[str], probe: Sequence[Seen]) -> None:
    """Low-rank changes, biases and norms of the tuned layer, and the head, as float16; and what a probe should give."""
    tensors = {name: p.detach().half().numpy() for name, p in net.named_parameters() if p.requires_grad}
    tensors["probe"] = said_by(net, probe)[0][0].astype(np.float16)
    facts = json.dumps({"themes": list(themes), "probe": PROBE})  # in one: the file's own order of several is by chance
    save_file(tensors, str(TARGET), metadata={"facts": facts})


def folds(coded: Sequence[Coded]) -> list[tuple[Any, Any]]:
    return list(GroupKFold(FOLDS).split(np.zeros(len(coded)), groups=[c.area for c in coded]))


def main(folder: Path) -> None:
    from scripts.train import THEMES, joined, passage_key, written

    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    coded = [*joined(folder), *written("train")]
    tensors = minilm.initialisers(embed.minilm_bytes())
    seen = material(tensors, coded, THEMES)
    left: dict[int, tuple[Any, ...]] = {}
    for train, test in folds(coded):
        left |= zip(test, said_by(fit(tensors, seen, list(train)), [seen[i] for i in test]), strict=True)
    keep([passage_key(c.text) for c in coded], [left[i] for i in range(len(coded))])
    net = fit(tensors, seen, list(range(len(coded))), PASSES_ALL)
    save(net, THEMES, material(tensors, [Coded(PROBE, "", {})], THEMES))


def keep(keys: Sequence[str], left: Sequence[tuple[Any, ...]]) -> None:
    """What was said of each passage when its area was left out, by the passage's hash."""
    *wholes, sentences = zip(*left, strict=True)
    tables = {name: np.stack(table) for name, table in zip(("themes", "valence", "whole"), wholes, strict=True)}
    tables["sentences"] = np.concatenate(sentences)
    kept = {name: np.ascontiguousarray(table, np.float16) for name, table in tables.items()}
    kept["ends"] = np.cumsum([len(s) for s in sentences], dtype=np.int32)
    save_file(kept, str(LEFT_OUT), metadata={"passages": " ".join(keys)})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
