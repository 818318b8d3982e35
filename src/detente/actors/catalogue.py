"""What a gazetteer holds, as rows to list and to show, and what one gazetteer has that another has not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from detente.actors.gazetteer import Gazetteer
from detente.actors.index import fold
from detente.actors.records import Days, Office, Organisation, Person, State, Term, parse_days
from detente.actors.tables import Tables
from detente.actors.words import role_words

Kind = Literal["state", "organisation", "group", "person"]
KINDS: tuple[Kind, ...] = ("state", "organisation", "group", "person")


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A term of office: dates as known (a day, a month or a year), `to` exclusive and None while it runs;
    until when the table of the office is known; whence the dates are, by the letters of terms.csv."""

    role: str
    code: str
    since: str
    to: str | None
    acting: bool
    elected: str | None
    known_until: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class ActorRow:
    """An actor of the gazetteer. `id` is the code of a state or body, or the id of a person; `code` whom it
    acts for; `names` all names, the canonical first; `roles` of a person, or of all holders of a state's or
    body's offices, in order of their dates; `details` what else the tables say, by column."""

    id: str
    kind: Kind
    name: str
    code: str | None
    names: tuple[str, ...]
    roles: tuple[RoleRow, ...]
    holders: tuple[str, ...]
    details: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """What the second of two gazetteers has otherwise: ids of actors it adds, changes and leaves out, and of
    those whose terms of office differ."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    terms: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed or self.terms)


def listed(tables: Tables, kind: Kind | None = None, code: str | None = None) -> Iterator[ActorRow]:
    """The actors, states first, then bodies, then persons, each in order of their ids; without roles. `code`
    keeps those of one state or body."""
    people = (_person(person, tables) for person in tables.persons)
    rows = (*map(_state, tables.states), *map(_body, tables.organisations), *people)
    for row in sorted(rows, key=lambda r: (KINDS.index(r.kind), r.id)):
        if kind in (None, row.kind) and code in (None, row.code, row.id):
            yield row


@dataclass(frozen=True, slots=True)
class Filter:
    """Which actors are listed: part of a name, whatever its case and accents; a kind; a state or body; an
    office held, on a day (EDTF) or ever. With a day and no office: who held any, and states that existed."""

    text: str = ""
    kind: Kind | None = None
    code: str | None = None
    office: str | None = None
    on: str | None = None


def filtered(tables: Tables, wanted: Filter) -> Iterator[ActorRow]:
    """The actors that meet all of the filter, in the order of `listed`; raises ValueError for a bad date."""
    days = parse_days(wanted.on)
    words, office = fold(wanted.text).casefold(), (wanted.office or "").strip().lower()
    offices = set(role_words().offices.get(office, ())) | {office}
    for row in listed(tables, wanted.kind):
        if words and not any(words in fold(name).casefold() for name in row.names):
            continue
        if row.kind == "person":
            if _fits(tables, row, wanted.code, offices if office else None, days):
                yield row
        elif not office and wanted.code in (None, row.code, row.id) and _exists(row, days):
            yield row


def _fits(
    tables: Tables, row: ActorRow, code: str | None, offices: Collection[str] | None, days: Days | None
) -> bool:
    if offices is None and days is None and code in (None, row.code):
        return True
    return any(
        (code is None or code in (term.code, tables.owner(term.code)))
        and (offices is None or term.role in offices or tables.leads(term, offices))
        and (days is None or (term.may_hold(days) and tables.is_known(term, days)))
        for term in tables.terms_of(row.id)
    )


def _exists(row: ActorRow, days: Days | None) -> bool:
    if days is None or days.first is None:
        return True
    first, until = (parse_days(row.details.get(key)) for key in ("from", "to"))
    began = first is None or first.first is None or days.last is None or first.first <= days.last
    return began and (until is None or until.last is None or days.first <= until.last)


def shown(gazetteer: Gazetteer, wanted: str, on: str | None = None) -> ActorRow | None:
    """One actor by its id, its code or whatever means it alone (on the EDTF date `on`), with its terms of
    office or, of a state or body, those of all holders; None if there is none. Raises ValueError for a bad
    date."""
    rows = {row.id: row for row in listed(gazetteer)}
    known = rows.get(wanted) or rows.get(gazetteer.resolve(wanted, on).actor or "")
    return _with_roles(gazetteer, known) if known else None


def difference(before: Tables, after: Tables) -> Difference:
    """What `after` has otherwise than `before`."""
    old, new = ({row.id: row for row in listed(tables)} for tables in (before, after))
    terms = {_term_key(t) for t in before.terms} ^ {_term_key(t) for t in after.terms}
    return Difference(
        tuple(sorted(new.keys() - old.keys())),
        tuple(sorted(key for key in new.keys() & old.keys() if new[key] != old[key])),
        tuple(sorted(old.keys() - new.keys())),
        tuple(sorted({str(key[0]) for key in terms})),
    )


def _term_key(term: Term) -> tuple[object, ...]:
    return term.person, term.code, term.role, term.start, term.end, term.acting


def _state(state: State) -> ActorRow:
    words = [word for words in state.government for word in words]
    details = {
        "wikidata": state.wikidata or "",
        "cow": str(state.cow) if state.cow else "",
        "adjectives": "; ".join(state.adjectives),
        "demonyms": "; ".join(state.demonyms),
        "capital": "; ".join(state.capitals),
        "government": "; ".join(words),
        "from": state.first or "",
        "to": state.until or "",
        "successors": "; ".join(state.successors),
    }
    return _row(state.code, "state", state.name, state.code, state.other_names, details)


def _body(body: Organisation) -> ActorRow:
    return _row(body.code, body.kind, body.name, body.owner, body.other_names, {"seat": "; ".join(body.seat)})


def _person(person: Person, tables: Tables) -> ActorRow:
    surnames = "; ".join(person.surnames)
    details = {"wikidata": person.wikidata or "", "gender": person.gender or "", "surname": surnames}
    code = tables.code_on(person.id, None)
    return _row(person.id, "person", person.name, code, person.other_names, details)


def _row(
    identity: str, kind: Kind, name: str, code: str | None, others: Iterable[str], details: Mapping[str, str]
) -> ActorRow:
    names = tuple(dict.fromkeys((name, *others)))
    return ActorRow(identity, kind, name, code, names, (), (), {k: v for k, v in details.items() if v})


def _with_roles(tables: Tables, row: ActorRow) -> ActorRow:
    offices = {(office.code, office.role): office for office in tables.offices}
    if row.kind == "person":
        terms = list(tables.terms_of(row.id))
    else:
        terms = [term for term in tables.terms if term.code == row.id]
    terms.sort(key=lambda t: (t.role if row.kind != "person" else "", t.start.first or date.min))
    roles = tuple(_role(term, offices.get((term.code, term.role))) for term in terms)
    holders = tables.names_of(term.person for term in terms) if row.kind != "person" else ()
    members = tables.members_of(row.id)
    details = {**row.details, **({"members": "; ".join(members)} if members else {})}
    return ActorRow(row.id, row.kind, row.name, row.code, row.names, roles, holders, details)


def _role(term: Term, office: Office | None) -> RoleRow:
    known = office.known_until.isoformat() if office and office.known_until else None
    elected = term.elected.isoformat() if term.elected else None
    end = edtf(term.end) if term.end else None
    return RoleRow(
        term.role, term.code, edtf(term.start), end, term.acting, elected, known, term.source or None
    )


def edtf(days: Days) -> str:
    """The days as they were written: a day, a month, a year, or an interval."""
    first, last = days.first, days.last
    if first is None or last is None:
        return f"{first or '..'}/{last or '..'}"
    if first == last:
        return first.isoformat()
    whole = {(1, 1, 12, 31): first.isoformat()[:4]}.get((first.month, first.day, last.month, last.day))
    if first.year == last.year and whole:
        return whole
    same_month = (first.year, first.month, first.day) == (last.year, last.month, 1)
    return first.isoformat()[:7] if same_month else f"{first}/{last}"
