"""Where a text names, describes or points at actors, before anybody is resolved."""

from __future__ import annotations

from collections.abc import Iterator

from detente.actors.gazetteer import Gazetteer
from detente.actors.page import Page
from detente.actors.patterns import BODY_SPEAKS, FIRST_PERSON, PRONOUNS, SECOND_PERSON
from detente.actors.persons import PersonFinder
from detente.actors.places import PlaceFinder
from detente.actors.roles import RoleFinder
from detente.actors.scan import Found, Scan
from detente.model import Sentence, Token


def find(page: Page, gazetteer: Gazetteer) -> list[Found]:
    """All stretches of the document that may be mentions, in order, not overlapping."""
    scan = Scan(page, gazetteer)
    people = PersonFinder(scan).find()
    roles = RoleFinder(scan, people).find()  # joins titles to the people
    return _settled(page, [*roles, *people, *PlaceFinder(scan).find(), *_pronouns(page)])


def _pronouns(page: Page) -> Iterator[Found]:
    for sentence in page.sentences:
        for token in sentence.tokens:
            gender = PRONOUNS.get(token.lower)
            if gender or token.lower in FIRST_PERSON or token.lower in SECOND_PERSON:
                yield Found(token.start, token.end, "pronoun", "person", word=token.lower, gender=gender)
            elif token.lower == "it" and token.dep == "nsubj" and _speaks(token, sentence):
                yield Found(token.start, token.end, "pronoun", "organisation", word="it")


def _speaks(token: Token, sentence: Sentence) -> bool:
    return sentence.tokens[token.head].lower in BODY_SPEAKS


def _settled(page: Page, found: list[Found]) -> list[Found]:
    """In order, the longest where several overlap; with their words and quotations."""
    chosen: list[Found] = []
    for item in sorted(found, key=lambda f: (f.start, -f.end, f.form != "name")):
        if chosen and item.start < chosen[-1].end:
            if item.end - item.start <= chosen[-1].end - chosen[-1].start:
                continue
            chosen.pop()
        chosen.append(item)
    for item in chosen:
        item.head = page.head(item.start, item.end)
        item.quotation = page.quotation(item.start)
    return chosen
