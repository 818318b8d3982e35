"""What counts as a political event: who has to stand on its sides.

Between two states, or bodies of two, anything told counts. Within one country it counts where those who act
are more than persons with a name: a government, an army, rebels, a court, a crowd. What politicians of one
country say of each other, and what is said in election campaigns, is politics, too, but no interaction that
this record is about. How strictly that is asked depends on the page: one about an election is full of such
talk; elsewhere who has an office, a state or a group behind him is taken to act for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from detente.extract.page import Page
from detente.model import Party, Sector

Standing = Literal["state", "body", "role", "group", "named", "pronoun", "thing"]

_PRONOUNS = frozenset(["he", "she", "they", "it", "i", "we", "you", "him", "her", "them", "us", "me"])
_OWNING = frozenset(["his", "her", "their", "its", "our", "my", "your"])
_PUBLIC: frozenset[Sector | None] = frozenset({
    "government", "military", "police", "intelligence", "rebels", "militants", "opposition",
    "international",
})  # fmt: skip
_CIVIC: frozenset[Sector | None] = frozenset({
    "labour", "religious", "education", "refugees", "ethnic", "civil_society",
})  # fmt: skip
_PRIVATE: frozenset[Sector | None] = frozenset({"party", "media", None})
_OFFICES: frozenset[Sector | None] = frozenset({"government", "military", "international"})
_ARMED: frozenset[Sector | None] = frozenset({
    "military", "police", "rebels", "militants", "criminals", "ethnic",
})  # fmt: skip
_DEEDS = frozenset({"ASSAULT", "COERCE", "PROTEST", "MOBILIZE", "SANCTION", "RETREAT", "AID"})
_FORCE = frozenset({"ASSAULT", "COERCE", "PROTEST", "MOBILIZE"})
_ATTACK = "190"  # the CAMEO code of attacks and fights of any kind, of words, too
_OFFICE_WORDS = frozenset({
    "president", "minister", "chancellor", "king", "queen", "premier", "secretary", "general", "leader",
    "ambassador", "envoy", "emir", "sheikh", "ayatollah", "pm", "dictator", "chief", "spokesman",
    "spokeswoman", "marshal", "colonel", "commander", "prince", "sultan", "secretary-general",
    "archbishop", "pope", "emperor", "taoiseach", "ministers", "presidents", "leaders", "negotiator",
    "mediator", "admiral", "prime",
})  # fmt: skip
_CAMPAIGN = frozenset({
    "candidate", "candidates", "nominee", "frontrunner", "front-runner", "campaign", "primary", "pac",
    "senator", "senators", "sen.", "sen", "gov.", "gov", "republican", "republicans", "democrat",
    "democrats", "democratic", "gop", "congressman", "congresswoman", "caucus", "delegates",
    "strategist", "ticket", "hopeful",
})  # fmt: skip


# Words by which a page about an election is known: so many a thousand, and not one word alone.
_ELECTORAL = _CAMPAIGN | {
    "campaigns", "campaigning", "primaries", "pacs", "nominees", "hopefuls", "voter", "voters", "poll",
    "polls", "polling", "debate", "debates", "ballot", "electoral", "running-mate", "endorsement",
    "endorsements", "donors", "turnout", "caucuses",
}  # fmt: skip
_CROWDS = frozenset({"crowd", "people", "women", "men", "children", "public", "population", "youth", "mob"})
_ELECTORAL_SHARE, _ELECTORAL_WORDS = 0.002, 2


class _Side(NamedTuple):
    how: Standing
    party: Party


def standing_of(page: Page, party: Party) -> Standing:
    """How a party is named."""
    if party.mention is None:
        return "state" if party.code else "thing"
    if party.mention.text.lower() in _PRONOUNS | _OWNING:
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
    if party.actor is not None and party.actor == party.code:
        return "state"  # "Israeli bulldozers"
    if party.name is not None:
        return "body" if party.sector in _PUBLIC | _CIVIC else "named"
    return "group" if party.sector is not None else "thing"


def _has_office(party: Party, form: str) -> bool:
    """Is a person named by an office of state, and not by the name alone?"""
    if party.sector == "business":
        return False
    words = set(party.mention.text.lower().split()) if party.mention else set()
    return bool(words & _OFFICE_WORDS) or (form == "role" and party.sector in _OFFICES)


def is_electoral(page: Page) -> bool:
    """Is a page about an election, by its words?"""
    tokens = sum(len(sentence.tokens) for sentence in page.sentences)
    words = [t.lower for sentence in page.sentences for t in sentence.tokens if t.lower in _ELECTORAL]
    return len(set(words)) >= _ELECTORAL_WORDS and len(words) >= _ELECTORAL_SHARE * tokens


def in_scope(
    page: Page,
    kind: str,
    cameo: str | None,
    sources: Sequence[Party],
    targets: Sequence[Party],
    *,
    electoral: bool = True,
) -> bool:
    """Is it an interaction that the record is about, by who stands on its sides?"""
    if _is_between_states(sources, targets):
        return True
    acting = [_Side(standing_of(page, party), party) for party in sources if not _is_owner(party)]
    other = [_Side(standing_of(page, party), party) for party in targets if not _is_owner(party)]
    if not electoral:
        return _is_political(kind, cameo, acting, other)
    return _is_beyond_the_campaign(kind, cameo, acting, other)


def _is_political(kind: str, cameo: str | None, acting: list[_Side], other: list[_Side]) -> bool:
    """On a page that is not about an election: somebody acts for more than himself, or is acted against by
    those who can only be an authority or armed."""
    public = any(_is_public(side) or _acts_for_a_state(side) for side in acting + other)
    if kind in _DEEDS:
        if cameo == _ATTACK and not _may_attack(acting, other):
            return False
        imposed = not acting and any(side.how == "named" for side in other)
        return public or imposed or _are_deeds(acting, other)
    if any(map(_is_campaign, acting + other)):
        return any(map(_is_institution, acting))
    organised = any(
        side.how == "group" and side.party.sector not in _PRIVATE | {"business"} for side in acting
    )
    return public or (organised and bool(other))


def _is_beyond_the_campaign(kind: str, cameo: str | None, acting: list[_Side], other: list[_Side]) -> bool:
    """On a page about an election: force, protest and arrest, by or against more than a person; in words only
    what a state, a body or an armed group does."""
    if kind in _DEEDS and not (kind not in _FORCE and any(map(_is_campaign, acting + other))):
        return _are_deeds(acting, other) and (cameo != _ATTACK or _may_attack(acting, other))
    if any(map(_is_campaign, acting + other)):
        return False
    if not acting or not any(map(_is_institution, acting)):
        return False
    return bool(other) or kind != "CONSULT" or any(side.party.code for side in acting)


def _is_institution(side: _Side) -> bool:
    """A state, one of its bodies or holders of an office by it, no politician by name; or an armed group."""
    how, party = side
    if party.sector in _ARMED:
        return True
    if party.code is None and how in ("role", "group") and party.sector not in _CIVIC:
        return False  # "a spokesman", "the network": of whom is not told
    return _is_public(side) and (
        how in ("state", "body") or (how in ("role", "group") and party.name is None)
    )


def _is_between_states(sources: Sequence[Party], targets: Sequence[Party]) -> bool:
    here = {party.code for party in sources if party.code}
    there = {party.code for party in targets if party.code}
    return bool(here and there) and len(here | there) > 1


def _is_campaign(side: _Side) -> bool:
    words = side.party.mention.text.lower().split() if side.party.mention else ()
    return not _CAMPAIGN.isdisjoint(words)


def _is_owner(party: Party) -> bool:
    return party.mention is not None and party.mention.text.lower() in _OWNING


def _are_deeds(acting: list[_Side], other: list[_Side]) -> bool:
    if not acting:
        return any(side.how in ("state", "body", "role", "group") for side in other)
    persons = all(side.how in ("named", "pronoun", "thing") or _is_one_person(side) for side in acting)
    return not persons or any(map(_is_public, other))


def _acts_for_a_state(side: _Side) -> bool:
    """A person by name whose office the gazetteer or the text tells."""
    return side.how == "named" and side.party.code is not None and side.party.sector in _OFFICES


def _is_one_person(side: _Side) -> bool:
    """ "A woman", "his father": nobody's crowd."""
    if side.party.sector != "civilians" or side.party.mention is None:
        return False
    last = side.party.mention.text.lower().split()[-1]
    return not last.endswith("s") and last not in _CROWDS


def _may_attack(acting: list[_Side], other: list[_Side]) -> bool:
    """An attack that is more than words: by a state, or somebody armed is on one of the sides."""
    sides = acting + other
    return any(side.party.sector in _ARMED or side.how in ("state", "body") for side in sides) or not acting


def _is_public(side: _Side) -> bool:
    """Does somebody stand there who acts for more than himself?"""
    how, party = side
    if party.sector in ("party", "media", "business") and party.code is None:
        return False
    if how in ("state", "role", "body"):
        return True
    if how != "group":
        return False
    if party.sector in _PUBLIC | _CIVIC or (party.code is not None and party.sector not in _PRIVATE):
        return True
    return party.mention is not None and "parliament" in party.mention.text.lower()
