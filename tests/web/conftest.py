"""A client over the invented archive."""

from __future__ import annotations

from typing import Any

import pytest

from detente.web import create_app
from tests.web.fake_archive import FakeArchive, sample_archive
from tests.web.web_client import ClientFor, TestClient


@pytest.fixture
def client_for() -> ClientFor:
    """Clients over any archive, asking as a browser on this machine does."""

    def make(archive: Any, *, raise_server_exceptions: bool = True, **options: Any) -> TestClient:
        app = create_app(archive, **options)
        return TestClient(
            app,
            base_url="http://127.0.0.1:8000",
            follow_redirects=False,
            raise_server_exceptions=raise_server_exceptions,
        )

    return make


@pytest.fixture
def archive() -> FakeArchive:
    return sample_archive()


@pytest.fixture
def client(client_for: ClientFor, archive: FakeArchive) -> TestClient:
    return client_for(archive)
