"""Whom an assessment blames."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("assessment", sa.Column("blame", sa.JSON(none_as_null=True), nullable=True))
