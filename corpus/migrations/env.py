"""Run by Alembic: brings the database at the end of the given connection to the newest revision."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
