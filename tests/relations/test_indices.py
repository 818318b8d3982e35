"""The indices, worked by hand, and what stands under them: weights, draws, latent levels."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.model import RequestError
from detente.relations import load_weights
from detente.relations.indices import SUMMED, Prior, chosen_indices, index_values, prior_of
from detente.relations.latent import latent_level
from detente.relations.resample import CoderError, interval, resampled_sums
from detente.relations.weights import parse_weights
from tests.relations.made_events import dyad, event, frame, stream


def cell(direction="a_to_b", period=0, **asked):
    events = asked.pop("events")
    return dyad(events, **asked).series.periods[period].cells[direction]


def sums(**told):
    return np.array([[float(told.get(name, 0)) for name in SUMMED]])


# By hand


def test_counts_sums_and_means_are_those_a_person_counts() -> None:
    events = [event(kind=kind) for kind in ("SUPPORT", "SUPPORT", "AID", "ACCUSE", "SANCTION", "ASSAULT")]
    found = cell(events=events)
    assert found.quads == {
        "verbal_cooperation": 2,
        "material_cooperation": 1,
        "verbal_conflict": 1,
        "material_conflict": 2,
    }
    assert found.indices["goldstein_sum"].value == pytest.approx(3.5 + 3.5 + 7 - 2 - 5.6 - 9, abs=1e-5)
    assert found.indices["goldstein_mean"].value == pytest.approx((3.5 + 3.5 + 7 - 2 - 5.6 - 9) / 6, abs=1e-5)
    assert found.verbal == 3
    assert found.without_verbal["goldstein_sum"].value == pytest.approx(7 - 5.6 - 9, abs=1e-5)


def test_an_event_without_a_score_is_in_no_mean_and_said_in_the_denominator() -> None:
    events = [event(kind="AID") for _ in range(4)] + [event(kind=None), event(kind=None)]
    found = cell(events=events)
    assert found.indices["goldstein_mean"].value == pytest.approx(7)
    assert (found.events, found.indices["goldstein_mean"].n, found.unclassed) == (6, 4, 2)


def test_net_cooperation_is_drawn_to_the_share_of_the_dyad_as_by_so_many_events() -> None:
    (value,) = index_values(
        sums(n=4, material_cooperation=3, verbal_conflict=1), Prior(0.5, 2.0), ["net_cooperation"]
    )["net_cooperation"]
    assert value == pytest.approx(2 * (3 + 1) / (4 + 2) - 1)


def test_thin_periods_are_shrunk_more_than_thick_ones() -> None:
    thin, thick = (
        index_values(sums(n=size, material_cooperation=size), Prior(0.5, 10.0), ["net_cooperation"])[
            "net_cooperation"
        ][0]
        for size in (5, 500)
    )
    assert thin < 0.4 < 0.9 < thick


def test_the_prior_is_strong_where_periods_are_alike_and_weak_where_they_differ() -> None:
    rng = np.random.default_rng(4)
    alike, apart = np.zeros((2, 200, len(SUMMED)))
    for table, shares in ((alike, np.full(200, 0.4)), (apart, rng.beta(0.8, 1.2, 200))):
        table[:, 1] = rng.binomial(20, shares)
        table[:, 3] = 20 - table[:, 1]
    assert prior_of(alike).strength == 20
    # Beta(0.8, 1.2) is worth two events; its mean is 0.4.
    assert prior_of(apart).strength == pytest.approx(2, rel=0.35)
    assert prior_of(apart).share == pytest.approx(0.4, abs=0.06)


@pytest.mark.parametrize("filled", [0, 1])
def test_a_prior_of_one_period_or_none_is_the_uninformed_one(filled) -> None:
    table = np.zeros((filled, len(SUMMED)))
    table[:, 1] = 3
    assert prior_of(table).strength == 2


def test_the_directions_are_kept_apart_and_together_they_are_pooled() -> None:
    events = [event(kind="AID") for _ in range(6)]
    events += [event(kind="ASSAULT", source="XSU", target="XNO") for _ in range(6)]
    cells = dyad(events).series.periods[0].cells
    assert cells["a_to_b"].indices["goldstein_mean"].value == 7
    assert cells["b_to_a"].indices["goldstein_mean"].value == -9
    assert cells["both"].indices["goldstein_mean"].value == -1
    assert cells["both"].events == 12


def test_below_the_minimum_a_period_is_insufficient_and_has_its_counts() -> None:
    found = cell(events=[event() for _ in range(4)])
    assert found.insufficient
    assert (found.events, found.indices, found.latent) == (4, {}, None)
    assert not cell(events=[event() for _ in range(4)], minimum=4).insufficient


def test_a_period_without_events_is_insufficient_and_not_zero() -> None:
    series = dyad([event("2014-01-05") for _ in range(6)] + [event("2014-03-05") for _ in range(6)]).series
    assert [period.cells["a_to_b"].insufficient for period in series.periods] == [False, True, False]
    assert np.isnan(series.values("a_to_b")[1])


def test_a_period_drawn_to_the_prior_does_not_pretend_to_be_sure() -> None:
    # Every month alike: the prior is as strong as it gets, and of a month only six events are known.
    months = [f"2014-{month:02d}-05" for month in range(1, 13)]
    kinds = ("AID", "AID", "AID", "SUPPORT", "ACCUSE", "ACCUSE")
    found = cell(events=[event(day, kind) for day in months for kind in kinds], resamples=400)
    net = found.indices["net_cooperation"]
    assert net.high - net.low > 0.4


# What the user asks for


def test_the_first_index_named_is_the_primary_one() -> None:
    assert chosen_indices(["goldstein-sum", "net"], None) == ("goldstein_sum", "net_cooperation")
    assert chosen_indices([], None)[0] == "net_cooperation"


@pytest.mark.parametrize(
    ("name", "told"), [("peace", "is no index; choose net"), ("weights", "needs a file of weights")]
)
def test_an_index_that_is_none_is_told(name, told) -> None:
    with pytest.raises(RequestError, match=told):
        chosen_indices([name], None)


def test_the_closest_weight_decides_and_what_has_none_is_told() -> None:
    weights = parse_weights("type,weight\nSANCTION,-3\nSANCTION expel,-8\n04,1\n042,2\n", "mine.csv")
    rows = frame(
        [
            event(kind="SANCTION"),
            event(kind="SANCTION", mode="expel"),
            event(kind="CONSULT", cameo="043"),
            event(kind="CONSULT", cameo="0421"),
            event(kind="AID"),
        ]
    )
    assert weights.of(rows).to_list() == [-3, -8, 1, 2, None]
    found = dyad([*rows.iter_rows(named=True)], weights=weights, indices=("weights",))
    assert found.series.unweighted == {"AID": 1}
    assert any("AID (1)" in note for note in found.series.notes)
    mean = found.series.periods[0].cells["a_to_b"].indices["weighted_mean"]
    assert (mean.value, mean.n) == (pytest.approx(-2), 4)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("kind,worth\nAID,1\n", "columns type and weight"),
        ("type,weight\n", "holds no weight"),
        ("type,weight\nAID,much\n", "line 2: 'much' is not a number"),
        ("type,weight\nAID,nan\n", "line 2: 'nan' is not a number"),
        ("type,weight\nAID,1\naid,2\n", "line 3: AID has a weight already"),
        ("type,weight\nAID,1\nBETRAY,2\nLOVE,3\n", "no event has the type BETRAY, LOVE"),
    ],
)
def test_a_wrong_file_of_weights_is_told_with_its_line(text, told) -> None:
    with pytest.raises(RequestError, match=told):
        parse_weights(text, "mine.csv")


def test_a_file_of_weights_that_cannot_be_read_is_one_sentence(tmp_path) -> None:
    with pytest.raises(RequestError, match="cannot read the weights"):
        load_weights(tmp_path / "none.csv")
    (tmp_path / "odd.csv").write_bytes(b"type,weight\n\xff\xfe,1\n")
    with pytest.raises(RequestError, match="not UTF-8"):
        load_weights(tmp_path / "odd.csv")


# Draws


def test_a_story_comes_or_goes_whole() -> None:
    story, where = np.array([0, 0, 0, 1]), np.zeros(4, dtype=int)
    drawn = resampled_sums(story, where, np.ones((4, 1)), 1, resamples=400, seed=2)[:, 0, 0]
    assert set(drawn.astype(int)) == {2, 4, 6}


def test_rows_of_one_story_make_the_interval_wider_than_rows_of_their_own() -> None:
    events = [event(kind="AID" if n % 20 < 10 else "ASSAULT", story=f"s{n // 10}") for n in range(200)]
    alone = [row | {"story": row["record"]} for row in events]
    wide, narrow = (cell(events=rows, resamples=400).indices["goldstein_mean"] for rows in (events, alone))
    assert wide.value == narrow.value
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)


def test_the_same_draws_give_the_same_bytes() -> None:
    one, two = (cell(events=stream(200), period=2) for _ in range(2))
    assert one.indices["net_cooperation"].low == two.indices["net_cooperation"].low is not None


def test_one_story_alone_has_no_interval() -> None:
    found = cell(events=[event(story="only") for _ in range(8)]).indices["goldstein_mean"]
    assert found.value == 3.5
    assert (found.low, found.high) == (None, None)


def test_without_draws_there_are_values_and_no_intervals() -> None:
    found = cell(events=[event() for _ in range(8)], resamples=0).indices["goldstein_mean"]
    assert (found.value, found.low, found.high) == (3.5, None, None)


def test_an_audit_that_found_every_third_event_wrong_widens_and_lowers_the_count() -> None:
    story = np.arange(300)
    draws = [
        resampled_sums(
            story, np.zeros(300, dtype=int), np.ones((300, 1)), 1,
            resamples=500, quad=np.full(300, 4), coder=coder,
        )[:, 0, 0]
        for coder in (None, CoderError((0, 0, 0, 0, 20), (0, 0, 0, 0, 10)))
    ]  # fmt: skip
    sure, audited = draws
    assert audited.mean() == pytest.approx(200, rel=0.05)
    assert audited.std() > 1.3 * sure.std()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(-10, 10), min_size=5, max_size=60), st.integers(2, 500))
def test_an_interval_lies_in_order_and_inside_its_draws(values, stories) -> None:
    draws = np.array(values)[:, None]
    low, high = interval(draws, np.array([float(stories)]))
    assert min(values) <= low[0] <= high[0] <= max(values)


def test_few_stories_make_a_wider_interval() -> None:
    draws = np.random.default_rng(1).standard_normal((4000, 2))
    low, high = interval(draws, np.array([4.0, 4000.0]))
    assert high[0] - low[0] > 1.4 * (high[1] - low[1])
    assert high[1] == pytest.approx(1.96, abs=0.12)


# The latent level


def test_the_latent_level_follows_the_signal_and_passes_over_gaps() -> None:
    rng = np.random.default_rng(3)
    level = np.cumsum(rng.normal(0, 0.2, 200))
    seen = level + rng.normal(0, 1, 200)
    seen[50:60] = np.nan
    found = latent_level(seen)
    assert not isinstance(found, str)
    assert np.isnan(found[50:60]).all()
    kept = np.isfinite(seen)
    assert np.abs(found[kept, 0] - level[kept]).mean() < 0.6 * np.abs(seen[kept] - level[kept]).mean()


@pytest.mark.parametrize(
    ("values", "told"), [(np.ones(30), "same value"), (np.arange(5.0), "needs 10 periods")]
)
def test_where_there_is_no_latent_level_a_sentence_says_why(values, told) -> None:
    assert told in str(latent_level(values))
