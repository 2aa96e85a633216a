"""The figures of each report stand in one row, which the wide views read; an upgrade makes it with the views"""

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing but the views and the table they read changes."""


def downgrade() -> None:
    """Nothing but the views and the table they read changed."""
