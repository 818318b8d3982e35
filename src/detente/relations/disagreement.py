"""Where the indices of a series disagree: which way each says a direction moved, and how alike they are
ordered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from detente.relations.events import DIRECTED, Direction
from detente.relations.indices import WORDS, IndexName
from detente.relations.relationship import Relationship

FEWEST_PERIODS = 5


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two indices of one direction: `correlation` of their ranks over the `periods` that both tell
    (Spearman), and the
    names of the periods `against`, into which one rose while the other fell."""

    direction: Direction
    first: IndexName
    second: IndexName
    correlation: float | None
    periods: int
    against: tuple[str, ...]


def compare_indices(dyad: Relationship) -> list[Disagreement]:
    """All pairs of indices in both directions, the most contradicted first."""
    series = dyad.series
    if series is None:
        return []
    found = [
        _pair(dyad, direction, first, second)
        for direction in DIRECTED
        for first, second in combinations(series.indices, 2)
    ]
    return sorted(found, key=lambda pair: -len(pair.against))


def _pair(dyad: Relationship, direction: Direction, first: IndexName, second: IndexName) -> Disagreement:
    from scipy.stats import spearmanr

    series = dyad.series
    assert series is not None
    one, two = series.values(direction, first), series.values(direction, second)
    both = np.isfinite(one) & np.isfinite(two)
    number = int(both.sum())
    steps = np.diff(one) * np.diff(two)
    against = tuple(series.periods[at + 1].name for at in np.flatnonzero(steps < 0))
    moved = number >= FEWEST_PERIODS and np.ptp(one[both]) > 0 and np.ptp(two[both]) > 0
    correlation = float(spearmanr(one[both], two[both]).statistic) if moved else None
    return Disagreement(direction, first, second, correlation, number, against)


def disagreements(dyad: Relationship) -> Iterator[str]:
    """A sentence for each direction: the two indices that contradict each other most."""
    pairs = compare_indices(dyad)
    for direction in DIRECTED:
        worst = next((pair for pair in pairs if pair.direction == direction and pair.against), None)
        if worst is None:
            continue
        shown = ", ".join(worst.against[:5]) + (" ..." if len(worst.against) > 5 else "")
        yield (
            f"The indices disagree most between {WORDS[worst.first]} and {WORDS[worst.second]}, "
            f"{dyad.direction_name(worst.direction)}: in {len(worst.against)} of {max(worst.periods - 1, 1)} "
            f"steps one rises while the other falls ({shown})."
        )
