"""Uncertainty by drawing stories anew: all rows of a story come or go together, for they depend on each
other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.relations.indices import Floats

Ints = npt.NDArray[np.int64]
RESAMPLES = 1000
SEED = 20130912
# A block of resamples, and all sums of all resamples, hold at most so many numbers.
_BLOCK = 20_000_000
_WHOLE = 60_000_000
_FEWEST = 200


@dataclass(frozen=True, slots=True)
class CoderError:
    """What an audit of a sample of coded events found: of each quad class 1 to 4 how many were `right` and
    `wrong`. Index 0 stands for events without a class."""

    right: tuple[int, int, int, int, int]
    wrong: tuple[int, int, int, int, int]

    def kept(self, rng: np.random.Generator, resamples: int) -> Floats:
        """Draws of the share of each class that is right: resamples by 5, from Jeffreys' posterior."""
        right, wrong = (np.array(side, dtype=float) + 0.5 for side in (self.right, self.wrong))
        return rng.beta(right, wrong, size=(resamples, 5))


def fitting_resamples(wanted: int, cells: int, columns: int) -> int:
    """As many resamples as memory allows for so many cells; at least 200."""
    return max(min(wanted, _WHOLE // max(1, cells * columns)), min(wanted, _FEWEST))


def resampled_sums(
    story: Ints,
    cell: Ints,
    columns: Floats,
    cells: int,
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
    quad: Ints | None = None,
    coder: CoderError | None = None,
) -> npt.NDArray[np.float32]:
    """Sums of each cell in each resample: resamples by cells by columns.

    `story` numbers the stories of the events from 0, `cell` their cells (-1: in none), `columns` what they
    add. No resamples give an empty answer. With `coder` every resample also draws how many events of each
    class are right, and drops so many.
    """
    if not resamples:
        return np.zeros((0, cells, columns.shape[1]), dtype=np.float32)
    from scipy.sparse import csr_array

    rng = np.random.default_rng(seed)
    stories = int(story.max()) + 1 if len(story) else 0
    out = np.zeros((resamples, cells * columns.shape[1]), dtype=np.float32)
    unit = np.arange(len(cell)) if coder else story
    units = len(cell) if coder else stories
    row, column, value = _entries(unit, cell, columns)
    matrix = csr_array((value, (column, row)), shape=(out.shape[1], units), dtype=np.float32)
    matrix.sum_duplicates()
    shares = coder.kept(rng, resamples) if coder else None
    for block in _blocks(resamples, max(units, stories)):
        drawn = _draw(rng, stories, len(block))
        if shares is not None:
            right = shares[block][:, quad if quad is not None else np.zeros(len(cell), dtype=int)]
            drawn = drawn[:, story] * (rng.random((len(block), units), dtype=np.float32) < right)
        out[block] = (matrix @ drawn.T.astype(np.float32)).T
    return out.reshape(resamples, cells, columns.shape[1])


def _entries(unit: Ints, cell: Ints, columns: Floats) -> tuple[Ints, Ints, Floats]:
    counted = np.flatnonzero(cell >= 0)
    where, what = np.nonzero(columns[counted])
    event = counted[where]
    return unit[event], cell[event] * columns.shape[1] + what, columns[event, what]


def _blocks(resamples: int, units: int) -> Iterator[Ints]:
    size = max(1, min(resamples, _BLOCK // max(1, units)))
    for start in range(0, resamples, size):
        yield np.arange(start, min(resamples, start + size))


def _draw(rng: np.random.Generator, stories: int, resamples: int) -> npt.NDArray[np.float32]:
    """How often each story is drawn in each resample, as many draws as there are stories."""
    drawn = np.zeros((resamples, stories), dtype=np.float32)
    for row in drawn:
        row += np.bincount(rng.integers(0, stories, stories, dtype=np.int32), minlength=stories)
    return drawn


def interval(draws: Floats, stories: Floats, level: float = 0.95) -> tuple[Floats, Floats]:
    """The ends of the interval of each cell from its draws (resamples by cells), NaN where there is none.

    Percentiles, expanded for few stories (Hesterberg 2015, doi:10.1080/00031305.2015.1089789): with n
    stories the plain ones are too narrow by about the factor between Student's t and the normal, and sqrt(n
    / (n - 1)).
    """
    from scipy.stats import norm, t

    if not len(draws):
        return np.full(len(stories), np.nan), np.full(len(stories), np.nan)
    n = np.maximum(stories, 2.0)
    tail = norm.cdf(-np.sqrt(n / (n - 1)) * t.ppf((1 + level) / 2, n - 1))
    ordered = np.sort(draws, axis=0)
    known = np.isfinite(ordered).sum(axis=0)
    low, high = (_quantile(ordered, known, share) for share in (tail, 1 - tail))
    single = (stories < 2) | (known < 2)
    return np.where(single, np.nan, low), np.where(single, np.nan, high)


def _quantile(ordered: Floats, known: Ints, share: Floats) -> Floats:
    """The quantile of each column of sorted draws, by linear interpolation; NaN stand last."""
    place = share * np.maximum(known - 1, 0)
    below = np.floor(place).astype(int)
    above = np.minimum(below + 1, np.maximum(known - 1, 0))
    column = np.arange(ordered.shape[1])
    low, high = ordered[below, column], ordered[above, column]
    return np.asarray(low + (place - below) * (high - low), dtype=float)
