"""How Alembic runs our migrations: inside the transaction the caller has begun."""

from alembic import context

from engine.store.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,  # SQLite alters a table by making it anew
    transactional_ddl=True,  # all or nothing: two processes may open a new database at once
)
context.run_migrations()
