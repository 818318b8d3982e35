"""Do the intervals hold what they say, and is what is there found? Simulated dyads whose truth is known.

    python bench/dynamics.py [--rounds 200] [--quick] [--weekly FILE]

Told as figures, each with the number of simulations behind it:

- **bootstrap**: how often the 95 % interval of a period's mean score holds the truth, where each story is
  told in several rows, by stories and by rows;
- **latent**: how often the band of the local level holds the level that was simulated (drift);
- **breaks**: false alarms in series that only remember, power by size, and how often the interval holds the
  day of the break, also beside a slow drift;
- **reciprocity**: false alarms and power of Granger's tests, how often the interval of a response holds the
  true one, and how often two random walks are refused;
- **weekly**: with a file of two columns, VAR(2) of it beside the published figures.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from detente.relations.changes import find_breaks
from detente.relations.latent import latent_level
from detente.relations.reciprocity import reciprocity
from detente.relations.resample import interval, resampled_sums

WEEKLY = Path("../shared/bench/samples/israel_palestine_weekly_goldstein.csv")
SHORT_ROUNDS = 30


def remembering(rng: np.random.Generator, length: int, memory: float) -> np.ndarray:
    """Noise of variance 1 in which so much of a value stays in the next."""
    out, last = np.empty(length + 100), 0.0
    for at, shock in enumerate(rng.standard_normal(length + 100)):
        last = memory * last + shock
        out[at] = last
    return out[100:] * np.sqrt(1 - memory**2)


def bootstrap(rng: np.random.Generator, rounds: int) -> Iterator[str]:
    """Stories of one to five rows around a mean of their own; the truth is the mean over stories' rows."""
    for stories in (5, 10, 30, 100):
        held = {"stories": 0, "rows": 0}
        for _ in range(rounds):
            size = rng.integers(1, 6, stories)
            story = np.repeat(np.arange(stories), size)
            score = rng.normal(0, 3, stories)[story] + rng.normal(0, 2, len(story))
            for name, unit in (("stories", story), ("rows", np.arange(len(story)))):
                columns = np.column_stack([np.ones(len(story)), score])
                draws = resampled_sums(unit, np.zeros(len(story), int), columns, 1, resamples=400)[:, 0]
                number = float(len(np.unique(unit)))
                low, high = interval((draws[:, 1] / draws[:, 0])[:, None], np.array([number]))
                held[name] += bool(low[0] <= 0 <= high[0])
        by = ", ".join(f"by {name} {count / rounds:.2f}" for name, count in held.items())
        yield f"bootstrap | {stories} stories of 1 to 5 rows | coverage of 0.95: {by} | {rounds}"


def latent(rng: np.random.Generator, rounds: int) -> Iterator[str]:
    for length, step in ((60, 0.1), (60, 0.5), (240, 0.1), (240, 0.5)):
        held = told = 0
        for _ in range(rounds):
            level = np.cumsum(rng.normal(0, step, length))
            found = latent_level(level + rng.standard_normal(length))
            if not isinstance(found, str):
                held += int(((found[:, 1] <= level) & (level <= found[:, 2])).sum())
                told += length
        what = f"{length} periods, drift of {step} a period"
        yield f"latent | {what} | coverage of 0.95: {held / told:.2f} | {rounds}"


def breaks(rng: np.random.Generator, rounds: int) -> Iterator[str]:
    for length in (60, 200):
        for memory in (0.0, 0.3, 0.6):
            alarms = sum(bool(find_breaks(remembering(rng, length, memory)).found) for _ in range(rounds))
            what = f"{length} periods, memory {memory}"
            yield f"breaks | {what}, no break | false alarms at 0.05: {alarms / rounds:.2f} | {rounds}"
            for size in (1.0, 2.0):
                found, held = _one_break(rng, rounds, length, memory, size)
                share = f"{held / found:.2f}" if found else "none found"
                yield (
                    f"breaks | {what}, one of {size} standard deviations | power {found / rounds:.2f}, "
                    f"coverage of 0.95: {share} | {rounds}"
                )
    for length in (60, 200):
        rises = [
            find_breaks(np.linspace(0, 2, length) + remembering(rng, length, 0.3)) for _ in range(rounds)
        ]
        told = sum(bool(rise.found) for rise in rises)
        warned = sum(rise.slope for rise in rises)
        what = f"{length} periods, a slow rise by 2, no break"
        yield (
            f"breaks | {what} | told as breaks: {told / rounds:.2f}, with the warning of a drift: "
            f"{warned / rounds:.2f} | {rounds}"
        )


def _one_break(
    rng: np.random.Generator, rounds: int, length: int, memory: float, size: float
) -> tuple[int, int]:
    found = held = 0
    for _ in range(rounds):
        at = int(rng.integers(length // 4, 3 * length // 4))
        values = remembering(rng, length, memory)
        values[at:] += size
        breaks = find_breaks(values).found
        if breaks:
            found += 1
            nearest = min(breaks, key=lambda one: abs(one.at - at))
            held += nearest.low <= at <= nearest.high
    return found, held


def answering(rng: np.random.Generator, length: int, a_by_b: float, b_by_a: float) -> np.ndarray:
    """Two sides that remember a little and answer each other's last move; shocks are correlated by 0.3."""
    answer = np.array([[0.3, a_by_b], [b_by_a, 0.3]])
    mixing = np.linalg.cholesky(np.array([[1, 0.3], [0.3, 1]]))
    path, last = np.empty((length + 100, 2)), np.zeros(2)
    for at, shock in enumerate(rng.standard_normal((length + 100, 2))):
        last = answer @ last + mixing @ shock
        path[at] = last
    return path[100:]


def answers(rng: np.random.Generator, rounds: int) -> Iterator[str]:
    for length in (60, 120, 480):
        for strength in (0.0, 0.2, 0.4):
            told = right = false = held = 0
            for _ in range(rounds):
                found = reciprocity(*answering(rng, length, strength, 0.0).T)
                if found.a_by_b is None or found.b_by_a is None:
                    continue
                told += 1
                right += found.a_by_b.p_corrected <= 0.05
                false += found.b_by_a.p_corrected <= 0.05
                (response,) = (r for r in found.responses if (r.shock, r.answer, r.first) == ("b", "a", "a"))
                # The shock of b that is its own has the deviation sqrt(1 - 0.3 ** 2).
                held += response.low[1] <= strength * np.sqrt(1 - 0.3**2) <= response.high[1]
            yield (
                f"reciprocity | {length} periods, a answers b by {strength}, b does not | a by b "
                f"{right / told:.2f}, b by a {false / told:.2f}, response after one period held "
                f"{held / told:.2f} of 0.95 | {told}"
            )
    refused = sum(
        reciprocity(*np.cumsum(rng.standard_normal((2, 200)), axis=1)).reason is not None
        for _ in range(rounds)
    )
    yield f"reciprocity | two random walks of 200 periods | refused: {refused / rounds:.2f} | {rounds}"


def weekly(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as lines:
        rows = [[float(cell) for cell in row] for row in list(csv.reader(lines))[1:]]
    first, second = np.array(rows).T
    for lags in (2, None):
        found = reciprocity(first, second, lags=lags)
        if found.a_by_b is None or found.b_by_a is None:
            yield f"weekly | {found.reason}"
            continue
        yield (
            f"weekly | {found.periods} weeks, {found.lags} lags ({found.chosen_by}) | second to first F = "
            f"{found.a_by_b.f:.1f}, first to second F = {found.b_by_a.f:.1f}, residual correlation "
            f"{found.correlation:.2f} (published for 2 lags: 56.3, 33.0, 0.63) | 1"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--quick", action="store_true", help=f"{SHORT_ROUNDS} rounds")
    parser.add_argument("--weekly", type=Path, default=WEEKLY)
    asked = parser.parse_args()
    rounds = SHORT_ROUNDS if asked.quick else asked.rounds
    print("what | simulated | found | simulations\n--- | --- | --- | ---")
    if asked.weekly.exists():
        print(*weekly(asked.weekly), sep="\n", flush=True)
    for part in (bootstrap, latent, breaks, answers):
        for line in part(np.random.default_rng(20260101), rounds):
            print(line, flush=True)


if __name__ == "__main__":
    main()
