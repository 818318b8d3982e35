"""Events of documents and imported ones as one: the frame of a pair of states, and lists with their records.

The frame (`event_frame.SCHEMA`) is built first, filters are conditions on it, and only the rows of the page
that is shown are looked up as records.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product
from typing import Any

import polars as pl

from detente.event_frame import SCHEMA, placed
from detente.importers import DATASETS, codes, original_columns
from detente.match.incidents import join_reports, report_of
from detente.model import (
    Event,
    ImportedEvent,
    ImportedFile,
    Party,
    Publisher,
    RequestError,
    as_json,
    stable_id,
)
from detente.store.contract import EventQuestion, EventRow, Store
from detente.store.dates import FIRST_DAY, LAST_DAY, bounds

DOCUMENT = "document"
ORIGINS = (DOCUMENT, *DATASETS)
TYPES = tuple(dict.fromkeys(codes.plover_table()["type"]))
STATUSES = ("happened", "planned", "hypothetical", "alleged", "denied", "cancelled")
DIRECTIONS = ("both", "from", "to")
DATED = ("told", "report")
# A row's place: the event, or the block and row of an imported one.
_WHERE = pl.Schema([*SCHEMA.items(), ("block", pl.Int64), ("at", pl.UInt32), ("key", pl.UInt64)])
# What is planned or merely possible is not reported as done, so a report's day says nothing of its own.
_PAST = ("happened", "alleged", "denied")
_NOT_AFTER_DAY = re.compile(r"\.\./\d{4}-\d{2}-\d{2}")
_OF_PAIR = ("source", "target", "quad", "goldstein", "plover_score")
_ORDER = ("day_from", "record", "source", "target")


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events are wanted; a part that is None or empty asks for nothing.

    `a` and `b` are codes; with one of them alone all its events are meant. `direction` is "both", "from" (a
    acts) or "to" (a is acted on). `since` and `until` are days, both included. `origins` are "document" and
    names of datasets. `dated` is "report" to find an event whose day is not told on the day of its report,
    as a series places it, and "told" to go by what is told alone.
    """

    a: str | None = None
    b: str | None = None
    direction: str = "both"
    since: str | None = None
    until: str | None = None
    types: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    quads: tuple[int, ...] = ()
    statuses: tuple[str, ...] = ()
    verbal: bool | None = None
    origins: tuple[str, ...] = ()
    dated: str = "told"

    def checked(self) -> EventFilter:
        """This filter; raises RequestError for a word that is none of those there are."""
        for name, given, known in (
            ("type", self.types, TYPES),
            ("status", self.statuses, STATUSES),
            ("source of data", self.origins, ORIGINS),
            ("direction", (self.direction,), DIRECTIONS),
            ("way of dating", (self.dated,), DATED),
        ):
            wrong = [word for word in given if word not in known]
            if wrong:
                raise RequestError(f"no {name} {wrong[0]!r}; there are {', '.join(known)}")
        if self.a and self.a == self.b:
            raise RequestError(f"a pair has two sides; {self.a} was given twice")
        return self

    def question(self) -> EventQuestion:
        datasets = tuple(origin for origin in self.origins if origin != DOCUMENT)
        return EventQuestion(self.a, self.b, self.since, self.until, datasets)

    def conditions(self) -> Iterator[pl.Expr]:
        yield from self._sides()
        for column, values in (
            ("type", self.types),
            ("mode", self.modes),
            ("quad", self.quads),
            ("status", self.statuses),
        ):
            if values:
                yield pl.col(column).is_in(list(values))
        if self.verbal is not None:
            yield pl.col("verbal").eq_missing(self.verbal)

    def _sides(self) -> Iterator[pl.Expr]:
        source, target = pl.col("source"), pl.col("target")
        for code in (self.a, self.b):
            if code and self.direction == "both":
                yield source.eq_missing(code) | target.eq_missing(code)
            elif code:
                forward = (self.direction == "from") == (code == self.a)
                yield (source if forward else target).eq_missing(code)


@dataclass(frozen=True, slots=True)
class EventItem:
    """An event as lists show it: `record` with its scores, and what is known of who reports it.

    `source` and `target` are the codes of the ordered pair that was asked for; `incident` the key of the
    event that was reported, with the number of its `reports`; `words` the evidence; `corrected` by a person.
    """

    record: Event | ImportedEvent
    origin: str
    source: str | None
    target: str | None
    quad: int | None
    goldstein: float | None
    plover_score: float | None
    incident: str
    reports: int
    words: str | None = None
    title: str | None = None
    published: str | None = None
    publisher: Publisher | None = None
    corrected: bool = False

    @property
    def together(self) -> bool:
        """Whether the two do this together, and neither does it to the other."""
        return isinstance(self.record, Event) and acts_together(self.record) and self.target is not None


@dataclass(frozen=True, slots=True)
class EventPage:
    """One page of events; `total` rows and `incidents` of all pages, `origins` how many rows of each."""

    total: int
    incidents: int
    items: list[EventItem]
    origins: Mapping[str, int] = field(default_factory=dict)


def item_json(item: EventItem) -> dict[str, Any]:
    """The record with what is known of its incident, scores and report, as JSON types."""
    known = {
        name: getattr(item, name)
        for name in (
            "quad",
            "goldstein",
            "plover_score",
            "incident",
            "reports",
            "words",
            "title",
            "published",
        )
    }
    publisher = item.publisher if isinstance(item.record, Event) else item.record.publisher
    more = {"origin": item.origin, "pair": [item.source, item.target], "corrected": item.corrected}
    return as_json(item.record) | known | more | {"publisher": as_json(publisher)}  # type: ignore[no-any-return]


def dyad_frame(store: Store, wanted: EventFilter) -> pl.DataFrame:
    """All events that are wanted, in the shape of `event_frame.SCHEMA` and in its order."""
    parts = list(_frames(store, wanted))
    if not parts:
        return pl.DataFrame(schema=SCHEMA)
    return pl.concat(parts).select(SCHEMA.names()).sort(_ORDER, nulls_last=True)


def list_events(store: Store, wanted: EventFilter, *, limit: int, offset: int) -> EventPage:
    """A page of events, the earliest first. Asked for in both directions, each stands there once, whatever
    number of ordered pairs it has in the frame."""
    page = pl.DataFrame(schema=_WHERE)
    total, origins = 0, dict.fromkeys(ORIGINS, 0)
    incidents: list[pl.Series] = []
    for pairs in _frames(store, wanted):
        frame = pairs
        if wanted.direction == "both":
            frame = pairs.unique("record", keep="first", maintain_order=True)
        total += frame.height
        for origin, count in frame["origin"].value_counts().iter_rows():
            origins[origin] += count
        incidents.append(frame["incident"].hash().unique())
        # Of millions of rows only those that may stand on this page are held.
        page = pl.concat([page, frame]).sort(_ORDER, nulls_last=True).head(offset + limit)
    different = pl.concat(incidents).n_unique() if incidents else 0
    items = _items(store, page.slice(offset, limit))
    return EventPage(total, different, items, {name: n for name, n in origins.items() if n})


def imported_event(store: Store, record_id: str) -> EventItem | None:
    """The imported event of an id such as ``gdelt-817930293``; None for an id of another kind."""
    dataset, _, key = record_id.partition("-")
    if dataset not in DATASETS or not key.isdigit() or int(key) >= 1 << 64:
        return None
    found = store.imported.event(dataset, int(key))
    if not found.height:
        return None
    return _items(store, _imported_frame(found))[0]


def join_incidents(store: Store) -> int:
    """Work out anew which events of documents report the same; how many incidents there are."""
    rows = store.events(EventQuestion())
    reports = [report_of(row.event, _day(row.published), _known_days(row.event.date)) for row in rows]
    joined = join_reports(reports, store.incident_decisions())
    store.put_incidents(joined)
    return len({report.incident for report in joined})


def _known_days(edtf: str | None) -> tuple[str, str] | None:
    return bounds(edtf)


def _day(published: str | None) -> str | None:
    """The last day that a date of publication may mean."""
    days = bounds(published)
    return days[1] if days and days[1] != LAST_DAY else None


# Frames


def _frames(store: Store, wanted: EventFilter) -> Iterator[pl.DataFrame]:
    question, conditions = wanted.question(), list(wanted.conditions())
    for frame in _all_frames(store, question, wanted.origins, wanted.dated):
        kept = frame.filter(*conditions) if conditions else frame
        if kept.height:
            yield kept


def _all_frames(
    store: Store, question: EventQuestion, origins: Sequence[str], dated: str
) -> Iterator[pl.DataFrame]:
    if not origins or DOCUMENT in origins:
        by_report = dated == "report"
        yield _placed_frame(store, question) if by_report else _document_frame(store.events(question))
    if not origins or question.origins:
        for found in store.imported.events(question):
            yield _imported_frame(found)


def _placed_frame(store: Store, question: EventQuestion) -> pl.DataFrame:
    """The events of documents by the days on which a series places them."""
    frame = placed(_document_frame(store.events(replace(question, since=None, until=None))))
    if question.since:
        frame = frame.filter(pl.col("day_to") >= date.fromisoformat(question.since))
    if question.until:
        frame = frame.filter(pl.col("day_from") <= date.fromisoformat(question.until))
    return frame


def _document_frame(rows: Iterable[EventRow]) -> pl.DataFrame:
    cells = [cell for row in rows for cell in _document_cells(row)]
    return pl.DataFrame(cells, schema=_WHERE, orient="row")


def _document_cells(row: EventRow) -> Iterator[tuple[Any, ...]]:
    """A row of the frame for each ordered pair of the event's actors."""
    event, publisher = row.event, row.publisher
    quad, plover_score, goldstein = scores(event.type, event.mode, event.cameo)
    first, last = _frame_days(event.date)
    reported = _report_day(row)
    dated_by = _dated_by(row, first, reported)
    for source, target in _ordered_pairs(event):
        yield (
            event.id, DOCUMENT, first, last, reported, dated_by,
            source and source.code, target and target.code,
            source and source.sector, target and target.sector, event.type, event.mode, event.cameo, quad,
            None, goldstein, plover_score, event.verbal, event.status, _incident(row), row.story,
            event.document, publisher and publisher.name, publisher and publisher.country,
            publisher and publisher.control, None, None, None,
        )  # fmt: skip


def _ordered_pairs(event: Event) -> list[tuple[Party | None, Party | None]]:
    """Who acts on whom; those who act together act on each other. Each pair of codes once."""
    targets = event.source if acts_together(event) else event.target
    nobody: tuple[Party | None, ...] = (None,)
    pairs = list(product(event.source or nobody, targets or nobody))
    # One of several who act together does not act on itself.
    pairs = [(a, b) for a, b in pairs if not (a and b) or a.code != b.code] or pairs
    once = {(a.code if a else None, b.code if b else None): (a, b) for a, b in reversed(pairs)}
    return list(reversed(once.values()))


def acts_together(event: Event) -> bool:
    """Whether the sources do it with each other: nobody else is a target."""
    sources = {party.code for party in event.source}
    return len(sources) > 1 and (not event.target or {party.code for party in event.target} == sources)


def _frame_days(edtf: str | None) -> tuple[date, date] | tuple[None, None]:
    """The days of a date, null where it is open: "not after July" is no day."""
    days = bounds(edtf)
    if days is None or FIRST_DAY in days or LAST_DAY in days:
        return None, None
    return date.fromisoformat(days[0]), date.fromisoformat(days[1])


def _report_day(row: EventRow) -> date | None:
    """The day of the report: of its publication, else of its dateline, where known to the day."""
    for edtf in (row.published, row.dateline):
        first, last = _frame_days(edtf)
        if first is not None and first == last:
            return first
    return None


def _dated_by(row: EventRow, told: date | None, reported: date | None) -> str | None:
    """What places the event in time; `event_frame` tells the rule."""
    if told is not None:
        return "told"
    if reported is None or row.event.status not in _PAST or not _tells_no_day(row, reported):
        return None
    return "report"


def _tells_no_day(row: EventRow, reported: date) -> bool:
    """Whether nothing is told but that it was not after the report.

    "Not after 1990" is of years ago, though no series can say of which. The extractor's own "not after the
    publication", to the day, stands also where the publication was corrected since; a person's earlier one
    does not.
    """
    told = row.event.date
    if told is None:
        return True
    if not _NOT_AFTER_DAY.fullmatch(told):
        return False
    return not row.corrected or told.removeprefix("../") >= reported.isoformat()


def _incident(row: EventRow) -> str:
    return row.report.incident if row.report else stable_id("incident", row.event.id)


def _imported_frame(found: pl.DataFrame) -> pl.DataFrame:
    origin = pl.col("origin")
    record = pl.concat_str(origin, pl.col("key").cast(pl.String), separator="-")
    sides = [pl.col(name).fill_null("") for name in ("source", "target")]
    code = pl.coalesce("cameo", "type").fill_null("")
    one_a_day = pl.concat_str(origin, pl.col("day_from").dt.to_string("iso"), *sides, code, separator=":")
    story = pl.concat_str(origin, pl.col("story").cast(pl.String), separator=":")
    absent = [
        pl.lit(None, SCHEMA[name]).alias(name)
        for name in ("reported", "status", "document", "publisher_country", "publisher_control")
    ]
    dated_by = pl.when(pl.col("day_from").is_not_null()).then(pl.lit("told"))
    # UCDP tells events, not reports of them.
    incident = pl.when(origin == "ucdp").then(record).otherwise(one_a_day)
    return found.with_columns(
        record.alias("record"),
        dated_by.alias("dated_by"),
        incident.alias("incident"),
        pl.coalesce(story, record).alias("story"),
        *absent,
    ).select(_WHERE.names())


def scores(
    type: str | None, mode: str | None, cameo: str | None
) -> tuple[int | None, float | None, float | None]:
    """Quad class and score of a PLOVER type and mode, and the Goldstein score of a CAMEO code."""
    by_mode, by_code = _score_tables()
    quad, score = by_mode.get((type, mode)) or by_mode.get((type, None)) or (None, None)
    return quad, score, by_code.get(cameo)


def _score_tables() -> tuple[dict[Any, tuple[int, float]], dict[str | None, float]]:
    global _TABLES
    if _TABLES is None:
        modes = codes.plover_table().select("type", "mode", "quad", "plover_score").iter_rows()
        cameo = codes.cameo_table().select("code", "goldstein").iter_rows()
        _TABLES = ({(t, m): (quad, score) for t, m, quad, score in modes}, dict(cameo))
    return _TABLES


_TABLES: tuple[dict[Any, tuple[int, float]], dict[str | None, float]] | None = None


# Records


def _items(store: Store, page: pl.DataFrame) -> list[EventItem]:
    documents = page.filter(pl.col("origin") == DOCUMENT)["record"].unique().to_list()
    rows = {row.event.id: row for row in store.events_by_id(documents)}
    sizes = store.incident_sizes(list({_incident(row) for row in rows.values()}))
    imported = page.filter(pl.col("origin") != DOCUMENT)
    made = _imported_items(store, imported)
    return [
        _document_item(rows[cells["record"]], cells, sizes)
        if cells["origin"] == DOCUMENT
        else made[cells["record"], cells["source"], cells["target"]]
        for cells in page.iter_rows(named=True)
    ]


def _document_item(row: EventRow, cells: Mapping[str, Any], sizes: Mapping[str, int]) -> EventItem:
    return EventItem(
        row.event,
        DOCUMENT,
        incident=_incident(row),
        reports=sizes.get(_incident(row), 1),
        words=" … ".join(span.text for span in row.event.evidence),
        title=row.title,
        published=row.published,
        publisher=row.publisher,
        corrected=row.corrected,
        **_of_pair(cells),
    )


def _of_pair(cells: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _rounded(cells[name]) for name in _OF_PAIR}


def _rounded(value: Any) -> Any:
    """A score as it was written: the frame holds it in 32 bits."""
    return round(value, 4) if isinstance(value, float) else value


def _imported_items(store: Store, page: pl.DataFrame) -> dict[tuple[str, str | None, str | None], EventItem]:
    """Items of imported rows by record and pair."""
    made: dict[tuple[str, str | None, str | None], EventItem] = {}
    if not page.height:
        return made
    found = _rows_again(store, page)
    originals = store.imported.originals(found)
    for cells, (file, original) in zip(found.iter_rows(named=True), originals, strict=True):
        event = _imported_record(cells, file, original)
        item = EventItem(event, cells["origin"], incident=cells["incident"], reports=1, **_of_pair(cells))
        made[event.id, cells["source"], cells["target"]] = item
    return made


def _rows_again(store: Store, page: pl.DataFrame) -> pl.DataFrame:
    """The whole rows of a page: the frame lacks the names of actors and places."""
    found = store.imported.rows(page.select("block", "at"))
    return found.join(page.select("block", "at", "incident"), on=["block", "at"], how="inner")


def _imported_record(cells: Mapping[str, Any], file: ImportedFile, original: str) -> ImportedEvent:
    same = (
        "external_id", "type", "mode", "cameo", "quad", "quad_given", "goldstein", "plover_score", "verbal",
        "place", "publisher", "line",
    )  # fmt: skip
    first, last = cells["day_from"].isoformat(), cells["day_to"].isoformat()
    return ImportedEvent(
        id=f"{cells['origin']}-{cells['key']}",
        origin=cells["origin"],
        source=_party(cells, "source"),
        target=_party(cells, "target"),
        contexts=tuple((cells["contexts"] or "").split(";")) if cells["contexts"] else (),
        date=first if first == last else f"{first}/{last}",
        file=file.name,
        columns=original_columns(file.columns, original),
        **{name: _rounded(cells[name]) for name in same},
    )


def _party(cells: Mapping[str, Any], side: str) -> tuple[Party, ...]:
    code, name, sector = cells[side], cells[f"{side}_name"], cells[f"{side}_sector"]
    if code is None and name is None and sector is None:
        return ()
    return (Party(None, name, code, None, sector.split(";")[0] if sector else None),)
