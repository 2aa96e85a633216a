"""A report's cells lie together and have no index by field; a reading is known by its hash; events are found by portal

The index by field was nine tenths of what storing a report wrote. `value` has no row ids of its own any more on SQLite.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index(op.f("ix_value_field_code"), "value")
    _copy_values(suffix="\n WITHOUT ROWID,\n STRICT\n\n")
    op.add_column("report", sa.Column("reading_sha256", sa.Text(), nullable=True))
    op.create_index("ix_event_of_portal", "event", ["region_code", "portal_url", "kind", "event_id"], unique=False)
    op.create_index("ix_event_of_run", "event", ["run_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_event_of_run", "event")
    op.drop_index("ix_event_of_portal", "event")
    op.drop_column("report", "reading_sha256")
    _copy_values(suffix="\n STRICT\n\n")
    op.create_index(op.f("ix_value_field_code"), "value", ["field_code"], unique=False)


def _copy_values(*, suffix: str) -> None:
    """SQLite makes a table with or without row ids, never one of the other."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return
    made = connection.execute(sa.text("SELECT sql FROM sqlite_master WHERE name = 'value'")).scalar_one()
    columns, _, _ = made.rpartition(")")
    connection.exec_driver_sql('ALTER TABLE "value" RENAME TO "value_before"')
    connection.exec_driver_sql(f"{columns}){suffix}")
    connection.exec_driver_sql("INSERT INTO value SELECT * FROM value_before ORDER BY report_id, field_code")
    connection.exec_driver_sql("DROP TABLE value_before")
