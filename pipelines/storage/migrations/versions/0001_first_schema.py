"""The first schema"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import UserDefinedType

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


class _Any(UserDefinedType[Any]):
    """SQLite's ANY, which in a STRICT table keeps integers and reals apart."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "ANY"


TARGET_STATES = (
    "'stored', 'unchanged', 'not_published', 'not_found', 'blocked', 'robots', 'unreachable', 'failed', "
    "'moved', 'incomplete'"
)
NUMBER = sa.Numeric().with_variant(_Any(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("media_type", sa.Text(), nullable=True),
        sa.Column("first_seen_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_document")),
        sqlite_strict=True,
    )
    op.create_table(
        "event",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event")),
        sqlite_strict=True,
    )
    op.create_table(
        "field",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("formats", sa.Text(), nullable=False),
        sa.Column("years", sa.Text(), nullable=False),
        sa.Column("label_zh", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column("row_path", sa.Text(), nullable=False),
        sa.Column("column_label", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("value_type", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("maps_to", sa.Text(), nullable=False),
        sa.Column("comparability", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", "table_name", name=op.f("pk_field")),
        sqlite_strict=True,
    )
    op.create_table(
        "region",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("parent_code", sa.Text(), nullable=True),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Integer(), nullable=True),
        sa.Column("valid_to", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_region")),
        sqlite_strict=True,
    )
    op.create_table(
        "run",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("arguments", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("started_at", sa.Text(), nullable=False),
        sa.Column("finished_at", sa.Text(), nullable=True),
        sa.Column("exit_code", sa.Integer(), nullable=True),
        sa.Column("counts", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_run")),
        sqlite_strict=True,
    )
    op.create_table(
        "fetch",
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("document_sha256", sa.Text(), nullable=False),
        sa.Column("referrer_url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("redirect_urls", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_sha256"], ["document.sha256"], name=op.f("fk_fetch_document_sha256_document")
        ),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_fetch_region_code_region")),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name=op.f("fk_fetch_run_id_run")),
        sa.PrimaryKeyConstraint("region_code", "url", "document_sha256", name=op.f("pk_fetch")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_fetch_document_sha256"), "fetch", ["document_sha256"], unique=False)

    op.create_table(
        "organ",
        sa.Column("organ_id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_name_printed", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("parent_organ_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("is_name_printed IN (0, 1)", name=op.f("ck_organ_is_name_printed_is_a_flag")),
        sa.ForeignKeyConstraint(["parent_organ_id"], ["organ.organ_id"], name=op.f("fk_organ_parent_organ_id_organ")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_organ_region_code_region")),
        sa.PrimaryKeyConstraint("organ_id", name=op.f("pk_organ")),
        sa.UniqueConstraint("region_code", "name", name=op.f("uq_organ_region_code_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "portal",
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("portal_url", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("family", sa.Text(), nullable=True),
        sa.Column("column_url", sa.Text(), nullable=True),
        sa.Column("stated", sa.Integer(), nullable=True),
        sa.Column("seen", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("trail", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('ok', 'partial', 'blocked', 'robots', 'unreachable', 'not_found')",
            name=op.f("ck_portal_outcome_known"),
        ),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_portal_region_code_region")),
        sa.PrimaryKeyConstraint("region_code", "portal_url", name=op.f("pk_portal")),
        sqlite_strict=True,
    )
    op.create_table(
        "region_name",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("valid_to", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["code"], ["region.code"], name=op.f("fk_region_name_code_region")),
        sa.PrimaryKeyConstraint("code", "valid_from", name=op.f("pk_region_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "region_successor",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("successor_code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["region.code"], name=op.f("fk_region_successor_code_region")),
        sa.PrimaryKeyConstraint("code", "successor_code", name=op.f("pk_region_successor")),
        sqlite_strict=True,
    )
    op.create_table(
        "report",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("organ_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document_sha256", sa.Text(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("published_on", sa.Text(), nullable=True),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("layouts", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("scope_evidence", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status IN ('ok', 'partial', 'tables_missing', 'unreadable')", name=op.f("ck_report_status_known")
        ),
        sa.ForeignKeyConstraint(
            ["document_sha256"], ["document.sha256"], name=op.f("fk_report_document_sha256_document")
        ),
        sa.ForeignKeyConstraint(["organ_id"], ["organ.organ_id"], name=op.f("fk_report_organ_id_organ")),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_report")),
        sa.UniqueConstraint(
            "organ_id", "year", "scope", "document_sha256", name=op.f("uq_report_organ_id_year_scope_document_sha256")
        ),
        sa.UniqueConstraint("organ_id", "year", "scope", "version", name=op.f("uq_report_organ_id_year_scope_version")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_report_document_sha256"), "report", ["document_sha256"], unique=False)
    op.create_index(
        "uq_report_undated",
        "report",
        ["organ_id", "scope", "document_sha256"],
        unique=True,
        sqlite_where=sa.text("year IS NULL"),
        postgresql_where=sa.text("year IS NULL"),
    )

    op.create_table(
        "target",
        sa.Column("organ_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("previous_state", sa.Text(), nullable=True),
        sa.Column("previous_since", sa.Text(), nullable=True),
        sa.CheckConstraint(
            f"previous_state IN ({TARGET_STATES})",
            name=op.f("ck_target_previous_state_known"),
        ),
        sa.CheckConstraint(
            "previous_state IS NULL OR state = 'pending'", name=op.f("ck_target_previous_only_while_pending")
        ),
        sa.CheckConstraint(
            f"state IN ({TARGET_STATES}, 'pending')",
            name=op.f("ck_target_state_known"),
        ),
        sa.ForeignKeyConstraint(["organ_id"], ["organ.organ_id"], name=op.f("fk_target_organ_id_organ")),
        sa.PrimaryKeyConstraint("organ_id", "year", name=op.f("pk_target")),
        sqlite_strict=True,
    )
    op.create_table(
        "finding",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.CheckConstraint("origin IN ('report', 'series')", name=op.f("ck_finding_origin_known")),
        sa.CheckConstraint("severity IN ('error', 'warn', 'info')", name=op.f("ck_finding_severity_known")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.report_id"], name=op.f("fk_finding_report_id_report"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("report_id", "origin", "ordinal", name=op.f("pk_finding")),
        sqlite_strict=True,
    )
    op.create_table(
        "section",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.report_id"], name=op.f("fk_section_report_id_report"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("report_id", "number", name=op.f("pk_section")),
        sqlite_strict=True,
    )
    op.create_table(
        "value",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("field_code", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("value", NUMBER, nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("unit_source", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("row_index", sa.Integer(), nullable=True),
        sa.Column("column_index", sa.Integer(), nullable=True),
        sa.Column("bbox", sa.Text(), nullable=True),
        sa.CheckConstraint("(value IS NOT NULL) = (state = 'number')", name=op.f("ck_value_value_only_of_a_number")),
        sa.CheckConstraint(
            "state IN ('number', 'blank', 'not_applicable', 'text', 'unreadable')", name=op.f("ck_value_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.report_id"], name=op.f("fk_value_report_id_report"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("report_id", "field_code", name=op.f("pk_value")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_value_field_code"), "value", ["field_code"], unique=False)


def downgrade() -> None:
    for table in (
        "value",
        "section",
        "finding",
        "target",
        "report",
        "region_successor",
        "region_name",
        "portal",
        "organ",
        "fetch",
        "run",
        "region",
        "field",
        "event",
        "document",
    ):
        op.drop_table(table)
