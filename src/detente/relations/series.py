"""The directed series of a dyad: counts and indices of each period, each with its interval, or
"insufficient"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import isfinite

import numpy as np
import numpy.typing as npt
import polars as pl

from detente.event_frame import collapse
from detente.relations.events import DIRECTIONS, Counted, Direction
from detente.relations.indices import (
    QUADS,
    SUMMED,
    Floats,
    IndexName,
    Prior,
    event_columns,
    index_values,
    prior_of,
    scored_number,
)
from detente.relations.latent import latent_level
from detente.relations.resample import (
    RESAMPLES,
    SEED,
    CoderError,
    fitting_resamples,
    interval,
    resampled_sums,
)
from detente.relations.weights import Weights

NO_AUDIT = (
    "No audited sample of coded events was given: the intervals hold the error of sampling stories, "
    "not that of the coder."
)
PURPOSIVE = (
    "The documents are a purposive corpus, chosen and not drawn: the intervals say how much a figure hangs "
    "on single stories among them, and nothing of stories that were never collected."
)


# Of so many countries the outlets are compared, those with the most reports; each by so many resamples.
_MOST_OUTLETS = 8
_OUTLET_RESAMPLES = 200


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, the ends of its 95 % interval and the number `n` of events it rests on; None is not known."""

    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One direction in one period. `raw` counts reports, `events` their incidents, `stories` what reports
    them;
    `quads` are incidents by class, `quads_raw` reports, `quad_intervals` the interval of each class,
    `unclassed` those without one; `verbal` counts speech acts. Below the minimum `indices`, `without_verbal`
    and `latent` are empty: insufficient. `origins`, `countries` and `controls` count reports by where they
    come from."""

    raw: int
    events: int
    stories: int
    insufficient: bool
    quads: dict[str, int]
    quads_raw: dict[str, int]
    quad_intervals: dict[str, tuple[float, float]]
    unclassed: int
    verbal: int
    indices: dict[IndexName, Estimate]
    without_verbal: dict[IndexName, Estimate]
    latent: Estimate | None
    origins: dict[str, int]
    countries: dict[str, int]
    controls: dict[str, int]


@dataclass(frozen=True, slots=True)
class EventPeriod:
    """One period with its three cells: a to b, b to a, and both together."""

    name: str
    first: date
    last: date
    cells: dict[Direction, Cell]


@dataclass(frozen=True, slots=True)
class OutletGroup:
    """The events of the whole stretch as told by the outlets of one country or under one control."""

    kind: str
    name: str
    raw: int
    events: int
    stories: int
    estimates: dict[Direction, Estimate]


@dataclass(frozen=True, slots=True)
class EventSeries:
    """The events of a dyad by period. `primary` is the index that is drawn large and searched for changes;
    `unweighted` counts the events no weight fits by type; `latent_notes` says where no latent level is."""

    counted: Counted
    indices: tuple[IndexName, ...]
    primary: IndexName
    periods: tuple[EventPeriod, ...]
    priors: dict[Direction, Prior]
    resamples: int
    outlets: tuple[OutletGroup, ...]
    latent_notes: dict[Direction, str]
    unweighted: dict[str, int]
    audited: bool
    purposive: bool
    weights: Weights | None = None

    def values(self, direction: Direction, index: IndexName | None = None) -> Floats:
        """An index over all periods, NaN where it is insufficient."""
        name = index or self.primary
        cells = (period.cells[direction].indices.get(name) for period in self.periods)
        return np.array([np.nan if c is None or c.value is None else c.value for c in cells], dtype=float)

    @property
    def by_report(self) -> str | None:
        """The sentence on the events whose day is not told; None where every day is."""
        reports, events = self.counted.placed_by_report
        if not reports:
            return None
        return (
            f"{events:,} of the {self.counted.events.height:,} events stand on the day of their report: the "
            "text tells no other day. Asked for with dated=told, they are left out."
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What must be said with the figures, a sentence each."""
        said = [] if self.audited else [NO_AUDIT]
        said += [PURPOSIVE] if self.purposive else []
        said += [by_report] if (by_report := self.by_report) else []
        said += [f"Left out: {number:,} {reason}." for reason, number in self.counted.left_out.items()]
        if self.unweighted:
            kinds = ", ".join(f"{kind} ({number:,})" for kind, number in self.unweighted.items())
            said.append(f"Without a weight in {self.weights.name if self.weights else 'the file'}: {kinds}.")
        return tuple(said)


@dataclass(slots=True)
class _Cells:
    """Sums of all cells. Axes: periods, direction (2), verbal (0 no, 1 yes), `SUMMED`; draws before them."""

    sums: Floats
    draws: npt.NDArray[np.float32]
    drawn: npt.NDArray[np.int64]
    stories: npt.NDArray[np.int64]
    tallies: dict[str, dict[tuple[int, int], dict[str, int]]] = field(default_factory=dict)


def build_series(
    counted: Counted,
    indices: Sequence[IndexName],
    *,
    weights: Weights | None = None,
    resamples: int = RESAMPLES,
    seed: int = SEED,
    coder: CoderError | None = None,
) -> EventSeries:
    """The series of the counted events by `indices`, the first of which is the primary one.

    Intervals are percentiles of `resamples` draws of stories. With `coder` they hold the error of the coder
    too.
    """
    columns = event_columns(counted.events, weights)
    resamples = _fitting(counted, resamples)
    cells = _cells(counted, columns, resamples, seed, coder)
    priors = {name: prior_of(_pooled(cells.sums, name).sum(axis=-2)) for name in DIRECTIONS}
    tables = {name: _direction(cells, name, priors[name], indices, counted) for name in DIRECTIONS}
    latents = {name: _latent(tables[name], indices[0]) for name in DIRECTIONS}
    periods = tuple(
        EventPeriod(
            name,
            stretch.first,
            stretch.last,
            {d: _cell(cells, tables[d], latents[d], at) for d in DIRECTIONS},
        )
        for at, (name, stretch) in enumerate(zip(counted.names, counted.periods, strict=True))
        if stretch.first and stretch.last
    )
    return EventSeries(
        counted,
        tuple(indices),
        indices[0],
        periods,
        priors,
        resamples,
        tuple(_outlets(counted, weights, indices[0], priors, min(resamples, _OUTLET_RESAMPLES), seed, coder)),
        {name: latents[name].note for name in DIRECTIONS if latents[name].note},
        _unweighted(counted.events, weights),
        audited=coder is not None,
        purposive=bool((counted.reports["origin"] == "document").any()),
        weights=weights,
    )


def _fitting(counted: Counted, resamples: int) -> int:
    return fitting_resamples(resamples, 4 * len(counted.periods), len(SUMMED))


def _cells(counted: Counted, columns: Floats, resamples: int, seed: int, coder: CoderError | None) -> _Cells:
    events, periods = counted.events, len(counted.periods)
    verbal = events["verbal"].fill_null(value=False).cast(pl.Int64).to_numpy()
    cell = (counted.period() * 2 + counted.direction()) * 2 + verbal
    shape = (periods, 2, 2, len(SUMMED))
    sums = np.zeros((periods * 4, len(SUMMED)))
    np.add.at(sums, cell, columns)
    enough = _enough(sums.reshape(shape)[..., 0].sum(axis=2), counted.counting.minimum)
    drawn = np.flatnonzero(enough)
    place = np.full(periods, -1)
    place[drawn] = np.arange(len(drawn))
    kept = place[counted.period()]
    draws = resampled_sums(
        _codes(events["story"]),
        np.where(kept >= 0, kept * 4 + cell % 4, -1),
        columns,
        len(drawn) * 4,
        resamples=resamples,
        seed=seed,
        quad=events["quad"].fill_null(0).cast(pl.Int64).to_numpy(),
        coder=coder,
    )
    tallies = {name: _tally(counted.reports, name) for name in _MIXES}
    tallies["quad"] = _tally(counted.reports, "quad")
    return _Cells(
        sums.reshape(shape), draws.reshape(resamples, len(drawn), 2, 2, len(SUMMED)), drawn,
        _stories(events, periods), tallies,
    )  # fmt: skip


_MIXES = ("origin", "publisher_country", "publisher_control")


def _enough(numbers: Floats, minimum: int) -> npt.NDArray[np.bool_]:
    """The periods in which any direction, or both together, reaches the minimum."""
    return np.asarray(numbers.sum(axis=1) >= minimum)


def _codes(stories: pl.Series) -> npt.NDArray[np.int64]:
    return stories.fill_null("").rank("dense").cast(pl.Int64).to_numpy() - 1


def _stories(events: pl.DataFrame, periods: int) -> npt.NDArray[np.int64]:
    """The number of stories by period and direction, the third column for both."""
    out = np.zeros((periods, 3), dtype=np.int64)
    each = events.group_by("period", "direction").agg(pl.col("story").n_unique().alias("n"))
    out[each["period"].to_numpy(), each["direction"].to_numpy()] = each["n"].to_numpy()
    both = events.group_by("period").agg(pl.col("story").n_unique().alias("n"))
    out[both["period"].to_numpy(), 2] = both["n"].to_numpy()
    return out


def _tally(reports: pl.DataFrame, column: str) -> dict[tuple[int, int], dict[str, int]]:
    """Reports of each period and direction by the values of a column; "unknown" where it is null."""
    value = pl.col(column).cast(pl.String).fill_null("unknown")
    counts = reports.group_by("period", "direction", value.alias("value")).len().sort("value")
    out: dict[tuple[int, int], dict[str, int]] = {}
    for period, direction, name, number in counts.iter_rows():
        out.setdefault((period, direction), {})[name] = number
    return out


def _pooled(sums: Floats, direction: Direction) -> Floats:
    """The cells of a direction, or of both together: the axis of direction (third from the end) is gone."""
    if direction == "both":
        return np.asarray(sums.sum(axis=-3))
    return np.asarray(sums[..., DIRECTIONS.index(direction), :, :])


@dataclass(slots=True)
class _Table:
    """One direction: sums by period (verbal pooled), with values and interval ends by index."""

    direction: Direction
    sums: Floats
    dry: Floats
    insufficient: npt.NDArray[np.bool_]
    estimates: dict[IndexName, Floats]
    rows: dict[IndexName, list[list[float]]]
    dry_rows: dict[IndexName, list[list[float]]]
    quad_ends: Floats


def _direction(
    cells: _Cells, direction: Direction, prior: Prior, indices: Sequence[IndexName], counted: Counted
) -> _Table:
    sums, draws = _pooled(cells.sums, direction), _pooled(cells.draws, direction)
    stories = cells.stories[:, DIRECTIONS.index(direction)].astype(float)
    whole, dry = sums.sum(axis=-2), sums[..., 0, :]
    drawn, few = draws.sum(axis=-2), stories[cells.drawn]
    ends = np.full((len(whole), len(QUADS), 2), np.nan)
    for place in range(len(QUADS)):
        low, high = interval(drawn[..., 1 + place], few)
        ends[cells.drawn, place] = np.column_stack([low, high])
    estimates = _estimates(whole, drawn, cells.drawn, few, prior, indices)
    without = _estimates(dry, draws[..., 0, :], cells.drawn, few, prior, indices)
    return _Table(
        direction,
        whole,
        dry,
        whole[:, 0] < counted.counting.minimum,
        estimates,
        {name: table.tolist() for name, table in estimates.items()},
        {name: table.tolist() for name, table in without.items()},
        ends,
    )


def _estimates(
    sums: Floats,
    draws: Floats,
    drawn: npt.NDArray[np.int64],
    stories: Floats,
    prior: Prior,
    indices: Sequence[IndexName],
) -> dict[IndexName, Floats]:
    """Value, low, high and number of events of each period, by index."""
    out = {}
    for name, values in index_values(sums, prior, indices).items():
        table = np.full((len(sums), 4), np.nan)
        table[:, 0], table[:, 3] = values, scored_number(name, sums)
        (drawn_values,) = index_values(draws, prior, [name], np.random.default_rng(SEED)).values()
        low, high = interval(drawn_values, stories)
        table[drawn, 1], table[drawn, 2] = low, high
        out[name] = table
    return out


@dataclass(slots=True)
class _Latent:
    level: Floats | None
    note: str


def _latent(table: _Table, primary: IndexName) -> _Latent:
    values = np.where(table.insufficient, np.nan, table.estimates[primary][:, 0])
    found = latent_level(values)
    return _Latent(None, found) if isinstance(found, str) else _Latent(found, "")


def _cell(cells: _Cells, table: _Table, latent: _Latent, at: int) -> Cell:
    place = DIRECTIONS.index(table.direction)
    sums = table.sums[at]
    quads_raw = _merged(cells.tallies["quad"], at, place)
    short = bool(table.insufficient[at])
    return Cell(
        raw=sum(quads_raw.values()),
        events=int(sums[0]),
        stories=int(cells.stories[at, place]),
        insufficient=short,
        quads={name: int(sums[1 + number]) for number, name in enumerate(QUADS)},
        quads_raw={name: quads_raw.get(str(number), 0) for number, name in enumerate(QUADS, 1)},
        quad_intervals={} if short else dict(_quad_intervals(table.quad_ends[at])),
        unclassed=int(sums[0] - sums[1:5].sum()),
        verbal=int(sums[0] - table.dry[at, 0]),
        indices={} if short else _estimates_at(table.rows, at),
        without_verbal={} if short else _estimates_at(table.dry_rows, at),
        latent=None if short or latent.level is None else _latent_at(latent.level[at], int(sums[0])),
        origins=_merged(cells.tallies["origin"], at, place),
        countries=_merged(cells.tallies["publisher_country"], at, place),
        controls=_merged(cells.tallies["publisher_control"], at, place),
    )


def _quad_intervals(ends: Floats) -> Iterator[tuple[str, tuple[float, float]]]:
    for name, (low, high) in zip(QUADS, ends.tolist(), strict=True):
        if np.isfinite(low) and np.isfinite(high):
            yield name, (low, high)


def _merged(tally: Mapping[tuple[int, int], dict[str, int]], at: int, place: int) -> dict[str, int]:
    out: dict[str, int] = {}
    for direction in (0, 1) if place == 2 else (place,):
        for name, number in tally.get((at, direction), {}).items():
            out[name] = out.get(name, 0) + number
    return out


def _estimates_at(rows: Mapping[IndexName, list[list[float]]], at: int) -> dict[IndexName, Estimate]:
    return {name: _estimate(table[at]) for name, table in rows.items()}


def _estimate(row: Sequence[float]) -> Estimate:
    value, low, high = (number if isfinite(number) else None for number in row[:3])
    if value is None:
        low = high = None
    return Estimate(value, low, high, int(row[3]))


def _latent_at(row: Floats, events: int) -> Estimate | None:
    return _estimate([*row.tolist(), events]) if np.isfinite(row[0]) else None


def _unweighted(events: pl.DataFrame, weights: Weights | None) -> dict[str, int]:
    if weights is None:
        return {}
    bare = events.filter(weights.of(events).is_null())
    kinds = (
        bare.group_by(pl.col("type").fill_null("no type")).len().sort("len", "type", descending=[True, False])
    )
    return dict(kinds.iter_rows())


def _outlets(
    counted: Counted,
    weights: Weights | None,
    index: IndexName,
    priors: Mapping[Direction, Prior],
    resamples: int,
    seed: int,
    coder: CoderError | None,
) -> Iterator[OutletGroup]:
    """The index as each group of outlets tells the events: within a group copies are collapsed."""
    for kind, column in (("country", "publisher_country"), ("control", "publisher_control")):
        known = counted.reports.filter(pl.col(column).is_not_null())
        groups = sorted(known.group_by(column), key=lambda group: (-group[1].height, str(group[0])))
        for (name,), reports in groups[:_MOST_OUTLETS]:
            events = collapse(reports.sort("day_from", "record"))
            estimates = _of_group(events, weights, index, priors, resamples, seed, coder, counted)
            yield OutletGroup(
                kind, str(name), reports.height, events.height, events["story"].n_unique(), estimates
            )


def _of_group(
    events: pl.DataFrame,
    weights: Weights | None,
    index: IndexName,
    priors: Mapping[Direction, Prior],
    resamples: int,
    seed: int,
    coder: CoderError | None,
    counted: Counted,
) -> dict[Direction, Estimate]:
    columns, direction = event_columns(events, weights), events["direction"].to_numpy()
    story, quad = _codes(events["story"]), events["quad"].fill_null(0).cast(pl.Int64).to_numpy()
    draws = resampled_sums(
        story, direction, columns, 2, resamples=resamples, seed=seed, quad=quad, coder=coder
    )
    out: dict[Direction, Estimate] = {}
    for place, name in enumerate(DIRECTIONS):
        own = np.ones(len(direction), dtype=bool) if name == "both" else direction == place
        if own.sum() < counted.counting.minimum:
            continue
        drawn = draws.sum(axis=1) if name == "both" else draws[:, place]
        sums = columns[own].sum(axis=0)
        stories = np.array([len(np.unique(story[own]))], dtype=float)
        table = _estimates(sums[None], drawn[:, None], np.array([0]), stories, priors[name], [index])
        out[name] = _estimate(table[index][0].tolist())
    return out
