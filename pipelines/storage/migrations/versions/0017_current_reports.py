"""The view report_current is written so that PostgreSQL knows how many rows it has; an upgrade makes views anew"""

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing but the views changes."""


def downgrade() -> None:
    """Nothing but the views changed."""
