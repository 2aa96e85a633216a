"""Table `fetch` becomes `download`: FETCH is a reserved word of SQL, and PostgreSQL takes it in quotes only"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _rename("fetch", "download")


def downgrade() -> None:
    _rename("download", "fetch")


def _rename(old: str, new: str) -> None:
    op.drop_index(op.f(f"ix_{old}_document_sha256"), old)
    op.rename_table(old, new)
    columns = ("region_code_region", "document_sha256_document", "run_id_run")
    if op.get_bind().dialect.name == "postgresql":
        for name in ("pk_{}", *(f"fk_{{}}_{column}" for column in columns)):
            op.execute(sa.text(f'ALTER TABLE "{new}" RENAME CONSTRAINT {name.format(old)} TO {name.format(new)}'))
    else:  # SQLite renames a constraint only by making the table anew
        _copied(old, new)
    op.create_index(op.f(f"ix_{new}_document_sha256"), new, ["document_sha256"], unique=False)


def _copied(old: str, new: str) -> None:
    connection = op.get_bind()
    made = connection.execute(sa.text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": new}).scalar_one()
    names = made.replace(f"k_{old}", f"k_{new}").replace(f'"{new}"', new)  # as a new database writes it
    connection.exec_driver_sql(f'ALTER TABLE "{new}" RENAME TO "{new}_before"')
    connection.exec_driver_sql(names)
    connection.exec_driver_sql(f'INSERT INTO "{new}" SELECT * FROM "{new}_before"')
    connection.exec_driver_sql(f'DROP TABLE "{new}_before"')
