"""Printed turns -> drafts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from detente.extract import speakers
from detente.extract.drafts import Draft
from detente.extract.page import Page
from detente.model import Speaker
from detente.spans import Span

_ANSWERS = frozenset({"a", "answer"})


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
        speaker = _speaker(page, segment.label)
        voice = speaker.name or speaker.description
        replies = question is not None and not asks and voice not in heard
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
        heard.add(voice)
        order += 1


def _speaker(page: Page, label: Span | None) -> Speaker:
    """Whom the label prints; an answer marked "A" is that of the one person whom the title names."""
    speaker = speakers.of_label(page, label)
    if label is None or label.text.strip(" .:").lower() not in _ANSWERS:
        return speaker
    titles = [segment for segment in page.segments if segment.kind == "title"]
    named = [m for title in titles for m in page.mentions_inside(title.start, title.end)]
    people = {mention.name: mention for mention in named if mention.kind == "person" and mention.name}
    if len(people) != 1:
        return speaker
    return replace(speakers.as_speaker(people.popitem()[1]), mention=label)
