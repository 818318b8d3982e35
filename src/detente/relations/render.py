"""A relationship as a file: picture, page, table or data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from detente.model import RequestError
from detente.relations.answer import csv_of, relationship_json
from detente.relations.chart import Theme
from detente.relations.page import page, row_link
from detente.relations.picture import data_of, picture
from detente.relations.relationship import Relationship
from detente.relations.tell import tell
from detente.relations.timeline import PlacedPoint, Timeline
from detente.relations.words import date_words, holder_words, level_words, one_line

Link = Callable[[dict[str, Any]], str]

_VEGA_LITE = "6.4"
# The renderer puts an address of its own before relative links, so they are drawn below one that cannot be.
_NOWHERE = "http://archive.invalid"


def render(
    shown: Timeline | Relationship,
    format: str,
    *,
    theme: Theme = "light",
    base_url: str = "",
    part: str | None = None,
) -> str | bytes:
    """A relationship, or its timeline alone, as `format`: text for svg, html, csv, json and table, bytes
    else.

    `base_url` is put before the links of a picture, such as "http://localhost:8000"; without it they hold
    where the web application serves the file. A page links to its own rows. `part` chooses the rows of a
    CSV: assessments, series, changes or events. Raises RequestError for another format or part, and for a
    picture of nothing.
    """
    whole = shown if isinstance(shown, Relationship) else Relationship(shown, None, None)
    if part is not None and format != "csv":
        raise RequestError("A part is chosen of CSV alone; the other formats hold all parts.")
    if format in _PICTURES:
        return _picture(whole, format, theme, lambda datum: f"{base_url or _NOWHERE}{datum['href']}")
    if format == "html":
        return page(whole, None if whole.note else _svg(whole, theme, _to_row), theme)
    if format == "csv":
        return csv_of(whole, part)
    if format not in _WRITERS:
        raise RequestError(f"{format!r} is not a format of a timeline; choose {', '.join(FORMATS)}.")
    return _WRITERS[format](whole)


def _json(whole: Relationship) -> str:
    return json.dumps(relationship_json(whole), ensure_ascii=False, indent=2) + "\n"


def _table(whole: Relationship) -> str:
    """Plain columns for a terminal: the assessments, then the events."""
    return "\n".join(filter(None, [_judged(whole.timeline), tell(whole)]))


def _judged(timeline: Timeline) -> str:
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


def _linked(whole: Relationship, theme: Theme, link: Link) -> dict[str, Any]:
    """The picture with each mark linked as `link` says."""
    drawn = picture(whole, theme)
    for value in data_of(drawn):
        if "href" in value:
            value["href"] = link(value)
    return drawn


def _to_row(datum: dict[str, Any]) -> str:
    """The row of an assessment, or that of an event's period: a file holds no more."""
    return f"{_NOWHERE}/{row_link(datum.get('period') or datum['id'])}"


def _picture(whole: Relationship, format: str, theme: Theme, link: Link) -> str | bytes:
    if format == "svg":
        return _svg(whole, theme, link)
    # Loading the renderer takes long, and only pictures need it.
    import vl_convert

    drawn = _linked(whole, theme, link)
    if format == "pdf":
        return bytes(vl_convert.vegalite_to_pdf(drawn, vl_version=_VEGA_LITE, allowed_base_urls=[]))
    return bytes(vl_convert.vegalite_to_png(drawn, vl_version=_VEGA_LITE, scale=2, allowed_base_urls=[]))


def _svg(whole: Relationship, theme: Theme, link: Link) -> str:
    import vl_convert

    drawn = str(
        vl_convert.vegalite_to_svg(_linked(whole, theme, link), vl_version=_VEGA_LITE, allowed_base_urls=[])
    )
    return drawn.replace(f'href="{_NOWHERE}/#', 'href="#').replace(f'href="{_NOWHERE}/', 'href="/')


_WRITERS: dict[str, Callable[[Relationship], str]] = {"table": _table, "json": _json}
_PICTURES = ("svg", "png", "pdf")
FORMATS = ("table", "json", "csv", *_PICTURES, "html")
