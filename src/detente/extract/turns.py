"""Printed turns -> drafts."""

from __future__ import annotations

from collections.abc import Iterator

from detente.extract import speakers
from detente.extract.drafts import Draft
from detente.extract.page import Page


def find_turns(page: Page) -> Iterator[Draft]:
    """Each turn whole, in order; a turn after a question replies to it, unless it asks itself."""
    order, asked = 0, False
    for number, segment in enumerate(page.segments):
        if segment.kind != "turn":
            continue
        asks = speakers.is_question_label(segment.label)
        yield Draft(
            kind="turn",
            start=segment.start,
            end=segment.end,
            quoted=(),
            frame=None,
            rule="turn",
            speaker=speakers.of_label(page, segment.label),
            segment=number,
            in_reply_to=order - 1 if asked and not asks else None,
        )
        asked = asks or page.text[segment.end - 1] == "?"
        order += 1
