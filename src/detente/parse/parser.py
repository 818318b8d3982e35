"""The parser: segments -> sentences."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain

from detente.model import Quotation, Segment, Sentence
from detente.parse.light import light_sentences
from detente.parse.network import parse_views
from detente.parse.reading import as_read, sentences_of
from detente.parse.units import Unit, batches, units, units_of


class Parser:
    """Tags and parses with spaCy's small English model; the model is loaded at the first text.

    A *light* parser gives tokens and sentences by rule and nothing more (see `light_sentences`).
    """

    def __init__(self, *, light: bool = False) -> None:
        self.light = light

    def parse(
        self, text: str, segments: Sequence[Segment], quotations: Sequence[Quotation]
    ) -> tuple[Sentence, ...]:
        """The sentences of all segments that hold prose, in order.

        `paragraph` numbers the paragraphs over the document. Sentences do not cross paragraphs; white
        space is no token.
        """
        view, stretches = as_read(text), units(text, segments)
        if self.light:
            return tuple(chain.from_iterable(light_sentences(text, view, unit) for unit in stretches))
        return tuple(_wholly(text, view, stretches))

    def parse_closely(
        self, text: str, sentences: Sequence[Sentence], paragraphs: Collection[int]
    ) -> tuple[Sentence, ...]:
        """The sentences of a light parse with those of some paragraphs, given by number, in a whole one."""
        chosen = [sentence for sentence in sentences if sentence.paragraph in paragraphs]
        others = [sentence for sentence in sentences if sentence.paragraph not in paragraphs]
        parsed = _wholly(text, as_read(text), units_of(text, chosen))
        return tuple(sorted([*parsed, *others], key=lambda sentence: sentence.start))


def _wholly(text: str, view: str, stretches: Iterable[Unit]) -> Iterator[Sentence]:
    for batch in batches(stretches):
        docs = list(parse_views([view[unit.start : unit.end] for unit in batch]))
        yield from sentences_of(text, docs, batch)
