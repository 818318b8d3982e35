"""Copies and drafts on the web, over a real archive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.actors import load_gazetteer
from detente.archive import Archive
from detente.pipeline import Extractor
from tests.match.test_copies import NAMES, ingest
from tests.web.web_client import ClientFor, TestClient


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(str(tmp_path / "archive.db")) as opened:
        yield opened


@pytest.fixture
def ids(archive: Archive) -> dict[str, str]:
    return ingest(archive, NAMES)


@pytest.fixture
def client(client_for: ClientFor, archive: Archive, ids: dict[str, str]) -> TestClient:
    return client_for(archive, extractor=lambda: Extractor.of("rules", load_gazetteer(())))


def test_the_list_says_who_printed_it_first(client: TestClient, ids: dict[str, str]) -> None:
    page = client.get("/").text
    assert "Exact copy of" in page
    assert "first printed by <bdi>SNA</bdi> on 3 May 2031" in page
    assert "stories, copies counted once" in page


def test_the_reader_tells_of_copies_both_ways(client: TestClient, ids: dict[str, str]) -> None:
    copy = client.get(f"/documents/{ids['4_trimmed']}").text
    assert "Cut version of" in copy
    assert f"/documents/{ids['1_wire']}" in copy
    first = client.get(f"/documents/{ids['1_wire']}").text
    assert f"/documents/{ids['4_trimmed']}" in first
    assert "Partly from" in client.get(f"/documents/{ids['9_stitched']}").text
    assert 'class="copies-of"' not in client.get(f"/documents/{ids['7_same_topic']}").text


def test_stories_are_listed(client: TestClient, ids: dict[str, str]) -> None:
    page = client.get("/copies").text
    assert "near copy" in page
    assert "stitched" in page
    assert "9 documents, 5 stories" in page
    answer = client.get("/api/copies").json()
    assert answer["documents"] == {"raw": 9, "collapsed": 5}
    assert answer["stories"][0]["first"] == ids["1_wire"]
    assert answer["rows"][ids["1_wire"]]["publisher"] == "SNA"


def test_hits_tell_their_copies(client: TestClient, ids: dict[str, str]) -> None:
    page = client.get('/search?q="end the match"').text
    assert "also in 4 copies" in page
    hits = client.get('/api/search?q="end the match"').json()["hits"]
    copied = {hit["document"]: (hit["copies"], hit["copied_from"]) for hit in hits}
    assert copied[ids["2_exact"]] == (4, ids["1_wire"])


DRAFT = "“We did not come here to win a round, we came to start the match,” Mira Solen said <b>today</b>.\n"


def test_a_pasted_draft_is_checked(client: TestClient) -> None:
    assert 'enctype="multipart/form-data"' in client.get("/draft").text
    page = client.post("/draft", files={"text": (None, DRAFT)}).text
    assert '<mark class="failed"' in page
    assert "altered" in page or "misattributed" in page
    assert "&lt;b&gt;today" in page


def test_an_uploaded_draft_is_checked_and_a_bad_one_is_told(client: TestClient) -> None:
    page = client.post("/draft", files={"file": ("draft.md", DRAFT.encode())})
    assert page.status_code == 200
    assert '<mark class="failed"' in page.text
    bad = client.post("/draft", files={"file": ("draft.docx", b"\x89PNG\r\n\x1a\n\x00")})
    assert bad.status_code == 400
    assert "not a Word document" in bad.text
    assert client.post("/draft", files={"text": (None, " ")}).status_code == 400
    assert client.post("/draft", content=b"text=x").status_code == 400


def test_another_site_cannot_send_a_draft(client: TestClient) -> None:
    sent = client.post("/draft", files={"text": (None, DRAFT)}, headers={"Sec-Fetch-Site": "cross-site"})
    assert sent.status_code == 403
    large = client.post("/draft", content=b"x", headers={"Content-Length": "90000000"})
    assert large.status_code == 413
