"""Which events count, in which period and direction, and what is told of the others."""

import csv
import io
import json
from datetime import date

import pytest

from detente.model import RequestError
from detente.relations import fitting_by, render
from detente.relations.dates import Stretch, window
from detente.relations.events import Counting, count
from tests.relations.made import DYAD
from tests.relations.made_events import dyad, event, frame

ALWAYS = Stretch(None, None)


def counted(*events, limits=ALWAYS, **how):
    return count(frame(events), DYAD, Counting(**({"by": "month"} | how)), limits)


def test_reports_of_one_incident_are_one_event_and_both_numbers_are_kept() -> None:
    found = counted(event(incident="x"), event(incident="x"), event())
    assert (found.reports.height, found.events.height) == (3, 2)


def test_one_incident_counts_once_in_each_direction() -> None:
    met = {"kind": "CONSULT", "incident": "talks"}
    found = counted(event(**met), event(**met, source="XSU", target="XNO"))
    assert sorted(found.events["direction"].to_list()) == [0, 1]


def test_rows_of_another_pair_and_of_a_state_with_itself_do_not_count() -> None:
    found = counted(event(), event(target="XEE"), event(target="XNO"))
    assert found.events.height == 1
    assert found.left_out == {}


@pytest.mark.parametrize("status", ["planned", "hypothetical", "alleged", "denied", "cancelled"])
def test_what_did_not_happen_is_left_out_and_told(status) -> None:
    found = counted(event(), event(status="happened"), event(status=status))
    assert found.events.height == 2
    assert list(found.left_out.values()) == [1]
    assert status in next(iter(found.left_out))


def test_an_undated_event_is_left_out_and_told() -> None:
    assert counted(event(), event(None)).left_out == {"without a date": 1}


def test_a_date_less_exact_than_the_period_is_not_forced_into_one() -> None:
    found = counted(event(), event("2014-03-01/2014-04-02"), event("2014-03-02/2014-03-30"))
    assert found.events.height == 2
    assert found.left_out == {"known less exactly than one month": 1}
    assert counted(event("2014-01-01/2014-12-31"), by="year").events.height == 1


def test_weeks_run_from_monday_and_periods_without_events_are_there() -> None:
    found = counted(event("2014-03-02"), event("2014-03-03"), event("2014-03-17"), by="week")
    assert found.names == ("2014-W09", "2014-W10", "2014-W11", "2014-W12")
    assert found.period().tolist() == [0, 1, 3]


def test_the_limits_hold_on_both_sides() -> None:
    events = [event("2013-12-31"), event("2014-01-01"), event("2014-02-01")]
    found = counted(*events, limits=window("2014-01", "2014-01"))
    assert found.events["day_from"].dt.to_string().to_list() == ["2014-01-01"]
    assert sum(found.left_out.values()) == 2


def test_verbal_events_can_be_left_out_or_kept_alone() -> None:
    events = [event(kind="ACCUSE"), event(kind="SANCTION"), event(kind=None)]
    assert counted(*events, verbal="without").events["type"].to_list() == ["SANCTION", None]
    assert counted(*events, verbal="only").events["type"].to_list() == ["ACCUSE"]


def test_outlets_are_chosen_by_country_and_control_and_the_unknown_are_unknown() -> None:
    events = [
        event(publisher_country="XNO", publisher_control="state"),
        event(publisher_country="XSU", publisher_control="private"),
        event(),
    ]
    assert counted(*events, countries=("XNO",)).events.height == 1
    assert counted(*events, controls=("unknown",)).events.height == 1
    assert counted(*events, controls=("state", "private")).events.height == 2


def test_the_choice_of_outlets_comes_before_copies_are_collapsed() -> None:
    events = [event(incident="x", publisher_country="XNO"), event(incident="x", publisher_country="XSU")]
    assert counted(*events, countries=("XSU",)).events.height == 1


@pytest.mark.parametrize(
    ("how", "told"),
    [({"by": "decade"}, "is not a period"), ({"minimum": 0}, "at least 1"), ({"verbal": "loud"}, "verbal")],
)
def test_a_wrong_wish_is_told_in_one_sentence(how, told) -> None:
    with pytest.raises(RequestError, match=told):
        Counting(**({"by": "month"} | how))


def test_more_periods_than_a_picture_can_show_are_refused_with_advice() -> None:
    with pytest.raises(RequestError, match="choose a longer period"):
        counted(event("1801-01-01"), event("2014-01-01"), by="day")


def test_no_event_and_no_countable_event_are_told_apart() -> None:
    assert dyad([]).events_note == "The archive holds no event between Norland and Sudria."
    note = dyad([event(status="denied")]).events_note
    assert note is not None
    assert note.startswith("No event between Norland and Sudria can be counted: 1 ")


def by_report(day: str, **told):
    return event(
        None, **{"reported": date.fromisoformat(day), "dated_by": "report", "origin": "document"} | told
    )


def test_an_event_of_no_told_day_stands_on_the_day_of_its_report_and_is_told() -> None:
    found = counted(event(), by_report("2014-05-09"), by_report("2014-05-30"))
    assert found.events["period"].to_list() == [0, 2, 2]
    assert found.placed_by_report == (2, 2)
    assert found.left_out == {}


def test_those_placed_by_their_report_can_be_left_out() -> None:
    found = counted(event(), by_report("2014-05-09"), dated="told")
    assert found.names == ("2014-03",)
    assert found.placed_by_report == (0, 0)
    assert found.left_out == {"dated by their report alone": 1}
    with pytest.raises(RequestError, match="choose told or report"):
        counted(event(), dated="guessed")


def test_of_one_incident_the_told_day_counts_else_that_of_the_earliest_report() -> None:
    told = counted(by_report("2014-02-01", incident="x"), event("2014-03-05", incident="x"))
    assert told.events["day_from"].to_list() == [date(2014, 3, 5)]
    assert told.placed_by_report == (1, 0)
    reports = [by_report("2014-05-09", incident="x"), by_report("2014-04-09", incident="x")]
    assert counted(*reports).events["day_from"].to_list() == [date(2014, 4, 9)]


def test_the_day_of_a_report_is_held_to_the_limits_and_chooses_the_period() -> None:
    found = counted(by_report("2014-05-09"), event(), limits=window(None, "2014-03"))
    assert found.left_out == {"after the period asked for": 1}
    rows = [by_report("2014-05-09"), by_report("2014-06-01")]
    assert fitting_by(frame(rows), None) == "day"
    assert fitting_by(frame(rows), None, dated="told") == "month"


def test_what_stands_on_the_day_of_its_report_is_told_in_every_format() -> None:
    shown = dyad([event(), by_report("2014-03-09"), by_report("2014-03-12")])
    sentence = "2 of the 3 events stand on the day of their report"
    assert sentence in render(shown, "table")
    assert sentence in render(shown, "html")
    assert "2 of them stand on the day of their report" in json.dumps(shown.chart())
    told = json.loads(render(shown, "json"))["events"]
    assert (told["dated"], told["placed_by_report"]) == ("report", {"reports": 2, "events": 2})
    rows = list(csv.DictReader(io.StringIO(str(render(shown, "csv", part="events")))))
    assert [(row["day"], row["dated_by"]) for row in rows][1:] == [
        ("2014-03-09", "report"),
        ("2014-03-12", "report"),
    ]
    assert "day of their report" not in render(dyad([event()]), "table")
