"""The parser: segments -> sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from detente.model import Quotation, Segment, Sentence, Token
from detente.parse.light import light_sentences
from detente.parse.network import parse_views
from detente.parse.reading import as_read, sentences_of
from detente.parse.units import Unit, batches, units

Needed = Callable[[Sequence[Token]], bool]


class Parser:
    """Tags and parses with spaCy's small English model; the model is loaded at the first text.

    A *light* parser gives tokens and sentences by rule and nothing more (see `light_sentences`), but for the
    paragraphs with a sentence of which `needed` is true: those it parses.
    """

    def __init__(self, *, light: bool = False, needed: Needed | None = None) -> None:
        self._light, self._needed = light, needed or (lambda tokens: False)

    def parse(
        self, text: str, segments: Sequence[Segment], quotations: Sequence[Quotation]
    ) -> tuple[Sentence, ...]:
        """The sentences of all segments that hold prose, in order.

        `paragraph` numbers the paragraphs over the document. Sentences do not cross paragraphs; white
        space is no token.
        """
        view, all_units = as_read(text), units(text, segments)
        found = self._lightly(text, view, all_units) if self._light else _wholly(text, view, all_units)
        return tuple(found)

    def _lightly(self, text: str, view: str, all_units: Iterable[Unit]) -> Iterator[Sentence]:
        for unit in all_units:
            sentences = list(light_sentences(text, view, unit))
            if any(self._needed(sentence.tokens) for sentence in sentences):
                yield from _wholly(text, view, [unit])
            else:
                yield from sentences


def _wholly(text: str, view: str, all_units: Iterable[Unit]) -> Iterator[Sentence]:
    for batch in batches(all_units):
        docs = list(parse_views([view[unit.start : unit.end] for unit in batch]))
        yield from sentences_of(text, docs, batch)
