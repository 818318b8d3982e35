"""What is known of a dyad: its assessments, its series of events, its change points, who answers whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote

from detente.relations.events import Counted, Direction
from detente.relations.indices import IndexName
from detente.relations.reciprocity import Reciprocity
from detente.relations.series import EventSeries
from detente.relations.timeline import Timeline

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class EventShown:
    """An event as a reader meets it: one incident by its first report, `reports` of it in all. `day` is its
    first
    possible day, None where no day is known; `dated_by` is "report" where that is the day of its report."""

    record: str
    origin: str
    day: date | None
    last: date | None
    dated_by: str | None
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

    It took place from `earliest` to `latest` (95 %), most likely at the start of `period` on `day`. `p` is
    how often series without it show as much, `p_corrected` by Holm for all directions tested, `placed` the
    share of resamples that place it within one period. `events` are those around it that weigh most,
    `assessments` ids of those given then.
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
class Relationship:
    """The relationship of two states.

    `series` is None where no event counts, and `events_note` says why. `change_notes` says for each direction
    why no change was looked for or found, or what is doubtful of those found. `reciprocity_within` is the
    reciprocity with the means between change points taken out, None where no change point lies in the
    stretch it rests on: shifts that both share look like answers.
    """

    timeline: Timeline
    series: EventSeries | None
    events_note: str | None
    change_points: tuple[ChangePoint, ...] = ()
    change_notes: Mapping[Direction, str] = field(default_factory=dict)
    reciprocity: Reciprocity | None = None
    reciprocity_within: Reciprocity | None = None

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


def with_reports(rows: pl.DataFrame, counted: Counted) -> pl.DataFrame:
    """The rows with `reports`, how many reports each one's incident has in its direction."""
    import polars as pl

    numbers = counted.reports.group_by("incident", "source", "target").agg(pl.len().alias("reports"))
    return rows.join(numbers, on=["incident", "source", "target"], how="left", maintain_order="left")


def shown(rows: pl.DataFrame) -> list[EventShown]:
    """Rows (with `reports`) as a reader meets them, in their order."""
    names = (
        "record", "origin", "day_from", "day_to", "dated_by", "source", "target", "type", "mode", "cameo",
        "quad", "goldstein", "verbal", "status", "reports", "document", "publisher",
    )  # fmt: skip
    return [EventShown(*row) for row in rows.select(names).iter_rows()]


def counted_events(whole: Relationship, period: str | None = None) -> list[EventShown]:
    """The counted events of a relationship, or of one period of its series, both directions, in order of
    day."""
    import polars as pl

    if whole.series is None:
        return []
    counted = whole.series.counted
    rows = counted.events
    if period is not None:
        names = counted.names
        rows = rows.filter(pl.col("period") == (names.index(period) if period in names else -1))
    return shown(with_reports(rows, counted).sort("day_from", "record"))
