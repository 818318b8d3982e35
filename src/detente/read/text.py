"""A text file -> Document, and the way back from its characters to the bytes of the file."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from detente.model import Document, Published, Publisher, ReadError, Source, stable_id
from detente.read.encoding import BYTE_ORDER_MARKS, decode

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html[\s>])", re.I | re.S
)
# About a million words, ten thick books: what is longer is an archive in one file, and its analysis would not
# fit in a laptop's memory.
LONGEST = 6_000_000
_WIDTH = {"windows-1251": 1, "windows-1252": 1, "iso-8859-1": 1}


def text_document(data: bytes, uri: str | None) -> Document:
    """The document in the bytes of a text file; raises ReadError where they hold no text."""
    if not data:
        raise ReadError("an empty file; give a file with text")
    decoded = decode(data)
    refuse_unreadable(decoded.text)
    source = Source(decoded.encoding, decoded.byte_order_mark, hashlib.sha256(data).hexdigest(), len(data))
    return make_document(decoded.text, uri=uri, source=source)


def refuse_unreadable(text: str) -> None:
    """Raises ReadError for text that holds nothing to read, is too long, or holds HTML."""
    if not text or text.isspace():
        raise ReadError("nothing but white space; give a file with text")
    if len(text) > LONGEST:
        raise ReadError(
            f"{len(text):,} characters, more than one document of {LONGEST:,} can have; "
            "cut it into its documents"
        )
    if _HTML.match(text):
        raise ReadError("an HTML page, which is not read yet; save it as plain text (.txt)")


def make_document(
    text: str,
    *,
    uri: str | None,
    source: Source | None = None,
    external_id: str | None = None,
    origin: str | None = None,
    title: str | None = None,
    publisher: Publisher | None = None,
    published: Published | None = None,
    extra: dict[str, Any] | None = None,
) -> Document:
    """A document with what is known before its layout is. The id is made of the text and its `origin`:
    the uri and the id its giver uses, or, where it has neither, the place named by `origin`."""
    content_hash = hashlib.sha256(text.encode("utf-8")).hexdigest()
    place = (uri or "", external_id or "") if uri or external_id else (origin or "",)
    return Document(
        id=stable_id("doc", content_hash, *place),
        content_hash=content_hash,
        uri=uri,
        external_id=external_id,
        title=title,
        publisher=publisher,
        byline=None,
        published=published,
        dateline=None,
        language=None,
        original_language=None,
        translated="unknown",
        genre="other",
        text=text,
        source=source,
        extra=extra or {},
    )


def source_bytes(document: Document, start: int, end: int) -> tuple[int, int]:
    """The bounds in bytes, in the file, of the characters `start` to `end`: those bytes decode to them.

    Raises ReadError for a document that has no file of its own (JSON Lines), ValueError for bounds outside
    the text.
    """
    if not 0 <= start <= end <= len(document.text):
        raise ValueError(f"{start}:{end} does not lie inside a text of {len(document.text)} characters")
    if document.source is None:
        raise ReadError(f"document {document.id} was given as JSON Lines: its text has no file of its own")
    encoding = document.source.encoding
    skip = len(BYTE_ORDER_MARKS[encoding]) if document.source.byte_order_mark else 0
    width = _WIDTH.get(encoding)
    if width is not None:
        return skip + start * width, skip + end * width
    first = skip + len(document.text[:start].encode(encoding))
    return first, first + len(document.text[start:end].encode(encoding))
