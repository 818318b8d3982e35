"""Contents of attributions with their sources and cues, by a small learned tagger (see its model card).

Needs numpy, onnxruntime and tokenizers only. `Tagger` reads paragraphs that are already parsed:

    paragraphs -> features.Pieces -> windows.Window -> encoder -> decode (labels) -> linking (source, cue)
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from detente.extract.tagged import Hint, TaggedContent
from detente.extract.tagger.decode import CONTENT, CUE, LABELS, SOURCE, Chain, label_paragraphs, label_spans
from detente.extract.tagger.features import Integers, Pieces, paragraph_pieces
from detente.extract.tagger.linking import WIDTH, Floats, LinkParameters, Words, link_probabilities
from detente.extract.tagger.windows import Batch, Window, batches, pack, padded
from detente.model import Quotation, Sentence, TaggerError

__all__ = ["Parameters", "Tagger"]

Bounds = tuple[int, int]
Encoder = Callable[[Batch], tuple[Floats, Floats]]  # scores, vectors: windows x words x ...
_BATCH = 8
_DECODED_TOGETHER = 64
_LEAST_SHARE = 1e-3
_SLOWER = ["SkipLayerNormFusion"]  # on a CPU the fused operator takes four times as long as its two parts


@dataclass(frozen=True, slots=True)
class Parameters:
    """What the encoder's outputs are decoded with. `begin` is added to the score of beginning a content
    (more gives more contents), `nobody` to that of having no source; `confidence` weights the evidence, the
    constant last. A network trained without them `sees` neither the parse nor the hints of the rules."""

    chain: Chain
    links: tuple[LinkParameters, LinkParameters]
    begin: float
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
        shift, weights = data["shift"], tuple(map(float, data["confidence"]))
        begin, nobody = float(shift["begin"]), float(shift["nobody"])
        sees = data["sees"]
        return cls(chain, (links[0], links[1]), begin, nobody, weights, sees["parse"], sees["hints"])


class Tagger:
    """Finds contents, sources and cues in parsed paragraphs."""

    def __init__(
        self, tokenizer: Tokenizer, encoder: Encoder, parameters: Parameters, version: str = "learned"
    ) -> None:
        self.version = version
        self._tokenizer = tokenizer
        self._encode = encoder
        self._parameters = parameters

    @classmethod
    def load(cls, setting: str = "learned", *, folder: Path | None = None, threads: int = 1) -> Tagger:
        """The tagger of a setting, "learned" or "fast", in `folder`, without one in that of the package.

        There lie tokenizer.json and, below the name of the setting, model.int8.onnx and params.json. Raises
        TaggerError where a file is missing or cannot be read.
        """
        folder = folder or Path(__file__).with_name("data")
        model = folder / setting / "model.int8.onnx"
        try:
            parameters = Parameters.from_dict(
                json.loads((folder / setting / "params.json").read_text("utf-8"))
            )
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            encoder = onnx_encoder(model, threads)
            version = hashlib.sha256(model.read_bytes()).hexdigest()[:12]
        except Exception as error:  # tokenizers and onnxruntime raise errors of many kinds
            raise TaggerError(
                f"the tagger in {folder} cannot be loaded: {error}; install detente again"
            ) from error
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return cls(tokenizer, encoder, parameters, f"{setting} {version}")

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
        windows = list(pack(paragraphs))
        outputs = self._outputs(windows)
        found: list[TaggedContent] = []
        for at in range(0, len(windows), _DECODED_TOGETHER):
            together = range(at, min(at + _DECODED_TOGETHER, len(windows)))
            scores = [self._shifted(outputs[i][0]) for i in together]
            ends = [np.flatnonzero(windows[i].starts < 0) for i in together]
            labelled = label_paragraphs(scores, ends, self._parameters.chain)
            for i, (labels, sure) in zip(together, labelled, strict=True):
                found += self._read(windows[i], labels, sure, outputs[i][1])
        return sorted(found, key=lambda content: (content.start, content.end))

    def _shifted(self, scores: Floats) -> Floats:
        scores = scores.copy()
        scores[:, 2 * CONTENT + 1] += self._parameters.begin
        return scores

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

    def _read(
        self, window: Window, labels: Integers, sure: Floats, vectors: Floats
    ) -> Iterator[TaggedContent]:
        spans = [(kind, words) for kind, words in label_spans(labels) if window.starts[words[0]] >= 0]
        contents = [words for kind, words in spans if kind == CONTENT and window.core[words[0]]]
        sources = [words for kind, words in spans if kind == SOURCE]
        cues = [words for kind, words in spans if kind == CUE]
        source_shares = self._links(window, contents, sources, vectors, 0)
        cue_shares = self._links(window, contents, cues, vectors, 1)
        for row, words in enumerate(contents):
            source, source_share = _choice(source_shares[row], sources)
            cue, _ = _choice(cue_shares[row], cues)
            evidence = _evidence(sure, words, source_share, source is not None)
            start, end = _characters(window, words)
            yield TaggedContent(
                start, end,
                _characters(window, source) if source else None, _characters(window, cue) if cue else None,
                self._confidence(evidence), evidence,
            )  # fmt: skip

    def _links(
        self,
        window: Window,
        contents: Sequence[Words],
        candidates: Sequence[Words],
        vectors: Floats,
        side: int,
    ) -> Floats:
        own = self._parameters.links[side]
        shift = self._parameters.nobody if side == 0 else 0.0
        shifted = LinkParameters(own.distance, own.apart, own.nobody + shift)
        return link_probabilities(vectors, window.paragraphs, contents, candidates, side, shifted)

    def _confidence(self, evidence: Sequence[float]) -> float:
        weights = self._parameters.confidence
        score = sum(w * x for w, x in zip(weights, evidence, strict=False)) + weights[-1]
        return float(1 / (1 + np.exp(-score)))


def _choice(shares: Floats, candidates: Sequence[Words]) -> tuple[Words | None, float]:
    best = int(shares.argmax())
    return (candidates[best] if best < len(candidates) else None), float(shares[best])


def _characters(window: Window, words: Words) -> Bounds:
    last = words[1]
    while window.ends[last] < 0:  # the end of a paragraph is a word without characters
        last -= 1
    return int(window.starts[words[0]]), int(window.ends[last])


def _evidence(sure: Floats, words: Words, source_share: float, sourced: bool) -> tuple[float, ...]:
    """Log odds of the first label, of the one behind the last, of the least sure between, and of the source;
    whether there is a source; the logarithm of the number of words."""
    first, last = words
    behind = sure[last + 1] if last + 1 < len(sure) else 1.0
    shares = np.array([sure[first], behind, sure[first : last + 1].min(), source_share])
    shares = np.clip(shares, _LEAST_SHARE, 1 - _LEAST_SHARE)
    odds = np.log(shares / (1 - shares))
    return (*odds.tolist(), float(sourced), float(np.log(last - first + 1)))


def onnx_encoder(path: Path, threads: int = 1) -> Encoder:
    """The network in an ONNX file, as a function from a batch to scores and vectors of its words.

    The windows of a batch run one by one, so that nothing is computed for padding.
    """
    import onnxruntime  # type: ignore[import-untyped]

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOWER
    )

    def encode(batch: Batch) -> tuple[Floats, Floats]:
        scores = np.zeros((*batch.present.shape, LABELS), np.float32)
        vectors = np.zeros((*batch.present.shape, 8 * WIDTH), np.float32)
        for number in range(len(batch.ids)):
            row = batch.row(number)
            inputs = {name: getattr(row, name) for name in ("ids", "features", "positions", "heads")}
            outputs = session.run(["scores", "vectors"], inputs)
            words = row.present.shape[1]
            scores[number, :words], vectors[number, :words] = outputs[0][0], outputs[1][0]
        return scores, vectors

    return encode
