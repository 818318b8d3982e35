"""The picture of a whole dyad: assessments, events, and the index of each direction, over one axis of time;
under them how each side answers the other, where that can be told.

One Vega-Lite specification for the page, for notebooks and for files. Where there is no event it is the
timeline alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from textwrap import wrap
from urllib.parse import quote

import numpy as np

from detente.model import RequestError
from detente.relations.chart import (
    GRID,
    INK,
    QUIET,
    SCHEMA,
    SIDE_COLOURS,
    WIDTH,
    Span,
    Spec,
    Theme,
    config,
    day_after,
    days_shown,
    period_specification,
    specification,
    time_axis,
    titled,
)
from detente.relations.events import DIRECTED, Direction
from detente.relations.indices import QUADS, WORDS, IndexName
from detente.relations.relationship import ChangePoint, EventShown, Relationship, shown, with_reports
from detente.relations.responses import response_panels
from detente.relations.series import Cell, EventPeriod, EventSeries
from detente.relations.tell import describe_dyad
from detente.relations.words import one_line

MEDIA_TYPE = "application/vnd.vegalite.v6+json"
# Rows of the events' panel from cooperation down to conflict.
_ROWS = (2, 1, 3, 4)
_QUAD_WORDS = {number: name.replace("_", " ") for number, name in enumerate(QUADS, 1)}
_UNCLASSED = "no class"
_MOST_TICKS = 1500
_BINS = 260
# More periods than this are one path instead of marks of their own.
_MOST_MARKS = 700
_PANEL = 128
# Letters of what stands under a title: in all, and on a line, which the picture has no room to break itself.
_MOST_SAID, _LINE = 300, 118
_ROW = 30


def picture(dyad: Relationship, theme: Theme = "light") -> Spec:
    """The picture of a dyad; each datum carries `href`. Raises RequestError where there is nothing to
    draw."""
    if dyad.note:
        raise RequestError(dyad.note)
    if dyad.series is None:
        return _of_assessments(dyad, theme)
    span = days_shown(dyad.timeline, _days(dyad.series))
    panels = [*_judged(dyad, theme, span), _events(dyad, dyad.series, theme, span)]
    told = [name for name in DIRECTED if np.isfinite(dyad.series.values(name)).any()]
    panels += [_direction(dyad, dyad.series, name, theme, span) for name in told]
    panels += response_panels(dyad, theme)
    return {
        "$schema": SCHEMA,
        "description": describe_dyad(dyad),
        "vconcat": panels,
        "spacing": 26,
        "resolve": {"scale": {"color": "independent", "fill": "independent", "shape": "independent"}},
        "config": config(theme),
    }


def data_of(drawn: Spec) -> Iterator[Spec]:
    """Every datum of a picture, wherever in it."""
    yield from drawn.get("data", {}).get("values", ())
    for key in ("vconcat", "hconcat", "layer"):
        for inner in drawn.get(key, ()):
            yield from data_of(inner)


def _of_assessments(dyad: Relationship, theme: Theme) -> Spec:
    """The timeline, with the counts of its periods under it where they were asked for."""
    top = specification(dyad.timeline, theme)
    if not dyad.timeline.series:
        return top
    below = period_specification(dyad.timeline, theme)
    shared = {key: top.pop(key) for key in ("$schema", "description", "config")}
    parts = [top, {key: below[key] for key in ("title", "data", "vconcat", "resolve", "spacing")}]
    resolve = {"scale": {"color": "independent", "fill": "independent"}}
    return {**shared, "vconcat": parts, "resolve": resolve, "spacing": 28}


def _judged(dyad: Relationship, theme: Theme, span: Span) -> Iterator[Spec]:
    if dyad.timeline.note is None:
        top = specification(dyad.timeline, theme, span)
        top["title"]["frame"] = "group"
        yield {key: value for key, value in top.items() if key not in ("$schema", "description", "config")}


def _days(series: EventSeries) -> list[date]:
    return [day for period in (series.periods[0], series.periods[-1]) for day in (period.first, period.last)]


def _by_report(series: EventSeries) -> str | None:
    reports, events = series.counted.placed_by_report
    if not reports:
        return None
    return f"{events:,} of them stand on the day of their report: the text tells no other day."


def _silent(dyad: Relationship, series: EventSeries) -> Iterator[str]:
    """What stands in for the panel of a direction that no period can tell: an empty frame would look like
    calm."""
    for name in DIRECTED:
        if not np.isfinite(series.values(name)).any():
            counting = series.counted.counting
            few = f"no {counting.by} has the {counting.minimum} events of an index"
            yield f"{dyad.direction_name(name)}: insufficient, {few}."


def _colour(dyad: Relationship, theme: Theme) -> Spec:
    """Each direction by its source: the colours of the two sides, which differ in lightness too."""
    names = [dyad.direction_name(name) for name in DIRECTED]
    return {
        "field": "direction",
        "type": "nominal",
        "title": "direction",
        "scale": {"domain": names, "range": list(SIDE_COLOURS[theme][:2])},
    }


# The panel of events


def _events(dyad: Relationship, series: EventSeries, theme: Theme, span: Span) -> Spec:
    events, reports = series.counted.events.height, series.counted.reports.height
    single = events <= _MOST_TICKS
    values = _ticks(dyad, series) if single else list(_binned(dyad, series))
    upper, lower = (dyad.direction_name(name) for name in DIRECTED)
    said = f"{events:,} events in {reports:,} reports; upper half of a row {upper}, lower half {lower}."
    lines = [said, *([] if single else ["The stronger a tick, the more events."])]
    lines += [*filter(None, [_by_report(series)]), *_silent(dyad, series)]
    if series.counted.left_out:
        reasons = (f"{number:,} {reason}" for reason, number in series.counted.left_out.items())
        lines.append(f"Not drawn: {', '.join(reasons)}.")
    lines = [piece for line in lines for piece in wrap(one_line(line, _MOST_SAID), _LINE)]
    rows = [_QUAD_WORDS[number] for number in _ROWS]
    rows += [_UNCLASSED] if any(value["row"] == _UNCLASSED for value in values) else []
    return {
        "title": titled("What the two did and said to each other", lines, theme),
        "width": WIDTH,
        "height": _ROW * len(rows),
        "data": {"values": values},
        "mark": {
            "type": "tick",
            "thickness": 2.2 if single else WIDTH / _BINS,
            "height": 11,
            "cursor": "pointer",
        },
        "encoding": {
            "x": time_axis("at", span),
            "y": _rows(rows, theme),
            "yOffset": {
                "field": "direction",
                "scale": {"domain": [dyad.direction_name(d) for d in DIRECTED]},
            },
            "color": _colour(dyad, theme),
            "opacity": {"field": "weight", "type": "quantitative", "scale": None, "legend": None},
            "href": {"field": "href"},
            "description": {"field": "label"},
            "tooltip": [
                {"field": key} for key in ("event", "direction", "date", "events", "reports", "source")
            ],
        },
    }


def _rows(rows: Sequence[str], theme: Theme) -> Spec:
    return {
        "field": "row",
        "type": "nominal",
        "title": None,
        "scale": {"domain": list(rows), "paddingInner": 0.15},
        "axis": {
            "domain": False,
            "ticks": False,
            "grid": True,
            "tickBand": "extent",
            "gridColor": GRID[theme],
        },
    }


def _when(event: EventShown) -> str:
    said = _date_words(event.day, event.last)
    return f"{said} (day of the report)" if event.dated_by == "report" else said


def _ticks(dyad: Relationship, series: EventSeries) -> list[Spec]:
    rows, names = with_reports(series.counted.events, series.counted), series.counted.names
    out = []
    for event, at in zip(shown(rows), rows["period"].to_list(), strict=True):
        name = dyad.direction_name("a_to_b" if event.source == dyad.dyad[0] else "b_to_a")
        kind = " ".join(filter(None, [event.type or "no PLOVER type", event.mode, event.cameo]))
        out.append(
            {
                "at": _middle(event.day, event.last).isoformat(),
                "row": _QUAD_WORDS.get(event.quad or 0, _UNCLASSED),
                "direction": name,
                "event": one_line(kind, 80),
                "date": _when(event),
                "events": 1,
                "reports": event.reports,
                "source": one_line(event.publisher or event.origin, 60),
                "weight": 1,
                "href": event.href,
                "period": names[at],
                "label": one_line(f"{_when(event)}, {name}: {kind}", 160),
            }
        )
    return out


def _middle(first: date | None, last: date | None) -> date:
    left, right = first or last or date.min, last or first or date.min
    return left + (right - left) // 2


def _date_words(first: date | None, last: date | None) -> str:
    return f"{first}" if first == last else f"{first} to {last}"


def _binned(dyad: Relationship, series: EventSeries) -> Iterator[Spec]:
    """Events of one class and direction by equal stretches of days: the number is the tick's darkness."""
    import polars as pl

    events = series.counted.events.sort("day_from", "record")
    first, last = _days(series)[0], _days(series)[-1]
    width = max(1, -(-((last - first).days + 1) // _BINS))
    stretch = ((pl.col("day_from") - pl.lit(first)).dt.total_days() // width).alias("stretch")
    groups = events.group_by(stretch, "quad", "direction").agg(
        pl.len().alias("n"), pl.col("period").first(), pl.col("type").mode().sort().first().alias("often")
    )
    most = max(groups["n"].to_list())
    for at, quad, direction, number, period, often in groups.sort("stretch", "quad", "direction").iter_rows():
        start = first + timedelta(days=at * width)
        end = start + timedelta(days=width - 1)
        name = dyad.direction_name(DIRECTED[direction])
        yield {
            "at": _middle(start, end).isoformat(),
            "row": _QUAD_WORDS.get(quad, _UNCLASSED),
            "direction": name,
            "event": f"most often {often or 'without a type'}",
            "date": _date_words(start, end),
            "events": number,
            "reports": "see the period",
            "source": "see the period",
            "weight": round(0.15 + 0.85 * float(np.log1p(number) / np.log1p(most)), 3),
            "href": period_href(dyad, series.counted.names[period]),
            "period": series.counted.names[period],
            "label": f"{start} to {end}, {name}: {number:,} events",
        }


def period_href(dyad: Relationship, period: str) -> str:
    """Where the web application lists the events of a period."""
    counting = dyad.series.counted.counting if dyad.series else None
    by, dated = (counting.by, counting.dated) if counting else ("month", "report")
    path = f"/relations/{quote(dyad.dyad[0])}/{quote(dyad.dyad[1])}/periods/{quote(period)}?by={by}"
    return f"{path}&dated=told" if dated == "told" else path


# The panels of the index


def _direction(dyad: Relationship, series: EventSeries, name: Direction, theme: Theme, span: Span) -> Spec:
    colour = SIDE_COLOURS[theme][DIRECTED.index(name)]
    layers = [_shaded(series, name, theme, span), *_zero(theme)]
    layers += _changes([c for c in dyad.change_points if c.direction == name], theme)
    layers += _figures(dyad, series, name, colour)
    layers += _latent(series, name, theme)
    return {
        "title": titled(
            f"{dyad.direction_name(name)}: {WORDS[series.primary]}", _explained(dyad, series, name), theme
        ),
        "width": WIDTH,
        "height": _PANEL,
        "layer": layers,
    }


def _explained(dyad: Relationship, series: EventSeries, name: Direction) -> list[str]:
    short = sum(period.cells[name].insufficient for period in series.periods)
    counting = series.counted.counting
    bands = "band: 95 % by drawing stories anew" if series.resamples else "no intervals were asked for"
    marks = [
        f"Grey: insufficient, fewer than {counting.minimum} events ({short:,} of {len(series.periods):,})."
    ]
    marks = marks if short else []
    if name not in series.latent_notes:
        marks.append("Line: smoothed level.")
    if any(c.direction == name for c in dyad.change_points):
        marks.append("Dashed: change points; the bar on top: 95 % of when.")
    return [f"By {counting.by}, copies collapsed; {bands}.", *filter(None, [" ".join(marks)])]


def _axis(series: EventSeries, field: str) -> Spec:
    low, high = _reach(series)
    return {
        "field": field,
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [low, high], "nice": True, "zero": False},
        "axis": {"tickCount": 5, "grid": True},
    }


def _reach(series: EventSeries) -> tuple[float, float]:
    """One scale for both directions, so that they compare."""
    cells = [period.cells[name].indices.get(series.primary) for period in series.periods for name in DIRECTED]
    known = [v for e in cells if e for v in (e.value, e.low, e.high) if v is not None] or [0.0]
    low, high = min(0.0, *known), max(0.0, *known)
    return (low, high) if low < high else (-1.0, 1.0)


def _shaded(series: EventSeries, name: Direction, theme: Theme, span: Span) -> Spec:
    """The stretches in which the periods are insufficient; this layer names the ends of the axis of time."""
    values = []
    for short, group in groupby(series.periods, key=lambda period: period.cells[name].insufficient):
        stretch = list(group)
        if short:
            first, last = stretch[0], stretch[-1]
            words = first.name if first is last else f"{first.name} to {last.name}"
            values.append(
                {
                    "first": first.first.isoformat(),
                    "after": day_after(last.last).isoformat(),
                    "insufficient": words,
                }
            )
    return {
        "data": {"values": values},
        "mark": {"type": "rect", "color": GRID[theme], "opacity": 0.75},
        "encoding": {
            "x": time_axis("first", span),
            "x2": {"field": "after"},
            "tooltip": [{"field": "insufficient", "title": "insufficient"}],
        },
    }


def _zero(theme: Theme) -> list[Spec]:
    rule = {"type": "rule", "color": QUIET[theme], "strokeWidth": 1, "opacity": 0.7}
    return [{"data": {"values": [{}]}, "mark": rule, "encoding": {"y": {"datum": 0}}}]


def _figures(dyad: Relationship, series: EventSeries, name: Direction, colour: str) -> list[Spec]:
    """Band and value of each period: marks of their own, or of many periods one path."""
    values = [
        _datum(dyad, series, period, period.cells[name])
        for period in series.periods
        if _known(series, period, name)
    ]
    many = len(values) > _MOST_MARKS
    data = {"values": _in_runs(series, values)}
    band = {"type": "area", "interpolate": "step"} if many else {"type": "rect"}
    ends = {"x": time_axis("middle")} if many else {"x": time_axis("first"), "x2": {"field": "after"}}
    tips = [{"field": f, "type": "nominal"} for f in _TIPS]
    banded: Spec = {
        "data": data,
        "transform": [{"filter": "datum.low !== null"}],
        "mark": {**band, "color": colour, "opacity": 0.22},
        "encoding": {
            **ends,
            "y": _axis(series, "low"),
            "y2": {"field": "high"},
            **({"detail": {"field": "run"}} if many else {"href": {"field": "href"}, "tooltip": tips}),
        },
    }
    line = (
        {"type": "line", "strokeWidth": 1}
        if many
        else {"type": "rule", "strokeWidth": 2.4, "cursor": "pointer"}
    )
    valued: Spec = {
        "data": data,
        "mark": {**line, "color": colour},
        "encoding": {
            **ends,
            "y": _axis(series, "value"),
            **(
                {"detail": {"field": "run"}}
                if many
                else {"href": {"field": "href"}, "tooltip": tips, "description": {"field": "label"}}
            ),
        },
    }
    return [banded, valued]


_TIPS = ("period", "index", "interval", "events", "reports", "stories", "without verbal events", "from")


def _known(series: EventSeries, period: EventPeriod, name: Direction) -> bool:
    found = period.cells[name].indices.get(series.primary)
    return found is not None and found.value is not None


def _datum(dyad: Relationship, series: EventSeries, period: EventPeriod, cell: Cell) -> Spec:
    found, dry = cell.indices[series.primary], cell.without_verbal.get(series.primary)
    after = day_after(period.last)
    ends = "none" if found.low is None or found.high is None else f"{found.low:.3g} to {found.high:.3g}"
    return {
        "period": period.name,
        "first": period.first.isoformat(),
        "middle": _middle(period.first, period.last).isoformat(),
        "after": after.isoformat(),
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "latent": cell.latent and cell.latent.value,
        "index": f"{found.value:.3g}",
        "interval": ends,
        "events": cell.events,
        "reports": cell.raw,
        "stories": cell.stories,
        "without verbal events": "none"
        if not dry or dry.value is None
        else f"{dry.value:.3g} ({dry.n} events)",
        "from": ", ".join(f"{origin} {number:,}" for origin, number in cell.origins.items()),
        "href": period_href(dyad, period.name),
        "label": f"{period.name}: {found.value:.3g}, 95 % {ends}, {cell.events} events",
    }


def _in_runs(series: EventSeries, values: Iterable[Spec]) -> list[Spec]:
    """Each datum with the number of the run of periods it stands in: nothing is joined across a gap."""
    place = {name: at for at, name in enumerate(series.counted.names)}
    run, before, out = 0, None, []
    for value in values:
        at = place[value["period"]]
        run += before is not None and at != before + 1
        before = at
        out.append({**value, "run": run})
    return out


def _latent(series: EventSeries, name: Direction, theme: Theme) -> list[Spec]:
    levels: list[Spec] = [
        {
            "period": period.name,
            "middle": _middle(period.first, period.last).isoformat(),
            "latent": latent.value,
        }
        for period in series.periods
        if (latent := period.cells[name].latent)
    ]
    if not levels:
        return []
    line = {"type": "line", "color": INK[theme], "strokeWidth": 1.5, "opacity": 0.9}
    return [
        {
            "data": {"values": _in_runs(series, levels)},
            "mark": line,
            "encoding": {
                "x": time_axis("middle"),
                "y": _axis(series, "latent"),
                "detail": {"field": "run"},
            },
        }
    ]


def _changes(points: Sequence[ChangePoint], theme: Theme) -> list[Spec]:
    values = [
        {
            "day": point.day.isoformat(),
            "earliest": point.earliest.isoformat(),
            "latest": day_after(point.latest).isoformat(),
            "change": f"{point.before:.3g} before, {point.after:.3g} after",
            "when": f"{point.day}, between {point.earliest} and {point.latest} (95 %)",
            "p": f"{point.p_corrected:.3f}, corrected for all directions tested",
        }
        for point in points
    ]
    tips = [{"field": key} for key in ("when", "change", "p")]
    stretch: Spec = {
        "data": {"values": values},
        "mark": {"type": "rect", "color": INK[theme], "opacity": 0.8},
        "encoding": {
            "x": time_axis("earliest"),
            "x2": {"field": "latest"},
            "y": {"value": 0},
            "y2": {"value": 5},
            "tooltip": tips,
        },
    }
    rule: Spec = {
        "data": {"values": values},
        "mark": {"type": "rule", "color": INK[theme], "strokeDash": [5, 3], "strokeWidth": 1.4},
        "encoding": {"x": time_axis("day"), "tooltip": tips},
    }
    return [stretch, rule] if values else []


# Several indices side by side


def comparison(dyad: Relationship, theme: Theme = "light") -> Spec:
    """Every index in a panel of its own, both directions in each, to see where they disagree.

    Raises RequestError for a dyad without counted events.
    """
    if dyad.series is None:
        raise RequestError(dyad.events_note or "There is no series of events to compare.")
    series = dyad.series
    span = days_shown(dyad.timeline, _days(series))
    a, b = dyad.names
    return {
        "$schema": SCHEMA,
        "description": f"{len(series.indices)} indices of the events between {a} and {b}.",
        "vconcat": [_compared(dyad, series, index, theme, span) for index in series.indices],
        "spacing": 18,
        "config": config(theme),
    }


def _compared(dyad: Relationship, series: EventSeries, index: IndexName, theme: Theme, span: Span) -> Spec:
    values = [
        {**datum, "direction": dyad.direction_name(name)}
        for name in DIRECTED
        for datum in _in_runs(series, _index_values(dyad, series, index, name))
    ]
    solid, dashed = (dyad.direction_name(name) for name in DIRECTED)
    said = f"Solid: {solid}. Dashed: {dashed}." if index == series.indices[0] else ""
    return {
        "title": {
            "text": WORDS[index],
            "frame": "group",
            "subtitle": said,
            "subtitleColor": QUIET[theme],
            "anchor": "start",
            "fontSize": 12,
            "color": INK[theme],
            "offset": 4,
        },
        "width": WIDTH,
        "height": 84,
        "layer": [
            *_zero(theme),
            {
                "data": {"values": values},
                "mark": {"type": "line", "point": {"size": 14, "filled": True}, "strokeWidth": 1.4},
                "encoding": {
                    "x": time_axis("middle", span),
                    "y": {"field": "value", "type": "quantitative", "title": None, "axis": {"tickCount": 4}},
                    "color": _colour(dyad, theme),
                    "strokeDash": {
                        "field": "direction",
                        "legend": None,
                        "scale": {"range": [[1, 0], [5, 2]]},
                    },
                    "detail": {"field": "run"},
                    "href": {"field": "href"},
                    "tooltip": [{"field": key} for key in ("period", "direction", "value", "events")],
                },
            },
        ],
    }


def _index_values(
    dyad: Relationship, series: EventSeries, index: IndexName, name: Direction
) -> Iterator[Spec]:
    for period in series.periods:
        found = period.cells[name].indices.get(index)
        if found and found.value is not None:
            yield {
                "period": period.name,
                "middle": _middle(period.first, period.last).isoformat(),
                "value": round(found.value, 4),
                "events": found.n,
                "href": period_href(dyad, period.name),
            }
