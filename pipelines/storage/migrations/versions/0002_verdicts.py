"""Verdict of the gate and weakness of TLS with each fetch, charset with each document"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # an added column needs no copy of the table on either engine
    op.add_column("fetch", sa.Column("verdict", sa.Text(), nullable=True))
    op.add_column("fetch", sa.Column("tls", sa.Text(), nullable=True))
    op.add_column("document", sa.Column("charset", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("document", "charset")
    op.drop_column("fetch", "tls")
    op.drop_column("fetch", "verdict")
