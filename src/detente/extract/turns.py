"""Printed turns -> drafts."""

from __future__ import annotations

from collections.abc import Iterator

from detente.extract import speakers
from detente.extract.drafts import Draft
from detente.extract.page import Page


def find_turns(page: Page) -> Iterator[Draft]:
    """Each turn whole, in order. A turn replies to the question last asked, unless it asks itself; so do the
    turns of others behind the first answer, but neither who asked nor who has answered replies to it."""
    question: int | None = None
    heard: set[str | None] = set()
    order = 0
    for number, segment in enumerate(page.segments):
        if segment.kind != "turn":
            continue
        asks = speakers.is_question_label(segment.label)
        speaker = speakers.of_label(page, segment.label)
        replies = question is not None and not asks and speaker.name not in heard
        yield Draft(
            kind="turn",
            start=segment.start,
            end=segment.end,
            quoted=(),
            frame=None,
            rule="turn",
            speaker=speaker,
            segment=number,
            in_reply_to=question if replies else None,
        )
        if asks or page.text[segment.end - 1] == "?":
            question, heard = order, set()
        heard.add(speaker.name)
        order += 1
