"""The same words in many documents: the earliest place is found, however many there are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detente import Archive
from detente.cli import app
from detente.match import meaning, printed
from detente.model import Document, Extraction, Published, Run, Speaker, Statement, stable_id
from detente.spans import Span
from detente.store import open_store

COMMON = "We will not leave the valley."
FILLER = "The council of Calvren met on the bridge and counted barges until dusk fell over the harbour. "


def document(name: str, text: str, day: str | None, publisher: str | None = None) -> Document:
    from detente.model import Publisher

    return Document(
        id=stable_id("doc", name),
        content_hash=hashlib.sha256(text.encode()).hexdigest(),
        uri=None,
        external_id=name,
        title=name,
        publisher=Publisher(publisher, None) if publisher else None,
        byline=None,
        published=Published(day, "given") if day else None,
        dateline=None,
        language="en",
        original_language=None,
        translated="unknown",
        genre="article",
        text=text,
    )


def said(one: Document, words: str, speaker: str) -> Statement:
    start = one.text.index(words)
    span = Span.cut(one.text, start, start + len(words))
    return Statement(
        id=stable_id("statement", one.id, start),
        document=one.id,
        kind="direct",
        start=span.start,
        end=span.end,
        text=span.text,
        quoted_parts=(span,),
        speaker=Speaker(None, speaker, None, None),
        cue=None,
        addressee=None,
        venue=None,
        said_on=None,
        act=None,
        manner=None,
        conditional=None,
        issues=(),
        about=(),
        continues=None,
        in_reply_to=None,
        nested_in=None,
        insertions=(),
        confidence=1.0,
    )


def quoting(name: str, day: str, words: str, speaker: str, before: str = "") -> Extraction:
    one = document(name, f"Report {name}\n\n{before}“{words}” {speaker} told Gazette {name}.\n", day)
    return Extraction(one, (), (), (said(one, words, speaker),), ())


def fill(where: Path, stored: Sequence[Extraction]) -> None:
    store = open_store(str(where))
    for one in stored:
        store.put(one, Run("run-test", "0", {}, {}, ()), "test")
    store.close()


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """A sentence in 460 documents: the earliest is the 451st of them, and only the 455th is Orla Venn's."""
    where = tmp_path_factory.mktemp("places") / "many.db"
    stored = []
    for n in range(460):
        day = "2015-02-03" if n == 450 else f"20{16 + n % 4}-0{1 + n % 9}-1{n % 10}"
        # In the earliest the words stand across two passages, and words of theirs once more.
        before = 5 * FILLER + "the lowest of the " if n == 450 else ""
        stored.append(quoting(str(n), day, COMMON, "Orla Venn" if n == 454 else "Torvald Hesk", before))
    fill(where, stored)
    with Archive.open(str(where)) as archive:
        yield archive


def test_the_earliest_of_hundreds_of_places_is_found(crowded: Archive) -> None:
    found = crowded.verify(COMMON)
    assert (found.verdict, found.earliest and found.earliest.published) == ("exact", "2015-02-03")
    days = [one.published or "" for one in found.variants]
    assert days == sorted(days)


def test_of_hundreds_of_speakers_the_one_asked_for_is_found(crowded: Archive) -> None:
    assert crowded.verify(COMMON, speaker="Venn").verdict == "exact"
    assert crowded.verify(COMMON, speaker="Somebody Else").verdict == "misattributed"


def test_a_short_sentence_whose_one_key_is_common_is_found(tmp_path: Path) -> None:
    # “the valley” stands in every document, the sentence in the last one alone.
    stored = [
        quoting(str(n), "2016-01-01", f"Barge {n} lay in the valley.", "Torvald Hesk") for n in range(450)
    ]
    stored.append(quoting("last", "2016-01-02", "It is not just the valley.", "Torvald Hesk"))
    fill(tmp_path / "one.db", stored)
    with Archive.open(str(tmp_path / "one.db")) as archive:
        found = archive.verify("It is not just the valley.")
        assert (found.verdict, found.earliest and found.earliest.title) == ("exact", "last")


def test_an_earlier_place_is_not_passed_over_where_a_later_text_says_the_words_twice(tmp_path: Path) -> None:
    words = "The ferry tolls of the northern straits fall by a third before harvest."
    twice = quoting("twice", "2017-05-05", words, "Torvald Hesk", 6 * FILLER + words + " ")
    fill(tmp_path / "two.db", [twice, quoting("first", "2014-05-05", words, "Torvald Hesk")])
    with Archive.open(str(tmp_path / "two.db")) as archive:
        found = archive.verify(words)
        assert found.earliest
        assert found.earliest.title == "first"


TALE = (
    "Torvald Hesk met the harbour masters of Calvren on Tuesday and spoke about tolls, ice and pilots for "
    "two hours. The masters asked for a fund that would pay for dredging the northern channel before winter. "
)
SAID = "The northern channel will be dredged before the ice comes, and the fund will pay for every barge."


def wired(name: str, day: str, publisher: str) -> Extraction:
    made = document(name, f"{name}\n\n{3 * TALE}“{SAID}” Torvald Hesk said.\n", day, publisher)
    return Extraction(made, (), (), (said(made, SAID, "Torvald Hesk"),), ())


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """One report that three outlets print, and one that was written on its own."""
    where = tmp_path_factory.mktemp("copies") / "copies.db"
    names = [("2016-05-01", "SNA"), ("2016-05-02", "Haldvik Courier"), ("2016-05-03", "Calvren Post")]
    wire = [wired(f"Harbour talks, {outlet}", day, outlet) for day, outlet in names]
    fill(where, [*wire, quoting("own", "2016-05-04", SAID, "Torvald Hesk")])
    with Archive.open(str(where)) as archive:
        archive.find_copies()
        yield archive


def test_copies_of_one_report_are_marked_and_none_is_lost(copied: Archive) -> None:
    found = copied.verify(SAID)
    first, second, third, own = found.variants
    assert first.story == second.story == third.story != own.story
    assert [one.copied_from for one in found.variants] == [None, first.document, first.document, None]
    assert found.earliest == first
    assert found.printed == "Printed in 4 documents, 2 reports."


def test_outlets_are_counted_where_all_are_named(copied: Archive) -> None:
    three = copied.verify(SAID).variants[:3]
    assert printed(three) == "Printed by 3 outlets, one report."
    assert printed(three[:1]) == ""


def test_versions_carry_the_story_too(copied: Archive) -> None:
    statement = copied.verify(SAID).statement
    assert statement
    utterance = copied.utterance(statement.id)
    assert [one.copied_from is None for one in utterance.variants] == [True, False, False, True]
    assert utterance.printed == "Printed in 4 documents, 2 reports."


def test_indexing_of_an_older_archive_tells_how_far_it_is(tmp_path: Path) -> None:
    fill(tmp_path / "old.db", [quoting(str(n), "2016-01-01", COMMON, "Torvald Hesk") for n in range(3)])
    told: list[tuple[int, int]] = []
    with Archive.open(str(tmp_path / "old.db")) as archive:
        assert archive.index_quotations(lambda done, of: told.append((done, of))) == 0
        assert archive.index_quotations(lambda done, of: told.append((done, of))) == 0
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_the_command_says_that_it_indexes_once(tmp_path: Path) -> None:
    fill(tmp_path / "old.db", [quoting("one", "2016-01-01", COMMON, "Torvald Hesk")])
    said_first = CliRunner().invoke(app, ["verify", COMMON, "--archive", str(tmp_path / "old.db")])
    assert "indexing 1 texts for quotations, once" in said_first.stderr
    again = CliRunner().invoke(app, ["verify", COMMON, "--archive", str(tmp_path / "old.db")])
    assert "indexing" not in again.stderr


def test_versions_show_what_is_near_in_meaning_apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    other = "A fund will pay for the dredging of the channel in the north."
    fill(
        tmp_path / "near.db",
        [quoting("a", "2016-01-01", SAID, "Torvald Hesk"), quoting("b", "2016-01-02", other, "Orla Venn")],
    )
    with Archive.open(str(tmp_path / "near.db")) as archive:
        statement = archive.verify(SAID).statement
        assert statement
        monkeypatch.setattr(meaning, "is_installed", lambda: True)
        monkeypatch.setattr(meaning, "similarities", lambda quote, others: [0.7 for _ in others])
        utterance = archive.utterance(statement.id)
        assert [(one.text, one.relation) for one in utterance.candidates] == [(other, "by meaning")]
        assert len(utterance.variants) == 1
        monkeypatch.setattr(meaning, "is_installed", lambda: False)
        assert "detente[meaning]" in archive.utterance(statement.id).notes[0]
