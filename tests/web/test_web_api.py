"""The JSON API: shapes and errors."""

from __future__ import annotations

from detente.model import as_json
from tests.web.fake_archive import FakeArchive, news
from tests.web.web_client import TestClient


def test_documents(client: TestClient) -> None:
    answer = client.get("/api/documents").json()
    assert answer["total"] == 2
    assert answer["documents"][0]["title"] == news().document.title
    assert client.get("/api/documents?limit=1&offset=1").json()["documents"][0]["genre"] == "transcript"


def test_a_document_is_what_extract_prints(client: TestClient) -> None:
    extraction = news()
    answer = client.get(f"/api/documents/{extraction.document.id}").json()
    assert set(answer) == {
        "document",
        "segments",
        "mentions",
        "statements",
        "assessments",
        "events",
        "corrections",
        "run",
    }
    assert answer["document"]["text"] == extraction.document.text
    assert answer["statements"] == as_json(extraction.statements)
    assert answer["corrections"][0]["field"] == "said_on"


def test_a_statement_carries_its_context_and_citation(client: TestClient) -> None:
    extraction = news()
    statement = extraction.statements[2]
    answer = client.get(f"/api/statements/{statement.id}").json()
    assert answer["statement"] == as_json(statement)
    context = answer["context"]
    assert context["text"] == extraction.document.text[context["start"] : context["end"]]
    assert statement.text in context["text"]
    assert answer["permalink"] == f"/statements/{statement.id}"
    for part in (
        "Aldo Verin",
        "“What we lacked was patience.”",
        "4 May 2031",
        "Harbour Courier",
        statement.id,
    ):
        assert part in answer["citation"]


def test_search(client: TestClient) -> None:
    answer = client.get("/api/search", params={"q": "patience"}).json()
    assert answer["total"] == 1
    hit = answer["hits"][0]
    start, end = hit["marks"][0]
    assert hit["statement"]["text"][start:end] == "patience"
    assert client.get("/api/search?since=never").status_code == 400


def test_relations(client: TestClient) -> None:
    answer = client.get("/api/relations/xsu/XNO").json()
    assert answer["dyad"] == ["XNO", "XSU"]
    assert len(answer["assessments"]) == 4
    specification = client.get("/api/relations/XNO/XSU/specification?theme=dark").json()
    assert "vega-lite" in specification["$schema"]
    assert all(value["href"].startswith("/") for value in specification["data"]["values"])


def test_errors_are_one_line_of_json(client: TestClient, archive: FakeArchive) -> None:
    for address, status in (
        ("/api/documents/none", 404),
        ("/api/statements/none", 404),
        (f"/api/statements/{news().assessments[0].id}", 404),
        ("/api/relations/XNO/XQQ", 400),
        ("/api/search?kind=shouted", 400),
        ("/api/nothing", 404),
    ):
        answer = client.get(address)
        assert answer.status_code == status, address
        assert "\n" not in answer.json()["error"]


def test_the_api_describes_itself_without_the_network(client: TestClient) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    assert {
        "/api/documents",
        "/api/documents/{document_id}",
        "/api/search",
        "/api/statements/{record_id}",
    } <= set(paths)
    assert all(set(methods) == {"get"} for methods in paths.values())
    assert client.get("/docs").status_code == 404
    assert client.get("/redoc").status_code == 404
