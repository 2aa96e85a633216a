"""Numbers of private persons are masked beside the text; documents that were taken down stay away"""

import sqlalchemy as sa
from alembic import op

from pipelines.language.personal_data import masked

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("section", sa.Column("masked_text", sa.Text(), nullable=True))
    op.create_table(
        "takedown",
        sa.Column("document_sha256", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("document_sha256", name=op.f("pk_takedown")),
        sqlite_strict=True,
    )
    _mask_texts()


def downgrade() -> None:
    op.drop_table("takedown")
    op.drop_column("section", "masked_text")


def _mask_texts() -> None:
    connection = op.get_bind()
    names = ("report_id", "number", "text", "masked_text")
    section = sa.table("section", *(sa.column(name) for name in names))
    rows = connection.execute(sa.select(section.c.report_id, section.c.number, section.c.text)).all()
    for row in rows:
        if (text := masked(row.text)) != row.text:
            this = (section.c.report_id == row.report_id) & (section.c.number == row.number)
            connection.execute(sa.update(section).where(this).values(masked_text=text))
