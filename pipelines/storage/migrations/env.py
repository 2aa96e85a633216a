"""How Alembic reaches the database: through the connection that `pipelines.storage.database` hands over."""

from alembic import context
from sqlalchemy import Connection, create_engine

from pipelines.storage.models import Base


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        # SQLite cannot alter a table in place: Alembic copies it
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if (handed_over := context.config.attributes.get("connection")) is not None:
    _migrate(handed_over)
else:  # a new revision is being written: compare the models with an empty database brought to head
    with create_engine("sqlite://").connect() as scratch:
        context.config.attributes["connection"] = scratch
        _migrate(scratch)
