"""Change points and reciprocity on series whose truth is known, and what is said where nothing can be."""

import numpy as np
import pytest

from detente.model import RequestError
from detente.relations.changes import find_breaks
from detente.relations.reciprocity import reciprocity


def noise(length: int, memory: float = 0.0, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    out, last = [], 0.0
    for shock in rng.standard_normal(length + 100):
        last = memory * last + shock
        out.append(last)
    return np.array(out[100:])


def pair(length: int, a_by_b: float, b_by_a: float, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Two sides, each of which answers the other's last move with the given strength."""
    rng = np.random.default_rng(seed)
    path = [np.zeros(2)]
    answer = np.array([[0.2, a_by_b], [b_by_a, 0.2]])
    for shock in rng.standard_normal((length + 100, 2)):
        path.append(answer @ path[-1] + shock)
    a, b = np.array(path[101:]).T
    return a, b


# Change points


def test_a_break_is_found_where_it_is() -> None:
    values = noise(120)
    values[70:] += 3
    (found,) = find_breaks(values).found
    assert abs(found.at - 70) <= 1
    assert found.low <= 70 <= found.high
    assert found.p <= 0.01
    assert found.after - found.before == pytest.approx(3, abs=0.6)


def test_two_breaks_are_found_and_stand_in_order() -> None:
    values = noise(180, seed=3)
    values[60:120] += 4
    assert [round(one.at, -1) for one in find_breaks(values).found] == [60, 120]


def test_a_small_break_has_a_wider_interval_than_a_large_one() -> None:
    widths = []
    for size in (1.2, 5):
        values = noise(160, seed=5)
        values[80:] += size
        (found,) = find_breaks(values).found
        widths.append(found.high - found.low)
    assert widths[0] > widths[1]


def test_a_series_that_remembers_is_not_taken_for_one_that_breaks() -> None:
    false = [bool(find_breaks(noise(150, 0.6, seed), resamples=199).found) for seed in range(40)]
    assert sum(false) <= 6


def test_a_steady_drift_is_told_from_a_step() -> None:
    assert find_breaks(np.linspace(0, 5, 150) + noise(150)).slope
    step = noise(150)
    step[75:] += 3
    assert not find_breaks(step).slope


def test_the_same_series_gives_the_same_answer() -> None:
    values = noise(100)
    values[50:] += 2
    assert find_breaks(values) == find_breaks(values)


@pytest.mark.parametrize(
    ("values", "told"),
    [(np.zeros(50), "nothing changed"), (np.arange(8.0), "need 20 periods"), ([], "are 0")],
)
def test_where_no_change_is_looked_for_a_sentence_says_why(values, told) -> None:
    found = find_breaks(np.asarray(values, dtype=float))
    assert found.found == ()
    assert told in (found.reason or "")


# Reciprocity


def test_who_answers_whom_is_told_apart() -> None:
    found = reciprocity(*pair(400, a_by_b=0.4, b_by_a=0.0))
    assert found.a_by_b.p_corrected < 0.001
    assert found.b_by_a.p_corrected > 0.05


def test_swapping_the_sides_swaps_the_answer() -> None:
    a, b = pair(300, 0.4, 0.1)
    one, two = reciprocity(a, b, lags=2), reciprocity(b, a, lags=2)
    assert one.a_by_b.f == pytest.approx(two.b_by_a.f)
    assert one.correlation == pytest.approx(two.correlation)


def test_the_response_to_a_shock_has_the_strength_it_was_made_with() -> None:
    found = reciprocity(*pair(3000, a_by_b=0.4, b_by_a=0.0), lags=1)
    (answer,) = (r for r in found.responses if (r.shock, r.answer, r.first) == ("b", "a", "a"))
    assert answer.values[0] == pytest.approx(0, abs=0.05)
    assert answer.low[1] < 0.4 < answer.high[1]
    assert all(
        low <= value <= high for low, value, high in zip(answer.low, answer.values, answer.high, strict=True)
    )


def test_what_both_do_at_once_is_the_residual_correlation() -> None:
    a, b = pair(500, 0.0, 0.0)
    assert reciprocity(a, b + a).correlation == pytest.approx(0.71, abs=0.06)


def test_of_a_series_with_a_gap_the_longest_run_is_used() -> None:
    a, b = pair(200, 0.3, 0.3)
    a[60] = np.nan
    found = reciprocity(a, b)
    assert (found.first, found.last, found.periods) == (61, 199, 139)


def test_a_common_drift_is_refused_and_not_taken_for_answers() -> None:
    drifts = [np.cumsum(np.random.default_rng(seed).standard_normal((2, 200)), axis=1) for seed in range(20)]
    refused = [reciprocity(*drift).reason for drift in drifts]
    assert sum("not stationary" in (reason or "") for reason in refused) >= 18


@pytest.mark.parametrize(
    ("a", "b", "told"),
    [
        (noise(20), noise(20, seed=2), "too short: 20 periods"),
        (np.where(np.arange(100) % 3, noise(100), np.nan), noise(100, seed=2), "too sparse: the longest run"),
        (np.zeros(100), noise(100), "the same value in every period"),
        (np.where(np.arange(100) == 50, 3.0, 0.0), noise(100), "nine periods in ten"),
        (np.full(100, np.nan), np.full(100, np.nan), "too sparse"),
    ],
)
def test_where_nothing_can_be_told_the_reason_is(a, b, told) -> None:
    found = reciprocity(a, b)
    assert told in (found.reason or "")
    assert found.a_by_b is None


def test_more_lags_ask_for_a_longer_series() -> None:
    assert "too short" in (reciprocity(noise(60), noise(60, seed=2), lags=6).reason or "")


@pytest.mark.parametrize("lags", [0, -1, 53])
def test_an_order_that_is_none_is_refused(lags) -> None:
    with pytest.raises(RequestError, match="between 1 and 52"):
        reciprocity(noise(100), noise(100), lags=lags)
