"""Train the assessor: `python -m training.assessor --gold dev.jsonl --out FOLDER`.

Writes model.int8.onnx and params.json, and the weights as weights.pt.

The network is MiniLM with an embedding more, of whom a piece names and whose words it stands in. Its heads
tell whether the sentence judges the relationship of the pair, the level, trend, outlook and scope, and where
the evidence begins and ends. The result depends on the seed alone (on one kind of processor, with as many
threads).
"""

from __future__ import annotations

import argparse
import copy
import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from detente.extract.assessor import CUTS
from detente.extract.assessor.questions import MASK, SHOWN, Question
from detente.extract.tagger.linking import Floats
from training.data import load_tokenizer, pretrained_folder
from training.export import fused_attention, quantise
from training.judged import Asked, read_folder, read_news
from training.model import HIDDEN, POSITIONS, VOCABULARY, Layer, PooledDropout, load_layers
from training.train import parameter_groups

_WEIGHTS = (0.5, 0.5, 0.5, 0.2)  # of the heads' losses beside that of judging
_EVIDENCE_WEIGHT = 0.15
_SMOOTHED = 0.02  # how far from 0 and 1 the answers to "does it judge?" are taken to be
_WARM_UP, _FLOOR = 80, 0.02
_MEAN, _MEAN_EVERY = 0.98, 2
_NEW = ("dense", "heads", "ends", "shown")  # parts that learn faster
_NEW_FASTER = 4.0
_FORBIDDEN = -1e4
_SIEVE_DECAY = 1e-4
_SIEVE_KEEPS = 0.97  # of the judgements measured that the network finds
_LEAST_PROBABILITY = 0.9  # that counts as a judgement


class AssessorNetwork(nn.Module):
    """Batches of questions -> the scores of all heads, and of each piece as an end of the evidence."""

    def __init__(self, layers: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.word, self.position = nn.Embedding(VOCABULARY, HIDDEN), nn.Embedding(POSITIONS, HIDDEN)
        self.shown = nn.Embedding(SHOWN, HIDDEN)
        nn.init.normal_(self.shown.weight, std=0.02)
        self.norm, self.dropout = nn.LayerNorm(HIDDEN, eps=1e-12), PooledDropout(dropout)
        self.layers = nn.ModuleList(Layer(self.dropout) for _ in range(layers))
        self.dense = nn.Linear(2 * HIDDEN, HIDDEN)
        self.heads = nn.Linear(HIDDEN, CUTS[-1])
        self.ends = nn.Linear(HIDDEN, 2)

    def forward(self, ids: Tensor, shown: Tensor, own: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """`own` is 1 at the pieces of the sentence itself, `mask` at all that are not padding."""
        x = self.word(ids) + self.position.weight[: ids.shape[1]] + self.shown(shown)
        x = self.dropout(self.norm(x))
        bias = ((1.0 - mask) * _FORBIDDEN)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        mean = (x * own[..., None]).sum(1) / own.sum(1, keepdim=True)
        pooled = self.dropout(torch.tanh(self.dense(torch.cat([x[:, 0], mean], 1))))
        return self.heads(pooled), self.ends(x)

    def stack(self) -> list[Layer]:
        """The layers from the first to the last."""
        return [layer for layer in self.layers if isinstance(layer, Layer)]

    def load_pretrained(self, folder: Path) -> None:
        """Take the weights of MiniLM from `folder/model.safetensors`."""
        load_layers(folder, self.word, self.position, self.norm, self.stack())


def padded(questions: Sequence[Question]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Questions side by side: ids, shown, own, mask, each questions x pieces."""
    longest = max(len(question.ids) for question in questions)
    ids, shown = (np.zeros((len(questions), longest), np.int64) for _ in range(2))
    own, mask = (np.zeros((len(questions), longest), np.float32) for _ in range(2))
    for row, question in enumerate(questions):
        length = len(question.ids)
        ids[row, :length], shown[row, :length], mask[row, :length] = question.ids, question.shown, 1
        own[row, question.first : question.first + len(question.starts)] = 1
    return torch.from_numpy(ids), torch.from_numpy(shown), torch.from_numpy(own), torch.from_numpy(mask)


def loss_of(network: AssessorNetwork, batch: Sequence[Asked], hidden: float) -> Tensor:
    """The weighted loss of a batch, of whose word pieces a share is `hidden`."""
    ids, shown, own, mask = padded([asked.question for asked in batch])
    ids[(torch.rand(ids.shape) < hidden) & (ids > MASK)] = MASK
    scores, ends = network(ids, shown, own, mask)
    judges = torch.tensor([float(asked.judges) for asked in batch])
    answers = judges * (1 - 2 * _SMOOTHED) + _SMOOTHED
    loss = functional.binary_cross_entropy_with_logits(scores[:, 0], answers)
    positive = [row for row, asked in enumerate(batch) if asked.judges]
    if positive:
        loss = loss + _values_loss(scores[positive], [batch[row] for row in positive])
        allowed = ends[positive].masked_fill(own[positive][..., None] == 0, _FORBIDDEN)
        loss = loss + _EVIDENCE_WEIGHT * _evidence_loss(allowed, [batch[row] for row in positive])
    return loss


def _values_loss(scores: Tensor, batch: Sequence[Asked]) -> Tensor:
    losses = []
    for head, weight in enumerate(_WEIGHTS):
        gold = torch.from_numpy(np.stack([asked.values[head] for asked in batch if asked.values]))
        losses.append(weight * functional.cross_entropy(scores[:, CUTS[head] : CUTS[head + 1]], gold))
    return torch.stack(losses).sum()


def _evidence_loss(ends: Tensor, batch: Sequence[Asked]) -> Tensor:
    gold = [[asked.question.first + place for place in asked.evidence] for asked in batch if asked.evidence]
    return torch.stack(
        [functional.cross_entropy(ends[..., side], torch.tensor(gold)[:, side]) for side in range(2)]
    ).sum()


# --- training


def batches(examples: Sequence[Asked], size: int, rng: random.Random) -> list[list[Asked]]:
    """All examples, shuffled, in batches of about the same length."""
    shuffled = rng.sample(examples, len(examples))
    found = []
    for at in range(0, len(shuffled), size * 10):
        chunk = sorted(shuffled[at : at + size * 10], key=lambda asked: len(asked.question.ids))
        found += [chunk[i : i + size] for i in range(0, len(chunk), size)]
    rng.shuffle(found)
    return found


def train(examples: Sequence[Asked], settings: argparse.Namespace) -> AssessorNetwork:
    """The network after all epochs; its weights are an exponential mean of those of the steps."""
    torch.manual_seed(settings.seed)
    rng = random.Random(settings.seed)  # noqa: S311
    network = AssessorNetwork(settings.layers)
    network.load_pretrained(pretrained_folder())
    mean = copy.deepcopy(network).eval()
    trained, averaged = ([p for p in n.parameters() if p.requires_grad] for n in (network, mean))
    optimizer = torch.optim.AdamW(
        parameter_groups(network, dict.fromkeys(_NEW, _NEW_FASTER)),
        lr=settings.rate,
        weight_decay=0.01,
        betas=(0.9, 0.98),
    )
    steps = settings.epochs * len(batches(examples, settings.batch, random.Random(0)))  # noqa: S311
    network.train()
    step = 0
    for epoch in range(settings.epochs):
        losses = []
        for batch in batches(examples, settings.batch, rng):
            rate = settings.rate * min(1.0, (step + 1) / _WARM_UP) * max(_FLOOR, 1 - step / steps)
            for group in optimizer.param_groups:
                group["lr"] = rate * group["factor"]
            loss = loss_of(network, batch, settings.hidden)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(trained, 1.0)
            optimizer.step()
            step += 1
            losses.append(float(loss.detach()))
            if step % _MEAN_EVERY == 0:
                with torch.no_grad():
                    torch._foreach_lerp_(averaged, trained, 1 - min(_MEAN, (1 + step) / (10 + step)))
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.3f}", flush=True)
    return mean


# --- what decoding needs beside the network


@torch.inference_mode()
def scores_of(network: AssessorNetwork, examples: Sequence[Asked]) -> Floats:
    """The scores of all heads, questions x scores."""
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].question.ids))
    found = np.zeros((len(examples), CUTS[-1]), np.float32)
    for at in range(0, len(order), 32):
        numbers = order[at : at + 32]
        found[numbers] = network(*padded([examples[i].question for i in numbers]))[0].numpy()
    return found


def right(scores: Floats, examples: Sequence[Asked]) -> npt.NDArray[np.bool_]:
    """Of each question whether something is judged and level, trend and outlook would be right."""
    chosen = [scores[:, CUTS[head] : CUTS[head + 1]].argmax(1) for head in range(3)]
    return np.array(
        [
            asked.values is not None and all(asked.values[head][chosen[head][row]] > 0 for head in range(3))
            for row, asked in enumerate(examples)
        ]
    )


def fit_sieve(examples: Sequence[Asked]) -> tuple[Floats, float]:
    """Weights of word pieces and a constant, so that their sum over a sentence tells whether it judges."""
    bags = [torch.from_numpy(np.unique(asked.question.ids[asked.question.first : -1])) for asked in examples]
    pieces, starts = torch.cat(bags), torch.tensor([0, *map(len, bags[:-1])]).cumsum(0)
    judges = torch.tensor([float(asked.judges) for asked in examples])
    balance = (len(judges) - judges.sum()) / judges.sum()
    weights, constant = torch.zeros(VOCABULARY, 1, requires_grad=True), torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights, constant], max_iter=100, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        sums = functional.embedding_bag(pieces, weights, starts, mode="sum")[:, 0] + constant
        loss = functional.binary_cross_entropy_with_logits(sums, judges, pos_weight=balance)
        loss = loss + _SIEVE_DECAY * (weights**2).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    return weights.detach().numpy()[:, 0], float(constant.detach())


def sums_of(weights: Floats, constant: float, examples: Sequence[Asked]) -> Floats:
    """What the sieve gives for each question, as at inference."""
    own = (asked.question.ids[asked.question.first : -1] for asked in examples)
    return np.array([weights[np.unique(ids)].sum() + constant for ids in own])


def fit_confidence(scores: Floats, is_right: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and constant by which the score of judging becomes the share that is right in all values."""
    slope, constant = (torch.zeros(1, requires_grad=True) for _ in range(2))
    optimizer = torch.optim.LBFGS([slope, constant], max_iter=100, line_search_fn="strong_wolfe")
    x, y = torch.from_numpy(scores[:, 0].copy()), torch.from_numpy(is_right.astype(np.float32))

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = functional.binary_cross_entropy_with_logits(slope * x + constant, y)
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    return float(slope.detach()), float(constant.detach())


# --- export


class Exported(nn.Module):
    """The network for one question at a time, nothing of which is padded."""

    def __init__(self, network: AssessorNetwork) -> None:
        super().__init__()
        self.network = network
        for layer in network.stack():
            layer.attend = fused_attention

    def forward(self, ids: Tensor, shown: Tensor, own: Tensor) -> tuple[Tensor, Tensor]:
        scores, ends = self.network(ids, shown, own, torch.ones_like(own))
        return scores, ends


def export(network: AssessorNetwork, out: Path) -> None:
    """Write the network with 8-bit weights as out/model.int8.onnx."""
    ids = torch.randint(5, 2000, (1, 17))
    inputs = (ids, torch.zeros_like(ids), torch.ones(1, 17))
    full = out / "model.onnx"
    torch.onnx.export(
        Exported(copy.deepcopy(network)), inputs, str(full), dynamo=False, opset_version=17,
        input_names=["ids", "shown", "own"], output_names=["scores", "ends"],
        dynamic_axes={name: {1: "pieces"} for name in ("ids", "shown", "own", "ends")},
    )  # fmt: skip
    quantise(full, out / "model.int8.onnx")
    full.unlink()


def parameters_of(
    network: AssessorNetwork, examples: Sequence[Asked], measured: Sequence[Asked]
) -> dict[str, object]:
    """What decoding needs beside the network, fitted on `measured`, which it was not trained on; the sieve on
    `examples`."""
    scores = scores_of(network, measured)
    is_right = right(scores, measured)
    slope, constant = fit_confidence(scores, is_right)
    weights, sieve_constant = fit_sieve(examples)
    judging = np.array([asked.judges for asked in measured])
    found = judging & (scores[:, 0] >= _logit(_LEAST_PROBABILITY))
    sums = sums_of(weights, sieve_constant, measured)
    least = float(np.quantile(sums[found], 1 - _SIEVE_KEEPS))
    kept = sums >= least
    print(
        f"the sieve keeps {kept[~judging].mean():.3f} of what is none, {kept[found].mean():.3f} of the found"
    )
    weights = np.round(weights.astype(float), 2)
    return {
        "threshold": _logit(_LEAST_PROBABILITY),
        "confidence": [round(slope, 4), round(constant, 4)],
        "sieve": {
            "weights": {str(piece): float(weights[piece]) for piece in np.flatnonzero(weights)},
            "constant": round(sieve_constant - least, 4),
        },
    }


def _logit(share: float) -> float:
    return round(float(np.log(share / (1 - share))), 4)


def report(network: AssessorNetwork, measured: Sequence[Asked]) -> None:
    """Print how many judgements are found and right at the threshold."""
    scores = scores_of(network, measured)
    found = scores[:, 0] >= _logit(_LEAST_PROBABILITY)
    judging = np.array([asked.judges for asked in measured])
    all_right = (found & right(scores, measured)).sum() / judging.sum()
    print(f"{len(measured)} questions, {judging.sum()} judge; found {found[judging].mean():.3f}")
    print(f"of those found {judging[found].mean():.3f} judge; right in all three values {all_right:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--gold", type=Path, required=True, help="PolNeAR as JSON Lines")
    parser.add_argument("--out", type=Path, required=True, help="folder for model.int8.onnx and params.json")
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--hidden", type=float, default=0.08, help="share of word pieces hidden in training")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    settings = parser.parse_args()
    torch.set_num_threads(settings.threads)
    tokenizer = load_tokenizer()
    examples, measured = (
        read_folder(tokenizer, held_out=held_out) + read_news(settings.gold, tokenizer, held_out=held_out)
        for held_out in (False, True)
    )
    print(
        f"{len(examples)} questions to train on, {sum(asked.judges for asked in examples)} judge", flush=True
    )
    network = train(examples, settings)
    settings.out.mkdir(parents=True, exist_ok=True)
    torch.save(network.state_dict(), settings.out / "weights.pt")
    report(network, measured)
    export(network, settings.out)
    parameters = parameters_of(network, examples, measured)
    (settings.out / "params.json").write_text(json.dumps(parameters), "utf-8")


if __name__ == "__main__":
    main()
