"""How each side answers the other: a vector autoregression of the two directions, or the reason why there is
none."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from detente.model import RequestError
from detente.relations.indices import Floats

FEWEST_PERIODS = 40
MOST_LAGS = 12
_PERIODS_A_PARAMETER = 8
ALPHA = 0.05
STEPS = 12
_LEAST_SPREAD_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Granger:
    """Whether what one side did before helps to tell what the other does: F with its degrees of freedom,
    `p`, and
    `p_corrected` by Holm for the two tests."""

    f: float
    df: tuple[int, int]
    p: float
    p_corrected: float


@dataclass(frozen=True, slots=True)
class Response:
    """The answer to a shock of one standard deviation after 0, 1, 2 ... periods, with its 95 % interval.

    `first` is the side taken to move first within a period; where both move together, the two orders bound
    the answer.
    """

    shock: str
    answer: str
    first: str
    values: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Stationarity:
    """Tests of one direction: `adf` p of a unit root (augmented Dickey-Fuller), `broken` p of a unit root
    against a level
    that breaks once (Zivot and Andrews 1992), `kpss` p of a level that stays (Kwiatkowski et al. 1992)."""

    adf: float
    broken: float
    kpss: float

    @property
    def moving(self) -> bool:
        """Whether a unit root is rejected by neither test; each at half the level, for there are two."""
        return min(self.adf, self.broken) > ALPHA / 2


@dataclass(frozen=True, slots=True)
class Reciprocity:
    """How a answers b and b answers a, or `reason` why it cannot be told; the numbers are then None.

    `first` and `last` index the stretch of periods used, `chosen_by` tells how `lags` came about, `a_by_b`
    is the test that b's past moves a. `correlation` is that of the residuals: what happens on both sides
    within one period. `whiteness` is p of no correlation left (Portmanteau). `warnings` are sentences that
    belong to the figures.
    """

    reason: str | None
    periods: int
    first: int | None = None
    last: int | None = None
    lags: int | None = None
    chosen_by: str | None = None
    a_by_b: Granger | None = None
    b_by_a: Granger | None = None
    responses: tuple[Response, ...] = ()
    correlation: float | None = None
    whiteness: float | None = None
    stationarity: tuple[Stationarity, Stationarity] | None = None
    warnings: tuple[str, ...] = ()


def reciprocity(a: Floats, b: Floats, *, lags: int | None = None) -> Reciprocity:
    """The reciprocity of two directed series over the same periods, NaN where a period is insufficient.

    Of the periods the longest run without a gap is used. `lags` fixes the order, else Schwarz's criterion
    chooses it up to 12. Raises RequestError for an order that is none.
    """
    if lags is not None and not 1 <= lags <= 52:
        raise RequestError(f"The number of lags lies between 1 and 52, not at {lags}.")
    start, end = _longest_run(np.isfinite(a) & np.isfinite(b))
    data = np.column_stack([a, b])[start:end]
    reason = _unfit(data, len(a), lags)
    if reason:
        return Reciprocity(reason, end - start)
    tests = _stationarity(data[:, 0]), _stationarity(data[:, 1])
    reason = _moving(tests)
    if reason:
        return Reciprocity(reason, end - start, start, end - 1, stationarity=tests)
    return _modelled(data, start, lags, tests)


def _longest_run(known: Sequence[bool] | np.ndarray[Any, np.dtype[np.bool_]]) -> tuple[int, int]:
    """The start and end of the longest run of True; the latest of equals."""
    gaps = [-1, *np.flatnonzero(~np.asarray(known)).tolist(), len(known)]
    runs = [(left + 1, right) for left, right in pairwise(gaps)]
    return max(runs, key=lambda run: (run[1] - run[0], run))


def _unfit(data: Floats, periods: int, lags: int | None) -> str | None:
    run, asked = len(data), max(FEWEST_PERIODS, _PERIODS_A_PARAMETER * (2 * (lags or 1) + 1))
    if periods < asked:
        return f"The series is too short: {periods} periods, and {asked} are needed."
    if run < asked:
        return (
            f"The series is too sparse: the longest run of periods with enough events in both directions has "
            f"{run} of {periods}, and {asked} are needed."
        )
    moved = [len(np.unique(side)) / run for side in data.T]
    if min(np.ptp(data, axis=0)) == 0:
        return "One direction has the same value in every period: there is nothing that could be an answer."
    if min(moved) < _LEAST_SPREAD_SHARE and (data == np.median(data, axis=0)).mean(axis=0).max() > 0.9:
        return "The series is too sparse: nine periods in ten have one and the same value."
    return None


def _stationarity(values: Floats) -> Stationarity:
    from statsmodels.tsa.stattools import adfuller, kpss, zivot_andrews

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        unit_root = adfuller(values, autolag="BIC")[1]
        most = max(1, min(MOST_LAGS, len(values) // MOST_LAGS))
        broken = zivot_andrews(values, regression="c", autolag="BIC", maxlag=most)[1]
        level = kpss(values, regression="c", nlags="auto")[1]
    return Stationarity(float(unit_root), float(broken), float(level))


def _moving(tests: tuple[Stationarity, Stationarity]) -> str | None:
    for words, test in zip(("a to b", "b to a"), tests, strict=True):
        if test.moving:
            return (
                f"The series is not stationary: a unit root of {words} is not rejected (augmented "
                f"Dickey-Fuller p = {test.adf:.2f}, with a break of the level p = {test.broken:.2f}), so "
                "that two drifts would pass for answers. Shorten the stretch to one between change points."
            )
    return None


def _modelled(
    data: Floats, start: int, lags: int | None, tests: tuple[Stationarity, Stationarity]
) -> Reciprocity:
    from statsmodels.tsa.api import VAR

    order, chosen_by = (lags, "given") if lags else _order(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = VAR(data).fit(order)
        white = float(fit.test_whiteness(max(order + 10, 12), adjusted=True).pvalue)
        responses = _responses(data, order)
    if not fit.is_stable():
        return Reciprocity(
            "The fitted autoregression is not stable: the series is not stationary.", len(data), start,
            start + len(data) - 1, order, chosen_by, stationarity=tests,
        )  # fmt: skip
    by_b, by_a = _granger(fit)
    return Reciprocity(
        None, len(data), start, start + len(data) - 1, order, chosen_by, by_b, by_a, responses,
        float(fit.resid_corr[0, 1]), white, tests, tuple(_warned(tests, white)),
    )  # fmt: skip


def _order(data: Floats) -> tuple[int, str]:
    from statsmodels.tsa.api import VAR

    most = max(1, min(MOST_LAGS, (len(data) // _PERIODS_A_PARAMETER - 1) // 2))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        order = int(VAR(data).select_order(most).bic)
    return max(1, order), f"Schwarz's criterion, of 0 to {most}" + (", which chose none" if not order else "")


def _granger(fit: Any) -> tuple[Granger, Granger]:
    from statsmodels.stats.multitest import multipletests

    tests = [fit.test_causality(answer, 1 - answer, kind="f") for answer in (0, 1)]
    corrected = multipletests([test.pvalue for test in tests], method="holm")[1]
    a, b = (
        Granger(float(t.test_statistic), (int(t.df[0]), int(t.df[1])), float(t.pvalue), float(p))
        for t, p in zip(tests, corrected, strict=True)
    )
    return a, b


def _responses(data: Floats, order: int) -> tuple[Response, ...]:
    """Orthogonalised responses under both orders of the sides, with asymptotic intervals (Luetkepohl 2005,
    3.7)."""
    from statsmodels.tsa.api import VAR

    out = []
    for first, columns in (("a", [0, 1]), ("b", [1, 0])):
        irf = VAR(data[:, columns]).fit(order).irf(STEPS)
        values, error = irf.orth_irfs, irf.stderr(orth=True)
        sides = ("a", "b") if first == "a" else ("b", "a")
        for shock, answer in ((0, 1), (1, 0), (0, 0), (1, 1)):
            path, reach = values[:, answer, shock], 1.96 * error[:, answer, shock]
            bounds = (tuple(map(float, path + sign * reach)) for sign in (0, -1, 1))
            out.append(Response(sides[shock], sides[answer], first, *bounds))
    return tuple(out)


def _warned(tests: tuple[Stationarity, Stationarity], white: float) -> list[str]:
    said = []
    if min(test.kpss for test in tests) <= ALPHA:
        said.append(
            "The level is not constant (KPSS, p at most 0.05): shifts of the level or long memory make both "
            "sides move together, and answers look stronger than they are. Compare "
            "the stretches between change points."
        )
    if white <= ALPHA:
        said.append("Correlation is left in the residuals: the lags do not catch all that lasts.")
    said.append("Granger's test tells of order in time, not of cause: both sides may answer a third event.")
    return said
