"""The timeline as a file: picture, page, table or data."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from detente.model import RequestError, as_json
from detente.relations.chart import Theme, period_specification, specification
from detente.relations.page import page, row_link
from detente.relations.timeline import CHANGE_POINTS_NOTE, Period, PlacedPoint, Timeline
from detente.relations.words import date_words, holder_words, level_words, one_line

Link = Callable[[dict[str, Any]], str]

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
)
# A spreadsheet reads a cell that starts so as a formula (OWASP, "CSV injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_VEGA_LITE = "6.4"
# The renderer puts an address of its own before relative links, so they are drawn below one that cannot be.
_NOWHERE = "http://archive.invalid"


def render(timeline: Timeline, format: str, *, theme: Theme = "light", base_url: str = "") -> str | bytes:
    """The timeline as `format`: text for svg, html, csv, json and table, bytes for png and pdf.

    `base_url` is put before the links of a picture, such as "http://localhost:8000"; without it they hold
    where the web application serves the file. A page links to its own rows. Raises RequestError for another
    format, and for a picture (svg, png, pdf) of nothing.
    """
    if format in _PICTURES:
        return _picture(timeline, format, theme, lambda datum: f"{base_url or _NOWHERE}{datum['href']}")
    if format == "html":
        return page(timeline, None if timeline.note else _svg(timeline, theme, _to_row), theme)
    if format not in _WRITERS:
        raise RequestError(f"{format!r} is not a format of a timeline; choose {', '.join(FORMATS)}.")
    return _WRITERS[format](timeline)


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


def _json(timeline: Timeline) -> str:
    return json.dumps(timeline_json(timeline), ensure_ascii=False, indent=2) + "\n"


def _csv(timeline: Timeline) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for placed in (*timeline.points, *timeline.undated):
        writer.writerow([_cell(value) for value in _row(placed)])
    return out.getvalue()


def _cell(value: object) -> str:
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
    )


def _table(timeline: Timeline) -> str:
    """Plain columns for a terminal: date, level, trend, outlook, holder, words."""
    if timeline.empty:
        return f"{timeline.note}\n"
    head = ("date", "level", "trend", "outlook", "holder", "words")
    rows = [head, *(_table_row(placed) for placed in (*timeline.points, *timeline.undated))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head) - 1)]
    lines = [f"{timeline.names[0]} ({timeline.dyad[0]}) and {timeline.names[1]} ({timeline.dyad[1]})", ""]
    lines += ["  ".join([*map(str.ljust, row, widths), row[-1]]).rstrip() for row in rows]
    lines += _table_series(timeline)
    return "\n".join(lines) + "\n"


def _table_row(placed: PlacedPoint) -> tuple[str, ...]:
    record = placed.point.assessment
    level = level_words(record.level) if record.level else "-"
    words = one_line(placed.point.words, 90)
    holder = one_line(holder_words(placed), 32)
    return date_words(placed), level, record.trend or "-", record.outlook or "-", holder, words


def _table_series(timeline: Timeline) -> Iterator[str]:
    if timeline.by is None:
        return
    yield from ("", f"by {timeline.by} (copies collapsed; levels are ordinal and not averaged)")
    for period in timeline.series:
        counts = period.collapsed
        if counts is None:
            yield f"{period.name}  insufficient: no assessment"
            continue
        said = [f"{n} {level_words(v)}" for v, n in counts.level.items() if n]
        said += [f"{n} {v}" for v, n in counts.trend.items() if n and v != "not_stated"]
        yield f"{period.name}  n={counts.n}: {', '.join(said)}"
    if timeline.not_counted:
        yield f"not counted, known less exactly than by {timeline.by}: {len(timeline.not_counted)}"


def _whole_picture(timeline: Timeline, theme: Theme, link: Link) -> dict[str, Any]:
    """The timeline, with the series under it where one was asked for, and each mark linked as `link` says."""
    top = specification(timeline, theme)
    for value in top["data"]["values"]:
        value["href"] = link(value)
    if not timeline.series:
        return top
    below = period_specification(timeline, theme)
    shared = {key: top.pop(key) for key in ("$schema", "description", "config")}
    parts = [top, {key: below[key] for key in ("title", "data", "vconcat", "resolve", "spacing")}]
    resolve = {"scale": {"color": "independent", "fill": "independent"}}
    return {**shared, "vconcat": parts, "resolve": resolve, "spacing": 28}


def _to_row(datum: dict[str, Any]) -> str:
    return f"{_NOWHERE}/{row_link(datum['id'])}"


def _picture(timeline: Timeline, format: str, theme: Theme, link: Link) -> str | bytes:
    if format == "svg":
        return _svg(timeline, theme, link)
    # Loading the renderer takes long, and only pictures need it.
    import vl_convert

    whole = _whole_picture(timeline, theme, link)
    if format == "pdf":
        return bytes(vl_convert.vegalite_to_pdf(whole, vl_version=_VEGA_LITE, allowed_base_urls=[]))
    return bytes(vl_convert.vegalite_to_png(whole, vl_version=_VEGA_LITE, scale=2, allowed_base_urls=[]))


def _svg(timeline: Timeline, theme: Theme, link: Link) -> str:
    import vl_convert

    whole = _whole_picture(timeline, theme, link)
    drawn = str(vl_convert.vegalite_to_svg(whole, vl_version=_VEGA_LITE, allowed_base_urls=[]))
    return drawn.replace(f'href="{_NOWHERE}/#', 'href="#').replace(f'href="{_NOWHERE}/', 'href="/')


_WRITERS: dict[str, Callable[[Timeline], str]] = {"table": _table, "json": _json, "csv": _csv}
_PICTURES = ("svg", "png", "pdf")
FORMATS = (*_WRITERS, *_PICTURES, "html")
