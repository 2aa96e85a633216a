"""What a crawl has had of a portal before it came to its end, so that it goes on there when it was cut short"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "progress",
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("portal_url", sa.Text(), nullable=False),
        sa.Column("report_url", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_progress_region_code_region")),
        sa.PrimaryKeyConstraint("region_code", "portal_url", "report_url", name=op.f("pk_progress")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("progress")
