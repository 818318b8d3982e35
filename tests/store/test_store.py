"""One suite for every store: a database is added by adding its factory to `FACTORIES`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql
from sqlalchemy.exc import DatabaseError

from detente.model import ArchiveError, Document, Extraction, RequestError
from detente.store import open_store
from detente.store.contract import Request, Store
from detente.store.rows import TABLES
from tests import builders
from tests.builders import at, document, extraction, run

Factory = Callable[[Path], Store]
FACTORIES: dict[str, Factory] = {"sqlite": lambda folder: open_store(str(folder / "made.db"))}
PARTS = ("segments", "mentions", "statements", "assessments", "events")
SIGNED = {"who": "Ada", "why": "heard the tape", "when": "2031-04-01T12:00:00Z"}


@pytest.fixture(params=FACTORIES)
def factory(request: pytest.FixtureRequest) -> Factory:
    return FACTORIES[request.param]


@pytest.fixture
def store(factory: Factory, tmp_path: Path) -> Iterator[Store]:
    made = factory(tmp_path)
    yield made
    made.close()


@pytest.fixture
def filled(store: Store) -> Store:
    store.put(extraction(), run(), "digest")
    return store


def loaded(store: Store, document_id: str) -> Extraction:
    found = store.load(document_id)
    assert found
    return found[0]


def assert_same(before: Any, after: Any) -> None:
    """Field by field, with the types: 1 is not 1.0, a list no tuple."""
    assert type(before) is type(after)
    for f in fields(before):
        old, new = getattr(before, f.name), getattr(after, f.name)
        assert (type(old), old) == (type(new), new), f"{type(before).__name__}.{f.name}"


# Round trips


@given(made=builders.extractions)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_field_of_every_record_survives(factory: Factory, made: Extraction) -> None:
    with TemporaryDirectory() as folder:
        store = factory(Path(folder))
        try:
            store.put(made, run(), "digest")
            after = loaded(store, made.document.id)
        finally:
            store.close()
    assert_same(made.document, after.document)
    for part in PARTS:
        for old, new in zip(getattr(made, part), getattr(after, part), strict=True):
            assert_same(old, new)


def test_records_come_back_in_their_order_with_their_run(filled: Store) -> None:
    found = filled.load(document().id)
    assert found
    assert found[0] == extraction()
    assert found[1] == replace(run(), inputs=(document().content_hash,))


def test_every_field_of_a_record_has_a_column() -> None:
    for record, table in TABLES.items():
        assert {f.name for f in fields(record)} <= set(table.c.keys())


def test_a_lone_surrogate_is_refused_in_one_line_and_nothing_is_stored(store: Store) -> None:
    for bad in (document(title="half \ud83d"), document(extra={"k": "\udc00"}), document("text \ud83d here")):
        with pytest.raises(ArchiveError, match=r"half of a character \(the lone surrogate U\+D") as caught:
            store.put(Extraction(bad, (), (), (), ()), run(), "digest")
        assert "\n" not in str(caught.value)
    assert list(store.document_ids()) == []


def test_a_document_is_stored_whole_or_not_at_all(store: Store) -> None:
    whole = extraction()
    twice = replace(whole, statements=(whole.statements[0], whole.statements[0]))
    with pytest.raises(ArchiveError, match="refused a record"):
        store.put(twice, run(), "digest")
    assert set(store.summary().records.values()) == {0}
    assert store.stamp(whole.document.id) is None


def test_storing_again_replaces_the_records(filled: Store) -> None:
    before = extraction()
    after = replace(before, statements=before.statements[:1], assessments=())
    filled.put(after, run("2"), "digest")
    found = filled.load(document().id)
    assert found
    assert found[0] == after
    assert found[1].version == "2"
    assert filled.summary().records["statement"] == 1
    assert filled.search(Request("changed")).total == 0


def test_unknown_ids_are_nobody(store: Store) -> None:
    assert store.load("nothing") is store.find("nothing") is store.stamp("nothing") is None


def test_records_are_found_by_id(filled: Store) -> None:
    made = extraction()
    for part, kind in zip(PARTS, ("segment", "mention", "statement", "assessment", "event"), strict=True):
        assert filled.find(getattr(made, part)[0].id) == (kind, made.document.id)
    assert filled.find(made.document.id) == ("document", made.document.id)


# Lists and counts


def test_documents_by_date_then_title(store: Store) -> None:
    for uri, published, title in (
        ("a", None, "A"),
        ("b", "2031", "B"),
        ("c", "2030-05", "C"),
        ("d", "2031", "A"),
    ):
        date = {"date": published, "how": "printed"} if published else None
        made = document(uri=uri, title=title, published=builders.Published(**date) if date else None)
        store.put(Extraction(made, (), (), (), ()), run(), uri)
    assert [row.uri for row in store.documents(None, 0)] == ["c", "d", "b", "a"]
    assert [row.uri for row in store.documents(2, 1)] == ["d", "b"]


def test_a_row_of_the_list_counts_its_records(filled: Store) -> None:
    (row,) = filled.documents(None, 0)
    assert (row.statements, row.assessments, row.speakers) == (3, 2, ("Élise Tamm", "Oru Bek"))
    assert (row.publisher, row.published) == ("The Ostvik Courier", "2031-03-04")


def test_summary(filled: Store) -> None:
    summary = filled.summary()
    assert summary.statements_by_kind == {"direct": 2, "mixed": 1}
    assert summary.speakers == (("Élise Tamm", "XNO", 2), ("Oru Bek", "XSU", 1))
    assert summary.assessments_by_year == {"2031": 2}
    assert filled.dyads() == [("XNO", "XSU", 2)]


def test_assessments_with_what_is_known_of_the_document(filled: Store) -> None:
    rows = filled.assessments(("XNO", "XSU"))
    assert [row.assessment for row in rows] == list(extraction().assessments)
    assert rows[0].publisher == "The Ostvik Courier"
    assert filled.assessments(("XNO", "XZZ")) == []


# Search


def words_found(store: Store, query: str, **filters: Any) -> list[str]:
    return [hit.statement.text for hit in store.search(Request(query, **filters)).hits]


LOW, RESUME, NOTHING = "We are at a low point,", "talks “may yet resume”", "Nothing has changed."


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("low", [LOW]),
        ("LOW point", [LOW]),
        ("point low", [LOW]),
        ('"point low"', []),
        ('"low point"', [LOW]),
        ("“low point”", [LOW]),
        ("nóthing", [NOTHING]),
        ("chang", []),
        ("chang*", [NOTHING]),
        ("low changed", []),
        ("low, point!", [LOW]),
        ("low -point", [LOW]),
        ("text:low", []),
        ("NOT low", []),
        ("low OR", []),
        ("...", []),
        ("", [LOW, NOTHING, RESUME]),
        ("   ", [LOW, NOTHING, RESUME]),
    ],
)
def test_queries(filled: Store, query: str, found: list[str]) -> None:
    assert sorted(words_found(filled, query)) == sorted(found)


@given(query=st.text(max_size=30) | st.text(alphabet="\"*()^:+-{}ab “”\x00é'", max_size=20))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_query_fails(filled: Store, query: str) -> None:
    result = filled.search(Request(query))
    assert result.total == len(result.hits)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"speaker": "tamm"}, [LOW, RESUME]),
        ({"speaker": "elise T"}, [LOW, RESUME]),
        ({"speaker": "amm"}, []),
        ({"speaker": "XSU"}, [NOTHING]),
        ({"speaker": "xsu"}, [NOTHING]),
        ({"speaker": "%"}, []),
        ({"about": "XSU"}, [LOW, RESUME]),
        ({"about": "sudria"}, [LOW, RESUME]),
        ({"about": "XNO"}, []),
        ({"issue": "Arms Control"}, [LOW]),
        ({"issue": "arms"}, []),
        ({"kind": "mixed"}, [RESUME]),
        # said on the 3rd; in March; and on an unknown day, so the day of publication, the 4th
        ({"since": "2031-03-04"}, [NOTHING, RESUME]),
        ({"until": "2031-03-02"}, [NOTHING]),
        ({"until": "2031-03-03"}, [LOW, NOTHING]),
        ({"since": "2031-04-01"}, []),
        ({"speaker": "XNO", "issue": "trade", "since": "2031-01-01"}, [LOW]),
    ],
)
def test_filters(filled: Store, filters: dict[str, str], found: list[str]) -> None:
    assert sorted(words_found(filled, "", **filters)) == sorted(found)


def test_a_speaker_without_a_name_is_found_by_the_description(store: Store) -> None:
    of = document()
    unnamed = builders.Speaker(None, None, "XNO", None, "a senior official")
    joint = builders.Speaker(None, None, None, None, None, (builders.ActorRef(None, "Oru Bek", "XSU", None),))
    said = (
        builders.statement(of, "We are", speaker=unnamed),
        builders.statement(of, "Nothing", speaker=joint),
    )
    store.put(Extraction(of, (), (), said, ()), run(), "digest")
    assert words_found(store, "", speaker="official") == ["We are"]
    assert words_found(store, "", speaker="bek") == ["Nothing"]


def test_marks_are_offsets_in_the_statement(filled: Store) -> None:
    (hit,) = filled.search(Request('"low point" we')).hits
    assert [hit.statement.text[start:end] for start, end in hit.marks] == ["We", "low point"]
    (hit,) = filled.search(Request("resum*")).hits
    assert [hit.statement.text[start:end] for start, end in hit.marks] == ["resume"]
    assert hit.title == "Norland cools on Sudria"
    assert hit.published == "2031-03-04"


def test_pages_do_not_overlap(filled: Store) -> None:
    pages = [filled.search(Request("", limit=1, offset=place)) for place in range(4)]
    assert [page.total for page in pages] == [3] * 4
    assert len({hit.statement.id for page in pages for hit in page.hits}) == 3


# Corrections


def test_a_correction_is_shown_everywhere(filled: Store) -> None:
    low = extraction().statements[0]
    (row,) = filled.correct(low.id, {"speaker": "Oru Bek"}, **SIGNED)
    assert (row.old["name"], row.new["name"], row.new["code"]) == ("Élise Tamm", "Oru Bek", None)
    assert sorted(words_found(filled, "", speaker="bek")) == sorted([LOW, NOTHING])
    assert loaded(filled, document().id).statements[0].speaker.name == "Oru Bek"
    assert filled.documents(None, 0)[0].speakers == ("Oru Bek", "Élise Tamm")


def test_a_correction_survives_the_next_extraction(filled: Store) -> None:
    low, made = extraction().statements[0], extraction()
    filled.correct(low.id, {"act": "threaten", "speaker.name": "E. Tamm"}, **SIGNED)
    better = replace(made, statements=(replace(low, act="promise", manner="wrote"), *made.statements[1:]))
    filled.put(better, run("2"), "digest")
    after = loaded(filled, document().id).statements[0]
    assert (after.act, after.speaker.name, after.manner) == ("threaten", "E. Tamm", "wrote")
    filled.undo(low.id, ("act",), **SIGNED)
    assert loaded(filled, document().id).statements[0].act == "promise"


def test_corrections_of_a_record_that_is_gone_wait_for_it(filled: Store) -> None:
    low, made = extraction().statements[0], extraction()
    filled.correct(low.id, {"act": "threaten"}, **SIGNED)
    filled.put(replace(made, statements=(), assessments=()), run("2"), "digest")
    assert len(filled.corrections(low.id)) == 1
    filled.put(made, run("3"), "digest")
    assert loaded(filled, document().id).statements[0].act == "threaten"


def test_undo_adds_rows_and_the_latest_row_wins(filled: Store) -> None:
    low = extraction().statements[0]
    filled.correct(low.id, {"act": "threaten"}, **SIGNED)
    filled.correct(low.id, {"act": "promise", "manner": None}, **SIGNED)
    rows = filled.undo(low.id, (), **SIGNED)
    assert [(row.field, row.old, row.new) for row in rows] == [
        ("act", "promise", "assert"),
        ("manner", None, "said"),
    ]
    assert loaded(filled, document().id).statements[0] == low
    assert len(filled.corrections()) == 5
    assert len({row.id for row in filled.corrections()}) == 5
    with pytest.raises(RequestError, match="no correction to undo"):
        filled.undo(low.id, (), **SIGNED)
    with pytest.raises(RequestError, match="is not corrected"):
        filled.undo(low.id, ("act",), **SIGNED)


def test_undoing_a_part_of_what_the_machine_left_empty(filled: Store) -> None:
    low = extraction().statements[0]
    filled.correct(low.id, {"addressee.code": "XSU", "addressee.name": "Sudria"}, **SIGNED)
    shown = loaded(filled, document().id).statements[0]
    assert shown.addressee == builders.ActorRef(None, "Sudria", "XSU", None)
    filled.undo(low.id, (), **SIGNED)
    assert loaded(filled, document().id).statements[0] == low


def test_corrections_of_each_kind(filled: Store) -> None:
    made = extraction()
    filled.correct(
        document().id, {"published": "2032-01", "title": "Anew", "publisher.control": "state"}, **SIGNED
    )
    filled.correct(made.segments[0].id, {"kind": "heading"}, **SIGNED)
    filled.correct(made.mentions[1].id, {"name": "Élise Tamm", "actor": "tamm", "code": "XNO"}, **SIGNED)
    filled.correct(made.assessments[0].id, {"dyad": "XZZ,XNO", "level": ""}, **SIGNED)
    after = loaded(filled, document().id)
    assert after.document.published == builders.Published("2032-01", "correction")
    assert after.document.text == made.document.text
    assert after.document.publisher == builders.Publisher("The Ostvik Courier", "XNO", "state")
    assert after.segments[0].kind == "heading"
    assert after.mentions[1].name == "Élise Tamm"
    assert (after.assessments[0].dyad, after.assessments[0].level) == (("XNO", "XZZ"), None)
    assert filled.dyads() == [("XNO", "XSU", 1), ("XNO", "XZZ", 1)]
    assert filled.assessments(("XNO", "XZZ"))[0].corrected
    # what was said on an unknown day follows the date of publication
    assert words_found(filled, "", since="2032-01-01") == [RESUME]
    filled.undo(document().id, (), **SIGNED)
    assert loaded(filled, document().id).document == made.document


def test_all_assignments_are_made_or_none(filled: Store) -> None:
    low = extraction().statements[0]
    with pytest.raises(RequestError, match="kind=loud: expected one of direct, indirect, mixed, turn"):
        filled.correct(low.id, {"act": "threaten", "kind": "loud"}, **SIGNED)
    assert filled.corrections() == []
    assert loaded(filled, document().id) == extraction()


def test_a_record_that_is_not_there(filled: Store) -> None:
    with pytest.raises(ArchiveError, match="no record 'nobody'"):
        filled.correct("nobody", {"act": "deny"}, **SIGNED)


def test_the_database_itself_refuses_to_change_a_correction(filled: Store) -> None:
    filled.correct(extraction().statements[0].id, {"act": "threaten"}, **SIGNED)
    for command in (
        "UPDATE correction SET why = 'x'",
        "DELETE FROM correction",
        "INSERT OR REPLACE INTO correction SELECT * FROM correction",
    ):
        with (
            filled._engine.begin() as connection,  # type: ignore[attr-defined]
            pytest.raises(DatabaseError, match="only ever added"),
        ):
            connection.execute(sql(command))
    assert [row.new for row in filled.corrections()] == ["threaten"]


def test_documents_of_the_same_words_are_two(store: Store) -> None:
    for uri in ("a.txt", "b.txt"):
        store.put(extraction_of(document(uri=uri)), run(), uri)
    assert store.summary().records["document"] == 2
    assert store.search(Request("low")).total == 2


def extraction_of(of: Document) -> Extraction:
    return Extraction(of, (), (), (builders.statement(of, at(LOW).text),), ())
