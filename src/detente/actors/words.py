"""The word lists of the package: roles, given names, and what only looks like an actor."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from detente.actors.load import Row, word_rows
from detente.actors.records import Gender


class RoleWords:
    """The words for roles, by class."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.offices: dict[str, tuple[str, ...]] = {}
        self.classes: dict[str, str] = {}
        self.genders: dict[str, Gender] = {}
        for row in rows:
            word = row.need("word")
            self.classes[word] = row.need("class")
            if self.classes[word] == "office":
                self.offices[word] = row.many("offices")
            gender = row.text("gender")
            if gender:
                self.genders[word] = "female" if gender == "female" else "male"
        self.words = {part for word in self.classes for part in word.split()}
        self.plurals = {plural(word): word for word in self.offices}
        self.pattern = _any_of(self.offices)
        self.plural_pattern = _any_of(self.plurals)
        self.any_pattern = _any_of(self.classes)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    longest = sorted(words, key=lambda w: (-len(w), w))
    return re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)", re.IGNORECASE)


def plural(word: str) -> str:
    """As in "presidents", "secretaries of state"."""
    head, of, rest = word.partition(" of ")
    if head.endswith("y") and head[-2] not in "aeiou":
        return f"{head[:-1]}ies{of}{rest}"
    return f"{head}s{of}{rest}"


class Head(NamedTuple):
    """The office that heads a body: of the state `code`, or of the one named before the body."""

    code: str
    offices: tuple[str, ...]


class Heads:
    """Bodies by whose head an office is meant: "the Pentagon chief"."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._heads: dict[str, Head] = {}
        titles: list[str] = []
        for row in rows:
            head = Head(row.text("code"), row.many("offices"))
            for body in row.many("body"):
                self._heads[body.lower()] = head
                words = "|".join(map(re.escape, row.many("words")))
                titles.append(rf"({re.escape(body)})(?:['’]s)? (?:{words})")
        titles.sort(key=lambda title: (-len(title), title))
        self._pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(titles)})(?! of\b)(?![\w-])", re.IGNORECASE)

    def of(self, body: str) -> Head | None:
        return self._heads.get(body.lower())

    def find(self, text: str) -> tuple[re.Match[str], Head] | None:
        """The first body with the word for its head behind it."""
        match = self._pattern.search(text)
        body = next(filter(None, match.groups())) if match else None
        return (match, self._heads[body.lower()]) if match and body else None


@cache
def heads() -> Heads:
    return Heads(word_rows("heads"))


@cache
def role_words() -> RoleWords:
    return RoleWords(word_rows("roles"))


@cache
def not_actors() -> dict[str, str]:
    """Phrases that hold the name of a state and are something else, and what they are."""
    return {row.need("phrase"): row.need("what") for row in word_rows("not_actors") if not row.many("cues")}


@cache
def doubtful_names() -> dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Names of states that are also something else: what, the cues of that, and the cues of the state."""
    rows = [row for row in word_rows("not_actors") if row.many("cues")]
    return {
        row.need("phrase"): (row.need("what"), row.many("cues"), row.many("counter_cues")) for row in rows
    }


@cache
def first_names() -> dict[str, Gender | None]:
    """Given names and the gender they tell."""
    genders: dict[str, Gender | None] = {"female": "female", "male": "male"}
    return {row.need("name"): genders.get(row.text("gender")) for row in word_rows("first_names")}
