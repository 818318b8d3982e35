"""A draft checked: read, every quotation verified, written as people, programs and browsers want it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from detente.cli.files import write_content
from detente.cli.messages import one_line, warn
from detente.cli.options import VerdictFormat
from detente.cli.output import console, json_text, new_table, printed_to
from detente.cli.serving import existing_archive, index_told
from detente.model import ReadError

if TYPE_CHECKING:
    from detente.drafts import DraftCheck
    from detente.pipeline import Extractor
    from detente.read.draft import Draft

# A quotation of the draft could not be confirmed.
EXIT_UNCONFIRMED = 3


def verify_draft(
    file: str, format: VerdictFormat, output: Path | None, archive: str, extractor: Callable[[], Extractor]
) -> None:
    from detente.drafts import told

    draft = read_draft_file(file)
    with existing_archive(archive) as opened:
        made = extractor()
        index_told(opened)
        check = opened.check_draft(draft, made)
    if format is VerdictFormat.table:
        with printed_to(output):
            print_check(check)
    else:
        write_content(_written(check, format), output)
    warn(told(check))
    if check.failed:
        raise typer.Exit(EXIT_UNCONFIRMED)


def read_draft_file(file: str) -> Draft:
    from detente.read.draft import MOST_BYTES, read_draft

    try:
        if file == "-":
            return read_draft(sys.stdin.buffer.read(MOST_BYTES + 1), "standard input")
        with open(file, "rb") as opened:
            return read_draft(opened.read(MOST_BYTES + 1), Path(file).name)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ReadError(f"{file}: cannot be read ({why}); check the path") from None
    except ReadError as error:
        raise ReadError(f"{file}: {error}") from None


def _written(check: DraftCheck, format: VerdictFormat) -> str:
    from detente.drafts import draft_json, marked_up, told
    from detente.export import draft_page, draft_text
    from detente.model import as_json

    if format is VerdictFormat.json:
        return json_text(draft_json(check, as_json))
    text, marks = marked_up(check)
    if format is VerdictFormat.html:
        return draft_page(check.draft.name, text, marks, told(check))
    return draft_text(text, marks)


def print_check(check: DraftCheck) -> None:
    from detente.drafts import marked_up

    table = new_table("Line", "Quotation", "Speaker", "Verdict", "Outcome", "What is told of it")
    table.title = one_line(check.draft.name)
    for mark in marked_up(check)[1]:
        told = ". ".join(part for part in (mark.told.rstrip("."), mark.stored) if part)
        row = (mark.line, mark.quote, mark.speaker, mark.verdict, mark.outcome, told)
        table.add_row(*map(one_line, row))
    console().print(table)
