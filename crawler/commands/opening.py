"""Which database a command means, and how it reads from it; imports little, so that commands answer at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.orm import Session


def database_url(db: str, data: Path) -> str:
    """What --db says, else the file in the data folder."""
    return db or f"sqlite:///{data / 'nianbao.sqlite'}"


@contextmanager
def read_database(url: str) -> Iterator[Session]:
    """The database of an earlier crawl, to be read from; one that is not there is not made."""
    from pipelines.database import current, open_database, read_session

    current(url)
    engine = open_database(url)
    try:
        with read_session(engine) as session:
            yield session
    finally:
        engine.dispose()
