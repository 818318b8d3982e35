"""Assessments where the lexicon is silent, by a small learned network (its card: training/README.md).

The rules know the wordings they have; the network is asked about the other sentences that may speak of two
states:

    sentence and pair -> questions.Question -> sieve -> network -> values and evidence

It sees masks in place of the states, so that it cannot know whom it judges. Needs numpy, onnxruntime and
tokenizers only.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

import numpy as np
from tokenizers import Tokenizer

from detente.extract.assessment_clauses import Judgement, asks
from detente.extract.assessment_context import Context, Dyad
from detente.extract.assessor.questions import Question, questions
from detente.extract.networks import load_tokenizer, onnx_session
from detente.extract.tagger.features import Integers
from detente.extract.tagger.linking import Floats
from detente.model import Level, Outlook, Scope, Sentence, Statement, TaggerError, Trend

__all__ = ["CUTS", "HEADS", "Assessor", "Parameters"]

Network = Callable[[Question], tuple[Floats, Floats]]
"""A question -> the scores of all heads, and of each piece of its sentence as an end of the evidence."""

HEADS: tuple[tuple[str, ...], ...] = (
    ("-", *get_args(Level)),
    ("-", *get_args(Trend)),
    ("-", *get_args(Outlook)),
    get_args(Scope),
)
"""The values of a head each, behind the first score (does it judge?)."""
CUTS: tuple[int, ...] = tuple(np.cumsum([1, *map(len, HEADS)]).tolist())
"""Where the scores of each head begin, and where the last ends."""
_LONGEST_EVIDENCE = 80  # word pieces


@dataclass(frozen=True, slots=True)
class Parameters:
    """`threshold`: the least score that counts as a judgement; `confidence`: slope and constant by which the
    score becomes the share that is right; `sieve`: a weight for each word piece, whose sum over the sentence
    and `sieve_constant` must not be negative for the network to be asked."""

    threshold: float
    confidence: tuple[float, float]
    sieve: Floats
    sieve_constant: float

    @classmethod
    def from_dict(cls, data: dict[str, Any], pieces: int) -> Parameters:
        """`pieces` is the size of the vocabulary; those without a weight in the sieve have none."""
        slope, constant = map(float, data["confidence"])
        sieve = np.zeros(pieces, np.float32)
        for piece, weight in data["sieve"]["weights"].items():
            sieve[int(piece)] = weight
        return cls(float(data["threshold"]), (slope, constant), sieve, float(data["sieve"]["constant"]))


class Assessor:
    """Finds judgements in sentences in which the rules found none on the same pair of states."""

    def __init__(self, tokenizer: Tokenizer, network: Network, parameters: Parameters, version: str) -> None:
        self.version = version
        self._tokenizer, self._ask, self._parameters = tokenizer, network, parameters

    @classmethod
    def load(cls, folder: Path | None = None, threads: int = 1) -> Assessor:
        """The assessor in `folder`, without one that of the package.

        There lie model.int8.onnx and params.json, and in the tagger's data its tokenizer. Raises TaggerError
        where a file is missing or cannot be read.
        """
        here = Path(__file__)
        folder = folder or here.with_name("data")
        model = folder / "model.int8.onnx"
        try:
            tokenizer = load_tokenizer(here.parents[1] / "tagger" / "data" / "tokenizer.json")
            written = (folder / "params.json").read_bytes()
            parameters = Parameters.from_dict(json.loads(written), tokenizer.get_vocab_size())
            network = onnx_network(model, threads)
            version = hashlib.sha256(model.read_bytes() + written).hexdigest()[:12]
        except Exception as error:  # tokenizers and onnxruntime raise errors of many kinds
            raise TaggerError(
                f"the assessor in {folder} cannot be loaded: {error}; install detente again"
            ) from error
        return cls(tokenizer, network, parameters, version)

    def judgements(
        self, context: Context, sentences: Sequence[Sentence], judged: Collection[tuple[int, Dyad]]
    ) -> Iterator[Judgement]:
        """The judgements of a document's sentences on pairs that are not `judged` there already.

        As for the rules, a question says nothing, nor does the turn of somebody who asks.
        """
        for number, sentence in enumerate(sentences):
            if not sentence.tokens or sentence.tokens[-1].lower == "?":
                continue
            for question in questions(context, sentences, number, self._tokenizer, self._passes):
                if (number, question.dyad) in judged:
                    continue
                judgement = self._judgement(context, question)
                if judgement is not None:
                    yield judgement

    def _passes(self, pieces: Integers) -> bool:
        sieve = self._parameters.sieve
        return bool(sieve[np.unique(pieces)].sum() + self._parameters.sieve_constant >= 0)

    def _judgement(self, context: Context, question: Question) -> Judgement | None:
        scores, ends = self._ask(question)
        if scores[0] < self._parameters.threshold or not len(ends):
            return None
        level, trend, outlook, scope = (
            names[int(scores[at : at + len(names)].argmax())] for at, names in zip(CUTS, HEADS, strict=False)
        )
        if level == trend == outlook == "-":
            return None
        start, end = _evidence(question, ends)
        if any(map(asks, context.statements_around(start, start))):
            return None
        statement = _statement(context, start, end)
        slope, constant = self._parameters.confidence
        return Judgement(
            dyad=question.dyad,
            scope=cast(Scope, scope),
            level=cast(Level | None, _or_none(level)),
            trend=cast(Trend | None, _or_none(trend)),
            outlook=cast(Outlook | None, _or_none(outlook)),
            start=start,
            end=end,
            statement=statement,
            sentence=question.sentence,
            confidence=round(float(1 / (1 + np.exp(-(slope * scores[0] + constant)))), 2),
            follows=question.points_back,
            found_by="network",
        )


def _or_none(value: str) -> str | None:
    return None if value == "-" else value


def _evidence(question: Question, ends: Floats) -> tuple[int, int]:
    """The likeliest stretch of the sentence, in characters."""
    pieces = len(ends)
    together = ends[:, 0][:, None] + ends[:, 1][None, :]
    apart = np.arange(pieces)[None, :] - np.arange(pieces)[:, None]
    together[(apart < 0) | (apart >= _LONGEST_EVIDENCE)] = -np.inf
    first, last = divmod(int(together.argmax()), pieces)
    return int(question.starts[first]), int(question.ends[last])


def _statement(context: Context, start: int, end: int) -> Statement | None:
    """The innermost statement around the evidence, or around most of it."""
    around = context.statements_around(start, end - 1) or context.statements_around(
        (start + end) // 2, (start + end) // 2
    )
    return min(around, key=lambda s: s.end - s.start, default=None)


def onnx_network(path: Path, threads: int = 1) -> Network:
    """The network in an ONNX file."""
    session = onnx_session(path, threads)

    def ask(question: Question) -> tuple[Floats, Floats]:
        last = len(question.ids) - 1
        own = np.zeros((1, last + 1), np.float32)
        own[0, question.first : last] = 1
        inputs = {"ids": question.ids[None], "shown": question.shown[None], "own": own}
        scores, ends = session.run(["scores", "ends"], inputs)
        return scores[0], ends[0, question.first : last]

    return ask
