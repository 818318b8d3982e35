"""The indices of a series: what is summed in each cell, and what the sums make. Formulas: docs/methods.md.

A cell is one period and one direction. Everything that is summed is additive over events, so that a resample
of stories, a direction pooled with the other, and events with or without the verbal ones are all sums of
cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
import polars as pl

from detente.model import RequestError
from detente.relations.weights import Weights

Floats = npt.NDArray[np.floating[Any]]
IndexName = Literal[
    "net_cooperation",
    "goldstein_mean",
    "goldstein_sum",
    "plover_mean",
    "plover_sum",
    "weighted_mean",
    "weighted_sum",
]
INDICES: tuple[IndexName, ...] = get_args(IndexName)
QUADS = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
GROUPS: Mapping[str, tuple[IndexName, ...]] = {
    "net": ("net_cooperation",),
    "goldstein": ("goldstein_mean", "goldstein_sum"),
    "plover": ("plover_mean", "plover_sum"),
    "weights": ("weighted_mean", "weighted_sum"),
}
WORDS: Mapping[IndexName, str] = {
    "net_cooperation": "net cooperation, shrunk (-1 to 1)",
    "goldstein_mean": "Goldstein score, mean of events",
    "goldstein_sum": "Goldstein score, sum of events",
    "plover_mean": "PLOVER score, mean of events",
    "plover_sum": "PLOVER score, sum of events",
    "weighted_mean": "your weights, mean of events",
    "weighted_sum": "your weights, sum of events",
}
# What is summed over the events of a cell.
SUMMED = ("n", *QUADS, "goldstein", "goldstein_n", "plover", "plover_n", "weighted", "weighted_n")
_AT = {name: place for place, name in enumerate(SUMMED)}
# A prior from the periods of one dyad is never known well enough to outweigh more events than this.
_STRENGTHS = (0.5, 20.0)
_UNINFORMED_STRENGTH = 2.0


def chosen_indices(names: Sequence[str], weights: Weights | None) -> tuple[IndexName, ...]:
    """The indices meant by the names a user gives, in order; all of them for none.

    Raises RequestError for an unknown one, and for weights where no file was given.
    """
    chosen: list[IndexName] = []
    for name in names:
        chosen += _meant(name.strip().replace("-", "_"))
    if any(name in GROUPS["weights"] for name in chosen) and weights is None:
        raise RequestError("The index weights needs a file of weights: --weights FILE (type,weight).")
    if not chosen:
        chosen = [name for name in INDICES if weights or name not in GROUPS["weights"]]
    return tuple(dict.fromkeys(chosen))


def _meant(name: str) -> tuple[IndexName, ...]:
    if name in GROUPS:
        return GROUPS[name]
    exact = tuple(index for index in INDICES if index == name)
    if not exact:
        raise RequestError(
            f"{name!r} is no index; choose {', '.join(GROUPS)}, or one of {', '.join(INDICES)}."
        )
    return exact


def event_columns(events: pl.DataFrame, weights: Weights | None) -> Floats:
    """What each event adds to the sums of its cell: events by `SUMMED`."""
    quad = events["quad"].fill_null(0).to_numpy()
    columns = [np.ones(events.height), *((quad == number).astype(float) for number in (1, 2, 3, 4))]
    scores = [events["goldstein"], events["plover_score"]]
    scores.append(weights.of(events) if weights else pl.Series([None] * events.height, dtype=pl.Float64))
    for score in scores:
        values = score.cast(pl.Float64).to_numpy()
        known = np.isfinite(values)
        columns += [np.where(known, values, 0.0), known.astype(float)]
    return np.column_stack(columns) if events.height else np.zeros((0, len(SUMMED)))


@dataclass(frozen=True, slots=True)
class Prior:
    """What a thin period is drawn to: the dyad's own share of cooperation, worth `strength` events.

    A beta-binomial model; the strength is ``(1 - rho) / rho`` with rho, the correlation of events within a
    period, from the analysis of variance (Ridout, Demetrio and Firth 1999,
    doi:10.1111/j.0006-341X.1999.00137.x).
    """

    share: float
    strength: float

    def drawn(self, rng: np.random.Generator, shape: tuple[int, ...]) -> Floats:
        """Shares of cooperation among so many events; none are drawn of a share of 0 or 1."""
        if not 0 < self.share < 1:
            return np.full(shape, self.share)
        return rng.beta(self.strength * self.share, self.strength * (1 - self.share), size=shape)


def prior_of(sums: Floats) -> Prior:
    """The prior of one direction from the sums of its periods (periods by `SUMMED`)."""
    good, bad = _sides(sums)
    n = good + bad
    good, n = good[n > 0], n[n > 0]
    total, periods = n.sum(), len(n)
    if not periods:
        return Prior(0.5, _UNINFORMED_STRENGTH)
    share = float(good.sum() / total)
    if periods < 2 or total <= periods or share in (0.0, 1.0):
        return Prior(share, _UNINFORMED_STRENGTH)
    rho = _intraclass(good, n, share)
    strength = (1 - rho) / rho if rho > 0 else _STRENGTHS[1]
    return Prior(share, float(np.clip(strength, *_STRENGTHS)))


def _intraclass(good: Floats, n: Floats, share: float) -> float:
    total, periods = n.sum(), len(n)
    between = (n * (good / n - share) ** 2).sum() / (periods - 1)
    within = (good * (1 - good / n)).sum() / (total - periods)
    typical = (total - (n**2).sum() / total) / (periods - 1)
    spread = between + (typical - 1) * within
    return float((between - within) / spread) if spread > 0 else 0.0


def _sides(sums: Floats) -> tuple[Floats, Floats]:
    good = sums[..., _AT["verbal_cooperation"]] + sums[..., _AT["material_cooperation"]]
    bad = sums[..., _AT["verbal_conflict"]] + sums[..., _AT["material_conflict"]]
    return good, bad


def index_values(
    sums: Floats, prior: Prior, names: Iterable[IndexName], rng: np.random.Generator | None = None
) -> dict[IndexName, Floats]:
    """The indices of cells from their sums (any leading axes, `SUMMED` last); NaN where no event has a score.

    For resamples give `rng`: the events that the prior stands for are then drawn anew too. Without that a
    period that is drawn far to the prior would have an interval as if those events had been seen.
    """
    return {name: _value(name, sums, prior, rng) for name in names}


def _value(name: IndexName, sums: Floats, prior: Prior, rng: np.random.Generator | None) -> Floats:
    if name == "net_cooperation":
        good, bad = _sides(sums)
        share = prior.share if rng is None else prior.drawn(rng, good.shape)
        shrunk = (good + prior.strength * share) / (good + bad + prior.strength)
        return np.where(good + bad > 0, 2 * shrunk - 1, np.nan)
    score, _, kind = name.partition("_")
    total, scored = sums[..., _AT[score]], sums[..., _AT[f"{score}_n"]]
    some = scored > 0
    if kind == "sum":
        return np.where(some, total, np.nan)
    return np.where(some, total / np.where(some, scored, 1), np.nan)


def scored_number(name: IndexName, sums: Floats) -> Floats:
    """How many events of each cell the index rests on: its denominator."""
    if name == "net_cooperation":
        good, bad = _sides(sums)
        return good + bad
    return np.asarray(sums[..., _AT[f"{name.partition('_')[0]}_n"]])
