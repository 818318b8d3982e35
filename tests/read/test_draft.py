"""Drafts: text, Markdown, HTML and Word, and what is none."""

from __future__ import annotations

import io
import zipfile
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.model import ReadError
from detente.read.draft import LONGEST_DRAFT, MOST_BYTES, read_draft
from detente.read.draft_docx import MOST_UNPACKED

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
COMPATIBLE = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def docx(body: str, **parts: str) -> bytes:
    """A Word document with this body, and further parts by their names."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        document = (
            f'<?xml version="1.0"?><w:document {WORD} {COMPATIBLE}><w:body>{body}</w:body></w:document>'
        )
        archive.writestr("word/document.xml", document)
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return packed.getvalue()


def paragraph(*texts: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:t>{escape(text)}</w:t></w:r>" for text in texts) + "</w:p>"


def test_text_is_the_file() -> None:
    draft = read_draft("One.\n“Two,” she said.\n".encode(), "draft.txt")
    assert (draft.form, draft.text) == ("text", draft.source)
    assert draft.line(draft.text.index("Two")) == 2


MARKDOWN = """# The *harbour*

> “We came to end the **match**,” she [told](https://example.org/a) us.

- snake_case stays, _this_ does not
"""


def test_markdown_loses_its_marks_and_keeps_its_places() -> None:
    draft = read_draft(MARKDOWN.encode(), "draft.md")
    assert "“We came to end the match,” she told us." in draft.text
    assert "snake_case stays, this does not" in draft.text
    assert "example.org" not in draft.text
    start = draft.text.index("We came")
    low, high = draft.source_bounds(start, start + len("We came to end the match"))
    assert draft.source[low:high] == "We came to end the **match"
    assert draft.line(start) == 3


HTML = """<!doctype html><html><head><title>Hidden</title><style>p { color: red }</style></head>
<body><p>“We came to <b>end</b> the&nbsp;match,” she said.<p>Second &amp; last.
<script>alert("“Never shown”")</script><ul><li>One</li><li>Two <q>inner</q></li></ul>
<img src="http://example.org/x.png" onerror="steal()"></body></html>"""


def test_html_gives_its_visible_text() -> None:
    draft = read_draft(HTML.encode(), "draft.html")
    assert draft.form == "html"
    assert "“We came to end the\u00a0match,” she said." in draft.text
    assert "Second & last." in draft.text
    assert "Two “inner”" in draft.text
    for hidden in ("Hidden", "color", "Never shown", "steal", "example.org"):
        assert hidden not in draft.text
    start = draft.text.index("match")
    assert draft.source[draft.source_offset(start) :].startswith("match")
    assert draft.line(draft.text.index("Second")) == 2


def test_html_is_told_by_its_look_where_the_name_says_nothing() -> None:
    assert read_draft(HTML.encode(), "pasted text").form == "html"
    assert read_draft(b"<p>is less than</p>", "pasted text").form == "text"


@given(st.text(max_size=200))
def test_any_html_is_read_or_refused(text: str) -> None:
    try:
        draft = read_draft(text.encode("utf-8", "replace"), "draft.html")
    except ReadError:
        return
    for offset in range(len(draft.text) + 1):
        assert 0 <= draft.source_offset(offset) <= len(draft.source)


def test_word_gives_paragraphs_notes_and_insertions_but_nothing_deleted() -> None:
    body = (
        paragraph("“We came to ", "end the match,” she said.")
        + "<w:p><w:ins><w:r><w:t>Added.</w:t></w:r></w:ins>"
        + "<w:del><w:r><w:delText>Gone.</w:delText></w:r></w:del></w:p>"
        + "<w:p><w:r><w:t>A</w:t><w:tab/><w:t>B</w:t><w:br/><w:t>C</w:t></w:r></w:p>"
        + f"<mc:AlternateContent><mc:Choice>{paragraph('Box')}</mc:Choice>"
        + f"<mc:Fallback>{paragraph('Box')}</mc:Fallback></mc:AlternateContent>"
    )
    notes = f"<w:footnotes {WORD}>{paragraph('A note.')}</w:footnotes>"
    draft = read_draft(docx(body, footnotes=notes), "draft.docx")
    assert draft.text == "“We came to end the match,” she said.\nAdded.\nA\tB\nC\nBox\nA note."
    assert draft.line(draft.text.index("Added")) == 2


def test_a_word_document_is_known_by_its_bytes() -> None:
    assert read_draft(docx(paragraph("Text.")), "draft").form == "docx"


def bomb() -> bytes:
    return docx(f"<w:p><w:r><w:t>{'a' * (MOST_UNPACKED + 10)}</w:t></w:r></w:p>")


def entities() -> bytes:
    packed = io.BytesIO()
    lines = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(1, 9))
    with zipfile.ZipFile(packed, "w") as archive:
        head = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e1 "boom">{lines}]>'
        archive.writestr("word/document.xml", f"{head}<w:document {WORD}>&e9;</w:document>")
    return packed.getvalue()


def no_document() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("picture.png", b"\x89PNG")
    return packed.getvalue()


def damaged() -> bytes:
    whole = bytearray(docx(paragraph("Text. " * 200)))
    whole[60:90] = bytes(30)
    return bytes(whole)


BAD = {
    "empty": (b"", "draft.txt", "an empty file"),
    "white": (b" \n\t ", "draft.txt", "no visible text"),
    "only script": (b"<html><script>x()</script></html>", "draft.html", "no visible text"),
    "a picture named docx": (b"\x89PNG\r\n\x1a\n" + bytes(50), "draft.docx", "not a Word document"),
    "a picture named txt": (b"\x89PNG\r\n\x1a\n" + bytes(50), "draft.txt", "a PNG picture"),
    "a text named docx": (b"plain text", "draft.docx", "not a Word document"),
    "an old document": (b"\xd0\xcf\x11\xe0" + bytes(60), "draft.docx", "an old or protected Word document"),
    "a zip of something else": (no_document(), "draft.docx", "not a Word document"),
    "cut short": (docx(paragraph("Text."))[:80], "draft.docx", "a broken Word document"),
    "damaged": (damaged(), "draft.docx", "a broken Word document"),
    "broken XML": (docx("<w:p><w:r>"), "draft.docx", "a broken Word document"),
    "a bomb": (bomb(), "draft.docx", "unpacks to more than"),
    "entities": (entities(), "draft.docx", "document type"),
    "too many bytes": (b"a" * (MOST_BYTES + 1), "draft.txt", "more than the"),
    "too long": (b"word " * (LONGEST_DRAFT // 5 + 1), "draft.txt", "more than the"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_draft_is_refused_in_one_line(name: str) -> None:
    data, called, message = BAD[name]
    with pytest.raises(ReadError, match=message) as caught:
        read_draft(data, called)
    assert "\n" not in str(caught.value)


def test_hostile_html_takes_no_longer_than_long_html() -> None:
    for piece in ("<!--", "<a ", "<", "&", "<![CDATA[", "<script>", "</", "<?", "<b " + "x=" * 50):
        text = "Words. " + piece * (200_000 // len(piece))
        read_draft(text.encode(), "draft.html")


def test_control_characters_are_text() -> None:
    draft = read_draft("“We\x07 came,” she said.\x1b[31m\n".encode() + b"Words. " * 400, "draft.txt")
    assert "\x07" in draft.text
