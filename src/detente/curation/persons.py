"""Persons across the documents of an archive: found by the machine, merged and split by persons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from detente.actors import block_of, role_words, same_persons
from detente.model import ActorDecision, ArchiveError, Extraction, Identity, Mention, RequestError, SeenPerson
from detente.store.contract import Store
from detente.store.dates import bounds
from detente.store.identities import standing

_KNOWN = "="  # begins the block of a person of the gazetteer, which nobody else is in
Found = dict[tuple[str, str], tuple[str | None, Identity]]


@dataclass(frozen=True, slots=True)
class PersonShown:
    """A person of the archive: the names printed, and (document, its id there, reason) for each document."""

    actor: str
    name: str
    code: str | None
    names: tuple[str, ...]
    roles: tuple[str, ...]
    seen: tuple[tuple[str, str, str | None], ...]
    decisions: tuple[ActorDecision, ...]


def people_of(extraction: Extraction) -> tuple[SeenPerson, ...]:
    """The persons whom the mentions of a document name, with what it tells of them."""
    mentions: dict[str, list[Mention]] = defaultdict(list)
    for mention in extraction.mentions:
        if mention.kind == "person" and mention.actor:
            mentions[mention.actor].append(mention)
    published = extraction.document.published
    days = bounds(published.date) if published else None
    return tuple(_seen(actor, found, days[0] if days else None) for actor, found in mentions.items())


def _seen(actor: str, mentions: Sequence[Mention], day: str | None) -> SeenPerson:
    first = mentions[0]
    name, known = first.name or first.text, any(m.known_by == "gazetteer" for m in mentions)
    names = dict.fromkeys(_without_titles(m.text) for m in mentions if m.form == "name")
    roles = tuple(sorted({role for m in mentions for role in m.roles}))
    code = next((m.code for m in mentions if m.code), None)
    block = f"{_KNOWN}{actor}" if known else block_of(name)
    return SeenPerson(first.document, actor, name, tuple(filter(None, names)), known, code, roles, day, block)


def _without_titles(text: str) -> str:
    """The name behind the last word of a role or title."""
    titles = [match.end() for match in role_words().any_pattern.finditer(text)]
    return " ".join(text[titles[-1] if titles else 0 :].strip(" .,").split())


def join_persons(store: Store) -> int:
    """Settles who is one across documents, for those that came or changed; how many are shown otherwise."""
    made, changed = standing(store.decisions()), 0
    for block in store.unsettled():
        changed += store.settle(block, _found_in(store, block, made))
    return changed


def _found_in(store: Store, block: str, made: Sequence[ActorDecision]) -> Found:
    seen = store.seen_in(block)
    if block.startswith(_KNOWN):
        linked: Found = {
            (p.document, p.actor): (p.actor, Identity(p.actor, p.name, p.code, None)) for p in seen
        }
    else:
        linked = same_persons(seen)
    return {
        (document, actor): (link, decided(who, document, actor, made))
        for (document, actor), (link, who) in linked.items()
    }


def decided(who: Identity, document: str, actor: str, made: Iterable[ActorDecision]) -> Identity:
    """Who it is by what persons decided, in the order they did."""
    for decision in made:
        current = who.actor or actor
        if current not in decision.actors or decision.mentions:
            continue
        if decision.act == "merge" or document in decision.documents:
            what = "merged" if decision.act == "merge" else "split off"
            reason = f"{what} by {decision.who}: {decision.why}"
            who = Identity(decision.into, decision.name or who.name, who.code, reason)
    return who


class Persons:
    """The persons of an archive, and what persons decide about them.

    `named` tells the name of a person of the gazetteer by its id, None for unknown ids.
    """

    def __init__(
        self,
        store: Store,
        signed: Callable[[str, str], Mapping[str, str]],
        named: Callable[[str], str | None],
    ) -> None:
        self._store, self._signed, self._named = store, signed, named

    def all(self) -> list[tuple[str, str, str | None, int]]:
        """Every person as shown: id, name, code and number of documents, the most first."""
        return self._store.people()

    def shown(self, actor: str) -> PersonShown | None:
        """One person by its id, or by the ids that documents gave it; None where the archive has none."""
        seen = self._store.seen_as([actor])
        if not seen:
            return self._split_off(actor)
        seen = [(p, w) for p, w in seen if w.actor == actor] or seen
        person, who = seen[0]
        return PersonShown(
            who.actor or actor,
            who.name or person.name,
            next((code for p, w in seen if (code := w.code or p.code)), None),
            tuple(dict.fromkeys(n for p, _ in seen for n in (p.name, *p.names))),
            tuple(sorted({role for p, _ in seen for role in p.roles})),
            tuple((p.document, p.actor, w.reason) for p, w in seen),
            tuple(d for d in self._store.decisions() if actor in (*d.actors, d.into)),
        )

    def called(self, name: str) -> list[str]:
        """The ids of the persons whose name it is, or ends or begins with it, in any letter case."""
        words = name.casefold().split()
        return [
            actor
            for actor, full, _, _ in self.all()
            if words
            and (own := full.casefold().split())
            and words in (own, own[-len(words) :], own[: len(words)])
        ]

    def _split_off(self, actor: str) -> PersonShown | None:
        """Somebody who is only what single mentions were said to be."""
        made = self._store.decisions()
        split = next((d for d in standing(made) if d.into == actor and d.mentions), None)
        if split is None:
            return None
        where = tuple((d, split.actors[0], f"split off by {split.who}: {split.why}") for d in split.documents)
        of_it = tuple(d for d in made if actor in (*d.actors, d.into))
        return PersonShown(actor, split.name or actor, None, (split.name or actor,), (), where, of_it)

    def decisions(self) -> list[ActorDecision]:
        """Every merge, split and undoing, in the order they were made."""
        return self._store.decisions()

    def merge(self, actors: Sequence[str], *, who: str, why: str) -> ActorDecision:
        """Show the persons as the first of them, from now on and after every extraction to come.

        Raises RequestError for fewer than two, ArchiveError for one that neither the archive nor the
        gazetteer has.
        """
        ids = tuple(dict.fromkeys(actors))
        if len(ids) < 2:
            raise RequestError("a merge needs two actors or more: detente actors merge ID ID --why TEXT")
        names = [self._name(actor) for actor in ids]
        if not any(self._store.seen_as([actor]) for actor in ids):
            raise ArchiveError(f"no document of the archive has one of {', '.join(ids)}")
        return self._decide("merge", ids, ids[0], names[0], who=who, why=why)

    def split(
        self,
        actor: str,
        *,
        documents: Sequence[str] = (),
        mentions: Sequence[str] = (),
        name: str | None = None,
        who: str,
        why: str,
    ) -> ActorDecision:
        """Show what some documents, or some mentions, have of a person as another person, of a new id.

        Raises RequestError for neither or both, ArchiveError for a person, document or mention there is not.
        """
        if bool(documents) == bool(mentions):
            raise RequestError("name what is split off: either --documents ID,ID or --mentions ID,ID")
        seen = self._store.seen_as([actor])
        shown = [(p, w) for p, w in seen if (w.actor or p.actor) == actor]
        if not shown:
            raise ArchiveError(f"no document of the archive has the actor {actor!r}; see detente actors list")
        if mentions:
            where = self._store.documents_of(mentions)
            unknown = [m for m in mentions if m not in where]
            documents = sorted(set(where.values()))
        else:
            unknown = [d for d in documents if d not in {p.document for p, _ in shown}]
        if unknown:
            raise ArchiveError(f"{unknown[0]!r} is no document or mention of {actor!r} in this archive")
        return self._decide(
            "split",
            (actor,),
            self._another(actor),
            name or shown[0][1].name,
            documents=tuple(documents),
            mentions=tuple(mentions),
            who=who,
            why=why,
        )

    def undo(self, decision: str, *, who: str, why: str) -> ActorDecision:
        """Let a merge or split count no longer, by a further row."""
        found = next((d for d in standing(self._store.decisions()) if d.id == decision), None)
        if found is None:
            raise ArchiveError(f"no merge or split {decision!r} stands; see detente actors history")
        return self._decide("undo", found.actors, found.into, None, undoes=found, who=who, why=why)

    def _name(self, actor: str) -> str:
        seen = self._store.seen_as([actor])
        names = [w.name or p.name for p, w in seen if actor in (w.actor, p.actor, p.linked)]
        name = names[0] if names else self._named(actor)
        if name is None:
            raise ArchiveError(
                f"neither the archive nor the gazetteer has a person {actor!r}; see detente actors list"
            )
        return name

    def _another(self, actor: str) -> str:
        used = {d.into for d in self._store.decisions()}
        number = 2
        while f"{actor}-{number}" in used or self._store.seen_as([f"{actor}-{number}"]):
            number += 1
        return f"{actor}-{number}"

    def _decide(
        self,
        act: Literal["merge", "split", "undo"],
        actors: tuple[str, ...],
        into: str | None,
        name: str | None,
        *,
        documents: tuple[str, ...] = (),
        mentions: tuple[str, ...] = (),
        undoes: ActorDecision | None = None,
        who: str,
        why: str,
    ) -> ActorDecision:
        signed = self._signed(who, why)
        earlier = undoes.id if undoes else None
        row = ActorDecision("", act, actors, into, name, documents, mentions, earlier, **signed)
        touched = {p.block for p, _ in self._store.seen_as([*actors, *filter(None, (into,))])}
        made = self._store.decide(row)
        self._settle(touched)
        single = undoes if undoes and undoes.mentions else made
        self._store.show_anew(single.documents if single.mentions else ())
        return made

    def _settle(self, blocks: Iterable[str]) -> None:
        made = standing(self._store.decisions())
        for block in sorted(blocks):
            self._store.settle(block, _found_in(self._store, block, made))
