"""A dyad in plain sentences: the text alternative of its picture, and what a terminal shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from detente.relations.describe import account, describe
from detente.relations.disagreement import disagreements
from detente.relations.events import DIRECTED, DIRECTIONS, Direction
from detente.relations.indices import QUADS, WORDS
from detente.relations.reciprocity import Granger, Reciprocity, Response
from detente.relations.relationship import ChangePoint, Relationship
from detente.relations.responses import answers
from detente.relations.series import Cell, EventSeries
from detente.relations.words import headline, one_line

_MOST_CHANGES_TOLD = 6


def describe_dyad(dyad: Relationship) -> str:
    """The dyad as sentences: the assessments, the events, the changes, and who answers whom."""
    if dyad.series is None:
        return describe(dyad.timeline)
    return " ".join([f"{headline(dyad.timeline)}.", account(dyad.timeline), *tell_events(dyad)])


def tell_events(dyad: Relationship) -> Iterator[str]:
    """The sentences on the events; none where there is no series."""
    series = dyad.series
    if series is None:
        return
    yield _counted(series)
    for name in DIRECTED:
        yield _course(dyad, series, name)
    yield from tell_changes(dyad)
    if dyad.reciprocity:
        yield from tell_reciprocity(dyad, dyad.reciprocity)
    if dyad.reciprocity_within:
        yield "The same between the change points, the level of each stretch taken out:"
        yield from tell_reciprocity(dyad, dyad.reciprocity_within)
    yield from series.notes


def _counted(series: EventSeries) -> str:
    counted, periods = series.counted, series.periods
    verbal = sum(period.cells["both"].verbal for period in periods)
    return (
        f"{counted.events.height:,} events in {counted.reports.height:,} reports, {verbal:,} of them "
        f"verbal, from {periods[0].name} to {periods[-1].name}."
    )


def _course(dyad: Relationship, series: EventSeries, name: Direction) -> str:
    """One direction: how many periods can be told, and the lowest and highest of them."""
    known = [
        (found.value, period.name)
        for period in series.periods
        if (found := period.cells[name].indices.get(series.primary)) and found.value is not None
    ]
    what, number = f"{dyad.direction_name(name)}, {WORDS[series.primary]}", len(series.periods)
    if not known:
        return f"{what}: insufficient in all {number} periods."
    low, high = min(known), max(known)
    return (
        f"{what}: lowest {low[0]:.2f} in {low[1]}, highest {high[0]:.2f} in {high[1]}; insufficient in "
        f"{number - len(known)} of {number} periods."
    )


def tell_changes(dyad: Relationship) -> Iterator[str]:
    """One sentence for each change point, and for each direction without one."""
    for point in dyad.change_points[:_MOST_CHANGES_TOLD]:
        yield _change(dyad, point)
    if len(dyad.change_points) > _MOST_CHANGES_TOLD:
        yield f"{len(dyad.change_points) - _MOST_CHANGES_TOLD} more change points."
    for name in DIRECTIONS:
        if name in dyad.change_notes:
            yield f"Change points, {dyad.direction_name(name)}: {dyad.change_notes[name]}"


def _change(dyad: Relationship, point: ChangePoint) -> str:
    when = f"{point.earliest} to {point.latest}" if point.earliest != point.latest else f"{point.latest}"
    return (
        f"Change of {dyad.direction_name(point.direction)} in {point.period} ({when}, 95 %): from "
        f"{point.before:.2f} to {point.after:.2f}, corrected p = {point.p_corrected:.3f}."
    )


def tell_reciprocity(dyad: Relationship, found: Reciprocity) -> Iterator[str]:
    """Who answers whom, or why that cannot be told."""
    if found.reason or found.a_by_b is None or found.b_by_a is None:
        yield f"Reciprocity is not estimated. {found.reason}"
        return
    a, b = dyad.names
    yield f"Reciprocity over {found.periods} periods, {found.lags} lags ({found.chosen_by})."
    yield _answer(a, b, found.a_by_b)
    yield _answer(b, a, found.b_by_a)
    yield f"Within one period the two move together with a residual correlation of {found.correlation:.2f}."
    for shock, answer in (("b", "a"), ("a", "b")):
        yield _response(dyad, answers(found, shock, answer))
    yield from found.warnings


def _response(dyad: Relationship, both: Sequence[Response]) -> str:
    """What the picture of the answers shows, under either order of the two within a period."""
    names = dict(zip("ab", dyad.names, strict=True))
    by = dyad.series.counted.counting.by if dyad.series else "period"
    said = [f"{_strongest(response, by)} if {names[response.first]} moves first" for response in both]
    pushes, moves = names[both[0].shock], names[both[0].answer]
    head = f"After a push of one standard deviation by {pushes}, {moves} moves most"
    return f"{head} {'; '.join(said)}."


def _strongest(response: Response, by: str) -> str:
    """The strongest answer, when it comes, and whether it can be told from none."""
    step = max(range(len(response.values)), key=lambda at: abs(response.values[at]))
    ends = f"{response.low[step]:.2f} to {response.high[step]:.2f}, 95 %"
    when = "within the same" if not step else f"{step} {by}{'' if step == 1 else 's'} later"
    when = f"{when} {by}" if not step else when
    sure = response.low[step] > 0 or response.high[step] < 0
    return f"{when}, by {response.values[step]:.2f} ({ends}{'' if sure else ': not told from 0'})"


def _answer(who: str, whom: str, test: Granger) -> str:
    verb = "answers" if test.p_corrected <= 0.05 else "is not seen to answer"
    df = f"{test.df[0]}, {test.df[1]}"
    return f"{who} {verb} {whom}: F({df}) = {test.f:.1f}, corrected p = {_p(test.p_corrected)}."


def _p(p: float) -> str:
    return "less than 0.001" if p < 0.001 else f"{p:.3f}"


def tell(dyad: Relationship) -> str:
    """The events of a dyad for a terminal: the series as columns, then the sentences."""
    series = dyad.series
    if series is None:
        return f"{dyad.events_note}\n" if dyad.events_note else ""
    head = (
        "period",
        "direction",
        "reports",
        "events",
        *(name.replace("_", " ") for name in QUADS),
        series.primary,
    )
    rows = [head, *_rows(dyad, series)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(head))]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    said = [one_line(sentence) for sentence in (*tell_events(dyad), *disagreements(dyad))]
    return "\n".join([f"events by {series.counted.counting.by}", *lines, "", *said]) + "\n"


def _rows(dyad: Relationship, series: EventSeries) -> Iterable[tuple[str, ...]]:
    for period in series.periods:
        for name in DIRECTED:
            cell: Cell = period.cells[name]
            if cell.raw:
                yield (
                    period.name, dyad.direction_name(name), f"{cell.raw}", f"{cell.events}",
                    *(f"{number}" for number in cell.quads.values()), _figure(cell, series),
                )  # fmt: skip


def _figure(cell: Cell, series: EventSeries) -> str:
    found = cell.indices.get(series.primary)
    if cell.insufficient or found is None or found.value is None:
        return "insufficient"
    if found.low is None or found.high is None:
        return f"{found.value:.2f}"
    return f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f})"
