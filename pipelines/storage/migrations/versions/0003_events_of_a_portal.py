"""Events know their run and portal, carry details, and can be closed: alerts and the log of visits"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMNS = ("run_id", "portal_url", "detail", "closed_at")


def upgrade() -> None:
    op.add_column("event", sa.Column("run_id", sa.Integer(), nullable=True))
    for name in COLUMNS[1:]:
        op.add_column("event", sa.Column(name, sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("event") as batch:
        for name in COLUMNS:
            batch.drop_column(name)
