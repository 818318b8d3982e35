"""What holds for the records of any text whatever, and texts that are hard to get through."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from detente.model import Document, Extraction, Published, Statement, as_json
from detente.read.text import make_document
from detente.spans import Span
from tests.extract.statement_cases import all_cases, sample_extractor

PIECES = [
    *"“”\"'‘’«»„",
    "““””",
    "``",
    "''",
    "()",
    "[Vikstad]",
    "(the cable - SNA)",
    "(Laughter.)",
    "…",
    "—",
    ":",
    ".",
    ",",
    "?",
    "Maren Vikstad",
    "Livia Tarrano",
    "Octavio Lentari",
    "the Sudrian president",
    "Norland",
    "Merane",
    "She",
    "he",
    "a senior official",
    "Experts",
    "said",
    "said that",
    "said on Friday",
    "added",
    ", adding that",
    "told reporters",
    "According to",
    ", according to",
    "in her view",
    "called",
    "accused Sudria of",
    "hopes",
    "denied",
    "did not say",
    "This is what she said in an interview.",
    "the fee will go",
    "The locks are closed.",
    "We will talk.",
    "relations between Norland and Sudria are at a low point",
    "yesterday",
    "in August",
    "Question:",
    "Maren Vikstad:",
    "Remark:",
    "HALDVIK, July 3. /NPA/.",
    "July 3, 2015",
    "Share",
    "Read more:",
    "© 2015 Harbour Voice. All rights reserved.",
    "🕊️",
    "👩‍👩‍👧",
    "é",
    "e\u0301",
    "Хальдвик",
    "平和",
    "سلام",
    "\u00a0",
    "\u202f",
    "\u200b",
    "\u2028",
    "\t",
    "\x0c",
    "\r",
]
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
gaps = st.sampled_from(["", " ", " ", " ", "\n", "\n\n", "\r\n\r\n", "   \n \n"])
made_texts = st.lists(st.tuples(st.sampled_from(PIECES) | texts, gaps), max_size=40).map(
    lambda parts: "".join(piece + gap for piece, gap in parts)
)
days = st.sampled_from([None, "2015-07-04", "2015-07", "2015", "2015-07-03T09:01:13+03:00"])

CASE_TEXTS = [case.text for case in all_cases()]
spoiling = st.tuples(st.floats(0, 1), st.integers(0, 3), st.sampled_from(PIECES) | gaps)


@st.composite
def spoilt_texts(draw: st.DrawFn) -> str:
    """One or two sensible texts with characters lost, marks put in and lines broken."""
    text = "\n\n".join(draw(st.lists(st.sampled_from(CASE_TEXTS), min_size=1, max_size=2)))
    for where, lost, put in draw(st.lists(spoiling, max_size=8)):
        at = int(where * len(text))
        text = text[:at] + put + text[at + lost :]
    return text


SPACE_BEHIND_A_MARK = (
    "heOctavio LentariNotes from the strait\n\n"
    "The strait is narrow here and the water is cold even in summer.\n\n"
    "“AJuly 3, 2015 I said in March, the fee is dead,” in AugustMaren Vikscalled said.\n\n"
    "Notes from the strait\n\nThe strait is narrow here and the water is co even in summer.\n\n"
    "“As I said in March, the fee is dead,” Maren Vikstad said."
)

_DAY = r"\d{4}(-\d\d(-\d\d)?)?(T[\d:]+(Z|[+-]\d\d:\d\d)?)?"
_EDTF = re.compile(rf"({_DAY}|\.\.|)(/({_DAY}|\.\.))?")


def made(text: str, published: str | None = None) -> Document:
    known = Published(published, "given") if published else None
    return make_document(text, uri="made.txt", published=known)


def extract(text: str, published: str | None = None) -> Extraction:
    extraction = sample_extractor().extract(made(text, published))
    check(extraction)
    return extraction


def check(extraction: Extraction) -> None:
    """All that must hold for any extraction."""
    text = extraction.document.text
    for span in all_spans(extraction):
        assert 0 <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == span.text
    for records in (extraction.segments, extraction.mentions, extraction.statements):
        assert [r.start for r in records] == sorted(r.start for r in records)
        assert all(r.document == extraction.document.id for r in records)
    check_ids(extraction)
    for statement in extraction.statements:
        check_statement(statement)
    check_links(extraction)


def all_spans(extraction: Extraction) -> Iterator[Span]:
    for segment in extraction.segments:
        yield Span.cut(extraction.document.text, segment.start, segment.end)
        yield from [segment.label] if segment.label else []
    for record in (*extraction.mentions, *extraction.statements):
        yield Span(record.start, record.end, record.text)
    for s in extraction.statements:
        actors = [s.speaker, *s.speaker.all, *s.about, *([s.addressee] if s.addressee else [])]
        loose = [s.cue, s.venue, *(actor.mention for actor in actors)]
        yield from (*s.quoted_parts, *s.insertions, *(span for span in loose if span))
    for a in extraction.assessments:
        yield from (*a.evidence, *([a.holder.mention] if a.holder.mention else []))


def check_ids(extraction: Extraction) -> None:
    records = [
        *extraction.segments,
        *extraction.mentions,
        *extraction.statements,
        *extraction.assessments,
    ]
    ids = [record.id for record in records]
    assert len(ids) == len(set(ids))


def check_statement(s: Statement) -> None:
    whole = Span(s.start, s.end, s.text)
    assert all(
        whole.start <= part.start <= part.end <= whole.end for part in (*s.quoted_parts, *s.insertions)
    )
    assert s.kind != "mixed" or s.quoted_parts
    assert 0 <= s.confidence <= 1
    assert s.said_on is None or _EDTF.fullmatch(s.said_on), s.said_on
    assert s.speaker.name is None or not s.speaker.description
    assert s.text.strip() == s.text
    assert s.text


def check_links(extraction: Extraction) -> None:
    by_id = {s.id: s for s in extraction.statements}
    for s in extraction.statements:
        for earlier in (s.continues, s.in_reply_to):
            assert earlier is None or by_id[earlier].start < s.start
        if s.nested_in:
            holder = by_id[s.nested_in]
            assert holder.id != s.id
            assert holder.start <= s.start
            assert s.end <= holder.end
    statements = {a.statement for a in extraction.assessments} - {None}
    assert statements <= set(by_id)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made_texts, days)
@example("“", None)
@example("“”“”", None)
@example("Question:", None)
@example("Question: \n\nMaren Vikstad: ", "2015-07-04")
@example("“Maren Vikstad said: “the fee will go”” said", "2015-07-04")
def test_the_records_of_any_text_are_sound(text: str, published: str | None) -> None:
    extract(text, published)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spoilt_texts(), days)
@example(SPACE_BEHIND_A_MARK, None)
def test_the_records_of_a_spoilt_text_are_sound(text: str, published: str | None) -> None:
    extract(text, published)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spoilt_texts(), days)
def test_the_same_text_gives_the_same_records(text: str, published: str | None) -> None:
    first, second = extract(text, published), extract(text, published)
    assert as_json(first) == as_json(second)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(spoilt_texts(), min_size=2, max_size=4))
def test_documents_do_not_touch_each_other(several: list[str]) -> None:
    documents = [made(text) for text in several]
    together = [as_json(e) for e in sample_extractor().extract_all(documents)]
    alone = [as_json(sample_extractor().extract(document)) for document in documents]
    assert together == alone


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made_texts)
def test_the_document_is_never_rewritten(text: str) -> None:
    document = made(text)
    after = sample_extractor().extract(document).document
    assert (after.id, after.text, after.content_hash) == (document.id, text, document.content_hash)


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", ".", "”", "\ufeff", "\u200b", "\u00a0", "a", "—"])
def test_almost_empty_texts(text: str) -> None:
    assert extract(text).statements == ()


@pytest.mark.parametrize(
    "text",
    [
        '"' * 10_000,
        "“" * 10_000,
        "“”" * 5_000,
        '" ' * 10_000,
        "“\n\n" * 10_000,
        "”" * 2_000,
        "'" * 2_000,
        "«»" * 1_000,
        "“a ”b " * 2_000,
        "(" * 2_000,
        "[" * 2_000,
        "Question:\n" * 2_000,
    ],
    ids=lambda text: f"{text[:6]!r}",
)
def test_thousands_of_marks_take_no_more_than_their_time(text: str) -> None:
    begun = time.process_time()
    extract(text)
    assert time.process_time() - begun < 20


def test_a_line_of_200_kilobytes() -> None:
    sentences = "“The fee will go,” Maren Vikstad said. Octavio Lentari said that the locks were closed. "
    times = 200_000 // len(sentences)
    begun = time.process_time()
    extraction = extract(sentences * times)
    assert time.process_time() - begun < 90
    # A line of this length is parsed in pieces; next to nothing may be lost where they meet.
    assert 0.995 * 2 * times <= len(extraction.statements) <= 2 * times


def test_a_line_of_200_kilobytes_without_a_sentence_end() -> None:
    begun = time.process_time()
    extract("the fee and the locks and " * 7_700)
    assert time.process_time() - begun < 90


def test_the_versions_say_what_decides_the_records() -> None:
    versions = sample_extractor().versions
    assert set(versions) == {"detente", "lexicon", "gazetteer", "model", "attribution", "assessments"}
    assert all(versions.values())
