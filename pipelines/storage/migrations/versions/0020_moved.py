"""A portal may have moved: one more word for its outcome"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_BEFORE = ("ok", "partial", "blocked", "robots", "unreachable", "not_found")
_NAME = "ck_portal_outcome_known"


def upgrade() -> None:
    _allow((*_BEFORE, "moved"))


def downgrade() -> None:
    op.execute("UPDATE portal SET outcome = 'not_found' WHERE outcome = 'moved'")
    _allow(_BEFORE)


def _allow(words: tuple[str, ...]) -> None:
    """SQLite has no way to change what a table checks: the table is made anew under its name."""
    allowed = f"outcome IN ({', '.join(map(repr, words))})"
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.drop_constraint(op.f(_NAME), "portal")
        op.create_check_constraint(op.f(_NAME), "portal", allowed)
        return
    made = connection.execute(sa.text("SELECT sql FROM sqlite_master WHERE name = 'portal'")).scalar_one()
    start, _, rest = made.partition(f"CONSTRAINT {_NAME} CHECK (")
    _, _, end = rest.partition("))")
    connection.exec_driver_sql("ALTER TABLE portal RENAME TO portal_before")
    connection.exec_driver_sql(f"{start}CONSTRAINT {_NAME} CHECK ({allowed}){end}")
    connection.exec_driver_sql("INSERT INTO portal SELECT * FROM portal_before")
    connection.exec_driver_sql("DROP TABLE portal_before")
