"""Train one stage of the tagger: `python -m training.train --gold dev.jsonl --scorer score.py --epochs 7`.

The learning rate rises over the first steps and falls to zero over the epochs; an exponential mean of the
weights is what is evaluated and kept, after each epoch as OUT.epoch1.pt, OUT.epoch2.pt and so on. The result
depends on the seed alone (on one kind of processor, with as many threads). What is shipped goes through the
stages of `training.recipe`.
"""

from __future__ import annotations

import argparse
import copy
import json
import pickle
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from types import ModuleType

import numpy as np
import torch
from torch import Tensor, nn

from detente.extract.tagger.windows import LONGEST, padded
from training.data import Article, Example, Row, examples, prepare, pretrained_folder, read_rows, split
from training.evaluate import load_scorer, predict, score
from training.hidden import Hidden
from training.model import INNER, LAYERS, TaggerNetwork, chain_loss, link_loss, thinned
from training.network_tagger import torch_tagger
from training.shipped import shipped_weights
from training.soft import Lessons
from training.teacher import TeacherNetwork
from training.texts import read_folder

_WARM_UP, _FLOOR = 150, 0.01
_LINK_WEIGHT = 0.15
_MEAN, _MEAN_EVERY = 0.98, 4
_NEW_FASTER, _NEW_FASTER_IN_TEACHER = 4.0, 8.0


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is started with."""

    gold: str
    scorer: str
    out: str
    cache: str
    epochs: int
    until: int
    batch: int
    rate: float
    seed: int
    limit: int
    threads: int
    start: str
    lessons: str
    share: float
    mpnet: str
    layers: int
    inner: int
    whole: bool
    hidden: float
    unhinted: float
    unparsed: float
    ours: int


class Schedule:
    """How far the run is, from 0 to 1, and the learning rate there."""

    def __init__(self, settings: Settings, steps_an_epoch: int) -> None:
        self._rate = settings.rate
        self._steps = settings.epochs * steps_an_epoch
        self._began = time.monotonic()
        self.step = self.epoch = 0  # that are done
        self.spent = 0.0

    @property
    def minutes(self) -> float:
        return self.spent + (time.monotonic() - self._began) / 60

    @property
    def rate(self) -> float:
        warm = min(1.0, (self.step + 1) / _WARM_UP)
        return self._rate * warm * max(_FLOOR, 1 - self.step / self._steps)


Read = Callable[[Article, Example], Example]


def as_given(article: Article, example: Example) -> Example:
    return example


def epoch(
    articles: Sequence[Article], size: int, rng: random.Random, read: Read = as_given
) -> list[list[Example]]:
    """All windows of all articles, cut anew, in batches of about the same length, shuffled; `read` adds what
    a teacher says of them."""
    cut = ((article, examples(article, rng.randint(60, LONGEST))) for article in articles)
    all_examples = [read(article, example) for article, windows in cut for example in windows]
    rng.shuffle(all_examples)
    batches = []
    for at in range(0, len(all_examples), size * 20):
        chunk = sorted(all_examples[at : at + size * 20], key=lambda e: len(e.window.ids))
        batches += [chunk[i : i + size] for i in range(0, len(chunk), size)]
    rng.shuffle(batches)
    return batches


def _factors(factor: float) -> dict[str, float]:
    return dict.fromkeys(("head", "governors", "features"), factor)


def parameter_groups(network: nn.Module, factors: Mapping[str, float]) -> list[dict[str, object]]:
    """Groups with their factor of the learning rate: what is new learns faster."""
    groups: dict[float, list[Tensor]] = {}
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        factor = factors.get(name.split(".")[0], 1.0)
        groups.setdefault(factor, []).append(parameter)
    return [{"params": parameters, "factor": factor} for factor, parameters in groups.items()]


def losses(
    network: TaggerNetwork | TeacherNetwork, examples_: Sequence[Example], hidden: Hidden
) -> tuple[Tensor, Tensor, Tensor]:
    """The weighted loss of a batch, that of the labels and that of the links."""
    batch = padded([example.window for example in examples_])
    hidden.hide(batch)
    with torch.autocast("cpu", torch.bfloat16):
        scores, vectors = network.read(batch)
    labels = chain_loss(scores, network.head, examples_)
    links = link_loss(vectors, network.head, examples_)
    return labels + _LINK_WEIGHT * links, labels.detach(), links.detach()


def new_network(settings: Settings) -> TaggerNetwork | TeacherNetwork:
    """The pretrained network, its new parts untrained."""
    if settings.mpnet:
        teacher = TeacherNetwork()
        teacher.load_pretrained(Path(settings.mpnet))
        return teacher
    start = _start(Path(settings.start)) if settings.start else {}
    inner = len(start["layers.0.up.bias"]) if start else INNER
    network = TaggerNetwork(layers=settings.layers, inner=inner, whole=settings.whole)
    if inner == INNER:
        network.load_pretrained(pretrained_folder())
    own = network.state_dict()
    network.load_state_dict(own | {name: weights for name, weights in start.items() if name in own})
    network.word.weight.requires_grad_(False)
    return thinned(network, settings.inner) if settings.inner < inner else network


def _start(path: Path) -> dict[str, Tensor]:
    """The weights in a file of training, or those of a shipped setting in its folder."""
    weights: dict[str, Tensor] = shipped_weights(path) if path.is_dir() else torch.load(path)
    return weights


class Trainer:
    """The network, the mean of its weights, and the optimizer; one step at a time."""

    def __init__(self, settings: Settings) -> None:
        self.network = new_network(settings)
        random_ = np.random.default_rng(settings.seed)
        self.hidden = Hidden(settings.hidden, settings.unhinted, settings.unparsed, random_)
        self.mean = copy.deepcopy(self.network).eval()
        self.optimizer = torch.optim.AdamW(
            parameter_groups(
                self.network, _factors(_NEW_FASTER_IN_TEACHER if settings.mpnet else _NEW_FASTER)
            ),
            lr=settings.rate,
            weight_decay=0.01,
            betas=(0.9, 0.98),
            fused=True,
        )
        self.network.train()
        self.trained: list[Tensor] = [p for p in self.network.parameters() if p.requires_grad]
        self.averaged: list[Tensor] = [p for p in self.mean.parameters() if p.requires_grad]

    def step(self, batch: Sequence[Example], rate: float, number: int) -> tuple[float, float]:
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["factor"]
        loss, labels, links = losses(self.network, batch, self.hidden)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.trained, 1.0)
        self.optimizer.step()
        if number % _MEAN_EVERY == 0:
            with torch.no_grad():
                weight = 1 - min(_MEAN, (1 + number) / (10 + number))
                torch._foreach_lerp_(self.averaged, self.trained, weight)
        return float(labels), float(links)

    def save(self, path: Path, schedule: Schedule) -> None:
        state: dict[str, object] = {"done": (schedule.step, schedule.epoch, schedule.minutes)}
        for name in ("network", "mean", "optimizer"):
            state[name] = getattr(self, name).state_dict()
        torch.save(state, path)

    def resume(self, path: Path, schedule: Schedule) -> None:
        state = torch.load(path)
        self.network.load_state_dict(state["network"])
        self.mean.load_state_dict(state["mean"])
        self.optimizer.load_state_dict(state["optimizer"])
        schedule.step, schedule.epoch, schedule.spent = state["done"]


def train_epoch(trainer: Trainer, schedule: Schedule, batches: Sequence[list[Example]]) -> None:
    recent: list[tuple[float, float]] = []
    for batch in batches:
        recent.append(trainer.step(batch, schedule.rate, schedule.step))
        schedule.step += 1
        if schedule.step % 25 == 0:
            labels, links = np.mean(recent[-100:], axis=0)
            told = f"step {schedule.step} {schedule.minutes:.1f} min labels {labels:.4f} links {links:.4f}"
            print(told, flush=True)


def train(settings: Settings) -> None:
    torch.manual_seed(settings.seed)
    torch.set_num_threads(settings.threads)
    rng = random.Random(settings.seed)  # noqa: S311
    cache, out = Path(settings.cache), Path(settings.out)
    parts = split(read_rows(Path(settings.gold)))
    rows, dev_rows = parts["train"][: settings.limit], parts["dev"][: settings.limit]
    articles, dev = prepare(rows, cache, "train"), prepare(dev_rows, cache, "dev")
    articles += settings.ours * prepare(read_folder(held_out=False)[: settings.limit], cache, "ours")
    read = as_given
    if settings.lessons:
        lessons: Lessons = pickle.loads(Path(settings.lessons).read_bytes())  # noqa: S301 - of training.soft
        articles += lessons.articles[: settings.limit]
        read = partial(lessons.of, share=settings.share)
    kept_rows = read_folder(held_out=True)[: settings.limit]
    parts_measured = {"dev": (dev, dev_rows), "ours": (prepare(kept_rows, cache, "ours-held-out"), kept_rows)}
    scorer = load_scorer(Path(settings.scorer))
    steps_an_epoch = len(epoch(articles, settings.batch, random.Random(0)))  # noqa: S311
    trainer, schedule = Trainer(settings), Schedule(settings, steps_an_epoch)
    checkpoint = out.with_suffix(".checkpoint.pt")
    out.parent.mkdir(parents=True, exist_ok=True)
    if checkpoint.exists():
        trainer.resume(checkpoint, schedule)
        rng = random.Random(settings.seed + schedule.step)  # noqa: S311
    print(
        json.dumps(asdict(settings)), len(articles), "articles", steps_an_epoch, "steps an epoch", flush=True
    )
    while schedule.epoch < (settings.until or settings.epochs):
        train_epoch(trainer, schedule, epoch(articles, settings.batch, rng, read))
        schedule.epoch += 1
        trainer.save(checkpoint, schedule)
        torch.save(trainer.mean.state_dict(), out.with_suffix(f".epoch{schedule.epoch}.pt"))
        _report(trainer, parts_measured, scorer, schedule)
    torch.save(trainer.mean.state_dict(), out)
    checkpoint.unlink(missing_ok=True)


def _report(
    trainer: Trainer,
    parts: dict[str, tuple[list[Article], list[Row]]],
    scorer: ModuleType,
    schedule: Schedule,
) -> None:
    for name, (articles, rows) in parts.items():
        hidden = trainer.hidden
        tagger = torch_tagger(trainer.mean, sees_parse=hidden.parse < 1, sees_hints=hidden.hints < 1)
        result = score(scorer, rows, predict(tagger, articles, rows)) if rows else {}
        print(f"== step {schedule.step} {schedule.minutes:.1f} min, {name}: {json.dumps(result)}", flush=True)


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--gold", required=True, help="PolNeAR as JSON Lines")
    parser.add_argument("--scorer", required=True, help="quotes/score.py")
    parser.add_argument("--out", default="tagger.pt", help="where the weights go")
    parser.add_argument("--cache", default=".training-cache", help="folder for parsed articles")
    parser.add_argument("--epochs", type=int, default=7, help="over which the learning rate falls to zero")
    parser.add_argument("--until", type=int, default=0, help="stop after this epoch")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--seed", type=int, default=13)
    parser.add_argument("--limit", type=int, default=10_000, help="articles, for a trial")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--start", default="", help="weights to go on from: a file, or a shipped folder")
    parser.add_argument("--lessons", default="", help="what a teacher says of the texts: training.soft")
    parser.add_argument("--share", type=float, default=0.6, help="of the teacher's word where there is gold")
    parser.add_argument("--mpnet", default="", help="folder of MPNet's weights: train the larger network")
    parser.add_argument("--layers", type=int, default=LAYERS)
    parser.add_argument("--inner", type=int, default=INNER, help="units within each layer that are kept")
    parser.add_argument("--whole", action="store_true", help="on whole words, without the parse")
    parser.add_argument("--hidden", type=float, default=0.08, help="share of word pieces hidden in training")
    parser.add_argument(
        "--unhinted", type=float, default=0.15, help="windows without the rules' hints, a share"
    )
    parser.add_argument("--unparsed", type=float, default=0.0, help="share of windows without the parse")
    parser.add_argument("--ours", type=int, default=2, help="how often an epoch has our own texts")
    return parser


def main() -> None:
    train(Settings(**vars(parser().parse_args())))


if __name__ == "__main__":
    main()
