"""Passages of texts and decisions on pairs of statements, on every store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.model import ArchiveError
from detente.store.contract import Store
from tests.builders import document, extraction, run
from tests.store.test_store import FACTORIES

PASSAGES = [(0, 10, "aa bb"), (11, 20, "bb cc"), (21, 30, "dd")]


@pytest.fixture(params=FACTORIES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made = FACTORIES[request.param](tmp_path)
    made.put(extraction(), run(), "digest")
    yield made
    made.close()


def places(store: Store, numbers: list[int]) -> list[tuple[int, int]]:
    return [(place.start, place.end) for place in store.passage_places(numbers)]


def test_passages_are_found_by_their_keys(store: Store) -> None:
    content = document().content_hash
    assert store.texts_not_indexed("one") == [content]
    store.index_text(content, "one", "2031-01-01T00:00:00Z", PASSAGES)
    assert store.texts_not_indexed("one") == []
    assert store.is_indexed(content, "one")
    found = store.passages_with(["bb", "dd", "ee"], 10)
    assert {key: places(store, numbers) for key, numbers in found.items()} == {
        "bb": [(0, 10), (11, 20)],
        "dd": [(21, 30)],
        "ee": [],
    }
    assert places(store, store.passages_with_all(["bb", "cc"], 10)) == [(11, 20)]
    assert len(store.passages_with(["bb"], 1)["bb"]) == 1
    assert {place.content_hash for place in store.passage_places(found["bb"])} == {content}


def test_a_new_extraction_keeps_the_passages_and_another_method_replaces_them(store: Store) -> None:
    content = document().content_hash
    store.index_text(content, "one", "2031-01-01T00:00:00Z", PASSAGES)
    store.put(extraction(), run("2"), "digest")
    assert store.is_indexed(content, "one")
    store.index_text(content, "two", "2032-02-02T00:00:00Z", PASSAGES[:1])
    assert not store.is_indexed(content, "one")
    numbers = store.passages_with(["bb"], 10)["bb"]
    assert places(store, numbers) == [(0, 10)]
    # When a text was first read stays.
    assert store.documents_with([content], 5)[0].read == "2031-01-01T00:00:00Z"


def test_what_stands_at_a_place(store: Store) -> None:
    made = extraction()
    first = made.statements[0]
    near, nothing = store.statements_between([(first.document, first.start, first.end), ("none", 0, 9)])
    assert first in near
    assert nothing == []
    assert store.statements_named([first.id, "nobody"]) == [first]
    assert store.document_named(made.document.id).document == made.document
    with pytest.raises(ArchiveError, match="no document"):
        store.document_named("nobody")
    assert set(store.text_dates([made.document.content_hash])) == {made.document.content_hash}


def test_a_decision_on_two_statements_is_only_ever_added(store: Store) -> None:
    a, b = (statement for statement in extraction().statements[:2])
    said = {"who": "Ada", "why": "heard both", "when": "2031-04-01T12:00:00Z"}
    assert not store.are_parted(a.id, b.id)
    store.part(a, b.id, apart=True, **said)
    assert store.are_parted(b.id, a.id)
    row = store.part(b, a.id, apart=False, **said)
    assert row.old == {"statements": sorted((a.id, b.id)), "same": False}
    assert not store.are_parted(a.id, b.id)
    assert len(store.corrections()) == 2
    # It outlives a new extraction, which it does not disturb.
    store.put(extraction(), run("2"), "digest")
    assert len(store.corrections()) == 2
