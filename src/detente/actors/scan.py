"""What the finders share: the names of the gazetteer in a document, and the stretches they find."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from detente.actors.gazetteer import Gazetteer
from detente.actors.index import Match
from detente.actors.page import Page, Place
from detente.actors.patterns import ARTICLE, DETERMINER
from detente.actors.records import Entry
from detente.actors.transliteration import is_cyrillic
from detente.model import MentionForm

_CYRILLIC_NAME = re.compile(r"\b[Ѐ-Я][а-ӿ'’]+(?:[ -][Ѐ-Я][а-ӿ'’]+){0,2}\b")


@dataclass(slots=True)
class Found:
    """A stretch that names, describes or points at an actor.

    `entries` is what the gazetteer has for its words, `name` its bare name, `full` whether that is more
    than a surname;
    `word` is its role and `codes` whose role it is, `described_by` the role words of its title and
    apposition.
    """

    start: int
    end: int
    form: MentionForm
    kind: str
    entries: tuple[Entry, ...] = ()
    name: str | None = None
    word: str | None = None
    codes: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    determiner: str = ""
    gender: str | None = None
    full: bool = False
    head: Place | None = None
    quotation: int | None = None
    described_by: list[str] = field(default_factory=list)


class Scan:
    """The document and every name of the gazetteer in it, by where it starts and where it ends."""

    def __init__(self, page: Page, gazetteer: Gazetteer) -> None:
        self.page, self.text, self.gazetteer = page, page.text, gazetteer
        self.names: list[Match[Entry]] = []
        for start, end in self.prose():
            for match in gazetteer.index.find(self.text[start:end]):
                if match.meanings[0].kind != "other":
                    self._add(Match(match.start + start, match.end + start, match.meanings))
        self.names += self._cyrillic()
        self.starts = {match.start: match for match in self.names}
        self.ends = {match.end: match for match in self.names}

    def _cyrillic(self) -> list[Match[Entry]]:
        """Names of persons in Cyrillic letters, one or several words."""
        if not is_cyrillic(self.text):
            return []
        spelled = ((m, self.gazetteer.spelled(m[0])) for m in _CYRILLIC_NAME.finditer(self.text))
        return [Match(m.start(), m.end(), entries) for m, entries in spelled if entries]

    def _add(self, match: Match[Entry]) -> None:
        """As in "The U.S. White House" is one name."""
        last = self.names[-1] if self.names else None
        adjoins = last is not None and self.text[last.end : match.start] == " "
        first = match.meanings[0]
        if last and adjoins and first.kind == "government" and first.code in owner_codes(last):
            match = Match(last.start, match.end, match.meanings)
            self.names.pop()
        self.names.append(match)

    def prose(self) -> Iterator[tuple[int, int]]:
        """The stretches that may name actors: all but boilerplate, and the labels of turns."""
        for segment in self.page.segments:
            if segment.label is not None:
                yield segment.label.start, segment.label.end
            if segment.kind != "boilerplate":
                yield segment.start, segment.end

    def determiner(self, start: int) -> str:
        """The article or possessive right before `start`, with its space."""
        found = DETERMINER.search(self.page.before(start))
        if found is None:
            return ""
        place = self.page.place(start - len(found[1]))
        return "" if place and self.page.token(place).tag == "IN" else found[1]  # "said that Norlandic ..."

    def with_article(self, start: int) -> int:
        """`start`, or where the "the" before it starts."""
        article = ARTICLE.search(self.page.before(start))
        return start - len(article[1]) if article else start

    def previous_word(self, start: int) -> str:
        found = re.search(r"([A-Z][\w’'-]*)\.? (?:[A-Z]\. )?$", self.page.before(start))
        return found[1] if found else ""


def owner_codes(match: Match[Entry] | None) -> tuple[str, ...]:
    """The codes of the states or bodies a name may mean, as whose a role or an office can be."""
    if match is None:
        return ()
    kinds = ("state", "adjective", "capital", "organisation", "government")
    codes = (e.code if e.kind == "government" else e.key for e in match.meanings if e.kind in kinds)
    return tuple(dict.fromkeys(code for code in codes if code))
