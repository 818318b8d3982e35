"""The stages composed: a document -> its records."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import version

from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

from detente import marks, parse
from detente.actors import Gazetteer, resolve_mentions
from detente.extract import (
    LEXICON_VERSION,
    Page,
    find_assessments,
    find_events,
    find_statements,
    paragraphs_to_code,
    paragraphs_to_judge,
)
from detente.extract.assessments import JudgementFinder
from detente.extract.tagged import ContentTagger
from detente.model import Assessment, Document, Event, Extraction, Quotation, Segment, Sentence
from detente.segment import describe, segment

_log = logging.getLogger(__name__)

Failed = Callable[[Document, str], None]
"""Is told a document whose records could not be extracted, and why, in one line."""


class Extractor:
    """Turns documents into records. Holds what is costly to load: parser, gazetteer and tagger.

    Without a `tagger` statements are found by rules alone, without an `assessor` assessments.
    """

    def __init__(
        self,
        gazetteer: Gazetteer,
        tagger: ContentTagger | None = None,
        assessor: JudgementFinder | None = None,
        *,
        light: bool = False,
    ) -> None:
        self.gazetteer = gazetteer
        self._parser = parse.Parser(light=light)
        self._tagger = tagger
        self._assessor = assessor

    @classmethod
    def of(cls, attribution: str, gazetteer: Gazetteer) -> Extractor:
        """The extractor of a setting.

        "learned" joins the tagger and the assessor to the rules, "rules" does without them, "fast" has a
        smaller tagger, no assessor, and parses only where an assessment may stand; "narrow" is "learned" by
        the convention of docs/annotation.md, "broad" by that of PolNeAR.

        Raises TaggerError where the tagger's files are missing.
        """
        if attribution == "rules":
            return cls(gazetteer)
        from detente.extract.assessor import Assessor
        from detente.extract.tagger import Tagger

        light = attribution == "fast"
        return cls(gazetteer, Tagger.load(attribution), None if light else Assessor.load(), light=light)

    @property
    def versions(self) -> Mapping[str, str]:
        """What decides the records beside the text: code, lexicon, gazetteer and model."""
        return {
            "detente": version("detente"),
            "lexicon": LEXICON_VERSION,
            "gazetteer": self.gazetteer.version,
            "model": parse.MODEL,
            "attribution": "rules" if self._tagger is None else self._tagger.version,
            "assessments": "rules" if self._assessor is None else self._assessor.version,
        }

    def extract(self, document: Document) -> Extraction:
        """All records of one document."""
        with _matrices().limit(limits=1, user_api="blas"):
            return self._extract(document)

    def _extract(self, document: Document) -> Extraction:
        segments = segment(document)
        document = describe(document, segments)
        quotations = marks.pair_marks(document.text, segments)
        sentences = self._parser.parse(document.text, segments, quotations)
        page = self._page(document, segments, quotations, sentences)
        judged = self._worth_a_parse(page) if self._parser.light else None
        if judged:
            sentences = self._parser.parse_closely(document.text, sentences, judged)
            page = self._page(document, segments, quotations, sentences)
        statements = find_statements(page, self._tagger)
        assessments: tuple[Assessment, ...] = ()
        if judged != frozenset():
            assessments = find_assessments(
                document, segments, sentences, page.mentions, statements, self._assessor
            )
        events: tuple[Event, ...] = ()
        if judged != frozenset():
            events = find_events(page, statements, self.gazetteer.state_of)
        return Extraction(document, segments, tuple(page.mentions), statements, assessments, events)

    @staticmethod
    def _worth_a_parse(page: Page) -> frozenset[int]:
        """The paragraphs in which assessments or events of two states may stand."""
        return paragraphs_to_judge(page) | paragraphs_to_code(page)

    def _page(
        self,
        document: Document,
        segments: Sequence[Segment],
        quotations: Sequence[Quotation],
        sentences: Sequence[Sentence],
    ) -> Page:
        mentions = resolve_mentions(document, segments, quotations, sentences, self.gazetteer)
        return Page(document, segments, quotations, sentences, mentions)

    def extract_all(
        self, documents: Iterable[Document], failed: Failed | None = None
    ) -> Iterator[Extraction]:
        """The records of each document, in order.

        A document that cannot be extracted is told to `failed`, when its turn comes, and left out; without
        `failed` its error is raised.
        """
        for document in documents:
            try:
                extraction = self.extract(document)
            except Exception as error:
                if failed is None:
                    raise
                _log.debug("a document could not be extracted", exc_info=True)
                failed(document, _why(error))
            else:
                yield extraction


@cache
def _matrices() -> ThreadpoolController:
    """What computes products of matrices. Those of the parser are small: threads would wait for each other
    longer than they compute."""
    return ThreadpoolController()


def _why(error: Exception) -> str:
    said = " ".join(str(error).split())
    return f"its records could not be extracted ({type(error).__name__}{said and ': '}{said})"
