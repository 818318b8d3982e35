"""The answer to a quotation, as people read it in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.cli.messages import one_line, printable
from detente.cli.output import console, new_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.text import Text

    from detente.match import Piece, Variant, Verification
    from detente.model import Statement

_STYLES = {
    "same": "",
    "marks": "underline",
    "spelling": "underline",
    "changed": "bold red",
    "added": "bold red",
    "dropped": "bold yellow",
    "cut": "yellow",
    "editor": "dim italic",
}
_SHOWN = 12


def print_verification(found: Verification) -> None:
    """Verdict, alignment, context, variants, citation; every colour has its sign in the text."""
    from rich.text import Text

    out = console()
    out.print(Text(found.verdict.replace("_", " ").upper(), style="bold"))
    out.print(one_line(found.explanation))
    for note in found.notes:
        out.print(f"Note: {one_line(note)}")
    if found.alignment:
        out.print()
        out.print(alignment_text(found.alignment))
    if found.context:
        before, after = found.context.before[-160:], found.context.after[:160]
        out.print()
        out.print(
            Text.assemble("… ", one_line(before), " ", (one_line(found.context.text), "bold"), " "), end=""
        )
        out.print(f"{one_line(after)} …")
    _print_variants("Where the words stand", found.variants, found.more)
    if found.printed:
        out.print(one_line(found.printed))
    _print_variants("By meaning, not the same words", found.candidates, 0)
    if found.turn:
        out.print(f"Said in a turn of {_words(found.turn)} words: {found.turn.id}")
    if found.citation:
        out.print(f"To cite: {one_line(found.citation)}")


def _words(statement: Statement) -> int:
    return len(statement.text.split())


def alignment_text(pieces: Iterable[Piece]) -> Text:
    """The quotation on what is stored: {asked → stored} changed, {+added+}, [-left out-], (… cut …)."""
    from rich.text import Text

    text = Text()
    for piece in pieces:
        text.append(_signed(piece) + " ", style=_STYLES[piece.kind])
    return text


def _signed(piece: Piece) -> str:
    asked, stored = one_line(printable(piece.asked)), one_line(printable(piece.found))
    return {
        "same": asked,
        "marks": asked,
        "spelling": f"{{{asked} ~ {stored}}}",
        "changed": f"{{{asked} → {stored}}}",
        "added": f"{{+{asked}+}}",
        "dropped": f"[-{stored}-]",
        "cut": f"(… {stored} …)",
        "editor": f"<{asked or stored}>",
    }[piece.kind]


def _print_variants(title: str, variants: tuple[Variant, ...], more: int) -> None:
    if not variants:
        return
    table = new_table("Said on", "Published", "Speaker", "How", "Words", "Document", "Id")
    table.title = title + (", the earliest in this archive first" if title.startswith("Where") else "")
    for one in variants[:_SHOWN]:
        how = f"{one.relation}, copied" if one.copied_from else one.relation
        row = (one.said_on, one.published, one.speaker or "(text)", how, one.text[:240])
        source = ", ".join(part for part in (one.publisher, one.title) if part)
        table.add_row(*map(one_line, (*row, source or one.document, one.statement or one.document)))
    console().print(table)
    if more or len(variants) > _SHOWN:
        console().print(f"{more + max(0, len(variants) - _SHOWN)} more; all with --format json")
