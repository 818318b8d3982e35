"""When a series changed, how sure that is, and within which days: breaks of its mean.

The breaks are those of the best segmentation (`ruptures`, exact dynamic programming with a squared loss). How many
there are is decided by tests of one break more, one after the other (Bai and Perron 1998, doi:10.2307/2998540), and how
well each is placed by drawing the series anew. Both draw from an autoregression of the residuals (a sieve bootstrap,
Buehlmann 1997, doi:10.2307/3318584), since weeks that follow each other are alike without any break.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.relations.indices import Floats

ALPHA = 0.05
FEWEST_PERIODS = 20
SHORTEST_SEGMENT = 5
MOST_BREAKS = 8
_RESAMPLES = 999
_MOST_LAGS = 4
_SEED = 20150915


@dataclass(frozen=True, slots=True)
class Break:
    """A change of the mean: `at` is the index of the first value after it, `low` and `high` the ends of its 95 %
    interval. `p` is how often so large a break is found in series without it, `placed` the share of resamples that
    place it within one value of `at`. `before` and `after` are the means on either side."""

    at: int
    low: int
    high: int
    p: float
    placed: float
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Breaks:
    """The breaks of a series, or `reason` why none are looked for. `lags` is the order of the autoregression,
    `tested` the number of tests made, the last of which found nothing more."""

    found: tuple[Break, ...]
    reason: str | None
    lags: int = 0
    tested: int = 0


def find_breaks(values: Floats, *, resamples: int = _RESAMPLES, seed: int = _SEED) -> Breaks:
    """The changes of the mean of `values`, without NaN and in order of time.

    A break is kept while the test of one more has p of at most 0.05: tests in a row that end with the first that fails
    keep the chance of any false break at that level.
    """
    if len(values) < FEWEST_PERIODS:
        reason = f"Change points need {FEWEST_PERIODS} periods with enough events; there are {len(values)}."
        return Breaks((), reason)
    if np.ptp(values) == 0:
        return Breaks((), "All periods have the same value: nothing changed.")
    rng = np.random.default_rng(seed)
    model: Any = _fitted(values)
    bounds, ps, tested, noise = [0, len(values)], [], 0, _noise(values, [0, len(values)])
    while len(bounds) - 2 < min(MOST_BREAKS, len(values) // (2 * SHORTEST_SEGMENT)):
        # The noise of the series without the break asked about: a break inflates its autoregression, which costs power
        # in short series and keeps false alarms at their level (bench/dynamics.py).
        noise = _noise(values, bounds)
        p = _test(values, bounds, noise, resamples, rng)
        tested += 1
        if p > ALPHA:
            break
        bounds, ps = _segmented(model, len(bounds) - 1, len(values)), [*ps, p]
    breaks = _placed(values, bounds, _noise(values, bounds), max(ps, default=1.0), resamples, rng)
    return Breaks(breaks, None, len(noise.lags), tested)


def _fitted(values: Floats) -> object:
    from ruptures import KernelCPD

    return KernelCPD(kernel="linear", min_size=SHORTEST_SEGMENT).fit(values.reshape(-1, 1))


def _segmented(model: Any, breaks: int, length: int) -> list[int]:
    """The ends of the best segments with so many breaks, from 0 to the length."""
    found = [int(at) for at in model.predict(n_bkps=breaks)]
    return sorted({0, *found, length})


def _means(values: Floats, bounds: Sequence[int]) -> Floats:
    parts = (np.full(end - start, values[start:end].mean()) for start, end in zip(bounds, bounds[1:], strict=False))
    return np.concatenate(list(parts))


@dataclass(frozen=True, slots=True)
class _Noise:
    """What is left beside the means: an autoregression with its lags and innovations."""

    lags: Floats
    innovations: Floats

    def draw(self, resamples: int, length: int, rng: np.random.Generator) -> Floats:
        """Series of noise: resamples by length."""
        from scipy.signal import lfilter

        warm = 50
        drawn = rng.choice(self.innovations, size=(resamples, length + warm))
        return np.asarray(lfilter([1.0], [1.0, *(-self.lags)], drawn, axis=1))[:, warm:]


def _noise(values: Floats, bounds: Sequence[int]) -> _Noise:
    """The noise around segment means; the order of the autoregression by Schwarz's criterion."""
    from statsmodels.tsa.ar_model import AutoReg, ar_select_order

    rest = values - _means(values, bounds)
    if np.ptp(rest) == 0:
        return _Noise(np.zeros(0), np.zeros(1))
    most = max(1, min(_MOST_LAGS, len(values) // 12))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        order = ar_select_order(rest, most, ic="bic", trend="n").ar_lags or []
        if not len(order):
            return _Noise(np.zeros(0), rest - rest.mean())
        fit = AutoReg(rest, max(order), trend="n").fit()
    lags = _stable(np.asarray(fit.params))
    innovations = np.asarray(fit.resid)
    # Residuals of segment means are smaller than the noise itself: each mean takes a degree of freedom.
    factor = np.sqrt(len(values) / max(1, len(values) - (len(bounds) - 1) - len(lags)))
    return _Noise(lags, (innovations - innovations.mean()) * factor)


def _stable(lags: Floats) -> Floats:
    """The lags, drawn in where the autoregression would run away."""
    largest = np.abs(np.roots([1.0, *(-lags)])).max() if len(lags) else 0.0
    if largest < 0.98:
        return lags
    return lags * (0.98 / largest) ** np.arange(1, len(lags) + 1)


def _test(
    values: Floats, bounds: Sequence[int], noise: _Noise, resamples: int, rng: np.random.Generator
) -> float:
    """How often series with these breaks and no more gain as much by one more as this one does."""
    (observed,) = _best_gain(values[None], bounds)
    drawn = noise.draw(resamples, len(values), rng)
    return float((1 + (_best_gain(drawn, bounds) >= observed).sum()) / (resamples + 1))


def _best_gain(series: Floats, bounds: Sequence[int]) -> Floats:
    """The largest fall of the squared loss by splitting one segment, against the loss there is (series by time)."""
    gains, loss = [], np.zeros(len(series))
    for start, end in zip(bounds, bounds[1:], strict=False):
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
