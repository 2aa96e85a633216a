"""Since when no list of its portal shows a report; the view tells when it was last shown and when it was taken back"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report", sa.Column("unlisted_at", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("report", "unlisted_at")
