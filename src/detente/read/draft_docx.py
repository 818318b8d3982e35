"""The paragraphs of a Word document (.docx), read without trusting it: ECMA-376, WordprocessingML.

A .docx file is a ZIP archive of XML. Only the parts that hold text are opened, each up to a limit, so that
an archive that unpacks to gigabytes costs nothing; XML with a document type, by which entities multiply, is
refused.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

from detente.model import ReadError

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
MOST_UNPACKED = 40_000_000
_MOST_ENTRIES = 5_000
_NOT_WORD = "not a Word document, whatever its name says; save the draft as .docx, .html, .md or .txt"
_BROKEN = "a broken Word document; open it in Word or LibreOffice and save it again"
_OLD = b"\xd0\xcf\x11\xe0"
_WHITE = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}noBreakHyphen": "-"}
# Deleted text of tracked changes, and what repeats a drawing for older programs.
_SKIPPED = frozenset({f"{_WORD}del", f"{_WORD}moveFrom", f"{_WORD}instrText", f"{_WORD}delText", _FALLBACK})


def docx_paragraphs(data: bytes) -> Iterator[str]:
    """The paragraphs, then those of foot- and endnotes; text of tracked insertions counts, deleted text
    does not.

    Raises ReadError for what is no Word document, is broken or protected, or unpacks to too much.
    """
    if data.startswith(_OLD):
        raise ReadError("an old or protected Word document; save it as .docx without a password")
    if not data.startswith(b"PK"):
        raise ReadError(_NOT_WORD)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [_unpacked(archive, name) for name in _present(archive)]
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise ReadError(_BROKEN) from error
    except RuntimeError as error:  # what zipfile raises for an archive with a password
        raise ReadError("a protected Word document; save it without a password") from error
    for part in parts:
        yield from _paragraphs(_parsed(part))


def _present(archive: zipfile.ZipFile) -> list[str]:
    names = archive.namelist()
    if len(names) > _MOST_ENTRIES:
        raise ReadError(f"a Word document of {len(names):,} parts, which no honest one has")
    if _PARTS[0] not in names:
        raise ReadError(_NOT_WORD)
    return [name for name in _PARTS if name in names]


def _unpacked(archive: zipfile.ZipFile, name: str) -> bytes:
    """A part, up to the limit whatever the archive says of its size."""
    with archive.open(name) as part:
        content = part.read(MOST_UNPACKED + 1)
    if len(content) > MOST_UNPACKED:
        raise ReadError(f"a Word document whose text unpacks to more than {MOST_UNPACKED:,} bytes; cut it")
    return content


def _parsed(content: bytes) -> ElementTree.Element:
    # A document type may stand in UTF-16 as well.
    if b"<!" in content[:MOST_UNPACKED].replace(b"\0", b"").replace(b"<![CDATA[", b"").replace(b"<!--", b""):
        raise ReadError("a Word document with a document type in its XML, which is not read; save it again")
    try:
        return ElementTree.fromstring(content)  # noqa: S314  no document type, so no entities
    except (ElementTree.ParseError, ValueError, LookupError, RecursionError) as error:
        raise ReadError(_BROKEN) from error


def _paragraphs(root: ElementTree.Element) -> Iterator[str]:
    """The text of each paragraph in the order of the document; a paragraph in a text box comes by itself."""
    text: list[str] = []
    # Walked with a stack: the elements may be nested deeper than Python recurses.
    stack: list[tuple[ElementTree.Element, bool]] = [(root, False)]
    while stack:
        element, leaving = stack.pop()
        if leaving:
            yield from _ended(text)
        elif element.tag == f"{_WORD}t":
            text.append(element.text or "")
        elif element.tag in _WHITE:
            text.append(_WHITE[element.tag])
        elif element.tag not in _SKIPPED:
            if element.tag == f"{_WORD}p":
                yield from _ended(text)
                stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))
    yield from _ended(text)


def _ended(text: list[str]) -> Iterator[str]:
    whole = "".join(text)
    text.clear()
    if whole.strip():
        yield whole
