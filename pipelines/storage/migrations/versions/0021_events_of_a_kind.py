"""Alerts and gates are found among years of visits by their kind"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_event_of_kind", "event", ["kind", "event_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_event_of_kind", "event")
