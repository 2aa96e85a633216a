"""Columns that databases lack which were made while revisions 0001 to 0004 were still being changed

Revision 0001 gained `organ.is_name_printed` and revision 0002 was put below 0003 after databases had been made with
them. Such a database calls itself current and cannot be crawled into.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LEFT_OUT: dict[str, tuple[sa.Column[Any], ...]] = {
    "organ": (sa.Column("is_name_printed", sa.Integer(), nullable=False, server_default="0"),),
    "fetch": (sa.Column("verdict", sa.Text(), nullable=True), sa.Column("tls", sa.Text(), nullable=True)),
    "document": (sa.Column("charset", sa.Text(), nullable=True),),
}


def upgrade() -> None:
    there = sa.inspect(op.get_bind())
    for table, columns in LEFT_OUT.items():
        names = {column["name"] for column in there.get_columns(table)}
        for column in columns:
            if column.name not in names:
                op.add_column(table, column)
    if "is_name_printed" not in {column["name"] for column in there.get_columns("organ")}:
        with op.batch_alter_table("organ") as batch:  # the table as revision 0001 makes it now
            batch.create_check_constraint(op.f("ck_organ_is_name_printed_is_a_flag"), "is_name_printed IN (0, 1)")
            batch.alter_column("is_name_printed", server_default=None)


def downgrade() -> None:
    """Nothing to take back: revision 0005 as it is written today holds these columns."""
