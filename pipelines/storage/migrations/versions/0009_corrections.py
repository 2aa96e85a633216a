"""Corrections made by people; the version of a reading stands with the download, which may give no report"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import UserDefinedType

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


class _Any(UserDefinedType[Any]):
    """SQLite's ANY, which in a STRICT table keeps integers and reals apart."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "ANY"


NUMBER = sa.Numeric().with_variant(_Any(), "sqlite")
TEXTS = (
    *("region_code", "organ_name", "scope", "field_code", "document_sha256", "kind", "told", "raw"),
    *("who", "corrected_on", "why", "evidence", "standing"),
)


def upgrade() -> None:
    op.add_column("download", sa.Column("read_by", sa.Text(), nullable=True))
    op.drop_column("report", "read_by")
    op.create_table(
        "correction",
        sa.Column("correction_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in TEXTS),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("value", NUMBER, nullable=True),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.report_id"], name=op.f("fk_correction_report_id_report"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("correction_id", name=op.f("pk_correction")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_correction_report_id"), "correction", ["report_id", "field_code"], unique=False)


def downgrade() -> None:
    op.drop_table("correction")
    op.drop_column("download", "read_by")
    op.add_column("report", sa.Column("read_by", sa.Text(), nullable=True))
