"""The parser: segments -> sentences."""

from __future__ import annotations

from collections.abc import Sequence

from detente.model import Quotation, Segment, Sentence
from detente.parse.network import parse_views
from detente.parse.reading import as_read, sentences_of
from detente.parse.units import batches, units


class Parser:
    """Tags and parses with spaCy's small English model; the model is loaded at the first text."""

    def parse(
        self, text: str, segments: Sequence[Segment], quotations: Sequence[Quotation]
    ) -> tuple[Sentence, ...]:
        """The sentences of all segments that hold prose, in order.

        `paragraph` numbers the paragraphs over the document. Sentences do not cross paragraphs; white
        space is no token.
        """
        view = as_read(text)
        sentences: list[Sentence] = []
        for batch in batches(units(text, segments)):
            docs = list(parse_views([view[unit.start : unit.end] for unit in batch]))
            sentences += sentences_of(text, docs, batch)
        return tuple(sentences)
