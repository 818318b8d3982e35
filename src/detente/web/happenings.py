"""What a visitor may ask of events, and how an event is worded in a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import Depends, HTTPException, Query

from detente.archive import Archive, EventRow
from detente.event_list import EventItem, EventPage
from detente.model import ArchiveError, Event, ImportedEvent, Party
from detente.web import wording

EVENTS_A_PAGE = 50
_CODE = "^[A-Za-z0-9]{2,12}$|^$"
QUADS = {
    1: "verbal cooperation",
    2: "material cooperation",
    3: "verbal conflict",
    4: "material conflict",
}


@dataclass(frozen=True, slots=True)
class EventQuestion:
    """Which events are asked for; empty strings stand for filters not set. `page` counts from 1."""

    a: str = ""
    b: str = ""
    direction: str = "both"
    since: str = ""
    until: str = ""
    type: str = ""
    status: str = ""
    verbal: str = ""
    origin: str = ""
    dated: str = ""
    page: int = 1

    def between(self, a: str, b: str) -> EventQuestion:
        """The same question of two sides."""
        return EventQuestion(**(asdict(self) | {"a": a, "b": b}))

    def query(self, page: int = 1) -> str:
        """The query string that asks for a page of the same, without the two sides."""
        fields = {name: value for name, value in asdict(self).items() if value and name not in "ab"}
        fields = {name: value for name, value in fields.items() if (name, value) != ("direction", "both")}
        return urlencode(fields | {"page": page}) if page > 1 else urlencode(_without_page(fields))

    def put(self, archive: Archive, size: int = EVENTS_A_PAGE) -> EventPage:
        """The archive's answer; raises RequestError."""
        return archive.events(
            self.a or None,
            self.b or None,
            limit=size,
            offset=(self.page - 1) * size,
            direction=self.direction,
            since=self.since or None,
            until=self.until or None,
            types=tuple(self.type.upper().split()),
            statuses=tuple(self.status.split()),
            origins=tuple(self.origin.split()),
            verbal={"yes": True, "no": False}.get(self.verbal),
            dated=self.dated or "report",
        )


def _without_page(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name != "page"}


Field = Annotated[str, Query(max_length=200)]


def event_question(
    direction: Literal["both", "from", "to"] = "both",
    since: Field = "",
    until: Field = "",
    type: Field = "",
    status: Field = "",
    verbal: Literal["", "yes", "no"] = "",
    origin: Field = "",
    dated: Literal["", "told", "report"] = "",
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> EventQuestion:
    """The events that the query string of a request asks for, whoever's they are."""
    since, until, type, status, origin = (v.strip() for v in (since, until, type, status, origin))
    return EventQuestion("", "", direction, since, until, type, status, verbal, origin, dated, page)


EventsAsked = Annotated[EventQuestion, Depends(event_question)]


def sides_question(
    asked: EventsAsked,
    a: Annotated[str, Query(pattern=_CODE)] = "",
    b: Annotated[str, Query(pattern=_CODE)] = "",
) -> EventQuestion:
    """The same with the sides that the query string names, if any."""
    return asked.between(a.upper(), b.upper())


SidesAsked = Annotated[EventQuestion, Depends(sides_question)]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list of events: its parts in words; `href` opens its sentence, `columns` its row."""

    id: str
    when: str
    who: str
    whom: str
    together: bool
    what: str
    quad: str
    status: str
    verbal: bool
    words: str
    href: str
    reports: int
    where: str
    source: str
    corrected: bool
    columns: tuple[tuple[str, str], ...]


def codes(items: Sequence[EventItem]) -> set[str]:
    """The codes that a list names."""
    return {code for item in items for code in (item.source, item.target) if code}


def entries(items: Sequence[EventItem], names: Mapping[str, str]) -> list[Entry]:
    """The lines of a list; `names` are names of states by code, for parties that have none."""
    return [_entry(item, names) for item in items]


def _entry(item: EventItem, names: Mapping[str, str]) -> Entry:
    record = item.record
    imported = isinstance(record, ImportedEvent)
    return Entry(
        id=record.id,
        when=_when(item),
        who=_side(item.source, record.source, names),
        whom=_side(item.target, record.target or record.source, names),
        together=item.together,
        what=wording.event_type(record),
        quad=QUADS.get(item.quad or 0, "no PLOVER type"),
        status=record.status if isinstance(record, Event) else "not told",
        verbal=bool(record.verbal),
        words="" if imported else item.words or "",
        href=f"/events/{record.id}",
        reports=item.reports,
        where=_where(item),
        source=item.origin,
        corrected=item.corrected,
        columns=_columns(record),
    )


def _when(item: EventItem) -> str:
    """The day that is told; where none is, the day of the report."""
    told, reported = wording.human_date(item.record.date), wording.human_date(item.published)
    return told or (f"no day told; reported {reported}" if reported else "no day told")


def _side(code: str | None, parties: Sequence[Party], called: Mapping[str, str]) -> str:
    """Who stands on a side: the code, and the name that is told where it is another."""
    mine = [party for party in parties if party.code == code]
    names = [wording.actor_name(party) for party in mine if party.name or party.mention]
    name = names[0] if names else called.get(code or "")
    if code and name and name != code:
        return f"{name} ({code})"
    return code or name or "nobody named"


def _where(item: EventItem) -> str:
    if isinstance(item.record, ImportedEvent):
        return f"{item.record.file.rpartition('/')[2]}, line {item.record.line}"
    by = f", {wording.publisher_line(item.publisher)}" if item.publisher else ""
    return f"{item.title or 'Untitled document'}{by}"


def _columns(record: Event | ImportedEvent) -> tuple[tuple[str, str], ...]:
    if isinstance(record, Event):
        return ()
    return tuple(
        (str(name), str(value)) for name, value in record.columns.items() if str(value or "").strip()
    )


def incident_or_404(archive: Archive, event_id: str) -> list[EventRow]:
    """The reports of an event's incident; an unknown event is a page that does not exist."""
    try:
        return archive.incident(event_id)
    except ArchiveError as error:
        raise HTTPException(404, str(error)) from error
