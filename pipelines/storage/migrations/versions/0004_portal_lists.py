"""What a portal's last crawl found, so that an unchanged night costs a request a list"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("portal", sa.Column("lists", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("portal") as batch:
        batch.drop_column("lists")
