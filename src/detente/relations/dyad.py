"""A dyad whole: what was said about the relationship, what the two did to each other, when it changed, who
answers whom.

Assessments and events are two records. They share the axis of time and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.event_frame import placed
from detente.relations.changes import ALPHA, Break, Breaks, find_breaks
from detente.relations.chart import Theme
from detente.relations.dates import By, Stretch, window
from detente.relations.events import DIRECTIONS, Counted, Counting, Direction, count, fitting_period
from detente.relations.indices import Floats, IndexName, chosen_indices
from detente.relations.picture import MEDIA_TYPE, picture
from detente.relations.reciprocity import Reciprocity, reciprocity
from detente.relations.relationship import ChangePoint, EventShown, Relationship, shown, with_reports
from detente.relations.render import render
from detente.relations.resample import RESAMPLES, CoderError
from detente.relations.series import EventSeries, build_series
from detente.relations.timeline import Timeline
from detente.relations.weights import Weights

if TYPE_CHECKING:
    import polars as pl

MOST_AROUND = 8


@dataclass(frozen=True, slots=True)
class Dyad(Relationship):
    """A relationship that draws itself: in a notebook it is its picture."""

    def chart(self, theme: Theme = "light") -> dict[str, Any]:
        """The picture as a Vega-Lite specification; `altair.Chart.from_dict` takes it. Raises
        RequestError."""
        return picture(self, theme)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """What Jupyter shows: the specification, an SVG where it cannot draw one, and the description."""
        told = {"text/plain": render(self, "table")}
        if self.note:
            return told
        return {MEDIA_TYPE: self.chart(), "image/svg+xml": render(self, "svg"), **told}


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the events is asked for: see `Counting`, `chosen_indices` and `reciprocity`.

    `by` None chooses a period by the length of the record. `resamples` of 0 leaves out the intervals.
    """

    by: str | None = None
    indices: tuple[str, ...] = ()
    minimum: int = 5
    verbal: str = "all"
    countries: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    dated: str = "report"
    weights: Weights | None = None
    lags: int | None = None
    resamples: int = RESAMPLES

    @property
    def chosen(self) -> tuple[IndexName, ...]:
        """The indices asked for; raises RequestError."""
        return chosen_indices(self.indices, self.weights)


def build_dyad(
    timeline: Timeline, events: pl.DataFrame, asked: Asked, coder: CoderError | None = None
) -> Dyad:
    """A dyad from its timeline and its events (`event_frame.SCHEMA`); rows of other pairs are ignored.

    Raises RequestError where the question cannot be answered as it is put.
    """
    indices, limits = asked.chosen, window(timeline.since, timeline.until)
    by = fitting_by(events, asked.by, dated=asked.dated)
    counting = Counting(by, asked.minimum, asked.verbal, asked.countries, asked.controls, asked.dated)
    counted = count(events, timeline.dyad, counting, limits)
    if not counted.events.height:
        return Dyad(timeline, None, _none_counted(timeline, counted))
    series = build_series(counted, indices, weights=asked.weights, resamples=asked.resamples, coder=coder)
    points, notes = _changes(series, timeline)
    a, b = series.values("a_to_b"), series.values("b_to_a")
    answers = reciprocity(a, b, lags=asked.lags)
    names = {point.period for point in points}
    starts = [at for at, period in enumerate(series.periods) if period.name in names]
    within = None
    if any(_cuts(start, answers) for start in starts):
        within = reciprocity(_levelled(a, starts), _levelled(b, starts), lags=asked.lags)
    return Dyad(timeline, series, None, points, notes, answers, within)


def _cuts(start: int, found: Reciprocity) -> bool:
    """Does a change lie inside the stretch of periods that a reciprocity rests on? Else both are the same."""
    return found.first is None or found.last is None or found.first < start <= found.last


def _levelled(values: Floats, starts: Sequence[int]) -> Floats:
    """The values without the mean of their stretch between change points."""
    parts = np.split(values, starts)
    return np.concatenate([part - np.nanmean(part) if np.isfinite(part).any() else part for part in parts])


def fitting_by(
    events: pl.DataFrame, by: str | None, timeline: Timeline | None = None, *, dated: str = "report"
) -> By:
    """The period asked for, or one that fits the length of the record; `Counting` refuses an unknown one."""
    if by is not None:
        return by  # type: ignore[return-value]
    if dated == "report":
        events = placed(events)
    days = [events["day_from"].min(), events["day_to"].max()]
    days += [
        day for p in (timeline.points if timeline else ()) if p.when for day in (p.when.first, p.when.last)
    ]
    known = [day for day in days if isinstance(day, date)]
    return fitting_period(min(known), max(known)) if known else "month"


def _none_counted(timeline: Timeline, counted: Counted) -> str:
    between = f"between {timeline.names[0]} and {timeline.names[1]}"
    if not counted.left_out:
        return f"The archive holds no event {between}."
    reasons = ", ".join(f"{number:,} {reason}" for reason, number in counted.left_out.items())
    return f"No event {between} can be counted: {reasons}."


def _changes(series: EventSeries, timeline: Timeline) -> tuple[tuple[ChangePoint, ...], dict[Direction, str]]:
    from statsmodels.stats.multitest import multipletests

    known = {name: np.flatnonzero(np.isfinite(series.values(name))) for name in DIRECTIONS}
    found = {name: find_breaks(series.values(name)[known[name]]) for name in DIRECTIONS}
    tested = [name for name in DIRECTIONS if found[name].tested]
    # A direction is as sure as its least sure break; where none was found its test failed.
    ps = [max((b.p for b in found[name].found), default=1.0) for name in tested]
    corrected = dict(zip(tested, multipletests(ps, method="holm")[1] if ps else [], strict=True))
    points, notes = [], {}
    for name in DIRECTIONS:
        note = _note(found[name], corrected.get(name, 1.0))
        if note:
            notes[name] = note
            continue
        if found[name].slope:
            notes[name] = "A steady drift fits better than these breaks: they may be steps on a slope."
        points += [
            _point(series, timeline, name, known[name].tolist(), one, float(corrected[name]))
            for one in found[name].found
        ]
    return tuple(points), notes


def _note(breaks: Breaks, p: float) -> str | None:
    if breaks.reason:
        return breaks.reason
    if not breaks.found:
        return "No change point is found: series without a break move as much."
    if p > ALPHA:
        return f"A change is found but not sure enough once all directions are tested (p = {p:.2f})."
    return None


def _point(
    series: EventSeries, timeline: Timeline, direction: Direction, known: Sequence[int], one: Break, p: float
) -> ChangePoint:
    """A break as days. It may lie inside a period, which then looks like what is before it or behind it: so
    the interval holds the whole periods on either side, and a gap between them."""
    periods = series.periods
    before, behind = periods[known[max(one.low - 1, 0)]], periods[known[min(one.high, len(known) - 1)]]
    at, near = periods[known[one.at]], Stretch(before.first, behind.last)
    return ChangePoint(
        direction=direction,
        index=series.primary,
        period=at.name,
        day=at.first,
        earliest=before.first,
        latest=behind.last,
        p=one.p,
        p_corrected=p,
        placed=one.placed,
        before=one.before,
        after=one.after,
        events=tuple(_around(series.counted, direction, near, one.after - one.before)),
        assessments=_judged(timeline, near),
    )


def _judged(timeline: Timeline, near: Stretch) -> tuple[str, ...]:
    return tuple(p.point.assessment.id for p in timeline.points if p.when and p.when.lies_in(near))


def _around(counted: Counted, direction: Direction, near: Stretch, change: float) -> list[EventShown]:
    """The events of the stretch that weigh most on the side to which the index moved, with the most reports
    first."""
    import polars as pl

    rows = counted.events.filter(pl.col("day_from") >= near.first, pl.col("day_to") <= near.last)
    if direction != "both":
        rows = rows.filter(pl.col("direction") == DIRECTIONS.index(direction))
    side = pl.col("quad") <= 2 if change > 0 else pl.col("quad") >= 3
    heavy = with_reports(rows.filter(side), counted).sort(
        pl.col("goldstein").abs() * (pl.col("reports") + 1).log(),
        "day_from", "record", descending=[True, False, False], nulls_last=True,
    )  # fmt: skip
    return [*shown(heavy.head(MOST_AROUND).sort("day_from", "record"))]
