"""All that is shipped: `python -m training.recipe --gold GOLD --scorer SCORER --mpnet FOLDER --out RUN`.

GOLD is PolNeAR's dev.jsonl, SCORER quotes/score.py. Each stage goes on from the weights of another; a stage
that is done is not done again, and one that was stopped goes on. The last learn from gold and from what a
larger network, the teacher, says. The models are means of the weights after several epochs, which quantising
harms least.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from training.export import export
from training.soft import teach
from training.train import Settings, parser, train


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of training: its name, where it starts, and what it sets apart from the defaults."""

    name: str
    start: str | None
    options: str


STAGES = (
    Stage("news", None, "--epochs 7 --until 3 --seed 13 --rate 2e-4 --ours 0"),
    Stage("ours", "news.epoch3", "--epochs 5 --seed 21 --rate 1.4e-4 --hidden 0.1"),
    Stage("all", "ours.epoch5", "--epochs 3 --seed 31 --rate 1.1e-4 --hidden 0.1"),
    Stage("small", None, "--layers 2 --epochs 6 --seed 13 --rate 3e-4 --ours 1 --unhinted 1 --unparsed 1"),
)
TEACHER = Stage("teacher", None, "--epochs 3 --seed 17 --rate 6e-5 --hidden 0.1 --ours 1")
_THIN = "--layers 2 --inner 512 --epochs 6 --rate 3e-4 --hidden 0.1 --ours 1 --unhinted 1 --unparsed 1"
TAUGHT = (
    Stage("told", "all.epoch3", "--epochs 4 --seed 41 --rate 1.3e-4 --hidden 0.1 --ours 1"),
    Stage("more", "told.epoch4", "--epochs 5 --seed 47 --rate 1.5e-4 --hidden 0.1 --ours 1 --share 0.8"),
    Stage("thin", "small.epoch6", f"{_THIN} --seed 43"),
    Stage("whole", "thin.epoch6", f"{_THIN} --seed 53 --whole"),
)
MODELS = {
    "learned": ("told.epoch4", "more.epoch1", "more.epoch2", "more.epoch3", "more.epoch4", "more.epoch5"),
    "fast": ("whole.epoch3", "whole.epoch4", "whole.epoch5", "whole.epoch6"),
}


def settings(stage: Stage, gold: Path, scorer: Path, out: Path, shared: list[str]) -> Settings:
    start = ["--start", str(out / f"{stage.start}.pt")] if stage.start else []
    given = ["--gold", str(gold), "--scorer", str(scorer), "--out", str(out / f"{stage.name}.pt")]
    cache = ["--cache", str(out / "cache")]
    return Settings(**vars(parser().parse_args([*given, *cache, *start, *stage.options.split(), *shared])))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--gold", type=Path, required=True, help="PolNeAR as JSON Lines")
    asked.add_argument("--scorer", type=Path, required=True, help="quotes/score.py")
    asked.add_argument("--mpnet", type=Path, required=True, help="folder of MPNet's weights")
    asked.add_argument("--out", type=Path, required=True, help="folder for weights and models")
    asked.add_argument("--threads", default="2")
    asked.add_argument("--limit", default="10000", help="articles, for a trial")
    arguments = asked.parse_args()
    gold, scorer, out = arguments.gold, arguments.scorer, arguments.out
    shared = ["--threads", arguments.threads, "--limit", arguments.limit]
    lessons = out / "lessons.pickle"

    def run(stage: Stage, *more: str) -> None:
        if not (out / f"{stage.name}.pt").exists():
            train(settings(stage, gold, scorer, out, [*shared, *more]))

    for stage in STAGES:
        run(stage)
    run(TEACHER, "--mpnet", str(arguments.mpnet))
    if not lessons.exists():
        teach(out / f"{TEACHER.name}.pt", gold, out / "cache", lessons)
    for stage in TAUGHT:
        run(stage, "--lessons", str(lessons))
    for setting, weights in MODELS.items():
        paths = [out / f"{name}.pt" for name in weights]
        export(paths, gold, scorer, out / "cache", out / "models" / setting, blind=setting == "fast")


if __name__ == "__main__":
    main()
