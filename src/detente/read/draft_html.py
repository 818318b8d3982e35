"""The visible text of an HTML draft, with where each piece of it stands in the file."""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser

# What these hold is not shown to a reader.
_UNSEEN = frozenset({"script", "style", "template", "noscript", "head", "svg", "math", "iframe", "object"})
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
_BLANK = " "


def html_text(source: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text, blocks parted by line ends, and (offset in the text, offset in the source) of each piece.

    Nothing is fetched or run. Broken markup is read as browsers read it, as far as it goes.
    """
    reader = _Reader(source)
    # A NUL ends nothing in the parser, but no text may hold one as markup.
    reader.feed(source)
    reader.close()
    return "".join(reader.pieces), tuple(reader.places) or ((0, 0),)


class _Reader(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.pieces: list[str] = []
        self.places: list[tuple[int, int]] = []
        self._length = 0
        self._unseen: list[str] = []
        self._lines = [0]
        for line in source.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _add(self, text: str) -> None:
        if self._unseen or not text:
            return
        self.places.append((self._length, self._offset()))
        self.pieces.append(text)
        self._length += len(text)

    def _break(self, tag: str) -> None:
        if tag not in _INLINE and self.pieces and not self.pieces[-1].endswith("\n"):
            self._add("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(tag)
        if tag in _UNSEEN:
            self._unseen.append(tag)
        elif tag == "q":
            self._add("“")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            while self._unseen.pop() != tag:
                pass
        elif tag == "q":
            self._add("”")
        self._break(tag)

    def handle_data(self, data: str) -> None:
        # Line ends of the file are spaces on the page.
        self._add(data.replace("\r", _BLANK).replace("\n", _BLANK))

    def handle_entityref(self, name: str) -> None:
        self._add(unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self._add(unescape(f"&#{name};"))
