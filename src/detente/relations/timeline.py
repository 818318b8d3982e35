"""The assessments of one relationship, placed in time and counted by period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Literal, cast, get_args
from urllib.parse import quote

from detente.model import Assessment, Level, Outlook, RequestError, Trend
from detente.relations.dates import (
    PERIODS,
    By,
    Stretch,
    parse_edtf,
    period_name,
    period_of,
    periods_between,
    window,
)

Side = Literal["a", "b", "third", "author", "unknown"]
DatedBy = Literal["assessment", "publication"]

SIDES: tuple[Side, ...] = get_args(Side)
LEVELS: tuple[Level, ...] = get_args(Level)
TRENDS: tuple[Trend, ...] = get_args(Trend)
OUTLOOKS: tuple[Outlook, ...] = get_args(Outlook)
NOT_STATED = "not_stated"
# More periods than this say that one date is wrong or the period too fine, and help nobody.
MOST_PERIODS = 20_000
CHANGE_POINTS_NOTE = (
    "Change points are not computed: they need counted events, and assessments are ordinal judgements of a "
    "chosen set of documents. See docs/methods.md."
)


@dataclass(frozen=True, slots=True)
class TimelinePoint:
    """An assessment as an archive shows it: `words` are its evidence, `document` and `statement` are ids,
    `title`, `published` (EDTF) and `publisher` (name) are the document's, `corrected` tells that a person
    changed a field. `story` is the story that tells it, `copied_from` the earlier document of that story
    which printed the same words; None where none did."""

    assessment: Assessment
    words: str
    document: str
    title: str | None
    published: str | None
    publisher: str | None
    statement: str | None
    corrected: bool
    story: str | None = None
    copied_from: str | None = None


@dataclass(frozen=True, slots=True)
class PlacedPoint:
    """A point, the holder's `side` and the days it may belong to: `when` is None for an undated one.

    `dated_by` tells whether the date is the assessment's own or, for want of one, its document's.
    """

    point: TimelinePoint
    side: Side
    when: Stretch | None
    dated_by: DatedBy | None

    @property
    def href(self) -> str:
        """Where the web application shows the words: the statement, or the place in the document."""
        if self.point.statement:
            return f"/statements/{quote(self.point.statement, safe='')}"
        document, assessment = quote(self.point.document, safe=""), quote(self.point.assessment.id, safe="")
        return f"/documents/{document}#{assessment}"


@dataclass(frozen=True, slots=True)
class Distribution:
    """How many assessments stated what: per level, trend and outlook, "not_stated" included, and per
    holder's side. Never a mean: the levels are ordinal."""

    n: int
    level: dict[str, int]
    trend: dict[str, int]
    outlook: dict[str, int]
    side: dict[str, int]
    level_by_side: dict[Side, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Period:
    """One period of the series. `raw` counts every record, `collapsed` leaves out what copies of a document
    repeat and counts the same words by the same holder once; both are None where there is none:
    insufficient, which is not zero."""

    name: str
    first: date
    last: date
    raw: Distribution | None
    collapsed: Distribution | None

    @property
    def insufficient(self) -> bool:
        return self.raw is None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The assessments of a dyad in order of time.

    `dyad` is two sorted codes and `names` their states' names in that order: holder's side "a" is the
    first. `undated` are the assessments that cannot be placed. `series` has the periods of `by`, and
    `not_counted` the points whose date is too coarse for one period.
    """

    dyad: tuple[str, str]
    names: tuple[str, str]
    points: tuple[PlacedPoint, ...]
    undated: tuple[PlacedPoint, ...]
    by: By | None
    series: tuple[Period, ...]
    not_counted: tuple[PlacedPoint, ...]
    since: str | None = None
    until: str | None = None
    # Ids of the assessments that only repeat one that is shown: copies of its words.
    repeated: frozenset[str] = frozenset()

    @property
    def raw(self) -> int:
        """How many assessments there are, undated ones included."""
        return len(self.points) + len(self.undated)

    @property
    def collapsed(self) -> int:
        """How many there are when copies of one report count once."""
        return self.raw - len(self.repeated)

    @property
    def empty(self) -> bool:
        return not self.points and not self.undated

    @property
    def note(self) -> str | None:
        """One sentence where there is nothing to draw; None otherwise."""
        between = f"between {self.names[0]} and {self.names[1]}"
        if self.empty:
            limits = "" if self.since is self.until is None else " in the period asked for"
            return f"The archive holds no assessment of the relationship {between}{limits}."
        if not self.points:
            return (
                f"No assessment of the relationship {between} can be placed in time: "
                f"{len(self.undated)} without a date."
            )
        return None

    def side_name(self, side: Side) -> str:
        """The holder's side in words: "Norland", "third party", "author", "side unknown"."""
        a, b = self.names
        return {"a": a, "b": b, "third": "third party", "author": "author", "unknown": "side unknown"}[side]


def build_timeline(
    dyad: tuple[str, str],
    names: tuple[str, str],
    points: Iterable[TimelinePoint],
    by: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> Timeline:
    """The timeline of a dyad from its assessments; points about another dyad are left out.

    Both orders of the dyad give the same timeline. `by` is day, week, month, quarter or year; `since` and
    `until` are EDTF dates, included, and keep what may lie between them; what has no date is kept apart.
    Raises RequestError for one state twice, an unknown period, a date that is none, or a period that runs
    backwards.
    """
    dyad, names = _in_order(dyad, names)
    limits, unit = window(since, until), _unit(by)
    placed = [_place(point, dyad) for point in points if tuple(sorted(point.assessment.dyad)) == dyad]
    dated = [point for point in placed if point.when and point.when.touches(limits)]
    undated = tuple(sorted((p for p in placed if p.when is None), key=_reading_order))
    dated.sort(key=_time_order)
    first = {placed.point.assessment.id for placed in _collapsed((*dated, *undated))}
    repeated = frozenset(p.point.assessment.id for p in (*dated, *undated)) - first
    series, not_counted = _series(dated, unit, repeated) if unit else ((), ())
    return Timeline(dyad, names, tuple(dated), undated, unit, series, not_counted, since, until, repeated)


def _in_order(dyad: tuple[str, str], names: tuple[str, str]) -> tuple[tuple[str, str], tuple[str, str]]:
    if dyad[0] == dyad[1]:
        raise RequestError(f"A relationship needs two states; {names[0]} ({dyad[0]}) was given twice.")
    (code_a, name_a), (code_b, name_b) = sorted(zip(dyad, names, strict=True))
    return (code_a, code_b), (name_a, name_b)


def _unit(by: str | None) -> By | None:
    if by is not None and by not in PERIODS:
        raise RequestError(f"{by!r} is not a period; choose {', '.join(PERIODS[:-1])} or {PERIODS[-1]}.")
    return by


def _place(point: TimelinePoint, dyad: tuple[str, str]) -> PlacedPoint:
    side = _side(point.assessment, dyad)
    for text, how in ((point.assessment.date, "assessment"), (point.published, "publication")):
        when = parse_edtf(text) if text else None
        if when:
            return PlacedPoint(point, side, when, cast("DatedBy", how))
    return PlacedPoint(point, side, None, None)


def _side(assessment: Assessment, dyad: tuple[str, str]) -> Side:
    holder = assessment.holder
    if holder.name == "author" and holder.actor is None:
        return "author"
    if holder.code is None:
        return "unknown"
    return "a" if holder.code == dyad[0] else "b" if holder.code == dyad[1] else "third"


def _reading_order(placed: PlacedPoint) -> tuple[str, int, str]:
    assessment = placed.point.assessment
    start = assessment.evidence[0].start if assessment.evidence else 0
    return placed.point.document, start, assessment.id


def _time_order(placed: PlacedPoint) -> tuple[date, date, tuple[str, int, str]]:
    when = placed.when or Stretch(None, None)
    first = when.first or when.last or date.min
    return first, when.last or first, _reading_order(placed)


def _series(
    points: Sequence[PlacedPoint], by: By, repeated: frozenset[str]
) -> tuple[tuple[Period, ...], tuple[PlacedPoint, ...]]:
    """The periods from the first counted point to the last, and the points too coarsely dated to count."""
    members: dict[Stretch, list[PlacedPoint]] = {}
    not_counted = []
    for point in points:
        period = _one_period(point, by)
        if period is None:
            not_counted.append(point)
        else:
            members.setdefault(period, []).append(point)
    span = [period.first for period in members if period.first]
    if not span:
        return (), tuple(not_counted)
    between = tuple(islice(periods_between(min(span), max(span), by), MOST_PERIODS + 1))
    if len(between) > MOST_PERIODS:
        raise RequestError(
            f"From {min(span)} to {max(span)} there are more than {MOST_PERIODS:,} periods of one {by}; "
            "choose a longer period, or limit it with since and until."
        )
    return tuple(_periods(between, members, by, repeated)), tuple(not_counted)


def _one_period(point: PlacedPoint, by: By) -> Stretch | None:
    if point.when is None or point.when.first is None:
        return None
    period = period_of(point.when.first, by)
    return period if point.when.lies_in(period) else None


def _periods(
    between: Iterable[Stretch], members: dict[Stretch, list[PlacedPoint]], by: By, repeated: frozenset[str]
) -> Iterator[Period]:
    for period in between:
        points = members.get(period)
        if period.first is None or period.last is None:
            continue
        raw = _count(points) if points else None
        first = [point for point in points or () if point.point.assessment.id not in repeated]
        collapsed = _count(_same_words_once(first)) if points else None
        yield Period(period_name(period, by), period.first, period.last, raw, collapsed)


def _collapsed(points: Iterable[PlacedPoint]) -> list[PlacedPoint]:
    """The points without those that a copy repeats: the same holder's same judgement, in words of the same
    story that were printed before, where the print before has given a point of its own."""
    by_story: dict[object, list[PlacedPoint]] = {}
    for placed in points:
        point = placed.point
        by_story.setdefault((point.story or point.document, *_judgement(point)), []).append(placed)
    kept = []
    for together in by_story.values():
        first = [placed for placed in together if placed.point.copied_from is None]
        kept += first or together[:1]
    return kept


def _judgement(point: TimelinePoint) -> tuple[object, ...]:
    record = point.assessment
    return record.holder.name, record.holder.code, record.scope, record.level, record.trend, record.outlook


def _same_words_once(points: Iterable[PlacedPoint]) -> list[PlacedPoint]:
    """The first of those with the same words by the same holder."""
    first: dict[tuple[str, str | None], PlacedPoint] = {}
    for point in points:
        words = " ".join(point.point.words.casefold().split())
        first.setdefault((words, point.point.assessment.holder.name), point)
    return list(first.values())


def _count(points: Sequence[PlacedPoint]) -> Distribution:
    records = [point.point.assessment for point in points]
    return Distribution(
        n=len(points),
        level=_tally(LEVELS, (record.level for record in records)),
        trend=_tally(TRENDS, (record.trend for record in records)),
        outlook=_tally(OUTLOOKS, (record.outlook for record in records)),
        side={side: sum(point.side == side for point in points) for side in SIDES},
        level_by_side={
            side: _tally(LEVELS, (p.point.assessment.level for p in points if p.side == side))
            for side in SIDES
            if any(p.side == side for p in points)
        },
    )


def _tally(values: Sequence[str], stated: Iterable[str | None]) -> dict[str, int]:
    counts = Counter(value or NOT_STATED for value in stated)
    return {value: counts[value] for value in (*values, NOT_STATED)}
