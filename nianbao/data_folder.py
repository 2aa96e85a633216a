"""Which database and folder a command means, and whether it can use them; imports little: commands answer at once."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.orm import Session

from pipelines.exceptions import InputError
from pipelines.storage.file_modes import private_folder


def database_file(data: Path) -> Path:
    """The database of a data folder, where --db names no other."""
    return data / "nianbao.sqlite"


def database_url(db: str, data: Path) -> str:
    """What --db says, else the file in the data folder."""
    return db or f"sqlite:///{database_file(data)}"


def made_folder(folder: Path, option: str) -> Path:
    """The folder that the option names, or one in it, made where it is not there. InputError: nothing can be kept."""
    try:
        private_folder(folder)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise InputError(f"{folder} cannot be written to ({error.strerror}); choose another {option}") from error
    return folder


@contextmanager
def read_database(url: str) -> Iterator[Session]:
    """The database of an earlier crawl, to be read from; one that is not there is not made."""
    from pipelines.storage.database import current, open_database, read_session

    current(url)
    engine = open_database(url)
    try:
        with read_session(engine) as session:
            yield session
    finally:
        engine.dispose()
