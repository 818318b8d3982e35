"""Bodies and states that speak: what "it", "the ministry" and "the ministry in Nordhavn" point back to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from detente.actors.gazetteer import Gazetteer
from detente.actors.page import Page, Place
from detente.actors.patterns import BODY_SPEAKS
from detente.actors.scan import Found
from detente.model import Token

_REACH = 5  # sentences back in which the body that spoke last is looked for
_PARAGRAPHS = 1


class Body(NamedTuple):
    """A body or state the document speaks of."""

    kind: str
    name: str | None
    actor: str | None
    code: str | None


class Bodies:
    """Remembers the bodies and states spoken of while a document is read from start to end."""

    def __init__(self, page: Page, gazetteer: Gazetteer) -> None:
        self.page, self.gazetteer = page, gazetteer
        self._named: list[Body] = []
        self._at: dict[Place, Body] = {}
        self._others: set[Place] = set()  # where persons and groups stand

    def remember(self, item: Found, body: Body) -> None:
        if body.kind == "organisation" and body.name:
            self._named.append(body)
        if item.head is None:
            return
        if body.kind in ("organisation", "state"):
            self._at[item.head] = body
        else:
            self._others.add(item.head)

    # "The ministry"

    def called(self, word: str) -> tuple[Body | None, str]:
        """The only body whose name ends in the word, or the body last named if its name does; and why."""
        bodies = self._ending(word)
        if not bodies:
            return None, ""
        if len(set(bodies)) == 1:
            return bodies[-1], f"the only {word} of the document"
        if self._named[-1] is not bodies[-1]:
            return None, ""
        return bodies[-1], f"the {word} last spoken of"

    def _ending(self, word: str) -> list[Body]:
        return [b for b in self._named if (b.name or "").lower().split()[-1] == word]

    def seated(self, word: str, kind: str, code: str) -> Body:
        """ "The [kind] ministry in Nordhavn": the one of that state. Where only the other side's is named so
        far ("the Sudrian Foreign Ministry") it is of the same kind; else it stays without a name."""
        named = [b for b in self._ending(word) if kind in (b.name or "").lower()]
        own = {b for b in named if b.code == code}
        if len(own) == 1:
            return own.pop()
        kinds = {k for b in named if (k := self._kind_of(b))}
        full = f"{kind} {word}".title() if kind else kinds.pop() if len(kinds) == 1 and not own else ""
        adjective = self.gazetteer.adjective(code)
        if not full or not adjective:
            return Body("organisation", None, None, code)
        name = f"{adjective} {full}"
        return Body("organisation", name, f"{code}:{name.lower().replace(' ', '-')}", code)

    def _kind_of(self, body: Body) -> str | None:
        """As in "Foreign Ministry", of "Norlandic Foreign Ministry"."""
        adjective = self.gazetteer.adjective(body.code) if body.code else None
        name = body.name or ""
        return name.removeprefix(f"{adjective} ") if adjective and name.startswith(f"{adjective} ") else None

    # "It"

    def spoke_last(self, item: Found) -> Body | None:
        """The body or state that spoke last before "it": the nearest subject, outside quotation marks, of a
        verb of reporting; else the subject of the sentence before. None where it is something else."""
        if item.head is None:
            return None
        for place in self._speaking(item.head):
            token = self.page.token(place)
            if place in self._at:
                return self._at[place]
            if place not in self._others and token.tag in ("NN", "NNP") and token.lower != "it":
                return None  # "the company said": nobody the document lets us name
        return self._subject_before(item.head)

    def _speaking(self, here: Place) -> Iterator[Place]:
        """The subjects of verbs of reporting before a place, last first."""
        paragraph = self.page.sentences[here.sentence].paragraph
        for number in range(here.sentence, max(here.sentence - _REACH, 0) - 1, -1):
            sentence = self.page.sentences[number]
            if paragraph - sentence.paragraph > _PARAGRAPHS:
                return
            end = here.token if number == here.sentence else len(sentence.tokens)
            for index in range(end - 1, -1, -1):
                token = sentence.tokens[index]
                if token.dep == "nsubj" and self._reports(token, sentence.tokens):
                    yield Place(number, index)

    def _reports(self, token: Token, tokens: tuple[Token, ...]) -> bool:
        return tokens[token.head].lower in BODY_SPEAKS and self.page.quotation(token.start) is None

    def _subject_before(self, here: Place) -> Body | None:
        if here.sentence == 0:
            return None
        before, sentence = self.page.sentences[here.sentence - 1], self.page.sentences[here.sentence]
        if sentence.paragraph - before.paragraph > _PARAGRAPHS:
            return None
        for index, token in enumerate(before.tokens):
            root = token.head == before.tokens[token.head].head
            if token.dep in ("nsubj", "nsubjpass") and root and self.page.quotation(token.start) is None:
                return self._at.get(Place(here.sentence - 1, index))
        return None
