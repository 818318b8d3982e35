"""Actors as a person merged or split them, and the gazetteer an archive was resolved by."""

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
