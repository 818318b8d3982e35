"""A dyad whole: what was said about the relationship, what the two did to each other, when it changed, who answers whom.

Assessments and events are two records. They share the axis of time and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

import numpy as np

from detente.relations.changes import ALPHA, Break, Breaks, find_breaks
from detente.relations.dates import By, Stretch, window
from detente.relations.events import DIRECTIONS, Counted, Counting, Direction, Verbal, count, fitting_period
from detente.relations.indices import IndexName, chosen_indices
from detente.relations.reciprocity import Reciprocity, reciprocity
from detente.relations.resample import RESAMPLES, CoderError
from detente.relations.series import EventSeries, build_series
from detente.relations.timeline import Timeline
from detente.relations.weights import Weights

if TYPE_CHECKING:
    import polars as pl

MOST_AROUND = 8


@dataclass(frozen=True, slots=True)
class EventShown:
    """An event as a reader meets it: one incident by its first report, `reports` of it in all. `day` is its first
    possible day, None where no day is known."""

    record: str
    origin: str
    day: date | None
    last: date | None
    source: str
    target: str
    type: str | None
    mode: str | None
    cameo: str | None
    quad: int | None
    goldstein: float | None
    verbal: bool | None
    status: str | None
    reports: int
    document: str | None
    publisher: str | None

    @property
    def href(self) -> str:
        """Where the web application shows it: the words in their document, or the imported row."""
        if self.document:
            return f"/documents/{quote(self.document, safe='')}#{quote(self.record, safe='')}"
        return f"/events/{quote(self.record, safe='')}"


@dataclass(frozen=True, slots=True)
class ChangePoint:
    """A change of the mean level of an index in one direction.

    It took place from `earliest` to `latest` (95 %), most likely at the start of `period` on `day`. `p` is how often
    series without it show as much, `p_corrected` by Holm for all directions tested, `placed` the share of resamples
    that place it within one period. `events` are those around it that weigh most, `assessments` ids of those given then.
    """

    direction: Direction
    index: IndexName
    period: str
    day: date
    earliest: date
    latest: date
    p: float
    p_corrected: float
    placed: float
    before: float
    after: float
    events: tuple[EventShown, ...]
    assessments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dyad:
    """The relationship of two states; shows itself in notebooks.

    `series` is None where no event counts, and `events_note` says why. `change_notes` says for each direction why
    no change was looked for, or that none was found.
    """

    timeline: Timeline
    series: EventSeries | None
    events_note: str | None
    change_points: tuple[ChangePoint, ...] = ()
    change_notes: Mapping[Direction, str] = field(default_factory=dict)
    reciprocity: Reciprocity | None = None

    @property
    def dyad(self) -> tuple[str, str]:
        return self.timeline.dyad

    @property
    def names(self) -> tuple[str, str]:
        return self.timeline.names

    @property
    def note(self) -> str | None:
        """One sentence where there is nothing to draw; None otherwise."""
        if self.series is not None or self.timeline.note is None:
            return None
        if self.timeline.empty and self.events_note:
            return f"{self.timeline.note} {self.events_note}"
        return self.timeline.note

    def direction_name(self, direction: Direction) -> str:
        """As in "Norland to Sudria", or "both directions"."""
        a, b = self.names
        return {"a_to_b": f"{a} to {b}", "b_to_a": f"{b} to {a}", "both": "both directions"}[direction]

    def chart(self, theme: Literal["light", "dark"] = "light") -> dict[str, Any]:
        """The picture as a Vega-Lite specification; `altair.Chart.from_dict` takes it. Raises RequestError."""
        from detente.relations.picture import picture

        return picture(self, theme)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """What Jupyter shows: the specification, an SVG where it cannot draw one, and the description."""
        from detente.relations.picture import MEDIA_TYPE
        from detente.relations.render import render
        from detente.relations.tell import tell

        told = {"text/plain": tell(self)}
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
    verbal: Verbal = "all"
    countries: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    weights: Weights | None = None
    lags: int | None = None
    resamples: int = RESAMPLES

    @property
    def chosen(self) -> tuple[IndexName, ...]:
        """The indices asked for; raises RequestError."""
        return chosen_indices(self.indices, self.weights)


def build_dyad(timeline: Timeline, events: pl.DataFrame, asked: Asked, coder: CoderError | None = None) -> Dyad:
    """A dyad from its timeline and its events (`event_frame.SCHEMA`); rows of other pairs are ignored.

    Raises RequestError where the question cannot be answered as it is put.
    """
    indices, limits = asked.chosen, window(timeline.since, timeline.until)
    by = fitting_by(events, asked.by)
    counting = Counting(by, asked.minimum, asked.verbal, asked.countries, asked.controls)
    counted = count(events, timeline.dyad, counting, limits)
    if not counted.events.height:
        return Dyad(timeline, None, _none_counted(timeline, counted))
    series = build_series(
        counted, indices, weights=asked.weights, resamples=asked.resamples, coder=coder
    )
    points, notes = _changes(series, timeline)
    pair = series.values("a_to_b"), series.values("b_to_a")
    return Dyad(timeline, series, None, points, notes, reciprocity(*pair, lags=asked.lags))


def fitting_by(events: pl.DataFrame, by: str | None) -> By:
    """The period asked for, or one that fits the length of the record; `Counting` refuses an unknown one."""
    if by is not None:
        return by  # type: ignore[return-value]
    first, last = events["day_from"].min(), events["day_to"].max()
    if not isinstance(first, date) or not isinstance(last, date):
        return "month"
    return fitting_period(first, last)


def _none_counted(timeline: Timeline, counted: Counted) -> str:
    between = f"between {timeline.names[0]} and {timeline.names[1]}"
    if not counted.left_out:
        return f"The archive holds no event {between}."
    reasons = ", ".join(f"{number:,} {reason}" for reason, number in counted.left_out.items())
    return f"No event {between} can be counted: {reasons}."


def _changes(
    series: EventSeries, timeline: Timeline
) -> tuple[tuple[ChangePoint, ...], dict[Direction, str]]:
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
    """A break as days: it lies after the last known period before it and not after the first known one behind it."""
    periods = series.periods
    earliest = periods[known[max(one.low - 1, 0)]].last + timedelta(days=1)
    latest, at = periods[known[min(one.high, len(known) - 1)]].first, periods[known[one.at]]
    near = Stretch(periods[known[max(one.low - 1, 0)]].first, periods[known[min(one.high, len(known) - 1)]].last)
    return ChangePoint(
        direction, series.primary, at.name, at.first, earliest, latest, one.p, p, one.placed, one.before, one.after,
        tuple(_around(series.counted, direction, near, one.after - one.before)), _judged(timeline, near),
    )  # fmt: skip


def _judged(timeline: Timeline, near: Stretch) -> tuple[str, ...]:
    return tuple(p.point.assessment.id for p in timeline.points if p.when and p.when.lies_in(near))


def _around(counted: Counted, direction: Direction, near: Stretch, change: float) -> list[EventShown]:
    """The events of the stretch that weigh most on the side to which the index moved, with the most reports first."""
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


def with_reports(rows: pl.DataFrame, counted: Counted) -> pl.DataFrame:
    """The rows with `reports`, how many reports each one's incident has in its direction."""
    import polars as pl

    numbers = counted.reports.group_by("incident", "source", "target").agg(pl.len().alias("reports"))
    return rows.join(numbers, on=["incident", "source", "target"], how="left", maintain_order="left")


def shown(rows: pl.DataFrame) -> list[EventShown]:
    """Rows (with `reports`) as a reader meets them, in their order."""
    names = (
        "record", "origin", "day_from", "day_to", "source", "target", "type", "mode", "cameo", "quad", "goldstein",
        "verbal", "status", "reports", "document", "publisher",
    )  # fmt: skip
    return [EventShown(*row) for row in rows.select(names).iter_rows()]


def events_of_period(dyad: Dyad, period: str) -> list[EventShown]:
    """The counted events of one period of a dyad's series, both directions, in order of day."""
    import polars as pl

    if dyad.series is None or period not in dyad.series.counted.names:
        return []
    counted = dyad.series.counted
    rows = counted.events.filter(pl.col("period") == counted.names.index(period))
    return shown(with_reports(rows, counted).sort("day_from", "record"))
