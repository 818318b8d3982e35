"""Copies of documents: a folder of invented reports that can be checked by eye, and the parts alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente import stories
from detente.archive import Archive
from detente.match.copies import align, candidates, content_of, fingerprints
from detente.model import (
    ArchiveError,
    Copy,
    Extraction,
    Published,
    Publisher,
    RequestError,
    Segment,
    stable_id,
)
from tests.builders import FakeExtractor, assessment, document, statement

CASES = Path(__file__).parent.parent / "cases" / "copies" / "harbour"
NAMES = [path.stem for path in sorted(CASES.glob("*.txt"))]


def read_case(name: str, *, dated: bool = True) -> Extraction:
    """Title, date and publisher stand at the head of a case, its paragraphs below."""
    text = (CASES / f"{name}.txt").read_text(encoding="utf-8")
    title, _, day, publisher, *_ = text.split("\n")
    published = Published(day, "printed") if dated else None
    of = document(text, f"{name}.txt", title=title, publisher=Publisher(publisher), published=published)
    body = text.index("\n\n", text.index(publisher)) + 2
    kinds = [("title", 0, len(title)), ("boilerplate", text.index(day), body - 2)]
    at = body
    for paragraph in text[body:].rstrip("\n").split("\n\n"):
        dateline = paragraph.find("/. ") + 3 if "/SNA/. " in paragraph else 0
        if dateline:
            kinds.append(("dateline", at, at + dateline - 1))
        kinds.append(("paragraph", at + dateline, at + len(paragraph)))
        at += len(paragraph) + 2
    segments = tuple(
        Segment(stable_id("segment", of.id, place), of.id, kind, start, end)  # type: ignore[arg-type]
        for place, (kind, start, end) in enumerate(kinds)
    )
    quoted = "We did not come here to win a round, we came to end the match"
    said = (statement(of, quoted),) if quoted in text else ()
    judged = (assessment(of, quoted, None, level="good"),) if quoted in text else ()
    return Extraction(of, segments, (), said, judged)


def ingest(archive: Archive, names: list[str], *, dated: bool = True) -> dict[str, str]:
    """The ids of the cases by their names."""
    cases = {name: read_case(name, dated=dated) for name in names}
    archive.ingest([one.document for one in cases.values()], FakeExtractor(cases.values()))
    return {name: one.document.id for name, one in cases.items()}


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(str(tmp_path / "copies.db")) as opened:
        yield opened


def told(archive: Archive, ids: dict[str, str]) -> dict[str, str]:
    """Of each case that goes back to another: how, and to which."""
    names = {document: name for name, document in ids.items()}
    found = {}
    for name, one in ids.items():
        origin = archive.story_of(one).origin
        if origin:
            found[name] = f"{origin.kind} of {names[origin.of]}"
    return found


EXPECTED = {
    "2_exact": "exact copy of 1_wire",
    "3_near": "near copy of 1_wire",
    "4_trimmed": "trimmed of 1_wire",
    "5_update": "update of 1_wire",
}


@pytest.mark.parametrize("order", [NAMES, NAMES[::-1], NAMES[4:] + NAMES[:4], NAMES[1::2] + NAMES[::2]])
def test_each_kind_is_told_whatever_comes_first(archive: Archive, order: list[str]) -> None:
    ids = ingest(archive, order)
    assert told(archive, ids) == EXPECTED


def test_one_at_a_time_is_as_all_at_once(archive: Archive) -> None:
    ids = {name: one for name in NAMES for one in ingest(archive, [name]).values()}
    assert told(archive, ids) == EXPECTED


@pytest.mark.parametrize("words", [1, 60])
def test_contents_that_are_not_kept_are_read_again(
    archive: Archive, words: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stories, "_MOST_WORDS", words)
    assert told(archive, ingest(archive, NAMES)) == EXPECTED


def test_a_duplicate_points_to_who_printed_it_first(archive: Archive) -> None:
    ids = ingest(archive, NAMES[::-1])
    for name in ("2_exact", "3_near", "4_trimmed"):
        origin = archive.story_of(ids[name]).origin
        assert origin
        assert origin.duplicate_of == ids["1_wire"]
    update = archive.story_of(ids["5_update"]).origin
    assert update
    assert update.duplicate_of is None, "an update has words of its own"
    assert archive.story_of(ids["1_wire"]).story.first == ids["1_wire"]


def test_without_dates_the_one_ingested_first_is_first(archive: Archive) -> None:
    ids = ingest(archive, ["3_near", "1_wire", "2_exact"], dated=False)
    assert archive.story_of(ids["1_wire"]).story.first == ids["3_near"]


def test_a_stitched_text_names_its_sources_and_joins_no_story(archive: Archive) -> None:
    ids = ingest(archive, NAMES)
    stitched = archive.story_of(ids["9_stitched"])
    assert stitched.story.documents == (ids["9_stitched"],)
    assert {part.kind for part in stitched.parts} == {"stitched"}
    assert {ids["1_wire"], ids["8_other_wire"]} <= {part.of for part in stitched.parts}
    apart = archive.story_of(ids["1_wire"]).story.id, archive.story_of(ids["8_other_wire"]).story.id
    assert apart[0] != apart[1], "a round-up does not make two stories one"


@pytest.mark.parametrize("name", ["6_same_quotation", "7_same_topic", "8_other_wire"])
def test_a_quotation_or_a_topic_in_common_makes_no_copy(archive: Archive, name: str) -> None:
    ids = ingest(archive, NAMES)
    assert archive.story_of(ids[name]).story.documents == (ids[name],)


def test_each_join_has_a_reason_with_its_share(archive: Archive) -> None:
    ids = ingest(archive, NAMES)
    copies = {copy.document: copy for copy in archive.story_of(ids["1_wire"]).story.joins}
    assert copies[ids["2_exact"]].reason.startswith("the same ")
    near = copies[ids["3_near"]]
    assert 0.9 < near.share < 1
    assert f"{int(min(near.share, near.share_of) * 100)} % of its" in near.reason
    cut = copies[ids["4_trimmed"]]
    assert cut.share == 1
    assert cut.share_of < 0.7
    assert "words of the shorter stand in the longer" in cut.reason


def test_counts_are_given_raw_and_collapsed(archive: Archive) -> None:
    ingest(archive, NAMES)
    summary = archive.summary()
    # The wire, the same quotation elsewhere, the topic, the other wire, the stitched one.
    assert (summary.records["document"], summary.collapsed["document"]) == (9, 5)
    # Said in the wire, its four copies and the parliament's report; the copies only repeat.
    assert (summary.records["statement"], summary.collapsed["statement"]) == (6, 2)
    assert (summary.records["assessment"], summary.collapsed["assessment"]) == (6, 2)
    timeline = archive.timeline("XNO", "XSU", by="year")
    assert (timeline.raw, timeline.collapsed) == (6, 2)


def test_a_hit_says_in_how_many_copies_it_stands(archive: Archive) -> None:
    ids = ingest(archive, NAMES)
    hits = {hit.document_id: hit for hit in archive.search('"end the match"').hits}
    assert hits[ids["1_wire"]].copies == 4
    assert hits[ids["1_wire"]].copied_from is None
    assert hits[ids["2_exact"]].copied_from == ids["1_wire"]
    assert hits[ids["6_same_quotation"]].copies == 0


def test_what_a_person_set_apart_stays_apart(archive: Archive) -> None:
    ids = ingest(archive, NAMES)
    row = archive.not_copies(ids["1_wire"], ids["4_trimmed"], who="Ada", why="written by another hand")
    assert row.new["apart"] is True
    together = archive.story_of(ids["1_wire"]).story.documents
    assert ids["4_trimmed"] not in together, "nor through the others"
    archive.find_copies(again=True)
    assert archive.story_of(ids["1_wire"]).story.documents == together
    assert archive.corrections(row.record) == [row]
    archive.undo_not_copies(ids["4_trimmed"], ids["1_wire"], who="Ada", why="the same after all")
    assert told(archive, ids) == EXPECTED
    assert len(archive.corrections(row.record)) == 2, "rows are only ever added"


def test_what_cannot_be_set_apart_is_refused(archive: Archive) -> None:
    ids = ingest(archive, NAMES)
    with pytest.raises(RequestError, match="not held to be copies"):
        archive.not_copies(ids["1_wire"], ids["7_same_topic"], who="Ada", why="-")
    with pytest.raises(RequestError, match="given twice"):
        archive.not_copies(ids["1_wire"], ids["1_wire"], who="Ada", why="-")
    with pytest.raises(ArchiveError, match="no document"):
        archive.not_copies(ids["1_wire"], "doc-none", who="Ada", why="-")
    with pytest.raises(RequestError, match="nothing to undo"):
        archive.undo_not_copies(ids["1_wire"], ids["2_exact"], who="Ada", why="-")
    with pytest.raises(RequestError, match="needs a reason"):
        archive.not_copies(ids["1_wire"], ids["2_exact"], who="Ada", why=" ")


def test_a_corrected_date_changes_who_was_first(archive: Archive) -> None:
    ids = ingest(archive, NAMES)
    archive.correct(ids["2_exact"], {"published": "2031-05-01"}, who="Ada", why="printed on the scan")
    assert archive.story_of(ids["1_wire"]).story.first == ids["2_exact"]
    assert archive.story_of(ids["1_wire"]).origin is not None


def test_a_new_extraction_keeps_stories_and_order(archive: Archive) -> None:
    ids = ingest(archive, NAMES, dated=False)
    before = archive.stories()
    cases = [read_case(name, dated=False) for name in NAMES[::-1]]
    archive.ingest([one.document for one in cases], FakeExtractor(cases, version="2"))
    assert archive.stories().stories == before.stories
    assert told(archive, ids)


def test_a_paragraph_that_becomes_boilerplate_is_compared_no_more(archive: Archive) -> None:
    ids = ingest(archive, ["1_wire", "4_trimmed"])
    case = read_case("4_trimmed")
    furniture = tuple(replace(one, kind="boilerplate") for one in case.segments[:-1])
    again = replace(case, segments=(*furniture, case.segments[-1]))
    archive.ingest([again.document], FakeExtractor([again], version="2"))
    assert archive.story_of(ids["4_trimmed"]).story.id != archive.story_of(ids["1_wire"]).story.id or told(
        archive, ids
    )
    nothing = replace(case, segments=tuple(replace(one, kind="boilerplate") for one in case.segments))
    archive.ingest([nothing.document], FakeExtractor([nothing], version="3"))
    assert archive.story_of(ids["1_wire"]).story.documents[0] == ids["1_wire"]


def test_furniture_makes_no_copies(archive: Archive) -> None:
    footer = (
        "The Ostvik Courier is published every day but Sunday and may be read in all public libraries of "
        "the province. Letters to the editor should bear a name, an address and a telephone "
        "number, and may be cut."
    )
    names = (
        "herring",
        "barley",
        "granite",
        "timber",
        "amber",
        "salt",
        "copper",
        "wool",
        "linen",
        "peat",
        "tin",
    )
    made = []
    for number, thing in enumerate(names):
        own = (
            f"Dealers of {thing} met in hall {number} to settle what {thing} from Estmark may cost this year."
        )
        made.append(document(f"{own}\n\n{footer}\n", f"{thing}.txt"))
    archive.ingest(made, FakeExtractor())
    late = document(f"The mayor of Senn opened a bridge of {7} arches on Sunday.\n\n{footer}\n", "bridge.txt")
    archive.ingest([late], FakeExtractor())
    assert archive.story_of(late.id).story.documents == (late.id,)


def test_texts_without_words_are_no_copies_of_each_other(archive: Archive) -> None:
    blank = [document("?!\n", "a.txt"), document("?!\n", "b.txt")]
    archive.ingest(blank, FakeExtractor())
    assert archive.stories().total == 0
    assert archive.story_count() == 2


def test_unknown_documents_have_no_story(archive: Archive) -> None:
    with pytest.raises(ArchiveError, match="no document"):
        archive.story_of("doc-none")


def test_copies_are_records(archive: Archive) -> None:
    ids = ingest(archive, NAMES)
    (copy, *_) = archive.story_of(ids["1_wire"]).story.joins
    assert isinstance(copy, Copy)
    assert archive.copies_between(ids["1_wire"], ids["2_exact"]) is not None
    assert archive.copies_between(ids["1_wire"], ids["7_same_topic"]) is None


# Parts

WORDS = st.lists(st.sampled_from(["port", "boat", "herring", "quota", "talks", "crew", "gull"]), max_size=120)


@given(WORDS, WORDS)
@settings(max_examples=60, deadline=None)
def test_an_alignment_counts_no_word_twice(first: list[str], second: list[str]) -> None:
    a, b = content_of(" ".join(first), ()), content_of(" ".join(second), ())
    overlap = align(a, b)
    assert 0 <= overlap.same <= min(len(first), len(second))
    assert 0 <= overlap.share_a <= 1
    for passage in overlap.passages:
        assert 0 <= passage.a_start < passage.a_end <= len(" ".join(first))
        assert 0 <= passage.b_start < passage.b_end <= len(" ".join(second))


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=6), min_size=20, max_size=80), st.data())
@settings(max_examples=60, deadline=None)
def test_a_run_of_twenty_words_shares_a_fingerprint(run: list[str], data: st.DataObject) -> None:
    around = st.lists(st.text("klmnop", min_size=1, max_size=6), max_size=40)
    texts = [" ".join([*data.draw(around), *run, *data.draw(around)]) for _ in range(2)]
    first, second = (fingerprints(content_of(text, ())) for text in texts)
    assert first.keys() & second.keys()


def test_words_are_told_without_case_marks_and_spaces() -> None:
    a, b = content_of("“The  Port,” she said.", ()), content_of("THE PORT she said", ())
    assert a.words.tolist() == b.words.tolist()
    assert a.quoted.tolist() == [True, True, False, False]
    assert align(a, b).exact


def test_candidates_are_those_with_the_most_in_common_and_no_furniture() -> None:
    shared = [(fingerprint, "near", "story-near") for fingerprint in range(10)]
    shared += [(11, f"other-{place}", f"story-{place}") for place in range(40)]
    found = candidates(shared, 12)
    assert found.documents == ("near",)
    assert found.furniture == {11}
    assert found.full == {11}
