"""Whose error a sum that fails is, which cells would explain it, and whether a report is verified"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("finding", sa.Column("cause", sa.Text(), nullable=True))
    op.add_column("finding", sa.Column("suspects", sa.Text(), nullable=True))
    op.add_column("report", sa.Column("verified", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("report", "verified")
    op.drop_column("finding", "suspects")
    op.drop_column("finding", "cause")
