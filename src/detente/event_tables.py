"""The events of documents as tables of other projects: which are written, and with what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TextIO

from detente.event_list import EventFilter, acts_together, scores
from detente.export import EVENT_WRITERS, CodedEvent
from detente.importers import codes
from detente.model import RequestError
from detente.store.contract import EventRow, Store
from detente.store.dates import FIRST_DAY, LAST_DAY, bounds

_WEEK = 7
_INTERVALS = ("plover",)


def write_events(store: Store, format: str, wanted: EventFilter, out: TextIO) -> tuple[int, int]:
    """Write events of documents as a table; how many, and how many are left out, for their day is not known.

    A table with one day a row has only events that are known to the week; PLOVER's objects have both ends.

    Raises RequestError for another format.
    """
    if format not in EVENT_WRITERS:
        raise RequestError(f"no table of events {format!r}; there are {', '.join(EVENT_WRITERS)}")
    # What has no PLOVER type is a remark, which POLECAT and PLOVER leave out and ICEWS needs a code for.
    rows = [row for row in store.events(wanted.question()) if row.event.type and _is_wanted(row, wanted)]
    dated = [row for row in rows if (days := _days(row)) and (format in _INTERVALS or _is_close(*days))]
    EVENT_WRITERS[format](_coded(store, dated), out)
    return len(dated), len(rows) - len(dated)


def _is_close(first: str, last: str) -> bool:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days < _WEEK


def _is_wanted(row: EventRow, wanted: EventFilter) -> bool:
    event = row.event
    quad, _, _ = scores(event.type, event.mode, event.cameo)
    asked = (
        (wanted.types, event.type),
        (wanted.modes, event.mode),
        (wanted.statuses, event.status),
        (wanted.quads, quad),
    )
    fits = all(not values or value in values for values, value in asked)
    return fits and wanted.verbal in (None, event.verbal)


def _days(row: EventRow) -> tuple[str, str] | None:
    """The days of an event, if it has any: an open date is none."""
    days = bounds(row.event.date)
    return None if days is None or FIRST_DAY in days or LAST_DAY in days else days


def _coded(store: Store, rows: list[EventRow]) -> Iterator[CodedEvent]:
    sizes = store.incident_sizes(list({row.report.incident for row in rows if row.report}))
    numbers = {code: number for number, code in codes.state_numbers().items()}
    versions: dict[str, str] = {}
    for row in rows:
        document = row.event.document
        if document not in versions:
            versions[document] = _coder(store, document)
        yield _coded_event(row, sizes, numbers, versions[document])


def _coder(store: Store, document: str) -> str:
    """What coded a document: the versions of its run."""
    loaded = store.load(document)
    return " ".join(f"{name} {version}" for name, version in loaded[1].versions.items()) if loaded else ""


def _coded_event(
    row: EventRow, sizes: Mapping[str, int], numbers: Mapping[str, str], coder: str
) -> CodedEvent:
    event, days = row.event, _days(row)
    assert days is not None
    quad, score, _ = scores(event.type, event.mode, event.cameo)
    cameo = event.cameo or codes.general_codes()[event.type or ""]
    # A root alone is written as its most general code: no dataset has less than three digits.
    cameo = f"{cameo}0" if len(cameo) == 2 else cameo
    incident = row.report.incident if row.report else event.id
    return CodedEvent(
        event.id, *days, event.type or "", event.mode, event.contexts, cameo,
        codes.cameo_labels().get(cameo, ""), quad, score, scores(None, None, cameo)[2], event.source,
        () if acts_together(event) else event.target,
        event.place.name if event.place else None, event.place.country if event.place else None,
        row.uri, event.document, row.title, row.publisher.name if row.publisher else None, row.published,
        row.language, event.evidence[0].start, event.evidence[-1].end,
        " … ".join(span.text for span in event.evidence), event.status, incident,
        sizes.get(incident, 1), coder, codes.icews_names(), numbers,
    )  # fmt: skip
