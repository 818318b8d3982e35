"""The application over a real archive in a file, read from several threads as a server does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from detente.archive import Archive
from detente.model import Document, Extraction
from tests.web.fake_archive import news, press
from tests.web.web_client import ClientFor, TestClient


class Known:
    """An extractor that knows its documents by heart."""

    versions = {"detente": "0.1.0"}  # noqa: RUF012  as the protocol has it

    def __init__(self, *extractions: Extraction) -> None:
        self._known = {one.document.id: one for one in extractions}

    def extract_all(self, documents: Iterable[Document], failed: object = None) -> Iterator[Extraction]:
        return (self._known[document.id] for document in documents)


@pytest.fixture
def client(client_for: ClientFor, tmp_path: Path) -> Iterator[TestClient]:
    article, talk = news(), press()
    with Archive.open(str(tmp_path / "archive.db")) as archive:
        report = archive.ingest([article.document, talk.document], Known(article, talk))
        assert report.added == 2
        archive.correct(
            article.statements[0].id, {"act": "promise"}, who="A. Reviewer", why="It is a promise."
        )
        yield client_for(archive)


def test_every_page_is_served(client: TestClient) -> None:
    article = news()
    assert "Ports Will Open Again" in client.get("/").text
    page = client.get(f"/documents/{article.document.id}").text
    assert "<ins>promise</ins>" in page
    assert article.statements[5].id in page
    assert "<mark>patience</mark>" in client.get("/search?q=patience").text
    assert client.get("/search?since=sometime").status_code == 400
    assert article.assessments[0].id in client.get("/relations/XNO/XSU").text
    assert client.get(f"/statements/{article.statements[3].id}").status_code == 307
    assert client.get("/statements/none").status_code == 404
    assert client.get("/documents/none").status_code == 404


def test_a_correction_is_shown_by_the_api(client: TestClient) -> None:
    answer = client.get(f"/api/statements/{news().statements[0].id}").json()
    assert answer["statement"]["act"] == "promise"
    assert answer["corrections"][0]["why"] == "It is a promise."


def test_requests_side_by_side(client: TestClient) -> None:
    addresses = ["/", f"/documents/{news().document.id}", "/search?q=the", "/relations/XNO/XSU"] * 5
    with ThreadPoolExecutor(4) as pool:
        assert {answer.status_code for answer in pool.map(client.get, addresses)} == {200}
