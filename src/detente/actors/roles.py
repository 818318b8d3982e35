"""Roles: "the Norlandic president", "her Sudrian counterpart", and titles joined to the names behind them."""

from __future__ import annotations

import re
from functools import cache

from detente.actors.index import PhraseIndex, fold
from detente.actors.page import Place
from detente.actors.patterns import ADDRESS, MODIFIER, OF, OF_ONLY, POSSESSIVE_GAPS, SUFFIX
from detente.actors.scan import Found, Scan, owner_codes
from detente.actors.words import role_words


@cache
def _role_index() -> PhraseIndex[str]:
    return PhraseIndex((word, word) for word in role_words().classes)


class RoleFinder:
    """Finds the phrases around role words; `people` are the names found, which titles join."""

    def __init__(self, scan: Scan, people: list[Found]) -> None:
        self.scan, self.page, self.text = scan, scan.page, scan.text
        self.people = {person.start: person for person in people}
        self.roles = role_words()

    def find(self) -> list[Found]:
        found = []
        for start, end in self.scan.prose():
            lower = fold(self.text[start:end]).lower()
            for match in _role_index().find(lower):
                role = self._role(match.start + start, match.end + start, match.meanings[0])
                if role is not None:
                    found.append(role)
        return found

    def _role(self, start: int, end: int, word: str) -> Found | None:
        """The phrase around a role word, or None where the name behind it has taken it up."""
        name = self.scan.starts.get(start)
        if name is not None and name.end >= end and name.meanings[0].kind != "surname":
            return None
        role = self._phrase(start, end, word)
        gap = re.compile(r"[ \u00a0]\[?").match(self.text, role.end)
        person = self.people.get(gap.end()) if gap else None
        if person is not None and self._agrees(person, role):
            self._join(person, role)
            return None
        if self.roles.classes[word] == "title":
            return self._address(start, end)
        place = self.page.place(start)
        if place is None or not (person is not None or self._nominal(place, role.end)):
            return None
        return role

    def _phrase(self, start: int, end: int, word: str) -> Found:
        """The role with the modifiers, state and article before it, and "of Norland" behind it."""
        modifiers: list[str] = []
        begin, codes = self._owner_before(self._modifiers(start, modifiers))
        begin = self._modifiers(begin, modifiers)
        suffix = SUFFIX.match(self.text, end)
        if suffix:
            modifiers.append(suffix[0][1:])
            end = suffix.end()
        sent = word in ("ambassador", "envoy", "representative", "special envoy", "special representative")
        of = (OF if sent else OF_ONLY).match(self.text, end)
        owner = self.scan.starts.get(of.end()) if of else None
        if owner and owner.meanings[0].kind != "adjective" and owner_codes(owner):
            end, codes = owner.end, codes or owner_codes(owner)
        article = self.scan.determiner(begin)
        return Found(
            begin - len(article),
            end,
            "role",
            "person",
            word=word,
            codes=codes,
            modifiers=tuple(modifiers),
            determiner=article.strip().lower(),
            gender=self.roles.genders.get(word),
        )

    def _owner_before(self, begin: int) -> tuple[int, tuple[str, ...]]:
        for gap in POSSESSIVE_GAPS:
            if self.text.startswith(gap, begin - len(gap)):
                name = self.scan.ends.get(begin - len(gap))
                codes = owner_codes(name)
                if name and codes:
                    return name.start, codes
        return begin, ()

    def _modifiers(self, begin: int, modifiers: list[str]) -> int:
        while found := MODIFIER.search(self.page.before(begin)):
            modifiers.append(found[1][:-1].lower())
            begin -= len(found[1])
        return begin

    def _agrees(self, person: Found, role: Found) -> bool:
        """May the title and the name be one phrase? In "talks with Sudrian President Lund mentioned" they are
        two if Lund is of Norland."""
        known = {entry.key for entry in person.entries}
        if not known or not role.codes or self.roles.classes[role.word or ""] not in ("office", "relation"):
            return True
        return any(self.scan.gazetteer.acts_for(key, code) for key in known for code in role.codes)

    def _join(self, person: Found, role: Found) -> None:
        """The name grows to hold the title; "a citizen Ada Lund" keeps the name alone."""
        post = self.roles.classes[role.word or ""] == "post"
        bare = post and not (role.codes or role.determiner)  # "opposition leader Ada Lund"
        if role.determiner not in ("a", "an") and not bare:
            person.start = role.start
        person.word, person.modifiers, person.determiner = role.word, role.modifiers, role.determiner
        person.codes = role.codes or person.codes
        person.gender = person.gender or role.gender
        person.described_by.append(role.word or "")

    def _address(self, start: int, end: int) -> Found | None:
        """As in "Mr President"."""
        after = ADDRESS.match(self.text, end)
        if after is None:
            return None
        gender = self.roles.genders.get(self.text[start:end].lower())
        word = after[1].lower()
        return Found(start, after.end(), "role", "person", word=word, modifiers=("address",), gender=gender)

    def _nominal(self, place: Place, end: int) -> bool:
        """Is the word a noun that stands for a person, not a verb or part of "leader board"?"""
        places = self.page.words(self.page.token(place).start, end)
        token = self.page.token(places[-1]) if places else self.page.token(place)
        compound = token.dep == "compound" and self.page.governor(place).start >= end
        return token.tag.startswith("NN") and not compound
