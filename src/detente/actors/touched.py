"""Which documents a change of the gazetteer can touch, told from their text alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from detente.actors.index import PhraseIndex
from detente.actors.records import Office, Person, Term
from detente.actors.tables import Tables
from detente.actors.transliteration import is_cyrillic, may_be_one, nominatives, skeleton, sound_key

_TWO_NAMES = re.compile(r"(?=\b([A-ZÀ-Þ][\w’'-]+)(?: [A-ZÀ-Þ]\.)? ([A-ZÀ-Þ][\w’'-]+))")
_CYRILLIC = re.compile(r"\b[Ѐ-Я][а-ӿ'’]+")
_OfficeKey = tuple[str, str]


class Touched:
    """What differs between two gazetteers, as words to look for.

    A document is touched where it holds a phrase that means something else, a name of a state or body whose
    offices changed, a name of a person who is described otherwise or ever held an office that changed, or two
    words that sound like the name of one, or a Cyrillic word that does. Nothing else in a document asks the
    gazetteer.
    """

    def __init__(self, before: Tables, after: Tables) -> None:
        offices = set(_changed_offices(before, after))
        people = {p.id for p in set(before.persons) ^ set(after.persons)}
        people |= {
            t.person for tables in (before, after) for t in tables.terms if (t.code, t.role) in offices
        }
        codes = {code for code, _ in offices}
        codes |= {state.code for state in set(before.states) ^ set(after.states)}
        codes |= {body.code for body in set(before.organisations) ^ set(after.organisations)}
        phrases = before.index.differing(after.index)
        self._given: dict[str, set[str]] = {}
        for tables in (before, after):
            phrases |= {
                phrase for phrase, entry in tables.phrases() if entry.key in codes or entry.key in people
            }
            for person in tables.persons:
                if person.id in people:
                    for given, surname in _sounds(person):
                        self._given.setdefault(surname, set()).add(given)
        self._index: PhraseIndex[bool] = PhraseIndex((phrase, True) for phrase in phrases)
        self._heard: dict[str, str] = {}

    def __bool__(self) -> bool:
        return bool(self._index.phrases)

    def in_text(self, text: str) -> bool:
        """May the actors of a document with this text be others now?"""
        if next(self._index.find(text), None) is not None:
            return True
        if any(self._sounds_alike(*pair) for pair in _TWO_NAMES.findall(text)):
            return True
        return is_cyrillic(text) and any(
            skeleton(sound_key(form)) in self._given
            for word in _CYRILLIC.findall(text)
            for form in nominatives(word)
        )

    def _sounds_alike(self, given: str, surname: str) -> bool:
        if surname not in self._heard:
            self._heard[surname] = skeleton(sound_key(surname))
        known = self._given.get(self._heard[surname], ())
        return any(may_be_one(sound_key(given), other) for other in known)


def _sounds(person: Person) -> Iterator[tuple[str, str]]:
    for name in (person.name, *person.other_names):
        given, _, surname = sound_key(name).rpartition(" ")
        yield given, skeleton(surname)


def _changed_offices(before: Tables, after: Tables) -> Iterator[_OfficeKey]:
    """The (code, role) whose terms, or what is known of them, differ."""
    old, new = (_by_office(tables.terms) for tables in (before, after))
    rows: tuple[dict[_OfficeKey, Office], ...]
    rows = tuple({(o.code, o.role): o for o in tables.offices} for tables in (before, after))
    for key in rows[0].keys() | rows[1].keys():
        if old.get(key) != new.get(key) or rows[0].get(key) != rows[1].get(key):
            yield key


def _by_office(terms: Iterable[Term]) -> dict[_OfficeKey, set[tuple[object, ...]]]:
    offices: dict[_OfficeKey, set[tuple[object, ...]]] = {}
    for term in terms:
        told = (term.person, term.start, term.end, term.acting, term.elected)
        offices.setdefault((term.code, term.role), set()).add(told)
    return offices
