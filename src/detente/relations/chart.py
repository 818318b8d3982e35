"""The timeline as a Vega-Lite specification: one picture for the page, for notebooks and for files.

Vega-Lite 6, data inlined, nothing loaded. The y-axis is ordinal. Where several assessments meet, each has its
own `line` inside the lane of its level, worked out here on a nominal width, so that every one can be seen.
"""

from __future__ import annotations

import json
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Any, Literal

from detente.model import RequestError
from detente.relations.dates import Stretch
from detente.relations.describe import describe
from detente.relations.timeline import LEVELS, SIDES, PlacedPoint, Side, Timeline
from detente.relations.words import (
    NO_LEVEL,
    date_words,
    headline,
    holder_words,
    judgement_words,
    level_words,
    one_line,
)

Theme = Literal["light", "dark"]
Spec = dict[str, Any]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
WIDTH = 860
LANES = (*(level_words(level) for level in reversed(LEVELS)), NO_LEVEL)
MOST_WORDS = 320
# Okabe and Ito's palette (jfly.uni-koeln.de/color), told apart with any colour vision; each side differs in
# lightness too, for greyscale prints, and in shape.
SIDE_COLOURS = {
    "light": ("#0072b2", "#d55e00", "#009e73", "#4d4d4d", "#a8688c"),
    "dark": ("#6cc0f2", "#f0a030", "#2fc79a", "#d9d9d9", "#e3a6c6"),
}
_SALTIRE = "M-1,-.6L-.6,-1L0,-.4L.6,-1L1,-.6L.4,0L1,.6L.6,1L0,.4L-.6,1L-1,.6L-.4,0Z"
_SIDE_SHAPES = ("circle", "square", "diamond", _SALTIRE, "cross")
# Five steps of cividis (Nunez, Anderton and Renslow 2018, doi:10.1371/journal.pone.0199239), darkest for
# very low: lightness alone tells them apart; lifted for dark pages. No level stated is left empty.
_LEVEL_COLOURS = {
    "light": ("#00224e", "#434e6c", "#7d7c78", "#bcaf6f", "#fee838"),
    "dark": ("#3a5a98", "#6f7f9e", "#a09b86", "#cdbd6a", "#fff07a"),
}
INK = {"light": "#1f2328", "dark": "#e6e6e6"}
QUIET = {"light": "#5b626b", "dark": "#a9b0b8"}
GRID = {"light": "#e3e5e8", "dark": "#353a41"}
PAPER = {"light": "#ffffff", "dark": "#16181c"}
_SIGNS = {
    "trend": {"improving": "triangle-up", "stable": "triangle-right", "worsening": "triangle-down"},
    "outlook": {"hopeful": "M-1,0L1,0M0,-1L0,1", "pessimistic": "M-1,0L1,0"},
}


@dataclass(frozen=True, slots=True)
class _Scale:
    """How big things are drawn: fewer points, bigger marks. Areas in square pixels, the rest in pixels."""

    mark: int
    glyph: int
    row: int
    aside: int


_SCALES = ((60, _Scale(150, 60, 22, 14)), (400, _Scale(80, 34, 16, 11)), (1500, _Scale(36, 16, 10, 8)))
_SMALLEST = _Scale(16, 9, 6, 5)
# The coarsest date that names a tick, always with its year.
_DATE_FORMAT = "utcdate(datum.value) > 1 ? '%-d %b %Y' : utcmonth(datum.value) > 0 ? '%b %Y' : '%Y'"
_DATE_LABEL = f"utcFormat(datum.value, {_DATE_FORMAT})"
_OPEN_SHARE = 28
_LOWEST_LANE = 48
_ROW_MARK = "#"
_Line = list[tuple[float, float]]
Span = tuple[date, date]


def specification(timeline: Timeline, theme: Theme = "light", span: Span | None = None) -> Spec:
    """The Vega-Lite picture of a timeline; `theme` is "light" or "dark", `span` the days it shows, else all
    known.

    Each datum carries `href` to its record and the words, holder, date and document for its tooltip. For a
    page, set `width` to "container". Raises RequestError where there is nothing to place, with the reason.
    """
    if timeline.note:
        raise RequestError(timeline.note)
    scale = next((scale for most, scale in _SCALES if len(timeline.points) <= most), _SMALLEST)
    span = span or days_shown(timeline)
    values, lines = _values(timeline, span, scale)
    return {
        "$schema": SCHEMA,
        "description": describe(timeline),
        "title": _title(timeline, theme),
        "width": WIDTH,
        "height": {"step": scale.row},
        "data": {"values": values},
        "encoding": _shared(lines, theme),
        "layer": _layers(timeline, scale, theme, span),
        "resolve": {"scale": {"shape": "independent"}, "legend": {"fill": "independent"}},
        "config": config(theme),
    }


def period_specification(timeline: Timeline, theme: Theme = "light", span: Span | None = None) -> Spec:
    """The series as stacked bars: how many assessments stated which level, per period, one panel a side.

    Counts are of collapsed copies; a period without an assessment is left empty. Raises RequestError for a
    timeline without a series.
    """
    if not timeline.series:
        raise RequestError(timeline.note or "There is no series to draw; ask for one by day, month or year.")
    sides = [side for side in SIDES if any(p.collapsed and p.collapsed.side[side] for p in timeline.series)]
    values = list(_bars(timeline))
    return {
        "$schema": SCHEMA,
        "title": {
            "text": f"How many assessments by {timeline.by}, by level and holder's side",
            "subtitle": _series_subtitle(timeline),
            "anchor": "start",
            "fontSize": 14,
            "color": INK[theme],
            "subtitleColor": QUIET[theme],
        },
        "data": {"values": values},
        "vconcat": [
            _panel(timeline, side, max(v["top"] for v in values), theme, span or days_shown(timeline))
            for side in sides
        ],
        "resolve": {"scale": {"color": "shared"}},
        "spacing": 8,
        "config": config(theme),
    }


def _series_subtitle(timeline: Timeline) -> str:
    said = "Copies collapsed. An empty period has no assessment: insufficient, not zero."
    if not timeline.not_counted:
        return said
    return f"{said} {len(timeline.not_counted):,} known less exactly than one {timeline.by} not counted."


def _panel(timeline: Timeline, side: Side, most: int, theme: Theme, span: Span) -> Spec:
    name = timeline.side_name(side)
    levels = [*map(level_words, LEVELS), NO_LEVEL]
    return {
        "transform": [{"filter": {"field": "side", "equal": name}}],
        "width": WIDTH,
        "height": 56,
        "mark": {"type": "rect", "stroke": QUIET[theme], "strokeWidth": 0.6},
        "encoding": {
            "x": time_axis("first", span),
            "x2": {"field": "after"},
            "y": {
                "field": "base",
                "type": "quantitative",
                "title": name,
                "scale": {"domain": [0, most]},
                "axis": {
                    "values": sorted({0, most}),
                    "titleAngle": 0,
                    "titleAlign": "right",
                    "titlePadding": 10,
                },
            },
            "y2": {"field": "top"},
            "color": {
                "field": "level",
                "type": "ordinal",
                "title": "level",
                "scale": {"domain": levels, "range": [*_LEVEL_COLOURS[theme], PAPER[theme]]},
            },
            "tooltip": [{"field": key} for key in ("period", "side", "level", "n")],
        },
    }


def _bars(timeline: Timeline) -> Iterator[Spec]:
    for period in timeline.series:
        if period.collapsed is None:
            continue
        for side, levels in period.collapsed.level_by_side.items():
            tops = accumulate(levels.values())
            for (level, number), top in zip(levels.items(), tops, strict=True):
                if number:
                    yield {
                        "period": period.name,
                        "first": period.first.isoformat(),
                        "after": day_after(period.last).isoformat(),
                        "side": timeline.side_name(side),
                        "level": level_words(level),
                        "base": top - number,
                        "top": top,
                        "n": number,
                    }


def _title(timeline: Timeline, theme: Theme) -> Spec:
    number = len(timeline.points)
    said = [f"{number:,} assessment{'s' if number != 1 else ''}; every mark opens to its words."]
    if timeline.undated:
        said.append(f"{len(timeline.undated):,} without a date stand apart: not drawn.")
    lines = [" ".join(said)]
    if any(p.when and not p.when.is_day for p in timeline.points):
        lines.append("Hollow: known only to the stretch of its bar; dashed: on or before, or from, that day.")
    return {
        "text": headline(timeline),
        "subtitle": lines,
        "anchor": "start",
        "color": INK[theme],
        "subtitleColor": QUIET[theme],
        "offset": 14,
    }


def days_shown(timeline: Timeline, more: Iterable[date] = ()) -> Span:
    """The days the picture shows: all that are known, with a margin that keeps marks off the frame."""
    known = [day for p in timeline.points if p.when for day in (p.when.first, p.when.last) if day]
    known += [day for period in timeline.series for day in (period.first, period.last)]
    known += more
    first, last = min(known), max(known)
    margin = timedelta(days=max(12, (last - first).days // 20))
    return _moved(first, -margin), _moved(last, margin)


def _moved(day: date, by: timedelta) -> date:
    return date.fromordinal(min(date.max.toordinal(), max(1, day.toordinal() + by.days)))


def day_after(day: date) -> date:
    return _moved(day, timedelta(days=1))


def _values(timeline: Timeline, span: Span, scale: _Scale) -> tuple[list[Spec], list[str]]:
    """The data, each with its `line`, and all lines of the y-axis from the top down.

    Marks of a day take the lines nearest the middle of the lane, long bars those outside them.
    """
    lanes: dict[str, list[_Line]] = {lane: [] for lane in LANES}
    values = [_value(timeline, placed, span) for placed in timeline.points]
    extents = {value["id"]: _extent(value, span, scale) for value in values}
    for value in sorted(
        values, key=lambda v: (round(extents[v["id"]][1] - extents[v["id"]][0], -2), v["at"])
    ):
        row = _free_row(lanes[value["level"]], *extents[value["id"]])
        value["line"] = _line_name(value["level"], row)
    fewest = max(3, round(_LOWEST_LANE / scale.row))
    return values, [
        name for lane, lines in lanes.items() for name in _lane_lines(lane, max(fewest, len(lines)))
    ]


def _lane_lines(lane: str, number: int) -> list[str]:
    half = number // 2
    return [_line_name(lane, row) for row in range(half, -half - 1, -1)]


def _line_name(lane: str, row: int) -> str:
    return f"{lane}{_ROW_MARK}{row}" if row else lane


def _value(timeline: Timeline, placed: PlacedPoint, span: Span) -> Spec:
    point, record = placed.point, placed.point.assessment
    when = placed.when or Stretch(None, None)
    at, left, right = _where(when, span)
    return {
        "id": one_line(record.id),
        "href": placed.href,
        "at": at.isoformat(),
        "from": left.isoformat(),
        "to": right.isoformat(),
        "exact": when.is_day,
        "open": when.is_open,
        "level": level_words(record.level),
        "trend": record.trend or "not stated",
        "outlook": record.outlook or "not stated",
        "side": timeline.side_name(placed.side),
        "scope": record.scope,
        "holder": holder_words(placed),
        "words": one_line(point.words, MOST_WORDS),
        "date": date_words(placed),
        "document": one_line(point.title or point.document, 120),
        "publisher": one_line(point.publisher or "not known", 60),
        "corrected": "by a person" if point.corrected else "no",
        "label": f"{date_words(placed)}, {holder_words(placed)}: {judgement_words(placed)}. "
        f"{one_line(point.words, 160)}",
    }


def _where(when: Stretch, span: Span) -> tuple[date, date, date]:
    """The day of the mark and the ends of its bar: towards an open end it is a short piece, drawn dashed."""
    piece = timedelta(days=max(1, (span[1] - span[0]).days // _OPEN_SHARE))
    if when.last is None or when.first is None:
        known = when.first or when.last or span[0]
        ends = known, _moved(known, piece if when.first else -piece)
        return known, max(span[0], min(ends)), min(span[1], max(ends))
    left, right = when.first, when.last
    return _moved(left, (right - left) // 2), left, right


def _extent(value: Spec, span: Span, scale: _Scale) -> tuple[float, float]:
    """The pixels a datum takes on the nominal width: its bar, and the mark with its signs."""
    across = max(1, (span[1] - span[0]).days) / WIDTH
    at, left, right = (
        (date.fromisoformat(value[key]) - span[0]).days / across for key in ("at", "from", "to")
    )
    radius = scale.mark**0.5 / 2
    signs = (value["trend"] != "not stated") + (value["outlook"] != "not stated")
    return min(left, at - radius), max(right, at + radius + signs * scale.aside) + 5


def _free_row(lines: list[_Line], left: float, right: float) -> int:
    """The row nearest the middle of a lane where the stretch is free; it is taken.

    `lines` are the rows 0, 1, -1, 2, -2 ..., each with its taken stretches in order.
    """
    index = next((i for i, line in enumerate(lines) if _is_free(line, left, right)), len(lines))
    if index == len(lines):
        lines.append([])
    insort(lines[index], (left, right))
    return (index + 1) // 2 * (1 if index % 2 else -1)


def _is_free(line: _Line, left: float, right: float) -> bool:
    at = bisect_left(line, (left, right))
    return (at == 0 or line[at - 1][1] <= left) and (at == len(line) or right <= line[at][0])


def _shared(lines: Sequence[str], theme: Theme) -> Spec:
    """What all layers share. The y-axis has one line per row; it shows each lane's name at its middle."""
    middle = f"indexof(datum.value || '', '{_ROW_MARK}') < 0"
    lowest = {_lane(line): line for line in lines}.values()
    return {
        "y": {
            "field": "line",
            "type": "ordinal",
            "title": None,
            "scale": {"domain": list(lines), "padding": 0},
            "axis": {
                "labelExpr": f"{middle} ? datum.label : ''",
                "labelOverlap": False,
                "labelColor": {
                    "condition": {"test": f"datum.value === '{NO_LEVEL}'", "value": QUIET[theme]},
                    "value": INK[theme],
                },
                "ticks": False,
                "domain": False,
                "grid": True,
                "tickBand": "extent",
                "gridColor": {
                    "condition": {
                        "test": f"indexof({json.dumps(list(lowest))}, datum.value) >= 0",
                        "value": GRID[theme],
                    },
                    "value": "transparent",
                },
            },
        },
        "description": {"field": "label"},
        "href": {"field": "href"},
        "tooltip": _tooltip(),
    }


def _lane(line: str) -> str:
    return line.partition(_ROW_MARK)[0]


def _tooltip() -> list[Spec]:
    shown: Iterable[str] = (
        "words",
        "holder",
        "side",
        "level",
        "trend",
        "outlook",
        "scope",
        "date",
        "document",
        "publisher",
        "corrected",
    )
    return [
        {"field": field, "type": "nominal", "title": "holder's side" if field == "side" else field}
        for field in shown
    ]


def time_axis(field: str, span: Span | None = None) -> Spec:
    """The axis of time; one layer alone names its ends, for the others share them."""
    ends = {"domain": [day.isoformat() for day in span], "nice": False} if span else {}
    return {
        "field": field,
        "type": "temporal",
        "title": None,
        "scale": {"type": "utc", **ends},
        "axis": {"labelExpr": _DATE_LABEL, "labelOverlap": "greedy", "labelSeparation": 12, "tickCount": 10},
    }


def _layers(timeline: Timeline, scale: _Scale, theme: Theme, span: Span) -> list[Spec]:
    colour = _side_colour(timeline, theme)
    ink = INK[theme]
    bars = {
        "transform": [{"filter": "!datum.exact"}],
        "mark": {"type": "rule", "strokeWidth": 2.5 if scale.row > 10 else 1.5, "opacity": 0.55},
        "encoding": {
            "x": time_axis("from"),
            "x2": {"field": "to"},
            "color": {**colour, "legend": None},
            "strokeDash": {"condition": {"test": "datum.open", "value": [4, 3]}, "value": [1, 0]},
        },
    }
    marks = {
        "params": [
            {
                "name": "pan_and_zoom",
                "select": {"type": "interval", "encodings": ["x"], "zoom": "wheel![event.shiftKey]"},
                "bind": "scales",
            }
        ],
        "mark": {
            "type": "point",
            "size": scale.mark,
            "opacity": 1,
            "strokeWidth": 1.8 if scale.row > 10 else 1,
            "filled": False,
            "cursor": "pointer",
        },
        "encoding": {
            "x": time_axis("at", span),
            "color": {**colour, "legend": None},
            "fill": {
                "condition": {"test": "datum.exact", **colour},
                "value": PAPER[theme],
            },
            "shape": _side_shape(timeline),
            "size": {"condition": {"test": "datum.exact", "value": scale.mark}, "value": scale.mark * 0.55},
        },
    }
    outlook = "datum.outlook !== 'not stated'"
    return [
        bars,
        marks,
        _signs("trend", "datum.trend !== 'not stated'", scale.aside, scale, ink),
        _signs("outlook", f"{outlook} && datum.trend === 'not stated'", scale.aside, scale, ink),
        # Beside a trend the outlook stands one place further; one legend is enough for both.
        _signs(
            "outlook", f"{outlook} && datum.trend !== 'not stated'", 2 * scale.aside, scale, ink, key=False
        ),
    ]


def _signs(field: str, test: str, aside: int, scale: _Scale, ink: str, *, key: bool = True) -> Spec:
    """Small signs to the right of the marks: the trend as triangles, the outlook as plus and minus."""
    shapes, filled = _SIGNS[field], field == "trend"
    return {
        "transform": [{"filter": test}],
        "mark": {
            "type": "point",
            "size": scale.glyph,
            "xOffset": aside,
            "filled": filled,
            "color": ink,
            "strokeWidth": 0 if filled else 1.6,
            "opacity": 1,
            "cursor": "pointer",
        },
        "encoding": {
            "x": time_axis("at"),
            "shape": {
                "field": field,
                "type": "nominal",
                "title": field,
                "scale": {"domain": list(shapes), "range": list(shapes.values())},
                "legend": {"symbolSize": 70, "symbolStrokeWidth": 1.6} if key else None,
            },
        },
    }


def _side_scale(timeline: Timeline, values: Sequence[str]) -> Spec:
    return {"domain": [timeline.side_name(side) for side in SIDES], "range": list(values)}


def _side_colour(timeline: Timeline, theme: Theme) -> Spec:
    return {
        "field": "side",
        "type": "nominal",
        "title": "holder's side",
        "scale": _side_scale(timeline, SIDE_COLOURS[theme]),
    }


def _side_shape(timeline: Timeline) -> Spec:
    return {
        "field": "side",
        "type": "nominal",
        "title": "holder's side",
        "scale": _side_scale(timeline, _SIDE_SHAPES),
    }


def config(theme: Theme) -> Spec:
    ink, quiet, grid = INK[theme], QUIET[theme], GRID[theme]
    return {
        "background": PAPER[theme],
        "font": "Helvetica, Arial, sans-serif",
        "view": {"stroke": grid},
        "axis": {
            "labelColor": ink,
            "titleColor": quiet,
            "gridColor": grid,
            "domainColor": grid,
            "tickColor": grid,
            "labelFontSize": 12,
            "labelPadding": 6,
        },
        "legend": {
            "labelColor": ink,
            "titleColor": quiet,
            "labelFontSize": 12,
            "orient": "bottom",
            "direction": "horizontal",
            "titleOrient": "left",
            "symbolOpacity": 1,
            "layout": {"bottom": {"direction": "vertical", "margin": 8, "anchor": "start"}},
        },
        "header": {"labelColor": ink, "labelAngle": 0, "labelAlign": "left"},
        "title": {"fontSize": 17, "fontWeight": 600, "subtitleFontSize": 12, "subtitlePadding": 6},
    }


def titled(text: str, said: str | list[str], theme: Theme) -> Spec:
    """The title of a panel with what is said of it."""
    return {
        "text": text,
        "subtitle": said,
        "anchor": "start",
        "frame": "group",
        "fontSize": 14,
        "color": INK[theme],
        "subtitleColor": QUIET[theme],
        "offset": 8,
    }
