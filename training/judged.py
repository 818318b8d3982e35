"""Texts with their assessments -> the questions that the assessor's network is asked, with the answers.

Cases and documents are in the notation of tests/cases/assessments; `listed` gives the assessments of the
texts in `training/texts`, whose other sentences hold none. See training/assessments/README.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from detente.actors import load_gazetteer
from detente.extract.assessment_context import Context, Dyad
from detente.extract.assessment_rules import lexicon
from detente.extract.assessor import HEADS
from detente.extract.assessor.questions import Question, questions
from detente.extract.statements import find_statements
from detente.extract.tagger.linking import Floats
from detente.model import Document, Mention, Segment, Sentence, Statement, stable_id
from tests.extract import assessment_cases as cases
from training.data import as_documents, page_of, read_rows, split
from training.texts import FOLDER as TEXTS
from training.texts import bounds_of

FOLDER = Path(__file__).with_name("assessments")
_BEST = 0.65  # weight of the first of several values, "low/-"; the others share the rest
_BLOCK, _HELD_OUT = 10, 3  # of each ten blocks of ten cases one is measured, never trained on
_LABEL = re.compile(r"([^:\n]{1,60}): ")


@dataclass(frozen=True, slots=True)
class Gold:
    """An assessment: characters, pair, its values in the order of HEADS, "a/b" where they are arguable."""

    start: int
    end: int
    dyad: Dyad
    values: tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answer: the shares of the values of each head and the first and last piece of the
    evidence within the sentence, both None where nothing is judged."""

    question: Question
    values: tuple[Floats, ...] | None
    evidence: tuple[int, int] | None

    @property
    def judges(self) -> bool:
        return self.values is not None


@dataclass(frozen=True, slots=True)
class Read:
    """A text as the stages before hand it on, with its assessments."""

    document: Document
    segments: tuple[Segment, ...]
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]
    statements: tuple[Statement, ...]
    gold: tuple[Gold, ...]


def asked(read: Read, tokenizer: Tokenizer) -> Iterator[Asked]:
    """All questions about a text. One on a part of an assessment that mostly stands in another sentence is
    left out."""
    context = Context(read.document, read.segments, read.mentions, read.statements, lexicon())
    title = read.document.text.startswith(cases.TITLE)
    for number, sentence in enumerate(read.sentences):
        if title and sentence.segment == 0:
            continue
        touching = [gold for gold in read.gold if _shared(gold, sentence) > 0]
        for question in questions(context, read.sentences, number, tokenizer):
            same = [gold for gold in touching if gold.dyad == question.dyad]
            own = [g for g in same if _shared(g, sentence) == max(_shared(g, s) for s in read.sentences)]
            if own:
                yield _answered(question, own[0], sentence)
            elif not same:
                yield Asked(question, None, None)


def _shared(gold: Gold, sentence: Sentence) -> int:
    return min(gold.end, sentence.end) - max(gold.start, sentence.start)


def _answered(question: Question, gold: Gold, sentence: Sentence) -> Asked:
    start, end = max(gold.start, sentence.start), min(gold.end, sentence.end)
    inside = np.flatnonzero((question.ends > start) & (question.starts < end))
    evidence = (int(inside[0]), int(inside[-1])) if len(inside) else (0, 0)
    values = tuple(_shares(value, names) for value, names in zip(gold.values, HEADS, strict=True))
    return Asked(question, values, evidence)


def _shares(value: str, names: Sequence[str]) -> Floats:
    best, *others = value.split("/")
    shares = np.zeros(len(names), np.float32)
    shares[names.index(best)] = _BEST if others else 1.0
    for other in others:
        shares[names.index(other)] += (1 - _BEST) / len(others)
    return shares


# --- what is trained on, and what is measured


def read_folder(tokenizer: Tokenizer, folder: Path = FOLDER, *, held_out: bool) -> list[Asked]:
    """The questions on all texts that are held out, or on all others."""
    found: list[Asked] = []
    for path in sorted(folder.glob("cases/*.txt")):
        found += ask_all(_kept(read_cases(path), held_out, _BLOCK), tokenizer)
    for path in sorted(folder.glob("documents/*.txt")):
        found += ask_all(_kept(read_cases(path), held_out, 1), tokenizer)
    for path in sorted(folder.glob("listed/*.jsonl")):
        found += ask_all(_kept(read_texts(path), held_out, 1), tokenizer)
    return found


def read_news(gold: Path, tokenizer: Tokenizer, *, held_out: bool) -> list[Asked]:
    """The questions on the articles of PolNeAR that the tagger is trained on. `polnear.jsonl` lists what was
    found to be an assessment, by its sentence; the others count as none."""
    listed: dict[str, list[Gold]] = {}
    for row in _rows(FOLDER / "polnear.jsonl"):
        listed.setdefault(row["id"], []).append(_of_row(row, row["start"], row["end"]))
    articles = split(read_rows(gold))["train"]
    chosen = [row for n, row in enumerate(articles) if (n % 10 == _HELD_OUT) == held_out]
    gazetteer, documents = load_gazetteer(), as_documents(chosen)
    pages = [page_of(documents[row["id"]], cases.parser(), gazetteer) for row in chosen]
    reads = [
        Read(
            page.document, tuple(page.segments), tuple(page.sentences), tuple(page.mentions),
            find_statements(page, None), tuple(listed.get(row["id"], ())),
        )
        for row, page in zip(chosen, pages, strict=True)
    ]  # fmt: skip
    return ask_all(reads, tokenizer)


def ask_all(reads: Sequence[Read], tokenizer: Tokenizer) -> list[Asked]:
    """The questions on several texts."""
    return [question for read in reads for question in asked(read, tokenizer)]


def _kept(reads: Sequence[Read], held_out: bool, block: int) -> list[Read]:
    return [read for n, read in enumerate(reads) if (n // block % 10 == _HELD_OUT) == held_out]


def read_cases(path: Path) -> list[Read]:
    """The cases of a file in the tests' notation."""
    return [_case(case) for case in cases.read_cases(path)]


def _case(case: cases.Case) -> Read:
    gold = [_gold(*judgement) for judgement in case.judgements]
    statements = cases.statements_of(case.text, case.statements)
    return Read(*cases.records_of(case.text), statements, tuple(gold))


def _gold(line: str, start: int, end: int) -> Gold:
    _, dyad, scope, values, *_ = (part.strip() for part in line.split(" | "))
    one, other = dyad.split("-")
    level, trend, outlook = values.split()
    return Gold(start, end, (one, other), (level, trend, outlook, scope))


def read_texts(path: Path) -> list[Read]:
    """The texts whose assessments a file lists."""
    return [_text(row) for row in _rows(path) if row["names"]]


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _text(row: dict[str, Any]) -> Read:
    text, spans = bounds_of(TEXTS / row["file"])
    segments = cases.segments_of(text)
    contents = [
        cases.statement_of(text, start, end, "indirect", None, row["voices"].get(number))
        for (kind, number), (start, end) in spans.items()
        if kind == "c"
    ]
    turns = [turn for segment in segments for turn in _turns(text, segment, row.get("turns", {}))]
    statements = sorted([*contents, *turns], key=lambda s: (s.start, -s.end))
    sentences = cases.parser().parse(text, segments, ())
    gold = tuple(_listed(text, listed) for listed in row["assessments"])
    mentions = tuple(_mentions(text, row["names"]))
    return Read(cases.document_of(text), segments, sentences, mentions, tuple(statements), gold)


def _turns(text: str, segment: Segment, voices: dict[str, str | None]) -> Iterator[Statement]:
    label = _LABEL.match(text, segment.start, segment.end)
    if label and label[1] in voices:
        yield cases.statement_of(text, label.end(), segment.end, "turn", None, voices[label[1]])


def _mentions(text: str, names: dict[str, str]) -> Iterator[Mention]:
    longest_first = sorted(names, key=len, reverse=True)
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b")
    for m in pattern.finditer(text):
        mention_id = stable_id("mention", m.start())
        yield Mention(mention_id, "d", m.start(), m.end(), m[0], "name", None, m[0], names[m[0]], "state")


def _listed(text: str, row: dict[str, Any]) -> Gold:
    start = text.index(row["evidence"])
    return _of_row(row, start, start + len(row["evidence"]))


def _of_row(row: dict[str, Any], start: int, end: int) -> Gold:
    one, other = row["dyad"].split("-")
    level, trend, outlook = (row[name] or "-" for name in ("level", "trend", "outlook"))
    return Gold(start, end, (one, other), (level, trend, outlook, row["scope"] or "states"))
