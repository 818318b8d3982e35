"""Reads the marked-up cases of tests/cases/assessments and makes the records that the stage is given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from detente.extract.assessments import find_assessments
from detente.model import (
    Assessment,
    Document,
    Mention,
    Published,
    Segment,
    Sentence,
    Speaker,
    Statement,
    StatementKind,
    stable_id,
)
from detente.parse import Parser
from detente.spans import Span

CASES = Path(__file__).parents[1] / "cases" / "assessments"
TITLE = "Norland and Sudria: how Norland and Sudria see it\n\n"
NAMES = {
    "President Lindqvist": ("XNO", "person"),
    "Lindqvist": ("XNO", "person"),
    "Orsini": ("XSU", "person"),
    "Norlandic": ("XNO", "state"),
    "Norland": ("XNO", "state"),
    "Nordhavn": ("XNO", "state"),
    "Sudrian": ("XSU", "state"),
    "Sudria": ("XSU", "state"),
    "Sudapol": ("XSU", "state"),
    "Westmark": ("XWE", "state"),
    "Norlanders": ("XNO", "state"),
    "Sudrians": ("XSU", "state"),
    "Merane": ("XSU", "state"),
    "Estmark": ("XES", "state"),
    "Vardia": ("XVA", "state"),
    "Ilves": ("XES", "person"),
    "Dravic": ("XVA", "person"),
    "Westburg": ("XWE", "state"),
}
_UNNAMED = (None, "group")
_NAME = re.compile("|".join(sorted(NAMES, key=len, reverse=True)))
_MARK = re.compile(r"\{([\w ]+)\||\}|\[\[|\]\]")


@dataclass(frozen=True)
class Case:
    text: str
    statements: tuple[tuple[str, int, int], ...]
    marked: tuple[tuple[int, int], ...]
    expected: tuple[str, ...]
    where: str
    xfail: str | None = None  # why the rules are wrong here

    @property
    def judgements(self) -> list[tuple[str, int, int]]:
        """The lines expected, each with the bounds of its evidence; one stretch may serve for all.

        Raises ValueError where stretches and lines do not fit.
        """
        lines = [line for line in self.expected if line != "nothing"]
        marked = self.marked if len(self.marked) == len(lines) else self.marked * len(lines)
        if len(marked) != len(lines):
            counts = f"{len(self.marked)} stretches are marked, {len(lines)} judgements given"
            raise ValueError(f"{self.where}: {counts}")
        return [(line, start, end) for line, (start, end) in zip(lines, marked, strict=True)]


def read_cases(path: Path) -> Iterator[Case]:
    block: list[str] = []
    for number, line in enumerate([*path.read_text("utf-8").splitlines(), ""], 1):
        if line.startswith("#"):
            continue
        if line.strip():
            block.append(line)
        elif block:
            yield _case(block, f"{path.stem}:{number - len(block)}")
            block = []


def _case(block: list[str], where: str) -> Case:
    expected = tuple(line[2:].strip() for line in block if line.startswith("=>"))
    xfail = next((line[6:].strip() for line in block if line.startswith("xfail:")), None)
    source = TITLE + "\n".join(line for line in block if not line.startswith(("=>", "xfail:")))
    text, opened, statements, marked, at = "", [], [], [], 0
    starts: list[int] = []
    for match in _MARK.finditer(source):
        text += source[at : match.start()]
        at = match.end()
        if match.group(1):
            opened.append((match.group(1), len(text)))
        elif match.group() == "}":
            name, start = opened.pop()
            statements.append((name, start, len(text)))
        elif match.group() == "[[":
            starts.append(len(text))
        else:
            marked.append((starts.pop(), len(text)))
    return Case(text + source[at:], tuple(statements), tuple(marked), expected, where, xfail)


@cache
def parser() -> Parser:
    return Parser()


def extract(text: str, statements: tuple[tuple[str, int, int], ...] = ()) -> tuple[Assessment, ...]:
    """The assessments of a text on Norland and Sudria, published on 2016-05-04."""
    return find_assessments(*records_of(text), statements_of(text, statements))


def records_of(
    text: str,
) -> tuple[Document, tuple[Segment, ...], tuple[Sentence, ...], tuple[Mention, ...]]:
    """What the stages before make of a text."""
    segments = segments_of(text)
    return document_of(text), segments, parser().parse(text, segments, ()), mentions_of(text)


def document_of(text: str) -> Document:
    """A text as an article of 2016-05-04."""
    blank = Document("d", "h", *(None,) * 9, "no", "article", text)
    return replace(blank, published=Published("2016-05-04", "printed"), language="en")


def segments_of(text: str) -> tuple[Segment, ...]:
    lines = list(re.finditer(r"[^\n]+", text))
    return tuple(
        Segment(f"s{n}", "d", "paragraph" if n else "title", m.start(), m.end()) for n, m in enumerate(lines)
    )


def mentions_of(text: str) -> tuple[Mention, ...]:
    return tuple(
        Mention(
            stable_id("mention", m.start()),
            "d",
            m.start(),
            m.end(),
            m.group(),
            "name",
            None,
            m.group(),
            code,
            kind,
        )
        for m in _NAME.finditer(text)
        for code, kind in [NAMES[m.group()]]
    )


def statements_of(text: str, statements: tuple[tuple[str, int, int], ...]) -> tuple[Statement, ...]:
    return tuple(_statement(text, *statement) for statement in statements)


def _statement(text: str, name: str, start: int, end: int) -> Statement:
    kind: StatementKind = "direct" if text[start - 1] == '"' else "indirect"
    return statement_of(text, start, end, kind, name, NAMES.get(name, _UNNAMED)[0])


def statement_of(
    text: str, start: int, end: int, kind: StatementKind, name: str | None, code: str | None
) -> Statement:
    """A stretch as the statement of a speaker on 2016-05-03."""
    speaker = Speaker(None, name, code, Span(0, 0, ""))
    head = (f"st{start}", "d", kind, start, end, text[start:end], (), speaker, None, None, None, "2016-05-03")
    return Statement(*head, None, None, None, (), (), None, None, None, (), 1.0)


def shown(a: Assessment) -> str:
    """A record in the notation of the cases, with its date."""
    values = f"{a.level or '-'} {a.trend or '-'} {a.outlook or '-'}"
    return f"{a.holder.name} | {'-'.join(a.dyad)} | {a.scope} | {values} | {a.date}"


def as_found(line: str, found: Assessment) -> str:
    """The expected line, of its alternatives ("low/-") the one that was found where it is among them."""
    holder, dyad, scope, values, *date = (part.strip() for part in line.split(" | "))
    actual = (found.level or "-", found.trend or "-", found.outlook or "-")
    chosen = [a if a in v.split("/") else v for v, a in zip(values.split(), actual, strict=True)]
    place = found.scope if found.scope in scope.split("/") else scope
    return f"{holder} | {dyad} | {place} | {' '.join(chosen)} | {date[0] if date else found.date}"
