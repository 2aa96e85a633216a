"""Who may read what is kept: its owner alone, or with NIANBAO_GROUP_READS=1 the owner's group too.

The archive and the database hold pages that may name people, and logs say what this machine does at night.
"""

import os
from contextlib import suppress
from pathlib import Path


def private_folder(folder: Path) -> Path:
    """The folder, made where it is not there with the folders above it; one that exists keeps its mode."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(exist_ok=True)
        one.chmod(_shared(0o700))
    return folder


def private_file(path: Path) -> Path:
    """The file, made empty where it is not there; one that exists keeps its mode.

    One that exists is not even opened: closing it would drop the locks SQLite holds on it in this process, and another
    process would take away the journal under an open database (https://www.sqlite.org/howtocorrupt.html, 2.2).
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, file_mode()))
    return path


def file_mode() -> int:
    """The mode of a file that is made."""
    return _shared(0o600)


def _shared(mode: int) -> int:
    """The mode, with the group reading (and entering a folder) where the setting says so."""
    return mode | (mode >> 3 & 0o050) if os.environ.get("NIANBAO_GROUP_READS") == "1" else mode
