"""The events of a dyad as they are counted: which rows count, in which period, in which direction, and why
not.

A row is a report (`detente.event_frame`). What is left out is told by reason and number, never dropped
silently.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import polars as pl

from detente.event_frame import collapse, placed
from detente.model import RequestError
from detente.relations.dates import PERIODS, By, Stretch, period_name, period_of, periods_between
from detente.relations.timeline import MOST_PERIODS

Direction = Literal["a_to_b", "b_to_a", "both"]
Verbal = Literal["all", "without", "only"]
Dated = Literal["told", "report"]
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
DIRECTED: tuple[Direction, ...] = ("a_to_b", "b_to_a")
VERBAL: tuple[Verbal, ...] = get_args(Verbal)
DATED: tuple[Dated, ...] = get_args(Dated)
# An imported row whose dataset does not tell what became of the event has no status; it counts.
COUNTED_STATUS = "happened"
_TRUNCATED: Mapping[By, str] = {"day": "1d", "week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}


@dataclass(frozen=True, slots=True)
class Counting:
    """How events are counted.

    `by` is the period, `minimum` the number of events (copies collapsed) below which a period of one
    direction is insufficient, `verbal` whether speech acts count. `countries` (ISO 3166-1 alpha-3) and
    `controls` (state, public, private, unknown) keep only reports of such outlets; empty keeps all.
    `dated` is "report" where an event whose day is not told stands on the day of its report, "told" to leave
    it out.
    """

    by: By
    minimum: int = 5
    verbal: str = "all"
    countries: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    dated: str = "report"

    def __post_init__(self) -> None:
        if self.by not in PERIODS:
            raise RequestError(f"{self.by!r} is not a period; choose {', '.join(PERIODS[:-1])} or year.")
        if self.minimum < 1:
            raise RequestError(f"The minimum of events in a period is at least 1, not {self.minimum}.")
        if self.verbal not in VERBAL:
            raise RequestError(f"{self.verbal!r} says nothing of verbal events; choose {', '.join(VERBAL)}.")
        if self.dated not in DATED:
            raise RequestError(f"{self.dated!r} dates no event; choose {' or '.join(DATED)}.")


@dataclass(frozen=True, slots=True)
class Counted:
    """The counted events of a dyad.

    `reports` are the rows that count, `events` the first report of each incident, both with the columns
    `period` (index into `periods`) and `direction` (0: a to b, 1: b to a). `left_out` is the number of
    reports by the reason why they do not count; `coarse` the frame of those known less exactly than one
    period.
    """

    dyad: tuple[str, str]
    counting: Counting
    periods: tuple[Stretch, ...]
    reports: pl.DataFrame
    events: pl.DataFrame
    left_out: dict[str, int]
    coarse: pl.DataFrame

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(period_name(period, self.counting.by) for period in self.periods)

    @property
    def placed_by_report(self) -> tuple[int, int]:
        """How many of the counted reports, and events, stand on the day of the report."""
        by_report = pl.col("dated_by") == "report"
        return self.reports.filter(by_report).height, self.events.filter(by_report).height

    def period(self) -> npt.NDArray[np.int64]:
        return self.events["period"].to_numpy()

    def direction(self) -> npt.NDArray[np.int64]:
        return self.events["direction"].to_numpy()


def count(frame: pl.DataFrame, dyad: tuple[str, str], counting: Counting, limits: Stretch) -> Counted:
    """The events of `dyad` (two sorted codes) in `frame` (`event_frame.SCHEMA`), as `counting` says.

    Rows of other pairs are ignored. Raises RequestError for more periods than a series can show.
    """
    rows = placed(frame.filter(_of(dyad)))
    kept, left_out = _sieve(rows, _conditions(counting, limits))
    start = [pl.col(day).dt.truncate(_TRUNCATED[counting.by]) for day in ("day_from", "day_to")]
    exact = kept.filter(start[0] == start[1])
    coarse = kept.filter(start[0] != start[1])
    if coarse.height:
        left_out[f"known less exactly than one {counting.by}"] = coarse.height
    periods = _periods(exact, counting.by)
    reports = exact.with_columns(
        period=_index(exact, periods),
        direction=(pl.col("source") == dyad[1]).cast(pl.Int64),
    )
    return Counted(dyad, counting, periods, reports, collapse(reports), left_out, coarse)


def _of(dyad: tuple[str, str]) -> pl.Expr:
    return (
        pl.col("source").is_in(dyad) & pl.col("target").is_in(dyad) & (pl.col("source") != pl.col("target"))
    )


def _conditions(counting: Counting, limits: Stretch) -> dict[str, pl.Expr]:
    """What a report must be to count, each under the words for those that are not; in this order."""
    status = pl.col("status")
    wanted = {
        "without a date": pl.col("day_from").is_not_null() & pl.col("day_to").is_not_null(),
        **(_told_alone() if counting.dated == "told" else {}),
        **_within(limits),
        "not told as happened (planned, hypothetical, alleged, denied or cancelled)": status.is_null()
        | (status == COUNTED_STATUS),
    }
    if counting.verbal == "without":
        wanted["verbal events"] = ~pl.col("verbal").fill_null(value=False)
    if counting.verbal == "only":
        wanted["events that are not verbal"] = pl.col("verbal").fill_null(value=False)
    if counting.countries:
        wanted["by outlets of other countries"] = pl.col("publisher_country").is_in(counting.countries)
    if counting.controls:
        wanted["by outlets under other control"] = (
            pl.col("publisher_control").fill_null("unknown").is_in(counting.controls)
        )
    return wanted


def _told_alone() -> dict[str, pl.Expr]:
    return {"dated by their report alone": ~pl.col("dated_by").eq_missing("report")}


def _within(limits: Stretch) -> dict[str, pl.Expr]:
    wanted = {}
    if limits.first:
        wanted["before the period asked for"] = pl.col("day_from") >= limits.first
    if limits.last:
        wanted["after the period asked for"] = pl.col("day_to") <= limits.last
    return wanted


def _sieve(rows: pl.DataFrame, wanted: Mapping[str, pl.Expr]) -> tuple[pl.DataFrame, dict[str, int]]:
    left_out = {}
    for reason, condition in wanted.items():
        kept = rows.filter(condition.fill_null(value=False))
        if kept.height < rows.height:
            left_out[reason] = rows.height - kept.height
        rows = kept
    return rows, left_out


def _periods(rows: pl.DataFrame, by: By) -> tuple[Stretch, ...]:
    first, last = rows["day_from"].min(), rows["day_to"].max()
    if not isinstance(first, date) or not isinstance(last, date):
        return ()
    periods = tuple(islice(periods_between(first, last, by), MOST_PERIODS + 1))
    if len(periods) > MOST_PERIODS:
        raise RequestError(
            f"From {first} to {last} there are more than {MOST_PERIODS:,} periods of one {by}; "
            "choose a longer period, or limit it with since and until."
        )
    return periods


def _index(rows: pl.DataFrame, periods: tuple[Stretch, ...]) -> pl.Series:
    starts = np.array([period.first for period in periods], dtype="datetime64[D]")
    days = rows["day_from"].to_numpy().astype("datetime64[D]")
    return pl.Series("period", np.searchsorted(starts, days, side="right") - 1, dtype=pl.Int64)


def fitting_period(first: date, last: date) -> By:
    """A period that gives a series of a readable length, for whoever named none."""
    days = (last - first).days
    for most, by in ((62, "day"), (400, "week"), (40 * 366, "month")):
        if days <= most:
            return by  # type: ignore[return-value]
    return "year"


def window_of(period: Stretch, by: By, around: int) -> Stretch:
    """The stretch from `around` periods before one to as many after it."""
    first, last = period.first, period.last
    for _ in range(around):
        if first and first > date.min:
            first = period_of(date.fromordinal(first.toordinal() - 1), by).first
        if last and last < date.max:
            last = period_of(date.fromordinal(last.toordinal() + 1), by).last
    return Stretch(first, last)
