"""Runs the migrations on the connection that `spa.store.database.migrate` hands over."""

from alembic import context

from spa.store.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=connection.dialect.name == "sqlite")
with context.begin_transaction():
    context.run_migrations()
