"""The relation page with events beside the judgements, and from events alone."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pytest

from tests.relations.made_events import event, frame, stream
from tests.web.fake_archive import FakeArchive, sample_archive
from tests.web.web_client import ClientFor, TestClient

PAGE = "/relations/XNO/XSU"


@pytest.fixture
def acted(client_for: ClientFor) -> TestClient:
    archive = sample_archive()
    archive.acted = stream(1200, 2.0, breaks_at=0.6)
    return client_for(archive)


@pytest.fixture
def alone(client_for: ClientFor) -> TestClient:
    archive = FakeArchive()
    archive.acted = stream(400, 1.0)
    return client_for(archive)


def test_events_stand_apart_from_judgements_and_open_to_their_periods(acted: TestClient) -> None:
    page = acted.get(f"{PAGE}?by=month").text
    assert "What the two did and said to each other" in page
    assert "Every assessment" in page
    assert 'href="/relations/XNO/XSU/periods/2005-01?by=month"' in page
    assert 'data-specification="/api/relations/XNO/XSU/comparison?by=month"' in page
    assert "No audited sample" in page


def test_from_events_alone_the_same_page_works(alone: TestClient) -> None:
    page = alone.get(PAGE).text
    assert "The indices side by side" in page
    assert "Every assessment" not in page
    assert alone.get(f"{PAGE}/timeline.svg").text.startswith("<svg")


def test_a_period_leads_to_its_events(acted: TestClient) -> None:
    answer = acted.get("/relations/XSU/xno/periods/2005-Q2?by=quarter")
    assert answer.status_code == 307
    assert answer.headers["location"] == "/events?a=XNO&b=XSU&since=2005-04-01&until=2005-06-30"


@pytest.mark.parametrize(
    "address", ["2005-13?by=month", "2005-W60?by=week", "2005-01?by=year", "x?by=quarter"]
)
def test_a_period_that_is_none_is_no_page(acted: TestClient, address: str) -> None:
    assert acted.get(f"/relations/XNO/XSU/periods/{address}").status_code == 404


def test_the_picture_and_the_comparison_are_specifications(acted: TestClient) -> None:
    picture = acted.get(f"/api{PAGE}/specification?theme=dark").json()
    compared = acted.get(f"/api{PAGE}/comparison?by=quarter").json()
    assert [("hconcat" in panel) for panel in picture["vconcat"]] == [False] * 4 + [True] * 2
    assert len(compared["vconcat"]) == 5


def test_without_events_there_is_nothing_to_compare(client: TestClient) -> None:
    answer = client.get(f"/api{PAGE}/comparison")
    assert answer.status_code == 404
    assert "no event" in answer.json()["error"]


@pytest.mark.parametrize(
    ("rows", "head"),
    [("series", "period,first"), ("changes", "direction,index"), ("events", "record,origin")],
)
def test_the_rows_of_a_csv_are_chosen(acted: TestClient, rows: str, head: str) -> None:
    answer = acted.get(f"{PAGE}/timeline.csv?by=month&rows={rows}")
    assert answer.text.startswith(head)
    assert f"XNO-XSU-{rows}.csv" in answer.headers["content-disposition"]


def test_the_index_and_verbal_events_are_chosen_in_the_form(acted: TestClient) -> None:
    told = acted.get(f"/api{PAGE}?index=plover&spoken=without").json()["events"]
    assert told["primary"] == "plover_mean"
    assert told["verbal"] == "without"
    assert acted.get(f"{PAGE}?index=peace").status_code in (400, 422)


def test_events_of_no_told_day_can_be_left_out(client_for: ClientFor) -> None:
    archive = FakeArchive()
    undated = {
        "day_from": None,
        "day_to": None,
        "origin": "document",
        "dated_by": "report",
        "reported": date(2014, 3, 9),
    }
    archive.acted = frame([event() for _ in range(6)] + [event(**undated) for _ in range(4)])
    client = client_for(archive)
    assert "4 of the 10 events stand on the day of their report" in client.get(PAGE).text
    assert client.get(f"/api{PAGE}?by=month").json()["events"]["placed_by_report"]["events"] == 4
    told = client.get(f"/api{PAGE}?by=month&dated=told").json()["events"]
    assert (told["events"], told["placed_by_report"]["events"]) == (6, 0)
    assert '<option value="told" selected>' in client.get(f"{PAGE}?dated=told").text
    assert client.get(f"/api{PAGE}?dated=guessed").status_code in (400, 422)


def test_words_of_a_dataset_are_not_trusted(client_for: ClientFor) -> None:
    archive = FakeArchive()
    evil = "<script>alert(1)</script>"
    archive.acted = frame([event(publisher=evil, mode=evil, cameo=evil) for _ in range(30)])
    assert evil not in client_for(archive).get(PAGE).text


def test_periods_without_an_assessment_share_a_row(client: TestClient) -> None:
    page = client.get(f"{PAGE}?by=day").text
    assert " to " in page
    rows = re.findall(r'<th scope="row">([^<]*)</th><td class="absent" colspan', page)
    assert any(re.fullmatch(r"\d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d", row) for row in rows)
    assert not any(a == b for a, b in pairwise(rows))
