"""A checked draft as a marked-up copy: one page of HTML that needs nothing else, or text with notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

Outcome = Literal["confirmed", "failed", "unchecked"]

# HTML cannot hold these; a control character in a draft must not end up in a browser as one either.
_UNSHOWN = {
    code: "\ufffd" for code in (*range(0x20), 0x7F, *range(0xD800, 0xE000)) if chr(code) not in "\t\n\r"
}
_SIGN = {"confirmed": "✓", "failed": "✗", "unchecked": "?"}
_STYLE = """
:root { color-scheme: light dark; --edge: #8886; --ok: #2a7d4f; --bad: #b3352b; --open: #7a6a1f; }
body { font: 1.0625rem/1.65 Georgia, serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; }
.facts, table, sup { font-family: system-ui, sans-serif; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
mark { color: inherit; background: none; border-bottom: 3px solid; }
.confirmed { border-color: var(--ok); } .failed { border-color: var(--bad); border-bottom-style: double; }
.unchecked { border-color: var(--open); border-bottom-style: dotted; }
mark:target { outline: 2px solid; outline-offset: 2px; }
sup { font-size: .7rem; font-weight: 600; padding: 0 .15rem; }
table { border-collapse: collapse; font-size: .875rem; width: 100%; margin: 2rem 0; }
th, td { text-align: left; vertical-align: top; }
th, td { padding: .4rem .6rem .4rem 0; border-bottom: 1px solid
var(--edge); } a { color: inherit; }
"""


@dataclass(frozen=True, slots=True)
class DraftMark:
    """A quotation of a draft, `start` to `end` of the text in the copy, and what is to be said of it:
    `verdict` a word, `told` a sentence, `stored` the words the archive has, `citation` where they stand."""

    start: int
    end: int
    line: int
    quote: str
    speaker: str | None
    outcome: Outcome
    verdict: str
    told: str
    stored: str = ""
    citation: str = ""


def draft_page(name: str, text: str, marks: Sequence[DraftMark], told: str) -> str:
    """The page: what is `told` of the whole, the text with its quotations marked, and a table. All is
    escaped."""
    title = _shown(f"{name}: quotations checked")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        f'<p class="facts">{_shown(told)}</p>\n<div class="text">{marked_text(text, marks)}</div>\n'
        f"{marks_table(marks)}</body>\n</html>\n"
    )


def marked_text(text: str, marks: Sequence[DraftMark]) -> str:
    """The text as HTML, each quotation underlined with its sign, number and verdict."""
    return "".join(_pieces(text, marks))


def _pieces(text: str, marks: Sequence[DraftMark]) -> Iterator[str]:
    reached = 0
    for number, mark in enumerate(marks, 1):
        yield _shown(text[reached : mark.start])
        yield f'<mark class="{mark.outcome}" id="q{number}">{_shown(text[mark.start : mark.end])}</mark>'
        yield f'<sup><a href="#r{number}">{_SIGN[mark.outcome]} {number} {_shown(mark.verdict)}</a></sup>'
        reached = mark.end
    yield _shown(text[reached:])


def marks_table(marks: Sequence[DraftMark]) -> str:
    """The quotations as a table of HTML."""
    head = "".join(f"<th>{name}</th>" for name in ("", "Line", "Quotation", "Speaker", "Verdict", "Found"))
    rows = "".join(_row(number, mark) for number, mark in enumerate(marks, 1))
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n" if marks else ""


def _row(number: int, mark: DraftMark) -> str:
    found = "<br>".join(_shown(part) for part in (mark.told, mark.stored, mark.citation) if part)
    cells = (
        f'<a href="#q{number}">{_SIGN[mark.outcome]} {number}</a>',
        str(mark.line),
        _shown(mark.quote),
        _shown(mark.speaker or ""),
        _shown(mark.verdict),
        found,
    )
    return f'<tr id="r{number}">' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>\n"


def draft_text(text: str, marks: Sequence[DraftMark]) -> str:
    """The text with a sign, number and verdict in brackets after each quotation, and the notes at its end."""
    pieces, reached = [], 0
    for number, mark in enumerate(marks, 1):
        # Behind the closing mark, where there is one.
        end = mark.end + (mark.end < len(text) and text[mark.end] in "”\"»“’'")
        pieces += [text[reached:end], f" [{_SIGN[mark.outcome]} {number} {mark.verdict}]"]
        reached = end
    notes = [_note(number, mark) for number, mark in enumerate(marks, 1)]
    rule = ["", "-" * 72, ""] if notes else []
    return "".join(pieces) + text[reached:].rstrip("\n") + "\n" + "\n".join([*rule, *notes, ""])


def _note(number: int, mark: DraftMark) -> str:
    speaker = f", {mark.speaker}" if mark.speaker else ""
    parts = [f"{number}. line {mark.line}{speaker}: {mark.verdict}. {mark.told}", mark.stored, mark.citation]
    return "\n   ".join(" ".join(part.split()) for part in parts if part)


def _shown(text: str) -> str:
    return escape(text.translate(_UNSHOWN))
