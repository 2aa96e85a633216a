"""report_current shows how the connection fell short; no cookie of a visit is kept with a download"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The views are made anew by every upgrade; here the cookies go."""
    connection = op.get_bind()
    query = "SELECT region_code, url, document_sha256, headers FROM download WHERE lower(headers) LIKE '%set-cookie%'"
    for row in connection.execute(sa.text(query)).mappings().all():
        kept = [header for header in json.loads(row["headers"]) if not header[0].lower().startswith("set-cookie")]
        connection.execute(
            sa.text(
                "UPDATE download SET headers = :kept WHERE region_code = :region_code AND url = :url"
                " AND document_sha256 = :document_sha256"
            ),
            {**row, "kept": json.dumps(kept, ensure_ascii=False)},
        )


def downgrade() -> None:
    """What was dropped is gone for good, as it should be."""
