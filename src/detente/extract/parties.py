"""Those who speak or act in a told conversation, as far as the words that name them show who they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from detente.extract.beside import Attributed, content_words
from detente.extract.inquits import NOMINATIVE, subject_first
from detente.extract.page import Page
from detente.model import Quotation

_FIRST_PERSON = frozenset({"i", "we"})
_REACH = 8  # quotations back or ahead
_MEN = frozenset({"he", "man", "men", "boy", "father", "son", "brother", "husband", "uncle", "nephew",
                  "gentleman", "king", "prince", "lord", "sir", "mr", "mr.", "fellow", "lad",
                  "grandfather"})  # fmt: skip
_WOMEN = frozenset({"she", "woman", "women", "girl", "mother", "daughter", "sister", "wife", "aunt",
                    "niece", "lady", "queen", "princess", "mrs", "mrs.", "miss", "ms", "ms.", "madame",
                    "mamma", "widow", "grandmother", "maid"})  # fmt: skip
_OTHERS = frozenset({"child", "cousin", "friend", "companion", "stranger", "visitor", "other", "voice",
                     "servant", "doctor", "captain", "professor", "colonel", "host", "guest",
                     "neighbour", "neighbor"})  # fmt: skip
_HUMAN = NOMINATIVE | _MEN | _WOMEN | _OTHERS
_LEADING = frozenset({"and", "but", "then", "so", "now", "here", "again"})
_ADDRESS = re.compile(
    r"(?:^|[,.!?;—–-])\s*(?:(?:Oh|Ah|Well|Yes|No|O|my|dear|dearest|poor|old)\s*,?\s+)*"
    r"((?:(?:Mr|Mrs|Miss|Ms|Dr|Sir|Lady|Lord|Aunt|Uncle)\.?\s+)?[A-Z][a-z]+(?:\s+[A-Z][a-z]+)?)"
    r"\s*(?=[,.!?;—–]|--|$)"
)


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody named by the subject (sentence, token) with this head; `name` as resolved, `is_man` None
    where the words do not show it."""

    subject: tuple[int, int]
    head: str
    name: str | None
    is_man: bool | None

    def is_same(self, other: Party) -> bool:
        """Can both mean one person? A pronoun can mean whoever it does not contradict."""
        heads = {self.head, other.head}
        if heads & _FIRST_PERSON:
            return len(heads) == 1
        if self.is_man is not None and other.is_man is not None and self.is_man != other.is_man:
            return False
        if self.name and other.name:
            return self.name == other.name
        return len(heads) == 1 or bool(heads & NOMINATIVE)

    @property
    def is_narrator(self) -> bool:
        return self.head in _FIRST_PERSON


@dataclass(frozen=True, eq=False)
class Parties:
    """The parties of a page; `found` are the quotations attributed so far, and grows while it is read."""

    page: Page
    found: Mapping[int, Attributed]

    def of_subject(self, sentence: int, index: int) -> Party:
        tokens = self.page.sentences[sentence].tokens
        token = tokens[index]
        title = tokens[index - 1].lower if index and tokens[index - 1].tag == "NNP" else ""
        mention = self.page.mention_at(token.start)
        is_man = {token.lower, title} & _MEN, {token.lower, title} & _WOMEN
        return Party(
            (sentence, index),
            token.lower,
            mention.name if mention else None,
            None if not any(is_man) else bool(is_man[0]),
        )

    def of_quotation(self, number: int) -> Party | None:
        """Who speaks an attributed quotation."""
        seen: set[int] = set()
        while number not in seen and (how := self.found.get(number)) is not None:
            seen.add(number)
            if how.frame is not None:
                source = how.frame.source
                return None if source is None else self.of_subject(how.frame.sentence, source)
            if how.like is None:
                return self.of_subject(*how.subject) if how.subject else None
            number = how.like
        return None

    def other_than(self, before: int) -> int | None:
        """The quotation nearest to one, rather an earlier one, whose speaker is another than its own."""
        last = self.of_quotation(before)
        if last is None:
            return None
        numbers: list[int] = [*range(before - 1, before - _REACH, -1), *range(before + 1, before + _REACH)]
        for number in numbers:
            party = self.of_quotation(number)
            if party is not None and not party.is_same(last):
                return number
        return None

    def addressed_in(self, number: int, party: Party) -> bool:
        """Does the quotation address the party by name, who then does not speak it?"""
        quotation = self.page.quotations[number]
        names = {party.head, *(party.name or "").lower().split()}
        found = _ADDRESS.finditer(self.page.text[quotation.start : quotation.end])
        return any(names & set(match[1].lower().split()) for match in found)

    # --- beats

    def acting_after(self, quotation: Quotation, limit: int) -> Party | None:
        """The subject of the narration that begins directly behind a quotation."""
        close = self.page.closing(quotation)
        number = self.page.sentence_at(close)
        if self.page.sentences[number].end <= close:
            number += 1
        if number >= len(self.page.sentences) or self.page.sentences[number].start >= limit:
            return None
        tokens = self.page.sentences[number].tokens
        words = (i for i, token in enumerate(tokens) if token.start >= close and token.text[0].isalnum())
        at = next((i for i in words if tokens[i].lower not in _LEADING), None)
        if at is None or content_words(self.page.text[close : tokens[at].start]) > 2:
            return None
        found = subject_first(tokens, at)
        return self._person(number, found[1], limit) if found else None

    def acting_before(self, quotation: Quotation, floor: int) -> Party | None:
        """The subject of the last sentence of narration before a quotation."""
        opening = self.page.opening(quotation)
        number = self.page.sentence_before(opening)
        while number >= 0 and self.page.sentences[number].end > floor:
            tokens = self.page.sentences[number].tokens
            for index, token in enumerate(tokens):
                main = token.dep == "nsubj" and tokens[token.head].dep == "ROOT"
                if main and floor <= token.start < opening:
                    return self._person(number, index, opening)
            number -= 1
        return None

    def _person(self, sentence: int, index: int, limit: int) -> Party | None:
        """The party, if it is a person who is named before `limit` and outside quotations."""
        token = self.page.sentences[sentence].tokens[index]
        if token.end > limit or self.page.quotation_at(token.start) is not None:
            return None
        mention = self.page.mention_at(token.start)
        known = mention is not None and mention.kind == "person"
        human = token.lower in _HUMAN or token.lower in self._speaking
        return self.of_subject(sentence, index) if known or human or self._in_full(sentence, index) else None

    def _in_full(self, sentence: int, index: int) -> bool:
        """A name of two words."""
        tokens = self.page.sentences[sentence].tokens
        return index > 0 and tokens[index].tag == "NNP" and tokens[index - 1].tag == "NNP"

    @cached_property
    def _speaking(self) -> frozenset[str]:
        """The heads of those who speak by a cue of their own somewhere on the page."""
        frames = (how.frame for how in self.found.values())
        sources = ((f.sentence, f.source) for f in frames if f is not None and f.source is not None)
        return frozenset(self.page.sentences[sentence].tokens[index].lower for sentence, index in sources)
