"""When a series changed, how sure that is, and within which days: breaks of its mean.

The breaks are those of the best segmentation (`ruptures`, exact dynamic programming with a squared loss).
How many there are is decided by tests of one break more, one after the other (Bai and Perron 1998,
doi:10.2307/2998540), and how well each is placed by drawing the series anew. Both draw noise that remembers
(an autoregression with the innovations found): weeks that follow each other are alike without any break.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.relations.indices import Floats

ALPHA = 0.05
FEWEST_PERIODS = 20
SHORTEST_SEGMENT = 5
MOST_BREAKS = 8
_RESAMPLES = 999
_TRIMMED = 0.15
_STRONGEST_MEMORY = 0.95
_WARM = 100
_SEED = 20150915


@dataclass(frozen=True, slots=True)
class Break:
    """A change of the mean: `at` is the index of the first value after it, `low` and `high` the ends of its
    95 %
    interval. `p` is how often so large a break is found in series without it, `placed` the share of
    resamples that place it within one value of `at`. `before` and `after` are the means on either side."""

    at: int
    low: int
    high: int
    p: float
    placed: float
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Breaks:
    """The breaks of a series, or `reason` why none are looked for. `memory` is how much of a value stays in
    the next one, `tested` the number of tests made, the last of which found nothing more. `slope` tells that
    a steady drift fits better than the breaks, which may then be steps on a slope."""

    found: tuple[Break, ...]
    reason: str | None
    memory: float = 0.0
    tested: int = 0
    slope: bool = False


def find_breaks(values: Floats, *, resamples: int = _RESAMPLES, seed: int = _SEED) -> Breaks:
    """The changes of the mean of `values`, without NaN and in order of time.

    A break is kept while the test of one more has p of at most 0.05: tests in a row that end with the first
    that fails keep the chance of any false break at that level.
    """
    if len(values) < FEWEST_PERIODS:
        reason = f"Change points need {FEWEST_PERIODS} periods with enough events; there are {len(values)}."
        return Breaks((), reason)
    if np.ptp(values) == 0:
        return Breaks((), "All periods have the same value: nothing changed.")
    rng = np.random.default_rng(seed)
    model: Any = _fitted(values)
    bounds, tested = [0, len(values)], 0
    ps: list[float] = []
    while len(bounds) - 2 < min(MOST_BREAKS, len(values) // (2 * SHORTEST_SEGMENT)):
        p = _test(values, bounds, _noise(values, bounds), resamples, rng)
        tested += 1
        if p > ALPHA:
            break
        bounds, ps = _segmented(model, len(bounds) - 1, len(values)), [*ps, p]
    noise = _noise(values, bounds)
    breaks = _placed(values, bounds, noise, max(ps, default=1.0), resamples, rng)
    return Breaks(breaks, None, noise.memory, tested, bool(breaks) and _drifts(values, bounds, noise.memory))


def _drifts(values: Floats, bounds: Sequence[int], memory: float) -> bool:
    """Whether a straight line has the better Schwarz criterion; values that remember count for fewer."""
    time = np.arange(len(values))
    line = np.polyval(np.polyfit(time, values, 1), time)
    loss = [float(((values - fit) ** 2).sum()) for fit in (line, _means(values, bounds))]
    if min(loss) <= 0:
        return loss[0] < loss[1]
    worth = len(values) * (1 - memory) / (1 + memory)
    line_score, step_score = (worth * np.log(one) for one in loss)
    # A line has two parameters, so many breaks as many places and one level more.
    more = 2 * (len(bounds) - 2) + 1 - 2
    return bool(line_score < step_score + more * np.log(len(values)))


def _fitted(values: Floats) -> object:
    from ruptures import KernelCPD

    return KernelCPD(kernel="linear", min_size=SHORTEST_SEGMENT).fit(values.reshape(-1, 1))


def _segmented(model: Any, breaks: int, length: int) -> list[int]:
    """The ends of the best segments with so many breaks, from 0 to the length."""
    found = [int(at) for at in model.predict(n_bkps=breaks)]
    return sorted({0, *found, length})


def _means(values: Floats, bounds: Sequence[int]) -> Floats:
    parts = (np.full(end - start, values[start:end].mean()) for start, end in pairwise(bounds))
    return np.concatenate(list(parts))


@dataclass(frozen=True, slots=True)
class _Noise:
    """What is left beside the means: how much of the last value stays, and the innovations."""

    memory: float
    innovations: Floats

    def draw(self, resamples: int, length: int, rng: np.random.Generator) -> Floats:
        """Series of noise: resamples by length."""
        from scipy.signal import lfilter

        drawn = rng.choice(self.innovations, size=(resamples, length + _WARM))
        return np.asarray(lfilter([1.0], [1.0, -self.memory], drawn, axis=1))[:, _WARM:]


def _noise(values: Floats, bounds: Sequence[int]) -> _Noise:
    """The noise around segment means, an autoregression of one step.

    Its coefficient is that of Chakar et al. (2017, doi:10.3150/15-BEJ782), from differences of values one and
    two steps apart: breaks touch few of them, while they would inflate one worked out from residuals and
    hide themselves. Theirs takes medians; the mean of all but the largest is steadier in short series.
    """
    rest = values - _means(values, bounds)
    one, two = (_typical_square(values[step:] - values[:-step]) for step in (1, 2))
    memory = float(np.clip(two / one - 1, -0.5, _STRONGEST_MEMORY)) if one > 0 else 0.0
    innovations = rest[1:] - memory * rest[:-1]
    # Residuals of segment means are smaller than the noise itself: each mean takes a degree of freedom.
    factor = np.sqrt(len(values) / max(1, len(values) - len(bounds)))
    return _Noise(memory, (innovations - innovations.mean()) * factor)


def _typical_square(steps: Floats) -> float:
    kept = int(np.ceil(len(steps) * (1 - _TRIMMED)))
    return float(np.sort(steps**2)[:kept].mean())


def _test(
    values: Floats, bounds: Sequence[int], noise: _Noise, resamples: int, rng: np.random.Generator
) -> float:
    """How often series with these breaks and no more gain as much by one more as this one does."""
    (observed,) = _best_gain(values[None], bounds)
    drawn = noise.draw(resamples, len(values), rng)
    return float((1 + (_best_gain(drawn, bounds) >= observed).sum()) / (resamples + 1))


def _best_gain(series: Floats, bounds: Sequence[int]) -> Floats:
    """The largest fall of the squared loss by splitting one segment, against the loss there is (series by
    time)."""
    gains, loss = [], np.zeros(len(series))
    for start, end in pairwise(bounds):
        part = series[:, start:end]
        loss += ((part - part.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
        if end - start >= 2 * SHORTEST_SEGMENT:
            gains.append(_gain_curve(part).max(axis=1))
    if not gains:
        return np.zeros(len(series))
    return np.asarray(np.max(gains, axis=0) / np.where(loss > 0, loss, 1.0))


def _gain_curve(part: Floats) -> Floats:
    """The fall of the squared loss by a split before each inner place (series by places)."""
    length = part.shape[1]
    at = np.arange(SHORTEST_SEGMENT, length - SHORTEST_SEGMENT + 1)
    total = np.cumsum(part - part.mean(axis=1, keepdims=True), axis=1)[:, at - 1]
    return np.asarray(total**2 * length / (at * (length - at)))


def _placed(
    values: Floats,
    bounds: Sequence[int],
    noise: _Noise,
    p: float,
    resamples: int,
    rng: np.random.Generator,
) -> tuple[Break, ...]:
    """Each break with its interval: where it is found in series drawn with the breaks as they are.

    A break is as sure as the least sure test on the way to all of them.
    """
    if len(bounds) == 2:
        return ()
    means = _means(values, bounds)
    drawn = means + noise.draw(resamples, len(values), rng)
    return tuple(
        _one(means, drawn[:, start:end], start, at, p)
        for start, at, end in zip(bounds, bounds[1:], bounds[2:], strict=False)
    )


def _one(means: Floats, drawn: Floats, start: int, at: int, p: float) -> Break:
    places: npt.NDArray[np.int64] = start + SHORTEST_SEGMENT + _gain_curve(drawn).argmax(axis=1)
    low, high = np.quantile(places, [ALPHA / 2, 1 - ALPHA / 2], method="inverted_cdf")
    near = float((np.abs(places - at) <= 1).mean())
    return Break(at, int(low), int(high), p, near, float(means[at - 1]), float(means[at]))
