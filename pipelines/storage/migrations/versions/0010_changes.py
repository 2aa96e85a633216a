"""Views `cell`, `change` and `value_asof`; value_current and finding_current know corrections"""

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing but the views, which every upgrade makes anew."""


def downgrade() -> None:
    """Nothing but the views."""
