"""The same person in many documents: who is one, by name, state and role, and who only has the same surname.

Only persons that the gazetteer lacks are asked about: its own have one id everywhere. Two are one where their
full names agree (in any spelling, if state or role agree too) and nothing speaks against it: another state,
or another office on the same day. A surname alone is somebody's only where one person fits by state or role.
Whoever may be two stays nobody, with both as candidates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher

from detente.actors.index import fold
from detente.actors.transliteration import is_cyrillic, may_be_one, romanised, skeleton, sound_key
from detente.actors.words import role_words
from detente.model import Identity, SeenPerson

_SAME_SURNAME = 0.8  # similarity of the keys of two surnames from which they may be spellings of one
_BLOCK = 3  # consonants of a surname that all its spellings begin with
_SAME_DAY = 1  # days between two documents that may speak of one day
_ANY_OFFICE = {"leader", "chief", "secretary", "envoy", "ruler", "strongman", "dictator"}

Found = dict[tuple[str, str], tuple[str | None, Identity]]


def block_of(name: str) -> str:
    """What the surnames of one person have in common in every spelling: only within it two may be one."""
    consonants = skeleton(sound_key(name).rpartition(" ")[2]).replace("ts", "s").replace("h", "")
    return consonants[:_BLOCK] or fold(name).lower()


@dataclass(slots=True)
class _Cluster:
    """Those found to be one person, and what is told of them: names, folded names, states, roles, offices by
    day."""

    actor: str = ""
    members: list[SeenPerson] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)
    folded: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    offices: dict[int, list[set[str]]] = field(default_factory=dict)

    def add(self, person: SeenPerson) -> None:
        self.members.append(person)
        self.names[person.name] += 1
        self.folded.add(fold(person.name).lower())
        self.codes |= {person.code} if person.code else set()
        self.roles |= set(person.roles)
        if person.day and (held := _offices(person)):
            self.offices.setdefault(_days(person.day), []).append(held)

    def name(self) -> str:
        """The name most often used, in Latin letters where any document has them; the first of several."""
        names = [name for name in self.names if not is_cyrillic(name)] or list(self.names)
        return max(names, key=lambda name: self.names[name])

    def described(self) -> str:
        """The name with what tells this person from another of it."""
        said = [*sorted(self.codes), *sorted(self.roles)[:2]]
        return f"{self.name()} ({', '.join(said)})" if said else self.name()


def same_persons(seen: Sequence[SeenPerson]) -> Found:
    """For each (document, id) of a block the id it has across documents, None where that cannot be told, and
    who it is. Ids given before stay; the same persons in the same order give the same ids."""
    full = sorted((p for p in seen if " " in p.name), key=_most_told_first)
    clusters: list[_Cluster] = []
    doubtful: dict[tuple[str, str], list[_Cluster]] = {}
    for person in full:
        fitting = _fitting(person, clusters)
        if len(fitting) > 1:
            doubtful[person.document, person.actor] = fitting
        elif fitting:
            fitting[0].add(person)
        else:
            clusters.append(_Cluster())
            clusters[-1].add(person)
    _name_them(clusters)
    found: Found = {}
    for cluster in clusters:
        for member in cluster.members:
            found[member.document, member.actor] = (cluster.actor, _joined(cluster, member))
    for person in seen:
        key = (person.document, person.actor)
        if key not in found:
            found[key] = _of_few(person, doubtful.get(key) or _by_surname(person, clusters), key in doubtful)
    return found


def _most_told_first(person: SeenPerson) -> tuple[bool, bool, bool, str, str]:
    """Those whose state and role are told, then the earliest: what is told decides for what is not."""
    return (person.code is None, not person.roles, person.linked is None, person.day or "9", person.document)


def _fitting(person: SeenPerson, clusters: Iterable[_Cluster]) -> list[_Cluster]:
    """The clusters the person may belong to; only those that agree, where some do."""
    fitting = [c for c in clusters if _may_join(person, c)]
    agreeing = [c for c in fitting if _agrees(person, c)]
    return agreeing or fitting


def _may_join(person: SeenPerson, cluster: _Cluster) -> bool:
    if _conflict(person, cluster):
        return False
    if fold(person.name).lower() in cluster.folded:
        return True
    return _agrees(person, cluster) and any(_spelled_alike(person.name, name) for name in cluster.names)


def _conflict(person: SeenPerson, cluster: _Cluster) -> bool:
    """Another state, or another office on the same day."""
    if person.code and cluster.codes and person.code not in cluster.codes:
        return True
    mine, day = _offices(person), _days(person.day)
    near = range(day - _SAME_DAY, day + _SAME_DAY + 1) if mine and day else ()
    return any(not _shared(mine, held) for near_day in near for held in cluster.offices.get(near_day, ()))


def _days(day: str | None) -> int:
    try:
        return date.fromisoformat(day or "").toordinal()
    except ValueError:
        return 0


def _offices(person: SeenPerson) -> set[str]:
    """The roles of which a person has one at a time."""
    offices = role_words().offices
    return {
        role
        for role in person.roles
        if (role in offices and role not in _ANY_OFFICE) or role.endswith((" minister", " secretary"))
    }


def _shared(mine: Iterable[str], theirs: Iterable[str]) -> bool:
    """Is one role the other, or a part of its words? "Minister" may be the trade minister."""
    return any(a == b or a.endswith(" " + b) or b.endswith(" " + a) for a in mine for b in theirs)


def _agrees(person: SeenPerson, cluster: _Cluster) -> bool:
    """Does the state or a role speak for it?"""
    return (person.code is not None and person.code in cluster.codes) or _shared(person.roles, cluster.roles)


def _spelled_alike(one: str, two: str) -> bool:
    given, _, surname = sound_key(one).rpartition(" ")
    other_given, _, other = sound_key(two).rpartition(" ")
    if surname != other and SequenceMatcher(None, surname, other).ratio() < _SAME_SURNAME:
        return False
    first, second = given.split()[:1], other_given.split()[:1]
    if not first or not second:
        return False
    if 1 in (len(first[0]), len(second[0])):  # an initial
        return first[0][0] == second[0][0]
    return may_be_one(first[0], second[0], strict=True)


def _name_them(clusters: Sequence[_Cluster]) -> None:
    """Ids: those given before, else the machine's own, told apart by state or number."""
    taken: set[str] = set()
    for cluster in clusters:
        before = next((m.linked for m in cluster.members if m.linked and m.linked not in taken), None)
        cluster.actor = before or ""
        taken |= {before} if before else set()
    for cluster in clusters:
        if not cluster.actor:
            cluster.actor = next(name for name in _new_names(cluster) if name not in taken)
            taken.add(cluster.actor)


def _new_names(cluster: _Cluster) -> Iterator[str]:
    plain = next(m.actor for m in cluster.members if m.name == cluster.name())
    yield plain
    yield from (f"{plain}-{code.lower()}" for code in sorted(cluster.codes))
    number = 2
    while True:
        yield f"{plain}-{number}"
        number += 1


def _joined(cluster: _Cluster, member: SeenPerson) -> Identity:
    documents = {m.document for m in cluster.members}
    name = cluster.name()
    code = next(iter(cluster.codes)) if len(cluster.codes) == 1 else None
    if len(documents) == 1:
        return Identity(cluster.actor, name, code, None)
    why = (
        "the same full name" if fold(name).lower() == fold(member.name).lower() else "a spelling of the name"
    )
    reason = f"{why} in {len(documents)} documents of the archive{_signs(cluster)}"
    return Identity(cluster.actor, name, code, reason)


def _signs(cluster: _Cluster) -> str:
    codes = [code for code, count in Counter(m.code for m in cluster.members).items() if code and count > 1]
    roles = [
        role for role, count in Counter(r for m in cluster.members for r in m.roles).items() if count > 1
    ]
    signs = [*(f"state {code}" for code in codes), *(f"role {role}" for role in sorted(roles))]
    return f"; {', '.join(signs)} agree" if signs else "; nothing speaks against it"


def _by_surname(person: SeenPerson, clusters: Iterable[_Cluster]) -> list[_Cluster]:
    """Those of the surname whom state or role agrees with; all of the surname where none does."""
    if " " in person.name:
        return []
    key = sound_key(person.name)
    fitting = [
        c
        for c in clusters
        if any(sound_key(name).rpartition(" ")[2] == key for name in c.names) and not _conflict(person, c)
    ]
    by_role = [c for c in fitting if _shared(person.roles, c.roles)]
    return by_role or [c for c in fitting if _agrees(person, c)] or fitting


def _of_few(person: SeenPerson, clusters: Sequence[_Cluster], in_full: bool) -> tuple[str | None, Identity]:
    """A surname, or a full name that two have: the one it is, or nobody with those it may be."""
    if len(clusters) == 1 and _agrees(person, clusters[0]):
        cluster = clusters[0]
        told = "role" if _shared(person.roles, cluster.roles) else "state"
        reason = f"the only one of this surname in the archive whose {told} agrees"
        code = person.code or next(iter(sorted(cluster.codes)), None)
        return cluster.actor, Identity(cluster.actor, cluster.name(), code, reason)
    if not clusters:
        own = romanised(person.name) if is_cyrillic(person.name) else person.name
        return person.actor, Identity(person.actor, own, person.code, None)
    names = tuple(sorted(c.described() for c in clusters))
    if len(clusters) == 1:
        return person.actor, Identity(
            person.actor,
            person.name,
            person.code,
            "only the surname: neither state nor role tells who",
            names,
        )
    what = "full name" if in_full else "surname"
    return None, Identity(
        None, person.name, person.code, f"more than one of this {what} in the archive", names
    )
