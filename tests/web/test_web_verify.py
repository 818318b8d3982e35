"""The pages and the JSON of a verification, over an archive of the sample."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from detente import Archive
from detente.match import meaning
from tests.match.archives import fill
from tests.web.web_client import ClientFor, TestClient

CUT = "The boat goes home by the first of August, with a new coat of paint"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    where = tmp_path_factory.mktemp("web") / "made.db"
    fill(where)
    with Archive.open(str(where)) as opened:
        yield opened


@pytest.fixture
def asked(client_for: ClientFor, made: Archive) -> TestClient:
    return client_for(made)


def test_the_page_asks_for_a_quotation(asked: TestClient) -> None:
    page = asked.get("/verify").text
    assert 'name="q"' in page
    assert 'aria-current="page">Verify' in page


def test_the_page_shows_verdict_alignment_context_variants_and_citation(asked: TestClient) -> None:
    page = asked.get(f"/verify?q={quote(CUT)}&speaker=Tarrano").text
    assert 'data-verdict="truncated"' in page
    assert "may turn the sense: if" in page
    assert "<mark>The boat goes home by the first of August, with a new coat of paint</mark>" in page
    assert (
        '<del class="piece p-dropped"><span class="visually-hidden">left out: </span>if the harbour' in page
    )
    assert "Earliest in this archive" in page
    assert 'id="citation"' in page
    assert "#statement-" in page


def test_what_is_pasted_is_never_html(asked: TestClient) -> None:
    page = asked.get("/verify?q=" + quote("<script>alert(1)</script> the worst is behind us")).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_quotation_without_words_is_one_line(asked: TestClient) -> None:
    answer = asked.get("/verify?q=" + quote("…"))
    assert answer.status_code == 400
    assert 'role="alert">the quotation holds no word' in answer.text
    assert asked.get("/api/verify?q=").json() == {"error": "the quotation is empty; give its words"}
    assert asked.get("/api/verify?q=" + "a" * 20_001).status_code == 400


def test_json_is_what_the_command_prints(asked: TestClient) -> None:
    answer = asked.get(f"/api/verify?q={quote(CUT)}").json()
    assert list(answer)[:6] == ["verdict", "statement", "alignment", "variants", "earliest", "citation"]
    assert answer["verdict"] == "truncated"
    assert answer["statement"]["speaker"]["name"] == "Livia Tarrano"


def test_versions_stand_side_by_side(asked: TestClient) -> None:
    statement = asked.get(f"/api/verify?q={quote(CUT)}").json()["statement"]["id"]
    page = asked.get(f"/variants/{statement}").text
    assert "Haldvik Courier" in page
    assert "Missing: “<bdi>with a new coat of paint if the harbour master keeps his word" in page
    assert asked.get(f"/api/variants/{statement}").json()["id"].startswith("utterance-")
    assert asked.get("/variants/nobody").status_code == 404


def test_a_role_is_told_from_a_person_by_its_state(asked: TestClient) -> None:
    page = asked.get(f"/api/verify?q={quote(CUT)}&speaker=the%20American%20president").json()
    assert page["verdict"] == "misattributed"
    assert asked.get(f"/api/verify?q={quote(CUT)}&speaker=the%20president").json()["verdict"] == "truncated"


def test_versions_say_what_is_missing_where_meaning_is_not_installed(
    asked: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meaning, "is_installed", lambda: False)
    statement = asked.get(f"/api/verify?q={quote(CUT)}").json()["statement"]["id"]
    assert "detente[meaning]" in asked.get(f"/variants/{statement}").text
