"""A relationship as data: JSON types, and the rows of CSV files. Every column: docs/series.md."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from detente.model import RequestError, as_json
from detente.relations.dates import period_name, periods_between
from detente.relations.disagreement import compare_indices
from detente.relations.events import DIRECTIONS, Direction
from detente.relations.indices import QUADS, IndexName
from detente.relations.relationship import ChangePoint, EventShown, Relationship, counted_events
from detente.relations.series import Cell, Estimate, EventPeriod, EventSeries
from detente.relations.timeline import CHANGE_POINTS_NOTE, Period, PlacedPoint, Timeline

PARTS = ("assessments", "series", "changes", "events")
COLUMNS = (
    "id",
    "date",
    "from",
    "to",
    "dated_by",
    "dyad",
    "scope",
    "level",
    "trend",
    "outlook",
    "blame",
    "holder",
    "holder_code",
    "holder_side",
    "words",
    "statement",
    "document",
    "title",
    "publisher",
    "published",
    "corrected",
    "confidence",
    "found_by",
)
# A spreadsheet reads a cell that starts so as a formula (OWASP, "CSV injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def relationship_json(whole: Relationship) -> dict[str, Any]:
    """A relationship as JSON types: what `timeline_json` gives, with the events in `series`, `change_points`
    and more.

    `change_points` is a list where events count, and null with the reason in `change_points_note` where none
    do.
    """
    answer = timeline_json(whole.timeline) | {"note": whole.note, "events_note": whole.events_note}
    series = whole.series
    if series is None:
        return answer | {"events": None, "reciprocity": None, "reciprocity_within": None}
    return answer | {
        "by": series.counted.counting.by,
        "series": _periods_json(whole.timeline, series),
        "change_points": [_change_json(point) for point in whole.change_points],
        "change_points_note": dict(whole.change_notes),
        "events": _events_json(whole, series),
        "reciprocity": as_json(whole.reciprocity),
        "reciprocity_within": as_json(whole.reciprocity_within),
    }


def _events_json(whole: Relationship, series: EventSeries) -> dict[str, Any]:
    """What holds for the whole series of events: how they were counted, and from where."""
    counted = series.counted
    return {
        "reports": counted.reports.height,
        "events": counted.events.height,
        "dated": counted.counting.dated,
        "placed_by_report": dict(zip(("reports", "events"), counted.placed_by_report, strict=True)),
        "left_out": counted.left_out,
        "minimum": counted.counting.minimum,
        "verbal": counted.counting.verbal,
        "indices": list(series.indices),
        "primary": series.primary,
        "weights": series.weights and {"name": series.weights.name, "by_key": dict(series.weights.by_key)},
        "unweighted": series.unweighted,
        "resamples": series.resamples,
        "interval": 0.95,
        "priors": {name: asdict(prior) for name, prior in series.priors.items()},
        "latent_notes": dict(series.latent_notes),
        "outlets": [_outlet_json(group) for group in map(asdict, series.outlets)],
        "disagreements": [asdict(pair) for pair in compare_indices(whole)],
        "audited": series.audited,
        "purposive": series.purposive,
        "notes": list(series.notes),
    }


def _outlet_json(group: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in group.items() if key != "estimates"} | dict(group["estimates"])


def _periods_json(timeline: Timeline, series: EventSeries) -> list[dict[str, Any]]:
    """Every period from the first of either record to the last: its assessments, and its events by
    direction."""
    by = series.counted.counting.by
    judged = {period.name: period for period in timeline.series}
    acted = {period.name: period for period in series.periods}
    ends = [day for one in timeline.series for day in (one.first, one.last)]
    ends += [day for one in series.periods for day in (one.first, one.last)]
    return [
        _both_json(period_name(stretch, by), stretch.first, stretch.last, judged, acted)
        for stretch in periods_between(min(ends), max(ends), by)
    ]


def _both_json(
    name: str, first: Any, last: Any, judged: Mapping[str, Period], acted: Mapping[str, EventPeriod]
) -> dict[str, Any]:
    period = judged.get(name)
    cells = acted[name].cells if name in acted else None
    silent = period is None or period.insufficient
    return {
        "period": name,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "insufficient": silent and (cells is None or all(cell.insufficient for cell in cells.values())),
        "raw": period and as_json(period.raw),
        "collapsed": period and as_json(period.collapsed),
        "events": cells and {direction: _cell_json(cells[direction]) for direction in DIRECTIONS},
    }


def _cell_json(cell: Cell) -> dict[str, Any]:
    """A direction in a period; what is insufficient has null figures, and its counts."""
    record = asdict(cell)
    if cell.insufficient:
        record |= {"quad_intervals": None, "indices": None, "without_verbal": None, "latent": None}
    return record


def _change_json(point: ChangePoint) -> dict[str, Any]:
    record = asdict(point) | {
        name: getattr(point, name).isoformat() for name in ("day", "earliest", "latest")
    }
    return record | {"events": [event_json(event) for event in point.events]}


def event_json(event: EventShown) -> dict[str, Any]:
    """An event with its address; days are ISO 8601."""
    days = {"day": event.day and event.day.isoformat(), "last": event.last and event.last.isoformat()}
    return asdict(event) | days | {"href": event.href}


def timeline_json(timeline: Timeline) -> dict[str, Any]:
    """The timeline as JSON types: dyad, names, assessments (undated ones last), series, change_points.

    `undated` and `not_counted` list ids; `note` is a sentence where nothing can be drawn, else None.
    """
    return {
        "dyad": list(timeline.dyad),
        "names": list(timeline.names),
        "by": timeline.by,
        "assessments": [_point_json(placed) for placed in (*timeline.points, *timeline.undated)],
        "undated": [placed.point.assessment.id for placed in timeline.undated],
        "counts": {"raw": timeline.raw, "collapsed": timeline.collapsed},
        "series": [_period_json(period) for period in timeline.series],
        "not_counted": [placed.point.assessment.id for placed in timeline.not_counted],
        "change_points": None,
        "change_points_note": CHANGE_POINTS_NOTE,
        "note": timeline.note,
    }


def _point_json(placed: PlacedPoint) -> dict[str, Any]:
    point, when = placed.point, placed.when
    record = {key: value for key, value in as_json(point.assessment).items() if key != "record"}
    return record | {
        "words": point.words,
        "title": point.title,
        "published": point.published,
        "publisher": point.publisher,
        "corrected": point.corrected,
        "story": point.story,
        "copied_from": point.copied_from,
        "side": placed.side,
        "placed": when
        and {
            "first": when.first and when.first.isoformat(),
            "last": when.last and when.last.isoformat(),
            "dated_by": placed.dated_by,
        },
        "href": placed.href,
    }


def _period_json(period: Period) -> dict[str, Any]:
    return {
        "period": period.name,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "insufficient": period.insufficient,
        "raw": as_json(period.raw),
        "collapsed": as_json(period.collapsed),
    }


def csv_of(whole: Relationship, part: str | None = None) -> str:
    """One part as CSV; without a name the assessments, or where there are none and events count, the series.

    Raises RequestError for another part, or one that there is not.
    """
    chosen = part or ("series" if whole.timeline.empty and whole.series else "assessments")
    if chosen not in PARTS:
        raise RequestError(f"{chosen!r} is no part of a relationship; choose {', '.join(PARTS)}.")
    if chosen != "assessments" and whole.series is None:
        raise RequestError(whole.events_note or "There is no series of events.")
    rows = {
        "assessments": _assessment_rows,
        "series": _series_rows,
        "changes": _change_rows,
        "events": _event_rows,
    }
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([_cell(value) for value in row] for row in rows[chosen](whole))
    return out.getvalue()


def _assessment_rows(whole: Relationship) -> Iterator[Sequence[object]]:
    yield COLUMNS
    for placed in (*whole.timeline.points, *whole.timeline.undated):
        yield _row(placed)


def _cell(value: object) -> object:
    if isinstance(value, int | float):
        return value
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" \u00a0\ufeff").startswith(_FORMULA) else text


def _row(placed: PlacedPoint) -> Sequence[object]:
    point, record = placed.point, placed.point.assessment
    first, last = (placed.when.first, placed.when.last) if placed.when else (None, None)
    return (
        record.id,
        record.date,
        first,
        last,
        placed.dated_by,
        "-".join(record.dyad),
        record.scope,
        record.level,
        record.trend,
        record.outlook,
        (record.blame.name or record.blame.code) if record.blame else None,
        record.holder.name,
        record.holder.code,
        placed.side,
        point.words,
        point.statement,
        point.document,
        point.title,
        point.publisher,
        point.published,
        "yes" if point.corrected else "no",
        record.confidence,
        record.found_by,
    )


SERIES_COLUMNS = (
    "period", "first", "last", "direction", "source", "target", "reports", "events", "stories",
    "insufficient", *QUADS, "unclassed", "verbal",
)  # fmt: skip


def _series_rows(whole: Relationship) -> Iterator[Sequence[object]]:
    series = whole.series
    assert series is not None
    figures = [
        f"{name}{end}" for name in series.indices for end in ("", "_low", "_high", "_n", "_without_verbal")
    ]
    yield (*SERIES_COLUMNS, *figures, "latent", "latent_low", "latent_high", "origins")
    for period in series.periods:
        for direction in DIRECTIONS:
            yield _series_row(whole, period, direction, series.indices)


def _series_row(
    whole: Relationship, period: EventPeriod, direction: Direction, indices: Iterable[IndexName]
) -> list[object]:
    cell, (a, b) = period.cells[direction], whole.dyad
    source, target = {"a_to_b": (a, b), "b_to_a": (b, a), "both": (None, None)}[direction]
    row: list[object] = [period.name, period.first, period.last, direction, source, target]
    row += [cell.raw, cell.events, cell.stories, "yes" if cell.insufficient else "no"]
    row += [*cell.quads.values(), cell.unclassed, cell.verbal]
    for name in indices:
        found, dry = cell.indices.get(name), cell.without_verbal.get(name)
        row += [*_figures(found), found and found.n, dry and dry.value]
    return [
        *row,
        *_figures(cell.latent),
        ";".join(f"{name}:{number}" for name, number in cell.origins.items()),
    ]


def _figures(found: Estimate | None) -> tuple[float | None, float | None, float | None]:
    return (found.value, found.low, found.high) if found else (None, None, None)


CHANGE_COLUMNS = (
    "direction", "index", "period", "day", "earliest", "latest", "p", "p_corrected", "placed", "before",
    "after", "events", "assessments",
)  # fmt: skip


def _change_rows(whole: Relationship) -> Iterator[Sequence[object]]:
    yield CHANGE_COLUMNS
    for point in whole.change_points:
        records = ";".join(event.record for event in point.events)
        yield (*(getattr(point, name) for name in CHANGE_COLUMNS[:11]), records, ";".join(point.assessments))


EVENT_COLUMNS = (
    "record", "origin", "day", "last", "dated_by", "source", "target", "type", "mode", "cameo", "quad",
    "goldstein", "verbal", "status", "reports", "document", "publisher", "href",
)  # fmt: skip


def _event_rows(whole: Relationship) -> Iterator[Sequence[object]]:
    yield EVENT_COLUMNS
    for event in counted_events(whole):
        yield [getattr(event, name) for name in EVENT_COLUMNS]
