"""The visible text of an HTML draft, with where each piece of it stands in the file.

The tokens are cut as the HTML Standard cuts them (13.2.5, as far as text needs it), in one pass that never
goes back: the parser of the standard library takes quadratic time on hostile pages, and others do not tell
where text stood.
"""

from __future__ import annotations

import re
from html import unescape

# What these hold is not shown to a reader. The raw ones hold no markup but their own end.
_RAW = frozenset({"script", "style", "iframe", "noembed", "noframes"})
_UNSEEN = frozenset({"head", "template", "noscript", "svg", "math", "object"})
_INLINE = frozenset(
    (
        *(
            "a",
            "abbr",
            "b",
            "bdi",
            "bdo",
            "cite",
            "code",
            "data",
            "del",
            "dfn",
            "em",
            "font",
            "i",
            "img",
            "ins",
        ),
        *(
            "kbd",
            "label",
            "mark",
            "q",
            "s",
            "samp",
            "small",
            "span",
            "strong",
            "sub",
            "sup",
            "time",
            "tt",
            "u",
        ),
        *("var", "wbr"),
    )
)
_MARKS = {("q", False): "“", ("q", True): "”"}

_TAG = re.compile(r"</?([A-Za-z][^\s/>]{0,60})")
_IN_TAG = re.compile(r">|=\s{0,20}([\"'])")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")


def html_text(source: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text, blocks parted by line ends, and (offset in the text, offset in the source) of each piece.

    Nothing is fetched or run. Broken markup is read as browsers read it, as far as it goes.
    """
    reader = _Reader(source)
    reader.read()
    return "".join(reader.pieces), tuple(reader.places) or ((0, 0),)


class _Reader:
    def __init__(self, source: str) -> None:
        self.pieces: list[str] = []
        self.places: list[tuple[int, int]] = []
        self._source = source
        self._length = 0
        self._unseen: list[str] = []

    def read(self) -> None:
        at = 0
        while at < len(self._source):
            opens = self._source.find("<", at)
            opens = len(self._source) if opens < 0 else opens
            self._words(at, opens)
            at = self._markup(opens) if opens < len(self._source) else opens

    def _markup(self, at: int) -> int:
        """Where the markup that begins here ends; a mark that begins none is text."""
        if self._source.startswith("<!--", at):
            return self._after("-->", at + 4)
        if self._source[at + 1 : at + 2] in ("!", "?"):
            return self._after(">", at)
        tag = _TAG.match(self._source, at)
        if not tag:
            self._add("<", at)
            return at + 1
        name = tag[1].lower()
        closing = self._source[at + 1] == "/"
        self._tag(name, at, closing=closing)
        end = self._tag_end(tag.end())
        return self._raw_end(name, end) if name in _RAW and not closing else end

    def _tag_end(self, at: int) -> int:
        """Behind the mark that closes a tag; one in a quoted value closes nothing."""
        while found := _IN_TAG.search(self._source, at):
            if not found[1]:
                return found.end()
            at = self._after(found[1], found.end())
        return len(self._source)

    def _raw_end(self, name: str, at: int) -> int:
        found = re.compile(rf"</{name}(?=[\s/>])", re.I).search(self._source, at)
        return found.start() if found else len(self._source)

    def _after(self, mark: str, at: int) -> int:
        found = self._source.find(mark, at)
        return found + len(mark) if found >= 0 else len(self._source)

    def _tag(self, name: str, at: int, *, closing: bool) -> None:
        if name in _UNSEEN and not closing:
            self._unseen.append(name)
        elif name in self._unseen[-50:]:
            while self._unseen.pop() != name:
                pass
        elif name == "body":
            self._unseen.clear()
        self._add(_MARKS.get((name, closing), ""), at)
        if name not in _INLINE and self.pieces and not self.pieces[-1].endswith("\n"):
            self._add("\n", at)

    def _words(self, start: int, end: int) -> None:
        """Text between two tags; line ends of the file are spaces on the page."""
        at = start
        for found in _REFERENCE.finditer(self._source, start, end):
            self._add(_spaced(self._source[at : found.start()]), at)
            self._add(unescape(found[0]), found.start())
            at = found.end()
        self._add(_spaced(self._source[at:end]), at)

    def _add(self, text: str, at: int) -> None:
        if text and not self._unseen:
            self.places.append((self._length, at))
            self.pieces.append(text)
            self._length += len(text)


def _spaced(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")
