"""Extractions as one page of HTML that needs nothing else: the text, its statements marked, and tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import pairwise

from detente.model import Assessment, Document, Extraction, Statement

# Hues that people with colour-blindness tell apart; a speaker's number in the margin says the same.
_HUES = (215, 35, 160, 285, 0, 85, 320, 190)

_STYLE = """
:root { color-scheme: light dark; --edge: #8886; }
body { font: 1.0625rem/1.65 Georgia, serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 3rem 0 .25rem; }
.facts, table, sup { font-family: system-ui, sans-serif; }
.facts { opacity: .75; font-size: .875rem; margin: 0 0 1.5rem; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
mark { color: inherit; background: hsl(var(--hue) 80% 55% / .2) }
mark { border-bottom: 2px solid hsl(var(--hue) 60% 45%) }
mark:target, mark:hover { background: hsl(var(--hue) 80% 55% / .45); }
sup { font-size: .65rem; font-weight: 600; padding: 0 .15rem; }
table { border-collapse: collapse; font-size: .875rem; width: 100%; margin: 2rem 0; }
th, td { text-align: left; vertical-align: top }
th, td { padding: .4rem .6rem .4rem 0; border-bottom: 1px solid var(--edge); }
a { color: inherit; }
"""


def page(extractions: Iterable[Extraction]) -> Iterator[str]:
    """The page in pieces, a document at a time. Everything from a document is escaped."""
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<title>Statements found by detente</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
    for extraction in extractions:
        yield "".join(_document(extraction))
    yield "</body>\n</html>\n"


def _document(extraction: Extraction) -> Iterator[str]:
    document, statements = extraction.document, extraction.statements
    speakers = _numbers(statements)
    yield f'<article id="{escape(document.id)}">\n<h1>{escape(_title(document))}</h1>\n'
    yield f'<p class="facts">{escape(" · ".join(_facts(document)))}</p>\n<div class="text">'
    yield from _marked_text(document.text, statements, speakers)
    yield "</div>\n"
    if statements:
        columns: tuple[str, ...] = ("", "Speaker", "Kind", "Words", "Said on")
        yield _table(columns, (_statement(statement, speakers) for statement in statements))
    if extraction.assessments:
        columns = ("Relationship", "Holder", "Level", "Trend", "Outlook", "Evidence")
        yield _table(columns, map(_assessment, extraction.assessments))
    yield "</article>\n"


def _title(document: Document) -> str:
    return document.title or document.uri or document.external_id or document.id


def _facts(document: Document) -> list[str]:
    facts = (
        document.publisher.name if document.publisher else None,
        document.published.date if document.published else None,
        document.byline,
        document.genre,
        document.uri,
    )
    return [fact for fact in facts if fact]


def _numbers(statements: Iterable[Statement]) -> dict[str, int]:
    """Speakers numbered in the order in which they first speak."""
    return {name: number for number, name in enumerate(dict.fromkeys(map(speaker_name, statements)), 1)}


def speaker_name(statement: Statement) -> str:
    """Who speaks, in words: names, else the description of the unnamed, else that it is unknown."""
    speaker = statement.speaker
    joint = ", ".join(name for name in (actor.name for actor in speaker.all) if name)
    return joint or speaker.name or speaker.description or "speaker unknown"


def _marked_text(text: str, statements: tuple[Statement, ...], speakers: dict[str, int]) -> Iterator[str]:
    """The text cut where a statement begins or ends; a piece belongs to the innermost one around it."""
    begun: set[str] = set()
    for start, end, statement in _pieces(len(text), statements):
        words = escape(text[start:end])
        if statement is None:
            yield words
            continue
        number = speakers[speaker_name(statement)]
        anchor = "" if statement.id in begun else f' id="{escape(statement.id)}"'
        label = "" if statement.id in begun else f"<sup>{number}</sup>"
        begun.add(statement.id)
        title = escape(f"{speaker_name(statement)} ({statement.kind})")
        yield f'<mark{anchor} style="--hue: {_hue(number)}" title="{title}">{label}{words}</mark>'


def _pieces(length: int, statements: tuple[Statement, ...]) -> Iterator[tuple[int, int, Statement | None]]:
    order = sorted(statements, key=lambda s: (s.start, -s.end))
    cuts = sorted({0, length} | {s.start for s in order} | {s.end for s in order})
    around: list[Statement] = []
    coming = iter(order)
    following = next(coming, None)
    for start, end in pairwise(cuts):
        around = [statement for statement in around if statement.end > start]
        while following is not None and following.start <= start:
            around.append(following)
            following = next(coming, None)
        yield start, end, min(around, key=lambda s: s.end - s.start, default=None)


def _hue(number: int) -> int:
    return _HUES[(number - 1) % len(_HUES)]


def _statement(statement: Statement, speakers: dict[str, int]) -> tuple[str, ...]:
    name = speaker_name(statement)
    link = f'<a href="#{escape(statement.id)}">{escape(statement.text)}</a>'
    return str(speakers[name]), escape(name), statement.kind, link, escape(statement.said_on or "")


def _assessment(assessment: Assessment) -> tuple[str, ...]:
    words = " … ".join(span.text for span in assessment.evidence)
    holder = assessment.holder.name or assessment.holder.code or "unknown"
    stated = (assessment.level, assessment.trend, assessment.outlook)
    return (
        escape("–".join(assessment.dyad)),
        escape(holder),
        *(escape(value or "") for value in stated),
        escape(words),
    )


def _table(columns: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>\n" for row in rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n"
