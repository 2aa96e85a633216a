"""Roles of PostgreSQL that may read the database and change nothing: for researchers."""

import re

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import ProgrammingError

from pipelines.exceptions import InputError

_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_SETTINGS = {  # how a session of the role begins; it may change them, and write nothing all the same
    "default_transaction_read_only": "on",
    "statement_timeout": "10min",
    "idle_in_transaction_session_timeout": "10min",
}


def make_reader(engine: Engine, name: str) -> bool:
    """Make sure that the role is there and reads every table and view, those of later upgrades too; True if it is new.

    It gets no password: that is for the person who runs the server to set. Raises InputError for SQLite, for a name
    that would need quotes, for a role that may do more than read, and where the server does not allow it.
    """
    if engine.dialect.name != "postgresql":
        raise InputError("SQLite has no roles: whoever may read the file reads everything; give researchers a release")
    if not _NAME.fullmatch(name):
        raise InputError(f"{name!r} is no name for a role: use small letters, digits and _, as in researcher")
    try:
        with engine.begin() as connection:
            is_new = _create(connection, name)
            _grant(connection, name)
    except ProgrammingError as error:
        told = str(error.orig).splitlines()[0]
        raise InputError(f"the server does not allow it ({told}): ask as a role that may make roles") from error
    return is_new


def _create(connection: Connection, name: str) -> bool:
    mighty = "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolname = current_user FROM pg_roles"
    is_mighty = connection.execute(text(f"{mighty} WHERE rolname = :name"), {"name": name}).scalar_one_or_none()
    if is_mighty:
        raise InputError(f"the role {name} is there already and may do more than read: choose another name")
    if is_mighty is None:
        connection.exec_driver_sql(f'CREATE ROLE "{name}" LOGIN')
    return is_mighty is None


def _grant(connection: Connection, name: str) -> None:
    names = text("SELECT quote_ident(current_database()), quote_ident(current_schema())")
    database, schema = connection.execute(names).one()
    for statement in (
        f'GRANT CONNECT ON DATABASE {database} TO "{name}"',
        f'GRANT USAGE ON SCHEMA {schema} TO "{name}"',
        f'GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO "{name}"',
        # an upgrade makes the views anew
        f'ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT ON TABLES TO "{name}"',
        *(f"ALTER ROLE \"{name}\" SET {setting} = '{value}'" for setting, value in _SETTINGS.items()),
    ):
        connection.exec_driver_sql(statement)
