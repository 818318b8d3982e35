"""What counts as a political event: who has to stand on its sides.

Between two states, or bodies of two, anything told counts. Within one country it counts where those who act
are more than persons with a name: a government, an army, rebels, a court, a crowd. What politicians of one
country say of each other is politics, too, but no interaction that this record is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from detente.extract.page import Page
from detente.model import Party

Standing = Literal["state", "body", "role", "group", "named", "pronoun", "thing"]

_PRONOUNS = frozenset({
    "he", "she", "they", "it", "i", "we", "you", "him", "her", "them", "us", "me", "his", "their", "its", "our", "my", "your",
})  # fmt: skip
_PUBLIC = frozenset({
    "government", "military", "police", "judiciary", "intelligence", "rebels", "militants", "opposition", "international",
})  # fmt: skip
_CIVIC = frozenset({"labour", "religious", "education", "refugees", "ethnic", "civil_society"})
_PRIVATE = frozenset({"civilians", "party", "media", "legislature"})
_OFFICES = frozenset({"government", "military", "international"})
_FORCE = frozenset({"ASSAULT", "COERCE", "PROTEST", "MOBILIZE", "SANCTION"})


def standing_of(page: Page, party: Party) -> Standing:
    """How a party is named."""
    if party.mention is None:
        return "state" if party.code else "thing"
    if party.mention.text.lower() in _PRONOUNS:
        return "pronoun"
    mention = page.mention_at(party.mention.end - 1)
    kind = mention.kind if mention is not None else None
    if mention is not None and kind == "person":
        if _has_office(party, mention.form):
            return "role"
        return "group" if mention.form == "role" and party.sector is not None else "named"
    if kind == "state":
        return "state"
    if kind == "group" or (kind == "organisation" and (party.code or party.sector in _PUBLIC)):
        return "body" if party.code and party.name else "group"
    if party.name is not None:
        return "body" if party.sector in _PUBLIC | _CIVIC else "named"
    return "group" if party.sector is not None else "thing"


def _has_office(party: Party, form: str) -> bool:
    """Is a person named by an office of state, and not by the name alone?"""
    text = party.mention.text if party.mention else ""
    titled = party.sector in _OFFICES and (form == "role" or len(text.split()) > 2)
    return titled and (party.name is None or text.lower() != party.name.lower())


def in_scope(page: Page, kind: str, sources: Sequence[Party], targets: Sequence[Party]) -> bool:
    """Is it an interaction that the record is about, by who stands on its sides?"""
    if _is_between_states(sources, targets):
        return True
    acting = [(standing_of(page, party), party) for party in sources]
    other = [(standing_of(page, party), party) for party in targets]
    if kind in _FORCE:
        return _uses_force(acting, other)
    if not acting or not any(_is_public(*side) for side in acting + other):
        return False
    if not other:
        return any(_is_public(*side) for side in acting)
    return not any(how in ("named", "pronoun") for how, _ in acting) or _is_public(*acting[0])


def _is_between_states(sources: Sequence[Party], targets: Sequence[Party]) -> bool:
    here = {party.code for party in sources if party.code}
    there = {party.code for party in targets if party.code}
    return bool(here and there) and len(here | there) > 1


def _uses_force(acting: list[tuple[Standing, Party]], other: list[tuple[Standing, Party]]) -> bool:
    if not acting:
        return any(how in ("state", "body", "role", "group") for how, _ in other)
    persons = all(how in ("named", "pronoun", "thing") for how, _ in acting)
    return not persons or any(_is_public(*side) for side in other)


def _is_public(how: Standing, party: Party) -> bool:
    """Does somebody stand there who acts for more than himself?"""
    if how in ("state", "role", "body"):
        return True
    if how != "group":
        return False
    if party.sector in _PUBLIC | _CIVIC or (party.code is not None and party.sector not in _PRIVATE):
        return True
    return party.mention is not None and "parliament" in party.mention.text.lower()
