"""A value refers to one row of the codebook by code and layout; views are described in the database"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_COMMON = (
    "label_zh",
    "label_en",
    "row_path",
    "column_label",
    "unit",
    "value_type",
    "evidence",
    "maps_to",
    "comparability",
)
_NEW = ("table_name", "row_key", "column_key", "years", *_COMMON)
_OLD = ("formats", "years", *_COMMON)


def upgrade() -> None:
    op.add_column("value", sa.Column("layout", sa.Text(), nullable=True))
    _fill_layouts()
    op.create_index("ix_report_year", "report", ["year"], unique=False)
    op.create_index(op.f("ix_region_successor_successor_code"), "region_successor", ["successor_code"], unique=False)
    op.drop_table("field")  # a copy of the codebook, filled when the database is opened
    op.create_table(
        "field",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("code", "layout", *_NEW)),
        sa.PrimaryKeyConstraint("code", "layout", name=op.f("pk_field")),
        sqlite_strict=True,
    )
    op.create_index("ix_field_of_form", "field", ["table_name", "row_key", "column_key"], unique=False)
    op.create_table(
        "description",
        sa.Column("view_name", sa.Text(), nullable=False),
        sa.Column("column_name", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.Column("zh", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("view_name", "column_name", name=op.f("pk_description")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("description")
    op.drop_table("field")
    op.create_table(
        "field",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("code", "table_name", *_OLD)),
        sa.PrimaryKeyConstraint("code", "table_name", name=op.f("pk_field")),
        sqlite_strict=True,
    )
    op.drop_index(op.f("ix_region_successor_successor_code"), "region_successor")
    op.drop_index("ix_report_year", "report")
    op.drop_column("value", "layout")


def _fill_layouts() -> None:
    """A report's layouts stand with it as JSON; a table's cells get theirs."""
    connection = op.get_bind()
    layouts = connection.execute(sa.text("SELECT DISTINCT layouts FROM report")).scalars().all()
    for told in layouts:
        for table, layout in json.loads(told or "{}").items():
            connection.execute(
                sa.text(
                    "UPDATE value SET layout = :layout WHERE table_name = :table"
                    " AND report_id IN (SELECT report_id FROM report WHERE layouts = :told)"
                ),
                {"layout": layout, "table": table, "told": told},
            )
