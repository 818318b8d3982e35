import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.model import RequestError
from detente.relations.dates import (
    PERIODS,
    Stretch,
    parse_edtf,
    period_name,
    period_of,
    periods_between,
    window,
)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2017-07-08", "2017-07-08", "2017-07-08"),
        ("2017-07-08T09:01:13+03:00", "2017-07-08", "2017-07-08"),
        ("2015-09", "2015-09-01", "2015-09-30"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2015", "2015-01-01", "2015-12-31"),
        ("2015-33", "2015-01-01", "2015-03-31"),
        ("2015-36", "2015-10-01", "2015-12-31"),
        ("2015~", "2015-01-01", "2015-12-31"),
        ("2015-09/2015-10-01", "2015-09-01", "2015-10-01"),
        ("../2013-09-06", None, "2013-09-06"),
        ("2013-09-06/..", "2013-09-06", None),
        ("2013-09-06/", "2013-09-06", None),
    ],
)
def test_edtf_is_read_as_the_days_it_may_mean(text: str, first: str | None, last: str | None) -> None:
    expected = Stretch(first and date.fromisoformat(first), last and date.fromisoformat(last))
    assert parse_edtf(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2015-13", "2015-02-30", "../..", "/", "2015/x", "2016/2015", "201X", "2015-21", "0000"],
)
def test_what_names_no_day_is_no_date(text: str) -> None:
    assert parse_edtf(text) is None


@given(st.dates(), st.sampled_from(PERIODS))
def test_a_day_lies_in_its_period_and_the_period_in_the_name_of_its_days(day, by) -> None:
    period = period_of(day, by)
    assert Stretch(day, day).lies_in(period)
    assert period.first
    assert period.last
    assert period_of(period.first, by) == period_of(period.last, by) == period
    if by in ("day", "month", "year"):
        assert parse_edtf(period_name(period, by)) == period


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 2000), st.sampled_from(PERIODS))
def test_periods_leave_no_gap(day, length, by) -> None:
    last = date.fromordinal(day.toordinal() + length)
    periods = list(periods_between(day, last, by))
    assert periods[0] == period_of(day, by)
    assert periods[-1] == period_of(last, by)
    for before, after in itertools.pairwise(periods):
        assert before.last.toordinal() + 1 == after.first.toordinal()


def test_periods_end_with_the_calendar() -> None:
    for by in PERIODS:
        assert list(periods_between(date(9999, 12, 31), date.max, by))


def test_a_window_is_read_at_any_precision() -> None:
    assert window("2015", "2016-02") == Stretch(date(2015, 1, 1), date(2016, 2, 29))
    assert window(None, None) == Stretch(None, None)


@pytest.mark.parametrize(("since", "until"), [("2016", "2015"), ("then", None), (None, "2015-40")])
def test_a_wrong_window_is_refused_in_one_line(since, until) -> None:
    with pytest.raises(RequestError) as error:
        window(since, until)
    assert "\n" not in str(error.value)
