"""The pages in a real browser: keys, deep links, search, timeline; no error, nothing off the machine."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn

from detente.web import create_app
from tests.web.fake_archive import news, press, sample_archive

playwright = pytest.importorskip("playwright.sync_api")

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")

ARTICLE, TALK = news(), press()
DOCUMENT = f"/documents/{ARTICLE.document.id}"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of the application, served in a thread on a free port."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(create_app(sample_archive()), log_level="error", ws="none"))  # type: ignore[arg-type]
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        patience = time.monotonic() + 20
        while not server.started and time.monotonic() < patience:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[playwright.Browser]:
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield running
        running.close()


@contextmanager
def watched(browser: playwright.Browser, address: str, **options: object) -> Iterator[playwright.Page]:
    """A page that at its end has logged nothing wrong and asked nothing of any other machine."""
    context = browser.new_context(base_url=address, **options)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page = context.new_page()
    page.set_default_timeout(15_000)
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda asked: wrong.append(asked.url) if not local(asked.url) else None)
    yield page
    assert wrong == []
    context.close()


def local(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"data", "blob"} or parts.hostname == "127.0.0.1"


def active_record(page: playwright.Page) -> str | None:
    return page.locator(".card.is-active").get_attribute("data-record")


def test_keys_lead_through_text_and_cards(browser: playwright.Browser, address: str) -> None:
    first, second = ARTICLE.statements[0].id, ARTICLE.assessments[1].id
    with watched(browser, address, viewport={"width": 1400, "height": 900}) as page:
        page.goto(DOCUMENT)
        page.keyboard.press("j")
        assert active_record(page) == first
        assert page.url.endswith(f"#{first}")
        page.keyboard.press("j")
        assert active_record(page) == second
        page.keyboard.press("k")
        assert active_record(page) == first
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
        assert page.locator(".card.is-active details").get_attribute("open") is not None
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.id") == "tag-0"
        assert page.locator(".card.is-active").count() == 0
        page.keyboard.press("?")
        playwright.expect(page.locator("dialog.help")).to_be_visible()
        page.keyboard.press("Escape")
        playwright.expect(page.locator("dialog.help")).to_be_hidden()


def test_text_and_cards_are_linked_by_mouse(browser: playwright.Browser, address: str) -> None:
    statement = ARTICLE.statements[5]
    with watched(browser, address, viewport={"width": 1400, "height": 900}) as page:
        page.goto(DOCUMENT)
        page.get_by_text("we will not be the first", exact=False).first.click()
        assert active_record(page) == statement.id
        page.locator(".card.is-active").get_by_role("link", name="AV 5").click()
        assert active_record(page) == ARTICLE.statements[4].id
        page.locator(".card.is-active [data-copy-citation]").click()
        playwright.expect(page.locator("[data-toast]")).to_have_text("Citation copied")
        assert "Aldo Verin" in page.evaluate("navigator.clipboard.readText()")
        assert page.locator("#text").evaluate("text => text.textContent") == ARTICLE.document.text


def test_speakers_and_kinds_can_be_taken_away(browser: playwright.Browser, address: str) -> None:
    with watched(browser, address, viewport={"width": 1400, "height": 900}) as page:
        page.goto(DOCUMENT)
        page.get_by_role("button", name="Mira Solen").click()
        hidden = page.locator(f'.card[data-record="{ARTICLE.statements[5].id}"]')
        playwright.expect(hidden).to_be_hidden()
        piece = page.locator("#text .m", has_text="we will not be the first")
        assert "c0 k-mixed" in str(piece.get_attribute("class"))
        page.get_by_role("button", name="Mira Solen").click()
        playwright.expect(hidden).to_be_visible()
        assert "k-direct" in str(piece.get_attribute("class"))


def test_a_deep_link_opens_at_its_words_on_a_phone(browser: playwright.Browser, address: str) -> None:
    statement = TALK.statements[-1]
    with watched(browser, address, viewport={"width": 360, "height": 640}) as page:
        page.goto(f"/statements/{statement.id}")
        card = page.locator(".card.is-active")
        playwright.expect(card).to_be_in_viewport()
        page.wait_for_timeout(600)
        words = page.get_by_text(statement.text).first
        assert words.bounding_box()["y"] < card.bounding_box()["y"] - 10
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        page.get_by_role("button", name="Close").click()
        assert card.count() == 0


def test_search_answers_while_typing_and_leads_to_the_words(
    browser: playwright.Browser, address: str
) -> None:
    with watched(browser, address, viewport={"width": 1200, "height": 800}) as page:
        page.goto("/search")
        page.locator("#q").press_sequentially("patience")
        playwright.expect(page.locator("#results mark")).to_have_text("patience")
        assert "q=patience" in page.url
        page.locator("#results blockquote a").click()
        page.wait_for_url("**/documents/**")
        assert active_record(page) == ARTICLE.statements[2].id


def test_a_point_of_the_timeline_leads_to_its_words(browser: playwright.Browser, address: str) -> None:
    with watched(browser, address, viewport={"width": 1200, "height": 1000}, color_scheme="dark") as page:
        page.goto("/relations/XSU/XNO")
        assert page.url.endswith("/relations/XNO/XSU")
        page.locator("#timeline svg").wait_for()
        page.locator('#timeline [role="graphics-symbol"][aria-roledescription="point"]').first.click()
        page.wait_for_url("**/documents/**")
        assert active_record(page) in {
            r.id for one in (ARTICLE, TALK) for r in (*one.statements, *one.assessments)
        }


@pytest.mark.parametrize(
    "path", ["/", DOCUMENT, "/search?q=the", "/relations/XNO/XSU", "/events", "/nowhere"]
)
def test_no_page_is_wider_than_a_phone(browser: playwright.Browser, address: str, path: str) -> None:
    context = browser.new_context(base_url=address, viewport={"width": 360, "height": 700})
    page = context.new_page()
    page.goto(path)
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


def test_the_theme_is_switched_and_kept(browser: playwright.Browser, address: str) -> None:
    with watched(browser, address, viewport={"width": 1200, "height": 800}, color_scheme="light") as page:
        page.goto("/")
        page.locator("[data-theme-toggle]").click()
        page.goto(DOCUMENT)
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_the_reader_works_without_scripts(browser: playwright.Browser, address: str) -> None:
    with watched(
        browser, address, java_script_enabled=False, viewport={"width": 1400, "height": 900}
    ) as page:
        page.goto(DOCUMENT)
        page.locator("#tag-1").click()
        assert page.url.endswith("#card-1")
        page.locator("#card-1 summary").click()
        playwright.expect(page.locator("#card-1 dl")).to_be_visible()
