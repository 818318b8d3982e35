"""Contents of attributions with their sources and cues, by a small learned tagger (see its model card).

Needs numpy, onnxruntime and tokenizers only. `Tagger` reads paragraphs that are already parsed:

    paragraphs -> features.Pieces -> windows.Window -> encoder -> decode (spans) -> linking (source, cue)
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from detente.extract.networks import load_tokenizer, onnx_session
from detente.extract.tagged import Convention, Hint, TaggedContent
from detente.extract.tagger.decode import (
    CONTENT,
    CUE,
    LABELS,
    SOURCE,
    Chain,
    Likelihoods,
    agreeing,
    apart,
    weigh_paragraphs,
)
from detente.extract.tagger.features import Pieces, paragraph_pieces
from detente.extract.tagger.linking import (
    WIDTH,
    Floats,
    LinkParameters,
    Words,
    link_probabilities,
    overlaps,
)
from detente.extract.tagger.windows import Batch, Window, batches, pack, padded
from detente.model import Quotation, Sentence, TaggerError

__all__ = ["Parameters", "Tagger"]

Bounds = tuple[int, int]
Evidence = tuple[float, ...]
Encoder = Callable[[Batch], tuple[Floats, Floats]]  # scores, vectors: windows x words x ...
_CONVENTIONS: dict[str, Convention] = {"broad": "broad", "narrow": "narrow"}
_BATCH = 8
_DECODED_TOGETHER = 64
_LEAST_SHARE = 1e-3
_LEAST_EXPECTED = 0.1  # share of contents that are right in bounds and source, for them to be handed on


@dataclass(frozen=True, slots=True)
class Parameters:
    """What the encoder's outputs are decoded with. `nobody` is added to the score of having no source;
    `confidence` weights the evidence, the constant last. A network trained without them `sees` neither the
    parse nor the hints of the rules."""

    chain: Chain
    links: tuple[LinkParameters, LinkParameters]
    nobody: float
    confidence: tuple[float, ...]
    sees_parse: bool
    sees_hints: bool

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Parameters:
        links = [
            LinkParameters(np.array(d, np.float32), np.array(a, np.float32), float(n))
            for d, a, n in zip(data["distance"], data["apart"], data["nobody"], strict=True)
        ]
        chain = Chain(np.array(data["transitions"], np.float32), np.array(data["first"], np.float32))
        weights, sees = tuple(map(float, data["confidence"])), data["sees"]
        nobody = float(data["shift"]["nobody"])
        return cls(chain, (links[0], links[1]), nobody, weights, sees["parse"], sees["hints"])


class Tagger:
    """Finds contents, sources and cues in parsed paragraphs."""

    def __init__(
        self,
        tokenizer: Tokenizer,
        encoder: Encoder,
        parameters: Parameters,
        version: str = "learned",
        convention: Convention = "usual",
    ) -> None:
        self.version, self.convention = version, convention
        self._tokenizer = tokenizer
        self._encode = encoder
        self._parameters = parameters

    @property
    def sees_hints(self) -> bool:
        return self._parameters.sees_hints

    @classmethod
    def load(cls, setting: str = "learned", *, folder: Path | None = None, threads: int = 1) -> Tagger:
        """The tagger of a setting, "learned", "broad", "narrow" or "fast", in `folder`, without one there in
        that of the package. "broad" and "narrow" are the network of "learned", whose contents are taken by
        those conventions.

        There lie tokenizer.json and, below the name of the setting, model.int8.onnx and params.json. Raises
        TaggerError where a file is missing or cannot be read.
        """
        folder = folder or Path(__file__).with_name("data")
        convention = _CONVENTIONS.get(setting, "usual")
        network = "learned" if setting in _CONVENTIONS else setting
        model = folder / network / "model.int8.onnx"
        try:
            parameters = Parameters.from_dict(
                json.loads((folder / network / "params.json").read_text("utf-8"))
            )
            tokenizer = load_tokenizer(folder / "tokenizer.json")
            encoder = onnx_encoder(model, threads)
            version = hashlib.sha256(model.read_bytes()).hexdigest()[:12]
        except Exception as error:  # tokenizers and onnxruntime raise errors of many kinds
            raise TaggerError(
                f"the tagger in {folder} cannot be loaded: {error}; install detente again"
            ) from error
        return cls(tokenizer, encoder, parameters, f"{setting} {version}", convention)

    def tag(
        self,
        text: str,
        quotations: Sequence[Quotation],
        sentences: Sequence[Sentence],
        hints: Sequence[Hint] = (),
    ) -> list[TaggedContent]:
        """The contents of the paragraphs that `sentences` make up, in order of start."""
        parsed = self._parameters.sees_parse
        pieces = paragraph_pieces(text, quotations, sentences, hints, self._tokenizer, parsed=parsed)
        return self.tag_pieces(list(pieces))

    def tag_pieces(self, paragraphs: Sequence[Pieces]) -> list[TaggedContent]:
        """The contents of paragraphs that are already word pieces, in order of start."""
        windows = pack(paragraphs)
        found: list[TaggedContent] = []
        # What the network gives for a word takes two kilobytes: of a long text it is not kept together.
        while together := list(islice(windows, _DECODED_TOGETHER)):
            outputs = self._outputs(together)
            scores = [outputs[i][0] for i in range(len(together))]
            ends = [np.flatnonzero(window.starts < 0) for window in together]
            weighed = weigh_paragraphs(scores, ends, self._parameters.chain)
            for i, (window, likelihoods) in enumerate(zip(together, weighed, strict=True)):
                found += self._read(window, likelihoods, outputs[i][1])
        return sorted(found, key=lambda content: (content.start, content.end))

    def _outputs(self, windows: Sequence[Window]) -> dict[int, tuple[Floats, Floats]]:
        """For each window the scores of labels and the link vectors of its words."""
        outputs = {}
        for numbers in batches(windows, _BATCH):
            batch = padded([windows[i] for i in numbers])
            batch.blank(parse=not self._parameters.sees_parse, hints=not self._parameters.sees_hints)
            scores, vectors = self._encode(batch)
            for row, i in enumerate(numbers):
                words = len(windows[i].positions)
                outputs[i] = (scores[row, :words], vectors[row, :words])
        return outputs

    def _read(self, window: Window, likelihoods: Likelihoods, vectors: Floats) -> Iterator[TaggedContent]:
        """The contents of a window: of those that overlap the one that is likelier right."""
        weighed = [item for item in likelihoods.spans(CONTENT) if window.core[item[0][0]]]
        contents = [words for words, _ in weighed]
        sources, cues = _unrivalled(likelihoods.spans(SOURCE)), _unrivalled(likelihoods.spans(CUE))
        source_shares = self._links(window, contents, sources, vectors, 0)
        cue_shares = self._links(window, contents, cues, vectors, 1)
        bounds = [_characters(window, words) for words in contents]
        right = agreeing(bounds, [share for _, share in weighed])
        expected = right * source_shares.max(axis=1, initial=0)
        order = np.lexsort(([-share for _, share in weighed], -expected))
        order = order[expected[order] > _LEAST_EXPECTED].tolist()
        for row in apart(contents, order):
            source, source_share = _choice(source_shares[row], sources)
            cue, _ = _choice(cue_shares[row], cues)
            evidence = _evidence(float(right[row]), weighed[row], source_share, source is not None)
            yield TaggedContent(
                *bounds[row],
                _characters(window, source) if source else None, _characters(window, cue) if cue else None,
                self._confidence(evidence), evidence,
            )  # fmt: skip

    def _links(
        self,
        window: Window,
        contents: Sequence[Words],
        candidates: Sequence[tuple[Words, float]],
        vectors: Floats,
        side: int,
    ) -> Floats:
        """The probability of each candidate and of nobody, a row a content; a candidate that is itself
        unlikely counts for less; one that stands in the content counts against the content."""
        own = self._parameters.links[side]
        shift = self._parameters.nobody if side == 0 else 0.0
        shifted = LinkParameters(own.distance, own.apart, own.nobody + shift)
        spans = [words for words, _ in candidates]
        shares = link_probabilities(vectors, window.paragraphs, contents, spans, side, shifted)
        shares *= np.array([*(share for _, share in candidates), 1.0], np.float32)
        shares /= shares.sum(axis=1, keepdims=True)
        shares[:, :-1][overlaps(contents, spans)] = 0
        return shares

    def _confidence(self, evidence: Sequence[float]) -> float:
        weights = self._parameters.confidence
        score = sum(w * x for w, x in zip(weights, evidence, strict=False)) + weights[-1]
        return float(1 / (1 + np.exp(-score)))


def _unrivalled(weighed: Sequence[tuple[Words, float]]) -> list[tuple[Words, float]]:
    """Of spans that overlap the likeliest, in order of start."""
    order = sorted(range(len(weighed)), key=lambda i: -weighed[i][1])
    return [weighed[i] for i in sorted(apart([words for words, _ in weighed], order))]


def _choice(shares: Floats, candidates: Sequence[tuple[Words, float]]) -> tuple[Words | None, float]:
    best = int(shares.argmax())
    return (candidates[best][0] if best < len(candidates) else None), float(shares[best])


def _characters(window: Window, words: Words) -> Bounds:
    last = words[1]
    while window.ends[last] < 0:  # the end of a paragraph is a word without characters
        last -= 1
    return int(window.starts[words[0]]), int(window.ends[last])


def _evidence(right: float, weighed: tuple[Words, float], source_share: float, sourced: bool) -> Evidence:
    """Log odds of nearly these bounds, of just these, and of the source; whether there is a source; the
    logarithm of the number of words."""
    (first, last), share = weighed
    shares = np.clip([right, share, source_share], _LEAST_SHARE, 1 - _LEAST_SHARE)
    odds = np.log(shares / (1 - shares))
    return (*odds.tolist(), float(sourced), float(np.log(last - first + 1)))


def onnx_encoder(path: Path, threads: int = 1) -> Encoder:
    """The network in an ONNX file, as a function from a batch to scores and vectors of its words.

    The windows of a batch run one by one, so that nothing is computed for padding.
    """
    session = onnx_session(path, threads)
    seen = [given.name for given in session.get_inputs()]  # one without the parse does not take `heads`

    def encode(batch: Batch) -> tuple[Floats, Floats]:
        scores = np.zeros((*batch.present.shape, LABELS), np.float32)
        vectors = np.zeros((*batch.present.shape, 8 * WIDTH), np.float32)
        for number in range(len(batch.ids)):
            row = batch.row(number)
            outputs = session.run(["scores", "vectors"], {name: getattr(row, name) for name in seen})
            words = row.present.shape[1]
            scores[number, :words], vectors[number, :words] = outputs[0][0], outputs[1][0]
        return scores, vectors

    return encode
