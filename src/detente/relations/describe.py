"""The timeline in plain sentences: the text alternative of the picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from detente.relations.timeline import LEVELS, PlacedPoint, Timeline
from detente.relations.words import (
    date_words,
    headline,
    holder_words,
    judgement_words,
    level_words,
    one_line,
)

# So many assessments are told one by one; of more, the counts of each year.
_TOLD_SINGLY = 12
_MOST_NAMED = 3
_MARKS = '“”"„«»'  # a title that has marks of its own gets no second pair


def describe(timeline: Timeline) -> str:
    """The timeline as sentences: how many assessments, when, of what level and trend, by whose account."""
    return timeline.note or "" if timeline.empty else f"{headline(timeline)}. {account(timeline)}"


def account(timeline: Timeline) -> str:
    """The sentences without the headline, for where it stands above them."""
    if timeline.empty:
        return timeline.note or ""
    sentences = [_number(timeline)]
    if timeline.note:
        sentences.append(timeline.note)
    elif len(timeline.points) <= _TOLD_SINGLY:
        sentences += [_single(placed) for placed in timeline.points]
    else:
        sentences += list(_yearly(timeline.points))
    if timeline.undated and not timeline.note:
        sentences.append(tell_undated(timeline))
    sentences.append("These are judgements by those named, from the documents at hand, and not measurements.")
    return " ".join(sentences)


def tell_undated(timeline: Timeline) -> str:
    """How many assessments have no date, of which documents, and of what level; "" where all have one."""
    if not timeline.undated:
        return ""
    titles = Counter(p.point.title or p.point.document for p in timeline.undated)
    known = [one_line(title, 90).strip(_MARKS) for title, _ in titles.most_common(_MOST_NAMED)]
    named = ", ".join(f"“{title}”" for title in known)
    more = len(titles) - _MOST_NAMED
    named += f" and {more:,} more" if more > 0 else ""
    levels = Counter(p.point.assessment.level for p in timeline.undated)
    said = ", ".join(f"{levels[v]:,} {level_words(v)}" for v in (*LEVELS, None) if levels[v])
    bears = "bears" if len(titles) == 1 else "bear"
    number = _assessments(len(timeline.undated))
    return f"{number} stand apart ({said}): {named} {bears} no date, and the words tell none."


def _number(timeline: Timeline) -> str:
    points, undated = timeline.points, len(timeline.undated)
    sides = Counter(timeline.side_name(p.side) for p in (*points, *timeline.undated))
    holders = ", ".join(f"{count:,} {side}" for side, count in sides.most_common())
    number = _assessments(len(points) + undated)
    rest = f", {undated:,} of them without a date" if undated and points else ""
    return f"{number}{rest}; by the holder's side: {holders}."


def _single(placed: PlacedPoint) -> str:
    said = f"{date_words(placed)}, {holder_words(placed)}: {judgement_words(placed)}"
    return f"{said} (“{one_line(placed.point.words, 140)}”)."


def _yearly(points: Iterable[PlacedPoint]) -> Iterable[str]:
    years: dict[int, list[PlacedPoint]] = {}
    for placed in points:
        day = placed.when and (placed.when.first or placed.when.last)
        if day:
            years.setdefault(day.year, []).append(placed)
    for year, members in years.items():
        levels = Counter(p.point.assessment.level for p in members)
        trends = Counter(p.point.assessment.trend for p in members)
        said = [f"{levels[v]:,} {level_words(v)}" for v in (*LEVELS, None) if levels[v]]
        said += [f"{number:,} {trend}" for trend, number in trends.most_common() if trend]
        yield f"{year}: {_assessments(len(members))}, {', '.join(said)}."


def _assessments(number: int) -> str:
    return f"{number:,} assessment{'' if number == 1 else 's'}"
