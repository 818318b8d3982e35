"""Whether rules or the network found an assessment."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("assessment", sa.Column("found_by", sa.Text, nullable=False, server_default="rules"))
