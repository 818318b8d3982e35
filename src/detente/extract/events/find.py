"""The events of a document as records."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence

from detente.extract import setting
from detente.extract.events.clauses import Clauses
from detente.extract.events.coder import Coder, Draft
from detente.extract.events.dating import date_of, place_of
from detente.extract.events.ontology import APPEAL, Ontology, ontology
from detente.extract.events.parties import Parties
from detente.extract.page import Page
from detente.model import Event, Party, Sentence, Statement, stable_id
from detente.spans import Span

AUTHOR = "author"
LONGEST_SENTENCE = 250  # tokens; beyond it stand lists and spoilt texts, whose parse means nothing
LONGEST_EVIDENCE = 190  # characters; beyond it the evidence is cut to the words nearest the trigger


def find_events(
    page: Page, statements: Sequence[Statement], state_of: Callable[[str], str | None]
) -> tuple[Event, ...]:
    """The events of a page, in order of their evidence. `state_of` tells the code of a state by its name, an
    adjective or its capital.

    `confidence` (0 to 1) is an order: of the events of one sentence the main one has the highest.
    """
    words = ontology()
    finder = _Finder(page, statements, words, state_of)
    events = [event for sentence in page.sentences for event in finder.of(sentence)]
    return tuple(sorted(events, key=lambda event: (event.evidence[0].start, event.evidence[0].end)))


def paragraphs_to_code(page: Page) -> frozenset[int]:
    """The numbers of the paragraphs worth a parse for events, where the others go without one: a trigger
    and two different states or bodies are named in one sentence."""
    words = ontology()
    return frozenset(
        sentence.paragraph
        for sentence in page.sentences
        if len({m.code for m in page.mentions_inside(sentence.start, sentence.end) if m.code}) > 1
        and not words.triggers.isdisjoint(token.lower for token in sentence.tokens)
    )


class _Finder:
    def __init__(
        self,
        page: Page,
        statements: Sequence[Statement],
        words: Ontology,
        state_of: Callable[[str], str | None],
    ) -> None:
        self._page = page
        self._words = words
        self._parties = Parties(page, statements, words, state_of)
        self._coder = Coder(words, self._parties)
        self._base = setting.base_date(page.document)
        self._counts: dict[tuple[int, int], int] = {}

    def of(self, sentence: Sentence) -> Iterator[Event]:
        if len(sentence.tokens) > LONGEST_SENTENCE:
            return
        clauses = Clauses(sentence)
        for draft in self._coder.code(clauses):
            yield self._record(clauses, draft)

    def _record(self, clauses: Clauses, draft: Draft) -> Event:
        page, kind = self._page, self._words.types[draft.type]
        evidence = self._evidence(clauses, draft)
        statement = self._parties.statement_at(clauses.tokens[draft.trigger].start)
        base = draft.entry if draft.entry.type == draft.type else None
        bounds = (evidence.start, evidence.end)
        self._counts[bounds] = count = self._counts.get(bounds, -1) + 1
        return Event(
            id=stable_id("event", page.document.id, *bounds, count),
            document=page.document.id,
            source=draft.sources,
            target=draft.targets,
            type=None if draft.type == APPEAL else draft.type,  # type: ignore[arg-type]
            mode=draft.mode,
            contexts=self._contexts(clauses, draft),
            cameo=base.cameo if base and base.cameo else kind.cameo,
            verbal=base.verbal if base else kind.verbal,
            date=date_of(page, clauses, draft.trigger, draft.status, self._base),
            place=place_of(page, clauses, draft.trigger),
            status=draft.status,
            reported_by=statement.id if statement else AUTHOR,
            evidence=(evidence,),
            confidence=draft.confidence,
        )

    def _evidence(self, clauses: Clauses, draft: Draft) -> Span:
        tokens = list(draft.tokens)
        while (
            len(tokens) > 1
            and clauses.tokens[tokens[-1]].end - clauses.tokens[tokens[0]].start > LONGEST_EVIDENCE
        ):
            far = tokens[-1] - draft.trigger >= draft.trigger - tokens[0]
            tokens.pop(-1 if far else 0)
        return Span.cut(self._page.text, clauses.tokens[tokens[0]].start, clauses.tokens[tokens[-1]].end)

    def _contexts(self, clauses: Clauses, draft: Draft) -> tuple[str, ...]:
        """The contexts of the entry and those whose words stand in the evidence."""
        words = [clauses.tokens[i].lower for i in draft.tokens]
        here = {*words, *(f"{a} {b}" for a, b in itertools.pairwise(words))}
        found = (name for name, known in self._words.contexts if not known.isdisjoint(here))
        return tuple(dict.fromkeys((*draft.entry.contexts, *found)))


def codes_of(parties: Iterable[Party]) -> frozenset[str]:
    return frozenset(party.code for party in parties if party.code)
