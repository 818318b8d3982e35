"""How a person writes a value, and which values are refused."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from detente.model import ActorRef, Party, Place, Published, Publisher, RequestError, Speaker, as_json
from detente.spans import Span
from detente.store.corrections import CORRECTABLE, Change, Context, put, read_value, shown, value_at
from tests.builders import TEXT, at, document, extraction

MADE = extraction()
LOW, RESUME = MADE.statements[:2]
CONTEXT = Context(TEXT, frozenset(statement.id for statement in MADE.statements))
KINDS = {
    "document": MADE.document,
    "segment": MADE.segments[0],
    "mention": MADE.mentions[0],
    "statement": LOW,
    "assessment": MADE.assessments[0],
    "event": MADE.events[1],
}


@pytest.mark.parametrize(
    ("kind", "field", "given", "value"),
    [
        ("statement", "speaker", "Oru Bek", Speaker(None, "Oru Bek", None, at("Premier Élise Tamm"))),
        ("statement", "speaker", '{"name": "Oru Bek", "code": "XSU"}', Speaker(None, "Oru Bek", "XSU", None)),
        ("statement", "speaker.code", "NATO", "NATO"),
        ("statement", "speaker.name", "", None),
        ("statement", "speaker.all", "", ()),
        (
            "statement",
            "speaker.all",
            '[{"name": "A"}, {"name": "B", "code": "XNO"}]',
            (ActorRef(None, "A", None, None), ActorRef(None, "B", "XNO", None)),
        ),
        (
            "statement",
            "about",
            "XNO, Sudria",
            (ActorRef(None, None, "XNO", None), ActorRef(None, "Sudria", None, None)),
        ),
        ("statement", "addressee", "", None),
        ("statement", "cue", "", None),
        ("statement", "cue", '{"start": 0, "end": 7}', Span(0, 7, "Norland")),
        ("statement", "cue", {"start": 0, "end": 7, "text": "Norland"}, Span(0, 7, "Norland")),
        ("statement", "conditional", "yes", True),
        ("statement", "conditional", "FALSE", False),
        ("statement", "conditional", "", None),
        ("statement", "conditional", True, True),
        ("statement", "issues", "trade, arms control", ("trade", "arms control")),
        ("statement", "issues", ["trade"], ("trade",)),
        ("statement", "issues", "", ()),
        ("statement", "said_on", "../2031-03", "../2031-03"),
        ("statement", "said_on", "2031-03-04T10:00:00+03:00", "2031-03-04T10:00:00+03:00"),
        ("statement", "continues", RESUME.id, RESUME.id),
        ("statement", "act", " deny ", "deny"),
        ("document", "published", "2015-09", Published("2015-09", "correction")),
        ("document", "publisher", "The Post", Publisher("The Post")),
        ("document", "dateline.agency", "", None),
        ("document", "genre", "speech", "speech"),
        ("document", "title", 'A = B, "c"', 'A = B, "c"'),
        ("assessment", "dyad", "XSU,XNO", ("XNO", "XSU")),
        ("assessment", "holder", "author", ActorRef(None, "author", None, at("Premier Élise Tamm"))),
        ("assessment", "level", "very_low", "very_low"),
        (
            "event",
            "target",
            "XSU, Oru Bek",
            (Party(None, None, "XSU", None), Party(None, "Oru Bek", None, None)),
        ),
        ("event", "type", "AGREE", "AGREE"),
        ("event", "mode", "suicide-attack", "suicide-attack"),
        ("event", "contexts", "military", ("military",)),
        ("event", "cameo", "0831", "0831"),
        ("event", "verbal", "no", False),
        ("event", "place", "Merane", Place("Merane")),
        ("event", "place", "", None),
        ("event", "place.country", "XSU", "XSU"),
        ("event", "status", "denied", "denied"),
        ("event", "reported_by", "author", "author"),
        ("event", "reported_by", LOW.id, LOW.id),
        ("mention", "code", None, None),
        ("segment", "kind", "boilerplate", "boilerplate"),
    ],
)
def test_values_as_a_person_writes_them(kind: str, field: str, given: Any, value: Any) -> None:
    assert read_value(KINDS[kind], field, given, CONTEXT) == value


@pytest.mark.parametrize(
    ("kind", "field", "given", "why"),
    [
        (
            "statement",
            "text",
            "x",
            "'text' of a statement cannot be corrected; these can: kind, quoted_parts",
        ),
        ("statement", "speaker.all.name", "x", "cannot be corrected"),
        ("document", "text", "x", "cannot be corrected"),
        ("document", "id", "x", "cannot be corrected"),
        ("statement", "kind", "loud", "expected one of direct, indirect, mixed, turn"),
        ("statement", "kind", "", "cannot be empty"),
        ("statement", "said_on", "yesterday", "expected a date such as"),
        ("statement", "said_on", "2031-13", "expected a date such as"),
        ("statement", "said_on", "2031-03/2031-01", "expected a date such as"),
        ("statement", "said_on", 2031, "expected a text"),
        ("statement", "conditional", "perhaps", "expected yes or no"),
        ("statement", "conditional", 1, "expected true or false"),
        ("statement", "speaker.code", "Norland", "expected a code in capitals"),
        ("statement", "speaker", "{", "not valid JSON"),
        ("statement", "speaker", '{"nom": "x"}', "unknown key 'nom'; known are actor, name"),
        ("statement", "speaker", '{"code": "norland"}', "expected a code in capitals"),
        ("statement", "speaker", "", "cannot be empty"),
        ("statement", "cue", "said", 'write JSON: {"start": 10, "end": 20}'),
        ("statement", "cue", '{"start": 0, "end": 999999}', "does not lie inside"),
        ("statement", "cue", '{"start": 0, "end": 7, "text": "Sudria"}', "does not say that at 0:7"),
        ("statement", "quoted_parts", "may yet", "write JSON"),
        ("statement", "continues", "statement-1", "expected the id of a statement of this document"),
        ("statement", "act", "Denies!", "expected words in small letters"),
        ("statement", "speaker.name", "\ud800", "half of a character"),
        ("assessment", "dyad", "XNO", "expected a list of 2"),
        ("assessment", "dyad", "XNO,XNO", "two different states"),
        ("assessment", "dyad", "XNO,sudria", "expected a code in capitals"),
        ("assessment", "level", "low-ish", "expected one of very_low, low"),
        ("document", "published.date", "", "cannot be empty"),
        ("document", "dateline", "OSTVIK", "write JSON"),
        ("document", "language", "English!", "expected a language tag"),
        ("document", "publisher.control", "mine", "expected one of state, public"),
    ],
)
def test_values_that_are_refused(kind: str, field: str, given: Any, why: str) -> None:
    with pytest.raises(RequestError) as caught:
        read_value(KINDS[kind], field, given, CONTEXT)
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_that_can_be_corrected_is_one(kind: str) -> None:
    record = KINDS[kind]
    names = {f.name for f in fields(record)}
    for path in CORRECTABLE[type(record)]:
        assert path.partition(".")[0] in names
        value_at(record, path)


@pytest.mark.parametrize("kind", KINDS)
def test_the_value_shown_is_a_value_that_may_be_given(kind: str) -> None:
    record = KINDS[kind]
    for path in CORRECTABLE[type(record)]:
        value = value_at(record, path)
        assert put(record, path, read_value(record, path, as_json(value), CONTEXT)) == record


def test_corrections_are_laid_over_in_their_order() -> None:
    changes = [
        Change("speaker", {"name": "Oru Bek", "code": "XSU"}),
        Change("speaker.code", "XZZ"),
        Change("act", "deny"),
        Change("speaker", restores=True),
    ]
    assert shown(LOW, changes[:2]).speaker == Speaker(None, "Oru Bek", "XZZ", None)
    assert shown(LOW, changes).speaker == LOW.speaker
    assert shown(LOW, changes).act == "deny"


def test_a_part_of_what_is_not_there() -> None:
    bare = document(publisher=None)
    named = shown(bare, [Change("publisher.name", "The Post")])
    assert named.publisher == Publisher("The Post")
    assert shown(named, [Change("publisher.country", "XNO")]).publisher == Publisher("The Post", "XNO")
    assert (
        shown(bare, [Change("publisher.name", "The Post"), Change("publisher.name", restores=True)]) == bare
    )
