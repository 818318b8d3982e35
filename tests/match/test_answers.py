"""What comes with a verdict: alignment, cuts, places, notes, versions; and bad questions."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente import Archive, RequestError, Verification
from detente.match import Piece, read_quote
from detente.model import ArchiveError
from detente.read.text import make_document
from tests.match.archives import fill


def texts(archive: Archive) -> dict[str, str]:
    return {one.document.id: one.document.text for one in archive.extractions()}


def assert_offsets(found: Verification, stored: dict[str, str]) -> None:
    for piece in found.alignment:
        assert found.quote[piece.asked_start : piece.asked_end] == piece.asked
        assert stored[piece.document][piece.start : piece.end] == piece.found
    for one in found.variants:
        assert stored[one.document][one.start : one.end] == one.text


def kinds(pieces: tuple[Piece, ...]) -> list[tuple[str, str, str]]:
    return [(piece.kind, piece.asked, piece.found) for piece in pieces]


def test_an_alignment_shows_word_by_word_what_was_changed(archive: Archive) -> None:
    found = archive.verify("Between our peoples the weather was always bad, today.")
    assert kinds(found.alignment) == [
        ("same", "Between our peoples the weather was", "Between our peoples the weather was"),
        ("changed", "always", "never"),
        ("same", "bad", "bad"),
        ("added", "today", ""),
    ]
    assert "“always” stands for “never”" in found.explanation


@pytest.mark.parametrize(
    "quote",
    [
        "I think the worst is ahead of us and that a first brick was laid today",
        "  “Between  our peoples: the weather … was bad”  ",
        "Nobody can live under one brick. Every winter we count the same megawatts twice.",
        "The boat goes home by the first of August. We are not collectors.",
        "Мы не хотим ссориться с соседями",
        "<b>Nobody can live</b> under one brick &amp; one can start with it",
    ],
)
def test_every_piece_is_what_stands_at_its_offsets(archive: Archive, quote: str) -> None:
    found = archive.verify(quote)
    assert found.alignment
    assert_offsets(found, texts(archive))


def test_a_cut_tells_what_was_lost_and_whether_it_may_turn_the_sense(archive: Archive) -> None:
    found = archive.verify("The boat goes home by the first of August, with a new coat of paint")
    (cut,) = found.cuts
    assert (cut.place, cut.text, cut.marked) == ("after", "if the harbour master keeps his word", False)
    assert cut.turns_sense
    assert cut.sense_words == ("if",)
    assert not found.confirmed
    assert [piece.kind for piece in found.alignment] == ["same", "dropped"]


def test_a_cut_that_is_marked_is_told_as_such(archive: Archive) -> None:
    found = archive.verify("We have agreed to let the court […] decide, and we will accept what it says.")
    assert [(cut.place, cut.text, cut.marked) for cut in found.cuts] == [("inside", "in Calvren", True)]
    assert found.confirmed


def test_the_earliest_is_the_earliest_in_the_archive_and_outlets_are_shown_beside_it(
    archive: Archive,
) -> None:
    found = archive.verify("I think the worst is behind us, and I would say that a first brick has been laid")
    assert [one.publisher for one in found.variants] == ["SNA", "Haldvik Courier"]
    assert found.earliest == found.variants[0]
    assert found.earliest.published == "2015-07-04T16:40+01:00"


def test_the_citation_holds_who_when_where_and_the_hash(archive: Archive) -> None:
    found = archive.verify("Nobody can live under one brick, but one can start with it")
    assert found.citation
    assert found.statement
    document = archive.extraction(found.statement.document).extraction.document
    for part in ("Livia Tarrano", "2015-07-04", "SNA", document.content_hash, found.statement.id, "read 20"):
        assert part in found.citation


def test_the_whole_turn_comes_with_words_of_a_transcript(archive: Archive) -> None:
    found = archive.verify("Between our peoples the weather was never bad.")
    assert found.turn
    assert found.turn.kind == "turn"
    assert found.turn.start < found.context.start


def test_the_turn_may_stand_in_another_document(tmp_path) -> None:
    said = "“Between our peoples the weather was never bad,” Vikstad said."
    outlet = f"Vikstad on the weather\n\n12 March 2016\n\n{said}\n"
    fill(tmp_path / "made.db", make_document(outlet, uri="outlet.txt", origin="test"))
    with Archive.open(str(tmp_path / "made.db")) as archive:
        found = archive.verify("Between our peoples the weather was never bad")
        assert found.turn
        assert {one.kind for one in found.variants} == {"direct", "turn"}
        assert found.earliest.kind == "turn"


def test_a_translation_holds_in_this_version_only(archive: Archive) -> None:
    found = archive.verify("The harvest will be late this year, and nobody in the valley is to blame for it")
    assert found.verdict == "exact"
    assert any("translation from ru" in note and "in this version" in note for note in found.notes)
    assert found.variants[0].translated == "yes"


def test_not_found_never_reads_as_false(archive: Archive) -> None:
    found = archive.verify("We shall build more schools and hospitals in every district of the country")
    assert found.statement is None
    assert found.variants == ()
    assert "does not mean that it was never said" in found.explanation


def test_words_in_no_statement_are_found_and_said_to_be_none(archive: Archive) -> None:
    quote = "It was the first meeting of the two since the Norlandic president took office in February 2014."
    found = archive.verify(quote)
    assert found.statement is None
    assert found.context.text in quote
    assert any("not as a statement" in note for note in found.notes)


def test_an_unknown_speaker_is_neither_confirmed_nor_ruled_out(archive: Archive) -> None:
    quote = "It was the first meeting of the two since the Norlandic president took office in February 2014."
    assert archive.verify(quote, speaker="Tarrano").verdict == "exact"
    found = archive.verify("No such dinners took place", speaker="Corvello")
    assert found.verdict in ("exact", "too_short")


@pytest.mark.parametrize("quote", ["", " \n ", "…", "“”", "<b></b>", "\x00\x01", "a" * 20_001])
def test_a_question_that_cannot_be_read_has_one_line(archive: Archive, quote: str) -> None:
    with pytest.raises(RequestError) as caught:
        archive.verify(quote)
    assert "\n" not in str(caught.value)


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_text_has_an_answer_or_one_line(quote: str) -> None:
    with suppress(RequestError):
        for word in read_quote(quote).words:
            assert 0 <= word.start < word.end <= len(quote)


@given(st.text(alphabet="ab c…[]().\"“”'’\u0301и한中 \n", max_size=80))
@settings(max_examples=80, deadline=None)
def test_odd_marks_break_nothing(archive: Archive, quote: str) -> None:
    with suppress(RequestError):
        assert archive.verify("the worst is behind us " + quote).explanation


def test_versions_show_who_dropped_what(archive: Archive) -> None:
    found = archive.verify("The boat goes home by the first of August, with a new coat of paint")
    utterance = archive.utterance(found.statement.id)
    assert [(one.publisher, one.relation) for one in utterance.variants] == [
        ("SNA", "same words"),
        ("Haldvik Courier", "cut"),
    ]
    assert utterance.variants[1].missing == "with a new coat of paint if the harbour master keeps his word"
    for one in utterance.variants:
        assert archive.utterance(one.statement).id == utterance.id


def test_a_person_parts_two_versions_and_joins_them_again(tmp_path) -> None:
    fill(tmp_path / "made.db")
    with Archive.open(str(tmp_path / "made.db")) as archive:
        found = archive.verify("The boat goes home by the first of August")
        mine, other = [one.statement for one in found.variants]
        rows = archive.correct(mine, {"not_same_as": other}, who="Ada", why="another boat")
        assert rows[0].new == {"statements": sorted((mine, other)), "same": False}
        assert len(archive.utterance(mine).variants) == 1
        assert len(archive.utterance(other).variants) == 1
        archive.correct(other, {"same_as": mine}, who="Ada", why="the same after all")
        assert len(archive.utterance(mine).variants) == 2
        assert len(archive.corrections()) == 2
        with pytest.raises(RequestError, match="not the id of another statement"):
            archive.correct(mine, {"not_same_as": "nobody"}, who="Ada", why="x")
        with pytest.raises(RequestError, match="together with other fields"):
            archive.correct(mine, {"not_same_as": other, "act": "deny"}, who="Ada", why="x")
        with pytest.raises(ArchiveError, match="no statement"):
            archive.utterance("nobody")
