"""Which documents a change of the gazetteer can touch, told from their text alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from detente.actors.index import PhraseIndex
from detente.actors.records import Office, Person, Term
from detente.actors.tables import Tables
from detente.actors.transliteration import skeleton, sound_key

_NAME_WORD = re.compile(r"\b[^\W\d_a-zа-я][\w’'-]{2,}")
_OfficeKey = tuple[str, str]


class Touched:
    """What differs between two gazetteers, as words to look for.

    A document is touched where it holds a phrase that means something else, a name of a state or body whose
    offices changed, a name of a person who is described otherwise or ever held an office that changed, or a
    word that sounds like the surname of one. Nothing else in a document asks the gazetteer.
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
        self._sounds: set[str] = set()
        for tables in (before, after):
            phrases |= {
                phrase for phrase, entry in tables.phrases() if entry.key in codes or entry.key in people
            }
            self._sounds |= {key for p in tables.persons if p.id in people for key in _sounds(p)}
        self._index: PhraseIndex[bool] = PhraseIndex((phrase, True) for phrase in phrases)
        self._heard: dict[str, bool] = {}

    def __bool__(self) -> bool:
        return bool(self._index.phrases)

    def in_text(self, text: str) -> bool:
        """May the actors of a document with this text be others now?"""
        return next(self._index.find(text), None) is not None or any(
            self._sounds_alike(word) for word in _NAME_WORD.findall(text)
        )

    def _sounds_alike(self, word: str) -> bool:
        if word not in self._heard:
            self._heard[word] = skeleton(sound_key(word)) in self._sounds
        return self._heard[word]


def _sounds(person: Person) -> Iterator[str]:
    for name in (person.name, *person.other_names):
        yield skeleton(sound_key(name).rpartition(" ")[2])


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
