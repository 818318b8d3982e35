"""A relationship as one HTML file that needs no network and runs no script: picture, sentences and tables."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from urllib.parse import quote

from detente.relations.chart import Theme
from detente.relations.describe import account
from detente.relations.disagreement import disagreements
from detente.relations.events import DIRECTED, Direction
from detente.relations.indices import QUADS
from detente.relations.relationship import ChangePoint, Relationship
from detente.relations.series import Cell, EventSeries
from detente.relations.tell import tell_events
from detente.relations.timeline import CHANGE_POINTS_NOTE, PlacedPoint, Timeline
from detente.relations.words import date_words, headline, holder_words, level_words, one_line

_STYLE = """
:root { --ink: #1f2328; --quiet: #5b626b; --line: #d9dce0; --paper: #ffffff; --lift: #f5f6f8 }
:root[data-theme=dark] { --ink: #e6e6e6; --quiet: #a9b0b8; --line: #353a41; --paper: #16181c;
  --lift: #1e2126 }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1rem 4rem; color: var(--ink);
  background: var(--paper); font: 1rem/1.5 system-ui, Helvetica, Arial, sans-serif }
h1 { font-size: 1.4rem; line-height: 1.25; margin: 0 0 .5rem }
figure { margin: 1.5rem 0; overflow-x: auto }
figure svg { max-width: 100%; height: auto; min-width: 36rem }
table { border-collapse: collapse; width: 100%; font-size: .92rem }
th, td { text-align: left; vertical-align: top; padding: .45rem .6rem; border-bottom: 1px solid var(--line) }
th { color: var(--quiet); font-weight: 600 }
tr:target { background: var(--lift); outline: 2px solid var(--quiet) }
.words { min-width: 16rem }
.quiet { color: var(--quiet) }
@media print { a { color: inherit } figure { break-inside: avoid } tr { break-inside: avoid } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def page(whole: Relationship, picture: str | None, theme: Theme) -> str:
    """The page of a relationship; `picture` is its SVG, or None where there is nothing to draw."""
    timeline = whole.timeline
    figure = f"<figure>{picture}</figure>" if picture else ""
    title = escape(headline(timeline))
    return (
        f'<!doctype html>\n<html lang="en" data-theme="{theme}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        f"<p>{escape(account(timeline))}</p>\n{figure}\n{_records(timeline)}{_series(timeline)}"
        f"{''.join(_events(whole))}</body>\n</html>\n"
    )


def row_link(assessment: str) -> str:
    """The address of an assessment's row on the page: a mark leads there, for the archive stays behind."""
    return f"#{quote(assessment, safe='')}"


def _records(timeline: Timeline) -> str:
    if timeline.empty:
        return ""
    head = "".join(
        f"<th scope=col>{name}</th>" for name in ("date", "judgement", "holder", "words", "document")
    )
    rows = "".join(_record(timeline, placed) for placed in (*timeline.points, *timeline.undated))
    return (
        f"<h2>The assessments</h2>\n<table>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{rows}</tbody>\n</table>\n"
    )


def _record(timeline: Timeline, placed: PlacedPoint) -> str:
    record, point = placed.point.assessment, placed.point
    judged = " · ".join(filter(None, [level_words(record.level), record.trend, record.outlook, record.scope]))
    holder = f"{holder_words(placed)} ({timeline.side_name(placed.side)})"
    source = " · ".join(filter(None, [point.title or point.document, point.publisher, point.published]))
    mark = " (corrected by a person)" if point.corrected else ""
    cells = (
        ("", date_words(placed)),
        ("", judged + mark),
        ("", holder),
        (" class=words", point.words),
        ("", source),
    )
    inner = "".join(f"<td{kind}>{escape(one_line(text))}</td>" for kind, text in cells)
    return f'<tr id="{row_link(record.id)[1:]}">{inner}</tr>\n'


def _series(timeline: Timeline) -> str:
    if not timeline.series:
        return ""
    rows = "".join(f"<tr>{row}</tr>\n" for row in _series_rows(timeline))
    return (
        f"<h2>By {timeline.by}</h2>\n<p>Counts of assessments, copies collapsed.</p>\n"
        f"<table>\n<thead><tr><th scope=col>period</th><th scope=col>number</th><th scope=col>levels</th>"
        f"<th scope=col>trends</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"
    )


def _series_rows(timeline: Timeline) -> Iterator[str]:
    for period in timeline.series:
        counts = period.collapsed
        if counts is None:
            yield f"<td>{period.name}</td><td colspan=3 class=quiet>insufficient: no assessment</td>"
            continue
        levels = ", ".join(f"{n} {level_words(v)}" for v, n in counts.level.items() if n)
        trends = ", ".join(f"{n} {v.replace('_', ' ')}" for v, n in counts.trend.items() if n)
        yield f"<td>{period.name}</td><td>{counts.n}</td><td>{levels}</td><td>{trends}</td>"


def _events(whole: Relationship) -> Iterator[str]:
    """What the two did to each other: sentences, change points with their events, and the series."""
    if whole.series is None:
        note = " ".join(filter(None, [whole.events_note, CHANGE_POINTS_NOTE]))
        yield f'<p class="quiet">{escape(note)}</p>\n'
        return
    yield "<h2>The events</h2>\n<ul>\n"
    for sentence in (*tell_events(whole), *disagreements(whole)):
        yield f"<li>{escape(one_line(sentence))}</li>\n"
    yield "</ul>\n"
    for point in whole.change_points:
        yield _change(whole, point)
    yield from _event_series(whole, whole.series)


def _change(whole: Relationship, point: ChangePoint) -> str:
    title = escape(f"Around the change in {point.period}, {whole.direction_name(point.direction)}")
    rows = "".join(
        f"<tr><td>{event.day or ''}</td><td>{event.source} to {event.target}</td>"
        f"<td>{escape(one_line(' '.join(filter(None, [event.type, event.mode, event.cameo]))))}</td>"
        f"<td>{event.reports}</td><td>{escape(one_line(event.record))}</td></tr>\n"
        for event in point.events
    )
    head = "".join(
        f"<th scope=col>{name}</th>" for name in ("day", "direction", "event", "reports", "record")
    )
    return f"<h3>{title}</h3>\n<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"


def _event_series(whole: Relationship, series: EventSeries) -> Iterator[str]:
    names = ("period", "direction", "reports", "events", *(name.replace("_", " ") for name in QUADS))
    head = "".join(f"<th scope=col>{name}</th>" for name in (*names, series.primary.replace("_", " ")))
    yield f"<h2>Events by {series.counted.counting.by}</h2>\n"
    yield f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n"
    for period in series.periods:
        for name in DIRECTED:
            anchor = f' id="{row_link(period.name)[1:]}"' if name == DIRECTED[0] else ""
            cells = _event_cells(whole, series, name, period.cells[name])
            yield f"<tr{anchor}><td>{period.name}</td>{cells}</tr>\n"
    yield "</tbody>\n</table>\n"


def _event_cells(whole: Relationship, series: EventSeries, name: Direction, cell: Cell) -> str:
    found = cell.indices.get(series.primary)
    figure = "<span class=quiet>insufficient</span>"
    if found and found.value is not None:
        ends = "" if found.low is None or found.high is None else f" ({found.low:.2f} to {found.high:.2f})"
        figure = f"{found.value:.2f}{ends}"
    counts = "".join(f"<td>{number}</td>" for number in (cell.raw, cell.events, *cell.quads.values()))
    return f"<td>{escape(whole.direction_name(name))}</td>{counts}<td>{figure}</td>"
