"""Events on the pages and in the API: marks, cards, lists, reports, imported rows; over a real archive."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from detente.archive import Archive
from detente.model import Extraction, Party
from tests.builders import FakeExtractor, at, document, event, extraction
from tests.importers import tables
from tests.web.web_client import ClientFor, TestClient

EVIL = "<script>alert(1)</script>"


@pytest.fixture
def archive(tmp_path: Path):
    with Archive.open(str(tmp_path / "a.db")) as opened:
        whole = extraction()
        opened.ingest([whole.document], FakeExtractor([whole]))
        rows = [
            tables.gdelt_row(1),
            tables.gdelt_row(2, EventCode="112", Actor1Name=EVIL, SOURCEURL="javascript:alert(1)"),
            tables.gdelt_row(3, Actor1CountryCode="ISL", Actor2CountryCode="NZL", EventCode="163"),
        ]
        (tmp_path / "t.CSV").write_text(tables.gdelt(*rows))
        opened.import_events("gdelt", [str(tmp_path / "t.CSV")])
        yield opened


@pytest.fixture
def client(client_for: ClientFor, archive: Archive) -> TestClient:
    return client_for(archive)


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_reader_marks_events_and_shows_their_cards(client: TestClient) -> None:
    whole = extraction()
    page = client.get(f"/documents/{whole.document.id}").text
    assert page.count('class="card act"') == len(whole.events)
    assert 'data-tag="▶ 1"' in page
    assert 'data-kind="event"' in page
    assert re.search(r'<span class="[^"]*\bdid\b[^"]*"[^>]*>', page)
    assert "Oru Bek → XNO" in text_of(page) or "Oru Bek" in page


def test_the_text_of_the_reader_is_still_the_text_of_the_document(client: TestClient) -> None:
    from html import unescape

    whole = extraction()
    page = client.get(f"/documents/{whole.document.id}").text
    article = page[page.index("<article") : page.index("</article>")]
    shown = unescape(re.sub(r"<[^>]+>", "", article))
    assert shown == whole.document.text


def test_an_event_opens_to_its_words(client: TestClient) -> None:
    whole = extraction()
    answer = client.get(f"/events/{whole.events[0].id}")
    assert answer.status_code == 307
    assert answer.headers["location"] == f"/documents/{whole.document.id}#{whole.events[0].id}"
    assert client.get("/events/event-0").status_code == 404
    assert client.get("/events/gdelt-99").status_code == 404


def test_an_imported_event_shows_its_columns_as_they_came(client: TestClient) -> None:
    page = client.get("/events/gdelt-2")
    assert page.status_code == 200
    assert "Actor1CountryCode" in page.text
    assert EVIL not in page.text
    assert "&lt;script&gt;" in page.text
    assert 'href="javascript' not in page.text


def test_the_relation_page_lists_both_directions_with_filters(client: TestClient) -> None:
    page = client.get("/relations/ISL/NZL")
    assert page.status_code == 200
    words = text_of(page.text)
    assert "3 reports of 3 events: 3 from GDELT" in words
    assert words.count("the columns as they came") == 3
    forward = client.get("/relations/ISL/NZL?direction=from").text
    assert text_of(forward).count("the columns as they came") == 1
    assert text_of(client.get("/relations/ISL/NZL?type=ACCUSE").text).count("the columns as they came") == 1
    assert text_of(client.get("/relations/ISL/NZL?verbal=no").text).count("the columns as they came") == 2
    assert "No event is known here" in client.get("/relations/ISL/NZL?origin=document").text


def test_every_row_of_a_document_opens_to_its_sentence(client: TestClient) -> None:
    whole = extraction()
    page = client.get("/events?a=xno&b=XSU").text
    for one in whole.events:
        assert f'href="/events/{one.id}"' in page
    assert at("Marshal Oru Bek denied it").text in page


def test_a_question_that_cannot_be_answered_is_said_on_the_page(client: TestClient) -> None:
    answer = client.get("/events?a=NZL&type=HUG")
    assert answer.status_code == 400
    assert "no type" in text_of(answer.text)
    assert client.get("/events?a=NZL&b=NZL").status_code == 400
    assert (
        client.get("/events?a=N%20Z").status_code == 422 or client.get("/events?a=N%20Z").status_code == 400
    )
    assert "is not a date" in text_of(client.get("/events?since=yesterday").text)


def test_the_first_page_names_the_pairs_of_imported_events(client: TestClient) -> None:
    page = client.get("/").text
    assert 'href="/relations/ISL/NZL#events"' in page
    assert "GDELT: 3 events" in text_of(page)


def test_pages_of_a_long_list(client: TestClient, monkeypatch) -> None:
    from detente.web import happenings, pages

    monkeypatch.setattr(pages, "EVENTS_A_PAGE", 2)
    monkeypatch.setattr(happenings.EventQuestion.put, "__defaults__", (2,))
    page = client.get("/events?a=NZL").text
    assert "Page 1 of 2" in text_of(page)
    assert 'href="/events?a=NZL&amp;page=2"' in page
    assert text_of(client.get("/events?a=NZL&page=2").text).count("the columns as they came") == 1


def test_reports_of_one_event_with_the_reasons(client: TestClient, archive: Archive) -> None:
    words = "Norland cools on Sudria"
    parts = {
        "source": (Party("XNO", "Norland", "XNO", None),),
        "target": (Party("XSU", "Sudria", "XSU", None),),
        "type": "SANCTION",
        "mode": "expel",
        "date": "2031-03-02",
    }
    made = []
    for name in ("one.txt", "two.txt"):
        of = document(uri=name)
        made.append((of, event(of, words, **parts)))
    from detente.model import Extraction

    extractions = [Extraction(of, (), (), (), (), (found,)) for of, found in made]
    archive.ingest([of for of, _ in made], FakeExtractor(extractions))
    page = client.get(f"/events/{made[0][1].id}/reports")
    assert "2 reports of one event" in text_of(page.text)
    assert "the same day (2031-03-02)" in page.text
    listed = client.get("/events?a=XNO&b=XSU&type=SANCTION").text
    assert "2 reports of this event" in listed
    answer = client.get(f"/api/events/{made[0][1].id}").json()
    assert len(answer["reports"]) == 2
    assert client.get("/events/event-0/reports").status_code == 404


def test_the_api_gives_what_the_command_gives(client: TestClient) -> None:
    answer = client.get("/api/events?a=NZL&b=ISL&direction=from&limit=1").json()
    assert (answer["total"], answer["incidents"], len(answer["events"])) == (2, 2, 1)
    assert answer["events"][0]["permalink"] == "/events/gdelt-1"
    assert answer["events"][0]["columns"]["GLOBALEVENTID"] == "1"
    assert client.get("/api/events/gdelt-1").json()["event"]["external_id"] == "1"
    assert client.get("/api/events/gdelt-9").status_code == 404
    assert client.get("/api/events?type=HUG").status_code == 400


def test_states_that_no_document_names_have_the_names_of_the_gazetteer(client: TestClient) -> None:
    page = client.get("/relations/ISL/NZL").text
    assert "<title>Iceland and New Zealand · detente</title>" in page
    assert '<h1>Iceland <span class="amp">and</span> New Zealand</h1>' in page
    assert "Iceland" in client.get("/api/relations/ISL/NZL/specification").text
    assert "New Zealand" in client.get("/").text


def test_the_events_of_a_point_hold_those_placed_by_their_report(
    client_for: ClientFor, tmp_path: Path
) -> None:
    of = document("Norland expelled 35 diplomats of Sudria.\n", "x.txt", title="a report")
    sides = {
        "source": (Party("XNO", "Norland", "XNO", None),),
        "target": (Party("XSU", "Sudria", "XSU", None),),
    }
    found = event(of, "Norland expelled 35 diplomats of Sudria.", type="SANCTION", date=None, **sides)
    with Archive.open(str(tmp_path / "p.db")) as opened:
        opened.ingest([of], FakeExtractor([Extraction(of, (), (), (), (), (found,))]))
        client = client_for(opened)
        assert of.published is not None
        month = of.published.date[:7]
        assert f"/periods/{month}?by=month" in client.get("/relations/XNO/XSU?by=month").text
        leads = client.get(f"/relations/XNO/XSU/periods/{month}?by=month").headers["location"]
        assert "no day told; reported" in text_of(client.get(leads).text)
        told = client.get(f"/relations/XNO/XSU/periods/{month}?by=month&dated=told").headers["location"]
        assert told.endswith("&dated=told")
        assert "No event is known here" in client.get(told).text
