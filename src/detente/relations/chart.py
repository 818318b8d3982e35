"""The timeline as a Vega-Lite specification: one picture for the page, for notebooks and for files.

Vega-Lite 6, data inlined, nothing loaded. The y-axis is ordinal. Where several assessments meet, each has its
own `row` inside the lane of its level, worked out here on a nominal width, so that every one can be seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any, Literal

from detente.model import RequestError
from detente.relations.dates import Stretch
from detente.relations.describe import describe
from detente.relations.timeline import LEVELS, SIDES, PlacedPoint, Timeline
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
_SIDE_COLOURS = {
    "light": ("#0072b2", "#d55e00", "#009e73", "#4d4d4d", "#a8688c"),
    "dark": ("#6cc0f2", "#f0a030", "#2fc79a", "#d9d9d9", "#e3a6c6"),
}
_SIDE_SHAPES = ("circle", "square", "diamond", "M-1,-1L1,1M1,-1L-1,1", "cross")
_LEVEL_COLOURS = {
    "light": ("#1a5e8f", "#6fa8cf", "#d8d8d8", "#f2a65e", "#b04a00", "#ffffff"),
    "dark": ("#8fd0ff", "#4a90bf", "#666666", "#c97f3a", "#ff9d4d", "#1b1e23"),
}
_INK = {"light": "#1f2328", "dark": "#e6e6e6"}
_QUIET = {"light": "#5b626b", "dark": "#a9b0b8"}
_GRID = {"light": "#e3e5e8", "dark": "#353a41"}
_PAPER = {"light": "#ffffff", "dark": "#16181c"}
_TREND_GLYPHS = {"improving": "triangle-up", "stable": "triangle-right", "worsening": "triangle-down"}
_OUTLOOK_GLYPHS = {"hopeful": "M-1,0L1,0M0,-1L0,1", "pessimistic": "M-1,0L1,0"}


@dataclass(frozen=True, slots=True)
class _Scale:
    """How big things are drawn: fewer points, bigger marks. Areas in square pixels, the rest in pixels."""

    mark: int
    glyph: int
    row: int
    aside: int


_SCALES = ((60, _Scale(150, 60, 22, 14)), (400, _Scale(80, 34, 16, 11)), (1500, _Scale(36, 16, 10, 8)))
_SMALLEST = _Scale(16, 9, 6, 5)
_TALLEST = 2400


def specification(timeline: Timeline, theme: Theme = "light") -> Spec:
    """The Vega-Lite picture of a timeline; `theme` is "light" or "dark".

    Each datum carries `href` to its record and the words, holder, date and document for its tooltip. For a
    page, set `width` to "container". Raises RequestError where there is nothing to place, with the reason.
    """
    if timeline.note:
        raise RequestError(timeline.note)
    scale = next((scale for most, scale in _SCALES if len(timeline.points) <= most), _SMALLEST)
    span = _span(timeline.points)
    values, rows = _values(timeline, span, scale)
    height = min(_TALLEST // len(LANES), max(44, (rows + 1) * scale.row))
    return {
        "$schema": SCHEMA,
        "description": describe(timeline),
        "title": _title(timeline, theme),
        "width": WIDTH,
        "height": height * len(LANES),
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": values},
        "encoding": _position(span, rows, theme),
        "layer": _layers(timeline, scale, theme),
        "resolve": {"scale": {"shape": "independent", "color": "shared"}},
        "config": _config(theme),
    }


def period_specification(timeline: Timeline, theme: Theme = "light") -> Spec:
    """The series as stacked bars: how many assessments stated which level, per period and holder's side.

    Counts are of collapsed copies. Raises RequestError for a timeline without a series.
    """
    if not timeline.series:
        raise RequestError(
            timeline.note or "There is no series; ask for one by day, week, month, quarter or year."
        )
    sides = [side for side in SIDES if any(p.collapsed and p.collapsed.side[side] for p in timeline.series)]
    levels = [level_words(level) for level in LEVELS]
    return {
        "$schema": SCHEMA,
        "description": f"Assessments per {timeline.by} by level, one row for each holder's side.",
        "width": WIDTH,
        "height": 54,
        "data": {"values": list(_bars(timeline))},
        "facet": {"row": {"field": "side", "title": None, "sort": [timeline.side_name(s) for s in sides]}},
        "spec": {
            "width": WIDTH,
            "height": 54,
            "mark": {"type": "bar", "stroke": _QUIET[theme], "strokeWidth": 0.5},
            "encoding": {
                "x": {"field": "first", "type": "temporal", "scale": {"type": "utc"}, "title": None},
                "x2": {"field": "after"},
                "y": {"field": "n", "type": "quantitative", "title": "count", "axis": {"tickMinStep": 1}},
                "color": {
                    "field": "level",
                    "sort": [*levels, NO_LEVEL],
                    "title": "level",
                    "scale": {
                        "domain": [*levels, NO_LEVEL],
                        "range": [*reversed(_LEVEL_COLOURS[theme][:5]), _LEVEL_COLOURS[theme][5]],
                    },
                },
                "order": {"field": "order", "type": "quantitative"},
                "tooltip": [{"field": key} for key in ("period", "side", "level", "n")],
            },
        },
        "config": _config(theme),
    }


def _bars(timeline: Timeline) -> Iterator[Spec]:
    for period in timeline.series:
        if period.collapsed is None:
            continue
        for side, levels in period.collapsed.level_by_side.items():
            for order, (level, number) in enumerate(levels.items()):
                if number:
                    yield {
                        "period": period.name,
                        "first": period.first.isoformat(),
                        "after": _after(period.last).isoformat(),
                        "side": next(timeline.side_name(s) for s in SIDES if s == side),
                        "level": level_words(level),
                        "order": order,
                        "n": number,
                    }


def _title(timeline: Timeline, theme: Theme) -> Spec:
    number = len(timeline.points)
    said = [f"{number:,} assessment{'s' if number != 1 else ''}, each a judgement that opens to its words."]
    if timeline.undated:
        said.append(f"{len(timeline.undated):,} without a date not drawn.")
    if any(p.when and not p.when.is_day for p in timeline.points):
        said.append("Hollow mark on a bar: known only to the stretch of the bar.")
    return {
        "text": headline(timeline),
        "subtitle": " ".join(said),
        "anchor": "start",
        "color": _INK[theme],
        "subtitleColor": _QUIET[theme],
        "offset": 14,
    }


def _span(points: Sequence[PlacedPoint]) -> tuple[date, date]:
    """The days the picture shows: all that are known, with a margin that keeps marks off the frame."""
    known = [day for p in points if p.when for day in (p.when.first, p.when.last) if day]
    first, last = min(known), max(known)
    margin = timedelta(days=max(12, (last - first).days // 25))
    return _moved(first, -margin), _moved(last, margin)


def _moved(day: date, by: timedelta) -> date:
    return date.fromordinal(min(date.max.toordinal(), max(1, day.toordinal() + by.days)))


def _after(day: date) -> date:
    return _moved(day, timedelta(days=1))


def _values(timeline: Timeline, span: tuple[date, date], scale: _Scale) -> tuple[list[Spec], int]:
    """The data, and in how many rows above and below the middle of its lane a point may stand."""
    lanes: dict[str, list[float]] = {lane: [] for lane in LANES}
    values, most = [], 0
    for placed in timeline.points:
        value = _value(timeline, placed, span)
        value["row"] = _free_row(lanes[value["level"]], *_extent(value, span, scale))
        most = max(most, abs(value["row"]))
        values.append(value)
    return values, most * 2


def _value(timeline: Timeline, placed: PlacedPoint, span: tuple[date, date]) -> Spec:
    point, record = placed.point, placed.point.assessment
    when = placed.when or Stretch(None, None)
    at, left, right = _where(when, span)
    return {
        "id": record.id,
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


def _where(when: Stretch, span: tuple[date, date]) -> tuple[date, date, date]:
    """The day of the mark and the ends of its bar: an open end runs to the edge of the picture."""
    left = when.first or span[0]
    right = when.last or span[1]
    if when.is_open:
        return when.last or left, left, right
    return _moved(left, (right - left) // 2), left, right


def _extent(value: Spec, span: tuple[date, date], scale: _Scale) -> tuple[float, float]:
    """The pixels a datum takes on the nominal width: its bar, and the mark with its glyphs."""
    across = max(1, (span[1] - span[0]).days) / WIDTH
    at, left, right = (
        (date.fromisoformat(value[key]) - span[0]).days / across for key in ("at", "from", "to")
    )
    radius = scale.mark**0.5 / 2
    before = radius + (scale.aside if value["outlook"] != "not stated" else 0)
    after = radius + (scale.aside if value["trend"] != "not stated" else 0)
    return min(left, at - before), max(right, at + after) + 2


def _free_row(ends: list[float], left: float, right: float) -> int:
    """The row nearest the middle of a lane that is free from `left` on, taken until `right`.

    `ends` holds for the rows 0, 1, -1, 2, -2 ... where each is free again; points come in order of their
    first day, not of their mark, so a row may also be skipped though it would do.
    """
    for index in count():
        if index == len(ends):
            ends.append(right)
        elif ends[index] <= left:
            ends[index] = right
        else:
            continue
        return (index + 1) // 2 * (1 if index % 2 else -1)
    raise AssertionError("count() does not end")


def _position(span: tuple[date, date], rows: int, theme: Theme) -> Spec:
    reach = max(1, rows / 2 + 0.5)
    return {
        "y": {
            "field": "level",
            "type": "ordinal",
            "title": None,
            "scale": {"domain": list(LANES), "padding": 0},
            "axis": {"grid": True, "tickBand": "extent", "ticks": False, "domain": False},
        },
        "yOffset": {
            "field": "row",
            "type": "quantitative",
            "scale": {"domain": [reach, -reach], "nice": False, "zero": False},
        },
        "description": {"field": "label"},
        "href": {"field": "href"},
        "tooltip": _tooltip(),
    }


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


def _x(span: tuple[date, date], field: str) -> Spec:
    return {
        "field": field,
        "type": "temporal",
        "title": None,
        "scale": {"type": "utc", "domain": [day.isoformat() for day in span], "nice": False},
    }


def _layers(timeline: Timeline, scale: _Scale, theme: Theme) -> list[Spec]:
    span = _span(timeline.points)
    colour = _side_colour(timeline, theme)
    glyph_ink = _INK[theme]
    bars = {
        "transform": [{"filter": "!datum.exact"}],
        "mark": {"type": "rule", "strokeWidth": 2.5 if scale.row > 10 else 1.5, "opacity": 0.55},
        "encoding": {
            "x": _x(span, "from"),
            "x2": {"field": "to"},
            "color": colour,
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
            "strokeWidth": 1.8 if scale.row > 10 else 1,
            "filled": False,
            "cursor": "pointer",
        },
        "encoding": {
            "x": _x(span, "at"),
            "color": colour,
            "fill": {
                "condition": {"test": "datum.exact", **colour, "legend": None},
                "value": _PAPER[theme],
            },
            "shape": _side_shape(timeline),
        },
    }
    return [
        bars,
        marks,
        _glyphs("trend", _TREND_GLYPHS, scale, span, glyph_ink),
        _glyphs("outlook", _OUTLOOK_GLYPHS, scale, span, glyph_ink),
    ]


def _glyphs(field: str, shapes: dict[str, str], scale: _Scale, span: tuple[date, date], ink: str) -> Spec:
    """Small signs beside the marks: the trend to the right, filled; the outlook to the left, as strokes."""
    trend = field == "trend"
    return {
        "transform": [{"filter": f"datum.{field} !== 'not stated'"}],
        "mark": {
            "type": "point",
            "size": scale.glyph,
            "xOffset": scale.aside if trend else -scale.aside,
            "fill": ink if trend else None,
            "stroke": ink,
            "strokeWidth": 0.5 if trend else 1.6,
            "cursor": "pointer",
        },
        "encoding": {
            "x": _x(span, "at"),
            "shape": {
                "field": field,
                "type": "nominal",
                "title": field,
                "scale": {"domain": list(shapes), "range": list(shapes.values())},
                "legend": {"symbolFillColor": ink if trend else "transparent", "symbolStrokeColor": ink},
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
        "scale": _side_scale(timeline, _SIDE_COLOURS[theme]),
    }


def _side_shape(timeline: Timeline) -> Spec:
    return {
        "field": "side",
        "type": "nominal",
        "title": "holder's side",
        "scale": _side_scale(timeline, _SIDE_SHAPES),
    }


def _config(theme: Theme) -> Spec:
    ink, quiet, grid = _INK[theme], _QUIET[theme], _GRID[theme]
    return {
        "background": _PAPER[theme],
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
        },
        "header": {"labelColor": ink, "labelAngle": 0, "labelAlign": "left"},
        "title": {"fontSize": 17, "fontWeight": 600, "subtitleFontSize": 12, "subtitlePadding": 6},
    }
