"""States, their capitals and governments, organisations and bodies."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from detente.actors.index import Match
from detente.actors.page import Place
from detente.actors.patterns import (
    ADMINISTRATION,
    AUTHORITIES_IN,
    BODY,
    BODY_IN,
    CITY_NOUNS,
    CONNECTIVE,
    DAYS,
    GENERIC_BODY,
    GROUP,
    MESSAGES,
    NAME_RUN,
    NEAR_A_BUILDING,
    NOT_NAMES,
    NOT_OF_A_CAPITAL,
    ORGANISATION_NOUNS,
    PLACE_AFTER,
    PLACE_BEFORE,
    PLACE_PREPOSITIONS,
    SEVERAL,
    SHORT_BODY,
    SIDE,
    SUBJECTS,
)
from detente.actors.records import Entry
from detente.actors.scan import Found, Scan, owner_codes
from detente.actors.words import first_names, role_words
from detente.model import Token

_ADJECTIVE_PLACES = {"amod", "compound", "nmod", "poss", "npadvmod"}
_OBJECTS = {"dobj", "poss", "agent", "dative"}
_COORDINATED = 4  # steps up a list of coordinated names


class PlaceFinder:
    """Finds states and bodies. A capital counts where it acts as a government, not as a place."""

    def __init__(self, scan: Scan) -> None:
        self.scan, self.page, self.text = scan, scan.page, scan.text

    def find(self) -> list[Found]:
        found: list[Found] = []
        for match in self.scan.names:
            found += self._body(match)
            found += self._administration(match)
        for match in self.scan.names:
            entries = tuple(e for e in match.meanings if e.kind not in ("person", "surname"))
            if entries and not self._of_a_person(match):
                found += self._name(match, entries)
        return [*found, *self._several(), *self._organisations(), *self._short_bodies()]

    def _several(self) -> Iterator[Found]:
        """As in "The two presidents", "both sides"."""
        for start, end in self.scan.prose():
            for match in SEVERAL.finditer(self.text, start, end):
                plural = (match["role"] or "").replace("defense", "defence")
                word = role_words().plurals.get(plural)
                yield Found(match.start(), match.end(), "role", "group", word=word or "one of several")

    # Names of the gazetteer

    def _of_a_person(self, match: Match[Entry]) -> bool:
        """Jordan, Chad, Georgia or Washington as part of a person's name."""
        word = self.text[match.start : match.end]
        if " " not in word and self.scan.previous_word(match.start) in first_names():
            return True
        after = re.match(r" ([A-Z][a-z]+)\b", self.page.after(match.end))
        if after is None or word not in first_names() or match.end + 1 in self.scan.starts:
            return False
        if after[1].lower() in NOT_NAMES or after[1].lower() in ORGANISATION_NOUNS:
            return False
        place = self.page.place(match.start)
        return place is not None and self.page.token(place).dep == "compound"

    def _name(self, match: Match[Entry], entries: tuple[Entry, ...]) -> Iterator[Found]:
        kinds = {entry.kind for entry in entries}
        if kinds == {"capital"}:
            yield from self._capital(match, entries)
            return
        government = "government" in kinds
        if government and self._is_where(match):
            return
        start = match.start if self._adjectival(match, kinds) else self.scan.with_article(match.start)
        kind = "organisation" if government or "organisation" in kinds else "state"
        yield Found(start, match.end, "metonym" if government else "name", kind, entries)

    def _adjectival(self, match: Match[Entry], kinds: Collection[str]) -> bool:
        """Is the name an adjective to another noun, whose article is not its own?"""
        place = self.page.place(match.end - 1)
        dep = self.page.token(place).dep if place else ""
        if "adjective" in kinds:
            return dep in _ADJECTIVE_PLACES
        return "organisation" in kinds and dep in ("compound", "nmod")

    def _is_where(self, match: Match[Entry]) -> bool:
        """As in "At the White House": a building."""
        head = self.page.head(match.start, match.end)
        return head is not None and self.page.governor(head).lower in NEAR_A_BUILDING

    # Capitals

    def _capital(self, match: Match[Entry], entries: tuple[Entry, ...]) -> Iterator[Found]:
        before, after = self.page.before(match.start), self.page.after(match.end)
        authorities = AUTHORITIES_IN.search(before)
        if authorities:
            start = self.scan.with_article(match.start - len(authorities[0]))
            yield Found(start, match.end, "metonym", "state", entries)
        elif not PLACE_AFTER.match(after) and not PLACE_BEFORE.search(before) and self._acts(match):
            yield Found(match.start, match.end, "metonym", "state", entries)

    def _acts(self, match: Match[Entry]) -> bool:
        head = self.page.head(match.start, match.end)
        if head is None:
            return False
        token = self.page.token(head)
        for _ in range(_COORDINATED):
            if token.dep == "conj":
                head = Place(head.sentence, token.head)
                token = self.page.token(head)
        if token.dep in SUBJECTS or token.dep in _OBJECTS or self._clefted(token, head):
            return True
        if token.dep == "pobj":
            return self._acts_after(self.page.governor(head), head)
        return token.dep in _ADJECTIVE_PLACES and self.text[match.end : match.end + 1] in ("-", "–")

    def _clefted(self, token: Token, head: Place) -> bool:
        """As in "It was Nordhavn that began": the one who acts."""
        tokens = self.page.sentences[head.sentence].tokens
        following = tokens[head.token + 1].lower if head.token + 1 < len(tokens) else ""
        return token.dep == "attr" and following in ("that", "which", "who")

    def _acts_after(self, preposition: Token, head: Place) -> bool:
        word = preposition.lower
        above = self.page.sentences[head.sentence].tokens[preposition.head].lower
        if word in PLACE_PREPOSITIONS:
            return False
        if word in ("to", "from", "on"):
            return above in MESSAGES
        return word != "of" or above not in CITY_NOUNS

    # Bodies

    def _body(self, match: Match[Entry]) -> Iterator[Found]:
        """As in "The Norlandic government", "the U.S. embassy", "Sudrian diplomats"."""
        gap = re.compile(r"(?:['’]s)? ").match(self.text, match.end)
        codes = owner_codes(match)
        if gap is None or not codes or match.meanings[0].kind == "government":
            return
        capital = all(entry.kind == "capital" for entry in match.meanings)
        start = match.start - len(self.scan.determiner(match.start))
        side = SIDE.match(self.text, gap.end())
        group, body = GROUP.match(self.text, gap.end()), BODY.match(self.text, gap.end())
        if side and not (capital and side["noun"] in NOT_OF_A_CAPITAL):
            yield Found(start, side.end(), "metonym", "state", match.meanings, codes=codes)
        elif group and not capital:
            yield Found(start, group.end(), "role", "group", codes=codes)
        elif body and not capital:
            name = f"{self.text[match.start : match.end]} {body[0]}"
            yield Found(start, body.end(), "name", "organisation", name=name, codes=codes)

    def _administration(self, match: Match[Entry]) -> Iterator[Found]:
        """As in "The Lund administration" acts for the state that Lund leads."""
        after = ADMINISTRATION.match(self.text, match.end)
        if after is None or match.meanings[0].kind != "surname":
            return
        codes = tuple(dict.fromkeys(entry.code for entry in match.meanings if entry.code))
        name = self.text[match.start : after.end()]
        start = self.scan.with_article(match.start)
        yield Found(start, after.end(), "name", "organisation", name=name, codes=codes)

    # Organisations that the gazetteer does not have

    def _organisations(self) -> Iterator[Found]:
        """Capitalised names that end in a word such as Institute, with what "of" and "for" add to them."""
        for segment in self.page.segments:
            if segment.kind in ("boilerplate", "title", "heading"):
                continue
            for match in NAME_RUN.finditer(self.text, segment.start, segment.end):
                if not ORGANISATION_NOUNS.isdisjoint(match[0].lower().split()):
                    yield from self._organisation(match.start(), match.end())

    def _organisation(self, start: int, end: int) -> Iterator[Found]:
        start = self._proper_start(start, end)
        pieces = CONNECTIVE.split(self.text[start:end])
        words = pieces[0].split()
        if not words or words[-1].lower() not in ORGANISATION_NOUNS or len(words) + len(pieces) < 3:
            return
        opening = self.scan.starts.get(start)
        inside = opening is not None and opening.end < end and opening.meanings[0].kind != "capital"
        codes = owner_codes(opening) if inside else ()
        generic = len(pieces) == 1 and not codes and all(word.lower() in GENERIC_BODY for word in words)
        name = None if generic else self.text[start:end]
        yield Found(self.scan.with_article(start), end, "name", "organisation", name=name, codes=codes)

    def _short_bodies(self) -> Iterator[Found]:
        """As in "The council", for a council that the document names; which one is resolved later."""
        for start, end in self.scan.prose():
            for match in SHORT_BODY.finditer(self.text, start, end):
                yield Found(match.start(), match.end(), "role", "organisation", word=match[1].lower())
            for match in BODY_IN.finditer(self.text, start, end):
                yield from self._body_in(match)

    def _body_in(self, match: re.Match[str]) -> Iterator[Found]:
        """As in "The ministry in Nordhavn": one of the state whose capital, or name, follows."""
        where = self.scan.starts.get(match.end())
        kinds = {entry.kind for entry in where.meanings} if where else set()
        codes = owner_codes(where)
        if where and len(codes) == 1 and kinds <= {"capital", "state"}:
            kind, word = match["kind"].strip(), match["word"].lower()
            modifiers = (kind.lower(),) if kind else ()
            yield Found(
                match.start(), where.end, "role", "organisation", word=word, codes=codes, modifiers=modifiers
            )

    def _proper_start(self, start: int, end: int) -> int:
        """Past words that are capitals only because a sentence begins with them."""
        for place in self.page.words(start, end):
            token = self.page.token(place)
            if token.tag.startswith(("NN", "JJ")) and token.lower not in DAYS:
                return max(start, token.start)
        return start
