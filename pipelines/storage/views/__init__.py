"""The views researchers query, one .sql file each, one text for SQLite and PostgreSQL.

Views hold nothing: they are dropped before every migration and made again after it, so a migration never sees them.
A view whose text changes therefore needs a revision in pipelines/migrations, be it an empty one, to reach databases
that exist. No view turns a blank into 0; each shows only the current version of a report.
"""

from importlib import resources

from sqlalchemy import Connection, inspect

# in the order they are made: a view may read those above it
NAMES = (
    "cell",
    "report_current",
    "value_current",
    "finding_current",
    "portal_current",
    "coverage",
    "change",
    "value_asof",
    "applications",
    "disclosure",
    "litigation",
    "panel",
    "applications_zh",
    "disclosure_zh",
    "litigation_zh",
    "panel_zh",
)


def statement(name: str) -> str:
    """The CREATE VIEW statement of one file."""
    return (resources.files(__name__) / f"{name}.sql").read_text(encoding="utf-8")


def create_views(connection: Connection) -> None:
    is_psycopg = connection.dialect.name == "postgresql"
    for name in NAMES:
        made = statement(name)
        connection.exec_driver_sql(made.replace("%", "%%") if is_psycopg else made)  # % is its placeholder


def drop_views(connection: Connection) -> None:
    """Drop every view named by a CREATE VIEW of this folder; a view made by somebody else stays."""
    existing = set(inspect(connection).get_view_names())
    for name in reversed(NAMES):
        view = statement(name).split('"')[1]
        if view in existing:
            connection.exec_driver_sql(f'DROP VIEW "{view}"')
