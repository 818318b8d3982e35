"""A draft -> its text, with the way back to the place in the draft: plain text, Markdown, HTML, Word.

A draft is read to be checked and is never stored. All visible text of it counts, what it links to is not
fetched.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from detente.model import ReadError
from detente.read.draft_docx import docx_paragraphs
from detente.read.draft_html import html_text
from detente.read.encoding import decode

DraftForm = Literal["text", "markdown", "html", "docx"]

MOST_BYTES = 8_000_000
LONGEST_DRAFT = 300_000

_MARKDOWN = (".md", ".markdown", ".mdown")
_HTML = (".html", ".htm", ".xhtml")
_LOOKS_LIKE_HTML = re.compile(r"\s{0,200}<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>])", re.I)
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as read: `text` is what is checked, `source` the decoded file (for Word the same as `text`).

    `places` are (offset in `text`, offset in `source`) where the two run on from, in order.
    """

    name: str
    form: DraftForm
    text: str
    source: str
    places: tuple[tuple[int, int], ...] = ((0, 0),)

    def source_offset(self, offset: int) -> int:
        """Where in the file the character stands."""
        at = bisect_right(self.places, (offset, len(self.source))) - 1
        begins, there = self.places[max(0, at)]
        return min(len(self.source), there + offset - begins)

    def source_bounds(self, start: int, end: int) -> tuple[int, int]:
        """Where in the file the characters from `start` to `end` stand."""
        return self.source_offset(start), self.source_offset(max(start, end - 1)) + (end > start)

    def line(self, offset: int) -> int:
        """The line of the file, from 1, in which the character stands; of a Word document the paragraph."""
        return self.source.count("\n", 0, self.source_offset(offset)) + 1


def read_draft(data: bytes, name: str) -> Draft:
    """The draft in the bytes of a file of this name; raises ReadError where they hold no text that can be
    read.

    The form is told by the name's ending, and by the bytes where that says nothing.
    """
    if not data:
        raise ReadError("an empty file; give a draft with text")
    if len(data) > MOST_BYTES:
        raise ReadError(f"{len(data):,} bytes, more than the {MOST_BYTES:,} that a draft may have; cut it")
    ending = PurePath(name.lower()).suffix
    draft = _docx(data, name) if ending == ".docx" or data.startswith(_ZIP) else _decoded(data, name, ending)
    if not draft.text.strip():
        raise ReadError("no visible text in it; give a draft with text")
    if len(draft.text) > LONGEST_DRAFT:
        raise ReadError(
            f"{len(draft.text):,} characters, more than the {LONGEST_DRAFT:,} that a draft may have; cut it"
        )
    return draft


def _docx(data: bytes, name: str) -> Draft:
    text = "\n".join(docx_paragraphs(data))
    return Draft(name, "docx", text, text)


def _decoded(data: bytes, name: str, ending: str) -> Draft:
    source = decode(data).text
    if ending in _HTML or (ending not in _MARKDOWN and _LOOKS_LIKE_HTML.match(source)):
        text, places = html_text(source)
        return Draft(name, "html", text, source, places)
    if ending in _MARKDOWN:
        text, places = markdown_text(source)
        return Draft(name, "markdown", text, source, places)
    return Draft(name, "text", source, source)


# What is markup and not text.
_MARKUP = (
    re.compile(r"^[ \t]{0,3}(?:#{1,6}(?=[ \t])|(?:>[ \t]?)+|[-*+](?=[ \t])|\d{1,3}[.)](?=[ \t]))", re.M),
    re.compile(r"^[ \t]{0,3}(?:`{3,}|~{3,}).*$", re.M),
    re.compile(r"!?\[(?=[^\[\]\n]{0,500}\]\()"),
    re.compile(r"\]\([^()\n]{0,2000}\)"),
    re.compile(r"(?<!\\)(?:\*{1,3}|(?<!\w)_{1,3}(?=\w)|(?<=[\w.,!?”\"'])_{1,3}(?!\w)|`+)"),
    re.compile(r"\\(?=[\\`*_{}\[\]()#+.!>-])"),
)


def markdown_text(source: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Markdown without its marks (emphasis, headings, quotes, lists, links), and where each piece stood."""
    struck = source.replace("\0", " ")
    for markup in _MARKUP:
        struck = markup.sub(lambda found: "\0" * len(found[0]), struck)
    pieces, places, length = [], [], 0
    for found in re.finditer(r"[^\0]+", struck):
        places.append((length, found.start()))
        pieces.append(source[found.start() : found.end()])
        length += found.end() - found.start()
    return "".join(pieces), tuple(places) or ((0, 0),)
