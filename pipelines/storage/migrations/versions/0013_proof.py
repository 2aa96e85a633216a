"""What a portal's claim of completeness rests on"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("portal", sa.Column("proof", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("portal", "proof")
