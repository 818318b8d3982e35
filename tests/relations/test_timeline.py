import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.model import RequestError
from detente.relations import build_timeline, describe, tell_undated
from detente.relations.dates import PERIODS

from .made import (
    AUTHOR,
    DYAD,
    ENVOY,
    NAMES,
    PREMIER,
    PRESIDENT,
    STRANGER,
    five_years,
    many,
    point,
    timeline,
)


def test_points_stand_in_order_of_time_and_undated_ones_apart() -> None:
    made = timeline(*reversed(five_years()))
    assert [p.point.words for p in made.points][:4] == [
        "contacts go on",
        "it is daily work",
        "ties are cooling",
        "a poor year",
    ]
    assert [p.point.words for p in made.undated] == ["ties are poor"]


@pytest.mark.parametrize(
    ("holder", "side"),
    [(PREMIER, "a"), (PRESIDENT, "b"), (ENVOY, "third"), (AUTHOR, "author"), (STRANGER, "unknown")],
)
def test_the_side_is_the_holders_state_or_unknown(holder, side) -> None:
    assert timeline(point(holder=holder)).points[0].side == side


def test_both_orders_of_a_dyad_give_the_same_timeline() -> None:
    points = five_years()
    assert build_timeline(DYAD[::-1], NAMES[::-1], points) == build_timeline(DYAD, NAMES, points)


def test_other_dyads_are_left_out() -> None:
    assert timeline(point(dyad=("XEE", "XNO"))).empty


def test_the_publication_stands_in_for_a_missing_date_and_says_so() -> None:
    made = timeline(point(None, published="2016-05-04T08:00Z"))
    assert made.points[0].dated_by == "publication"
    assert timeline(point("2015", published="2016-05-04")).points[0].dated_by == "assessment"


def test_since_and_until_keep_what_may_lie_between() -> None:
    points = [point("2014"), point("2015-06-01"), point("2016-01-01"), point("../2014-12-31"), point(None)]
    made = timeline(*points, since="2015", until="2015-12")
    assert [p.point.assessment.date for p in made.points] == ["2015-06-01"]
    assert len(made.undated) == 1


def test_periods_without_an_assessment_are_insufficient_and_not_zero() -> None:
    made = timeline(point("2015-01-03", level="low"), point("2015-04-30", level="low"), by="month")
    assert [(p.name, p.insufficient) for p in made.series] == [
        ("2015-01", False),
        ("2015-02", True),
        ("2015-03", True),
        ("2015-04", False),
    ]
    assert made.series[1].raw is None


def test_a_year_is_not_counted_in_a_month_but_in_its_year() -> None:
    points = point("2015"), point("2015-04-30"), point("../2015-02-01")
    by_month, by_year = timeline(*points, by="month"), timeline(*points, by="year")
    assert [p.point.assessment.date for p in by_month.not_counted] == ["2015", "../2015-02-01"]
    assert by_year.series[0].raw.n == 2


def test_copies_count_once_when_collapsed() -> None:
    copies = [
        point("2015-05-01", words=w, document=d)
        for w, d in (("A poor state", "one"), ("a  poor state", "two"))
    ]
    period = timeline(
        *copies, point("2015-05-02", words="a poor state", holder=PRESIDENT), by="month"
    ).series[0]
    assert (period.raw.n, period.collapsed.n) == (3, 2)


def test_distributions_count_what_is_not_stated_too() -> None:
    points = [
        point(level="low", trend="worsening"),
        point(level="low", holder=AUTHOR),
        point(outlook="hopeful"),
    ]
    counts = timeline(*points, by="year").series[0].raw
    assert counts.level == {"very_low": 0, "low": 2, "neutral": 0, "good": 0, "very_good": 0, "not_stated": 1}
    assert counts.trend["not_stated"] == 2
    assert counts.outlook == {"hopeful": 1, "pessimistic": 0, "not_stated": 2}
    assert counts.side == {"a": 2, "b": 0, "third": 0, "author": 1, "unknown": 0}
    assert counts.level_by_side["author"]["low"] == 1


@given(st.integers(0, 10_000), st.sampled_from(PERIODS))
def test_every_dated_point_is_counted_once_or_listed_as_not_counted(seed, by) -> None:
    made = timeline(*many(40, seed), by=by)
    counted = sum(period.raw.n for period in made.series if period.raw)
    assert counted + len(made.not_counted) == len(made.points) == 40
    for period in made.series:
        if period.raw:
            assert sum(period.raw.level.values()) == sum(period.raw.side.values()) == period.raw.n


@pytest.mark.parametrize(
    ("dyad", "limits"),
    [
        (("XNO", "XNO"), {}),
        (DYAD, {"by": "decade"}),
        (DYAD, {"since": "2017", "until": "2016"}),
        (DYAD, {"since": "yesterday"}),
    ],
)
def test_wrong_questions_are_refused_in_one_line(dyad, limits) -> None:
    with pytest.raises(RequestError) as error:
        build_timeline(dyad, NAMES, [point()], **limits)
    assert "\n" not in str(error.value)


def test_a_series_too_long_to_read_is_refused() -> None:
    with pytest.raises(RequestError, match="longer period"):
        timeline(point("1700-01-01"), point("2018-01-01"), by="day")


def test_no_record_is_one_plain_sentence() -> None:
    assert (
        timeline().note == "The archive holds no assessment of the relationship between Norland and Sudria."
    )
    assert "without a date" in timeline(point(None)).note
    assert timeline(point()).note is None


def test_undated_ones_are_told_with_their_documents_and_levels() -> None:
    made = timeline(
        point("2015-09-03", level="low"),
        point(None, level="low", title="“Ties at a low”"),
        point(None, level="good", title="“Ties at a low”"),
        point(None, title="A second one", document="document-2"),
    )
    said = tell_undated(made)
    assert said == (
        "3 assessments stand apart (1 low, 1 good, 1 no level stated): “Ties at a low”, “A second one” bear "
        "no date, and the words tell none."
    )
    assert said in describe(made)
    assert tell_undated(timeline(point("2015-09-03"))) == ""
