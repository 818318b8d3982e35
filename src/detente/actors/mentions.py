"""Mentions of a document resolved: names, then roles and pronouns by what the document introduced.

What decides, in this order: the document's own introductions ("Norlandic President Ada Lund"), the dated
tables on the document's day, then the grammar of who was last spoken of as a subject. Where two answers
remain the mention stays unresolved and lists them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from detente.actors.antecedents import Antecedents, Person
from detente.actors.bodies import Bodies, Body
from detente.actors.find import find
from detente.actors.gazetteer import Gazetteer
from detente.actors.index import PhraseIndex, fold
from detente.actors.load import person_id
from detente.actors.page import Page
from detente.actors.records import Days, Gender, Resolution, parse_days
from detente.actors.scan import Found
from detente.actors.words import doubtful_names, first_names, role_words
from detente.model import Document, KnownBy, Mention, Quotation, Segment, Sentence, stable_id

_OTHER_TIME = {
    "former",
    "ex",
    "then",
    "late",
    "previous",
    "next",
    "future",
    "elect",
    "designate",
    "first",
    "last",
}
_PAST = {"former", "ex", "late"}
_COMING = {"elect", "designate"}
_OTHER_RANK = {"deputy", "vice", "assistant"}
_INDEFINITE = {"a", "an", "another", "every", "no", "any"}
_GENDERS: dict[str, Gender] = {"his": "male", "her": "female"}
_STEPS: dict[str, Literal[-1, 1]] = {"predecessor": -1, "successor": 1}
_EDITOR = re.compile(r"\s*\[([^\]\n]*\w)\]")
_FAR_NEARER = 400  # characters within which the last full name decides between two of one surname


def resolve_mentions(
    document: Document,
    segments: Sequence[Segment],
    quotations: Sequence[Quotation],
    sentences: Sequence[Sentence],
    gazetteer: Gazetteer,
) -> tuple[Mention, ...]:
    """The mentions of persons, states and organisations, in order of start and not overlapping.

    `actor`, `name` and `code` are None where nobody, or more than one, can be meant; `reason` says why.
    Offices are looked up for the day the document was published or datelined.
    """
    page = Page(document, segments, quotations, sentences)
    return _Resolver(page, gazetteer).run()


def _anchor(document: Document) -> Days | None:
    """The days the document's offices are looked up for; None where it prints none."""
    dates = [document.published.date if document.published else None]
    dates.append(document.dateline.date if document.dateline else None)
    for text in dates:
        try:
            days = parse_days(text)
        except ValueError:
            continue
        if days and days.first and days.last:
            return days
    return None


@dataclass(slots=True)
class _Answer:
    person: Person | None = None
    name: str | None = None
    actor: str | None = None
    code: str | None = None
    reason: str = ""
    candidates: tuple[str, ...] = ()


class _Resolver:
    """Reads the document once from start to end; remembers who was last spoken of."""

    def __init__(self, page: Page, gazetteer: Gazetteer) -> None:
        self.page, self.gazetteer = page, gazetteer
        self.days = _anchor(page.document)
        self.people: dict[str, Person] = {}
        self.states: set[str] = set()
        self.bodies = Bodies(page, gazetteer)
        self.doubts: dict[str, str | None] = {}
        self.past = Antecedents(page)
        self.speakers: list[Person | None] = [None] * len(page.segments)

    def run(self) -> tuple[Mention, ...]:
        found = find(self.page, self.gazetteer)
        self._introduce(found)
        found = self._with_short_names(found)
        self._label_turns(found)
        self.states = {
            e.name for f in found for e in f.entries if e.kind in ("adjective", "capital", "demonym")
        }
        mentions = []
        for number, item in enumerate(found):
            self.past.reach(item)
            answer = self._resolve(item, found, number)
            if answer is not None:
                self._remember(item, answer)
                self.bodies.remember(item, Body(item.kind, answer.name, answer.actor, answer.code))
                mentions.append(self._mention(item, answer))
        return tuple(mentions)

    def _remember(self, item: Found, answer: _Answer) -> None:
        """Somebody left unknown is remembered too, lest "he" skip them."""
        if item.kind != "person":
            return
        person = answer.person
        if person is None and (item.form == "name" or item.determiner in _INDEFINITE):
            person = Person("", "", set(), item.gender, answer.code, False)
        if person is not None:
            self.past.remember(item, person)

    def _mention(self, item: Found, answer: _Answer) -> Mention:
        document, text = self.page.document.id, self.page.text[item.start : item.end]
        return Mention(
            stable_id("mention", document, item.start, item.end),
            document,
            item.start,
            item.end,
            text,
            item.form,
            answer.actor,
            answer.name,
            answer.code,
            item.kind,
            answer.reason or None,
            answer.candidates,
            self._known_by(item, answer),
            _roles(item),
        )

    def _known_by(self, item: Found, answer: _Answer) -> KnownBy | None:
        if answer.actor is None:
            return None
        known = self.gazetteer.person(answer.actor) if item.kind == "person" else item.entries
        return "gazetteer" if known else "document"

    # Who the document is about

    def _introduce(self, found: Iterable[Found]) -> None:
        """Registers every person the document names in full, or by title and surname."""
        items = [item for item in found if item.kind == "person" and item.form == "name"]
        for item in sorted(items, key=lambda f: (not f.full, f.start)):
            person = self._person_of(item)
            if person is None:
                continue
            person.named_at.append(item.start)
            person.gender = person.gender or item.gender
            if not set(item.modifiers) & (_OTHER_TIME | _OTHER_RANK):
                code = item.codes[0] if len(item.codes) == 1 else None
                person.titles |= {(word, code) for word in item.described_by}
                if person.code is None and not person.known:
                    person.code = self._owner(code)

    def _owner(self, code: str | None) -> str | None:
        if code is None:
            return None
        body = self.gazetteer.organisation(code)
        return body.owner if body else code

    def _person_of(self, item: Found) -> Person | None:
        if item.full and item.entries:
            keys = list(dict.fromkeys(e.key for e in item.entries))
            return self._known(keys[0]) if len(keys) == 1 else None
        if item.full:
            return self._unknown(item.name or "")
        if not item.entries:
            return None if self._by_surname(item.name or "") else self._unknown(item.name or "")
        return None

    def _known(self, key: str) -> Person:
        row = self.gazetteer.person(key)
        assert row is not None
        if key not in self.people:
            surnames = {fold(s) for s in (*row.surnames, row.name.split()[-1])}
            code = self.gazetteer.code_on(key, self.days)
            self.people[key] = Person(key, row.name, surnames, row.gender, code, True)
        return self.people[key]

    def _unknown(self, name: str) -> Person:
        """A person only this document knows."""
        name = " ".join(name.split())
        key = f"{person_id(name)}"
        if key not in self.people:
            words = name.split()
            genders = first_names()
            self.people[key] = Person(key, name, {fold(words[-1])}, genders.get(words[0]), None, False)
        return self.people[key]

    def _by_surname(self, surname: str) -> list[Person]:
        plain = fold(surname)
        return [p for p in self.people.values() if plain in p.surnames]

    def _with_short_names(self, found: list[Found]) -> list[Found]:
        """Adds surnames, and given names, of persons that only the document knows."""
        index = PhraseIndex(self._short_names())
        taken = [(f.start, f.end) for f in found]
        extra: list[Found] = []
        for segment in self.page.segments:
            if segment.kind == "boilerplate":
                continue
            for match in index.find(self.page.text[segment.start : segment.end]):
                start, end = match.start + segment.start, match.end + segment.start
                name = self.page.text[start:end]
                if not _overlaps(taken, start, end) and self._alone(start, end) and not self._a_city(name):
                    item = Found(start, end, "name", "person", name=name, full=" " in name)
                    item.head, item.quotation = self.page.head(start, end), self.page.quotation(start)
                    extra.append(item)
        return sorted(found + extra, key=lambda f: f.start)

    def _a_city(self, name: str) -> bool:
        """A capital that was not found to act is the place, even where somebody is called like it."""
        return any(entry.kind == "capital" for entry in self.gazetteer.index.get(name))

    def _short_names(self) -> Iterable[tuple[str, str]]:
        for person in self.people.values():
            yield from ((name, person.id) for name in {*person.surnames, person.name})
            words = person.name.split()
            if len(words) > 1 and words[0] in first_names():
                yield words[0], person.id

    def _alone(self, start: int, end: int) -> bool:
        """A given name or surname that is not part of a longer run of names."""
        before, after = self.page.before(start, 30), self.page.after(end, 30)
        return not (
            before.endswith(" ") and before.split()[-1:] and before.split()[-1] in first_names()
        ) and not (
            after[:1] == " " and after[1:2].isupper() and after[1:].split()[0].strip(",.") in _NAMES_GO_ON
        )

    def _label_turns(self, found: Sequence[Found]) -> None:
        """Who speaks each turn, by the name in its label."""
        names = {f.start: f for f in found if f.kind == "person" and f.form == "name"}
        for number, segment in enumerate(self.page.segments):
            if segment.label is None:
                continue
            inside = [f for s, f in names.items() if segment.label.start <= s < segment.label.end]
            answer = self._named(inside[0]) if inside else None
            self.speakers[number] = answer.person if answer else None

    # One mention

    def _resolve(self, item: Found, found: Sequence[Found], number: int) -> _Answer | None:
        if item.form == "pronoun":
            return self._it(item) if item.word == "it" else self._pronoun(item)
        if item.kind == "person":
            return self._role(item, found, number) if item.form == "role" else self._named(item)
        if item.kind == "group":
            return self._group(item)
        return self._state_or_body(item)

    def _group(self, item: Found) -> _Answer:
        """As in "Norlandic diplomats", "the two presidents", "both countries": nobody in particular; the
        candidates are those of the document who are such."""
        code = self._owner(item.codes[0]) if len(item.codes) == 1 else None
        roles = role_words().offices.get(item.word or "", ())
        if not item.word:
            return _Answer(code=code, reason="a group of persons, not named")
        names = [p.name for p in self.people.values() if roles and self._is_one(p, item.word, roles)]
        return _Answer(code=code, reason="more than one is meant", candidates=tuple(sorted(names)))

    def _state_or_body(self, item: Found) -> _Answer | None:
        words = self.page.text[item.start : item.end]
        namesake = self._by_surname(words) if item.form == "name" else []
        if namesake:
            return self._namesake(item, namesake)
        given = [p.name for p in self.people.values() if not p.known and p.name.split()[0] == words]
        if given and item.entries and item.entries[0].kind == "state":
            names = (*given, item.entries[0].name)
            return _Answer(reason="the given name of a person of the document, or a state", candidates=names)
        if item.entries:
            doubt = self._doubt(item.entries[0].name)
            if doubt:
                return _Answer(reason=f"the state or {doubt}", candidates=(item.entries[0].name, doubt))
            found = self.gazetteer.meaning(item.entries, self.days, self.page.text[item.start : item.end])
            if found.kind:
                item.kind = found.kind
            return _answer(found)
        if item.form == "role":
            return self._short_body(item)
        code = self._owner(item.codes[0]) if len(item.codes) == 1 else None
        actor = f"{code or 'organisation'}:{_slug(item.name)}" if item.name else None
        return _Answer(
            None, item.name, actor, code, "a body of the state" if code else "a body of no known state"
        )

    def _doubt(self, name: str) -> str | None:
        """What else the name of a state may be in this document, by the company it keeps."""
        if name not in self.doubts:
            what, cues, counter = doubtful_names().get(name, (None, (), ()))
            text = self.page.text
            alone = any(cue in text for cue in cues) and not any(cue in text for cue in counter)
            self.doubts[name] = what if alone else None
        return self.doubts[name]

    def _short_body(self, item: Found) -> _Answer | None:
        """As in "The council": the only body called so, or the last; "the ministry in Nordhavn"."""
        word = item.word or ""
        if item.codes:
            body = self.bodies.seated(word, " ".join(item.modifiers), item.codes[0])
            return _Answer(None, body.name, body.actor, body.code, f"the {word} of the state it sits in")
        found, reason = self.bodies.called(word)
        return _Answer(None, found.name, found.actor, found.code, reason) if found else None

    def _it(self, item: Found) -> _Answer | None:
        body = self.bodies.spoke_last(item) if item.quotation is None else None
        if body is None:
            return None
        item.kind = body.kind
        return _Answer(None, body.name, body.actor, body.code, "the one that spoke last")

    def _namesake(self, item: Found, people: list[Person]) -> _Answer:
        """A state that a person of the document is called like, as Jordan is."""
        state = self.gazetteer.meaning(item.entries, self.days, self.page.text[item.start : item.end])
        if len(people) > 1 or state.name in self.states:
            names = (*(p.name for p in people), *filter(None, (state.name,)))
            return _Answer(reason="a person of the document and a state", candidates=names)
        item.kind = "person"
        return self._is(people[0], "introduced in the document")

    def _named(self, item: Found) -> _Answer | None:
        if item.full:
            person = self._person_of(item)
            if person:
                return self._is(person, "the full name")
            return _answer(self.gazetteer.meaning(item.entries, self.days, item.name or ""))
        name = fold(item.name or "")
        people = self._by_surname(name) or [
            p for p in self.people.values() if fold(p.name.split()[0]) == name
        ]
        if item.word and len(people) > 1:
            people = self._titled(people, item) or people
        if item.gender and len(people) > 1:
            people = [p for p in people if p.gender == item.gender] or people  # "Mrs Lund"
        if len(people) == 1:
            return self._is(people[0], "introduced in the document")
        if people:
            return self._nearest(people, item)
        return self._undeclared(item)

    def _titled(self, people: list[Person], item: Found) -> list[Person]:
        roles = role_words().offices.get(item.word or "", ())
        return [p for p in people if p.known and self.gazetteer.holds_any(p.id, roles, None)]

    def _nearest(self, people: list[Person], item: Found) -> _Answer:
        """Two of one surname: the last named in full, if the other is far."""
        named = [(max((a for a in p.named_at if a <= item.start), default=-1), p) for p in people]
        (first, person), (second, _) = sorted(named, key=lambda pair: -pair[0])[:2]
        near = item.start - first <= _FAR_NEARER and first - second > _FAR_NEARER
        here = [p for p in people if any(a <= item.start and self._beside(a, item) for a in p.named_at)]
        if first >= 0 and (second < 0 or near or here == [person]):
            return self._is(person, "the nearest of this surname")
        office = [
            p
            for p in people
            if p.known and self.days and any(t.surely_holds(self.days) for t in self.gazetteer.terms_of(p.id))
        ]
        if len(office) == 1:
            return self._is(office[0], "the only one of this surname in office")
        return _Answer(
            reason="more than one of this surname", candidates=tuple(sorted(p.name for p in people))
        )

    def _beside(self, offset: int, item: Found) -> bool:
        """Does the offset stand in the paragraph of the mention? Not in its sentence: "Bill Lund said that
        Lund should run" is about another, as may be "the Lund team"."""
        place, sentences = self.page.place(offset), self.page.sentences
        if place is None or item.head is None or place.sentence == item.head.sentence:
            return False
        if self.page.token(item.head).dep == "compound":
            return False
        return sentences[place.sentence].paragraph == sentences[item.head.sentence].paragraph

    def _undeclared(self, item: Found) -> _Answer | None:
        """A surname whose full name the document does not print."""
        entries = item.entries
        if not entries:
            return None
        if item.word is None:
            entries = tuple(e for e in entries if (row := self.gazetteer.person(e.key)) and row.alone)
            if not entries:
                return None
        elif item.codes or item.word in role_words().offices:
            roles = role_words().offices.get(item.word, ())
            held = tuple(e for e in entries if self.gazetteer.holds_any(e.key, roles, self.days))
            entries = held or entries
        answer = _answer(self.gazetteer.meaning(entries, self.days, item.name or ""))
        if answer.actor:
            person = self._known(answer.actor)
            person.named_at.append(item.start)
            return self._is(person, answer.reason)
        return answer

    def _is(self, person: Person, reason: str) -> _Answer:
        if not person.id:
            return _Answer(person, None, None, person.code, "somebody the text leaves unknown")
        return _Answer(person, person.name, person.id, person.code, reason)

    # Roles

    def _role(self, item: Found, found: Sequence[Found], number: int) -> _Answer | None:
        word = item.word or ""
        kind = role_words().classes.get(word, "office")
        code = self._owner(item.codes[0]) if len(item.codes) == 1 else None
        if item.determiner in _GENDERS:
            self._learn_gender(item)
        if "address" in item.modifiers:
            return self._addressed(item)
        if set(item.modifiers) & (_OTHER_TIME | _OTHER_RANK):
            return self._at_another_time(item, code, found[number - 1] if number else None)
        apposed = self._apposed(item, found, number)
        if apposed:
            return apposed
        if word in _STEPS:
            return self._beside_in_office(item, found[number - 1] if number else None)
        if kind == "relation":
            return self._counterpart(item, code)
        if item.determiner in _INDEFINITE:
            return _Answer(code=code, reason="not a certain person")
        if item.determiner in ("my", "your", "our"):
            return self._own(item, code)
        if item.codes:
            return self._office(item, code)
        return self._bare_role(item)

    def _at_another_time(self, item: Found, code: str | None, previous: Found | None) -> _Answer:
        """As in "the former president", "the president-elect"; and in "Ada Lund, then foreign minister,"."""
        reason = f"{' '.join(item.modifiers)}: another time or rank"
        modifiers, roles = set(item.modifiers), role_words().offices.get(item.word or "", ())
        if modifiers & _OTHER_RANK:
            return _Answer(code=code, reason=reason)
        beside = self._beside_name(item, previous)
        if beside is not None:
            return self._is(beside, "the one it stands beside")
        if not roles or len(item.codes) > 1:
            return _Answer(code=code, reason=reason)
        if item.codes and modifiers & _COMING and self.days is not None:
            elect = self.gazetteer.elect(item.codes[0], roles, self.days)
            if elect.actor:
                return self._is(self._known(elect.actor), elect.reason)
        here = self._who_was_or_will_be(item, roles)
        if len(here) == 1:
            return self._is(here[0], f"the only one here who fits {' '.join(item.modifiers)} {item.word}")
        return _Answer(code=code, reason=reason, candidates=tuple(sorted(p.name for p in here)))

    def _who_was_or_will_be(self, item: Found, roles: Sequence[str]) -> list[Person]:
        """The persons of the document who held the role before the day, or took it after it."""
        ids = [p.id for p in self.people.values() if p.known]
        if item.codes:
            ids = [i for i in ids if self.gazetteer.ever_held(i, item.codes[0], roles)]
        if set(item.modifiers) & _COMING:
            chosen = self.gazetteer.elect_named(ids, roles, self.days) if self.days else []
        elif set(item.modifiers) & _PAST:
            chosen = self.gazetteer.over_by(ids, roles, self.days)
        else:
            chosen = []
        return [self.people[i] for i in dict.fromkeys(chosen)]

    def _beside_name(self, item: Found, previous: Found | None) -> Person | None:
        """Whom a role in apposition stands behind: "Ada Lund, then foreign minister,"."""
        if previous is None or previous.kind != "person" or item.head is None:
            return None
        gap, token = self.page.text[previous.end : item.start], self.page.token(item.head)
        last = self.past.spoken[-1:]
        fits = gap.strip() in (",", "(") and token.dep == "appos" and last and last[0][0] is previous
        return last[0][1] if fits and last[0][1].id else None

    def _own(self, item: Found, code: str | None) -> _Answer:
        """As in "My aide", after "your aide Ada Lund": the only one introduced so."""
        people = [p for p in self.people.values() if any(title == item.word for title, _ in p.titles)]
        if len(people) == 1 and not item.codes:
            return self._is(people[0], f"the only {item.word} of the document")
        return _Answer(code=code, reason="whose, only the speaker knows")

    def _apposed(self, item: Found, found: Sequence[Found], number: int) -> _Answer | None:
        """As in "their Norlandic colleague, President Lund": the name behind the comma."""
        following = found[number + 1] if number + 1 < len(found) else None
        if following is None or following.kind != "person" or following.form != "name":
            return None
        gap = self.page.text[item.end : following.start]
        if gap.strip() != "," or following.head is None or self.page.token(following.head).dep != "appos":
            return None
        answer = self._named(following)
        person = answer.person if answer else None
        if (
            person
            and person.known
            and item.codes
            and not any(self.gazetteer.acts_for(person.id, c) for c in item.codes)
        ):
            return None
        return answer

    def _office(self, item: Found, code: str | None) -> _Answer:
        """The holder of an office: as introduced, by the day, or the only one here who ever held it."""
        word, roles = item.word or "", role_words().offices.get(item.word or "", ())
        if len(item.codes) != 1 or code is None:
            return _Answer(reason="of more than one state")
        introduced = self._introduced(word, item.codes[0])
        if len(introduced) == 1:
            return self._is(introduced[0], f"introduced as {word} of {item.codes[0]}")
        if not roles:
            return _Answer(code=code, reason="several, or none, introduced with this role")
        dated = self._holder(item.codes[0], roles)
        if dated.actor:
            return self._is(self._known(dated.actor), dated.reason)
        here = [
            p
            for p in self.people.values()
            if p.known and self.gazetteer.ever_held(p.id, item.codes[0], roles)
        ]
        here = self._in_office(here, item.codes[0]) or here
        if len(here) == 1:
            return self._is(here[0], f"the only one here who was {word} of {item.codes[0]}")
        names = tuple(sorted(p.name for p in here))
        return _Answer(code=code, reason=dated.reason, candidates=names or dated.candidates)

    def _holder(self, code: str, roles: Sequence[str]) -> Resolution:
        """The holder; of a union, the president of one of its bodies counts for none."""
        return self.gazetteer.holder(code, roles, self.days)

    def _in_office(self, people: list[Person], code: str) -> list[Person]:
        if self.days is None:
            return []
        return [
            p
            for p in people
            if any(t.code == code and t.may_hold(self.days) for t in self.gazetteer.terms_of(p.id))
        ]

    def _introduced(self, word: str, code: str) -> list[Person]:
        """Persons whom the document itself calls so; "leader" is any office."""
        offices = role_words().offices

        def fits(title: str) -> bool:
            return title == word or (
                word == "leader" and title in offices and title not in ("minister", "ambassador")
            )

        return [p for p in self.people.values() if any(fits(t) and c == code for t, c in p.titles)]

    def _bare_role(self, item: Found) -> _Answer | None:
        """As in "The president", "the minister": whoever was last spoken of and is one."""
        if item.determiner not in ("the", "this", "that"):
            return None if not item.determiner else _Answer(reason="whose, is not said")
        word, roles = item.word or "", role_words().offices.get(item.word or "", ())
        people = [p for p in self.people.values() if self._is_one(p, word, roles)]
        if item.quotation is not None or not people:
            only = people[0] if len(people) == 1 and item.quotation is None else None
            return (
                self._is(only, f"the only {word}")
                if only
                else _Answer(reason="no one introduced with this role")
            )
        if len(people) == 1:
            return self._is(people[0], f"the only {word} of the document")
        latest = self.past.latest(people)
        if latest:
            return self._is(latest, f"the {word} last spoken of")
        return _Answer(reason="more than one of this role", candidates=tuple(sorted(p.name for p in people)))

    def _is_one(self, person: Person, word: str, roles: Sequence[str]) -> bool:
        if any(title == word or title.endswith(" " + word) for title, _ in person.titles):
            return True
        return bool(roles) and person.known and self.gazetteer.holds_any(person.id, roles, self.days)

    def _counterpart(self, item: Found, code: str | None) -> _Answer:
        """The holder, on another side, of the office that the one just spoken of holds."""
        if code is None:
            return _Answer(reason="of no one state")
        owner = self.past.subject_before(item) or self.past.focus
        if item.determiner in ("my", "your", "our") or owner is None or not owner.known:
            return _Answer(code=code, reason="whose, is not known")
        found = self.gazetteer.counterpart(owner.id, code, self.days)
        if found.actor:
            return self._is(self._known(found.actor), found.reason)
        terms = self.gazetteer.terms_of(owner.id)
        roles = {t.role for t in terms if self.days is None or t.may_hold(self.days)}
        here = [
            p
            for p in self.people.values()
            if p.known and p is not owner and self.gazetteer.ever_held(p.id, code, roles)
        ]
        if len(here) == 1:
            return self._is(here[0], f"counterpart of {owner.name}")
        return _Answer(code=code, reason="no one counterpart", candidates=tuple(sorted(p.name for p in here)))

    def _beside_in_office(self, item: Found, previous: Found | None) -> _Answer | None:
        """As in "Your predecessor", "Lund's predecessor": who held the office before."""
        owner = self._owner_of(item, previous)
        if owner is None:
            return _Answer(reason="whose, is not known") if item.determiner else None
        if not owner.known:
            return _Answer(reason=f"no table of the offices of {owner.name or 'the one meant'}")
        found = self.gazetteer.beside(owner.id, self.days, _STEPS[item.word or ""])
        if found.actor:
            return self._is(self._known(found.actor), found.reason)
        return _Answer(code=owner.code, reason=found.reason, candidates=found.candidates)

    def _owner_of(self, item: Found, previous: Found | None) -> Person | None:
        """Whose the role is, by the possessive before it."""
        if item.determiner == "your":
            return self._answerer(item) if item.quotation is None else None
        if item.determiner == "my":
            segment = self._segment(item)
            return self.speakers[segment] if segment is not None and item.quotation is None else None
        if item.determiner in _GENDERS:
            return self._possessor(item)
        if previous is None or self.page.text[previous.end : item.start] not in ("'s ", "’s "):
            return None
        last = self.past.spoken[-1:]
        return last[0][1] if last and last[0][0] is previous else None

    def _possessor(self, item: Found) -> Person | None:
        """Whom the "his" or "her" before a role means."""
        if item.quotation is not None:
            return None
        word, segment = item.determiner, self._segment(item)
        pronoun = Found(
            item.start, item.end, "pronoun", "person", word=word, gender=_GENDERS[word], head=item.head
        )
        return self.past.of_pronoun(pronoun, self.speakers[segment] if segment is not None else None)

    def _learn_gender(self, item: Found) -> None:
        """As in "Her colleague" tells that the one spoken of is a woman."""
        owner = self._possessor(item)
        if owner is not None and owner.gender is None:
            owner.gender = _GENDERS[item.determiner]

    def _addressed(self, item: Found) -> _Answer:
        """As in "Mr President" in a question: the one who answers and is one."""
        word, roles = item.word or "", role_words().offices.get(item.word or "", ())
        asked = self._answerer(item)
        if asked and self._is_one(asked, word, roles):
            return self._is(asked, "addressed, and answers")
        return _Answer(reason="addressed, not known who")

    def _answerer(self, item: Found) -> Person | None:
        """The one named speaker of a transcript whose other labels name nobody, asked in a turn of theirs."""
        segment = self._segment(item)
        named = {id(p): p for p in self.speakers if p is not None}
        if segment is None or self.page.segments[segment].label is None or len(named) != 1:
            return None
        person = next(iter(named.values()))
        return None if self.speakers[segment] is person else person

    def _segment(self, item: Found) -> int | None:
        return self.page.sentences[item.head.sentence].segment if item.head else None

    # Pronouns

    def _pronoun(self, item: Found) -> _Answer | None:
        word = item.word or ""
        segment = self._segment(item)
        if segment is None:
            return None
        if word in ("you", "your"):
            person = self._answerer(item) if item.quotation is None else None
            return self._is(person, "the one who is asked") if person else None
        if item.gender is None:
            person = self.speakers[segment] if item.quotation is None else None
            if person:
                return self._is(person, "the speaker of the turn")
            return _Answer(reason="first person: its speaker") if item.quotation is not None else None
        if item.quotation is not None:
            return self._quoted_pronoun(item)
        person = self.past.of_pronoun(item, self.speakers[segment])
        return self._is(person, "the one spoken of") if person else _Answer(reason="no one it could mean")

    def _quoted_pronoun(self, item: Found) -> _Answer:
        """Inside quotation marks: the editor's "[Lund]" behind it, or the only person named between them."""
        editor = _EDITOR.match(self.page.text, item.end)
        people = self._by_surname(editor[1].split()[-1]) if editor else []
        if len(people) == 1:
            return self._is(people[0], "named in brackets")
        inside = self.past.in_quotation(item)
        if inside:
            return self._is(inside, "the only one named in the quotation")
        return _Answer(reason="inside a quotation: not known")


_NAMES_GO_ON = {"Jr", "Jr.", "Sr", "II", "III"}


def _roles(item: Found) -> tuple[str, ...]:
    """The roles that the words of the mention, or an apposition, give a person now."""
    if item.kind != "person" or item.form == "pronoun" or set(item.modifiers) & (_OTHER_TIME | _OTHER_RANK):
        return ()
    words = item.described_by if item.form == "name" else [item.word or ""]
    classes = role_words().classes
    return tuple(sorted({word for word in words if classes.get(word) in ("office", "post")}))


def _answer(found: Resolution) -> _Answer:
    return _Answer(None, found.name, found.actor, found.code, found.reason, found.candidates)


def _slug(name: str) -> str:
    return person_id(name).removeprefix("person:")


def _overlaps(taken: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    at = bisect_left(taken, (start, start))
    around = taken[max(0, at - 1) : at + 2]
    return any(s < end and start < e for s, e in around)
