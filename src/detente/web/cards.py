"""What the card of a record says: every field of it in words, absent ones left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detente.archive import CorrectedExtraction
from detente.model import Assessment, Correction, Event, Finder, Mention, Statement
from detente.web import wording
from detente.web.items import Item, Voice, find_voices, list_items

SIDES_OF_JUDGEMENT = ("level", "trend", "outlook")
_FINDERS: dict[Finder, str] = {
    "rules": "rules: words of the lexicon",
    "network": "the learned network, where the rules are silent",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a card: a term, its value in words, and perhaps a link or a remark."""

    term: str
    value: str
    href: str | None = None
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A correction in words."""

    field: str
    old: str
    new: str
    who: str
    when: str
    why: str


@dataclass(frozen=True, slots=True)
class Card:
    """A card: `heading` who speaks or judges, `code` for whom, `words` the beginning of the words."""

    item: Item
    heading: str
    code: str | None
    words: str
    rows: tuple[Row, ...]
    changes: tuple[Change, ...]
    confidence: int

    @property
    def link(self) -> str:
        sort = {"assessment": "assessments", "event": "events"}.get(self.item.kind, "statements")
        return f"/{sort}/{self.item.record.id}"


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as the reader page shows it."""

    items: list[Item]
    cards: list[Card]
    voices: list[Voice]
    document_changes: tuple[Change, ...]
    dyads: list[tuple[str, str]]


def read_document(corrected: CorrectedExtraction) -> Reading:
    """The items, cards and speakers of a document, corrections shown."""
    extraction = corrected.extraction
    voices = find_voices(extraction.statements)
    items = list_items(extraction, voices)
    changes = changes_by_record(corrected.corrections)
    writer = _CardWriter(items, extraction.mentions, changes)
    cards = [writer.write(item) for item in items]
    dyads = sorted({assessment.dyad for assessment in extraction.assessments})
    return Reading(items, cards, list(voices.values()), changes.get(extraction.document.id, ()), dyads)


def changes_by_record(corrections: Iterable[Correction]) -> dict[str, tuple[Change, ...]]:
    """The corrections in words, in the order they were made, by the id of their record."""
    groups: dict[str, list[Change]] = defaultdict(list)
    for row in corrections:
        when = wording.human_date(row.when)
        groups[row.record].append(
            Change(row.field.replace("_", " "), _worded(row.old), _worded(row.new), row.who, when, row.why)
        )
    return {record: tuple(changes) for record, changes in groups.items()}


def _worded(value: Any) -> str:
    """A field's value as a reader takes it in: the name of an actor, the words of a span."""
    if value is None or value == []:
        return "nothing"
    if isinstance(value, Mapping):
        return str(
            next(
                (value[key] for key in ("name", "description", "code", "text", "date") if value.get(key)),
                "nothing",
            )
        )
    if isinstance(value, str):
        return wording.excerpt(value, 120)
    if isinstance(value, Sequence):
        return ", ".join(_worded(one) for one in value)
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


class _CardWriter:
    def __init__(
        self, items: Sequence[Item], mentions: Iterable[Mention], changes: Mapping[str, tuple[Change, ...]]
    ) -> None:
        self._by_record = {item.record.id: item for item in items}
        self._reasons = {(mention.start, mention.end): mention for mention in mentions}
        self._changes = changes

    def write(self, item: Item) -> Card:
        record = item.record
        if isinstance(record, Statement):
            heading, code = wording.speaker_name(record.speaker), record.speaker.code
            words, rows = record.text, self._statement_rows(record)
        elif isinstance(record, Event):
            heading, code = wording.event_heading(record), None
            words, rows = " … ".join(span.text for span in record.evidence), self._event_rows(record)
        else:
            heading, code = wording.actor_name(record.holder), record.holder.code
            words, rows = " … ".join(span.text for span in record.evidence), self._assessment_rows(record)
        changes = self._changes.get(record.id, ())
        confidence = round(100 * record.confidence)
        return Card(item, heading, code, wording.excerpt(words), tuple(rows), changes, confidence)

    def _statement_rows(self, record: Statement) -> list[Row]:
        addressee = wording.actor_name(record.addressee) if record.addressee else None
        about = ", ".join(wording.actor_name(actor) for actor in record.about)
        conditional = {True: "yes", False: None, None: None}[record.conditional]
        plain = [
            ("Cue", record.cue.text if record.cue else None),
            ("Said on", wording.human_date(record.said_on)),
            ("Venue", record.venue.text if record.venue else None),
            ("To", addressee),
            ("Act", record.act),
            ("Manner", record.manner),
            ("Conditional", conditional),
            ("About", about),
            ("Issues", ", ".join(record.issues)),
            ("Insertions", ", ".join(span.text for span in record.insertions)),
        ]
        rows = self._speaker_rows(record) + [Row(term, value) for term, value in plain if value]
        return rows + self._link_rows(
            ("Continues", record.continues),
            ("In reply to", record.in_reply_to),
            ("Nested in", record.nested_in),
        )

    def _speaker_rows(self, record: Statement) -> list[Row]:
        speaker, rows = record.speaker, []
        if speaker.mention:
            found = self._reasons.get((speaker.mention.start, speaker.mention.end))
            rows.append(Row("Named as", speaker.mention.text, remark=_reason(found)))
        elif speaker.name:
            rows.append(Row("Named as", "implied, not named here"))
        if speaker.description and speaker.description != (speaker.mention.text if speaker.mention else None):
            rows.append(Row("Described as", speaker.description))
        return rows

    def _assessment_rows(self, record: Assessment) -> list[Row]:
        first, second = record.dyad
        rows = [Row("Relationship", f"{first} – {second}", f"/relations/{first}/{second}")]
        rows.append(Row("Between", record.scope))
        rows += [
            Row(term.capitalize(), value.replace("_", " "))
            for term in SIDES_OF_JUDGEMENT
            if (value := getattr(record, term))
        ]
        rows += [Row("Blames", wording.actor_name(record.blame))] if record.blame else []
        rows += [Row("Date", wording.human_date(record.date))] if record.date else []
        rows.append(Row("Found by", _FINDERS[record.found_by]))
        return rows + self._link_rows(("Stated in", record.statement))

    def _event_rows(self, record: Event) -> list[Row]:
        sectors = [party.sector for party in (*record.source, *record.target) if party.sector]
        plain = [
            ("Type", wording.event_type(record)),
            ("Status", record.status),
            ("Date", wording.human_date(record.date)),
            ("Place", record.place.name if record.place else None),
            ("Contexts", ", ".join(record.contexts).replace("_", " ")),
            ("Sectors", ", ".join(dict.fromkeys(sectors)).replace("_", " ")),
            ("CAMEO", record.cameo),
            ("In words", "yes, a speech act" if record.verbal else None),
        ]
        rows = [Row(term, value) for term, value in plain if value]
        codes = sorted({party.code for party in (*record.source, *record.target) if party.code})
        if len(codes) == 2:
            rows.insert(0, Row("Relationship", " – ".join(codes), f"/relations/{codes[0]}/{codes[1]}"))
        rows.append(Row("Reports", "of the same event", f"/events/{record.id}/reports"))
        author = [Row("Told by", "the author")] if record.reported_by == "author" else []
        return rows + author + self._link_rows(("Told by", record.reported_by))

    def _link_rows(self, *links: tuple[str, str | None]) -> list[Row]:
        found = [(term, self._by_record.get(record)) for term, record in links if record]
        return [Row(term, f"{item.tag}, {item.kind}", f"#{item.record.id}") for term, item in found if item]


def _reason(mention: Mention | None) -> str | None:
    if mention is None or not mention.reason:
        return None
    could_be = f" (could be {', '.join(mention.candidates)})" if mention.candidates else ""
    return f"{mention.reason}{could_be}"
