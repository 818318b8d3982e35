"""States, organisations and persons by name, and offices by their holder on a day."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from itertools import product
from typing import Literal

from detente.actors.index import PhraseIndex
from detente.actors.load import Rows
from detente.actors.records import (
    Days,
    Entry,
    EntryKind,
    Office,
    Organisation,
    Person,
    Resolution,
    State,
    Term,
    parse_days,
)
from detente.actors.transliteration import (
    case_gender,
    is_cyrillic,
    may_be_one,
    nominatives,
    skeleton,
    sound_key,
)
from detente.actors.words import not_actors

_ALSO_DEMONYM = ("an", "i", "er")
_LONGEST_NAME = 4  # words of a Cyrillic name whose cases are tried
_LONGEST_VACANCY = 366  # days between two holders who are still predecessor and successor
_ELECTED_BEFORE = 75  # days before taking office from which, where no day of election is known, one is elect
_WORK = (  # offices of the same work, by the names states have for them
    ("foreign minister", "secretary of state", "foreign secretary"),
    ("defence minister", "secretary of defense", "defence secretary"),
    ("prime minister", "premier", "chancellor"),
    ("king", "queen", "emperor", "emir", "sultan", "prince", "grand duke"),
)


class Tables:
    """What a gazetteer holds, and who held which office when. Never changes."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self.version = rows.version
        self._terms: dict[tuple[str, str], list[Term]] = {}
        self._by_person: dict[str, list[Term]] = {}
        for term in rows.terms:
            self._terms.setdefault((term.code, term.role), []).append(term)
            self._by_person.setdefault(term.person, []).append(term)
        self._offices: dict[str, list[Office]] = {}
        for office in rows.offices.values():
            self._offices.setdefault(office.code, []).append(office)
        self.index: PhraseIndex[Entry] = PhraseIndex(self.phrases())

    # What there is

    @property
    def states(self) -> Iterable[State]:
        return self._rows.states.values()

    @property
    def organisations(self) -> Iterable[Organisation]:
        return self._rows.organisations.values()

    @property
    def persons(self) -> Iterable[Person]:
        return self._rows.persons.values()

    @property
    def offices(self) -> Iterable[Office]:
        return self._rows.offices.values()

    @property
    def terms(self) -> Iterable[Term]:
        return self._rows.terms

    def person(self, identity: str) -> Person | None:
        return self._rows.persons.get(identity)

    def organisation(self, code: str) -> Organisation | None:
        return self._rows.organisations.get(code)

    def state_name(self, code: str) -> str | None:
        """The name of a state by its code."""
        state = self._rows.states.get(code)
        return state.name if state else None

    def adjective(self, code: str) -> str | None:
        """The first adjective of a state by its code: "Norlandic"."""
        state = self._rows.states.get(code)
        return next(iter(state.adjectives), None) if state else None

    def state_code(self, text: str) -> str | None:
        """The code of the one state that a code, name, adjective or demonym means, in any letter case."""
        plain = " ".join(text.split())
        if plain.upper() in self._rows.states:
            return plain.upper()
        found = self._state_words.get(bare(plain).lower(), set())
        return next(iter(found)) if len(found) == 1 else None

    @cached_property
    def _state_words(self) -> dict[str, set[str]]:
        words: dict[str, set[str]] = {}
        for state in self.states:
            for word in (state.name, *state.other_names, *state.adjectives, *_demonyms(state)):
                words.setdefault(word.lower(), set()).add(state.code)
        return words

    def phrases(self) -> Iterator[tuple[str, Entry]]:
        """Every phrase of the tables with what it may mean."""
        for state in self.states:
            yield from _state_phrases(state)
        for body in self.organisations:
            entry = Entry("organisation", body.code, body.name, body.owner)
            yield from ((name, entry) for name in (body.name, *body.other_names))
            yield from ((city, Entry("capital", body.code, body.name, body.owner)) for city in body.seat)
        for person in self.persons:
            yield from _person_phrases(person)
        own = {name for state in self.states for name in (*state.capitals, state.name)}
        for phrase, what in not_actors().items():
            if phrase not in own:
                yield phrase, Entry("other", phrase, what, None)

    # Who holds what, when

    def terms_of(self, person: str) -> Sequence[Term]:
        return self._by_person.get(person, ())

    def code_on(self, person: str, days: Days | None) -> str | None:
        """Whom the person acts for: by the offices held on the days, else the one ever acted for."""
        held = self.terms_of(person)
        if days is not None:
            now = {t.code for t in held if t.may_hold(days) and self._known(t.code, t.role, days)}
            if len(now) == 1:
                return self.owner(now.pop())
        row = self.person(person)
        if row and row.code:
            return row.code
        ever = {self.owner(t.code) for t in held}
        return ever.pop() if len(ever) == 1 else None

    def owner(self, code: str) -> str:
        """The state or body whose code the mentions of a body carry."""
        body = self._rows.organisations.get(code)
        return body.owner if body else code

    def ever_held(self, person: str, code: str, roles: Iterable[str]) -> bool:
        """Did the person ever hold one of these roles for the state or organisation?"""
        wanted = set(roles)
        return any(
            t.code == code and (t.role in wanted or self._led(t, wanted)) for t in self.terms_of(person)
        )

    def _led(self, term: Term, wanted: set[str]) -> bool:
        office = self._rows.offices.get((term.code, term.role))
        return "leader" in wanted and bool(office and office.leads)

    def holds_any(self, person: str, roles: Iterable[str], days: Days | None) -> bool:
        """Does (or, without a day, did) the person hold one of the roles for anybody?"""
        wanted = set(roles)
        return any(
            (_is_of(t, wanted) or self._led(t, wanted)) and (days is None or t.may_hold(days))
            for t in self.terms_of(person)
        )

    def leads(self, term: Term, wanted: Collection[str]) -> bool:
        """Is "leader" wanted, and does the holder of the term's office lead?"""
        return self._led(term, set(wanted))

    def is_known(self, term: Term, days: Days) -> bool:
        """Is the table of the term's office known on the days?"""
        return self._known(term.code, term.role, days)

    def _known(self, code: str, role: str, days: Days) -> bool:
        office = self._rows.offices.get((code, role))
        return bool(
            office and (office.known_until is None or (days.last and days.last <= office.known_until))
        )

    def holder(self, code: str, roles: Sequence[str], days: Days | None) -> Resolution:
        """Who held one of `roles` of `code` on the days: one person, or nobody and why."""
        offices = self._offices_for(code, roles, days)
        there = [office.role for office in offices] if "leader" not in roles else []
        label = f"{' or '.join(there or roles)} of {self.label(code)}"
        if not offices:
            return nobody(f"no table of the {label}")
        terms = [t for office in offices for t in self._terms.get((office.code, office.role), ())]
        if days is None or days.first is None or days.last is None:
            return nobody(f"{label}: no date to tell which holder", self._names(terms))
        if not any(self._known(office.code, office.role, days) for office in offices):
            until = max((o.known_until for o in offices if o.known_until), default=None)
            return nobody(f"the table of the {label} is known until {until}, not on {said(days)}")
        now = _without_acting([t for t in terms if t.may_hold(days)], days)
        people = list(dict.fromkeys(t.person for t in now))
        if len(people) > 1 and "leader" in roles:
            first = [t for t in now if self._rows.offices[t.code, t.role].foremost]
            if len({t.person for t in first}) == 1 and self._covers(first, days):
                others = ", ".join(self._names(t for t in now if t not in first))
                why = f"{label} on {said(days)}: the {first[0].role}; {others} led too"
                return self.found(first[0].person, days, why, code)
        if len(people) > 1:
            return nobody(f"{label} on {said(days)}: more than one", self._names(now))
        if not people:
            return nobody(f"nobody is known as {label} on {said(days)}")
        if not self._covers([t for t in now if t.person == people[0]], days):
            return nobody(f"{label}: not the whole of {said(days)}", self._names(now))
        return self.found(people[0], days, f"{label} on {said(days)}", code)

    def holders(self, code: str, roles: Sequence[str], days: Days) -> tuple[str, ...]:
        """The names of all who held one of the roles on one of the days, the acting ones too."""
        offices = self._offices_for(code, roles, days)
        terms = [t for office in offices for t in self._terms.get((office.code, office.role), ())]
        return self._names(t for t in terms if t.may_hold(days) and self._known(t.code, t.role, days))

    def former(self, code: str, roles: Sequence[str], days: Days | None) -> tuple[list[str], bool]:
        """The ids of those whose last term in the roles was over by the days (all, without days), in order of
        their terms; and whether the table begins with the first holder there ever was."""
        offices = self._offices_for(code, roles, None)
        terms = [t for o in offices for t in self._terms.get((o.code, o.role), ()) if not t.acting]
        terms.sort(key=_began)
        over = [t for t in terms if days is None or not _running(t, days)]
        now = {t.person for t in terms} - {t.person for t in over} if days is None else set()
        now |= {t.person for t in terms if days is not None and t.may_hold(days)}
        past = list(dict.fromkeys(t.person for t in over if t.person not in now))
        return past, bool(offices) and all(o.complete for o in offices)

    def line(self, code: str, roles: Sequence[str]) -> list[str]:
        """The ids of all who held the roles, in order of their first terms."""
        offices = self._offices_for(code, roles, None)
        terms = [t for o in offices for t in self._terms.get((o.code, o.role), ()) if not t.acting]
        return list(dict.fromkeys(t.person for t in sorted(terms, key=_began)))

    def acting(self, code: str, roles: Sequence[str], days: Days | None) -> Resolution:
        """Who acted in the office that day."""
        offices = self._offices_for(code, roles, days)
        terms = [t for o in offices for t in self._terms.get((o.code, o.role), ()) if t.acting]
        now = {t.person for t in terms if days and t.surely_holds(days)}
        if len(now) == 1 and days:
            return self.found(now.pop(), days, f"acting {' or '.join(roles)} on {said(days)}", code)
        return nobody(f"no one acting {' or '.join(roles)} is known on the day", self._names(terms))

    def in_order_of_office(self, people: Iterable[str]) -> list[str]:
        """Those of the persons who led a state, in order of their first terms as leaders."""
        first = {
            person: min(_began(t) for t in led)
            for person in people
            if (led := [t for t in self.terms_of(person) if self._led(t, {"leader"})])
        }
        return sorted(first, key=lambda person: first[person])

    def owners_of(self, roles: Sequence[str]) -> list[str]:
        """The codes of all states and bodies that have one of the offices."""
        return list(dict.fromkeys(code for code, role in self._rows.offices if role in roles))

    def acts_for_any(self, person: str, codes: Iterable[str]) -> bool:
        return any(self.acts_for(person, code) for code in codes)

    def codes_of(self, phrase: str, days: Days | None) -> tuple[str, ...]:
        """The codes of the states and bodies whose name, adjective, demonym or capital the phrase is; of two
        states of one name those that exist on the days."""
        kinds = ("state", "adjective", "demonym", "capital", "organisation")
        entries = [e for e in self.index.get(phrase) if e.kind in kinds]
        living = [e for e in entries if not self._gone(e, days)]
        return tuple(dict.fromkeys(e.key for e in living or entries))

    def ended(self, code: str) -> bool:
        """Is it a state that exists no longer?"""
        state = self._rows.states.get(code)
        return bool(state and state.until)

    def elect(self, code: str, roles: Sequence[str], days: Days) -> Resolution:
        """Who was elected to the office and had not yet taken it on the days."""
        offices = self._offices_for(code, roles, days)
        terms = [t for o in offices for t in self._terms.get((o.code, o.role), ()) if not t.acting]
        coming = {t.person for t in terms if days.last and _elected(t) <= days.last and _after(t, days)}
        now = {t.person for t in terms if t.may_hold(days)}
        label = f"{' or '.join(roles)} of {self.label(code)}"
        if len(coming - now) != 1:
            return nobody(f"no one is known as elected {label} on {said(days)}", self._ids(coming - now))
        return self.found(
            (coming - now).pop(), days, f"elected {label}, not yet in office on {said(days)}", code
        )

    def elect_named(self, people: Iterable[str], roles: Sequence[str], days: Days | None) -> list[str]:
        """Those of the persons who were elected to one of the roles and took it after the days."""

        def coming(term: Term) -> bool:
            chosen = days is None or days.last is None or _elected(term) <= days.last
            return _is_of(term, roles) and chosen and (days is None or _after(term, days))

        return [p for p in people if any(coming(t) for t in self.terms_of(p))]

    def held_before(self, people: Iterable[str], roles: Sequence[str], days: Days | None) -> list[str]:
        """Those of the persons who began to hold one of the roles by the days."""
        return [
            p
            for p in people
            if any(
                (_is_of(t, roles) or self._led(t, set(roles)))
                and (days is None or days.last is None or _began(t) <= days.last)
                for t in self.terms_of(p)
            )
        ]

    def over_by(self, people: Iterable[str], roles: Sequence[str], days: Days | None) -> list[str]:
        """Those of the persons who held one of the roles, and none of them on the days."""
        held = self.held_before(people, roles, days)
        return [p for p in held if days is None or not self.holds_any(p, roles, days)]

    def counterpart(self, person: str, code: str, days: Days | None) -> Resolution:
        """Who held on the days, for `code`, the office that the person held for another: the same office, or
        the one of the same work; for an effective leader also the other's."""
        name = self._rows.persons[person].name
        held = [t for t in self.terms_of(person) if days is not None and t.may_hold(days)]
        held = [t for t in held if self._leads(t, days)] or held
        found: dict[str | None, Resolution] = {}
        names: list[str] = []
        for roles in dict.fromkeys(_same_work(t.role) for t in held):
            answer = self.holder(code, roles, days)
            names += [*answer.candidates, *filter(None, (answer.name,))]
            found |= {answer.actor: answer} if answer.actor else {}
        if any(self._leads(t, days) for t in held):
            answer = self.holder(code, ("leader",), days)
            # Who leads as a premier has the leader for a counterpart: "Merkel's French counterpart".
            if answer.actor and not any(t.role == "president" for t in held):
                return replace(answer, reason=f"counterpart of {name}: {answer.reason}")
            names += [*answer.candidates, *filter(None, (answer.name,))]
            found |= {answer.actor: answer} if answer.actor else {}
        if len(found) != 1:
            why = "no office held that day is known" if not held else f"{len(found)} could be meant"
            return nobody(f"counterpart of {name} in {self.label(code)}: {why}", tuple(dict.fromkeys(names)))
        return replace(next(iter(found.values())), reason=f"counterpart of {name}: {names and names[-1]}")

    def _leads(self, term: Term, days: Days | None) -> bool:
        office = self._rows.offices.get((term.code, term.role))
        return bool(office and days and office.leads_within(days))

    def _ids(self, people: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(self._rows.persons[p].name for p in people))

    def names_of(self, people: Iterable[str]) -> tuple[str, ...]:
        """The names of persons by their ids, in the order given."""
        return tuple(self._rows.persons[p].name for p in people)

    def members(self, organisation: str, on: str) -> tuple[str, ...]:
        """The codes of the members of an organisation on an EDTF date; () where none are known."""
        days = parse_days(on)
        rows = [m for m in self._rows.members if m.organisation == organisation]
        return tuple(m.member for m in rows if days is not None and m.includes(days))

    def members_of(self, organisation: str) -> tuple[str, ...]:
        """The codes of all members an organisation ever had, in the order of the table."""
        return tuple(dict.fromkeys(m.member for m in self._rows.members if m.organisation == organisation))

    def beside(self, person: str, days: Days | None, step: Literal[-1, 1]) -> Resolution:
        """Who held the person's office of that day, else the last one held, before (-1) or after it (1)."""
        held = [t for t in self.terms_of(person) if days is None or t.may_hold(days)]
        held = held or sorted(self.terms_of(person), key=_began)[-1:]
        held = [t for t in held if self._leads(t, days)] or held
        found = {other for term in held if (other := self._beside(term, days, step))}
        which = "predecessor" if step < 0 else "successor"
        name = self._rows.persons[person].name
        if len(found) != 1:
            names = tuple(sorted(self._rows.persons[p].name for p in found))
            return nobody(f"no one {which} of {name} is known", names)
        return self.found(found.pop(), days, f"{which} of {name}")

    def _beside(self, term: Term, days: Days | None, step: int) -> str | None:
        """The other person of the nearest term of the office before or after the term."""
        terms = sorted((t for t in self._terms[term.code, term.role] if not t.acting), key=_began)
        earlier = [t for t in reversed(terms) if _began(t) < _began(term)]
        later = [t for t in terms if _began(t) > _began(term)]
        if days is not None and days.last is not None:
            later = [t for t in later if _began(t) <= days.last]
        line = [term]
        for other in earlier if step < 0 else later:
            if not _adjoin(*sorted((line[-1], other), key=_began)):
                return None
            if other.person != term.person:
                return other.person
            line.append(other)
        return None

    def _covers(self, terms: Sequence[Term], days: Days) -> bool:
        return any(t.surely_holds(days) for t in terms) or (
            any(t.surely_holds(Days(days.first, days.first)) for t in terms)
            and any(t.surely_holds(Days(days.last, days.last)) for t in terms)
        )

    def _offices_for(self, code: str, roles: Sequence[str], days: Days | None) -> list[Office]:
        offices = self._offices.get(code, [])
        if "leader" in roles:
            own = [o for o in offices if o.leads_within(days or Days(None, None))]
            return own or [o for o in offices if o.role in roles]
        return [o for o in offices if o.role in roles]

    def label(self, code: str) -> str:
        """The name of a state or body by its code; the code where it has none."""
        body = self._rows.organisations.get(code)
        return self.state_name(code) or (body.name if body else code)

    def _names(self, terms: Iterable[Term]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._rows.persons[t.person].name for t in terms))

    def found(self, person: str, days: Days | None, reason: str, code: str | None = None) -> Resolution:
        """The person as an answer, acting for `code`, else for whom the tables say on the days."""
        row = self._rows.persons[person]
        owner = self.owner(code) if code else self.code_on(person, days)
        return Resolution(row.name, row.id, owner, (), reason, "person")

    # Names

    def spelled(self, name: str, strict: bool = False) -> tuple[Entry, ...]:
        """The persons whose name this may be in another spelling or in Cyrillic letters.

        A surname alone must sound the same, vowels and all, and may be that of several; a full name may
        differ in the vowels of its surname if the given names fit, and is one person's, or nobody's. `strict`
        is for names out of a text, which may be of people no table has: the given names must be the same in
        sound, and a surname that is spelled as in the tables must be of few ("Sergej Lavrov", not "Jon
        Bolton")."""
        if is_cyrillic(name):
            return self._in_any_case(name)
        return self._spelled(name, strict)

    def _in_any_case(self, name: str) -> tuple[Entry, ...]:
        """The persons whose name a Cyrillic one may be, as it stands or in another case than the nominative;
        of a full name one, or nobody."""
        itself = self._spelled(name)
        if itself and " " in name:
            return itself
        forms = product(*(nominatives(word) for word in name.split()[:_LONGEST_NAME]))
        found = dict.fromkeys(entry for form in forms for entry in self._spelled(" ".join(form), strict=True))
        gender = case_gender(name.split()[-1])
        found = {
            e: None for e in found if gender is None or self._rows.persons[e.key].gender in (None, gender)
        }
        people = {entry.key for entry in found} | {entry.key for entry in itself}
        if " " in name and len(people) > 1:
            return ()
        return tuple(dict.fromkeys((*itself, *found)))

    def _spelled(self, name: str, strict: bool = False) -> tuple[Entry, ...]:
        given, _, surname = sound_key(name).rpartition(" ")
        people = self._sounds.get(skeleton(surname), ()) if len(surname) > 2 else ()
        if given:
            fitting = {p.id: p for p, first, _ in people if first and may_be_one(given, first, strict)}
            last = name.split()[-1]
            fitting = {i: p for i, p in fitting.items() if not strict or p.alone or last not in p.surnames}
        else:
            fitting = {p.id: p for p, _, last in people if last == surname}
        if given and len(fitting) != 1:
            return ()
        kind: EntryKind = "person" if given else "surname"
        return tuple(Entry(kind, person.id, person.name, person.code) for person in fitting.values())

    @cached_property
    def _sounds(self) -> dict[str, tuple[tuple[Person, str, str], ...]]:
        """Persons with the keys of given name and surname, by the consonants of the surname."""
        found: dict[str, dict[tuple[str, str, str], tuple[Person, str, str]]] = {}
        for person in self.persons:
            for name in (person.name, *person.other_names):
                given, _, surname = sound_key(name).rpartition(" ")
                entry = found.setdefault(skeleton(surname), {})
                entry[person.id, given, surname] = (person, given, surname)
        return {key: tuple(entries.values()) for key, entries in found.items()}

    def meaning(self, entries: Sequence[Entry], days: Days | None, phrase: str) -> Resolution:
        """The one thing the entries mean, or nobody with the candidates."""
        if entries[0].kind == "other":
            return nobody(f"{entries[0].name}: no actor")
        strong = [e for e in entries if e.kind != "surname"] or list(entries)
        strong = [e for e in strong if not self._gone(e, days)] or strong
        if days is not None:
            strong = self._of_the_time(strong)
        keys = {(e.kind in ("person", "surname"), e.key) for e in strong}
        if len(keys) == 1:
            return self._entry(strong[0], days)
        people = [e for e in strong if e.kind in ("person", "surname")]
        if len(people) == len(strong) and days is not None:
            office = [e for e in people if any(t.surely_holds(days) for t in self.terms_of(e.key))]
            if len(office) == 1:
                return self.found(office[0].key, days, f"the only {phrase} in office on {said(days)}")
        ever = [e for e in people if self.terms_of(e.key)]
        if len(people) == len(strong) and len(ever) == 1:
            return self.found(ever[0].key, days, f"the only {phrase} who held an office")
        names = tuple(dict.fromkeys(e.name for e in strong))
        return nobody(f"{phrase!r} may mean {len(names)} actors", names)

    def _of_the_time(self, entries: list[Entry]) -> list[Entry]:
        """As in "Moscow" in 1985: of a state that stood then and its successors, that one."""
        heirs: set[str] = set()
        for entry in entries:
            state = self._rows.states.get(entry.key)
            if entry.kind == "capital" and state and state.until:
                heirs |= set(self._heirs(entry.key)) - {entry.key}
        return [e for e in entries if e.kind != "capital" or e.key not in heirs]

    def _heirs(self, code: str) -> Iterator[str]:
        state = self._rows.states.get(code)
        for successor in state.successors if state else ():
            yield successor
            yield from self._heirs(successor)

    def _gone(self, entry: Entry, days: Days | None) -> bool:
        state = self._rows.states.get(entry.key)
        ended = parse_days(state.until) if state else None
        if not ended or not ended.first or days is None or days.first is None:
            return bool(ended)
        return days.first >= ended.first

    def _entry(self, entry: Entry, days: Days | None) -> Resolution:
        if entry.kind in ("person", "surname"):
            return self.found(
                entry.key, days, "the name" if entry.kind == "person" else "the only one of this surname"
            )
        if entry.kind == "government":
            return Resolution(
                entry.name,
                f"{entry.code}:{slug(entry.name)}",
                entry.code,
                (),
                "a word for the government",
                "organisation",
            )
        if entry.kind == "organisation":
            body = self._rows.organisations[entry.key]
            return Resolution(body.name, body.code, body.owner, (), "the name of the body", body.kind)
        why = {"capital": "the capital, for the government", "adjective": "the adjective of the state"}
        return Resolution(
            entry.name, entry.key, entry.key, (), why.get(entry.kind, "the name of the state"), "state"
        )

    def acts_for(self, person: str, code: str) -> bool:
        """Did the person ever act for the state or organisation?"""
        row = self.person(person)
        return bool(row and row.code == code) or any(
            code in (t.code, self.owner(t.code)) for t in self.terms_of(person)
        )

    def has_offices(self, code: str) -> bool:
        """Is there a table of any office of the state or body?"""
        return code in self._offices


def _state_phrases(state: State) -> Iterator[tuple[str, Entry]]:
    def entry(kind: str, name: str = state.name) -> Entry:
        return Entry(kind, state.code, name, state.code)  # type: ignore[arg-type]

    yield from ((name, entry("state")) for name in (state.name, *state.other_names))
    yield from ((name, entry("demonym")) for name in _demonyms(state))
    yield from ((name, entry("adjective")) for name in state.adjectives)
    yield from ((name, entry("capital")) for name in state.capitals)
    for names in state.government:  # the first of them is shown
        yield from ((name, entry("government", names[0])) for name in names)


def _demonyms(state: State) -> tuple[str, ...]:
    regular = [word for word in state.adjectives if word.endswith(_ALSO_DEMONYM)]
    return (*state.demonyms, *(f"{word}s" for word in regular))


def _person_phrases(person: Person) -> Iterator[tuple[str, Entry]]:
    for name in (person.name, *person.other_names):
        yield name, Entry("person", person.id, person.name, person.code)
    for surname in person.surnames:
        if surname != person.name:
            yield surname, Entry("surname", person.id, person.name, person.code)


def nobody(reason: str, candidates: tuple[str, ...] = ()) -> Resolution:
    return Resolution(None, None, None, candidates, reason)


def bare(mention: str) -> str:
    plain = " ".join(mention.replace("’", "'").split()).strip(
        ' ,;:."“”' if not mention.rstrip().endswith(".") else ' ,;:"“”'
    )
    plain = re.sub(r"'s?$", "", plain)
    return re.sub(r"^(?:the|a|an)\s+", "", plain, flags=re.IGNORECASE)


def _without_acting(terms: Sequence[Term], days: Days) -> list[Term]:
    """The terms but for those of acting holders of an office that another surely holds."""
    held = {(t.code, t.role) for t in terms if not t.acting and t.surely_holds(days)}
    return [t for t in terms if not t.acting or (t.code, t.role) not in held]


def _is_of(term: Term, roles: Collection[str]) -> bool:
    """Is it a term of one of the roles? An ambassador is one to whatever state."""
    return term.role in roles or ("ambassador" in roles and term.role.startswith("ambassador to "))


def _running(term: Term, days: Days) -> bool:
    """May the term run on the days, or begin after them?"""
    return term.may_hold(days) or _after(term, days)


def _after(term: Term, days: Days) -> bool:
    return days.last is not None and _began(term) > days.last


def _elected(term: Term) -> date:
    return term.elected or _began(term) - timedelta(days=_ELECTED_BEFORE)


def _same_work(role: str) -> tuple[str, ...]:
    return next((roles for roles in _WORK if role in roles), (role,))


def _began(term: Term) -> date:
    return term.start.first or term.start.last or date.min


def _adjoin(before: Term, after: Term) -> bool:
    """Does the table leave no room for another holder between them, but for one who only acts?"""
    ended = before.end.last if before.end else None
    return ended is not None and (_began(after) - ended).days <= _LONGEST_VACANCY


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def said(days: Days) -> str:
    first = days.first.isoformat() if days.first else ".."
    last = days.last.isoformat() if days.last else ".."
    return first if first == last else f"{first}/{last}"
