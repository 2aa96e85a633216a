import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, func, inspect, make_url, select, text

from pipelines.exceptions import InputError
from pipelines.storage import models, views
from pipelines.storage.database import (
    current,
    migration_config,
    open_database,
    read_session,
    upgrade,
    write_session,
)
from tests.databases import fresh_postgres, snapshot


@pytest.fixture
def engine(database_url: str, codebook: Path) -> Iterator[Engine]:
    """A database made for this test alone: tests here change the schema."""
    made = open_database(database_url, codebook=codebook)
    yield made
    made.dispose()


def schema(engine: Engine) -> dict[str, object]:
    """All a database says of its structure, in a form that does not depend on the order it was made in."""
    found: dict[str, object] = {}
    with engine.connect() as connection:
        seen = inspect(connection)
        for table in seen.get_table_names():
            found[table] = {
                "columns": [
                    (c["name"], str(c["type"]), c["nullable"], str(c["default"])[:7]) for c in seen.get_columns(table)
                ],
                "key": seen.get_pk_constraint(table),
                "checks": sorted(map(repr, seen.get_check_constraints(table))),
                "uniques": sorted(map(repr, seen.get_unique_constraints(table))),
                "references": sorted(
                    repr({k: v for k, v in key.items() if k != "referred_schema"})
                    for key in seen.get_foreign_keys(table)
                ),
                "indexes": sorted((str(i["name"]), i["column_names"], i["unique"]) for i in seen.get_indexes(table)),
            }
        for view in seen.get_view_names():
            found[view] = [column["name"] for column in seen.get_columns(view)]
        if engine.dialect.name == "sqlite":  # to the letter, STRICT and ANY included
            made = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
            found["sql"] = sorted((name, sorted(re.split(r"[\s,]+", sql))) for name, sql in made)
    return found


def a_plain_engine(url: str) -> Engine:
    """An engine that asks nothing of what it finds."""
    parsed = make_url(url)
    return create_engine(parsed if parsed.drivername == "sqlite" else parsed.set(drivername="postgresql+psycopg"))


def migrate(url: str, revision: str) -> Engine:
    engine = a_plain_engine(url)
    with engine.begin() as connection:
        views.drop_views(connection)
        if revision == "base":
            command.downgrade(migration_config(connection), revision)
        else:
            command.upgrade(migration_config(connection), revision)
            views.create_views(connection)
    return engine


def head() -> str:
    """The newest revision there is."""
    newest = ScriptDirectory.from_config(migration_config()).get_current_head()
    assert newest is not None
    return newest


def mark(url: str, revision: str) -> None:
    engine = a_plain_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    engine.dispose()


def test_a_migrated_database_equals_a_new_one(database_url: str, engine: Engine, tmp_path: Path) -> None:
    other = f"sqlite:///{tmp_path}/migrated.sqlite" if engine.dialect.name == "sqlite" else fresh_postgres()
    migrated = migrate(other, "head")
    assert schema(migrated) == schema(engine)
    migrated.dispose()


def test_downgrading_to_base_empties_it(database_url: str, engine: Engine) -> None:
    engine.dispose()
    emptied = migrate(database_url, "base")
    assert inspect(emptied).get_table_names() == ["alembic_version"]
    assert inspect(emptied).get_view_names() == []
    emptied.dispose()


def test_an_emptied_database_is_made_anew(database_url: str, engine: Engine, codebook: Path) -> None:
    engine.dispose()
    migrate(database_url, "base").dispose()
    again = open_database(database_url, codebook=codebook)
    assert "panel" in inspect(again).get_view_names()
    again.dispose()


def test_a_new_database_holds_the_codebook_and_the_newest_revision(
    database_url: str, engine: Engine, codebook: Path
) -> None:
    with read_session(engine) as session:
        assert session.execute(select(func.count()).select_from(models.Field)).scalar_one() == 3
    assert current(database_url) == upgrade(database_url, codebook=codebook) == head()


def test_an_upgrade_makes_the_views_anew_and_keeps_the_rows(database_url: str, engine: Engine, codebook: Path) -> None:
    with write_session(engine) as session:
        session.add(models.Event(at="", kind="kept", region_code=None, message=""))
        session.connection().exec_driver_sql('DROP VIEW "面板"')
    assert upgrade(database_url, codebook=codebook) == head()
    assert "面板" in inspect(engine).get_view_names()
    with read_session(engine) as session:
        assert session.execute(select(models.Event.kind)).scalars().all() == ["kept"]


def test_an_upgrade_that_would_leave_rows_without_what_they_refer_to_changes_nothing(
    tmp_path: Path, codebook: Path
) -> None:
    url = f"sqlite:///{tmp_path}/n.sqlite"
    engine = open_database(url, codebook=codebook)
    careless = a_plain_engine(url)
    with careless.begin() as connection:
        connection.exec_driver_sql("INSERT INTO region_successor VALUES ('1', '2')")
    before = schema(engine)
    with pytest.raises(RuntimeError, match="1 rows without what they refer to"):
        upgrade(url, codebook=codebook)
    assert schema(engine) == before
    careless.dispose()
    engine.dispose()


def test_a_changed_codebook_reaches_a_database_that_exists(database_url: str, engine: Engine, codebook: Path) -> None:
    codebook.write_text(codebook.read_text(encoding="utf-8").replace("granted/total", "granted"), encoding="utf-8")
    open_database(database_url, codebook=codebook).dispose()
    with read_session(engine) as session:
        label = select(models.Field.label_en).where(models.Field.code == "t3_granted__total")
        assert session.execute(label).scalar_one() == "granted"


def test_opening_twice_changes_nothing(database_url: str, engine: Engine, codebook: Path) -> None:
    with engine.connect() as connection:
        before = snapshot(connection)
    open_database(database_url, codebook=codebook).dispose()
    with engine.connect() as connection:
        assert snapshot(connection) == before


def test_a_database_of_a_newer_version_is_refused_and_kept(database_url: str, engine: Engine, codebook: Path) -> None:
    mark(database_url, "9999")
    for use in (open_database, upgrade):
        with pytest.raises(InputError, match=r"written by a newer nianbao \(revision 9999\); install that version"):
            use(database_url, codebook=codebook)
    assert current(database_url) == "9999"


def test_an_older_database_is_told_to_upgrade(
    database_url: str, engine: Engine, codebook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = head()
    monkeypatch.setattr("pipelines.storage.database._head", lambda: "9998")
    with pytest.raises(
        InputError, match=rf"is at revision {newest}, this nianbao needs 9998: run `nianbao db upgrade`"
    ):
        open_database(database_url, codebook=codebook)


def test_somebody_elses_database_is_refused_and_kept(database_url: str, codebook: Path) -> None:
    if database_url.startswith("sqlite"):
        Path(database_url.removeprefix("sqlite:///")).touch()
    engine = a_plain_engine(database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE accounts (id INTEGER)")
    for use in (open_database, upgrade):
        with pytest.raises(InputError, match="tables that are not nianbao's"):
            use(database_url, codebook=codebook)
    assert inspect(engine).get_table_names() == ["accounts"]
    engine.dispose()


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path, codebook: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(b"%PDF-1.7\n" * 100)
    for use in (open_database, upgrade):
        with pytest.raises(InputError, match=r"report\.pdf cannot be used: file is not a database; choose another"):
            use(f"sqlite:///{path}", codebook=codebook)
    assert path.read_bytes() == b"%PDF-1.7\n" * 100


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://u:secret@h/d", "unknown kind of database 'mysql'"),
        ("nianbao.sqlite", "not a database URL"),
        ("postgresql://u:secret@h:port/d", "not a database URL"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("postgresql://u:secret@127.0.0.1:1/d?password=secret", "127.0.0.1:1/d cannot be used"),
        ("postgres://u:secret@127.0.0.1:1/d", "127.0.0.1:1/d cannot be used"),
        ("sqlite:////proc/nianbao/x.sqlite", "cannot be used"),
    ],
)
def test_a_url_that_leads_nowhere_is_one_line_without_its_password(url: str, said: str, codebook: Path) -> None:
    with pytest.raises(InputError, match=said) as caught:
        open_database(url, codebook=codebook)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_is_refused_with_a_file_to_use_instead(tmp_path: Path, codebook: Path) -> None:
    with pytest.raises(InputError, match=r"is a folder; --db needs a file"):
        open_database(f"sqlite:///{tmp_path}", codebook=codebook)


def test_asking_for_the_revision_creates_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        current(f"sqlite:///{tmp_path}/none.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_parent_folder_is_made(tmp_path: Path, codebook: Path) -> None:
    open_database(f"sqlite:///{tmp_path}/a/b/nianbao.sqlite", codebook=codebook).dispose()
    assert (tmp_path / "a/b/nianbao.sqlite").exists()


def test_a_sqlite_connection_is_durable_and_checks_references(tmp_path: Path, codebook: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path}/n.sqlite", codebook=codebook)
    with engine.connect() as connection:
        pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        found = [connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() for pragma in pragmas]
    assert found == ["wal", 2, 1, 30000]
    engine.dispose()


def test_a_reader_neither_waits_for_a_writer_nor_stops_it(engine: Engine) -> None:
    with write_session(engine) as writing, read_session(engine) as reading:
        writing.add(models.Event(at="", kind="k", region_code=None, message=""))
        writing.flush()
        assert reading.execute(select(func.count()).select_from(models.Event)).scalar_one() == 0
        writing.commit()
        assert reading.execute(select(func.count()).select_from(models.Event)).scalar_one() == 0, "one state throughout"


def write_and_fail(engine: Engine) -> None:
    with write_session(engine) as session:
        session.add(models.Event(at="", kind="k", region_code=None, message=""))
        session.flush()
        raise RuntimeError("the body failed")


def test_a_failing_transaction_leaves_nothing(engine: Engine) -> None:
    with pytest.raises(RuntimeError, match="the body failed"):
        write_and_fail(engine)
    with read_session(engine) as session:
        assert session.execute(select(func.count()).select_from(models.Event)).scalar_one() == 0
