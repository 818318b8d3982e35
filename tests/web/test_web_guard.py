"""Hosts, headers and assets."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from detente.web.app import STATIC
from tests.web.fake_archive import FakeArchive
from tests.web.web_client import ClientFor, TestClient

TEMPLATES = STATIC.parent / "templates"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "[::1]:8000", "LOCALHOST"])
def test_loopback_is_served(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "localhost@evil.example", "[", "127.0.0.2"]
)
def test_other_hosts_are_refused(client: TestClient, host: str) -> None:
    answer = client.get("/api/documents", headers={"host": host})
    assert answer.status_code == 400
    assert "documents" not in answer.text


def test_a_configured_host_is_served(client_for: ClientFor) -> None:
    client = client_for(FakeArchive(), hosts=["archive.lan"])
    assert client.get("/", headers={"host": "archive.lan:8000"}).status_code == 200
    assert client.get("/", headers={"host": "other.lan"}).status_code == 400


def test_on_every_interface_addresses_in_figures_are_served(client_for: ClientFor) -> None:
    client = client_for(FakeArchive(), hosts=["0.0.0.0"])
    for host, status in (("192.0.2.7:8000", 200), ("[2001:db8::7]:8000", 200), ("evil.example", 400)):
        assert client.get("/", headers={"host": host}).status_code == status


@pytest.mark.parametrize("address", ["/", "/nowhere", "/static/detente.css", "/api/documents"])
def test_every_answer_is_guarded(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_files_outside_the_assets_are_not_served(client: TestClient) -> None:
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py"):
        assert client.get(path).status_code == 404


def test_no_page_asks_the_network() -> None:
    for path in [*TEMPLATES.glob("*.html"), *STATIC.glob("*.js"), *STATIC.glob("*.css")]:
        assert not re.search(
            r"(?:src|href)=\"(?:https?:)?//|url\(\s*[\"']?https?:|@import", path.read_text("utf-8")
        ), path


def test_no_page_has_inline_scripts_or_styles() -> None:
    for path in TEMPLATES.glob("*.html"):
        page = path.read_text("utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page), path


def test_vendored_files_are_those_recorded() -> None:
    vendor = STATIC / "vendor"
    rows = re.findall(
        r"^\| (\S+\.js) \| \S+ \| \S+ \| \S+ \| ([0-9a-f]{64}) \|$",
        (vendor / "VERSIONS.md").read_text(),
        re.M,
    )
    assert {Path(name) for name, _ in rows} == {path.relative_to(vendor) for path in vendor.rglob("*.js")}
    for name, digest in rows:
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == digest
        assert (vendor / name).with_name("LICENSE").is_file()
