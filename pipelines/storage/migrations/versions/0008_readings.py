"""What is known of a reading and of where a document was found, so that the archive can be read again

`download.context` keeps what the list said of a document; `report.read_by` the program that read it;
`value_history` the figures that another reading replaced; `report.*_at` when a report was first and last seen.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import UserDefinedType

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


class _Any(UserDefinedType[Any]):
    """SQLite's ANY, which in a STRICT table keeps integers and reals apart."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "ANY"


NUMBER = sa.Numeric().with_variant(_Any(), "sqlite")
REPORT = ("read_by", "first_seen_at", "last_seen_at", "withdrawn_at")
DOWNLOAD = ("context", "imported_at", "vantage")


def upgrade() -> None:
    for name in REPORT:
        op.add_column("report", sa.Column(name, sa.Text(), nullable=True))
    for name in DOWNLOAD:
        op.add_column("download", sa.Column(name, sa.Text(), nullable=True))
    op.execute(
        sa.text(
            "UPDATE report SET first_seen_at = (SELECT min(fetched_at) FROM download d"
            " WHERE d.document_sha256 = report.document_sha256 AND d.url = report.source_url)"
        )
    )
    op.create_table(
        "value_history",
        sa.Column("history_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("field_code", sa.Text(), nullable=False),
        sa.Column("replaced_at", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("value", NUMBER, nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.report_id"], name=op.f("fk_value_history_report_id_report"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("history_id", name=op.f("pk_value_history")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_value_history_report_id"), "value_history", ["report_id"], unique=False)


def downgrade() -> None:
    op.drop_table("value_history")
    with op.batch_alter_table("download") as batch:
        for name in DOWNLOAD:
            batch.drop_column(name)
    with op.batch_alter_table("report") as batch:
        for name in REPORT:
            batch.drop_column(name)
