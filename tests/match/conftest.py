from __future__ import annotations

from collections.abc import Iterator

import pytest

from detente import Archive
from tests.match.archives import fill


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    where = tmp_path_factory.mktemp("match") / "made.db"
    fill(where)
    with Archive.open(str(where)) as opened:
        yield opened
