"""The client of the web tests."""

from __future__ import annotations

import warnings
from collections.abc import Callable

with warnings.catch_warnings():
    # Starlette asks for the package httpx2 in place of httpx, which the project has; both work.
    warnings.simplefilter("ignore", DeprecationWarning)
    warnings.simplefilter("ignore", UserWarning)
    from fastapi.testclient import TestClient

ClientFor = Callable[..., TestClient]

__all__ = ["ClientFor", "TestClient"]
