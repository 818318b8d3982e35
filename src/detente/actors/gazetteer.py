"""Who is meant: states, organisations and persons by name, and offices by their holder on a day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

from detente.actors.index import PhraseIndex
from detente.actors.load import Row, Rows, load_rows, word_rows
from detente.actors.patterns import BODY, SIDE
from detente.actors.records import (
    Days,
    Entry,
    Gender,
    Office,
    Organisation,
    Person,
    Resolution,
    State,
    Term,
    parse_days,
)

_ALSO_DEMONYM = ("an", "i", "er")
_LONGEST_MENTION = 300
_LONGEST_ABBREVIATION = 4
_LONGEST_VACANCY = 366  # days between two holders who are still predecessor and successor
_ONE_IN_THE_WORLD = {"pope", "pontiff"}
_COURTESY = re.compile(r"(?P<title>Mr|Mrs|Ms|Miss|Dr|Sir|Madam|Lady|Lord)\.? (?P<name>.+)$")
_PREFIX = re.compile(r"\b([Ee]x|[Tt]hen|[Ff]ormer)-")
_MANY = re.compile(
    r"\b(?:two|three|both|all|leaders|presidents|ministers|countries|sides|nations)\b", re.IGNORECASE
)
_WHOSE = re.compile(r"\b(?:counterpart|colleague|opposite number|predecessor|successor)$", re.IGNORECASE)
_HEAD_OF = re.compile(r"(?:head|boss|chief) of (?:the )?", re.IGNORECASE)
_NOT_NOW = {
    "former": "a former holder",
    "ex": "a former holder",
    "then": "the holder at another time",
    "late": "a dead holder",
    "previous": "an earlier holder",
    "predecessor": "an earlier holder",
    "outgoing": None,
    "incumbent": None,
    "current": None,
    "sitting": None,
    "present": None,
    "acting": None,
    "interim": None,
    "deputy": "a deputy, not the holder",
    "vice": "a deputy, not the holder",
    "assistant": "an assistant, not the holder",
    "next": "a later holder",
    "future": "a later holder",
    "would-be": "a later holder",
    "elect": "a holder not yet in office",
    "designate": "a holder not yet in office",
    "first": "a holder counted, not dated",
    "last": "an earlier holder",
    "new": None,
    "longtime": None,
}


class Gazetteer:
    """States, organisations, persons and their dated offices. Made by `load_gazetteer`; never changes."""

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
        self.index: PhraseIndex[Entry] = PhraseIndex(self._phrases())

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
        found = self._state_words.get(_bare(plain).lower(), set())
        return next(iter(found)) if len(found) == 1 else None

    @cached_property
    def _state_words(self) -> dict[str, set[str]]:
        words: dict[str, set[str]] = {}
        for state in self.states:
            for word in (state.name, *state.other_names, *state.adjectives, *_demonyms(state)):
                words.setdefault(word.lower(), set()).add(state.code)
        return words

    def _phrases(self) -> Iterator[tuple[str, Entry]]:
        for state in self.states:
            yield from _state_phrases(state)
        for body in self.organisations:
            entry = Entry("organisation", body.code, body.name, body.owner)
            yield from ((name, entry) for name in (body.name, *body.other_names))
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
                return self._owner(now.pop())
        row = self.person(person)
        if row and row.code:
            return row.code
        ever = {self._owner(t.code) for t in held}
        return ever.pop() if len(ever) == 1 else None

    def _owner(self, code: str) -> str:
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
            (t.role in wanted or self._led(t, wanted)) and (days is None or t.may_hold(days))
            for t in self.terms_of(person)
        )

    def _known(self, code: str, role: str, days: Days) -> bool:
        office = self._rows.offices.get((code, role))
        return bool(
            office and (office.known_until is None or (days.last and days.last <= office.known_until))
        )

    def holder(self, code: str, roles: Sequence[str], days: Days | None) -> Resolution:
        """Who held one of `roles` of `code` on the days: one person, or nobody and why."""
        offices = self._offices_for(code, roles, days)
        label = f"{' or '.join(roles)} of {self._name(code)}"
        if not offices:
            return _nobody(f"no table of the {label}")
        terms = [t for office in offices for t in self._terms.get((office.code, office.role), ())]
        if days is None or days.first is None or days.last is None:
            return _nobody(f"{label}: no date to tell which holder", self._names(terms))
        if not any(self._known(office.code, office.role, days) for office in offices):
            until = max((o.known_until for o in offices if o.known_until), default=None)
            return _nobody(f"the table of the {label} is known until {until}, not on {_said(days)}")
        now = _without_acting([t for t in terms if t.may_hold(days)], days)
        people = list(dict.fromkeys(t.person for t in now))
        if len(people) > 1:
            return _nobody(f"{label} on {_said(days)}: more than one", self._names(now))
        if not people:
            return _nobody(f"nobody is known as {label} on {_said(days)}")
        if not self._covers([t for t in now if t.person == people[0]], days):
            return _nobody(f"{label}: not the whole of {_said(days)}", self._names(now))
        return self._found(people[0], days, f"{label} on {_said(days)}", code)

    def beside(self, person: str, days: Days | None, step: Literal[-1, 1]) -> Resolution:
        """Who held the person's office of that day, else the last one held, before (-1) or after it (1)."""
        held = [t for t in self.terms_of(person) if days is None or t.may_hold(days)]
        held = held or sorted(self.terms_of(person), key=_began)[-1:]
        found = {other for term in held if (other := self._beside(term, days, step))}
        which = "predecessor" if step < 0 else "successor"
        name = self._rows.persons[person].name
        if len(found) != 1:
            names = tuple(sorted(self._rows.persons[p].name for p in found))
            return _nobody(f"no one {which} of {name} is known", names)
        return self._found(found.pop(), days, f"{which} of {name}")

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

    def _name(self, code: str) -> str:
        body = self._rows.organisations.get(code)
        return self.state_name(code) or (body.name if body else code)

    def _names(self, terms: Iterable[Term]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._rows.persons[t.person].name for t in terms))

    def _found(self, person: str, days: Days | None, reason: str, code: str | None = None) -> Resolution:
        row = self._rows.persons[person]
        owner = self._owner(code) if code else self.code_on(person, days)
        return Resolution(row.name, row.id, owner, (), reason, "person")

    # Mentions

    def resolve(self, mention: str, on: str | None = None) -> Resolution:
        """Whom `mention` means on the EDTF date `on`: a name, "the US president", "President Obama",
        "Moscow", "the Kremlin". Raises ValueError where `on` is not a date."""
        days = parse_days(on)
        if len(mention) > _LONGEST_MENTION:
            return _nobody(f"longer than {_LONGEST_MENTION} characters: not a mention")
        plain = _bare(mention)
        if not plain:
            return _nobody("empty")
        if plain.isupper() and len(plain) > _LONGEST_ABBREVIATION and not self.index.get(plain):
            plain = plain.title()
        entries = self.index.get(plain)
        if entries:
            return self.meaning(entries, days, plain)
        courtesy = _COURTESY.match(plain)
        if courtesy:
            return self._courtesy(courtesy, days)
        body = self._body(plain, days)
        return body or self._described(_PREFIX.sub(r"\1 ", plain), days)

    def _courtesy(self, title: re.Match[str], days: Days | None) -> Resolution:
        """As in "Mrs Lund": the title tells the gender."""
        entries = [e for e in self.index.get(title["name"]) if e.kind in ("person", "surname")]
        gender = role_words().genders.get(title["title"].lower())
        fitting = [e for e in entries if gender in (None, self._rows.persons[e.key].gender)]
        if not fitting:
            return _nobody("not in the gazetteer")
        return self.meaning(fitting, days, title["name"])

    def _body(self, plain: str, days: Days | None) -> Resolution | None:
        """As in "Norlandic government", "Sudrian Foreign Ministry"."""
        for words in (SIDE, BODY):
            found = re.search(rf" (?:{words.pattern})$", plain)
            codes = self._codes(plain[: found.start()]) if found else ()
            if found is None or not codes:
                continue
            if len(codes) > 1:
                return _nobody(f"of {' or '.join(map(self._name, codes))}?")
            owner, name = self._owner(codes[0]), self._name(codes[0])
            if words is SIDE:
                return Resolution(name, codes[0], owner, (), "words for the government", "state")
            return Resolution(
                plain, f"{owner}:{_slug(plain)}", owner, (), f"a body of {name}", "organisation"
            )
        return None

    def meaning(self, entries: Sequence[Entry], days: Days | None, phrase: str) -> Resolution:
        """The one thing the entries mean, or nobody with the candidates."""
        if entries[0].kind == "other":
            return _nobody(f"{entries[0].name}: no actor")
        strong = [e for e in entries if e.kind != "surname"] or list(entries)
        strong = [e for e in strong if not self._gone(e, days)] or strong
        keys = {(e.kind in ("person", "surname"), e.key) for e in strong}
        if len(keys) == 1:
            return self._entry(strong[0], days)
        people = [e for e in strong if e.kind in ("person", "surname")]
        if len(people) == len(strong) and days is not None:
            office = [e for e in people if any(t.surely_holds(days) for t in self.terms_of(e.key))]
            if len(office) == 1:
                return self._found(office[0].key, days, f"the only {phrase} in office on {_said(days)}")
        ever = [e for e in people if self.terms_of(e.key)]
        if len(people) == len(strong) and len(ever) == 1:
            return self._found(ever[0].key, days, f"the only {phrase} who held an office")
        names = tuple(dict.fromkeys(e.name for e in strong))
        return _nobody(f"{phrase!r} may mean {len(names)} actors", names)

    def _gone(self, entry: Entry, days: Days | None) -> bool:
        state = self._rows.states.get(entry.key)
        ended = parse_days(state.until) if state else None
        if not ended or not ended.first or days is None or days.first is None:
            return bool(ended)
        return days.first >= ended.first

    def _entry(self, entry: Entry, days: Days | None) -> Resolution:
        if entry.kind in ("person", "surname"):
            return self._found(
                entry.key, days, "the name" if entry.kind == "person" else "the only one of this surname"
            )
        if entry.kind == "government":
            return Resolution(
                entry.name,
                f"{entry.code}:{_slug(entry.name)}",
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

    def _described(self, plain: str, days: Days | None) -> Resolution:
        head = _HEAD_OF.match(plain)
        if head and (owners := self._codes(plain[head.end() :])):
            return self.holder(owners[0], ("leader",), days)
        phrase = self.role_phrase(plain)
        if phrase is None:
            return _nobody(_why_not(plain))
        if phrase.rest:
            return self._titled(phrase, days)
        if not phrase.codes:
            return self._unowned(phrase, days)
        if len(phrase.codes) > 1:
            return _nobody(f"{phrase.word!r} of {' or '.join(sorted(map(self._name, phrase.codes)))}?")
        code = phrase.codes[0]
        why = next((w for m in phrase.modifiers if (w := _NOT_NOW.get(m))), None)
        if why:
            return _nobody(f"{why}, not the one on the day", self._others(code, phrase, days))
        if {"acting", "interim"} & set(phrase.modifiers):
            return self._acting(code, phrase, days)
        return self.holder(code, phrase.roles, days)

    def _acting(self, code: str, phrase: RolePhrase, days: Days | None) -> Resolution:
        """Who acted in the office that day."""
        offices = self._offices_for(code, phrase.roles, days)
        terms = [t for office in offices for t in self._terms.get((office.code, office.role), ()) if t.acting]
        now = {t.person for t in terms if days and t.surely_holds(days)}
        if len(now) == 1 and days:
            return self._found(now.pop(), days, f"acting {phrase.word} on {_said(days)}", code)
        return _nobody(f"no one acting {phrase.word} is known on the day", self._names(terms))

    def _unowned(self, phrase: RolePhrase, days: Days | None) -> Resolution:
        """A role of which the world has one needs no owner: the Pope."""
        owners = {code for code, role in self._rows.offices if role in phrase.roles}
        if len(owners) != 1 or phrase.modifiers or phrase.word not in _ONE_IN_THE_WORLD:
            return _nobody(f"{phrase.word!r} of which state or body?")
        return self.holder(owners.pop(), phrase.roles, days)

    def _others(self, code: str, phrase: RolePhrase, days: Days | None) -> tuple[str, ...]:
        if {"deputy", "vice", "assistant"} & set(phrase.modifiers):
            return ()
        offices = self._offices_for(code, phrase.roles, None)
        terms = [t for office in offices for t in self._terms.get((office.code, office.role), ())]
        past = {"former", "ex", "late", "previous", "predecessor", "last"} & set(phrase.modifiers)
        if past and days is not None:
            terms = [t for t in terms if t.end and t.end.first and days.last and t.end.first <= days.last]
        return self._names(terms)

    def _titled(self, phrase: RolePhrase, days: Days | None) -> Resolution:
        """A title before a name: the bearer of the name who holds, or ever held, the role."""
        entries = [e for e in self.index.get(phrase.rest) if e.kind in ("person", "surname")]
        people = list(dict.fromkeys(e.key for e in entries))
        if phrase.codes:
            own = [p for p in people if any(self._acts_for(p, code) for code in phrase.codes)]
            if people and not own:
                return _nobody(f"{phrase.rest} is not of {' or '.join(map(self._name, phrase.codes))}")
            people = own
        held = [p for p in people if self.holds_any(p, phrase.roles, None)]
        now = [p for p in held if days and self.holds_any(p, phrase.roles, days)]
        for group, reason in ((now, "title and name on the day"), (held, "title and name"), (people, "name")):
            if len(group) == 1:
                return self._found(group[0], days, reason)
        return _nobody("title and name", tuple(self._rows.persons[p].name for p in held or people))

    def _acts_for(self, person: str, code: str) -> bool:
        row = self.person(person)
        return bool(row and row.code == code) or any(
            self._owner(t.code) == code for t in self.terms_of(person)
        )

    def acts_for(self, person: str, code: str) -> bool:
        """Did the person ever act for the state or organisation?"""
        return self._acts_for(person, code)

    def role_phrase(self, plain: str) -> RolePhrase | None:
        """The parts of "[modifiers] [state] role [of state] [name]"; None where there is no role."""
        match = role_words().pattern.search(plain)
        while match:
            phrase = self._around(plain, match)
            if phrase:
                return phrase
            match = role_words().pattern.search(plain, match.end())
        return None

    def _around(self, plain: str, match: re.Match[str]) -> RolePhrase | None:
        word = match[0].lower()
        roles = role_words().offices.get(word)
        if roles is None:
            return None
        codes, modifiers = self._before(plain[: match.start()])
        if codes is None:
            return None
        rest = plain[match.end() :].strip()
        elect = re.match(r"-\s*(elect|designate)\b", rest)
        if elect:
            modifiers = (*modifiers, elect[1])
            rest = rest[elect.end() :].strip()
        of = re.match(r"(?:of|to)\s+(?:the\s+)?(.+)$", rest)
        owners = self._codes(of[1]) if of else ()
        if of and word in ("ambassador", "envoy"):
            return RolePhrase(word, tuple(f"ambassador to {c}" for c in owners), codes, modifiers, "")
        if of:
            return RolePhrase(word, roles, codes or owners, modifiers, "")
        return RolePhrase(word, roles, codes, modifiers, rest.lstrip(", "))

    def _before(self, before: str) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
        """The codes and modifiers before a role; codes None where a word is neither."""
        modifiers: list[str] = []
        words = re.sub(r"-(?=\s|$)", " ", before).split()
        while words and words[0].lower().rstrip(",") in (_NOT_NOW.keys() | {"the", "a", "an", "mr", "mr."}):
            modifiers.append(words.pop(0).lower().rstrip(","))
        while words and words[-1].lower() in _NOT_NOW:
            modifiers.append(words.pop().lower())
        if words and words[0].lower().startswith("ex-"):
            modifiers.append("ex")
            words[0] = words[0][3:]
        if words and "-" in words[0] and words[0].split("-", 1)[0].lower() in _NOT_NOW:
            modifier, words[0] = words[0].split("-", 1)
            modifiers.append(modifier.lower())
        if not words:
            return (), tuple(modifiers)
        codes = self._codes(" ".join(words))
        return (codes or None), tuple(modifiers)

    def _codes(self, phrase: str) -> tuple[str, ...]:
        kinds = ("state", "adjective", "demonym", "capital", "organisation")
        entries = [e for e in self.index.get(_bare(phrase)) if e.kind in kinds]
        return tuple(dict.fromkeys(e.key for e in entries if not self._gone(e, None) or len(entries) == 1))


class RolePhrase:
    """A role as worded: whose it is, when, and the name after it."""

    __slots__ = ("codes", "modifiers", "rest", "roles", "word")

    def __init__(
        self, word: str, roles: tuple[str, ...], codes: tuple[str, ...], modifiers: tuple[str, ...], rest: str
    ) -> None:
        self.word, self.roles, self.codes, self.modifiers, self.rest = word, roles, codes, modifiers, rest


class RoleWords:
    """The words for roles, by class."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.offices: dict[str, tuple[str, ...]] = {}
        self.classes: dict[str, str] = {}
        self.genders: dict[str, Gender] = {}
        for row in rows:
            word = row.need("word")
            self.classes[word] = row.need("class")
            if self.classes[word] == "office":
                self.offices[word] = row.many("offices")
            gender = row.text("gender")
            if gender:
                self.genders[word] = "female" if gender == "female" else "male"
        words = sorted(self.offices, key=lambda w: (-len(w), w))
        self.pattern = re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, words)) + r")\b", re.IGNORECASE)


@cache
def role_words() -> RoleWords:
    return RoleWords(word_rows("roles"))


@cache
def not_actors() -> dict[str, str]:
    """Phrases that hold the name of a state and are something else, and what they are."""
    return {row.need("phrase"): row.need("what") for row in word_rows("not_actors") if not row.many("cues")}


@cache
def doubtful_names() -> dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Names of states that are also something else: what, the cues of that, and the cues of the state."""
    rows = [row for row in word_rows("not_actors") if row.many("cues")]
    return {
        row.need("phrase"): (row.need("what"), row.many("cues"), row.many("counter_cues")) for row in rows
    }


@cache
def first_names() -> dict[str, Gender | None]:
    """Given names and the gender they tell."""
    genders: dict[str, Gender | None] = {"female": "female", "male": "male"}
    return {row.need("name"): genders.get(row.text("gender")) for row in word_rows("first_names")}


@cache
def _builtin() -> Gazetteer:
    return Gazetteer(load_rows(()))


def load_gazetteer(extra: Sequence[Path] = ()) -> Gazetteer:
    """The built-in gazetteer with the user's YAML or CSV files laid over it, in order.

    The format is in docs/gazetteer.md. Raises GazetteerError naming file and line; then nothing is loaded.
    """
    return Gazetteer(load_rows(extra)) if extra else _builtin()


def _state_phrases(state: State) -> Iterator[tuple[str, Entry]]:
    def entry(kind: str, name: str = state.name) -> Entry:
        return Entry(kind, state.code, name, state.code)  # type: ignore[arg-type]

    yield from ((name, entry("state")) for name in (state.name, *state.other_names))
    yield from ((name, entry("demonym")) for name in _demonyms(state))
    yield from ((name, entry("adjective")) for name in state.adjectives)
    yield from ((name, entry("capital")) for name in state.capitals)
    yield from ((name, entry("government", name)) for name in state.government)


def _demonyms(state: State) -> tuple[str, ...]:
    regular = [word for word in state.adjectives if word.endswith(_ALSO_DEMONYM)]
    return (*state.demonyms, *(f"{word}s" for word in regular))


def _person_phrases(person: Person) -> Iterator[tuple[str, Entry]]:
    for name in (person.name, *person.other_names):
        yield name, Entry("person", person.id, person.name, person.code)
    for surname in person.surnames:
        if surname != person.name:
            yield surname, Entry("surname", person.id, person.name, person.code)


def _nobody(reason: str, candidates: tuple[str, ...] = ()) -> Resolution:
    return Resolution(None, None, None, candidates, reason)


def _bare(mention: str) -> str:
    plain = " ".join(mention.replace("’", "'").split()).strip(
        ' ,;:."“”' if not mention.rstrip().endswith(".") else ' ,;:"“”'
    )
    plain = re.sub(r"'s?$", "", plain)
    return re.sub(r"^(?:the|a|an)\s+", "", plain, flags=re.IGNORECASE)


def _without_acting(terms: Sequence[Term], days: Days) -> list[Term]:
    """The terms but for those of acting holders of an office that another surely holds."""
    held = {(t.code, t.role) for t in terms if not t.acting and t.surely_holds(days)}
    return [t for t in terms if not t.acting or (t.code, t.role) not in held]


def _why_not(plain: str) -> str:
    if _WHOSE.search(plain):
        return "whose, only the text around it can tell"
    return "more than one is meant" if _MANY.search(plain) else "not in the gazetteer"


def _began(term: Term) -> date:
    return term.start.first or term.start.last or date.min


def _adjoin(before: Term, after: Term) -> bool:
    """Does the table leave no room for another holder between them, but for one who only acts?"""
    ended = before.end.last if before.end else None
    return ended is not None and (_began(after) - ended).days <= _LONGEST_VACANCY


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _said(days: Days) -> str:
    first = days.first.isoformat() if days.first else ".."
    last = days.last.isoformat() if days.last else ".."
    return first if first == last else f"{first}/{last}"
