"""Alembic runs this file. The connection, and with it the transaction, belongs to ``tracker.store.migrate``."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
