"""Which events are reports of one incident: cases a person can check by eye."""

from __future__ import annotations

from typing import Any

import pytest

from detente.match.incidents import Report, compare, join_reports, report_of
from detente.model import Event, IncidentReport, Party, Place
from detente.spans import Span

NORLAND, SUDRIA = (Party("XNO", "Norland", "XNO", None),), (Party("XSU", "Sudria", "XSU", None),)
DAY = ("2031-07-04", "2031-07-04")


def report(
    id: str, words: str, days: Any = DAY, published: str | None = "2031-07-05", **other: Any
) -> Report:
    return report_of(event(id, words, **other), published, days)


def event(id: str, words: str, **other: Any) -> Event:
    values: dict[str, Any] = {
        "id": id,
        "document": f"document-{id}",
        "source": NORLAND,
        "target": SUDRIA,
        "type": "SANCTION",
        "mode": "expel",
        "contexts": (),
        "cameo": None,
        "verbal": False,
        "date": DAY[0],
        "place": None,
        "status": "happened",
        "reported_by": "author",
        "evidence": (Span(0, len(words), words),),
        "confidence": 0.9,
    }
    return Event(**(values | other))


def groups(*reports: Report, decisions: Any = ()) -> list[set[str]]:
    """The incidents with more than one report."""
    found: dict[str, set[str]] = {}
    for one in join_reports(reports, decisions):
        found.setdefault(one.incident, set()).add(one.event)
    return [events for events in found.values() if len(events) > 1]


EXPEL = report("a", "Norland expelled 35 diplomats of Sudria")


@pytest.mark.parametrize(
    "other",
    [
        report("b", "the expulsion of 35 diplomats by Norland"),
        report("b", "Norland threw out 35 Sudrian diplomats", ("2031-07-05", "2031-07-05")),
        report("b", "Norland is expelling the diplomats", mode=None),
        report("b", "35 Sudrian diplomats were expelled", None, "2031-07-06"),
        report("b", "Norland expelled 35 diplomats", ("2031-07-01", "2031-07-07")),
        report("b", "Norland expelled 35 diplomats of Sudria", status="alleged"),
    ],
)
def test_reports_of_one_expulsion(other: Report) -> None:
    assert groups(EXPEL, other) == [{"a", "b"}]


@pytest.mark.parametrize(
    "other",
    [
        report("b", "Norland expelled 60 diplomats of Sudria"),
        report("b", "Norland expelled 35 diplomats", ("2031-07-09", "2031-07-09")),
        report("b", "Sudria expelled 35 diplomats", source=SUDRIA, target=NORLAND),
        report("b", "Norland cut its aid to Sudria", mode="discontinue"),
        report("b", "Norland expelled 35 diplomats", type="COERCE", mode="deport"),
        report("b", "Norland expelled 35 diplomats", target=(Party("XVE", "Vessen", "XVE", None),)),
        report("b", "Norland acted", mode=None),
    ],
)
def test_reports_of_something_else(other: Report) -> None:
    assert groups(EXPEL, other) == []


def consult(id: str, words: str, *actors: str, **other: Any) -> Report:
    persons = tuple(Party(name, name, name[:3].upper(), None) for name in actors)
    values = {"type": "CONSULT", "mode": None, "source": persons, "target": ()} | other
    return report(id, words, **values)


def test_talks_are_told_from_either_side() -> None:
    both = consult("a", "the premiers held talks in Calvren", "xno", "xsu", place=Place("Calvren", "XCA"))
    one = consult("b", "met the Sudrian premier for talks", "xno", target=(Party("xsu", None, "XSU", None),))
    assert groups(both, one) == [{"a", "b"}]


def test_other_persons_or_another_country_are_another_meeting() -> None:
    premiers = consult("a", "the premiers held talks on trade", "xno-tamm", "xsu-bek")
    ministers = consult("b", "the ministers held talks on trade", "xno-quill", "xsu-orr")
    assert groups(premiers, ministers) == []
    here = consult("c", "held talks on trade", "xno", "xsu", place=Place("Calvren", "XCA"))
    there = consult("d", "held talks on trade", "xno", "xsu", place=Place("Ostvik", "XNO"))
    assert groups(here, there) == []


def test_words_said_twice_a_day_need_words_in_common() -> None:
    said = {"type": "ACCUSE", "mode": "disapprove", "verbal": True}
    blockade = report("a", "condemned the blockade of the harbour as piracy", **said)
    again = report("b", "called the harbour blockade piracy", **said)
    tariffs = report("c", "denounced the tariffs on timber", **said)
    assert groups(blockade, again, tariffs) == [{"a", "b"}]


def test_likenesses_do_not_drift_from_day_to_day() -> None:
    days = [f"2031-07-{day:02}" for day in range(1, 8)]
    reports = [
        report(f"r{day}", "Norland bombed the port", (day, day), type="ASSAULT", mode=None) for day in days
    ]
    found = groups(*reports)
    spans = [sorted(events) for events in found]
    assert all(int(events[-1][-2:]) - int(events[0][-2:]) <= 1 for events in spans)


def test_a_join_says_with_what_and_why() -> None:
    told = join_reports([EXPEL, report("b", "the expulsion of 35 diplomats")])
    assert told[0] == IncidentReport("a", told[0].incident)
    assert told[1].joined_with == "a"
    assert told[1].reasons == (
        "the same type (SANCTION)",
        "the same actors (XNO to XSU)",
        "the same day (2031-07-04)",
        "the same mode (expel)",
        "the same number (35)",
        "words in common (diplomat)",
    )


def test_the_order_in_which_events_come_does_not_matter() -> None:
    reports = [EXPEL, report("b", "35 diplomats expelled"), report("c", "Norland expelled 60 diplomats")]
    assert join_reports(reports) == join_reports(reports[::-1])


def test_what_a_person_decided_outranks_likeness() -> None:
    b, c = report("b", "35 diplomats expelled"), report("c", "Norland expelled 60 diplomats")
    assert groups(EXPEL, b, c, decisions=[("b", None)]) == []
    assert groups(EXPEL, b, c, decisions=[("c", "a")]) == [{"a", "c"}]
    told = {one.event: one for one in join_reports([EXPEL, b, c], [("c", "a")])}
    assert told["c"].reasons == ("a person joined them",)
    assert join_reports([EXPEL, b], [("gone", "a"), ("b", "gone")])


def test_a_pair_that_is_not_enough_gives_no_reasons() -> None:
    assert compare(EXPEL, report("b", "Norland acted", mode=None)) is None
