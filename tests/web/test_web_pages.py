"""Every page: what it shows, where it leads, and that hostile input stays text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detente.model import ArchiveError, Correction, Extraction, Published, Publisher, Speaker
from tests.web.fake_archive import FakeArchive, news, press
from tests.web.web_client import ClientFor, TestClient

EVIL = '<script>alert("1")</script>'


def document_of(archive: FakeArchive, place: int = 0) -> Extraction:
    return list(archive._extractions.values())[place]


def test_the_index_lists_documents_and_relationships(client: TestClient, archive: FakeArchive) -> None:
    page = client.get("/").text
    assert "Ports Will Open Again, Verin Says" in page
    assert "4 May 2031" in page
    assert "Harbour Courier" in page
    assert 'href="/relations/XNO/XSU"' in page
    assert f'href="/documents/{document_of(archive).document.id}"' in page


def test_an_empty_archive_says_how_to_fill_it(client_for: ClientFor) -> None:
    assert "detente ingest" in client_for(FakeArchive()).get("/").text


def test_the_index_has_pages(client_for: ClientFor) -> None:
    one = news()
    many = [replace(one, document=replace(one.document, id=f"document-{n}")) for n in range(120)]
    client = client_for(FakeArchive(*many))
    assert client.get("/").text.count('class="entry"') == 100
    assert client.get("/?page=2").text.count('class="entry"') == 20
    assert "There is no page 3" in client.get("/?page=3").text


def test_the_reader_shows_text_cards_and_corrections(client: TestClient, archive: FakeArchive) -> None:
    extraction = document_of(archive)
    page = client.get(f"/documents/{extraction.document.id}").text
    for record in (*extraction.statements, *extraction.assessments):
        assert f'id="{record.id}"' in page
        assert f'data-record="{record.id}"' in page
    assert "a senior official in Sudria" in page
    assert "<del>nothing</del>" in page
    assert "<ins>2031-04-30</ins>" in page
    assert "A. Reviewer" in page
    assert "Tuesday before the date printed" in page
    assert 'lang="en" dir="auto"' in page
    assert 'href="https://courier.example/ports" rel="noopener noreferrer external"' in page


def test_the_reader_links_parts_replies_and_nested_statements(
    client: TestClient, archive: FakeArchive
) -> None:
    article, talk = document_of(archive), document_of(archive, 1)
    page = client.get(f"/documents/{article.document.id}").text
    assert f'<dt>Continues</dt><dd><a href="#{article.statements[1].id}">' in page
    assert f'<dt>Nested in</dt><dd><a href="#{article.statements[4].id}">' in page
    page = client.get(f"/documents/{talk.document.id}").text
    assert f'<dt>In reply to</dt><dd><a href="#{talk.statements[1].id}">' in page


def test_permalinks_lead_to_the_words(client: TestClient, archive: FakeArchive) -> None:
    extraction = document_of(archive)
    for sort, record in (
        ("statements", extraction.statements[2]),
        ("assessments", extraction.assessments[0]),
    ):
        answer = client.get(f"/{sort}/{record.id}")
        assert answer.status_code == 307
        assert answer.headers["location"] == f"/documents/{extraction.document.id}#{record.id}"
    assert client.get(f"/statements/{extraction.segments[0].id}").status_code == 404


def test_search_marks_hits_and_links_into_the_reader(client: TestClient, archive: FakeArchive) -> None:
    page = client.get("/search", params={"q": "patience"}).text
    statement = document_of(archive).statements[2]
    assert "What we lacked was <mark>patience</mark>." in page
    assert f"#{statement.id}" in page
    assert "1 statement" in page
    assert "<!doctype html>" in page


def test_search_answers_htmx_with_the_results_only(client: TestClient) -> None:
    answer = client.get("/search", params={"q": "patience"}, headers={"HX-Request": "true"})
    assert "<mark>" in answer.text
    assert "<html" not in answer.text
    assert answer.headers["vary"] == "HX-Request"
    restored = client.get(
        "/search?q=patience", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}
    )
    assert "<html" in restored.text


def test_search_without_results_or_question_says_what_to_try(client: TestClient) -> None:
    assert "Search what was said" in client.get("/search").text
    page = client.get("/search", params={"q": "zeppelin", "speaker": "Aldo Verin"}).text
    assert "without filters" in page
    assert "never said" in page


def test_a_wrong_date_is_named_and_not_a_traceback(client: TestClient) -> None:
    answer = client.get("/search", params={"since": "never"})
    assert answer.status_code == 400
    assert "is not a date" in answer.text


def test_search_has_pages(client_for: ClientFor) -> None:
    one = news()
    many = [
        replace(one, document=replace(one.document, id=f"document-{n}"), statements=one.statements[:1])
        for n in range(60)
    ]
    page = client_for(FakeArchive(*many)).get("/search", params={"q": "ports", "page": 2}).text
    assert "Page 2 of 3" in page
    assert 'href="/search?q=ports&amp;page=3"' in page
    assert 'start="26"' in page


def test_a_long_statement_is_cut_around_its_mark(client_for: ClientFor) -> None:
    one = news()
    words = "filler " * 400 + "lighthouse " + "filler " * 400
    long = replace(one.statements[0], text=words)
    page = client_for(FakeArchive(replace(one, statements=(long,)))).get("/search?q=lighthouse").text
    assert "<mark>lighthouse</mark>" in page
    assert page.count("filler") < 120


def test_the_relation_page_lists_every_assessment(client: TestClient, archive: FakeArchive) -> None:
    page = client.get("/relations/XNO/XSU").text
    for extraction in (document_of(archive), document_of(archive, 1)):
        for judged in extraction.assessments:
            assert f"/documents/{extraction.document.id}#{judged.id}" in page
    assert "Norland" in page
    assert 'data-specification="/api/relations/XNO/XSU/specification"' in page


def test_what_the_network_judged_is_told_apart(client_for: ClientFor) -> None:
    one = news()
    first, *others = one.assessments
    learned = replace(first, found_by="network")
    asked = client_for(FakeArchive(replace(one, assessments=(learned, *others))))
    assert asked.get("/relations/XNO/XSU").text.count("Found by the learned network") == 1
    page = asked.get(f"/documents/{one.document.id}").text
    assert page.count("the learned network, where the rules are silent") == 1
    assert page.count("rules: words of the lexicon") == len(others)


@pytest.mark.parametrize("address", ["/relations/XSU/XNO", "/relations/xno/xsu", "/relations/xsu/XNO"])
def test_both_orders_of_a_dyad_are_one_page(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 307
    assert answer.headers["location"] == "/relations/XNO/XSU"


def test_periods_are_counted_and_thin_ones_say_so(client: TestClient) -> None:
    page = client.get("/relations/XNO/XSU?by=year").text
    assert "Assessments by year" in page
    assert "insufficient" in page


@pytest.mark.parametrize(
    ("form", "start"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("csv", b""), ("json", b"{")]
)
def test_the_timeline_can_be_taken_away(client: TestClient, form: str, start: bytes) -> None:
    answer = client.get(f"/relations/XNO/XSU/timeline.{form}")
    assert answer.status_code == 200
    assert answer.content.startswith(start)
    assert f'filename="XNO-XSU.{form}"' in answer.headers["content-disposition"]


def test_a_period_of_a_relationship(client: TestClient) -> None:
    page = client.get("/relations/XNO/XSU?since=2033").text
    assert "They are poor" in page
    assert "frozen" not in page
    assert 'specification?since=2033"' in page
    assert client.get("/relations/XSU/XNO?since=2033").headers["location"] == "/relations/XNO/XSU?since=2033"
    assert client.get("/relations/XNO/XSU?since=yesterday").status_code == 400


def test_codes_are_codes(client: TestClient) -> None:
    for code in ("X%22%0d%0aSet-Cookie:a", "Россия", "A" * 40, "X"):
        for address in (
            f"/relations/{code}/XNO",
            f"/relations/{code}/XNO/timeline.csv",
            f"/api/relations/XNO/{code}",
        ):
            answer = client.get(address)
            assert answer.status_code in {400, 404}
            assert "set-cookie" not in answer.headers


def test_a_relationship_nobody_judged_has_a_page(client_for: ClientFor) -> None:
    bare = replace(news(), assessments=())
    page = client_for(FakeArchive(bare)).get("/relations/XNO/XSU")
    assert page.status_code == 200
    assert "holds no assessment" in page.text
    assert "vega" not in page.text


@pytest.mark.parametrize(
    "address",
    [
        "/nowhere",
        "/documents/document-0",
        "/statements/statement-0",
        "/relations/XNO/XQQ",
        "/relations/XNO/XSU/timeline.exe",
    ],
)
def test_what_is_absent_has_a_page_that_helps(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code in {400, 404}
    assert 'href="/search"' in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("address", ["/search?page=0", "/search?page=x", "/search?kind=shouted", "/?page=-1"])
def test_malformed_requests_are_named(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert "cannot be read" in answer.text


def test_writing_is_refused(client: TestClient, archive: FakeArchive) -> None:
    for address in ("/", "/search", f"/documents/{document_of(archive).document.id}", "/api/documents"):
        assert client.post(address).status_code == 405
        assert client.delete(address).status_code == 405


def test_a_failing_archive_is_one_line(client_for: ClientFor) -> None:
    class Locked(FakeArchive):
        def counts(self) -> dict[str, int]:
            raise ArchiveError("the database\nis locked")

    answer = client_for(Locked()).get("/")
    assert answer.status_code == 503
    assert "the database is locked" in answer.text


def hostile() -> Extraction:
    one = news()
    statement = replace(one.statements[0], speaker=Speaker(None, EVIL, EVIL, None), act=EVIL, said_on=EVIL)
    assessment = replace(one.assessments[0], holder=Speaker(None, EVIL, EVIL, None), date=EVIL)
    text = EVIL + one.document.text[len(EVIL) :]
    document = replace(
        one.document,
        title=EVIL,
        byline=EVIL,
        publisher=Publisher(EVIL, EVIL),
        published=Published(EVIL, EVIL),
        language='"><script>',
        uri="javascript:alert(1)",
        text=text,
    )
    return replace(one, document=document, statements=(statement,), assessments=(assessment,))


def test_nothing_from_a_document_becomes_markup(client_for: ClientFor) -> None:
    one = hostile()
    change = Correction("c", one.statements[0].id, "act", {"name": EVIL}, [EVIL], EVIL, EVIL, EVIL)
    client = client_for(FakeArchive(one, corrections=(change,)))
    addresses = [
        "/",
        f"/documents/{one.document.id}",
        f"/search?q={EVIL}",
        "/search?q=ports",
        "/relations/XNO/XSU",
    ]
    addresses += [
        f"/search?speaker={EVIL}&since={EVIL}",
        f"/{EVIL}",
        f"/documents/{EVIL}",
        f"/relations/{EVIL}/XNO",
    ]
    for address in addresses:
        page = client.get(address).text
        assert "<script>alert" not in page, address
        assert '"><script>' not in page, address
        assert "javascript:" not in page, address


def test_a_file_address_is_shown_but_not_a_link(client_for: ClientFor) -> None:
    one = press()
    one = replace(one, document=replace(one.document, uri="file:///tmp/notes.txt"))
    page = client_for(FakeArchive(one)).get(f"/documents/{one.document.id}").text
    assert "file:///tmp/notes.txt" in page
    assert 'href="file:' not in page


def test_records_without_anything_known_have_a_page(client_for: ClientFor) -> None:
    one = news()
    bare = replace(
        one.document,
        title=None,
        publisher=None,
        published=None,
        byline=None,
        dateline=None,
        language=None,
        uri=None,
    )
    statement = replace(one.statements[0], speaker=Speaker(None, None, None, None), cue=None, said_on=None)
    archive = FakeArchive(replace(one, document=bare, statements=(statement,), segments=()))
    client = client_for(archive)
    assert "Speaker not identified" in client.get(f"/documents/{bare.id}").text
    assert "Untitled document" in client.get("/").text
    assert client.get("/search?q=ports").status_code == 200


def test_a_failure_shows_no_traceback_and_is_guarded(client_for: ClientFor) -> None:
    class Broken(FakeArchive):
        def counts(self) -> dict[str, int]:
            raise ZeroDivisionError("secret path")

    client = client_for(Broken(), raise_server_exceptions=False)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "content-security-policy" in answer.headers
