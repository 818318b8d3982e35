"""The versions of the database, oldest first, and how to bring one up to date.

A version is a file in `versions/` that is never changed once released; a later one follows it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

VERSION_TABLE = "detente_version"
VERSIONS = ("0001", "0002", "0003", "0004", "0005", "0006")
HEAD = VERSIONS[-1]


def upgrade(connection: Connection) -> None:
    """Apply the versions that are missing, within the connection's transaction."""
    # Costs a fifth of a second, and only a new or an old archive needs it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
