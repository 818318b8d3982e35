"""Where records are kept: one contract, a database behind it, migrations that bring it up to date."""

from __future__ import annotations

from detente.model import ArchiveError
from detente.store.contract import Store


def open_store(location: str, *, create: bool = True, read_only: bool = False) -> Store:
    """The store at `location`, the name of a file; raises ArchiveError."""
    from detente.store.sqlite import SqliteStore

    if "://" in location:
        scheme = location.partition("://")[0]
        raise ArchiveError(f"archives at {scheme}:// are not supported in this version; name a file")
    if not location.strip():
        raise ArchiveError("the archive has no name; name a file with --archive")
    return SqliteStore.open(location, create=create, read_only=read_only)
