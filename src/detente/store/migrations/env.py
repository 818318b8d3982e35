"""Alembic's entry: runs the versions on the connection that `upgrade` passes."""

from alembic import context

from detente.store.migrations import VERSION_TABLE
from detente.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
