"""Which paragraphs are parsed where others are not: nearly all that hold an assessment, and few others."""

from __future__ import annotations

import pytest

from detente import sample
from detente.actors import resolve_mentions
from detente.extract import Page, paragraphs_to_judge
from detente.marks import pair_marks
from detente.model import Document, Extraction
from detente.parse import Parser
from detente.pipeline import Extractor
from detente.read import read_paths
from detente.read.text import make_document
from detente.segment import describe, segment
from tests.extract.statement_cases import sample_extractor


def light_page(document: Document) -> Page:
    segments = segment(document)
    document = describe(document, segments)
    quotations = pair_marks(document.text, segments)
    sentences = Parser(light=True).parse(document.text, segments, quotations)
    mentions = resolve_mentions(document, segments, quotations, sentences, sample_extractor().gazetteer)
    return Page(document, segments, quotations, sentences, mentions)


def chosen(text: str) -> frozenset[int]:
    return paragraphs_to_judge(light_page(make_document(text, uri="made")))


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("Relations between Norland and Sudria are bad.\n\nThe ferry leaves at noon.", {0}),
        ("The ferry leaves at noon.\n\nNorland and Sudria have mended their ties.", {1}),
        ("Norland is a country.\n\nRelations are bad.", set()),  # one state
        ("Norland plays Sudria.\n\nThe captain loves a warm summer.", set()),  # no "between"
        ("Norland and Sudria sign.\n\nThe minister met his brother.", set()),  # no judgement
        ("Norland and Sudria sign. Norland waits, and so does Sudria.\n\nA thaw is here.", {1}),
    ],
)
def test_what_is_parsed(text: str, paragraphs: set[int]) -> None:
    assert chosen(text) == paragraphs


def sample_documents() -> list[Document]:
    return [of for of in read_paths([str(sample.folder())]) if isinstance(of, Document)]


def test_nearly_all_assessments_of_the_sample_stand_in_them() -> None:
    inside = known = 0
    for document in sample_documents():
        page = light_page(document)
        paragraphs = paragraphs_to_judge(page)
        stretches = [(s.start, s.end) for s in page.sentences if s.paragraph in paragraphs]
        for assessment in sample_extractor().extract(document).assessments:
            known += 1
            at = assessment.evidence[0].start
            inside += any(start <= at < end for start, end in stretches)
    assert known > 40
    assert inside >= 0.97 * known


def judgements(extraction: Extraction) -> set[tuple[object, ...]]:
    return {(a.dyad, a.level, a.trend, a.outlook, a.evidence[0].end) for a in extraction.assessments}


def test_a_light_extraction_finds_nearly_all_assessments() -> None:
    light = Extractor(sample_extractor().gazetteer, light=True)
    whole = [judgements(sample_extractor().extract(document)) for document in sample_documents()]
    found = [judgements(light.extract(document)) for document in sample_documents()]
    shared = sum(len(a & b) for a, b in zip(whole, found, strict=True))
    assert shared >= 0.95 * sum(map(len, whole))
    assert shared >= 0.95 * sum(map(len, found))
