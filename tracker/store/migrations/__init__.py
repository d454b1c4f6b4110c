"""Alembic migrations, run by ``tracker.store.migrate``. One that was released never changes: add another."""
