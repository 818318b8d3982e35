"""Who was last spoken of: the grammar by which pronouns and bare roles point back.

A pronoun outside quotation marks points to the last subject of its sentence, else to the subject of the
sentence before, across paragraphs; inside a turn of a transcript no further than the turn before. Names
inside quotation marks, objects and possessors do not count as subjects.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from detente.actors.page import Page, Place
from detente.actors.patterns import SUBJECTS
from detente.actors.scan import Found
from detente.model import Token

_REACH = 3  # paragraphs back in which a pronoun may still find somebody who was no subject
_COORDINATED = 3  # steps up a list of coordinated or apposed names
_DEEPEST = 40


@dataclass(slots=True, eq=False)
class Person:
    """A person of the document; without an id somebody it leaves unknown. `titles` are the (role word, code)
    it introduces them by, `named_at` where it names them."""

    id: str
    name: str
    surnames: set[str]
    gender: str | None
    code: str | None
    known: bool
    titles: set[tuple[str, str | None]] = field(default_factory=set)
    named_at: list[int] = field(default_factory=list)

    def fits(self, item: Found) -> bool:
        """May the pronoun or role mean this person by its gender?"""
        return self.gender is None or item.gender is None or self.gender == item.gender


class Antecedents:
    """Remembers the persons spoken of while a document is read from start to end."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.spoken: list[tuple[Found, Person]] = []
        self.focus: Person | None = None
        self._sentence = -1

    def remember(self, item: Found, person: Person) -> None:
        self.spoken.append((item, person))

    def reach(self, item: Found) -> None:
        """Reading has come to the mention: what was read before it is settled."""
        here = item.head.sentence if item.head else self._sentence
        if here == self._sentence:
            return
        subjects = [
            (self._depth(self._top(head)), earlier.start, person)
            for earlier, person, head in self._of_sentence(self._sentence)
            if self.is_subject(earlier)
        ]
        if subjects:
            self.focus = min(subjects, key=lambda subject: subject[:2])[2]
        if self._sentence >= 0 and self._new_turn(self._sentence, here):
            self.focus = None
        self._sentence = here

    def _of_sentence(self, sentence: int) -> Iterator[tuple[Found, Person, Place]]:
        """Those spoken of outside quotation marks in the sentence, last first."""
        for earlier, person in reversed(self.spoken):
            if earlier.head is None or earlier.head.sentence != sentence:
                return
            if earlier.quotation is None:
                yield earlier, person, earlier.head

    def _new_turn(self, before: int, here: int) -> bool:
        old, new = self.page.sentences[before], self.page.sentences[here]
        return old.segment != new.segment and self.page.segments[new.segment].label is not None

    def _depth(self, place: Place) -> int:
        """How far below the root of the sentence a word hangs."""
        tokens = self.page.sentences[place.sentence].tokens
        depth, at = 0, place.token
        while tokens[at].head != at and depth < _DEEPEST:
            at, depth = tokens[at].head, depth + 1
        return depth

    # Pointing back

    def of_pronoun(self, item: Found, speaker: Person | None) -> Person | None:
        """The person a pronoun outside quotation marks points back to; never the speaker of its turn."""
        excluded = {speaker} if speaker else set()
        own = self._own_subject(item) if item.word == "him" else None
        if own is not None:
            excluded.add(own)  # "Lund told him" is not about Lund
        subject = self.subject_before(item, excluded)
        if subject:
            return subject
        if self.focus is not None and self.focus.fits(item) and self.focus not in excluded:
            return self.focus
        return self._recent(item, excluded)

    def subject_before(self, item: Found, excluded: Collection[Person] = ()) -> Person | None:
        """The last subject of the sentence before the mention, outside quotation marks."""
        if item.head is None:
            return None
        for earlier, person, head in self._of_sentence(item.head.sentence):
            subject = self.is_subject(earlier) or self._in_relative_clause(head, item.head)
            if subject and person not in excluded and person.fits(item):
                return person
        return None

    def in_quotation(self, item: Found) -> Person | None:
        """The only fitting person named between the quotation marks around the mention."""
        named = [p for f, p in self.spoken if f.quotation == item.quotation and f.form != "pronoun"]
        fitting = {person for person in named if person.fits(item)}
        return fitting.pop() if len(fitting) == 1 else None

    def latest(self, people: Iterable[Person]) -> Person | None:
        """Of these persons the one last spoken of."""
        wanted = set(people)
        if self.focus in wanted:
            return self.focus
        return next((person for _, person in reversed(self.spoken) if person in wanted), None)

    def _recent(self, item: Found, excluded: Collection[Person]) -> Person | None:
        near: list[Person] = []
        for earlier, person in reversed(self.spoken):
            if earlier.head is None:  # the label of a turn
                continue
            if not self._near(earlier, item):
                break
            if earlier.quotation is None and person.id and person.fits(item) and person not in excluded:
                near.append(person)
        if near and self.in_turn(item) and any(person is not near[0] for person in near):
            return None
        return near[0] if near else None

    def _near(self, earlier: Found, item: Found) -> bool:
        if earlier.head is None or item.head is None:
            return False
        there = self.page.sentences[earlier.head.sentence]
        here = self.page.sentences[item.head.sentence]
        if self.in_turn(item):  # what was asked just before, in the turn that answers
            return here.segment - there.segment <= 1
        return here.paragraph - there.paragraph <= _REACH

    def in_turn(self, item: Found) -> bool:
        """Does the mention stand in a turn of a transcript?"""
        if item.head is None:
            return False
        segment = self.page.sentences[item.head.sentence].segment
        return self.page.segments[segment].label is not None

    # Grammar

    def is_subject(self, item: Found) -> bool:
        """Is it a subject, or "according to" it?"""
        if item.head is None:
            return False
        token = self.page.token(self._top(item.head))
        return token.dep in SUBJECTS or self._according(token, self.page.sentences[item.head.sentence].tokens)

    def _top(self, place: Place) -> Place:
        """The first of coordinated names, or what a name in apposition stands beside: "her aide, Lund"."""
        for _ in range(_COORDINATED):
            token = self.page.token(place)
            if token.dep in ("conj", "appos"):
                place = Place(place.sentence, token.head)
        return place

    def _according(self, token: Token, tokens: tuple[Token, ...]) -> bool:
        if token.dep != "pobj":
            return False
        preposition = tokens[token.head]
        return preposition.lower == "to" and tokens[preposition.head].lower == "according"

    def _in_relative_clause(self, person: Place, item: Place) -> bool:
        """Is the mention in a clause "who ..." about the person?"""
        sentence = self.page.sentences[person.sentence]
        for child in sentence.children[person.token]:
            low, high = sentence.subtree_bounds[child]
            if sentence.tokens[child].dep == "relcl" and low < item.token <= high:
                return sentence.tokens[low].lower in ("who", "whose", "whom")
        return False

    def _own_subject(self, item: Found) -> Person | None:
        """The subject of the verb whose object the pronoun is."""
        if item.head is None:
            return None
        tokens = self.page.sentences[item.head.sentence].tokens
        verb = tokens[item.head.token].head
        for _ in range(_COORDINATED):
            if not tokens[verb].tag.startswith("VB"):
                verb = tokens[verb].head
        for _, person, head in self._of_sentence(item.head.sentence):
            token = tokens[head.token]
            if token.dep in SUBJECTS and token.head == verb:
                return person
        return None
