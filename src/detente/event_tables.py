"""The events of documents as tables of other projects: which are written, and with what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class WrittenEvents:
    """How many events were written, how many of these stand on the day of their report, and how many are left
    out, for their day is not known."""

    written: int
    by_report: int
    undated: int


def write_events(store: Store, format: str, wanted: EventFilter, out: TextIO) -> WrittenEvents:
    """Write events of documents as a table.

    An event whose day the text does not tell stands on the day of its report where `wanted.dated` says so,
    else it is left out. A table with one day a row has only events that are known to the week; PLOVER's
    objects have both ends.

    Raises RequestError for another format.
    """
    if format not in EVENT_WRITERS:
        raise RequestError(f"no table of events {format!r}; there are {', '.join(EVENT_WRITERS)}")
    # What has no PLOVER type is a remark, which POLECAT and PLOVER leave out and ICEWS needs a code for.
    rows = [row for row in store.events(wanted.question()) if row.event.type and _is_wanted(row, wanted)]
    placed = [(row, _placed(row, by_report=wanted.dated == "report")) for row in rows]
    dated = [(row, days) for row, days in placed if days and (format in _INTERVALS or _is_close(*days))]
    EVENT_WRITERS[format](_coded(store, dated), out)
    reported = sum(_days(row) is None for row, _ in dated)
    return WrittenEvents(len(dated), reported, len(rows) - len(dated))


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
    """The days of an event, if it has any."""
    return _whole(row.event.date)


def _whole(edtf: str | None) -> tuple[str, str] | None:
    """The first and last day of a date: an open one has none."""
    days = bounds(edtf)
    return None if days is None or FIRST_DAY in days or LAST_DAY in days else days


def _placed(row: EventRow, *, by_report: bool) -> tuple[str, str] | None:
    """The days of an event, without them the day of its report."""
    return _days(row) or (_whole(row.published) if by_report else None)


def _coded(store: Store, rows: list[tuple[EventRow, tuple[str, str]]]) -> Iterator[CodedEvent]:
    sizes = store.incident_sizes(list({row.report.incident for row, _ in rows if row.report}))
    numbers = {code: number for number, code in codes.state_numbers().items()}
    versions: dict[str, str] = {}
    for row, days in rows:
        document = row.event.document
        if document not in versions:
            versions[document] = _coder(store, document)
        yield _coded_event(row, days, sizes, numbers, versions[document])


def _coder(store: Store, document: str) -> str:
    """What coded a document: the versions of its run."""
    loaded = store.load(document)
    return " ".join(f"{name} {version}" for name, version in loaded[1].versions.items()) if loaded else ""


def _coded_event(
    row: EventRow,
    days: tuple[str, str],
    sizes: Mapping[str, int],
    numbers: Mapping[str, str],
    coder: str,
) -> CodedEvent:
    event = row.event
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
