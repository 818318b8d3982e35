"""Persons across documents: who is seen where, what persons decided, and the gazetteer files of the archive.

Between the machine's record and what a person corrected lies the identity: an actor reference of a document
is shown as the actor of the archive that it was found, or decided, to be. `laid_over` does that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import chain
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from detente.model import (
    ActorDecision,
    ActorRef,
    Identity,
    Mention,
    SeenPerson,
    Speaker,
    Statement,
    stable_id,
)
from detente.store import schema
from detente.store.corrections import shown
from detente.store.query import fold
from detente.store.reading import PARTS, in_batches
from detente.store.rows import TABLES, actor_rows, machine_of, record_of, row_of

_CARRIED = ("linked", "resolved", "resolved_name", "resolved_code", "reason", "candidates")
_UNRESOLVED: Mapping[str, Any] = dict.fromkeys(_CARRIED) | {"candidates": []}


@dataclass(frozen=True, slots=True)
class Links:
    """Who the persons of one document are in the archive, by their ids and by single mentions."""

    by_actor: Mapping[str, Identity] = field(default_factory=dict)
    by_mention: Mapping[tuple[int, int], Identity] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.by_actor or self.by_mention)

    def of(self, actor: str | None, start: int, end: int) -> Identity | None:
        if actor is None:
            return None
        return self.by_mention.get((start, end)) or self.by_actor.get(actor)


NO_LINKS = Links()


def laid_over(record: Any, links: Links) -> Any:
    """The record with the archive's actors for those of its document."""
    if not links:
        return record
    if isinstance(record, Mention):
        who = links.of(record.actor, record.start, record.end)
        if who is None:
            return record
        named = replace(record, actor=who.actor, name=who.name, code=record.code or who.code)
        return replace(named, reason=who.reason or record.reason, candidates=who.candidates)
    changed = {}
    for part in fields(record):
        value = getattr(record, part.name)
        if isinstance(value, ActorRef) or (
            isinstance(value, tuple) and value and isinstance(value[0], ActorRef)
        ):
            changed[part.name] = _of_reference(value, links)
    return replace(record, **changed) if changed else record


def _of_reference(value: Any, links: Links) -> Any:
    if isinstance(value, tuple):
        return tuple(_of_reference(item, links) for item in value)
    if isinstance(value, Speaker) and value.all:
        value = replace(value, all=_of_reference(value.all, links))
    start, end = (value.mention.start, value.mention.end) if value.mention else (-1, -1)
    who = links.of(value.actor, start, end)
    return replace(value, actor=who.actor, name=who.name, code=value.code or who.code) if who else value


# What is seen


def add_seen(
    connection: Connection, document: str, people: Sequence[SeenPerson], before: Sequence[Any]
) -> None:
    """The persons of a document just stored; what was found of them `before` holds until it is found anew."""
    known = {row["actor"]: {name: row[name] for name in _CARRIED} for row in before}
    # A person of the gazetteer is settled, unless persons decided something.
    decided = bool(people) and connection.scalar(select(schema.actor_decision.c.number).limit(1)) is not None
    rows = [
        _seen_row(person)
        | dict(known.get(person.actor, _UNRESOLVED))
        | {"settled": person.known and not decided}
        for person in people
    ]
    if rows:
        connection.execute(insert(schema.actor_seen), rows)
    gone = {row["block"] for row in before} - {person.block for person in people}
    for batch in in_batches(sorted(gone)):
        unsettled = update(schema.actor_seen).values(settled=False)
        connection.execute(unsettled.where(schema.actor_seen.c.block.in_(batch)))


def _seen_row(person: SeenPerson) -> dict[str, Any]:
    names = dict.fromkeys((person.name, *person.names))
    return {
        "document": person.document,
        "actor": person.actor,
        "name": person.name,
        "names": list(person.names),
        "known": person.known,
        "code": person.code,
        "roles": list(person.roles),
        "day": person.day,
        "block": person.block,
        "folded": "".join(f" {fold(name)}" for name in names),
    }


def seen_rows(connection: Connection, document: str) -> Sequence[Any]:
    table = schema.actor_seen
    return connection.execute(select(table).where(table.c.document == document)).mappings().all()


def seen_person(row: Mapping[Any, Any]) -> SeenPerson:
    names, roles = tuple(row["names"]), tuple(row["roles"])
    first = (row["document"], row["actor"], row["name"], names, row["known"], row["code"], roles)
    return SeenPerson(*first, row["day"], row["block"], row["linked"])


def identity_of(row: Mapping[Any, Any]) -> Identity:
    """Who a person seen is in the archive, as last settled; as the machine had it where nothing was found."""
    if row["resolved"] is None and not row["candidates"]:
        return Identity(row["actor"], row["name"], row["code"], None)
    found = (row["resolved"], row["resolved_name"], row["resolved_code"], row["reason"])
    return Identity(*found, tuple(row["candidates"]))


def links_of(
    connection: Connection, document: str, spans: Mapping[str, tuple[int, int]] | None = None
) -> Links:
    """Who the persons of a document are; `spans` are those of its mentions where they are not yet stored."""
    by_actor = {
        row["actor"]: who
        for row in seen_rows(connection, document)
        if ((who := identity_of(row)).actor, who.name) != (row["actor"], row["name"])
    }
    return Links(by_actor, _single_mentions(connection, document, spans))


def _single_mentions(
    connection: Connection, document: str, spans: Mapping[str, tuple[int, int]] | None
) -> dict[tuple[int, int], Identity]:
    """Those that a person said are somebody else."""
    found: dict[tuple[int, int], Identity] = {}
    made = standing(decisions(connection))
    for decision in made:
        if not decision.mentions or document not in decision.documents:
            continue
        known = _spans(connection, decision.mentions) if spans is None else spans
        who = _merged_since(decision, made)
        found |= {known[mention]: who for mention in decision.mentions if mention in known}
    return found


def _merged_since(split: ActorDecision, made: Sequence[ActorDecision]) -> Identity:
    """Whom a split made, or the one it was merged with after that."""
    who = Identity(split.into, split.name, None, f"split off by {split.who}: {split.why}")
    for decision in made[made.index(split) + 1 :]:
        if decision.act == "merge" and who.actor in decision.actors:
            who = Identity(decision.into, decision.name, None, f"merged by {decision.who}: {decision.why}")
    return who


def _spans(connection: Connection, mentions: Sequence[str]) -> dict[str, tuple[int, int]]:
    table, found = schema.mention, dict[str, tuple[int, int]]()
    for batch in in_batches(mentions):
        query = select(table.c.id, table.c.start, table.c.end).where(table.c.id.in_(batch))
        found |= {row.id: (row.start, row.end) for row in connection.execute(query)}
    return found


# What persons decided


def decisions(connection: Connection) -> list[ActorDecision]:
    query = select(schema.actor_decision).order_by(schema.actor_decision.c.number)
    return [_decision(row) for row in connection.execute(query).mappings()]


def _decision(row: Mapping[Any, Any]) -> ActorDecision:
    lists: dict[str, Any] = {name: tuple(row[name]) for name in ("actors", "documents", "mentions")}
    plain: dict[str, Any] = {
        name: row[name] for name in ("id", "act", "into", "name", "undoes", "who", "when", "why")
    }
    return ActorDecision(**plain, **lists)


def standing(made: Iterable[ActorDecision]) -> list[ActorDecision]:
    """The merges and splits that no later decision undoes."""
    rows = list(made)
    undone = {row.undoes for row in rows}
    return [row for row in rows if row.act != "undo" and row.id not in undone]


def add_decision(connection: Connection, decision: ActorDecision) -> ActorDecision:
    """Adds the row, with an id by its place, and tells the row."""
    place = len(decisions(connection))
    row = replace(decision, id=stable_id("decision", place, decision.act, *decision.actors))
    values = {part.name: getattr(row, part.name) for part in fields(row)}
    values |= {name: list(values[name]) for name in ("actors", "documents", "mentions")}
    connection.execute(insert(schema.actor_decision), values)
    return row


# Shown anew


def settle(connection: Connection, row: Mapping[Any, Any], linked: str | None, who: Identity) -> None:
    """Writes who a person of a document is, and the id under which the machine joined it."""
    table = schema.actor_seen
    values = {
        "settled": True,
        "linked": linked,
        "resolved": who.actor,
        "resolved_name": who.name,
        "resolved_code": who.code,
        "reason": who.reason,
        "candidates": list(who.candidates),
    }
    here = (table.c.document == row["document"], table.c.actor == row["actor"])
    connection.execute(update(table).where(*here).values(**values))


def is_other(row: Mapping[Any, Any], who: Identity) -> bool:
    """Is the person of the row to be shown otherwise than it is?"""
    before = identity_of(row)
    return (before.actor, before.name, before.candidates) != (who.actor, who.name, who.candidates)


def show_anew(connection: Connection, document: str, changes: Mapping[str, Any]) -> int:
    """Writes the records of a document as they are shown now, those that differ; how many."""
    links, count = links_of(connection, document), 0
    for kind, _ in PARTS:
        table = TABLES[kind]
        query = select(table).where(table.c.document == document)
        for row in connection.execute(query).mappings().all():
            machine: Any = machine_of(kind, row)
            base = laid_over(machine, links)
            record = shown(base, changes.get(machine.id, ()))
            if record == record_of(kind, row):
                continue
            values = row_of(record, machine if record != machine else None)
            connection.execute(update(table).where(table.c.id == machine.id), values)
            if isinstance(record, Statement):
                index_actors(connection, [record])
            count += 1
    return count


def index_actors(connection: Connection, statements: Sequence[Statement]) -> None:
    """Who speaks in the statements and whom they are about, for searching, in place of what was known."""
    table = schema.statement_actor
    for statement in statements:
        connection.execute(delete(table).where(table.c.statement == statement.id))
    rows = list(chain.from_iterable(map(actor_rows, statements)))
    if rows:
        connection.execute(insert(table), rows)


def documents_with(connection: Connection, actors: Iterable[str]) -> list[str]:
    """The documents in which one of the actors is seen, by whichever of its ids."""
    table, found = schema.actor_seen, set[str]()
    for batch in in_batches(sorted(set(actors))):
        columns = (table.c.actor, table.c.linked, table.c.resolved)
        for column in columns:
            found |= set(connection.scalars(select(table.c.document).where(column.in_(batch))))
    return sorted(found)


def unsettled_blocks(connection: Connection) -> list[str]:
    table = schema.actor_seen
    return sorted(connection.scalars(select(table.c.block).where(table.c.settled.is_(False)).distinct()))


def seen_in_block(connection: Connection, block: str) -> Iterator[Mapping[Any, Any]]:
    table = schema.actor_seen
    query = select(table).where(table.c.block == block).order_by(table.c.day, table.c.document, table.c.actor)
    yield from connection.execute(query).mappings().all()
