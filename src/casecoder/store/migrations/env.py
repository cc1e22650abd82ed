"""Migrate over the connection that ``store.study_upgrade`` (or a test) hands in. Alembic runs this file."""

from alembic import context

from casecoder.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
)
context.run_migrations()
