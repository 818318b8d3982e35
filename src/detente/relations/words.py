"""The record in words for a reader: levels, dates and holders in plain English, and text made harmless."""

from __future__ import annotations

import unicodedata
from datetime import date

from detente.relations.dates import Stretch, period_name, period_of
from detente.relations.timeline import NOT_STATED, PlacedPoint, Timeline

NO_LEVEL = "no level stated"
# Control, direction and line marks; halves of a character, and code points that are none, which XML forbids.
_HARMFUL = ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp")


def level_words(level: str | None) -> str:
    """As in "very low" for very_low; "no level stated" for None."""
    return NO_LEVEL if level in (None, NOT_STATED) else str(level).replace("_", " ")


def holder_words(placed: PlacedPoint) -> str:
    """The holder's name, the state it speaks for where only that is known, or "unknown holder"."""
    holder = placed.point.assessment.holder
    if placed.side == "author":
        return "the author" if not placed.point.publisher else f"the author ({placed.point.publisher})"
    return one_line(holder.name or holder.code or "unknown holder")


def judgement_words(placed: PlacedPoint) -> str:
    """As in "low, worsening, hopeful": what is stated, or "no level stated"."""
    record = placed.point.assessment
    return ", ".join(filter(None, [level_words(record.level), record.trend, record.outlook]))


def date_words(placed: PlacedPoint) -> str:
    """When, as "8 July 2017", "September 2015", "on or before 6 September 2013" or "undated"."""
    if placed.when is None:
        return "undated"
    said = stretch_words(placed.when)
    return f"{said} (the document's publication)" if placed.dated_by == "publication" else said


def stretch_words(when: Stretch) -> str:
    """A stretch of days as a reader would write it, no more exact than it is."""
    first, last = when.first, when.last
    if first is None or last is None:
        known = first or last
        return f"{'from' if first else 'on or before'} {_day(known)}" if known else "undated"
    if first == last:
        return _day(first)
    if when == period_of(first, "year"):
        return f"{first.year}"
    if when == period_of(first, "month"):
        return f"{first:%B} {first.year}"
    if when == period_of(first, "quarter"):
        return period_name(when, "quarter")
    return f"{_day(first)} to {_day(last)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def one_line(text: str, most: int | None = None) -> str:
    """The text on one line without control or direction marks, cut with "…" after `most` characters."""
    kept = "".join(" " if unicodedata.category(c) in _HARMFUL else c for c in text)
    line = " ".join(kept.split())
    return line if most is None or len(line) <= most else line[: most - 1].rstrip() + "…"


def headline(timeline: Timeline) -> str:
    """The title of the picture and of the page."""
    return f"{timeline.names[0]} and {timeline.names[1]}: the relationship as it was judged"
